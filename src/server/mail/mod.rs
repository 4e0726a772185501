//! Mail that the product sends. A mail is a row of the outbox, written in the transaction of the
//! act that it tells of, and delivered afterwards by a loop that survives crashes.
//!
//! Recipe: `let mail = mail::prepare(&ctx.state, "ada@example.org", Template::…)`; bind it with
//! `bind_json("mail", &mail)` and call `fn::queue_mail($mail, $now)` in the store's own block; when
//! the block is through, `ctx.state.mail.nudge()`. Addresses in mails come from the public URL of
//! the settings, and a link in a mail only opens a page.

pub mod delivery;
pub mod letter;
pub mod settings;
pub mod store;
pub mod template;
#[cfg(test)]
pub mod tests;
pub mod transport;

use serde::Serialize;
use tokio::sync::Notify;

pub use settings::{MailConfig, Route};
pub use template::Template;
pub use transport::Transport;

use crate::core::{AppError, Result};
use crate::server::state::AppState;

/// Refuses an address that no mail of ours could ever be written to.
pub fn require_writable(address: &str) -> Result<()> {
    let read = address.trim().parse::<lettre::message::Mailbox>();
    if read.is_ok_and(|mailbox| mailbox.name.is_none()) {
        return Ok(());
    }
    Err(AppError::field("email", "This is not a valid e-mail address."))
}

/// What the process sends mail with.
pub struct Mailer {
    pub(super) transport: Transport,
    /// The sender, as `Name <address>`.
    pub(super) from: lettre::message::Mailbox,
    pub(super) wake: Notify,
}

impl Mailer {
    /// Makes the transport ready; nothing is sent or connected to. Gives a sentence that says what
    /// is wrong with the settings.
    pub fn open(config: &MailConfig, data_dir: &std::path::Path) -> Result<Self, String> {
        Ok(Self { transport: Transport::open(&config.route, data_dir)?, from: config.from.clone(), wake: Notify::new() })
    }

    /// Tells the delivery loop that there is something to send.
    pub fn nudge(&self) {
        self.wake.notify_one();
    }

    /// Whether mail goes anywhere at all.
    pub fn is_enabled(&self) -> bool {
        !matches!(self.transport, Transport::Disabled)
    }

    /// The way out, for the health report.
    pub fn describe(&self) -> &'static str {
        match self.transport {
            Transport::Smtp(_) => "goes to the mail server",
            Transport::File(_) => "is written to files in the data folder",
            Transport::Memory(_) => "is kept in memory",
            Transport::Disabled => "is switched off",
        }
    }

    /// What is wrong with the outbox; given-up mails count for as long as `lately`.
    pub async fn trouble(&self, state: &AppState, lately: chrono::Duration) -> Result<store::Trouble> {
        Ok(store::trouble(&state.db, state.clock.now() - lately).await?)
    }

    /// What the in-memory transport has delivered, oldest first. Empty for the other transports.
    pub fn delivered(&self) -> Vec<transport::Delivered> {
        self.transport.delivered()
    }
}

/// A mail as `fn::queue_mail` wants it.
#[derive(Clone, Serialize)]
pub struct Prepared {
    id: String,
    kind: &'static str,
    recipient: String,
    subject: String,
    text: String,
    html: String,
    /// RFC 3339.
    expires_at: String,
}

/// Doesn't show what the mail says: it may hold a code.
impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Writes a mail, ready to be stored. An address that nobody can have is noticed at delivery.
pub fn prepare(state: &AppState, to: &str, template: Template) -> Prepared {
    let now = state.clock.now();
    let expires_at = template.expires(now);
    let written = template.write(&state.config.public_url);
    Prepared {
        id: state.new_id(),
        kind: template.name(),
        recipient: to.trim().to_owned(),
        subject: written.subject(),
        text: written.text(),
        html: written.html(),
        expires_at: expires_at.to_rfc3339(),
    }
}

/// Stores a mail of an act that changes nothing in the database, and wakes the loop.
pub async fn send(state: &AppState, mail: &Prepared) -> Result<()> {
    store::insert(&state.db, mail, state.clock.now()).await?;
    state.mail.nudge();
    Ok(())
}
