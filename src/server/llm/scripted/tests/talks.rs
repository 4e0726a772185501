use crate::features::simulations::guards::repetition::check;
use crate::features::simulations::guards::{Heard, aba_rate, distinct_n, echo_rate, gini};
use crate::features::simulations::types::MessageKind;
use crate::server::llm::scene::Scene;

use super::super::bank::Part;
use super::super::context::called;
use super::super::trace::Trace;
use super::super::{SummaryInput, line, summary};
use super::fixtures::{cast, push, run, scene};

const SEEDS: u64 = 20;

fn findings(scene: &Scene) -> Vec<String> {
    let mut found = Vec::new();
    for (at, l) in scene.lines.iter().enumerate() {
        let before = &scene.lines[..at];
        let own: Vec<&str> = before.iter().filter(|b| b.speaker == l.speaker).map(|b| &*b.text).collect();
        let others: Vec<Heard> = before.iter().filter(|b| b.speaker != l.speaker).map(|b| Heard { speaker: "x", text: &b.text }).collect();
        found.extend(
            check(&l.text, &own, &others).into_iter().filter(|f| f.guard == "repetition").map(|f| format!("{} {}", f.message, l.text)),
        );
    }
    found
}

fn well_formed(text: &str) -> Result<(), String> {
    let broken = ["{", "}", "[", "]", "  ", " ,", " .", "..", " a a ", " the the ", "?.", ".?", ",,", "“”", " a the ", " the a "];
    if let Some(mark) = broken.iter().find(|b| text.contains(**b)) {
        return Err(format!("contains “{mark}”: {text}"));
    }
    if let Some(small) = super::super::text::sentences(text)
        .iter()
        .find(|s| s.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase) && !s.starts_with('“'))
    {
        return Err(format!("small start “{small}”: {text}"));
    }
    let words = text.split_whitespace().count();
    if !(7..=75).contains(&words) || text.to_lowercase().contains("as an ai") {
        return Err(format!("{words} words: {text}"));
    }
    Ok(())
}

#[test]
fn hundred_turns_with_six_agents_never_trip_the_guard_and_read_well() {
    let (mut diversity, mut echo) = (0.0, 0.0);
    for seed in 0..SEEDS {
        let talk = run(scene(seed, cast(seed, 6), 100));
        assert_eq!(findings(&talk), Vec::<String>::new(), "seed {seed}");
        let posing = |text: &str| talk.cast.iter().any(|p| text.starts_with(&format!("{}:", super::super::address::called(p))));
        assert!(!talk.lines.iter().any(|l| posing(&l.text)), "somebody speaks as somebody else");
        let wrong: Vec<String> = talk.lines.iter().filter_map(|l| well_formed(&l.text).err()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "seed {seed}");
        let texts: Vec<&str> = talk.lines.iter().map(|l| &*l.text).collect();
        diversity += distinct_n(&texts, 2) / 20.0;
        echo += echo_rate(&texts) / 20.0;
    }
    assert!(diversity >= 0.5, "distinct-2 {diversity}");
    assert!(echo <= 0.045, "echo {echo}");
}

#[test]
fn turn_taking_is_that_of_human_meetings() {
    let (mut floor, mut inequality) = (0.0, 0.0);
    for seed in 0..SEEDS {
        let size = 4 + (seed % 3) as usize;
        let talk = run(scene(seed, cast(seed, size), 40));
        let speakers: Vec<usize> = talk.lines.iter().filter_map(|l| l.speaker).collect();
        let turns: Vec<usize> = (0..size).map(|who| speakers.iter().filter(|s| **s == who).count()).collect();
        floor += aba_rate(&speakers) / 20.0;
        inequality += gini(&turns) / 20.0;
    }
    assert!((0.44..=0.61).contains(&floor), "A-B-A {floor}");
    assert!((0.10..=0.46).contains(&inequality), "Gini {inequality}");
}

#[test]
fn same_scene_gives_the_same_line_and_another_seed_or_attempt_another() {
    let talk = run(scene(3, cast(3, 5), 12));
    assert_eq!(line(&talk), line(&talk.clone()));
    let seeds: std::collections::BTreeSet<String> = (0..8).map(|seed| line(&Scene { seed, ..talk.clone() })).collect();
    let attempts: std::collections::BTreeSet<String> = (0..8).map(|attempt| line(&Scene { attempt, ..talk.clone() })).collect();
    assert!(seeds.len() > 4 && attempts.len() > 4, "{} {}", seeds.len(), attempts.len());
}

#[test]
fn observer_is_answered_first_with_a_quotation() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 5), 12));
        push(&mut talk, MessageKind::Observer, None, "Please be concrete: what does it cost in the first year?");
        talk.me = (seed % 5) as usize;
        (talk.turn, talk.max_turns) = (16, 30);
        let spoken = line(&talk);
        let first = super::super::text::sentences(&spoken).into_iter().take(2).collect::<Vec<_>>().join(" ");
        assert!(first.contains("“What does it cost in the first year?”"), "{first}");
    }
}

#[test]
fn addressed_person_answers() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 5), 12));
        let names = super::super::context::called(&talk.cast);
        let asker = talk.lines.last().and_then(|l| l.speaker).expect("a speaker");
        let other =
            (0..5).filter(|who| *who != asker).find(|who| talk.lines.iter().any(|l| l.speaker == Some(*who))).expect("somebody who spoke");
        (talk.turn, talk.max_turns, talk.me) = (16, 40, other);
        push(&mut talk, MessageKind::Agent, Some(asker), &format!("{}, what would you count?", names[other]));
        let spoken = line(&talk);
        let ctx = super::super::context::Context::new(&talk).expect("a context");
        let kinds: Vec<_> = super::super::text::sentences(&spoken)
            .iter()
            .filter_map(|s| {
                super::super::index::index().recognise(s, &ctx.called.iter().map(|n| super::super::text::hash_small(n)).collect::<Vec<_>>())
            })
            .filter_map(|n| super::super::index::index().entry(n))
            .map(|e| format!("{:?}", e.tag))
            .collect();
        let answers = kinds.iter().any(|k| k.starts_with("Reply(Measure)") || k.starts_with("Answer(Measure)") || k.starts_with("Opt("))
            || spoken.contains(" stop rule");
        assert!(answers, "{kinds:?} {spoken}");
    }
}

#[test]
fn short_and_endless_conversations_work() {
    assert!(run(scene(1, cast(1, 2), 1)).lines.iter().all(|l| !l.text.is_empty()));
    assert!(run(scene(1, cast(1, 1), 1)).lines.iter().all(|l| !l.text.is_empty()));
    let mut endless = run(scene(2, cast(2, 4), 30));
    endless.max_turns = 0;
    endless.turn = 400;
    assert!(!line(&endless).is_empty());
}

#[test]
fn summary_says_only_what_was_said() {
    let mut disputed = 0;
    for seed in 0..6 {
        let talk = run(scene(seed, cast(seed, 5), 40));
        let draft = summary(&SummaryInput::of(&talk));
        let spoke = (0..5).filter(|who| talk.lines.iter().any(|l| l.speaker == Some(*who))).count();
        assert_eq!(draft.positions.len(), spoke);
        let called = called(&talk.cast);
        let objected = Trace::read(&talk, &called).threads.iter().flat_map(|(_, events)| events).any(|event| event.part == Part::Object);
        assert_eq!((draft.proposals.is_empty(), draft.disagreements.is_empty()), (false, !objected), "seed {seed}");
        disputed += usize::from(objected);
        let lists = [&draft.positions, &draft.agreements, &draft.disagreements, &draft.proposals, &draft.open_questions];
        for point in lists.into_iter().flatten().chain([&draft.answer]) {
            assert!(!point.cites.is_empty());
            let quotes: Vec<&str> = point.text.split('“').skip(1).filter_map(|q| q.split('”').next()).collect();
            assert!(!quotes.is_empty(), "{}", point.text);
            for quote in quotes {
                let plain = |t: &str| t.replace(['‘', '’', '“', '”'], "");
                assert!(talk.lines.iter().any(|l| point.cites.contains(&l.seq) && plain(&l.text).contains(&plain(quote))), "{quote}");
            }
        }
    }
    assert!(disputed >= 5, "panels of five disagree: {disputed} of 6");
}

#[test]
fn other_languages_are_spoken_without_repeats() {
    for (language, word) in [("de", " die "), ("French", " la "), ("es-ES", " que ")] {
        let talk = run(Scene { language: language.to_owned(), ..scene(4, cast(4, 5), 24) });
        assert!(talk.lines.iter().filter(|l| l.text.contains(word)).count() > 5, "{language}");
        assert!(findings(&talk).len() <= 1, "{language} {:?}", findings(&talk));
        assert!(!talk.lines.iter().any(|l| l.text.contains(['{', '}'])));
    }
}
