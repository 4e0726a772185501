//! The lines of the transcript, and the one that is being spoken.

use leptos::prelude::*;

use crate::features::simulations::room::OpenLine;
use crate::features::simulations::types::{Annotation, AnnotationKind, Message, MessageKind, REACTIONS, seat_of};
use crate::ui::*;

use super::RoomContext;
use super::marks::LINE_MENU;

/// How a line looks.
pub(in crate::features::simulations::page) const fn kind_of(kind: MessageKind) -> TurnKind {
    match kind {
        MessageKind::Agent => TurnKind::Agent,
        MessageKind::Observer => TurnKind::Observer,
        MessageKind::Scene => TurnKind::Scene,
        MessageKind::System => TurnKind::System,
    }
}

/// The timeline's ticks, one a line.
pub(in crate::features::simulations::page) fn ticks(context: RoomContext) -> Signal<Vec<Tick>> {
    Memo::new(move |_| {
        context.count.track();
        let marks = context.marks.get();
        let highlighted = |seq: u64| marks.get(&seq).is_some_and(|all| all.iter().any(|a| a.kind == AnnotationKind::Highlight));
        context.state.with_untracked(|s| {
            s.lines
                .iter()
                .map(|line| Tick {
                    seat: line.speaker.as_ref().and_then(|who| seat_of(&who.id)),
                    label: said(line),
                    sign: kind_of(line.kind),
                    marked: highlighted(line.seq),
                })
                .collect()
        })
    })
    .into()
}

/// "Turn 3, Amara Okafor".
fn said(line: &Message) -> String {
    match (&line.speaker, line.kind) {
        (Some(speaker), MessageKind::Agent) if line.puppet => format!("Observer as {}, after turn {}", speaker.name, line.turn),
        (Some(speaker), MessageKind::Agent) => format!("Turn {}, {}", line.turn, speaker.name),
        (Some(speaker), MessageKind::Observer) => format!("Observer {}, after turn {}", speaker.name, line.turn),
        _ => format!("After turn {}", line.turn),
    }
}

#[component]
pub(super) fn Lines(context: RoomContext) -> impl IntoView {
    let lines = move || {
        context.count.track();
        context.state.with_untracked(|s| s.lines.clone())
    };
    let open = Memo::new(move |_| context.state.with(|s| s.open.as_ref().map(|o| (o.turn, o.speaker.clone(), o.reason.clone()))));
    view! {
        <For each=lines key=|line| line.seq let:line>{spoken(line, context)}</For>
        {move || open.get().map(|(turn, speaker, reason)| being_spoken(OpenLine { turn, speaker, reason, text: String::new() }, context))}
    }
}

fn name_of(context: RoomContext, id: &str) -> String {
    context.person(id).map_or_else(|| id.to_owned(), |p| p.name)
}

fn spoken(line: Message, context: RoomContext) -> impl IntoView + use<> {
    let participant = line.speaker.as_ref().and_then(|s| context.person(&s.id));
    let name = line.speaker.as_ref().map(|s| s.name.clone()).unwrap_or_default();
    let whisper = (!line.to.is_empty())
        .then(|| format!("Whispered to {}", line.to.iter().map(|id| name_of(context, id)).collect::<Vec<_>>().join(", ")));
    let meta = match (&participant, line.kind) {
        (Some(p), _) if line.puppet => format!("{} · put into their mouth by an observer", p.profession),
        (Some(p), _) => format!("{} · turn {}", p.profession, line.turn),
        (None, MessageKind::Observer) => whisper.clone().unwrap_or_else(|| "Observer".to_owned()),
        _ => String::new(),
    };
    let seat = participant.as_ref().and_then(|p| seat_of(&p.id));
    let (seed, picture) = participant.map(|p| (p.avatar_seed, p.avatar.unwrap_or_default())).unwrap_or_default();
    let (seq, turn, rejected) = (line.seq, line.turn, line.attempts);
    let made = line.kind == MessageKind::Agent && !line.puppet;
    let marks = Memo::new(move |_| context.marks.with(|all| all.get(&seq).cloned().unwrap_or_default()));
    let marked = move || marks.with(|all| all.iter().any(|a| a.kind == AnnotationKind::Highlight)).then_some("true");
    let actions = ViewFn::from(move || line_actions(context, seq, turn, made, rejected));
    let footer = ViewFn::from(move || view! { {move || beside(context, seq, marks.get())} });
    view! {
        <Turn id=format!("m{seq}") kind=kind_of(line.kind) name seed seat picture meta text=line.text actions footer
            attr:tabindex="-1" attr:data-marked=marked attr:data-whisper=whisper.is_some().then_some("true") attr:data-puppet=line.puppet.then_some("true")/>
    }
}

/// Why this person spoke, which attempts were thrown away, and the line's menu.
fn line_actions(context: RoomContext, seq: u64, turn: u32, made: bool, rejected: u8) -> impl IntoView {
    let why = match rejected {
        0 => "Why?".to_owned(),
        1 => "1 rejected".to_owned(),
        n => format!("{n} rejected"),
    };
    let label = format!("How turn {turn} came about");
    let words = if made { "Mark, branch, why" } else { "Mark, branch" };
    let plain = format!(
        "<a class=\"ui-turn-why\" href=\"/simulations/{}/lines/{seq}\" aria-label=\"{words}: line {seq}\">{words}</a>",
        context.id()
    );
    view! {
        <noscript inner_html=plain></noscript>
        {made.then(|| view! { <button type="button" class="ui-turn-why ui-scripted" aria-label=label on:click=move |_| context.about.set(turn)>{why}</button> })}
        <IconButton icon="more" label=format!("Line {seq}") class="ui-scripted" attr:popovertarget=LINE_MENU attr:aria-haspopup="true" on:click=move |_| context.cursor.set(seq)/>
    }
}

/// Reactions and notes below the words.
fn beside(context: RoomContext, seq: u64, marks: Vec<Annotation>) -> Option<impl IntoView + use<>> {
    let chips: Vec<_> = REACTIONS
        .into_iter()
        .filter_map(|(name, icon, label)| {
            let of: Vec<&Annotation> = marks.iter().filter(|a| a.kind == AnnotationKind::Reaction && a.text == name).collect();
            if of.is_empty() {
                return None;
            }
            let mine = of.iter().any(|a| context.is_mine(a));
            let who = of.iter().map(|a| a.author.name.as_str()).collect::<Vec<_>>().join(", ");
            let (count, said) = (of.len().to_string(), format!("{label}: {who}"));
            Some(view! {
                <button type="button" class="ui-chip" aria-pressed=if mine { "true" } else { "false" } aria-label=said.clone() title=said disabled=!context.may_steer
                    on:click=move |_| context.toggle_reaction(seq, name)><Icon name=icon/>{count}</button>
            })
        })
        .collect();
    let notes: Vec<_> = marks
        .iter()
        .filter(|a| a.kind == AnnotationKind::Note)
        .map(|a| view! { <p class="ui-line-note"><strong>{a.author.name.clone()}": "</strong>{a.text.clone()}</p> })
        .collect();
    (!chips.is_empty() || !notes.is_empty()).then(|| {
        view! {
            {(!chips.is_empty()).then(|| view! { <div class="ui-chips">{chips}</div> })}
            {notes}
        }
    })
}

fn being_spoken(open: OpenLine, context: RoomContext) -> impl IntoView + use<> {
    let (seed, picture) = context.person(&open.speaker.id).map(|p| (p.avatar_seed, p.avatar.unwrap_or_default())).unwrap_or_default();
    let text = Memo::new(move |_| {
        context.state.with(|s| s.open.as_ref().map(|o| o.text.clone()).filter(|t| !t.is_empty()).unwrap_or_else(|| "…".to_owned()))
    });
    let thinks = Memo::new(move |_| text.with(|t| t == "…"));
    let footer = ViewFn::from(move || {
        view! { {move || thinks.get().then(|| view! { <span class="ui-thinking" aria-hidden="true"><i></i><i></i><i></i></span> })} }
    });
    view! { <Turn id="speaking" kind=TurnKind::Agent name=open.speaker.name seed seat=seat_of(&open.speaker.id) picture meta=open.reason text streaming=true footer/> }
}
