//! The picture of an agent.

use chrono::{DateTime, Utc};

use super::{Row, changed, record, stream};
use crate::core::ids::AgentId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// Puts a stored picture in place of the present one; `name` is '' for the drawing, and a `seed` of ''
/// leaves the drawing as it is. The version stays: a picture is no part of what one edits. Throws
/// [`super::GONE`] and `no_picture`.
pub async fn use_avatar(db: &Db, ws: &WorkspaceId, id: &AgentId, name: &str, seed: &str, now: DateTime<Utc>) -> Result<Row, DbError> {
    db.sql(concat!(
        "{
            LET $before = (SELECT version, avatar FROM ONLY $id WHERE ws = $ws);
            IF $before = NONE { THROW 'agent_gone' };
            fn::use_avatar($before.avatar ?? '', $name, $now);
            UPDATE $id SET avatar = $name, persona.avatar_seed = IF $seed = '' { persona.avatar_seed } ELSE { $seed }, updated_at = $now RETURN NONE;
            fn::append_events($stream, [$event], $now);
            RETURN (SELECT ",
        columns!(),
        " FROM ONLY $id);
        }"
    ))
    .bind("id", record(id))
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind("name", name.to_owned())
    .bind("seed", seed.to_owned())
    .bind_json("event", &changed(&[id], "updated"))
    .bind("now", now)
    .write::<Row>()
    .await?
    .ok_or_else(|| DbError::Other("a change of picture gave no agent".into()))
}
