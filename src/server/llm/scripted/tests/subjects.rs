use crate::features::simulations::types::{MessageKind, Scenario};
use crate::server::llm::scene::Scene;

use super::super::subject::{choices, figures, gerund, is_clear, is_count};
use super::super::{aside, line};
use super::fixtures::{cast, push, run, scene};

fn asked(question: &str) -> Scenario {
    Scenario { question: question.to_owned(), ..Scenario::default() }
}

#[test]
fn choices_are_read_off_the_question() {
    let cases: [(&str, &[&str]); 9] = [
        ("How should our town pay for a new bridge: a toll, a tax or a loan?", &["a toll", "a tax", "a loan"]),
        ("Should we charge hospitals per bed or per user for our app?", &["“per bed”", "“per user”"]),
        ("Should we go on with the trial, change it, or stop?", &["going on", "changing it", "stopping"]),
        ("Should the city ban cars from the old town?", &["banning cars"]),
        ("Should we cancel the annual trade fair?", &["cancelling the annual trade fair"]),
        ("Is a basic income a good idea for artists?", &["a basic income"]),
        ("Would you let a four-day week be tried in a 40-person bakery?", &["a four-day week"]),
        ("Should I quit my job?", &["quitting your job"]),
        ("What went wrong?", &[]),
    ];
    for (question, wanted) in cases {
        assert_eq!(choices(&asked(question)), wanted, "{question}");
    }
}

#[test]
fn figures_keep_their_units_and_years_are_none() {
    let text = "Per user we earn $49 a month; 600 users log in, 61 % of them at night. In 2019 it was 4,200 cars a day, 9 per cent more.";
    assert_eq!(figures(text), ["$49 a month", "600 users", "61 %", "4,200 cars a day", "9 per cent"]);
    assert!(is_count("600 users") && !is_count("61 %") && !is_count("$49 a month"));
}

#[test]
fn gerunds_are_spelled() {
    for (verb, wanted) in [("ban", "banning"), ("move", "moving"), ("cancel", "cancelling"), ("open", "opening"), ("agree", "agreeing")] {
        assert_eq!(gerund(verb), wanted);
    }
}

#[test]
fn a_question_without_words_is_asked_back_and_nothing_is_promised() {
    assert!(is_clear(&asked("Nuclear power?")) && !is_clear(&asked("asdf qwer?")) && !is_clear(&asked("???")));
    let mut talk = scene(3, cast(3, 4), 12);
    talk.scenario = std::sync::Arc::new(asked("asdf qwer?"));
    let talk = run(talk);
    let promises = ["I'll ", "my name to", "Put me down", "Count me"];
    let promised: Vec<&str> = talk.lines.iter().map(|l| &*l.text).filter(|t| promises.iter().any(|p| t.contains(p))).collect();
    assert_eq!(promised, Vec::<&str>::new());
}

#[test]
fn figures_and_choices_of_the_question_are_argued_about() {
    for seed in 0..8 {
        let mut talk = scene(seed, cast(seed, 5), 20);
        talk.scenario = std::sync::Arc::new(Scenario {
            setting: "The bridge costs 8.4 million euros; 3,100 cars would cross it every day.".to_owned(),
            ..asked("How should our town pay for a new bridge: a toll, a tax or a loan?")
        });
        let talk = run(talk);
        let with = |words: &[&str]| talk.lines.iter().filter(|l| words.iter().any(|w| l.text.contains(w))).count();
        assert!(with(&["toll", "tax", "loan"]) >= 10, "{:#?}", talk.lines);
        assert!(with(&["8.4 million", "3,100 cars"]) >= 1, "seed {seed} {:#?}", talk.lines);
    }
}

#[test]
fn the_muted_are_asked_nothing() {
    for seed in 0..6 {
        let talk = run(Scene { muted: vec![4], ..scene(seed, cast(seed, 5), 1) });
        let name = super::super::context::called(&talk.cast)[4].clone();
        let mut talk = talk;
        for turn in 2..20 {
            (talk.turn, talk.max_turns, talk.me) = (turn, 20, turn as usize % 4);
            let text = line(&talk);
            assert!(!text.contains(&name), "{text}");
            let me = talk.me;
            push(&mut talk, MessageKind::Agent, Some(me), &text);
        }
    }
}

#[test]
fn a_whisper_colours_the_next_line_and_stays_secret() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 4), 8));
        push(&mut talk, MessageKind::Observer, None, "The code word is PELICAN.");
        talk.lines.last_mut().expect("a line").private = true;
        (talk.turn, talk.max_turns) = (10, 20);
        let with = line(&talk);
        talk.lines.pop();
        assert!(!with.contains("PELICAN") && with != line(&talk), "{with}");
    }
}

#[test]
fn an_aside_is_answered_from_the_stance_in_the_first_person() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 4), 8));
        push(&mut talk, MessageKind::Observer, None, "What do you really think?");
        let said = aside(&talk);
        assert!(said.contains(talk.cast[talk.me].stance.trim()) && !said.contains(['{', '}']), "{said}");
    }
}

#[test]
fn the_only_participant_answers_every_question() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 1), 1));
        for question in ["Can you give me an example from your own work?", "Should I start at once?", "How sure are you?"] {
            push(&mut talk, MessageKind::Observer, None, question);
            (talk.turn, talk.max_turns) = (talk.turn + 1, 40);
            let said = line(&talk);
            let first = super::super::text::sentences(&said)[0];
            assert!(said.split_whitespace().count() >= 8 && !first.ends_with('?'), "{said}");
            push(&mut talk, MessageKind::Agent, Some(0), &said);
        }
    }
}
