//! The editor: title, category, Markdown. A newer version by somebody else is never overwritten
//! without a word.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::core::permission::Permission;
use crate::core::{AppError, Code};
use crate::features::documents::rpc::{SaveDocument, document_categories, get_document};
use crate::features::documents::types::{CategoryCount, Document, DocumentState, MAX_MARKDOWN};
use crate::features::home::may;
use crate::ui::*;

use super::{id_param, missing, read_only};

/// `/documents/{id}/edit`
#[component]
pub fn EditDocumentPage() -> impl IntoView {
    let id = id_param();
    let document = Resource::new(move || id.get(), get_document);
    let categories = Resource::new(|| (), |()| document_categories());
    let save = ServerAction::<SaveDocument>::new();
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                let (document, categories) = futures::join!(document.into_future(), categories.into_future());
                match document {
                    Err(error) => missing("Edit document", error),
                    // Proposals for a field; the editor does without.
                    Ok(document) => editor(document, categories.unwrap_or_default(), write, save),
                }
            })}
        </Transition>
    }
}

fn editor(document: Document, categories: Vec<CategoryCount>, write: bool, save: ServerAction<SaveDocument>) -> AnyView {
    let title = format!("Edit {}", document.title);
    let back = format!("/documents/{}", document.id);
    let body = if !write {
        read_only()
    } else if document.state == DocumentState::Generating {
        view! {
            <EmptyState icon="clock" title="This document is being written" body="Wait until it is ready, then you can edit it.">
                <LinkButton href=back>"See its progress"</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <EditForm document categories save/> }.into_any()
    };
    view! { <Title text=title/><PageHeader title="Edit document"/>{body} }.into_any()
}

#[component]
fn EditForm(document: Document, categories: Vec<CategoryCount>, save: ServerAction<SaveDocument>) -> impl IntoView {
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    let conflict = Memo::new(move |_| error.with(|e| e.as_ref().is_some_and(|e| e.code == Code::PreconditionFailed)));
    let other: Signal<Option<AppError>> = Signal::derive(move || error.get().filter(|_| !conflict.get()));
    let pending: Signal<bool> = save.pending().into();
    let back = format!("/documents/{}", document.id);
    let options = categories.into_iter().map(|c| view! { <option value=c.category></option> }).collect_view();
    let evidence = (!document.citations.is_empty()).then(|| view! {
        <p class="text-meta text-muted">"The evidence and the results of the checks stay; the document says that a person changed the text."</p>
    });
    view! {
        <ActionForm action=save attr:class="max-w-page space-y-5">
            <FormError error=other/>
            <Conflict conflict save href=back.clone()/>
            <input type="hidden" name="form[id]" value=document.id.to_string()/>
            <input type="hidden" name="form[version]" value=document.version.to_string()/>
            <div class="grid gap-4 md:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
                <Field name="form[title]" key="title" label="Title" errors=error required=true><Input maxlength=160 value=document.title/></Field>
                <Field name="form[category]" key="category" label="Category" errors=error>
                    <Input maxlength=60 value=document.category autocomplete="off" attr:list="categories"/>
                </Field>
            </div>
            <datalist id="categories">{options}</datalist>
            <Field name="form[markdown]" key="markdown" label="Text" hint="Markdown: # headings, **bold**, lists, tables, links. HTML is shown as text." errors=error>
                <Textarea rows=24 maxlength=u32::try_from(MAX_MARKDOWN).unwrap_or(u32::MAX) value=document.markdown autosize=false class="font-mono"/>
            </Field>
            {evidence}
            <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-border bg-bg px-1 py-3">
                <Button submit=true variant=Variant::Primary icon="check" pending=pending>"Save"</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </div>
        </ActionForm>
    }
}

/// Somebody else was faster. In the browser the text is still in the form; after a form without
/// script the page shows the newer version, and the own text is one step back.
#[component]
fn Conflict(conflict: Memo<bool>, save: ServerAction<SaveDocument>, href: String) -> impl IntoView {
    let pending: Signal<bool> = save.pending().into();
    // Asked when the banner appears, which is after the answer.
    let kept = move || save.version().get_untracked() > 0;
    let href = StoredValue::new(href);
    let body = move || {
        if kept() {
            view! {
                <p class="mb-3">"Your text is still here, but it is not saved. Look at the newer version, then put both together, or save yours over it."</p>
                <div class="flex flex-wrap gap-2">
                    <LinkButton href=href.get_value() icon="external" size=Size::Sm attr:target="_blank" attr:rel="external noopener">"See the newer version"</LinkButton>
                    <Button submit=true size=Size::Sm variant=Variant::Danger name="form[overwrite]" value="true" pending=pending>"Save mine over it"</Button>
                </div>
            }
            .into_any()
        } else {
            view! { <p>"Your text was not saved; below is the newer version. Go back in your browser to get your text, copy it, then reload this page and put both together."</p> }.into_any()
        }
    };
    move || {
        conflict.get().then(|| {
            view! {
                <Banner tone=Tone::Danger title="Somebody saved a newer version while you were writing">{body()}</Banner>
            }
        })
    }
}
