//! Log-in with a passkey. The answers are alike for known and unknown accounts, and so is the work.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

use super::super::super::store::{self, PasskeyKey, PasskeyOutcome, PasskeyUse};
use super::super::accounts::{signed_in, signed_in_entry};
use super::super::issue::{Client, Draft, SignIn, draft as new_session, lifetime};
use super::ceremony::{self, Purpose, Question, Taken, broken};
use super::draft::{handle, read, refused, row_id};
use super::{decoy, party::party};
use crate::core::ids::UserId;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::{Entry, entry};
use crate::features::audit::service::note_beside;
use crate::features::auth::types::passkeys::{PasskeyAnswer, PasskeyCeremony, PasskeyLogin};
use crate::server::ctx::Ctx;

/// What is kept of a log-in that has begun.
#[derive(Serialize, Deserialize)]
struct Pending {
    /// As typed, lower case; for the limits.
    account: Option<String>,
    keys: DiscoverableAuthentication,
}

/// Begins a log-in: with a name to the passkeys of that account, without to whichever the browser has.
pub async fn begin(ctx: &Ctx, input: PasskeyLogin) -> Result<PasskeyCeremony> {
    let party = party(&ctx.state)?;
    input.check()?;
    ctx.state.limits.begin_ceremony(ctx.client_ip)?;
    let (challenge, keys) = party.start_discoverable_authentication().map_err(|error| {
        tracing::error!(%error, "a log-in with a passkey could not begin");
        AppError::of(Code::Internal)
    })?;
    let mut options = serde_json::to_value(&challenge.public_key).map_err(broken)?;
    let account = input.account();
    let (mut purpose, mut user) = (Purpose::Discover, String::new());
    if let Some(account) = &account {
        purpose = Purpose::Login;
        let known = store::find_keys(&ctx.state.db, account).await?;
        let shown = decoy::credential_of(&ctx.state.secrets, account);
        let credentials = match known {
            Some(keys) => {
                user = keys.user;
                keys.credentials
            }
            None => vec![shown],
        };
        let allowed = credentials.into_iter().map(|id| json!({ "type": "public-key", "id": id })).collect::<Vec<Value>>();
        options.as_object_mut().map(|options| options.insert("allowCredentials".to_owned(), allowed.into()));
    }
    let question = Question { purpose, user: &user, session: "", options };
    ceremony::begin(ctx, question, &Pending { account, keys }).await
}

/// Signs in whoever holds the passkey.
pub async fn complete(ctx: &Ctx, input: PasskeyAnswer, client: &Client) -> Result<SignIn> {
    let party = party(&ctx.state)?;
    let answer: PublicKeyCredential = read(input.credential)?;
    let asked = [Purpose::Login, Purpose::Discover];
    let Some(taken) = ceremony::take::<Pending>(ctx, &input.ceremony_id, &asked, "").await? else { return Err(wrong()) };
    let attempt = ctx.state.limits.begin_passkey_login(ctx.client_ip, taken.state.account.as_deref())?;
    let id = row_id(answer.get_credential_id());
    let found = store::find_passkey(&ctx.state.db, &id).await?.filter(|key| belongs(key, &taken, &answer));
    let mut passkey = match &found {
        Some(key) => serde_json::from_str::<Passkey>(&key.data).map_err(broken)?,
        None => decoy::passkey(answer.get_credential_id(), &answer.response.authenticator_data)?,
    };
    let checked = party.finish_discoverable_authentication_v2(&answer, taken.state.keys, &passkey);
    let Some(key) = found else {
        refused(ctx, &"no such passkey, or it belongs to somebody else");
        return Err(wrong());
    };
    let result = match checked {
        Ok(result) => result,
        Err(reason) => {
            refused(ctx, &reason);
            // Both beside the answer, so that nobody can tell from its time that the passkey is known.
            let copied = reason == WebauthnError::CredentialPossibleCompromise;
            note_beside(&ctx.state, if copied { alarm(ctx, &key, &id) } else { entry(ctx, "passkey.refuse", format!("passkey:{id}")) });
            return Err(wrong());
        }
    };
    passkey.update_credential(&result);
    let session = new_session(ctx, &key.user, client)?;
    let used = PasskeyUse {
        data: serde_json::to_string(&passkey).map_err(broken)?,
        counter: result.counter(),
        backed_up: result.backup_state(),
        audit: signed_in_entry(ctx, &key.user, &key.user_name, &session)
            .after(&json!({ "device": session.row.agent, "kind": session.row.kind, "passkey": id })),
        alarm: alarm(ctx, &key, &id),
        user: key.user,
        id,
    };
    let signed = open(ctx, &used, session).await?;
    ctx.state.limits.give_back(attempt);
    Ok(signed)
}

/// Whether the passkey is one of whom the ceremony was for, and the passkey itself says so. Without
/// a name it has to; with one it may be silent.
fn belongs(key: &PasskeyKey, taken: &Taken<Pending>, answer: &PublicKeyCredential) -> bool {
    let expected = handle(&key.user).ok();
    let handle_fits = match answer.get_user_unique_id() {
        Some(said) => expected.is_some_and(|id| id.as_bytes() == said),
        None => taken.purpose == Purpose::Login,
    };
    handle_fits && (taken.purpose == Purpose::Discover || key.user == taken.user)
}

async fn open(ctx: &Ctx, used: &PasskeyUse, session: Draft) -> Result<SignIn> {
    let now = ctx.now();
    let outcome = store::open_by_passkey(&ctx.state.db, used, &session.row, now, now + lifetime(&ctx.state)).await?;
    if outcome != PasskeyOutcome::Opened {
        refused(ctx, &format!("{outcome:?}"));
        return Err(wrong());
    }
    let user = store::find_user(&ctx.state.db, &used.user).await?.ok_or_else(wrong)?;
    let workspace = crate::features::workspaces::service::personal(&ctx.state, &UserId::new(&used.user)).await?;
    signed_in(ctx, user, workspace, session)
}

/// A counter that went back: somebody may have a copy of the passkey.
fn alarm(ctx: &Ctx, key: &PasskeyKey, id: &str) -> Entry {
    entry(ctx, "passkey.copy_suspected", format!("passkey:{id}")).of_person(&key.user, &key.user_name, false)
}

fn wrong() -> AppError {
    AppError::new(Code::Unauthenticated, "The passkey was not accepted, or this step has expired. Start again, or sign in another way.")
}

/// A credential id of a row, as the library wants it.
pub(super) fn credential_id(text: &str) -> Vec<u8> {
    BASE64.decode(text).unwrap_or_default()
}
