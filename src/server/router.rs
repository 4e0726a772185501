//! Puts the server together: API, pages, server functions, static files, and the layers around
//! them. Read it from the bottom: the last layer is the outermost.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self as mw, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use server_fn::error::SERVER_FN_ERROR_HEADER;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;
use tower_http::timeout::TimeoutLayer;

use super::extract::{FORM_LIMIT, JSON_LIMIT};
use super::middleware::{body, idempotency, identity, origin, request_id, security, typed};
use super::state::AppState;
use crate::app::{App, shell};
use crate::core::{AppError, Code};
use crate::features;

/// Longest time until an answer begins. Streams are not cut by it.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The whole application.
pub fn build(state: AppState) -> Router {
    let (api, description) = features::api_router().split_for_parts();
    let description = std::sync::Arc::new(description.to_json().unwrap_or_default());
    let serve_description = move || {
        let text = description.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], text.as_str().to_owned()) }
    };
    let api = api
        .route("/openapi.json", get(serve_description))
        .fallback(api_not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(JSON_LIMIT));
    let pages = pages(&state).layer(RequestBodyLimitLayer::new(FORM_LIMIT));
    Router::new()
        .nest("/api/v1", api.clone())
        .nest("/api", api)
        .merge(features::root_router())
        .route("/docs", get(|| docs_page(include_str!("pages/docs.html"))))
        .route("/redoc", get(|| docs_page(include_str!("pages/redoc.html"))))
        .merge(pages)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(mw::from_fn_with_state(state.clone(), typed::layer))
        .layer(mw::from_fn_with_state(state.clone(), idempotency::layer))
        .layer(mw::from_fn_with_state(state.clone(), origin::layer))
        .layer(mw::from_fn_with_state(state.clone(), identity::layer))
        .layer(mw::from_fn(body::layer))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER_WITHIN))
        .layer(mw::from_fn(errors_of_layers))
        .layer(compression())
        .layer(mw::from_fn_with_state(state.clone(), security::layer))
        .layer(mw::from_fn_with_state(state.clone(), request_id::layer))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(state)
}

/// Pages and server functions, with the same context for both.
fn pages(state: &AppState) -> Router<AppState> {
    let routes = generate_route_list(App);
    let context = {
        let state = state.clone();
        move || {
            provide_context(state.clone());
            let nonce = leptos::nonce::use_nonce();
            if let (Some(nonce), Some(options)) = (nonce, leptos::prelude::use_context::<ResponseOptions>()) {
                let policy = security::page_csp(&nonce, std::env::var_os("LEPTOS_WATCH").is_some());
                if let Ok(value) = HeaderValue::from_str(&policy) {
                    options.insert_header(header::CONTENT_SECURITY_POLICY, value);
                }
            }
        }
    };
    let leptos = state.leptos.clone();
    let site = state.config.site_dir.clone();
    let fallback_context = context.clone();
    let not_found = leptos_axum::render_app_async_with_context(fallback_context, {
        let leptos = leptos.clone();
        move || shell(leptos.clone())
    });
    let page_not_found = move |request: Request| {
        let not_found = not_found.clone();
        async move {
            if let Some(elsewhere) = without_slash(request.uri()) {
                return Redirect::permanent(&elsewhere).into_response();
            }
            let mut response = not_found(request).await.into_response();
            *response.status_mut() = StatusCode::NOT_FOUND;
            response.headers_mut().remove(header::LOCATION);
            response
        }
    };
    Router::new()
        .leptos_routes_with_context(state, routes, context, {
            let leptos = leptos.clone();
            move || shell(leptos.clone())
        })
        .fallback_service(
            ServeDir::new(site)
                .append_index_html_on_directories(false)
                .precompressed_gzip()
                .precompressed_br()
                .fallback(axum::handler::HandlerWithoutStateExt::into_service(page_not_found)),
        )
        .layer(mw::from_fn(send_on))
}

/// Leptos sends only those on with a status who ask for HTML; the others got a page that isn't theirs to see, and a
/// `Location` beside it. Server functions are for scripts, which follow that header.
async fn send_on(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/_fn");
    let mut response = next.run(request).await;
    if is_page && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// Where a page is that was asked for with a slash at its end. A path of this site and of no other.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/').filter(|path| path.len() > 1 && !path.ends_with('/'))?;
    let wanted = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    crate::core::local::path(&wanted)
}

/// Compresses what is complete; never pages or streams, which would be held back.
fn compression() -> CompressionLayer<impl Predicate> {
    let predicate =
        DefaultPredicate::new().and(NotForContentType::const_new("text/html")).and(NotForContentType::const_new("text/event-stream"));
    CompressionLayer::new().compress_when(predicate)
}

async fn docs_page(html: &'static str) -> Html<&'static str> {
    Html(html)
}

async fn api_not_found(uri: Uri) -> AppError {
    AppError::new(Code::NotFound, format!("There is no {} in this API. See /docs for what there is.", uri.path()))
}

async fn method_not_allowed() -> AppError {
    AppError::of(Code::MethodNotAllowed)
}

/// Bare answers of layers (time-outs, limits) become errors in our shape.
async fn errors_of_layers(request: Request, next: Next) -> Response {
    let for_program = request.uri().path().starts_with("/api") || request.uri().path().starts_with("/_fn");
    let id = request.extensions().get::<request_id::RequestId>().map(|id| id.0.clone());
    let response = error_of_function(next.run(request).await, id).await;
    let bare = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !for_program || !bare || response.extensions().get::<AppError>().is_some() {
        return response;
    }
    match response.status() {
        StatusCode::GATEWAY_TIMEOUT => AppError::of(Code::Timeout).into_response(),
        StatusCode::PAYLOAD_TOO_LARGE => AppError::of(Code::PayloadTooLarge).into_response(),
        StatusCode::BAD_REQUEST => AppError::of(Code::MalformedRequest).into_response(),
        StatusCode::NOT_FOUND => AppError::of(Code::NotFound).into_response(),
        _ => response,
    }
}

/// Leptos answers every failed server function with 500. Logs, metrics and programs get the status of
/// the error's code; the page reads the error from the body, which also gets the request's id.
async fn error_of_function(response: Response, request_id: Option<String>) -> Response {
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR && response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !failed {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, JSON_LIMIT).await.unwrap_or_default();
    let Ok(error) = serde_json::from_slice::<AppError>(&bytes) else { return AppError::of(Code::Internal).into_response() };
    parts.status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.remove(header::CONTENT_LENGTH);
    let named = AppError { request_id, ..error };
    Response::from_parts(parts, serde_json::to_vec(&named).unwrap_or_default().into())
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = text.unwrap_or("unknown"), "a request panicked");
    AppError::of(Code::Internal).into_response()
}
