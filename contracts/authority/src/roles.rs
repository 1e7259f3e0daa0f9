//! Ownership in two steps, and the guardian.

use crate::changes::GUARDIAN;
use crate::storage::Authority;
use abi::authority::events::{GuardianChanged, OwnershipTransferred};
use alloy_primitives::{Address, B256};
use runtime::access::{AccessNotOwner, AccessNotOwnerNorGuardian};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

impl Authority {
    pub(crate) fn only_owner(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner() {
            Ok(())
        } else {
            Err(AccessNotOwner { caller }.into())
        }
    }

    pub(crate) fn only_owner_or_guardian(&self) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == self.owner() || caller == self.guardian() {
            Ok(())
        } else {
            Err(AccessNotOwnerNorGuardian { caller }.into())
        }
    }

    /// Returns whether a change is one of the guardian's seat.
    pub(crate) fn is_own(&self, module: Address, key: B256) -> bool {
        key == GUARDIAN && module == self.vm().contract_address()
    }

    pub(crate) fn seat_guardian(&mut self, guardian: Address) {
        self.emit(GuardianChanged {
            previousGuardian: self.guardian(),
            newGuardian: guardian,
        });
        self.guardian.set(guardian);
    }

    pub(crate) fn move_ownership(&mut self, new_owner: Address) {
        self.emit(OwnershipTransferred {
            previousOwner: self.owner(),
            newOwner: new_owner,
        });
        self.owner.set(new_owner);
    }
}
