//! What somebody typed into a form outlives its refusal, also without script: the browser keeps it for a
//! minute, for the one page that shows it again. Never a password, a code or a token.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::features::auth::cookies;
use crate::server::extract::{FORM_LIMIT, cookie};
use crate::server::middleware::body::form_too_large;
use crate::server::state::AppState;

/// Where forms go.
const FORMS: &str = "/_fn/";
/// Bytes of one field, and of all; a browser keeps 4096 for a cookie.
const FIELD: usize = 1200;
const ALL: usize = 3000;
/// Names with one of these words in them are secrets, or none of the person's business.
const SECRET: [&str; 7] = ["password", "code", "token", "secret", "credential", "ceremony", "next"];

/// Keeps the fields of a form that is refused.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(form) = request.uri().path().strip_prefix(FORMS).map(str::to_owned).filter(|_| is_plain_form(&request)) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let bytes = match axum::body::to_bytes(body, FORM_LIMIT).await {
        Ok(bytes) => bytes,
        Err(_) => return form_too_large().into_response(),
    };
    let kept = fields(&bytes);
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let refused = response.headers().get(header::LOCATION).is_some_and(|to| to.as_bytes().windows(6).any(|part| part == b"__err="));
    if let Ok(line) = HeaderValue::from_str(&cookies::typed(&state, &format!("{form}?{kept}")))
        && refused
        && !kept.is_empty()
    {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    if let Some(place) = response.headers().get(header::LOCATION).and_then(without_empty_query) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// The address that a form leads back to, without the bare `?` that taking parameters away leaves.
fn without_empty_query(place: &HeaderValue) -> Option<HeaderValue> {
    place.to_str().ok()?.strip_suffix('?').and_then(|place| HeaderValue::from_str(place).ok())
}

fn is_plain_form(request: &Request) -> bool {
    let says = |name, words: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).is_some_and(|value| value.contains(words));
    request.method() == Method::POST && says(header::ACCEPT, "text/html") && says(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The fields that may be kept, as the browser encoded them.
fn fields(body: &[u8]) -> String {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"%+=._*-~[]".contains(&b));
    let mut kept = String::new();
    for pair in std::str::from_utf8(body).unwrap_or("").split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.to_ascii_lowercase();
        let is_secret = SECRET.iter().any(|word| name.contains(word));
        if is_secret || value.is_empty() || pair.len() > FIELD || !plain(pair) || kept.len() + pair.len() >= ALL {
            continue;
        }
        if !kept.is_empty() {
            kept.push('&');
        }
        kept.push_str(pair);
    }
    kept
}

/// What was typed into the form with this address (below `/_fn/`), if it was refused just now.
pub fn of_form(headers: &HeaderMap, form: &str) -> Vec<(String, String)> {
    let kept = cookie(headers, cookies::TYPED).unwrap_or_default();
    let Some((of, fields)) = kept.split_once('?') else { return Vec::new() };
    let Ok(mut url) = reqwest::Url::parse("http://localhost/") else { return Vec::new() };
    if of != form {
        return Vec::new();
    }
    url.set_query(Some(fields));
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_an_address_without_an_empty_query() {
        let tidied = |place: &'static str| without_empty_query(&HeaderValue::from_static(place));
        assert_eq!(tidied("/simulations/7?"), Some(HeaderValue::from_static("/simulations/7")));
        assert_eq!(tidied("/simulations/7"), None);
        assert_eq!(tidied("/simulations?q=a"), None);
    }

    #[test]
    fn passwords_codes_and_tokens_are_never_kept() {
        let body = b"name=Ada+L&email=ada%40example.org&password=p4ss&new_password=p4ss&code=123456&token=t0k&next=%2Fhome&agent%5Bname%5D=x&empty=";
        assert_eq!(fields(body), "name=Ada+L&email=ada%40example.org&agent%5Bname%5D=x");
    }

    #[test]
    fn nothing_that_could_end_the_cookie_is_kept() {
        assert_eq!(fields(b"a=x;Domain=evil&b=x, y&c=\r\nSet-Cookie&d=\xff&e=fine"), "");
        assert_eq!(fields(b"a=x;Path=/&e=fine"), "e=fine");
        let long = format!("a={}&b=short", "x".repeat(5000));
        assert_eq!(fields(long.as_bytes()), "b=short");
        assert!(fields(vec![b"abc=def".to_vec(); 2000].join(&b'&').as_slice()).len() <= ALL);
    }

    #[test]
    fn what_was_typed_comes_back_to_its_form_only() {
        let mut headers = HeaderMap::new();
        let line = format!("x=1; {}=auth/register?name=Ada+L%C3%B6&email=a%40b.c; y=2", cookies::TYPED);
        headers.insert(header::COOKIE, HeaderValue::from_str(&line).unwrap());
        let typed = of_form(&headers, "auth/register");
        assert_eq!(typed, [("name".to_owned(), "Ada Lö".to_owned()), ("email".to_owned(), "a@b.c".to_owned())]);
        assert!(of_form(&headers, "auth/login").is_empty() && of_form(&HeaderMap::new(), "auth/register").is_empty());
    }
}
