//! What the command palette finds and how keys move in it; nothing here touches the page.

use super::Command;

/// How well a text fits what was typed: higher is better, `None` not at all.
fn rank(query: &str, label: &str, keywords: &str) -> Option<u32> {
    let query = query.trim().to_lowercase();
    let label = label.to_lowercase();
    let starts_word = |text: &str| text.split_whitespace().any(|w| w.starts_with(&query));
    if query.is_empty() {
        return Some(0);
    }
    if label.starts_with(&query) {
        return Some(500);
    }
    if starts_word(&label) {
        return Some(400);
    }
    if label.contains(&query) {
        return Some(300);
    }
    let keywords = keywords.to_lowercase();
    let all_words_known = query.split_whitespace().all(|q| label.contains(q) || keywords.contains(q));
    if starts_word(&keywords) || all_words_known {
        return Some(200);
    }
    let mut rest = label.chars();
    let in_order = query.chars().filter(|c| !c.is_whitespace()).all(|c| rest.any(|l| l == c));
    in_order.then(|| 100_u32.saturating_sub(u32::try_from(label.chars().count()).unwrap_or(100)))
}

/// Best first; the given order where equal.
pub(super) fn search(commands: &[Command], query: &str) -> Vec<Command> {
    let mut hits: Vec<(u32, &Command)> =
        commands.iter().filter_map(|c| rank(query, &c.label, &c.keywords).map(|score| (score, c))).collect();
    hits.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    hits.into_iter().map(|(_, c)| c.clone()).collect()
}

/// Groups in the order of their best hit, with the number each option has in the flat list.
pub(super) fn grouped(hits: Vec<Command>) -> Vec<(String, Vec<(usize, Command)>)> {
    let mut groups: Vec<(String, Vec<Command>)> = Vec::new();
    for hit in hits {
        match groups.iter_mut().find(|(name, _)| *name == hit.group) {
            Some((_, list)) => list.push(hit),
            None => groups.push((hit.group.clone(), vec![hit])),
        }
    }
    let mut number = 0..;
    groups.into_iter().map(|(name, list)| (name, list.into_iter().map(|c| (number.next().unwrap_or_default(), c)).collect())).collect()
}

/// Where a key moves the selection in a list of `count`.
pub(super) fn moved(key: &str, active: usize, count: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    match key {
        "ArrowDown" => Some(if active >= last { 0 } else { active + 1 }),
        "ArrowUp" => Some(if active == 0 { last } else { active - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(query: &str) -> Vec<String> {
        let commands = [
            Command::new("Go to simulations", "Navigate", "/simulations").keywords("conversations panel"),
            Command::new("Go to agents", "Navigate", "/agents").keywords("experts personas"),
            Command::new("New simulation", "Create", "/simulations/new").keywords("start panel"),
        ];
        search(&commands, query).into_iter().map(|c| c.label).collect()
    }

    #[test]
    fn a_prefix_wins_over_a_word_inside() {
        assert_eq!(labels("new"), ["New simulation"]);
        assert_eq!(labels("simul"), ["Go to simulations", "New simulation"]);
    }

    #[test]
    fn keywords_and_gaps_are_found() {
        assert_eq!(labels("persona"), ["Go to agents"]);
        assert_eq!(labels("gtag"), ["Go to agents"]);
        assert!(labels("zzz").is_empty());
    }

    #[test]
    fn the_selection_wraps_around() {
        assert_eq!(moved("ArrowDown", 2, 3), Some(0));
        assert_eq!(moved("ArrowUp", 0, 3), Some(2));
        assert_eq!(moved("End", 0, 3), Some(2));
        assert_eq!(moved("ArrowDown", 0, 0), Some(0));
        assert_eq!(moved("a", 0, 3), None);
    }

    #[test]
    fn options_are_numbered_across_groups() {
        let commands = vec![Command::new("a", "X", "/a"), Command::new("b", "Y", "/b"), Command::new("c", "X", "/c")];
        let numbers: Vec<usize> = grouped(commands).into_iter().flat_map(|(_, list)| list.into_iter().map(|(n, _)| n)).collect();
        assert_eq!(numbers, [0, 1, 2]);
    }
}
