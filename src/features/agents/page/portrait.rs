//! The picture of an own agent: drawn, uploaded, or made by the image service. Plain forms.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::persona::panel;
use crate::features::agents::rpc::{MakePictureForm, RemovePictureForm};
use crate::features::agents::types::Agent;
use crate::features::avatars::types::AvatarKind;
use crate::ui::*;

/// How it went, by what the address says; the sentences are ours.
fn outcome(code: &str) -> Option<(Tone, &'static str)> {
    Some(match code {
        "saved" => (Tone::Success, "The picture was changed."),
        "removed" => (Tone::Success, "The picture was removed."),
        "drawn" => (Tone::Success, "No image service is set up, so another drawing was made."),
        "ordered" => (Tone::Info, "The image service makes the picture. Load this page again in a minute; Jobs shows how far it is."),
        "payload_too_large" => (Tone::Danger, "The picture is larger than 5 MiB. Choose a smaller one."),
        "unsupported_media_type" => (Tone::Danger, "This is not a PNG, JPEG or WebP picture. Choose a file of one of these kinds."),
        "validation_failed" => (Tone::Danger, "This picture can't be read, has too many pixels, or none was chosen. Choose another one."),
        "rate_limited" => (Tone::Danger, "Pictures were changed often in a short time. Wait a few minutes, then try again."),
        "malformed_request" | "unavailable" | "timeout" | "internal" => (Tone::Danger, "The picture could not be stored. Try again."),
        _ => return None,
    })
}

/// What the address says about the last change. It follows the address, which can change after the agent was shown anew.
pub(super) fn news() -> impl IntoView {
    let query = use_query_map();
    let code = Memo::new(move |_| query.with(|query| query.get("avatar")));
    move || code.get().and_then(|code| outcome(&code)).map(|(tone, text)| view! { <Banner tone>{text}</Banner> })
}

/// The ways to another picture.
pub(super) fn portrait(agent: &Agent) -> AnyView {
    let id = agent.id.to_string();
    let make = ServerAction::<MakePictureForm>::new();
    let remove = ServerAction::<RemovePictureForm>::new();
    let (error, removal) = (action_error(make), action_error(remove));
    let (upload, for_removal) = (format!("/agents/{id}/picture"), id.clone());
    let taken_away = (agent.avatar.kind == AvatarKind::Picture).then(|| {
        view! {
            <ActionForm action=remove>
                <input type="hidden" name="id" value=for_removal/>
                <FormError error=removal id="picture-removal-error"/>
                <Button submit=true size=Size::Sm variant=Variant::Ghost icon="trash" pending=remove.pending()>"Remove the picture"</Button>
            </ActionForm>
        }
    });
    let content = view! {
        <form method="post" action=upload enctype="multipart/form-data" class="flex flex-col gap-2">
            <Field name="picture" label="Upload" hint="PNG, JPEG or WebP, at most 5 MiB; cut to a square." required=true>
                <Input kind="file" attr:accept="image/png,image/jpeg,image/webp"/>
            </Field>
            <div><Button submit=true size=Size::Sm icon="upload">"Use this picture"</Button></div>
        </form>
        <ActionForm action=make attr:class="flex flex-col gap-2">
            <input type="hidden" name="id" value=id/>
            <FormError error id="picture-error" labels=vec![("prompt", "Description")]/>
            <Field name="prompt" label="Or have one made" hint="From your words, or from the persona when empty. By an image service if there is one, else drawn here." errors=error>
                <Input maxlength=500 autocomplete="off"/>
            </Field>
            <div><Button submit=true size=Size::Sm icon="sparkles" pending=make.pending()>"Make a picture"</Button></div>
        </ActionForm>
        {taken_away}
    };
    panel("Picture", content.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_address_are_never_shown() {
        assert!(outcome("saved").is_some() && outcome("ordered").is_some());
        assert_eq!(outcome("<b>Call this number</b>"), None);
    }
}
