//! The two ways to choose people: a panel for a question, a sample of a population.

use leptos::prelude::*;

use crate::ui::*;

pub(super) fn ways(current: &'static str) -> impl IntoView {
    let items = vec![
        TabItem::new("Panel for a question", "/agents/panel").icon("message"),
        TabItem::new("Sample of a population", "/agents/sample").icon("users"),
    ];
    view! { <Tabs label="Ways to choose people" items current=current.to_owned()/> }
}
