//! Age and years of experience.

use super::super::Finding;
use super::super::contract::{Contract, stem};
use super::super::lexicon::Phrases;
use super::super::numbers::{Tongue, number_at};
use super::super::text::Line;
use super::{claims, contradiction};

/// How exactly a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hedge {
    Exact,
    /// "nearly fifty"
    Below,
    /// "about fifty"
    About,
    /// "over fifty"
    Above,
}

const BELOW: [&str; 10] = ["nearly", "almost", "close to", "not quite", "fast", "beinahe", "knapp", "casi", "presque", "quasi"];
static ABOUT: Phrases = Phrases("years about");
static ABOVE: Phrases = Phrases("years above");
/// Words that change nothing.
static EMPTY: Phrases = Phrases("years empty");

/// The number after a claim's opening with its hedge, and the word after the number.
fn amount(line: &Line, from: usize, tongue: Tongue) -> Option<(u64, Hedge, usize)> {
    let (mut at, mut hedge) = (from, Hedge::Exact);
    for _ in 0..3 {
        let hedged = [(&BELOW[..], Hedge::Below), (&ABOUT[..], Hedge::About), (&ABOVE[..], Hedge::Above)];
        let next = hedged.into_iter().find_map(|(list, kind)| line.any_at(at, list).map(|used| (used, kind)));
        if let Some((used, kind)) = next {
            at += used;
            hedge = kind;
        } else if EMPTY.contains(&line.word(at)) {
            at += 1;
        }
    }
    let number = number_at(line, at, tongue)?;
    let mut end = at + number.words;
    if line.word(end) == "odd" || line.phrase_at(end, "or so").is_some() {
        hedge = Hedge::About;
        end += if line.word(end) == "odd" { 1 } else { 2 };
    }
    Some((number.value, hedge, end))
}

fn agrees(claimed: u64, truth: u64, hedge: Hedge) -> bool {
    let slack = (truth / 8).max(2);
    match hedge {
        Hedge::Exact => claimed.abs_diff(truth) <= 1,
        Hedge::Below => claimed >= truth.saturating_sub(1) && claimed <= truth + slack,
        Hedge::About => claimed.abs_diff(truth) <= slack,
        Hedge::Above => claimed <= truth && truth < claimed + 10,
    }
}

struct Openings {
    tongue: Tongue,
    list: Phrases,
}

const AGE: [Openings; 4] = [
    Openings { tongue: Tongue::English, list: Phrases("years opening 1 english") },
    Openings { tongue: Tongue::German, list: Phrases("years opening 2 german") },
    Openings { tongue: Tongue::Spanish, list: Phrases("years opening 3 spanish") },
    Openings { tongue: Tongue::French, list: Phrases("years opening 4 french") },
];

/// "I'm 34", "ich bin vierunddreißig Jahre alt", "tengo 34 años", "j'ai 34 ans".
pub(super) fn ages(line: &Line, contract: &Contract) -> Vec<Finding> {
    let Some(age) = contract.age else { return Vec::new() };
    let mut findings = Vec::new();
    for Openings { tongue, list } in AGE {
        for (from, to) in claims(line, &list) {
            let Some((claimed, hedge, end)) = amount(line, to, tongue) else { continue };
            let wrong = (14..=110).contains(&claimed) && is_age(line, (from, end), tongue) && !agrees(claimed, age, hedge);
            // "mit meinen 24 Jahren" may be the years of work.
            let ambiguous =
                matches!(line.word(from), "mit" | "con" | "avec") && contract.experience.is_some_and(|e| agrees(claimed, e, hedge));
            if wrong && !ambiguous {
                findings.push(contradiction(format!("It says that the speaker is {claimed} years old; it is {age}."), line, from));
            }
        }
    }
    findings.extend(at_age(line, age));
    findings.extend(decades(line, age));
    findings.dedup_by(|a, b| a.span == b.span);
    findings
}

/// Whether the number before this word is an age: what follows decides.
fn is_age(line: &Line, claim: (usize, usize), tongue: Tongue) -> bool {
    let (from, end) = claim;
    let last = end - 1;
    let gap = line.gap(last);
    let next = line.word(end);
    let closed = end >= line.tokens.len()
        || (!gap.trim().is_empty() && !gap.trim_start().starts_with(['%', '/', '°', '-', '–', ':', '€', '$', '£', '+', '(']));
    let opening = line.word(from);
    match tongue {
        Tongue::English if gap == "-" => next == "year" && line.word(end + 1) == "old",
        Tongue::English if matches!(next, "years" | "year") => {
            matches!(line.word(end + 1), "old" | "young") || line.phrase_at(end + 1, "of age").is_some()
        }
        Tongue::English => {
            let article = matches!(line.word(from), "as" | "being") || matches!(line.word(from + 1), "a") || line.word(from + 2) == "a";
            let told = matches!(opening, "at" | "my");
            told || !article
                && !gap.starts_with('%')
                && (closed || matches!(next, "and" | "now" | "today" | "this" | "but" | "so" | "already"))
        }
        Tongue::German if next.starts_with("jährig") => true,
        Tongue::German if next == "jahre" => line.word(end + 1) == "alt" || line.word(end + 1) == "jung",
        Tongue::German if next == "jahren" => opening == "mit" || line.word(from + 1) == "mit",
        Tongue::German => opening != "mit" && opening != "als" && (closed || matches!(next, "und" | "aber" | "geworden")),
        Tongue::Spanish | Tongue::French => {
            let years = matches!(next, "años" | "ans");
            let work = matches!(
                line.word(end + 1),
                "de" | "d'expérience" | "trabajando" | "en" | "como" | "haciendo" | "dando" | "d'ancienneté" | "dans" | "comme" | "aquí"
            ) && line.flows(end);
            let age = (opening == "tengo" || opening == "j'ai") && years;
            let at_age = matches!(opening, "a" | "con" | "à" | "du" | "avec") && years;
            (age || at_age) && !work
        }
    }
}

/// "At 34, I'm the youngest", "I turned fifty last month": now, not then.
fn at_age(line: &Line, age: u64) -> Vec<Finding> {
    let said =
        |from: usize, claimed: u64| contradiction(format!("It says that the speaker is {claimed} years old; it is {age}."), line, from);
    let at = claims(line, &["at"]).filter_map(|(from, to)| {
        let (claimed, hedge, end) = amount(line, to, Tongue::English)?;
        let now = matches!(line.word(end), "i'm" | "i've")
            || (line.word(end) == "i" && matches!(line.word(end + 1), "am" | "can" | "still" | "have"));
        let opens = line.opens_sentence(from) && line.gap(end - 1).trim() == ",";
        (opens && now && (14..=110).contains(&claimed) && !agrees(claimed, age, hedge)).then(|| said(from, claimed))
    });
    let turned = claims(line, &["i turned", "i've turned"]).filter_map(|(from, to)| {
        let (claimed, _, end) = amount(line, to, Tongue::English)?;
        let lately = matches!(line.word(end), "last" | "this" | "yesterday" | "recently" | "today");
        (lately && (14..=110).contains(&claimed) && claimed.abs_diff(age) > 2).then(|| said(from, claimed))
    });
    at.chain(turned).collect()
}

/// "I'm in my forties".
fn decades(line: &Line, age: u64) -> Vec<Finding> {
    const IN_MY: [&str; 6] = ["i'm in my", "i am in my", "i'm still in my", "someone in my", "i'm in my early", "i'm in my late"];
    const DECADES: [(&str, u64); 8] = [
        ("twenties", 20),
        ("thirties", 30),
        ("forties", 40),
        ("fifties", 50),
        ("sixties", 60),
        ("seventies", 70),
        ("eighties", 80),
        ("teens", 13),
    ];
    let wrong = claims(line, &IN_MY).filter_map(|(from, to)| {
        let (name, start) = DECADES.iter().find(|(name, _)| line.word(to) == *name)?;
        let end = if *start == 13 { 19 } else { start + 9 };
        (!(*start..=end).contains(&age))
            .then(|| contradiction(format!("It says that the speaker is in its {name}; it is {age}."), line, from))
    });
    wrong.collect()
}

/// What makes a span of years the whole working life.
static WHOLE: Phrases = Phrases("years whole");
/// After these the years are a part of the working life.
static PART: Phrases = Phrases("years part");

struct Span {
    tongue: Tongue,
    list: Phrases,
    /// Without anything after it, it is the whole.
    bare: bool,
}

const SPANS: [Span; 8] = [
    Span { tongue: Tongue::English, list: Phrases("years opening 5 english"), bare: true },
    Span { tongue: Tongue::English, list: Phrases("years opening 6 english"), bare: false },
    Span { tongue: Tongue::German, list: Phrases("years opening 7 german"), bare: true },
    Span { tongue: Tongue::German, list: Phrases("years opening 8 german"), bare: false },
    Span { tongue: Tongue::Spanish, list: Phrases("years opening 9 spanish"), bare: true },
    Span { tongue: Tongue::Spanish, list: Phrases("years opening 10 spanish"), bare: false },
    Span { tongue: Tongue::French, list: Phrases("years opening 11 french"), bare: true },
    Span { tongue: Tongue::French, list: Phrases("years opening 12 french"), bare: false },
];

/// "My 10 years of experience", "ich mache das seit zehn Jahren".
pub(super) fn experience(line: &Line, contract: &Contract) -> Vec<Finding> {
    let Some(truth) = contract.experience else { return Vec::new() };
    let mut findings = Vec::new();
    for Span { tongue, list, bare } in SPANS {
        for (from, to) in claims(line, &list) {
            let Some((claimed, hedge, end)) = amount(line, to, tongue) else { continue };
            if !matches!(
                line.word(end),
                "years" | "year" | "years'" | "jahre" | "jahren" | "años" | "ans" | "années" | "berufsjahre" | "berufsjahren"
            ) || contract.years.contains(&claimed)
            {
                continue;
            }
            let doing_this = list.len() > 1 && doing(line, from, to);
            let wrong = match span(line, (from, end), contract, bare) {
                Reach::Whole => !agrees(claimed, truth, hedge),
                Reach::Part if doing_this => !agrees(claimed, truth, hedge),
                Reach::Experience => claimed > truth + 1,
                Reach::Part | Reach::Other => false,
            };
            if wrong {
                findings.push(contradiction(format!("It claims {claimed} years of experience; the speaker has {truth}."), line, from));
            }
        }
    }
    findings.extend(careers(line, contract, truth));
    findings.dedup_by(|a, b| a.span == b.span);
    findings
}

/// "I've been a nurse for nine years", "thirty years in finance have taught me".
fn careers(line: &Line, contract: &Contract, truth: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut wrong = |at: usize, claimed: u64| {
        findings.push(contradiction(format!("It claims {claimed} years of experience; the speaker has {truth}."), line, at));
    };
    for (at, to) in claims(line, &["for"]) {
        let Some((claimed, hedge, end)) = amount(line, to, Tongue::English).filter(|(.., end)| line.word(*end) == "years") else {
            continue;
        };
        let before: Vec<&str> = line.before(at).map(|t| t.lower.as_str()).collect();
        let mine = before.contains(&"i've") || before.windows(2).any(|w| w == ["have", "i"]);
        let work = before
            .iter()
            .any(|w| matches!(*w, "practised" | "practiced") || (w.chars().count() > 4 && contract.profession.contains(&stem(w))));
        let here = line.flows(end) && line.any_at(end + 1, &["at", "here", "with", "in", "on", "under"]).is_some();
        if mine && work && !here && !contract.years.contains(&claimed) && !agrees(claimed, truth, hedge) {
            wrong(at, claimed);
        }
    }
    for at in (0..line.tokens.len()).filter(|at| line.opens_sentence(*at) && super::is_meant(line, *at)) {
        let Some(number) = number_at(line, at, Tongue::English) else { continue };
        let year = at + number.words;
        let sentence = line.tokens.get(at).map_or(0, |t| t.sentence);
        let mine = line.tokens.iter().skip(year).take_while(|t| t.sentence == sentence).any(|t| matches!(t.lower.as_str(), "me" | "my"));
        let span = line.word(year) == "years" && matches!(line.word(year + 1), "in" | "as" | "of" | "on" | "at");
        if span && mine && number.value > truth + 1 && !contract.years.contains(&number.value) {
            wrong(at, number.value);
        }
    }
    findings
}

/// "I've been doing this for", "je fais ça depuis": the opening already says that it is the whole.
fn doing(line: &Line, from: usize, to: usize) -> bool {
    let openings = (from..to).map(|w| line.word(w)).collect::<Vec<_>>().join(" ");
    [
        "doing this",
        "done this",
        "in this business",
        "in the business",
        "in this job",
        "in this field",
        "at this",
        "mache das",
        "fais ça",
        "fais ce métier",
        "fais cela",
    ]
    .iter()
    .any(|cue| openings.contains(cue))
}

enum Reach {
    /// The whole working life.
    Whole,
    /// Experience with something: at most the whole.
    Experience,
    Part,
    Other,
}

/// How much of the working life a span of years means.
fn span(line: &Line, claim: (usize, usize), contract: &Contract, bare: bool) -> Reach {
    let (from, year) = claim;
    let after = year + 1;
    let own = ["years old", "year old"].iter().any(|p| line.phrase_at(year, p).is_some()) || matches!(line.word(after), "alt" | "old");
    let at_age = matches!(
        (from.checked_sub(1).map(|b| line.word(b)), line.word(from)),
        (Some("a" | "à" | "con" | "avec"), "mis" | "mes") | (Some("mit"), "meinen")
    );
    let flows = line.flows(year);
    if own {
        return Reach::Other;
    }
    if let Some(used) = flows.then(|| line.any_at(after, &WHOLE)).flatten() {
        let narrower = line.flows(after + used - 1)
            && matches!(
                line.word(after + used),
                "in" | "with" | "on" | "mit" | "bei" | "con" | "en" | "dans" | "avec" | "at" | "als" | "as"
            );
        return if narrower { Reach::Experience } else { Reach::Whole };
    }
    if line.word(year).starts_with("berufsjahr") {
        return Reach::Whole;
    }
    if at_age {
        return Reach::Other;
    }
    let as_profession = matches!(line.word(after), "as" | "als" | "como" | "comme")
        && (after + 1..after + 5).any(|w| contract.profession.contains(&stem(line.word(w))) && line.word(w).chars().count() > 4);
    if flows && as_profession {
        return Reach::Whole;
    }
    if flows && line.any_at(after, &PART).is_some() {
        return Reach::Part;
    }
    if bare || doing(line, from, year) { Reach::Whole } else { Reach::Other }
}
