//! What the pages in front of the sign-in share: who they are for, and where they lead.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

use super::problem::{no_guest, refusal};
use crate::core::local;
use crate::features::auth::rpc::{GuestLogin, current_session, passkeys_supported};
use crate::features::auth::types::passkeys::PasskeySupport;
use crate::features::home::address::encode;
use crate::ui::*;

/// Where people land who wanted nothing in particular.
const HOME: &str = "/home";

/// Who stands in front of the door, and where they want to go.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Door {
    /// A path on this site, when the address names one.
    pub next: Option<String>,
    /// A guest, who leaves their workspace behind.
    pub guest: bool,
    /// Whether passkeys can work here; nothing when that couldn't be asked.
    pub passkeys: Option<PasskeySupport>,
}

impl Door {
    /// The address of another page of these, which leads to the same place.
    pub fn link(&self, path: &str) -> String {
        self.next.as_ref().map_or_else(|| path.to_owned(), |next| format!("{path}?next={}", encode(next)))
    }

    /// Takes the wish along in a form; the server checks it again.
    pub fn next_field(&self) -> impl IntoView + use<> {
        self.next.clone().map(|next| view! { <input type="hidden" name="next" value=next/> })
    }
}

/// Shows the page to strangers and guests in the frame of the door. People with an account who
/// are signed in go where they wanted to go.
pub(super) fn in_front(content: fn(Door) -> AnyView) -> impl IntoView {
    // Whether the visitor is a guest; nothing for strangers. And whether passkeys work here. Who can't be told gets the form.
    let visitor = Resource::new_blocking(
        || (),
        |()| async {
            let (session, passkeys) = futures::join!(current_session(), passkeys_supported());
            (session.ok().flatten().map(|session| session.user.guest), passkeys.ok())
        },
    );
    let query = use_query_map();
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let (visitor, passkeys) = visitor.await;
                let next = query.with_untracked(|q| q.get("next")).and_then(|next| local::path(&next));
                match visitor {
                    Some(false) => {
                        let path = next.unwrap_or_else(|| HOME.to_owned());
                        view! { <Redirect path/> }.into_any()
                    }
                    visitor => {
                        let door = Door { next, guest: visitor.is_some(), passkeys };
                        view! { <AuthFrame brand=|| view! { <Wordmark/> }>{content(door)}</AuthFrame> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

/// The way in without an account; for a guest, the way back.
#[component]
pub(super) fn GuestDoor(door: Door) -> impl IntoView {
    let action = ServerAction::<GuestLogin>::new();
    let error = refusal(action, no_guest);
    if door.guest {
        let back = door.next.unwrap_or_else(|| HOME.to_owned());
        return view! {
            <div class="border-t border-border pt-4">
                <LinkButton href=back class="w-full">"Stay a guest"</LinkButton>
            </div>
        }
        .into_any();
    }
    view! {
        <form method="post" action=GuestLogin::url() class="flex flex-col gap-2 border-t border-border pt-4">
            <FormError error id="guest-error"/>
            {door.next_field()}
            <Button submit=true icon="play" class="w-full">"Try it as a guest"</Button>
            <p class="text-center text-meta text-muted">"No e-mail address needed. You get a private workspace in this browser."</p>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_travels_to_the_other_page() {
        let door = Door { next: Some("/a?b=c&d".to_owned()), guest: false, passkeys: None };
        assert_eq!(door.link("/register"), "/register?next=%2Fa%3Fb%3Dc%26d");
        assert_eq!(Door { next: None, guest: false, passkeys: None }.link("/login"), "/login");
    }
}
