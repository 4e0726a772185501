//! One's own acts in the archive of one's data.

use super::service;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// Files of some hundred acts each, oldest first.
pub const PART: Part = Part {
    name: "activity",
    scope: Scope::Person,
    page: |ctx, after| {
        Box::pin(async move {
            let (rows, next) = service::own_acts(&ctx, after.as_deref().unwrap_or("")).await?;
            let first = rows.first().map(|row| File::json(format!("activity/{}.json", row.id), &rows));
            Ok(Chunk { files: first.into_iter().collect(), next })
        })
    },
};
