//! Arguments about choices of any kind, and where a person stands on them. Slots: `{x}` the choice that
//! is spoken for or against, `{y}` the other one; the rest as in the parent module.

/// For a choice of no known kind.
pub const PRO: &[&str] = &[
    "I lean towards {x}, since it's the version I could explain to anyone who deals with {e}.",
    "What speaks for {x} in my trade is plain: work on {e} would get simpler by one step.",
    "Judged from {e}, {x} is the smaller of two risks.",
    "I'd choose {x} for the sake of {v}, and I'd say so in public.",
    "There's more {v} in {x} than in anything else we've heard today.",
    "People who live from {e} would forgive us {x} sooner than another year of waiting.",
    "If I think of {e} in ten years, {x} is the choice I'd have wanted today.",
    "My vote goes to {x}, as long as somebody who knows {e} checks the first month.",
    "Twenty conversations about {e} have taught me this much: {x} is what people ask for once they trust you.",
    "Suppose we take {x}: the first thing I'd fix is {e}, and that's doable by spring.",
];

/// Against a choice of no known kind.
pub const CON: &[&str] = &[
    "What I hold against {x} is that it makes {e} somebody else's problem.",
    "From where I stand, {x} would be paid for out of {e}.",
    "Nobody who knows {e} would call {x} simple.",
    "I can't square {x} with {v}, however I turn it.",
    "The case for {x} sounds fine until you reach {e}, and there it stops.",
    "With {x} we'd learn in two years what people who deal with {e} could tell us this afternoon.",
    "My objection to {x} has a name, and the name is {v}.",
    "Whoever recommends {x} should spend a day on {e} first.",
    "I'd keep my hands off {x} until we know who looks after {e} in the meantime.",
    "If {x} goes wrong, the first to feel it is whoever depends on {e}.",
];

/// Two choices side by side: `{x}` is the one the person leans to, `{y}` the other.
pub const VERSUS: &[&str] = &[
    "Set {x} beside {y}, and ask which of them you'd dare to announce in person; for me it's the first.",
    "Between {y} and {x} I'd go for the second, because {v} survives it.",
    "The difference between {x} and {y} shows around {e} before it shows in any account.",
    "Where {y} asks for trust, {x} asks only for patience, and patience I can organise.",
    "I'd give up {y} without tears and fight for {x}.",
    "Neither {x} nor {y} is free; the first at least tells us the price beforehand.",
    "Should {x} fail, we can still turn to {y}, and the other way round it's harder.",
    "We keep treating {y} as the careful choice, and from the side of {e} it's the bold one compared with {x}.",
    "If {y} wins the vote I'll help, though {x} is what I'd have put my own savings into.",
    "Try the test of {v} on {y} first and on {x} second; I did, and I changed seats.",
    "Most of the quarrel between {x} and {y} is about who carries the first bad month.",
    "People in my line would say that {y} is for the brochure and {x} for the Tuesday after.",
];

/// A figure of the brief, used in an argument. `{f}` reads well after "the"; `{h}` counts something.
pub const WITH_FIGURE: &[&str] = &[
    "Take the {f} from the brief: that's where {x} either pays or doesn't.",
    "I keep doing sums with the {f}, and they come out in favour of {x}.",
    "I learn more about {y} from the {f} in our papers than from an hour of opinions.",
    "Before anybody praises {y}, divide its cost by the {h} and read the result aloud.",
    "How many of the {h} would even notice {x}?",
    "The {h} look different to anyone who knows {e}: I'd expect the worst tenth to decide.",
    "I don't doubt the {h}; I doubt that they stay the same after {x}.",
    "If the {h} were half as many, would you still choose {x}?",
    "On the {f} alone I'd say {x}, and I'd still ask who counted and when.",
    "Nobody has connected the {f} with {e} so far, and to me that's the whole argument.",
    "My problem with {y} has a number on it: the {f}.",
    "Behind the {h} there are names, and some of them will write to us about {x}.",
];

/// Where the person stands at the beginning. `{s}` is what it leans to.
pub const POSITION: &[&str] = &[
    "On {k} I start closer to {x} than to {y}.",
    "If you made me vote on {k} now, I'd pick {x}.",
    "My first instinct says {x}, and I've learnt to check my instincts against {e}.",
    "I come to {k} from {e}, and from there {x} looks like the saner choice.",
    "Of everything on the table, {x} worries me least.",
    "Count me, for the moment, among the friends of {x}.",
    "I'd begin with {x} and let {y} prove that it's better.",
    "Someone who spends the day on {e} can hardly come out anywhere else than at {x}.",
    "Put me in the column for {x}, in pencil.",
    "So far {x} has the better arguments, and I say that as {p}.",
    "In my head {y} lost to {x} on the way here, though not by much.",
    "Leaning is the right word: I lean to {x}, because of {v}.",
];

/// Where the person stands on a question that names no choices.
pub const OUTLOOK: &[&str] = &[
    "When I read about {k}, I thought of {e} at once.",
    "My way into {k} leads through {e}.",
    "On {k} I'd like to be judged by one thing, {v}.",
    "With {k} I begin where I always begin, at {e}.",
    "I come to {k} as {p}, so I look for {v} before I look for a plan.",
    "For me {k} is a question about {v} in working clothes.",
    "Most of what I can say on {k} I learnt from {e}.",
    "The part of {k} that I understand is the part that touches {e}.",
    "Let me tie {k} to something I know, which is {e}.",
    "Whatever we say about {k}, I'll measure it against {e}.",
];
