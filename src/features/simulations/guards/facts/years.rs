//! Age and years of experience.

use super::super::Finding;
use super::super::contract::{Contract, stem};
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
const ABOUT: [&str; 12] =
    ["about", "around", "roughly", "some", "etwa", "ungefähr", "rund", "circa", "unos", "alrededor de", "environ", "à peu près"];
const ABOVE: [&str; 12] =
    ["over", "more than", "past", "well over", "at least", "über", "mehr als", "más de", "plus de", "mindestens", "al menos", "au moins"];
/// Words that change nothing.
const EMPTY: [&str; 14] =
    ["now", "just", "only", "already", "still", "jetzt", "erst", "schon", "gerade", "inzwischen", "ya", "ahora", "bien", "good"];

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
    list: &'static [&'static str],
}

const AGE: [Openings; 4] = [
    Openings {
        tongue: Tongue::English,
        list: &["i'm", "i am", "i've just turned", "i just turned", "my age is", "at my age of", "i'm a", "i am a", "as a", "being"],
    },
    Openings { tongue: Tongue::German, list: &["ich bin", "mit meinen", "als", "bin ich", "ich mit meinen"] },
    Openings { tongue: Tongue::Spanish, list: &["tengo", "a mis", "con mis"] },
    Openings { tongue: Tongue::French, list: &["j'ai", "à mes", "du haut de mes", "avec mes"] },
];

/// "I'm 34", "ich bin vierunddreißig Jahre alt", "tengo 34 años", "j'ai 34 ans".
pub(super) fn ages(line: &Line, contract: &Contract) -> Vec<Finding> {
    let Some(age) = contract.age else { return Vec::new() };
    let mut findings = Vec::new();
    for Openings { tongue, list } in AGE {
        for (from, to) in claims(line, list) {
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
const WHOLE: [&str; 66] = [
    "of experience",
    "of practice",
    "of work",
    "of service",
    "in the field",
    "in this field",
    "in the business",
    "in this business",
    "in the trade",
    "in this trade",
    "in the job",
    "in this job",
    "in the profession",
    "in this profession",
    "in the industry",
    "in this industry",
    "on the job",
    "in practice",
    "doing this",
    "in this line",
    "of my career",
    "of professional experience",
    "of working life",
    "years' experience",
    "experience",
    "berufserfahrung",
    "erfahrung",
    "im beruf",
    "in diesem beruf",
    "in der branche",
    "im fach",
    "in diesem fach",
    "im dienst",
    "dienstzeit",
    "berufsleben",
    "berufsjahre",
    "berufsjahren",
    "in diesem geschäft",
    "de experiencia",
    "de carrera",
    "de oficio",
    "de profesión",
    "de trayectoria",
    "en el oficio",
    "en la profesión",
    "en esto",
    "en este oficio",
    "haciendo esto",
    "de práctica",
    "en el sector",
    "de ejercicio",
    "d'expérience",
    "de métier",
    "de carrière",
    "de pratique",
    "dans le métier",
    "dans la profession",
    "dans ce métier",
    "de profession",
    "dans le secteur",
    "de service",
    "d'exercice",
    "de terrain",
    "ans que je fais",
    "ce métier",
    "cela",
];
/// After these the years are a part of the working life.
const PART: [&str; 34] = [
    "at",
    "with",
    "on",
    "under",
    "abroad",
    "there",
    "here",
    "away",
    "as",
    "in",
    "for",
    "among",
    "inside",
    "between",
    "living",
    "of marriage",
    "together",
    "bei",
    "beim",
    "am",
    "an",
    "unter",
    "als",
    "mit",
    "im",
    "in der",
    "en",
    "con",
    "como",
    "aquí",
    "chez",
    "à",
    "comme",
    "dans",
];

struct Span {
    tongue: Tongue,
    list: &'static [&'static str],
    /// Without anything after it, it is the whole.
    bare: bool,
}

const SPANS: [Span; 8] = [
    Span { tongue: Tongue::English, list: &["my"], bare: true },
    Span {
        tongue: Tongue::English,
        list: &[
            "i have",
            "i've",
            "i've got",
            "i bring",
            "i've been doing this for",
            "i have been doing this for",
            "i've done this for",
            "i've been in this business for",
            "i've been in the business for",
            "i've been in this job for",
            "i've been in this field for",
            "i've worked in this field for",
            "i have worked in this field for",
            "i've been at this for",
            "i speak from",
            "i draw on",
            "i have spent",
            "i've spent",
            "i look back on",
            "with my",
        ],
        bare: false,
    },
    Span { tongue: Tongue::German, list: &["meine", "meinen", "meiner"], bare: true },
    Span {
        tongue: Tongue::German,
        list: &["ich habe", "ich bringe", "ich mache das seit", "ich mache das jetzt seit", "ich bin seit", "seit", "habe ich"],
        bare: false,
    },
    Span { tongue: Tongue::Spanish, list: &["mis"], bare: true },
    Span { tongue: Tongue::Spanish, list: &["tengo", "llevo", "con"], bare: false },
    Span { tongue: Tongue::French, list: &["mes"], bare: true },
    Span {
        tongue: Tongue::French,
        list: &["j'ai", "je fais ça depuis", "je fais ce métier depuis", "je fais cela depuis", "cela fait", "ça fait", "avec mes"],
        bare: false,
    },
];

/// "My 10 years of experience", "ich mache das seit zehn Jahren".
pub(super) fn experience(line: &Line, contract: &Contract) -> Vec<Finding> {
    let Some(truth) = contract.experience else { return Vec::new() };
    let mut findings = Vec::new();
    for Span { tongue, list, bare } in SPANS {
        for (from, to) in claims(line, list) {
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
    findings.dedup_by(|a, b| a.span == b.span);
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
