//! Pages of the administration, and the page of the first administrator's link.

mod setup;
mod users;

use leptos::prelude::*;

use crate::ui::*;

pub use setup::SetupPage;
pub use users::UsersPage;

/// Pages of the administration, in the order of their tabs: label, address, symbol. One line each.
pub const PAGES: &[(&str, &str, &str)] = &[("People", "/admin/users", "users"), ("Audit log", "/admin/audit", "clock")];

/// The tabs of the administration; `current` is the address of the page.
#[component]
pub fn AdminTabs(current: &'static str) -> impl IntoView {
    let items: Vec<_> = PAGES.iter().map(|(label, href, icon)| TabItem::new(*label, *href).icon(icon)).collect();
    view! { <Tabs label="Administration" items current/> }
}
