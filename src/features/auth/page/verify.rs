//! `/verify`: confirming the e-mail address, and the notice that leads there. Opening the page
//! changes nothing.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::problem::{no_code, refusal};
use super::reset::CodeField;
use crate::features::auth::rpc::{ResendVerification, VerifyEmail, me};
use crate::features::auth::types::User;
use crate::ui::*;

const LABELS: [(&str, &str); 1] = [("code", "Code")];

/// Shows where people settle down, and nowhere in the middle of their work.
#[component]
pub fn VerifyNotice(#[prop(into)] path: Signal<String>) -> impl IntoView {
    let here = Memo::new(move |_| path.with(|path| matches!(path.as_str(), "/home" | "/settings")));
    view! {
        <Show when=move || here.get()>
            <Banner title="Confirm your e-mail address" dismiss=true>
                "We sent you a code, so that nobody else can hold your address and you can always get back in. "
                <a class="ui-link" href="/verify">"Type the code"</a>
            </Banner>
        </Show>
    }
}

/// The form for the code, or the good news.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let user = Resource::new_blocking(|| (), |()| me());
    view! {
        <Title text="Confirm your e-mail address"/>
        <PageHeader title="Confirm your e-mail address"/>
        <Transition fallback=|| view! { <SkeletonText lines=4/> }>
            {move || Suspend::new(async move {
                match user.await {
                    Ok(user) => shown(user),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| user.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(user: User) -> AnyView {
    match user.email {
        None => view! {
            <EmptyState icon="user" title="Guests have no address" body="Make an account first; then we send you a code."/>
        }
        .into_any(),
        Some(email) if user.email_verified => view! {
            <Banner tone=Tone::Success title="Your address is confirmed">
                <span class="break-all">{email}</span>" belongs to your account. "<a class="ui-link" href="/home">"Go on"</a>
            </Banner>
        }
        .into_any(),
        Some(email) => view! { <VerifyForm email/> }.into_any(),
    }
}

#[component]
fn VerifyForm(email: String) -> impl IntoView {
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    let error = refusal(ServerAction::<VerifyEmail>::new(), |_| None);
    let resend_error = refusal(ServerAction::<ResendVerification>::new(), no_code);
    view! {
        <div class="max-w-form flex flex-col gap-4">
            {sent.then(|| view! { <Banner tone=Tone::Success>"A new code is on its way. Older ones don't work any more."</Banner> })}
            <p>"We sent a code to "<strong class="break-all">{email}</strong>". It is good for 15 minutes."</p>
            <form method="post" action=VerifyEmail::url() class="flex flex-col gap-4">
                <FormError error labels=LABELS.to_vec()/>
                <CodeField errors=error/>
                <div><Button submit=true variant=Variant::Primary>"Confirm address"</Button></div>
            </form>
            <form method="post" action=ResendVerification::url() class="flex flex-col gap-2 border-t border-border pt-4">
                <FormError error=resend_error id="resend-error"/>
                <p class="text-muted">"Nothing there? Look among the unwanted mail, or get a new code."</p>
                <div><Button submit=true>"Send me a new code"</Button></div>
            </form>
        </div>
    }
}
