//! The functions that every contract answers, and how a contract comes by them.

use crate::errors::AccessError;
use alloy_primitives::{Address, B256, U256};
use stylus_sdk::prelude::*;

#[allow(
    missing_docs,
    reason = "the SDK's macro adds a method of its own without a word on it"
)]
/// Roles and waiting changes, the same in every contract of the protocol.
#[public]
pub trait Access {
    /// The owner; never zero.
    fn owner(&self) -> Address;
    /// To whom ownership is offered; zero when to nobody.
    fn pending_owner(&self) -> Address;
    /// The guardian; zero when the seat is empty.
    fn guardian(&self) -> Address;
    /// Whether the contract is paused.
    fn paused(&self) -> bool;
    /// The change of `key` that waits: its value, and from when on it can be executed (unix seconds, 0 when none
    /// waits).
    fn pending_change(&self, key: B256) -> (U256, u64);
    /// What `key` is now, and the least and greatest value that the code admits; reverts for an unknown key.
    fn setting(&self, key: B256) -> Result<(U256, U256, U256), AccessError>;
    /// Offers ownership; the owner stays until it is accepted. The zero address withdraws an offer.
    fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), AccessError>;
    /// Takes the ownership that was offered to the caller.
    fn accept_ownership(&mut self) -> Result<(), AccessError>;
    /// Pauses at once; owner or guardian.
    fn pause(&mut self) -> Result<(), AccessError>;
    /// Sets a module that is unset, at once; owner.
    fn wire(&mut self, key: B256, module: Address) -> Result<(), AccessError>;
    /// Moves a parameter in its safer direction, at once; owner or guardian.
    fn tighten(&mut self, key: B256, value: U256) -> Result<(), AccessError>;
    /// Announces a change, to be executed 48 hours later or up to 14 days after that; owner. Keys are those of
    /// `setting`, and `"unpause"` (value 0) and `"guardian"` (an address as a number).
    fn schedule(&mut self, key: B256, value: U256) -> Result<(), AccessError>;
    /// Executes a change that has waited; owner.
    fn execute(&mut self, key: B256) -> Result<(), AccessError>;
    /// Drops a waiting change; the owner any, the guardian any but that of the guardian.
    fn cancel(&mut self, key: B256) -> Result<(), AccessError>;
}

/// Implements [`Access`] for a contract that is [`Governed`](crate::Governed), by the common rules.
#[macro_export]
macro_rules! implement_access {
    ($contract:ident) => {
        use $crate::Access;

        #[public]
        impl Access for $contract {
            fn owner(&self) -> ::alloy_primitives::Address {
                $crate::Governed::authority(self).owner()
            }
            fn pending_owner(&self) -> ::alloy_primitives::Address {
                $crate::Governed::authority(self).pending_owner()
            }
            fn guardian(&self) -> ::alloy_primitives::Address {
                $crate::Governed::authority(self).guardian()
            }
            fn paused(&self) -> bool {
                $crate::Governed::authority(self).paused()
            }
            fn pending_change(
                &self,
                key: ::alloy_primitives::B256,
            ) -> (::alloy_primitives::U256, u64) {
                $crate::Governed::authority(self).pending_change(key)
            }
            fn setting(
                &self,
                key: ::alloy_primitives::B256,
            ) -> Result<
                (
                    ::alloy_primitives::U256,
                    ::alloy_primitives::U256,
                    ::alloy_primitives::U256,
                ),
                $crate::AccessError,
            > {
                $crate::changes::setting(self, key)
            }
            fn transfer_ownership(
                &mut self,
                new_owner: ::alloy_primitives::Address,
            ) -> Result<(), $crate::AccessError> {
                $crate::Governed::authority_mut(self).offer_ownership(new_owner)
            }
            fn accept_ownership(&mut self) -> Result<(), $crate::AccessError> {
                $crate::Governed::authority_mut(self).accept_ownership()
            }
            fn pause(&mut self) -> Result<(), $crate::AccessError> {
                $crate::Governed::authority_mut(self).pause()
            }
            fn wire(
                &mut self,
                key: ::alloy_primitives::B256,
                module: ::alloy_primitives::Address,
            ) -> Result<(), $crate::AccessError> {
                $crate::changes::wire(self, key, module)
            }
            fn tighten(
                &mut self,
                key: ::alloy_primitives::B256,
                value: ::alloy_primitives::U256,
            ) -> Result<(), $crate::AccessError> {
                $crate::changes::tighten(self, key, value)
            }
            fn schedule(
                &mut self,
                key: ::alloy_primitives::B256,
                value: ::alloy_primitives::U256,
            ) -> Result<(), $crate::AccessError> {
                $crate::changes::schedule(self, key, value)
            }
            fn execute(
                &mut self,
                key: ::alloy_primitives::B256,
            ) -> Result<(), $crate::AccessError> {
                $crate::changes::execute(self, key)
            }
            fn cancel(&mut self, key: ::alloy_primitives::B256) -> Result<(), $crate::AccessError> {
                $crate::changes::cancel(self, key)
            }
        }
    };
}
