//! Ends that tie a sentence about a proposal to the question. Each is put in place of the full stop.

/// After a proposal, an amendment or a settlement.
pub const STEP: &[&str] = &[
    ", with {e} as the first place",
    ", whatever we decide about {x}",
    ", with {k} as the case in hand",
    ", before anyone is bound to {x}",
    ", with one eye on {e}",
    ", and I'd say the same if {y} won",
    ", as {v} demands",
    ", as long as {k} is on the table",
    ", beginning with {e}",
];

/// After a sentence for or against it.
pub const REASON: &[&str] = &[
    ", and around {e} more than anywhere",
    ", as anyone around {e} could tell you",
    ", and {x} makes that sharper",
    ", which matters for {k} above all",
    ", and I've {e} to thank for that lesson",
    ", the more so if we take {x}",
    ", and with {y} it would be no different",
    ", at least when it comes to {e}",
];
