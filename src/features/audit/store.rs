//! Reading the log. Rows are written by `fn::audit` inside the transactions of the acts; here stand
//! the pages of it, newest first. Every read walks one index from the cursor.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::features::purge::{Part, Scope};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};

/// Who, what and when stay; names, addresses and contents go.
pub const PURGE: &[Part] = &[
    Part::sql(
        "what the log says about a person",
        Scope::Person,
        "{ LET $acts = (SELECT VALUE id FROM audit WHERE actor = $id AND (actor_name != '' OR ip != '' OR (ws = '' AND (before != '' OR after != ''))) LIMIT $n);
           UPDATE $acts SET actor_name = '', ip = '', before = IF ws = '' { '' } ELSE { before }, after = IF ws = '' { '' } ELSE { after };
           LET $done = (SELECT VALUE id FROM audit WHERE target = 'user:' + $id AND (before != '' OR after != '') LIMIT $n);
           UPDATE $done SET before = '', after = '';
           RETURN array::len($acts) + array::len($done); }",
    ),
    Part::sql(
        "what the log says about a workspace",
        Scope::Workspace,
        "{ LET $rows = (SELECT VALUE id FROM audit WHERE ws = $id AND (before != '' OR after != '') LIMIT $n);
           UPDATE $rows SET before = '', after = '';
           RETURN array::len($rows); }",
    ),
];

/// A row, as its actor may read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnAct {
    pub id: String,
    pub at: DateTime<Utc>,
    pub action: String,
    pub target: String,
    #[serde(rename(serialize = "workspace"))]
    pub ws: String,
    pub ip: String,
    pub request_id: String,
    /// JSON text, secrets masked; empty for none.
    pub before: String,
    pub after: String,
}

/// A row of the log.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor: String,
    pub actor_name: String,
    #[serde(default)]
    pub via: String,
    pub action: String,
    pub target: String,
    pub ws: String,
    pub ip: String,
    pub request_id: String,
    pub before: String,
    pub after: String,
}

/// What a read of the whole log looks for; an empty text asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub actor: String,
    pub target: String,
    /// The action itself, or the beginning of it when it ends with a dot.
    pub action: String,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// What concerns a person: what they did, and what was done to their account.
pub async fn of_person(db: &Db, user: &str, cursor: &str, limit: u32) -> Result<Vec<Row>, DbError> {
    let mut rows: Vec<Row> = db
        .sql(
            "{ LET $own = (SELECT *, record::id(id) AS id FROM audit WHERE actor = $user AND newest > $cursor ORDER BY newest LIMIT $limit);
               LET $to = (SELECT *, record::id(id) AS id FROM audit WHERE target = $target AND newest > $cursor ORDER BY newest LIMIT $limit);
               RETURN array::concat($own, $to); }",
        )
        .bind("user", user.to_owned())
        .bind("target", format!("user:{user}"))
        .bind("cursor", newest_first(cursor))
        .bind("limit", i64::from(limit))
        .list()
        .await?;
    rows.sort_by(|a, b| b.id.cmp(&a.id));
    rows.dedup_by(|a, b| a.id == b.id);
    rows.truncate(limit as usize);
    Ok(rows)
}

/// What belongs to a workspace.
pub async fn of_workspace(db: &Db, ws: &WorkspaceId, cursor: &str, limit: u32) -> Result<Vec<Row>, DbError> {
    db.sql("SELECT *, record::id(id) AS id FROM audit WHERE ws = $ws AND newest > $cursor ORDER BY newest LIMIT $limit")
        .bind("ws", ws.as_str().to_owned())
        .bind("cursor", newest_first(cursor))
        .bind("limit", i64::from(limit))
        .list()
        .await
}

const OF_ACTOR: &str = "SELECT *, record::id(id) AS id FROM audit WHERE actor = $actor AND newest > $cursor
    AND ($target = '' OR target = $target) AND (IF $prefix { string::starts_with(action, $action) } ELSE { $action = '' OR action = $action })
    AND ($from = NONE OR at >= $from) AND ($until = NONE OR at < $until) ORDER BY newest LIMIT $limit";
const OF_TARGET: &str = "SELECT *, record::id(id) AS id FROM audit WHERE target = $target AND newest > $cursor
    AND (IF $prefix { string::starts_with(action, $action) } ELSE { $action = '' OR action = $action })
    AND ($from = NONE OR at >= $from) AND ($until = NONE OR at < $until) ORDER BY newest LIMIT $limit";
const OF_ALL: &str = "SELECT *, record::id(id) AS id FROM audit WHERE newest > $cursor
    AND (IF $prefix { string::starts_with(action, $action) } ELSE { $action = '' OR action = $action })
    AND ($from = NONE OR at >= $from) AND ($until = NONE OR at < $until) ORDER BY newest LIMIT $limit";

/// The log of the installation.
pub async fn all(db: &Db, filter: &Filter, cursor: &str, limit: u32) -> Result<Vec<Row>, DbError> {
    let text = match (filter.actor.is_empty(), filter.target.is_empty()) {
        (false, _) => OF_ACTOR,
        (true, false) => OF_TARGET,
        (true, true) => OF_ALL,
    };
    db.sql(text)
        .bind("actor", filter.actor.clone())
        .bind("target", filter.target.clone())
        .bind("action", filter.action.clone())
        .bind("prefix", filter.action.ends_with('.'))
        .bind("from", filter.from)
        .bind("until", filter.until)
        .bind("cursor", newest_first(cursor))
        .bind("limit", i64::from(limit))
        .list()
        .await
}

/// Notes something that has no other transaction: a refused sign-in, an export.
pub async fn note(db: &Db, entry: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::audit($audit, $now); RETURN NONE; }").bind_json("audit", entry).bind("now", now).exec().await
}

/// Acts of a person after a row, oldest first.
pub async fn of_actor(db: &Db, actor: &str, after: &str, limit: u32) -> Result<Vec<OwnAct>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, at, action, target, ws, ip, request_id, before, after, sort FROM audit
         WHERE actor = $actor AND sort > $after ORDER BY sort LIMIT $n",
    )
    .bind("actor", actor.to_owned())
    .bind("after", after.to_owned())
    .bind("n", i64::from(limit))
    .list()
    .await
}

/// Removes at most `at_once` rows from before `until`, oldest first; gives how many.
pub async fn forget(db: &Db, until: DateTime<Utc>, at_once: u32) -> Result<u64, DbError> {
    let gone: Option<u64> = db
        .sql(
            "{ LET $oldest = (SELECT id, at, sort FROM audit WHERE sort > '' ORDER BY sort LIMIT $n);
               LET $rows = (SELECT VALUE id FROM $oldest WHERE at < $until);
               IF array::len($rows) = 0 { RETURN 0 };
               UPSERT audit_retention:current SET until = $until;
               DELETE $rows;
               DELETE audit_retention:current;
               RETURN array::len($rows); }",
        )
        .bind("until", until)
        .bind("n", i64::from(at_once))
        .write()
        .await?;
    Ok(gone.unwrap_or(0))
}
