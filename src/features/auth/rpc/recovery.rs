//! Server functions of the pages about passwords and mailed codes. All are plain forms.

use leptos::server;

use crate::core::AppError;

/// Mails a code for a new password, then goes to the page where it is typed.
#[server(endpoint = "auth/forgot-password")]
pub async fn forgot_password(email: String) -> Result<(), AppError> {
    use super::super::types::recovery::Forgotten;
    let ctx = super::super::browser::visitor().await?;
    super::super::service::forgot_password(&ctx, Forgotten { email }).await?;
    crate::server::rpc::redirect("/reset?sent=1");
    Ok(())
}

/// Sets a new password with the mailed code, then goes to the sign-in.
#[server(endpoint = "auth/reset-password")]
pub async fn reset_password(email: String, code: String, password: String) -> Result<(), AppError> {
    use super::super::types::{Password, recovery::PasswordReset, recovery::TypedCode};
    let ctx = super::super::browser::visitor().await?;
    let input = PasswordReset { email, code: TypedCode::new(code), new_password: Password::new(password) };
    let outcome = super::super::service::reset_password(&ctx, input).await;
    outcome.map_err(|error| super::super::browser::renamed(error, "new_password", "password"))?;
    super::super::browser::signed_out(&ctx);
    crate::server::rpc::redirect("/login?reset=1");
    Ok(())
}

/// Changes the visitor's password and ends their other sessions, then says so.
#[server(endpoint = "auth/change-password")]
pub async fn change_password(current_password: String, password: String) -> Result<(), AppError> {
    use super::super::types::{Password, recovery::PasswordChange};
    let ctx = crate::server::rpc::ctx().await?;
    let input = PasswordChange { current_password: Password::new(current_password), new_password: Password::new(password) };
    let outcome = super::super::service::change_password(&ctx, input).await;
    outcome.map_err(|error| super::super::browser::renamed(error, "new_password", "password"))?;
    crate::server::rpc::redirect("/settings/password?changed=1");
    Ok(())
}

/// Confirms the visitor's e-mail address, then says so.
#[server(endpoint = "auth/verify-email")]
pub async fn verify_email(code: String) -> Result<(), AppError> {
    use super::super::types::recovery::{EmailProof, TypedCode};
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::verify_email(&ctx, EmailProof { code: TypedCode::new(code) }).await?;
    crate::server::rpc::redirect("/verify");
    Ok(())
}

/// Mails the visitor a new code for their address, then says so.
#[server(endpoint = "auth/resend-verification")]
pub async fn resend_verification() -> Result<(), AppError> {
    super::super::service::resend_verification(&crate::server::rpc::ctx().await?).await?;
    crate::server::rpc::redirect("/verify?sent=1");
    Ok(())
}
