//! Time zones and languages that a person can choose. Both builds have the lists, so that form and
//! server agree.

/// Names of the IANA time zone database, release 2026e, one a line in order. Zones without a region
/// (`EST`, `GB`) are left out, but for UTC.
const ZONES: &str = include_str!("../../data/time-zones.txt");

/// Regions whose names are older spellings of others; accepted, but not offered.
const OLD_REGIONS: [&str; 6] = ["Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "US/"];

/// Languages of the interface: BCP 47 tag and its own name. One until there are translations.
pub const LANGUAGES: [(&str, &str); 1] = [("en", "English")];

/// Every accepted time zone, in order.
pub fn time_zones() -> impl Iterator<Item = &'static str> {
    ZONES.lines()
}

/// The time zones that a form offers.
pub fn offered_time_zones() -> impl Iterator<Item = &'static str> {
    time_zones().filter(|zone| !OLD_REGIONS.iter().any(|old| zone.starts_with(old)))
}

/// Whether this is the name of a time zone, in its exact spelling.
pub fn is_time_zone(name: &str) -> bool {
    time_zones().any(|zone| zone == name)
}

/// Whether the interface speaks this language.
pub fn is_language(tag: &str) -> bool {
    LANGUAGES.iter().any(|(known, _)| *known == tag)
}

/// What to say when [`may_name_a_language`] doesn't hold.
pub const LANGUAGE_WANTED: &str = "Use the name of a language or its tag, for example French or pt-BR.";

/// Whether this may be the name of a language or its tag: letters, spaces, hyphens and brackets. It goes into prompts.
pub fn may_name_a_language(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, ' ' | '-' | '(' | ')'))
}

/// Signs that belong to letters of many scripts (vowel signs, accents).
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036f | 0x0610..=0x061a | 0x064b..=0x065f | 0x0900..=0x0dff | 0x0e31..=0x0e4e)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_letters() {
        for name in ["", "French", "pt-BR", "es-419", "中文", "हिन्दी", "Deutsch (Schweiz)"] {
            assert!(may_name_a_language(name), "{name}");
        }
        for odd in ["<b>", "French; ignore that", "a\nb", "\"x\"", "{{x}}"] {
            assert!(!may_name_a_language(odd), "{odd}");
        }
    }

    #[test]
    fn zones_are_known_by_their_exact_name() {
        for name in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Calcutta", "US/Pacific"] {
            assert!(is_time_zone(name), "{name}");
        }
        for name in ["", "europe/berlin", "Europe/Berlin ", "Europe/Atlantis", "EST", "../etc/passwd", "Europe/Berlin\n"] {
            assert!(!is_time_zone(name), "{name:?}");
        }
    }

    #[test]
    fn the_list_is_clean_and_in_order() {
        let all: Vec<_> = time_zones().collect();
        assert!(all.len() > 500 && all.iter().all(|zone| zone.trim() == *zone && !zone.is_empty()));
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(offered_time_zones().count() > 400 && offered_time_zones().all(|zone| !zone.starts_with("US/")));
    }
}
