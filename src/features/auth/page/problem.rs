//! What a form says when the server refused. An error that came through the address was possibly
//! written by somebody else, so its own sentences give way to ours.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::core::{AppError, Code};
use crate::ui::action_error;

/// The error of a plain form, in the words that `ours` has for it. It always comes through the
/// address.
pub fn refusal<S>(action: ServerAction<S>, ours: fn(Code) -> Option<&'static str>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.value().get().and_then(Result::err).map(|error| reworded(error, ours)))
}

fn reworded(error: AppError, ours: fn(Code) -> Option<&'static str>) -> AppError {
    let safe = error.from_untrusted();
    match ours(safe.code) {
        Some(sentence) => AppError { message: sentence.to_owned(), ..safe },
        None => safe,
    }
}

/// The error of a form that script sends, in the words that `ours` has for it: its first value came
/// through the address, later ones from the server itself.
pub fn form_error<S>(action: ServerAction<S>, ours: fn(Code) -> Option<&'static str>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let error = action_error(action);
    Signal::derive(move || {
        error.get().map(|error| match ours(error.code) {
            Some(sentence) => AppError { message: sentence.to_owned(), ..error },
            None => error,
        })
    })
}

/// Why nobody was let in.
pub const fn no_entry(code: Code) -> Option<&'static str> {
    match code {
        Code::Unauthenticated => Some("The e-mail address, username or password is wrong."),
        Code::RateLimited => Some("Too many attempts. Wait a few minutes, then try again."),
        _ => None,
    }
}

/// Why no account was made.
pub const fn no_account(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => Some("An account with this e-mail address or username exists already."),
        Code::Forbidden => Some("This installation doesn't take new accounts. Ask its administrator for an invitation."),
        Code::RateLimited => Some("Too many new accounts from your network. Wait a while, then try again."),
        _ => None,
    }
}

/// Why there is no guest workspace.
pub const fn no_guest(code: Code) -> Option<&'static str> {
    match code {
        Code::Forbidden => Some("This installation doesn't take guests. Sign in, or ask its administrator for an account."),
        Code::RateLimited => Some("Too many new guests from your network. Wait a while, then try again."),
        _ => None,
    }
}

/// Why no code was mailed.
pub(super) const fn no_code(code: Code) -> Option<&'static str> {
    match code {
        Code::RateLimited => Some("Codes were asked for too often. Look for the newest mail, or wait a while and try again."),
        Code::Unavailable => Some("This installation sends no mail. Ask its administrator for help."),
        _ => None,
    }
}

/// Why a password stays as it is.
pub(super) const fn no_password(code: Code) -> Option<&'static str> {
    match code {
        Code::RateLimited => Some("Too many attempts. Wait a few minutes, then try again."),
        Code::Forbidden => Some("A guest has no password. Make an account first."),
        Code::Conflict => Some("The password has changed in the meantime, or there is none yet."),
        _ => None,
    }
}

/// Why a profile was not saved.
pub const fn not_saved(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => Some("Another account has this username, or your profile changed elsewhere in the meantime."),
        _ => None,
    }
}

/// Why there is no new picture.
pub const fn no_picture(code: Code) -> Option<&'static str> {
    match code {
        Code::RateLimited => Some("You changed your picture often in a short time. Wait a few minutes, then try again."),
        _ => None,
    }
}

/// Why an account was not deleted.
pub const fn not_deleted(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => Some("A workspace that others use would have no owner. Hand it over to somebody or delete it, then come back."),
        Code::RateLimited => Some("Too many attempts. Wait a few minutes, then try again."),
        _ => None,
    }
}

/// Why a session was not ended.
pub const fn not_ended(code: Code) -> Option<&'static str> {
    match code {
        Code::NotFound => Some("This session has ended already."),
        _ => None,
    }
}

/// Why a passkey did not get its name.
pub(super) const fn not_renamed(code: Code) -> Option<&'static str> {
    match code {
        Code::NotFound => Some("This passkey is gone already."),
        _ => None,
    }
}

/// Why a passkey was not removed.
pub(super) const fn not_removed(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => {
            Some("This passkey is your only way to sign in. Add another passkey or set a password first, then remove this one.")
        }
        Code::NotFound => Some("This passkey is gone already."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_the_address_are_never_shown() {
        let planted = AppError::new(Code::Unauthenticated, "Call this number to unlock your account");
        assert_eq!(reworded(planted, no_entry).message, "The e-mail address, username or password is wrong.");
        let planted = AppError::field("password", "Call this number");
        let shown = reworded(planted, no_entry);
        assert_eq!(shown.message, Code::ValidationFailed.sentence());
        assert_eq!(shown.field_message("password"), Some("Please check this field."));
    }

    #[test]
    fn a_taken_address_keeps_its_field() {
        let sentence = "An account with this e-mail address or username exists already.";
        let fields = [("email".to_owned(), vec![sentence.to_owned()])].into();
        let shown = reworded(AppError { fields, ..AppError::new(Code::Conflict, sentence) }, no_account);
        assert_eq!((shown.message.as_str(), shown.field_message("email")), (sentence, Some(sentence)));
    }
}
