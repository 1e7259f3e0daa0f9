//! What a contract says about itself so that the common rules can govern it.

use crate::access::key::greatest_address;
use crate::access::storage::Authority;
use alloy_primitives::{B256, U256};
use stylus_sdk::prelude::*;

/// A contract with modules and parameters under [`Authority`].
///
/// Keys of the implementor must differ from [`PAUSED`](crate::PAUSED), which is looked at first.
pub trait Governed: HostAccess {
    /// Who governs it.
    fn authority(&self) -> &Authority;
    /// Who governs it, to change that.
    fn authority_mut(&mut self) -> &mut Authority;
    /// How `key` may change; `None` when there is no such key.
    fn rule(&self, key: B256) -> Option<Rule>;
    /// The value that `key` has now. Called only for keys with a rule.
    fn current(&self, key: B256) -> U256;
    /// Stores a value that its rule admits. Called only for keys with a rule.
    fn store(&mut self, key: B256, value: U256);
}

/// How a value may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The address of another contract: never zero, set at once while unset, replaced only after the delay.
    Module,
    /// A number within bounds that the code sets, both inclusive.
    Parameter {
        /// Least value.
        min: U256,
        /// Greatest value.
        max: U256,
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
            Self::Parameter { safer, .. } => match safer {
                Safer::Lower => 1,
                Safer::Higher => 2,
                Safer::Neither => 3,
            },
        }
    }

    /// Least and greatest value, both inclusive.
    #[must_use]
    pub fn bounds(self) -> (U256, U256) {
        match self {
            Self::Module => (U256::from(1), greatest_address()),
            Self::Parameter { min, max, .. } => (min, max),
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

/// Says once which key stands for which stored module: `modules!(Vault { MARKET => market, … })`.
///
/// Gives the contract `module` and `module_mut`, the lookups that its [`Governed`] answers by; both are `None` for a key
/// that is no module.
#[macro_export]
macro_rules! modules {
    ($contract:ident { $($key:ident => $field:ident),+ $(,)? }) => {
        impl $contract {
            #[inline(never)]
            fn place_of_module(key: ::alloy_primitives::B256) -> usize {
                const KEYS: &[::alloy_primitives::B256] = &[$($key),+];
                let place = KEYS.iter().position(|name| *name == key);
                place.unwrap_or(KEYS.len())
            }

            fn module(&self, key: ::alloy_primitives::B256) -> Option<&::runtime::slots::AddressWord> {
                let modules = [$(&self.$field),+];
                modules.get(Self::place_of_module(key)).copied()
            }

            fn module_mut(
                &mut self,
                key: ::alloy_primitives::B256,
            ) -> Option<&mut ::runtime::slots::AddressWord> {
                let modules = [$(&mut self.$field),+];
                modules.into_iter().nth(Self::place_of_module(key))
            }
        }
    };
}
