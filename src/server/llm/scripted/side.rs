//! Which of the choices a person leans to. The same person leans the same way for a whole
//! conversation; another seed may set other people against each other.

use crate::features::agents::types::Persona;
use crate::server::llm::scene::Scene;

use super::rng::{Rng, hash};

/// The choices as one person sees them.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// What the person would choose, and the strongest other choice.
    pub favourite: Vec<String>,
    pub rival: Vec<String>,
    /// What is to be done, or the favourite of several; and the alternative.
    pub action: Vec<String>,
    pub other: Vec<String>,
    /// Kinds of the favourite and of the rival, as positions in `bank::CONCEPTS`.
    pub for_it: Option<usize>,
    pub against_it: Option<usize>,
}

/// Other words for what a question of yes or no asks, and for leaving it.
const ACTION: [&str; 3] = ["that step", "the change", "doing it"];
const STAY: [&str; 3] = ["doing nothing", "staying put", "waiting"];
/// Ways to go where the question names none.
const WAYS: [(&str, &str); 4] =
    [("starting small", "thinking big"), ("going slowly", "going fast"), ("mending", "starting anew"), ("asking around", "simply trying")];
const REFUSES: [&str; 12] = [
    "i won't",
    "will not",
    "refuse",
    "against it",
    "resist",
    "don't want",
    "no. ",
    "rather not",
    "accept nothing",
    "not vote",
    "not put my name",
    "never",
];
const WELCOMES: [&str; 16] = [
    "all for",
    "i say yes",
    "i'd say yes",
    "gladly",
    "i welcome",
    "do it tomorrow",
    "your first",
    "bring it",
    "hopeful",
    "yes, ",
    "tonight",
    "in favour",
    "i like it",
    "all in",
    "happy to",
    "i will back",
];

/// How `me` sees the choices.
pub fn side(scene: &Scene, me: &Persona, choices: &[String]) -> Side {
    let mut rng = Rng::new(&[scene.seed, hash(&me.name), 41]);
    let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    if choices.len() > 1 {
        let mine = rng.below(choices.len());
        let other = (mine + 1 + rng.below(choices.len() - 1)) % choices.len();
        let of = |at: usize| choices.get(at).cloned().into_iter().collect::<Vec<_>>();
        return Side {
            for_it: kind(&of(mine)),
            against_it: kind(&of(other)),
            action: of(mine),
            other: of(other),
            favourite: of(mine),
            rival: of(other),
        };
    }
    let Some(action) = choices.first() else {
        let (one, two) =
            WAYS.get(Rng::new(&[scene.seed, hash(&scene.scenario.question), 43]).below(WAYS.len())).copied().unwrap_or(("", ""));
        let (mine, other) = if rng.chance(60) { (one, two) } else { (two, one) };
        return Side { favourite: owned(&[mine]), rival: owned(&[other]), action: owned(&[one]), other: owned(&[two]), ..Side::default() };
    };
    // A short name counts more than its stand-ins; a long one wears out.
    let times = 5_usize.saturating_sub(super::text::count(action)).max(1);
    let mut named = vec![action.clone(); times];
    named.extend(owned(&ACTION));
    let stay = owned(&STAY);
    let stance = me.stance.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|w| stance.contains(w));
    let yes = if has(&REFUSES) { false } else { has(&WELCOMES) || rng.chance(58) };
    let (done, left) = (kind(std::slice::from_ref(action)), kind(&stay));
    let (favourite, rival) = if yes { (named.clone(), stay.clone()) } else { (stay.clone(), named.clone()) };
    let (for_it, against_it) = if yes { (done, left) } else { (left, done) };
    Side { favourite, rival, action: named, other: stay, for_it, against_it }
}

/// What kind of choice it is, by its words.
fn kind(named: &[String]) -> Option<usize> {
    let text = named.first()?.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    super::bank::CONCEPTS.iter().position(|c| words.iter().any(|w| c.words.contains(&format!(" {w} "))))
}
