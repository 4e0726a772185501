//! REST routes of accounts and sessions.

mod oauth;
mod passkeys;
mod recovery;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::{Extension, Form};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cookies;
use super::service::{self, Client, Issued, SignIn};
use super::types::{
    Login, Password, ProfileUpdate, RefreshRequest, Registration, SessionInfo, SessionKind, SignedIn, Tokens, Upgraded, User,
};
use crate::core::ids::SessionId;
use crate::core::{AppError, Code, Page, Result};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope, if_match};
use crate::server::events::sse;
use crate::server::extract::{Json, Path, cookie};
use crate::server::middleware::identity::{Caller, CredentialKind, bearer};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(test_login))
        .routes(routes!(upgrade))
        .routes(routes!(oauth::token))
        .routes(routes!(refresh))
        .routes(routes!(refresh_by_header))
        .routes(routes!(logout))
        .routes(routes!(me, update_me))
        .routes(routes!(list_sessions, revoke_others))
        .routes(routes!(revoke_session))
        .routes(routes!(session_events))
        .merge(passkeys::router())
        .merge(recovery::router())
}

/// A caller without identity: what `Ctx` refuses because of a bad token doesn't matter when
/// somebody signs in.
struct Visitor(Ctx);

impl axum::extract::FromRequestParts<AppState> for Visitor {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &AppState) -> Result<Self> {
        parts.extensions.remove::<crate::server::middleware::identity::Caller>();
        crate::server::extract::ctx_of(parts, state).map(Self)
    }
}

fn program(headers: &HeaderMap) -> Client {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    Client { kind: SessionKind::Program, agent: agent.to_owned() }
}

/// The answer of the routes that sign somebody in.
fn answer(signed: SignIn) -> Result<SignedIn> {
    match signed.issued {
        Issued::Tokens(tokens) => Ok(SignedIn { user: signed.user, workspace: signed.workspace, tokens }),
        Issued::Cookie(_) => Err(AppError::of(Code::Internal)), // a program asked, so tokens were made
    }
}

/// Make an account, with a personal workspace, and sign it in.
#[utoipa::path(post, path = "/auth/register", tag = "Identity", operation_id = "register", security(()), request_body = Registration, responses(
    (status = 201, body = Envelope<SignedIn>),
    (status = 403, body = ErrorEnvelope, description = "This installation takes no new accounts"),
    (status = 409, body = ErrorEnvelope, description = "The e-mail address or username is taken"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn register(Visitor(ctx): Visitor, headers: HeaderMap, Json(input): Json<Registration>) -> Result<Response> {
    let signed = service::register(&ctx, input, &program(&headers)).await?;
    Ok(envelope::created(answer(signed)?, "/api/v1/auth/me"))
}

/// A log-in as JSON or as a form.
struct LoginBody(Login);

/// What a form may send; OAuth clients add fields of their own.
#[derive(Deserialize)]
struct LoginForm {
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    password: Password,
}

impl FromRequest<AppState> for LoginBody {
    type Rejection = AppError;
    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Json::from_request(request, state).await.map(|Json(login)| Self(login));
        }
        let Form(form) = Form::<LoginForm>::from_request(request, state)
            .await
            .map_err(|_| AppError::new(Code::MalformedRequest, "The form could not be read. Send username and password."))?;
        Ok(Self(Login { email: form.email, username: form.username, password: form.password }))
    }
}

/// Sign in with e-mail address or username.
#[utoipa::path(post, path = "/auth/login", tag = "Identity", operation_id = "login", security(()),
    request_body(content((Login = "application/json"), (Login = "application/x-www-form-urlencoded"))), responses(
    (status = 200, body = Envelope<SignedIn>),
    (status = 401, body = ErrorEnvelope, description = "Alike for an unknown account and a wrong password"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn login(Visitor(ctx): Visitor, headers: HeaderMap, LoginBody(input): LoginBody) -> Result<Response> {
    let signed = service::login(&ctx, input, &program(&headers)).await?;
    Ok(envelope::ok(answer(signed)?))
}

/// Start as a guest: no account, a private workspace.
#[utoipa::path(post, path = "/auth/test-login", tag = "Identity", operation_id = "guest_login", security(()), responses(
    (status = 201, body = Envelope<SignedIn>),
    (status = 403, body = ErrorEnvelope, description = "This installation takes no guests"),
    (status = 429, body = ErrorEnvelope),
))]
async fn test_login(Visitor(ctx): Visitor, headers: HeaderMap) -> Result<Response> {
    let signed = service::guest(&ctx, &program(&headers)).await?;
    Ok(envelope::created(answer(signed)?, "/api/v1/auth/me"))
}

/// Keep a guest's work: turn the guest into an account. Workspace and everything in it stay, also what
/// runs; every session of the guest ends, and this answer begins a new one.
#[utoipa::path(post, path = "/auth/guest/upgrade", tag = "Identity", operation_id = "upgrade_guest", request_body = Registration, responses(
    (status = 200, body = Envelope<Upgraded>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "This installation takes no new accounts"),
    (status = 409, body = ErrorEnvelope, description = "The e-mail address or username is taken, or you are no guest"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn upgrade(ctx: Ctx, caller: Option<Extension<Caller>>, headers: HeaderMap, Json(input): Json<Registration>) -> Result<Response> {
    let by_cookie = caller.is_some_and(|Extension(caller)| caller.credential == CredentialKind::Cookie);
    let kind = if by_cookie { SessionKind::Browser } else { SessionKind::Program };
    let client = Client { kind, ..program(&headers) };
    let SignIn { user, workspace, issued, .. } = service::upgrade(&ctx, input, &client).await?;
    let (tokens, secret) = match issued {
        Issued::Tokens(tokens) => (Some(tokens), None),
        Issued::Cookie(secret) => (None, Some(secret)),
    };
    let mut response = envelope::ok(Upgraded { user, workspace, tokens });
    if let Some(value) = secret.and_then(|secret| HeaderValue::from_str(&cookies::session(&ctx.state, &secret)).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Trade a refresh token for a new pair. Each is good for one use.
#[utoipa::path(post, path = "/auth/refresh", tag = "Identity", operation_id = "refresh", security(()), request_body = RefreshRequest, responses(
    (status = 200, body = Envelope<Tokens>),
    (status = 401, body = ErrorEnvelope, description = "Unknown, expired or used before; a second use ends the session"),
    (status = 422, body = ErrorEnvelope),
))]
async fn refresh(Visitor(ctx): Visitor, Json(input): Json<RefreshRequest>) -> Result<Response> {
    Ok(envelope::ok(service::refresh(&ctx, input.refresh_token.expose()).await?.1))
}

/// The same with the refresh token in `X-Refresh-Token`, or in `Authorization` as a bearer token.
#[utoipa::path(get, path = "/auth/refresh-token", tag = "Identity", operation_id = "refresh_by_header", security(()),
    params(("X-Refresh-Token" = Option<String>, Header, description = "The refresh token")), responses(
    (status = 200, body = Envelope<Tokens>),
    (status = 401, body = ErrorEnvelope, description = "Unknown, expired or used before; a second use ends the session"),
))]
async fn refresh_by_header(Visitor(ctx): Visitor, headers: HeaderMap) -> Result<Response> {
    let named = headers.get("x-refresh-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let token = named.or_else(|| bearer(&headers)).unwrap_or_default();
    Ok(envelope::ok(service::refresh(&ctx, &token).await?.1))
}

/// End this session. Its tokens and its cookie are worth nothing from now on.
#[utoipa::path(post, path = "/auth/logout", tag = "Identity", operation_id = "logout", responses(
    (status = 204, description = "Signed out"),
    (status = 401, body = ErrorEnvelope),
))]
async fn logout(ctx: Ctx, headers: HeaderMap) -> Result<Response> {
    service::logout(&ctx).await?;
    let mut response = envelope::no_content();
    if cookie(&headers, cookies::session_name(&ctx.state)).is_some() {
        for line in [cookies::clear_session(&ctx.state), cookies::clear_workspace(&ctx.state)] {
            if let Ok(value) = HeaderValue::from_str(&line) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }
    Ok(response)
}

/// You.
#[utoipa::path(get, path = "/auth/me", tag = "Identity", operation_id = "get_me", responses(
    (status = 200, body = Envelope<User>),
    (status = 401, body = ErrorEnvelope),
))]
async fn me(ctx: Ctx) -> Result<Response> {
    let user = service::me(&ctx).await?;
    let version = user.version;
    Ok(envelope::ok_versioned(user, version))
}

/// Change your name, username, time zone or language.
#[utoipa::path(patch, path = "/auth/me", tag = "Identity", operation_id = "update_me",
    params(("If-Match" = Option<String>, Header)), request_body = ProfileUpdate, responses(
    (status = 200, body = Envelope<User>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest can't hold a username"),
    (status = 409, body = ErrorEnvelope, description = "The username is taken"),
    (status = 412, body = ErrorEnvelope, description = "If-Match is not the present version"),
    (status = 422, body = ErrorEnvelope),
))]
async fn update_me(ctx: Ctx, headers: HeaderMap, Json(input): Json<ProfileUpdate>) -> Result<Response> {
    let user = service::update_me(&ctx, input, if_match(&headers)?).await?;
    let version = user.version;
    Ok(envelope::ok_versioned(user, version))
}

/// Your sessions, newest first.
#[utoipa::path(get, path = "/auth/sessions", tag = "Identity", operation_id = "list_sessions", responses(
    (status = 200, body = ListEnvelope<SessionInfo>),
    (status = 401, body = ErrorEnvelope),
))]
async fn list_sessions(ctx: Ctx) -> Result<Response> {
    let items = service::list_sessions(&ctx).await?;
    let total = u64::try_from(items.len()).ok();
    Ok(envelope::list(Page { items, limit: crate::core::paging::MAX_LIMIT, next_cursor: None, total }))
}

/// How many sessions were ended.
#[derive(Debug, Serialize, ToSchema)]
struct Revoked {
    revoked: usize,
}

/// End all your sessions but this one.
#[utoipa::path(delete, path = "/auth/sessions", tag = "Identity", operation_id = "revoke_other_sessions", responses(
    (status = 200, body = Envelope<Revoked>),
    (status = 401, body = ErrorEnvelope),
))]
async fn revoke_others(ctx: Ctx) -> Result<Response> {
    let revoked = service::revoke_other_sessions(&ctx).await?;
    Ok(envelope::ok(Revoked { revoked }))
}

/// End one of your sessions.
#[utoipa::path(delete, path = "/auth/sessions/{id}", tag = "Identity", operation_id = "revoke_session", params(("id" = SessionId, Path)), responses(
    (status = 204, description = "Ended"),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn revoke_session(ctx: Ctx, Path(id): Path<SessionId>) -> Result<Response> {
    service::revoke_session(&ctx, &id).await?;
    Ok(envelope::no_content())
}

/// Whether your session still lives, as a stream: nothing while it does, then one event `revoked`, within a second.
#[utoipa::path(get, path = "/auth/session/events", tag = "Identity", operation_id = "session_events", responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = 401, body = ErrorEnvelope),
))]
async fn session_events(ctx: Ctx) -> Result<Response> {
    ctx.identity()?;
    Ok(sse::watch(ctx))
}
