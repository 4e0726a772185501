//! Profile, sessions and passkeys in the archive of somebody's data.

use super::service;
use crate::features::account::archive::{Chunk, File, Part, Scope};
use crate::features::avatars;

/// Who one is, and where one is signed in.
pub const PART: Part = Part {
    name: "profile",
    scope: Scope::Person,
    page: |ctx, _| {
        Box::pin(async move {
            let user = service::me(&ctx).await?;
            let mut files = vec![
                File::json("profile.json", &user),
                File::json("sessions.json", &service::list_sessions(&ctx).await?),
                File::json("passkeys.json", &service::list_passkeys(&ctx).await?),
            ];
            if let Some(name) = user.avatar.picture().strip_prefix("/avatars/") {
                files.push(File { path: "avatar.webp".to_owned(), bytes: avatars::service::read(&ctx.state, name).await? });
            }
            Ok(Chunk { files, next: None })
        })
    },
};
