//! Proposals a panel can argue about, first half. Each carries its own thread: how it is
//! proposed, objected to, answered, supported, amended and settled. `[…]` marks the noun phrase
//! that others refer to; it must read well after "about".

use super::{Opt, Topic};

pub const OPTIONS_A: &[Opt] = &[
    Opt {
        name: "one-team start",
        topic: Topic::Practice,
        propose: [
            "I propose we start with [one willing team] for six weeks and leave everyone else alone.",
            "Let's begin with [a single team] that wants it, and learn there before we touch anyone else.",
        ],
        object: [
            "One willing team proves little, because [volunteers] forgive problems that others won't.",
            "If the keenest people go first, [the hard cases] arrive later and all at once.",
        ],
        reply: [
            "Then we pick [an average team] on purpose, and I'd still keep it to one.",
            "I chose one team because mistakes stay small there, and I'd rather be embarrassed cheaply than ruined slowly.",
        ],
        support: [
            "Starting small means [the first mistakes] cost us days instead of months.",
            "With one team we can talk to everybody involved in [a single afternoon].",
        ],
        amend: [
            "Make it two teams, one keen and one doubtful, and I'm on board.",
            "Add [a second team] after week three, before the first one gets comfortable.",
        ],
        settle: "So we start with one ordinary team for six weeks, and nobody else moves until then.",
    },
    Opt {
        name: "stop rule",
        topic: Topic::Risk,
        propose: [
            "I'd like [a written stop rule] before we start: one number that ends this on the day we see it.",
            "My proposal is that we agree today on [what makes us stop], while nobody has a reputation to defend.",
        ],
        object: [
            "A stop rule sounds brave, but [one bad week] could kill something that only needed patience.",
            "People will argue about [the threshold] for longer than the whole thing runs.",
        ],
        reply: [
            "Two bad weeks in a row, then, so that [bad luck] alone can't end it.",
            "We can set [a rough threshold] now; any line is better than deciding in a panic.",
        ],
        support: [
            "Once money is spent, nobody is neutral any more, so [the moment to decide] is now.",
            "I've watched good people defend [a lost cause] simply because no exit was written down.",
        ],
        amend: [
            "Give the decision to [someone outside the project], and I can accept a hard number.",
            "Let the rule pause things first and end them only after a second look.",
        ],
        settle: "So two bad weeks in a row pause everything, and someone from outside decides what happens next.",
    },
    Opt {
        name: "named owner",
        topic: Topic::Trust,
        propose: [
            "I suggest we put [one name] on this, one person who answers the phone when it goes wrong.",
            "We need [a single owner] with the right to say no, or this belongs to everybody and therefore to nobody.",
        ],
        object: [
            "One owner becomes one scapegoat, and the clever people will step back from the job.",
            "The person we name already has [a full week], so the title would change nothing.",
        ],
        reply: [
            "Then we take [two other duties] off that person's desk, and we say so in writing.",
            "An owner with [a deputy] is no scapegoat; an owner with no time is.",
        ],
        support: [
            "When [responsibility] is spread thin, I've noticed that the loudest person decides by accident.",
            "People bring [small worries] to a face long before they write them to a mailbox.",
        ],
        amend: [
            "I'd agree to an owner for three months, then somebody else takes over.",
            "Let the owner choose two people who may overrule them, and I'm content.",
        ],
        settle: "So there is one named owner with a deputy, for three months, and part of their old work goes elsewhere.",
    },
    Opt {
        name: "round of conversations",
        topic: Topic::People,
        propose: [
            "I want [ten conversations] with people who would have to live with this, before we polish anything.",
            "Let's each speak to [two people outside this room] and bring back what surprised us.",
        ],
        object: [
            "Ten polite chats will tell us [what we want to hear], especially if the boss asks.",
            "We could lose [a whole month] on talk and still know only what the talkative ones think.",
        ],
        reply: [
            "We ask about [the last time it happened], never about opinions, and we cap it at two weeks.",
            "I'd have [a stranger] ask the questions, so there's nobody to please.",
        ],
        support: [
            "Nothing has changed my mind as often as hearing [one tired user] describe an ordinary day.",
            "After the sixth conversation [the same three complaints] usually come back, and then we know enough.",
        ],
        amend: [
            "Include three people who said no already, and the ten are worth having.",
            "Do five now and five at the end, so that we can compare.",
        ],
        settle: "So we hold ten short conversations within two weeks, three of them with people who already said no.",
    },
    Opt {
        name: "spending cap",
        topic: Topic::Money,
        propose: [
            "I'd put [a hard cap] on the spending and make the next euro need a fresh decision.",
            "Let's fix [the amount we can afford to lose] first and design backwards from that.",
        ],
        object: [
            "A tight cap buys [a half-finished thing], and half-finished things convince nobody.",
            "Caps make people hide [the real costs] in other budgets; I've done it myself.",
        ],
        reply: [
            "The cap should cover [working hours] too, otherwise you're right that we'd only move the cost.",
            "I can live with [a reserve of a fifth], as long as using it is a visible decision.",
        ],
        support: [
            "Scarcity forces us to say what [the essential part] is, and we haven't said it yet.",
            "It's easier to ask for more after [a small success] than to explain a large loss.",
        ],
        amend: [
            "Split it into [two instalments], with the second tied to a result we can see.",
            "Keep the cap, but leave [training] out of it, since that's always cut first.",
        ],
        settle: "So we cap the spending in two instalments, hours included, and the second one depends on a visible result.",
    },
    Opt {
        name: "review date",
        topic: Topic::Measure,
        propose: [
            "I propose [a fixed review] in ninety days, in the calendar before we leave this room.",
            "Put a date on it now when we look at this again with the option of dropping it.",
        ],
        object: [
            "Ninety days is too short for [habits] to settle, so we'd be judging the noise.",
            "Reviews like that turn into [a slide show] where everyone is mildly pleased.",
        ],
        reply: [
            "We look at [early signs] after ninety days and at habits after six months.",
            "Whoever presents must bring [the worst case] first; that keeps it honest.",
        ],
        support: [
            "A date protects [the quiet doubters], because they know when their turn comes.",
            "Without a date, [temporary arrangements] have a way of celebrating their tenth birthday.",
        ],
        amend: [
            "Invite [two people who left] to that review, and it'll be worth the hour.",
            "I'd hold it sooner, at [forty-five days], and keep it to half an hour.",
        ],
        settle: "So the review is in the calendar at forty-five and ninety days, and the worst case comes first on the agenda.",
    },
    Opt {
        name: "comparison group",
        topic: Topic::Evidence,
        propose: [
            "I'd keep [a group without the change], otherwise we'll credit ourselves for the season.",
            "We should hold back [half the places] at random, so that we can tell effect from luck.",
        ],
        object: [
            "Holding back help from half the people needs a better reason than our curiosity.",
            "The groups will talk to each other by the second week, and your comparison is gone.",
        ],
        reply: [
            "Nobody loses anything, since [the late group] simply starts six weeks later.",
            "Some leakage is fine; [a weak comparison] still beats a strong opinion.",
        ],
        support: [
            "I've seen [a rising curve] that everyone celebrated until someone checked the year before.",
            "It costs almost nothing if we decide it now, and it can't be repaired afterwards.",
        ],
        amend: [
            "Let the places choose their own slot, draw lots for the rest, and it's fair enough for me.",
            "Use [last year's figures] as a second comparison, in case the groups mix.",
        ],
        settle: "So half the places start six weeks later, by lot, and last year's figures are the second comparison.",
    },
    Opt {
        name: "opt-out",
        topic: Topic::Trust,
        propose: [
            "Anyone affected should get [a simple way out], without giving a reason and without a form.",
            "I'd build in [an opt-out] from day one and count how many use it.",
        ],
        object: [
            "If [the exit] is that easy, the people who most need this will be first to leave.",
            "Two systems side by side means [double work] for whoever is at the desk.",
        ],
        reply: [
            "People who can leave tend to stay; it's [the locked door] that frightens them.",
            "We close the exit after three months, once there's something to show.",
        ],
        support: [
            "The number of people who leave is [the most honest figure] we'll ever get.",
            "A way out turns a fight into a choice, and choices are cheaper to manage.",
        ],
        amend: [
            "Ask for [one sentence] on the way out, nothing more, and I'd support it.",
            "Allow it for [the first month] only, while everyone is still learning.",
        ],
        settle: "So there is a plain way out for the first three months, and we publish how many people take it.",
    },
    Opt {
        name: "shadow run",
        topic: Topic::Risk,
        propose: [
            "I suggest [a shadow run]: we do everything on paper for a month and change nothing real.",
            "Let's rehearse it with [old cases] first and see where it would have hurt someone.",
        ],
        object: [
            "Paper is patient, and [a rehearsal] without consequences teaches people to perform.",
            "A month in the shadows gives every opponent a month to organise.",
        ],
        reply: [
            "Old cases have known endings, so nobody can perform their way past them.",
            "Two weeks, then, with [the twenty ugliest cases] we can find.",
        ],
        support: [
            "The cheapest accident is [the one on paper].",
            "Rehearsing shows who was never asked, because [their step] is missing from the script.",
        ],
        amend: [
            "Let the sceptics choose [the test cases], and I'd trust the result.",
            "Run it beside the real work for one week at the end, so it meets real pressure.",
        ],
        settle: "So we rehearse for two weeks on the twenty ugliest old cases, picked by the sceptics among us.",
    },
];
