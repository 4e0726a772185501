//! An account that has a passkey and no password.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{PasskeyRegistration as Keys, RegisterPublicKeyCredential};

use super::super::super::device;
use super::super::super::store::{self, NewUser};
use super::super::accounts::{create, require_open, taken};
use super::super::issue::{Client, SignIn};
use super::super::life::is_guest;
use super::ceremony::{self, Purpose, Question, Taken};
use super::draft::{creation_options, draft, handle, read, refused};
use super::party::party;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::features::auth::types::passkeys::{PasskeyAnswer, PasskeyCeremony, PasskeyRegistration};
use crate::server::ctx::Ctx;
use crate::server::db::DbError;

/// What is known of the account before its passkey is there.
#[derive(Serialize, Deserialize)]
struct Pending {
    email: String,
    name: String,
    keys: Keys,
}

/// Begins an account. Says at once when the address is taken, so that nobody makes a passkey for nothing.
pub async fn begin(ctx: &Ctx, input: PasskeyRegistration) -> Result<PasskeyCeremony> {
    require_open(ctx)?;
    if is_guest(ctx) {
        let sentence = "A guest's work goes into an account with a password. Choose “Keep my work” first, then add the passkey under Settings, Passkeys.";
        return Err(AppError::new(Code::Forbidden, sentence));
    }
    let party = party(&ctx.state)?;
    input.check()?;
    crate::server::mail::require_writable(&input.email)?;
    ctx.state.limits.sign_up(ctx.client_ip)?;
    let (email, name) = (input.email.trim().to_lowercase(), input.person());
    if store::find_login(&ctx.state.db, &email).await?.is_some() {
        return Err(taken(DbError::Thrown("email_taken".to_owned())));
    }
    let user = ctx.state.new_id();
    let (challenge, keys) = party.start_passkey_registration(handle(&user)?, &email, &name, None).map_err(|error| {
        tracing::error!(%error, "a passkey registration could not begin");
        AppError::of(Code::Internal)
    })?;
    let options = creation_options(&challenge)?;
    let question = Question { purpose: Purpose::Register, user: &user, session: "", options };
    ceremony::begin(ctx, question, &Pending { email, name, keys }).await
}

/// Makes the account with its passkey and personal workspace and signs it in.
pub async fn complete(ctx: &Ctx, input: PasskeyAnswer, client: &Client) -> Result<SignIn> {
    require_open(ctx)?;
    let party = party(&ctx.state)?;
    let answer: RegisterPublicKeyCredential = read(input.credential)?;
    let taken_out = ceremony::take::<Pending>(ctx, &input.ceremony_id, &[Purpose::Register], "").await?;
    let Some(Taken { user, state: Pending { email, name, keys }, .. }) = taken_out else { return Err(over()) };
    let passkey = party.finish_passkey_registration(&answer, &keys).map_err(|reason| {
        refused(ctx, &reason);
        not_accepted()
    })?;
    let by = |target| entry(ctx, "passkey.add", target).of_person(&user, &name, false);
    let passkey = draft(ctx, &passkey, device::name(&client.agent), by)?;
    let user = NewUser {
        workspace: ctx.state.new_id(),
        workspace_name: format!("{name}'s workspace"),
        username: String::new(),
        password_hash: String::new(),
        guest: false,
        passkey: Some(passkey),
        id: user,
        email,
        name,
    };
    create(ctx, user, client).await
}

/// There is nothing to answer any more.
pub(super) fn over() -> AppError {
    AppError::new(Code::NotFound, "This passkey step has expired or was used already. Start again.")
}

/// The answer is none to our question.
pub(super) fn not_accepted() -> AppError {
    AppError::field("credential", "This passkey was not accepted. Start again, and confirm it is you with a PIN, fingerprint or face.")
}

/// The same passkey was registered before, here or by somebody else.
pub(in super::super) fn exists(error: DbError) -> AppError {
    match error {
        DbError::Duplicate(_) => AppError::new(Code::Conflict, "This passkey is registered already. Use another one."),
        other => other.into(),
    }
}
