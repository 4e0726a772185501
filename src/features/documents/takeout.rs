//! Documents in the archive of somebody's data: everything as JSON, the text as Markdown beside it.

use super::service;
use super::types::DocumentQuery;
use crate::core::Code;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// Two files a document.
pub const PART: Part = Part {
    name: "documents",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let query = DocumentQuery { limit: Some(10), cursor: after, sort: Some("created_at".to_owned()), ..DocumentQuery::default() };
            let page = service::list(&ctx, query).await?;
            let mut files = Vec::new();
            for head in &page.items {
                let document = match service::get(&ctx, &head.id).await {
                    Ok(document) => document,
                    // Deleted since the list was read.
                    Err(error) if error.code == Code::NotFound => continue,
                    Err(error) => return Err(error),
                };
                let text = format!("# {}\n\n{}\n", document.title, document.markdown.trim_end());
                files.push(File { path: format!("documents/{}.md", document.id), bytes: text.into_bytes() });
                files.push(File::json(format!("documents/{}.json", document.id), &document));
            }
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};
