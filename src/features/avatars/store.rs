//! Rows of stored pictures. The file lies under the row's name.

use chrono::{DateTime, Utc};

use super::service;
use crate::features::purge::{Part, Scope};
use crate::server::db::{Db, DbError};

/// Pictures with their files.
pub const PURGE: &[Part] = &[
    Part::call("pictures of a person", Scope::Person, service::remove_of_person),
    Part::call("pictures of a workspace", Scope::Workspace, service::remove_of_workspace),
];

/// Notes a picture that is about to be written. It is free until something uses it.
pub async fn note(db: &Db, name: &str, ws: &str, person: &str, bytes: usize, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("CREATE ONLY type::record('avatar', $name) SET ws = $ws, person = $person, used = false, bytes = $bytes, created_at = $now, free_since = $now")
        .bind("name", name.to_owned())
        .bind("ws", ws.to_owned())
        .bind("person", person.to_owned())
        .bind("bytes", i64::try_from(bytes).unwrap_or(i64::MAX))
        .bind("now", now)
        .exec()
        .await
}

/// Some pictures of a person.
pub async fn of_person(db: &Db, person: &str) -> Result<Vec<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM avatar WHERE person = $person LIMIT 50").bind("person", person.to_owned()).list().await
}

/// Some pictures of a workspace's agents.
pub async fn of_workspace(db: &Db, ws: &str) -> Result<Vec<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM avatar WHERE ws = $ws LIMIT 50").bind("ws", ws.to_owned()).list().await
}

/// Some pictures that nothing has used since then.
pub async fn free(db: &Db, before: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM avatar WHERE used = false AND free_since < $before LIMIT 100")
        .bind("before", before)
        .list()
        .await
}

/// Forgets pictures whose files are gone.
pub async fn forget(db: &Db, names: Vec<String>) -> Result<(), DbError> {
    db.sql("{ FOR $name IN $names { DELETE type::record('avatar', $name) }; RETURN NONE; }").bind("names", names).exec().await
}

/// Keeps pictures of a workspace's agents as long as the workspace: a simulation shows them.
pub async fn keep(db: &Db, ws: &str, names: Vec<String>) -> Result<(), DbError> {
    db.sql("{ FOR $name IN $names { UPDATE type::record('avatar', $name) SET used = true, kept = true WHERE ws = $ws }; RETURN NONE; }")
        .bind("ws", ws.to_owned())
        .bind("names", names)
        .exec()
        .await
}
