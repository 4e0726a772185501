//! Rows of invitations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::permission::Role;
use crate::features::audit::entry::Entry;
use crate::features::purge::{Part, Scope, rows_of_workspace};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};
use crate::server::mail;

/// Invitations into a workspace, and those that a person made elsewhere.
pub const PURGE: &[Part] = &[
    Part::sql("invitations", Scope::Workspace, rows_of_workspace!("invitation")),
    Part::sql(
        "invitations by a person",
        Scope::Person,
        "{ LET $rows = $spaces.map(|$ws| (SELECT VALUE id FROM invitation WHERE ws = $ws AND created_by = $id LIMIT $n)).flatten();
           DELETE $rows;
           RETURN array::len($rows); }",
    ),
];

/// An invitation as it is stored.
#[derive(Debug, Serialize)]
pub struct NewRow<'a> {
    pub id: &'a str,
    /// Stored hash of the secret.
    pub token: &'a str,
    pub role: Role,
    /// Lower case; empty for a link.
    pub email: &'a str,
    pub max_uses: u32,
    pub created_by: &'a str,
}

/// An invitation in the list of its workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct InvitationRow {
    pub id: String,
    pub role: Role,
    pub email: String,
    pub uses: u32,
    pub max_uses: u32,
    pub invited_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// An invitation with its workspace and what matters of whoever looks at it.
#[derive(Clone, Debug, Deserialize)]
pub struct FoundRow {
    pub id: String,
    pub ws: String,
    pub workspace: String,
    pub role: Role,
    pub email: String,
    pub uses: u32,
    pub max_uses: u32,
    pub invited_by: String,
    pub expires_at: DateTime<Utc>,
    pub member: bool,
    pub viewer: Option<ViewerRow>,
}

/// The account of whoever looks at an invitation.
#[derive(Clone, Debug, Deserialize)]
pub struct ViewerRow {
    pub email: String,
    pub email_verified: bool,
    pub guest: bool,
}

/// An invitation in the list of the person it was mailed to.
#[derive(Clone, Debug, Deserialize)]
pub struct MineRow {
    pub id: String,
    pub workspace: Option<String>,
    pub role: Role,
    pub invited_by: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// What comes with a new invitation.
pub struct Beside<'a> {
    /// The inviter's role, as the caller saw it.
    pub actor_role: Role,
    /// The mail that carries it, for an address.
    pub mail: Option<mail::Prepared>,
    pub audit: &'a Entry,
    /// Open invitations of the workspace, at most.
    pub max: u32,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Bounds that hold inside the transaction.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Open invitations of a workspace.
    pub invitations: u32,
    /// Members of a workspace.
    pub members: u32,
    /// Workspaces of a person.
    pub workspaces: u32,
}

/// Stores an invitation and queues its mail. Throws `changed` (the inviter's role), `too_many`, `invited`, `member` and `gone`.
pub async fn create(db: &Db, ws: &WorkspaceId, row: &NewRow<'_>, beside: Beside<'_>) -> Result<(), DbError> {
    let mails: Vec<mail::Prepared> = beside.mail.into_iter().collect();
    db.sql(
        "{ fn::hold_people($ws);
           IF fn::role_of($ws, $i.created_by) != $actor_role { THROW 'changed' };
           LET $open = (SELECT VALUE email FROM invitation WHERE ws = $ws AND expires_at > $now AND uses < max_uses);
           IF array::len($open) >= $max { THROW 'too_many' };
           IF $i.email != '' {
             IF $i.email IN $open { THROW 'invited' };
             LET $user = (SELECT VALUE user FROM ONLY type::record('login_name', $i.email));
             IF $user != NONE AND fn::role_of($ws, $user) != NONE { THROW 'member' };
           };
           CREATE ONLY type::record('invitation', $i.id) SET ws = $ws, sort = $i.id, token = $i.token, role = $i.role, email = $i.email,
             max_uses = $i.max_uses, uses = 0, created_by = $i.created_by, created_at = $now, expires_at = $until;
           FOR $mail IN $mails { fn::queue_mail($mail, $now) };
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind_json("i", row)
    .bind("actor_role", beside.actor_role.as_str().to_owned())
    .bind("max", i64::from(beside.max))
    .bind_json("mails", &mails)
    .bind_json("audit", beside.audit)
    .bind("now", beside.now)
    .bind("until", beside.until)
    .exec()
    .await
}

/// Invitations of a workspace before a cursor, newest first.
pub async fn list(db: &Db, ws: &WorkspaceId, before: &str, limit: u32) -> Result<Vec<InvitationRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, role, email, uses, max_uses, type::record('user', created_by).name AS invited_by, created_at, expires_at, newest
         FROM invitation WHERE ws = $ws AND newest > $before ORDER BY newest LIMIT $n",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("before", newest_first(before))
    .bind("n", i64::from(limit))
    .list()
    .await
}

/// Takes an invitation back. `false` when the workspace has none with this id.
pub async fn revoke(db: &Db, ws: &WorkspaceId, id: &str, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (DELETE ONLY type::record('invitation', $id) WHERE ws = $ws RETURN BEFORE);
               IF $row = NONE { RETURN false };
               fn::audit($audit, $now);
               RETURN true; }",
        )
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// Id of the invitation with this secret's stored hash.
pub async fn by_token(db: &Db, token: &str) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM invitation WHERE token = $hash LIMIT 1").bind("hash", token.to_owned()).optional().await
}

/// An invitation whose workspace and inviter are still there. `viewer` is empty for strangers.
pub async fn find(db: &Db, id: &str, viewer: &str) -> Result<Option<FoundRow>, DbError> {
    db.sql(
        "{ LET $i = (SELECT * FROM ONLY type::record('invitation', $id));
           IF $i = NONE { RETURN NONE };
           LET $w = (SELECT VALUE name FROM ONLY type::record('workspace', $i.ws));
           LET $by = (SELECT VALUE name FROM ONLY type::record('user', $i.created_by));
           IF $w = NONE OR $by = NONE OR fn::role_of($i.ws, $i.created_by) = NONE { RETURN NONE };
           IF $user = '' {
             RETURN { id: $id, ws: $i.ws, workspace: $w, role: $i.role, email: $i.email, uses: $i.uses, max_uses: $i.max_uses, invited_by: $by,
                      expires_at: $i.expires_at, member: false };
           };
           LET $viewer = (SELECT email, email_verified, guest FROM ONLY type::record('user', $user));
           RETURN { id: $id, ws: $i.ws, workspace: $w, role: $i.role, email: $i.email, uses: $i.uses, max_uses: $i.max_uses, invited_by: $by,
                    expires_at: $i.expires_at, member: fn::role_of($i.ws, $user) != NONE, viewer: $viewer }; }",
    )
    .bind("id", id.to_owned())
    .bind("user", viewer.to_owned())
    .optional()
    .await
}

/// Open invitations to an address, newest first, at most 50.
pub async fn to_address(db: &Db, email: &str, now: DateTime<Utc>) -> Result<Vec<MineRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, role, expires_at, newest, type::record('workspace', ws).name AS workspace,
                type::record('user', created_by).name AS invited_by
         FROM invitation WHERE email = $email AND expires_at > $now AND uses < max_uses ORDER BY newest LIMIT 50",
    )
    .bind("email", email.to_owned())
    .bind("now", now)
    .list()
    .await
}

/// The account of a person.
pub async fn account(db: &Db, user: &str) -> Result<Option<ViewerRow>, DbError> {
    db.sql("SELECT email, email_verified, guest FROM ONLY type::record('user', $user)").bind("user", user.to_owned()).optional().await
}

/// How an acceptance went.
#[derive(Debug, Deserialize)]
pub struct Joined {
    pub ws: String,
    /// `false` for somebody who belonged to the workspace before; nothing was used up then.
    pub joined: bool,
}

/// Lets a person in. `by_token` says whether they showed the secret; without it their address must
/// be verified. Throws `gone`, `expired`, `used_up`, `guest`, `wrong_account`, `too_many` (workspaces of the person)
/// and `full`.
pub async fn accept(
    db: &Db,
    id: &str,
    user: &str,
    by_token: bool,
    audit: &Entry,
    bounds: Bounds,
    now: DateTime<Utc>,
) -> Result<Joined, DbError> {
    db.sql(
        "{ LET $i = (SELECT * FROM ONLY type::record('invitation', $id));
           IF $i = NONE { THROW 'gone' };
           fn::hold_people($i.ws);
           LET $u = (SELECT email, email_verified, guest, state FROM ONLY type::record('user', $user));
           IF $u = NONE OR $u.state != 'active' { THROW 'gone' };
           IF $by_token AND $i.email != '' AND $i.email != $u.email { THROW 'wrong_account' };
           IF !$by_token AND ($i.email = '' OR $i.email != $u.email OR !$u.email_verified) { THROW 'gone' };
           IF fn::role_of($i.ws, $i.created_by) = NONE { THROW 'gone' };
           IF fn::role_of($i.ws, $user) != NONE { RETURN { ws: $i.ws, joined: false } };
           IF $u.guest { THROW 'guest' };
           IF $i.expires_at <= $now { THROW 'expired' };
           IF $i.uses >= $i.max_uses { THROW 'used_up' };
           IF array::len((SELECT VALUE ws FROM membership WHERE user = $user)) >= $workspaces { THROW 'too_many' };
           IF array::len((SELECT VALUE user FROM membership WHERE ws = $i.ws)) >= $members { THROW 'full' };
           UPDATE type::record('invitation', $id) SET uses += 1;
           CREATE ONLY type::record('membership', [$i.ws, $user]) SET ws = $i.ws, user = $user, role = $i.role, created_at = $now, sort = $i.ws;
           fn::audit($audit, $now);
           RETURN { ws: $i.ws, joined: true }; }",
    )
    .bind("id", id.to_owned())
    .bind("user", user.to_owned())
    .bind("by_token", by_token)
    .bind_json("audit", audit)
    .bind("workspaces", i64::from(bounds.workspaces))
    .bind("members", i64::from(bounds.members))
    .bind("now", now)
    .write()
    .await?
    .ok_or_else(|| DbError::Other("an acceptance has an outcome".into()))
}

/// Deletes invitations that ended before `until`, a few at a time.
pub async fn purge(db: &Db, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM invitation WHERE expires_at < $until LIMIT 500)").bind("until", until).exec().await
}
