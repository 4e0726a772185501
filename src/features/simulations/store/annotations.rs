//! What people put beside lines. Ids are `[simulation, key]`; the key begins with the number of the
//! line, so that a range is in the order of the transcript.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::ids::SimulationId;
use crate::features::simulations::service::stream;
use crate::features::simulations::types::{Annotation, SimulationEvent};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// What came of adding one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Added {
    Made,
    /// It was there already.
    There,
    /// The simulation has too many.
    Full,
    /// There is no such line.
    NoLine,
}

/// Adds one, unless the simulation has `most` already. `None`: there is no such simulation.
pub async fn add(
    db: &Db,
    ws: &WorkspaceId,
    id: &SimulationId,
    new: &Annotation,
    most: u32,
    now: DateTime<Utc>,
) -> Result<Option<Added>, DbError> {
    let event = SimulationEvent::Annotation { annotation: new.clone() };
    db.sql(
        "{ LET $row = (SELECT ws, last_seq FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.ws != $ws { RETURN NONE };
           IF $seq > $row.last_seq { RETURN 'no_line' };
           IF (SELECT VALUE id FROM ONLY type::record('annotation', [$id, $key])) != NONE { RETURN 'there' };
           IF array::len((SELECT VALUE id FROM annotation:[$id, '']..[$id, '~'] LIMIT $most)) >= $most { RETURN 'full' };
           CREATE ONLY type::record('annotation', [$id, $key]) SET ws = $ws, author = $author, data = $data, created_at = $now;
           fn::append_events($stream, $events, $now);
           RETURN 'made'; }",
    )
    .bind("id", id.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("key", new.id.clone())
    .bind("seq", i64::try_from(new.seq).unwrap_or(i64::MAX))
    .bind("author", new.author.id.clone())
    .bind_json("data", new)
    .bind("most", i64::from(most))
    .bind("stream", stream(id.as_str()).as_str().to_owned())
    .bind_json("events", &[NewEvent::new(event.name(), &event)])
    .bind("now", now)
    .write()
    .await
}

/// Those after a key, in the order of the transcript.
pub async fn list(db: &Db, ws: &WorkspaceId, id: &SimulationId, after: &str, limit: u32) -> Result<Vec<Annotation>, DbError> {
    #[derive(Deserialize)]
    struct Row {
        data: Annotation,
    }
    let rows: Vec<Row> = db
        .sql("SELECT data FROM annotation:[$id, $after]>..[$id, '~'] WHERE ws = $ws LIMIT $n")
        .bind("id", id.as_str().to_owned())
        .bind("after", after.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("n", i64::from(limit))
        .list()
        .await?;
    Ok(rows.into_iter().map(|row| row.data).collect())
}

/// One of them.
pub async fn find(db: &Db, ws: &WorkspaceId, id: &SimulationId, key: &str) -> Result<Option<Annotation>, DbError> {
    let found: Option<Annotation> = db
        .sql("SELECT VALUE data FROM type::record('annotation', [$id, $key]) WHERE ws = $ws")
        .bind("id", id.as_str().to_owned())
        .bind("key", key.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found)
}

/// Takes one away. Gives whether it was there.
pub async fn delete(db: &Db, ws: &WorkspaceId, id: &SimulationId, key: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let event = SimulationEvent::AnnotationRemoved { id: key.to_owned() };
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (DELETE ONLY type::record('annotation', [$id, $key]) WHERE ws = $ws RETURN BEFORE);
               IF $row = NONE { RETURN false };
               fn::append_events($stream, $events, $now);
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("key", key.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("stream", stream(id.as_str()).as_str().to_owned())
        .bind_json("events", &[NewEvent::new(event.name(), &event)])
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}
