//! What follows the first sentence of an answer, by what the question asked for. `[…]` marks the
//! noun phrase others refer to. Slots as in `replies`; `{v}` a value of the speaker, `{f}` a figure.

use super::Ask;

pub const ANSWERS: &[(Ask, &[&str])] = &[
    (
        Ask::Worry,
        &[
            "Someone who knows {e} by heart will leave, and [half the knowledge] will leave in the same bag.",
            "We'll declare {x} a success in spring and find out in autumn that nobody kept to it.",
            "People will nod at {x} and carry on as before, and [that silence] is hard to measure.",
            "The first emergency around {e} will bring back [the old habits], and nobody will notice that they stayed.",
            "I expect [a slow drift] in {k}: every week a small exception, and by summer no rule.",
            "The cost of {x} will sit with people who never see [the benefit].",
            "I'm thinking of the second-best person around {e} on a bad shift.",
            "Half of what I know of {e} depends on favours, and {x} has no line for favours.",
        ],
    ),
    (
        Ask::Evidence,
        &[
            "What I can say about {e} is that [the direction] has been the same in every place I know.",
            "Ask me again when somebody has compared {x} with a place that did nothing.",
            "The files on {e} say one thing and [the people who wrote them] say another.",
            "I've looked for a counter-example to {x} and found two, neither of them comfortable.",
            "My sample is small and badly chosen: the people who deal with {e} who talk to me.",
            "If you forced me to give odds on {x}, I'd say three to one, and I'd want to see the other side's bet.",
            "The {f} I'd take as given, and everything we hang on them I'd check.",
        ],
    ),
    (
        Ask::Experience,
        &[
            "The plan for {e} was fine, and [the first absence] broke it.",
            "It took a month until anyone around {e} dared to say that the new way was slower.",
            "What saved us around {e} was [one stubborn colleague] who kept a list.",
            "We got the result we wanted for {e}, and we lost [two good people] on the way.",
            "Nobody had thought about those around {e} who come in late, and they were a third of all.",
            "In the end we kept the idea for {e} and threw away [the tool].",
        ],
    ),
    (
        Ask::Condition,
        &[
            "Those who do the work on {e} must be able to stop {x} without asking.",
            "Show me that the hardest tenth of our cases gets no worse, and I'll argue for {x} myself.",
            "I need a date on which we may give up {x} without losing face.",
            "If {x} can be undone for the first three months, you have my yes.",
            "The extra effort for {x} has to be paid or taken off [somebody's list], one or the other.",
            "What I can't accept is [a trial that can't fail], and {x} is close to one.",
            "Tell me what becomes of {v} under {x}, and the rest is negotiable.",
        ],
    ),
    (
        Ask::Owner,
        &[
            "It should be someone who meets people who know {e} at least once a week.",
            "For {x} I'd ask the person who'd have to apologise, because [apologies] concentrate the mind.",
            "Give {k} to two people who disagree, and let them report together.",
            "Whoever holds the money for {x} should also answer the complaints for a month.",
            "The decision on {x} sits upstairs, but [the knowledge] about {e} sits at the counter.",
            "Not the most senior person around {e}; the one with [the most to lose] from sloppiness.",
        ],
    ),
    (
        Ask::First,
        &[
            "I'd spend a morning around {e} watching how it's done now and write down every wait.",
            "Call three people who complained about {e} last year and ask them to be specific.",
            "Put today's numbers for {k} on the wall before we touch anything.",
            "Choose one case from {e}, follow it to the end, and count [the hands] it passes through.",
            "I'd tell everyone that we try {x}, and when the trial ends.",
            "We could write the apology for {x} in advance; [that exercise] finds the weak spot in ten minutes.",
        ],
    ),
    (
        Ask::Missing,
        &[
            "We talk about averages, and [the people at the edges] of {e} won't recognise themselves.",
            "No one has mentioned what {x} does to those who are happy as it is.",
            "We haven't said what we owe to those who tried {x} before us.",
            "The subject we avoid is pay, and everyone around {e} would start with it.",
            "I haven't heard anything about the day {x} ends.",
            "There's no beginner in our picture of {e}, and [beginners] are where a plan shows its manners.",
            "Nobody has asked whose hours {x} will eat.",
        ],
    ),
    (
        Ask::Position,
        &[
            "People who deal with {e} would thank us for {x} and curse us for {y}.",
            "I've gone back and forth, and {v} tipped it.",
            "The thought of {e} decides me, and there {y} looks worse on every second day.",
            "I could be talked out of {x} by somebody who has done {y} for a year.",
            "Without {e} in my life, I might see {k} otherwise.",
        ],
    ),
    (
        Ask::Measure,
        &[
            "I'd look at how many people who deal with {e} come back a second time without being told to.",
            "Fewer questions about {e} would convince me more than [any rating].",
            "Watch [the workarounds] around {e}: if they disappear, {x} works.",
            "I'd ask five people what {x} changed, and if they need to think, nothing did.",
            "The number I'd want for {k} is hours of waiting, summed over everyone.",
            "Check whether [the sick days] move after {x}; bodies are honest.",
            "Compare the {f} before and after {x}, same weekday, same weather.",
        ],
    ),
];
