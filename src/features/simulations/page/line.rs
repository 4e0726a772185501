//! `/simulations/{id}/lines/{seq}`: one line with everything that the room's menu does, as plain forms.
//! The room links here where there is no script.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::core::AppError;
use crate::features::home::PageError;
use crate::features::simulations::rpc::{BranchLine, LinePage, MarkLine, UnmarkLine, open_line};
use crate::features::simulations::types::{Annotation, AnnotationKind, NOTE_CHARS, Policy, REACTIONS};
use crate::ui::*;

use super::id_param;
use super::room::AboutTurn;

/// The forms of the page.
#[derive(Clone, Copy)]
struct Acts {
    mark: ServerAction<MarkLine>,
    unmark: ServerAction<UnmarkLine>,
    branch: ServerAction<BranchLine>,
}

/// The page.
#[component]
pub fn LineView() -> impl IntoView {
    let id = id_param();
    let params = use_params_map();
    let seq = Memo::new(move |_| params.with(|p| p.get("seq").and_then(|n| n.parse::<u64>().ok()).unwrap_or(0)));
    let acts = Acts { mark: ServerAction::new(), unmark: ServerAction::new(), branch: ServerAction::new() };
    let changes = move || (acts.mark.version().get(), acts.unmark.version().get());
    let found = Resource::new(move || (id.get(), seq.get(), changes()), |(id, seq, _)| open_line(id, seq));
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=6/> }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(page) => view! { <Shown page acts/> }.into_any(),
                    Err(error) => view! { <PageError error title="Line" back="/simulations" back_label="All simulations"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Shown(page: LinePage, acts: Acts) -> impl IntoView {
    let LinePage { simulation, line, marks, record, me, may_mark, may_branch } = page;
    let (id, seq, turn) = (simulation.id.to_string(), line.seq, line.turn);
    let title = format!("Line {seq}");
    let back = format!("/simulations/{id}#m{seq}");
    let speaker = line.speaker.map_or_else(|| "The scene".to_owned(), |speaker| speaker.name);
    view! {
        <Title text=format!("{title}: {}", simulation.title)/>
        <PageHeader title description=simulation.title>
            // A whole load, so that the browser goes to the line.
            <LinkButton href=back icon="message" attr:rel="external">"Back to the conversation"</LinkButton>
        </PageHeader>
        <div class="grid max-w-reading gap-6">
            <Card>
                <p class="text-meta font-medium text-muted">{speaker}</p>
                <p class="text-read break-words whitespace-pre-line" dir="auto">{line.text}</p>
            </Card>
            <Marks id=id.clone() seq marks me may_mark acts/>
            {may_branch.then(|| view! { <Branch id turn acts/> })}
            {record.map(|record| view! {
                <Card title="How this line came about"><AboutTurn record people=simulation.participants.clone()/></Card>
            })}
        </div>
    }
}

/// What stands beside the line, and the forms to add something.
#[component]
fn Marks(id: String, seq: u64, marks: Vec<Annotation>, me: String, may_mark: bool, acts: Acts) -> impl IntoView {
    let (marking, removing) = (action_error(acts.mark), action_error(acts.unmark));
    let error = Signal::derive(move || marking.get().or_else(|| removing.get()));
    let highlighted = marks.iter().any(|m| m.kind == AnnotationKind::Highlight);
    let mine = |name: &str| marks.iter().any(|m| m.kind == AnnotationKind::Reaction && m.text == name && m.author.id == me);
    let open: Vec<_> = REACTIONS.into_iter().filter(|(name, ..)| !mine(name)).collect();
    let reactions: Vec<_> =
        open.into_iter().map(|(name, icon, label)| mark((id.clone(), seq), ("reaction", name), (icon, label), acts)).collect();
    let highlight = (!highlighted).then(|| mark((id.clone(), seq), ("highlight", ""), ("highlighter", "Highlight as evidence"), acts));
    let may_remove = |m: &Annotation| may_mark && (m.kind == AnnotationKind::Highlight || m.author.id == me);
    let list: Vec<_> = marks.iter().map(|m| there(id.clone(), m.clone(), may_remove(m), acts)).collect();
    let empty = list.is_empty().then(|| view! { <p class="text-muted">"Nothing yet."</p> });
    view! {
        <Card title="Beside this line">
            <FormError error labels=vec![("text", "Note"), ("seq", "Line")]/>
            {empty}
            <ul class="grid gap-2" role="list" data-testid="marks">{list}</ul>
            {may_mark.then(|| view! {
                <div class="mt-4 flex flex-wrap gap-2">{highlight}{reactions}</div>
                <NoteForm id seq acts error/>
            })}
        </Card>
    }
}

/// A form with one button.
fn mark(
    (id, seq): (String, u64),
    (kind, text): (&'static str, &'static str),
    (icon, label): (&'static str, &'static str),
    acts: Acts,
) -> AnyView {
    view! {
        <ActionForm action=acts.mark>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="seq" value=seq.to_string()/>
            <input type="hidden" name="kind" value=kind/>
            <input type="hidden" name="text" value=text/>
            <Button submit=true size=Size::Sm icon=icon>{label}</Button>
        </ActionForm>
    }
    .into_any()
}

/// One that is there, with a button to take it away for who may.
fn there(id: String, of: Annotation, mine: bool, acts: Acts) -> AnyView {
    let words = match of.kind {
        AnnotationKind::Highlight => "Highlighted as evidence".to_owned(),
        AnnotationKind::Reaction => {
            REACTIONS.into_iter().find(|(name, ..)| *name == of.text).map_or_else(|| of.text.clone(), |(_, _, label)| label.to_owned())
        }
        AnnotationKind::Note => of.text.clone(),
    };
    let label = format!("Remove: {words}");
    let (key, author) = (of.id, of.author.name);
    let remove = mine.then(|| {
        view! {
            <ActionForm action=acts.unmark>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="annotation" value=key/>
                <Button submit=true size=Size::Sm variant=Variant::Ghost icon="trash" attr:aria-label=label>"Remove"</Button>
            </ActionForm>
        }
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-2">
            <span class="min-w-0 flex-1 break-words"><strong>{author}</strong>": "{words}</span>
            {remove}
        </li>
    }
    .into_any()
}

#[component]
fn NoteForm(id: String, seq: u64, acts: Acts, error: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <ActionForm action=acts.mark attr:class="mt-4 grid gap-3">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="seq" value=seq.to_string()/>
            <input type="hidden" name="kind" value="note"/>
            <Field name="text" label="Note" hint="Everybody in this workspace reads it. The panel never does." errors=error required=true>
                <Textarea rows=3 maxlength=u32::try_from(NOTE_CHARS).unwrap_or(2000) required=true/>
            </Field>
            <div><Button submit=true icon="edit">"Save note"</Button></div>
        </ActionForm>
    }
}

#[component]
fn Branch(id: String, turn: u32, acts: Acts) -> impl IntoView {
    let error = action_error(acts.branch);
    let mut policies = vec![SelectOption::new("", "As before")];
    let offered = Policy::ALL.into_iter().filter(|policy| *policy != Policy::Scripted);
    policies.extend(offered.map(|policy| SelectOption::new(policy.as_str(), policy.label())));
    view! {
        <Card title="Branch from here" description="A new conversation with the same lines up to a turn; with another way to choose the speaker it is a twin to compare.">
            <ActionForm action=acts.branch attr:class="grid gap-4">
                <FormError error id="branch-error" labels=vec![("turn", "After turn")]/>
                <input type="hidden" name="id" value=id/>
                <Field name="turn" label="After turn" hint="0 starts from the beginning." errors=error required=true>
                    <Input kind="number" value=turn.to_string() attr:min="0"/>
                </Field>
                <Field name="policy" label="Who speaks next"><Select options=policies value=""/></Field>
                <Checkbox name="run" label="Let it go on at once" checked=true/>
                <div><Button submit=true variant=Variant::Primary icon="branch">"Make the branch"</Button></div>
            </ActionForm>
        </Card>
    }
}
