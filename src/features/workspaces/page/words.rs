//! What forms say when only the code of an error is left, and choices of roles.

use crate::core::Code;
use crate::core::permission::Role;
use crate::ui::SelectOption;

/// Why a change of members was refused.
pub(super) const fn member_refused(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => Some("A workspace needs an owner, and this is the only one. Make another member an owner first."),
        Code::Forbidden => Some("Only an owner can change or remove an owner, and nobody gives a role above their own."),
        Code::NotFound => Some("This person isn't a member any more."),
        _ => None,
    }
}

/// Why nobody was invited.
pub(super) const fn not_invited(code: Code) -> Option<&'static str> {
    match code {
        Code::RateLimited => Some("You have sent many invitations. Wait a few minutes, then go on."),
        Code::QuotaExceeded => Some("There are as many open invitations as there can be. Revoke some first."),
        _ => None,
    }
}

/// Why an invitation was not taken back.
pub(super) const fn not_revoked(code: Code) -> Option<&'static str> {
    match code {
        Code::NotFound => Some("This invitation is gone already."),
        _ => None,
    }
}

/// Why an invitation was not accepted.
pub(super) const fn not_accepted(code: Code) -> Option<&'static str> {
    match code {
        Code::Conflict => Some("This invitation has expired or is used up. Ask for a new one."),
        Code::Forbidden => Some("This invitation is for another account. Sign in with the account it was sent to."),
        Code::QuotaExceeded => Some("You or the workspace can't have more: leave a workspace, or ask its owner."),
        _ => None,
    }
}

/// Roles in a choice.
pub(super) fn options(roles: impl IntoIterator<Item = Role>) -> Vec<SelectOption> {
    roles.into_iter().map(|role| SelectOption::new(role.as_str(), role.label())).collect()
}

/// Roles in a choice, with what they allow.
pub(super) fn described(roles: impl IntoIterator<Item = Role>) -> Vec<SelectOption> {
    roles.into_iter().map(|role| SelectOption::new(role.as_str(), format!("{}: {}", role.label(), role.description()))).collect()
}
