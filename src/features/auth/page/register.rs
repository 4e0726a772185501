//! `/register`

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::door::{Door, GuestDoor, in_front};
use super::kept::Kept;
use super::passkey_door::PasskeyDoor;
use super::password::PasswordField;
use super::problem::{no_account, refusal};
use crate::features::auth::rpc::Register;
use crate::ui::*;

const LABELS: [(&str, &str); 4] = [("name", "Your name"), ("email", "E-mail address"), ("username", "Username"), ("password", "Password")];

/// Making an account.
#[component]
pub fn RegisterPage() -> impl IntoView {
    view! {
        <Title text="Create account"/>
        {in_front(|door| view! { <RegisterForm door/> }.into_any())}
    }
}

#[component]
fn RegisterForm(door: Door) -> impl IntoView {
    let error = refusal(ServerAction::<Register>::new(), no_account);
    let kept = Kept::new(Register::url(), &["name", "email", "username"], error);
    let login = door.link("/login");
    view! {
        <h1 id="page-title" tabindex="-1" class="text-title">"Create account"</h1>
        {door.guest.then(|| view! {
            <Banner title="Your work stays">
                "The account takes over your guest workspace with everything in it, also what is running. Elsewhere you are signed out. "
                "A passkey is added afterwards, under Settings, Passkeys."
            </Banner>
        })}
        <form method="post" action=Register::url() class="flex flex-col gap-4" on:submit=move |_| kept.keep()>
            <FormError error labels=LABELS.to_vec()/>
            {door.next_field()}
            <Field name="name" label="Your name" errors=error required=true>
                <Input bind=kept.text("name") autocomplete="name" maxlength=80/>
            </Field>
            // The name under which password managers keep the account.
            <Field name="email" label="E-mail address" errors=error required=true>
                <Input kind="email" bind=kept.text("email") autocomplete="username" maxlength=254/>
            </Field>
            <Field name="username" label="Username" hint="Another way to sign in. Letters, digits, dots, hyphens and underscores." errors=error>
                <Input bind=kept.text("username") autocomplete="off" minlength=3 maxlength=32 attr:autocapitalize="none" attr:spellcheck="false"/>
            </Field>
            <PasswordField new=true errors=error/>
            <Button submit=true variant=Variant::Primary class="w-full">"Create account"</Button>
        </form>
        // A passkey begins with an empty workspace; whoever keeps one adds it afterwards.
        {(!door.guest).then(|| view! {
            <PasskeyDoor
                door=door.clone()
                act="register"
                label="Create account with a passkey"
                hint="Needs your name and e-mail address, and no password: your device asks for its PIN, your fingerprint or your face."
            />
        })}
        // A full load: an error of this form shall not follow to the other page.
        <p class="text-muted">"Have an account already? "<a class="ui-link" href=login rel="external">"Sign in"</a></p>
        <GuestDoor door/>
    }
}
