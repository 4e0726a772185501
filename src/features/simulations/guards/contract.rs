//! The contract of a persona: what it says of itself as typed facts, and the limits of its style.
//! Compiled once, then checked against every line without a model.

use super::lexicon::Phrases;
use crate::features::agents::types::Persona;

use super::numbers::{Tongue, number_at};
use super::places::{self, Place};
use super::text::{Line, folded, plain_words};

/// Kinds of employers with the words for them in four languages. A kind may have several words.
pub const EMPLOYERS: [(&str, &[&str]); 32] = [
    (
        "hospital",
        &["hospital", "clinic", "ward", "krankenhaus", "klinik", "spital", "universitätsklinik", "clínica", "hôpital", "clinique"],
    ),
    ("bank", &["bank", "sparkasse", "banco", "banque"]),
    ("school", &["school", "schule", "grundschule", "gymnasium", "escuela", "colegio", "instituto", "école", "lycée", "collège"]),
    ("university", &["university", "college", "universität", "hochschule", "universidad", "université", "faculty"]),
    ("start-up", &["startup", "start-up"]),
    ("ministry", &["ministry", "ministerium", "ministerio", "ministère"]),
    ("court", &["court", "courts", "gericht", "amtsgericht", "juzgado", "cour"]),
    ("police", &["police", "polizei", "policía"]),
    ("newspaper", &["newspaper", "zeitung", "periódico", "magazine", "zeitschrift"]),
    ("insurer", &["insurer", "insurance", "versicherung", "aseguradora", "assureur", "assurances"]),
    ("factory", &["factory", "fabrik", "werk", "fábrica", "usine"]),
    ("farm", &["farm", "bauernhof", "granja", "finca", "ferme"]),
    ("law firm", &["lawfirm", "kanzlei", "anwaltskanzlei", "bufete"]),
    ("museum", &["museum", "museo", "musée"]),
    ("theatre", &["theatre", "theater", "teatro", "théâtre"]),
    ("restaurant", &["restaurant", "restaurante", "gaststätte", "bistro"]),
    ("hotel", &["hotel", "hôtel"]),
    ("supermarket", &["supermarket", "supermarkt", "supermercado", "supermarché"]),
    ("airline", &["airline", "fluggesellschaft", "aerolínea"]),
    ("pharmacy", &["pharmacy", "apotheke", "farmacia", "pharmacie"]),
    ("library", &["library", "bibliothek", "biblioteca", "bibliothèque"]),
    ("bakery", &["bakery", "bäckerei", "panadería", "boulangerie"]),
    ("shop", &["shop", "laden", "geschäft", "tienda", "magasin"]),
    ("charity", &["charity", "ngo", "hilfswerk", "ong"]),
    ("union", &["union", "gewerkschaft", "sindicato", "syndicat"]),
    ("cooperative", &["cooperative", "genossenschaft", "cooperativa", "coopérative"]),
    ("shipyard", &["shipyard", "werft", "astillero"]),
    ("garage", &["garage", "autowerkstatt", "taller"]),
    ("publisher", &["publisher", "verlag", "editorial"]),
    ("laboratory", &["laboratory", "labor", "laboratorio", "laboratoire"]),
    ("kindergarten", &["kindergarten", "nursery", "kita", "guardería", "crèche"]),
    ("army", &["army", "bundeswehr", "ejército", "armée"]),
];

/// A count in the background: "212 court reports".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub value: u64,
    /// The words it counts, stems.
    pub nouns: Vec<String>,
    /// As written.
    pub quote: String,
}

/// Where the persona stands at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    For,
    Against,
}

/// Limits of the style.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Style {
    /// Words of a usual line; 0 when nothing is said.
    pub words: usize,
    /// 1 casual to 5 formal; 0 when nothing is said.
    pub formality: u8,
    /// What it never says, as words in lower case.
    pub never: Vec<String>,
    /// Phrases of its own.
    pub phrases: Vec<String>,
    /// What it doesn't know, as stems.
    pub unknown: Vec<(String, Vec<String>)>,
}

/// Everything a line can contradict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contract {
    pub name: String,
    pub age: Option<u64>,
    pub experience: Option<u64>,
    pub profession: Vec<String>,
    /// As written.
    pub employer: String,
    /// Capitalised words of the employer, folded; empty when only a kind is given.
    pub employer_names: Vec<String>,
    pub employer_kinds: Vec<&'static str>,
    /// Every kind that the persona tells of: employers of the past count.
    pub known_kinds: Vec<&'static str>,
    pub residence: Vec<Place>,
    pub residence_text: String,
    /// The residence names a town, whether we know it or not.
    pub has_town: bool,
    pub nationality: Option<u16>,
    pub nationality_text: String,
    /// Every place that the persona tells of.
    pub known_places: Vec<Place>,
    /// Languages, folded.
    pub languages: Vec<String>,
    pub counts: Vec<Count>,
    /// Spans of years that the background tells of.
    pub years: Vec<u64>,
    pub position: Option<Position>,
    pub style: Style,
    /// Every word of the persona, folded, sorted: what is here can't be invented.
    pub vocabulary: Vec<String>,
}

impl Contract {
    /// The contract of a persona.
    pub fn of(persona: &Persona) -> Self {
        let background = Line::new(&persona.background);
        let all = everything(persona);
        let mut vocabulary: Vec<String> = Line::new(&all).tokens.iter().map(|t| folded(&t.lower)).collect();
        vocabulary.sort_unstable();
        vocabulary.dedup();
        let some = |value: u8| (value > 0).then_some(u64::from(value));
        Self {
            name: persona.name.clone(),
            age: some(persona.age),
            experience: some(persona.experience_years),
            profession: plain_words(&persona.profession).iter().map(|w| stem(w)).collect(),
            employer: persona.employer.clone(),
            employer_names: names(&persona.employer),
            employer_kinds: kinds(&persona.employer),
            known_kinds: kinds(&all),
            residence: places::mentioned(&persona.residence),
            residence_text: persona.residence.clone(),
            has_town: persona.residence.contains(',') || places::mentioned(&persona.residence).iter().any(|p| p.city.is_some()),
            nationality: places::mentioned(&persona.nationality).first().map(|p| p.country),
            nationality_text: persona.nationality.clone(),
            known_places: places::mentioned(&all),
            languages: persona.languages.iter().map(|l| folded(l)).collect(),
            counts: counts(&background),
            years: years(&background),
            position: position(&persona.stance),
            style: style(persona),
            vocabulary,
        }
    }

    /// A speaker of whom only the name is known.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Whether the persona's own text has this word.
    pub fn knows(&self, word: &str) -> bool {
        let word = folded(word);
        self.vocabulary.binary_search(&word).is_ok()
    }
}

fn everything(p: &Persona) -> String {
    let lists = [&p.expertise, &p.goals, &p.values, &p.traits, &p.style.moves, &p.style.phrases, &p.languages];
    let mut all = [&p.name, &p.residence, &p.nationality, &p.profession, &p.employer, &p.background, &p.contradiction, &p.stance]
        .map(String::as_str)
        .join(". ");
    for list in lists {
        all.push_str(". ");
        all.push_str(&list.join(". "));
    }
    all
}

/// The first five letters, or the word without its ending: close enough to compare nouns.
pub fn stem(word: &str) -> String {
    let word = folded(word);
    let length = word.chars().count();
    word.chars().take(if length > 6 { length - 2 } else { 5 }).collect()
}

/// Kinds of employers that a text names.
pub fn kinds(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase().replace("law firm", "lawfirm").replace("start up", "startup").replace("start-up", "startup");
    let words = plain_words(&text);
    EMPLOYERS
        .iter()
        .filter(|(_, names)| words.iter().any(|w| names.contains(&w.trim_end_matches('s')) || names.contains(&w.as_str())))
        .map(|(kind, _)| *kind)
        .collect()
}

/// Capitalised words that aren't just the first of a description.
fn names(employer: &str) -> Vec<String> {
    let tokens = Line::new(employer).tokens;
    let capital = tokens.iter().filter(|t| t.is_name_like()).count();
    let only_first = capital == 1 && tokens.len() > 1 && tokens.first().is_some_and(super::text::Token::is_name_like);
    if only_first { Vec::new() } else { tokens.iter().filter(|t| t.is_name_like()).map(|t| folded(&t.lower)).collect() }
}

/// "years" in four languages.
const YEARS: [&str; 6] = ["years", "year", "jahre", "jahren", "años", "ans"];

/// Numbers of three or more with the nouns after them.
fn counts(background: &Line) -> Vec<Count> {
    let mut found = Vec::new();
    for at in 0..background.tokens.len() {
        let Some(number) = number_at(background, at, Tongue::English).filter(|n| n.value >= 3 && !(1800..2100).contains(&n.value)) else {
            continue;
        };
        let (first, mut end) = (at + number.words, at + number.words);
        while end < first + 2 && end < background.tokens.len() && background.flows(end - 1) {
            end += 1;
        }
        let words: Vec<&str> = (first..end).map(|w| background.word(w)).collect();
        if words.is_empty() || words.first().is_some_and(|w| YEARS.contains(w)) {
            continue;
        }
        let nouns = words.iter().filter(|w| w.chars().count() >= 5).map(|w| stem(w)).collect::<Vec<_>>();
        if !nouns.is_empty() {
            found.push(Count { value: number.value, nouns, quote: background.slice(background.span((at, end))) });
        }
    }
    found
}

fn years(background: &Line) -> Vec<u64> {
    let spans = (0..background.tokens.len()).filter_map(|at| {
        let number = number_at(background, at, Tongue::English)?;
        YEARS.contains(&background.word(at + number.words)).then_some(number.value)
    });
    spans.collect()
}

const FOR: [&str; 10] = [
    "i support",
    "i'm for",
    "i am for",
    "in favour",
    "in favor",
    "i welcome",
    "ich bin dafür",
    "estoy a favor",
    "je suis pour",
    "ich unterstütze",
];
const AGAINST: [&str; 10] = [
    "i oppose",
    "i'm against",
    "i am against",
    "i refuse",
    "i reject",
    "ich bin dagegen",
    "ich lehne",
    "estoy en contra",
    "je suis contre",
    "je refuse",
];
/// A position with a condition is neither.
static CONDITIONS: Phrases = Phrases("contract conditions");

fn position(stance: &str) -> Option<Position> {
    let line = Line::new(stance);
    if line.has(&CONDITIONS) {
        return None;
    }
    match (line.has(&FOR), line.has(&AGAINST)) {
        (true, false) => Some(Position::For),
        (false, true) => Some(Position::Against),
        _ => None,
    }
}

/// Words of a line for each step of verbosity.
const WORDS_PER_STEP: usize = 18;

fn style(persona: &Persona) -> Style {
    let phrase = |text: &String| plain_words(text).join(" ");
    let long = |words: &String| words.contains(' ') || words.chars().count() > 3;
    let style = &persona.style;
    Style {
        words: usize::from(style.verbosity.clamp(1, 5)) * WORDS_PER_STEP,
        formality: style.formality,
        never: style.never.iter().map(phrase).filter(long).collect(),
        phrases: style.phrases.iter().map(phrase).filter(|p| p.contains(' ')).collect(),
        unknown: persona
            .knowledge_limits
            .iter()
            .map(|text| (text.clone(), plain_words(text).iter().filter(|w| w.chars().count() >= 4).map(|w| stem(w)).collect::<Vec<_>>()))
            .filter(|(_, stems)| !stems.is_empty())
            .collect(),
    }
}
