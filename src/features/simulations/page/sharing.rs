//! What goes out of a simulation: files, links for strangers, another language, its scenario; and
//! the tags by which it is found. Everything is a plain form or a link.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::home::{PageError, may};
use crate::features::simulations::rpc::{
    KeepScenarioForm, ModelChoice, RevokeShare, SetSimulationTags, ShareSimulation, list_models, list_shares, named_simulations,
    take_fresh_share,
};
use crate::features::simulations::types::{DEFAULT_DAYS, ExportFormat, MAX_DAYS, Share, Simulation};
use crate::ui::*;

use super::id_param;

/// `/simulations/{id}/share`
#[component]
pub fn SharingPage() -> impl IntoView {
    let id = id_param();
    let simulation = Resource::new(
        move || id.get(),
        |id| async move {
            let found = named_simulations(vec![id]).await?;
            found.into_iter().next().ok_or_else(|| AppError::not_found("simulation"))
        },
    );
    let shares = Resource::new(move || id.get(), list_shares);
    // What a form without script has just made comes with the page.
    let fresh = Resource::new(move || id.get(), take_fresh_share);
    let models = Resource::new(|| (), |()| list_models());
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                let (simulation, shares, fresh, models) =
                    futures::join!(simulation.into_future(), shares.into_future(), fresh.into_future(), models.into_future());
                match simulation {
                    Ok(simulation) => view! { <Sharing simulation shares fresh=fresh.ok().flatten() offline=is_offline(models.ok())/> }.into_any(),
                    Err(error) => view! { <PageError error title="Share and export" back="/simulations" back_label="All simulations"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Sharing(simulation: Simulation, shares: Result<Page<Share>, AppError>, fresh: Option<String>, offline: bool) -> impl IntoView {
    let id = simulation.id.to_string();
    let write = may(Permission::Write);
    let title = format!("Share and export “{}”", simulation.title);
    let back = format!("/simulations/{id}");
    view! {
        <Title text="Share and export"/>
        <PageHeader title>
            <LinkButton href=back icon="message">"Back to the conversation"</LinkButton>
        </PageHeader>
        <div class="grid max-w-page gap-6 lg:grid-cols-2">
            <div class="space-y-6">
                <Files id=id.clone()/>
                <Languages id=id.clone() offline/>
                {write.then(|| view! { <Tags id=id.clone() tags=simulation.tags.clone()/> })}
                {write.then(|| view! { <Shelf id=id.clone()/> })}
            </div>
            <Links id write shares fresh/>
        </div>
    }
}

#[component]
fn Files(id: String) -> impl IntoView {
    let links = ExportFormat::ALL
        .map(|format| {
            let address = format!("/api/v1/simulations/{id}/export?format={}", format.as_str());
            view! { <LinkButton href=address icon="download" size=Size::Sm attr:download="" attr:rel="external">{format.label()}</LinkButton> }
        })
        .into_iter()
        .collect_view();
    view! {
        <Card title="Files" description="Markdown and the web page leave out what not everybody heard: secrets, whispers, questions aside; and settings and costs. The table has every line, whispers too; the JSON holds everything.">
            <div class="flex flex-wrap gap-2">{links}</div>
        </Card>
    }
}

/// Whether there is no model but the offline one.
pub(super) fn is_offline(models: Option<Vec<ModelChoice>>) -> bool {
    models.is_some_and(|models| models.iter().all(|model| model.name.starts_with("scripted")))
}

/// Where a language is chosen; says so where no model can translate.
#[component]
pub(super) fn Languages(id: String, offline: bool) -> impl IntoView {
    if offline {
        return view! {
            <Card title="Another language">
                <p class="text-muted">"Translation needs a model endpoint: the built-in offline model can’t translate. Whoever runs this installation sets OPENAI_API_KEY or OPENAI_BASE_URL."</p>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card title="Another language" description="Read the transcript in your language, also while people still talk. Every original stays one click away.">
            <form method="get" action=format!("/simulations/{id}/translation") class="flex flex-wrap items-end gap-2">
                <div class="min-w-40 flex-1"><Field name="language" label="Language" required=true><Input maxlength=40 placeholder="French" autocomplete="off"/></Field></div>
                <Button submit=true icon="arrow-right">"Read it"</Button>
            </form>
        </Card>
    }
    .into_any()
}

#[component]
fn Tags(id: String, tags: Vec<String>) -> impl IntoView {
    let save = ServerAction::<SetSimulationTags>::new();
    let error = action_error(save);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            toasts.success("Tags saved.");
        }
    });
    view! {
        <Card title="Tags" description="The list of simulations filters by them.">
            <ActionForm action=save attr:class="flex flex-col gap-3">
                <FormError error id="tags-error"/>
                <input type="hidden" name="id" value=id/>
                <Field name="tags" label="Tags" hint="Between commas, at most 12." errors=error>
                    <Input value=tags.join(", ") maxlength=600 autocomplete="off"/>
                </Field>
                <div><Button submit=true icon="tag" pending=save.pending()>"Save tags"</Button></div>
            </ActionForm>
        </Card>
    }
}

#[component]
fn Shelf(id: String) -> impl IntoView {
    let keep = ServerAction::<KeepScenarioForm>::new();
    view! {
        <Card title="Scenario" description="Put a copy of its scenario on the shelf of this workspace, to use it again.">
            <FormError error=action_error(keep) id="keep-error"/>
            <ActionForm action=keep>
                <input type="hidden" name="id" value=id/>
                <Button submit=true icon="book" pending=keep.pending()>"Save the scenario"</Button>
            </ActionForm>
        </Card>
    }
}

#[component]
fn Links(id: String, write: bool, shares: Result<Page<Share>, AppError>, fresh: Option<String>) -> impl IntoView {
    let create = ServerAction::<ShareSimulation>::new();
    let revoke = ServerAction::<RevokeShare>::new();
    let simulation = StoredValue::new(id.clone());
    let shown = RwSignal::new(shares);
    read_again(create, revoke, simulation, shown);
    view! {
        <Card title="Links for people without an account" description="Whoever has a link reads question, panel and transcript until it expires or is revoked. Secrets, whispers, settings and costs are never shown.">
            {fresh.map(|url| view! { <Made url/> })}
            {move || create.value().get().and_then(Result::ok).map(|made| view! { <Made url=made.url/> })}
            {write.then(|| view! { <NewLink id create/> })}
            <FormError error=action_error(revoke) id="revoke-error"/>
            {move || links(shown.get(), simulation.get_value(), revoke, write)}
        </Card>
    }
}

/// Reads the links again when one was made or taken back. Only in the browser: the page came with them.
fn read_again(
    create: ServerAction<ShareSimulation>,
    revoke: ServerAction<RevokeShare>,
    simulation: StoredValue<String>,
    shown: RwSignal<Result<Page<Share>, AppError>>,
) {
    Effect::new(move |before: Option<()>| {
        create.version().track();
        revoke.version().track();
        if before.is_some() {
            spawn_local(async move {
                let answer = list_shares(SimulationId::new(simulation.get_value())).await;
                shown.try_set(answer);
            });
        }
    });
}

/// The address of a link, which is shown once.
#[component]
fn Made(url: String) -> impl IntoView {
    let text = url.clone();
    view! {
        <div class="mb-4">
            <Banner tone=Tone::Success title="The link is ready">
                <p>"Copy it now: it isn’t shown again."</p>
                <p class="mt-2 flex flex-wrap items-center gap-2">
                    <code class="min-w-0 break-all font-mono" data-testid="share-link">{url}</code>
                    <CopyButton text label="Copy link"/>
                </p>
            </Banner>
        </div>
    }
}

#[component]
fn NewLink(id: String, create: ServerAction<ShareSimulation>) -> impl IntoView {
    let error = action_error(create);
    view! {
        <ActionForm action=create attr:class="mb-6 grid gap-3 sm:grid-cols-2">
            <div class="sm:col-span-2"><FormError error id="share-error" labels=vec![("days", "Good for how many days"), ("label", "For whom")]/></div>
            <input type="hidden" name="id" value=id/>
            <Field name="label" label="For whom" hint="So that you revoke the right one." errors=error><Input maxlength=80 autocomplete="off"/></Field>
            <Field name="days" label="Good for how many days" hint=format!("1 to {MAX_DAYS}.") errors=error required=true>
                <Input kind="number" value=DEFAULT_DAYS.to_string() attr:min="1" attr:max=MAX_DAYS.to_string()/>
            </Field>
            <div class="sm:col-span-2"><Button submit=true variant=Variant::Primary icon="external" pending=create.pending()>"Make a link"</Button></div>
        </ActionForm>
    }
}

fn links(page: Result<Page<Share>, AppError>, simulation: String, revoke: ServerAction<RevokeShare>, write: bool) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if page.items.is_empty() {
        return view! { <EmptyState icon="external" title="No links" body="Nobody outside of this workspace can read this conversation." compact=true/> }.into_any();
    }
    let rows = page.items.into_iter().map(|share| link(share, simulation.clone(), revoke, write)).collect_view();
    view! { <ul class="divide-y divide-border" role="list" aria-label="Links">{rows}</ul> }.into_any()
}

fn link(share: Share, simulation: String, revoke: ServerAction<RevokeShare>, write: bool) -> impl IntoView + use<> {
    let name = if share.label.is_empty() { "Link".to_owned() } else { share.label.clone() };
    let state = if share.expired {
        view! { <Badge>"Expired"</Badge> }
    } else {
        view! { <Badge tone=Tone::Success>"Open"</Badge> }
    };
    let which = format!(" {name}");
    let button = write.then(|| {
        view! {
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=simulation/>
                <input type="hidden" name="share" value=share.id.clone()/>
                <Button submit=true size=Size::Sm icon="trash">"Revoke"<span class="sr-only">{which}</span></Button>
            </ActionForm>
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
            <span class="min-w-0 flex-1 basis-32 break-words font-medium">{name}</span>
            {state}
            <span class="text-meta text-muted">"until "<Timestamp at=share.expires_at/></span>
            {button}
        </li>
    }
}
