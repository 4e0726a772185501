//! Sentences that carry the scenario's own words. Slots: `{do}` what is to be decided, base verb
//! first ("introduce a four-day week"), `{vp}` the same where the question is whether to do it; `{k}` a noun phrase of the question; `{c}` a constraint,
//! `{g}` a goal, `{f}` a sentence with a figure from the setting, each as written there; `{q}` key
//! words of the observer; `{p}` the profession with its article.

/// First line of the whole conversation, before the position.
pub const OPENERS: &[&str] = &[
    "Let's start with the question itself: {question}",
    "The question on the sheet reads: {question}",
    "So that's what we're here for: {question}",
    "I'd like us to keep one sentence in view: {question}",
    "We were asked one thing: {question}",
];

pub const VERB: &[&str] = &[
    "If we {vp}, somebody has to explain it to the people who liked things as they were.",
    "I can imagine that we {vp}, though hardly in one step and hardly without {e}.",
    "Suppose we {vp} and it goes quietly wrong: who would tell us?",
    "Before we {do}, I'd like to see one week of ordinary life with it.",
    "We could {do} and still lose the people we did it for.",
    "To {do} is the easy half; to keep it going in the second winter is the other one.",
    "If the choice were mine alone, I'd {vp} in small portions.",
    "Nobody can {do} against the people who open the doors in the morning.",
    "Whether we {vp} or wait, somebody carries a cost, and I'd name that person.",
    "Let's picture the morning after we {vp}, hour by hour.",
    "I'd like to hear how we {do} on a day when everything else goes wrong.",
    "If I had to {do} with half the time and half the people, I'd know what matters.",
    "Other people had to {do} before us, and I'd ask what they regret.",
    "We'll {do} once, and we'll explain it a hundred times.",
    "Those of us who have to {do} in practice will read our plan with a pencil in hand.",
    "Let's {do} in a way that we could undo without shame.",
    "There's a cheap way to {do} and there's a way that lasts.",
    "I'd sooner {do} late and properly than early and twice.",
    "We'd {vp} with open eyes if we knew what we'd drop in exchange.",
    "What if we {vp} and the numbers look fine but people leave?",
    "The reason to {vp} should fit into one breath.",
    "Those who want to {vp} and those who don't are, I suspect, afraid of the same thing.",
];

pub const KEY: &[&str] = &[
    "When I hear {k}, I think of one tired person at the end of a long day.",
    "With {k} the first question is who can say no.",
    "Everything I know about {k} I learnt from people who weren't asked.",
    "Talk of {k} makes me look for the person who does the clearing up.",
    "We speak of {k} as if everyone meant the same by it.",
    "Look at {k} from the far end: what does a person notice on the first day?",
    "I'd split {k} into what we control and what we only hope for.",
    "On paper {k} is one thing; in practice I count at least three.",
    "For most people {k} is one worry among ten, somewhere in the middle.",
    "I've no quarrel with {k}, only with the hurry.",
    "The argument over {k} is partly an argument over who gets listened to.",
    "Someone will have to stand in a doorway and explain {k}.",
    "Let's not treat {k} as a prize for good behaviour.",
    "Nothing about {k} is neutral, since somebody always waits longer.",
    "What we call {k} has a long tail that none of us has priced.",
    "In my notes {k} has three question marks beside it.",
];

pub const CONSTRAINT: &[&str] = &[
    "We've been given a hard limit: {c}.",
    "I don't want us to drift past one condition: {c}.",
    "One line on the sheet keeps us honest: {c}.",
    "May I read out a constraint that we've ignored so far: {c}.",
    "Whatever we like, this stands: {c}.",
    "Our room for manoeuvre has a wall in it: {c}.",
    "I'd test every idea against this: {c}.",
    "It says so in black and white: {c}.",
];

pub const GOAL: &[&str] = &[
    "One of our goals is written down: {g}.",
    "We should come back to what we were asked to achieve: {g}.",
    "I measure the last ten minutes against this aim: {g}.",
    "Remember what has to be on the table at the end: {g}.",
    "We owe somebody this result: {g}.",
    "I'd tick off one goal before the next: {g}.",
];

pub const FIGURE: &[&str] = &[
    "The brief contains a figure we haven't used: “{f}”",
    "I marked one sentence in the brief: “{f}”",
    "Read this line with me: “{f}”",
    "There's something hard in the brief: “{f}”",
    "I went back to the description, and there it says: “{f}”",
];

/// To a question of the observer. `{q}` stands inside quotation marks.
pub const OBSERVER_ASK: &[&str] = &[
    "You ask: “{q}” I'd rather answer than dodge.",
    "“{q}” I'll take that first, since it was put to us directly.",
    "The question from outside was: “{q}” Here's mine.",
    "“{q}” A fair question, and overdue.",
    "You want to know: “{q}” I can only speak for myself.",
    "Before we go on, the question we were given: “{q}”",
    "“{q}” That deserves a plain answer.",
];

/// To a statement or instruction of the observer.
pub const OBSERVER_SAY: &[&str] = &[
    "We've just been told: “{q}” I take that seriously.",
    "“{q}” I hear that, and it shifts my weight.",
    "You say: “{q}” Then part of what I said needs a second look.",
    "“{q}” If that holds, the order changes for me.",
    "With that remark on the table, “{q}”, I have to revise something.",
];

/// To something that happens in the scene.
pub const SCENE: &[&str] = &[
    "Well, that just happened: “{q}” Let me react to that before anything else.",
    "“{q}” We can't carry on as if nothing had happened.",
    "You all saw it: “{q}” I'd rather face it than talk over it.",
    "“{q}” That wasn't in anybody's plan for {k}.",
];

/// A pinned fact, taken up by the next speaker; `{q}` is the fact.
pub const FACTS: &[&str] = &[
    "So that's settled for us: “{q}” Then I'd look at {x} again.",
    "“{q}” We work with that from here on.",
    "Good to have it fixed: “{q}” It makes {y} harder to defend.",
    "“{q}” Fine, then {x} has to fit into it.",
];

/// A plain answer to a question of yes or no, after the observer's words.
pub const VERDICTS: &[&str] = &[
    "Plainly, then: no, not before somebody has looked at {e}.",
    "My answer is yes, and my reason is {e}.",
    "Yes, if you ask me, though only as far as {v} allows.",
    "Mine is a no, because the price would be paid around {e}.",
    "I'd say yes with my hand on {e} and my eye on the clock.",
    "No, and I say that with {e} in mind.",
    "Half a yes: for most people it's right, for those who depend on {e} it isn't.",
];

/// An answer to an open question of the observer.
pub const PLAIN: &[&str] = &[
    "From {e} I'd say it comes down to {v}.",
    "What I know of {e} points to {x} there too.",
    "With {e} I'd look for the answer with the people who do the last step.",
    "Honestly, I'd need one look at {e} to be sure, and I'd bet on {x}.",
    "I'd answer with {e}: whatever holds there will hold for {k}.",
    "For me it's {v} first, and everything else by arrangement.",
];

/// To an event or a statement: what it changes.
pub const AFTERMATH: &[&str] = &[
    "For {e} a moment like that shows who is prepared.",
    "It makes {y} look weaker and {x} a little more urgent.",
    "My first thought goes to {e}, and only the second to {k}.",
    "If that can happen here, it can happen on the first day of {x}.",
    "I'd stop for a minute and ask what it means for {e}.",
    "For {k} it changes less than it seems; for {v} it changes a good deal.",
];

/// Coloured by something that only the speaker was told.
pub const WHISPERED: &[&str] = &[
    "I've had a reason to think about {k} afresh, and I'll leave it at that.",
    "Don't ask me why, but I'm a shade more careful about {x} than ten minutes ago.",
    "Let's say I now look at {k} with one more thing in mind.",
    "Something makes me weigh {y} and {x} anew, and I'd rather not say what.",
    "There are things about {k} I can't lay on the table; allow for that.",
    "I'd watch {x} more closely from here on, and I have my grounds.",
];

/// To a question that was put aside.
pub const FRANK: &[&str] = &[
    "Between us, {x} is what I'd choose, and {e} is only half of the reason.",
    "Honestly, I think {y} will win, and I'd have preferred {x}.",
    "If nobody wrote it down, I'd say {x} and be done with it.",
    "I talk more carefully than I think: in my heart it's {x}, for the sake of {v}.",
    "You want it straight: {y} scares me, because I know {e}.",
    "What I really think is that we need {v} more than we need a decision between {x} and {y}.",
];

/// Spoken when the question can't be understood.
pub const PUZZLED: &[&str] = &[
    "I've read the question three times, and I can't make sense of it.",
    "Before I say a word, I'd need to know what we're being asked.",
    "Is that a typing error, or a word I should know?",
    "I could talk about {e} all day, but I doubt that this is meant.",
    "Forgive me, I can't answer something I don't understand.",
    "Whoever wrote that down, could they say it in a full sentence?",
    "With {e} we'd send this back with a question mark.",
    "There's no subject in it that I can find.",
    "Does anybody else read more into it than I do?",
    "I'd rather wait for a clear question than guess at one.",
    "Tell us what should be decided and for whom, and I'd gladly take a stand.",
    "Nothing in these letters tells me whether it's about {e} or about the moon.",
    "We shouldn't promise anything on the strength of that line.",
    "My guess would be as good as a coin, so I keep it to myself.",
    "Perhaps a keyboard slipped; let's ask before we argue.",
    "I know a good deal about {e}, and none of it helps me to read that.",
    "Was something cut off at the end of the question?",
    "My pen is ready, and I have nothing to write down but letters.",
    "If it's a test of our patience, I pass it with a sigh.",
    "Could we ask the person who sent us here what they meant?",
    "Any answer I gave now would be an answer to something else.",
    "I'd need a verb, a subject and somebody who's affected.",
    "Even in my notes on {e} I write more clearly than that.",
    "Let's not pretend we understood it.",
    "Which decision is waiting for us, and by when?",
    "I hear two sounds and no meaning.",
    "Please put the question again, in words that my neighbour would use.",
    "People who deal with {e} send me riddles too, though they end in a number.",
    "It may be a code, and nobody gave me the key.",
    "One sentence of context would help: who asks, and what hangs on it?",
];
