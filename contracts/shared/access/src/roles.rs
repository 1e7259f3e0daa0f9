//! Ownership in two steps, the guardian, the pause.

use crate::errors::*;
use crate::events::*;
use crate::key::{key, GUARDIAN};
use crate::storage::Authority;
use alloy_primitives::{Address, B256, U256};
use interfaces::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Authority {
    /// Fills the roles; called once, by the constructor. A zero `guardian` leaves the seat empty.
    ///
    /// # Errors
    /// `ZeroAddress` without an owner.
    #[inline(never)]
    pub fn initialize(&mut self, owner: Address, guardian: Address) -> Result<(), Refusal> {
        require_address(key("owner"), owner)?;
        self.move_ownership(owner);
        if guardian != Address::ZERO {
            self.seat_guardian(guardian);
        }
        Ok(())
    }

    /// The owner; never zero after the constructor.
    #[must_use]
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// To whom ownership is offered; zero when to nobody.
    #[must_use]
    pub fn pending_owner(&self) -> Address {
        self.pending_owner.get()
    }

    /// The guardian; zero when the seat is empty.
    #[must_use]
    pub fn guardian(&self) -> Address {
        self.guardian.get()
    }

    /// Whether the contract is paused.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.paused.get() != U256::ZERO
    }

    /// # Errors
    /// `NotOwner` unless the owner calls.
    pub fn only_owner(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner() {
            Ok(())
        } else {
            Err(AccessNotOwner { caller }.into())
        }
    }

    /// # Errors
    /// `NotOwnerNorGuardian` unless one of the two calls.
    pub fn only_owner_or_guardian(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner() || caller == self.guardian() {
            Ok(())
        } else {
            Err(AccessNotOwnerNorGuardian { caller }.into())
        }
    }

    /// # Errors
    /// `Paused` while the contract is paused.
    pub fn when_not_paused(&self) -> Result<(), Refusal> {
        if self.paused() {
            Err(AccessPaused {}.into())
        } else {
            Ok(())
        }
    }

    /// Offers ownership to `new_owner`, replacing an earlier offer; zero withdraws it.
    ///
    /// # Errors
    /// `NotOwner`.
    pub fn offer_ownership(&mut self, new_owner: Address) -> Result<(), Refusal> {
        self.only_owner()?;
        self.pending_owner.set(new_owner);
        self.emit(OwnershipOffered {
            owner: self.owner(),
            newOwner: new_owner,
        });
        Ok(())
    }

    /// Takes the ownership that was offered to the caller.
    ///
    /// # Errors
    /// `NotPendingOwner`.
    pub fn accept_ownership(&mut self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.pending_owner() {
            return Err(AccessNotPendingOwner { caller }.into());
        }
        self.pending_owner.set(Address::ZERO);
        self.move_ownership(caller);
        Ok(())
    }

    /// Pauses; owner or guardian.
    ///
    /// # Errors
    /// `NotOwnerNorGuardian`; `Paused` already.
    pub fn pause(&mut self) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        self.when_not_paused()?;
        self.paused.set(U256::ONE);
        self.emit(Paused {
            by: self.vm().msg_sender(),
        });
        Ok(())
    }

    pub(crate) fn unpause(&mut self) {
        self.paused.set(U256::ZERO);
        self.emit(Unpaused {
            by: self.vm().msg_sender(),
        });
    }

    pub(crate) fn seat_guardian(&mut self, guardian: Address) {
        self.emit(GuardianChanged {
            previousGuardian: self.guardian(),
            newGuardian: guardian,
        });
        self.guardian.set(guardian);
    }

    /// The guardian may stop any change but the one that removes him: otherwise nobody could.
    pub(crate) fn may_cancel(&self, key: B256) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        if key == GUARDIAN && self.only_owner().is_err() {
            return Err(AccessGuardianCannotCancel { key }.into());
        }
        Ok(())
    }

    fn move_ownership(&mut self, new_owner: Address) {
        self.emit(OwnershipTransferred {
            previousOwner: self.owner(),
            newOwner: new_owner,
        });
        self.owner.set(new_owner);
    }
}

/// # Errors
/// `ZeroAddress` naming `key` when `address` is zero.
#[inline(never)]
pub fn require_address(key: B256, address: Address) -> Result<(), Refusal> {
    if address == Address::ZERO {
        Err(AccessZeroAddress { key }.into())
    } else {
        Ok(())
    }
}
