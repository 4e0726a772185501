//! What somebody typed into a plain form outlives a refusal: the browser keeps it for the next
//! load of the page, in this tab only; without script the server does ([`Typed`]). Never a password.

use leptos::prelude::*;

use crate::core::AppError;
use crate::features::home::Typed;
use crate::ui::browser;

/// The text fields of one form.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    fields: StoredValue<Vec<(&'static str, RwSignal<String>)>>,
}

impl Kept {
    /// Brings back what was typed when the form (with its address) was refused, and forgets it in any case. The
    /// names are the keys under which the browser keeps the texts.
    pub fn new(address: &str, names: &[&'static str], error: Signal<Option<AppError>>) -> Self {
        let typed = Typed::of(address);
        let fields: Vec<_> = names.iter().map(|name| (*name, RwSignal::new(typed.or(name, "")))).collect();
        let kept = Self { fields: StoredValue::new(fields) };
        Effect::new(move |_| {
            let refused = error.with_untracked(Option::is_some);
            // After the controls took over what was typed before the page was awake.
            browser::after(0, move || kept.bring_back(refused));
        });
        kept
    }

    /// Brings back what was typed on the page before, whatever came of it.
    pub fn carried(address: &str, names: &[&'static str]) -> Self {
        let always = Signal::stored(Some(AppError::of(crate::core::Code::Internal)));
        Self::new(address, names, always)
    }

    fn bring_back(self, refused: bool) {
        // The page may be gone by now.
        let fields = self.fields.try_get_value().unwrap_or_default();
        for (name, text) in fields {
            let typed = browser::recall(&key(name)).filter(|_| refused);
            if let (Some(typed), Some(true)) = (typed, text.try_with_untracked(String::is_empty)) {
                text.set(typed);
            }
        }
    }

    /// The text of a field; an unknown name gives a text of its own.
    pub fn text(self, name: &str) -> RwSignal<String> {
        let found = self.fields.with_value(|fields| fields.iter().find(|(known, _)| *known == name).map(|(_, text)| *text));
        found.unwrap_or_else(|| RwSignal::new(String::new()))
    }

    /// For the form's `submit`.
    pub fn keep(self) {
        for (name, text) in self.fields.get_value() {
            browser::remember(&key(name), &text.get_untracked());
        }
    }
}

fn key(name: &str) -> String {
    format!("typed-{name}")
}
