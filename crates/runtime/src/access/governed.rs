//! What a contract declares so that the common rules can govern it.

use crate::access::key::max_address;
use crate::access::storage::Authority;
use crate::Refusal;
use alloy_primitives::U256;
use stylus_sdk::prelude::*;

/// A contract with modules and parameters under [`Authority`].
pub trait Governed: HostAccess {
    /// Everything that can change in the contract, each with its rule. [`PAUSED`](crate::access::PAUSED) is common to
    /// all contracts and not in this list.
    const SETTINGS: &'static [Setting];
    /// Returns the stored authority.
    fn authority(&self) -> &Authority;
    /// Returns the stored authority, to change it.
    fn authority_mut(&mut self) -> &mut Authority;
    /// Returns the present value of the setting at this place of [`Self::SETTINGS`].
    fn current(&self, place: usize) -> U256;
    /// Checks what the rule of this place cannot: whether the value fits what the contract and its modules keep now. A
    /// contract without such values needs none.
    ///
    /// # Errors
    /// `AccessKept` or `AccessUnfit` naming the key; the error of the contract.
    fn may_change(&self, _place: usize, _value: U256) -> Result<(), Refusal> {
        Ok(())
    }
    /// Stores a value that the rule of this place allows.
    fn store(&mut self, place: usize, value: U256);
}

/// A value that can change.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, at most 32 ASCII bytes. Its key is `bytes32("name")`.
    pub name: &'static str,
    /// How it may change.
    pub rule: Rule,
}

impl Setting {
    /// Returns a setting for another contract.
    #[must_use]
    pub const fn module(name: &'static str) -> Self {
        Self {
            name,
            rule: Rule::Module,
        }
    }

    /// Returns a setting for an address that may be zero.
    #[must_use]
    pub const fn seat(name: &'static str) -> Self {
        Self {
            name,
            rule: Rule::Seat,
        }
    }

    /// Returns a setting for a number between two bounds, both inclusive.
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
    /// The address of another contract. It is never zero, set at once while unset, and replaced only after the delay.
    Module,
    /// An address or zero. Every change waits.
    Seat,
    /// A number within bounds that the code sets, both inclusive.
    Parameter {
        /// The minimum.
        min: u64,
        /// The maximum.
        max: u64,
        /// The direction that needs no delay.
        safer: Safer,
    },
}

impl Rule {
    /// Returns its number in the ABI: 0 for a module; 1, 2, 3 for a number that is safer lower, safer higher, or
    /// neither; 3 also for a seat.
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

    /// Returns the minimum and the maximum, both inclusive.
    #[must_use]
    pub fn bounds(self) -> (U256, U256) {
        let number = |bound| U256::from_limbs([bound, 0, 0, 0]);
        match self {
            Self::Module => (number(1), max_address()),
            Self::Seat => (U256::ZERO, max_address()),
            Self::Parameter { min, max, .. } => (number(min), number(max)),
        }
    }
}

/// The direction in which a parameter becomes more cautious.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safer {
    /// Lower values are safer.
    Lower,
    /// Higher values are safer.
    Higher,
    /// Neither direction is safer. Every change waits.
    Neither,
}
