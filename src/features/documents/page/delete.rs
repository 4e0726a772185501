//! Deletion as a page of its own, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::core::permission::Permission;
use crate::features::documents::rpc::{DeleteDocumentForm, get_document};
use crate::features::documents::types::{Document, DocumentState};
use crate::features::home::may;
use crate::ui::*;

use super::{id_param, missing, read_only};

/// `/documents/{id}/delete`
#[component]
pub fn DeleteDocumentPage() -> impl IntoView {
    let id = id_param();
    let document = Resource::new(move || id.get(), get_document);
    let delete = ServerAction::<DeleteDocumentForm>::new();
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText/> }>
            {move || Suspend::new(async move {
                match document.await {
                    Err(error) => missing("Delete document", error),
                    Ok(_) if !write => view! { <Title text="Delete document"/><PageHeader title="Delete document"/>{read_only()} }.into_any(),
                    Ok(document) => question(document, delete),
                }
            })}
        </Transition>
    }
}

fn question(document: Document, delete: ServerAction<DeleteDocumentForm>) -> AnyView {
    let error = action_error(delete);
    let pending = delete.pending();
    let back = format!("/documents/{}", document.id);
    let writing = (document.state == DocumentState::Generating).then_some(" It is being written right now; that stops.");
    view! {
        <Title text="Delete document"/>
        <PageHeader title="Delete document"/>
        <div class="max-w-form">
            <Card>
                <FormError error/>
                <p class="mb-4">
                    "Delete “"{document.title}"”? The simulations it was made from stay."{writing}" This can't be undone."
                </p>
                <ActionForm action=delete attr:class="flex flex-wrap gap-2">
                    <input type="hidden" name="id" value=document.id.to_string()/>
                    <Button submit=true variant=Variant::Danger icon="trash" pending=pending>"Delete document"</Button>
                    <LinkButton href=back>"Keep it"</LinkButton>
                </ActionForm>
            </Card>
        </div>
    }
    .into_any()
}
