//! What is to be said for and against common kinds of choices, by the words that name them. `{x}` is
//! the choice as a noun phrase ("a toll", "charging per bed"). `[…]` marks the noun phrase others
//! refer to.

/// A kind of choice.
#[derive(Debug)]
pub struct Concept {
    /// Words that name it, each between spaces; the first kind that has one of them wins.
    pub words: &'static str,
    pub pro: &'static [&'static str],
    pub con: &'static [&'static str],
}

pub const CONCEPTS: &[Concept] = &[
    Concept {
        words: " nothing ",
        pro: &[
            "At least {x} costs nothing this year, and nobody who works on {e} has to relearn a thing.",
            "I can defend {x} for now, because we know {k} down to its faults.",
            "With {x} we keep [the people who know the workarounds], above all those around {e}.",
            "For {e} I'd call {x} a plan too, and a cheap one.",
            "As long as nobody tells me what becomes of {e}, I prefer {x}.",
            "There are years in which {x} is the bravest thing one can do for {v}.",
        ],
        con: &[
            "The trouble with {x} is that the bill arrives later, and around {e} it has arrived before.",
            "I've watched {x} pass for caution while the best people around {e} looked for other jobs.",
            "Many call {x} safe because nobody has to sign for it, and {v} isn't a signature.",
            "Whoever defends {x} should come and see {e} on a Monday.",
            "Another year of {x}, and we can discuss {e} in the past tense.",
            "I find it hard to sell {x} as {v}.",
        ],
    },
    Concept {
        words: " toll tolls ",
        pro: &[
            "The fair thing about {x} is that whoever crosses pays, and whoever stays home doesn't.",
            "A stranger passing through pays {x} too, which neither of the other ways can offer.",
            "You can switch {x} off on the day the debt is gone.",
        ],
        con: &[
            "I see {x} hitting [the commuter who has no other road] ten times a week.",
            "Before {x} brings in one coin it has paid for booths, cameras and people to argue with.",
            "Put up {x}, and half the lorries will find [the old detour through the village].",
        ],
    },
    Concept {
        words: " tax taxes levy ",
        pro: &[
            "Because {x} falls on everybody, it needs no collector at the roadside.",
            "What speaks for {x} is that it follows income, at least roughly.",
            "Only {x} would still be there for [the repairs in year twenty].",
        ],
        con: &[
            "Ask for {x}, and the people who'll never use the thing will ask why they pay.",
            "Once {x} is voted it never leaves, long after its reason has gone.",
            "Most households would meet {x} in the same month as [the heating bill].",
        ],
    },
    Concept {
        words: " loan loans debt borrowing bond bonds credit ",
        pro: &[
            "For something that lasts sixty years {x} is honest: those who use it later pay later.",
            "The start needs {x} in any case; the argument is about who pays it back.",
            "Today's rate makes {x} dearer than five years ago and still cheaper than waiting.",
        ],
        con: &[
            "Taking {x} only moves the question to whoever sits here in ten years.",
            "I'd want to see what {x} costs us when [the rate goes up by two points].",
            "With {x} on the books, the next leaking school roof has to wait.",
        ],
    },
    Concept {
        words: " bed beds ",
        pro: &[
            "The number behind {x} sits in a public register, so nobody can argue about the bill.",
            "With {x} a hospital can let every nurse and every agency temp log in without counting heads.",
            "A finance office likes {x}, because beds don't come and go with the rota.",
        ],
        con: &[
            "I know wards where half the beds are closed, and {x} would charge for [the empty ones].",
            "The small rural house loses by {x}: many beds, few people, little use.",
            "Choose {x}, and we earn the same however many people use what we built.",
        ],
    },
    Concept {
        words: " user users seat seats head usage ",
        pro: &[
            "What I like in {x} is that a customer who uses little pays little.",
            "The bill under {x} grows only when the use grows, and that's easy to defend.",
            "If we believe in the thing, {x} rewards us for every person we win over.",
        ],
        con: &[
            "With {x} they'll share [one login among five], and then we know nothing about anybody.",
            "Every new name costs money under {x}, so the temp on the night shift gets none.",
            "Nobody can budget for {x}; the first month that doubles will be our last.",
        ],
    },
    Concept {
        words: " subscription subscriptions subscribing monthly membership ",
        pro: &[
            "I see the charm of {x}: no big sum on the first day, and repairs are somebody else's worry.",
            "With {x} the seller only earns if I stay, so they have to keep me happy.",
            "For someone who moves every two years {x} beats a cupboard full of old machines.",
        ],
        con: &[
            "Add up {x} over three years, and I could have bought the thing twice.",
            "The day I stop paying for {x} I own nothing at all.",
            "It's easy to begin {x} and a small war to [cancel it].",
        ],
    },
    Concept {
        words: " assistant chatbot robot robots model models software automation automating ai algorithm machine bot ",
        pro: &[
            "The dull half of the calls is where {x} earns its keep: same answer at three in the morning.",
            "I'd try {x} on [the calls nobody picks up today], since there it can only get better.",
            "Done well, {x} gives the person at the desk time for the one caller who is crying.",
        ],
        con: &[
            "My question about {x} is what happens to the caller with a dialect and a bad line.",
            "When {x} is wrong it is wrong politely, a thousand times before lunch.",
            "Whoever is replaced by {x} took [forty small decisions] a day that stand in no manual.",
        ],
    },
    Concept {
        words: " replacing replace ",
        pro: &[
            "I'd weigh {x} by the queue at eight in the morning, and the queue says try it.",
            "The hours that {x} sets free are real, if somebody decides beforehand who gets them.",
            "What {x} takes away is mostly [the part of the job nobody would apply for].",
        ],
        con: &[
            "In my eyes {x} saves a wage and loses a memory.",
            "The person we'd lose by {x} knows who is deaf, who is scared and who only wants to talk.",
            "I'd expect {x} to look cheap until the first [angry morning].",
        ],
    },
    Concept {
        words: " banning ban forbidding prohibiting restricting closing ",
        pro: &[
            "The strength of {x} is that it needs no explaining twice: it holds for everyone.",
            "Half measures moved the problem round the corner; {x} would at least end the search for exceptions.",
            "After {x} children could cross without an adult, and that's a sound you can hear.",
        ],
        con: &[
            "Every rule like {x} starts a black list of exceptions: plumber, midwife, wedding.",
            "With {x} the load only moves to [the next street], where poorer people live.",
            "I'd ask who carries the washing machine up the hill once {x} is in force.",
        ],
    },
    Concept {
        words: " cancelling cancel ending stopping dropping discontinuing ",
        pro: &[
            "If we're honest, {x} is the only saving on the list that's certain.",
            "I'd rather see {x} in one clean step than starve the thing for three years.",
            "The week we win by {x} would go to [the customers we already have].",
        ],
        con: &[
            "What {x} destroys isn't in the books: the handshake that becomes an order in autumn.",
            "Your rivals will be glad of {x}; they'll stand in our place by spring.",
            "You can do {x} in one afternoon and need ten years to [undo it].",
        ],
    },
    Concept {
        words: " opening open extending extend ",
        pro: &[
            "The case for {x} is the person who works every other day and has never been inside.",
            "Light, heat and guards cost nearly the same anyway, so {x} is cheaper than it looks.",
            "I'd do {x} quietly for one season and count who comes that never came before.",
        ],
        con: &[
            "Somebody loses [a free day] through {x}, and that somebody isn't in this room.",
            "If {x} only spreads the same visitors thinner, we pay more for emptier rooms.",
            "That quiet day is when things get mended; {x} takes it away.",
        ],
    },
    Concept {
        words: " camera cameras wearing recording record scoring score monitoring sequencing ",
        pro: &[
            "After an assault, {x} means that it's no longer one word against another.",
            "I know people who'd feel safer with {x} on the late round.",
            "The value of {x} lies in [the bad minute], not in the thousand good ones.",
        ],
        con: &[
            "Nobody undresses, weeps or tells the truth as before once {x} begins.",
            "The file that {x} creates will be asked for by lawyers, employers and husbands.",
            "Before {x} we'd need to say who may look, and after how many days [it is gone].",
        ],
    },
    Concept {
        words: " income subsidy subsidies grant grants pension benefit ",
        pro: &[
            "What {x} buys is a year in which somebody can fail at the right thing.",
            "Compared with twenty small funds and their forms, {x} is almost elegant.",
            "I've seen what [three calm months] do for good work, and {x} is made of those.",
        ],
        con: &[
            "Hand out {x} to one trade, and the carer next door asks why not her.",
            "Somebody at a desk would have to decide who counts, and {x} begins with that quarrel.",
            "My fear is that {x} goes straight through to [the landlord].",
        ],
    },
    Concept {
        words: " moving move relocating outsourcing offshoring portugal ",
        pro: &[
            "The sums for {x} look good even if half the savings never arrive.",
            "With {x} we'd be forced to write down what we do, which we've avoided for years.",
            "I'd look at {x} for the people over there as well: it means work for them.",
        ],
        con: &[
            "What gets lost through {x} is in hands, and [hands] don't fill in handover forms.",
            "Each plan for {x} forgets the eighteen months in which both places run badly.",
            "The wage gap behind {x} closes faster than a lease runs out.",
        ],
    },
    Concept {
        words: " week weeks hours shift shifts ",
        pro: &[
            "A rested person makes fewer mistakes, so {x} pays part of its own way.",
            "When I try to hire, {x} is the one thing the bigger places can't match.",
            "I've seen {x} empty [the sick list] before it touched the output.",
        ],
        con: &[
            "The work doesn't shrink with {x}; it waits on Friday with arms folded.",
            "Somebody covers the gap that {x} leaves, and it's usually the one who never says no.",
            "For a place that sells fresh goods each morning, {x} starts with [a roster nobody has drawn].",
        ],
    },
    Concept {
        words: " raise wages wage pay salary ",
        pro: &[
            "People can eat {x}; most other thanks come in words.",
            "The quickest way to keep the good ones is {x}, and everyone knows it.",
            "Against an offer from across the road only {x} helps.",
        ],
        con: &[
            "A year on {x} feels normal, and the tiredness is the same.",
            "We can't take {x} back in a bad winter.",
            "I'd ask which price goes up so that {x} can be paid.",
        ],
    },
    Concept {
        words: " permitting permit licence license allowing allow letting ",
        pro: &[
            "It happens anyway; {x} at least lets us see it.",
            "With {x} come conditions, and conditions are the only lever we've got.",
            "I'd take {x} with a date on which it ends by itself.",
        ],
        con: &[
            "The first case of {x} writes the rule for all the later ones.",
            "Whoever asks for {x} brings a lawyer; whoever suffers from it brings a sandwich.",
            "After {x} nobody can say they didn't know.",
        ],
    },
    Concept {
        words: " hiring hire appointing coach choosing ",
        pro: &[
            "A new face through {x} sees in a week what we've stopped seeing.",
            "I'd back {x} if the first ninety days are planned hour by hour.",
            "With {x} we buy judgement, and judgement is what we're short of.",
        ],
        con: &[
            "I've seen {x} fail because nobody told the old hands what would change.",
            "We'd notice a mistake in {x} after a year and admit it after two.",
            "The person we get through {x} will be measured against a ghost.",
        ],
    },
    Concept {
        words: " buying buy purchase lease leasing renting ",
        pro: &[
            "The honest sum for {x} includes the third year, and there it still looks decent.",
            "With {x} I know whom to ring when it breaks.",
            "I'd call {x} sensible as long as it replaces something we then really give away.",
        ],
        con: &[
            "The cheap part of {x} is the price.",
            "A cupboard full of good ideas says no to {x}.",
            "I'd borrow one for a month before anybody says the word {x} again.",
        ],
    },
];
