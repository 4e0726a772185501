//! Forms with a file (`multipart/form-data`, RFC 7578), read from a body that is complete. Types that the
//! sender gives mean nothing; a name is a text to be shown.

use axum::body::Body;
use futures::StreamExt as _;

use crate::core::{AppError, Code, Result};

/// Parts that are looked at.
const MAX_PARTS: usize = 16;

/// The content of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name that the file had for its sender; empty when it is no file.
    pub file_name: String,
    pub content: &'a [u8],
}

/// The whole body of at most `takes` bytes. One that is longer is read on up to `reads` bytes and thrown away: a browser
/// whose upload is cut off shows an error of its own and never the answer.
///
/// # Errors
/// `too_large`, and a body that breaks off.
pub async fn whole(body: Body, takes: usize, reads: usize, too_large: fn() -> AppError) -> Result<Vec<u8>> {
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0_usize);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| AppError::new(Code::MalformedRequest, "The file did not arrive whole. Send it again."))?;
        seen += piece.len();
        if seen <= takes {
            bytes.extend_from_slice(&piece);
        } else if seen <= reads {
            bytes = Vec::new();
        } else {
            break;
        }
    }
    if seen > takes { Err(too_large()) } else { Ok(bytes) }
}

fn broken() -> AppError {
    AppError::new(Code::MalformedRequest, "The form could not be read. Send it as multipart/form-data with a boundary.")
}

/// Whether a body of this type is a form with files.
pub fn is_form(content_type: &str) -> bool {
    content_type.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("multipart/form-data")
}

/// The boundary of a form, 1 to 70 characters.
pub fn boundary(content_type: &str) -> Result<&str> {
    let value = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    });
    let value = value.ok_or_else(broken)?;
    let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    if (1..=70).contains(&bare.len()) && bare.is_ascii() { Ok(bare) } else { Err(broken()) }
}

/// The field of that name; `None` when the form has none.
///
/// # Errors
/// The form is cut off, or no form with this boundary.
pub fn field<'a>(body: &'a [u8], boundary: &str, name: &str) -> Result<Option<Part<'a>>> {
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes()).ok_or_else(broken)?;
    for _ in 0..MAX_PARTS {
        if rest.starts_with(b"--") {
            return Ok(None);
        }
        let after_line = rest.strip_prefix(b"\r\n").ok_or_else(broken)?;
        let (head, after_head) = split(after_line, b"\r\n\r\n").ok_or_else(broken)?;
        let (content, after) = split(after_head, next.as_bytes()).ok_or_else(broken)?;
        // A name in another encoding gets strange letters; which field it is stands in plain ones.
        let head = String::from_utf8_lossy(head);
        if parameter(&head, "name") == Some(name) {
            return Ok(Some(Part { file_name: parameter(&head, "filename").unwrap_or_default().to_owned(), content }));
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
        if let Some(after) = text.get(place..)?.strip_prefix(at) {
            return Some((text.get(..place)?, after));
        }
        from = place + 1;
    }
    None
}

/// A parameter of the head's `Content-Disposition`.
fn parameter<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    line.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        (name == wanted).then(|| value.trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = b"--xYz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--xYz\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/html\r\n\r\nname\r\n--xY\r\n--xYz--\r\n";

    #[test]
    fn a_field_is_found_by_its_name_and_cut_exactly() {
        assert_eq!(field(FORM, "xYz", "file").unwrap(), Some(Part { file_name: "a.csv".into(), content: b"name\r\n--xY" }));
        assert_eq!(field(FORM, "xYz", "note").unwrap(), Some(Part { file_name: String::new(), content: b"hello" }));
        assert_eq!(field(FORM, "xYz", "other").unwrap(), None);
    }

    #[test]
    fn a_file_name_in_another_encoding_hides_no_field() {
        let form = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"gr\xfcn.csv\"\r\n\r\nx\r\n--b--\r\n";
        assert_eq!(field(form, "b", "file").unwrap().unwrap().content, b"x");
        assert!(is_form("Multipart/Form-Data; boundary=b") && !is_form("text/csv"));
    }

    #[test]
    fn forms_that_break_off_or_lie_are_refused() {
        for length in 0..FORM.len() - 8 {
            assert!(field(&FORM[..length], "xYz", "file").is_err(), "cut at {length}");
        }
        assert!(field(FORM, "other", "file").is_err());
        let endless = format!("--b{}", "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n--b".repeat(100));
        assert!(field(endless.as_bytes(), "b", "file").is_err());
    }

    #[test]
    fn boundaries_are_read_with_and_without_quotes() {
        assert_eq!(boundary("multipart/form-data; boundary=abc").unwrap(), "abc");
        assert_eq!(boundary("multipart/form-data; charset=utf-8; Boundary=\"a b\"").unwrap(), "a b");
        for bad in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""] {
            assert!(boundary(bad).is_err(), "{bad}");
        }
    }
}
