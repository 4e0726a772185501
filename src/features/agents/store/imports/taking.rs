//! Imports that are jobs. Their file waits under the job's id, with how many of its agents are stored: `done` counts
//! up with every piece, in the piece's own transaction, and -1 says that they are being taken back. Only the
//! attempt that began last may go on.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Staged;
use crate::core::ids::UserId;
use crate::features::agents::import::Decoded;
use crate::features::agents::store::{Content, stream};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, Unit};
use crate::server::events::NewEvent;
use crate::server::jobs::Prepared;

/// Which import.
#[derive(Clone, Copy, Debug)]
pub struct Taking<'a> {
    pub user: &'a UserId,
    /// Id of the job.
    pub import: &'a str,
}

impl Taking<'_> {
    fn unit(self, db: &Db, ws: &WorkspaceId, text: &'static str) -> Unit {
        let key = vec![ws.as_str().to_owned(), self.user.as_str().to_owned(), self.import.to_owned()];
        // Ids of its agents are the import's with a number behind a hyphen; the point is the character after that.
        let (from, to) = (format!("{}-", self.import), format!("{}.", self.import));
        let unit = db.sql(text).bind("key", key).bind("ws", ws.as_str().to_owned());
        unit.bind("stream", stream(ws).as_str().to_owned()).bind("from", from).bind("to", to)
    }
}

/// An import that an attempt goes on with.
#[derive(Debug, Deserialize)]
pub struct Begun {
    #[serde(flatten)]
    pub file: Staged,
    /// Agents that are stored; below 0 when they are being taken back.
    pub done: i64,
}

impl Begun {
    /// Everything was stored.
    pub fn is_over(&self) -> bool {
        self.file.content.is_empty()
    }
}

/// Keeps the file and puts the job into the queue.
pub async fn order(
    db: &Db,
    ws: &WorkspaceId,
    taking: Taking<'_>,
    file: &Decoded,
    job: &Prepared,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let text = "{
        CREATE type::record('agent_import', $key) SET ws = $ws, user = $user, token = $import, file = '', problem = '', encoding = $encoding, content = $content,
            saved_at = $now, owner = '', done = 0 RETURN NONE;
        fn::enqueue_job($job, $now);
        RETURN NONE;
    }";
    let unit = taking.unit(db, ws, text).bind("user", taking.user.as_str().to_owned()).bind("import", taking.import.to_owned());
    unit.bind("encoding", file.encoding.clone().unwrap_or_default())
        .bind("content", file.text.clone())
        .bind_json("job", job)
        .bind("now", now)
        .exec()
        .await
}

/// Makes the attempt the one that may go on. `None`: the file is gone.
pub async fn begin(db: &Db, ws: &WorkspaceId, taking: Taking<'_>, owner: &str) -> Result<Option<Begun>, DbError> {
    let text = "{
        UPDATE type::record('agent_import', $key) SET owner = $owner RETURN NONE;
        RETURN (SELECT token, file, problem, encoding, content, done ?? 0 AS done FROM ONLY type::record('agent_import', $key));
    }";
    taking.unit(db, ws, text).bind("owner", owner.to_owned()).write().await
}

/// Where an attempt is.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The attempt.
    pub owner: &'a str,
    /// Agents that are stored.
    pub done: usize,
}

/// Stores the next piece. Throws `import_lost` when another attempt goes on meanwhile, or nobody shall.
pub async fn piece(
    db: &Db,
    ws: &WorkspaceId,
    taking: Taking<'_>,
    step: Step<'_>,
    agents: &[Content],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let text = concat!(
        "{
            LET $mine = (UPDATE type::record('agent_import', $key) SET done = $next WHERE owner = $owner AND done = $done RETURN VALUE done);
            IF array::is_empty($mine) { THROW 'import_lost' }; ",
        create_agents!(),
        " RETURN NONE; }"
    );
    let unit = taking.unit(db, ws, text).bind("owner", step.owner.to_owned()).bind("done", number(step.done));
    unit.bind("next", number(step.done + agents.len())).bind_json("agents", &agents).bind("now", now).exec().await
}

/// Everything is stored: open pages hear of it, and the text of the file goes.
pub async fn finish(db: &Db, ws: &WorkspaceId, taking: Taking<'_>, step: Step<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let text = "{
        LET $mine = (UPDATE type::record('agent_import', $key) SET content = '' WHERE owner = $owner AND done = $done RETURN VALUE done);
        IF array::is_empty($mine) { THROW 'import_lost' };
        fn::append_events($stream, [$event], $now);
        RETURN NONE;
    }";
    let unit = taking.unit(db, ws, text).bind("owner", step.owner.to_owned()).bind("done", number(step.done));
    unit.bind_json("event", &changed("created")).bind("now", now).exec().await
}

/// Nobody goes on with it from now on.
pub async fn stop(db: &Db, ws: &WorkspaceId, taking: Taking<'_>) -> Result<(), DbError> {
    taking.unit(db, ws, "UPDATE type::record('agent_import', $key) SET owner = '', done = -1 RETURN NONE").exec().await
}

/// Removes at most `limit` of its agents and gives how many.
pub async fn take_back(db: &Db, ws: &WorkspaceId, taking: Taking<'_>, limit: u32) -> Result<u64, DbError> {
    let text = "{
        LET $rows = (SELECT VALUE id FROM agent WHERE ws = $ws AND sort > $from AND sort < $to LIMIT $n);
        FOR $row IN $rows { fn::forget_agent_versions(record::id($row)) };
        DELETE $rows RETURN NONE;
        RETURN array::len($rows);
    }";
    Ok(taking.unit(db, ws, text).bind("n", i64::from(limit)).write::<u64>().await?.unwrap_or(0))
}

/// None of its agents is left: it may be tried again from the beginning.
pub async fn begin_anew(db: &Db, ws: &WorkspaceId, taking: Taking<'_>, tell: bool, now: DateTime<Utc>) -> Result<(), DbError> {
    let text = "{
        UPDATE type::record('agent_import', $key) SET done = 0 RETURN NONE;
        IF $tell { fn::append_events($stream, [$event], $now) };
        RETURN NONE;
    }";
    taking.unit(db, ws, text).bind("tell", tell).bind_json("event", &changed("deleted")).bind("now", now).exec().await
}

/// The lists of open pages are read anew in any case; thousands of ids would only be long.
fn changed(action: &str) -> NewEvent {
    NewEvent::new("agents_changed", &serde_json::json!({ "ids": [], "action": action }))
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// An import whose agents were not all taken back.
#[derive(Debug, Deserialize)]
pub struct LeftOver {
    pub ws: String,
    pub user: String,
    pub import: String,
}

/// Imports of all workspaces that are being taken back. Takes no workspace: it is the house's own cleaning.
pub async fn left_over(db: &Db, limit: u32) -> Result<Vec<LeftOver>, DbError> {
    db.sql("SELECT ws, user, token AS import FROM agent_import WHERE done = -1 LIMIT $n").bind("n", i64::from(limit)).list().await
}

/// Forgets files that wait since before `until`, of all workspaces; some at a time.
pub async fn forget_old(db: &Db, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM agent_import WHERE saved_at < $until AND done != -1 LIMIT 100) RETURN NONE")
        .bind("until", until)
        .exec()
        .await
}
