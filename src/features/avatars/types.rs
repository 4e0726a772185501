//! What crosses the wire about pictures.

use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::validate::Check;
use crate::features::jobs::types::Job;

/// Longest description of a picture, in characters.
pub const MAX_PROMPT: usize = 500;
/// Largest uploaded picture: 5 MiB.
pub const MAX_BYTES: usize = 5 << 20;

/// Where a picture comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum AvatarKind {
    /// Drawn from the seed.
    #[default]
    Drawing,
    /// Uploaded, or made by the image service.
    Picture,
}

/// Somebody's picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Avatar {
    pub kind: AvatarKind,
    /// Path on this server: 256 × 256 WebP, or SVG when drawn. What is under it never changes.
    pub url: String,
    /// The same seed gives the same drawing.
    pub seed: String,
}

impl Avatar {
    /// The picture of that name; a drawing when the name is empty.
    pub fn of(name: &str, seed: &str) -> Self {
        let (kind, url) = match name {
            "" => (AvatarKind::Drawing, drawn_address(seed)),
            name => (AvatarKind::Picture, format!("/avatars/{name}")),
        };
        Self { kind, url, seed: seed.to_owned() }
    }

    /// Address of the picture; empty for a drawing, which pages draw themselves.
    pub fn picture(&self) -> String {
        if self.kind == AvatarKind::Picture { self.url.clone() } else { String::new() }
    }
}

/// Whether a drawing of that seed has an address: letters and digits of any script, spaces and what
/// stands in names.
pub fn is_seed(seed: &str) -> bool {
    (1..=64).contains(&seed.len()) && seed.chars().all(|c| c.is_alphanumeric() || "-_ .'’".contains(c)) && !seed.starts_with('.')
}

/// Address of the drawing; a seed that can't stand in one is replaced by its hash.
fn drawn_address(seed: &str) -> String {
    let seed = if is_seed(seed) { seed.to_owned() } else { format!("{:08x}", crate::core::format::stable_hash(seed)) };
    format!("/avatars/drawn/{}.svg", crate::features::home::address::encode(&seed))
}

/// What the image service shall make of an agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentAvatarPrompt {
    /// Words for the picture, up to 500 characters; written from the persona when absent.
    pub prompt: Option<String>,
}

/// What the image service shall make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AvatarPrompt {
    /// "A lighthouse keeper with a red scarf", 1 to 500 characters.
    pub prompt: String,
}

impl AvatarPrompt {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("prompt", self.prompt.trim(), MAX_PROMPT);
        check.that(
            !self.prompt.chars().any(|c| c.is_control() && c != '\n' && c != '\t'),
            "prompt",
            "Must not contain control characters.",
        );
        check.done()
    }
}

/// Answer to the wish for a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AvatarOrder {
    /// The picture at this moment; a new drawing when there is no image service.
    pub avatar: Avatar,
    /// The job that makes the picture; absent when there is no image service.
    pub job: Option<Job>,
    /// What happened, in a sentence.
    pub note: String,
}
