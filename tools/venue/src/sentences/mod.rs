//! The sentence that each error of the contracts is shown as.

mod common;
mod oracle;
mod pricing;
mod programs;
mod trading;
mod vault;

/// The name of an error, and its sentence, in which `{argument:format}` stands for one of its arguments.
///
/// Formats: `plain` (a number or address as it is), `asset` (money in units of the asset), `usd` and `wad` (18
/// decimals),
/// `percent` (a part in WAD), `time` (unix seconds), `secs`, `name` (a short text in a word), `kind`, `round`, `account`.
pub(crate) type Sentence = (&'static str, &'static str);

/// All sentences.
pub(crate) fn all() -> impl Iterator<Item = &'static Sentence> {
    [
        common::SENTENCES,
        trading::SENTENCES,
        oracle::SENTENCES,
        pricing::SENTENCES,
        programs::SENTENCES,
        vault::SENTENCES,
    ]
    .into_iter()
    .flatten()
}

/// The sentence of the error of this name.
pub(crate) fn of(error: &str) -> Option<&'static str> {
    all().find(|entry| entry.0 == error).map(|entry| entry.1)
}
