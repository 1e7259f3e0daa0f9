//! Who may do what, and when.
//!
//! Every contract of the protocol embeds [`Authority`] and answers [`IAccess`] by [`route`]. There are two roles. The **owner** runs
//! the protocol and is replaced in two steps. The **guardian** can stop and tighten, and nothing else. Whatever could
//! hurt those who already have money inside (unpausing, loosening a parameter, replacing a module, replacing the
//! guardian) is scheduled in the open, waits [`changes::DELAY_SECS`], and can be cancelled meanwhile.
//!
//! A contract says what can be changed by implementing [`Governed`]; the rules here are the same for all.

extern crate alloc;

pub mod changes;
mod errors;
mod events;
mod governed;
mod key;
mod public;
mod roles;
mod storage;

pub use errors::*;
pub use events::*;
pub use governed::{Governed, Rule, Safer};
pub use key::{address_of, key, value_of, GUARDIAN, UNPAUSE};
pub use public::{route, Access, IAccess};
pub use roles::require_address;
pub use storage::Authority;

/// What is common to all contracts, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: interfaces::export::Interface = interfaces::export::Interface {
    name: "IAccess",
    declarations: &[
        errors::SOLIDITY,
        events::SOLIDITY,
        interfaces::SOLIDITY,
        public::SOLIDITY,
    ],
};
