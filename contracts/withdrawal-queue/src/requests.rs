//! Requests: to leave, to cancel, and to claim the money.

use crate::storage::{narrow, overflow, wide, Totals, WithdrawalQueue};
use abi::withdrawal_queue::errors::*;
use abi::withdrawal_queue::events::{Claimed, OperatorSet, RedeemRequest, RequestCancelled};
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use shares::Request;
use stylus_sdk::prelude::*;

/// The maximum number of closed epochs that one call applies.
const STEPS: u64 = 64;

impl WithdrawalQueue {
    /// Takes shares of `owner` into the queue for `controller`.
    ///
    /// # Errors
    /// `AccessPaused`, `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`, `QueueBehind`; the error of the
    /// shares.
    pub fn request_redeem(
        &mut self,
        shares: U256,
        controller: Address,
        owner: Address,
    ) -> Result<U256, Refusal> {
        self.authority.when_not_stopped()?;
        self.only(owner)?;
        self.require_account(controller)?;
        let added = narrow(shares)?;
        if added == 0 {
            return Err(QueueNothing {}.into());
        }
        let mut request = self.up_to_date(controller)?;
        // A request also shows the breaker the price of this moment. The request is taken in any case.
        self.note_if_marked()?;
        let mut totals = self.totals.get();
        let sum = |a: u128| a.checked_add(added).ok_or_else(|| overflow(()));
        request.pending = sum(request.pending)?;
        totals.waiting = sum(totals.waiting)?;
        self.totals.set(&totals);
        self.keep(controller, &request, self.calendar.get().epochs);
        self.emit(RedeemRequest {
            controller,
            owner,
            requestId: U256::ZERO,
            sender: self.vm().msg_sender(),
            shares,
        });
        self.take_shares(owner, added)?;
        Ok(U256::ZERO)
    }

    /// Sends the shares of `controller` that still wait to `receiver`. Works while paused.
    ///
    /// # Errors
    /// `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`, `QueueBehind`.
    pub fn cancel_request(
        &mut self,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        self.only(controller)?;
        self.require_account(receiver)?;
        let mut request = self.up_to_date(controller)?;
        let waited = core::mem::take(&mut request.pending);
        if waited == 0 {
            return Err(QueueNothing {}.into());
        }
        let Totals { waiting, owed } = self.totals.get();
        let waiting = waiting.checked_sub(waited).ok_or_else(|| overflow(()))?;
        self.totals.set(&Totals { waiting, owed });
        self.keep(controller, &request, self.calendar.get().epochs);
        let shares = wide(waited);
        self.emit(RequestCancelled {
            controller,
            receiver,
            shares,
        });
        self.give_shares(receiver, waited)?;
        Ok(shares)
    }

    /// Pays `receiver` the money of `controller`, who may have none: redeemed shares can be too few to be paid a unit, and
    /// are done with all the same. Works while paused.
    ///
    /// # Errors
    /// `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`; the asset's error.
    pub fn claim(&mut self, receiver: Address, controller: Address) -> Result<U256, Refusal> {
        self.only(controller)?;
        self.require_account(receiver)?;
        let (mut request, epochs) = self.gone_through(controller, STEPS)?;
        let (paid, filled) = (request.assets, request.filled);
        if filled == 0 {
            return Err(QueueNothing {}.into());
        }
        (request.assets, request.filled) = (0, 0);
        let Totals { waiting, owed } = self.totals.get();
        let owed = owed.checked_sub(paid).ok_or_else(|| overflow(()))?;
        self.totals.set(&Totals { waiting, owed });
        self.keep(controller, &request, epochs);
        let (assets, shares) = (wide(paid), wide(filled));
        self.emit(Claimed {
            controller,
            receiver,
            assets,
            shares,
        });
        // Some tokens refuse to move nothing.
        if paid > 0 {
            self.give_assets(receiver, paid)?;
        }
        Ok(assets)
    }

    /// Applies closed epochs to the request of `controller`. Returns how many are left.
    ///
    /// # Errors
    /// None that can occur.
    pub fn settle(&mut self, controller: Address) -> Result<u64, Refusal> {
        let (request, epochs) = self.gone_through(controller, STEPS)?;
        self.keep(controller, &request, epochs);
        Ok(self.calendar.get().epochs.saturating_sub(epochs))
    }

    /// Returns the request of a controller as it is now.
    pub(crate) fn request(&self, controller: Address) -> Result<Request, Refusal> {
        let (request, _) = self.gone_through(controller, u64::MAX)?;
        Ok(request)
    }

    /// Returns the request after up to `steps` more epochs, and the number of epochs applied to it.
    fn gone_through(&self, controller: Address, steps: u64) -> Result<(Request, u64), Refusal> {
        let (mut request, from) = self.stored(controller);
        let closed = self.calendar.get().epochs;
        let until = closed.min(from.saturating_add(steps));
        for number in from..until {
            if request.pending == 0 {
                return Ok((request, closed));
            }
            request = request.after(&self.epochs.read(number)).map_err(overflow)?;
        }
        Ok((request, until))
    }

    fn up_to_date(&self, controller: Address) -> Result<Request, Refusal> {
        let (request, epochs) = self.gone_through(controller, STEPS)?;
        match self.calendar.get().epochs.saturating_sub(epochs) {
            0 => Ok(request),
            epochs => Err(QueueBehind { epochs }.into()),
        }
    }

    /// Lets `operator` act for the caller, or no longer.
    pub fn set_operator(&mut self, operator: Address, approved: bool) -> bool {
        let controller = self.vm().msg_sender();
        self.operators.write((controller, operator), &approved);
        self.emit(OperatorSet {
            controller,
            operator,
            approved,
        });
        true
    }

    /// Returns whether `operator` may act for `controller`.
    pub fn is_operator(&self, controller: Address, operator: Address) -> bool {
        self.operators.read((controller, operator))
    }

    fn only(&self, account: Address) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == account || self.is_operator(account, caller) {
            return Ok(());
        }
        Err(QueueNotAllowed { caller, account }.into())
    }

    fn require_account(&self, account: Address) -> Result<(), Refusal> {
        if account == Address::ZERO || account == self.vm().contract_address() {
            return Err(QueueInvalidAddress { account }.into());
        }
        Ok(())
    }
}
