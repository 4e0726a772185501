//! Passkeys: accounts without a password, log-in with and without a name, and the passkeys of an
//! account. Each is a ceremony in two steps: we say what to sign, the browser answers.
//!
//! What an answer must fulfil (type, challenge, origin, relying party, presence and verification of
//! the person, signature) the library checks; that a challenge is used once, belongs to whom and
//! what it was given for, whose credential it is and that its counter goes on, we check here.

mod ceremony;
mod decoy;
mod draft;
mod login;
mod manage;
mod party;
mod register;

pub use ceremony::clean_up as clean_up_ceremonies;
pub use login::{begin as begin_passkey_login, complete as complete_passkey_login};
pub use manage::{
    begin as begin_passkey, complete as complete_passkey, list as list_passkeys, remove as remove_passkey, rename as rename_passkey,
};
pub use party::support as passkey_support;
pub(super) use register::exists;
pub use register::{begin as begin_passkey_registration, complete as complete_passkey_registration};
