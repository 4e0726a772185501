//! The list of what is to be removed, and the removal of one part of it.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::Scope;
use crate::server::db::{Db, DbError};

/// Somebody or something that is gone, with rows left.
#[derive(Clone, Debug, Deserialize)]
pub struct Target {
    pub scope: Scope,
    /// Id of the workspace or person.
    pub target: String,
    /// Workspaces that a person belonged to.
    pub spaces: Vec<String>,
    /// 1, then 2.
    pub round: u32,
}

/// The text of a [`super::Part`] that removes the rows of a table whose `ws` is the workspace.
macro_rules! rows_of_workspace {
    ($table:literal) => {
        concat!("{ LET $rows = (SELECT VALUE id FROM ", $table, " WHERE ws = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }")
    };
}
pub(crate) use rows_of_workspace;

/// Takes the target that is due longest, for as long as `lease`.
pub async fn claim(db: &Db, now: DateTime<Utc>, lease: Duration) -> Result<Option<Target>, DbError> {
    db.sql(
        "{ LET $due = (SELECT VALUE id FROM purge WHERE due <= $now ORDER BY due LIMIT 1);
           IF array::is_empty($due) { RETURN NONE };
           RETURN (UPDATE ONLY $due[0] SET due = $until RETURN AFTER); }",
    )
    .bind("now", now)
    .bind("until", now + lease)
    .write()
    .await
}

/// Keeps a target for longer.
pub async fn renew(db: &Db, target: &Target, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("UPDATE type::record('purge', [$scope, $id]) SET due = $until")
        .bind("scope", target.scope.as_str().to_owned())
        .bind("id", target.target.clone())
        .bind("until", until)
        .exec()
        .await
}

/// Notes that a round is over: another one follows at `again`, or nothing is left.
pub async fn finish(db: &Db, target: &Target, again: Option<DateTime<Utc>>) -> Result<(), DbError> {
    db.sql(
        "{ IF $again = NONE { DELETE type::record('purge', [$scope, $id]) }
           ELSE { UPDATE type::record('purge', [$scope, $id]) SET round = $round + 1, due = $again };
           RETURN NONE; }",
    )
    .bind("scope", target.scope.as_str().to_owned())
    .bind("id", target.target.clone())
    .bind("round", i64::from(target.round))
    .bind("again", again)
    .exec()
    .await
}

/// Runs the text of a part once; gives how many rows went.
pub async fn step(db: &Db, text: &'static str, target: &Target, at_once: u32, now: DateTime<Utc>) -> Result<u64, DbError> {
    db.sql(text)
        .bind("id", target.target.clone())
        .bind("spaces", target.spaces.clone())
        .bind("n", i64::from(at_once))
        .bind("now", now)
        .write::<u64>()
        .await
        .map(|gone| gone.unwrap_or(0))
}
