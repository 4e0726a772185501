//! Who asks, from where: reads the one credential of the request, wherever it stands, looks its
//! session or key up, and leaves the result in the request's extensions. Whether that is enough,
//! services decide.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::core::{AppError, Code};
use crate::features::auth::cookies;
use crate::features::auth::service::{self, Credential};
use crate::features::keys::{self, scopes};
use crate::server::ctx::{Actor, Identity, Via};
use crate::server::extract::cookie;
use crate::server::limits;
use crate::server::state::AppState;

/// How somebody identified themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    None,
    Bearer,
    Key,
    Cookie,
}

/// Who sent the request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    pub credential: CredentialKind,
    /// Why the credential could not be used. A bad bearer token must become 401, never "nobody".
    pub problem: Option<AppError>,
}

/// Address of the client, as far as trusted proxies tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub Option<IpAddr>);

/// What the answer must say about the session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CookieNews {
    Nothing,
    /// The session lives longer now.
    Renew(String),
    /// The cookie means nobody.
    Clear,
}

/// Puts [`Caller`] and [`ClientIp`] into the request.
pub async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let ip = client_ip(peer, request.headers(), &state.config.trusted_proxies);
    let needed = scope_of(&request);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let (caller, news) = caller_of(&state, request.headers(), needed).await;
    let actor = caller.actor.clone();
    let refused = caller.problem.is_some();
    let api = request.uri().path().starts_with("/api/");
    request.extensions_mut().insert(ClientIp(ip));
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    tell_cookie(&state, &mut response, news);
    if api {
        tell_attempts(&state, &mut response, route.as_ref().map_or("", MatchedPath::as_str), ip);
        tell_program(&state, &mut response, &actor, refused);
    }
    response
}

/// The scope that the route takes of keys; `None` when it is closed to them.
fn scope_of(request: &Request) -> Option<scopes::Scope> {
    let route = request.extensions().get::<MatchedPath>()?;
    scopes::needed(request.method().as_str(), route.as_str())
}

async fn caller_of(state: &AppState, headers: &HeaderMap, needed: Option<scopes::Scope>) -> (Caller, CookieNews) {
    let credential = match presented(headers, cookies::session_name(state)) {
        Ok(Some(credential)) => credential,
        Ok(None) => return (unknown(CredentialKind::None, None), CookieNews::Nothing),
        Err(problem) => return (unknown(CredentialKind::None, Some(problem)), CookieNews::Nothing),
    };
    let kind = kind_of(&credential);
    match (service::identify(state, &credential).await, credential) {
        (Ok(Some(found)), Credential::Cookie(secret)) => {
            let news = if found.renewed { CookieNews::Renew(secret) } else { CookieNews::Nothing };
            (known(Actor::User(found.identity), kind), news)
        }
        (Ok(Some(found)), _) => (known(Actor::User(for_route(found.identity, needed)), kind), CookieNews::Nothing),
        (Ok(None), Credential::Cookie(_)) => {
            let news = if is_page_load(headers) { CookieNews::Clear } else { CookieNews::Nothing };
            (unknown(CredentialKind::None, None), news)
        }
        (Ok(None), Credential::Bearer(_)) => {
            let problem =
                AppError::new(Code::Unauthenticated, "The access token is not valid or has expired. Refresh it or sign in again.");
            (unknown(kind, Some(problem)), CookieNews::Nothing)
        }
        (Ok(None), Credential::Key(_)) => {
            let problem = AppError::new(
                Code::Unauthenticated,
                "The API key is not valid, has expired or was revoked. Make a new one under Settings, API keys.",
            );
            (unknown(kind, Some(problem)), CookieNews::Nothing)
        }
        // The database doesn't answer: that must not look like being logged out.
        (Err(problem), _) => (unknown(kind, Some(problem)), CookieNews::Nothing),
    }
}

/// Whether the answer becomes a page. What a page fetches meanwhile may still carry a cookie that has
/// just been replaced, and its answer must not take the new one away.
fn is_page_load(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|to| to == "document")
}

const fn kind_of(credential: &Credential) -> CredentialKind {
    match credential {
        Credential::Bearer(_) => CredentialKind::Bearer,
        Credential::Key(_) => CredentialKind::Key,
        Credential::Cookie(_) => CredentialKind::Cookie,
    }
}

/// A key is told what the route of this request takes.
fn for_route(identity: Arc<Identity>, needed: Option<scopes::Scope>) -> Arc<Identity> {
    if identity.key().is_none() {
        return identity;
    }
    let mut here = (*identity).clone();
    if let Via::Key(key) = &mut here.via {
        key.needed = needed;
    }
    Arc::new(here)
}

/// The one credential of a request: a bearer token or key in `Authorization`, a key in `X-API-Key`,
/// or the session cookie. The same key in both headers is one credential; two different credentials
/// are refused, because nobody could say whose rights count.
pub fn presented(headers: &HeaderMap, session_cookie: &str) -> Result<Option<Credential>, AppError> {
    let mut found: Vec<Credential> = headers.get_all(header::AUTHORIZATION).iter().filter_map(bearer_of).map(by_text).collect();
    let keys = headers.get_all("x-api-key").iter().map(|value| value.to_str().unwrap_or("").trim().to_owned());
    found.extend(keys.map(Credential::Key));
    found.extend(cookie(headers, session_cookie).filter(|value| !value.is_empty()).map(Credential::Cookie));
    found.dedup();
    if found.len() > 1 {
        let sentence = "The request has two different credentials. Send one: a bearer token, an API key, or the session cookie.";
        return Err(AppError::new(Code::MalformedRequest, sentence));
    }
    Ok(found.pop())
}

/// What stands in `Authorization: Bearer …` is a key if it looks like one.
fn by_text(text: String) -> Credential {
    if keys::is_key(&text) { Credential::Key(text) } else { Credential::Bearer(text) }
}

fn known(actor: Actor, credential: CredentialKind) -> Caller {
    Caller { actor, credential, problem: None }
}

fn unknown(credential: CredentialKind, problem: Option<AppError>) -> Caller {
    Caller { actor: Actor::Anonymous, credential, problem }
}

/// The token of `Authorization: Bearer …`. Other schemes are not ours: a proxy in front may use them.
pub fn bearer(headers: &HeaderMap) -> Option<String> {
    headers.get(header::AUTHORIZATION).and_then(bearer_of)
}

fn bearer_of(value: &HeaderValue) -> Option<String> {
    let value = value.to_str().ok()?.trim();
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The peer, or what the proxies we trust say about it: the last address of `X-Forwarded-For` that
/// isn't one of them. Everything before that could be forged.
pub fn client_ip(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    let mut client = peer?.to_canonical();
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        if !is_trusted(&client) {
            break;
        }
        match parse_hop(hop) {
            Some(ip) => client = ip,
            None => break,
        }
    }
    Some(client)
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop.parse().or_else(|_| hop.parse::<SocketAddr>().map(|addr| addr.ip())).ok();
    let bracketed = || hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|inner| inner.parse().ok());
    bare.or_else(bracketed).map(|ip: IpAddr| ip.to_canonical())
}

fn tell_cookie(state: &AppState, response: &mut Response, news: CookieNews) {
    let name = cookies::session_name(state);
    let is_session = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.split('=').next() == Some(name));
    if response.headers().get_all(header::SET_COOKIE).iter().any(is_session) {
        return; // a log-in or log-out has spoken
    }
    let line = match news {
        CookieNews::Nothing => return,
        CookieNews::Renew(secret) => cookies::session(state, &secret),
        CookieNews::Clear => cookies::clear_session(state),
    };
    if let Ok(value) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What the address may still do, on the routes by which people get in.
fn tell_attempts(state: &AppState, response: &mut Response, route: &str, ip: Option<IpAddr>) {
    let path = route.strip_prefix("/api/v1").or_else(|| route.strip_prefix("/api")).unwrap_or(route);
    let Some(mut window) = state.limits.address_window(path, ip) else { return };
    let status = response.status();
    let headers = response.headers_mut();
    let wait = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    if let Some(wait) = wait.filter(|_| status == StatusCode::TOO_MANY_REQUESTS) {
        window = window.refused(wait);
    }
    for (name, value) in limits::headers(window) {
        headers.insert(name, value);
    }
}

/// Headers that programs expect: how to authenticate, and how many model calls are left.
fn tell_program(state: &AppState, response: &mut Response, actor: &Actor, refused: bool) {
    let status = response.status();
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = if refused { r#"Bearer realm="colloquy", error="invalid_token""# } else { r#"Bearer realm="colloquy""# };
        headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static(challenge));
    }
    if let Actor::User(identity) = actor {
        for (name, value) in limits::headers(state.limits.model_window(&identity.user)) {
            headers.entry(name).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client_ip(Some(peer.parse().unwrap()), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn a_forged_header_without_a_trusted_proxy_changes_nothing() {
        assert_eq!(seen("198.51.100.7", &["10.0.0.1"], &[]), "198.51.100.7");
        assert_eq!(seen("198.51.100.7", &["10.0.0.1"], &["10.0.0.0/8"]), "198.51.100.7");
    }

    #[test]
    fn a_trusted_proxy_is_believed_for_the_last_hop_only() {
        assert_eq!(seen("10.0.0.2", &["203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.2", &["1.1.1.1, 203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.2", &["1.1.1.1", "203.0.113.9, 10.0.0.3"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("::ffff:10.0.0.2", &["203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn nonsense_in_the_header_stops_at_the_proxy() {
        assert_eq!(seen("10.0.0.2", &["1.1.1.1, nonsense"], &["10.0.0.0/8"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.2", &[""], &["10.0.0.0/8"]), "10.0.0.2");
    }

    #[test]
    fn hops_may_carry_ports_and_brackets() {
        assert_eq!(seen("10.0.0.2", &["203.0.113.9:4711"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.2", &["[2001:db8::1]:443"], &["10.0.0.0/8"]), "2001:db8::1");
        assert_eq!(seen("10.0.0.2", &["[2001:db8::1]"], &["10.0.0.0/8"]), "2001:db8::1");
    }

    #[test]
    fn only_the_bearer_scheme_is_read() {
        let of = |value: &str| bearer(&HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]));
        assert_eq!(of("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(of("bearer  abc ").as_deref(), Some("abc"));
        assert_eq!(of("Bearer").as_deref(), Some(""));
        assert_eq!(of("Basic YTpi"), None);
    }
}
