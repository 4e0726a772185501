//! The parts of the editor that have several rows. There are always two blank ones; with script one
//! can ask for more, without it saving brings two more.

use leptos::prelude::*;

use super::Failure;
use crate::features::simulations::scenario_form::{RelationshipRow, RoleRow, RoundRow, SecretRow};
use crate::features::simulations::types::Acquaintance;
use crate::ui::*;

/// Blank rows after those that are filled in.
const BLANK: usize = 2;

/// What a part is called.
struct Part {
    key: &'static str,
    title: &'static str,
    hint: &'static str,
    more: &'static str,
}

/// Rows of one kind in a group with a title, and the message about all of them.
fn part<T: Clone + Default + Send + Sync + 'static>(
    part: Part,
    filled: &[T],
    errors: Failure,
    awake: ReadSignal<bool>,
    row: fn(usize, T) -> AnyView,
) -> AnyView {
    let Part { key, title, hint, more } = part;
    let rows = StoredValue::new(filled.to_vec());
    let shown = RwSignal::new(filled.len() + BLANK);
    let message = move || errors.with(|e| e.as_ref().and_then(|e| e.field_message(key).map(str::to_owned)));
    let at = move |index: usize| rows.with_value(|rows| rows.get(index).cloned()).unwrap_or_default();
    view! {
        <fieldset id=field_id(key) tabindex="-1" class="min-w-0">
            <legend class="font-medium">{title}</legend>
            <p class="mb-3 text-meta text-muted">{hint}</p>
            {move || message().map(|text| view! { <p class="ui-error mb-2"><Icon name="alert"/><span>{text}</span></p> })}
            <ul class="space-y-3" role="list">
                <For each=move || 0..shown.get() key=|index| *index let:index><li>{row(index, at(index))}</li></For>
            </ul>
            {move || awake.get().then(|| view! {
                <div class="mt-3"><Button size=Size::Sm icon="plus" on:click=move |_| shown.update(|n| *n += 1)>{more}</Button></div>
            })}
        </fieldset>
    }
    .into_any()
}

fn name(list: &str, index: usize, field: &str) -> String {
    format!("form[{list}][{index}][{field}]")
}

fn label(what: &str, index: usize) -> String {
    format!("{what} {}", index + 1)
}

pub(super) fn roles(filled: &[RoleRow], errors: Failure, awake: ReadSignal<bool>) -> AnyView {
    let about = Part { key: "scenario.roles", title: "Roles", hint: "Who plays which part.", more: "Another role" };
    part(about, filled, errors, awake, |index, role: RoleRow| {
        view! {
            <div class="grid gap-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]">
                <Input name=name("roles", index, "participant") label=label("Name for role", index) placeholder="Name" value=role.participant maxlength=80 autocomplete="off"/>
                <Input name=name("roles", index, "role") label=label("Role", index) placeholder="Chair, who keeps the time" value=role.role maxlength=300 autocomplete="off"/>
            </div>
        }
        .into_any()
    })
}

pub(super) fn secrets(filled: &[SecretRow], errors: Failure, awake: ReadSignal<bool>) -> AnyView {
    let about = Part {
        key: "scenario.secrets",
        title: "Secrets",
        hint: "What only some know, written to them: “You have signed a lease across the street.”",
        more: "Another secret",
    };
    part(about, filled, errors, awake, |index, secret: SecretRow| {
        view! {
            <div class="grid gap-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)]">
                <Input name=name("secrets", index, "known_by") label=label("Who knows secret", index) placeholder="Names, between commas" value=secret.known_by maxlength=500 autocomplete="off"/>
                <Textarea name=name("secrets", index, "text") label=label("Secret", index) placeholder="What they know" value=secret.text rows=1 maxlength=1000/>
            </div>
        }
        .into_any()
    })
}

const fn words(kind: Acquaintance) -> &'static str {
    match kind {
        Acquaintance::Stranger => "has never heard of",
        Acquaintance::KnownByName => "knows the name of",
        Acquaintance::Acquaintance => "knows",
        Acquaintance::Friend => "is a friend of",
    }
}

pub(super) fn relationships(filled: &[RelationshipRow], errors: Failure, awake: ReadSignal<bool>) -> AnyView {
    let about = Part {
        key: "scenario.relationships",
        title: "Relationships",
        hint: "Who knows whom, in one direction. They decide who hears whom when the settings say so.",
        more: "Another relationship",
    };
    part(about, filled, errors, awake, |index, r: RelationshipRow| {
        let kinds = Acquaintance::ALL.map(|kind| SelectOption::new(kind.as_str(), words(kind))).to_vec();
        let kind = if r.kind.is_empty() { Acquaintance::Acquaintance.as_str().to_owned() } else { r.kind };
        view! {
            <div class="grid gap-2 sm:grid-cols-2 lg:grid-cols-4">
                <Input name=name("relationships", index, "from") label=label("Who, relationship", index) placeholder="Name" value=r.from maxlength=80 autocomplete="off"/>
                <Select options=kinds name=name("relationships", index, "kind") label=label("Kind of relationship", index) value=kind/>
                <Input name=name("relationships", index, "to") label=label("Whom, relationship", index) placeholder="Name" value=r.to maxlength=80 autocomplete="off"/>
                <Input name=name("relationships", index, "note") label=label("Note on relationship", index) placeholder="Her former boss" value=r.note maxlength=300 autocomplete="off"/>
            </div>
        }
        .into_any()
    })
}

pub(super) fn rounds(filled: &[RoundRow], errors: Failure, awake: ReadSignal<bool>) -> AnyView {
    let about = Part {
        key: "scenario.rounds",
        title: "Rounds",
        hint: "Parts of the conversation with instructions of their own, in order. Without any it is one part.",
        more: "Another round",
    };
    part(about, filled, errors, awake, |index, round: RoundRow| {
        let turns = if round.turns.is_empty() { "8".to_owned() } else { round.turns };
        view! {
            <div class="grid gap-2 sm:grid-cols-[minmax(0,12rem)_minmax(0,1fr)_6rem]">
                <Input name=name("rounds", index, "title") label=label("Title of round", index) placeholder="Opening" value=round.title maxlength=120 autocomplete="off"/>
                <Textarea name=name("rounds", index, "instructions") label=label("Instructions for round", index) placeholder="What the panel is to do in it" value=round.instructions rows=1 maxlength=2000/>
                <Input kind="number" name=name("rounds", index, "turns") label=label("Turns of round", index) value=turns attr:min="1" attr:max="500"/>
            </div>
        }
        .into_any()
    })
}
