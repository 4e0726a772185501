//! User profiles of OASIS: a JSON list for Reddit (`realname`, `username`, `bio`, `persona`, `age`, `gender`, `mbti`,
//! `country`, `profession`, `interested_topics`) and a table for Twitter (`user_id`, `name`, `username`,
//! `following_agentid_list`, `previous_tweets`, `user_char`, `description`).

use serde_json::{Map, Value};

use super::csv::Record;
use super::draft::{Draft, first_of, list, pronouns, text};
use crate::features::agents::types::BigFive;

const EVERYDAY: &str = "Everyday experience";

/// A Reddit user.
pub fn reddit(record: &Map<String, Value>) -> Draft {
    let mut draft = Draft::default();
    let of = |key: &str| text(record, key);
    draft.input.name = draft.fit("name", &first_of(&[&of("realname"), &of("name"), &of("username")]), 80);
    draft.input.avatar_seed = draft.fit("avatar_seed", &of("username"), 80);
    draft.input.age = draft.age(record);
    draft.input.pronouns = draft.fit("pronouns", &pronouns(&of("gender")), 30);
    draft.input.residence = draft.fit("residence", &of("country"), 120);
    draft.input.profession = draft.fit("profession", &of("profession"), 120);
    draft.input.archetype = draft.fit("archetype", &first_of(&[&of("profession"), "Reddit user"]), 80);
    let background = paragraphs(&of("bio"), &of("persona"));
    draft.input.background = draft.fit("background", &background, 4000);
    let topics = list(record, "interested_topics");
    draft.input.expertise = draft.entries("expertise", topics);
    let mbti = of("mbti");
    draft.input.big_five = five_of(&mbti);
    if !mbti.is_empty() {
        draft.input.traits = draft.entries("traits", [format!("MBTI {mbti}")]);
    }
    everyday(&mut draft);
    draft
}

/// A Twitter user.
pub fn twitter(record: &Record) -> Draft {
    let mut draft = Draft::default();
    draft.input.name = draft.fit("name", &first_of(&[record.cell("name"), record.cell("username")]), 80);
    draft.input.avatar_seed = draft.fit("avatar_seed", record.cell("username"), 80);
    draft.input.archetype = "Twitter user".to_owned();
    let background = paragraphs(record.cell("description"), record.cell("user_char"));
    draft.input.background = draft.fit("background", &background, 4000);
    match texts_of(record.cell("previous_tweets")) {
        Some(tweets) => draft.input.style.phrases = draft.entries("phrases", tweets),
        None => draft.note("phrases", "“previous_tweets” is no list and was left out."),
    }
    if record.extra > 0 {
        draft.error("", "Has more cells than the heading. Put texts with separators into quotation marks.");
    }
    everyday(&mut draft);
    draft
}

/// Both texts, the second only when it says something else.
fn paragraphs(first: &str, second: &str) -> String {
    match (first.trim(), second.trim()) {
        ("", other) | (other, "") => other.to_owned(),
        (first, second) if second.contains(first) => second.to_owned(),
        (first, second) => format!("{first}\n{second}"),
    }
}

fn everyday(draft: &mut Draft) {
    if draft.input.expertise.is_empty() {
        draft.input.expertise = vec![EVERYDAY.to_owned()];
        draft.note("expertise", "The file says nothing of expertise; “Everyday experience” was put in.");
    }
}

/// The five factors that go along with a type of Myers and Briggs (after McCrae and Costa, 1989: E with
/// extraversion, N with openness, F with agreeableness, J with conscientiousness). Neuroticism has no counterpart.
fn five_of(mbti: &str) -> BigFive {
    let letters: Vec<char> = mbti.trim().to_uppercase().chars().collect();
    let [energy, senses, judgement, order] = *letters.as_slice() else { return BigFive::default() };
    let side = |letter: char, high: char, low: char| match letter {
        c if c == high => 70,
        c if c == low => 30,
        _ => 50,
    };
    BigFive {
        openness: side(senses, 'N', 'S'),
        conscientiousness: side(order, 'J', 'P'),
        extraversion: side(energy, 'E', 'I'),
        agreeableness: side(judgement, 'F', 'T'),
        neuroticism: 50,
    }
}

/// The type of Myers and Briggs that goes along with the five factors.
pub fn mbti_of(five: &BigFive) -> String {
    let side = |value: u8, high: char, low: char| if value >= 50 { high } else { low };
    [
        side(five.extraversion, 'E', 'I'),
        side(five.openness, 'N', 'S'),
        side(five.agreeableness, 'F', 'T'),
        side(five.conscientiousness, 'J', 'P'),
    ]
    .into_iter()
    .collect()
}

/// The texts of a Python list as the files have it: `['one', "two's"]`; `None` when it is none.
fn texts_of(list: &str) -> Option<Vec<String>> {
    let trimmed = list.trim();
    if trimmed.is_empty() {
        return Some(Vec::new());
    }
    let inside = trimmed.strip_prefix('[')?.strip_suffix(']')?;
    let mut found = Vec::new();
    let mut chars = inside.chars();
    loop {
        let quote = match chars.by_ref().find(|c| !c.is_whitespace() && *c != ',') {
            None => return Some(found),
            Some(quote @ ('\'' | '"')) => quote,
            Some(_) => return None,
        };
        let mut text = String::new();
        loop {
            match chars.next()? {
                '\\' => match chars.next()? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    other => text.push(other),
                },
                c if c == quote => break,
                c => text.push(c),
            }
        }
        found.push(text);
    }
}

/// The texts as a Python list.
pub fn python_list(texts: &[String]) -> String {
    let quoted = |text: &String| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"));
    format!("[{}]", texts.iter().map(quoted).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_lists_are_read_and_written() {
        assert_eq!(texts_of(r#"['one', "two's", 'th\'ree\n']"#).unwrap(), ["one", "two's", "th'ree\n"]);
        assert_eq!(texts_of("[]").unwrap(), Vec::<String>::new());
        assert_eq!(texts_of(""), Some(Vec::new()));
        for odd in ["0", "['open", "[1, 2]", "text"] {
            assert_eq!(texts_of(odd), None, "{odd}");
        }
        let texts = vec!["it's".to_owned(), "a \\ b\nc".to_owned()];
        assert_eq!(texts_of(&python_list(&texts)).unwrap(), texts);
    }

    #[test]
    fn types_and_factors_go_together() {
        for mbti in ["INTJ", "ESFP", "ENTP"] {
            assert_eq!(mbti_of(&five_of(mbti)), mbti);
        }
        assert_eq!(five_of("none"), BigFive::default());
    }
}
