//! What pages ask the server about agents. Calls from code go as JSON; the `…_form` functions
//! are also the action of plain forms and answer with a redirect.

mod avatar;
mod bulk;
mod editor;
mod filters;
mod library;
mod own;
mod shelf;
mod transfer;

pub use avatar::*;
pub use bulk::*;
pub use editor::*;
pub use filters::*;
pub use library::*;
pub use own::*;
pub use shelf::*;
pub use transfer::*;
