//! Who asks, from where: reads the bearer token or the session cookie, looks the session up, and
//! leaves the result in the request's extensions. Whether that is enough, services decide.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::core::{AppError, Code};
use crate::features::auth::cookies;
use crate::features::auth::service::{self, Credential};
use crate::server::ctx::Actor;
use crate::server::extract::cookie;
use crate::server::limits;
use crate::server::state::AppState;

/// How somebody identified themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    None,
    Bearer,
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
    let (caller, news) = caller_of(&state, request.headers()).await;
    let actor = caller.actor.clone();
    let refused = caller.problem.is_some();
    let api = request.uri().path().starts_with("/api/");
    request.extensions_mut().insert(ClientIp(ip));
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    tell_cookie(&state, &mut response, news);
    if api {
        tell_program(&state, &mut response, &actor, refused);
    }
    response
}

async fn caller_of(state: &AppState, headers: &HeaderMap) -> (Caller, CookieNews) {
    if let Some(token) = bearer(headers) {
        let caller = match service::identify(state, &Credential::Bearer(token)).await {
            Ok(Some(found)) => known(Actor::User(found.identity), CredentialKind::Bearer),
            Ok(None) => {
                let problem =
                    AppError::new(Code::Unauthenticated, "The access token is not valid or has expired. Refresh it or sign in again.");
                unknown(CredentialKind::Bearer, Some(problem))
            }
            Err(problem) => unknown(CredentialKind::Bearer, Some(problem)),
        };
        return (caller, CookieNews::Nothing);
    }
    let Some(secret) = cookie(headers, cookies::session_name(state)).filter(|value| !value.is_empty()) else {
        return (unknown(CredentialKind::None, None), CookieNews::Nothing);
    };
    match service::identify(state, &Credential::Cookie(secret.clone())).await {
        Ok(Some(found)) => {
            let news = if found.renewed { CookieNews::Renew(secret) } else { CookieNews::Nothing };
            (known(Actor::User(found.identity), CredentialKind::Cookie), news)
        }
        Ok(None) => {
            let news = if is_page_load(headers) { CookieNews::Clear } else { CookieNews::Nothing };
            (unknown(CredentialKind::None, None), news)
        }
        // The database doesn't answer: that must not look like being logged out.
        Err(problem) => (unknown(CredentialKind::Cookie, Some(problem)), CookieNews::Nothing),
    }
}

/// Whether the answer becomes a page. What a page fetches meanwhile may still carry a cookie that has
/// just been replaced, and its answer must not take the new one away.
fn is_page_load(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|to| to == "document")
}

fn known(actor: Actor, credential: CredentialKind) -> Caller {
    Caller { actor, credential, problem: None }
}

fn unknown(credential: CredentialKind, problem: Option<AppError>) -> Caller {
    Caller { actor: Actor::Anonymous, credential, problem }
}

/// The token of `Authorization: Bearer …`. Other schemes are not ours: a proxy in front may use them.
pub fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
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
