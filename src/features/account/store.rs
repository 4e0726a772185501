//! What belongs to a person, counted.

use serde::Deserialize;

use super::types::GoingWorkspace;
use crate::core::permission::Role;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// A workspace of a person, with who else is in it.
#[derive(Clone, Debug, Deserialize)]
pub struct Belonging {
    pub id: String,
    pub name: String,
    pub role: Role,
    /// Members besides the person.
    pub others: u32,
    /// Owners besides the person.
    pub other_owners: u32,
}

/// Workspaces of a person, oldest first.
pub async fn belongings(db: &Db, user: &str) -> Result<Vec<Belonging>, DbError> {
    db.sql(
        "{ LET $mine = (SELECT ws, role, sort FROM membership WHERE user = $user ORDER BY sort);
           RETURN $mine.map(|$m| {
             LET $others = (SELECT VALUE role FROM membership WHERE ws = $m.ws AND user != $user);
             RETURN { id: $m.ws, name: type::record('workspace', $m.ws).name ?? '', role: $m.role, others: array::len($others),
                      other_owners: array::len($others.filter(|$r| $r = 'owner')) };
           }); }",
    )
    .bind("user", user.to_owned())
    .list()
    .await
}

/// What is in a workspace; the name is left empty.
pub async fn contents(db: &Db, ws: &WorkspaceId) -> Result<GoingWorkspace, DbError> {
    db.sql(
        "{ LET $talks = (SELECT count() AS n, math::sum(last_seq) AS messages FROM simulation WHERE ws = $ws GROUP ALL)[0];
           RETURN { name: '', simulations: $talks.n ?? 0, messages: $talks.messages ?? 0,
             agents: (SELECT count() AS n FROM agent WHERE ws = $ws GROUP ALL)[0].n ?? 0,
             scenarios: (SELECT count() AS n FROM scenario WHERE ws = $ws GROUP ALL)[0].n ?? 0,
             documents: (SELECT count() AS n FROM document WHERE ws = $ws GROUP ALL)[0].n ?? 0 }; }",
    )
    .bind("ws", ws.as_str().to_owned())
    .one()
    .await
}
