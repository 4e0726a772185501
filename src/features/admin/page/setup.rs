//! `/setup/{token}`: the visitor becomes the first administrator. Opening the page decides nothing;
//! a form does.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::core::{AppError, Code};
use crate::features::admin::rpc::{ClaimSetup, RegisterSetup, view_setup};
use crate::features::admin::types::SetupView;
use crate::features::home::address::encode;
use crate::features::home::{Typed, request};
use crate::ui::*;

const LABELS: [(&str, &str); 3] = [("name", "Your name"), ("email", "E-mail address"), ("password", "Password")];

/// The page of the link that is printed at the first start.
#[component]
pub fn SetupPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|p| p.get("token")).unwrap_or_default());
    let view = Resource::new_blocking(move || token.get(), view_setup);
    view! {
        <Title text="First administrator"/>
        <AuthFrame brand=|| view! { <Wordmark/> }>
            <h1 id="page-title" tabindex="-1" class="text-title">"First administrator"</h1>
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move { content(view.await, token.get_untracked()) })}
            </Suspense>
        </AuthFrame>
    }
}

fn content(view: Result<SetupView, AppError>, token: String) -> AnyView {
    match view {
        Err(error) => view! { <InlineError error/> }.into_any(),
        Ok(SetupView { open: false, .. }) => {
            request::answer_with(Code::NotFound);
            view! {
                <Banner tone=Tone::Warning title="This link doesn't work any more">
                    "It works once and for 24 hours, and only as long as there is no administrator. Start the program again to get a new one, or run "
                    <code class="font-mono">"colloquy user promote"</code>"."
                </Banner>
                <p><LinkButton href="/home">"Go to Colloquy"</LinkButton></p>
            }
            .into_any()
        }
        Ok(SetupView { visitor: Some((name, email)), .. }) => view! { <Claim token name email/> }.into_any(),
        Ok(SetupView { visitor: None, .. }) => view! { <NewAccount token/> }.into_any(),
    }
}

/// For somebody who has signed in.
#[component]
fn Claim(token: String, name: String, email: String) -> impl IntoView {
    let claim = ServerAction::<ClaimSetup>::new();
    view! {
        <p class="text-muted">"You are signed in as "<strong class="break-all text-fg">{name}" ("{email}")"</strong>". Administrators manage the people of this installation and read its audit log."</p>
        <form method="post" action=ClaimSetup::url() class="flex flex-col gap-4">
            <FormError error=action_error(claim)/>
            <input type="hidden" name="token" value=token/>
            <Button submit=true variant=Variant::Primary icon="shield" class="w-full">"Become administrator"</Button>
        </form>
    }
}

/// For everybody else: a new account, or signing in to one.
#[component]
fn NewAccount(token: String) -> impl IntoView {
    let error = action_error(ServerAction::<RegisterSetup>::new());
    let typed = Typed::of(RegisterSetup::url());
    let (name, email) = (typed.or("name", ""), typed.or("email", ""));
    let login = format!("/login?next={}", encode(&format!("/setup/{token}")));
    view! {
        <p class="text-muted">"Make the account that administers this installation. You can make others administrators later."</p>
        <form method="post" action=RegisterSetup::url() class="flex flex-col gap-4">
            <FormError error labels=LABELS.to_vec()/>
            <input type="hidden" name="token" value=token/>
            <Field name="name" label="Your name" errors=error required=true>
                <Input value=name autocomplete="name" maxlength=80/>
            </Field>
            <Field name="email" label="E-mail address" errors=error required=true>
                <Input kind="email" value=email autocomplete="username" maxlength=254/>
            </Field>
            <Field name="password" label="Password" hint="At least 8 characters. Common passwords don't work; a few unrelated words do." errors=error required=true>
                <Input kind="password" autocomplete="new-password" minlength=8 maxlength=128/>
            </Field>
            <Button submit=true variant=Variant::Primary icon="shield" class="w-full">"Create administrator"</Button>
        </form>
        <p class="text-muted">"Have an account already? "<a class="ui-link" href=login rel="external">"Sign in"</a></p>
    }
}
