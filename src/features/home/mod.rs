//! The frame of the product and its general pages: start page, dashboard, search, not found.
//!
//! Every other page is shown by [`AppLayout`], which lets signed-in visitors in and puts their
//! [`SessionView`](crate::features::auth::types::SessionView) into the context; pages read it
//! with [`use_session`] and [`may`].

pub mod address;
mod layout;
mod navigation;
mod page;
mod reads;
mod typed;

#[cfg(feature = "ssr")]
#[path = "request_server.rs"]
pub mod request;
#[cfg(not(feature = "ssr"))]
#[path = "request_client.rs"]
pub mod request;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

pub use layout::{AppLayout, may, use_session};
pub use page::{DesignPage, HomePage, LandingPage, NotFoundPage, PageError, SearchPage};
pub use reads::PageReads;
pub use typed::Typed;
