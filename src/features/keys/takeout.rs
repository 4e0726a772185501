//! API keys in the archive of somebody's data: what they are for and may do, never the keys themselves.

use super::service;
use super::types::KeyQuery;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// More than one person may have.
const PAGE: u32 = 100;

/// Every key with its scopes.
pub const PART: Part = Part {
    name: "API keys",
    scope: Scope::Person,
    page: |ctx, _| {
        Box::pin(async move {
            let keys = service::list(&ctx, KeyQuery { limit: Some(PAGE), cursor: None }).await?.items;
            Ok(Chunk { files: vec![File::json("api-keys.json", &keys)], next: None })
        })
    },
};
