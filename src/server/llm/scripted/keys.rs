//! Noun phrases for what the talk is about, read off the scenario.

use crate::features::simulations::types::Scenario;

use super::question::verb_phrase;
use super::subject;
use super::text::noun_phrases;

/// Who acts or is acted upon: a subject of talk, but nothing that could be decided about.
const ACTORS: &str = " city council passengers passenger users user team staff union clinic hospital donors players trustees attendants growers enumerators contractor regulator authority patients doctors hauliers prefect trader traders customers employees teachers pupils committee agency ministry company government service beginner waterworks pickers visitors guests tenants residents nurses workers drivers farmers members board island commission lawyers gates assembly camps ";
/// Nouns that say nothing about a subject.
const EMPTY: &str = " people person way year years half third one first names name time times week weeks month months day days hour hours letter choice case idea ideas list best causes customer ";

/// Noun phrases for what the talk is about: of what is to be done first, which makes a better
/// subject than who is to do it; then of the question, the title, and those of the setting whose
/// last word the scenario uses again.
pub fn keys(s: &Scenario) -> Vec<String> {
    let question = s.question.trim();
    let verb = verb_phrase(question);
    let from = verb.as_deref().and_then(|v| v.split_whitespace().next()).and_then(|v| question.find(&format!(" {v} "))).unwrap_or(0);
    let usable = |k: &String| {
        let last = k.rsplit(' ').next().unwrap_or(k);
        let word = format!(" {} ", last.to_lowercase());
        k.len() < 40
            && !EMPTY.contains(&word)
            && !ACTORS.contains(&word)
            && !["this ", "each ", "every ", "their ", "its "].iter().any(|d| k.starts_with(d))
    };
    let of = |text: &str| noun_phrases(text).into_iter().filter(usable).collect::<Vec<String>>();
    let mut keys = of(question.get(from..).unwrap_or(question));
    if keys.is_empty() {
        keys = of(question);
    }
    keys = narrowed(keys, question, &subject::choices(s));
    let all = format!("{} {} {} {} {}", s.title, s.setting, question, s.goals.join(" "), s.constraints.join(" ")).to_lowercase();
    let often = |k: &String| {
        let last = k.rsplit(' ').next().unwrap_or(k).to_lowercase();
        k.starts_with("the ") && last.len() > 2 && all.split(|c: char| !c.is_alphanumeric()).filter(|w| *w == last).count() > 1
    };
    let title = if question.starts_with(s.title.trim()) { "" } else { s.title.trim() };
    let further = of(title).into_iter().chain(of(&s.setting).into_iter().chain(s.goals.iter().flat_map(|g| of(g))).filter(often));
    for key in further {
        let last = key.rsplit(' ').next().unwrap_or(&key).to_owned();
        if keys.len() < 4 && !keys.iter().any(|k| k.ends_with(&last)) {
            keys.push(key);
        }
    }
    keys.dedup();
    keys
}

/// Without the choices themselves, and without where and for whom, as long as something is left.
fn narrowed(keys: Vec<String>, question: &str, choices: &[String]) -> Vec<String> {
    let small = question.to_lowercase();
    let is_place = |k: &String| {
        [" in ", " at ", " of ", " by ", " from ", " during ", " within ", " with "]
            .iter()
            .any(|p| small.contains(&format!("{p}{}", k.to_lowercase())))
    };
    let left = |list: Vec<String>, out: &dyn Fn(&String) -> bool| {
        let kept: Vec<String> = list.iter().filter(|k| !out(k)).cloned().collect();
        if kept.is_empty() { list } else { kept }
    };
    let kept = left(keys, &|k| choices.iter().any(|c| c.eq_ignore_ascii_case(k)));
    left(kept, &is_place)
}
