//! Words of a text as numbers, and the n-grams made of them: what guards, measures and the
//! memory of the engine compare lines by. The same in both builds.

/// A word: hash of its lower-case form, and where it stands, in characters.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub hash: u64,
    pub start: usize,
    pub end: usize,
    /// A character of a script without spaces.
    pub alone: bool,
}

impl Word {
    /// Hash of the word in lower case.
    pub const fn hash(&self) -> u64 {
        self.hash
    }
}

/// Words of a text. A word is a run of letters, digits and apostrophes; a Chinese, Japanese or
/// Korean character is a word of its own, because these scripts set no spaces.
pub fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let mut hash = FNV;
    let mut start = None;
    let mut at = 0;
    for c in text.chars() {
        let alone = is_cjk(c);
        let part = !alone && (c.is_alphanumeric() || c == '\'' || c == '’');
        if !part && let Some(from) = start.take() {
            found.push(Word { hash, start: from, end: at, alone: false });
        }
        if alone {
            found.push(Word { hash: mix(FNV, c), start: at, end: at + 1, alone: true });
        } else if part {
            if start.is_none() {
                start = Some(at);
                hash = FNV;
            }
            hash = if c.is_ascii() {
                if c == '\'' { hash } else { mix(hash, c.to_ascii_lowercase()) }
            } else {
                c.to_lowercase().filter(|c| *c != '’').fold(hash, mix)
            };
        }
        at += 1;
    }
    if let Some(from) = start {
        found.push(Word { hash, start: from, end: at, alone: false });
    }
    found
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
}

fn is_cjk(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Distinct trigrams, sorted.
pub fn trigrams(words: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut grams = grams(words, 3);
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// All n-grams in order, repeated ones too.
pub fn grams(words: impl Iterator<Item = u64>, n: usize) -> Vec<u64> {
    let words: Vec<u64> = words.collect();
    words.windows(n.max(1)).map(|w| w.iter().fold(FNV, |h, x| (h ^ x).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23))).collect()
}

/// The first three words as one number; `None` for shorter lines.
pub fn opening(words: &[Word]) -> Option<u64> {
    grams(words.iter().take(3).map(|w| w.hash), 3).first().copied()
}

/// Start and end of every sentence, in characters.
pub fn sentence_spans(text: &str) -> Vec<(usize, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, c) in chars.iter().enumerate() {
        let wide = matches!(c, '。' | '！' | '？');
        let stop = matches!(c, '.' | '!' | '?' | '…' | '\n')
            && chars.get(at + 1).is_none_or(|n| n.is_whitespace() || matches!(n, '"' | '”' | '»'));
        if wide || stop {
            spans.push((start, at + 1));
            start = at + 1;
        }
    }
    if start < chars.len() {
        spans.push((start, chars.len()));
    }
    spans
}

/// Letters from which a word counts as a content word: in the languages of the library the words
/// below are mostly articles, pronouns and auxiliaries, and no list of stop words is needed.
pub const CONTENT_LETTERS: usize = 5;

/// The different content words of a text, sorted: words of at least [`CONTENT_LETTERS`] letters,
/// and every character of a script without spaces.
pub fn content(text: &str) -> Vec<u64> {
    content_of(&words(text))
}

/// The same of words that were read already.
pub fn content_of(words: &[Word]) -> Vec<u64> {
    let mut found: Vec<u64> = words.iter().filter(|w| w.alone || w.end - w.start >= CONTENT_LETTERS).map(|w| w.hash).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// How many numbers two sorted lists without repeats have in common.
pub fn common(a: &[u64], b: &[u64]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().filter(|x| long.binary_search(x).is_ok()).count()
}
