//! Breadcrumbs: where this page is.
//!
//! Anatomy: `nav[aria-label=Breadcrumb] > ol.ui-crumbs > li > a | span[aria-current=page]`. A narrow window has room for
//! the page above only, as a way back.

use leptos::prelude::*;

use super::Icon;

/// One step of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    /// A page above.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    /// This page.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// The path to this page.
#[component]
pub fn Breadcrumbs(items: Vec<Crumb>, #[prop(default = "Breadcrumb".to_owned(), into)] label: String) -> impl IntoView {
    let parent = items.len().checked_sub(2);
    let steps: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(|(index, crumb)| {
            let text = match crumb.href {
                Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
                None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
            };
            let back = (parent == Some(index))
                .then(|| view! { <span class="ui-crumb-back" aria-hidden="true"><Icon name="chevron-left"/></span> });
            let next = (index > 0).then(|| view! { <span class="ui-crumb-next" aria-hidden="true"><Icon name="chevron-right"/></span> });
            view! { <li>{next}{back}{text}</li> }
        })
        .collect();
    view! { <nav aria-label=label><ol class="ui-crumbs">{steps}</ol></nav> }
}
