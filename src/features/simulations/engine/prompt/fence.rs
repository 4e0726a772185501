//! Sections between tags. What people and models wrote is data: it can't hold a tag, a line break
//! or more than its share of the budget, so that it can neither close its section nor pose as one.

/// Longest single entry of a section in characters.
const ENTRY_CHARS: usize = 2_400;

/// A part of the prompt with a budget.
#[derive(Clone, Debug, Default)]
pub struct Section {
    name: &'static str,
    /// Sentences of ours before the tag.
    head: String,
    tag: &'static str,
    body: String,
    room: usize,
}

impl Section {
    /// A section between `<tag>` and `</tag>`; an empty tag makes a section of our own words.
    pub fn new(name: &'static str, tag: &'static str, budget: usize) -> Self {
        Self { name, tag, room: budget, ..Self::default() }
    }

    /// Our own words before the tag. Must hold nothing that people wrote.
    pub fn head(mut self, text: &str) -> Self {
        text.clone_into(&mut self.head);
        self
    }

    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    pub fn chars(&self) -> usize {
        self.text().chars().count()
    }

    /// Adds `label: text`, as far as it fits; nothing when there is no text. Says whether all of it fitted.
    pub fn line(&mut self, label: &str, text: &str) -> bool {
        let text = defused(text);
        if text.is_empty() {
            return true;
        }
        let entry = if label.is_empty() { text } else { format!("{}: {text}", defused(label)) };
        self.put(&entry)
    }

    /// Adds one entry of several texts.
    pub fn list(&mut self, label: &str, items: &[String], between: &str) -> bool {
        self.line(label, &items.join(between))
    }

    fn put(&mut self, entry: &str) -> bool {
        let most = self.room.saturating_sub(1).min(ENTRY_CHARS);
        let cut = clipped(entry, most);
        // A stump says nothing.
        if cut.is_empty() || (cut.len() < entry.len() && most < 24) {
            return false;
        }
        self.room = self.room.saturating_sub(cut.chars().count() + 1);
        self.body.push_str(&cut);
        self.body.push('\n');
        cut.len() == entry.len()
    }

    /// The section as the model gets it.
    pub fn text(&self) -> String {
        let head = if self.head.is_empty() { String::new() } else { format!("{}\n", self.head) };
        match self.tag {
            "" => format!("{head}{}", self.body.trim_end()),
            tag => format!("{head}<{tag}>\n{}</{tag}>", self.body),
        }
    }
}

/// One line without tags: angle brackets become typographic ones, white space a single space,
/// control and direction marks go.
pub fn defused(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '<' | '＜' => out.push('‹'),
            '>' | '＞' => out.push('›'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '`' => out.push('\''),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// The text, or its beginning up to a word's end with an ellipsis; at most `most` characters.
pub fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = kept.rfind(' ').filter(|at| *at > kept.len() / 2).unwrap_or(kept.len());
    if most == 0 { String::new() } else { format!("{}…", kept.get(..end).unwrap_or("").trim_end()) }
}
