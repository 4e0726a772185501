//! The visitor at the bottom of the sidebar: menu, theme, sign out.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::features::auth::rpc::{Logout, SetTheme};
use crate::features::auth::types::SessionView;
use crate::ui::*;

/// Id of the form that signs out.
const SIGN_OUT: &str = "sign-out";

/// Who is signed in and what they can do about it.
#[component]
pub fn AccountMenu(session: SessionView) -> impl IntoView {
    let user = session.user;
    let picture = user.avatar.picture();
    let (seed, name, guest) = (user.avatar.seed, user.name, user.guest);
    let label = format!("Account of {name}");
    let heading = if guest { "Guest".to_owned() } else { user.email };
    // A guest who took a name of their own is marked; "Guest" says it already.
    let marked = guest && name != "Guest";
    let trigger = move || {
        view! {
            <Avatar seed=seed.clone() picture=picture.clone() name=name.clone() size=AvatarSize::Sm decorative=true/>
            // The label says the name again, with what the button is for.
            <span class="min-w-0 truncate font-medium" aria-hidden="true">{name.clone()}</span>
            {marked.then(|| view! { <Badge tone=Tone::Info>"Guest"</Badge> })}
            <Icon name="chevron-up" class="ml-auto text-subtle"/>
        }
    };
    view! {
        <Menu id="account-menu" label trigger align=Align::Start>
            <MenuLabel>{heading}</MenuLabel>
            {guest.then(|| view! { <MenuLink href="/register" icon="check" external=true>"Keep my work"</MenuLink> })}
            <MenuLink href="/settings" icon="user">"Profile"</MenuLink>
            <MenuLink href="/settings/sessions" icon="shield">"Sessions"</MenuLink>
            <MenuDivider/>
            <MenuLink href="/docs" icon="external" external=true>"API documentation"</MenuLink>
            <MenuDivider/>
            <MenuButton submit=true form=SIGN_OUT icon="log-out">"Sign out"</MenuButton>
        </Menu>
        <SignOut guest/>
        <ThemeSwitch action=SetTheme::url()/>
    }
}

/// A plain form, so that nothing of this visitor stays on the page. Guests can't come back, so
/// they are asked first.
#[component]
fn SignOut(guest: bool) -> impl IntoView {
    let confirm = use_confirm();
    let sure = StoredValue::new(!guest);
    let ask = move |event: leptos::ev::SubmitEvent| {
        if sure.get_value() {
            return;
        }
        event.prevent_default();
        let question = ConfirmSpec::new("Leave the guest workspace?", "Sign out")
            .body("A guest has no password: after signing out, nobody can open this workspace again.")
            .danger();
        confirm.ask(question, move || {
            sure.set_value(true);
            browser::submit_form(SIGN_OUT);
        });
    };
    view! { <form id=SIGN_OUT method="post" action=Logout::url() on:submit=ask hidden></form> }
}
