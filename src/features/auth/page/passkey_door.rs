//! Ways in with a passkey, beside the forms of the door. The button is the script `/passkeys.js`'s;
//! what fits (a button, or why there is none) the style sheet shows.

use leptos::prelude::*;

use super::door::Door;
use crate::features::auth::types::passkeys::PasskeySupport;
use crate::ui::*;

/// Not written in place: the macro would take it for an attribute of an element that never changes.
const NO_SCRIPT: &str = "<p>Passkeys need JavaScript. Passwords work without.</p>";

/// Signs in or makes an account. Nothing when it isn't known whether passkeys work here.
#[component]
pub(super) fn PasskeyDoor(
    door: Door,
    /// What the script does: `login` or `register`.
    act: &'static str,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let next = door.next;
    door.passkeys.map(|support| {
        view! {
            <PasskeyBox support next=next.unwrap_or_default()>
                <Button icon="key" class="w-full" attr:data-passkey=act>{label}</Button>
                {(!hint.is_empty()).then(|| view! { <p class="text-meta text-muted">{hint}</p> })}
            </PasskeyBox>
        }
    })
}

/// What needs the script and a browser that knows passkeys; a sentence where either is missing.
#[component]
pub(super) fn PasskeyBox(
    support: PasskeySupport,
    /// Where a sign-in leads.
    #[prop(optional, into)]
    next: String,
    children: Children,
) -> impl IntoView {
    Effect::new(|_| browser::passkeys_shown());
    if let Some(problem) = support.problem {
        return view! { <p class="text-meta text-muted">{problem}</p> }.into_any();
    }
    let origin = support.origin.clone();
    let elsewhere = format!("{}/login", support.origin);
    view! {
        <div class="ui-passkeys" data-passkeys-origin=support.origin data-next=(!next.is_empty()).then_some(next)>
            <div class="ui-passkeys-ready">{children()}</div>
            <p class="ui-passkeys-elsewhere">
                "Passkeys work at " <a class="ui-link" href=elsewhere rel="external">{origin}</a> " only, because they are bound to that name."
            </p>
            <p class="ui-passkeys-unsupported">
                "This browser can't use passkeys here. They need a current browser, and https or localhost in the address."
            </p>
            <noscript inner_html=NO_SCRIPT></noscript>
            <p class="ui-passkeys-message" role="alert" data-passkey-message=""></p>
        </div>
    }
    .into_any()
}
