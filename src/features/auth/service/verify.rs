//! Proving that an e-mail address belongs to the account.

use super::super::codes::{self, Holder, Purpose};
use super::super::store::{self, AccountRow, Told};
use super::super::types::User;
use super::super::types::recovery::EmailProof;
use super::accounts::me;
use super::password::{WRONG_CODE, require_mail};
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::server::ctx::Ctx;
use crate::server::mail::{self, Template};

/// Mails the first code after a registration. The account is there already: what fails here is
/// logged, and the person can ask again.
pub(super) async fn welcome(ctx: &Ctx, user: &str) {
    let outcome = match store::load_account(&ctx.state.db, user).await {
        Ok(Some(account)) if account.active && !account.email.is_empty() => send(ctx, &account).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = outcome {
        tracing::error!(%error, "the code for a new account's address could not be mailed");
    }
}

/// Mails the caller a new code for their address. Nothing to do when it is confirmed.
pub async fn resend_verification(ctx: &Ctx) -> Result<()> {
    let account = account(ctx).await?;
    if account.email_verified {
        return Ok(());
    }
    require_mail(ctx)?;
    ctx.state.limits.ask_code(ctx.client_ip, &format!("verify {}", account.id))?;
    send(ctx, &account).await
}

/// Confirms the caller's address with the mailed code.
pub async fn verify_email(ctx: &Ctx, input: EmailProof) -> Result<User> {
    let account = account(ctx).await?;
    input.check()?;
    if !account.email_verified {
        let holder = Holder { user: &account.id, email: &account.email };
        let given = codes::given(&ctx.state, Purpose::VerifyEmail, holder, &input.code);
        let audit = entry(ctx, "email.verify", format!("user:{}", account.id));
        if !store::verify_email(&ctx.state.db, &account.id, &given, &audit, ctx.now()).await? {
            return Err(AppError::field("code", WRONG_CODE));
        }
        ctx.state.sessions.forget_all();
    }
    me(ctx).await
}

async fn account(ctx: &Ctx) -> Result<AccountRow> {
    let identity = ctx.identity()?;
    if identity.guest {
        return Err(AppError::new(Code::Forbidden, "A guest has no e-mail address. Make an account first."));
    }
    let found = store::load_account(&ctx.state.db, identity.user.as_str()).await?;
    found.ok_or_else(|| AppError::of(Code::Unauthenticated))
}

async fn send(ctx: &Ctx, account: &AccountRow) -> Result<()> {
    let holder = Holder { user: &account.id, email: &account.email };
    let (row, code) = codes::draw(&ctx.state, Purpose::VerifyEmail, holder)?;
    let mail = mail::prepare(&ctx.state, &account.email, Template::VerifyEmail { name: account.name.clone(), code });
    let audit = entry(ctx, "email.ask_code", format!("user:{}", account.id));
    store::put_code(&ctx.state.db, &row, Told { mail: &mail, audit: &audit }, ctx.now()).await?;
    ctx.state.mail.nudge();
    Ok(())
}
