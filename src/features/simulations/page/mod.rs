//! Pages of the feature: the list, the form for a new simulation, the live room, deletion.

mod check;
mod compare;
mod delete;
mod import;
mod line;
mod list;
mod new;
mod replay;
mod room;
pub mod scenarios;
mod selection;
mod shared;
mod sharing;
mod translation;

pub use check::CheckPage;
pub use compare::ComparePage;
pub use delete::DeleteSimulationPage;
pub use import::ImportSimulationPage;
pub use line::LineView;
pub use list::SimulationsPage;
pub use new::NewSimulationPage;
pub use replay::ReplayPage;
pub use room::RoomPage;
pub use selection::SelectionPage;
pub use shared::SharedPage;
pub use sharing::SharingPage;
pub use translation::TranslationPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::core::ids::SimulationId;

/// The id in the address.
fn id_param() -> Memo<SimulationId> {
    let params = use_params_map();
    Memo::new(move |_| SimulationId::new(params.with(|p| p.get("id").unwrap_or_default())))
}
