use std::sync::Arc;

use crate::features::agents::types::Persona;
use crate::features::simulations::types::MessageKind;

use super::super::address::{called, phrase_sentence};
use super::super::facts::{Voice, cases, first_person, habit, turned};
use super::super::index::index;
use super::super::question::verb_phrase;
use super::super::text::{expand, hash_small, noun_phrases, with_article};
use super::super::{SummaryInput, Variant, chunks, summary, tokens, variant_line};
use super::fixtures::{cast, library, push, run, scenario, scene};

fn persona(name: &str, pronouns: &str) -> Persona {
    Persona { name: name.to_owned(), pronouns: pronouns.to_owned(), ..Persona::default() }
}

#[test]
fn chunks_give_the_text_again() {
    for text in
        ["", "One", "Two words, and more.", "  led by spaces\n and lines", "我们应该先试行六周。我们应该先试行六周。我们应该先试行六周。"]
    {
        assert_eq!(chunks(text).concat(), text);
    }
    assert_eq!(chunks("Two words.").len(), 2);
}

#[test]
fn tokens_are_estimated_by_script() {
    assert_eq!((tokens(""), tokens("a"), tokens("twelve chars"), tokens("我们应该先试")), (0, 1, 3, 4));
}

#[test]
fn background_is_told_in_the_first_person() {
    let noor = persona("Noor van Dijk", "she/her");
    let told = |s: &str| first_person(&noor, s).unwrap_or_default();
    assert_eq!(told("Noor runs a ward and keeps her notes in pencil."), "I run a ward and keep my notes in pencil.");
    assert_eq!(told("In 2011 she moved to Delft, where nobody knew her."), "In 2011 I moved to Delft, where nobody knew me.");
    assert_eq!(told("Since qualifying she has taught herself to wait."), "Since qualifying I have taught myself to wait.");
    assert_eq!(
        told("Van Dijk's lists hang in five hospitals, and she is proud of it."),
        "My lists hang in five hospitals, and I am proud of it."
    );
    let acted_on = turned(&noor, "charts read by Noor for years", Voice::First);
    assert_eq!(acted_on.as_deref(), Some("charts read by me for years"));
    assert_eq!(first_person(&noor, "Her mother said that she was late."), None, "unclear who is meant");
    assert_eq!(first_person(&noor, "Prices rose that year."), None, "not about the person");
}

#[test]
fn habits_goals_and_blind_spots_are_turned() {
    let p = persona("Peg Llewellyn", "she/her");
    assert_eq!(habit(&p, "asks how she is supposed to do it herself").as_deref(), Some("ask how I am supposed to do it myself"));
    assert_eq!(habit(&p, "sighs before answering"), None);
    assert_eq!(turned(&p, "keep her Tuesday bank van", Voice::First).as_deref(), Some("keep my Tuesday bank van"));
    assert_eq!(turned(&p, "administrators who share her aims", Voice::Second).as_deref(), Some("administrators who share your aims"));
}

#[test]
fn no_library_agent_says_broken_things_about_itself() {
    let wrong = [" I has ", " I is ", " I are ", " me was ", " I was is ", " my's", " I's"];
    let mut told = 0;
    for p in library() {
        for text in cases(p) {
            told += 1;
            assert!(!wrong.iter().any(|w| format!(" {text} ").contains(w)), "{text}");
            assert!(text.chars().next().is_some_and(|c| !c.is_lowercase()), "{text}");
        }
    }
    assert!(told * 2 > library().len(), "only {told} cases for {} agents", library().len());
}

#[test]
fn people_are_called_by_nickname_or_first_name() {
    assert_eq!(called(&persona("Margaret \"Peg\" Llewellyn", "")), "Peg");
    assert_eq!(called(&persona("Dr. Ada Obi", "")), "Ada");
}

#[test]
fn small_grammar() {
    assert_eq!(with_article("Intensive care nurse", &[]), "an intensive care nurse");
    assert_eq!(with_article("HR manager", &[]), "an HR manager");
    assert_eq!(with_article("University lecturer", &[]), "a university lecturer");
    assert_eq!(with_article("French teacher", &["French"]), "a French teacher");
    assert_eq!(expand("It's true that I don't, won't and can't."), "It is true that I do not, will not and cannot.");
    assert_eq!(phrase_sentence("who maintains this in three years"), "Who maintains this in three years?");
    assert_eq!(phrase_sentence("count it twice"), "Count it twice.");
    assert_eq!(phrase_sentence("and who is your Petit"), "And who is your Petit?");
    assert_eq!(
        verb_phrase("Should we introduce a four-day week for nurses, and if so, when?").as_deref(),
        Some("introduce a four-day week")
    );
    assert_eq!(verb_phrase("What went wrong?"), None);
    assert_eq!(noun_phrases("We need a four-day week and the night shift."), ["a four-day week", "the night shift"]);
}

#[test]
fn every_template_is_recognised_as_itself() {
    let (mut wrong, names) = (Vec::new(), [hash_small("Zed")]);
    for (number, entry) in index().entries.iter().enumerate() {
        let plain = super::super::text::marked(entry.text).0.replace("{n}", "Zed");
        if !plain.contains('{') && index().recognise(&plain, &names) != Some(number) {
            wrong.push(entry.text);
        }
        assert!(
            entry.text.ends_with(['.', '?', '!', '”']) || entry.text.ends_with("{question}") || entry.text.ends_with('…'),
            "{}",
            entry.text
        );
    }
    assert_eq!(wrong, Vec::<&str>::new());
}

#[test]
fn variants_misbehave() {
    let talk = run(scene(6, cast(6, 4), 14));
    let me = talk.lines.last().and_then(|l| l.speaker).expect("a speaker");
    let talk = crate::server::llm::scene::Scene { me, turn: 15, ..talk };
    let last = &talk.lines.last().expect("a line").text;
    assert!(variant_line(&talk, Variant::Repeater).starts_with(&**last));
    let name = variant_line(&talk, Variant::Impersonator).split(':').next().unwrap_or("").to_owned();
    assert!(talk.cast.iter().enumerate().any(|(who, p)| who != me && called(p) == name));
    assert!(variant_line(&talk, Variant::Thanker).to_lowercase().contains("thank"));
    let age = format!("I'm {} years old", talk.cast[me].age);
    let drift = variant_line(&talk, Variant::Drifter);
    assert!(drift.contains("years old") && !drift.contains(&age));
}

#[test]
fn summary_of_foreign_lines_finds_proposals_by_their_words() {
    let mut s = scene(1, cast(1, 3), 10);
    push(&mut s, MessageKind::Agent, Some(0), "I propose that we open the library on Sundays for a trial month.");
    push(&mut s, MessageKind::Agent, Some(1), "I'm not convinced that anybody would come on a Sunday morning.");
    push(&mut s, MessageKind::Observer, None, "I propose lunch.");
    let draft = summary(&SummaryInput::of(&s));
    assert_eq!((draft.proposals.len(), draft.disagreements.len(), draft.positions.len()), (1, 1, 2));
    assert_eq!(draft.proposals[0].cites, [1]);
    assert!(draft.answer.text.contains("open the library on Sundays"));
}

#[test]
fn summary_of_silence_invents_nothing() {
    let s = scene(1, cast(1, 3), 10);
    let draft = summary(&SummaryInput { seed: 1, scenario: &scenario(0), cast: &s.cast, lines: &[] });
    assert!(draft.positions.is_empty() && draft.proposals.is_empty() && draft.answer.cites.is_empty());
}

#[test]
fn agent_made_from_three_fields_can_speak() {
    let bare = |name: &str| {
        Arc::new(Persona {
            name: name.to_owned(),
            archetype: "Builder".to_owned(),
            expertise: vec!["timber frames".to_owned()],
            ..Persona::default()
        })
    };
    let talk = run(scene(2, vec![bare("Ann"), bare("Bo"), bare("Cy")], 30));
    assert!(talk.lines.iter().all(|l| l.text.split_whitespace().count() >= 6), "{:?}", talk.lines);
    let wrong = talk.lines.iter().find(|l| l.text.contains(" as ,") || l.text.contains('{'));
    assert!(wrong.is_none(), "{wrong:?}");
}

#[test]
fn a_summary_says_nothing_twice_and_lists_what_was_left_open() {
    for seed in 0..6 {
        let mut talk = run(scene(seed, cast(seed, 5), 40));
        let names = super::super::context::called(&talk.cast);
        let asker = talk.lines.last().and_then(|l| l.speaker).expect("a speaker");
        let asked = (asker + 1) % 5;
        push(
            &mut talk,
            MessageKind::Agent,
            Some(asker),
            &format!("{}, what would a fifth year of it cost the people downstairs?", names[asked]),
        );
        let draft = summary(&SummaryInput::of(&talk));
        assert!(!draft.agreements.iter().any(|p| draft.answer.text.contains(&p.text) || draft.headline.contains(&p.text)), "{draft:#?}");
        assert!(draft.open_questions.iter().any(|p| p.text.contains("fifth year")), "{:#?}", draft.open_questions);
    }
}
