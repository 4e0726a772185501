//! What the talk is about, read off the scenario's own words: the choices that the question names,
//! the figures with their units, and whether there is a question at all.

use crate::features::simulations::types::Scenario;

use super::question::{is_verb, verb_phrase};
use super::text::{count, lower_first, noun_phrases, sentences};

/// Longest choice in words; longer ones are cut before a preposition.
const CHOICE_WORDS: usize = 5;
/// Most choices that are compared.
const MOST: usize = 4;
/// Where the object of a verb ends.
const PREPOSITIONS: &str = " to in on from with for by at into onto per within during after before without under over as than so if when while until because and or ";
/// Words that a choice doesn't start with.
const NO_CHOICE: &str = " not no is are was do does did who what which when where why how there i it we you they he she at if whether more less so nobody anything nothing something else ";

/// The choices of the question as noun phrases: "a toll", "a tax", "a loan"; “per bed”, “per user”;
/// for a question of yes or no what is to be done. Empty when it names none.
pub fn choices(scenario: &Scenario) -> Vec<String> {
    let question = scenario.question.trim();
    let named = listed(question);
    if named.len() > 1 {
        return named;
    }
    let open =
        ["how ", "what ", "where ", "when ", "which ", "who ", "whom ", "why "].iter().any(|w| question.to_lowercase().starts_with(w));
    if open { Vec::new() } else { action(question).or_else(|| first_subject(question)).into_iter().collect() }
}

/// "Would you let a four-day week be tried …" asks about a four-day week.
fn first_subject(question: &str) -> Option<String> {
    let subject = noun_phrases(question).into_iter().find(|p| p.starts_with("a ") || p.starts_with("an ") || p.starts_with("the "));
    subject.filter(|s| count(s) < CHOICE_WORDS)
}

/// What is to be done, as a noun phrase: "banning cars".
fn action(question: &str) -> Option<String> {
    if let Some(subject) = good_idea(question) {
        return Some(subject);
    }
    verb_phrase(question).map(|verb| gerund_phrase(&verb))
}

/// "Is a basic income a good idea …" asks about a basic income.
fn good_idea(question: &str) -> Option<String> {
    let rest = question.strip_prefix("Is ").or_else(|| question.strip_prefix("Are "))?;
    let end = [" a good idea", " a bad idea", " worth ", " right for", " good for", " the right "].iter().find_map(|m| rest.find(m))?;
    let subject = rest.get(..end)?.trim();
    (!subject.is_empty() && count(subject) <= CHOICE_WORDS).then(|| lower_first(subject))
}

/// "ban cars from the old town" as "banning cars".
fn gerund_phrase(verb: &str) -> String {
    let words: Vec<&str> = verb.split_whitespace().collect();
    let (first, rest) = words.split_first().map_or(("", [].as_slice()), |(first, rest)| (*first, rest));
    let object: Vec<&str> = rest
        .iter()
        .enumerate()
        .take_while(|(at, w)| *at == 0 || !PREPOSITIONS.contains(&format!(" {} ", w.to_lowercase())))
        .map(|(_, w)| *w)
        .collect();
    let complete = object.last().is_some_and(|w| !PREPOSITIONS.contains(&format!(" {w} ")));
    let object = if complete && object.len() < CHOICE_WORDS { object } else { rest.to_vec() };
    format!("{} {}", gerund(first), object.join(" ")).trim().to_owned()
}

/// "ban" to "banning", "move" to "moving", "cancel" to "cancelling".
pub fn gerund(verb: &str) -> String {
    const DOUBLED: &str = " ban quit cut get let put run set shut stop plan begin split permit cancel label model travel drop trim ";
    match verb {
        v if DOUBLED.contains(&format!(" {v} ")) => format!("{v}{}ing", v.chars().next_back().unwrap_or('n')),
        v if v.ends_with('e') && !v.ends_with("ee") && v.len() > 2 => format!("{}ing", v.trim_end_matches('e')),
        v => format!("{v}ing"),
    }
}

/// The parts of "A, B or C".
fn listed(question: &str) -> Vec<String> {
    let Some((before, after)) = question.split_once(" or ") else { return Vec::new() };
    let end = after.find(['?', ',', ';', ':', '.']).unwrap_or(after.len());
    let right = cut(after.get(..end).unwrap_or(after));
    let first = right.split_whitespace().next().unwrap_or("").to_lowercase();
    if right.is_empty() || NO_CHOICE.contains(&format!(" {first} ")) {
        return Vec::new();
    }
    let mut segments: Vec<&str> = before.trim_end_matches(',').rsplit(", ").collect();
    let last = segments.first().copied().unwrap_or("");
    let left = last_part(last, &right);
    let mut parts = vec![right.clone(), left];
    if segments.len() > 1 {
        segments.remove(0);
        parts.extend(segments.iter().map(|s| last_part(s, &right)));
    }
    parts.reverse();
    parts.retain(|p| !p.is_empty());
    let split_at = parts.len().saturating_sub(MOST);
    parts.drain(..split_at);
    if parts.len() < 2 || parts.iter().any(|p| count(p) > CHOICE_WORDS) {
        return Vec::new();
    }
    let named: Vec<String> = parts.iter().filter_map(|p| as_noun(p)).collect();
    if named.len() == parts.len() { named } else { Vec::new() }
}

/// Up to the first preposition that leads on to something else: "per user for our app" to "per user".
fn cut(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    // "Go on with the trial" is about going on.
    let particle = words.first().is_some_and(|w| is_verb(w)) && words.get(1).is_some_and(|w| matches!(*w, "on" | "in" | "to" | "over"));
    let end = words
        .iter()
        .enumerate()
        .skip(if particle { 2 } else { 1 })
        .find(|(_, w)| PREPOSITIONS.contains(&format!(" {} ", w.to_lowercase())))
        .map_or(words.len(), |(at, _)| at);
    words.get(..end).unwrap_or(&words).join(" ")
}

/// The end of a text that is a choice like `model`: after a colon, from the same first word on, from
/// a verb or an article on, else as many words.
fn last_part(text: &str, model: &str) -> String {
    let text = text.rsplit(": ").next().unwrap_or(text).trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = |w: &&str| w.to_lowercase();
    let first = model.split_whitespace().next().unwrap_or("").to_lowercase();
    let same = words.iter().rposition(|w| small(w) == first);
    let verb = is_verb(&first).then(|| words.iter().position(|w| is_verb(&small(w)))).flatten();
    let article = words.iter().rposition(|w| matches!(small(w).as_str(), "a" | "an" | "the" | "our" | "more"));
    let short = (words.len() <= 3).then_some(0);
    let from = same.or(verb).or(if ["a", "an", "the"].contains(&first.as_str()) { article.or(short) } else { short.or(article) });
    let from = from.unwrap_or_else(|| words.len().saturating_sub(count(model)));
    cut(&words.get(from..).unwrap_or(&[]).join(" "))
}

/// A choice as a noun phrase; "per bed" becomes one by quotation marks.
fn as_noun(part: &str) -> Option<String> {
    let first = part.split_whitespace().next()?.to_lowercase();
    if is_verb(&first) {
        return Some(gerund_phrase(&lower_first(part)));
    }
    if PREPOSITIONS.contains(&format!(" {first} ")) {
        return Some(format!("“{part}”"));
    }
    let named = part.chars().next().is_some_and(char::is_uppercase) && first != "the" && first != "a";
    Some(if named { part.to_owned() } else { lower_first(part) })
}

/// Figures with what they count, as written: "$49", "61 %", "4,200 cars a day".
pub fn figures(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for sentence in sentences(text) {
        let tokens: Vec<&str> = sentence.split_whitespace().collect();
        for at in 0..tokens.len() {
            if let Some(figure) = figure_at(&tokens, at)
                && !found.contains(&figure)
            {
                found.push(figure);
            }
        }
    }
    found
}

/// Whether the figure counts people or things, so that one can ask how many of them.
pub fn is_count(figure: &str) -> bool {
    !figure.contains(['$', '€', '£', '%'])
        && !["euro", "dollar", "pound", "per cent", "percent", "million", "hour", "metre"].iter().any(|w| figure.contains(w))
}

const MONTHS: &str = " january february march april may june july august september october november december ";
const NO_UNIT: &str =
    " of and or to in on at is are was were the a an by for from with until per than them it that which who on we you they only ";

fn figure_at(tokens: &[&str], at: usize) -> Option<String> {
    let bare = |w: &str| w.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | '(' | ')' | '“' | '”' | '"')).to_owned();
    let ends = |w: &str| w.ends_with(['.', ',', ';', ':', '?', '!', ')']);
    let token = tokens.get(at)?;
    let number = bare(token);
    let digits = number.chars().any(|c| c.is_ascii_digit()) && !number.chars().any(char::is_alphabetic) && !number.contains(['/', '-']);
    let before = at.checked_sub(1).and_then(|b| tokens.get(b)).map(|w| w.to_lowercase()).unwrap_or_default();
    let year = number.len() == 4 && number.chars().all(|c| c.is_ascii_digit()) && (number.starts_with("19") || number.starts_with("20"));
    if !digits || year || MONTHS.contains(&format!(" {before} ")) || before == "than" {
        return None;
    }
    let money = number.starts_with(['$', '€', '£']) || number.ends_with(['€', '%']);
    let mut words = vec![number];
    let mut next = at + 1;
    let mut open = !ends(token);
    let mut take = |words: &mut Vec<String>, wanted: &dyn Fn(&str) -> bool| {
        let Some(word) = tokens.get(next).filter(|w| open && wanted(&bare(w).to_lowercase())) else { return false };
        open = !ends(word);
        words.push(bare(word));
        next += 1;
        true
    };
    take(&mut words, &|w| matches!(w, "million" | "billion" | "thousand" | "000"));
    let share =
        take(&mut words, &|w| matches!(w, "%" | "percent")) || (take(&mut words, &|w| w == "per") && take(&mut words, &|w| w == "cent"));
    if words.last().is_some_and(|w| w == "per") {
        return None;
    }
    if !money && !share {
        take(&mut words, &|w| matches!(w, "square" | "new" | "more" | "full" | "extra" | "additional"));
        let unit = |w: &str| {
            w.len() > 2 && w.chars().all(char::is_alphabetic) && !NO_UNIT.contains(&format!(" {w} ")) && !MONTHS.contains(&format!(" {w} "))
        };
        if !take(&mut words, &unit) {
            return None;
        }
    }
    if !share
        && take(&mut words, &|w| w == "a")
        && !take(&mut words, &|w| matches!(w, "day" | "week" | "month" | "year" | "hour" | "night" | "head"))
    {
        words.pop();
    }
    Some(words.join(" "))
}

/// Whether the question can be understood: most of its words look like words.
pub fn is_clear(scenario: &Scenario) -> bool {
    let words: Vec<String> =
        scenario.question.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let odd = words.iter().filter(|w| looks_odd(w)).count();
    !words.is_empty() && odd * 2 < words.len()
}

/// A run over the keyboard, a word without a vowel, or one letter over and over.
fn looks_odd(word: &str) -> bool {
    const ROWS: [&str; 6] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz", "azerty", "poiuytrewq"];
    let letters: Vec<char> = word.chars().collect();
    let row = letters.len() >= 4
        && ROWS.iter().any(|row| row.contains(word) || letters.windows(4).all(|w| row.contains(&w.iter().collect::<String>())));
    let mute = letters.len() >= 4 && letters.iter().all(|c| c.is_ascii() && !"aeiouy".contains(*c));
    let drone = letters.windows(3).any(|w| matches!(w, [a, b, c] if a == b && b == c));
    row || mute || drone
}
