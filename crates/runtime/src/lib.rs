//! What the contracts share of the chain: Solidity declarations, the codec and router for them, calls of other
//! contracts and of tokens, storage in words, access, and the export of ABI text and storage layout from the code.

extern crate alloc;
// The path that the derive macros use.
extern crate self as runtime;

pub mod access;
mod asking;
mod context;
mod event;
#[cfg(feature = "export-abi")]
pub mod export;
mod guards;
#[cfg(feature = "export-abi")]
pub mod layout;
pub mod name;
pub mod records;
mod reentry;
mod refusal;
mod routes;
pub mod slots;
mod solidity;
pub mod tokens;
pub mod words;

#[cfg(test)]
mod agreement;

pub use asking::{ask, ask_raw, delegate, delegate_in_change, tell, tell_raw, Answered};
pub use context::{Changing, Reading};
pub use event::{Emit, Logged};
pub use guards::{construct_once, enter, unknown};
pub use reentry::{any_changes, changes, guarded, require_at_rest, Functions};
pub use refusal::*;
pub use routes::{answer, construct, Outcome, Returned};

/// The errors that every contract shares, as Solidity text.
#[cfg(feature = "export-abi")]
pub const SOLIDITY: &str = refusal::SOLIDITY;
