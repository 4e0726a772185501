//! `/forgot`: asking for a code that lets a new password be chosen.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::kept::Kept;
use super::problem::{no_code, refusal};
use crate::features::auth::rpc::ForgotPassword;
use crate::ui::*;

const LABELS: [(&str, &str); 1] = [("email", "E-mail address")];

/// For people who can't sign in, with or without an old session.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let error = refusal(ServerAction::<ForgotPassword>::new(), no_code);
    // Under the name that the next page reads.
    let kept = Kept::new(ForgotPassword::url(), &["email"], error);
    view! {
        <Title text="Forgot your password?"/>
        <AuthFrame brand=|| view! { <Wordmark/> }>
            <h1 id="page-title" tabindex="-1" class="text-title">"Forgot your password?"</h1>
            <p class="text-muted">
                "Give the e-mail address of your account, and we send you a code. With it you choose a new password, also if you lost your passkeys or never had one."
            </p>
            <form method="post" action=ForgotPassword::url() class="flex flex-col gap-4" on:submit=move |_| kept.keep()>
                <FormError error labels=LABELS.to_vec()/>
                <Field name="email" label="E-mail address" errors=error required=true>
                    <Input kind="email" bind=kept.text("email") autocomplete="username" maxlength=254/>
                </Field>
                <Button submit=true variant=Variant::Primary class="w-full">"Send me a code"</Button>
            </form>
            // Full loads: an error of this form shall not follow to the other page.
            <p class="text-muted"><a class="ui-link" href="/reset" rel="external">"I have a code"</a>" · "<a class="ui-link" href="/login" rel="external">"Sign in"</a></p>
        </AuthFrame>
    }
}
