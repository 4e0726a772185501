//! What pages ask the server about agents. Calls from code go as JSON; the `…_form` functions
//! are also the action of plain forms and answer with a redirect.

mod library;
mod own;

pub use library::*;
pub use own::*;
