//! The delivery loop: claim, hand over, note. It has no more than one hand on a mail at a time.
//!
//! Between the server's "taken" and our note of it lies an instant in which the process can die;
//! nobody who speaks SMTP can close it. A mail whose sender died is sent again after its lease,
//! byte for byte the same and with the same Message-ID, so that mailboxes can tell it's one.

use std::time::Duration;

use chrono::DateTime;
use chrono::Utc;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::store::{self, Claimed, Ending};
use super::transport::{Delivered, Failure, Transport};
use crate::server::db::DbError;
use crate::server::state::AppState;

/// How often an idle loop looks by itself.
const POLL: Duration = Duration::from_secs(5);
/// Loops of a process, so that one slow recipient doesn't hold up a code for another.
const LOOPS: usize = 4;
/// Shortest and longest pause after a failure, seconds.
const PAUSE_S: (i64, i64) = (5, 1800);
/// How long a mail that can't be delivered is tried.
const PATIENCE: chrono::Duration = chrono::Duration::days(3);
/// How long ended mails are remembered, without their content: long enough to ask what became of one,
/// no longer, because the addresses are people's.
const MEMORY: chrono::Duration = chrono::Duration::days(7);

/// Starts the loops of this process.
pub fn start(state: &AppState) {
    for _ in 0..LOOPS {
        let state = state.clone();
        state.clone().spawn(async move { work(state).await });
    }
}

async fn work(state: AppState) {
    while !state.shutdown.is_cancelled() {
        match store::claim(&state.db, &state.node, state.clock.now()).await {
            Ok(Some(mail)) => {
                state.mail.nudge(); // there may be more for the others
                deliver(&state, mail).await;
            }
            Ok(None) => idle(&state).await,
            Err(error) => {
                tracing::error!(%error, "looking for mail to send failed");
                idle(&state).await;
            }
        }
    }
}

async fn idle(state: &AppState) {
    tokio::select! {
        () = state.shutdown.cancelled() => {}
        () = state.mail.wake.notified() => {}
        () = tokio::time::sleep(POLL) => {}
    }
}

/// Sends every mail that is due, one after the other; for tests.
pub async fn deliver_due(state: &AppState) {
    while let Ok(Some(mail)) = store::claim(&state.db, &state.node, state.clock.now()).await {
        deliver(state, mail).await;
    }
}

async fn deliver(state: &AppState, mail: Claimed) {
    let (ending, error) = attempt(state, &mail).await;
    let label = ending.map_or("again", Ending::as_str);
    metrics::counter!("colloquy_mails_total", "kind" => mail.kind.clone(), "outcome" => label).increment(1);
    if !error.is_empty() {
        tracing::warn!(mail = %mail.id, kind = %mail.kind, attempt = mail.attempts, outcome = label, %error, "a mail was not delivered");
    }
    if let Err(error) = settle(state, &mail, ending, &error).await {
        tracing::error!(%error, mail = %mail.id, "the outcome of a mail could not be stored; it may be sent again");
    }
}

/// Tries once. `None` for "again later".
async fn attempt(state: &AppState, mail: &Claimed) -> (Option<Ending>, String) {
    let now = state.clock.now();
    if matches!(state.mail.transport, Transport::Disabled) {
        return (Some(Ending::Dropped), String::new());
    }
    if mail.expires_at <= now {
        return (Some(Ending::Expired), "it was not delivered before its content went out of date".to_owned());
    }
    let message = match compose(state, mail) {
        Ok(message) => message,
        Err(error) => return (Some(Ending::Refused), error),
    };
    let raw = message.formatted();
    let outcome = state.mail.transport.send(&mail.id, message, || delivered(mail, &raw)).await;
    match outcome {
        Ok(()) => (Some(Ending::Sent), String::new()),
        Err(Failure::Never(error)) => (Some(Ending::Refused), error),
        Err(Failure::Later(error)) if now - mail.created_at >= PATIENCE => (Some(Ending::Failed), error),
        Err(Failure::Later(error)) => (None, error),
    }
}

async fn settle(state: &AppState, mail: &Claimed, ending: Option<Ending>, error: &str) -> Result<(), DbError> {
    let (now, error) = (state.clock.now(), error.chars().take(500).collect::<String>());
    match ending {
        Some(how) => store::finish(&state.db, mail, &state.node, how, &error, now).await,
        None => store::put_back(&state.db, mail, &state.node, next_try(mail, now), &error).await,
    }
}

/// After a pause that doubles, and at the latest when the content goes out of date, so that a code
/// doesn't lie around.
fn next_try(mail: &Claimed, now: DateTime<Utc>) -> DateTime<Utc> {
    let (shortest, longest) = PAUSE_S;
    let pause = (shortest << mail.attempts.saturating_sub(1).min(10)).min(longest);
    (now + chrono::Duration::seconds(pause)).min(mail.expires_at)
}

/// The message as it goes out; the same bytes for every try of a mail. The library refuses addresses
/// and encodes headers, so that nothing in them can begin another one.
fn compose(state: &AppState, mail: &Claimed) -> Result<Message, String> {
    let to = mail.recipient.parse().map_err(|_| "the address can't be used".to_owned())?;
    let from = &state.mail.from;
    let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let parts = MultiPart::alternative()
        .boundary(format!("colloquy-{}", mail.id))
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.html));
    Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(mail.created_at.into())
        .from(from.clone())
        .to(to)
        .subject(mail.subject.clone())
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(parts)
        .map_err(|error| error.to_string())
}

fn delivered(mail: &Claimed, raw: &[u8]) -> Delivered {
    Delivered {
        id: mail.id.clone(),
        to: mail.recipient.clone(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: mail.html.clone(),
        raw: String::from_utf8_lossy(raw).into_owned(),
    }
}

/// Forgets mails that ended long ago; part of the housekeeping.
pub async fn clean_up(state: &AppState) {
    if let Err(error) = store::purge(&state.db, state.clock.now() - MEMORY).await {
        tracing::warn!(%error, "clearing old mail failed");
    }
}
