//! The dialog for a branch (goes on from a turn) and for a twin (a branch with one change, beside the
//! original).

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::core::ids::SimulationId;
use crate::core::{AppError, Result};
use crate::features::simulations::rpc::{branch_simulation, control_simulation, list_models};
use crate::features::simulations::types::{BranchInput, Policy, Scenario, SettingsInput, Simulation, State};
use crate::ui::*;

use super::RoomContext;

/// What the form holds.
#[derive(Clone, Copy)]
struct Fields {
    /// What is different: `none`, `policy`, `model`, `mute`, `question`, `seed`.
    change: RwSignal<String>,
    policy: RwSignal<String>,
    model: RwSignal<String>,
    mute: RwSignal<String>,
    question: RwSignal<String>,
    seed: RwSignal<String>,
    turn: RwSignal<String>,
    run: RwSignal<bool>,
}

impl Fields {
    fn of(simulation: &Simulation) -> Self {
        let first = simulation.participants.first().map(|p| p.id.clone()).unwrap_or_default();
        Self {
            change: RwSignal::new("none".to_owned()),
            policy: RwSignal::new(simulation.settings.policy.as_str().to_owned()),
            model: RwSignal::new(simulation.settings.model.clone()),
            mute: RwSignal::new(first),
            question: RwSignal::new(simulation.scenario.question.clone()),
            seed: RwSignal::new((simulation.settings.seed + 1).to_string()),
            turn: RwSignal::new(String::new()),
            run: RwSignal::new(true),
        }
    }

    fn is_twin(self) -> bool {
        self.change.with_untracked(|c| c != "none")
    }

    /// What is sent.
    fn input(self, of: &Simulation) -> Result<BranchInput> {
        let turn = self.turn.get_untracked().trim().parse().map_err(|_| AppError::field("turn", "Write the number of a turn."))?;
        let mut input = BranchInput { turn, ..BranchInput::default() };
        match self.change.get_untracked().as_str() {
            "policy" => {
                input.settings = Some(SettingsInput { policy: Policy::parse(&self.policy.get_untracked()), ..SettingsInput::default() })
            }
            "model" => input.settings = Some(SettingsInput { model: Some(self.model.get_untracked()), ..SettingsInput::default() }),
            "seed" => {
                let seed = self.seed.get_untracked().trim().parse().map_err(|_| AppError::field("seed", "This is not a number."))?;
                input.settings = Some(SettingsInput { seed: Some(seed), ..SettingsInput::default() });
            }
            "mute" => {
                let mut muted: Vec<String> = of.participants.iter().filter(|p| p.muted).map(|p| p.id.clone()).collect();
                muted.push(self.mute.get_untracked());
                input.muted = Some(muted);
            }
            "question" => {
                input.scenario = Some(Scenario { question: self.question.get_untracked().trim().to_owned(), ..of.scenario.clone() })
            }
            _ => {}
        }
        Ok(input)
    }
}

/// Makes the branch, lets it run if asked, and says where to go.
async fn make(of: SimulationId, input: BranchInput, run: bool, twin: bool) -> Result<String> {
    let made = branch_simulation(of.clone(), input).await?;
    if run {
        let act = if made.state == State::Draft { "start" } else { "resume" };
        control_simulation(made.id.clone(), act.to_owned()).await?;
    }
    Ok(if twin { format!("/simulations/compare?a={of}&b={}", made.id) } else { format!("/simulations/{}", made.id) })
}

#[component]
pub(super) fn BranchDialog(context: RoomContext) -> impl IntoView {
    let fields = context.state.with_untracked(|s| Fields::of(&s.simulation));
    let error: RwSignal<Option<AppError>> = RwSignal::new(None);
    let pending = RwSignal::new(false);
    let navigate = use_navigate();
    Effect::new(move |_| fields.turn.set(context.branch_at.get().to_string()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let input = match context.state.with_untracked(|s| fields.input(&s.simulation)) {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        let (navigate, run, twin) = (navigate.clone(), fields.run.get_untracked(), fields.is_twin());
        pending.set(true);
        error.set(None);
        spawn_local(async move {
            let made = make(context.id(), input, run, twin).await;
            pending.try_set(false);
            match made {
                Ok(address) => {
                    context.branch_open.try_set(false);
                    navigate(&address, NavigateOptions::default());
                }
                Err(wrong) => {
                    error.try_set(Some(wrong));
                }
            }
        });
    };
    let verb = move || if fields.change.with(|c| c == "none") { "Make the branch" } else { "Make the twin" };
    view! {
        <Dialog id="branch-dialog" open=context.branch_open title="Branch or twin"
            description="A new conversation with the same lines up to a turn. Without a change it says what this one said; with one change it is a twin to compare.">
            <form on:submit=submit class="flex flex-col gap-4">
                <FormError error id="branch-error" labels=vec![("turn", "After turn"), ("seed", "Seed")]/>
                <Field name="turn" label="After turn" hint="0 starts from the beginning." errors=error required=true>
                    <Input kind="number" bind=fields.turn attr:min="0"/>
                </Field>
                <Field name="change" label="What is different">
                    <Select options=changes() bind=fields.change/>
                </Field>
                <Change context fields error/>
                <Checkbox name="run" label="Let it go on at once" bind=fields.run/>
                <DialogActions>
                    <Button on:click=move |_| context.branch_open.set(false)>"Cancel"</Button>
                    <Button submit=true variant=Variant::Primary icon="branch" pending=pending>{verb}</Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}

fn changes() -> Vec<SelectOption> {
    let all = [
        ("none", "Nothing: a branch"),
        ("policy", "Who speaks next"),
        ("question", "The question"),
        ("mute", "One person listens only"),
        ("model", "The model"),
        ("seed", "The seed: other chances"),
    ];
    all.into_iter().map(|(value, label)| SelectOption::new(value, label)).collect()
}

/// The field for the one change.
#[component]
fn Change(context: RoomContext, fields: Fields, error: RwSignal<Option<AppError>>) -> impl IntoView {
    let models: RwSignal<Vec<SelectOption>> = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if fields.change.with(|c| c == "model") && models.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                let found = list_models().await.unwrap_or_default();
                models.try_set(found.into_iter().map(|m| SelectOption::new(m.name, m.label)).collect());
            });
        }
    });
    let people = move || {
        let can = context.state.with_untracked(|s| s.simulation.participants.clone());
        can.into_iter().filter(|p| p.can_speak()).map(|p| SelectOption::new(p.id, p.name)).collect::<Vec<_>>()
    };
    let policies = || {
        let offered = Policy::ALL.into_iter().filter(|policy| *policy != Policy::Scripted);
        offered.map(|policy| SelectOption::new(policy.as_str(), policy.label())).collect::<Vec<_>>()
    };
    move || match fields.change.get().as_str() {
        "policy" => {
            view! { <Field name="new-policy" label="Who speaks next"><Select options=policies() bind=fields.policy/></Field> }.into_any()
        }
        "model" => view! { <Field name="model" label="Model"><Select options=models.get() bind=fields.model/></Field> }.into_any(),
        "mute" => view! { <Field name="mute" label="Who listens only"><Select options=people() bind=fields.mute/></Field> }.into_any(),
        "question" => {
            view! { <Field name="new-question" label="Question"><Textarea rows=3 maxlength=2000 bind=fields.question/></Field> }.into_any()
        }
        "seed" => view! { <Field name="seed" label="Seed" errors=error><Input kind="number" bind=fields.seed/></Field> }.into_any(),
        _ => ().into_any(),
    }
}
