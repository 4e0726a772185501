//! Extractors that answer in our error shape: `Ctx`, JSON bodies, query strings, path parts.

mod shape;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::core::{AppError, Code};
use crate::server::ctx::{Actor, Ctx};
use crate::server::middleware::body::too_large;
use crate::server::middleware::identity::{Caller, ClientIp};
use crate::server::middleware::request_id::RequestId;
use crate::server::state::AppState;

/// Largest JSON body: 1 MiB.
pub const JSON_LIMIT: usize = 1 << 20;
/// Largest form of a page: 4 MiB, because forms write letters that aren't Latin three times as long.
pub const FORM_LIMIT: usize = 4 << 20;

/// Builds the context from what the middleware left in the request.
pub fn ctx_of(parts: &Parts, state: &AppState) -> Result<Ctx, AppError> {
    let caller = parts.extensions.get::<Caller>();
    if let Some(problem) = caller.and_then(|c| c.problem.clone()) {
        return Err(problem);
    }
    let actor = caller.map_or(Actor::Anonymous, |c| c.actor.clone());
    if let Actor::User(identity) = &actor {
        identity.admitted()?;
    }
    Ok(Ctx {
        state: state.clone(),
        workspace: wanted_workspace(&parts.headers, &actor),
        actor,
        request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        client_ip: parts.extensions.get::<ClientIp>().and_then(|ip| ip.0),
    })
}

/// The header for programs, the cookie for the browser, else the workspace to which an API key is
/// restricted. A cookie that is older than a membership, or another person's, counts for nothing; a
/// wrong header is an error of its sender.
fn wanted_workspace(headers: &HeaderMap, actor: &Actor) -> Option<String> {
    let header = headers.get("x-workspace-id").map(|value| value.to_str().unwrap_or("invalid").trim().to_owned());
    let is_member = |id: &String| matches!(actor, Actor::User(identity) if identity.workspaces.iter().any(|m| m.workspace == *id));
    let of_key = || match actor {
        Actor::User(identity) => identity.key().and_then(|key| key.workspace.clone()),
        _ => None,
    };
    header.filter(|id| !id.is_empty()).or_else(|| cookie(headers, "colloquy_workspace").filter(is_member)).or_else(of_key)
}

/// Value of a cookie by name.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

impl FromRequestParts<AppState> for Ctx {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        ctx_of(parts, state)
    }
}

/// A JSON body. Unknown fields, wrong types and broken JSON are told apart.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = AppError;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        require_json(request.headers())?;
        let bytes = body(request, state).await?;
        parse_json(&bytes).map(Json)
    }
}

/// A JSON body that may be absent.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<AppState> for OptionalJson<T> {
    type Rejection = AppError;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let typed = request.headers().contains_key(header::CONTENT_TYPE);
        if typed {
            require_json(request.headers())?;
        }
        let bytes = body(request, state).await?;
        if bytes.is_empty() { Ok(Self(T::default())) } else { parse_json(&bytes).map(Self) }
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), AppError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let bare = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if bare == "application/json" || bare.ends_with("+json") {
        return Ok(());
    }
    Err(AppError::new(Code::UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json."))
}

async fn body(request: Request, state: &AppState) -> Result<Bytes, AppError> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status().as_u16() {
        413 => too_large(),
        _ => AppError::new(Code::MalformedRequest, "The body could not be read to its end. Send it again."),
    })
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    // Serde would fill a struct from a list as well, in the order of its fields.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(AppError::field("body", "Must be a JSON object."));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = T::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        // A wrong field may come before the place where the JSON breaks.
        let broken = serde_json::from_slice::<serde::de::IgnoredAny>(bytes).err();
        match broken.as_ref().unwrap_or(&error) {
            error if error.classify() == serde_json::error::Category::Data => shape::problem(bytes, error),
            error => AppError::new(
                Code::MalformedRequest,
                format!("The body is not valid JSON (line {}, column {}).", error.line(), error.column()),
            ),
        }
    })
}

/// What is wrong with JSON of the wrong shape, and where: `messages.3.text: Must be text.`
pub fn in_place(bytes: &[u8], error: &serde_json::Error) -> String {
    shape::problem(bytes, error).message
}

/// What belongs where something has the wrong shape, in words for whoever sent it.
pub fn in_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    shape::sentence(text.split(" at line ").next().unwrap_or(&text))
}

/// A query string. Unknown parameters are refused with their name.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Query<T> {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                let text = rejection.body_text();
                Err(wrong_query(&text))
            }
        }
    }
}

/// Turns the sentence of the parser into a field error: "…: limit: invalid digit found in string".
fn wrong_query(text: &str) -> AppError {
    let quoted = text.split('`').nth(1).filter(|name| name.len() <= 60);
    let mut parts = text.rsplit(": ");
    let (said, name) = (parts.next().unwrap_or(""), parts.next().filter(|name| !name.contains(' ') && name.len() <= 60));
    match quoted {
        Some(name) if text.contains("unknown field") => AppError::field(name, "This parameter is not known."),
        Some(name) if text.contains("duplicate field") => AppError::field(name, "This stands there twice."),
        Some(name) if text.contains("missing field") => AppError::field(name, "This is required."),
        _ => AppError::field(name.unwrap_or("query"), shape::sentence(said)),
    }
}

/// A part of the path. Ids that can't be ids are "not found" further down, never a crash.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = AppError;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(AppError::of(Code::NotFound)),
        }
    }
}
