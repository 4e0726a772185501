mod labelled;
mod outcomes;
mod transcripts;

use super::repetition::check;
use super::*;

const NURSE: &str = "On a ward, a rule that nobody checks at the shift handover is gone within a week. I have seen three of them go.";

fn heard(text: &str) -> Heard<'_> {
    Heard { speaker: "Jonas", text }
}

#[test]
fn fresh_line_has_no_finding() {
    let other = heard("We should ask what the old contract costs before anybody signs a new one.");
    assert!(check("Patients notice the queue long before they notice the price.", &[NURSE], &[other]).is_empty());
}

#[test]
fn copy_plus_one_sentence_is_found() {
    let line = format!("{NURSE} That is all.");
    let findings = check(&line, &[NURSE], &[]);
    assert!(findings.iter().any(|f| f.guard == "repetition" && f.turn == Some(0)));
}

#[test]
fn copied_sentence_of_another_is_found_with_its_place() {
    let line = "Let me add something new about money, staff, rooms, heating and the winter plan first. I have seen three of them go.";
    let long = format!("{NURSE} {}", "Other words follow here so that the line is long enough to hide one copied sentence among them.");
    let findings = check(line, &["Own words."], &[heard(&long)]);
    let found = findings.iter().find(|f| f.span.0 > 0).expect("the copied sentence");
    assert_eq!(
        line.chars().skip(found.span.0).take(found.span.1 - found.span.0).collect::<String>().trim(),
        "I have seen three of them go."
    );
    assert_eq!(found.turn, Some(1), "others are counted on from the own lines");
    assert!(found.message.contains("Jonas"));
}

#[test]
fn first_half_repeated_is_found() {
    let line =
        "On a ward, a rule that nobody checks at the shift handover is gone within a week. Money, however, has a longer memory than that.";
    assert!(check(line, &[NURSE], &[]).iter().any(|f| f.guard == "repetition"));
}

#[test]
fn marked_quotation_of_another_is_allowed_but_not_of_oneself() {
    let line = "Jonas, you said “a rule that nobody checks at the shift handover is gone within a week”, and I doubt it.";
    assert!(check(line, &[], &[heard(NURSE)]).is_empty());
    assert!(!check(line, &[NURSE], &[]).is_empty());
}

#[test]
fn back_channel_may_be_repeated() {
    assert!(check("Yes, quite.", &["Yes, quite."], &[heard("Yes, quite.")]).is_empty());
}

#[test]
fn lines_out_of_the_window_are_forgotten() {
    let filler: Vec<String> = (0..30).map(|i| format!("Filler number {i} speaks of thing{i} and place{i}.")).collect();
    let mut own = vec![NURSE];
    own.extend(filler.iter().map(String::as_str));
    assert!(check(NURSE, &own, &[]).is_empty());
}

#[test]
fn same_opening_is_reported() {
    let findings = check("In my view the bridge can wait.", &["In my view nothing else counts."], &[]);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].guard, findings[0].span), ("opening", (0, 10)));
}

#[test]
fn chinese_lines_are_compared_by_character() {
    let line = "我们应该先在一个病房试行六周，然后再决定。";
    assert!(!check(line, &[line], &[]).is_empty());
    assert!(check("费用问题还没有人回答，我想先看预算。", &[line], &[]).is_empty());
}

#[test]
fn memory_measures_closeness() {
    let memory = Memory::new(&[NURSE], &[]);
    assert!((memory.closeness(NURSE) - 1.0).abs() < 1e-9);
    assert!(memory.closeness("Nothing in common here at all.") < 1e-9);
}

#[test]
fn distinct_counts_different_pairs() {
    assert!((distinct_n(&["a b a b"], 2) - 2.0 / 3.0).abs() < 1e-9);
    assert!((distinct_n(&[], 2) - 1.0).abs() < 1e-9);
}

#[test]
fn gini_of_equal_and_of_one_sided_talk() {
    assert!(gini(&[5, 5, 5, 5]).abs() < 1e-9);
    assert!((gini(&[0, 0, 0, 12]) - 0.75).abs() < 1e-9);
}

#[test]
fn aba_counts_returns_of_the_floor() {
    assert!((aba_rate(&[1, 2, 1, 3, 1]) - 2.0 / 3.0).abs() < 1e-9);
    assert!(aba_rate(&[1, 2, 3, 4]).abs() < 1e-9);
    assert!(aba_rate(&[1, 1, 1]).abs() < 1e-9, "nobody spoke in between");
}

#[test]
fn echo_looks_back_twelve_lines_only() {
    assert!((echo_rate(&["one two three", "one two three"]) - 1.0).abs() < 1e-9);
    let mut lines = vec!["one two three"];
    lines.extend(["four five six seven"; 1]);
    let filler: Vec<String> = (0..12).map(|i| format!("a{i} b{i} c{i}")).collect();
    lines.extend(filler.iter().map(String::as_str));
    lines.push("one two three");
    assert!(echo_rate(&lines) < 1e-9);
}

#[test]
fn openings_repeat() {
    assert!((opening_rate(&["I think so too.", "I think so, yes.", "Other words here."]) - 1.0 / 3.0).abs() < 1e-9);
}
