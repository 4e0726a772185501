//! Small tools on English text: sentences, words, case, contractions, noun phrases.

/// Sentences of a text with their closing marks, trimmed.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let ends = matches!(c, '.' | '!' | '?') || (matches!(c, '”' | '"') && text.get(..at).is_some_and(|t| t.ends_with(['.', '!', '?'])));
        let wide = matches!(c, '。' | '！' | '？');
        if wide || (ends && next.is_none_or(char::is_whitespace) && !is_abbreviation(text.get(start..at).unwrap_or(""))) {
            let end = at + c.len_utf8();
            found.push(text.get(start..end).unwrap_or("").trim());
            start = end;
        }
    }
    found.push(text.get(start..).unwrap_or("").trim());
    found.retain(|s| !s.is_empty());
    found
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    matches!(word, "Dr" | "Mr" | "Mrs" | "Ms" | "Prof" | "St" | "No" | "e.g" | "i.e" | "approx")
}

/// Hashes of the words in small letters, without marks; contractions are written out, so that formal
/// and casual versions of a sentence have the same words.
pub fn word_hashes(text: &str) -> Vec<u64> {
    let expanded = expand(text);
    let words = expanded.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
    words.map(|w| w.trim_matches(|c| c == '\'' || c == '-')).filter(|w| !w.is_empty()).map(hash_small).collect()
}

/// Hash of a word in small letters.
pub fn hash_small(word: &str) -> u64 {
    word.chars()
        .flat_map(char::to_lowercase)
        .fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

/// Number of words, as spaces divide them.
pub fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Key of a sentence's first five words; `None` for fewer than three words.
pub fn head_key(words: &[u64]) -> Option<u64> {
    (words.len() >= 3).then(|| key(words.iter().take(5)))
}

/// Key of a sentence's last five words; `None` for fewer.
pub fn tail_key(words: &[u64]) -> Option<u64> {
    let from = words.len().checked_sub(5)?;
    Some(key(words.iter().skip(from)))
}

/// One number for a row of words.
pub fn key<'a>(words: impl Iterator<Item = &'a u64>) -> u64 {
    words.fold(0x811c_9dc5, |h: u64, w| (h ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(19))
}

const CONTRACTIONS: [(&str, &str); 34] = [
    ("can't", "cannot"),
    ("won't", "will not"),
    ("shan't", "shall not"),
    ("n't", " not"),
    ("I'm", "I am"),
    ("I'd", "I would"),
    ("I'll", "I will"),
    ("I've", "I have"),
    ("you're", "you are"),
    ("You're", "You are"),
    ("you'd", "you would"),
    ("You'd", "You would"),
    ("you've", "you have"),
    ("You've", "You have"),
    ("you'll", "you will"),
    ("You'll", "You will"),
    ("we're", "we are"),
    ("We're", "We are"),
    ("we'd", "we would"),
    ("We'd", "We would"),
    ("we've", "we have"),
    ("We've", "We have"),
    ("we'll", "we will"),
    ("We'll", "We will"),
    ("they're", "they are"),
    ("they've", "they have"),
    ("they'll", "they will"),
    ("They'll", "They will"),
    ("who'll", "who will"),
    ("who'd", "who would"),
    ("that'll", "that will"),
    ("it'll", "it will"),
    ("they'd", "they would"),
    ("let's", "let us"),
];

const IS_WORDS: [&str; 9] = ["it's", "that's", "there's", "here's", "what's", "who's", "she's", "he's", "where's"];

/// Writes contractions out: "don't" becomes "do not", "it's" becomes "it is".
pub fn expand(text: &str) -> String {
    if !text.contains(['\'', '’']) {
        return text.to_owned();
    }
    let words: Vec<String> = text.replace('’', "'").split(' ').map(expand_word).collect();
    words.join(" ")
}

fn expand_word(word: &str) -> String {
    if !word.contains('\'') {
        return word.to_owned();
    }
    if word.starts_with("Let's") {
        return word.replacen("Let's", "Let us", 1);
    }
    let lower = word.to_lowercase();
    let bare = lower.trim_matches(|c: char| !(c.is_alphanumeric() || c == '\''));
    if IS_WORDS.contains(&bare) {
        return word.replacen("'s", " is", 1);
    }
    CONTRACTIONS
        .iter()
        .find(|(short, _)| word.contains(short))
        .map_or_else(|| word.to_owned(), |(short, long)| word.replacen(short, long, 1))
}

/// With a capital first letter.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// With a small first letter.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

const COMMON_STARTS: [&str; 46] = [
    "a", "all", "an", "any", "at", "be", "budget", "by", "costs", "do", "every", "find", "it", "keep", "max", "maximum", "must", "name",
    "no", "nobody", "not", "nothing", "one", "only", "our", "agree", "decide", "people", "staff", "stay", "the", "there", "this", "three",
    "two", "under", "we", "within", "without", "write", "work", "list", "set", "choose", "reach", "from",
];

/// For use after a colon: small first letter when the first word is surely no name, no end mark.
pub fn inline(text: &str) -> String {
    let first = sentences(text).first().copied().unwrap_or("").trim_end_matches(['.', '!', ';', ',']);
    let word = first.split_whitespace().next().unwrap_or("");
    if COMMON_STARTS.contains(&word.to_lowercase().as_str()) { lower_first(first) } else { first.to_owned() }
}

/// "a nurse", "an actuary"; every capitalised word of a job title is written small, initials and
/// the words in `proper` are not.
pub fn with_article(title: &str, proper: &[&str]) -> String {
    let words: Vec<String> = title.split_whitespace().map(|w| small(w, proper)).collect();
    let joined = words.join(" ");
    let first = joined.chars().next().map_or('x', |c| c.to_ascii_lowercase());
    let yoo = ["uni", "use", "eu", "one"].iter().any(|p| joined.to_lowercase().starts_with(p));
    let spelled = words
        .first()
        .is_some_and(|w| w.len() > 1 && w.chars().all(char::is_uppercase) && "AEFHILMNORSX".contains(w.chars().next().unwrap_or('x')));
    let vowel = spelled || ("aeiou".contains(first) && !yoo);
    format!("{} {joined}", if vowel { "an" } else { "a" })
}

fn small(word: &str, proper: &[&str]) -> String {
    let rest_small = word.chars().skip(1).all(|c| !c.is_uppercase());
    if rest_small && !proper.contains(&word) { lower_first(word) } else { word.to_owned() }
}

/// Splits `[…]` off a template: the sentence and the marked noun phrase.
pub fn marked(template: &str) -> (String, Option<&str>) {
    let gist = template.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(gist, _)| gist);
    (template.replace(['[', ']'], ""), gist)
}

const DETERMINERS: [&str; 9] = ["a", "an", "the", "our", "its", "this", "each", "every", "their"];
const STOPS: &str = " and or but if so that which who whom whose when where while because since than then as of in on at to for from with without by into onto over under about after before until between through during against per is are was were be been being am has have had do does did will would can could shall should may might must not no nor only also just still even too very more most less least many much few other another what how why i you he she it we they me him her us them my your his there here always never often once ";

/// Verbs and adverbs that follow a noun phrase more often than they stand in one.
const ENDS: &str = " go goes end ends come comes rest rests succeed succeeds fail fails cook learn learns tomorrow today tonight out now up down off live two invites cost costs failed afraid stay fill record hand ";

/// A verb that isn't just as often a noun ("shift", "plan").
fn is_surely_verb(word: &str) -> bool {
    const NOUNS: &str = " shift plan test budget cost design report price change stop start point name list limit measure license share offer focus review set sort cut split trial place produce finance fund value work use waste estimate ";
    super::question::is_verb(word) && !NOUNS.contains(&format!(" {word} "))
}

/// Noun phrases that start with an article or the like: "the night shift", "a four-day week".
/// A rough reader: it stops at function words, marks and verbs it knows.
pub fn noun_phrases(text: &str) -> Vec<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !DETERMINERS.contains(&token.to_lowercase().as_str()) {
            continue;
        }
        let mut words = vec![token.to_lowercase()];
        for next in tokens.iter().skip(at + 1).take(4) {
            let bare = next.trim_matches(|c: char| !c.is_alphanumeric());
            let small = bare.to_lowercase();
            if bare.is_empty()
                || DETERMINERS.contains(&small.as_str())
                || ENDS.contains(&format!(" {small} "))
                || STOPS.contains(&format!(" {small} "))
                || is_surely_verb(&small)
                || (words.len() > 1 && small.ends_with("ed"))
            {
                break;
            }
            words.push(bare.to_owned());
            if !next.ends_with(|c: char| c.is_alphanumeric()) {
                break;
            }
        }
        if (2..=4).contains(&words.len()) && words.iter().skip(1).all(|w| w.chars().all(|c| c.is_alphanumeric() || c == '-')) {
            found.push(words.join(" "));
        }
    }
    found
}
