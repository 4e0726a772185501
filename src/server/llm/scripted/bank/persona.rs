//! Frames around what a persona brings with it. Slots are filled from the persona:
//! `{e}` expertise, `{v}` a value, `{goal}` a goal (base verb first), `{l}` a field the person does
//! not know, `{b}` what the person spoken to overlooks, `{m}` a move, `{p}` the profession with
//! its article, `{yrs}` years of experience, `{r}` the role in the scenario, `{n}` a first name.

/// Before the opening position.
pub const STANCE_BEFORE: &[&str] = &[
    "What I say about every change goes for {k} too.",
    "I come to {k} as {p}, and that colours my view.",
    "On {k} I hold to an old rule of mine.",
    "My rule for cases like {k} is short.",
    "{k} is no exception to how I think about new things.",
    "To {k} I bring a habit from {e}.",
    "Before we go into {k}, know how I'm wired.",
    "After {yrs} years around {e} I've a fixed idea about things like {k}.",
    "Take me as {p} when I speak about {k}.",
    "Cards on the table about {k}.",
];

/// After the opening position.
pub const STANCE_AFTER: &[&str] = &[
    "I'd hold {x} against that.",
    "If {x} passes that test, I'm in.",
    "So show me where {x} meets it.",
    "For {k} that's a strict test, and I mean it.",
    "I'm curious who sees {k} the other way round.",
    "Argue me out of it, if {y} is better.",
    "I'd apply that to {y} as well.",
    "That's my yardstick for {k}.",
    "From there I'd look at {x} in detail.",
];

/// Before a case from the person's own life.
pub const CASE: &[&str] = &[
    "My own history with {e} explains why I say this.",
    "On {k} I'd rather give you a case than an opinion.",
    "Here's where my view of {k} comes from.",
    "I learnt about {e} the slow way.",
    "I don't know {e} from books.",
    "There's one memory from {e} that fits {k}.",
    "Allow me a detour through {e}.",
    "I react to {k} for a reason.",
    "An example from {e}, then.",
    "I can make {k} concrete with my own life.",
];

/// From the person's field. `{e}` reads well after "in", "of" and "about".
pub const EXPERTISE: &[&str] = &[
    "Anyone who deals with {e} would ask who pays while we wait for {x}.",
    "With {e} the second attempt is the honest one, and {x} would be our first.",
    "Work on {e} has taught me patience, and {k} will need a cartload of it.",
    "I'd look at it as I'd look at {e}: first the exceptions, then the rule.",
    "My corner is {e}, and there we'd never decide on {x} on a good day.",
    "With {e} you learn that the quiet cases cost the most, and {k} is full of them.",
    "The closest thing to {k} I know is {e}, where shortcuts come back within the year.",
    "If I bring one habit from {e}, it's asking who was left out.",
    "With {e} we'd promise nothing about {x} before we've measured twice.",
    "Whoever has worked on {e} distrusts a plan without an ending.",
    "I keep seeing parallels to {e}, especially where two parties each assume that the other has checked.",
    "From {e} I'd borrow one rule, which is to write down what we expect before we look.",
    "Half of my time goes into {e}, and the hard part is never where newcomers expect it.",
    "Think of {e} for a moment: what looks like detail there decides about {x}.",
    "If we {vp}, I'd look at {e} first, because it shows there before anywhere else.",
    "Ask me about {e}, and I can tell you how {k} looks on a bad day.",
    "I'd judge {k} by what it does to {e}.",
    "My question to everyone who wants to {vp}: what happens to {e} in the meantime?",
    "I know more about {e} than about {k}, so correct me, but the pattern looks familiar.",
    "Seen from {e}, the plan to {vp} has one soft spot: it assumes that people have time.",
    "We can {do} only as fast as the work on {e} can follow.",
    "What {k} needs is the kind of care we give to {e}.",
    "Nobody has drawn the line from {k} to {e} yet, and there is one.",
    "Whether we {vp} or leave it, the work on {e} won't wait for us.",
    "I can judge this from the side of {e}, where the first plan rarely survives the first week.",
    "When I work on {e}, I start from the person with the least time.",
];

/// What matters to the person. `{v}` is an abstract noun phrase.
pub const VALUES: &[&str] = &[
    "If this costs us {v}, I'd rather leave it.",
    "For me it's finally a question of {v}.",
    "I'd trade a good deal of speed for {v}.",
    "We haven't said the word yet: {v}.",
    "Take away {v}, and I can't defend the rest.",
    "Behind my stubbornness there's one thing, {v}.",
    "You can win me over by showing me where {v} comes in.",
    "I'd put {v} at the top of the page, before the budget.",
    "Nobody loses {v} in one day; it leaks.",
    "To {do} and to keep {v}: that's the combination I'm looking for.",
    "If we {vp} at the price of {v}, I'd call that a bad bargain.",
    "Talk to me about {k} in terms of {v}, and you have my attention.",
    "With {k}, as with most things, I look for {v} first.",
    "There's a way to {do} that costs us {v}, and it's the quick one.",
    "I could {do} with a clear conscience if {v} were safe.",
    "What {k} does to {v} is my whole question.",
    "My test is whether {v} gets stronger or weaker by this.",
    "I've seen plans with everything except {v}.",
    "Without {v} it becomes an exercise.",
];

/// What the person wants. `{goal}` starts with a base verb.
pub const GOALS: &[&str] = &[
    "What I'm after is simple: to {goal}.",
    "I want to {goal}, and this either helps with that or it doesn't.",
    "I came here hoping to {goal}.",
    "If we manage to {goal} along the way, I'm on board.",
    "My own aim, as some of you know, is to {goal}.",
    "Everything I do at work is meant to {goal}, so that's how I read this.",
    "I'd call it a success if it let us {goal}.",
    "If we {vp}, will it be easier or harder to {goal}?",
    "For years I've tried to {goal}, and {k} could help or hurt.",
    "Before we {vp}, tell me whether I can still {goal}.",
    "Show me how it helps to {goal}, and I'll stop asking.",
    "I'm trying to {goal}, which makes me an interested party.",
];

/// Where the person's knowledge ends. `{l}` is a noun phrase.
pub const LIMITS: &[&str] = &[
    "I'm no judge of {l}, so somebody else has to check that side.",
    "Don't ask me about {l}; there I'd only be guessing.",
    "On {l} I know too little to have a view.",
    "I'd need help with {l} before I could say more.",
    "My knowledge ends at {l}.",
    "What I can't see from here is {l}.",
    "Somebody who understands {l} should contradict me if I'm wrong.",
    "I leave {l} to those who know it.",
];

/// What the person spoken to overlooks. `{b}` is a noun phrase.
pub const BLIND: &[&str] = &[
    "One thing is absent from your picture, {n}: {b}.",
    "You never mention {b}, {n}.",
    "Have you thought about {b}, {n}?",
    "I'd be more at ease, {n}, if you'd said a word about {b}.",
    "What about {b}, {n}?",
    "{n}, your argument works until it meets {b}.",
    "I miss {b} in everything you've said so far, {n}.",
    "How does {b} fit into that, {n}?",
    "From where you stand, {n}, it's hard to see {b}.",
    "Could it be, {n}, that you're leaving out {b}?",
];

/// What the person habitually does. `{m}` starts with a base verb ("ask who will do the work").
pub const MOVES: &[&str] = &[
    "I have to {m}.",
    "Let me {m}.",
    "At this point I always {m}.",
    "Before we go on, I want to {m}.",
    "May I {m}?",
    "I'm going to {m}, because nobody else has.",
    "It's a habit of mine to {m}, so bear with me.",
    "You won't be surprised if I {m}.",
    "I'd like to {m} before we go further.",
    "Somebody should {m}, so I will.",
    "Allow me to {m}.",
    "Here I must {m}.",
    "Forgive me if I {m}.",
    "The useful thing now is to {m}.",
];

/// Before one of the person's own phrases, which follows as a sentence of its own.
pub const PHRASES: &[&str] = &[
    "About {e} we have a short way of putting it.",
    "Whoever works with me on {e} hears this every week.",
    "About {k} I'd put it as I always do.",
    "My old sentence fits {k}.",
    "Over {k} I'd hang one line.",
    "I keep repeating one thing about {e}.",
];

/// The person's part in the scenario.
pub const ROLES: &[&str] = &[
    "My part here is clear: {r}.",
    "I'm sitting here for a reason: {r}.",
    "Remember why I was invited: {r}.",
    "In this round I have one job: {r}.",
];

/// After a proposal, to tie it to the question.
pub const ANCHOR: &[&str] = &[
    "On that basis I'd dare to {vp}.",
    "That way we {vp} without betting everything on it.",
    "It would take the fear out of {k}.",
    "Then {k} becomes something we can look at instead of something we believe in.",
    "With that in place, we could {do} and still sleep.",
    "It costs little, and it makes the case to {vp} stronger or kills it cleanly.",
    "If we want to {vp}, I see no cheaper way to learn.",
    "It answers half of what worries people about {k}.",
    "Without it, the decision to {vp} is a leap.",
    "That's the difference between a plan to {vp} and a wish.",
    "I'd feel easier about {k} straight away.",
    "We needn't agree on {k} for that.",
    "It commits nobody to {k} for good.",
    "And if we never {vp}, we've still learnt something.",
];

/// To somebody who pointed out a blind spot. `{n}` is that person.
pub const ADMIT: &[&str] = &[
    "You've caught a blind spot of mine, {n}.",
    "True, I never look in that direction.",
    "That stings, {n}, because it's accurate.",
    "I don't have them in view, I admit it.",
    "Fair, {n}: from my desk that's out of sight.",
    "I'd hoped nobody would ask me that.",
    "You're right, {n}, my picture stops before that point.",
    "Guilty, and I'd like to learn more about it.",
    "No, I hadn't thought of it, {n}.",
    "It's a gap in my view, and I'd rather hear it here than later.",
    "I'll write that on the back of my hand, {n}.",
    "Point taken; I tend to skip that page.",
];
