//! Queues those who want to leave while their money is locked, and pays them pro rata.
//!
//! The queue is a holder of shares like any other, and redeems like any other. What it redeems is its own money, so
//! the vault never sets anything of the pool's aside. The vault knows the queue for one rule only: others may not take
//! the money that could pay the shares of the queue (`vault.wire("queue", …)`).
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod breaker;
mod calls;
mod requests;
mod storage;

pub use abi::withdrawal_queue::IWithdrawalQueue;
pub use storage::WithdrawalQueue;

use abi::withdrawal_queue::errors::{QueueNothing, QueueNothingToFill, QueueTooEarly};
use abi::withdrawal_queue::events::EpochClosed;
use alloy_primitives::{Address, B256, U256};
use runtime::access::{key, require_address};
use runtime::{routes, Emit, Refusal};
use shares::Epoch;
use storage::{overflow, wide, Calendar, Totals};
use stylus_sdk::prelude::*;

/// The key that names a missing vault.
const VAULT: B256 = key("vault");

impl WithdrawalQueue {
    /// Sets the authority and the vault, and begins the first epoch.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address; the answer of an address that is not a vault.
    pub fn constructor(&mut self, authority: Address, vault: Address) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        require_address(VAULT, vault)?;
        self.vault.set(vault);
        let asset = self.asset_of(vault)?;
        self.asset.set(asset);
        self.calendar.set(&Calendar {
            epochs: 0,
            closed: self.vm().block_timestamp(),
            epoch_secs: admin::FIRST_EPOCH_SECS,
            fall_bps: admin::FIRST_TRIP.fall_bps,
            hold_secs: admin::FIRST_TRIP.hold_secs,
        });
        Ok(())
    }

    /// Returns the vault.
    pub fn vault(&self) -> Address {
        self.vault.get()
    }

    /// Returns the asset that it pays.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Returns the shares that wait, the assets owed, the closed epochs, and from when on the present one can be
    /// closed.
    pub fn queue(&self) -> (U256, U256, u64, u64) {
        let Totals { waiting, owed } = self.totals.get();
        let calendar = self.calendar.get();
        (
            wide(waiting),
            wide(owed),
            calendar.epochs,
            calendar.closable(),
        )
    }

    /// Closes the epoch at the price of this moment. If that price trips the breaker, nothing else happens.
    ///
    /// # Errors
    /// `QueueTooEarly`; `QueueNothing` if none waits; `QueueBreaker`; `QueueNothingToFill`; the vault's error.
    pub fn close(&mut self) -> Result<(U256, U256), Refusal> {
        let calendar = self.calendar.get();
        let (now, closable) = (self.vm().block_timestamp(), calendar.closable());
        if now < closable {
            return Err(QueueTooEarly { closable }.into());
        }
        let Totals { waiting, owed } = self.totals.get();
        if waiting == 0 {
            return Err(QueueNothing {}.into());
        }
        // A revert would undo the trip, and with it the moment from which the breaker holds.
        if self.note_if_marked()? {
            return Ok((U256::ZERO, U256::ZERO));
        }
        self.require_released()?;
        let filled = self.redeemable()?.min(waiting);
        if filled == 0 {
            return Err(QueueNothingToFill {}.into());
        }
        let assets = self.redeem(filled)?;
        let left = waiting.saturating_sub(filled);
        let epoch = Epoch {
            waiting,
            left,
            assets,
        };
        self.epochs.write(calendar.epochs, &epoch);
        self.calendar.set(&Calendar {
            epochs: calendar.epochs.saturating_add(1),
            closed: now,
            ..calendar
        });
        let owed = owed.checked_add(assets).ok_or_else(|| overflow(()))?;
        self.totals.set(&Totals {
            waiting: left,
            owed,
        });
        self.require_funded()?;
        let (filled, assets) = (wide(filled), wide(assets));
        self.emit(EpochClosed {
            epoch: calendar.epochs,
            waiting: wide(waiting),
            filled,
            assets,
        });
        Ok((filled, assets))
    }

    fn pending_redeem_request(&self, id: U256, controller: Address) -> Result<U256, Refusal> {
        let request = self.request(controller)?;
        Ok(of_id(id, request.pending))
    }

    fn claimable_redeem_request(&self, id: U256, controller: Address) -> Result<U256, Refusal> {
        let request = self.request(controller)?;
        Ok(of_id(id, request.filled))
    }

    fn claimable_assets(&self, controller: Address) -> Result<U256, Refusal> {
        Ok(wide(self.request(controller)?.assets))
    }
}

impl Calendar {
    fn closable(self) -> u64 {
        self.closed.saturating_add(self.epoch_secs)
    }
}

/// Returns the amount if the id is 0, the id of all requests, and zero otherwise.
fn of_id(id: U256, amount: u128) -> U256 {
    wide(if id.is_zero() { amount } else { 0 })
}

routes!(WithdrawalQueue by IWithdrawalQueue {
    constructor(authority, vault);
    vaultCall => vault();
    assetCall => asset();
    queueCall => queue();
    breakerCall => breaker();
    noteCall => note();
    sweepCall => sweep(token, to);
    requestRedeemCall => request_redeem(shares, controller, owner);
    cancelRequestCall => cancel_request(receiver, controller);
    pendingRedeemRequestCall => pending_redeem_request(id, controller);
    claimableRedeemRequestCall => claimable_redeem_request(id, controller);
    claimableAssetsCall => claimable_assets(controller);
    claimCall => claim(receiver, controller);
    closeCall => close();
    settleCall => settle(controller);
    setOperatorCall => set_operator(operator, approved);
    isOperatorCall => is_operator(controller, operator);
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IWithdrawalQueue",
        declarations: &[
            abi::withdrawal_queue::SOLIDITY,
            abi::withdrawal_queue::errors::SOLIDITY,
            abi::withdrawal_queue::events::SOLIDITY,
            runtime::tokens::INTERFACE,
            runtime::tokens::QUESTIONS,
            runtime::access::SWEEPING,
        ],
        refuses: None,
    };
    run::<WithdrawalQueue>(own, &[runtime::access::INTERFACE]);
}
