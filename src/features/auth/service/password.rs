//! Passwords that are lost or changed.
//!
//! Asking for a code and trying one do the same visible work for every address, known or not: the
//! first answers before it looks, the second hashes before it looks.

use super::super::codes::{self, Holder, Purpose};
use super::super::store::{self, AccountRow, Told};
use super::super::types::recovery::{Forgotten, PasswordChange, PasswordReset};
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::server::ctx::Ctx;
use crate::server::mail::{self, Prepared, Template};
use crate::server::passwords;

/// What a wrong code is called, whatever is wrong with it.
pub(super) const WRONG_CODE: &str = "This code is wrong, was used or has expired. Ask for a new one.";
/// Stands in for the id of an account that doesn't exist; no id looks like it.
const NOBODY: &str = "nobody";

/// Mails a code for a new password, if there is an account with this address. The answer doesn't
/// say: everything that could tell happens after it.
pub async fn forgot_password(ctx: &Ctx, input: Forgotten) -> Result<()> {
    input.check()?;
    require_mail(ctx)?;
    let address = input.address();
    ctx.state.limits.ask_code(ctx.client_ip, &address)?;
    let ctx = ctx.clone();
    ctx.state.clone().spawn(async move {
        if let Err(error) = mail_reset(&ctx, &address).await {
            tracing::error!(%error, "a code for a new password could not be mailed");
        }
    });
    Ok(())
}

/// Without mail nobody can be helped, and nobody shall wait.
pub(super) fn require_mail(ctx: &Ctx) -> Result<()> {
    if ctx.state.mail.is_enabled() {
        return Ok(());
    }
    Err(AppError::new(Code::Unavailable, "This installation sends no mail. Ask its administrator for help."))
}

async fn mail_reset(ctx: &Ctx, address: &str) -> Result<()> {
    let Some(account) = store::find_account(&ctx.state.db, address).await?.filter(|account| account.active) else { return Ok(()) };
    let (row, code) = codes::draw(&ctx.state, Purpose::ResetPassword, holder(&account))?;
    // Without a password the person lost their passkeys: the words differ, the way is the same.
    let template = if account.password_hash.is_empty() {
        Template::Recovery { name: account.name.clone(), code }
    } else {
        Template::ResetPassword { name: account.name.clone(), code }
    };
    let mail = mail::prepare(&ctx.state, &account.email, template);
    let audit = entry(ctx, "password.ask_code", format!("user:{}", account.id));
    store::put_code(&ctx.state.db, &row, Told { mail: &mail, audit: &audit }, ctx.now()).await?;
    ctx.state.mail.nudge();
    Ok(())
}

fn holder(account: &AccountRow) -> Holder<'_> {
    Holder { user: &account.id, email: &account.email }
}

/// Sets a new password with a mailed code. Ends every session of the person and signs nobody in.
pub async fn reset_password(ctx: &Ctx, input: PasswordReset) -> Result<()> {
    input.check()?;
    refuse_common(&input.new_password)?;
    let address = input.address();
    ctx.state.limits.try_code(ctx.client_ip)?;
    let hash = passwords::hash(input.new_password.expose().to_owned()).await?;
    let account = store::find_account(&ctx.state.db, &address).await?.filter(|account| account.active);
    let (id, name) = account.as_ref().map_or((NOBODY, ""), |account| (account.id.as_str(), account.name.as_str()));
    let given = codes::given(&ctx.state, Purpose::ResetPassword, Holder { user: id, email: &address }, &input.code);
    let mail = notice(
        ctx,
        &address,
        name,
        "Your password was changed",
        "Somebody chose a new password with a code that was mailed to you. All sessions were ended.",
    );
    let audit = entry(ctx, "password.reset", format!("user:{id}"));
    let outcome = store::reset_password(&ctx.state.db, id, &given, &hash, Told { mail: &mail, audit: &audit }, ctx.now()).await?;
    if !outcome.done {
        return Err(AppError::field("code", WRONG_CODE));
    }
    ended(ctx, &outcome.sessions).await;
    Ok(())
}

/// Changes the caller's password. Ends all other sessions; gives their number.
pub async fn change_password(ctx: &Ctx, input: PasswordChange) -> Result<usize> {
    let identity = ctx.identity()?;
    if identity.guest {
        return Err(AppError::new(Code::Forbidden, "A guest has no password. Make an account first."));
    }
    input.check(&identity.email)?;
    refuse_common(&input.new_password)?;
    let account = store::load_account(&ctx.state.db, identity.user.as_str()).await?.ok_or_else(|| AppError::of(Code::Unauthenticated))?;
    if account.password_hash.is_empty() {
        return Err(AppError::new(
            Code::Conflict,
            "Your account has no password yet. Ask for a code on the page \"Forgot your password?\" to choose one.",
        ));
    }
    let attempt = ctx.state.limits.begin_login(ctx.client_ip, &account.email)?;
    if !passwords::verify(input.current_password.expose().to_owned(), Some(account.password_hash.clone())).await? {
        return Err(AppError::field("current_password", "This is not your current password."));
    }
    ctx.state.limits.give_back(attempt);
    let hash = passwords::hash(input.new_password.expose().to_owned()).await?;
    let sessions = replace(ctx, &account, identity.session.as_str(), &hash).await?;
    ended(ctx, &sessions).await;
    Ok(sessions.len())
}

async fn replace(ctx: &Ctx, account: &AccountRow, keep: &str, hash: &str) -> Result<Vec<String>> {
    let mail = notice(
        ctx,
        &account.email,
        &account.name,
        "Your password was changed",
        "Your password was changed in the settings. All other sessions were ended.",
    );
    let audit = entry(ctx, "password.change", format!("user:{}", account.id));
    let code = codes::given(&ctx.state, Purpose::ResetPassword, holder(account), &Default::default());
    let change = store::Change { user: &account.id, keep, old: &account.password_hash, new: hash, code: &code };
    store::change_password(&ctx.state.db, change, Told { mail: &mail, audit: &audit }, ctx.now())
        .await
        .map_err(|error| if error.is_thrown("stale") { AppError::of(Code::Conflict) } else { error.into() })
}

fn refuse_common(password: &super::super::types::Password) -> Result<()> {
    if passwords::is_common(password.expose()) {
        return Err(AppError::field("new_password", "This password is too common. Choose another one."));
    }
    Ok(())
}

/// Tells the owner of an account what happened to it, when and from where.
pub(super) fn notice(ctx: &Ctx, to: &str, name: &str, subject: &'static str, text: &str) -> Prepared {
    let mut facts = vec![("When", ctx.now().format("%-d %B %Y, %H:%M UTC").to_string())];
    facts.extend(ctx.client_ip.map(|ip| ("From address", ip.to_string())));
    let template = Template::Notice {
        name: name.to_owned(),
        subject,
        text: format!("{text} If it wasn't you, choose a new password at once."),
        facts,
        action: Some(("Choose a new password", "/forgot")),
    };
    mail::prepare(&ctx.state, to, template)
}

/// Sessions that are over are over at once, and the notice goes out.
async fn ended(ctx: &Ctx, sessions: &[String]) {
    for id in sessions {
        ctx.state.sessions.end(id).await;
    }
    ctx.state.sessions.forget_all();
    ctx.state.mail.nudge();
}
