//! Server functions of the pages about people. Those without an `input` are plain forms: they work
//! without JavaScript and answer with a redirect.

mod recovery;

use leptos::prelude::*;
use leptos::server;

pub use recovery::{
    ChangePassword, ForgotPassword, ResendVerification, ResetPassword, VerifyEmail, change_password, forgot_password, resend_verification,
    reset_password, verify_email,
};

use super::types::passkeys::{Passkey, PasskeySupport};
use super::types::{SessionInfo, SessionView, User};
use crate::core::AppError;
use crate::core::ids::{PasskeyId, SessionId};

/// Who the visitor is and what they see; `None` for nobody.
#[server(endpoint = "auth/session", input = server_fn::codec::Json)]
pub async fn current_session() -> Result<Option<SessionView>, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    Ok(super::service::session_view(&ctx, super::browser::theme()))
}

/// The visitor's own account.
#[server(endpoint = "auth/me", input = server_fn::codec::Json)]
pub async fn me() -> Result<User, AppError> {
    super::service::me(&crate::server::rpc::ctx().await?).await
}

/// Signs in with e-mail address or username, then goes to `next` (a path on this site).
#[server(endpoint = "auth/login")]
pub async fn login(account: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let ctx = super::browser::visitor().await?;
    let input = super::types::Login { email: Some(account), username: None, password: super::types::Password::new(password) };
    let signed =
        super::service::login(&ctx, input, &super::browser::client()).await.map_err(|e| super::browser::renamed(e, "email", "account"))?;
    super::browser::welcome(&ctx, signed, &next)
}

/// Makes an account, then goes to `next`. A guest becomes the account and keeps everything.
#[server(endpoint = "auth/register")]
pub async fn register(
    email: String,
    password: String,
    name: String,
    #[server(default)] username: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let ctx = super::browser::visitor().await?;
    let username = Some(username).filter(|name| !name.trim().is_empty());
    let input = super::types::Registration { email, password: super::types::Password::new(password), name, username };
    let client = super::browser::client();
    let signed = match super::service::is_guest(&ctx) {
        true => super::service::upgrade(&ctx, input, &client).await?,
        false => super::service::register(&ctx, input, &client).await?,
    };
    super::browser::welcome(&ctx, signed, &next)
}

/// Starts as a guest, then goes to `next`.
#[server(endpoint = "auth/guest")]
pub async fn guest_login(#[server(default)] next: String) -> Result<(), AppError> {
    let ctx = super::browser::visitor().await?;
    let signed = super::service::guest(&ctx, &super::browser::client()).await?;
    super::browser::welcome(&ctx, signed, &next)
}

/// Ends this session, then goes to the start page. Nobody is signed out already.
#[server(endpoint = "auth/logout")]
pub async fn logout() -> Result<(), AppError> {
    let ctx = super::browser::visitor().await?;
    if ctx.identity().is_ok() {
        super::service::logout(&ctx).await?;
    }
    super::browser::farewell(&ctx);
    Ok(())
}

/// Changes the visitor's profile.
#[server(endpoint = "auth/profile")]
pub async fn update_profile(
    name: String,
    #[server(default)] username: String,
    #[server(default)] time_zone: String,
    #[server(default)] language: String,
) -> Result<User, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let guest = ctx.identity()?.guest;
    let username = Some(username).filter(|name| !guest || !name.trim().is_empty());
    super::service::update_me(
        &ctx,
        super::types::ProfileUpdate { name: Some(name), username, time_zone: Some(time_zone), language: Some(language) },
        None,
    )
    .await
}

/// The visitor's sessions, newest first.
#[server(endpoint = "auth/sessions", input = server_fn::codec::Json)]
pub async fn list_my_sessions() -> Result<Vec<SessionInfo>, AppError> {
    super::service::list_sessions(&crate::server::rpc::ctx().await?).await
}

/// Ends one of the visitor's sessions.
#[server(endpoint = "auth/revoke-session")]
pub async fn revoke_session(id: SessionId) -> Result<(), AppError> {
    super::service::revoke_session(&crate::server::rpc::ctx().await?, &id).await
}

/// Ends all of the visitor's sessions but this one; gives their number.
#[server(endpoint = "auth/revoke-other-sessions")]
pub async fn revoke_other_sessions() -> Result<u32, AppError> {
    let ended = super::service::revoke_other_sessions(&crate::server::rpc::ctx().await?).await?;
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}

/// Whether passkeys can work at the public address.
#[server(endpoint = "auth/passkey-support", input = server_fn::codec::Json)]
pub async fn passkeys_supported() -> Result<PasskeySupport, AppError> {
    let ctx = super::browser::visitor().await?;
    Ok(super::service::passkey_support(&ctx.state))
}

/// Signs in with a passkey and gives the path to go to. The script `/passkeys.js` calls it.
#[server(endpoint = "auth/passkey-login", input = server_fn::codec::Json)]
pub async fn passkey_login(
    ceremony_id: String,
    credential: serde_json::Value,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let ctx = super::browser::visitor().await?;
    let input = super::types::passkeys::PasskeyAnswer { ceremony_id, credential };
    let signed = super::service::complete_passkey_login(&ctx, input, &super::browser::client()).await?;
    super::browser::admit(&ctx, signed, &next)
}

/// Makes an account with a passkey and gives the path to go to. The script `/passkeys.js` calls it.
#[server(endpoint = "auth/passkey-register", input = server_fn::codec::Json)]
pub async fn passkey_register(
    ceremony_id: String,
    credential: serde_json::Value,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let ctx = super::browser::visitor().await?;
    let input = super::types::passkeys::PasskeyAnswer { ceremony_id, credential };
    let signed = super::service::complete_passkey_registration(&ctx, input, &super::browser::client()).await?;
    super::browser::admit(&ctx, signed, &next)
}

/// The visitor's passkeys, oldest first.
#[server(endpoint = "auth/passkeys", input = server_fn::codec::Json)]
pub async fn list_my_passkeys() -> Result<Vec<Passkey>, AppError> {
    super::service::list_passkeys(&crate::server::rpc::ctx().await?).await
}

/// Gives one of the visitor's passkeys another name.
#[server(endpoint = "auth/rename-passkey")]
pub async fn rename_passkey(id: PasskeyId, name: String) -> Result<Passkey, AppError> {
    let update = super::types::passkeys::PasskeyUpdate { name };
    super::service::rename_passkey(&crate::server::rpc::ctx().await?, &id, update).await
}

/// Removes one of the visitor's passkeys, unless it is their only way in.
#[server(endpoint = "auth/remove-passkey")]
pub async fn remove_passkey(id: PasskeyId) -> Result<(), AppError> {
    super::service::remove_passkey(&crate::server::rpc::ctx().await?, &id).await
}

/// Remembers the colours of the pages: `system`, `light` or `dark`.
#[server(endpoint = "auth/theme")]
pub async fn set_theme(theme: super::types::Theme) -> Result<(), AppError> {
    let ctx = super::browser::visitor().await?;
    crate::server::rpc::set_cookie(&super::cookies::theme(&ctx.state, theme));
    Ok(())
}
