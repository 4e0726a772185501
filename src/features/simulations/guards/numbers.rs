//! Numbers in a line, written as numerals or as words in English, German, Spanish and French.

use super::text::Line;

/// Languages whose wording the guards of facts know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    English,
    German,
    Spanish,
    French,
}

/// A number and how many words it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub value: u64,
    pub words: usize,
}

/// The number that starts at a word.
pub fn number_at(line: &Line, at: usize, tongue: Tongue) -> Option<Number> {
    let token = line.tokens.get(at)?;
    if let Some(value) = numeral(&token.lower) {
        return Some(Number { value, words: 1 });
    }
    let number = match tongue {
        Tongue::English => english(line, at),
        Tongue::German => german(&token.lower).map(|value| Number { value, words: 1 }),
        Tongue::Spanish => spanish(line, at),
        Tongue::French => french(line, at),
    };
    number.filter(|n| n.value > 0)
}

/// "47", "6,318", "6.318"; not "4.5", which is no count.
pub fn numeral(word: &str) -> Option<u64> {
    if !word.chars().next()?.is_ascii_digit() {
        return None;
    }
    let groups: Vec<&str> = word.split([',', '.']).collect();
    let grouped = groups.len() == 1 || groups.iter().skip(1).all(|g| g.len() == 3);
    let digits: String = groups.concat();
    (grouped && digits.len() <= 12).then(|| digits.parse().ok()).flatten()
}

fn look(table: &[(&str, u64)], word: &str) -> Option<u64> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

fn word(line: &Line, at: usize) -> &str {
    line.word(at)
}

const EN_SMALL: [(&str, u64); 19] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
const EN_TENS: [(&str, u64); 8] =
    [("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90)];

fn english(line: &Line, at: usize) -> Option<Number> {
    let first = word(line, at);
    let small = |w: &str| look(&EN_SMALL, w);
    if let Some(tens) = look(&EN_TENS, first) {
        let gap = line.gap(at);
        let joined = gap == "-" || gap == "‑" || gap == " ";
        return Some(match small(word(line, at + 1)).filter(|n| *n < 10 && joined) {
            Some(unit) => Number { value: tens + unit, words: 2 },
            None => Number { value: tens, words: 1 },
        });
    }
    let value = small(first)?;
    Some(match word(line, at + 1) {
        "hundred" => Number { value: value * 100, words: 2 },
        "thousand" => Number { value: value * 1000, words: 2 },
        _ => Number { value, words: 1 },
    })
}

const DE_SMALL: [(&str, u64); 26] = [
    ("ein", 1),
    ("eins", 1),
    ("eine", 1),
    ("einen", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("fünfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("hundert", 100),
    ("einhundert", 100),
    ("tausend", 1000),
    ("eintausend", 1000),
];
const DE_TENS: [(&str, u64); 8] = [
    ("zwanzig", 20),
    ("dreißig", 30),
    ("vierzig", 40),
    ("fünfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
];

fn german(word: &str) -> Option<u64> {
    let word = word.replace("dreissig", "dreißig");
    let known = look(&DE_SMALL, &word).or_else(|| look(&DE_TENS, &word));
    known.or_else(|| {
        let (tens_name, tens) = DE_TENS.iter().find(|(name, _)| word.ends_with(name))?;
        let unit = word.strip_suffix(tens_name)?.strip_suffix("und")?;
        look(&DE_SMALL, unit).filter(|n| *n < 10).map(|n| tens + n)
    })
}

const ES_SMALL: [(&str, u64); 31] = [
    ("un", 1),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiún", 21),
    ("veintiuno", 21),
    ("veintidós", 22),
    ("veintitrés", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
];
const ES_TENS: [(&str, u64); 7] =
    [("treinta", 30), ("cuarenta", 40), ("cincuenta", 50), ("sesenta", 60), ("setenta", 70), ("ochenta", 80), ("noventa", 90)];

fn spanish(line: &Line, at: usize) -> Option<Number> {
    let first = word(line, at);
    if let Some(tens) = look(&ES_TENS, first) {
        let unit = (word(line, at + 1) == "y").then(|| look(&ES_SMALL, word(line, at + 2))).flatten().filter(|n| *n < 10);
        return Some(unit.map_or(Number { value: tens, words: 1 }, |unit| Number { value: tens + unit, words: 3 }));
    }
    look(&ES_SMALL, first).map(|value| Number { value, words: 1 })
}

const FR_SMALL: [(&str, u64); 18] = [
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("cent", 100),
];
const FR_TENS: [(&str, u64); 8] = [
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("septante", 70),
    ("huitante", 80),
    ("nonante", 90),
];

/// "dix-sept", "vingt et un", "soixante-dix-sept", "quatre-vingt-dix".
fn french(line: &Line, at: usize) -> Option<Number> {
    let four_twenties = word(line, at) == "quatre" && word(line, at + 1).trim_end_matches('s') == "vingt" && line.gap(at) == "-";
    let (mut value, mut used) = match (four_twenties, look(&FR_TENS, word(line, at))) {
        (true, _) => (80, 2),
        (false, Some(tens)) => (tens, 1),
        (false, None) => (look(&FR_SMALL, word(line, at))?, 1),
    };
    let takes_teens = value == 60 || value == 80 || value == 10;
    let open = value == 10 || (20..100).contains(&value);
    if open && word(line, at + used) == "et" && matches!(word(line, at + used + 1), "un" | "une" | "onze") {
        value += look(&FR_SMALL, word(line, at + used + 1)).unwrap_or(0);
        return Some(Number { value, words: used + 2 });
    }
    let joined = open && (line.gap(at + used - 1).trim() == "-" || (value != 10 && line.flows(at + used - 1)));
    let fits = |n: &u64| *n < 10 || (takes_teens && *n <= 16);
    if joined && let Some(unit) = look(&FR_SMALL, word(line, at + used)).filter(fits) {
        value += unit;
        used += 1;
        let last = look(&FR_SMALL, word(line, at + used)).filter(|n| (7..10).contains(n));
        if let Some(last) = last.filter(|_| unit == 10 && line.gap(at + used - 1) == "-") {
            value += last;
            used += 1;
        }
    }
    Some(Number { value, words: used })
}
