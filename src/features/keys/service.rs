//! Making, listing and revoking keys, and from a key to its person.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::scopes::Scope;
use super::secret;
use super::store::{self, KeyRow, NewKey, UsedKeyRow};
use super::types::{ApiKey, KeyInput, KeyQuery, MAX_KEYS, NewApiKey};
use crate::core::ids::{SessionId, UserId};
use crate::core::{AppError, Code, Page, Result};
use crate::features::audit::entry::entry;
use crate::features::auth::service::Identified;
use crate::features::avatars::types::Avatar;
use crate::server::ctx::{Ctx, Identity, KeyAccess, Membership, Via};
use crate::server::paging::{self, Cursor};
use crate::server::state::AppState;
use crate::server::tokens;

/// How precisely the last use of a key is kept.
const TOUCH_AFTER: Duration = Duration::minutes(5);
/// Name of the list in its cursors.
const LIST: &str = "api-keys";

/// A key in use, with the identity made of it.
pub struct UsedKey {
    last_used_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    active: bool,
    identity: Arc<Identity>,
}

impl UsedKey {
    fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.active && self.expires_at.is_none_or(|at| at > now)
    }
}

/// The caller's keys, newest first.
pub async fn list(ctx: &Ctx, query: KeyQuery) -> Result<Page<ApiKey>> {
    let identity = ctx.identity()?;
    let limit = paging::limit(query.limit)?;
    let after = Cursor::read(LIST, query.cursor.as_deref())?.map_or_else(|| "~".to_owned(), |cursor| cursor.after);
    let rows = store::list(&ctx.state.db, identity.user.as_str(), &after, limit + 1).await?;
    let now = ctx.now();
    Ok(paging::page(LIST, rows, limit, |row| row.id.clone()).map(|row| shown(row, now)))
}

fn shown(row: KeyRow, now: DateTime<Utc>) -> ApiKey {
    ApiKey {
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: scopes_of(&row.scopes),
        workspace_id: Some(row.ws).filter(|ws| !ws.is_empty()),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        expired: row.expires_at.is_some_and(|at| at <= now),
    }
}

/// Scopes as they are known today; a name of another release opens nothing.
fn scopes_of(names: &[String]) -> Vec<Scope> {
    names.iter().filter_map(|name| Scope::parse(name)).collect()
}

/// Makes a key. The answer is the only place where the key itself stands.
pub async fn create(ctx: &Ctx, input: KeyInput) -> Result<NewApiKey> {
    let identity = by_session(ctx)?;
    if identity.guest {
        return Err(AppError::new(Code::Forbidden, "A guest can't have API keys. Make an account first."));
    }
    input.check()?;
    let ws = input.workspace_id.clone().unwrap_or_default();
    if !ws.is_empty() && !identity.workspaces.iter().any(|m| m.workspace == ws) {
        return Err(AppError::field("workspace_id", "Choose one of your workspaces."));
    }
    let key = secret::random()?;
    let (now, id) = (ctx.now(), ctx.state.new_id());
    let until = input.days().map(|days| now + Duration::days(i64::from(days)));
    let mut scopes = input.scopes.clone();
    scopes.sort();
    scopes.dedup();
    let row = NewKey {
        id: id.clone(),
        user: identity.user.as_str().to_owned(),
        name: input.name.trim().to_owned(),
        hash: tokens::stored_hash(&ctx.state.secrets, &key),
        prefix: secret::shown(&key),
        scopes: scopes.iter().map(Scope::to_string).collect(),
        ws: ws.clone(),
    };
    let info = ApiKey {
        id,
        name: row.name.clone(),
        prefix: row.prefix.clone(),
        scopes,
        workspace_id: Some(ws).filter(|ws| !ws.is_empty()),
        created_at: now,
        last_used_at: None,
        expires_at: until,
        expired: false,
    };
    let audit = entry(ctx, "key.create", format!("api_key:{}", info.id)).after(&info);
    store::create(&ctx.state.db, &row, MAX_KEYS, until, &audit, now).await.map_err(|error| {
        let too_many = || AppError::new(Code::QuotaExceeded, format!("You have {MAX_KEYS} keys already. Revoke one that you don't need."));
        if error.is_thrown("too_many") { too_many() } else { error.into() }
    })?;
    Ok(NewApiKey { info, key })
}

/// Ends a key at once.
pub async fn revoke(ctx: &Ctx, id: &str) -> Result<()> {
    let user = by_session(ctx)?.user.as_str();
    let db = &ctx.state.db;
    let name = store::name_of(db, user, id).await?.ok_or_else(|| AppError::not_found("API key"))?;
    let audit = entry(ctx, "key.revoke", format!("api_key:{id}")).before(&serde_json::json!({ "name": name }));
    if !store::revoke(db, user, id, &audit, ctx.now()).await? {
        return Err(AppError::not_found("API key"));
    }
    ctx.state.sessions.end_key(id).await;
    Ok(())
}

/// Whoever handles keys has logged in. The route is closed to keys already; this is the second lock.
fn by_session(ctx: &Ctx) -> Result<&Identity> {
    let identity = ctx.identity()?;
    if identity.key().is_some() {
        return Err(AppError::new(Code::Forbidden, "API keys can't be used for this. Sign in instead."));
    }
    Ok(identity)
}

/// Who a key belongs to; `None` when it is wrong, expired or revoked, or its person may not act.
pub async fn identify(state: &AppState, text: &str) -> Result<Option<Identified>> {
    if !secret::is_whole(text) {
        return Ok(None);
    }
    let hash = tokens::stored_hash(&state.secrets, text);
    let id = match state.sessions.key_id(&hash).await {
        Some(id) => id,
        None => match store::find_id(&state.db, &hash).await? {
            Some(id) => {
                state.sessions.remember_key_id(hash, id.clone()).await;
                id
            }
            None => return Ok(None),
        },
    };
    let Some(known) = live(state, &id).await? else { return Ok(None) };
    touch(state, &id, &known).await;
    Ok(Some(Identified { identity: known.identity.clone(), renewed: false }))
}

/// The identity behind a key as it is now; for streams that outlive their request.
pub async fn identity_of(state: &AppState, id: &str) -> Result<Option<Arc<Identity>>> {
    Ok(live(state, id).await?.map(|known| known.identity.clone()))
}

async fn live(state: &AppState, id: &str) -> Result<Option<Arc<UsedKey>>> {
    let load = async { Ok(store::find(&state.db, id).await?.map(|row| Arc::new(used(row)))) };
    let known = state.sessions.key(id, load).await?;
    let now = state.clock.now();
    Ok(known.filter(|key| key.is_live(now)))
}

fn used(row: UsedKeyRow) -> UsedKey {
    let workspace = Some(row.ws).filter(|ws| !ws.is_empty());
    let mut memberships: Vec<_> =
        row.workspaces.into_iter().filter(|m| workspace.as_ref().is_none_or(|only| *only == m.workspace)).collect();
    memberships.sort_by_key(|m| !m.personal); // stable: the personal one first, then the oldest
    let access = KeyAccess { id: row.id, name: row.name, scopes: scopes_of(&row.scopes), workspace, needed: None };
    let identity = Identity {
        user: UserId::new(row.user),
        session: SessionId::new(""),
        via: Via::Key(access),
        name: row.person.name,
        email: row.person.email,
        email_verified: row.person.email_verified,
        guest: row.person.guest,
        system_role: row.person.system_role,
        avatar: Avatar::default(), // pages show it, and keys open no pages
        workspaces: memberships.into_iter().map(|m| Membership { workspace: m.workspace, name: m.name, role: m.role }).collect(),
        expires_at: row.expires_at.unwrap_or(DateTime::<Utc>::MAX_UTC),
    };
    UsedKey { last_used_at: row.last_used_at, expires_at: row.expires_at, active: row.person.active, identity: Arc::new(identity) }
}

/// Writes the last use, now and then and beside the request.
async fn touch(state: &AppState, id: &str, key: &UsedKey) {
    let now = state.clock.now();
    let old = key.last_used_at.is_none_or(|at| now - at >= TOUCH_AFTER);
    if !old || !state.sessions.first_touch_of_key(id).await {
        return;
    }
    let (state, id) = (state.clone(), id.to_owned());
    state.clone().spawn(async move {
        if let Err(error) = store::touch(&state.db, &id, now).await {
            tracing::warn!(%error, "the last use of an API key could not be stored");
        }
    });
}
