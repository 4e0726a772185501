//! Pages about people: sign in, create an account, profile, sessions, passkeys. The forms of the first two
//! are plain, because everything on a page belongs to its visitor: signing in loads the next page
//! anew. All forms work without JavaScript.

mod change;
mod door;
mod forgot;
mod kept;
mod login;
mod passkey_door;
mod passkeys;
mod password;
mod portrait;
pub mod problem;
mod profile;
mod register;
mod reset;
mod sessions;
pub mod settings;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
mod verify;

pub use change::PasswordPage;
pub use forgot::ForgotPage;
pub use login::LoginPage;
pub use passkeys::PasskeysPage;
pub use profile::ProfilePage;
pub use register::RegisterPage;
pub use reset::ResetPage;
pub use sessions::SessionsPage;
pub use settings::SettingsTabs;
pub use verify::{VerifyNotice, VerifyPage};
