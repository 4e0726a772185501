//! `/settings/keys`: the visitor's API keys, making one and revoking it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::rpc::{CreateKey, RevokeKey, just_made, list_keys};
use super::scopes::{Area, Level, Scope};
use super::types::{ApiKey, KeyQuery, USUAL_LIFETIME};
use crate::core::{AppError, Page};
use crate::features::auth::page::SettingsTabs;
use crate::features::auth::types::WorkspaceChoice;
use crate::features::home::address::encode;
use crate::features::home::{Typed, use_session};
use crate::ui::*;

const LABELS: [(&str, &str); 4] =
    [("name", "Name"), ("scopes", "What it may do"), ("expires_in_days", "Ends"), ("workspace_id", "Workspace")];

/// The visitor's API keys.
#[component]
pub fn KeysPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")).filter(|c| !c.is_empty()));
    let create = ServerAction::<CreateKey>::new();
    let revoke = ServerAction::<RevokeKey>::new();
    let again = RwSignal::new(0_u32);
    let page = Resource::new(
        move || (cursor.get(), create.version().get(), revoke.version().get(), again.get()),
        |(cursor, ..)| list_keys(KeyQuery { cursor, limit: None }),
    );
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(())) = revoke.value().get() {
            toasts.success("Key revoked. It works no more.");
        }
    });
    view! {
        <Title text="API keys"/>
        <PageHeader title="API keys" description="For programs that work for you. A key does what its scopes say, never more than you may do yourself."/>
        <SettingsTabs current="/settings/keys"/>
        <Fresh create/>
        <FormError error=action_error(revoke) id="revoke-error"/>
        <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
            {move || Suspend::new(async move { keys(page.await, cursor.get_untracked().is_some(), revoke, again) })}
        </Transition>
        {if use_session().is_some_and(|session| session.user.guest) {
            view! { <Banner title="A guest can't have API keys">"Make an account first: keys would be out of reach with the guest workspace."</Banner> }.into_any()
        } else {
            view! { <NewKey create/> }.into_any()
        }}
    }
}

/// The key that was just made, by this page or by a form without script.
#[component]
fn Fresh(create: ServerAction<CreateKey>) -> impl IntoView {
    let kept = Resource::new(|| (), |()| just_made());
    let made = move || create.value().get().and_then(Result::ok).map(|made| made.key);
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                move || made().or_else(|| kept.clone()).map(|key| view! { <Secret key_text=key/> })
            })}
        </Transition>
    }
}

#[component]
fn Secret(key_text: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Success title="Your new key">
            <p>"Copy it now and keep it in a safe place. It is not shown again."</p>
            <p class="mt-2 flex flex-wrap items-center gap-2">
                <code id="new-key" class="break-all rounded bg-surface-2 px-2 py-1 font-mono">{key_text.clone()}</code>
                <CopyButton text=key_text/>
            </p>
        </Banner>
    }
}

fn keys(page: Result<Page<ApiKey>, AppError>, further: bool, revoke: ServerAction<RevokeKey>, again: RwSignal<u32>) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error retry=Callback::new(move |()| again.update(|n| *n += 1))/> }.into_any(),
    };
    if page.items.is_empty() && !further {
        return view! { <EmptyState icon="key" title="No API keys" body="Make one for a program or script that shall use the API for you." compact=true/> }.into_any();
    }
    let next = page.next_cursor.as_ref().map(|cursor| format!("/settings/keys?cursor={}", encode(cursor)));
    let newer = further.then(|| "/settings/keys".to_owned());
    let rows = page.items.into_iter().map(|key| row(key, revoke)).collect_view();
    view! {
        <Table caption="Your API keys">
            <thead>
                <tr>
                    <th scope="col">"Key"</th>
                    <th scope="col" class="hidden md:table-cell">"May do"</th>
                    <th scope="col" class="hidden sm:table-cell">"Last used"</th>
                    <th scope="col" class="hidden sm:table-cell">"Ends"</th>
                    <th scope="col"><span class="sr-only">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
        <Pagination newer=newer next=next newer_label="First page" next_label="Older"/>
    }
    .into_any()
}

fn workspaces() -> Vec<WorkspaceChoice> {
    use_session().map(|session| session.workspaces).unwrap_or_default()
}

fn row(key: ApiKey, revoke: ServerAction<RevokeKey>) -> impl IntoView + use<> {
    let scopes = key.scopes.iter().map(Scope::to_string).collect::<Vec<_>>().join(", ");
    let narrow = scopes.clone();
    let place = key.workspace_id.as_ref().map(|id| {
        let name = workspaces().into_iter().find(|w| w.id == *id).map_or_else(|| "a workspace you left".to_owned(), |w| w.name);
        view! { <span class="block text-meta text-muted">"Only in "{name}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span class="font-medium">{key.name.clone()}</span>
                    {key.expired.then(|| view! { <Badge tone=Tone::Warning>"Expired"</Badge> })}
                </span>
                <span class="block text-meta text-muted"><code class="font-mono">{format!("{}…", key.prefix)}</code>" · made "<Timestamp at=key.created_at/></span>
                {place}
                <span class="block text-meta text-muted md:hidden">{narrow}</span>
                <span class="block text-meta text-muted sm:hidden">"Last used "{used(key.last_used_at)}" · ends "{end(key.expires_at)}</span>
            </th>
            <td class="hidden text-muted md:table-cell">{scopes}</td>
            <td class="hidden text-muted sm:table-cell">{used(key.last_used_at)}</td>
            <td class="hidden text-muted sm:table-cell">{end(key.expires_at)}</td>
            <td class="text-right"><Revoke key_info=key action=revoke/></td>
        </tr>
    }
}

fn used(at: Option<DateTime<Utc>>) -> AnyView {
    at.map_or_else(|| "never".into_any(), |at| view! { <Timestamp at relative=true/> }.into_any())
}

fn end(at: Option<DateTime<Utc>>) -> AnyView {
    at.map_or_else(|| "never".into_any(), |at| view! { <Timestamp at/> }.into_any())
}

/// Without script the button revokes at once: a key that was revoked by mistake is made anew.
#[component]
fn Revoke(key_info: ApiKey, action: ServerAction<RevokeKey>) -> impl IntoView {
    let confirm = use_confirm();
    let sent = key_info.id.clone();
    let pending =
        Signal::derive(move || action.pending().get() && action.input().with(|input| input.as_ref().is_some_and(|input| input.id == sent)));
    let label = format!("Revoke key: {}", key_info.name);
    let asked = StoredValue::new(key_info.clone());
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let key = asked.get_value();
        let question = ConfirmSpec::new(format!("Revoke “{}”?", key.name), "Revoke key")
            .body("Programs that use it are refused from then on. This can't be undone.")
            .danger();
        confirm.ask(question, move || {
            action.dispatch(RevokeKey { id: asked.get_value().id });
        });
    };
    view! {
        <ActionForm action=action>
            <input type="hidden" name="id" value=key_info.id/>
            <Button submit=true size=Size::Sm pending attr:aria-label=label on:click=ask>"Revoke"</Button>
        </ActionForm>
    }
}

#[component]
fn NewKey(create: ServerAction<CreateKey>) -> impl IntoView {
    let error = action_error(create);
    let mut places = vec![SelectOption::new("", "All my workspaces")];
    places.extend(workspaces().into_iter().map(|w| SelectOption::new(w.id, w.name)));
    let ends = vec![
        SelectOption::new("30", "In 30 days"),
        SelectOption::new("90", "In 90 days"),
        SelectOption::new("365", "In a year"),
        SelectOption::new("0", "Never"),
    ];
    let typed = Typed::of(CreateKey::url());
    let (name, place, days) = (typed.or("name", ""), typed.or("workspace", ""), typed.or("days", USUAL_LIFETIME.to_string()));
    let areas = Area::ALL.into_iter().map(|area| area_field(area, typed.or(area.as_str(), ""))).collect_view();
    view! {
        <Section title="New key" description="Give it as little as it needs. Keys can't make keys, and can't change passwords, passkeys or sessions.">
            <div class="max-w-form">
                <Card>
                    <ActionForm action=create attr:class="flex flex-col gap-4">
                        <FormError error labels=LABELS.to_vec()/>
                        <Field name="name" label="Name" hint="What it is for, for example “Nightly export”." errors=error required=true>
                            <Input value=name maxlength=60 autocomplete="off"/>
                        </Field>
                        <fieldset id=field_id("scopes") tabindex="-1" class="flex flex-col gap-3">
                            <legend class="mb-2 font-medium">"What it may do"</legend>
                            {areas}
                        </fieldset>
                        <Field name="workspace" key="workspace_id" label="Workspace" errors=error>
                            <Select options=places value=place/>
                        </Field>
                        <Field name="days" key="expires_in_days" label="Ends" errors=error>
                            <Select options=ends value=days/>
                        </Field>
                        <div><Button submit=true variant=Variant::Primary icon="key" pending=create.pending()>"Make key"</Button></div>
                    </ActionForm>
                </Card>
            </div>
        </Section>
    }
}

/// Nothing, or one of the levels of an area.
fn area_field(area: Area, chosen: String) -> impl IntoView {
    let mut options = vec![SelectOption::new("", "Nothing")];
    options.extend(Level::ALL.into_iter().map(|level| {
        let what = Scope::new(area, level).meaning();
        SelectOption::new(level.as_str(), format!("{}: {what}", level.label()))
    }));
    view! {
        <Field name=area.as_str() label=area.label()>
            <Select options value=chosen/>
        </Field>
    }
}
