//! Validation that runs in the form and again on the server. The sentences are a closed set, see
//! [`is_standard`].

use super::error::{AppError, Fields, Result};

/// Collects what is wrong with an input; the caller ends with [`Check::done`].
#[derive(Debug, Default)]
pub struct Check {
    fields: Fields,
}

impl Check {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message to a field when the condition doesn't hold.
    pub fn that(&mut self, holds: bool, field: &str, message: impl Into<String>) -> &mut Self {
        if !holds {
            self.fields.entry(field.to_owned()).or_default().push(message.into());
        }
        self
    }

    /// A text that must not be empty (white space doesn't count) nor longer than `max` characters.
    pub fn text(&mut self, field: &str, value: &str, max: usize) -> &mut Self {
        self.that(!value.trim().is_empty(), field, "This is required.").max(field, value, max)
    }

    /// A text that may be empty but not longer than `max` characters.
    pub fn max(&mut self, field: &str, value: &str, max: usize) -> &mut Self {
        self.that(value.chars().count() <= max, field, format!("Must be at most {max} characters.")).that(
            !value.contains('\0'),
            field,
            "Must not contain control characters.",
        )
    }

    /// A name in one line that others will see: not empty, not too long, and nothing in it that can't be seen or
    /// that turns the text around it.
    pub fn name(&mut self, field: &str, value: &str, max: usize) -> &mut Self {
        let value = value.trim();
        self.text(field, value, max)
            .that(!value.chars().any(|c| c.is_control() && c != '\0'), field, "Must not contain control characters.")
            .that(!hides(value), field, "Must not contain invisible characters.")
    }

    /// A list with at most `max` entries, each of at most `each` characters and not empty.
    pub fn list(&mut self, field: &str, values: &[String], max: usize, each: usize) -> &mut Self {
        self.that(values.len() <= max, field, format!("Must have at most {max} entries."));
        for value in values {
            self.text(field, value, each);
        }
        self
    }

    /// A number inside its bounds.
    pub fn range(&mut self, field: &str, value: i64, min: i64, max: i64) -> &mut Self {
        self.that((min..=max).contains(&value), field, format!("Must be between {min} and {max}."))
    }

    /// `Ok` when nothing was wrong.
    pub fn done(&mut self) -> Result<()> {
        if self.fields.is_empty() { Ok(()) } else { Err(AppError::validation(std::mem::take(&mut self.fields))) }
    }
}

/// Sentences that may be shown even when they come from an address; `#` stands for a number.
const STANDARD: &[&str] = &[
    "This is required.",
    "Must be at most # characters.",
    "Must be at least # characters.",
    "Must not contain control characters.",
    "Must not contain invisible characters.",
    "Must have at most # entries.",
    "Must be between # and #.",
    "This is not a valid e-mail address.",
    "This password is too common. Choose another one.",
    "Choose at least one participant.",
    "Choose at least one scope.",
    "Nobody on the panel has this name.",
    "This name could mean more than one of the panel. Write the whole name.",
    "Nobody on the panel has the name in line #.",
    "Line # could mean more than one of the panel. Write the whole name.",
    "Write down the order of the speakers, or choose another way to decide who speaks.",
    "The pause between turns is longer than the time limit. Shorten the pause, or raise the limit.",
    "Choose one of your workspaces.",
    "Use #, # or # days, or # for no end.",
    "Use letters, digits, dots, hyphens and underscores.",
    "This username is reserved. Choose another one.",
    "An account with this e-mail address or username exists already.",
    "Must not be your e-mail address.",
    "This code is wrong, was used or has expired. Ask for a new one.",
    "This is not your current password.",
    "Type the name of the workspace exactly as it is written.",
    "Choose a member of this workspace.",
    "An invitation can't make an owner. Choose another role.",
    "There is an open invitation to this address already.",
    "Somebody with this address is a member already.",
    "This installation sends no mail. Leave the address empty to get a link.",
];

/// Whether a message is one of our own sentences, numbers apart.
pub fn is_standard(message: &str) -> bool {
    let mut shape = String::new();
    let mut in_number = false;
    for c in message.chars() {
        if c.is_ascii_digit() {
            if !in_number {
                shape.push('#');
            }
            in_number = true;
        } else {
            in_number = false;
            shape.push(c);
        }
    }
    STANDARD.contains(&shape.as_str())
}

/// A plausible e-mail address: one `@`, something before it, a named host with a dot inside behind it, no spaces, and no
/// letters that pass for others.
pub fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let domain_ok = domain.contains('.') && domain.split('.').all(is_label) && !domain.ends_with(|c: char| c.is_ascii_digit());
    let clean = !value.chars().any(|c| {
        c.is_whitespace()
            || c.is_control()
            || is_hidden(c)
            || is_joiner(c)
            || matches!(c, '<' | '>' | ',' | ';' | ':' | '"' | '(' | ')' | '[' | ']' | '\\')
    });
    let honest = !is_mixed(local) && !domain.split('.').any(is_mixed);
    !local.is_empty() && domain_ok && clean && honest && value.len() <= 254
}

/// A part of a host's name.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-')
}

/// Scripts whose letters look alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    /// Letters that only imitate others: full width, mathematical, letterlike.
    Imitation,
}

fn script_of(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => Some(Script::Cyrillic),
        '\u{2100}'..='\u{214f}' | '\u{ff00}'..='\u{ff65}' | '\u{1d400}'..='\u{1d7ff}' => Some(Script::Imitation),
        _ => None,
    }
}

/// Whether letters of one script stand among those of another that looks like it.
fn is_mixed(text: &str) -> bool {
    let mut scripts = text.chars().filter_map(script_of);
    let first = scripts.next();
    first == Some(Script::Imitation) || scripts.any(|script| Some(script) != first)
}

/// Whether the character can't be seen, or turns the direction of the text around it: two names that differ
/// only by it look the same.
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Joins or parts two letters or pictures; some scripts can't be written without.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}

/// Whether something in the text can't be seen. Joiners are fine behind a letter or picture that isn't Latin.
fn hides(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let lonely = is_joiner(c) && (before.is_ascii() || (is_joiner(before) && c != '\u{200d}'));
        before = c;
        is_hidden(c) || lonely
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(value: &str) -> Result<()> {
        Check::new().name("name", value, 40).done()
    }

    #[test]
    fn names_of_every_script_are_fine() {
        for fine in
            ["Ada Lovelace", "Zoë", "山田 太郎", "محمد", "می\u{200c}خواهم", "क्\u{200d}ष", "Team 👩\u{200d}🔬", "❤\u{fe0f} Tea", " Ada "]
        {
            assert!(name(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn what_can_not_be_seen_or_turns_the_text_is_refused() {
        for c in [
            '\u{202e}',
            '\u{2066}',
            '\u{200f}',
            '\u{200b}',
            '\u{feff}',
            '\u{00ad}',
            '\u{3164}',
            '\u{2800}',
            '\u{e0041}',
            '\u{200d}',
            '\u{fe0f}',
            '\u{2028}',
        ] {
            let refused = name(&format!("Ad{c}a")).unwrap_err();
            assert_eq!(refused.field_message("name"), Some("Must not contain invisible characters."), "{:x}", u32::from(c));
        }
        for nothing in ["", "   ", "\u{2800}", "\u{3164}\u{3164}", "\u{200d}"] {
            assert!(name(nothing).is_err());
        }
        assert_eq!(name("a\tb").unwrap_err().field_message("name"), Some("Must not contain control characters."));
        assert!(is_standard("Must not contain invisible characters."));
    }

    #[test]
    fn addresses_without_a_named_host_are_none() {
        for odd in [
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@localhost",
            "a@[IPv6:::1]",
            "a@-x.org",
            "a@x-.org",
            "a@x_y.org",
            "a@.org",
            "a@x..org",
            "a@x.org.",
            "a@b@x.org",
            "@x.org",
        ] {
            assert!(!is_email(odd), "{odd:?}");
        }
        assert!(is_email("a+b.c@mail-1.example.co.uk") && is_email("o'hara@example.org"));
    }

    #[test]
    fn addresses_that_only_look_alike_are_none() {
        assert!(is_email("ada@example.org") && is_email("müller@example.org"));
        assert!(is_email("иван@почта.example.org") && is_email("山田@example.jp") && is_email("νίκος@example.gr"));
        for odd in
            ["\u{430}da@example.org", "ad\u{3b1}@example.org", "ada@ex\u{430}mple.org", "\u{ff41}da@example.org", "\u{212a}ay@example.org"]
        {
            assert!(!is_email(odd), "{odd:?}");
        }
        for odd in ["a\u{200b}da@example.org", "ada@exam\u{ad}ple.org", "ada\u{200d}@example.org", "\u{202e}ada@example.org"] {
            assert!(!is_email(odd), "{odd:?}");
        }
    }
}
