//! What every contract of the protocol shows to the authority that governs it.
//!
//! One contract, `authority`, holds the roles and the changes that wait; see there for who may do what, and when. A
//! governed contract embeds [`Authority`] and answers [`IGoverned`] by [`route`]: it says what can be changed in it, by
//! which rule and within which bounds, and takes a change from the authority alone. The bounds are checked here, where
//! they are written, whatever the authority thinks of them.

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

pub use changes::{change, install, setting};
pub use errors::*;
pub use events::*;
pub use governed::{Governed, Rule, Safer, Setting};
pub use key::{address_of, greatest_address, key, value_of, word_of_name, PAUSED};
pub use public::{route, IAuthority, IGoverned};
pub use roles::require_address;
pub use storage::Authority;
pub use sweep::*;

/// What is common to all governed contracts, for the ABI export.
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

/// The interface of the authority, for the ABI export.
#[cfg(feature = "export-abi")]
pub const AUTHORITY: &str = public::authority::SOLIDITY;

/// The refusals that are common to all contracts, for the ABI export.
#[cfg(feature = "export-abi")]
pub const ERRORS: &str = errors::SOLIDITY;
