use super::batch::{convergence, deviation, entropy, longest_silence, mention_answer, similarities};
use super::*;
use crate::features::simulations::types::{HealthLevel, Policy, RemedyKind};

/// A small generator, so that the talks differ and every run is the same.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

const WORDS: [&str; 16] = [
    "Ada", "Ben", "Cleo", "because", "measure", "nurses", "night", "shift", "the", "of", "we", "risk", "budget", "thanks", "goodbye",
    "agree",
];

/// Lines of random words by random speakers, long enough for every window to move on.
fn talk(seed: u64, lines: usize) -> Vec<(usize, String)> {
    let mut state = seed;
    (0..lines)
        .map(|_| {
            let who = next(&mut state) % 3;
            let length = next(&mut state) % 14;
            (who, (0..length).map(|_| WORDS[next(&mut state) % WORDS.len()]).collect::<Vec<_>>().join(" "))
        })
        .collect()
}

fn panel() -> Vec<Member> {
    let member = |number: usize, name: &str, talkativeness: u8, profile: &str| Member {
        id: format!("p{number}"),
        name: name.to_owned(),
        talkativeness: Some(talkativeness),
        profile: profile.to_owned(),
        muted: false,
    };
    vec![
        member(1, "Ada Obi", 80, "nurses on every night ward"),
        member(2, "Ben Roy", 40, "budget and figures"),
        member(3, "Cleo Wu", 30, "measure what counts"),
    ]
}

fn meter(lines: &[(usize, String)]) -> Meter {
    let mut meter = Meter::new(panel());
    for (who, text) in lines {
        meter.add(&format!("p{}", who + 1), text);
    }
    meter
}

fn near(what: &str, counted: f64, defined: f64) {
    assert!((counted - defined).abs() < 1e-9, "{what}: counted {counted}, defined {defined}");
}

#[test]
fn counting_along_gives_what_the_definitions_give_at_every_line() {
    for seed in 1..8 {
        let all = talk(seed, 60);
        let mut meter = Meter::new(panel());
        for (at, (who, text)) in all.iter().enumerate() {
            meter.add(&format!("p{}", who + 1), text);
            compare(&meter, &all[..=at]);
        }
    }
}

fn compare(meter: &Meter, lines: &[(usize, String)]) {
    let m = meter.measures();
    let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
    let speakers: Vec<usize> = lines.iter().map(|(who, _)| *who).collect();
    let pairs: Vec<(usize, &str)> = lines.iter().map(|(who, text)| (*who, text.as_str())).collect();
    let turns: Vec<usize> = (0..3).map(|who| speakers.iter().filter(|s| **s == who).count()).collect();
    near("distinct-1", m.distinct_1, distinct_n(&texts, 1));
    near("distinct-2", m.distinct_2, distinct_n(&texts, 2));
    near("distinct-3", m.distinct_3, distinct_n(&texts, 3));
    near("echo", m.echo, echo_rate(&texts));
    near("openings", m.opening_rate, opening_rate(&texts));
    near("gini", m.gini, gini(&turns));
    near("entropy", m.entropy, entropy(&turns));
    near("A-B-A", m.aba, aba_rate(&speakers));
    near("deviation", m.talk_deviation.unwrap(), deviation(&turns, &[80.0 / 150.0, 40.0 / 150.0, 30.0 / 150.0]));
    near("convergence", m.convergence, convergence(&similarities(&pairs)));
    assert_eq!(m.mention_answer, mention_answer(&pairs, &["Ada", "Ben", "Cleo"]));
    let silence = (0..3).map(|who| longest_silence(&speakers, &who)).max().unwrap();
    assert_eq!(m.longest_silence as usize, silence);
}

#[test]
fn own_echo_is_that_of_ones_own_lines() {
    let mut meter = Meter::new(panel());
    meter.add("p1", "one two three four");
    meter.add("p2", "five six seven");
    meter.add("p1", "one two three four");
    let m = meter.measures();
    near("own", m.echo_own, 1.0);
    near("others", m.echo_others, 0.0);
}

#[test]
fn persona_is_told_from_the_words_of_a_line() {
    let mut meter = Meter::new(panel());
    meter.add("p1", "Nurses leave when nights get longer.");
    meter.add("p2", "Nurses leave as well.");
    near("one of two fits its speaker", meter.measures().attribution.unwrap(), 0.5);
    assert_eq!(Meter::new(panel()).measures().attribution, None);
}

#[test]
fn courtesies_are_whole_words() {
    let of = Courtesy::of;
    assert!(
        of("Thanks, everyone. Goodbye!").farewell && of("Vielen Dank dafür.").thanks && of("Ich danke Ihnen. Auf Wiedersehen!").farewell
    );
    assert!(!of("The byelaws and thanksgiving are another matter.").farewell && !of("Thanksgiving is over.").thanks);
    assert!(of("I couldn't agree more, Ada.").agrees && of("Exactly. That is what I see.").agrees);
    assert!(!of("I agree, but the budget is gone.").agrees && !of("You're right, is it enough?").agrees);
}

#[test]
fn a_panel_that_only_agrees_is_an_alarm_and_a_quarrelling_one_is_not() {
    let fresh = |at: usize| format!("Proposal {at} wants thing{at}x and place{at}y and colour{at}z.");
    let mut agreeing = Meter::new(panel());
    let mut arguing = Meter::new(panel());
    for at in 0..24 {
        let who = format!("p{}", at % 3 + 1);
        let line = if at < 12 { fresh(at) } else { format!("I agree. Aspect{at}a, matter{at}b.") };
        agreeing.add(&who, &line);
        arguing.add(&who, &fresh(at));
    }
    assert!(agreeing.measures().collapse && !arguing.measures().collapse);
    let notes = health(&agreeing, Policy::MentionFirst);
    assert_eq!((notes[0].level, notes[0].kind), (HealthLevel::Alarm, RemedyKind::Moderator));
    assert!(!notes[0].line.is_empty() && !notes[0].remedy.is_empty());
    assert_eq!(health(&arguing, Policy::RoundRobin).len(), 1, "one good note");
}

#[test]
fn health_names_who_talks_too_much_and_who_is_silent() {
    let mut meter = Meter::new(panel());
    for at in 0..30 {
        meter.add(if at % 10 == 5 { "p2" } else { "p1" }, &format!("Matter{at}a counts{at}b because{at}c reason{at}d."));
    }
    let notes = health(&meter, Policy::MentionFirst);
    assert!(notes.iter().any(|n| n.level == HealthLevel::Warning && n.text.starts_with("Ada Obi has 90 %")), "{notes:?}");
    assert!(notes.iter().any(|n| n.text == "Cleo has said nothing for 30 turns." && n.line.starts_with("Cleo,")), "{notes:?}");
}

#[test]
fn health_waits_for_enough_turns() {
    assert!(health(&Meter::new(panel()), Policy::MentionFirst)[0].text.contains("too early"));
}

#[test]
fn records_of_turns_are_counted_by_guard() {
    let mut meter = meter(&talk(3, 12));
    meter.add_record(2, ["repetition", "identity", "repetition"]);
    meter.add_record(0, []);
    let m = meter.measures();
    assert_eq!((m.rejected, m.guards.len(), m.guards[0].count), (2, 2, 2));
}

#[test]
fn content_words_are_long_or_written_without_spaces() {
    assert_eq!(words::content("We count the nurses twice: nurses!").len(), 3);
    assert_eq!(words::content("试行").len(), 2);
    assert_eq!(words::common(&[1, 3, 5], &[3, 4, 5, 6]), 2);
}

#[test]
fn nobody_waits_for_a_word_of_the_muted() {
    let mut members = panel();
    members[2].muted = true;
    let mut meter = Meter::new(members);
    for turn in 0..30 {
        meter.add(if turn % 2 == 0 { "p1" } else { "p2" }, "A remark about the matter at hand.");
    }
    assert_eq!(meter.silent().map(|s| (s.name, s.panel)), Some(("Ada".to_owned(), 2)));
    assert!(!health(&meter, Policy::Weighted).iter().any(|note| note.text.contains("Cleo") || note.line.contains("Cleo")));
}
