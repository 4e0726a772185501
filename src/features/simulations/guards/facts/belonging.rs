//! Where the speaker lives, comes from and works, and which languages it speaks.

use super::super::Finding;
use super::super::contract::{Contract, EMPLOYERS};
use super::super::places::{self, Place};
use super::super::text::{Line, folded};
use super::{claims, contradiction};

const LIVING: [&str; 28] = [
    "i live in",
    "i'm living in",
    "i live near",
    "i still live in",
    "i live and work in",
    "i'm based in",
    "i am based in",
    "my home is in",
    "my home is",
    "my flat in",
    "my house in",
    "ich wohne in",
    "ich lebe in",
    "ich wohne hier in",
    "ich lebe hier in",
    "bei mir in",
    "ich wohne seit jahren in",
    "vivo en",
    "vivo aquí en",
    "resido en",
    "j'habite à",
    "j'habite en",
    "j'habite au",
    "j'habite",
    "je vis à",
    "je vis en",
    "abito a",
    "moro em",
];

/// "I live in Chicago" when the persona lives in Whakatāne.
pub(super) fn residence(line: &Line, contract: &Contract) -> Vec<Finding> {
    if contract.residence_text.trim().is_empty() {
        return Vec::new();
    }
    let wrong = claims(line, &LIVING).filter_map(|(from, to)| {
        let (place, words) = places::place_at(line, to)?;
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

const COMING: [&str; 19] = [
    "i'm from",
    "i am from",
    "i come from",
    "i was born in",
    "i grew up in",
    "ich komme aus",
    "ich stamme aus",
    "ich bin aus",
    "ich bin geboren in",
    "ich bin aufgewachsen in",
    "soy de",
    "vengo de",
    "nací en",
    "crecí en",
    "je viens de",
    "je viens du",
    "je suis né à",
    "je suis née à",
    "j'ai grandi à",
];
const BEING: [&str; 21] = [
    "i'm",
    "i am",
    "i'm a",
    "i am a",
    "i'm an",
    "i am an",
    "as a",
    "as an",
    "ich bin",
    "ich als",
    "als",
    "soy",
    "yo soy",
    "como",
    "je suis",
    "je suis un",
    "je suis une",
    "en tant que",
    "we",
    "wir",
    "soy un",
];

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
        if ends && opens && !together && country != nationality && !told(country) {
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
    const NONE: [&str; 15] = [
        "i don't speak",
        "i do not speak",
        "i don't speak any",
        "i don't speak a word of",
        "i speak no",
        "i can't speak",
        "i never learned",
        "i never learnt",
        "ich spreche kein",
        "ich kann kein",
        "ich verstehe kein",
        "no hablo",
        "yo no hablo",
        "je ne parle pas",
        "je ne parle pas le",
    ];
    const MOTHER: [&str; 13] = [
        "my mother tongue is",
        "my native language is",
        "my first language is",
        "my native tongue is",
        "meine muttersprache ist",
        "mi lengua materna es",
        "mi lengua materna es el",
        "mi idioma materno es el",
        "ma langue maternelle est",
        "ma langue maternelle est le",
        "my native language was",
        "my mother tongue was",
        "i'm a native speaker of",
    ];
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

const WORKING: [&str; 30] = [
    "i work at",
    "i work for",
    "i work in",
    "i'm employed by",
    "i am employed by",
    "i'm employed at",
    "my employer is",
    "i'm with",
    "i work nights at",
    "i'm working for",
    "i'm working at",
    "ich arbeite bei",
    "ich arbeite in",
    "ich arbeite für",
    "ich arbeite an",
    "ich bin angestellt bei",
    "mein arbeitgeber ist",
    "trabajo en",
    "trabajo para",
    "trabajo como empleado de",
    "mi empresa es",
    "je travaille chez",
    "je travaille pour",
    "je travaille dans",
    "je travaille à",
    "je suis employé par",
    "je suis employée par",
    "mon employeur est",
    "i run",
    "i manage",
];
const ARTICLES: [&str; 30] = [
    "a", "an", "the", "my", "our", "ein", "eine", "einer", "einem", "eines", "der", "dem", "das", "die", "un", "una", "el", "la", "los",
    "une", "le", "l'", "meine", "mein", "unsere", "one", "this", "large", "small", "big",
];

/// "I work for a bank" when the persona works in a hospital; a firm's name that isn't the persona's.
pub(super) fn employer(line: &Line, contract: &Contract) -> Vec<Finding> {
    if contract.employer.trim().is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
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
        EMPLOYERS.iter().find(|(_, names)| names.contains(&joined)).map(|(kind, _)| *kind)
    })
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
