//! What the sidebar and the command palette offer.

use crate::features::admin::page::PAGES as ADMIN_PAGES;
use crate::features::auth::page::settings::{PAGES, icon_of};
use crate::ui::{Command, NavItem};

/// The main navigation; `admin` for administrators of the installation.
pub fn entries(admin: bool) -> Vec<NavItem> {
    let mut list = vec![
        NavItem::new("Home", "/home", "home").exact(),
        NavItem::new("Simulations", "/simulations", "message"),
        NavItem::new("Scenarios", "/scenarios", "layers"),
        NavItem::new("Library", "/library", "book"),
        NavItem::new("My agents", "/agents", "bot"),
        NavItem::new("Documents", "/documents", "file-text"),
        NavItem::new("Check a transcript", "/check", "circle-check"),
        NavItem::new("Jobs", "/jobs", "clock"),
        NavItem::new("Settings", "/settings", "settings"),
    ];
    list.extend(admin.then(|| NavItem::new("Administration", "/admin", "shield")));
    list
}

/// The commands of the palette; those that make something only for people who may.
pub fn commands(may_write: bool, admin: bool) -> Vec<Command> {
    let go = |label: &str, href: &str, icon: &'static str, words: &str| Command::new(label, "Go to", href).icon(icon).keywords(words);
    let mut list = Vec::new();
    if may_write {
        let make = |label: &str, href: &str, words: &str| Command::new(label, "Create", href).icon("plus").keywords(words);
        list.push(make("New simulation", "/simulations/new", "ask question panel conversation start scenario"));
        list.push(make("New scenario", "/scenarios/new", "write situation template question"));
        list.push(make("New agent", "/agents/new", "create persona expert"));
        list.push(make("New document", "/documents/new", "write note text"));
    }
    list.extend([
        go("Home", "/home", "home", "dashboard start overview"),
        go("Simulations", "/simulations", "message", "conversations panels history"),
        go("Scenarios", "/scenarios", "layers", "templates situations questions surprise"),
        go("Library", "/library", "book", "built-in agents experts personas"),
        go("My agents", "/agents", "bot", "own experts personas"),
        go("Panel for a question", "/agents/panel", "users", "suggest experts diverse choose"),
        go("Sample of a population", "/agents/sample", "users", "shares quotas survey respondents"),
        go("Documents", "/documents", "file-text", "summaries minutes reports notes"),
        go("Check a transcript", "/check", "circle-check", "guards repetition impersonation loops leaks upload paste"),
        go("Jobs", "/jobs", "clock", "background work progress activity"),
        go("Search", "/search", "search", "find everything"),
        go("Workspaces", "/workspaces", "users", "switch create team shared invitations"),
    ]);
    if admin {
        list.extend(ADMIN_PAGES.iter().map(|(label, href, icon)| go(label, href, icon, "administration admin users installation")));
    }
    list.extend(PAGES.iter().map(|page| go(page.label, page.href, icon_of(page), page.words)));
    list
}
