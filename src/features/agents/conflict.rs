//! Two people changed the same version: field by field, what each made of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fields::{FIELDS, form_of, texts};
use super::form::AgentForm;

/// Whose text a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Mine,
    Theirs,
    /// As it was before both changes.
    Base,
}

impl Side {
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Mine => "mine",
            Side::Theirs => "theirs",
            Side::Base => "base",
        }
    }
}

/// A field that is not the same on all sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    pub key: String,
    pub label: String,
    /// `None` when the version that both began with is no longer kept.
    pub base: Option<String>,
    pub mine: String,
    pub theirs: String,
    /// What is taken unless the person says otherwise.
    pub proposed: Side,
    /// Whether both changed it, so that something of one is lost.
    pub both: bool,
}

/// A conflict as the page of the merge shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub id: String,
    /// Name of the agent as the others have it.
    pub name: String,
    /// The version of the others, over which the result is saved.
    pub theirs: u32,
    pub fields: Vec<FieldConflict>,
}

/// The form of the merge. In the page its fields are named `merge[id]`, `merge[choice][name]` and so on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    pub id: String,
    /// The version of the others that the page showed.
    pub theirs: u32,
    pub choice: BTreeMap<String, Side>,
    /// `edit` goes back to the editor with the result instead of saving it.
    pub then: String,
}

/// The fields in which the sides differ. Where only one side changed something, its change is proposed;
/// where both did, mine is, and the person is asked.
pub fn compare(base: Option<&AgentForm>, mine: &AgentForm, theirs: &AgentForm) -> Vec<FieldConflict> {
    let base = base.map(texts);
    let (mine, theirs) = (texts(mine), texts(theirs));
    let text = |of: &BTreeMap<String, String>, key: &str| of.get(key).cloned().unwrap_or_default();
    let mut found = Vec::new();
    for (key, label) in FIELDS {
        let (of_mine, of_theirs) = (text(&mine, key), text(&theirs, key));
        if of_mine == of_theirs {
            continue;
        }
        let of_base = base.as_ref().map(|base| text(base, key));
        let only_theirs = of_base.as_ref() == Some(&of_mine);
        let only_mine = of_base.as_ref() == Some(&of_theirs);
        found.push(FieldConflict {
            key: key.to_owned(),
            label: label.to_owned(),
            proposed: if only_theirs { Side::Theirs } else { Side::Mine },
            both: !only_theirs && !only_mine,
            base: of_base,
            mine: of_mine,
            theirs: of_theirs,
        });
    }
    found
}

/// Theirs with what was chosen put in. A field without a choice takes what is proposed.
pub fn settle(theirs: &AgentForm, fields: &[FieldConflict], chosen: &BTreeMap<String, Side>) -> AgentForm {
    let mut result = texts(theirs);
    for field in fields {
        let text = match chosen.get(&field.key).copied().unwrap_or(field.proposed) {
            Side::Mine => &field.mine,
            Side::Theirs => &field.theirs,
            Side::Base => field.base.as_ref().unwrap_or(&field.theirs),
        };
        result.insert(field.key.clone(), text.clone());
    }
    form_of(&result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(archetype: &str, stance: &str) -> AgentForm {
        AgentForm { name: "Ada".into(), archetype: archetype.into(), stance: stance.into(), ..AgentForm::empty() }
    }

    #[test]
    fn what_only_one_side_changed_is_proposed_and_what_both_changed_is_asked() {
        let (base, mine, theirs) = (form("Analyst", "Yes."), form("Builder", "Maybe."), form("Analyst", "No."));
        let found = compare(Some(&base), &mine, &theirs);
        assert_eq!(found.len(), 2, "the name is the same on all sides");
        assert_eq!((found[0].key.as_str(), found[0].both, found[0].proposed), ("archetype", false, Side::Mine));
        assert_eq!((found[1].key.as_str(), found[1].both, found[1].base.as_deref()), ("stance", true, Some("Yes.")));
        let kept = compare(Some(&base), &base, &theirs);
        assert_eq!((kept[0].both, kept[0].proposed), (false, Side::Theirs));
    }

    #[test]
    fn without_the_base_every_difference_is_asked() {
        let found = compare(None, &form("Builder", "Yes."), &form("Analyst", "Yes."));
        assert_eq!((found.len(), found[0].both, found[0].base.clone()), (1, true, None));
    }

    #[test]
    fn the_result_has_what_was_chosen() {
        let (base, mine, theirs) = (form("Analyst", "Yes."), form("Builder", "Maybe."), form("Critic", "No."));
        let found = compare(Some(&base), &mine, &theirs);
        let chosen = BTreeMap::from([("archetype".to_owned(), Side::Theirs), ("stance".to_owned(), Side::Base)]);
        assert_eq!(settle(&theirs, &found, &chosen), form("Critic", "Yes."));
        assert_eq!(settle(&theirs, &found, &BTreeMap::new()), form("Builder", "Maybe."));
    }
}
