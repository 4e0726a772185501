//! The bank as one numbered list, with look-ups from a spoken sentence back to its template. So
//! the state of a discussion can be read off the transcript alone.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::bank::{self, Ask, Lead, Part, Topic};
use super::text::{head_key, key, marked, tail_key, word_hashes};

/// Words by which the middle of a template is known.
const INNER: usize = 4;

/// What a template does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Lead(Lead),
    Reply(Ask),
    Answer(Ask),
    Ask(Ask),
    OpenAsk,
    Claim(Topic),
    Domain(usize),
    Opt(usize, Part),
    Opener,
    StanceBefore,
    StanceAfter,
    Case,
    Expertise,
    Value,
    Goal,
    Limit,
    Blind,
    Admit,
    Anchor,
    Pro(usize),
    Con(usize),
    ProAny,
    ConAny,
    Versus,
    WithFigure,
    Position,
    Outlook,
    Verdict,
    Plain,
    Aftermath,
    Fact,
    Whispered,
    Frank,
    Puzzled,
    Move,
    Phrase,
    Role,
    Verb,
    Key,
    Constraint,
    Aim,
    Figure,
    ObserverAsk,
    ObserverSay,
    SceneEvent,
    Sum,
    Commit,
    Reserve,
    Closer,
}

/// A template with what it does.
#[derive(Debug)]
pub struct Entry {
    pub tag: Tag,
    pub text: &'static str,
    /// The noun phrase others may refer to.
    pub gist: Option<&'static str>,
}

/// The whole bank.
pub struct Index {
    pub entries: Vec<Entry>,
    ranges: Vec<(Tag, Range<usize>)>,
    heads: HashMap<u64, usize>,
    tails: HashMap<u64, usize>,
    /// Whole sentences whose only slot is a name, without the name.
    wholes: HashMap<u64, usize>,
    /// Rows of words around slots, by their first words.
    inner: HashMap<u64, usize>,
}

/// The bank, numbered once per process.
pub fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::build)
}

impl Index {
    fn build() -> Self {
        let mut index = Self {
            entries: Vec::new(),
            ranges: Vec::new(),
            heads: HashMap::new(),
            tails: HashMap::new(),
            wholes: HashMap::new(),
            inner: HashMap::new(),
        };
        for (tag, list) in lists() {
            let from = index.entries.len();
            for text in list {
                index.add(tag, text);
            }
            index.ranges.push((tag, from..index.entries.len()));
        }
        index
    }

    fn add(&mut self, tag: Tag, text: &'static str) {
        let number = self.entries.len();
        let (plain, gist) = marked(text);
        self.entries.push(Entry { tag, text, gist });
        let nameless = plain.replace("{n}", "");
        if !nameless.contains('{') {
            let words = word_hashes(&nameless);
            self.wholes.entry(key(words.iter())).or_insert(number);
            // A sentence about a proposal may go on about the question.
            if let (Tag::Opt(..), Some(key)) = (tag, head_key(&words)) {
                self.heads.entry(key).or_insert(number);
            }
            return;
        }
        let (before, after) = (plain.split('{').next().unwrap_or(""), plain.rsplit('}').next().unwrap_or(""));
        let head = word_hashes(before);
        if head.len() >= 5
            && let Some(key) = head_key(&head)
        {
            self.heads.entry(key).or_insert(number);
        }
        if let Some(key) = tail_key(&word_hashes(after)) {
            self.tails.entry(key).or_insert(number);
        }
        for literal in nameless.split('}').map(|part| part.split('{').next().unwrap_or("")) {
            let words = word_hashes(literal);
            if words.len() >= INNER {
                self.inner.entry(key(words.iter().take(INNER))).or_insert(number);
            }
        }
    }

    /// Numbers of the templates that do this.
    pub fn range(&self, tag: Tag) -> Range<usize> {
        self.ranges.iter().find(|(t, _)| *t == tag).map_or(0..0, |(_, range)| range.clone())
    }

    pub fn entry(&self, number: usize) -> Option<&Entry> {
        self.entries.get(number)
    }

    /// The template a spoken sentence was made from; `names` are hashes of the
    /// cast's names.
    pub fn recognise(&self, sentence: &str, names: &[u64]) -> Option<usize> {
        let mut words = word_hashes(sentence);
        words.retain(|w| !names.contains(w));
        if let Some(number) = self.wholes.get(&key(words.iter())) {
            return Some(*number);
        }
        let by_head = head_key(&words).and_then(|key| self.heads.get(&key));
        let by_end = || by_head.or_else(|| tail_key(&words).and_then(|key| self.tails.get(&key)));
        by_end().or_else(|| words.windows(INNER).find_map(|row| self.inner.get(&key(row.iter())))).copied()
    }
}

fn lists() -> Vec<(Tag, Vec<&'static str>)> {
    let mut lists: Vec<(Tag, Vec<&'static str>)> = Vec::new();
    lists.extend(bank::LEADS.iter().map(|(kind, list)| (Tag::Lead(*kind), list.to_vec())));
    lists.extend(bank::REPLIES.iter().map(|(kind, list)| (Tag::Reply(*kind), list.to_vec())));
    lists.extend(bank::ANSWERS.iter().map(|(kind, list)| (Tag::Answer(*kind), list.to_vec())));
    lists.extend(bank::ASKS.iter().map(|(kind, list)| (Tag::Ask(*kind), list.to_vec())));
    lists.extend(bank::CLAIMS.iter().map(|(kind, list)| (Tag::Claim(*kind), list.to_vec())));
    for (number, concept) in bank::CONCEPTS.iter().enumerate() {
        lists.push((Tag::Pro(number), concept.pro.to_vec()));
        lists.push((Tag::Con(number), concept.con.to_vec()));
    }
    lists.extend(bank::DOMAINS.iter().enumerate().map(|(number, (_, list))| (Tag::Domain(number), list.to_vec())));
    for (number, option) in bank::options().enumerate() {
        lists.extend(bank::Opt::PARTS.iter().map(|part| (Tag::Opt(number, *part), option.part(*part).to_vec())));
    }
    let single = [
        (Tag::OpenAsk, bank::OPEN_ASKS),
        (Tag::Opener, bank::OPENERS),
        (Tag::StanceBefore, bank::STANCE_BEFORE),
        (Tag::StanceAfter, bank::STANCE_AFTER),
        (Tag::Case, bank::CASE),
        (Tag::Expertise, bank::EXPERTISE),
        (Tag::Value, bank::VALUES),
        (Tag::Goal, bank::GOALS),
        (Tag::Limit, bank::LIMITS),
        (Tag::Blind, bank::BLIND),
        (Tag::Admit, bank::ADMIT),
        (Tag::Anchor, bank::ANCHOR),
        (Tag::ProAny, bank::PRO),
        (Tag::ConAny, bank::CON),
        (Tag::Versus, bank::VERSUS),
        (Tag::WithFigure, bank::WITH_FIGURE),
        (Tag::Position, bank::POSITION),
        (Tag::Outlook, bank::OUTLOOK),
        (Tag::Verdict, bank::VERDICTS),
        (Tag::Plain, bank::PLAIN),
        (Tag::Aftermath, bank::AFTERMATH),
        (Tag::Fact, bank::FACTS),
        (Tag::Whispered, bank::WHISPERED),
        (Tag::Frank, bank::FRANK),
        (Tag::Puzzled, bank::PUZZLED),
        (Tag::Move, bank::MOVES),
        (Tag::Phrase, bank::PHRASES),
        (Tag::Role, bank::ROLES),
        (Tag::Verb, bank::VERB),
        (Tag::Key, bank::KEY),
        (Tag::Constraint, bank::CONSTRAINT),
        (Tag::Aim, bank::GOAL),
        (Tag::Figure, bank::FIGURE),
        (Tag::ObserverAsk, bank::OBSERVER_ASK),
        (Tag::ObserverSay, bank::OBSERVER_SAY),
        (Tag::SceneEvent, bank::SCENE),
        (Tag::Sum, bank::SUMS),
        (Tag::Commit, bank::COMMITS),
        (Tag::Reserve, bank::RESERVES),
        (Tag::Closer, bank::CLOSERS),
    ];
    lists.extend(single.into_iter().map(|(tag, list)| (tag, list.to_vec())));
    lists
}
