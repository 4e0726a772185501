//! Reactions, highlights and notes of the people who watch. Everybody in the workspace sees them;
//! agents never do.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::simulations::store::annotations::{self as store, Added};
use crate::features::simulations::types::{Annotation, AnnotationInput, AnnotationKind, Speaker};
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

use super::{get, stream};

/// Most annotations of one simulation.
pub(super) const MOST: u32 = 2000;
/// Most characters of an id that is looked up.
const MAX_ID: usize = 120;

/// Puts something beside a line. The same highlight or reaction twice is one.
pub async fn create(ctx: &Ctx, id: &SimulationId, input: AnnotationInput) -> Result<Annotation> {
    let ws = ctx.require(Permission::Observe)?;
    input.validate()?;
    let identity = ctx.identity()?;
    let author = Speaker { id: identity.user.to_string(), name: identity.name.clone() };
    let rest = match input.kind {
        AnnotationKind::Highlight => "h".to_owned(),
        AnnotationKind::Reaction => format!("r.{}.{}", author.id, input.text),
        AnnotationKind::Note => format!("n.{}", ctx.state.new_id()),
    };
    let key = format!("{:08}.{rest}", input.seq);
    let made = Annotation { id: key, seq: input.seq, kind: input.kind, text: input.text.trim().to_owned(), author, created_at: ctx.now() };
    match store::add(&ctx.state.db, &ws, id, &made, MOST, ctx.now()).await? {
        None => Err(AppError::not_found("simulation")),
        Some(Added::NoLine) => Err(AppError::field("seq", "There is no message with this number yet.")),
        Some(Added::Full) => {
            Err(AppError::new(Code::Conflict, format!("This simulation has {MOST} annotations already. Remove some that nobody needs.")))
        }
        Some(Added::There) => {
            let before = store::find(&ctx.state.db, &ws, id, &made.id).await?;
            Ok(before.unwrap_or(made))
        }
        Some(Added::Made) => {
            ctx.state.bus.announce(&stream(id.as_str()));
            Ok(made)
        }
    }
}

/// What stands beside the lines, in the order of the transcript.
pub async fn list(ctx: &Ctx, id: &SimulationId, query: &ListQuery) -> Result<Page<Annotation>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(query.limit)?;
    if query.q.is_some() || query.sort.is_some() {
        return Err(AppError::field("sort", "This list is in the order of the transcript and has no search."));
    }
    get(ctx, id).await?;
    let name = format!("annotations of {id}");
    let after = Cursor::read(&name, query.cursor.as_deref())?.map(|cursor| cursor.after).unwrap_or_default();
    let found = store::list(&ctx.state.db, &ws, id, &after, limit + 1).await?;
    Ok(paging::page(&name, found, limit, |annotation| annotation.id.clone()))
}

/// All of them, for the room, archives and documents.
pub async fn all(ctx: &Ctx, id: &SimulationId) -> Result<Vec<Annotation>> {
    let ws = ctx.require(Permission::Read)?;
    Ok(store::list(&ctx.state.db, &ws, id, "", MOST).await?)
}

/// Takes one away: reactions and notes by who made them, highlights by everybody who may observe.
pub async fn delete(ctx: &Ctx, id: &SimulationId, annotation: &str) -> Result<()> {
    let ws = ctx.require(Permission::Observe)?;
    let gone = || AppError::not_found("annotation");
    if annotation.len() > MAX_ID {
        return Err(gone());
    }
    let found = store::find(&ctx.state.db, &ws, id, annotation).await?.ok_or_else(gone)?;
    if found.kind != AnnotationKind::Highlight && found.author.id != ctx.identity()?.user.to_string() {
        return Err(AppError::new(Code::Forbidden, "Only the person who wrote this can remove it."));
    }
    if !store::delete(&ctx.state.db, &ws, id, annotation, ctx.now()).await? {
        return Err(gone());
    }
    ctx.state.bus.announce(&stream(id.as_str()));
    Ok(())
}

/// Numbers of the messages that people highlighted, in order.
pub async fn highlighted(ctx: &Ctx, id: &SimulationId) -> Result<Vec<u64>> {
    let marks = all(ctx, id).await?;
    Ok(marks.into_iter().filter(|mark| mark.kind == AnnotationKind::Highlight).map(|mark| mark.seq).collect())
}
