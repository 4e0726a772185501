//! Timeline: a conversation at a glance, one tick a line, and the way to any of them.
//!
//! Anatomy: `div.ui-timeline > svg (rect.ui-tick*, rect.ui-tick-mark*, rect.ui-tick-now) + input[type=range]`. The range lies
//! over the picture: pointer, arrows, Home and End move it, and its value is said in words.

use leptos::prelude::*;

use super::{TurnKind, seat_class};

/// One line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Place of the speaker on the panel, from 0: the tick has its colour.
    pub seat: Option<usize>,
    /// Said when the line is reached: "Turn 3, Amara Okafor".
    pub label: String,
    pub sign: TurnKind,
    /// Highlighted.
    pub marked: bool,
}

/// Units of the view box: width of a line, height of the picture.
const STEP: usize = 10;
const HEIGHT: usize = 24;

/// Width of a bar in units: slim while there are few lines, eight tenths of its place from forty on.
fn bar(count: usize) -> f64 {
    (count as f64 / 5.0).clamp(0.3, 8.0)
}

fn tick(at: usize, tick: &Tick, count: usize) -> impl IntoView + use<> {
    let width = bar(count);
    let x = (at * STEP) as f64 + (STEP as f64 - width) / 2.0;
    let (x, width) = (format!("{x:.2}"), format!("{width:.2}"));
    let (class, y) = match tick.sign {
        TurnKind::Agent => (format!("ui-tick {}", seat_class(tick.seat.unwrap_or_default())), 10),
        TurnKind::Observer => ("ui-tick-observer".to_owned(), 4),
        TurnKind::Scene => ("ui-tick-scene".to_owned(), 7),
        TurnKind::System => ("ui-tick-scene".to_owned(), 17),
    };
    let mark = tick.marked.then(|| view! { <rect class="ui-tick-mark" x=x.clone() y="0" width=width.clone() height="6"/> });
    view! {
        <rect class=class x=x y=y.to_string() width=width height=(HEIGHT - y).to_string()/>
        {mark}
    }
}

/// All lines, and where the reader is.
#[component]
pub fn Timeline(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] ticks: Signal<Vec<Tick>>,
    /// Number of the line that is shown, from 1; 0 for none.
    at: RwSignal<usize>,
    /// The reader chose a line.
    #[prop(optional)]
    on_seek: Option<Callback<usize>>,
) -> impl IntoView {
    let count = Memo::new(move |_| ticks.with(Vec::len));
    let picture = move || ticks.with(|all| all.iter().enumerate().map(|(n, t)| tick(n, t, all.len())).collect_view());
    let view_box = move || format!("0 0 {} {HEIGHT}", count.get().max(1) * STEP);
    let now = move || at.get().saturating_sub(1) * STEP;
    let said = move || ticks.with(|all| all.get(at.get().saturating_sub(1)).map(|t| t.label.clone()).unwrap_or_default());
    let seek = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<usize>() {
            at.set(number);
            if let Some(run) = on_seek {
                run.run(number);
            }
        }
    };
    view! {
        <div class="ui-timeline" hidden=move || count.get() == 0>
            <svg viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
                {picture}
                <rect class="ui-tick-now" x=move || now().to_string() y="0" width=STEP.to_string() height=HEIGHT.to_string()/>
            </svg>
            <input type="range" id=id min="1" max=move || count.get().max(1).to_string() step="1" aria-label=label aria-valuetext=said
                prop:value=move || at.get().max(1).to_string() autocomplete="off" on:input=seek/>
        </div>
    }
}
