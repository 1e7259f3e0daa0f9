//! What every contract of the protocol shows to the authority that governs it.
//!
//! One contract, `authority`, holds the roles and the waiting changes; it documents who may do what, and when. A
//! governed contract embeds [`Authority`] and answers [`IGoverned`](mod@IGoverned) through [`route`]. It says what can
//! be changed in it, by which rule and within which bounds, and takes changes from the authority alone. The bounds are
//! checked here, in the code that sets them, and not only by the authority.

extern crate alloc;

mod changes;
mod errors;
mod events;
mod governed;
mod key;
mod public;
mod roles;
mod storage;
mod sweep;

pub use changes::{change, install, key_at, setting};
pub use errors::*;
pub use events::Changed;
pub use governed::{Governed, Rule, Safer, Setting};
pub use key::{address_of, key, max_address, value_of, word_of_name, PAUSED};
pub use public::{route, IGoverned};
pub use roles::require_address;
pub use storage::{Authority, PAUSE_RESTS_SECS, PAUSE_STOPS_SECS};
#[cfg(feature = "export-abi")]
pub use sweep::SWEEPING;
pub use sweep::{sweep, AccessAccounted, Swept};

/// The common interface of governed contracts, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: crate::export::Interface = crate::export::Interface {
    name: "IGoverned",
    declarations: &[
        errors::SOLIDITY,
        events::SOLIDITY,
        crate::SOLIDITY,
        public::governed::SOLIDITY,
    ],
    refuses: None,
};

/// The errors that all contracts share, for the ABI export.
#[cfg(feature = "export-abi")]
pub const ERRORS: &str = errors::SOLIDITY;
