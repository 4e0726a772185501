//! How agents are found by words: every word of the query must be the beginning of a word of the
//! agent. Case and accents don't count. The same rule serves the library and own agents.

/// Longest query in characters; the rest is ignored.
const QUERY_CHARS: usize = 200;
/// Most words of a query.
const QUERY_WORDS: usize = 8;
/// Most words kept of one agent; far above what the fields of a persona hold in practice.
const AGENT_WORDS: usize = 400;
/// Characters of the longer of the two beginnings under which a word is indexed.
const KEY_CHARS: usize = 3;

/// Lower case without accents: `Sølvberg` becomes `solvberg`, `Größe` `grosse`. Scripts without a
/// Latin equivalent stay as they are.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            // Combining accents of decomposed text.
            '\u{300}'..='\u{36f}' => {}
            _ if c.is_ascii() => folded.push(c),
            _ => match latin(c) {
                Some(plain) => folded.push_str(plain),
                None => folded.push(c),
            },
        }
    }
    folded
}

/// The plain form of an accented Latin letter (Latin-1, Extended-A and -B, Vietnamese).
fn latin(c: char) -> Option<&'static str> {
    LATIN.iter().find(|(_, accented)| accented.contains(c)).map(|(plain, _)| *plain)
}

const LATIN: [(&str, &str); 30] = [
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặ"),
    ("ae", "æǣǽ"),
    ("b", "ƀɓḃḅ"),
    ("c", "çćĉċčƈḉ"),
    ("d", "ďđðḋḍḏḑɗ"),
    ("e", "èéêëēĕėęěȅȇȩẹẻẽếềểễệə"),
    ("f", "ḟƒ"),
    ("g", "ĝğġģǧǵɠḡ"),
    ("h", "ĥħḣḥḧḩḫ"),
    ("i", "ìíîïĩīĭįıǐȉȋịỉ"),
    ("j", "ĵǰ"),
    ("k", "ķĸǩḱḳḵƙ"),
    ("l", "ĺļľŀłḷḹḻ"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňŉŋǹṅṇṉ"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("p", "ṕṗƥ"),
    ("r", "ŕŗřȑȓṙṛṝ"),
    ("s", "śŝşšșṡṣſ"),
    ("ss", "ß"),
    ("t", "ţťŧțṫṭṯ"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗụủứừửữự"),
    ("v", "ṽṿ"),
    ("w", "ŵẁẃẅẇẉ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹ"),
    ("z", "źżžƶẑẓẕ"),
    ("'", "’ʼ"),
];

/// The folded words of a text in order. Letters and digits make words; an apostrophe inside a word
/// doesn't end it (`o'brien` is `obrien`).
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.replace('\'', "")).filter(|word| !word.is_empty()).collect()
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Folded beginnings of words; all must be found.
    pub words: Vec<String>,
}

impl Query {
    /// Reads a query; `None` when nothing was asked.
    pub fn parse(raw: Option<&str>) -> Option<Self> {
        let text: String = raw?.trim().chars().take(QUERY_CHARS).collect();
        if text.is_empty() {
            return None;
        }
        let mut found = words(&text);
        found.dedup();
        found.truncate(QUERY_WORDS);
        Some(Self { words: found })
    }

    /// The key that narrows most: the beginning of the longest word. `None` when the query has no
    /// letters or digits, and then nothing matches.
    pub fn key(&self) -> Option<String> {
        let longest = self.words.iter().max_by_key(|word| word.chars().count())?;
        let chars = longest.chars().count();
        Some(longest.chars().take(if chars < KEY_CHARS { 1 } else { KEY_CHARS }).collect())
    }

    /// The words as they stand in an [`Indexed`] text: each after a space.
    pub fn needles(&self) -> Vec<String> {
        self.words.iter().map(|word| format!(" {word}")).collect()
    }

    /// The name of the query in cursors.
    pub fn name(&self) -> String {
        self.words.join(" ")
    }
}

/// What is stored to find an agent by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Every word once, each after a space: ` ada lovelace`.
    pub text: String,
    /// One and [`KEY_CHARS`] letters of each word, each key once. A query goes to the index with
    /// one key and is then compared with the text.
    pub keys: Vec<String>,
}

impl Indexed {
    /// Of these texts, the more important ones first.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut seen = std::collections::HashSet::new();
        let mut keys = std::collections::BTreeSet::new();
        let mut text = String::new();
        for word in texts.into_iter().flat_map(words) {
            if seen.len() >= AGENT_WORDS || seen.contains(&word) {
                continue;
            }
            keys.extend([1, KEY_CHARS].map(|n| word.chars().take(n).collect::<String>()));
            text.push(' ');
            text.push_str(&word);
            seen.insert(word);
        }
        Self { text, keys: keys.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("Einar SØLVBERG, Größe, Đặng"), "einar solvberg, grosse, dang");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete", "decomposed accents are dropped");
        assert_eq!(fold("Москва 東京"), "москва 東京");
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words("O’Brien's x-ray, 24/7!"), ["obriens", "x", "ray", "24", "7"]);
        assert!(words(" -- !? ").is_empty());
    }

    #[test]
    fn a_key_of_the_query_is_a_key_of_every_agent_it_matches() {
        let indexed = Indexed::of(["Thandeka Mabaso", "intensive care, X-ray"]);
        for raw in ["t", "th", "tha", "thandeka", "intens x", "CARE", "x"] {
            let query = Query::parse(Some(raw)).unwrap();
            assert!(indexed.keys.contains(&query.key().unwrap()), "{raw}");
            assert!(query.needles().iter().all(|n| indexed.text.contains(n.as_str())), "{raw}");
        }
        let middle = Query::parse(Some("andeka")).unwrap();
        assert!(!middle.needles().iter().all(|n| indexed.text.contains(n.as_str())), "only beginnings match");
    }

    #[test]
    fn a_query_without_words_has_no_key_and_an_empty_one_is_none() {
        assert_eq!(Query::parse(Some("  ")), None);
        assert_eq!(Query::parse(None), None);
        assert_eq!(Query::parse(Some("!!")).unwrap().key(), None);
    }

    #[test]
    fn long_input_is_cut() {
        let long = "word ".repeat(10_000);
        assert_eq!(Query::parse(Some(&long)).unwrap().words.len(), 1, "repeated words count once");
        let many: String = (0..1000).map(|n| format!("w{n} ")).collect();
        assert_eq!(Query::parse(Some(&many)).unwrap().words.len(), 8);
        assert_eq!(Indexed::of([many.as_str()]).text.split_whitespace().count(), 400);
    }
}
