//! Requests: to leave, and to cancel.

use crate::storage::{narrow, overflow, wide, Place, Totals, WithdrawalQueue};
use abi::withdrawal_queue::errors::*;
use abi::withdrawal_queue::events::{OperatorSet, RedeemRequest, RequestCancelled};
use alloy_primitives::{Address, U256};
use runtime::{Emit, Refusal};
use shares::levels::{level_up, price_of, LEVELS};
use shares::Request;
use stylus_sdk::prelude::*;

/// The maximum number of closings that `settle` applies.
const STEPS: u64 = 64;

impl WithdrawalQueue {
    /// Takes shares of `owner` into the queue for `controller`.
    ///
    /// # Errors
    /// `AccessPaused`, `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`; the error of the shares.
    pub fn request_redeem(
        &mut self,
        shares: U256,
        controller: Address,
        owner: Address,
    ) -> Result<U256, Refusal> {
        self.request_redeem_at(shares, controller, owner, U256::ZERO)
    }

    /// Takes shares into the queue that take part only in closings at a price or above. Returns the id.
    ///
    /// # Errors
    /// As [`Self::request_redeem`]; `QueuePriceTooHigh`.
    pub fn request_redeem_at(
        &mut self,
        shares: U256,
        controller: Address,
        owner: Address,
        least_price: U256,
    ) -> Result<U256, Refusal> {
        self.authority.when_not_stopped()?;
        self.only(owner)?;
        self.require_account(controller)?;
        let added = narrow(shares)?;
        if added == 0 {
            return Err(QueueNothing {}.into());
        }
        let level = narrow(least_price).ok().and_then(level_up);
        let level = level.ok_or_else(|| QueuePriceTooHigh {
            price: least_price,
            max: wide(price_of(LEVELS)),
        })?;
        let place = Place { controller, level };
        let mut request = self.present(place)?;
        // A request also shows the breaker the price of this moment. The request is taken in any case.
        self.note_if_marked()?;
        let mut totals = self.totals.get();
        let mut calendar = self.calendar.get();
        let epoch = self.running();
        if totals.waiting == 0 && calendar.open < epoch {
            // Nothing is to be closed of the epochs that have ended.
            calendar.open = epoch;
            self.calendar.set(&calendar);
        }
        let level = self.level(level).released(calendar.open);
        let level = level.asked(added, epoch).map_err(overflow)?;
        self.set_level(place.level, &level);
        request.waits = request.waits.asked(added, epoch).map_err(overflow)?;
        let waiting = totals.waiting.checked_add(added);
        totals.waiting = waiting.ok_or_else(|| overflow(()))?;
        self.totals.set(&totals);
        self.keep(place, &request, calendar.closings);
        let id = wide(place.level.into());
        self.emit(RedeemRequest {
            controller,
            owner,
            requestId: id,
            sender: self.vm().msg_sender(),
            shares,
        });
        self.take_shares(owner, added)?;
        Ok(id)
    }

    /// Cancels the request of `controller`, and sends the shares that come back to `receiver`. Works while paused.
    ///
    /// # Errors
    /// `QueueNothing`, `QueueNotAllowed`, `QueueInvalidAddress`.
    pub fn cancel_request(
        &mut self,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        self.cancel_request_at(U256::ZERO, receiver, controller)
    }

    /// Cancels the request with an id, as [`Self::cancel_request`].
    ///
    /// # Errors
    /// As [`Self::cancel_request`].
    pub fn cancel_request_at(
        &mut self,
        id: U256,
        receiver: Address,
        controller: Address,
    ) -> Result<U256, Refusal> {
        self.only(controller)?;
        self.require_account(receiver)?;
        let place = Place::of(id, controller)?;
        let mut request = self.present(place)?;
        let (epoch, calendar) = (self.running(), self.calendar.get());
        let waits = request.waits;
        if waits.ended == 0 && waits.fresh == 0 && request.back == 0 {
            return Err(QueueNothing {}.into());
        }
        let level = self.level(place.level).released(calendar.open);
        let level = level
            .cancelled(&waits, epoch, calendar.open)
            .map_err(overflow)?;
        self.set_level(place.level, &level);
        let back = request.cancel(epoch, calendar.open).map_err(overflow)?;
        let Totals { waiting, owed } = self.totals.get();
        let waiting = waiting.checked_sub(back).ok_or_else(|| overflow(()))?;
        self.totals.set(&Totals { waiting, owed });
        self.keep(place, &request, calendar.closings);
        let shares = wide(back);
        self.emit(RequestCancelled {
            controller,
            receiver,
            requestId: id,
            shares,
        });
        if back > 0 {
            self.give_shares(receiver, back)?;
        }
        Ok(shares)
    }

    /// Applies closings to the request of `controller`. Returns how many are left.
    ///
    /// # Errors
    /// `QueueNothing` for an id of no request.
    pub fn settle(&mut self, id: U256, controller: Address) -> Result<u64, Refusal> {
        let place = Place::of(id, controller)?;
        let (request, closings) = self.gone_through(place, STEPS)?;
        self.keep(place, &request, closings);
        Ok(self.calendar.get().closings.saturating_sub(closings))
    }

    /// Returns the least price of the requests with an id; zero for an id of none.
    pub fn least_price(&self, id: U256) -> U256 {
        let place = Place::of(id, Address::ZERO);
        wide(place.map_or(0, |place| price_of(place.level)))
    }

    /// Returns the shares that wait; zero for an id of no request.
    ///
    /// # Errors
    /// None that can occur.
    pub fn pending_redeem_request(&self, id: U256, controller: Address) -> Result<U256, Refusal> {
        self.asked(id, controller, |request| {
            request.waits.all().map_err(overflow)
        })
    }

    /// Returns the redeemed shares whose money was not claimed; zero for an id of no request.
    ///
    /// # Errors
    /// None that can occur.
    pub fn claimable_redeem_request(&self, id: U256, controller: Address) -> Result<U256, Refusal> {
        self.asked(id, controller, |request| Ok(request.filled))
    }

    /// Returns the money that was not claimed.
    ///
    /// # Errors
    /// None that can occur.
    pub fn claimable_assets(&self, controller: Address) -> Result<U256, Refusal> {
        self.claimable_assets_at(U256::ZERO, controller)
    }

    /// Returns the money that was not claimed; zero for an id of no request.
    ///
    /// # Errors
    /// None that can occur.
    pub fn claimable_assets_at(&self, id: U256, controller: Address) -> Result<U256, Refusal> {
        self.asked(id, controller, |request| Ok(request.assets))
    }

    /// Returns the cancelled shares: those that take part in the next closing, and those that can be fetched.
    ///
    /// # Errors
    /// None that can occur.
    pub fn cancelled_request(
        &self,
        id: U256,
        controller: Address,
    ) -> Result<(U256, U256), Refusal> {
        let pending = self.asked(id, controller, |request| Ok(request.waits.cancelled))?;
        let back = self.asked(id, controller, |request| Ok(request.back))?;
        Ok((pending, back))
    }

    fn asked(
        &self,
        id: U256,
        controller: Address,
        of: impl FnOnce(&Request) -> Result<u128, Refusal>,
    ) -> Result<U256, Refusal> {
        let Ok(place) = Place::of(id, controller) else {
            return Ok(U256::ZERO);
        };
        Ok(wide(of(&self.present(place)?)?))
    }

    /// Returns the number of the epoch that runs.
    fn running(&self) -> u64 {
        let epochs = self.calendar.get().epochs();
        epochs.number(self.vm().block_timestamp())
    }

    /// Returns the request of a place as it is now.
    pub(crate) fn present(&self, place: Place) -> Result<Request, Refusal> {
        Ok(self.gone_through(place, u64::MAX)?.0)
    }

    /// Returns the request after up to `steps` more closings, and the number of closings applied to it.
    #[inline(never)]
    fn gone_through(&self, place: Place, steps: u64) -> Result<(Request, u64), Refusal> {
        let (mut request, from) = self.stored(place);
        let calendar = self.calendar.get();
        let until = calendar.closings.min(from.saturating_add(steps));
        for number in from..until {
            if request.waits.all() == Ok(0) {
                return Ok((request, calendar.closings));
            }
            let closing = self.closings.read(number);
            let after = request.after(&closing, place.level);
            request = after.map_err(overflow)?;
        }
        if until == calendar.closings {
            request = request.released(calendar.open);
        }
        Ok((request, until))
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

    pub(crate) fn only(&self, account: Address) -> Result<(), Refusal> {
        let caller = self.vm().msg_sender();
        if caller == account || self.is_operator(account, caller) {
            return Ok(());
        }
        Err(QueueNotAllowed { caller, account }.into())
    }

    pub(crate) fn require_account(&self, account: Address) -> Result<(), Refusal> {
        if account == Address::ZERO || account == self.vm().contract_address() {
            return Err(QueueInvalidAddress { account }.into());
        }
        Ok(())
    }
}
