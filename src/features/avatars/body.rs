//! The picture in the body of a request: raw, or as a part of a form (`multipart/form-data`, RFC 7578).
//! Names and types that the sender gives mean nothing; only the bytes of the part count.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;

use super::picture::too_large;
use super::types::MAX_BYTES;
use crate::core::{AppError, Code, Result};

/// What a form may have around the picture.
const ENVELOPE: usize = 16 << 10;
/// Longest body with a picture in it.
pub const LONGEST_UPLOAD: usize = MAX_BYTES + ENVELOPE;
/// Parts that are looked at.
const MAX_PARTS: usize = 16;
/// Name of the form's field.
const FIELD: &str = "picture";

/// Whether pictures are sent to this address, which may be longer than other bodies.
pub fn takes_pictures(path: &str) -> bool {
    path.ends_with("/avatar")
}

/// The picture that a request carries.
pub async fn picture(request: Request<Body>) -> Result<Vec<u8>> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let bare = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let is_form = bare == "multipart/form-data";
    if !is_form && !bare.starts_with("image/") {
        return Err(AppError::new(
            Code::UnsupportedMediaType,
            "Send the picture as multipart/form-data in the field “picture”, or as the body with a Content-Type such as image/png.",
        ));
    }
    let body = axum::body::to_bytes(request.into_body(), LONGEST_UPLOAD).await.map_err(|error| failed(&error))?;
    let found = if is_form { part(&body, boundary(&kind).ok_or_else(broken)?)? } else { &body };
    match found.len() {
        0 => Err(AppError::field(FIELD, "Choose a picture first.")),
        n if n > MAX_BYTES => Err(too_large()),
        _ => Ok(found.to_vec()),
    }
}

fn failed(error: &axum::Error) -> AppError {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if cause.contains("length limit") {
        too_large()
    } else {
        AppError::new(Code::MalformedRequest, "The picture did not arrive whole. Send it again.")
    }
}

fn broken() -> AppError {
    AppError::new(Code::MalformedRequest, "The form could not be read. Send it as multipart/form-data with a boundary.")
}

/// The boundary of a form, 1 to 70 characters.
fn boundary(kind: &str) -> Option<&str> {
    let value = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    ((1..=70).contains(&bare.len()) && bare.is_ascii()).then_some(bare)
}

/// The content of the form's field.
fn part<'a>(body: &'a [u8], boundary: &str) -> Result<&'a [u8]> {
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes()).ok_or_else(broken)?;
    for _ in 0..MAX_PARTS {
        if rest.starts_with(b"--") {
            return Err(AppError::field(FIELD, "Choose a picture first."));
        }
        let after_line = rest.strip_prefix(b"\r\n").ok_or_else(broken)?;
        let (head, after_head) = split(after_line, b"\r\n\r\n").ok_or_else(broken)?;
        let (content, after) = split(after_head, next.as_bytes()).ok_or_else(broken)?;
        if is_field(head) {
            return Ok(content);
        }
        rest = after;
    }
    Err(broken())
}

/// What stands before and after the first occurrence.
fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let first = at.first()?;
    let mut from = 0;
    while let Some(found) = text.get(from..)?.iter().position(|byte| byte == first) {
        let place = from + found;
        let tail = text.get(place..)?;
        if let Some(after) = tail.strip_prefix(at) {
            return Some((text.get(..place)?, after));
        }
        from = place + 1;
    }
    None
}

/// Whether the head of a part names our field.
fn is_field(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.lines().any(|line| {
        let Some((name, value)) = line.split_once(':') else { return false };
        let named =
            value.split(';').filter_map(|parameter| parameter.trim().strip_prefix("name=")).any(|name| name.trim_matches('"') == FIELD);
        name.trim().eq_ignore_ascii_case("content-disposition") && named
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = b"--xYz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--xYz\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"../../a.php.png\"\r\nContent-Type: text/html\r\n\r\n\x89PNG\r\n\x1a\n--xY\r\n--xYz--\r\n";

    #[test]
    fn the_field_is_found_by_its_name_and_cut_exactly() {
        assert_eq!(part(FORM, "xYz").unwrap(), b"\x89PNG\r\n\x1a\n--xY");
    }

    #[test]
    fn forms_that_break_off_or_lie_are_refused() {
        for length in 0..FORM.len() - 8 {
            assert!(part(&FORM[..length], "xYz").is_err(), "cut at {length}");
        }
        assert!(part(FORM, "other").is_err());
        let endless = format!("--b{}", "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n--b".repeat(100));
        assert!(part(endless.as_bytes(), "b").is_err());
    }

    #[test]
    fn boundaries_are_read_with_and_without_quotes() {
        assert_eq!(boundary("multipart/form-data; boundary=abc"), Some("abc"));
        assert_eq!(boundary("multipart/form-data; charset=utf-8; Boundary=\"a b\""), Some("a b"));
        for bad in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""] {
            assert_eq!(boundary(bad), None, "{bad}");
        }
        assert_eq!(boundary(&format!("multipart/form-data; boundary={}", "x".repeat(71))), None);
    }
}
