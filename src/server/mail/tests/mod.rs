//! The outbox, the words and the ways out.

mod delivering;
pub mod server;
mod words;

use chrono::{DateTime, Utc};

use super::template::{Code, Template};
use super::{Prepared, prepare, send};
use crate::tests::harness::TestApp;

/// A code that is good for a quarter of an hour.
fn code(now: DateTime<Utc>) -> Code {
    Code { text: "ABCD-EFGH".into(), expires: now + chrono::Duration::minutes(15), minutes: 15 }
}

fn reset(app: &TestApp, to: &str) -> Prepared {
    prepare(&app.state, to, Template::ResetPassword { name: "Ada".into(), code: code(app.clock.now()) })
}

/// Puts a mail with a code into the outbox; gives its id.
async fn queued(app: &TestApp, to: &str) -> String {
    let mail = reset(app, to);
    send(&app.state, &mail).await.unwrap();
    mail.id
}

/// A row of the outbox.
#[derive(Debug, serde::Deserialize)]
struct Row {
    state: String,
    attempts: u32,
    text: String,
    html: String,
    error: String,
    due_at: DateTime<Utc>,
}

async fn row(app: &TestApp, id: &str) -> Row {
    let sql = "SELECT state, attempts, text, html, error, due_at FROM ONLY type::record('mail', $id)";
    app.state.db.sql(sql).bind("id", id.to_owned()).one().await.unwrap()
}
