//! Pages of the feature: the list, the order form, a document with its evidence, the editor, deletion.

mod delete;
mod edit;
mod list;
mod new;
mod rail;
mod show;
mod writing;

pub use delete::DeleteDocumentPage;
pub use edit::EditDocumentPage;
pub use list::DocumentsPage;
pub use new::NewDocumentPage;
pub use show::DocumentPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::types::DocumentKind;
use crate::core::AppError;
use crate::core::ids::DocumentId;
use crate::features::home::PageError;
use crate::ui::*;

/// The id in the address.
fn id_param() -> Memo<DocumentId> {
    let params = use_params_map();
    Memo::new(move |_| DocumentId::new(params.with(|p| p.get("id").unwrap_or_default())))
}

/// A page whose document can't be shown.
fn missing(title: &'static str, error: AppError) -> AnyView {
    view! { <PageError error title back="/documents" back_label="All documents"/> }.into_any()
}

/// What somebody without the right to write sees instead of a form.
fn read_only() -> AnyView {
    view! {
        <EmptyState icon="shield" title="You can read here, not write" body="Ask an owner of the workspace for the role of an editor.">
            <LinkButton href="/documents">"All documents"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

const fn kind_icon(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Summary => "sparkles",
        DocumentKind::Minutes => "clock",
        DocumentKind::Protocol => "layers",
        DocumentKind::Report => "chart",
        DocumentKind::Note => "edit",
    }
}
