//! `/settings/password`: changing the password. The form is plain: what was typed is gone with the
//! page that held it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::password::PasswordField;
use super::problem::{no_password, refusal};
use super::settings::SettingsTabs;
use crate::features::auth::rpc::{ChangePassword, me};
use crate::features::auth::types::User;
use crate::ui::*;

const LABELS: [(&str, &str); 2] = [("current_password", "Current password"), ("password", "New password")];

/// The visitor's password.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let user = Resource::new_blocking(|| (), |()| me());
    let changed = use_query_map().with_untracked(|query| query.get("changed").is_some());
    view! {
        <Title text="Password"/>
        <PageHeader title="Password" description="Changing it signs you out everywhere else."/>
        <SettingsTabs current="/settings/password"/>
        {changed.then(|| view! {
            <Banner tone=Tone::Success title="Your password was changed">"All other sessions were ended. We sent you a notice by mail."</Banner>
        })}
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
    match (user.has_password, user.email) {
        (true, Some(email)) => view! { <ChangeForm email/> }.into_any(),
        (_, Some(_)) => view! {
            <EmptyState icon="shield" title="Your account has no password" body="You sign in with a passkey. With a mailed code you can choose a password as well.">
                <LinkButton href="/forgot">"Send me a code"</LinkButton>
            </EmptyState>
        }
        .into_any(),
        _ => view! { <EmptyState icon="shield" title="Guests have no password" body="Your workspace is open in this browser only."/> }.into_any(),
    }
}

#[component]
fn ChangeForm(email: String) -> impl IntoView {
    let error = refusal(ServerAction::<ChangePassword>::new(), no_password);
    view! {
        <Section title="Change password">
            <div class="max-w-form">
                <Card>
                    <form method="post" action=ChangePassword::url() class="flex flex-col gap-4">
                        <FormError error labels=LABELS.to_vec()/>
                        // Tells password managers whose password changes. Without a name it is not sent.
                        <input type="text" autocomplete="username" value=email hidden=true readonly=true/>
                        <Field name="current_password" label="Current password" errors=error required=true>
                            <Input kind="password" autocomplete="current-password"/>
                        </Field>
                        <PasswordField new=true label="New password" errors=error/>
                        <div class="flex flex-wrap items-center gap-4">
                            <Button submit=true variant=Variant::Primary>"Change password"</Button>
                            <a class="ui-link" href="/forgot" rel="external">"Forgot it?"</a>
                        </div>
                    </form>
                </Card>
            </div>
        </Section>
    }
}
