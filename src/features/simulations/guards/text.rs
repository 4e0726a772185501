//! A line taken apart once for all guards: words with their places, sentences, quoted passages.
//! Every place is counted in characters, not bytes.

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As written.
    pub raw: String,
    /// In lower case, with a straight apostrophe.
    pub lower: String,
    pub start: usize,
    pub end: usize,
    /// Number of the sentence it stands in.
    pub sentence: usize,
    /// Inside quotation marks.
    pub quoted: bool,
}

impl Token {
    /// Starts with a capital letter.
    pub fn is_name_like(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }
}

/// A line taken apart.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub chars: Vec<char>,
    pub tokens: Vec<Token>,
    /// Start and end (exclusive) of every sentence.
    pub sentences: Vec<(usize, usize)>,
    /// Start and end (exclusive) of what stands between quotation marks.
    pub quotes: Vec<(usize, usize)>,
}

impl Line {
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let sentences = sentences(&chars);
        let quotes = quotes(&chars);
        let tokens = tokens(&chars, &sentences, &quotes);
        Self { chars, tokens, sentences, quotes }
    }

    /// The characters of a span.
    pub fn slice(&self, span: (usize, usize)) -> String {
        self.chars.iter().skip(span.0).take(span.1.saturating_sub(span.0)).collect()
    }

    /// The character at a place.
    pub fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    /// What stands between two neighbouring words.
    pub fn gap(&self, first: usize) -> String {
        let from = self.tokens.get(first).map_or(0, |t| t.end);
        let to = self.tokens.get(first + 1).map_or(self.chars.len(), |t| t.start);
        self.slice((from, to))
    }

    /// Whether the word after this one follows with nothing but white space in between.
    pub fn flows(&self, first: usize) -> bool {
        first + 1 < self.tokens.len() && self.gap(first).chars().all(char::is_whitespace)
    }

    /// The sentence a word stands in.
    pub fn sentence_of(&self, token: usize) -> (usize, usize) {
        let number = self.tokens.get(token).map_or(0, |t| t.sentence);
        self.sentences.get(number).copied().unwrap_or((0, self.chars.len()))
    }

    /// Whether the sentence of a word is a question.
    pub fn asks(&self, token: usize) -> bool {
        let (_, end) = self.sentence_of(token);
        self.chars.iter().take(end).rev().find(|c| !c.is_whitespace() && !is_quote(**c)).is_some_and(|c| matches!(c, '?' | '？' | '؟'))
    }

    /// Whether a word is the first of its sentence.
    pub fn opens_sentence(&self, token: usize) -> bool {
        let Some(this) = self.tokens.get(token) else { return false };
        token.checked_sub(1).and_then(|before| self.tokens.get(before)).is_none_or(|before| before.sentence != this.sentence)
    }

    /// Words before this one in the same sentence, nearest first.
    pub fn before(&self, token: usize) -> impl Iterator<Item = &Token> {
        let sentence = self.tokens.get(token).map_or(0, |t| t.sentence);
        self.tokens.iter().take(token).rev().take_while(move |t| t.sentence == sentence)
    }

    /// How many words a phrase takes at this place; `None` when it doesn't stand there. Words of the
    /// phrase are in lower case and separated by blanks; `*` stands for any one word. What is
    /// quoted doesn't count.
    pub fn phrase_at(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut used = 0;
        for word in phrase.split(' ') {
            let token = self.tokens.get(at + used)?;
            if token.quoted || (word != "*" && token.lower != word) {
                return None;
            }
            used += 1;
        }
        Some(used)
    }

    /// The first of the phrases that stands at this place, as a number of words.
    pub fn any_at(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.phrase_at(at, phrase)).max()
    }

    /// Places where one of the phrases stands, as ranges of word numbers.
    pub fn find(&self, phrases: &[&str]) -> Vec<(usize, usize)> {
        (0..self.tokens.len()).filter_map(|at| self.any_at(at, phrases).map(|used| (at, at + used))).collect()
    }

    /// Whether one of the phrases stands somewhere.
    pub fn has(&self, phrases: &[&str]) -> bool {
        (0..self.tokens.len()).any(|at| self.any_at(at, phrases).is_some())
    }

    /// The word at a place in lower case; empty beyond the end.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    /// The span of a range of words.
    pub fn span(&self, words: (usize, usize)) -> (usize, usize) {
        let start = self.tokens.get(words.0).map_or(0, |t| t.start);
        let end = words.1.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |t| t.end);
        (start, end)
    }
}

/// Whether the character opens or closes a quotation.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '‹' | '›')
}

/// Chinese, Japanese and Korean characters, which are words of their own.
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Words of a phrase in lower case, as [`Line::find`] compares them.
pub fn plain_words(text: &str) -> Vec<String> {
    Line::new(text).tokens.into_iter().map(|t| t.lower).collect()
}

/// Lower case without accents, for comparing names of places and people.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(unaccented).filter(|c| c.is_alphanumeric()).collect()
}

const fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' | 'ő' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ñ' | 'ń' | 'ň' => 'n',
        'ç' | 'ć' | 'č' => 'c',
        'š' | 'ś' | 'ş' | 'ș' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'ř' => 'r',
        'ğ' => 'g',
        'ý' => 'y',
        'ț' | 'ť' => 't',
        other => other,
    }
}

/// Abbreviations after which a dot ends no sentence.
const ABBREVIATIONS: [&str; 14] = ["dr", "prof", "mr", "mrs", "ms", "st", "sr", "sra", "etc", "bzw", "ca", "nr", "vs", "mme"];

fn sentences(chars: &[char]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, c) in chars.iter().enumerate() {
        let next = chars.get(at + 1);
        let wide = matches!(c, '。' | '！' | '？' | '\n' | '؟' | '।');
        let stop = matches!(c, '.' | '!' | '?' | '…') && next.is_none_or(|n| n.is_whitespace() || is_quote(*n) || matches!(n, ')' | '*'));
        if wide || (stop && !(*c == '.' && is_abbreviation(chars, at))) {
            let mut end = at + 1;
            while chars.get(end).is_some_and(|n| is_quote(*n) && *n != '„' && *n != '“' && *n != '«' || *n == ')') {
                end += 1;
            }
            if end > start {
                spans.push((start, end));
                start = end;
            }
        }
    }
    if chars.iter().skip(start).any(|c| !c.is_whitespace()) {
        spans.push((start, chars.len()));
    }
    spans
}

fn is_abbreviation(chars: &[char], dot: usize) -> bool {
    let word: String = chars.iter().take(dot).rev().take_while(|c| c.is_alphabetic()).collect::<Vec<_>>().into_iter().rev().collect();
    let word = word.to_lowercase();
    let initial = word.chars().count() == 1 && word != "i" && word != "a" && word != "y";
    initial || ABBREVIATIONS.contains(&word.as_str())
}

/// Longest quotation, in characters; a mark that is never closed opens none.
const LONGEST_QUOTE: usize = 600;

fn quotes(chars: &[char]) -> Vec<(usize, usize)> {
    let mut open: Option<(usize, char)> = None;
    let mut spans = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        match open {
            None => {
                if matches!(c, '"' | '“' | '„' | '«' | '「' | '『' | '»' | '‹') {
                    open = Some((at + 1, *c));
                }
            }
            Some((start, opened)) => {
                let closes = match opened {
                    '"' => *c == '"',
                    '“' => *c == '”',
                    '„' => matches!(c, '“' | '”' | '"'),
                    '«' => *c == '»',
                    '»' => *c == '«',
                    '‹' => *c == '›',
                    '「' => *c == '」',
                    _ => *c == '』',
                };
                if closes {
                    if at - start <= LONGEST_QUOTE {
                        spans.push((start, at));
                    }
                    open = None;
                } else if at - start > LONGEST_QUOTE {
                    open = None;
                }
            }
        }
    }
    spans
}

fn tokens(chars: &[char], sentences: &[(usize, usize)], quotes: &[(usize, usize)]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = None;
    let mut sentence = 0;
    let mut push = |from: usize, to: usize| {
        while sentences.get(sentence).is_some_and(|s| s.1 <= from) {
            sentence += 1;
        }
        let raw: String = chars.iter().skip(from).take(to - from).collect();
        let raw = raw.trim_matches(['\'', '’']).to_owned();
        if raw.is_empty() {
            return;
        }
        let lower = raw.to_lowercase().replace('’', "'");
        let quoted = quotes.iter().any(|q| q.0 <= from && to <= q.1);
        found.push(Token { raw, lower, start: from, end: to, sentence, quoted });
    };
    for (at, c) in chars.iter().enumerate() {
        let alone = is_cjk(*c);
        let between = matches!(c, '.' | ',') && at > 0 && digit(chars.get(at - 1)) && digit(chars.get(at + 1));
        let part = !alone && (c.is_alphanumeric() || matches!(c, '\'' | '’') || between || is_mark(*c));
        match (start, part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                push(from, at);
                start = None;
            }
            _ => {}
        }
        if alone {
            push(at, at + 1);
        }
    }
    if let Some(from) = start {
        push(from, chars.len());
    }
    found
}

/// Combining marks belong to the letter before them (Devanagari, Arabic, Thai).
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036f | 0x0591..=0x05c7 | 0x064b..=0x0652 | 0x093a..=0x094f | 0x0e31 | 0x0e34..=0x0e3a | 0x0e47..=0x0e4e)
}

fn digit(c: Option<&char>) -> bool {
    c.is_some_and(char::is_ascii_digit)
}
