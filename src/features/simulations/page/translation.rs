//! The transcript in another language, line by line, with every original one click away. New lines
//! of a conversation that goes on are translated as they come.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::AppError;
use crate::core::permission::Permission;
use crate::features::home::{PageError, may};
use crate::features::simulations::rpc::{Room, TranslateSimulation, list_models, open_room, translated_lines};
use crate::features::simulations::types::{Message, MessageKind, SimulationEvent, Translation, seat_of};
use crate::ui::*;

use super::id_param;
use super::sharing::{Languages, is_offline};

/// Events that bring a line, and those after which none comes.
const EVENTS: &[&str] = &["message", "finished", "stopped", "failed"];
const TERMINAL: &[&str] = &["finished", "stopped", "failed"];

/// `/simulations/{id}/translation?language=…`
#[component]
pub fn TranslationPage() -> impl IntoView {
    let id = id_param();
    let query = use_query_map();
    let language = Memo::new(move |_| query.with(|q| q.get("language")).unwrap_or_default().trim().to_owned());
    let room = Resource::new(move || id.get(), open_room);
    let lines = Resource::new(
        move || (id.get(), language.get()),
        |(id, language)| async move { if language.is_empty() { None } else { Some(translated_lines(id, language).await) } },
    );
    let models = Resource::new(|| (), |()| list_models());
    view! {
        <Title text="Translation"/>
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                let (room, lines, models) = futures::join!(room.into_future(), lines.into_future(), models.into_future());
                let back = format!("/simulations/{}", id.get_untracked());
                match (room, lines) {
                    (Ok(room), Some(Ok(lines))) => view! { <Translated room lines language=language.get_untracked()/> }.into_any(),
                    (Err(error), _) => view! { <PageError error title="Translation" back="/simulations" back_label="All simulations"/> }.into_any(),
                    (Ok(_), None) => view! {
                        <PageHeader title="Translation"><LinkButton href=back icon="message">"Original conversation"</LinkButton></PageHeader>
                        <div class="max-w-form"><Languages id=id.get_untracked().to_string() offline=is_offline(models.ok())/></div>
                    }
                    .into_any(),
                    (_, Some(Err(error))) => view! {
                        <PageHeader title="Translation"><LinkButton href=format!("{back}/share")>"Choose a language"</LinkButton></PageHeader>
                        <InlineError error/>
                    }
                    .into_any(),
                }
            })}
        </Transition>
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Shown {
    lines: RwSignal<Vec<Message>>,
    texts: RwSignal<BTreeMap<u64, String>>,
    /// Seeds of the avatars by participant.
    seeds: StoredValue<BTreeMap<String, String>>,
}

impl Shown {
    /// Lines without a translation.
    fn missing(self) -> usize {
        self.lines.with(|lines| self.texts.with(|texts| lines.iter().filter(|line| !texts.contains_key(&line.seq)).count()))
    }

    fn take(self, translation: Translation) {
        self.texts.update(|texts| texts.extend(translation.lines.into_iter().map(|line| (line.seq, line.text))));
    }
}

#[component]
fn Translated(room: Room, lines: Translation, language: String) -> impl IntoView {
    let id = room.simulation.id.to_string();
    let title = format!("{} in {language}", room.simulation.title);
    let model = lines.model.clone();
    let seeds = room.simulation.participants.iter().map(|p| (p.id.clone(), p.avatar_seed.clone())).collect();
    let shown = Shown { lines: RwSignal::new(room.messages), texts: RwSignal::new(BTreeMap::new()), seeds: StoredValue::new(seeds) };
    shown.take(lines);
    let over = room.simulation.state.is_terminal();
    let translate = ServerAction::<TranslateSimulation>::new();
    let url = (!over).then(|| format!("/api/v1/simulations/{id}/events?after={}", room.last_event));
    follow(shown, url);
    keep_up(shown, translate, model.is_some() && may(Permission::Observe), id.clone(), language.clone());
    let refresh = (room.simulation.state.is_active())
        .then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"10\">"></noscript> });
    let original = format!("/simulations/{id}");
    view! {
        {refresh}
        <PageHeader title>
            <LinkButton href=original icon="message">"Original conversation"</LinkButton>
        </PageHeader>
        <State model shown translate id language/>
        <Transcript id="transcript" label="Transcript">
            <For each=move || shown.lines.get() key=|line| line.seq let:line>{spoken(line, shown)}</For>
        </Transcript>
    }
}

/// Takes the lines of a conversation that goes on.
fn follow(shown: Shown, url: Option<String>) {
    let url = Signal::stored(url);
    use_event_stream(url, EVENTS, TERMINAL, move |event| {
        let Ok(SimulationEvent::Message { message }) = serde_json::from_str::<SimulationEvent>(&event.data) else { return };
        shown.lines.update(|lines| {
            if lines.iter().all(|line| line.seq != message.seq) {
                lines.push(message);
            }
        });
    });
}

/// Asks for translations while lines are missing, one request after the other; stops at an error.
fn keep_up(shown: Shown, translate: ServerAction<TranslateSimulation>, can: bool, id: String, language: String) {
    Effect::new(move |_| {
        if let Some(Ok(translation)) = translate.value().get() {
            shown.take(translation);
        }
    });
    let missing = Memo::new(move |_| shown.missing());
    Effect::new(move |_| {
        let failed = translate.value().with(|value| matches!(value, Some(Err(_))));
        if can && missing.get() > 0 && !failed && !translate.pending().get() {
            translate.dispatch(TranslateSimulation { id: crate::core::ids::SimulationId::new(id.clone()), language: language.clone() });
        }
    });
}

/// How far it is, and what can be done about the rest.
#[component]
fn State(model: Option<String>, shown: Shown, translate: ServerAction<TranslateSimulation>, id: String, language: String) -> impl IntoView {
    let error = action_error(translate);
    let missing = Memo::new(move |_| shown.missing());
    let pending = translate.pending();
    let Some(model) = model else {
        let nothing = move || {
            (missing.get() > 0).then(|| view! {
            <div class="mb-4"><Banner tone=Tone::Warning title="Translation needs a model endpoint">
                "The built-in offline model can’t translate. Set OPENAI_API_KEY or OPENAI_BASE_URL on the server, then open this page again. The originals are below."
            </Banner></div>
        })
        };
        return nothing.into_any();
    };
    let ask = move || {
        let (id, language) = (id.clone(), language.clone());
        (missing.get() > 0).then(|| view! {
            <ActionForm action=translate attr:class="mb-4 flex flex-wrap items-center gap-3">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="language" value=language/>
                <span class="text-muted tabular-nums" role="status">{move || match missing.get() { 1 => "1 line is not translated yet.".to_owned(), n => format!("{n} lines are not translated yet.") }}</span>
                <Button submit=true size=Size::Sm icon="arrow-right" pending=pending>"Translate the next lines"</Button>
            </ActionForm>
        })
    };
    view! {
        <p class="mb-3 text-meta text-muted">{format!("Translated by {model}; what it costs counts towards the budget of the simulation.")}</p>
        {move || error.get().map(|error: AppError| view! { <div class="mb-4"><InlineError error/></div> })}
        {ask}
    }
    .into_any()
}

fn spoken(line: Message, shown: Shown) -> impl IntoView {
    let seq = line.seq;
    let kind = match line.kind {
        MessageKind::Agent => TurnKind::Agent,
        MessageKind::Observer => TurnKind::Observer,
        MessageKind::Scene => TurnKind::Scene,
        MessageKind::System => TurnKind::System,
    };
    let (original, below) = (line.text.clone(), line.text);
    let translation = Memo::new(move |_| shown.texts.with(|texts| texts.get(&seq).cloned()));
    let text = Signal::derive(move || translation.get().unwrap_or_else(|| original.clone()));
    let is_other = move || translation.get().is_some_and(|text| text != below).then(|| below.clone());
    let seed =
        line.speaker.as_ref().and_then(|speaker| shown.seeds.with_value(|seeds| seeds.get(&speaker.id).cloned())).unwrap_or_default();
    let seat = line.speaker.as_ref().and_then(|speaker| seat_of(&speaker.id));
    let name = line.speaker.map(|speaker| speaker.name).unwrap_or_default();
    view! {
        <div>
            <Turn id=format!("m{seq}") kind name seed seat text/>
            {move || is_other().map(|original| view! {
                <details class="-mt-1 mb-3 ms-12 text-meta text-muted">
                    <summary class="w-fit cursor-pointer">"Original"</summary>
                    <p class="mt-1" dir="auto">{original}</p>
                </details>
            })}
        </div>
    }
}
