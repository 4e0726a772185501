//! What crosses the wire about the log of acts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who acted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// `user`, `guest`, `key`, `job`, `operator` (whoever runs the program) or `anonymous`.
    pub kind: String,
    /// Id of the person; absent for operator and anonymous.
    pub id: Option<String>,
    /// The person's name as it was then.
    pub name: String,
    /// The API key that was used, as `api_key:<id>`.
    pub via: Option<String>,
}

/// An act: who did what to what, from where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub id: String,
    pub at: DateTime<Utc>,
    pub actor: AuditActor,
    /// `area.verb`, for example `session.begin`.
    pub action: String,
    /// What it was done to, as `kind:id`.
    pub target: String,
    /// The workspace it belongs to, if any.
    pub workspace_id: Option<String>,
    /// Address of the caller; empty when unknown.
    pub address: String,
    /// Id of the request, as it stands in the log of the server.
    pub request_id: String,
    /// What was there before; secrets are masked.
    pub before: Option<Value>,
    /// What is there since; secrets are masked.
    pub after: Option<Value>,
}

/// Which page of a log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct ActivityQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

fn since<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    moment(text, 0)
}

fn through<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    moment(text, 1)
}

/// A time, or a day: its beginning, or that of a later one.
fn moment<'de, D: serde::Deserializer<'de>>(text: D, days: u64) -> Result<Option<DateTime<Utc>>, D::Error> {
    let Some(text) = Option::<String>::deserialize(text)?.filter(|text| !text.is_empty()) else { return Ok(None) };
    if let Ok(time) = DateTime::parse_from_rfc3339(&text) {
        return Ok(Some(time.to_utc()));
    }
    let day = chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().and_then(|day| day.checked_add_days(chrono::Days::new(days)));
    let day = day.ok_or_else(|| serde::de::Error::custom("Write a time as 2026-11-20T09:00:00Z, or a day as 2026-11-20."))?;
    Ok(Some(day.and_time(chrono::NaiveTime::MIN).and_utc()))
}

/// What to look for in the log of the installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct AuditQuery {
    /// Rows in the page, 1 to 100; 20 by default. Not for exports.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Id of the person who acted.
    pub actor: Option<String>,
    /// `area.verb`, or `area.` for everything of an area.
    pub action: Option<String>,
    /// `kind:id` of what it was done to.
    pub target: Option<String>,
    /// Acts at this time or later: `2026-11-20T09:00:00Z`, or a day, `2026-11-20`.
    #[serde(deserialize_with = "since")]
    pub from: Option<DateTime<Utc>>,
    /// Acts before this time; a day is included whole.
    #[serde(deserialize_with = "through")]
    pub until: Option<DateTime<Utc>>,
    /// `jsonl` or `csv`: everything that matches, as a file.
    pub format: Option<String>,
}

/// What an action is called, for people. Unknown ones keep their own name.
pub fn title(action: &str) -> &str {
    TITLES.iter().find(|(known, _)| *known == action).map_or(action, |(_, title)| title)
}

/// Actions in words, as their person reads them.
const TITLES: &[(&str, &str)] = &[
    ("account.create", "Account made"),
    ("account.update", "Profile changed"),
    ("account.delete", "Account deleted"),
    ("account.export", "Data exported"),
    ("account.upgrade", "Guest became an account"),
    ("guest.create", "Started as a guest"),
    ("session.begin", "Signed in"),
    ("session.refuse", "Sign-in refused: wrong password"),
    ("session.close", "Signed out"),
    ("session.revoke", "Session ended"),
    ("session.revoke_others", "All other sessions ended"),
    ("session.reuse", "Session ended: a refresh token was used twice"),
    ("session.revoke_all", "All sessions ended by an administrator"),
    ("password.change", "Password changed"),
    ("password.reset", "Password reset"),
    ("password.ask_code", "Code for a new password asked for"),
    ("email.ask_code", "Code for the e-mail address asked for"),
    ("email.verify", "E-mail address verified"),
    ("passkey.add", "Passkey added"),
    ("passkey.copy_suspected", "Sign-in refused: somebody may have a copy of a passkey"),
    ("passkey.refuse", "Sign-in refused: the answer of the passkey was not right"),
    ("passkey.rename", "Passkey renamed"),
    ("passkey.remove", "Passkey removed"),
    ("key.create", "API key made"),
    ("key.revoke", "API key revoked"),
    ("workspace.create", "Workspace made"),
    ("workspace.rename", "Workspace renamed"),
    ("workspace.delete", "Workspace deleted"),
    ("workspace.transfer", "Workspace handed over"),
    ("invitation.create", "Invitation sent"),
    ("invitation.accept", "Invitation accepted"),
    ("invitation.revoke", "Invitation withdrawn"),
    ("share.create", "Link to a conversation made"),
    ("share.revoke", "Link to a conversation revoked"),
    ("member.role", "Member's role changed"),
    ("member.remove", "Member removed"),
    ("member.leave", "Workspace left"),
    ("user.role", "Role in the installation changed"),
    ("user.disable", "Account deactivated"),
    ("user.enable", "Account activated"),
    ("setup.complete", "Became the first administrator"),
    ("audit.export", "Log exported"),
    ("audit.expire", "Old rows of the log removed"),
];

/// A state as short lines for people: `name: Ada`. Deeper structures stay JSON.
pub fn lines(state: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match state {
        Value::Object(fields) => {
            fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| format!("{name}: {}", text(value))).collect()
        }
        Value::Null => Vec::new(),
        other => vec![text(other)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_have_words_and_unknown_ones_their_name() {
        assert_eq!(title("session.begin"), "Signed in");
        assert_eq!(title("tea.brew"), "tea.brew");
    }

    #[test]
    fn a_state_is_told_line_by_line() {
        assert_eq!(lines(&json!({ "name": "Ada", "version": 2, "gone": null })), ["name: Ada", "version: 2"]);
        assert!(lines(&Value::Null).is_empty());
    }
}
