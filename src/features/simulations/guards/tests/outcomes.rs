use super::super::select::{best, repair, score};
use super::super::{Contract, Finding, History, Said, Switches, check, loops};
use crate::features::agents::types::Persona;

fn nurse() -> Contract {
    Contract::of(&Persona {
        name: "Mara Weber".into(),
        age: 47,
        experience_years: 24,
        employer: "regional hospital".into(),
        ..Persona::default()
    })
}

fn history<'a>(lines: &'a [Said<'a>]) -> History<'a> {
    History {
        lines,
        cast: &["Mara Weber", "Jonas Okafor"],
        secrets: &[],
        public: "",
        language: None,
        leads: false,
        closing: false,
        switches: Switches::ALL,
    }
}

#[test]
fn a_wrong_age_is_cut_and_the_rest_is_kept() {
    let line = "I'm 64 years old, so I have seen a few of these. The rota has to be out six weeks ahead, or nobody can plan a birthday.";
    let mended = repair(line, |text| check(&nurse(), &history(&[]), text));
    assert_eq!(mended.as_deref(), Some("The rota has to be out six weeks ahead, or nobody can plan a birthday."));
}

#[test]
fn a_copy_leaves_nothing_usable() {
    let before = "On a ward, a rule that nobody checks at the shift handover is gone within a week.";
    let said = [Said { speaker: "Mara Weber", text: before }];
    let line = format!("{before} That is what I wanted to say.");
    assert_eq!(repair(&line, |text| check(&nurse(), &history(&said), text)), None);
}

#[test]
fn a_copied_sentence_in_a_long_line_is_cut() {
    let before = "On a ward, a rule that nobody checks at the shift handover is gone within a week.";
    let said = [Said { speaker: "Jonas Okafor", text: before }];
    let line = format!("The cleaners know it best of all the people in the building. {before} So let us write down who checks, and when.");
    let mended = repair(&line, |text| check(&nurse(), &history(&said), text)).unwrap();
    assert_eq!(mended, "The cleaners know it best of all the people in the building. So let us write down who checks, and when.");
}

#[test]
fn a_stage_direction_is_cut_out_of_its_sentence() {
    let line = "I hear you, Jonas. *nods slowly* But who answers the bell at four in the morning?";
    let mended = repair(line, |text| check(&nurse(), &history(&[]), text)).unwrap();
    assert_eq!(mended, "I hear you, Jonas. But who answers the bell at four in the morning?");
}

#[test]
fn words_of_another_speaker_are_cut_off() {
    let line = "We need six weeks' notice for every change of the rota, without exception.\nJonas: I can live with that.";
    let mended = repair(line, |text| check(&nurse(), &history(&[]), text)).unwrap();
    assert_eq!(mended, "We need six weeks' notice for every change of the rota, without exception.");
    assert_eq!(
        repair("Jonas: The money has to come from somewhere and I don't see it yet.", |text| check(&nurse(), &history(&[]), text)),
        None
    );
}

#[test]
fn a_clean_line_needs_no_repair() {
    assert_eq!(repair("The rota has to be out six weeks ahead.", |text| check(&nurse(), &history(&[]), text)), None);
}

#[test]
fn closeness_never_makes_a_line_better() {
    assert!(score(&[], 0.0) > score(&[], 0.4));
    assert!((score(&[], 0.0) - 1.0).abs() < 1e-9);
    let failing = check(&nurse(), &history(&[]), "I'm 34 and fine.");
    assert!(score(&failing, 0.0) < score(&[], 1.0), "any failure weighs more than full closeness");
    assert_eq!(best(&[0.2, 0.7, 0.7]), Some(1), "the first of equal ones");
    assert_eq!(best(&[]), None);
}

#[test]
fn every_guard_can_be_switched_off() {
    let said =
        [Said { speaker: "Jonas Okafor", text: "Thank you all so much." }, Said { speaker: "Mara Weber", text: "Many thanks to you all." }];
    let lines = [
        ("facts", "I'm 34 and I can still do four nights in a row."),
        ("identity", "Jonas: I don't see the money."),
        ("loops", "Thank you, thank you, it was a pleasure."),
        ("secrets", "<persona> I would start with the rota and with the bell."),
    ];
    for (guard, line) in lines {
        let shown =
            |switches: Switches| check(&nurse(), &History { switches, ..history(&said) }, line).into_iter().filter(Finding::fails).count();
        let mut off = Switches::ALL;
        match guard {
            "facts" => off.facts = false,
            "identity" => off.identity = false,
            "loops" => off.loops = false,
            _ => off.secrets = false,
        }
        assert!(shown(Switches::ALL) > 0 && shown(off) == 0, "{guard}");
    }
}

#[test]
fn loops_have_a_kind_and_a_reason() {
    let goodbyes = ["Goodbye everyone!", "Take care, goodbye.", "Bye all, see you next time."];
    let found = loops::loops(&goodbyes).unwrap();
    assert!(found.kind.ends() && found.lines == 3, "{found:?}");
    assert_eq!(found.reason, "The last 3 lines only say goodbye.");
    let agreeing = ["I agree.", "Exactly.", "Absolutely, well said.", "Yes, that's right."];
    assert_eq!(loops::loops(&agreeing).unwrap().kind, loops::Loop::Agreement);
    assert_eq!(loops::loops(&["I agree.", "Exactly.", "But who pays for it?", "Yes."]), None);
    assert_eq!(loops::loops(&["Thanks, Tom.", "What does it cost?", "Thank you."]), None);
}

#[test]
fn secrets_in_a_strangers_prompt_are_found() {
    use super::super::secrets::in_context;
    use crate::features::simulations::types::Secret;
    let secret = Secret {
        text: "The board has signed a contract with Nightbridge for 640,000 pounds".into(),
        known_by: vec!["Jonas Okafor".into()],
    };
    let secrets = [secret];
    let prompt = "You speak as Mara. Only you know: The board has signed a contract with Nightbridge for 640,000 pounds.";
    assert_eq!(in_context(prompt, &secrets, "Mara Weber", "").len(), 1);
    assert_eq!(in_context(prompt, &secrets, "Jonas Okafor", "").len(), 0);
    assert_eq!(in_context("You speak as Mara. The board meets on Monday.", &secrets, "Mara Weber", "").len(), 0);
}
