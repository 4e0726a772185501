//! Cookies of the pages about workspaces.

use super::types::{CreatedInvitation, FreshLink};
use crate::features::auth::cookies;
use crate::server::ctx::Ctx;
use crate::server::extract::cookie;
use crate::server::rpc;

/// Shows this workspace from now on, beginning with a path on this site.
pub fn show(ctx: &Ctx, id: &str, next: &str) {
    rpc::set_cookie(&cookies::workspace(&ctx.state, id));
    rpc::redirect(next);
}

/// Shows the personal workspace from now on.
pub fn show_personal(ctx: &Ctx) {
    rpc::set_cookie(&cookies::clear_workspace(&ctx.state));
    rpc::redirect("/workspaces");
}

/// Gives the secret of a new link to the browser for the next page, if that can't show it at once.
pub fn keep_link(ctx: &Ctx, workspace: &str, made: &CreatedInvitation) {
    if let Some(token) = made.token.as_deref().filter(|_| rpc::is_plain_form()) {
        rpc::set_cookie(&cookies::fresh_link(&ctx.state, &format!("{workspace}.{}.{token}", made.invitation.id)));
    }
}

/// The link that was kept for this workspace; it is forgotten by that.
pub fn take_link(ctx: &Ctx, workspace: &str) -> Option<FreshLink> {
    let kept = rpc::request().and_then(|parts| cookie(&parts.headers, cookies::FRESH_LINK))?;
    rpc::set_cookie(&cookies::clear_fresh_link(&ctx.state));
    let (of, rest) = kept.split_once('.')?;
    let (invitation, token) = rest.split_once('.')?;
    let clean = |text: &str| text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (of == workspace && clean(invitation) && clean(token))
        .then(|| FreshLink { invitation: invitation.to_owned(), url: format!("{}/invitations/{token}", ctx.state.config.public_url) })
}
