//! What a person does with a line: one menu for all lines, and the dialog for a note.

use leptos::prelude::*;

use crate::features::simulations::types::{AnnotationInput, AnnotationKind, Message, MessageKind, NOTE_CHARS, REACTIONS};
use crate::ui::*;

use super::RoomContext;

/// Id of the menu; every line has a button that opens it.
pub(super) const LINE_MENU: &str = "line-menu";

fn speaker(line: &Message) -> &str {
    line.speaker.as_ref().map_or("The scene", |s| s.name.as_str())
}

/// `**Ada:** Good morning.`
fn markdown(line: &Message) -> String {
    format!("**{}:** {}", speaker(line), line.text)
}

/// A quotation with its address.
fn citation(line: &Message, address: &str) -> String {
    let quote = line.text.lines().map(|l| format!("> {l}")).collect::<Vec<_>>().join("\n");
    format!("{quote}\n>\n> — {}, [message {}]({}{address}#m{})", speaker(line), line.seq, browser::origin(), line.seq)
}

#[component]
pub(super) fn LineMenu(context: RoomContext) -> impl IntoView {
    let toasts = context.toasts();
    let address = format!("/simulations/{}", context.id());
    let replay = address.clone();
    let copy = move |text: String| {
        browser::copy(&text);
        toasts.success("Copied.");
    };
    let with_line = move |run: &dyn Fn(Message)| {
        if let Some(line) = context.line_at_cursor() {
            run(line);
        }
    };
    let as_markdown = Callback::new(move |()| with_line(&|line| copy(markdown(&line))));
    let cite = Callback::new(move |()| with_line(&|line| copy(citation(&line, &address))));
    let explain = Callback::new(move |()| with_line(&|line| context.about.set(line.turn)));
    let branch = Callback::new(move |()| with_line(&|line| context.branch_from(line.turn)));
    let highlight = Callback::new(move |()| context.toggle_highlight(context.cursor.get_untracked()));
    let note = Callback::new(move |()| context.note_open.set(true));
    let spoken = Memo::new(move |_| {
        let seq = context.cursor.get();
        context.state.with(|s| s.lines.iter().any(|l| l.seq == seq && l.kind == MessageKind::Agent && !l.puppet))
    });
    let marked = Memo::new(move |_| context.state.with(|s| s.is_highlighted(context.cursor.get())));
    let replay_href = move || format!("{replay}/replay?at={}", context.cursor.get());
    view! {
        <MenuPanel id=LINE_MENU label="This line">
            {context.may_steer.then(|| view! {
                <li><div class="flex gap-0.5 p-1" role="group" aria-label="React">{reactions(context)}</div></li>
                <MenuButton icon="highlighter" on_click=highlight>{move || if marked.get() { "Take the highlight away" } else { "Highlight as evidence" }}</MenuButton>
                <MenuButton icon="edit" on_click=note>"Note…"</MenuButton>
                <MenuDivider/>
            })}
            <MenuButton icon="copy" on_click=as_markdown>"Copy as Markdown"</MenuButton>
            <MenuButton icon="quote" on_click=cite>"Cite"</MenuButton>
            <MenuDivider/>
            <MenuButton icon="help" on_click=explain disabled=Signal::derive(move || !spoken.get())>"Why, attempts, prompt"</MenuButton>
            <MenuButton icon="branch" on_click=branch>"Branch from here…"</MenuButton>
            <li><a class="ui-menu-item" href=replay_href><Icon name="rewind"/><span>"Replay from here"</span></a></li>
        </MenuPanel>
    }
}

fn reactions(context: RoomContext) -> impl IntoView {
    REACTIONS
        .into_iter()
        .map(|(name, icon, label)| {
            let react = move |_| {
                context.toggle_reaction(context.cursor.get_untracked(), name);
                browser::hide_popover(LINE_MENU);
            };
            view! { <IconButton icon label on:click=react/> }
        })
        .collect_view()
}

#[component]
pub(super) fn NoteDialog(context: RoomContext) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let title = Signal::derive(move || format!("A note on line {}", context.cursor.get()));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked().trim().to_owned();
        if words.is_empty() {
            return;
        }
        context.annotate(AnnotationInput { seq: context.cursor.get_untracked(), kind: AnnotationKind::Note, text: words });
        text.set(String::new());
        context.note_open.set(false);
    };
    view! {
        <Dialog id="note-dialog" open=context.note_open title description="Everybody in this workspace reads it. The panel never does.">
            <form on:submit=save class="flex flex-col gap-4">
                <Textarea id="note-text" label="Note" rows=4 maxlength=u32::try_from(NOTE_CHARS).unwrap_or(2000) bind=text required=true/>
                <DialogActions>
                    <Button on:click=move |_| context.note_open.set(false)>"Cancel"</Button>
                    <Button submit=true variant=Variant::Primary>"Save note"</Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}
