//! Question, seats and pool. Without script the button sends a GET form; with script the address follows
//! half a second after the last change.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::address::Wanted;
use crate::features::agents::panel::types::{MAX_QUESTION, Pool, SEATS};
use crate::ui::*;

/// Rest after the last key before the panel is asked for, in milliseconds.
const REST_MS: u32 = 500;

/// What stands in the form.
#[derive(Clone, Copy)]
struct Fields {
    question: RwSignal<String>,
    size: RwSignal<String>,
    pool: RwSignal<String>,
    /// The question that was asked last from here.
    sent: StoredValue<String>,
}

impl Fields {
    fn of(wanted: &Wanted) -> Self {
        Self {
            question: RwSignal::new(wanted.question.clone()),
            size: RwSignal::new(wanted.size.to_string()),
            pool: RwSignal::new(wanted.pool.as_str().to_owned()),
            sent: StoredValue::new(wanted.question.clone()),
        }
    }

    fn asked(self, now: &Wanted) -> Wanted {
        now.asking(&self.question.get_untracked(), &self.size.get_untracked(), &self.pool.get_untracked())
    }

    /// Takes over what the address says, for example after "back". Not what was sent from here: more
    /// may have been typed since.
    fn follow(self, wanted: &Wanted) {
        if wanted.question != self.sent.get_value() {
            self.sent.set_value(wanted.question.clone());
            self.question.set(wanted.question.clone());
        }
    }
}

#[component]
pub(super) fn AskForm(wanted: Memo<Wanted>) -> impl IntoView {
    let fields = Fields::of(&wanted.get_untracked());
    let navigate = use_navigate();
    let ask = move || {
        let now = wanted.get_untracked();
        let next = fields.asked(&now);
        if (&next.question, next.size, next.pool) != (&now.question, now.size, now.pool) {
            fields.sent.set_value(next.question.clone());
            navigate(&next.href(), NavigateOptions { scroll: false, replace: !now.question.is_empty(), ..NavigateOptions::default() });
        }
    };
    let later = ask.clone();
    let changes = StoredValue::new(0_u32);
    Effect::new(move |before: Option<[String; 3]>| {
        let now = [fields.question.get(), fields.size.get(), fields.pool.get()];
        if before.is_some_and(|before| before != now) {
            let (number, later) = (changes.get_value() + 1, later.clone());
            changes.set_value(number);
            browser::after(REST_MS, move || {
                if changes.try_get_value() == Some(number) {
                    later();
                }
            });
        }
        now
    });
    Effect::new(move |_| fields.follow(&wanted.get()));
    let sizes = (SEATS.0..=SEATS.1).map(|n| SelectOption::new(n.to_string(), n.to_string())).collect::<Vec<_>>();
    let pools = Pool::ALL.map(|pool| SelectOption::new(pool.as_str(), pool.label())).to_vec();
    view! {
        <form
            method="get"
            action="/agents/panel"
            class="grid gap-4 rounded-lg border border-border bg-surface p-4 md:grid-cols-[minmax(0,1fr)_auto_auto_auto] md:items-end"
            on:submit=move |event| {
                event.prevent_default();
                ask();
            }
        >
            <Field name="question" label="Question" required=true class="min-w-0">
                <Textarea rows=2 maxlength=u32::try_from(MAX_QUESTION).unwrap_or(u32::MAX) bind=fields.question placeholder="Should our clinic let software sort the waiting room?"/>
            </Field>
            <Field name="size" label="Seats" required=true><Select options=sizes bind=fields.size/></Field>
            <Field name="pool" label="Choose from" required=true><Select options=pools bind=fields.pool/></Field>
            {move || kept("lock", &wanted.get().lock)}
            {move || kept("out", &wanted.get().out)}
            <Button submit=true variant=Variant::Primary icon="users">"Suggest a panel"</Button>
        </form>
    }
}

fn kept(name: &'static str, values: &[String]) -> impl IntoView + use<> {
    (!values.is_empty()).then(|| view! { <input type="hidden" name=name value=values.join(",")/> })
}
