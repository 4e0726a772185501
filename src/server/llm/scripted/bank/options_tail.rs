//! Ends that tie a sentence about a proposal to the question. Each is put in place of the full stop.

/// After a proposal, an amendment or a settlement.
pub const STEP: &[&str] = &[
    ", and {e} can be the first place",
    ", whatever we decide about {x}",
    ", with {k} as the case in hand",
    ", before anyone is bound to {x}",
    ", so that {e} isn't run over",
    ", and I'd say the same if {y} won",
    ", for the sake of {v}",
    ", as long as {k} is on the table",
    ", and I'd let {e} have the first look",
];

/// After a sentence for or against it.
pub const REASON: &[&str] = &[
    ", and in {e} more than anywhere",
    ", as everyone in {e} could tell you",
    ", and {x} makes that sharper",
    ", which matters for {k} above all",
    ", and I've {e} to thank for that lesson",
    ", the more so if we take {x}",
    ", and with {y} it would be no different",
    ", at least where {e} comes in",
];
