//! Pages about people: sign in, create an account, profile, sessions, passkeys. The forms of the first two
//! are plain, because everything on a page belongs to its visitor: signing in loads the next page
//! anew. All forms work without JavaScript.

mod door;
mod kept;
mod login;
mod passkey_door;
mod passkeys;
mod password;
mod problem;
mod profile;
mod register;
mod sessions;
pub mod settings;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

pub use login::LoginPage;
pub use passkeys::PasskeysPage;
pub use profile::ProfilePage;
pub use register::RegisterPage;
pub use sessions::SessionsPage;
pub use settings::SettingsTabs;
