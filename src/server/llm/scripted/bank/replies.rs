//! First sentences that answer a question, by what it asked for. `{n}` is the person who asked;
//! `{x}`, `{y}` choices, `{k}` the subject, `{e}` a field of the speaker.
//! The sentence after it is chosen to fit: an experience for [`Ask::Experience`], and so on.

use super::Ask;

pub const REPLIES: &[(Ask, &[&str])] = &[
    (
        Ask::Worry,
        &[
            "What worries me about {x} is something quite small.",
            "With {x} it breaks where nobody is looking, {n}.",
            "My fear about {k} is an ordinary one, {n}.",
            "The trouble with {x} starts later than we think.",
            "I can name the risk in {x}, {n}, though I can't size it.",
            "At {x} I'd watch the edges, {n}, never the centre.",
            "I do see trouble coming for {k}, {n}, from an unexpected side.",
        ],
    ),
    (
        Ask::Evidence,
        &[
            "On {x} I have no clean figure for you, {n}, and I won't invent one.",
            "Call my view of {x} a strong suspicion, {n}.",
            "I've one observation from {e} and no study.",
            "The proof for {x} is thinner than I'd like, {n}.",
            "Part of what I say on {k} I've seen with my own eyes; part is guesswork.",
            "Nobody around {e} has counted it properly, {n}.",
            "About {k} I can give you a direction, {n}, without decimals.",
        ],
    ),
    (
        Ask::Experience,
        &[
            "Yes, with {e} I've been close to something like it.",
            "I have one story from {e} that fits, {n}.",
            "What you say about {k} reminds me of my own work, {n}.",
            "It wasn't {x}, {n}, though a relative of it.",
            "About {x} I can only tell you what I've seen, {n}.",
            "You ask for a case, {n}, and I have one about {e}.",
            "I've paid for my lesson about {k}, {n}.",
        ],
    ),
    (
        Ask::Condition,
        &[
            "I'd say yes to {x} under one condition, {n}.",
            "My red line on {k} is easy to draw.",
            "It would take less than you think to bring me round to {x}, {n}.",
            "I could live with {x}, {n}, with one change.",
            "There's a version of {x} I'd defend in public.",
            "On {k} I'm movable, {n}, and I'll tell you by what.",
            "Half of {x} I'd sign today, {n}.",
        ],
    ),
    (
        Ask::Owner,
        &[
            "I'd take a share of {x} myself, {n}.",
            "For {x}, whoever feels the consequences should hold the pen.",
            "At the moment {k} lands on a desk that's already full, {n}.",
            "For {x} I'd look for somebody close to {e}, {n}, certainly not a committee.",
            "I know whom around {e} I'd ask first, {n}.",
            "So far nobody has claimed {x}.",
        ],
    ),
    (
        Ask::First,
        &[
            "With {k} I'd begin at the dullest end, {n}.",
            "One week is enough to learn something about {x}, {n}.",
            "The first step towards {x} should be cheap enough to regret.",
            "I'd start {x} where it hurts most, {n}, even if it's small.",
            "Before {x} I'd want to look at {e} as it is today.",
            "I'd leave the interesting part of {k} for later, {n}.",
        ],
    ),
    (
        Ask::Missing,
        &[
            "On {k} we've left somebody out, {n}.",
            "There's an empty chair in this talk about {x}.",
            "Someone who knows {e} would notice how sure we sound, {n}.",
            "The thing we don't say about {x} is the interesting one, {n}.",
            "About {k} I'd have asked a different question, {n}.",
            "You noticed, {n}; I do see a gap, and it has to do with {e}.",
        ],
    ),
    (
        Ask::Position,
        &[
            "I stand nearer to {x}, {n}, if you want it in one word.",
            "Since you ask me, {n}: {x}, and I'll say why.",
            "My view of {k} is quickly told, {n}.",
            "For {x}, {n}, with a footnote.",
            "I'd choose {x} over {y}, {n}, on a working day.",
            "You'll have guessed it, {n}: my work on {e} makes me lean to {x}.",
        ],
    ),
    (
        Ask::Measure,
        &[
            "To judge {x} I'd count as little as possible, {n}.",
            "We'd know that {x} works by a change nobody announces.",
            "For me the sign from {e} is a humble one, {n}.",
            "Three months into {x}, {n}, I'd look at the mood before the chart.",
            "On {k} a figure alone won't convince me, {n}.",
            "You'd see the effect of {x} in small things first, {n}.",
        ],
    ),
];
