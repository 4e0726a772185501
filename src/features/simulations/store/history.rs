//! The list of simulations, and what was said in them by words.
//!
//! A simulation has one key for every beginning of a word in title, question and names and for
//! every property that the list filters by; a line has one for every beginning of a word. The
//! database makes them (see the schema), so that no writer can forget it. A list goes to the index
//! with one key and compares the rest.

use serde::Deserialize;

use super::simulations::Row;
use crate::core::ids::SimulationId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, Unit, newest_first};

/// Order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    Oldest,
    Title,
    TitleDescending,
}

impl Order {
    pub const ALL: [Order; 4] = [Order::Newest, Order::Oldest, Order::Title, Order::TitleDescending];

    /// The value of `sort` in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Order::Newest => "-created_at",
            Order::Oldest => "created_at",
            Order::Title => "title",
            Order::TitleDescending => "-title",
        }
    }

    pub const fn is_by_title(self) -> bool {
        matches!(self, Order::Title | Order::TitleDescending)
    }

    pub const fn is_descending(self) -> bool {
        matches!(self, Order::Newest | Order::TitleDescending)
    }

    /// The key before every row.
    const fn start(self) -> &'static str {
        if matches!(self, Order::TitleDescending) { "\u{10ffff}" } else { "" }
    }
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    pub order: Order,
    /// A state; empty for all.
    pub state: String,
    /// Properties that all must hold, as keys: `tag:pricing`.
    pub keys: Vec<String>,
    /// Ids from here, exclusive.
    pub from: String,
    /// Ids before this.
    pub until: String,
}

/// A row with the keys by which lists are ordered.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    #[serde(flatten)]
    pub row: Row,
    #[serde(default)]
    pub title_sort: Option<String>,
}

impl Listed {
    /// Its place in a list of this order.
    pub fn place(&self, order: Order) -> String {
        if order.is_by_title() { self.title_sort.clone().unwrap_or_default() } else { self.row.id.clone() }
    }
}

/// The text of a query, plain and explained.
struct Text {
    run: &'static str,
    #[cfg(test)]
    explain: &'static str,
}

macro_rules! text {
    ($what:literal, $from:expr, $rest:expr) => {
        Text {
            run: concat!("SELECT ", $what, " FROM ", $from, $rest),
            #[cfg(test)]
            explain: concat!("EXPLAIN SELECT ", $what, " FROM ", $from, $rest),
        }
    };
}

/// Conditions that never choose the index.
macro_rules! rest {
    () => {
        " AND ($state = '' OR state = $state) AND (array::is_empty($keys) OR array::all($keys, |$k: string| keys CONTAINS $k))"
    };
}

/// The texts of one order by time: everything, a state, a property.
struct ByTime {
    plain: Text,
    state: Text,
    key: Text,
}

macro_rules! by_time {
    ($range:literal) => {
        ByTime {
            plain: text!("*, record::id(id) AS id", "simulation WITH INDEX simulation_newest", concat!(" WHERE ws = $ws", rest!(), $range)),
            state: text!(
                "*, record::id(id) AS id",
                "simulation WITH INDEX simulation_state_newest",
                concat!(" WHERE ws = $ws AND state = $state", rest!(), $range)
            ),
            key: text!(
                "*, record::id(id) AS id",
                "simulation WITH INDEX simulation_keys",
                concat!(" WHERE ws = $ws AND keys CONTAINS $key", rest!(), $range)
            ),
        }
    };
}

const NEWEST: ByTime = by_time!(" AND newest > $after AND newest < $end ORDER BY newest ASC LIMIT $n");
const OLDEST: ByTime = by_time!(" AND newest < $after AND newest > $end ORDER BY newest DESC LIMIT $n");

macro_rules! by_title {
    ($range:literal) => {
        text!(
            "*, record::id(id) AS id",
            "simulation WITH INDEX simulation_ws_title",
            concat!(" WHERE ws = $ws", rest!(), " AND sort > $from AND sort < $until", $range)
        )
    };
}

const TITLE: Text = by_title!(" AND title_sort > $after ORDER BY title_sort ASC LIMIT $n");
const TITLE_DESCENDING: Text = by_title!(" AND title_sort < $after ORDER BY title_sort DESC LIMIT $n");

impl Filter {
    /// The key that goes to the index: tags and agents are rarer than models and languages.
    fn key(&self) -> Option<&String> {
        self.keys.iter().find(|key| key.starts_with("tag:") || key.starts_with("agent:")).or_else(|| self.keys.first())
    }

    fn text(&self) -> Text {
        let texts = match self.order {
            Order::Newest => NEWEST,
            Order::Oldest => OLDEST,
            Order::Title => return TITLE,
            Order::TitleDescending => return TITLE_DESCENDING,
        };
        match (self.key(), self.state.is_empty()) {
            (Some(_), _) => texts.key,
            (None, false) => texts.state,
            (None, true) => texts.plain,
        }
    }

    /// Where the range begins: behind the last row of the page before, and inside the dates.
    fn after(&self, cursor: Option<&str>) -> String {
        match (self.order, cursor) {
            (Order::Newest, Some(id)) => newest_first(id).max(self.latest()),
            (Order::Newest, None) => self.latest(),
            (Order::Oldest, Some(id)) => newest_first(id).min(self.earliest()),
            (Order::Oldest, None) => self.earliest(),
            (Order::Title | Order::TitleDescending, place) => place.unwrap_or_else(|| self.order.start()).to_owned(),
        }
    }

    /// Before everything that is younger than `from`, oldest at the end: ids of that very millisecond are longer.
    fn earliest(&self) -> String {
        format!("{}~", newest_first(&self.from))
    }

    /// Behind everything that is not older than `until`; nothing for the whole list.
    fn latest(&self) -> String {
        let until = newest_first(&self.until);
        if until.is_empty() { until } else { format!("{until}~") }
    }

    fn unit(&self, unit: Unit, ws: &WorkspaceId, after: String, limit: u32) -> Unit {
        unit.bind("ws", ws.as_str().to_owned())
            .bind("after", after)
            .bind("end", if self.order == Order::Oldest { self.latest() } else { self.earliest() })
            .bind("from", self.from.clone())
            .bind("until", self.until.clone())
            .bind("state", self.state.clone())
            .bind("key", self.key().cloned().unwrap_or_default())
            .bind("keys", self.keys.clone())
            .bind("n", i64::from(limit))
    }
}

/// At most `limit` simulations behind a place.
pub async fn page(db: &Db, ws: &WorkspaceId, filter: &Filter, cursor: Option<&str>, limit: u32) -> Result<Vec<Listed>, DbError> {
    filter.unit(db.sql(filter.text().run), ws, filter.after(cursor), limit).list().await
}

/// The words of a text as the index has them: plain Latin letters and digits, each once.
pub async fn words(db: &Db, text: &str) -> Result<Vec<String>, DbError> {
    db.sql("RETURN fn::found_words($text)").bind("text", text.to_owned()).list().await
}

/// Words as they stand in a text of the index, each after a space, and the key of the longest.
#[derive(Clone, Debug)]
pub struct Words {
    pub key: String,
    pub needles: Vec<String>,
}

/// A simulation that has the words in a line of its transcript.
#[derive(Clone, Debug, Deserialize)]
pub struct Hit {
    pub sim: String,
    pub seq: u64,
    #[serde(default)]
    pub speaker_name: String,
    pub text: String,
}

/// Simulations with the words in their heads.
struct Search {
    heads: Text,
    lines: Text,
}

macro_rules! search {
    ($range:literal) => {
        Search {
            heads: text!(
                "record::id(id) AS id, newest",
                "simulation WITH INDEX simulation_keys",
                concat!(" WHERE ws = $ws AND keys CONTAINS $key AND found CONTAINSALL $words", $range)
            ),
            lines: text!(
                "sim, newest, record::id(id)[1] AS seq, speaker_name, text",
                "message WITH INDEX message_keys",
                concat!(
                    " WHERE ws = $ws AND keys CONTAINS $key AND (' ' + string::replace(string::slug(text), '-', ' ')) CONTAINSALL $words",
                    $range
                )
            ),
        }
    };
}

const SEARCH_NEWEST: Search = search!(" AND newest > $after ORDER BY newest ASC LIMIT $n");
const SEARCH_OLDEST: Search = search!(" AND newest < $after ORDER BY newest DESC LIMIT $n");

fn search_unit(unit: Unit, ws: &WorkspaceId, words: &Words, after: &str, limit: u32) -> Unit {
    let after = if after.is_empty() { "~".to_owned() } else { newest_first(after) };
    unit.bind("ws", ws.as_str().to_owned())
        .bind("key", words.key.clone())
        .bind("words", words.needles.clone())
        .bind("after", after)
        .bind("n", i64::from(limit))
}

/// Ids of simulations with the words in title, question or names, behind the simulation `after`: `~` for the newest,
/// nothing for the oldest.
pub async fn heads(db: &Db, ws: &WorkspaceId, words: &Words, order: Order, after: &str, limit: u32) -> Result<Vec<String>, DbError> {
    #[derive(Deserialize)]
    struct Head {
        id: String,
    }
    let texts = if order == Order::Oldest { SEARCH_OLDEST } else { SEARCH_NEWEST };
    let found: Vec<Head> = search_unit(db.sql(texts.heads.run), ws, words, after, limit).list().await?;
    Ok(found.into_iter().map(|head| head.id).collect())
}

/// Lines with the words, by the age of their simulations.
pub async fn lines(db: &Db, ws: &WorkspaceId, words: &Words, order: Order, after: &str, limit: u32) -> Result<Vec<Hit>, DbError> {
    let texts = if order == Order::Oldest { SEARCH_OLDEST } else { SEARCH_NEWEST };
    search_unit(db.sql(texts.lines.run), ws, words, after, limit).list().await
}

/// Of these simulations those that the filter lets through, in any order.
pub async fn among(db: &Db, ws: &WorkspaceId, filter: &Filter, ids: &[String]) -> Result<Vec<Listed>, DbError> {
    const TEXT: &str = concat!(
        "{ LET $rows = $ids.map(|$id: string| type::record('simulation', $id)); RETURN (SELECT *, record::id(id) AS id FROM $rows WHERE ws = $ws",
        rest!(),
        " AND sort > $from AND sort < $until); }"
    );
    filter.unit(db.sql(TEXT), ws, String::new(), 0).bind("ids", ids.to_vec()).list().await
}

/// Replaces the tags. Gives whether the simulation is there.
pub async fn set_tags(db: &Db, ws: &WorkspaceId, id: &SimulationId, tags: &[String]) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql("{ LET $row = (UPDATE ONLY type::record('simulation', $id) SET tags = $tags WHERE ws = $ws RETURN AFTER); RETURN $row != NONE; }")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("tags", tags.to_vec())
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// How the database would run [`page`].
#[cfg(test)]
pub async fn explain(db: &Db, ws: &WorkspaceId, filter: &Filter) -> Result<Vec<serde_json::Value>, DbError> {
    filter.unit(db.sql(filter.text().explain), ws, filter.after(None), 21).list().await
}

/// How the database would run [`heads`] and [`lines`].
#[cfg(test)]
pub async fn explain_search(db: &Db, ws: &WorkspaceId, words: &Words, order: Order) -> Result<[Vec<serde_json::Value>; 2], DbError> {
    let texts = if order == Order::Oldest { SEARCH_OLDEST } else { SEARCH_NEWEST };
    let after = if order == Order::Oldest { "" } else { "~" };
    Ok([
        search_unit(db.sql(texts.heads.explain), ws, words, after, 21).list().await?,
        search_unit(db.sql(texts.lines.explain), ws, words, after, 21).list().await?,
    ])
}
