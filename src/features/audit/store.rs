//! Rows of the log: noting an act that writes nothing else, reading one's own, and blanking what is
//! personal about somebody who is gone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::features::purge::{Part, Scope};
use crate::server::db::{Db, DbError};

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
pub struct Row {
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

/// Notes an act that writes nothing else.
pub async fn note(db: &Db, entry: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::audit($audit, $now); RETURN NONE; }").bind_json("audit", entry).bind("now", now).exec().await
}

/// Acts of a person after a row, oldest first.
pub async fn of_actor(db: &Db, actor: &str, after: &str, limit: u32) -> Result<Vec<Row>, DbError> {
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
