//! Claims of the money of redeemed shares, all at once or in parts.

use crate::storage::{narrow, overflow, wide, Place, Totals, WithdrawalQueue};
use abi::withdrawal_queue::errors::{QueueExceedsClaimable, QueueNothing};
use abi::withdrawal_queue::events::Withdraw;
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use shares::Request;
use stylus_sdk::prelude::*;

/// What a claim takes from a request: the money, and the redeemed shares for which it was paid.
type Claim = (u128, u128);

impl WithdrawalQueue {
    /// Pays `receiver` the money of `controller`, who may have none: redeemed shares can be too few to be paid a unit,
    /// and are done with all the same. Works while paused.
    ///
    /// # Errors
    /// `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`; the asset's error.
    pub fn claim(&mut self, receiver: Address, controller: Address) -> Result<U256, Refusal> {
        self.claim_at(U256::ZERO, receiver, controller)
    }

    /// Pays the money of the request with an id, as [`Self::claim`].
    ///
    /// # Errors
    /// As [`Self::claim`].
    pub fn claim_at(
        &mut self,
        id: U256,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        let (assets, _) = self.pay(id, receiver, controller, |request| {
            let shares = request.filled;
            let assets = request.claim_shares(shares).map_err(overflow)?;
            Ok((assets.unwrap_or(0), shares))
        })?;
        Ok(wide(assets))
    }

    /// Pays `receiver` the money of a number of redeemed shares, rounded down. Works while paused.
    ///
    /// # Errors
    /// As [`Self::claim`]; `QueueExceedsClaimable`.
    pub fn redeem_claimable(
        &mut self,
        shares: U256,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        let (assets, _) = self.pay(U256::ZERO, receiver, controller, |request| {
            let max = request.filled;
            let number = narrow(shares)?;
            let assets = request.claim_shares(number).map_err(overflow)?;
            Ok((assets.ok_or_else(|| exceeds(shares, max))?, number))
        })?;
        Ok(wide(assets))
    }

    /// Pays `receiver` an amount of the money of `controller`. Returns the shares for which it was paid, rounded down.
    /// Works while paused.
    ///
    /// # Errors
    /// As [`Self::claim`]; `QueueExceedsClaimable`.
    pub fn withdraw_claimable(
        &mut self,
        assets: U256,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        let (_, shares) = self.pay(U256::ZERO, receiver, controller, |request| {
            let max = request.assets;
            let amount = narrow(assets)?;
            if amount == 0 {
                // It would clear redeemed shares that are too few to be paid a unit.
                return Ok((0, 0));
            }
            let shares = request.claim_assets(amount).map_err(overflow)?;
            Ok((amount, shares.ok_or_else(|| exceeds(assets, max))?))
        })?;
        Ok(wide(shares))
    }

    /// Returns the redeemed shares that can be claimed.
    ///
    /// # Errors
    /// None that can occur.
    pub fn max_redeem(&self, controller: Address) -> Result<U256, Refusal> {
        self.claimable_redeem_request(U256::ZERO, controller)
    }

    /// Takes from a request what `claim` takes, and pays that.
    #[inline(never)]
    fn pay(
        &mut self,
        id: U256,
        receiver: Address,
        controller: Address,
        claim: impl FnOnce(&mut Request) -> Result<Claim, Refusal>,
    ) -> Result<Claim, Refusal> {
        self.only(controller)?;
        self.require_account(receiver)?;
        let place = Place::of(id, controller)?;
        let mut request = self.present(place)?;
        let (paid, filled) = claim(&mut request)?;
        if filled == 0 && paid == 0 {
            return Err(QueueNothing {}.into());
        }
        let Totals { waiting, owed } = self.totals.get();
        let owed = owed.checked_sub(paid).ok_or_else(|| overflow(()))?;
        self.totals.set(&Totals { waiting, owed });
        self.keep(place, &request, self.calendar.get().closings);
        self.emit(Withdraw {
            sender: self.vm().msg_sender(),
            receiver,
            owner: controller,
            assets: wide(paid),
            shares: wide(filled),
        });
        // Some tokens refuse to move nothing.
        if paid > 0 {
            self.give_assets(receiver, paid)?;
        }
        Ok((paid, filled))
    }
}

fn exceeds(amount: U256, max: u128) -> Refusal {
    let max = wide(max);
    QueueExceedsClaimable { amount, max }.into()
}
