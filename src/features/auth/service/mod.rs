//! What people can do about their account: register, log in, start as a guest, refresh, log out,
//! see and change themselves and their sessions. Answers are alike for known and unknown accounts,
//! and so is the work done for them.

mod accounts;
mod cache;
mod identify;
mod issue;
mod life;
mod passkeys;
mod password;
mod sessions;
mod verify;

pub use accounts::{found_account, guest, login, me, register, register_invited, update_me};
pub use cache::SessionCache;
pub use identify::{Credential, Identified, identify, session_identity, session_view};
pub use issue::{Client, Issued, SignIn, logout, refresh};
pub use life::{Deletion, delete, forget_guests, guest_limit, how_to_confirm, is_guest, upgrade, use_avatar};
pub use passkeys::{
    begin_passkey, begin_passkey_login, begin_passkey_registration, complete_passkey, complete_passkey_login,
    complete_passkey_registration, list_passkeys, passkey_support, remove_passkey, rename_passkey,
};
pub use password::{change_password, forgot_password, reset_password};
pub use sessions::{clean_up, list_sessions, revoke_other_sessions, revoke_session};
pub use verify::{resend_verification, verify_email};
