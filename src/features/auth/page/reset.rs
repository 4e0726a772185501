//! `/reset`: choosing a new password with a mailed code. Opening the page changes nothing.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::kept::Kept;
use super::password::PasswordField;
use super::problem::{no_password, refusal};
use crate::features::auth::rpc::ResetPassword;
use crate::ui::*;

const LABELS: [(&str, &str); 3] = [("email", "E-mail address"), ("code", "Code"), ("password", "New password")];

/// For people with a code in their mail.
#[component]
pub fn ResetPage() -> impl IntoView {
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let error = refusal(ServerAction::<ResetPassword>::new(), no_password);
    let kept = Kept::carried(ResetPassword::url(), &["email"]);
    view! {
        <Title text="Choose a new password"/>
        <AuthFrame brand=|| view! { <Wordmark/> }>
            <h1 id="page-title" tabindex="-1" class="text-title">"Choose a new password"</h1>
            {sent.then(|| view! {
                <Banner title="Look into your mail">
                    "If there is an account with this address, a code is on its way. It is good for 15 minutes. If nothing comes, look among the unwanted mail."
                </Banner>
            })}
            <form method="post" action=ResetPassword::url() class="flex flex-col gap-4" on:submit=move |_| kept.keep()>
                <FormError error labels=LABELS.to_vec()/>
                <Field name="email" label="E-mail address" errors=error required=true>
                    <Input kind="email" bind=kept.text("email") autocomplete="username" maxlength=254/>
                </Field>
                <CodeField errors=error/>
                <PasswordField new=true label="New password" errors=error/>
                <p class="text-meta text-muted">"All your sessions end, on every device. Then you sign in with the new password."</p>
                <Button submit=true variant=Variant::Primary class="w-full">"Change password"</Button>
            </form>
            // Full loads: an error of this form shall not follow to the other page.
            <p class="text-muted"><a class="ui-link" href="/forgot" rel="external">"Send me another code"</a>" · "<a class="ui-link" href="/login" rel="external">"Sign in"</a></p>
        </AuthFrame>
    }
}

/// The field `code`.
#[component]
pub(super) fn CodeField(errors: Signal<Option<crate::core::AppError>>) -> impl IntoView {
    view! {
        <Field name="code" label="Code" hint="Eight characters from the mail. Case and hyphen don't matter." errors required=true>
            <Input autocomplete="one-time-code" maxlength=32 attr:autocapitalize="characters" attr:spellcheck="false"/>
        </Field>
    }
}
