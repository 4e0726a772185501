//! Lists of own agents: four orders, with or without a domain, and with or without words to search for
//! or other facets, which share one index of keys. Each has a query of its own, because only a condition
//! that stands plainly in the text uses an index.
//!
//! What is asked for most, the newest first and names from A, reads its index forwards; the other two orders read it
//! backwards, which costs the store a walk over the keys behind it. Only the oldest of all have an index of their own,
//! because exports read that order from end to end.

use super::Row;
use crate::features::agents::search::Query;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, Unit, newest_first};

/// Order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    Oldest,
    Name,
    NameDescending,
}

impl Order {
    pub const ALL: [Order; 4] = [Order::Newest, Order::Oldest, Order::Name, Order::NameDescending];

    /// The value of `sort` in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Order::Newest => "-created_at",
            Order::Oldest => "created_at",
            Order::Name => "name",
            Order::NameDescending => "-name",
        }
    }

    pub(super) const fn is_by_name(self) -> bool {
        matches!(self, Order::Name | Order::NameDescending)
    }

    /// The key before every row.
    const fn start(self) -> &'static str {
        match self {
            Order::NameDescending => "\u{10ffff}",
            Order::Newest | Order::Oldest | Order::Name => "",
        }
    }
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    pub order: Order,
    pub domain: Option<String>,
    pub query: Option<Query>,
    /// Keys of the other facets, see `facets::keys_of`; the most narrow first.
    pub facets: Vec<String>,
    /// Key of the last row of the page before.
    pub after: Option<String>,
}

/// The text of a list query, plain and explained.
pub(super) struct Text {
    pub run: &'static str,
    #[cfg(test)]
    pub explain: &'static str,
}

/// The texts of one order.
struct Texts {
    plain: Text,
    domain: Text,
    words: Text,
    both: Text,
}

macro_rules! text {
    ($from:expr, $filter:literal, $rest:literal) => {
        Text {
            run: concat!("SELECT ", columns!(), $from, " WHERE ws = $ws", $filter, $rest),
            #[cfg(test)]
            explain: concat!("EXPLAIN ANALYZE SELECT ", columns!(), $from, " WHERE ws = $ws", $filter, $rest),
        }
    };
}

// A search names its index: with another one a word that nobody has would read the whole shelf.
macro_rules! texts {
    ($find:literal, $rest:literal) => {
        Texts {
            plain: text!(" FROM agent", "", $rest),
            domain: text!(" FROM agent", " AND domain = $domain", $rest),
            words: text!(
                concat!(" FROM agent WITH INDEX ", $find),
                " AND keys CONTAINS $key AND keys CONTAINSALL $facets AND search CONTAINSALL $words",
                $rest
            ),
            both: text!(
                concat!(" FROM agent WITH INDEX ", $find),
                " AND keys CONTAINS $key AND keys CONTAINSALL $facets AND search CONTAINSALL $words AND domain = $domain",
                $rest
            ),
        }
    };
}

const NEWEST: Texts = texts!("agent_keys", " AND newest > $after ORDER BY newest ASC LIMIT $n");
const OLDEST: Texts = Texts { plain: text!(" FROM agent", "", " AND sort > $after ORDER BY sort ASC LIMIT $n"), ..OLDEST_OF_SOME };
const OLDEST_OF_SOME: Texts = texts!("agent_keys", " AND newest < $after ORDER BY newest DESC LIMIT $n");
const BY_NAME: Texts = texts!("agent_find_name", " AND name_sort > $after ORDER BY name_sort ASC LIMIT $n");
const BY_NAME_DESCENDING: Texts = texts!("agent_find_name", " AND name_sort < $after ORDER BY name_sort DESC LIMIT $n");

impl Filter {
    fn text(&self) -> Text {
        let texts = match self.order {
            Order::Newest => NEWEST,
            Order::Oldest => OLDEST,
            Order::Name => BY_NAME,
            Order::NameDescending => BY_NAME_DESCENDING,
        };
        match (self.is_by_key(), &self.domain) {
            (false, None) => texts.plain,
            (false, Some(_)) => texts.domain,
            (true, None) => texts.words,
            (true, Some(_)) => texts.both,
        }
    }

    fn is_by_key(&self) -> bool {
        self.query.is_some() || !self.facets.is_empty()
    }

    /// Whether some are left out.
    fn is_narrow(&self) -> bool {
        self.domain.is_some() || self.is_by_key()
    }

    /// The key that is looked up; the rest is compared. A word of three letters is rarer than most facets.
    fn key(&self) -> String {
        let word = self.query.as_ref().and_then(Query::key);
        let (long, short) = word.into_iter().partition::<Vec<_>, _>(|word| word.chars().count() > 1);
        long.into_iter().chain(self.facets.first().cloned()).chain(short).next().unwrap_or_default()
    }

    /// Behind which key of the index the page begins.
    fn place(&self) -> String {
        match (&self.after, self.order) {
            (Some(id), Order::Newest) => newest_first(id),
            (Some(id), Order::Oldest) if self.is_narrow() => newest_first(id),
            (None, Order::Oldest) if self.is_narrow() => "\u{10ffff}".to_owned(),
            (Some(key), _) => key.clone(),
            (None, order) => order.start().to_owned(),
        }
    }

    pub(super) fn unit(&self, db: &Db, text: &'static str, ws: &WorkspaceId, limit: u32) -> Unit {
        let query = self.query.clone().unwrap_or_default();
        db.sql(text)
            .bind("ws", ws.as_str().to_owned())
            .bind("after", self.place())
            .bind("domain", self.domain.clone().unwrap_or_default())
            .bind("key", self.key())
            .bind("facets", self.facets.clone())
            .bind("words", query.needles())
            .bind("n", i64::from(limit))
    }
}

/// At most `limit` agents after the filter's position.
pub async fn list(db: &Db, ws: &WorkspaceId, filter: &Filter, limit: u32) -> Result<Vec<Row>, DbError> {
    if filter.query.as_ref().is_some_and(|query| query.key().is_none()) {
        return Ok(Vec::new());
    }
    filter.unit(db, filter.text().run, ws, limit).list().await
}

/// How the database runs [`list`], with the rows that each step gave.
#[cfg(test)]
pub async fn explain(db: &Db, ws: &WorkspaceId, filter: &Filter, limit: u32) -> Result<Vec<serde_json::Value>, DbError> {
    filter.unit(db, filter.text().explain, ws, limit).list().await
}

macro_rules! facets {
    ($what:literal, $from:literal, $filter:literal) => {
        Text {
            run: concat!("SELECT ", $what, $from, " WHERE ws = $ws", $filter, " AND newest > $after ORDER BY newest ASC LIMIT $n"),
            #[cfg(test)]
            explain: concat!(
                "EXPLAIN ANALYZE SELECT ",
                $what,
                $from,
                " WHERE ws = $ws",
                $filter,
                " AND newest > $after ORDER BY newest ASC LIMIT $n"
            ),
        }
    };
}

/// Texts that read nothing but the facets. Whether the other words of a search fit is told and not asked for, so
/// that never more rows are read than the limit says.
pub(super) struct FacetTexts {
    pub plain: Text,
    pub words: Text,
}

pub(super) const FACETS: FacetTexts = FacetTexts {
    plain: facets!("facets ?? [] AS facets, true AS fits", " FROM agent", ""),
    words: facets!(
        "facets ?? [] AS facets, search CONTAINSALL $words AS fits",
        " FROM agent WITH INDEX agent_keys",
        " AND keys CONTAINS $key"
    ),
};
