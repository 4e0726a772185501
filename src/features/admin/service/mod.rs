//! What administrators and the operator can do, and the way to the first administrator.

mod operator;
mod setup;
mod users;

pub use operator::{Listed, list_users, promote, reset_password, revoke};
pub use setup::{begin, claim, claim_as_new, view};
pub use users::{list, show, update};
