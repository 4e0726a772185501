//! Documents as files: Markdown, a page that stands alone, JSON.

use serde::Serialize;

use super::markdown::is_invisible;
use super::types::{Document, ExportFormat};
use crate::core::format;

/// A file to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub content_type: &'static str,
    /// Value of `Content-Disposition`, for an attachment.
    pub disposition: String,
    pub body: String,
}

/// Makes the file. Links into the product lead to `public_url`.
pub fn file(document: &Document, format: ExportFormat, public_url: &str) -> Export {
    let (content_type, body) = match format {
        ExportFormat::Md => ("text/markdown; charset=utf-8", markdown(document, public_url)),
        ExportFormat::Html => ("text/html; charset=utf-8", page(document, public_url)),
        ExportFormat::Json => ("application/json", json(document)),
    };
    Export { content_type, disposition: attachment(&document.title, format.as_str()), body }
}

fn markdown(document: &Document, public_url: &str) -> String {
    let title = super::markdown::escape(&document.title);
    let text = document.markdown.replace("](/simulations/", &format!("]({public_url}/simulations/"));
    format!("# {title}\n\n{}\n", text.trim_end())
}

fn page(document: &Document, public_url: &str) -> String {
    let title = escape_html(&document.title);
    let body = document.html.replace("href=\"/simulations/", &format!("href=\"{}/simulations/", escape_html(public_url)));
    let about = format!("{} · {} · version {}", document.kind.label(), format::date_time(&document.updated_at), document.version);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<header><h1>{title}</h1><p class="about">{about}</p></header>
{body}
</main>
</body>
</html>
"#
    )
}

/// Reading size, one column, both colour schemes, and paper.
pub const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d9dee5;--paper:#fff;--wash:#f4f6f9;--link:#1d4ed8}\
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b6;--line:#333d4b;--paper:#12171f;--wash:#1a212c;--link:#93b4ff}}\
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\
main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem 5rem}h1,h2,h3,h4{line-height:1.25;margin:2.2em 0 .6em;text-wrap:balance}\
h1{font-size:2rem;margin:0 0 .3em}h2{font-size:1.35rem;border-top:1px solid var(--line);padding-top:1.2em}h3{font-size:1.1rem}\
header{margin-bottom:2rem}.about{color:var(--soft);margin:0}a{color:var(--link);text-underline-offset:.15em}p,li{overflow-wrap:anywhere}\
blockquote{margin:1.2em 0;padding:.6em 1.1em;border-left:4px solid var(--line);background:var(--wash)}blockquote p{margin:.4em 0}\
table{border-collapse:collapse;width:100%;font-size:.94em;margin:1.2em 0}th,td{border-bottom:1px solid var(--line);padding:.5em .6em;text-align:left;vertical-align:top}\
th{color:var(--soft);font-weight:600}pre{background:var(--wash);padding:1em;overflow:auto}code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em}\
hr{border:0;border-top:1px solid var(--line);margin:2em 0}li{margin:.35em 0}\
@media print{main{max-width:none;padding:0}h2,h3{break-after:avoid}li,tr,blockquote{break-inside:avoid}a{color:inherit;text-decoration:none}}";

fn json(document: &Document) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        /// Tells what kind of file this is, for imports.
        format: &'static str,
        format_version: u32,
        document: &'a Document,
    }
    serde_json::to_string_pretty(&File { format: "colloquy.document", format_version: 1, document }).unwrap_or_default()
}

/// `Content-Disposition` after RFC 6266: a plain name for old programs and the real one in UTF-8.
pub fn attachment(title: &str, extension: &str) -> String {
    let name = file_name(title);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.') { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{encoded}.{extension}")
}

/// A title as a file name that every system takes: no separators, no leading dot, not too long.
fn file_name(title: &str) -> String {
    let clean: String = title
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | ';') { ' ' } else { c })
        .collect();
    let joined = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = joined.trim_matches(['.', ' ', '-']).chars().take(80).collect();
    let name = name.trim_end_matches(['.', ' ']);
    if name.is_empty() { "document".to_owned() } else { name.to_owned() }
}

/// A text as HTML that shows exactly this text.
pub fn escape_html(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
        out
    })
}
