//! "Talk to this agent": a question opens a simulation with this one agent, without script too.

use leptos::prelude::*;

use super::persona::panel;
use crate::features::simulations::rpc::SubmitSimulation;
use crate::ui::*;

/// Answers in such a conversation before the person is asked to go on. After each one it waits for
/// the next question.
const TURNS: &str = "40";

/// The form. `participant` is `library:<slug>` or `agent:<id>`.
pub(super) fn talk(participant: String, name: &str, talk: ServerAction<SubmitSimulation>) -> AnyView {
    let label = format!("Your question to {name}");
    let content = view! {
        <FormError error=action_error(talk) id="talk-error" labels=vec![("scenario.question", "Question"), ("scenario.title", "Question")]/>
        <ActionForm action=talk attr:class="flex flex-col gap-2">
            <input type="hidden" name="form[participants][]" value=participant/>
            <input type="hidden" name="form[max_turns]" value=TURNS/>
            <input type="hidden" name="form[then]" value="step"/>
            <Textarea name="form[question]" id="talk-question" label rows=2 required=true maxlength=2000 placeholder="What would you like to know?"/>
            <div><Button submit=true variant=Variant::Primary icon="message" pending=talk.pending()>"Ask"</Button></div>
        </ActionForm>
    };
    panel("Talk to this agent", content.into_any())
}
