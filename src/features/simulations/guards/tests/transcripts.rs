use super::super::read::read;
use super::super::transcript;
use crate::features::agents::types::Persona;
use crate::features::simulations::types::{CheckInput, CheckedLine, Severity};

fn lines(text: &str) -> Vec<(String, String)> {
    read(text.as_bytes()).unwrap().into_iter().map(|l| (l.speaker, l.text)).collect()
}

fn pair(speaker: &str, text: &str) -> (String, String) {
    (speaker.to_owned(), text.to_owned())
}

#[test]
fn every_form_of_a_file_is_read() {
    let wanted = vec![pair("Ada", "Good morning."), pair("Tom Becker", "Is it?")];
    for text in [
        "{\"speaker\":\"Ada\",\"text\":\"Good morning.\"}\n{\"speaker\":\"Tom Becker\",\"text\":\"Is it?\"}\n",
        "[{\"speaker\":\"Ada\",\"text\":\"Good morning.\"},{\"speaker\":{\"id\":\"p2\",\"name\":\"Tom Becker\"},\"text\":\"Is it?\"}]",
        "{\"simulation\":{\"title\":\"T\"},\"messages\":[{\"kind\":\"scene\",\"text\":\"Rain.\"},{\"kind\":\"agent\",\"speaker\":{\"name\":\"Ada\"},\"text\":\"Good morning.\"},{\"speaker\":{\"name\":\"Tom Becker\"},\"text\":\"Is it?\"}]}",
        "turn,speaker,text\n1,Ada,Good morning.\n2,Tom Becker,Is it?\n",
        "speaker;text\r\nAda;Good morning.\r\nTom Becker;\"Is it?\"\r\n",
        "Ada: Good morning.\nTom Becker: Is it?\n",
        "# A morning\n\n**Ada:** Good morning.\n\n**Tom Becker** (turn 2): Is it?\n",
        "# A morning\n\n**Ada** · turn 1\n\nGood morning.\n\n**Tom Becker** · turn 2\n\nIs it?\n",
        "# A morning\n\n*1 Nov · 2 turns*\n\n**Question.** Is it: a good one?\n\n**Setting.** A hill.\n\n## Panel\n\n- **Ada**, nurse\n\n## Conversation\n\n**Scene** (1)  \nRain.\n\n**Ada** (2)  \nGood morning\\.\n\n**Tom Becker** (3)  \nIs it?\n",
        "[12:01] Ada: Good morning.\n[12:02] Tom Becker: Is it?",
        "\u{feff}Ada: Good morning.\nTom Becker: Is it?",
    ] {
        assert_eq!(lines(text), wanted, "{text}");
    }
}

#[test]
fn personas_of_an_export_are_used() {
    let export = br#"{"participants":[{"id":"p1","persona":{"name":"Ada","age":36}}],"messages":[{"kind":"agent","speaker":"Ada","text":"I'm 50 and fine."}]}"#;
    let found = super::super::read::personas(export);
    assert_eq!((found.len(), found[0].age), (1, 36));
    assert_eq!(read(export).unwrap()[0].speaker, "Ada");
    assert!(super::super::read::personas(b"Ada: Hi.").is_empty());
}

#[test]
fn continued_lines_belong_to_their_speaker() {
    assert_eq!(lines("Ada: One\nand two.\nTom: Three."), [pair("Ada", "One\nand two."), pair("Tom", "Three.")]);
}

#[test]
fn utf_16_with_its_mark_is_read() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("Ada: Grüße.".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&bytes).unwrap()[0].text, "Grüße.");
}

#[test]
fn broken_files_are_refused_with_a_sentence() {
    let problem = |bytes: &[u8]| read(bytes).unwrap_err().message;
    for (bytes, part) in [
        (&b""[..], "empty"),
        (b"   \n ", "empty"),
        (b"Ada: caf\xe9 au lait", "not UTF-8"),
        (b"Ada: \0\0\x01", "not a text file"),
        (b"just some words without any name", "Name: text"),
        (b"{\"speaker\":\"Ada\",\"text\":\"Hi\"}\n{\"speaker\":\"Ada\",\n", "Line 2"),
        (b"[{\"speaker\":\"Ada\"}]", "Message 1 has no text"),
        (b"[{\"text\":\"Hi\"}]", "Message 1 has no speaker"),
        (b"{\"title\":\"x\"}", "no list of messages"),
        (b"[{\"speaker\":\"Ada\",\"text\":\"Hi\"", "not valid JSON"),
        (b"[]", "no line"),
        (b"\xff\xfe\x00", "UTF-16"),
    ] {
        let said = problem(bytes);
        assert!(said.contains(part), "{part}: {said}");
    }
}

fn input(lines: &[(&str, &str)], personas: Vec<Persona>) -> CheckInput {
    let messages = lines.iter().map(|(speaker, text)| CheckedLine { speaker: (*speaker).to_owned(), text: (*text).to_owned() }).collect();
    CheckInput { messages, personas, language: None }
}

#[test]
fn a_transcript_without_personas_is_checked() {
    let report = transcript::check(&input(
        &[
            ("Ada", "We should ask what the old contract costs before anybody signs a new one."),
            ("Tom", "We should ask what the old contract costs before anybody signs a new one."),
            ("Ada", "As an AI language model, I have no opinion on contracts."),
            ("Tom", "Das ist mir zu teuer, und ich glaube nicht, dass wir das noch in diesem Jahr bezahlen können."),
            ("Ada", "Then let us meet the landlord and hear what the heating really costs in a cold year."),
        ],
        Vec::new(),
    ));
    let found: Vec<(u32, &str)> =
        report.findings.iter().filter(|f| f.severity == Severity::Fail).map(|f| (f.turn, f.guard.as_str())).collect();
    assert!(found.contains(&(2, "repetition")) && found.contains(&(3, "identity")) && found.contains(&(4, "language")), "{found:?}");
    assert!(!found.iter().any(|(turn, _)| matches!(turn, 1 | 5)), "{found:?}");
    assert_eq!(report.findings.iter().find(|f| f.turn == 2).and_then(|f| f.about), Some(1));
    assert_eq!((report.measures.lines, report.measures.speakers, report.measures.failed), (5, 2, 3));
    assert_eq!(report.measures.language.as_deref(), Some("en"));
}

#[test]
fn a_loop_is_one_finding_at_the_line_that_completes_it() {
    let report = transcript::check(&input(
        &[
            ("A", "What does it cost?"),
            ("B", "Goodbye all!"),
            ("A", "Bye, take care."),
            ("B", "See you!"),
            ("A", "Farewell, my friends."),
            ("B", "Bye bye."),
        ],
        Vec::new(),
    ));
    let turns: Vec<u32> = report.findings.iter().filter(|f| f.guard == "loops").map(|f| f.turn).collect();
    assert_eq!(turns, [4]);
}

#[test]
fn personas_bring_facts_and_style() {
    let persona = Persona { name: "Ada Byron".into(), age: 36, ..Persona::default() };
    let report = transcript::check(&input(&[("Ada", "I'm 50 and I still count on my fingers, to be honest with you.")], vec![persona]));
    assert_eq!(report.findings.iter().map(|f| f.guard.as_str()).collect::<Vec<_>>(), ["facts"]);
}

#[test]
fn limits_are_told_with_the_line() {
    let long = "word ".repeat(5_000);
    let refused = input(&[("Ada", "Hi."), ("Ada", &long)], Vec::new()).validate().unwrap_err();
    assert!(refused.message.contains("Line 2 has 25000 characters"), "{}", refused.message);
    let many = vec![("Ada", "Hi."); 10_001];
    assert!(input(&many, Vec::new()).validate().unwrap_err().message.contains("at most 10000 entries"));
    assert!(input(&[], Vec::new()).validate().is_err());
}

#[test]
fn two_thousand_lines_are_checked() {
    let texts: Vec<String> =
        (0..2_000u32).map(|i| format!("Point {i} is about item{} and place{} near the river{}.", i * 7, i * 13, i * 29)).collect();
    let messages =
        texts.iter().enumerate().map(|(i, text)| CheckedLine { speaker: format!("Speaker {}", i % 5), text: text.clone() }).collect();
    let report = transcript::check(&CheckInput { messages, ..CheckInput::default() });
    assert_eq!(report.measures.lines, 2_000);
}
