//! Server functions of the administration's pages and of the first administrator's link. The forms
//! work without JavaScript.

use leptos::prelude::*;
use leptos::server;

use super::types::{AdminUser, SetupView, UserQuery, UserState};
use crate::core::permission::SystemRole;
use crate::core::{AppError, Page};

/// People of the installation, newest first.
#[server(endpoint = "admin/users", input = server_fn::codec::Json)]
pub async fn list_users(query: UserQuery) -> Result<Page<AdminUser>, AppError> {
    super::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// Makes somebody an administrator, or no longer one.
#[server(endpoint = "admin/set-role")]
pub async fn set_user_role(id: String, role: SystemRole) -> Result<AdminUser, AppError> {
    let patch = super::types::UserPatch { system_role: Some(role), state: None };
    super::service::update(&crate::server::rpc::ctx().await?, &id, patch, None).await
}

/// Deactivates somebody, or activates them again.
#[server(endpoint = "admin/set-state")]
pub async fn set_user_state(id: String, state: UserState) -> Result<AdminUser, AppError> {
    let patch = super::types::UserPatch { system_role: None, state: Some(state) };
    super::service::update(&crate::server::rpc::ctx().await?, &id, patch, None).await
}

/// What the page of the first administrator's link shows.
#[server(endpoint = "setup/view", input = server_fn::codec::Json)]
pub async fn view_setup(token: String) -> Result<SetupView, AppError> {
    super::service::view(&crate::server::rpc::ctx().await?, &token).await
}

/// Makes the visitor the first administrator.
#[server(endpoint = "setup/claim")]
pub async fn claim_setup(token: String) -> Result<(), AppError> {
    super::service::claim(&crate::server::rpc::ctx().await?, &token).await?;
    crate::server::rpc::redirect("/admin/users");
    Ok(())
}

/// Makes an account, and makes it the first administrator.
#[server(endpoint = "setup/register")]
pub async fn register_setup(token: String, email: String, password: String, name: String) -> Result<(), AppError> {
    use crate::features::auth::{browser, types};
    let ctx = browser::visitor().await?;
    let input = types::Registration { email, password: types::Password::new(password), name, username: None };
    let signed = super::service::claim_as_new(&ctx, &token, input, &browser::client()).await?;
    browser::welcome(&ctx, signed, "/admin/users")
}
