//! Governs all contracts of the protocol: who may change what, and when.
//!
//! There are two roles. The **owner** runs the protocol and is replaced in two steps. The **guardian** can stop and
//! tighten, and nothing else. A change that could hurt those who have money inside (to unpause, loosen a parameter,
//! replace a module or replace the guardian) is scheduled in public, waits 48 hours, and can be cancelled meanwhile.
//!
//! Each contract says what can be changed in it, by which rule and within which bounds (`runtime::access`). It takes
//! changes from this contract alone, and checks them against its bounds once more.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod calls;
mod changes;
mod roles;
mod storage;

pub use abi::authority::IAuthority;
pub use storage::Authority;

use abi::authority::errors::AuthorityNotPendingOwner;
use abi::authority::events::OwnershipOffered;
use alloy_primitives::Address;
use runtime::access::{key, require_address};
use runtime::{routes, Emit, Refusal};
use stylus_sdk::prelude::*;

impl Authority {
    /// Sets the roles. `owner` is an argument, never the sender of the transaction. A zero `guardian` leaves that seat
    /// empty.
    ///
    /// # Errors
    /// `AccessZeroAddress` if `owner` is zero.
    pub fn constructor(&mut self, owner: Address, guardian: Address) -> Result<(), Refusal> {
        require_address(const { key("owner") }, owner)?;
        self.move_ownership(owner);
        if guardian != Address::ZERO {
            self.seat_guardian(guardian);
        }
        Ok(())
    }

    /// Returns the owner; never zero after the constructor.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// Returns who was offered the ownership; zero if nobody.
    pub fn pending_owner(&self) -> Address {
        self.pending_owner.get()
    }

    /// Returns the guardian; zero when the seat is empty.
    pub fn guardian(&self) -> Address {
        self.guardian.get()
    }

    /// Offers the ownership to `new_owner`, in place of an earlier offer. Zero withdraws the offer.
    ///
    /// # Errors
    /// `AccessNotOwner`.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Refusal> {
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
    /// `AuthorityNotPendingOwner`.
    pub fn accept_ownership(&mut self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller != self.pending_owner() {
            return Err(AuthorityNotPendingOwner { caller }.into());
        }
        self.pending_owner.set(Address::ZERO);
        self.move_ownership(caller);
        Ok(())
    }
}

routes!(Authority by IAuthority {
    constructor(owner, guardian);
    ownerCall => owner();
    pendingOwnerCall => pending_owner();
    guardianCall => guardian();
    pendingChangeCall => pending_change(module, key);
    transferOwnershipCall => transfer_ownership(new_owner);
    acceptOwnershipCall => accept_ownership();
    pauseCall => pause(modules);
    wireCall => wire(module, key, value);
    tightenCall => tighten(module, key, value);
    scheduleCall => schedule(module, key, value);
    executeCall => execute(module, key);
    cancelCall => cancel(module, key);
});

/// Prints what the command line asks for: interface, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IAuthority",
        declarations: &[
            abi::authority::errors::SOLIDITY,
            abi::authority::events::SOLIDITY,
            abi::authority::SOLIDITY,
            runtime::access::ERRORS,
            runtime::SOLIDITY,
        ],
        refuses: None,
    };
    run::<Authority>(own, &[]);
}
