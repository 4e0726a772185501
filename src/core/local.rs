//! Addresses of this site that come from outside, such as the wish in `?next=`.

use std::fmt::Write as _;

use super::validate::is_hidden;

/// Longest address that is followed.
const MAX: usize = 512;
/// What ends the path.
const ENDS: [char; 2] = ['?', '#'];

/// The plain form of a path on this site, with its query: without `.`, `..` and doubled slashes, however
/// they are written. Nothing when a browser, or a proxy that decodes, could read another site in it:
/// `//host`, `/\host`, a scheme, an encoded slash or backslash in the path, anything invisible.
pub fn path(wanted: &str) -> Option<String> {
    let odd = |c: char| c == '\\' || c.is_control() || is_hidden(c);
    if wanted.len() > MAX || !wanted.starts_with('/') || wanted.starts_with("//") || wanted.chars().any(odd) {
        return None;
    }
    let (path, rest) = wanted.split_at(wanted.find(ENDS).unwrap_or(wanted.len()));
    if hides_more(path) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    Some(encoded(&format!("/{}{rest}", parts.join("/"))))
}

/// Whether the path hides a separator, a control character or a second encoding of one.
fn hides_more(path: &str) -> bool {
    let low = path.to_ascii_lowercase();
    let mut codes = low.match_indices('%').filter_map(|(at, _)| low.get(at + 1..at + 3));
    codes.any(|code| matches!(code, "2f" | "5c" | "25" | "7f") || code.starts_with(['0', '1']))
}

/// With everything encoded that can't stand in a header.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '`') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for evil in [
            "",
            "simulations",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            " //evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/%2Fevil.example",
            "/%2f%2fevil.example",
            "/%5Cevil.example",
            "/%09/evil.example",
            "/%252Fevil.example",
            "/a/..%2f..%2f/evil.example",
            "/a\nb",
            "/\u{202e}a",
            "/\u{200b}/evil.example",
        ] {
            assert_eq!(path(evil), None, "{evil}");
        }
    }

    #[test]
    fn a_path_comes_back_in_its_plain_form() {
        for (given, plain) in [
            ("/", "/"),
            ("/simulations?q=a", "/simulations?q=a"),
            ("/../..//evil.example", "/evil.example"),
            ("/..//evil.example", "/evil.example"),
            ("/.//evil.example", "/evil.example"),
            ("/%2e%2E//evil.example", "/evil.example"),
            ("/a/./b/../c", "/a/c"),
            ("/a//b", "/a/b"),
            ("/?next=//x", "/?next=//x"),
            ("/a?b=%2F..#c", "/a?b=%2F..#c"),
            ("/search?q=grüße dir", "/search?q=gr%C3%BC%C3%9Fe%20dir"),
        ] {
            assert_eq!(path(given).as_deref(), Some(plain), "{given}");
            assert_eq!(path(plain).as_deref(), Some(plain), "plain stays plain: {plain}");
        }
    }
}
