//! Markdown to HTML that can be shown anywhere: what isn't on the list doesn't come through. Raw
//! HTML becomes text, images become their description, links lead to http, https, mailto, to an
//! anchor of the same text or to a simulation. Two layers do the same work: the events of the
//! parser are filtered, and the HTML is sanitised last.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// Blocks inside blocks; deeper ones lose their frame, not their text.
const MAX_DEPTH: usize = 24;
/// Every id of the text gets this, so that it can't collide with the page's own.
const ID_PREFIX: &str = "doc-";

/// Renders Markdown. The result is safe to put into a page or a file.
pub fn render(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH);
    let mut filter = Filter::default();
    let mut raw = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut raw, parser.filter_map(|event| filter.pass(event)));
    CLEANER.clean(&raw).to_string()
}

/// Drops what must not come through, start and end alike.
#[derive(Default)]
struct Filter {
    /// For every open element whether it was let through.
    open: Vec<bool>,
}

impl Filter {
    fn pass<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => {
                let keep = self.open.len() < MAX_DEPTH && is_wanted(&tag);
                self.open.push(keep);
                keep.then_some(Event::Start(without_title(tag)))
            }
            Event::End(tag) => {
                let kept = self.open.pop().unwrap_or(false);
                kept.then_some(Event::End(tag)).or_else(|| matches!(tag, TagEnd::Paragraph | TagEnd::Item).then_some(Event::SoftBreak))
            }
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            other => Some(other),
        }
    }
}

fn is_wanted(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Link { dest_url, link_type, .. } => {
            let target: Cow<'_, str> =
                if *link_type == LinkType::Email { format!("mailto:{dest_url}").into() } else { dest_url.as_ref().into() };
            is_allowed_target(&target)
        }
        Tag::Image { .. } => false, // the description inside stays as text
        Tag::HtmlBlock | Tag::MetadataBlock(_) => false,
        _ => true,
    }
}

fn without_title(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type, dest_url, id, .. } => Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id },
        other => other,
    }
}

/// http, https and mailto; an anchor; a simulation, with or without an anchor in it.
pub fn is_allowed_target(target: &str) -> bool {
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if let Some(anchor) = target.strip_prefix('#') {
        return !anchor.is_empty() && anchor.len() <= 200;
    }
    if let Some(rest) = target.strip_prefix("/simulations/") {
        let (id, anchor) = rest.split_once('#').unwrap_or((rest, ""));
        return !id.is_empty() && plain(id) && plain(anchor);
    }
    let clean = !target.chars().any(|c| c.is_control() || c.is_whitespace());
    let lower: String = target.chars().take(8).collect::<String>().to_ascii_lowercase();
    clean && (lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("mailto:"))
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "div",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"])), ("div", HashSet::from(["id"]))]))
        // They scroll on narrow screens, so the keyboard must reach them.
        .set_tag_attribute_values(HashMap::from([
            ("table", HashMap::from([("tabindex", "0")])),
            ("pre", HashMap::from([("tabindex", "0")])),
        ]))
        .allowed_classes(HashMap::from([
            ("sup", HashSet::from(["footnote-reference", "footnote-definition-label"])),
            ("div", HashSet::from(["footnote-definition"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .id_prefix(Some(ID_PREFIX))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") if !is_allowed_target(value) => None,
            ("a", "href") => match value.strip_prefix('#') {
                Some(anchor) => Some(format!("#{ID_PREFIX}{anchor}").into()),
                None => Some(value.into()),
            },
            _ => Some(value.into()),
        });
    builder
});

/// A text by somebody else as Markdown that shows exactly this text, on one line: names, quotes
/// and what a model wrote. Control and direction-changing characters are dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars().filter(|c| !is_invisible(*c)) {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    escape_start(out)
}

/// A text that begins like a list item would become one.
fn escape_start(text: String) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let marker = text.get(digits..).and_then(|rest| rest.chars().next());
    match marker {
        Some('+' | '-' | '=' | ':') if digits == 0 => format!("\\{text}"),
        Some('.' | ')') if (1..=9).contains(&digits) => {
            format!("{}\\{}", text.get(..digits).unwrap_or(""), text.get(digits..).unwrap_or(""))
        }
        _ => text,
    }
}

/// Zero-width and direction-changing characters, which make a text look like another.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}
