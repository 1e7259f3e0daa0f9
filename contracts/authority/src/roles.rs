//! Ownership in two steps, and the guardian.

use crate::changes::GUARDIAN;
use crate::storage::Authority;
use abi::authority::errors::AuthorityGuardianCannotCancel;
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

    /// Checks that the caller may cancel a change. The guardian may cancel any except their own removal: otherwise
    /// nobody could remove them.
    pub(crate) fn may_cancel(&self, module: Address, key: B256) -> Result<(), Refusal> {
        self.only_owner_or_guardian()?;
        if self.is_own(module, key) && self.only_owner().is_err() {
            return Err(AuthorityGuardianCannotCancel { key }.into());
        }
        Ok(())
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
