//! The guard of style: length, phrases that the persona never uses, tone, form of speech.

use super::Finding;
use super::contract::{Contract, stem};
use super::lexicon::Phrases;
use super::text::{Line, is_cjk};

const GUARD: &str = "style";

/// Longer than this many times the usual length is far too long.
const TOO_LONG: usize = 6;
/// Longer than this many times is long.
const LONG: usize = 3;
/// No line is called far too long below this many words.
const LONG_WORDS: usize = 220;
/// A talkative persona says more than this many words.
const SHORT_WORDS: usize = 3;
/// Own lines in which a phrase of the persona's own may stand once.
const PHRASE_LINES: usize = 6;

/// Everything the guard has to say; `own` are the speaker's earlier lines, newest first.
pub fn check<'a>(line: &Line, contract: &Contract, own: impl Iterator<Item = &'a str>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = length(line, contract).into_iter().collect();
    findings.extend(never(line, contract));
    findings.extend(tone(line, contract));
    findings.extend(form(line));
    findings.extend(unknown(line, contract));
    findings.extend(worn_out(line, contract, own));
    findings
}

/// Words of a line; two characters of Chinese or Japanese are about one word.
pub fn word_count(line: &Line) -> usize {
    let single = line.tokens.iter().filter(|t| t.raw.chars().all(is_cjk)).count();
    line.tokens.len() - single + single.div_ceil(2)
}

/// Words of a line from which on it is called long, and far too long; of the words of a usual line.
pub fn long(usual: usize) -> usize {
    usual * LONG + 30
}

/// See [`long`].
pub fn longest(usual: usize) -> usize {
    LONG_WORDS.max(usual * TOO_LONG)
}

fn length(line: &Line, contract: &Contract) -> Option<Finding> {
    let (words, usual) = (word_count(line), contract.style.words);
    let all = (0, line.chars.len());
    if usual == 0 {
        return None;
    }
    if words > longest(usual) {
        return Some(Finding::fail(GUARD, format!("It has {words} words; the speaker usually says about {usual}."), all));
    }
    if words > long(usual) {
        return Some(Finding::warn(GUARD, format!("It has {words} words; the speaker usually says about {usual}."), all));
    }
    (words <= SHORT_WORDS && usual >= 4 * 18).then(|| Finding::warn(GUARD, format!("It has {words} words; the speaker is talkative."), all))
}

/// What the persona never says, unless somebody is quoted or it says that it doesn't say so.
fn never(line: &Line, contract: &Contract) -> Vec<Finding> {
    static DENIED: Phrases = Phrases("style denied");
    let mut findings = Vec::new();
    for phrase in &contract.style.never {
        let found = line.find(&[phrase.as_str()]).into_iter().find(|(at, _)| {
            !line.before(*at).take(4).any(|t| DENIED.contains(&t.lower.as_str())) || phrase.split(' ').any(|w| DENIED.contains(&w))
        });
        if let Some(words) = found {
            let span = line.span(words);
            findings.push(Finding::fail(GUARD, format!("The speaker never says “{}”.", line.slice(span)), span));
        }
    }
    findings
}

static SLANG: Phrases = Phrases("style slang");
static STIFF: Phrases = Phrases("style stiff");

/// Tone: slang of formal people, officialese of casual ones. Only a hint.
fn tone(line: &Line, contract: &Contract) -> Option<Finding> {
    let (list, what): (&[&str], _) = match contract.style.formality {
        4.. => (&*SLANG, "is slang, and the speaker is formal"),
        1..=2 => (&*STIFF, "is stiff, and the speaker is casual"),
        _ => return None,
    };
    let span = line.span(*line.find(list).first()?);
    Some(Finding::warn(GUARD, format!("“{}” {what}.", line.slice(span)), span))
}

/// Headings, bullets and bold print aren't spoken.
fn form(line: &Line) -> Option<Finding> {
    let text: String = line.chars.iter().collect();
    let marked = |l: &&str| {
        let l = l.trim_start();
        let number = l
            .split_once(['.', ')'])
            .is_some_and(|(n, rest)| (1..=2).contains(&n.len()) && n.chars().all(|c| c.is_ascii_digit()) && rest.starts_with(' '));
        l.starts_with("- ")
            || l.starts_with("* ")
            || l.starts_with("• ")
            || l.starts_with("# ")
            || l.starts_with("## ")
            || l.starts_with("### ")
            || l.starts_with("| ")
            || number
    };
    let list = text.lines().filter(marked).count() >= 2 || text.lines().any(|l| l.trim_start().starts_with('#') && marked(&l));
    let bold = text.matches("**").count() >= 2;
    (list || bold)
        .then(|| Finding::warn(GUARD, "It is formatted like a document; people speak in sentences.".to_owned(), (0, line.chars.len())))
}

/// "As an expert in …" for something the persona doesn't know.
fn unknown(line: &Line, contract: &Contract) -> Vec<Finding> {
    static EXPERT: Phrases = Phrases("style expert");
    let mut findings = Vec::new();
    for (from, to) in line.find(&EXPERT) {
        let after: Vec<String> = (to..to + 5).map(|w| stem(line.word(w))).collect();
        let topic = contract.style.unknown.iter().find(|(_, stems)| stems.iter().all(|s| after.contains(s)));
        if let Some((topic, _)) = topic {
            findings.push(Finding::warn(
                GUARD,
                format!("The speaker claims to know about {topic}, which it doesn't."),
                line.sentence_of(from),
            ));
        }
    }
    findings
}

/// A phrase of the persona's own that it has just used.
fn worn_out<'a>(line: &Line, contract: &Contract, own: impl Iterator<Item = &'a str>) -> Option<Finding> {
    let used: Vec<(usize, usize)> = contract.style.phrases.iter().flat_map(|p| line.find(&[p.as_str()])).collect();
    let span = line.span(*used.first()?);
    let phrase = line.slice(span).to_lowercase();
    let before = own.take(PHRASE_LINES).filter(|text| text.to_lowercase().contains(&phrase)).count();
    (before > 0).then(|| Finding::warn(GUARD, format!("The speaker has just said “{phrase}”, its own phrase."), span))
}
