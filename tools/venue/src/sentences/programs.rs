//! What the chain says of Stylus programs.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "ProgramExpired",
        "the contract's program has lapsed: it was activated or renewed {ageInSeconds:secs} ago. `strikepool status` \
         says which contracts have, and how they are activated again",
    ),
    (
        "ProgramInsufficientValue",
        "the data fee is {want:plain} wei, and {have:plain} wei were sent",
    ),
    (
        "ProgramKeepaliveTooSoon",
        "it is too soon to renew the program: it was activated or renewed {ageInSeconds:secs} ago",
    ),
    (
        "ProgramNeedsUpgrade",
        "the contract's program was activated for Stylus version {version:plain}, and the chain has version \
         {stylusVersion:plain}: activate it again, `strikepool status` says how",
    ),
    (
        "ProgramNotActivated",
        "the contract's program is not activated: `strikepool status` says how it is",
    ),
    ("ProgramNotWasm", "the contract is not a Stylus program"),
    (
        "ProgramUpToDate",
        "the contract's program is active already",
    ),
];
