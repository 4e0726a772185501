//! What can be read off a line by itself, read once. A conversation asks for the same lines at
//! every turn; the notes are remembered by the line's text, so that a turn reads one new line. They
//! change no result: the same text always has the same notes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::index::index;
use super::text::sentences;
use super::trace::mentioned;

/// Lines per generation; two generations are kept, about a kilobyte a line.
const REMEMBERED: usize = 12_000;

/// What one line says.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// In small letters.
    pub small: String,
    /// Templates it was made of; empty for a line from elsewhere.
    pub made_of: Vec<usize>,
    /// Cast members it names, in order of first mention.
    pub names: Vec<usize>,
    pub asks: bool,
}

impl Notes {
    fn read(text: &str, called: &[String], small: &[u64]) -> Self {
        Self {
            small: text.to_lowercase(),
            made_of: sentences(text).into_iter().filter_map(|sentence| index().recognise(sentence, small)).collect(),
            names: mentioned(text, usize::MAX, called),
            asks: text.trim_end().ends_with('?'),
        }
    }
}

#[derive(Default)]
struct Remembered {
    young: HashMap<(u64, u64), Arc<Notes>>,
    old: HashMap<(u64, u64), Arc<Notes>>,
}

static REMEMBER: Mutex<Option<Remembered>> = Mutex::new(None);

/// Notes of all these lines; `called` are the names of the cast and `small` their hashes.
pub fn notes<'a>(lines: impl Iterator<Item = &'a str>, called: &[String], small: &[u64]) -> Vec<Arc<Notes>> {
    let names = called.iter().fold(0x51ed, |hash, name| mix(hash, text_hash(name)));
    let mut guard = REMEMBER.lock().unwrap_or_else(PoisonError::into_inner);
    let store = guard.get_or_insert_default();
    lines.map(|text| store.get(text, (text_hash(text), names), called, small)).collect()
}

impl Remembered {
    fn get(&mut self, text: &str, key: (u64, u64), called: &[String], small: &[u64]) -> Arc<Notes> {
        if let Some(found) = self.young.get(&key) {
            return found.clone();
        }
        let found = self.old.get(&key).cloned().unwrap_or_else(|| Arc::new(Notes::read(text, called, small)));
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, found.clone());
        found
    }
}

fn mix(hash: u64, part: u64) -> u64 {
    (hash.rotate_left(23) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Eight bytes at a time.
fn text_hash(text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let hash = words.iter().fold(text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let end = rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)));
    end ^ (end >> 29)
}
