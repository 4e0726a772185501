//! The form for a new simulation: scenario, panel, settings. It is one form that works without
//! JavaScript; a template fills it in through the address (`?template=slug`).

mod estimate;
mod panel;
mod picker;
mod settings;

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
use crate::features::simulations::rpc::{ModelChoice, SubmitSimulation, get_scenario, list_models, list_scenarios};
use crate::features::simulations::types::{SavedScenario, Scenario};
use crate::ui::*;

/// Everything the form offers.
#[derive(Clone)]
struct Offer {
    scenarios: Vec<SavedScenario>,
    candidates: Vec<Candidate>,
    models: Vec<ModelChoice>,
    /// The scenario that the form begins with.
    chosen: Option<SavedScenario>,
}

/// What the estimate goes by; kept up while the form is filled in.
#[derive(Clone, Copy)]
struct Filled {
    question: RwSignal<String>,
    people: RwSignal<BTreeSet<String>>,
    model: RwSignal<String>,
    turns: RwSignal<String>,
    policy: RwSignal<String>,
}

/// Everybody who can be chosen: value of the check box, name.
type Names = StoredValue<Vec<(String, String)>>;

/// `/simulations/new`
#[component]
pub fn NewSimulationPage() -> impl IntoView {
    let query = use_query_map();
    let template = Memo::new(move |_| query.with(|q| q.get("template").unwrap_or_default()));
    let chosen = Memo::new(move |_| query.with(|q| q.get("participants").unwrap_or_default()));
    let question = Memo::new(move |_| query.with(|q| q.get("question").unwrap_or_default()));
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

const LABELS: [(&str, &str); 13] = [
    ("scenario.title", "Title"),
    ("scenario.question", "Question"),
    ("scenario.setting", "Setting"),
    ("participants", "Panel"),
    ("settings.max_turns", "Turns"),
    ("settings.moderator", "Moderator"),
    ("settings.order", "Order of speaking"),
    ("settings.seed", "Seed"),
    ("settings.interval_ms", "Pause between turns"),
    ("settings.max_minutes", "Time limit"),
    ("settings.max_tokens", "Token limit"),
    ("settings.budget_micros", "Cost cap"),
    ("settings.guards", "Tries of one line"),
];

#[component]
fn SetupForm(offer: Offer, template: String, participants: String, question: String) -> impl IntoView {
    let submit = ServerAction::<SubmitSimulation>::new();
    let error = action_error(submit);
    let pending: Signal<bool> = submit.pending().into();
    let Offer { scenarios, candidates, models, chosen } = offer;
    let begun = chosen.as_ref().map(|s| s.id.to_string()).unwrap_or_default();
    let mut panel: BTreeSet<String> = chosen.iter().flat_map(|s| s.panel.iter().map(|slug| format!("library:{slug}"))).collect();
    panel.extend(participants.split(',').filter(|p| p.contains(':')).map(str::to_owned));
    panel.retain(|value| candidates.iter().any(|c| c.value == *value));
    let names = StoredValue::new(candidates.iter().map(|c| (c.value.clone(), c.name.clone())).collect());
    let mut scenario = chosen.map(|c| c.scenario).unwrap_or_default();
    if !question.is_empty() {
        scenario.question = question;
    }
    let planned = scenario.planned_turns();
    let filled = Filled {
        question: RwSignal::new(scenario.question.clone()),
        people: RwSignal::new(panel.clone()),
        model: RwSignal::new(models.iter().find(|m| m.is_default).map(|m| m.name.clone()).unwrap_or_default()),
        turns: RwSignal::new(if planned > 0 { planned } else { 24 }.to_string()),
        policy: RwSignal::new("mention_first".to_owned()),
    };
    let language = scenario.language.clone();
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
            <picker::Picker scenarios current=template/>
            <ActionForm action=submit attr:class="min-w-0 space-y-6">
                <FormError error labels=LABELS.to_vec()/>
                <input type="hidden" name="form[scenario_id]" value=begun/>
                <ScenarioCard scenario filled error/>
                <panel::PanelCard candidates panel filled error/>
                <settings::SettingsCards models language names filled error/>
                <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center gap-2 border-t border-border bg-bg px-1 py-3">
                    <Button submit=true variant=Variant::Primary icon="play" name="form[then]" value="start" pending=pending>"Start the conversation"</Button>
                    <Button submit=true name="form[then]" value="draft" disabled=pending>"Save as draft"</Button>
                    <LinkButton href="/simulations" variant=Variant::Ghost>"Cancel"</LinkButton>
                    <estimate::Expected filled/>
                </div>
            </ActionForm>
        </div>
    }
}

#[component]
fn ScenarioCard(scenario: Scenario, filled: Filled, error: Signal<Option<AppError>>) -> impl IntoView {
    let s = scenario;
    view! {
        <Card title="Scenario">
            <div class="grid gap-4">
                <Field name="form[question]" key="scenario.question" label="Question" hint="What the panel is to answer." errors=error required=true>
                    <Textarea rows=2 maxlength=2000 bind=filled.question/>
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
