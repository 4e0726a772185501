//! The form for a new simulation: scenario, panel, settings. It is one form that works without
//! JavaScript; a template fills it in through the address (`?template=slug`).

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::core::AppError;
use crate::core::ids::ScenarioId;
use crate::features::agents::candidate::Candidate;
use crate::features::agents::panel::types::address;
use crate::features::agents::rpc::list_candidates;
use crate::features::agents::types::domain_name;
use crate::features::simulations::rpc::{ModelChoice, SubmitSimulation, get_scenario, list_models, list_scenarios};
use crate::features::simulations::types::{Policy, SavedScenario};
use crate::ui::*;

use super::scenarios::Surprise;

/// Everything the form offers.
#[derive(Clone)]
struct Offer {
    scenarios: Vec<SavedScenario>,
    candidates: Vec<Candidate>,
    models: Vec<ModelChoice>,
    /// The scenario that the form begins with.
    chosen: Option<SavedScenario>,
}

/// `/simulations/new`
#[component]
pub fn NewSimulationPage() -> impl IntoView {
    let query = use_query_map();
    let template = Memo::new(move |_| query.with(|q| q.get("template").unwrap_or_default()));
    let question = Memo::new(move |_| query.with(|q| q.get("question").unwrap_or_default()));
    let chosen = Memo::new(move |_| query.with(|q| q.get("participants").unwrap_or_default()));
    let scenarios = Resource::new(|| (), |()| list_scenarios());
    let candidates = Resource::new(|| (), |()| list_candidates());
    let models = Resource::new(|| (), |()| list_models());
    let begun = Resource::new(move || template.get(), begun);
    view! {
        <Title text="New simulation"/>
        <PageHeader title="New simulation" description="A question, a panel, and how long they talk."/>
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                let (scenarios, candidates, models, begun) =
                    futures::join!(scenarios.into_future(), candidates.into_future(), models.into_future(), begun.into_future());
                match offer(scenarios, candidates, models, begun) {
                    Ok(offer) => view! { <SetupForm offer template=template.get() participants=chosen.get() question=question.get()/> }.into_any(),
                    Err(error) => view! { <InlineError error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The scenario of the address: on the shelf, or drawn by chance.
async fn begun(template: String) -> Result<Option<SavedScenario>, AppError> {
    if template.is_empty() { Ok(None) } else { get_scenario(ScenarioId::new(template)).await.map(Some) }
}

fn offer(
    scenarios: Result<Vec<SavedScenario>, AppError>,
    candidates: Result<Vec<Candidate>, AppError>,
    models: Result<Vec<ModelChoice>, AppError>,
    chosen: Result<Option<SavedScenario>, AppError>,
) -> Result<Offer, AppError> {
    Ok(Offer { scenarios: scenarios?, candidates: candidates?, models: models?, chosen: chosen? })
}

const LABELS: [(&str, &str); 6] = [
    ("scenario.title", "Title"),
    ("scenario.question", "Question"),
    ("scenario.setting", "Setting"),
    ("participants", "Panel"),
    ("settings.max_turns", "Turns"),
    ("settings.seed", "Seed"),
];

#[component]
fn SetupForm(offer: Offer, template: String, participants: String, question: String) -> impl IntoView {
    let submit = ServerAction::<SubmitSimulation>::new();
    let error = action_error(submit);
    let pending: Signal<bool> = submit.pending().into();
    let chosen = offer.chosen;
    let language = chosen.as_ref().map(|s| s.scenario.language.clone()).unwrap_or_default();
    let begun = chosen.as_ref().map(|s| s.id.to_string()).unwrap_or_default();
    let mut panel: BTreeSet<String> = chosen.iter().flat_map(|s| s.panel.iter().map(|slug| format!("library:{slug}"))).collect();
    panel.extend(participants.split(',').filter(|p| p.contains(':')).map(str::to_owned));
    let templates = template_links(&offer.scenarios, &template);
    view! {
        <div class="mb-3 flex justify-end"><Surprise domain=""/></div>
        {templates}
        <ActionForm action=submit attr:class="space-y-6">
            <FormError error labels=LABELS.to_vec()/>
            <input type="hidden" name="form[scenario_id]" value=begun/>
            <ScenarioCard chosen question error/>
            <PanelCard candidates=offer.candidates panel error/>
            <SettingsCard models=offer.models language error/>
            <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-border bg-bg px-1 py-3">
                <Button submit=true variant=Variant::Primary icon="play" name="form[then]" value="start" pending=pending>"Start the conversation"</Button>
                <Button submit=true name="form[then]" value="draft" disabled=pending>"Save as draft"</Button>
                <LinkButton href="/simulations" variant=Variant::Ghost>"Cancel"</LinkButton>
            </div>
        </ActionForm>
    }
}

/// Templates as links, so that choosing one works without JavaScript.
fn template_links(scenarios: &[SavedScenario], current: &str) -> impl IntoView + use<> {
    let links = scenarios
        .iter()
        .map(|s| {
            let here = s.id.as_str() == current;
            let label = if s.group.is_empty() { "Own scenario".to_owned() } else { s.group.clone() };
            view! {
                <li>
                    <a href=format!("/simulations/new?template={}", s.id) rel="external" aria-current=here.then_some("true")
                        class="block h-full rounded-md border border-border bg-surface px-3 py-2 hover:bg-surface-2 aria-[current=true]:border-primary aria-[current=true]:bg-primary-soft">
                        <span class="block text-meta text-muted">{label}</span>
                        <span class="line-clamp-2 font-medium">{s.scenario.title.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let open = current.is_empty();
    view! {
        <details class="mb-6" open=open>
            <summary class="cursor-pointer font-medium">"Start from a template"</summary>
            <ul class="mt-3 grid gap-2 sm:grid-cols-2 lg:grid-cols-4">{links}</ul>
        </details>
    }
}

#[component]
fn ScenarioCard(chosen: Option<SavedScenario>, question: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let mut s = chosen.map(|c| c.scenario).unwrap_or_default();
    if !question.is_empty() {
        s.question = question;
    }
    view! {
        <Card title="Scenario">
            <div class="grid gap-4">
                <Field name="form[question]" key="scenario.question" label="Question" hint="What the panel is to answer." errors=error required=true>
                    <Textarea rows=2 maxlength=2000 value=s.question/>
                </Field>
                <SuggestPanel/>
                <Field name="form[title]" key="scenario.title" label="Title" hint="The question is used when you leave it empty." errors=error>
                    <Input maxlength=160 value=s.title/>
                </Field>
                <Field name="form[setting]" key="scenario.setting" label="Setting" hint="Who called the meeting, which facts are on the table, what is at stake." errors=error>
                    <Textarea rows=4 maxlength=4000 value=s.setting/>
                </Field>
                <div class="grid gap-4 md:grid-cols-2">
                    <Field name="form[goals]" key="scenario.goals" label="Goals" hint="One in a line." errors=error>
                        <Textarea rows=3 value=s.goals.join("\n")/>
                    </Field>
                    <Field name="form[constraints]" key="scenario.constraints" label="Constraints" hint="One in a line." errors=error>
                        <Textarea rows=3 value=s.constraints.join("\n")/>
                    </Field>
                </div>
            </div>
        </Card>
    }
}

/// Leads to the page that suggests a panel, with the question. Without script the button sends the whole
/// form there, which reads only the question.
#[component]
fn SuggestPanel() -> impl IntoView {
    let navigate = use_navigate();
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let question = browser::value_of("f-scenario-question").unwrap_or_default();
        navigate(&address(&[("question", question.trim())]), NavigateOptions::default());
    };
    view! {
        <div>
            <Button submit=true size=Size::Sm icon="users" attr:formmethod="get" attr:formaction="/agents/panel" attr:formnovalidate="formnovalidate" on:click=go>
                "Suggest a panel for this question"
            </Button>
        </div>
    }
}

#[component]
fn PanelCard(candidates: Vec<Candidate>, panel: BTreeSet<String>, error: Signal<Option<AppError>>) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let message = move || error.with(|e| e.as_ref().and_then(|e| e.field_message("participants").map(str::to_owned)));
    // Who is chosen stands first.
    let (chosen, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| panel.contains(&candidate.value));
    let chosen_now = RwSignal::new(chosen.len());
    let seats = move || match chosen_now.get() {
        0 => "Nobody is chosen yet.".to_owned(),
        1 => "1 expert is chosen.".to_owned(),
        n => format!("{n} experts are chosen."),
    };
    let choices = chosen
        .into_iter()
        .map(|c| (true, c))
        .chain(others.into_iter().map(|c| (false, c)))
        .map(|(checked, c)| choice(c, checked, filter, chosen_now))
        .collect_view();
    view! {
        <Card title="Panel" description="Four to six experts who see things differently make the best conversation; fifty at most.">
            <fieldset id="f-participants">
                <legend class="sr-only">"Participants"</legend>
                {move || message().map(|text| view! { <p class="mb-2 text-on-danger-soft" role="alert">{text}</p> })}
                <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                    <div class="w-full max-w-form">
                        <Input kind="search" name="" id="panel-filter" label="Filter the experts" placeholder="Filter by name, profession, expertise or domain" bind=filter/>
                    </div>
                    <p class="text-meta text-muted" role="status">{seats}</p>
                </div>
                <ul class="grid max-h-[28rem] gap-2 overflow-y-auto pr-1 sm:grid-cols-2 lg:grid-cols-3" tabindex="0" aria-label="Experts to choose from">{choices}</ul>
            </fieldset>
        </Card>
    }
}

/// One expert with a check box. Filtered ones are hidden, not removed: what is checked stays checked.
fn choice(candidate: Candidate, checked: bool, filter: RwSignal<String>, chosen: RwSignal<usize>) -> impl IntoView {
    let Candidate { value, name, profession, archetype, domain, expertise, seed, picture } = candidate;
    let domain = domain_name(&domain).to_owned();
    let words = format!("{name} {profession} {archetype} {} {domain}", expertise.join(" ")).to_lowercase();
    let hidden = Memo::new(move |_| filter.with(|f| !f.to_lowercase().split_whitespace().all(|w| words.contains(w))));
    let id = field_id(&value);
    let label_for = id.clone();
    let count = move |event| chosen.update(|n| *n = if event_target_checked(&event) { *n + 1 } else { n.saturating_sub(1) });
    view! {
        <li class:hidden=move || hidden.get()>
            <label for=label_for class="flex h-full cursor-pointer items-start gap-3 rounded-md border border-border bg-surface p-3 hover:bg-surface-2 has-[:checked]:border-primary has-[:checked]:bg-primary-soft">
                <input type="checkbox" id=id name="form[participants][]" value=value checked=checked class="mt-1 size-4 accent-primary" on:change=count/>
                <Avatar seed picture name=name.clone() size=AvatarSize::Sm decorative=true/>
                <span class="min-w-0">
                    <span class="block font-medium">{name}</span>
                    <span class="block text-meta text-muted">{profession}</span>
                    <span class="block text-meta text-muted">{archetype}" · "{domain}</span>
                </span>
            </label>
        </li>
    }
}

#[component]
fn SettingsCard(models: Vec<ModelChoice>, language: String, error: Signal<Option<AppError>>) -> impl IntoView {
    let default = models.iter().find(|m| m.is_default).map(|m| m.name.clone()).unwrap_or_default();
    let options: Vec<SelectOption> = models.into_iter().map(|m| SelectOption::new(m.name, m.label)).collect();
    // An order can only be written down when the panel is known: in the room.
    let offered = Policy::ALL.into_iter().filter(|policy| *policy != Policy::Scripted);
    let policies: Vec<SelectOption> = offered.map(|policy| SelectOption::new(policy.as_str(), policy.label())).collect();
    let pace = vec![
        SelectOption::new("0", "No pause"),
        SelectOption::new("2000", "2 seconds"),
        SelectOption::new("10000", "10 seconds"),
        SelectOption::new("60000", "1 minute"),
    ];
    view! {
        <Card title="Settings">
            <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                <Field name="form[model]" key="settings.model" label="Model" errors=error required=true><Select options value=default/></Field>
                <Field name="form[max_turns]" key="settings.max_turns" label="Turns" hint="1 to 500." errors=error required=true><Input kind="number" value="24"/></Field>
                <Field name="form[policy]" key="settings.policy" label="Who speaks next" errors=error required=true><Select options=policies value="mention_first"/></Field>
                <Field name="form[interval_ms]" key="settings.interval_ms" label="Pause between turns" errors=error required=true><Select options=pace value="0"/></Field>
                <Field name="form[language]" key="scenario.language" label="Language" hint="English when empty." errors=error><Input maxlength=40 value=language/></Field>
                <Field name="form[seed]" key="settings.seed" label="Seed" hint="The same seed gives the same conversation." errors=error><Input kind="number"/></Field>
            </div>
        </Card>
    }
}
