//! Rows of members. Every write here goes through `fn::hold_people`, names the roles its caller
//! decided on, and throws `changed` when they are no longer true.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::permission::Role;
use crate::features::audit::entry::Entry;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, Unit};

/// A member with their account. Name and address are empty when the account is gone.
#[derive(Clone, Debug, Deserialize)]
pub struct MemberRow {
    pub user: String,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
    pub name: Option<String>,
    pub email: Option<String>,
}

/// What a decision about a member rests on.
#[derive(Clone, Debug, Deserialize)]
pub struct Facts {
    pub name: String,
    pub personal: bool,
    /// Role of whoever acts.
    pub actor: Option<Role>,
    /// Role of the member it is about.
    pub target: Option<Role>,
}

/// Members of a workspace, in no particular order, at most 2000.
pub async fn list(db: &Db, ws: &WorkspaceId) -> Result<Vec<MemberRow>, DbError> {
    db.sql(
        "SELECT user, role, created_at AS joined_at, type::record('user', user).name AS name, type::record('user', user).email AS email
         FROM membership WHERE ws = $ws LIMIT 2000",
    )
    .bind("ws", ws.as_str().to_owned())
    .list()
    .await
}

/// The present state of a workspace and of two of its members; `None` when it is gone.
pub async fn facts(db: &Db, ws: &WorkspaceId, actor: &str, target: &str) -> Result<Option<Facts>, DbError> {
    db.sql(
        "{ LET $w = (SELECT name, personal FROM ONLY type::record('workspace', $ws));
           IF $w = NONE { RETURN NONE };
           RETURN { name: $w.name, personal: $w.personal, actor: fn::role_of($ws, $actor), target: fn::role_of($ws, $target) }; }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("actor", actor.to_owned())
    .bind("target", target.to_owned())
    .optional()
    .await
}

/// Who changes what for whom, as the caller saw it.
pub struct Act<'a> {
    pub actor: &'a str,
    pub actor_role: Role,
    pub target: &'a str,
    pub target_role: Role,
    pub audit: &'a Entry,
    pub now: DateTime<Utc>,
}

impl Act<'_> {
    fn bound(&self, unit: Unit, ws: &WorkspaceId) -> Unit {
        unit.bind("ws", ws.as_str().to_owned())
            .bind("actor", self.actor.to_owned())
            .bind("actor_role", self.actor_role.as_str().to_owned())
            .bind("target", self.target.to_owned())
            .bind("from", self.target_role.as_str().to_owned())
            .bind_json("audit", self.audit)
            .bind("now", self.now)
    }
}

/// Gives a member another role; `None` takes them out. Their invitations end when they may no longer
/// invite. Throws `last_owner`, `changed` and `gone`.
pub async fn change(db: &Db, ws: &WorkspaceId, act: &Act<'_>, to: Option<Role>) -> Result<(), DbError> {
    let keeps_invitations = to.is_some_and(|role| role.allows(crate::core::permission::Permission::Invite));
    let unit = db.sql(
        "{ fn::hold_people($ws);
           IF fn::role_of($ws, $actor) != $actor_role OR fn::role_of($ws, $target) != $from { THROW 'changed' };
           IF $from = 'owner' AND $to != 'owner' {
             LET $owners = (SELECT VALUE user FROM membership WHERE ws = $ws).filter(|$user| fn::role_of($ws, $user) = 'owner');
             IF array::len($owners) < 2 { THROW 'last_owner' };
           };
           IF $to = '' { DELETE type::record('membership', [$ws, $target]) }
           ELSE { UPDATE type::record('membership', [$ws, $target]) SET role = $to };
           IF !$keeps_invitations { DELETE invitation WHERE ws = $ws AND created_by = $target };
           fn::audit($audit, $now);
           RETURN NONE; }",
    );
    act.bound(unit, ws).bind("to", to.map_or("", Role::as_str).to_owned()).bind("keeps_invitations", keeps_invitations).exec().await
}

/// Makes the target an owner and the actor an administrator. Throws `changed` and `gone`.
pub async fn hand_over(db: &Db, ws: &WorkspaceId, act: &Act<'_>) -> Result<(), DbError> {
    let unit = db.sql(
        "{ fn::hold_people($ws);
           IF fn::role_of($ws, $actor) != $actor_role OR fn::role_of($ws, $target) != $from { THROW 'changed' };
           UPDATE type::record('membership', [$ws, $target]) SET role = 'owner';
           UPDATE type::record('membership', [$ws, $actor]) SET role = 'admin';
           fn::audit($audit, $now);
           RETURN NONE; }",
    );
    act.bound(unit, ws).exec().await
}

/// Deletes a workspace for everybody, at once; what it holds follows. Throws `changed` and `gone`.
pub async fn delete(db: &Db, ws: &WorkspaceId, act: &Act<'_>) -> Result<(), DbError> {
    let unit = db.sql(
        "{ LET $held = fn::hold_people($ws);
           IF $held.personal OR fn::role_of($ws, $actor) != $actor_role { THROW 'changed' };
           fn::audit($audit, $now);
           fn::purge_workspace($ws, $now);
           RETURN NONE; }",
    );
    act.bound(unit, ws).exec().await
}
