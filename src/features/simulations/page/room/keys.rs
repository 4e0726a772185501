//! Single keys of the room, and the sheet that lists them. They can be switched off (WCAG 2.1.4), and
//! they never act while somebody types, a dialog is open, or a modifier is held.

use leptos::ev;
use leptos::prelude::*;

use crate::features::simulations::types::State;
use crate::ui::*;

use super::RoomContext;
use super::controls::button_id;
use super::observer::WORDS;

/// Key, what it does.
const KEYS: &[(&str, &str)] = &[
    ("P", "Start, pause, resume"),
    ("N", "One turn"),
    ("I", "Interrupt: drop the line and wait"),
    ("C", "Cut off: drop the line, somebody else speaks"),
    ("X", "Stop"),
    ("R", "Another round"),
    ("S", "Say something"),
    ("J", "Next line"),
    ("K", "Line before"),
    ("H", "Highlight the line, or take it back"),
    ("W", "Why, attempts, prompt of the line"),
    ("B", "Branch from the line"),
    ("F", "Presentation"),
    ("?", "This list"),
];
/// Under which name the choice is kept on this device.
const KEPT: &str = "room-keys";

#[component]
pub(super) fn Shortcuts(context: RoomContext) -> impl IntoView {
    Effect::new(move |_| {
        let on = browser::kept(KEPT).as_deref() != Some("off");
        // After the switch took over what was chosen before the page was awake.
        browser::after(0, move || {
            context.keys_on.try_set(on);
        });
    });
    Effect::new(move |before: Option<bool>| {
        let on = context.keys_on.get();
        if before.is_some_and(|b| b != on) {
            browser::keep(KEPT, if on { "" } else { "off" });
        }
        on
    });
    let handle = window_event_listener(ev::keydown, move |event| press(context, &event));
    on_cleanup(move || handle.remove());
    let rows: Vec<_> = KEYS
        .iter()
        .map(|(key, what)| view! { <li class="flex items-center justify-between gap-4"><span>{*what}</span><Kbd>{*key}</Kbd></li> })
        .collect();
    view! {
        <Dialog id="keys-dialog" open=context.keys_open title="Keyboard shortcuts" description="Ctrl+Enter sends what you have written.">
            <ul class="grid gap-x-8 gap-y-2 sm:grid-cols-2">{rows}</ul>
            <Switch name="keys" label="Single keys are shortcuts" bind=context.keys_on hint="Switch it off when you dictate or when keys get in your way."/>
        </Dialog>
    }
}

fn press(context: RoomContext, event: &ev::KeyboardEvent) {
    if event.key() == "Escape" && context.present.get_untracked() && !browser::has_dialog() {
        context.present.set(false);
        browser::set_fullscreen(false);
        return;
    }
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    if held || event.repeat() || browser::is_typing() || browser::has_dialog() {
        return;
    }
    let key = event.key().to_lowercase();
    if !context.keys_on.get_untracked() && key != "?" {
        return;
    }
    if act(context, &key) {
        event.prevent_default();
    }
}

/// Does what a key stands for; gives whether it stands for anything.
fn act(context: RoomContext, key: &str) -> bool {
    let control = |name: &str| browser::click(&button_id(name));
    match key {
        "p" => control(match context.standing.get_untracked() {
            State::Draft => "start",
            State::Paused => "resume",
            State::Queued | State::Running => "pause",
            State::Finished | State::Stopped | State::Failed => "round",
        }),
        "n" => control("step"),
        "i" => control("pause_now"),
        "c" => control("interrupt"),
        "x" => control("stop"),
        "r" => control("round"),
        "s" => browser::focus(WORDS),
        "j" => walk(context, 1),
        "k" => walk(context, -1),
        "f" => browser::click("act-present"),
        "?" => context.keys_open.set(true),
        "h" | "w" | "b" => return with_line(context, key),
        _ => return false,
    }
    true
}

fn with_line(context: RoomContext, key: &str) -> bool {
    let last = || context.state.with_untracked(|s| s.lines.last().cloned());
    let Some(line) = context.line_at_cursor().or_else(last) else { return false };
    match key {
        "h" if context.may_steer => context.toggle_highlight(line.seq),
        "w" => context.about.set(line.turn),
        "b" => context.branch_from(line.turn),
        _ => return false,
    }
    true
}

/// Moves to the next line or the one before.
fn walk(context: RoomContext, by: i32) {
    let seqs: Vec<u64> = context.state.with_untracked(|s| s.lines.iter().map(|l| l.seq).collect());
    let now = context.cursor.get_untracked();
    let next = match (seqs.iter().position(|seq| *seq == now), by > 0) {
        (Some(at), true) => seqs.get(at + 1),
        (Some(at), false) => at.checked_sub(1).and_then(|before| seqs.get(before)),
        (None, _) => seqs.last(),
    };
    if let Some(seq) = next {
        context.cursor.set(*seq);
        browser::show_line(&format!("m{seq}"));
    }
}
