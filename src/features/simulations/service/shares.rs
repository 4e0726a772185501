//! Links by which people without an account read a conversation, and nothing else of it.

use chrono::Duration;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::audit::entry::entry;
use crate::features::simulations::store::messages;
use crate::features::simulations::store::shares::{self as store, NewShare, ShareRow};
use crate::features::simulations::types::{
    CreatedShare, DEFAULT_DAYS, Message, MessageKind, Share, ShareInput, SharedConversation, SharedLine, SharedPerson,
};
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};
use crate::server::tokens;

/// Most links of one simulation.
const MOST: u32 = 50;
/// Longest secret that is looked up.
const MAX_TOKEN: usize = 100;

/// Makes a link. Its address is in the answer and nowhere else.
pub async fn create(ctx: &Ctx, id: &SimulationId, input: ShareInput) -> Result<CreatedShare> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let (secret, share_id, now) = (tokens::random_secret()?, ctx.state.new_id(), ctx.now());
    let days = input.days.unwrap_or(DEFAULT_DAYS);
    let (expires_at, label) = (now + Duration::days(i64::from(days)), input.label.trim().to_owned());
    let noted = entry(ctx, "share.create", format!("simulation:{id}"))
        .in_workspace(ws.as_str())
        .after(&serde_json::json!({ "share": share_id, "expires_at": expires_at, "label": label }));
    let user = ctx.user_id()?;
    let token = tokens::stored_hash(&ctx.state.secrets, &secret);
    let new = NewShare { id: &share_id, simulation: id, token: &token, label: &label, user: user.as_str(), expires_at };
    match store::create(&ctx.state.db, &ws, new, MOST, &noted, now).await? {
        None => return Err(AppError::not_found("simulation")),
        Some(false) => {
            return Err(AppError::new(Code::Conflict, format!("This simulation has {MOST} links already. Revoke one that nobody needs.")));
        }
        Some(true) => {}
    }
    let share = Share { id: share_id, simulation_id: id.clone(), label, expired: false, created_at: now, expires_at };
    Ok(CreatedShare { share, url: address(ctx, &secret) })
}

/// Where a link leads.
pub fn address(ctx: &Ctx, secret: &str) -> String {
    format!("{}/shared/{secret}", ctx.state.config.public_url)
}

fn shown(ctx: &Ctx, row: ShareRow) -> Share {
    Share {
        expired: row.expires_at <= ctx.now(),
        id: row.id,
        simulation_id: SimulationId::new(row.simulation),
        label: row.label,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

/// Links of a simulation, oldest first; expired ones too, until they are revoked.
pub async fn list(ctx: &Ctx, id: &SimulationId, query: &ListQuery) -> Result<Page<Share>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(query.limit)?;
    if query.q.is_some() || query.sort.as_deref().is_some_and(|sort| sort != "created_at") {
        return Err(AppError::field("sort", "This list is sorted by created_at and has no search."));
    }
    super::get(ctx, id).await?;
    let name = format!("shares of {id}");
    let after = Cursor::read(&name, query.cursor.as_deref())?.map(|cursor| cursor.after).unwrap_or_default();
    let found = store::list(&ctx.state.db, &ws, id, &after, limit + 1).await?;
    Ok(paging::page(&name, found, limit, |row| row.id.clone()).map(|row| shown(ctx, row)))
}

/// Takes a link back at once.
pub async fn revoke(ctx: &Ctx, id: &SimulationId, share: &str) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    let noted =
        entry(ctx, "share.revoke", format!("simulation:{id}")).in_workspace(ws.as_str()).before(&serde_json::json!({ "share": share }));
    if store::delete(&ctx.state.db, &ws, id, share, &noted, ctx.now()).await? { Ok(()) } else { Err(AppError::not_found("link")) }
}

/// What a link opens, for whoever has it. Unknown, revoked and expired links are alike.
pub async fn open(ctx: &Ctx, secret: &str) -> Result<SharedConversation> {
    let gone = || AppError::new(Code::NotFound, "This link has expired or was revoked. Ask whoever sent it for a new one.");
    ctx.state.limits.open_share(ctx.client_ip)?;
    if secret.is_empty() || secret.len() > MAX_TOKEN {
        return Err(gone());
    }
    let found = store::by_token(&ctx.state.db, &tokens::stored_hash(&ctx.state.secrets, secret)).await?;
    let opened = found.filter(|opened| opened.expires_at > ctx.now()).ok_or_else(gone)?;
    let row = store::conversation(&ctx.state.db, &opened.simulation).await?.ok_or_else(gone)?;
    let lines = messages::range(&ctx.state.db, &opened.simulation, 1, row.last_seq).await?;
    let simulation = row.into_simulation();
    Ok(SharedConversation {
        title: simulation.title,
        question: simulation.scenario.question,
        state: simulation.state,
        participants: simulation
            .participants
            .into_iter()
            .map(|p| SharedPerson { id: p.id, name: p.name, profession: p.profession, avatar_seed: p.avatar_seed })
            .collect(),
        lines: lines.into_iter().filter(is_public).map(shared).collect(),
        expires_at: opened.expires_at,
    })
}

/// What everybody in the room heard. Notes of the program tell of limits and of what was pinned.
fn is_public(message: &Message) -> bool {
    message.to.is_empty() && message.kind != MessageKind::System
}

fn shared(message: Message) -> SharedLine {
    let (id, name) = message.speaker.map(|speaker| (speaker.id, speaker.name)).unwrap_or_default();
    // The id and the name of an observer are those of an account.
    let (speaker_id, speaker) = match message.kind {
        MessageKind::Agent => (id, name),
        MessageKind::Observer => (String::new(), "Observer".to_owned()),
        MessageKind::Scene | MessageKind::System => (String::new(), String::new()),
    };
    SharedLine { seq: message.seq, turn: message.turn, kind: message.kind, speaker_id, speaker, text: message.text }
}
