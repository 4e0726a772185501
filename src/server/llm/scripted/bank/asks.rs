//! Questions at the end of a line. Slots: `{n}` the first name of the person asked, `{e}` a field
//! of that person's expertise; `{k}` a noun phrase of the scenario, `{x}` and `{y}` choices, `{f}` a
//! figure of the brief.

use super::Ask;

pub const ASKS: &[(Ask, &[&str])] = &[
    (
        Ask::Worry,
        &[
            "What would {x} break first around {e}, {n}?",
            "{n}, where does {x} go wrong first?",
            "You know {e}, {n}: what's the danger in {x}?",
            "Where would you expect trouble with {k}, {n}?",
            "If {x} fails in a year, {n}, what was the reason?",
            "{n}, who gets hurt by {x} if I'm wrong?",
            "And the ugly version of {x}, {n}, what does it look like?",
            "{n}, which risk of {x} are we too polite to mention?",
            "What does {x} frighten you with, {n}?",
        ],
    ),
    (
        Ask::Evidence,
        &[
            "Do you have anything firmer than my impression on {x}, {n}?",
            "{n}, what do the figures on {e} say about {k}?",
            "How sure are you about {x}, {n}?",
            "{n}, what would count as proof that {x} works?",
            "Have you seen data on {e} that bears on {x}, {n}?",
            "{n}, do you believe the {f}?",
            "What lies behind the {f}, {n}, as far as you can tell?",
            "Who has checked {x} in practice, {n}?",
        ],
    ),
    (
        Ask::Experience,
        &[
            "Have you lived through something like {x}, {n}?",
            "What did {e} teach you about {k}, {n}?",
            "{n}, do you remember a case of {x} from {e}?",
            "Has anyone tried {x} where you work, {n}?",
            "You've seen more of {e} than I have, {n}: is {x} familiar?",
            "{n}, what happened the last time somebody around {e} tried it?",
            "Would people who deal with {e} recognise what we say about {k}, {n}?",
            "{n}, tell us about a day when {k} mattered.",
        ],
    ),
    (
        Ask::Condition,
        &[
            "What would you need to see before you say yes to {x}, {n}?",
            "{n}, could people who deal with {e} live with {x}?",
            "Where's your red line on {x}, {n}?",
            "What would move you from {y} to {x}, {n}?",
            "{n}, under which condition would you support {x}?",
            "Is there a version of {x} you'd defend, {n}?",
            "Would you put your name to {x}, {n}?",
            "How far would you go with {k}, {n}?",
        ],
    ),
    (
        Ask::Owner,
        &[
            "Who should carry {x}, {n}?",
            "{n}, would you take the {e} side of it yourself?",
            "Whose desk does {x} land on, {n}?",
            "{n}, who has to be asked before {x}?",
            "{n}, who'd be glad about {x} and who wouldn't?",
            "Who decides about {x} in the end, {n}?",
            "{n}, whose work does {x} change?",
        ],
    ),
    (
        Ask::First,
        &[
            "What would you do first about {k}, {n}?",
            "{n}, what could be done about {x} by next Friday?",
            "Where would you begin with {k}, {n}?",
            "If you had one week for {x}, {n}, how would you use it?",
            "{n}, what's the smallest step towards {x}?",
            "Before {x}, {n}, what has to be done about {e}?",
            "{n}, which part of {k} would you leave for later?",
        ],
    ),
    (
        Ask::Missing,
        &[
            "What haven't we said about {x}, {n}?",
            "{n}, you know {e}: what are we missing on {k}?",
            "Who is missing from this talk about {k}, {n}?",
            "{n}, what would an outsider notice about {x}?",
            "What does {x} look like from the side of {e}, {n}?",
            "{n}, where do you disagree with all of us on {k}?",
            "Which question about {k} would you have asked instead, {n}?",
        ],
    ),
    (
        Ask::Position,
        &[
            "{n}, where do you stand on {x}?",
            "What's your view of {k}, {n}?",
            "{n}, we haven't heard you on {x} yet.",
            "How does {k} look from the side of {e}, {n}?",
            "{n}, are you for {x} or for {y}?",
            "What do you make of {x}, {n}?",
            "I'm curious what {n} thinks of {x}.",
            "{n}, your first thought on {k}?",
            "And you, {n}: {x} or {y}?",
        ],
    ),
    (
        Ask::Measure,
        &[
            "How would we know that {x} works, {n}?",
            "{n}, what would you count to judge {x}?",
            "Which sign from {e} would convince you of {x} after three months, {n}?",
            "{n}, when would you look at {k} again?",
            "What result of {x} would disappoint you, {n}?",
            "{n}, what's the one figure on {e} you'd ask for?",
            "How would you notice early that {x} is failing, {n}?",
            "What should {x} have changed in a year, {n}?",
        ],
    ),
];

/// Questions to everybody.
pub const OPEN_ASKS: &[&str] = &[
    "Can anybody here describe an ordinary day with {k}?",
    "Who in this room would defend {y} with a straight face?",
    "Are we sure that {k} is the real question?",
    "What would we tell the person who loses by {x}?",
    "Which of us would bet a month's pay on {x}?",
    "Where's the flaw in {x}?",
    "Have we asked a single person who has to live with {x}?",
    "Would we choose {x} if it were our own money?",
    "How much about {k} do we know, and how much do we hope?",
    "What's the argument against {x} that we respect most?",
    "Could we explain {k} to a stranger by now?",
];
