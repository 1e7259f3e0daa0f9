//! The authority of a contract, and its pause.

use crate::access::errors::*;
use crate::access::key::key;
use crate::access::storage::{Authority, PAUSE_STOPS_SECS};
use crate::{ask, Refusal};
use alloy_primitives::{Address, B256};
use stylus_sdk::prelude::*;

/// What contracts ask of their authority. Its interface stands in `abi`, which is built on this crate, so the two
/// questions stand here too; `crates/abi/tests/calls.rs` holds them against what is published.
#[allow(missing_docs, reason = "documented with the interface")]
mod asked {
    use alloy_sol_types::sol;

    sol! {
        interface IAuthority {
            function owner() external view returns (address);
            function guardian() external view returns (address);
        }
    }
}
use asked::IAuthority;

impl Authority {
    /// Stores the authority. The constructor calls it once.
    ///
    /// # Errors
    /// `AccessZeroAddress` if the authority is zero.
    #[inline(never)]
    pub fn initialize(&mut self, authority: Address) -> Result<(), Refusal> {
        require_address(const { key("authority") }, authority)?;
        self.address.set(authority);
        Ok(())
    }

    /// Returns the contract that governs this one.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address.get()
    }

    /// Returns whether the contract is paused.
    #[must_use]
    pub fn paused(&self) -> bool {
        let [on, ..] = self.paused.get().into_limbs();
        on != 0
    }

    /// Returns whether a pause stops what lets people out: for [`PAUSE_STOPS_SECS`] after it began.
    #[must_use]
    pub fn stopped(&self) -> bool {
        let [on, began, ..] = self.paused.get().into_limbs();
        on != 0 && self.vm().block_timestamp() < began.saturating_add(PAUSE_STOPS_SECS)
    }

    /// # Errors
    /// `AccessPaused` while a pause stops what lets people out.
    pub fn when_not_stopped(&self) -> Result<(), Refusal> {
        if self.stopped() {
            Err(AccessPaused {}.into())
        } else {
            Ok(())
        }
    }

    /// # Errors
    /// `AccessPaused` while the contract is paused.
    pub fn when_not_paused(&self) -> Result<(), Refusal> {
        if self.paused() {
            Err(AccessPaused {}.into())
        } else {
            Ok(())
        }
    }

    /// # Errors
    /// `AccessNotAuthority` unless the caller is the authority.
    pub(crate) fn only_authority(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.address() {
            Ok(())
        } else {
            Err(AccessNotAuthority { caller }.into())
        }
    }

    /// # Errors
    /// `AccessNotOwner` unless the caller is the owner of the authority.
    pub fn only_owner(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner()? {
            Ok(())
        } else {
            Err(AccessNotOwner { caller }.into())
        }
    }

    /// # Errors
    /// `AccessNotOwnerNorGuardian` unless the caller is one of the two.
    pub fn only_owner_or_guardian(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner()? || caller == self.guardian()? {
            Ok(())
        } else {
            Err(AccessNotOwnerNorGuardian { caller }.into())
        }
    }

    fn owner(&self) -> Result<Address, Refusal> {
        let answer = ask::<IAuthority::ownerCall, _>(self.vm(), self.address(), &())?;
        let (owner,) = answer.read::<Address>()?;
        Ok(owner)
    }

    fn guardian(&self) -> Result<Address, Refusal> {
        let answer = ask::<IAuthority::guardianCall, _>(self.vm(), self.address(), &())?;
        let (guardian,) = answer.read::<Address>()?;
        Ok(guardian)
    }
}

/// # Errors
/// `AccessZeroAddress` naming `key` if `address` is zero.
#[inline(never)]
pub fn require_address(key: B256, address: Address) -> Result<(), Refusal> {
    if address == Address::ZERO {
        Err(AccessZeroAddress { key }.into())
    } else {
        Ok(())
    }
}
