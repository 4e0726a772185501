//! Types that both builds share and that know nothing of any feature: errors, ids, pages of
//! lists, validation, formats. Nothing here may name a type of the database, the HTTP server
//! or the browser.

pub mod error;
pub mod format;
pub mod ids;
pub mod local;
pub mod locale;
pub mod paging;
pub mod permission;
pub mod validate;

pub use error::{AppError, Code, Result};
pub use paging::{ListQuery, Page};
