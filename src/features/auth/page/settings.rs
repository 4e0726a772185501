//! The pages of the settings: one list, which the tabs, the breadcrumbs and the command palette read.
//!
//! Recipe for a new page: give it a route in `app.rs`, one line in [`PAGES`], and begin its view with
//! `<PageHeader …/><SettingsTabs current="/settings/…"/>`. A section appears with its first page; a
//! section with several pages shows them in a second row.

use leptos::prelude::*;

use crate::ui::*;

/// A part of the settings, in the order of the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Profile,
    Security,
    ApiKeys,
    Workspace,
    Activity,
    MyData,
}

impl Area {
    /// Every section, in the order in which they stand.
    pub const ALL: [Area; 6] = [Area::Profile, Area::Security, Area::ApiKeys, Area::Workspace, Area::Activity, Area::MyData];

    const fn label(self) -> &'static str {
        match self {
            Area::Profile => "Profile",
            Area::Security => "Security",
            Area::ApiKeys => "API keys",
            Area::Workspace => "Workspace",
            Area::Activity => "Activity",
            Area::MyData => "My data",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Area::Profile => "user",
            Area::Security => "shield",
            Area::ApiKeys => "key",
            Area::Workspace => "users",
            Area::Activity => "clock",
            Area::MyData => "download",
        }
    }
}

/// One page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingsPage {
    pub area: Area,
    pub label: &'static str,
    /// Its address, which the route in `app.rs` repeats.
    pub href: &'static str,
    /// What people may type in the command palette to find it.
    pub words: &'static str,
}

const fn page(area: Area, label: &'static str, href: &'static str, words: &'static str) -> SettingsPage {
    SettingsPage { area, label, href, words }
}

/// Every page there is. The first of a section is where its tab leads.
pub const PAGES: &[SettingsPage] = &[
    page(Area::Profile, "Profile", "/settings", "settings account name"),
    page(Area::MyData, "My data", "/settings/data", "settings export download archive privacy"),
    page(Area::MyData, "Delete account", "/settings/data/delete", "settings remove leave erase"),
    page(Area::Security, "Sessions", "/settings/sessions", "settings devices sign out security"),
    page(Area::Security, "Passkeys", "/settings/passkeys", "settings sign in fingerprint face security key"),
    page(Area::Security, "Password", "/settings/password", "settings change password security"),
    page(Area::Workspace, "Workspace", "/settings/workspace", "members roles invite rename leave delete hand over"),
    page(Area::ApiKeys, "API keys", "/settings/keys", "settings token program script access"),
    page(Area::Activity, "Activity", "/settings/activity", "settings security log recent audit"),
];

/// The icon of a page: that of its section.
pub fn icon_of(page: &SettingsPage) -> &'static str {
    page.area.icon()
}

fn first_of(area: Area) -> Option<&'static SettingsPage> {
    PAGES.iter().find(|page| page.area == area)
}

/// The sections of the settings and, below, the pages of the one that is shown. `current` is the
/// address of the page.
#[component]
pub fn SettingsTabs(current: &'static str) -> impl IntoView {
    let here = PAGES.iter().find(|page| page.href == current).map_or(Area::Profile, |page| page.area);
    let sections: Vec<_> =
        Area::ALL.into_iter().filter_map(|area| Some(TabItem::new(area.label(), first_of(area)?.href).icon(area.icon()))).collect();
    let pages: Vec<_> = PAGES.iter().filter(|page| page.area == here).map(|page| TabItem::new(page.label, page.href)).collect();
    let section = first_of(here).map_or("/settings", |page| page.href);
    view! {
        <Tabs label="Settings" items=sections current=section/>
        {(pages.len() > 1).then(|| view! { <Tabs label=here.label() items=pages current/> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_settings_page_has_an_address_of_its_own_and_a_symbol_of_the_sprite() {
        let mut seen = std::collections::BTreeSet::new();
        for page in PAGES {
            assert!(page.href == "/settings" || page.href.starts_with("/settings/"), "{}", page.href);
            assert!(seen.insert(page.href), "{} stands there twice", page.href);
            assert!(ICONS.contains(&icon_of(page)), "{}", page.href);
        }
    }
}
