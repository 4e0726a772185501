//! The limits of a conversation, to see and to change: tokens, money, minutes.

use leptos::prelude::*;

use crate::features::simulations::types::{Settings, SettingsInput};
use crate::ui::*;

use super::super::RoomContext;

/// Millionths of a dollar in one.
const MICROS: f64 = 1_000_000.0;

/// A limit as the field shows it; empty for none.
fn written(limit: f64) -> String {
    if limit > 0.0 { limit.to_string() } else { String::new() }
}

/// What people wrote; zero when the field is empty, `None` when it is no amount.
fn read(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches('$').replace(',', ".");
    if text.is_empty() {
        return Some(0.0);
    }
    text.parse::<f64>().ok().filter(|amount| (0.0..=1_000_000_000.0).contains(amount))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "amounts are between 0 and 10^9, money is capped by the server"
)]
fn input(tokens: &str, dollars: &str, minutes: &str) -> Option<SettingsInput> {
    Some(SettingsInput {
        max_tokens: Some(read(tokens)? as u64),
        budget_micros: Some((read(dollars)? * MICROS).round() as i64),
        max_minutes: Some(read(minutes)? as u32),
        ..SettingsInput::default()
    })
}

/// The three limits as a form; a conversation that reached one goes on when it is raised.
#[component]
pub(super) fn Limits(context: RoomContext, settings: Settings, #[prop(into)] closed: Signal<bool>) -> impl IntoView {
    let tokens = RwSignal::new(written(settings.max_tokens as f64));
    let dollars = RwSignal::new(written(settings.budget_micros as f64 / MICROS));
    let minutes = RwSignal::new(written(f64::from(settings.max_minutes)));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(settings) = input(&tokens.get_untracked(), &dollars.get_untracked(), &minutes.get_untracked()) else {
            return context.toasts().error("Write numbers, for example 50000 tokens, 0.50 dollars, 30 minutes; leave empty for no limit.");
        };
        context.save_settings(settings);
    };
    view! {
        <form class="ui-scripted space-y-2" on:submit=save aria-label="Limits">
            <p class="text-meta text-muted">"Limits: it pauses when one is reached. Empty for none."</p>
            <div class="grid grid-cols-3 gap-2">
                <Field name="max_tokens" label="Tokens"><Input bind=tokens disabled=closed attr:inputmode="numeric" autocomplete="off"/></Field>
                <Field name="budget" label="Dollars"><Input bind=dollars disabled=closed attr:inputmode="decimal" autocomplete="off"/></Field>
                <Field name="max_minutes" label="Minutes"><Input bind=minutes disabled=closed attr:inputmode="numeric" autocomplete="off"/></Field>
            </div>
            <Button submit=true size=Size::Sm disabled=closed>"Set limits"</Button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_written() {
        let limits = input("50000", "$0,50", "").unwrap();
        assert_eq!((limits.max_tokens, limits.budget_micros, limits.max_minutes), (Some(50_000), Some(500_000), Some(0)));
        assert!(input("many", "", "").is_none() && input("-1", "", "").is_none());
        assert_eq!((written(0.5), written(50_000.0), written(0.0)), ("0.5".to_owned(), "50000".to_owned(), String::new()));
    }
}
