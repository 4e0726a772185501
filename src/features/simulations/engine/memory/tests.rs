use super::*;
use crate::features::simulations::types::Speaker;

/// A line of `p1`, `p2`, … or of the observer (0), heard by `to` (empty: everyone).
pub fn line(seq: u64, who: usize, text: &str, to: &[&str]) -> Arc<Message> {
    let kind = if who == 0 { MessageKind::Observer } else { MessageKind::Agent };
    let speaker = Some(Speaker { id: format!("p{who}"), name: ["Mo", "Ada", "Ben", "Cleo"][who].to_owned() });
    Arc::new(Message {
        id: format!("s-{seq}"),
        seq,
        turn: u32::try_from(seq).unwrap(),
        round: 1,
        kind,
        speaker,
        text: text.to_owned(),
        language: String::new(),
        tokens: 0,
        cost_micros: None,
        to: to.iter().map(|t| (*t).to_owned()).collect(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: chrono::DateTime::UNIX_EPOCH,
    })
}

fn filler(seq: u64) -> Arc<Message> {
    line(seq, 3, &format!("topic{seq}a corner{seq}b window{seq}c"), &[])
}

/// These lines, then `gap` lines about nothing, then the query.
fn memory(lines: &[(usize, &str)], gap: u64, query: &str) -> Memory {
    let mut memory = Memory::default();
    let mut seq = 0;
    for (who, text) in lines {
        seq += 1;
        memory.hear(line(seq, *who, text, &[]));
    }
    for _ in 0..gap {
        seq += 1;
        memory.hear(filler(seq));
    }
    memory.hear(line(seq + 1, 1, query, &[]));
    memory
}

fn recalled(memory: &Memory, first: u64) -> Vec<u64> {
    memory.recall("p2", "Ben Roy", first).iter().map(|line| line.seq).collect()
}

#[test]
fn relevance_decides_between_equally_old_and_important_lines() {
    let said =
        [(1, "Nurses leave when their rosters change every Friday."), (1, "Parking near the station costs visitors their patience.")];
    let found = recalled(&memory(&said, 12, "What would keep nurses from changing wards over rosters?"), 10);
    assert_eq!(found.first(), Some(&1));
    assert!(!found.contains(&2), "a line without a common word is not remembered");
}

#[test]
fn of_two_equal_lines_the_younger_comes_first() {
    let said = [(1, "Rosters drive nurses away quickly."), (3, "Rosters drive nurses away quickly.")];
    assert_eq!(recalled(&memory(&said, 12, "Which rosters suit nurses?"), 10), [2, 1]);
}

#[test]
fn importance_outweighs_a_little_age() {
    let said = [(0, "Rosters of nurses are what this panel should settle."), (1, "Rosters of nurses are what this panel should settle.")];
    assert_eq!(recalled(&memory(&said, 12, "Which rosters suit nurses?"), 10), [1, 2], "the moderator's line first");
    let said = [
        (1, "Rosters of nurses cost us forty people, that is 12 percent."),
        (1, "Rosters of nurses cost us several people, that is plenty."),
    ];
    assert_eq!(recalled(&memory(&said, 12, "Which rosters suit nurses?"), 10), [1, 2], "a figure weighs more");
}

#[test]
fn age_outweighs_importance_in_the_end() {
    let mut memory = memory(&[(0, "Rosters of nurses are what this panel should settle.")], 150, "Sundry.");
    memory.hear(line(153, 1, "Rosters of nurses are what this panel should settle.", &[]));
    for seq in 154..158 {
        memory.hear(filler(seq));
    }
    memory.hear(line(158, 1, "Which rosters suit nurses?", &[]));
    assert_eq!(recalled(&memory, 154), [153, 1]);
}

#[test]
fn recency_halves() {
    assert!((recency(0) - 1.0).abs() < 1e-12 && (recency(60) - 0.5).abs() < 1e-12 && (recency(120) - 0.25).abs() < 1e-12);
}

#[test]
fn rare_words_weigh_more_than_common_ones() {
    let said = [
        (1, "Hospital hospital matters reach everybody."),
        (1, "Sterilisation rooms reach capacity."),
        (1, "Hospital corridors."),
        (3, "Hospital kitchens everybody."),
    ];
    let found = recalled(&memory(&said, 12, "Does sterilisation matter to the hospital?"), 10);
    assert_eq!(found.first(), Some(&2), "{found:?}");
}

#[test]
fn lines_in_the_window_are_not_remembered_again() {
    let memory = memory(&[(1, "Nurses leave over rosters.")], 0, "Nurses and rosters again?");
    assert_eq!(recalled(&memory, 1), Vec::<u64>::new());
}

#[test]
fn whisper_is_remembered_and_summed_up_only_for_whom_it_was_meant() {
    let mut memory = Memory::default();
    memory.hear(line(1, 0, "The merger with Northgate hospital is decided already.", &["p1"]));
    for seq in 2..30 {
        memory.hear(filler(seq));
    }
    memory.hear(line(30, 3, "What does the merger with another hospital cost?", &[]));
    assert_eq!(memory.recall("p1", "Ada Obi", 20).first().map(|l| l.seq), Some(1));
    assert!(memory.recall("p2", "Ben Roy", 20).iter().all(|l| l.seq != 1));
    let told = |who: &str| memory.summary(who, 20, 900).iter().any(|kept| kept.seq == 1);
    assert!(told("p1") && !told("p2") && !told("p3"));
}

#[test]
fn summary_keeps_words_that_were_said_and_stays_small() {
    let mut memory = Memory::default();
    for seq in 1..400 {
        memory.hear(line(
            seq,
            usize::try_from(seq % 3).unwrap() + 1,
            &format!("I propose plan{seq}x for station{seq}y. It costs {seq} euros a year."),
            &[],
        ));
    }
    let kept = memory.summary("p1", 390, 900);
    assert!(kept.len() >= 6 && kept.iter().map(|k| k.sentence.chars().count()).sum::<usize>() <= 900);
    for one in &kept {
        let said = &memory.notes[usize::try_from(one.seq).unwrap() - 1].line.text;
        assert!(said.contains(&one.sentence), "{}", one.sentence);
    }
    assert!(kept.is_sorted_by_key(|k| k.seq) && memory.kept.len() <= KEPT);
}

#[test]
fn who_repeats_a_point_has_it_summed_up_once() {
    let mut memory = Memory::default();
    for seq in 1..40 {
        memory.hear(line(seq, 1, "Double payment for night shifts attracts exactly the wrong people.", &[]));
    }
    assert_eq!(memory.summary("p2", 39, 900).len(), 1);
}

#[test]
fn hearing_line_by_line_is_the_same_as_hearing_all_again() {
    let lines: Vec<Arc<Message>> =
        (1..80).map(|seq| line(seq, 1, &format!("Point {seq} about nurses and rota{seq} costs {} euros.", seq * 7), &[])).collect();
    let mut grown = Memory::default();
    for (at, one) in lines.iter().enumerate() {
        grown.hear(one.clone());
        let mut again = Memory::default();
        lines[..=at].iter().for_each(|l| again.hear(l.clone()));
        assert_eq!(recalled(&grown, one.seq), recalled(&again, one.seq));
        assert_eq!(grown.summary("p2", one.seq, 500), again.summary("p2", one.seq, 500));
    }
}
