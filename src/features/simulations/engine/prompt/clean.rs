//! What models put around a line against the rules.

/// Takes off what models put around a line against the rules: the own name, quotation marks,
/// the fence.
pub fn clean(raw: &str, name: &str) -> String {
    let mut text = raw.trim();
    for tag in ["</transcript>", "<transcript>", "</refused>", "</memories>", "</summary>"] {
        text = text.trim_start_matches(tag).trim_end_matches(tag).trim();
    }
    let first = name.split_whitespace().next().unwrap_or(name);
    for own in [name, first] {
        if let Some(rest) = text.strip_prefix(own).and_then(|rest| rest.trim_start().strip_prefix(':')) {
            text = rest.trim();
        }
    }
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close))
            && !inner.contains(open)
        {
            text = inner.trim();
        }
    }
    text.to_owned()
}
