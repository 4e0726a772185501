//! The editor: one plain form. With script it checks while one types, by the same rules as the
//! server; without script the browser's own checks and the server's answer do.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::{Failure, rows};
use crate::core::{AppError, Code};
use crate::features::simulations::rpc::SaveScenarioForm;
use crate::features::simulations::scenario_form::ScenarioForm;
use crate::ui::*;

/// Readable names of the fields, for the summary of errors.
const LABELS: [(&str, &str); 10] = [
    ("scenario.title", "Title"),
    ("scenario.question", "Question"),
    ("scenario.setting", "Setting"),
    ("scenario.goals", "Goals"),
    ("scenario.constraints", "Constraints"),
    ("scenario.language", "Language"),
    ("scenario.end", "When it is over"),
    ("scenario.roles", "Roles"),
    ("scenario.secrets", "Secrets"),
    ("scenario.rounds", "Rounds"),
];
const LINES: &str = "One in a line.";

/// The check that runs in the browser.
#[derive(Clone, Copy)]
struct Checked {
    form: NodeRef<html::Form>,
    /// What is wrong now.
    found: RwSignal<Option<AppError>>,
    /// What was wrong when the person last tried to save; the summary doesn't move while they type.
    refused: RwSignal<Option<AppError>>,
    /// Fields the person has left.
    left: RwSignal<BTreeSet<String>>,
    tried: RwSignal<bool>,
}

impl Checked {
    fn new() -> Self {
        Self {
            form: NodeRef::new(),
            found: RwSignal::new(None),
            refused: RwSignal::new(None),
            left: RwSignal::new(BTreeSet::new()),
            tried: RwSignal::new(false),
        }
    }

    /// Reads the form as the server would.
    fn check(self) -> Option<AppError> {
        let form = self.form.get_untracked()?;
        let data = web_sys::FormData::new_with_form(&form).ok()?;
        let asked = SaveScenarioForm::from_form_data(&data).ok()?;
        asked.form.into_scenario().err()
    }

    fn on_leave(self, event: &ev::FocusEvent) {
        let name = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).and_then(|e| e.get_attribute("name"));
        if let Some(key) = name.as_deref().and_then(key_of) {
            self.left.update(|left| {
                left.insert(key);
            });
            self.found.set(self.check());
        }
    }

    fn on_input(self) {
        if self.tried.get_untracked() || self.left.with_untracked(|left| !left.is_empty()) {
            self.found.set(self.check());
        }
    }

    /// Stops a submission that the server would refuse.
    fn on_submit(self, event: &ev::SubmitEvent) {
        let error = self.check();
        self.tried.set(true);
        self.found.set(error.clone());
        if error.is_some() {
            event.prevent_default();
        }
        self.refused.set(error);
    }

    /// What is shown at the fields: after a try everything, before only where the person has been.
    fn shown(self) -> Option<AppError> {
        let error = self.found.get()?;
        if self.tried.get() {
            return Some(error);
        }
        let left = self.left.get();
        let fields = error.fields.iter().filter(|(key, _)| left.contains(*key)).map(|(key, texts)| (key.clone(), texts.clone())).collect();
        Some(AppError { fields, ..error })
    }
}

/// `form[roles][0][role]` belongs to the field `scenario.roles`.
fn key_of(name: &str) -> Option<String> {
    let key = name.strip_prefix("form[")?.split(']').next()?;
    Some(format!("scenario.{key}"))
}

/// Whether handlers are attached: false on the server and while the page is taken over.
fn awake() -> ReadSignal<bool> {
    let (awake, set_awake) = signal(false);
    Effect::new(move |_| set_awake.set(true));
    awake
}

/// The form of a scenario. Goes on to the shelf when it was saved.
#[component]
pub(super) fn Editor(form: ScenarioForm) -> impl IntoView {
    let save = ServerAction::<SaveScenarioForm>::new();
    let pending: Signal<bool> = save.pending().into();
    let failed = action_error(save);
    // While an answer is on its way the old one is no longer true.
    let answered = Signal::derive(move || if pending.get() { None } else { failed.get() });
    let is_conflict = |error: &AppError| error.code == Code::PreconditionFailed;
    let conflict = Memo::new(move |_| answered.with(|e| e.as_ref().is_some_and(is_conflict)));
    // A conflict that came through the address: the form shows the newer version already.
    let kept = Memo::new(move |_| save.version().get() > 0);
    let overwrites = Memo::new(move |_| conflict.get() && kept.get());
    let checked = Checked::new();
    let errors: Failure = Signal::derive(move || checked.shown().or_else(|| answered.get()));
    let summary = Signal::derive(move || checked.refused.get().or_else(|| answered.get().filter(|e| !is_conflict(e))));
    let awake = awake();
    let (id, version) = (form.id.clone(), form.version.clone());
    let mine = if id.is_empty() { "Save scenario" } else { "Save changes" };
    let label = move || if overwrites.get() { "Save mine over theirs" } else { mine };
    view! {
        <div on:submit:capture=move |event| checked.on_submit(&event) on:focusout=move |event| checked.on_leave(&event) on:input=move |_| checked.on_input()>
            <ActionForm action=save node_ref=checked.form attr:class="flex flex-col gap-6" attr:novalidate=move || awake.get()>
                <Conflict id=id.clone() conflict kept/>
                <FormError error=summary labels=LABELS.to_vec()/>
                <input type="hidden" name="form[id]" value=id/>
                // Without a version the last writer wins: that is what "over theirs" means.
                <input type="hidden" name="form[version]" value=version disabled=move || overwrites.get()/>
                {situation(&form, errors)}
                {people(&form, errors, awake)}
                {course(&form, errors, awake)}
                <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-border bg-bg px-1 py-3">
                    <Button submit=true variant=Variant::Primary icon="check" pending=pending>{label}</Button>
                    <LinkButton href="/scenarios" variant=Variant::Ghost>"Cancel"</LinkButton>
                </div>
            </ActionForm>
        </div>
    }
}

fn situation(form: &ScenarioForm, errors: Failure) -> impl IntoView + use<> {
    let f = form.clone();
    view! {
        <Card title="Situation">
            <div class="grid gap-4 md:grid-cols-2">
                <Field name="form[title]" key="scenario.title" label="Title" errors required=true><Input value=f.title maxlength=160 autocomplete="off"/></Field>
                <Field name="form[language]" key="scenario.language" label="Language" hint="Of the conversation; English when empty." errors><Input value=f.language maxlength=40 autocomplete="off"/></Field>
                <Field name="form[question]" key="scenario.question" label="Question" hint="What the panel is to answer." errors required=true class="md:col-span-2"><Textarea value=f.question rows=2 maxlength=2000/></Field>
                <Field name="form[setting]" key="scenario.setting" label="Setting" hint="Who called the meeting, which facts are on the table, what is at stake." errors class="md:col-span-2"><Textarea value=f.setting rows=6 maxlength=4000/></Field>
                <Field name="form[goals]" key="scenario.goals" label="Goals" hint=LINES errors><Textarea value=f.goals rows=4 maxlength=3100/></Field>
                <Field name="form[constraints]" key="scenario.constraints" label="Constraints" hint=LINES errors><Textarea value=f.constraints rows=4 maxlength=3100/></Field>
            </div>
        </Card>
    }
}

fn people(form: &ScenarioForm, errors: Failure, awake: ReadSignal<bool>) -> impl IntoView + use<> {
    let (roles, secrets) = (rows::roles(&form.roles, errors, awake), rows::secrets(&form.secrets, errors, awake));
    let relationships = rows::relationships(&form.relationships, errors, awake);
    view! {
        <Card title="People" description="Names as they stand on the panel. What concerns somebody who isn’t there counts for nothing.">
            <div class="space-y-8">
                {roles}
                {secrets}
                {relationships}
            </div>
        </Card>
    }
}

fn course(form: &ScenarioForm, errors: Failure, awake: ReadSignal<bool>) -> impl IntoView + use<> {
    let (rounds, end) = (rows::rounds(&form.rounds, errors, awake), form.end.clone());
    view! {
        <Card title="Course">
            <div class="space-y-8">
                {rounds}
                <Field name="form[end]" key="scenario.end" label="When it is over" hint="In words: “Everybody has voted.”" errors><Input value=end maxlength=500 autocomplete="off"/></Field>
            </div>
        </Card>
    }
}

/// Somebody else was quicker: theirs or mine. `kept` says whether the form still has mine.
#[component]
fn Conflict(id: String, conflict: Memo<bool>, kept: Memo<bool>) -> impl IntoView {
    Effect::new(move |ran: Option<()>| {
        if conflict.get() && ran.is_some() {
            browser::focus("conflict");
        }
    });
    let choice = move || {
        let reload = format!("/scenarios/{id}/edit");
        if !kept.get() {
            return view! {
                <Banner tone=Tone::Warning title="Somebody else saved a newer version">
                    "Nothing of yours was saved. The form below shows the newer version; your browser’s Back button brings your text back, so that you can copy it."
                </Banner>
            }
            .into_any();
        }
        view! {
            <Banner tone=Tone::Warning title="Somebody else saved a newer version">
                <p>"Nothing of yours was saved yet. Your text is still in the form below. Look at theirs first, then choose."</p>
                <div class="mt-3 flex flex-wrap gap-2">
                    <LinkButton href=reload.clone() size=Size::Sm icon="external" attr:target="_blank" attr:rel="noopener">"Look at theirs in a new tab"</LinkButton>
                    <LinkButton href=reload size=Size::Sm icon="refresh" attr:rel="external">"Reload theirs, drop mine"</LinkButton>
                    <Button submit=true size=Size::Sm variant=Variant::Danger>"Overwrite with mine"</Button>
                </div>
            </Banner>
        }
        .into_any()
    };
    view! { <div id="conflict" role="alert" tabindex="-1" class:hidden=move || !conflict.get()>{move || conflict.get().then(&choice)}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_controls_lead_to_fields() {
        assert_eq!(key_of("form[title]").as_deref(), Some("scenario.title"));
        assert_eq!(key_of("form[roles][3][role]").as_deref(), Some("scenario.roles"));
        assert_eq!(key_of("q"), None);
    }
}
