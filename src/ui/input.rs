//! Text controls: `Input`, `SearchInput`, `Textarea`.
//!
//! Anatomy: one `input.ui-input` or `textarea.ui-input`; a search is `div.ui-search > svg + input`. Uncontrolled by
//! default (`value` is the initial text). With `bind` the signal follows the typing; what was typed before
//! hydration is kept.

use leptos::html;
use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::Wiring;
use super::{Icon, Size, classes, present};

/// Keeps a control and a signal in step: first takes over what was typed before hydration, then
/// writes changes of the signal into the control. Not `prop:value`, which would wipe typed text.
pub(crate) fn keep_in_step<E, T>(node: NodeRef<E>, bind: Option<RwSignal<T>>, read: fn(&E::Output) -> T, write: fn(&E::Output, &T))
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let Some(bind) = bind else { return };
    Effect::new(move |adopted: Option<bool>| {
        let wanted = bind.get();
        let Some(control) = node.get() else { return false };
        let there = read(&control);
        if there != wanted {
            if adopted == Some(true) { write(&control, &wanted) } else { bind.set(there) }
        }
        true
    });
}

/// A one-line text control.
#[component]
pub fn Input(
    /// Any `type` of an input: `text`, `email`, `password`, `number`, `url`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// Initial text.
    #[prop(optional, into)]
    value: String,
    /// Two-way binding; its value is the initial text.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    #[prop(optional, into)] name: String,
    #[prop(optional, into)] id: String,
    /// Accessible name of a control without a `Field`.
    #[prop(optional, into)]
    label: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] minlength: Option<u32>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let wiring = Wiring::of(&name, &id, required);
    let node = NodeRef::<html::Input>::new();
    keep_in_step(node, bind, |c| c.value(), |c, v| c.set_value(v));
    let initial = bind.map_or(value, |b| b.get_untracked());
    view! {
        <input
            node_ref=node
            type=kind
            class=classes(&["ui-input", &class])
            data-size=size.as_str()
            name=wiring.name
            id=wiring.id
            value=present(&initial)
            aria-label=present(&label)
            aria-describedby=move || wiring.describedby.get()
            aria-invalid=move || wiring.invalid.get()
            placeholder=present(&placeholder)
            autocomplete=autocomplete
            required=wiring.required
            disabled=move || disabled.get()
            autofocus=autofocus
            minlength=minlength.map(|n| n.to_string())
            maxlength=maxlength.map(|n| n.to_string())
            on:input=move |ev| {
                if let Some(bind) = bind {
                    bind.set(event_target_value(&ev));
                }
            }
        />
    }
}

/// A search box for GET forms.
#[component]
pub fn SearchInput(
    #[prop(default = "q".to_owned(), into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    /// Two-way binding; its value is the initial text.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    keep_in_step(node, bind, |c| c.value(), |c, v| c.set_value(v));
    let initial = bind.map_or(value, |b| b.get_untracked());
    view! {
        <div class=classes(&["ui-search", &class])>
            <Icon name="search"/>
            <input
                node_ref=node
                type="search"
                class="ui-input"
                data-size="sm"
                name=name
                aria-label=label
                value=present(&initial)
                placeholder=present(&placeholder)
                autocomplete="off"
                enterkeyhint="search"
                on:input=move |ev| {
                    if let Some(bind) = bind {
                        bind.set(event_target_value(&ev));
                    }
                }
            />
        </div>
    }
}

/// Text as the content of an element, for `inner_html`.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text control of several lines; grows with its content where the browser can.
#[component]
pub fn Textarea(
    #[prop(optional, into)] value: String,
    #[prop(optional)] bind: Option<RwSignal<String>>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] name: String,
    #[prop(optional, into)] id: String,
    #[prop(optional, into)] label: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(default = true)] autosize: bool,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    let wiring = Wiring::of(&name, &id, required);
    let node = NodeRef::<html::Textarea>::new();
    keep_in_step(node, bind, |c| c.value(), |c, v| c.set_value(v));
    let initial = bind.map_or(value, |b| b.get_untracked());
    // As inner HTML, because a text child would be hydrated as a node of its own, and the parser
    // swallows a first line break; the one of a page, not the browser's of a part that it makes itself.
    let content = format!("{}{}", if cfg!(target_family = "wasm") { "" } else { "\n" }, escape(&initial));
    view! {
        <textarea
            node_ref=node
            class=classes(&["ui-input ui-textarea", &class])
            data-autosize=autosize.then_some("true")
            rows=rows.to_string()
            name=wiring.name
            id=wiring.id
            aria-label=present(&label)
            aria-describedby=move || wiring.describedby.get()
            aria-invalid=move || wiring.invalid.get()
            placeholder=present(&placeholder)
            required=wiring.required
            disabled=move || disabled.get()
            maxlength=maxlength.map(|n| n.to_string())
            on:input=move |ev| {
                if let Some(bind) = bind {
                    bind.set(event_target_value(&ev));
                }
            }
            inner_html=content
        ></textarea>
    }
}
