//! Bodies that say of themselves that they are too large are refused before anything of them is read.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::core::{AppError, Code};
use crate::features::{agents, avatars, simulations};
use crate::server::extract::{FORM_LIMIT, JSON_LIMIT};

/// Refuses what is too large for where it goes. The connection ends with it: the rest stays unread.
pub async fn layer(request: Request, next: Next) -> Response {
    let (limit, refusal): (usize, fn() -> AppError) = match request.uri().path() {
        path if avatars::takes_pictures(path) => (avatars::LONGEST_UPLOAD, avatars::too_large),
        path if agents::takes_files(path) => (agents::LONGEST_UPLOAD, agents::too_large),
        path if simulations::takes_files(path) => (simulations::LONGEST_UPLOAD, simulations::too_large),
        path if path.starts_with("/_fn/") => (FORM_LIMIT, form_too_large),
        _ => (JSON_LIMIT, too_large),
    };
    if request.body().size_hint().lower() <= u64::try_from(limit).unwrap_or(u64::MAX) {
        return next.run(request).await;
    }
    let mut response = refusal().into_response();
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The sentence for forms.
pub fn form_too_large() -> AppError {
    AppError::new(Code::PayloadTooLarge, format!("The form is too large; the limit is {} KiB.", FORM_LIMIT / 1024))
}

/// The sentence for every other body.
pub fn too_large() -> AppError {
    AppError::new(Code::PayloadTooLarge, format!("The body is too large; the limit is {} KiB.", JSON_LIMIT / 1024))
}
