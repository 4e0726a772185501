//! The visitor's picture on the profile page: drawn, uploaded, or made by the image service.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::problem::{form_error, no_picture};
use super::profile::SAVED;
use crate::features::auth::types::User;
use crate::features::avatars::rpc::{GenerateAvatar, RemoveAvatar};
use crate::features::avatars::types::AvatarKind;
use crate::ui::*;

/// How an upload went, by what the address says; the sentences are ours.
fn outcome(code: &str) -> Option<(Tone, &'static str)> {
    Some(match code {
        "saved" => (Tone::Success, "Your picture was changed."),
        "payload_too_large" => (Tone::Danger, "The picture is larger than 5 MiB. Choose a smaller one."),
        "unsupported_media_type" => (Tone::Danger, "This is not a PNG, JPEG or WebP picture. Choose a file of one of these kinds."),
        "validation_failed" => (Tone::Danger, "This picture can't be read, has too many pixels, or none was chosen. Choose another one."),
        "rate_limited" => (Tone::Danger, "You changed your picture often in a short time. Wait a few minutes, then try again."),
        "malformed_request" | "unavailable" | "timeout" | "internal" => (Tone::Danger, "The picture could not be stored. Try again."),
        _ => return None,
    })
}

/// The picture, and the ways to another one.
#[component]
pub(super) fn Portrait(user: User) -> impl IntoView {
    let query = use_query_map();
    let outcome = query.with_untracked(|q| q.get("avatar")).and_then(|code| outcome(&code));
    let since = user.created_at;
    let has_picture = user.avatar.kind == AvatarKind::Picture;
    Effect::new(|_| browser::strip_query(&["avatar"]));
    view! {
        <Section title="Picture">
            <div class="max-w-form">
                <Card>
                    {outcome.map(|(tone, text)| view! { <Banner tone>{text}</Banner> })}
                    <div class="mb-4 flex items-center gap-3">
                        <Avatar seed=user.avatar.seed.clone() picture=user.avatar.picture() name=user.name.clone() size=AvatarSize::Xl/>
                        <div class="min-w-0">
                            <p class="truncate font-medium">{user.name.clone()}</p>
                            <p class="text-meta text-muted">{if user.guest { "Guest since " } else { "Member since " }}<Timestamp at=since/></p>
                        </div>
                        {has_picture.then(|| view! { <div class="ml-auto"><Remove/></div> })}
                    </div>
                    <Upload/>
                    <Generate/>
                </Card>
            </div>
        </Section>
    }
}

/// A plain form: the picture also stands in the frame around the page.
#[component]
fn Upload() -> impl IntoView {
    view! {
        <form method="post" action="/settings/avatar" enctype="multipart/form-data" class="mb-6 flex flex-col gap-2">
            <Field name="picture" label="Upload a picture" hint="PNG, JPEG or WebP, at most 5 MiB. It is cut to a square; place and camera data are removed." required=true>
                <Input kind="file" attr:accept="image/png,image/jpeg,image/webp"/>
            </Field>
            <div><Button submit=true icon="plus">"Use this picture"</Button></div>
        </form>
    }
}

#[component]
fn Generate() -> impl IntoView {
    let generate = ServerAction::<GenerateAvatar>::new();
    let error = form_error(generate, no_picture);
    Effect::new(move |_| {
        if let Some(Ok(order)) = generate.value().get() {
            browser::remember(SAVED, &order.note);
            browser::reload();
        }
    });
    view! {
        <ActionForm action=generate attr:class="flex flex-col gap-2">
            <FormError error id="portrait-error" labels=vec![("prompt", "Description")]/>
            <Field name="prompt" label="Or describe one" hint="Made by an image service if there is one, else drawn here." errors=error required=true>
                <Input placeholder="A lighthouse keeper with a red scarf" maxlength=500 autocomplete="off"/>
            </Field>
            <div><Button submit=true pending=generate.pending()>"Make a picture"</Button></div>
        </ActionForm>
    }
}

#[component]
fn Remove() -> impl IntoView {
    let remove = ServerAction::<RemoveAvatar>::new();
    let error = form_error(remove, no_picture);
    Effect::new(move |_| {
        if let Some(Ok(_)) = remove.value().get() {
            browser::remember(SAVED, "Your picture was removed.");
            browser::reload();
        }
    });
    view! {
        <ActionForm action=remove>
            <FormError error id="portrait-remove-error"/>
            <Button submit=true size=Size::Sm variant=Variant::Ghost pending=remove.pending()>"Remove picture"</Button>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_address_are_never_shown() {
        assert!(outcome("saved").is_some() && outcome("payload_too_large").is_some());
        assert_eq!(outcome("<b>Call this number</b>"), None);
        assert_eq!(outcome(""), None);
    }
}
