//! Pictures of people and agents: uploaded, made by an image service, or drawn.
//!
//! Without a picture, everybody has a drawing made from a seed (`ui::Avatar`; as a file under
//! `/avatars/drawn/<seed>.svg`). A picture is decoded, cut to a square and written anew (`picture`), so
//! that nothing of the original file reaches a browser, and kept under a name that is its hash. The
//! table `avatar` says whose it is. A picture that nobody uses any more goes an hour later, when no
//! open page shows it.
//!
//! For agents: `service::store` with [`Owner::Agent`](service::Owner), then `fn::use_avatar($old, $new)`
//! in the block that writes the name to the agent; `generate::order` with the same owner.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod body;
#[cfg(feature = "ssr")]
pub mod fal;
#[cfg(feature = "ssr")]
pub mod generate;
#[cfg(feature = "ssr")]
mod picture;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod types;

#[cfg(feature = "ssr")]
pub use body::{LONGEST_UPLOAD, takes_pictures};
#[cfg(feature = "ssr")]
pub use picture::too_large;
#[cfg(feature = "ssr")]
pub use store::PURGE;
