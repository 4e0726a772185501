//! `/settings`: who the visitor is, and the colours of the pages.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::portrait::Portrait;
use super::problem::{form_error, not_saved};
use super::settings::SettingsTabs;
use crate::core::locale::{LANGUAGES, offered_time_zones};
use crate::features::auth::rpc::{SetTheme, UpdateProfile, me};
use crate::features::auth::types::User;
use crate::features::home::{Typed, use_session};
use crate::ui::*;

/// Under which the browser keeps the success over the reload.
pub(super) const SAVED: &str = "profile-saved";
const LABELS: [(&str, &str); 4] = [("name", "Name"), ("username", "Username"), ("time_zone", "Time zone"), ("language", "Language")];

/// The visitor's own account.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let profile = Resource::new(|| (), |()| me());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(text) = browser::recall(SAVED) {
            toasts.success(text);
        }
    });
    view! {
        <Title text="Profile"/>
        <PageHeader title="Profile" description="How you appear in Colloquy, and how Colloquy looks to you."/>
        <SettingsTabs current="/settings"/>
        <Transition fallback=|| view! { <SkeletonText lines=6/> }>
            {move || Suspend::new(async move {
                match profile.await {
                    Ok(user) => view! {
                        {user.guest.then(|| view! { <GuestNotice/> })}
                        <Portrait user=user.clone()/>
                        <ProfileForm user/>
                    }
                    .into_any(),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| profile.refetch())/> }.into_any(),
                }
            })}
        </Transition>
        <Section title="Appearance" description="“System” follows the setting of your device.">
            <div class="flex"><ThemeSwitch action=SetTheme::url()/></div>
        </Section>
    }
}

/// What becomes of a guest's work.
#[component]
fn GuestNotice() -> impl IntoView {
    let at = use_session().and_then(|session| session.user.forgotten_at);
    view! {
        <Banner title="You are a guest">
            "Your workspace is private: only this browser can open it. "
            {at.map(|at| view! { "Without another visit it is forgotten on "<Timestamp at/>"; every visit moves that date. " })}
            <a class="ui-link" href="/register" rel="external">"Keep my work"</a>" makes an account of it; everything stays as it is."
        </Banner>
    }
}

/// The zones in groups by their region.
fn zones(chosen: &str) -> Vec<SelectOption> {
    let mut all = vec![SelectOption::new("", "As the device says")];
    // One that is accepted but not offered stays chosen.
    if !chosen.is_empty() && !offered_time_zones().any(|zone| zone == chosen) {
        all.push(SelectOption::new(chosen, chosen));
    }
    all.extend(offered_time_zones().map(|zone| {
        let (region, place) = zone.split_once('/').unwrap_or(("", zone));
        SelectOption::new(zone, place.replace('_', " ").replace('/', ", ")).group(region)
    }));
    all
}

/// E-mail address and username, which guests don't have.
fn addresses(user: &User, typed: &Typed, error: Signal<Option<crate::core::AppError>>) -> (Option<AnyView>, Option<AnyView>) {
    let email = user.email.clone().map(|email| {
        view! {
            <dl class="mb-4">
                <dt class="font-medium">"E-mail address"</dt>
                <dd class="break-all text-muted">{email}</dd>
            </dl>
        }
        .into_any()
    });
    let username = typed.or("username", user.username.clone().unwrap_or_default());
    let username = (!user.guest).then(|| {
        view! {
            <Field name="username" label="Username" hint="Another way to sign in. 3 to 32 letters, digits, dots, hyphens and underscores; leave it empty to give it up." errors=error>
                <Input value=username autocomplete="off" minlength=3 maxlength=32 attr:autocapitalize="none" attr:spellcheck="false"/>
            </Field>
        }
        .into_any()
    });
    (email, username)
}

#[component]
fn ProfileForm(user: User) -> impl IntoView {
    let save = ServerAction::<UpdateProfile>::new();
    let error = form_error(save, not_saved);
    let toasts = use_toasts();
    let shown_name = StoredValue::new(user.name.clone());
    Effect::new(move |_| {
        let Some(Ok(saved)) = save.value().get() else { return };
        if saved.name == shown_name.get_value() {
            toasts.success("Profile saved.");
            return;
        }
        // The name also stands in the frame around the page, which belongs to the page load.
        browser::remember(SAVED, "Profile saved.");
        browser::reload();
    });
    let typed = Typed::of(UpdateProfile::url());
    let (email, username) = addresses(&user, &typed, error);
    let zone = typed.or("time_zone", user.time_zone.clone().unwrap_or_default());
    let languages: Vec<_> = LANGUAGES.iter().map(|(tag, name)| SelectOption::new(*tag, *name)).collect();
    let language = user.language.clone().unwrap_or_else(|| LANGUAGES.first().map(|(tag, _)| (*tag).to_owned()).unwrap_or_default());
    let (language, name) = (typed.or("language", language), typed.or("name", user.name.clone()));
    view! {
        <Section title="About you">
            <div class="max-w-form">
                <Card>
                    {email}
                    <ActionForm action=save attr:class="flex flex-col gap-4">
                        <FormError error labels=LABELS.to_vec()/>
                        <Field name="name" label="Name" hint="Shown with what you say in conversations." errors=error required=true>
                            <Input value=name autocomplete="name" maxlength=80/>
                        </Field>
                        {username}
                        <Field name="time_zone" label="Time zone" hint="For times in mails and exported files. Pages show the time of your device." errors=error>
                            <Select options=zones(&zone) value=zone/>
                        </Field>
                        <Field name="language" label="Language" hint="Of the pages. Simulations and documents have a language of their own." errors=error>
                            <Select options=languages value=language/>
                        </Field>
                        <div><Button submit=true variant=Variant::Primary pending=save.pending()>"Save profile"</Button></div>
                    </ActionForm>
                </Card>
            </div>
        </Section>
    }
}
