//! Reading the scenario's question: what is to be decided.

use super::text::lower_first;

/// Verbs that may follow "should we" and start a move; base forms.
const VERBS: &str = " abandon accept add adopt agree allow apply approach arrange ask assess automate avoid back ban begin bring build buy calculate cancel carry centralise change charge check choose close collect combine compare consolidate continue convert create cut decide delay delegate deliver demand deploy design develop discontinue distinguish divide draw drop end enter estimate expand extend favour finance find fix focus fund get give go grant grow handle help hire host improve include increase insist introduce invest invite keep launch learn leave let license limit list lower make manage measure merge migrate move name narrow offer open organise outsource pay permit pick pilot plan plant point postpone present prevent price prioritise produce propose protect prove provide publish push put quit quote raise recall recommend record reduce refuse reject remind remove reopen reorganise replace report require respond restate restrict restructure return review run say scale sell separate serve set share shift shorten shut simplify sort split spend start stop store subsidise suggest switch take target teach tell test trace train translate treat trust try turn use vote wait walk warn wear weigh withdraw ";

/// A base verb that the tables know.
pub fn is_verb(word: &str) -> bool {
    VERBS.contains(&format!(" {word} "))
}

const MODALS: [&str; 9] = ["would", "should", "could", "can", "do", "shall", "must", "will", "may"];
/// After these a word is a noun or an adjective.
const OWNERS: &str = " the a an its our their your every each this that of ";

/// Whether the word is a modal verb of a clause that doesn't ask for the object of its verb:
/// "should we buy a tram" says what is to be done, "what should we buy" doesn't.
fn is_modal(words: &[&str], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let before = words.iter().take(at).rev().take_while(|w| !w.ends_with([',', '.', ';', ':', '?']));
    let asks = |w: &&str| matches!(w.to_lowercase().as_str(), "what" | "which" | "who" | "whom" | "whose");
    MODALS.contains(&word.to_lowercase().as_str()) && !before.into_iter().any(asks)
}

/// What is to be decided, base verb first, from "Should we …?"; short enough to be repeated.
pub fn verb_phrase(question: &str) -> Option<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let verb = (0..words.len()).filter(|at| is_modal(&words, *at)).find_map(|modal| {
        let owned = |at: usize| words.get(at.wrapping_sub(1)).is_some_and(|w| OWNERS.contains(&format!(" {} ", w.to_lowercase())));
        let by_pronoun = words.get(modal + 1).is_some_and(|w| matches!(w.to_lowercase().as_str(), "i" | "we" | "you" | "they" | "one"));
        const NO_VERB: &str = " ever really still not be have also even just always never a the ";
        let direct = words
            .get(modal + 2)
            .filter(|w| by_pronoun && !NO_VERB.contains(&format!(" {} ", w.to_lowercase())) && w.chars().all(char::is_alphabetic));
        if direct.is_some() {
            return Some(modal + 2);
        }
        words.iter().enumerate().skip(modal + 2).take(7).find(|(at, w)| is_verb(&w.to_lowercase()) && !owned(*at)).map(|(at, _)| at)
    })?;
    let mut kept: Vec<&str> = Vec::new();
    for word in words.iter().skip(verb).take(9) {
        let bare = word.to_lowercase();
        let paired = bare == "to" && kept.contains(&"from");
        if kept.len() >= 3
            && !paired
            && matches!(
                bare.as_str(),
                "and"
                    | "if"
                    | "so"
                    | "or"
                    | "in"
                    | "before"
                    | "at"
                    | "within"
                    | "from"
                    | "by"
                    | "without"
                    | "when"
                    | "while"
                    | "during"
                    | "because"
                    | "until"
                    | "after"
                    | "instead"
                    | "rather"
                    | "to"
            )
        {
            break;
        }
        if kept.len() >= 4 && bare == "for" {
            break;
        }
        // The panel speaks of itself.
        let own = match bare.as_str() {
            "its" | "their" => "our",
            // Who asks is not on the panel.
            "my" => "your",
            "me" => "you",
            _ => word,
        };
        kept.push(own.trim_end_matches(['?', ',', '.', ';', ':']));
        if word.ends_with(['?', ',', '.', ';', ':']) {
            break;
        }
    }
    let complete = kept.last().is_some_and(|w| {
        !matches!(
            w.to_lowercase().as_str(),
            "the" | "a" | "an" | "of" | "for" | "with" | "its" | "our" | "to" | "on" | "all" | "their" | "every"
        )
    });
    (kept.len() >= 2 && complete && !kept.contains(&"be")).then(|| lower_first(&kept.join(" ")))
}
