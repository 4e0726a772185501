//! Counts a conversation line by line. After each line [`Meter::measures`] gives what the
//! definitions in [`super::batch`] give for all lines so far; a line costs the same however long
//! the conversation is.

use std::collections::VecDeque;

use super::batch::{ECHO_LINES, count, share};
use super::lexicon::Courtesy;
use super::sums::{Grams, Mean, Slope};
use super::words::{common, content, content_of, grams, opening, trigrams, words};
use crate::features::simulations::types::{GuardCount, Measures, Message, MessageKind, Participant};

/// Lines from which the words of others count as just heard, for the similarity.
pub const NEAR_LINES: usize = 6;
/// Lines whose mean similarity is shown, and over which agreement is counted.
pub const RECENT_LINES: usize = 12;
/// Lines from which a collapse can be told.
pub const COLLAPSE_FROM: usize = 16;
/// Share of the recent lines that only agree from which it is a collapse by itself.
pub const COLLAPSE_AGREEMENT: f64 = 0.67;
/// Half of them are enough when the similarity has risen by this much since the beginning.
pub const COLLAPSE_RISE: f64 = 0.15;

/// A participant as far as the measures need to know it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// `p1`, …
    pub id: String,
    pub name: String,
    /// 0 to 100; `None` where it isn't known, as in a page that has only names.
    pub talkativeness: Option<u8>,
    /// Text of the persona, whose words tell the speaker; empty where it isn't known.
    pub profile: String,
    /// Can't speak now, so that nobody waits for a word.
    pub muted: bool,
}

/// What is counted per participant.
#[derive(Clone, Debug, Default)]
struct Person {
    member: Member,
    /// What the person is called by.
    called: String,
    /// Content words of the persona that at most half of the panel share, sorted.
    profile: Vec<u64>,
    turns: usize,
    words: usize,
    /// Turn of the last line, from 1; 0 for none.
    last: usize,
    silence: usize,
    /// Word triples of the own last lines.
    own: VecDeque<Vec<u64>>,
}

/// Who is silent, for how many turns, in a panel of how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    pub name: String,
    pub turns: usize,
    pub panel: usize,
}

/// Counters of a conversation.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    people: Vec<Person>,
    turns: usize,
    one: Grams,
    two: Grams,
    three: Grams,
    openings: Grams,
    /// Speaker and word triples of the last lines.
    heard: VecDeque<(usize, Vec<u64>)>,
    echo: Mean,
    echo_own: Mean,
    echo_others: Mean,
    farewells: usize,
    thanks: usize,
    agreements: usize,
    /// The last two speakers, latest last.
    before: [Option<usize>; 2],
    returns: usize,
    /// Whom the last line named.
    named: Vec<usize>,
    asked: usize,
    answered: usize,
    /// Speaker and content words of the last lines.
    near: VecDeque<(usize, Vec<u64>)>,
    slope: Slope,
    early: Mean,
    /// Similarity and "only agrees" of the last lines.
    recent: VecDeque<(f64, bool)>,
    told: usize,
    fitting: f64,
    rejected: u32,
    guards: Vec<GuardCount>,
}

impl Meter {
    /// Counters for this panel.
    pub fn new(members: Vec<Member>) -> Self {
        let all: Vec<Vec<u64>> = members.iter().map(|m| content(&m.profile)).collect();
        let first = |name: &str| name.split_whitespace().next().unwrap_or("").to_owned();
        let firsts: Vec<String> = members.iter().map(|m| first(&m.name)).collect();
        let people = members.into_iter().zip(&all).map(|(member, profile)| {
            let rare = |word: &&u64| all.iter().filter(|other| other.binary_search(word).is_ok()).count() * 2 <= all.len().max(2);
            let short = first(&member.name);
            let called = if firsts.iter().filter(|f| **f == short).count() > 1 { member.name.clone() } else { short };
            Person { called, profile: profile.iter().filter(rare).copied().collect(), member, ..Person::default() }
        });
        Self { people: people.collect(), ..Self::default() }
    }

    /// Counters as a page has them, which knows names and talkativeness but no personas.
    pub fn of_panel(panel: &[Participant]) -> Self {
        let member = |p: &Participant| Member {
            id: p.id.clone(),
            name: p.name.clone(),
            talkativeness: Some(p.talkativeness),
            profile: String::new(),
            muted: p.muted || p.left,
        };
        Self::new(panel.iter().map(member).collect())
    }

    /// Counts a message, if an agent said it: what an observer put into somebody's mouth is no turn.
    pub fn hear(&mut self, message: &Message) {
        if let (MessageKind::Agent, false, Some(speaker)) = (message.kind, message.puppet, &message.speaker) {
            self.add(&speaker.id, &message.text);
        }
    }

    /// Counts one line of an agent; `speaker` is a participant id. A line of somebody who isn't in
    /// the panel counts as wording, but nobody's turn.
    pub fn add(&mut self, speaker: &str, text: &str) {
        let who = self.people.iter().position(|p| p.member.id == speaker).unwrap_or(usize::MAX);
        self.turns += 1;
        let words = words(text);
        let hashes: Vec<u64> = words.iter().map(|w| w.hash).collect();
        self.one.add(hashes.clone());
        self.two.add(grams(hashes.iter().copied(), 2));
        self.three.add(grams(hashes.iter().copied(), 3));
        self.openings.add(opening(&words).into_iter().collect());
        self.count_echo(who, trigrams(hashes.into_iter()));
        self.count_likeness(who, text, content_of(&words));
        self.count_turn(who, words.len(), text);
    }

    fn count_echo(&mut self, who: usize, set: Vec<u64>) {
        let part = |heard: &mut dyn Iterator<Item = &Vec<u64>>| {
            let lists: Vec<&Vec<u64>> = heard.collect();
            let echoed = set.iter().filter(|gram| lists.iter().any(|list| list.binary_search(gram).is_ok())).count();
            (!set.is_empty() && !lists.is_empty()).then(|| share(echoed, set.len(), 0.0))
        };
        let all = part(&mut self.heard.iter().map(|(_, list)| list));
        let others = part(&mut self.heard.iter().filter(|(by, _)| *by != who).map(|(_, list)| list));
        let own = self.people.get(who).and_then(|p| part(&mut p.own.iter()));
        all.into_iter().for_each(|x| self.echo.add(x));
        others.into_iter().for_each(|x| self.echo_others.add(x));
        own.into_iter().for_each(|x| self.echo_own.add(x));
        if let Some(person) = self.people.get_mut(who) {
            keep(&mut person.own, set.clone(), ECHO_LINES);
        }
        keep(&mut self.heard, (who, set), ECHO_LINES);
    }

    fn count_likeness(&mut self, who: usize, text: &str, content: Vec<u64>) {
        let courtesy = Courtesy::of(text);
        self.farewells += usize::from(courtesy.farewell);
        self.thanks += usize::from(courtesy.thanks);
        self.agreements += usize::from(courtesy.agrees);
        let others: Vec<&Vec<u64>> = self.near.iter().filter(|(by, _)| *by != who).map(|(_, words)| words).collect();
        let similar = content.iter().filter(|word| others.iter().any(|list| list.binary_search(word).is_ok())).count();
        let similarity = share(similar, content.len(), 0.0);
        if !others.is_empty() && !content.is_empty() {
            self.slope.add(count(self.turns), similarity);
            if self.early.n < RECENT_LINES {
                self.early.add(similarity);
            }
        }
        keep(&mut self.recent, (similarity, courtesy.agrees), RECENT_LINES);
        self.count_fit(who, &content);
        keep(&mut self.near, (who, content), NEAR_LINES);
    }

    /// Whether the line's words fit the speaker's persona best; ties count in part.
    fn count_fit(&mut self, who: usize, content: &[u64]) {
        let scores: Vec<usize> = self.people.iter().map(|p| common(content, &p.profile)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        if best == 0 || who >= self.people.len() {
            return;
        }
        self.told += 1;
        if scores.get(who) == Some(&best) {
            self.fitting += 1.0 / count(scores.iter().filter(|s| **s == best).count());
        }
    }

    fn count_turn(&mut self, who: usize, words: usize, text: &str) {
        if !self.named.is_empty() {
            self.asked += 1;
            self.answered += usize::from(self.named.contains(&who));
        }
        self.returns += usize::from(self.before[0] == Some(who) && self.before[1] != Some(who));
        self.before = [self.before[1], Some(who)];
        self.named = self.people.iter().enumerate().filter(|(at, p)| *at != who && names(text, &p.called)).map(|(at, _)| at).collect();
        let turn = self.turns;
        if let Some(person) = self.people.get_mut(who) {
            person.silence = person.silence.max(turn - person.last - 1);
            person.last = turn;
            person.turns += 1;
            person.words += words;
        }
    }

    /// Counts what the record of a turn says: attempts thrown away, and findings by guard.
    pub fn add_record<'a>(&mut self, rejected: u32, guards: impl IntoIterator<Item = &'a str>) {
        self.rejected += rejected;
        for name in guards {
            match self.guards.iter_mut().find(|g| g.guard == name) {
                Some(found) => found.count += 1,
                None => self.guards.push(GuardCount { guard: name.to_owned(), count: 1 }),
            }
        }
    }

    /// Turns and words of each participant, in the order of the panel.
    pub fn shares(&self) -> Vec<(usize, usize)> {
        self.people.iter().map(|p| (p.turns, p.words)).collect()
    }

    /// Share of the turns that each participant's talkativeness calls for; `None` when one isn't known.
    pub fn targets(&self) -> Option<Vec<f64>> {
        let wishes: Option<Vec<f64>> = self.people.iter().map(|p| p.member.talkativeness.map(|t| f64::from(t.max(1)))).collect();
        let wishes = wishes.filter(|w| !w.is_empty())?;
        let all: f64 = wishes.iter().sum();
        Some(wishes.into_iter().map(|w| w / all).collect())
    }

    /// The measures of all lines so far.
    pub fn measures(&self) -> Measures {
        let turns: Vec<usize> = self.people.iter().map(|p| p.turns).collect();
        let (silence, silent) = self.silence();
        let rate = |part: usize| share(part, self.turns, 0.0);
        Measures {
            turns: u32::try_from(self.turns).unwrap_or(u32::MAX),
            words: self.one.all as u64,
            distinct_1: self.one.distinct(),
            distinct_2: self.two.distinct(),
            distinct_3: self.three.distinct(),
            echo: self.echo.value(),
            echo_own: self.echo_own.value(),
            echo_others: self.echo_others.value(),
            opening_rate: share(self.openings.all - self.openings.seen.len(), self.openings.all, 0.0),
            farewell_rate: rate(self.farewells),
            thanks_rate: rate(self.thanks),
            agreement_rate: rate(self.agreements),
            gini: super::batch::gini(&turns),
            entropy: super::batch::entropy(&turns),
            longest_silence: u32::try_from(silence).unwrap_or(u32::MAX),
            longest_silent: silent,
            aba: share(self.returns, self.turns.saturating_sub(2), 0.0),
            talk_deviation: self.targets().filter(|_| self.turns > 0).map(|targets| super::batch::deviation(&turns, &targets)),
            mention_answer: (self.asked > 0).then(|| share(self.answered, self.asked, 0.0)),
            similarity: self.recent_mean(),
            convergence: self.slope.value() * 100.0,
            collapse: self.collapsed(),
            attribution: (self.told > 0).then(|| self.fitting / count(self.told)),
            rejected: self.rejected,
            guards: self.guards.clone(),
        }
    }

    fn recent_mean(&self) -> f64 {
        self.recent.iter().map(|(x, _)| x).sum::<f64>() / count(self.recent.len().max(1))
    }

    /// Two thirds of the last twelve lines only agree; or half of them, while the agents use each
    /// other's words by [`COLLAPSE_RISE`] more than in the first twelve lines.
    fn collapsed(&self) -> bool {
        let agree = share(self.recent.iter().filter(|(_, agrees)| *agrees).count(), self.recent.len(), 0.0);
        let risen = self.recent_mean() - self.early.value() >= COLLAPSE_RISE;
        self.turns >= COLLAPSE_FROM && (agree >= COLLAPSE_AGREEMENT || (agree >= 0.5 && risen))
    }

    /// Who has the most turns, and which share of all.
    pub fn loudest(&self) -> (String, f64) {
        let most = self.people.iter().max_by_key(|p| p.turns);
        most.map_or((String::new(), 0.0), |p| (p.member.name.clone(), share(p.turns, self.turns, 0.0)))
    }

    /// Who of those who may speak hasn't spoken for longest right now; `None` when nobody may.
    pub fn silent(&self) -> Option<Silent> {
        let able = || self.people.iter().filter(|p| !p.member.muted);
        let longest = able().min_by_key(|p| p.last)?;
        Some(Silent { name: longest.called.clone(), turns: self.turns - longest.last, panel: able().count() })
    }

    /// Most turns in a row without a line of somebody, up to now, and who that was.
    fn silence(&self) -> (usize, String) {
        let longest = self.people.iter().map(|p| (p.silence.max(self.turns - p.last), p));
        longest.max_by_key(|(turns, _)| *turns).map_or((0, String::new()), |(turns, p)| (turns, p.member.id.clone()))
    }
}

fn keep<T>(list: &mut VecDeque<T>, item: T, most: usize) {
    list.push_back(item);
    while list.len() > most {
        list.pop_front();
    }
}

/// Whether somebody is named in a text, as a whole word.
pub(super) fn names(text: &str, called: &str) -> bool {
    let outside = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !called.is_empty()
        && text.match_indices(called).any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + called.len()..).unwrap_or(""));
            outside(before.chars().next_back()) && outside(after.chars().next())
        })
}
