//! A password with a switch that shows it.

use leptos::prelude::*;

use crate::core::AppError;
use crate::features::auth::types::PASSWORD_LENGTH;
use crate::ui::*;

/// What passwords must be like; the server also refuses common ones.
fn rules() -> String {
    format!(
        "At least {} characters. Common passwords and your e-mail address don't work; a few unrelated words do.",
        PASSWORD_LENGTH.start()
    )
}

fn limit(characters: &usize) -> Option<u32> {
    u32::try_from(*characters).ok()
}

/// The field `password`.
#[component]
pub(super) fn PasswordField(
    /// Whether the password is being made, so that its rules are shown and checked.
    #[prop(optional)]
    new: bool,
    #[prop(default = "Password")] label: &'static str,
    errors: Signal<Option<AppError>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let awake = RwSignal::new(false);
    Effect::new(move |_| {
        awake.set(true);
        reveal(shown.get());
    });
    let hint = if new { rules() } else { String::new() };
    // Made inside the field, which tells it its name and its label.
    let control = move || {
        if new {
            let (min, max) = (limit(PASSWORD_LENGTH.start()).unwrap_or_default(), limit(PASSWORD_LENGTH.end()).unwrap_or(u32::MAX));
            view! { <Input kind="password" autocomplete="new-password" minlength=min maxlength=max/> }.into_any()
        } else {
            view! { <Input kind="password" autocomplete="current-password"/> }.into_any()
        }
    };
    view! {
        <div class="flex flex-col gap-2">
            <Field name="password" label hint errors required=true>{control()}</Field>
            // Takes up its room from the start, so that nothing moves when the page wakes up.
            <div class:invisible=move || !awake.get()>
                // Without a name it is not sent.
                <Switch name="" id="show-password" label="Show password" bind=shown/>
            </div>
        </div>
    }
}

/// Shows or hides what is in the field. Runs in the browser only.
fn reveal(shown: bool) {
    if let Some(control) = document().get_element_by_id(&field_id("password")) {
        // Setting an attribute with a valid name can't fail.
        let _ = control.set_attribute("type", if shown { "text" } else { "password" });
    }
}
