//! Menu: a list of commands or links in a popover. Opens and closes without script.
//!
//! Anatomy: `button[popovertarget] + div.ui-menu[popover] > ul > li > a | button`. It is a plain list of buttons, not an
//! ARIA menu: Tab moves through it, Escape and a click elsewhere close it, choosing an entry closes it.

use leptos::context::Provider;
use leptos::prelude::*;

use super::{Icon, browser, present};

/// Side of the trigger the menu is aligned with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    Start,
    #[default]
    End,
}

#[derive(Clone)]
struct MenuId(String);

fn close_enclosing() -> impl Fn() + Clone + 'static {
    let id = use_context::<MenuId>().map(|m| m.0);
    move || {
        if let Some(id) = &id {
            browser::hide_popover(id);
        }
    }
}

/// A button and the list it opens.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    /// Accessible name of the list; also of the trigger, after its own words if it has some.
    #[prop(into)]
    label: String,
    /// Content of the trigger; three dots when absent.
    #[prop(optional, into)]
    trigger: Option<ViewFn>,
    #[prop(optional)] align: Align,
    children: Children,
) -> impl IntoView {
    let button = match trigger {
        Some(content) => view! {
            <button type="button" class="ui-menu-trigger" popovertarget=id.clone() aria-haspopup="true">
                {content.run()}
                <span class="sr-only">{label.clone()}</span>
            </button>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="ui-btn ui-btn-icon ui-has-tip"
                data-variant="ghost"
                data-size="sm"
                popovertarget=id.clone()
                aria-label=label.clone()
                aria-haspopup="true"
            >
                <Icon name="more"/>
                <span class="ui-tip" aria-hidden="true">{label.clone()}</span>
            </button>
        }
        .into_any(),
    };
    view! {
        <span class="ui-menu-root">
            {button}
            <MenuPanel id label align>{children()}</MenuPanel>
        </span>
    }
}

/// The list alone, for many triggers: buttons with `attr:popovertarget=id`. It opens beside the one that was pressed.
#[component]
pub fn MenuPanel(
    #[prop(into)] id: String,
    /// Accessible name of the list.
    #[prop(into)]
    label: String,
    #[prop(optional)] align: Align,
    children: Children,
) -> impl IntoView {
    let context = MenuId(id.clone());
    let side = if align == Align::Start { "start" } else { "end" };
    view! {
        <div class="ui-menu" popover="auto" id=id data-align=side>
            <ul aria-label=label><Provider value=context>{children()}</Provider></ul>
        </div>
    }
}

/// An entry that goes somewhere.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] danger: bool,
    /// Opened by the browser and not by the router: downloads, other sites, API pages.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    let close = close_enclosing();
    view! {
        <li>
            <a
                href=href
                class="ui-menu-item"
                data-danger=danger.then_some("true")
                rel=external.then_some("external")
                on:click=move |_| close()
            >
                {icon.map(|name| view! { <Icon name/> })}
                <span>{children()}</span>
            </a>
        </li>
    }
}

/// An entry that does something.
#[component]
pub fn MenuButton(
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] danger: bool,
    /// Submits the form around it or the one named by `form`.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] form: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] on_click: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let close = close_enclosing();
    view! {
        <li>
            <button
                type=if submit { "submit" } else { "button" }
                class="ui-menu-item"
                data-danger=danger.then_some("true")
                form=present(&form)
                disabled=move || disabled.get()
                on:click=move |_| {
                    close();
                    if let Some(run) = on_click {
                        run.run(());
                    }
                }
            >
                {icon.map(|name| view! { <Icon name/> })}
                <span>{children()}</span>
            </button>
        </li>
    }
}

/// A heading inside a menu.
#[component]
pub fn MenuLabel(children: Children) -> impl IntoView {
    view! { <li class="ui-menu-label">{children()}</li> }
}

/// A line between groups of entries.
#[component]
pub fn MenuDivider() -> impl IntoView {
    view! { <li class="ui-menu-divider" aria-hidden="true"></li> }
}
