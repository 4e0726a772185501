//! `/settings/passkeys`: the visitor's passkeys.

use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use super::passkey_door::PasskeyBox;
use super::problem::{form_error, not_removed, not_renamed};
use super::settings::SettingsTabs;
use crate::core::AppError;
use crate::features::auth::rpc::{RemovePasskey, RenamePasskey, list_my_passkeys, passkeys_supported};
use crate::features::auth::types::passkeys::{MAX_PASSKEY_NAME, Passkey, PasskeySupport};
use crate::features::home::use_session;
use crate::ui::*;

/// Under which the script keeps its success over the reload.
const ADDED: &str = "passkey-added";

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mine {
    passkeys: Vec<Passkey>,
    support: PasskeySupport,
}

async fn mine() -> Result<Mine, AppError> {
    // At once: what a server function finds in its request is gone after the first wait.
    let (passkeys, support) = futures::try_join!(list_my_passkeys(), passkeys_supported())?;
    Ok(Mine { passkeys, support })
}

/// What can be done to a passkey.
#[derive(Clone, Copy)]
struct Acts {
    rename: ServerAction<RenamePasskey>,
    remove: ServerAction<RemovePasskey>,
}

/// The visitor's passkeys.
#[component]
pub fn PasskeysPage() -> impl IntoView {
    let mine = Resource::new(|| (), |()| mine());
    let acts = Acts { rename: ServerAction::new(), remove: ServerAction::new() };
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(text) = browser::recall(ADDED) {
            toasts.success(text);
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(_)) = acts.rename.value().get() {
            toasts.success("Passkey renamed.");
            mine.refetch();
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = acts.remove.value().get() {
            toasts.success("Passkey removed.");
            mine.refetch();
        }
    });
    view! {
        <Title text="Passkeys"/>
        <PageHeader
            title="Passkeys"
            description="Sign in with your device: its PIN, your fingerprint or your face. A passkey can't be guessed, reused or typed into a false page."
        />
        <SettingsTabs current="/settings/passkeys"/>
        <FormError error=form_error(acts.rename, not_renamed) labels=vec![("name", "Name")]/>
        <FormError error=form_error(acts.remove, not_removed) id="remove-error"/>
        <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
            {move || Suspend::new(async move {
                match mine.await {
                    Ok(Mine { passkeys, support }) => view! { <PasskeyTable passkeys acts/> <AddPasskey support/> }.into_any(),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| mine.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn PasskeyTable(passkeys: Vec<Passkey>, acts: Acts) -> impl IntoView {
    if passkeys.is_empty() {
        let body = "With a passkey you sign in without typing a password.";
        return view! { <EmptyState icon="key" title="No passkey yet" body compact=true/> }.into_any();
    }
    let rows = passkeys.into_iter().map(|passkey| row(passkey, acts)).collect_view();
    view! {
        <Table caption="Your passkeys">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col" class="hidden md:table-cell">"Added"</th>
                    <th scope="col" class="hidden sm:table-cell">"Last used"</th>
                    <th scope="col"><span class="sr-only">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(passkey: Passkey, acts: Acts) -> impl IntoView + use<> {
    let added = passkey.created_at;
    let used = move || match passkey.last_used_at {
        Some(at) => view! { <Timestamp at relative=true/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <Icon name="key" class="text-muted"/>
                    <span class="break-words font-medium">{passkey.name.clone()}</span>
                    {passkey.synced.then(|| view! { <Badge tone=Tone::Info>"Synced"</Badge> })}
                </span>
                // On narrow screens the other columns stand here.
                <span class="block text-meta text-muted md:hidden">"Added "<Timestamp at=added/></span>
                <span class="block text-meta text-muted sm:hidden">"Last used: "{used()}</span>
                <Rename passkey=passkey.clone() action=acts.rename/>
            </th>
            <td class="hidden text-muted md:table-cell"><Timestamp at=added/></td>
            <td class="hidden text-muted sm:table-cell">{used()}</td>
            <td class="text-right align-top"><Remove passkey action=acts.remove/></td>
        </tr>
    }
}

#[component]
fn Rename(passkey: Passkey, action: ServerAction<RenamePasskey>) -> impl IntoView {
    let id = passkey.id.clone();
    let pending = Signal::derive(move || action.input().with(|sent| sent.as_ref().is_some_and(|sent| sent.id == id)));
    let label = format!("New name of {}", passkey.name);
    let longest = u32::try_from(MAX_PASSKEY_NAME).unwrap_or(u32::MAX);
    view! {
        <Disclosure summary="Rename">
            <ActionForm action=action attr:class="flex flex-wrap items-center gap-2">
                <input type="hidden" name="id" value=passkey.id.to_string()/>
                <Input name="name" id=format!("name-{}", passkey.id) label value=passkey.name required=true maxlength=longest autocomplete="off" size=Size::Sm/>
                <Button submit=true size=Size::Sm pending>"Save name"</Button>
            </ActionForm>
        </Disclosure>
    }
}

/// Without script the button removes at once: a passkey can be added again.
#[component]
fn Remove(passkey: Passkey, action: ServerAction<RemovePasskey>) -> impl IntoView {
    let confirm = use_confirm();
    let (id, of) = (passkey.id.clone(), passkey.id.clone());
    let pending = Signal::derive(move || action.input().with(|sent| sent.as_ref().is_some_and(|sent| sent.id == of)));
    let label = format!("Remove passkey: {}", passkey.name);
    let body = format!("You can't sign in with “{}” any more. Delete it on the device as well, or it will still be offered.", passkey.name);
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let question = ConfirmSpec::new("Remove this passkey?", "Remove passkey").body(body.clone()).danger();
        let id = id.clone();
        confirm.ask(question, move || {
            action.dispatch(RemovePasskey { id: id.clone() });
        });
    };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="id" value=passkey.id.to_string()/>
            <Button submit=true size=Size::Sm pending attr:aria-label=label on:click=ask>"Remove"</Button>
        </ActionForm>
    }
}

#[component]
fn AddPasskey(support: PasskeySupport) -> impl IntoView {
    if use_session().is_some_and(|session| session.user.guest) {
        return view! { <Banner title="You are a guest">"A guest has no account to sign in to. Make an account first, then add a passkey."</Banner> }
            .into_any();
    }
    let longest = u32::try_from(MAX_PASSKEY_NAME).unwrap_or(u32::MAX);
    view! {
        <Section title="Add a passkey" description="On this device, on a phone near you, or on a security key. Two are better than one: a lost device then locks nobody out.">
            <div class="max-w-form">
                <PasskeyBox support>
                    <Field name="passkey-name" label="Name" hint="To tell your passkeys apart. Left empty, it is called like your browser.">
                        <Input maxlength=longest autocomplete="off"/>
                    </Field>
                    <div><Button variant=Variant::Primary icon="plus" attr:data-passkey="add">"Add passkey"</Button></div>
                </PasskeyBox>
            </div>
        </Section>
    }
    .into_any()
}
