//! The database: one handle for the process, one way to run a query.
//!
//! A *unit* is one SurrealQL statement or one `{ … }` block. Both are atomic, so a unit that met
//! a write conflict has changed nothing and is run again, with growing random pauses. The text of
//! a unit is `'static`: values can only be bound, never formatted in. Rows come back as JSON and
//! are read with serde; times are RFC 3339 there, ids are selected with `record::id(id)`.

pub mod error;
pub mod idempotency;
pub mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use surrealdb::Surreal;
use surrealdb::engine::any::{self, Any};
use surrealdb::opt::Config;
use surrealdb::opt::auth::Root;
use surrealdb::types::{SurrealValue, Value, Variables};

pub use error::DbError;

/// Longest time a query may take.
const QUERY_TIMEOUT: Duration = Duration::from_secs(20);
/// Tries of a unit that meets write conflicts.
const TRIES: u32 = 10;

/// The URL without name and password, and these. Only a server asks for them.
fn credentials(url: &str) -> (String, Option<Root>) {
    let parsed = reqwest::Url::parse(url).ok().filter(|u| matches!(u.scheme(), "ws" | "wss") && !u.username().is_empty());
    let Some(mut parsed) = parsed else { return (url.to_owned(), None) };
    let plain = |text: &str| percent_decoded(text);
    let root = Root { username: plain(parsed.username()), password: plain(parsed.password().unwrap_or_default()) };
    // Both fail only for URLs without a host, which the scheme rules out.
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    (parsed.into(), Some(root))
}

/// `%40` and the like, as they stand in the credentials of a URL.
fn percent_decoded(text: &str) -> String {
    let query = format!("http://x/?{}", text.replace('+', "%2B").replace('=', "%3D").replace('&', "%26"));
    let pair = reqwest::Url::parse(&query).ok().and_then(|u| u.query_pairs().next().map(|(key, _)| key.into_owned()));
    pair.unwrap_or_else(|| text.to_owned())
}

/// An id turned round, as `fn::newest_first` of the schema does it, so that an index of it read forwards gives the
/// newest first. What is no digit of an id is left out: the sign behind all ids gives the beginning of the list.
pub fn newest_first(id: &str) -> String {
    let turned = |sign: char| char::from_digit(33 - sign.to_digit(16)?, 36);
    id.chars().filter_map(turned).collect()
}

/// Shared handle of the database.
#[derive(Clone)]
pub struct Db {
    handle: Arc<Surreal<Any>>,
}

impl Db {
    /// Opens the database behind the URL (`mem://`, `surrealkv://…`, `ws://…`) and chooses
    /// namespace and database. A data folder that a process is just leaving is tried for a while.
    ///
    /// Name and password of a server's root user may stand in the URL (`ws://user:password@host:8000`).
    pub async fn connect(url: &str) -> Result<Self, DbError> {
        let (address, root) = credentials(url);
        let mut last = None;
        for attempt in 0..6u32 {
            match any::connect((address.as_str(), Config::new().query_timeout(QUERY_TIMEOUT))).await {
                Ok(handle) => {
                    if let Some(root) = root.clone() {
                        handle.signin(root).await.map_err(DbError::from)?;
                    }
                    handle.use_ns("colloquy").use_db("main").await.map_err(DbError::from)?;
                    return Ok(Self { handle: Arc::new(handle) });
                }
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
        Err(last.map_or(DbError::Other("no attempt was made".into()), DbError::from))
    }

    /// Begins a unit.
    pub fn sql(&self, text: &'static str) -> Unit {
        Unit { db: self.clone(), text, binds: Variables::new() }
    }

    /// Runs a schema or migration file. Only for texts compiled into the program.
    pub(super) async fn script(&self, text: &'static str) -> Result<(), DbError> {
        self.handle.query(text).await?.check()?;
        Ok(())
    }

    /// A real round trip, for readiness.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.sql("RETURN 1").exec().await
    }

    /// Writes the whole database to a file as SurrealQL.
    pub async fn export(&self, path: &std::path::Path) -> Result<(), DbError> {
        self.handle.export(path).await.map_err(DbError::from)
    }

    async fn run(&self, text: &'static str, binds: Variables) -> Result<Value, DbError> {
        let mut attempt = 0;
        loop {
            match self.run_once(text, binds.clone()).await {
                Err(DbError::Conflict) if attempt + 1 < TRIES => {
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn run_once(&self, text: &'static str, binds: Variables) -> Result<Value, DbError> {
        let mut results = self.handle.query(text).bind(binds).await?.check()?;
        let last = results.num_statements().saturating_sub(1);
        Ok(results.take::<Value>(last)?)
    }
}

/// Full-jitter pause before try `attempt + 1`: up to 2 ms, doubling, at most 250 ms.
fn backoff(attempt: u32) -> Duration {
    let ceiling = (2_000u64 << attempt.min(7)).min(250_000);
    Duration::from_micros(rand::random_range(0..=ceiling))
}

/// A unit with its bound values.
pub struct Unit {
    db: Db,
    text: &'static str,
    binds: Variables,
}

impl Unit {
    /// Binds a value that the database knows by itself: text, numbers, times, lists, options.
    pub fn bind(mut self, name: &'static str, value: impl SurrealValue) -> Self {
        self.binds.insert(name, value);
        self
    }

    /// Binds anything serialisable as an object. `null` members are left out: the schema has
    /// optional fields, not nullable ones.
    pub fn bind_json(mut self, name: &'static str, value: &impl serde::Serialize) -> Self {
        let mut json = serde_json::to_value(value).unwrap_or_default();
        strip_nulls(&mut json);
        self.binds.insert(name, json);
        self
    }

    /// The rows of the unit's last statement. Reads run on the caller's task.
    pub async fn list<T: DeserializeOwned>(self) -> Result<Vec<T>, DbError> {
        let value = Box::pin(self.db.run(self.text, self.binds)).await?;
        match value.into_json_value() {
            serde_json::Value::Null => Ok(Vec::new()),
            json @ serde_json::Value::Array(_) => read(json),
            json => Ok(vec![read(json)?]),
        }
    }

    /// The only row, or none.
    pub async fn optional<T: DeserializeOwned>(self) -> Result<Option<T>, DbError> {
        let value = Box::pin(self.db.run(self.text, self.binds)).await?;
        match value.into_json_value() {
            serde_json::Value::Null => Ok(None),
            serde_json::Value::Array(rows) => rows.into_iter().next().filter(|row| !row.is_null()).map(read).transpose(),
            json => read(json).map(Some),
        }
    }

    /// A row or value that must be there.
    pub async fn one<T: DeserializeOwned>(self) -> Result<T, DbError> {
        self.optional().await?.ok_or_else(|| DbError::Other("a row was expected".into()))
    }

    /// Runs a write to its end, even when the caller goes away in the middle.
    pub async fn write<T: DeserializeOwned + Send + 'static>(self) -> Result<Option<T>, DbError> {
        #[expect(clippy::disallowed_methods, reason = "a write must outlive its caller and ends by itself within the query time-out")]
        let task = tokio::spawn(async move { self.optional::<T>().await });
        task.await.map_err(|_| DbError::Other("the write task ended early".into()))?
    }

    /// Like [`Unit::write`], for writes whose result doesn't matter.
    pub async fn exec(self) -> Result<(), DbError> {
        self.write::<serde_json::Value>().await.map(|_| ())
    }
}

fn read<T: DeserializeOwned>(json: serde_json::Value) -> Result<T, DbError> {
    serde_json::from_value(json).map_err(|e| DbError::Other(format!("a row doesn't have the expected shape: {e}")))
}

fn strip_nulls(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Object(map) => {
            map.retain(|_, v| !v.is_null());
            map.values_mut().for_each(strip_nulls);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(strip_nulls),
        _ => {}
    }
}
