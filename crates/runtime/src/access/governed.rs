//! What a contract says about itself so that the common rules can govern it.

use crate::access::key::greatest_address;
use crate::access::storage::Authority;
use alloy_primitives::U256;
use stylus_sdk::prelude::*;

/// A contract with modules and parameters under [`Authority`].
pub trait Governed: HostAccess {
    /// Everything that can change in the contract, each with its rule. [`PAUSED`](crate::access::PAUSED) is common to
    /// all contracts and not among them.
    const SETTINGS: &'static [Setting];
    /// Returns who governs it.
    fn authority(&self) -> &Authority;
    /// Returns who governs it, to change that.
    fn authority_mut(&mut self) -> &mut Authority;
    /// Returns the value now of the setting at this place of [`Self::SETTINGS`].
    fn current(&self, place: usize) -> U256;
    /// Stores a value that the rule of this place admits.
    fn store(&mut self, place: usize, value: U256);
}

/// A value that can change.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, at most 32 ASCII bytes; as a key, `bytes32("name")`.
    pub name: &'static str,
    /// How it may change.
    pub rule: Rule,
}

impl Setting {
    /// Another contract.
    #[must_use]
    pub const fn module(name: &'static str) -> Self {
        Self {
            name,
            rule: Rule::Module,
        }
    }

    /// Returns an address that may be zero.
    #[must_use]
    pub const fn seat(name: &'static str) -> Self {
        Self {
            name,
            rule: Rule::Seat,
        }
    }

    /// Returns a number between two bounds, both inclusive.
    #[must_use]
    pub const fn parameter(name: &'static str, min: u64, max: u64, safer: Safer) -> Self {
        Self {
            name,
            rule: Rule::Parameter { min, max, safer },
        }
    }
}

/// How a value may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The address of another contract: never zero, set at once while unset, replaced only after the delay.
    Module,
    /// An address or zero: every change waits.
    Seat,
    /// A number within bounds that the code sets, both inclusive.
    Parameter {
        /// Lowest value.
        min: u64,
        /// Highest value.
        max: u64,
        /// The direction that needs no delay.
        safer: Safer,
    },
}

impl Rule {
    /// Its number in the ABI: 0 for a module, else 1, 2, 3 for safer lower, safer higher, neither.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Module => 0,
            Self::Seat => 3,
            Self::Parameter { safer, .. } => match safer {
                Safer::Lower => 1,
                Safer::Higher => 2,
                Safer::Neither => 3,
            },
        }
    }

    /// Lowest and highest value, both inclusive.
    #[must_use]
    pub fn bounds(self) -> (U256, U256) {
        let number = |bound| U256::from_limbs([bound, 0, 0, 0]);
        match self {
            Self::Module => (number(1), greatest_address()),
            Self::Seat => (U256::ZERO, greatest_address()),
            Self::Parameter { min, max, .. } => (number(min), number(max)),
        }
    }
}

/// The direction in which a parameter only becomes more cautious.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safer {
    /// Lower values are safer.
    Lower,
    /// Higher values are safer.
    Higher,
    /// Neither is: every change waits.
    Neither,
}
