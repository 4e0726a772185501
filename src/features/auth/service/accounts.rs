//! Accounts and guests.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::super::store::{self, NewUser, ProfileRow, UserRow};
use super::super::types::{Login, ProfileUpdate, Registration, SessionKind, User};
use super::issue::{Client, Draft, SignIn, draft, issue, lifetime};
use crate::core::ids::{SessionId, UserId};
use crate::core::permission::{Role, SystemRole};
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::{Entry, by_operator, entry};
use crate::features::audit::service::note_beside;
use crate::features::workspaces::types::Workspace;
use crate::server::ctx::{Actor, Ctx};
use crate::server::db::DbError;
use crate::server::mail;
use crate::server::passwords;
use crate::server::state::AppState;

/// Makes an account with a personal workspace and signs it in.
pub async fn register(ctx: &Ctx, input: Registration, client: &Client) -> Result<SignIn> {
    require_open(ctx)?;
    register_invited(ctx, input, client).await
}

/// The same for somebody who holds an invitation: also where strangers can't make an account.
pub async fn register_invited(ctx: &Ctx, input: Registration, client: &Client) -> Result<SignIn> {
    check(&input)?;
    ctx.state.limits.sign_up(ctx.client_ip)?;
    let user = new_user(ctx, input).await?;
    create(ctx, user, client).await
}

/// Makes an account for somebody who isn't here, on behalf of the operator. Nobody is signed in.
pub async fn found_account(state: &AppState, input: Registration) -> Result<UserId> {
    let ctx = Ctx { state: state.clone(), actor: Actor::Anonymous, request_id: "operator".to_owned(), client_ip: None, workspace: None };
    check(&input)?;
    let user = new_user(&ctx, input).await?;
    let client = Client { kind: SessionKind::Program, agent: "operator".to_owned() };
    // An account begins with a session; nobody ever gets the secret of this one, and it ends here.
    let signed = create(&ctx, user, &client).await?;
    let audit = by_operator(state, "session.revoke", format!("session:{}", signed.session));
    store::end_session(&state.db, signed.user.id.as_str(), signed.session.as_str(), &audit, state.clock.now()).await?;
    Ok(signed.user.id)
}

async fn new_user(ctx: &Ctx, input: Registration) -> Result<NewUser> {
    let password_hash = passwords::hash(input.password.expose().to_owned()).await?;
    let name = input.name.trim().to_owned();
    Ok(NewUser {
        id: ctx.state.new_id(),
        email: input.email.trim().to_lowercase(),
        username: input.username.as_deref().unwrap_or("").trim().to_owned(),
        workspace: ctx.state.new_id(),
        workspace_name: format!("{name}'s workspace"),
        guest: false,
        passkey: None,
        password_hash,
        name,
    })
}

/// The rules of a registration, with the list of common passwords.
pub(super) fn check(input: &Registration) -> Result<()> {
    input.check()?;
    mail::require_writable(&input.email)?;
    if passwords::is_common(input.password.expose()) {
        return Err(AppError::field("password", "This password is too common. Choose another one."));
    }
    Ok(())
}

/// Name of a guest's workspace.
pub(super) const GUEST_WORKSPACE: &str = "Guest workspace";

/// Makes a guest with a private workspace and signs it in.
pub async fn guest(ctx: &Ctx, client: &Client) -> Result<SignIn> {
    require_open(ctx)?;
    ctx.state.limits.new_guest(ctx.client_ip)?;
    let user = NewUser {
        id: ctx.state.new_id(),
        email: String::new(),
        username: String::new(),
        name: "Guest".to_owned(),
        password_hash: String::new(),
        guest: true,
        workspace: ctx.state.new_id(),
        workspace_name: GUEST_WORKSPACE.to_owned(),
        passkey: None,
    };
    create(ctx, user, client).await
}

pub(super) fn require_open(ctx: &Ctx) -> Result<()> {
    if ctx.state.config.registration_open {
        return Ok(());
    }
    Err(AppError::new(Code::Forbidden, "This installation doesn't take new accounts. Ask its administrator for an invitation."))
}

pub(super) async fn create(ctx: &Ctx, user: NewUser, client: &Client) -> Result<SignIn> {
    let session = draft(ctx, &user.id, client)?;
    let now = ctx.now();
    let action = if user.guest { "guest.create" } else { "account.create" };
    let audit = entry(ctx, action, format!("user:{}", user.id))
        .of_person(&user.id, &user.name, user.guest)
        .after(&json!({ "name": user.name, "email": user.email, "username": user.username, "device": session.row.agent }));
    store::create_user(&ctx.state.db, &user, &session.row, &audit, now, now + lifetime(&ctx.state)).await.map_err(taken)?;
    let workspace =
        Workspace { id: user.workspace, name: user.workspace_name, personal: true, role: Role::Owner, created_at: now, version: 1 };
    let row = UserRow {
        id: user.id,
        email: user.email,
        email_verified: false,
        username: user.username,
        name: user.name,
        has_password: !user.password_hash.is_empty(),
        guest: user.guest,
        system_role: SystemRole::User,
        created_at: now,
        version: 1,
        avatar: None,
        avatar_seed: None,
        time_zone: None,
        language: None,
    };
    if !row.guest {
        super::verify::welcome(ctx, &row.id).await;
    }
    signed_in(ctx, row, workspace, session)
}

pub(super) fn signed_in(ctx: &Ctx, user: UserRow, workspace: Workspace, session: Draft) -> Result<SignIn> {
    let id = SessionId::new(&session.row.id);
    Ok(SignIn { user: shown(user), workspace, session: id, issued: issue(ctx, session)? })
}

/// Two registrations may want the same name: the loser learns which.
pub(super) fn taken(error: DbError) -> AppError {
    let field = match &error {
        DbError::Thrown(code) if code == "email_taken" => "email",
        DbError::Thrown(code) if code == "username_taken" => "username",
        // The rest of an account has ids of our own.
        _ => return super::passkeys::exists(error),
    };
    let sentence = "An account with this e-mail address or username exists already.";
    let fields = [(field.to_owned(), vec![sentence.to_owned()])].into();
    AppError { fields, ..AppError::new(Code::Conflict, sentence) }
}

/// Signs in with e-mail address or username. The answer and the work are the same for an unknown
/// account and a wrong password.
pub async fn login(ctx: &Ctx, input: Login, client: &Client) -> Result<SignIn> {
    input.check()?;
    let account = input.account();
    let attempt = ctx.state.limits.begin_login(ctx.client_ip, &account)?;
    let found = store::find_login(&ctx.state.db, &account).await?;
    let hash = found.as_ref().map(|row| row.password_hash.clone()).filter(|hash| !hash.is_empty());
    let fits = passwords::verify(input.password.expose().to_owned(), hash).await?;
    if let Some(row) = found.as_ref().filter(|row| !fits || !row.active) {
        note_beside(&ctx.state, entry(ctx, "session.refuse", format!("user:{}", row.id)));
    }
    let Some(row) = found.filter(|row| fits && row.active) else { return Err(wrong()) };
    ctx.state.limits.give_back(attempt);
    strengthen(ctx, &row, &input).await;
    let session = draft(ctx, &row.id, client)?;
    let now = ctx.now();
    let audit = signed_in_entry(ctx, &row.id, &row.name, &session);
    store::open_session(&ctx.state.db, &session.row, &audit, now, now + lifetime(&ctx.state)).await.map_err(|error| {
        // Deactivated between the check and here.
        if error.is_thrown("not_active") { wrong() } else { error.into() }
    })?;
    let user = store::find_user(&ctx.state.db, &row.id).await?.ok_or_else(wrong)?;
    let workspace = crate::features::workspaces::service::personal(&ctx.state, &UserId::new(&row.id)).await?;
    signed_in(ctx, user, workspace, session)
}

/// The row of the log for a new session of somebody who has just proved who they are.
pub(super) fn signed_in_entry(ctx: &Ctx, user: &str, name: &str, session: &Draft) -> Entry {
    let row = &session.row;
    entry(ctx, "session.begin", format!("session:{}", row.id))
        .of_person(user, name, false)
        .after(&json!({ "device": row.agent, "kind": row.kind }))
}

fn wrong() -> AppError {
    AppError::new(Code::Unauthenticated, "The e-mail address, username or password is wrong.")
}

/// A hash from before today's parameters is made again, now that the password is known.
async fn strengthen(ctx: &Ctx, row: &store::LoginRow, input: &Login) {
    if !passwords::is_outdated(&row.password_hash) {
        return;
    }
    let Ok(new) = passwords::hash(input.password.expose().to_owned()).await else { return };
    if let Err(error) = store::refresh_hash(&ctx.state.db, &row.id, &row.password_hash, &new).await {
        tracing::warn!(%error, "a password hash could not be strengthened");
    }
}

/// The caller.
pub async fn me(ctx: &Ctx) -> Result<User> {
    let id = ctx.user_id()?;
    let row = store::find_user(&ctx.state.db, id.as_str()).await?;
    row.map(shown).ok_or_else(|| AppError::of(Code::Unauthenticated))
}

/// Changes the caller's profile. `version` is the one the caller read, if they say.
pub async fn update_me(ctx: &Ctx, input: ProfileUpdate, version: Option<u32>) -> Result<User> {
    let identity = ctx.identity()?;
    input.check()?;
    let before = me(ctx).await?;
    // To the store 0 means "any"; no account ever has it.
    if version == Some(0) {
        return Err(AppError::of(Code::PreconditionFailed));
    }
    if identity.guest && input.username.as_deref().is_some_and(|u| !u.trim().is_empty()) {
        return Err(AppError::new(Code::Forbidden, "A guest can't hold a username. Make an account first."));
    }
    let name = input.name.as_deref().map_or(before.name.as_str(), str::trim);
    let username = input.username.as_deref().map_or(before.username.as_deref().unwrap_or(""), str::trim);
    let time_zone = input.time_zone.as_deref().or(before.time_zone.as_deref()).unwrap_or("");
    let language = input.language.as_deref().or(before.language.as_deref()).unwrap_or("");
    let profile = ProfileRow { name, username, time_zone, language };
    let now: DateTime<Utc> = ctx.now();
    let user = identity.user.as_str();
    let audit = entry(ctx, "account.update", format!("user:{user}"))
        .before(&json!({ "name": before.name, "username": before.username, "time_zone": before.time_zone, "language": before.language }))
        .after(&json!({ "name": name, "username": username, "time_zone": time_zone, "language": language }));
    store::update_user(&ctx.state.db, user, profile, version.unwrap_or(before.version), &audit, now).await.map_err(|error| {
        match (error.is_thrown("stale"), version) {
            (true, Some(_)) => AppError::of(Code::PreconditionFailed),
            (true, None) => AppError::of(Code::Conflict),
            _ => taken(error),
        }
    })?;
    ctx.state.sessions.forget_all();
    me(ctx).await
}

fn shown(row: UserRow) -> User {
    User {
        avatar: super::life::avatar_of(&row.id, row.avatar.as_deref(), row.avatar_seed.as_deref()),
        time_zone: row.time_zone.filter(|zone| !zone.is_empty()),
        language: row.language.filter(|tag| !tag.is_empty()),
        id: UserId::new(row.id),
        email: Some(row.email).filter(|email| !email.is_empty()),
        email_verified: row.email_verified,
        has_password: row.has_password,
        username: Some(row.username).filter(|name| !name.is_empty()),
        name: row.name,
        guest: row.guest,
        system_role: row.system_role,
        created_at: row.created_at,
        version: row.version,
    }
}
