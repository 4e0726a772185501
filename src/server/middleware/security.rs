//! Security headers of every answer. The content security policy of pages carries a nonce and is
//! set where pages are rendered; everything else gets the strictest policy.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::server::state::AppState;

/// Policy of answers that are no pages.
const PLAIN_CSP: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Policy of the API's own documentation pages: their scripts are ours, their styles are inline.
const DOCS_CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// Policy of a page whose inline scripts carry this nonce.
pub fn page_csp(nonce: &str, development: bool) -> String {
    // The development server's reload script opens a socket to its own port.
    let connect = if development { "'self' ws:" } else { "'self'" };
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src {connect}; object-src 'none'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'; worker-src 'self'; manifest-src 'self'"
    )
}

/// Sets what is missing; what a handler set itself stays.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let docs = path == "/docs" || path == "/redoc";
    set(headers, header::CONTENT_SECURITY_POLICY, if docs { DOCS_CSP } else { PLAIN_CSP });
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, header::X_FRAME_OPTIONS, "DENY");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(self), payment=(), usb=()");
    if state.config.public_url.starts_with("https:") {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    let fixed = path.starts_with("/pkg/") || path.starts_with("/vendor/") || path.ends_with(".svg") || path == "/passkeys.js";
    set(headers, header::CACHE_CONTROL, if fixed { "no-cache" } else { "no-store" });
    response
}

fn set(headers: &mut axum::http::HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
