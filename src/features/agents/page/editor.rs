//! The editor: one plain form. With script it checks while one types, by the same rules as the
//! server; without script the browser's own checks and the server's answer do. What can't be saved is kept
//! by the server and shown again, so that nothing typed is lost.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use super::preview::{ContractPanel, SamplePanel};
use super::{Failure, awake, sections};
use crate::core::AppError;
use crate::features::agents::draft::OpenedEditor;
use crate::features::agents::form::AgentForm;
use crate::features::agents::rpc::{DiscardDraftForm, SaveAgentForm};
use crate::ui::*;

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
    /// What was typed when the person last left a field.
    typed: RwSignal<AgentForm>,
}

impl Checked {
    /// `refused` is what stood in the way of a form that is shown again.
    fn new(form: AgentForm, refused: Option<AppError>) -> Self {
        Self {
            form: NodeRef::new(),
            found: RwSignal::new(refused.clone()),
            tried: RwSignal::new(refused.is_some()),
            refused: RwSignal::new(refused),
            left: RwSignal::new(BTreeSet::new()),
            typed: RwSignal::new(form),
        }
    }

    /// Reads the form as the server would.
    fn read(self) -> Option<AgentForm> {
        let form = self.form.get_untracked()?;
        let data = web_sys::FormData::new_with_form(&form).ok()?;
        SaveAgentForm::from_form_data(&data).ok().map(|asked| asked.agent)
    }

    fn check(self) -> Option<AppError> {
        self.read()?.into_input().err()
    }

    fn on_leave(self, event: &ev::FocusEvent) {
        let name = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).and_then(|e| e.get_attribute("name"));
        if let Some(key) = name.as_deref().and_then(key_of) {
            self.left.update(|left| {
                left.insert(key.to_owned());
            });
            self.found.set(self.check());
            if let Some(form) = self.read().filter(|form| self.typed.with_untracked(|typed| typed != form)) {
                self.typed.set(form);
            }
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

/// `agent[name]` is the field `name`.
fn key_of(name: &str) -> Option<&str> {
    name.strip_prefix("agent[")?.strip_suffix(']')
}

/// The form of an agent. Goes on to the agent when it was saved.
#[component]
pub(super) fn Editor(opened: OpenedEditor, save: ServerAction<SaveAgentForm>) -> impl IntoView {
    let pending: Signal<bool> = save.pending().into();
    let failed = action_error(save);
    // While an answer is on its way the old one is no longer true.
    let answered = Signal::derive(move || if pending.get() { None } else { failed.get() });
    let OpenedEditor { draft, is_kept, contract } = opened;
    let form = draft.form;
    let checked = Checked::new(form.clone(), draft.problem);
    let errors: Failure = Signal::derive(move || checked.shown().or_else(|| answered.get()));
    let summary = Signal::derive(move || checked.refused.get().or_else(|| answered.get()));
    let awake = awake();
    let (id, version) = (form.id.clone(), form.version.clone());
    let back = if id.is_empty() { "/agents".to_owned() } else { format!("/agents/{id}") };
    let label = if id.is_empty() { "Create agent" } else { "Save changes" };
    let kept = is_kept.then(|| view! { <Kept id=id.clone()/> });
    let read = Callback::new(move |()| checked.read());
    view! {
        {kept}
        <div on:submit:capture=move |event| checked.on_submit(&event) on:focusout=move |event| checked.on_leave(&event) on:input=move |_| checked.on_input()>
            <ActionForm action=save node_ref=checked.form attr:class="flex flex-col gap-6" attr:novalidate=move || awake.get()>
                <FormError error=summary labels=sections::LABELS.to_vec()/>
                <input type="hidden" name="agent[id]" value=id/>
                <input type="hidden" name="agent[version]" value=version/>
                {sections::all(form, errors)}
                <div class="grid items-start gap-4 lg:grid-cols-2">
                    <SamplePanel read sample=draft.sample awake/>
                    <ContractPanel typed=checked.typed lines=contract/>
                </div>
                <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-border bg-bg px-1 py-3">
                    <Button submit=true variant=Variant::Primary icon="check" pending=pending>{label}</Button>
                    <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
                </div>
            </ActionForm>
        </div>
    }
}

/// Says that the form shows what was typed before, and offers to drop it.
#[component]
fn Kept(id: String) -> impl IntoView {
    let discard = ServerAction::<DiscardDraftForm>::new();
    let error = action_error(discard);
    view! {
        <FormError error id="discard-error"/>
        <Banner tone=Tone::Info title="Your text is not saved yet">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <p>"The form shows what you typed. It waits here for a week, on any of your devices."</p>
                <ActionForm action=discard>
                    <input type="hidden" name="id" value=id/>
                    <Button submit=true size=Size::Sm icon="trash" pending=discard.pending()>"Drop my text"</Button>
                </ActionForm>
            </div>
        </Banner>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_controls_lead_to_fields() {
        assert_eq!(key_of("agent[avatar_seed]"), Some("avatar_seed"));
        assert_eq!(key_of("q"), None);
    }
}
