//! What the mails say. Texts here, looks in `letter.rs`.
//!
//! Names are other people's words: they are cut, cleaned of control characters, and nothing in them
//! becomes a link, so that nobody can send advertisements through an invitation.

use chrono::{DateTime, Duration, Utc};

use super::letter::Letter;
use crate::core::permission::Role;

/// Longest name that is shown.
const MAX_NAME: usize = 80;
/// How long a notice is worth delivering; longer than the loop tries.
const NOTICE_LIFE: Duration = Duration::days(7);

/// A mail. Names are shown as they are, cut and cleaned; paths are joined to the public address.
#[derive(Clone, Debug)]
pub enum Template {
    /// The code that proves an address.
    VerifyEmail { name: String, code: Code },
    /// The code with which a new password can be chosen.
    ResetPassword { name: String, code: Code },
    /// The code with which somebody who lost their passkeys gets in.
    Recovery { name: String, code: Code },
    /// Somebody may join a workspace.
    Invitation {
        workspace: String,
        inviter: String,
        role: Role,
        /// Path on this site of the page that shows the invitation.
        link: String,
        expires: DateTime<Utc>,
    },
    /// Something happened to the reader's account.
    Notice {
        name: String,
        /// What happened, as a subject: "Your password was changed".
        subject: &'static str,
        /// One sentence more.
        text: String,
        /// Time, device, address, …
        facts: Vec<(&'static str, String)>,
        /// Label and path on this site of what the reader may do.
        action: Option<(&'static str, &'static str)>,
    },
}

/// A one-time code on its way into a mail. It never prints.
#[derive(Clone)]
pub struct Code {
    /// As the reader types it.
    pub text: String,
    pub expires: DateTime<Utc>,
    /// For people: how long it is good.
    pub minutes: i64,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(***)")
    }
}

impl Template {
    /// Name in the outbox and in metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::Recovery { .. } => "recovery",
            Self::Invitation { .. } => "invitation",
            Self::Notice { .. } => "notice",
        }
    }

    /// When the mail is no longer worth delivering.
    pub fn expires(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::VerifyEmail { code, .. } | Self::ResetPassword { code, .. } | Self::Recovery { code, .. } => code.expires,
            Self::Invitation { expires, .. } => *expires,
            Self::Notice { .. } => now + NOTICE_LIFE,
        }
    }

    /// The mail's words. `site` is the public address without a slash at its end.
    pub fn write(&self, site: &str) -> Letter {
        match self {
            Self::VerifyEmail { name, code } => with_code(site, name, code, &VERIFY),
            Self::ResetPassword { name, code } => with_code(site, name, code, &RESET),
            Self::Recovery { name, code } => with_code(site, name, code, &RECOVERY),
            Self::Invitation { workspace, inviter, role, link, expires } => invitation(site, [workspace, inviter], *role, (link, *expires)),
            Self::Notice { name, subject, text, facts, action } => {
                let letter = Letter::new(site, subject).greeting(&greeting(name)).paragraph(&plain(text, 500));
                let letter = facts.iter().fold(letter, |letter, (what, value)| letter.fact(what, &plain(value, 200)));
                action.iter().fold(letter, |letter, (label, path)| letter.button(label, path)).why(WHY_ACCOUNT)
            }
        }
    }
}

const WHY_ACCOUNT: &str = "You get this mail because it concerns the security of your account.";

/// The words around a code.
struct Words {
    subject: &'static str,
    before: &'static str,
    label: &'static str,
    path: &'static str,
    why: &'static str,
}

const VERIFY: Words = Words {
    subject: "Confirm your e-mail address",
    before: "Type this code on the page where you confirm your e-mail address:",
    label: "Open the page",
    path: "/verify",
    why: "You get this mail because somebody made an account with this address. If it wasn't you, ignore it: without the code the address stays unconfirmed.",
};

const RESET: Words = Words {
    subject: "Your code for a new password",
    before: "Type this code on the page where you choose a new password:",
    label: "Choose a new password",
    path: "/reset",
    why: "You get this mail because somebody asked for a new password. If it wasn't you, ignore it: your password stays as it is. Nobody from us will ever ask you for this code.",
};

const RECOVERY: Words = Words {
    subject: "Your code to get back into your account",
    before: "Type this code on the page where you recover your account:",
    label: "Recover your account",
    path: "/reset",
    why: "You get this mail because somebody asked to recover your account. If it wasn't you, ignore it: nothing changes. Nobody from us will ever ask you for this code.",
};

fn with_code(site: &str, name: &str, code: &Code, words: &Words) -> Letter {
    Letter::new(site, words.subject)
        .greeting(&greeting(name))
        .paragraph(words.before)
        .code(&code.text)
        .paragraph(&format!("It is good for {} minutes and for one use.", code.minutes))
        .button(words.label, words.path)
        .why(words.why)
}

fn invitation(site: &str, [workspace, inviter]: [&String; 2], role: Role, (link, expires): (&String, DateTime<Utc>)) -> Letter {
    let (workspace, inviter) = (plain(workspace, MAX_NAME), plain(inviter, MAX_NAME));
    Letter::new(site, &format!("{inviter} invites you to {workspace}"))
        .greeting("Hello,")
        .paragraph(&format!("{inviter} invites you to work together in the workspace \u{201c}{workspace}\u{201d}."))
        .fact("Your role", role.as_str())
        .fact("Good until", &expires.format("%-d %B %Y, %H:%M UTC").to_string())
        .button("See the invitation", link)
        .why("You get this mail because somebody typed your address. If you don't know them, ignore it: nothing happens unless you accept.")
}

fn greeting(name: &str) -> String {
    let name = plain(name, MAX_NAME);
    if name.is_empty() { "Hello,".to_owned() } else { format!("Hello {name},") }
}

/// Other people's words for a mail: one line, no control or direction characters, no links. Mail
/// programs make links of anything that looks like an address; an invisible space stops them.
pub fn plain(text: &str, max: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    let line = line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let cut: String = if line.chars().count() > max { line.chars().take(max - 1).chain(['…']).collect() } else { line };
    let mut shown = String::with_capacity(cut.len());
    let mut chars = cut.chars().peekable();
    while let Some(c) = chars.next() {
        shown.push(c);
        let glued = chars.peek().is_some_and(|next| !next.is_whitespace());
        if glued && matches!(c, '.' | ':' | '/' | '@') && !is_time(&shown, chars.peek()) {
            shown.push('\u{200b}');
        }
    }
    shown
}

/// Between two digits nothing becomes a link: 12:30, 1.5, 2001:db8.
fn is_time(before: &str, next: Option<&char>) -> bool {
    let digit_before = before.chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit());
    digit_before && next.is_some_and(char::is_ascii_digit)
}

/// Control characters, and those that turn the direction of text or can't be seen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{00ad}' | '\u{061c}')
}
