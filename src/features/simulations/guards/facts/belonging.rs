//! Where the speaker lives, comes from and works, and which languages it speaks.

use super::super::Finding;
use super::super::contract::{Contract, EMPLOYERS};
use super::super::lexicon::Phrases;
use super::super::places::{self, Place};
use super::super::text::{Line, folded};
use super::{claims, contradiction};

static LIVING: Phrases = Phrases("belonging living");

const WHERE: [&str; 7] = ["where i live", "where i've lived", "wo ich wohne", "wo ich lebe", "donde vivo", "où j'habite", "où je vis"];

/// "I live in Chicago" when the persona lives in Whakatāne.
pub(super) fn residence(line: &Line, contract: &Contract) -> Vec<Finding> {
    if contract.residence_text.trim().is_empty() {
        return Vec::new();
    }
    let after = claims(line, &LIVING).filter_map(|(from, to)| Some((from, to, places::place_at(line, to)?)));
    // "Here in Johannesburg, where I live".
    let before = claims(line, &WHERE).filter_map(|(from, _)| {
        (1..=4).find_map(|back| {
            let start = from.checked_sub(back)?;
            places::place_at(line, start).filter(|(_, words)| start + words == from).map(|found| (from, start, found))
        })
    });
    let wrong = after.chain(before).filter_map(|(from, to, (place, words))| {
        let name = line.slice(line.span((to, to + words)));
        let told = folded(&contract.residence_text).contains(&folded(&name));
        (!told && !lives_there(place, contract)).then(|| {
            contradiction(format!("It says that the speaker lives in {name}; it lives in {}.", contract.residence_text), line, from)
        })
    });
    wrong.collect()
}

/// Whether the residence may be there: the country, or the town, or a town we can't tell apart.
fn lives_there(place: Place, contract: &Contract) -> bool {
    let known = &contract.residence;
    match place.city {
        // The residence names no country that we know: nothing can be said about another country.
        None => known.is_empty() || known.iter().any(|own| own.country == place.country),
        Some(_) if known.iter().any(|own| own.city.is_some()) => known.contains(&place),
        Some(_) if contract.has_town => false,
        Some(_) => known.is_empty() || known.iter().any(|own| own.country == place.country),
    }
}

static COMING: Phrases = Phrases("belonging coming");
static BEING: Phrases = Phrases("belonging being");

/// "I come from Chile", "as a Norwegian".
pub(super) fn origin(line: &Line, contract: &Contract) -> Vec<Finding> {
    if contract.nationality.is_none() && contract.residence.is_empty() {
        return Vec::new();
    }
    let told = |country: u16| contract.known_places.iter().any(|p| p.country == country);
    let mut findings = Vec::new();
    for (from, to) in claims(line, &COMING) {
        let Some((_, words)) = places::place_at(line, to).filter(|(place, _)| !told(place.country)) else { continue };
        let name = line.slice(line.span((to, to + words)));
        let truth = if contract.nationality_text.is_empty() { &contract.residence_text } else { &contract.nationality_text };
        findings.push(contradiction(format!("It says that the speaker comes from {name}; the persona says {truth}."), line, from));
    }
    let Some(nationality) = contract.nationality else { return findings };
    for (from, to) in claims(line, &BEING) {
        let latin = matches!(line.word(from), "soy" | "yo" | "como" | "je" | "en");
        let Some((country, words)) = places::people_at(line, to, !latin) else { continue };
        let ends = to + words >= line.tokens.len()
            || !line.flows(to + words - 1)
            || matches!(
                line.word(to + words),
                "and"
                    | "but"
                    | "i"
                    | "we"
                    | "you"
                    | "und"
                    | "aber"
                    | "y"
                    | "et"
                    | "by"
                    | "habe"
                    | "kann"
                    | "sehe"
                    | "finde"
                    | "bin"
                    | "weiß"
                    | "myself"
            );
        let together = line.word(from) == "we" || line.word(from) == "wir";
        let opens = !matches!(line.word(from), "als" | "como" | "as")
            || line.opens_sentence(from)
            || from.checked_sub(1).is_some_and(|b| matches!(line.word(b), "i" | "ich" | "yo" | "speaking"));
        // "We Italians" takes the speaker in; "wir Deutschen" and "we German nurses" may not.
        let plural = line.word(to).ends_with('s');
        if opens && (if together { plural } else { ends }) && country != nationality && !told(country) {
            let name = line.slice(line.span((to, to + words)));
            findings.push(contradiction(
                format!("It says that the speaker is {name}; the persona is {}.", contract.nationality_text),
                line,
                from,
            ));
        }
    }
    findings
}

/// Names of languages; those in a row are the same.
const LANGUAGES: [&[&str]; 22] = [
    &["english", "englisch", "ingles", "anglais"],
    &["german", "deutsch", "aleman", "allemand"],
    &["spanish", "spanisch", "espanol", "espagnol", "castellano"],
    &["french", "franzosisch", "frances", "francais"],
    &["italian", "italienisch", "italiano", "italien"],
    &["portuguese", "portugiesisch", "portugues", "portugais"],
    &["dutch", "niederlandisch", "neerlandes", "neerlandais"],
    &["polish", "polnisch", "polaco", "polonais"],
    &["russian", "russisch", "ruso", "russe"],
    &["ukrainian", "ukrainisch", "ucraniano", "ukrainien"],
    &["swedish", "schwedisch", "sueco", "suedois"],
    &["danish", "danisch", "danes", "danois"],
    &["norwegian", "norwegisch", "noruego", "norvegien"],
    &["turkish", "turkisch", "turco", "turc"],
    &["arabic", "arabisch", "arabe"],
    &["hebrew", "hebraisch", "hebreo", "hebreu"],
    &["hindi"],
    &["chinese", "mandarin", "chinesisch", "chino", "chinois"],
    &["japanese", "japanisch", "japones", "japonais"],
    &["korean", "koreanisch", "coreano", "coreen"],
    &["greek", "griechisch", "griego", "grec"],
    &["swahili", "kiswahili", "suaheli"],
];

fn language_at(line: &Line, at: usize) -> Option<usize> {
    let word = folded(line.word(at));
    LANGUAGES.iter().position(|names| names.contains(&word.as_str()))
}

/// "My mother tongue is French", "I don't speak German".
pub(super) fn languages(line: &Line, contract: &Contract) -> Vec<Finding> {
    static NONE: Phrases = Phrases("belonging none");
    static MOTHER: Phrases = Phrases("belonging mother");
    if contract.languages.is_empty() {
        return Vec::new();
    }
    let speaks =
        |language: usize| LANGUAGES.get(language).is_some_and(|names| contract.languages.iter().any(|own| names.contains(&own.as_str())));
    let mut findings = Vec::new();
    for (from, to) in claims(line, &NONE) {
        if language_at(line, to).is_some_and(&speaks) {
            findings.push(contradiction("It says that the speaker doesn't know a language that it speaks.".to_owned(), line, from));
        }
    }
    for (from, to) in claims(line, &MOTHER) {
        if language_at(line, to).is_some_and(|language| !speaks(language)) {
            let name = line.tokens.get(to).map_or("", |t| t.raw.as_str());
            findings.push(contradiction(
                format!("It says that {name} is the speaker's own language; the persona doesn't speak it."),
                line,
                from,
            ));
        }
    }
    findings
}

static WORKING: Phrases = Phrases("belonging working");
static ARTICLES: Phrases = Phrases("belonging articles");

/// "I work for a bank" when the persona works in a hospital; a firm's name that isn't the persona's.
pub(super) fn employer(line: &Line, contract: &Contract) -> Vec<Finding> {
    if contract.employer.trim().is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (from, _) in claims(line, &["i work for", "i work at", "i'm employed by"]) {
        // "The bank I work for".
        let kind = from.checked_sub(1).and_then(|before| kind_of(line.word(before)));
        let wrong = kind.filter(|kind| !contract.employer_kinds.is_empty() && !contract.known_kinds.contains(kind));
        if let Some(kind) = wrong.filter(|_| line.flows(from - 1)) {
            findings.push(contradiction(format!("It names a {kind} as the speaker's employer; it is: {}.", contract.employer), line, from));
        }
    }
    for (from, _) in
        claims(line, &["where i work", "where i'm employed", "where i'm the", "wo ich arbeite", "donde trabajo", "où je travaille"])
    {
        // "At Siemens, where I work".
        let start = (1..=4).filter_map(|back| from.checked_sub(back)).find(|at| matches!(line.word(*at), "at" | "bei" | "en" | "chez"));
        if let Some(name) = start.and_then(|at| firm(line, at + 1, contract)) {
            findings.push(contradiction(format!("It names {name} as the speaker's employer; it is: {}.", contract.employer), line, from));
        }
    }
    for (from, to) in claims(line, &WORKING) {
        let manages = matches!(line.word(to - 1), "run" | "manage");
        let found = kind_after(line, to).filter(|_| !manages);
        let wrong_kind = found.filter(|kind| !contract.employer_kinds.is_empty() && !contract.known_kinds.contains(kind));
        let wrong_name = (!manages && found.is_none()).then(|| firm(line, to, contract)).flatten();
        let said = wrong_kind.map(|kind| format!("a {kind}")).or(wrong_name);
        if let Some(said) = said {
            findings.push(contradiction(format!("It names {said} as the speaker's employer; it is: {}.", contract.employer), line, from));
        }
    }
    findings
}

/// The first kind of employer within four words after an article.
fn kind_after(line: &Line, to: usize) -> Option<&'static str> {
    if !ARTICLES.contains(&line.word(to)) && !line.word(to).starts_with("l'") {
        return None;
    }
    (to..to + 4).take_while(|at| *at == to || line.flows(at - 1)).find_map(|at| {
        let word = line.word(at).trim_start_matches("l'");
        let joined = if word == "law" && line.word(at + 1) == "firm" { "lawfirm" } else { word };
        let joined = if word == "start" && line.word(at + 1) == "up" { "startup" } else { joined };
        kind_of(joined)
    })
}

fn kind_of(word: &str) -> Option<&'static str> {
    EMPLOYERS.iter().find(|(_, names)| names.contains(&word)).map(|(kind, _)| *kind)
}

/// A firm's name: capitalised words at once after the opening. Only where the persona's own
/// employer has a name, and none of the words is of the persona.
fn firm(line: &Line, to: usize, contract: &Contract) -> Option<String> {
    if contract.employer_names.is_empty() || places::place_at(line, to).is_some() {
        return None;
    }
    let name: Vec<&str> = line
        .tokens
        .iter()
        .enumerate()
        .skip(to)
        .take(4)
        .take_while(|(at, t)| t.is_name_like() && (*at == to || line.flows(at - 1)))
        .map(|(_, t)| t.raw.as_str())
        .collect();
    let known = name.iter().any(|word| contract.knows(word.trim_end_matches("'s")));
    let kind = name.iter().any(|word| EMPLOYERS.iter().any(|(_, names)| names.contains(&word.to_lowercase().as_str())));
    (!name.is_empty() && !known && !kind).then(|| name.join(" "))
}
