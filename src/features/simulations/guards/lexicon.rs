//! The phrases that the guards know, kept as data in `data/guards/phrases.txt`.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::LazyLock;

const DATA: &str = include_str!("../../../../data/guards/phrases.txt");

static LISTS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| read(DATA));

fn read(data: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let (mut lists, mut name) = (HashMap::<&str, Vec<&str>>::new(), "");
    for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(section) => name = section,
            None => lists.entry(name).or_default().extend(line.split(" | ")),
        }
    }
    lists
}

/// A list of phrases by the name of its section.
#[derive(Clone, Copy, Debug)]
pub struct Phrases(pub &'static str);

impl Deref for Phrases {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        LISTS.get(self.0).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: [&str; 9] = [
        include_str!("identity.rs"),
        include_str!("leakage.rs"),
        include_str!("loops.rs"),
        include_str!("style.rs"),
        include_str!("contract.rs"),
        include_str!("secrets.rs"),
        include_str!("facts/mod.rs"),
        include_str!("facts/years.rs"),
        include_str!("facts/belonging.rs"),
    ];

    #[test]
    fn every_list_is_there_and_used() {
        let named: Vec<&str> =
            SOURCES.iter().flat_map(|text| text.split("Phrases(\"").skip(1)).filter_map(|rest| rest.split('"').next()).collect();
        assert!(named.len() > 20, "only {} lists", named.len());
        for name in &named {
            assert!(!Phrases(name).is_empty(), "{name} is empty");
        }
        for section in LISTS.keys() {
            assert!(named.contains(section), "nothing uses {section}");
        }
    }

    #[test]
    fn phrases_are_clean() {
        for (section, list) in LISTS.iter() {
            assert!(list.iter().all(|p| !p.is_empty() && p.trim() == *p && p.to_lowercase() == **p), "{section}: {list:?}");
        }
    }
}
