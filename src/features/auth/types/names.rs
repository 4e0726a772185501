//! What a username may be.

use super::USERNAME_LENGTH;
use crate::core::validate::Check;

/// Names that people take for the product, its keepers or a part of its address. Compared as [`shape`]s.
const RESERVED: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administration",
    "administrator",
    "admins",
    "anonymous",
    "api",
    "auth",
    "billing",
    "bot",
    "colloquy",
    "contact",
    "daemon",
    "deleted",
    "everyone",
    "guest",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "login",
    "logout",
    "mailer-daemon",
    "mod",
    "moderator",
    "moderators",
    "nobody",
    "none",
    "noreply",
    "null",
    "official",
    "operator",
    "owner",
    "postmaster",
    "register",
    "root",
    "security",
    "settings",
    "staff",
    "superuser",
    "support",
    "sysadmin",
    "system",
    "team",
    "undefined",
    "webmaster",
];

/// ASCII only, so that no two usernames look alike; and none that passes for the keepers of the place.
pub(super) fn check_username(check: &mut Check, username: &str) {
    let (min, max) = (USERNAME_LENGTH.start(), USERNAME_LENGTH.end());
    let plain = username.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    check.that(
        plain && username.starts_with(|c: char| c.is_ascii_alphanumeric()),
        "username",
        "Use letters, digits, dots, hyphens and underscores.",
    );
    check.that(username.chars().count() >= *min, "username", format!("Must be at least {min} characters."));
    check.that(username.chars().count() <= *max, "username", format!("Must be at most {max} characters."));
    check.that(!is_reserved(username), "username", "This username is reserved. Choose another one.");
}

fn is_reserved(username: &str) -> bool {
    let asked = shape(username);
    RESERVED.iter().any(|reserved| shape(reserved) == asked)
}

/// How a name looks at a glance: without case and separators, with digits as the letters they stand for.
fn shape(name: &str) -> String {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            '0' => 'o',
            '1' | 'i' | 'j' => 'l',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            '9' => 'g',
            c => c,
        })
        .collect();
    letters.replace("rn", "m").replace("vv", "w")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_keepers_are_reserved_however_they_are_written() {
        for name in [
            "admin",
            "Admin",
            "ADMINISTRATOR",
            "adm1n",
            "a.d.m.i.n",
            "admin_",
            "r00t",
            "root-",
            "5upport",
            "c0lloquy",
            "co11oquy",
            "adrnin",
            "nu11",
            "s.y.s.t.e.m",
            "0wner",
            "security",
            "moderat0r",
            "he1p",
            "ap1",
        ] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["ada.l", "admin.kay", "rooter", "helen", "nullius", "owen", "eve"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
