//! `/login`

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::door::{Door, GuestDoor, in_front};
use super::kept::Kept;
use super::passkey_door::PasskeyDoor;
use super::password::PasswordField;
use super::problem::{no_entry, refusal};
use crate::features::auth::rpc::Login;
use crate::ui::*;

const LABELS: [(&str, &str); 2] = [("account", "E-mail address or username"), ("password", "Password")];

/// Signing in with e-mail address or username and password.
#[component]
pub fn LoginPage() -> impl IntoView {
    view! {
        <Title text="Sign in"/>
        {in_front(|door| view! { <LoginForm door/> }.into_any())}
    }
}

#[component]
fn LoginForm(door: Door) -> impl IntoView {
    let error = refusal(ServerAction::<Login>::new(), no_entry);
    let kept = Kept::new(Login::url(), &["account"], error);
    let register = door.link("/register");
    let reset = use_query_map().with_untracked(|query| query.get("reset").is_some());
    view! {
        <h1 id="page-title" tabindex="-1" class="text-title">"Sign in"</h1>
        {reset.then(|| view! {
            <Banner tone=Tone::Success title="Your password was changed">"All sessions were ended. Sign in with the new password."</Banner>
        })}
        {door.guest.then(|| view! {
            <Banner tone=Tone::Warning title="You are working as a guest">
                "Signing in leaves the guest workspace, and nobody can open it again. Export what you want to keep first."
            </Banner>
        })}
        <form method="post" action=Login::url() class="flex flex-col gap-4" on:submit=move |_| kept.keep()>
            <FormError error labels=LABELS.to_vec()/>
            {door.next_field()}
            <Field name="account" label="E-mail address or username" errors=error required=true>
                <Input bind=kept.text("account") autocomplete="username webauthn" maxlength=254 attr:autocapitalize="none" attr:spellcheck="false"/>
            </Field>
            <PasswordField errors=error/>
            <p class="text-meta"><a class="ui-link" href="/forgot" rel="external">"Forgot your password?"</a></p>
            <Button submit=true variant=Variant::Primary class="w-full">"Sign in"</Button>
        </form>
        <PasskeyDoor door=door.clone() act="login" label="Sign in with a passkey"/>
        // A full load: an error of this form shall not follow to the other page.
        <p class="text-muted">"No account yet? "<a class="ui-link" href=register rel="external">"Create account"</a></p>
        <GuestDoor door/>
    }
}
