//! The rail beside the transcript: panel, health, money, notes, the brief, what goes out. On narrow
//! windows it is a sheet. The tabs are links (`?rail=health`), so that they work without script.

mod brief;
mod health;
mod limits;
mod money;
mod notes;
mod outward;
mod panel;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use crate::core::Result;
use crate::features::simulations::rpc::simulation_metrics;
use crate::features::simulations::types::Metrics;
use crate::ui::*;

use super::RoomContext;

/// Part of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Panel,
    Health,
    Cost,
    Notes,
    Brief,
    Share,
}

impl Tab {
    const ALL: [Tab; 6] = [Tab::Panel, Tab::Health, Tab::Cost, Tab::Notes, Tab::Brief, Tab::Share];

    /// Value of `rail` in the address, what it is called, its sign.
    const fn looks(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Tab::Panel => ("panel", "Panel", "users"),
            Tab::Health => ("health", "Health", "chart"),
            Tab::Cost => ("cost", "Cost", "circle"),
            Tab::Notes => ("notes", "Notes", "highlighter"),
            Tab::Brief => ("brief", "Brief", "book"),
            Tab::Share => ("share", "Share", "external"),
        }
    }

    fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.looks().0 == name).unwrap_or(Tab::Panel)
    }
}

#[component]
pub(super) fn Rail(context: RoomContext) -> impl IntoView {
    let query = use_query_map();
    let tab = RwSignal::new(Tab::parse(&query.with_untracked(|q| q.get("rail").unwrap_or_default())));
    let measured = Memo::new(move |_| matches!(tab.get(), Tab::Health | Tab::Cost));
    let metrics = figures(context, measured);
    let tabs = Tab::ALL.into_iter().map(|t| tab_link(t, tab)).collect_view();
    view! {
        <aside class="ui-rail" id="room-rail" popover="auto" aria-label="Panel, measures and notes">
            <div class="ui-rail-close">
                <button type="button" class="ui-btn ui-btn-icon" data-variant="ghost" data-size="sm" popovertarget="room-rail" popovertargetaction="hide" aria-label="Close">
                    <Icon name="x"/>
                </button>
            </div>
            <nav class="ui-rail-tabs" aria-label="Beside the conversation">{tabs}</nav>
            {move || match tab.get() {
                Tab::Panel => view! { <panel::PanelTab context/> }.into_any(),
                Tab::Health => view! { <health::HealthTab context metrics/> }.into_any(),
                Tab::Cost => view! { <money::CostTab context metrics/> }.into_any(),
                Tab::Notes => view! { <notes::NotesTab context/> }.into_any(),
                Tab::Brief => view! { <brief::BriefTab context/> }.into_any(),
                Tab::Share => view! { <outward::ShareTab context/> }.into_any(),
            }}
        </aside>
    }
}

fn tab_link(t: Tab, current: RwSignal<Tab>) -> impl IntoView {
    let (name, label, icon) = t.looks();
    let choose = move |event: leptos::ev::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            current.set(t);
        }
    };
    view! {
        <a class="ui-rail-tab" id=format!("rail-{name}") href=format!("?rail={name}") aria-current=move || (current.get() == t).then_some("true") on:click=choose>
            <Icon name=icon/><span>{label}</span>
        </a>
    }
}

/// Measures and money; `None` until they have come.
type Figures = RwSignal<Option<Result<Metrics>>>;

/// Reads measures and money when one of their tabs is open, and again with every line. Only in the
/// browser: they change with every line, and nothing of the page waits for them.
fn figures(context: RoomContext, measured: Memo<bool>) -> Figures {
    let found: Figures = RwSignal::new(None);
    let asides = Memo::new(move |_| context.state.with(|s| s.asides.len()));
    Effect::new(move |_| {
        context.count.track();
        context.standing.track();
        asides.track();
        if measured.get() {
            spawn_local(async move {
                let answer = simulation_metrics(context.id()).await;
                found.try_set(Some(answer));
            });
        }
    });
    found
}

/// The figures, when they are there.
fn with_figures<V: IntoView + 'static>(metrics: Figures, show: impl Fn(Metrics) -> V + Send + Sync + 'static) -> impl IntoView {
    view! {
        <noscript inner_html="<p>Measures and money by person need JavaScript here; the API has them too.</p>"></noscript>
        {move || match metrics.get() {
            Some(Ok(found)) => show(found).into_any(),
            Some(Err(error)) => view! { <InlineError error/> }.into_any(),
            None => view! { <SkeletonText lines=6/> }.into_any(),
        }}
    }
}
