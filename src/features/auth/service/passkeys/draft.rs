//! From the browser's JSON to what is checked and stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{CreationChallengeResponse, Passkey, Uuid};

use super::super::super::store::PasskeyDraft;
use super::ceremony::broken;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::Entry;
use crate::server::ctx::Ctx;

/// Longest answer of a browser, in characters of JSON. An ordinary one has about one thousand.
const MAX_CREDENTIAL: usize = 32 * 1024;

/// What the library knows of a passkey and we show or compare.
#[derive(Deserialize)]
struct Inner {
    cred: Facts,
}

#[derive(Deserialize)]
struct Facts {
    counter: u32,
    backup_state: bool,
}

/// Reads a browser's answer.
pub(super) fn read<T: DeserializeOwned>(credential: Value) -> Result<T> {
    let wrong = || AppError::field("credential", "Must be what the browser's PublicKeyCredential.toJSON() gives.");
    if credential.to_string().len() > MAX_CREDENTIAL {
        return Err(AppError::field("credential", "This is too large for a passkey."));
    }
    serde_json::from_value(credential).map_err(|_| wrong())
}

/// Id of a passkey's row: the hash of its credential id.
pub(super) fn row_id(credential: &[u8]) -> String {
    BASE64.encode(Sha256::digest(credential))
}

/// What is stored of a new passkey. `audit` makes the row for the log from its target.
pub(super) fn draft(ctx: &Ctx, passkey: &Passkey, name: String, audit: impl FnOnce(String) -> Entry) -> Result<PasskeyDraft> {
    let data = serde_json::to_string(passkey).map_err(broken)?;
    let facts = serde_json::from_str::<Inner>(&data).map_err(broken)?.cred;
    let id = row_id(passkey.cred_id());
    Ok(PasskeyDraft {
        credential: BASE64.encode(passkey.cred_id()),
        audit: audit(format!("passkey:{id}")),
        sort: ctx.state.new_id(),
        counter: facts.counter,
        backed_up: facts.backup_state,
        id,
        name,
        data,
    })
}

/// The options for the browser. The library discourages passkeys that carry their person's id; we ask
/// for one where the device has room, so that people can sign in without a name.
pub(super) fn creation_options(challenge: &CreationChallengeResponse) -> Result<Value> {
    let mut options = serde_json::to_value(&challenge.public_key).map_err(broken)?;
    if let Some(selection) = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
        selection.insert("residentKey".to_owned(), "preferred".into());
    }
    Ok(options)
}

/// The id of a person as authenticators keep it.
pub(super) fn handle(user: &str) -> Result<Uuid> {
    Uuid::parse_str(user).map_err(|_| AppError::of(Code::Internal))
}

/// Why an answer was not accepted stands in the log, not in ours.
pub(super) fn refused(ctx: &Ctx, reason: &dyn std::fmt::Display) {
    tracing::info!(%reason, request_id = %ctx.request_id, "an answer of a passkey was refused");
}
