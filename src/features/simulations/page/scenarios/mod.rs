//! The shelf of scenarios and their editor.

mod delete;
mod edit;
mod editor;
mod rows;
mod shelf;

pub use delete::DeleteScenarioPage;
pub use edit::{EditScenarioPage, NewScenarioPage};
pub use shelf::ScenariosPage;
pub(super) use shelf::Surprise;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::core::AppError;
use crate::core::ids::ScenarioId;

/// What is wrong with the form; `None` while all is well.
type Failure = Signal<Option<AppError>>;

/// The id in the address.
fn id_param() -> Memo<ScenarioId> {
    let params = use_params_map();
    Memo::new(move |_| ScenarioId::new(params.with(|p| p.get("id").unwrap_or_default())))
}
