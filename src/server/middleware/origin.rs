//! Nobody else's page may act for our visitors. Every request that could change something (every
//! unsafe method, everything under `/_fn`) must come from one of our own pages or from a program.
//! The browser says so itself, in `Sec-Fetch-Site` and `Origin`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::core::{AppError, Code, Result};
use crate::features::auth::cookies;
use crate::features::avatars;
use crate::server::extract::cookie;
use crate::server::state::AppState;

/// Paths under `/api` (without version) that take something else than JSON, with what they take.
const OTHER_TYPES: &[(&str, &str)] = &[
    ("/auth/login", "application/x-www-form-urlencoded"),
    ("/auth/token", "application/x-www-form-urlencoded"),
    ("/files", "multipart/form-data"),
    ("/agents/import", "multipart/form-data"),
    ("/agents/import", "text/csv"),
];

/// Kinds of bodies where pictures are taken.
const PICTURES: &[&str] = &["multipart/form-data", "image/png", "image/jpeg", "image/webp"];

/// Refuses requests of foreign pages, and bodies of foreign kinds on the API.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let verdict = check(&state, &request);
    match verdict {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(state: &AppState, request: &Request) -> Result<()> {
    let path = request.uri().path();
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    if safe && !is_below(path, "/_fn") {
        return Ok(());
    }
    check_origin(&state.config.public_url, cookies::session_name(state), request.headers(), request.uri().host())?;
    if !safe && is_below(path, "/api") { check_type(path, request.headers()) } else { Ok(()) }
}

/// Whether the page that sent the request is ours. `host` is the target's name when the request
/// line carries it (HTTP/2); else the `Host` header does.
fn check_origin(public_url: &str, session_cookie: &str, headers: &HeaderMap, host: Option<&str>) -> Result<()> {
    let foreign = || Err(AppError::new(Code::Forbidden, "This request came from another site. Open the page here and try again."));
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("").trim());
    let origin = text(header::ORIGIN);
    let ours = origin.map(|origin| is_ours(origin, public_url, text(header::HOST).or(host)));
    match (text(header::HeaderName::from_static("sec-fetch-site")), ours) {
        // The browser's own verdict; it also holds behind a proxy that changes the Host header.
        (Some("same-origin"), _) => Ok(()),
        (_, Some(false)) => foreign(),
        (Some("none"), _) | (Some("same-site") | None, Some(true)) => Ok(()),
        (Some(_), _) => foreign(),
        // No browser of the last years leaves out both. Programs do, and they carry no cookie.
        (None, None) if cookie(headers, session_cookie).is_none() => Ok(()),
        (None, None) => Err(AppError::new(
            Code::Forbidden,
            "A request with a session cookie must name its Origin. Programs use a bearer token instead.",
        )),
    }
}

/// The public address, or the name by which this request has reached us, under the scheme of the public address: a
/// machine may have several names, but not several schemes.
fn is_ours(origin: &str, public_url: &str, host: Option<&str>) -> bool {
    let (Some((scheme, authority)), Some((ours, public))) = (origin.split_once("://"), public_url.split_once("://")) else {
        return false;
    };
    let named = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(authority);
    scheme.eq_ignore_ascii_case(ours) && (named(public) || host.is_some_and(named))
}

/// A body under `/api` is JSON, except where stated. A plain form can't be mistaken for one.
fn check_type(path: &str, headers: &HeaderMap) -> Result<()> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    let has_body = length.is_some_and(|n| n > 0) || headers.contains_key(header::TRANSFER_ENCODING);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if !has_body && kind.is_none() {
        return Ok(());
    }
    let bare = kind.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let route = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api")).unwrap_or(path);
    let other = OTHER_TYPES.iter().any(|(at, accepted)| *at == route && *accepted == bare)
        || (avatars::takes_pictures(route) && PICTURES.contains(&bare.as_str()));
    if other || bare == "application/json" || (bare.starts_with("application/") && bare.ends_with("+json")) {
        return Ok(());
    }
    Err(AppError::new(Code::UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json."))
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://panel.example.com";

    fn verdict(headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        check_origin(PUBLIC, "sid", &map, None).is_ok()
    }

    #[test]
    fn our_own_pages_pass() {
        assert!(verdict(&[("sec-fetch-site", "same-origin"), ("cookie", "sid=1")]));
        assert!(verdict(&[("sec-fetch-site", "same-origin"), ("origin", PUBLIC), ("cookie", "sid=1")]));
        assert!(verdict(&[("sec-fetch-site", "none"), ("cookie", "sid=1")]));
        assert!(verdict(&[("origin", PUBLIC), ("cookie", "sid=1")]));
        assert!(verdict(&[("origin", "https://127.0.0.1:3000"), ("host", "127.0.0.1:3000"), ("cookie", "sid=1")]));
    }

    #[test]
    fn another_scheme_is_another_site() {
        assert!(!verdict(&[("origin", "http://panel.example.com"), ("host", "panel.example.com"), ("cookie", "sid=1")]));
        assert!(!verdict(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000"), ("cookie", "sid=1")]));
        for (origin, fits) in [
            ("http://localhost:3000", true),
            ("HTTP://LocalHost:3000", true),
            ("https://localhost:3000", false),
            ("http://10.0.0.7:3000", true),
            ("https://10.0.0.7:3000", false),
            ("http://localhost", false),
            ("localhost:3000", false),
            ("http://", false),
        ] {
            assert_eq!(is_ours(origin, "http://localhost:3000", Some("10.0.0.7:3000")), fits, "{origin}");
        }
    }

    #[test]
    fn foreign_pages_are_refused_with_and_without_cookie_or_token() {
        for who in [("cookie", "sid=1"), ("authorization", "Bearer x"), ("accept", "*/*")] {
            for origin in
                ["https://evil.example", "null", "", "https://panel.example.com.evil.example", "https://panel.example.com:8443", "file://"]
            {
                assert!(!verdict(&[who, ("origin", origin), ("host", "panel.example.com")]), "{origin} {who:?}");
            }
            for site in ["cross-site", "same-site", "nonsense"] {
                assert!(!verdict(&[who, ("sec-fetch-site", site)]), "{site} {who:?}");
            }
            assert!(!verdict(&[who, ("sec-fetch-site", "cross-site"), ("origin", PUBLIC)]));
            assert!(!verdict(&[who, ("sec-fetch-site", "none"), ("origin", "https://evil.example")]));
        }
    }

    #[test]
    fn without_both_headers_only_requests_without_the_session_cookie_pass() {
        assert!(verdict(&[]));
        assert!(verdict(&[("authorization", "Bearer x")]));
        assert!(verdict(&[("cookie", "theme=dark")]));
        assert!(!verdict(&[("cookie", "theme=dark; sid=1")]));
        assert!(!verdict(&[("cookie", "sid=1"), ("authorization", "Bearer x")]));
    }

    #[test]
    fn bodies_on_the_api_are_json_except_where_stated() {
        let accepted = |path: &str, kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("content-length", "3".parse().unwrap());
            headers.insert("content-type", kind.parse().unwrap());
            check_type(path, &headers).is_ok()
        };
        assert!(accepted("/api/v1/agents", "application/json; charset=utf-8"));
        assert!(!accepted("/api/v1/agents", "text/plain"));
        assert!(!accepted("/api/v1/agents", "text/plain+json"));
        assert!(!accepted("/api/v1/agents", "application/x-www-form-urlencoded"));
        assert!(!accepted("/api/agents", "multipart/form-data; boundary=x"));
        assert!(accepted("/api/v1/auth/token", "application/x-www-form-urlencoded"));
        assert!(accepted("/api/auth/login", "application/x-www-form-urlencoded"));
        assert!(check_type("/api/v1/simulations/x/start", &HeaderMap::new()).is_ok());
    }

    #[test]
    fn only_whole_path_segments_count() {
        assert!(is_below("/_fn/agents/list", "/_fn") && is_below("/_fn", "/_fn"));
        assert!(!is_below("/_fnord", "/_fn") && !is_below("/apiary", "/api"));
    }
}
