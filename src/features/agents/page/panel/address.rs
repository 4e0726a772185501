//! What the address of the panel page asks for, and the addresses of its links: everything one can do
//! with a panel is another address, so that it works without script and can be shared.

use leptos_router::params::ParamsMap;

use crate::features::agents::page::{href, param};
use crate::features::agents::panel::types::{PanelInput, is_reference};
use crate::features::agents::panel::types::{Pool, SEATS, Seat, USUAL_SEATS, address};

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wanted {
    pub question: String,
    pub size: u8,
    pub pool: Pool,
    /// Who stays whatever changes.
    pub lock: Vec<String>,
    /// Who is there now; a changed question lets them go.
    pub with: Vec<String>,
    /// Who was ruled out.
    pub out: Vec<String>,
    /// How asking the model went: `model` or `failed`.
    pub refined: String,
}

/// The references of a comma-separated list, each once.
fn references(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| is_reference(part)) {
        if !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    found
}

impl Wanted {
    pub fn read(query: &ParamsMap) -> Self {
        // A form for a new simulation sends its question under its own name.
        let question = Some(param(query, "question")).filter(|text| !text.is_empty()).unwrap_or_else(|| param(query, "form[question]"));
        let size = param(query, "size").parse().unwrap_or(USUAL_SEATS).clamp(SEATS.0, SEATS.1);
        let mut lock = references(&param(query, "lock"));
        lock.truncate(usize::from(size));
        let mut with = references(&param(query, "with"));
        with.retain(|value| !lock.contains(value));
        with.truncate(usize::from(size).saturating_sub(lock.len()));
        Self {
            question,
            size,
            pool: Pool::read(&param(query, "pool")),
            lock,
            with,
            out: references(&param(query, "out")),
            refined: param(query, "refined"),
        }
    }

    pub fn input(&self) -> PanelInput {
        PanelInput {
            question: self.question.clone(),
            size: self.size,
            locked: self.lock.clone(),
            seated: self.with.clone(),
            excluded: self.out.clone(),
            pool: self.pool,
            refine: false,
        }
    }

    /// The address; the usual values are left out.
    pub fn href(&self) -> String {
        let size = if self.size == USUAL_SEATS { String::new() } else { self.size.to_string() };
        let pool = if self.pool == Pool::default() { "" } else { self.pool.as_str() };
        address(&[
            ("question", &self.question),
            ("size", &size),
            ("pool", pool),
            ("lock", &self.lock.join(",")),
            ("out", &self.out.join(",")),
            ("with", &self.with.join(",")),
        ])
    }

    /// The same for another question, size or pool: who is locked stays.
    pub fn asking(&self, question: &str, size: &str, pool: &str) -> Self {
        let size = size.parse().unwrap_or(self.size).clamp(SEATS.0, SEATS.1);
        let mut lock = self.lock.clone();
        lock.truncate(usize::from(size));
        Self { question: question.trim().to_owned(), size, pool: Pool::read(pool), lock, out: self.out.clone(), ..Self::default() }
    }

    /// Without the choices one made by hand.
    pub fn anew(&self) -> Self {
        Self { question: self.question.clone(), size: self.size, pool: self.pool, ..Self::default() }
    }

    /// Other people in the place of those who aren't locked.
    pub fn others(&self, members: &[Seat]) -> Self {
        let mut out = self.out.clone();
        out.extend(self.open(members));
        Self { out, with: Vec::new(), refined: String::new(), ..self.clone() }
    }

    /// The members who aren't locked.
    fn open(&self, members: &[Seat]) -> Vec<String> {
        members.iter().map(|seat| seat.value.clone()).filter(|value| !self.lock.contains(value)).collect()
    }

    /// With this panel as it is, so that nobody else changes.
    fn holding(&self, members: &[Seat]) -> Self {
        Self { with: self.open(members), refined: String::new(), ..self.clone() }
    }

    pub fn locking(&self, members: &[Seat], value: &str) -> Self {
        let mut next = self.holding(members);
        next.with.retain(|other| other != value);
        next.lock.push(value.to_owned());
        next
    }

    pub fn unlocking(&self, members: &[Seat], value: &str) -> Self {
        let mut next = self.holding(members);
        next.lock.retain(|other| other != value);
        next.with.push(value.to_owned());
        next
    }

    pub fn swapping(&self, members: &[Seat], value: &str, other: &str) -> Self {
        let mut next = self.holding(members);
        for seat in next.with.iter_mut().filter(|seat| *seat == value) {
            other.clone_into(seat);
        }
        next
    }

    pub fn without(&self, members: &[Seat], value: &str) -> Self {
        let mut next = self.holding(members);
        next.with.retain(|other| other != value);
        next.lock.retain(|other| other != value);
        next.out.push(value.to_owned());
        next
    }
}

/// The form for a new simulation with question and panel filled in.
pub(super) fn simulation(question: &str, members: &[Seat]) -> String {
    let panel: Vec<&str> = members.iter().map(|seat| seat.value.as_str()).collect();
    href("/simulations/new", &[("question", question), ("participants", &panel.join(","))])
}

/// The page of an agent.
pub(super) fn agent(value: &str) -> String {
    match value.split_once(':') {
        Some(("library", slug)) => format!("/library/{slug}"),
        Some((_, id)) => format!("/agents/{id}"),
        None => "/library".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Wanted {
        let mut map = ParamsMap::new();
        pairs.iter().for_each(|(name, value)| map.insert(*name, (*value).to_owned()));
        Wanted::read(&map)
    }

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let wanted = read(&[
            ("question", "Why?"),
            ("size", "3"),
            ("pool", "own"),
            ("lock", "agent:1"),
            ("with", "library:a,library:b"),
            ("out", "library:c"),
        ]);
        assert_eq!(
            wanted.href(),
            "/agents/panel?question=Why%3F&size=3&pool=own&lock=agent%3A1&out=library%3Ac&with=library%3Aa%2Clibrary%3Ab"
        );
        assert_eq!((wanted.lock.len(), wanted.with.len()), (1, 2));
        assert_eq!(read(&[]).href(), "/agents/panel");
        assert_eq!(read(&[("form[question]", "From the form?")]).question, "From the form?");
    }

    #[test]
    fn what_makes_no_sense_in_an_address_is_left_out() {
        let wanted = read(&[("size", "99"), ("pool", "x"), ("lock", "nonsense,library:a,library:a,<b>"), ("with", "library:a,library:b")]);
        assert_eq!((wanted.size, wanted.pool), (12, Pool::Both));
        assert_eq!((wanted.lock, wanted.with), (vec!["library:a".to_owned()], vec!["library:b".to_owned()]));
        let full = read(&[("size", "2"), ("lock", "library:a,library:b,library:c"), ("with", "library:d")]);
        assert_eq!((full.lock.len(), full.with.len()), (2, 0));
    }
}
