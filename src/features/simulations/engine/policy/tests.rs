use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{TimeZone, Utc};

use super::{Decision, Seats, Situation, decide};
use crate::features::agents::types::{Persona, SpeakingStyle};
use crate::features::simulations::guards::{aba_rate, gini};
use crate::features::simulations::store::simulations::{CastMember, Chosen, Plan};
use crate::features::simulations::types::{Message, MessageKind, Policy, Settings, Speaker};

const NAMES: [&str; 6] = ["Amara Okafor", "Jonas Weber", "Mei Lin", "Dr. Tomás Ruiz", "Ingrid Dahl", "Kofi Mensah"];

fn plan(policy: Policy, size: usize) -> Plan {
    let talk = [50, 85, 20, 60, 40, 70];
    let member = |at: usize| CastMember {
        id: format!("p{}", at + 1),
        agent_id: format!("a{at}"),
        persona: Arc::new(Persona {
            name: NAMES[at % 6].to_owned(),
            expertise: vec![format!("subject{at}")],
            style: SpeakingStyle { talkativeness: talk[at % 6], ..SpeakingStyle::default() },
            ..Persona::default()
        }),
        instructions: String::new(),
        picture: String::new(),
        muted: false,
        left: false,
    };
    let order = vec!["p1".to_owned(), "p3".to_owned(), "p2".to_owned()];
    let settings = Settings { policy, seed: 7, order, ..Settings::default() };
    Plan { scenario: Arc::default(), cast: (0..size).map(member).collect(), settings, pins: Vec::new() }
}

fn line(seq: u64, who: usize, text: &str) -> Arc<Message> {
    Arc::new(Message {
        id: format!("s-{seq}"),
        seq,
        turn: u32::try_from(seq).unwrap(),
        round: 1,
        kind: MessageKind::Agent,
        speaker: Some(Speaker { id: format!("p{}", who + 1), name: NAMES[who % 6].to_owned() }),
        text: text.to_owned(),
        language: String::new(),
        tokens: 1,
        cost_micros: Some(0),
        to: Vec::new(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap(),
    })
}

fn observer(seq: u64, text: &str, to: &[&str]) -> Arc<Message> {
    let to = to.iter().map(|id| (*id).to_owned()).collect();
    let speaker = Some(Speaker { id: "u1".into(), name: "Ada".into() });
    Arc::new(Message { kind: MessageKind::Observer, speaker, to, ..(*line(seq, 0, text)).clone() })
}

fn decision(plan: &Plan, lines: &[Arc<Message>], yielded: &[String], next_up: &str) -> Decision {
    let turn = u32::try_from(lines.len()).unwrap() + 1;
    decide(&Situation { plan, seats: &Seats::of(plan), lines, turn, until: 100, yielded, next_up })
}

fn chosen(plan: &Plan, lines: &[Arc<Message>]) -> Chosen {
    match decision(plan, lines, &[], "") {
        Decision::Speak(chosen) | Decision::Ask(chosen) => chosen,
        Decision::Wait(reason) => panic!("{reason}"),
    }
}

fn seat(plan: &Plan, lines: &[Arc<Message>]) -> usize {
    plan.seat(&chosen(plan, lines).speaker).unwrap()
}

/// Speakers of a conversation in which nobody addresses anybody.
fn run(plan: &Plan, turns: usize) -> Vec<usize> {
    let mut lines = Vec::new();
    for turn in 0..turns {
        let at = seat(plan, &lines);
        lines.push(line(turn as u64 + 1, at, "A remark about the matter."));
    }
    lines.iter().map(|l| plan.seat(&l.speaker.as_ref().unwrap().id).unwrap()).collect()
}

/// All policies that choose by themselves.
fn policies() -> impl Iterator<Item = Policy> {
    Policy::ALL.into_iter().filter(|p| *p != Policy::Manual)
}

#[test]
fn round_robin_follows_the_panel() {
    assert_eq!(run(&plan(Policy::RoundRobin, 3), 6), [0, 1, 2, 0, 1, 2]);
}

#[test]
fn the_written_order_is_followed() {
    assert_eq!(run(&plan(Policy::Scripted, 3), 7), [0, 2, 1, 0, 2, 1, 0]);
}

#[test]
fn the_written_order_passes_over_who_is_muted() {
    let mut plan = plan(Policy::Scripted, 4);
    plan.cast[2].muted = true;
    assert!(!run(&plan, 8).contains(&2));
}

#[test]
fn pooled_lets_everybody_speak_once_before_anybody_speaks_twice() {
    let speakers = run(&plan(Policy::Pooled, 5), 50);
    for round in speakers.chunks(5) {
        assert_eq!(round.iter().collect::<BTreeSet<_>>().len(), 5, "{speakers:?}");
    }
}

#[test]
fn weighted_follows_talkativeness_but_forgets_nobody() {
    let speakers = run(&plan(Policy::Weighted, 6), 300);
    let times = |who: usize| speakers.iter().filter(|s| **s == who).count();
    assert!(times(1) > 2 * times(2), "{} and {}", times(1), times(2));
    for who in 0..6 {
        let mut silence = 0;
        for speaker in &speakers {
            silence = if *speaker == who { 0 } else { silence + 1 };
            assert!(silence <= 40, "{who} was forgotten");
        }
    }
}

#[test]
fn weighted_takes_turns_like_human_meetings() {
    let (mut floor, mut inequality) = (0.0, 0.0);
    for seed in 0..20 {
        let mut plan = plan(Policy::Weighted, 4 + (seed % 3) as usize);
        plan.settings.seed = seed;
        let speakers = run(&plan, 60);
        let turns: Vec<usize> = (0..plan.cast.len()).map(|who| speakers.iter().filter(|s| **s == who).count()).collect();
        floor += aba_rate(&speakers) / 20.0;
        inequality += gini(&turns) / 20.0;
    }
    assert!((0.44..=0.61).contains(&floor), "A-B-A {floor}");
    assert!((0.12..=0.46).contains(&inequality), "Gini {inequality}");
}

#[test]
fn another_seed_draws_others() {
    let one = plan(Policy::Weighted, 5);
    let mut two = one.clone();
    two.settings.seed = 8;
    assert_eq!(run(&one, 30), run(&one, 30));
    assert_ne!(run(&one, 30), run(&two, 30));
}

#[test]
fn who_is_mentioned_answers() {
    let lines = [line(1, 0, "What do you think, Mei?")];
    let choice = chosen(&plan(Policy::MentionFirst, 3), &lines);
    assert_eq!((choice.speaker.as_str(), choice.reason.as_str()), ("p3", "Addressed by Amara Okafor."));
}

#[test]
fn titles_and_family_names_are_understood() {
    let plan = plan(Policy::MentionFirst, 6);
    for text in ["What do you say, Tomás?", "Dr. Ruiz, your view?", "And Dr. Tomás Ruiz?"] {
        assert_eq!(seat(&plan, &[line(1, 0, text)]), 3, "{text}");
    }
}

#[test]
fn the_observers_word_goes_first() {
    let lines = [line(1, 0, "What do you think, Mei?"), observer(2, "Jonas, please.", &[])];
    assert_eq!(seat(&plan(Policy::MentionFirst, 3), &lines), 1);
}

#[test]
fn a_whisper_calls_nobody() {
    let lines = [line(1, 0, "What do you think, Mei?"), observer(2, "Jonas, ask about money.", &["p2"])];
    assert_eq!(seat(&plan(Policy::MentionFirst, 3), &lines), 2);
}

#[test]
fn nobody_speaks_twice_in_a_row_under_any_policy() {
    for policy in policies() {
        let speakers = run(&plan(policy, 4), 60);
        assert!(speakers.windows(2).all(|pair| pair[0] != pair[1]), "{policy:?} {speakers:?}");
    }
}

#[test]
fn with_self_follow_the_same_person_may_go_on() {
    let mut plan = plan(Policy::MentionFirst, 3);
    plan.settings.self_follow = true;
    assert_eq!(seat(&plan, &[line(1, 0, "I, Amara, have more to say.")]), 0);
}

#[test]
fn one_person_alone_speaks_under_every_policy() {
    for policy in policies() {
        assert_eq!(run(&plan(policy, 1), 3), [0, 0, 0], "{policy:?}");
    }
}

#[test]
fn nobody_is_forgotten_under_any_policy() {
    for policy in policies().filter(|p| *p != Policy::Scripted) {
        let speakers: BTreeSet<usize> = run(&plan(policy, 6), 60).into_iter().collect();
        assert_eq!(speakers.len(), 6, "{policy:?} {speakers:?}");
    }
}

#[test]
fn fifty_people_all_get_a_word() {
    for policy in policies().filter(|p| *p != Policy::Scripted) {
        let speakers: BTreeSet<usize> = run(&plan(policy, 50), 400).into_iter().collect();
        assert!(speakers.len() >= 48, "{policy:?} {}", speakers.len());
    }
}

#[test]
fn who_is_muted_or_gone_is_never_chosen() {
    for policy in policies() {
        let mut plan = plan(policy, 4);
        plan.cast[0].muted = true;
        plan.cast[3].left = true;
        let speakers: BTreeSet<usize> = run(&plan, 12).into_iter().collect();
        assert_eq!(speakers, BTreeSet::from([1, 2]), "{policy:?}");
    }
}

#[test]
fn who_gave_the_turn_away_is_passed_over() {
    for policy in policies() {
        let plan = plan(policy, 3);
        let first = chosen(&plan, &[]).speaker;
        let (Decision::Speak(second) | Decision::Ask(second)) = decision(&plan, &[], std::slice::from_ref(&first), "") else {
            panic!("{policy:?} waits");
        };
        assert_ne!(first, second.speaker, "{policy:?}");
    }
}

#[test]
fn an_endless_exchange_of_two_lets_a_third_in() {
    let lines: Vec<_> = (0..10).map(|n| line(n + 1, n as usize % 2, if n % 2 == 0 { "Jonas?" } else { "Amara?" })).collect();
    let choice = chosen(&plan(Policy::MentionFirst, 4), &lines);
    assert!(["p3", "p4"].contains(&choice.speaker.as_str()), "{choice:?}");
    assert!(choice.reason.contains("talking to each other"), "{}", choice.reason);
}

#[test]
fn a_third_person_who_is_addressed_after_a_long_exchange_answers() {
    let mut lines: Vec<_> = (0..9).map(|n| line(n + 1, n as usize % 2, if n % 2 == 0 { "Jonas?" } else { "Amara?" })).collect();
    let third = plan(Policy::MentionFirst, 4).cast[2].persona.name.clone();
    lines.push(line(10, 1, &format!("And you, {third}?")));
    let choice = chosen(&plan(Policy::MentionFirst, 4), &lines);
    assert_eq!(choice.speaker, "p3", "{choice:?}");
}

#[test]
fn hands_are_raised_by_those_who_know_most() {
    let lines = [line(1, 0, "It all turns on subject3 and nothing else.")];
    let mut plan = plan(Policy::HandRaising, 4);
    for member in &mut plan.cast {
        Arc::make_mut(&mut member.persona).style.talkativeness = 50;
    }
    Arc::make_mut(&mut plan.cast[3].persona).background = "Everything turns on nothing.".to_owned();
    let choice = chosen(&plan, &lines);
    assert_eq!(choice.speaker, "p4", "{choice:?}");
    assert_eq!(choice.candidates.len(), 3);
    assert!(choice.candidates.iter().all(|c| c.score <= choice.candidates.iter().find(|c| c.participant == "p4").unwrap().score));
}

#[test]
fn a_moderator_opens_calls_on_people_and_closes() {
    let mut plan = plan(Policy::Moderator, 4);
    plan.settings.moderator = "p2".to_owned();
    assert_eq!(seat(&plan, &[]), 1);
    let called = [line(1, 1, "Mei, you first.")];
    assert_eq!(chosen(&plan, &called).reason, "Called on by Jonas Weber.");
    assert_eq!(seat(&plan, &called), 2);
    assert_eq!(seat(&plan, &[line(1, 1, "Mei, you first."), line(2, 2, "I have no view.")]), 1);
    let lines: Vec<_> = (0..99).map(|n| line(n + 1, if n % 2 == 0 { 2 } else { 0 }, "A word to Kofi.")).collect();
    assert_eq!(chosen(&plan, &lines).reason, "Closes the conversation as moderator.");
}

#[test]
fn a_muted_moderator_has_a_stand_in() {
    let mut plan = plan(Policy::Moderator, 3);
    plan.cast[0].muted = true;
    assert!(chosen(&plan, &[]).reason.contains("in place of the moderator"));
    assert_eq!(run(&plan, 6).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([1, 2]));
}

#[test]
fn under_the_manual_policy_it_waits_for_the_observer() {
    let plan = plan(Policy::Manual, 3);
    assert_eq!(decision(&plan, &[], &[], ""), Decision::Wait("Choose who speaks next.".to_owned()));
    let Decision::Speak(choice) = decision(&plan, &[line(1, 1, "x")], &[], "p2") else { panic!("it waits") };
    assert_eq!((choice.speaker.as_str(), choice.reason.as_str()), ("p2", "Chosen by the observer."));
}

#[test]
fn an_empty_or_silent_panel_says_what_to_do() {
    let Decision::Wait(empty) = decision(&plan(Policy::Weighted, 0), &[], &[], "") else { panic!("nobody is there") };
    assert!(empty.contains("Add a participant"), "{empty}");
    let mut silent = plan(Policy::Weighted, 2);
    silent.cast.iter_mut().for_each(|m| m.muted = true);
    let Decision::Wait(silent) = decision(&silent, &[], &[], "") else { panic!("all are muted") };
    assert!(silent.contains("Unmute"), "{silent}");
}

/// Speakers and seats of a whole conversation of the offline model with agents of the library.
fn conversation(policy: Policy, seed: u64, size: usize, turns: u32) -> (Vec<usize>, usize) {
    use crate::features::simulations::engine::scene_of;
    use crate::features::simulations::engine::transcript::Transcript;

    let library = crate::features::agents::library::all();
    let mut plan = plan(policy, size);
    plan.settings.seed = seed;
    for (at, member) in plan.cast.iter_mut().enumerate() {
        member.persona = Arc::new(library[(seed as usize * 7 + at * 11) % library.len()].persona.clone());
    }
    let scenario = crate::features::simulations::scenarios::templates()[seed as usize % 8].scenario.clone();
    plan.scenario = Arc::new(scenario);
    let (seats, mut transcript, mut speakers) = (Seats::of(&plan), Transcript::default(), Vec::new());
    for turn in 1..=turns {
        let situation = Situation { plan: &plan, seats: &seats, lines: transcript.lines(), turn, until: turns, yielded: &[], next_up: "" };
        let (Decision::Speak(chosen) | Decision::Ask(chosen)) = decide(&situation) else { panic!("nobody speaks") };
        let me = plan.seat(&chosen.speaker).unwrap();
        let (_, heard) = transcript.heard_by(&chosen.speaker);
        let text = crate::server::llm::scripted::line(&scene_of(&plan, me, (turn, 0, turns), heard));
        transcript.push(&plan, Message { text, ..(*line(u64::from(turn), me, "")).clone() });
        speakers.push(me);
    }
    (speakers, size)
}

#[test]
fn the_default_panel_takes_turns_like_human_meetings() {
    let (mut floor, mut inequality) = (0.0, 0.0);
    for seed in 0..20 {
        let (speakers, size) = conversation(Policy::default(), seed, 4 + (seed % 3) as usize, 40);
        let turns: Vec<usize> = (0..size).map(|who| speakers.iter().filter(|s| **s == who).count()).collect();
        floor += aba_rate(&speakers) / 20.0;
        inequality += gini(&turns) / 20.0;
    }
    assert!((0.44..=0.61).contains(&floor), "A-B-A {floor}, Gini {inequality}");
    assert!((0.12..=0.46).contains(&inequality), "Gini {inequality}, A-B-A {floor}");
}

#[test]
fn in_a_short_conversation_of_six_everybody_speaks_twice_and_within_two_rounds() {
    for seed in 0..20 {
        let (speakers, size) = conversation(Policy::default(), seed, 6, 24);
        for who in 0..size {
            let first = speakers.iter().position(|s| *s == who).unwrap_or(speakers.len());
            let turns = speakers.iter().filter(|s| **s == who).count();
            assert!(first < 2 * size && turns >= 2, "seed {seed}: {who} speaks first in turn {first} and {turns} times in {speakers:?}");
        }
    }
}

#[test]
fn a_pair_holds_the_floor_for_a_few_turns_only() {
    let lines: Vec<_> = (0..5).map(|n| line(n + 1, n as usize % 2, if n % 2 == 0 { "Jonas?" } else { "Amara?" })).collect();
    assert!(seat(&plan(Policy::MentionFirst, 4), &lines) > 1);
    assert_eq!(seat(&plan(Policy::MentionFirst, 2), &lines), 1, "of two nobody else waits");
}
