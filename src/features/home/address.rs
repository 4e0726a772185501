//! Addresses of pages. The same text on both sides, because it stands in what is hydrated.

use crate::features::admin::page::PAGES as ADMIN_PAGES;
use crate::features::auth::page::settings::PAGES;
use crate::ui::Crumb;

/// Percent-encodes a text for the value of a query parameter.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The sign-in page that leads back to where the visitor wanted to go.
pub fn login(path: &str, query: &str) -> String {
    let wanted = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    if wanted == "/home" { "/login".to_owned() } else { format!("/login?next={}", encode(&wanted)) }
}

/// The parts of the product: path and name.
const SECTIONS: [(&str, &str); 12] = [
    ("home", "Home"),
    ("simulations", "Simulations"),
    ("scenarios", "Scenarios"),
    ("library", "Library"),
    ("agents", "My agents"),
    ("documents", "Documents"),
    ("check", "Check a transcript"),
    ("jobs", "Jobs"),
    ("settings", "Settings"),
    ("workspaces", "Workspaces"),
    ("search", "Search"),
    ("admin", "Administration"),
];

/// Where a page is: its part of the product, then what the address says about it. Names of
/// single things stand in the heading of their page.
pub fn trail(path: &str) -> Vec<Crumb> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let Some((slug, name)) = SECTIONS.iter().find(|(slug, _)| slug == first) else { return Vec::new() };
    let mut crumbs = if rest.is_empty() { vec![Crumb::here(*name)] } else { vec![Crumb::link(*name, format!("/{slug}"))] };
    match (*slug, rest) {
        (_, []) => {}
        ("settings", _) => crumbs.extend(PAGES.iter().find(|page| page.href == path).map(|page| Crumb::here(page.label))),
        ("admin", _) => crumbs.extend(ADMIN_PAGES.iter().find(|(_, href, _)| *href == path).map(|(label, ..)| Crumb::here(*label))),
        ("simulations", ["compare"]) => crumbs.push(Crumb::here("Compare")),
        (_, ["new"]) => crumbs.push(Crumb::here("New")),
        ("agents", ["panel"]) => crumbs.push(Crumb::here("Panel")),
        ("agents", ["sample"]) => crumbs.push(Crumb::here("Sample")),
        ("agents", ["import"]) => crumbs.push(Crumb::here("Import and export")),
        ("agents", ["saved"]) => crumbs.push(Crumb::here("Shelf")),
        (_, [_]) => crumbs.push(Crumb::here(one_of(slug))),
        (_, [id, what @ ..]) => {
            crumbs.push(Crumb::link(one_of(slug), format!("/{slug}/{id}")));
            crumbs.extend(what.first().map(|what| Crumb::here(page_of(what))));
        }
    }
    crumbs
}

/// What a page below a single thing is called.
fn page_of(what: &str) -> &'static str {
    match what {
        "delete" => "Delete",
        "history" => "History",
        "merge" => "Merge",
        "share" => "Share and export",
        "translation" => "Translation",
        "replay" => "Replay",
        _ => "Edit",
    }
}

/// What a single thing of a part is called.
fn one_of(slug: &str) -> &'static str {
    match slug {
        "simulations" => "Simulation",
        "library" | "agents" => "Agent",
        "documents" => "Document",
        _ => "Details",
    }
}

/// The document's title for a page's own.
pub fn document_title(page: &str) -> String {
    match page {
        "" => "Colloquy".to_owned(),
        page if page.starts_with("Colloquy") => page.to_owned(),
        page => format!("{page} · Colloquy"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(path: &str) -> Vec<(String, Option<String>)> {
        trail(path).into_iter().map(|c| (c.label, c.href)).collect()
    }

    #[test]
    fn a_query_value_is_encoded_the_same_on_both_sides() {
        assert_eq!(encode("a b&c=ü/-_.~"), "a%20b%26c%3D%C3%BC%2F-_.~");
    }

    #[test]
    fn signing_in_leads_back() {
        assert_eq!(login("/home", ""), "/login");
        assert_eq!(login("/simulations", "q=a b"), "/login?next=%2Fsimulations%3Fq%3Da%20b");
    }

    #[test]
    fn a_trail_ends_with_the_page() {
        assert_eq!(labels("/simulations"), [("Simulations".to_owned(), None)]);
        assert_eq!(labels("/agents/new"), [("My agents".to_owned(), Some("/agents".to_owned())), ("New".to_owned(), None)]);
        let edit = labels("/documents/7/edit");
        assert_eq!(edit.get(1), Some(&("Document".to_owned(), Some("/documents/7".to_owned()))));
        assert_eq!(edit.last(), Some(&("Edit".to_owned(), None)));
        assert_eq!(labels("/settings/sessions").last(), Some(&("Sessions".to_owned(), None)));
        assert_eq!(labels("/check"), [("Check a transcript".to_owned(), None)]);
        for (path, here) in [
            ("/agents/import", "Import and export"),
            ("/agents/saved", "Shelf"),
            ("/agents/7/merge", "Merge"),
            ("/agents/7/history", "History"),
            ("/agents/7/edit", "Edit"),
        ] {
            assert_eq!(labels(path).last(), Some(&(here.to_owned(), None)), "{path}");
        }
        assert!(labels("/elsewhere").is_empty());
    }

    #[test]
    fn a_title_names_the_product_once() {
        assert_eq!(document_title("Library"), "Library · Colloquy");
        assert_eq!(document_title("Colloquy: ask a panel"), "Colloquy: ask a panel");
        assert_eq!(document_title(""), "Colloquy");
    }
}
