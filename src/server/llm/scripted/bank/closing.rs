//! Towards the end: summing up, taking something on, keeping a reservation. Slots: `{o}` and
//! `{o2}` proposals, `{a}` and `{a2}` who made them; `{x}`, `{y}` the choices, `{k}` the subject,
//! `{e}` a field of the speaker, `{v}` a value of the speaker.

/// Summing up; needs two proposals.
pub const SUMS: &[&str] = &[
    "So far I have two things on paper about {k}: {a}'s {o} and {a2}'s {o2}.",
    "Let me try to sum up {k}: most of us can live with the {o}, and the {o2} is still being bent into shape.",
    "If I read my notes on {k}, {a}'s {o} has survived and the {o2} needs one more turn.",
    "We started far apart on {k}, and now the {o} and the {o2} stand next to each other quite happily.",
    "The minutes on {k} would say this: {a} brought the {o}, {a2} brought the {o2}, and nobody walked out.",
    "I count two proposals for {k} that are still alive, the {o} and the {o2}.",
    "Put together, the {o} and the {o2} make {k} a plan with two legs.",
    "What's left of {k} after an hour of arguing is the {o}, plus the {o2} as a safety rope.",
    "For the record of {k}, the {o} came from {a} and the {o2} from {a2}, and both got better by being attacked.",
    "I'd present {k} to anyone outside in two phrases: the {o} and the {o2}.",
    "We've earned a summary of {k}: the {o} first, the {o2} right behind it.",
];

/// What the person takes on.
pub const COMMITS: &[&str] = &[
    "I'll take the {e} part on myself and report on it before anybody votes on {x}.",
    "Give me two weeks, and I'll write down what {x} does to {e}, on one page.",
    "Whoever goes ahead with {x} can ring me about {e} at any hour of the first month.",
    "I'll ask three people who know {e} better than I do to pick holes in {x}.",
    "My share of {k} is {e}: I'll count what it costs today, so that we can compare.",
    "I'd put my name to {x}, on the understanding that I may stop it because of {e}.",
    "Leave {e} to me, and let someone with patience take the rest of {k}.",
    "Before we meet again I'll try {x} on the hardest case of {e} that I can find.",
    "You can have my mornings for {k} until the first results on {e} are in.",
    "I'm willing to explain {x} to everyone who works on {e}, bad questions included.",
    "As {p} I can offer {k} one honest thing, a list of everything about {e} that may break.",
    "Send me the objections to {x}; I'll answer those that touch {e} by hand.",
    "I'll draft the paragraph on {e}, because {k} without it is a poster.",
    "When {x} comes up for review, I'll bring the figures on {e}, flattering or not.",
    "To the people who deal with {e} I'll say it myself: we looked at {y} too, and chose {x}.",
    "If we go for {x}, the first complaint about {e} comes to my desk.",
    "I'd like to sit beside whoever tries {x} first, with {e} on my notepad and my mouth shut.",
    "Put me down for {e}; somebody else should watch the money in {k}.",
];

/// A reservation that stays.
pub const RESERVES: &[&str] = &[
    "I still miss a word about {e} whenever we say {x}.",
    "My doubt about {x} has shrunk, and what remains of it is called {e}.",
    "A part of me would have chosen {y}, and that part will be at the review.",
    "Note one thing beside my name: {x}, provided that {v} survives it.",
    "I go along with {x} and keep an eye on {e}.",
    "About {k} I'm calm; about the pace I'm not, and my reason is {e}.",
    "Should {x} hurt {e}, I'll say so aloud, and I'd want everyone to remember that I did.",
    "I can live with {x} as long as nobody tells me that {y} was foolish.",
    "On {v} I haven't heard enough to be easy about {x}.",
    "What I'd regret about {x} is a year in which nobody asked people who deal with {e}.",
    "We've been kind to {x}, and I hope the work on {e} will be as kind to us.",
    "One question about {k} I take home unanswered: what becomes of {e}?",
];

/// Last sentences of the last turns.
pub const CLOSERS: &[&str] = &[
    "So for me it's {x}, with both eyes open.",
    "Ask me on the street about {k}, and I'll say {x} and give my reason.",
    "If it has to be one answer on {k}, mine is {x}.",
    "I came in undecided between {x} and {y}, and I leave for the first.",
    "Let {x} now survive an ordinary week of {e}.",
    "That's where I stand on {k}: {x} first, and {y} in the drawer.",
    "I'd repeat my vote for {x} tomorrow, before coffee.",
    "Nothing we said makes {k} easy, and still {x} is the better half of it.",
    "With {x} I could look the people who know {e} in the face.",
    "More than that on {k} I can't know from a chair.",
    "Write {x} on the sheet, and under it, smaller, {v}.",
    "My last word on {k} is {v}.",
];
