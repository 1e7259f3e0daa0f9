//! Lets those wait whose money is locked, and pays them pro rata.
//!
//! It is a holder of shares like any other, and redeems as any other could. What it redeemed is money of its own, so
//! that nothing of the pool's is ever set aside inside the vault; only the vault's rule that others may not take what
//! the shares here could be paid with knows of it (`vault.wire("queue", …)`).
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod breaker;
mod calls;
mod interface;
mod requests;
mod storage;

pub use interface::*;
pub use storage::WithdrawalQueue;

use alloy_primitives::{Address, B256, U256};
use runtime::access::{key, require_address};
use runtime::{routes, Emit, Refusal};
use shares::Epoch;
use storage::{overflow, wide, Calendar, Totals};
use stylus_sdk::prelude::*;

/// What a missing vault is called.
const VAULT: B256 = key("vault");

impl WithdrawalQueue {
    /// Fills the roles and the vault, and begins the first epoch.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first address that is missing. What a
    /// contract answers that is no vault.
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

    /// The vault.
    pub fn vault(&self) -> Address {
        self.vault.get()
    }

    /// The asset that is paid.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Shares that wait, assets owed, epochs closed, and from when on the present one can be closed.
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

    /// Closes the epoch at the price of this moment; if that trips the breaker, that is all.
    ///
    /// # Errors
    /// `QueueTooEarly`; `QueueNothing` waits; `QueueBreaker`; `QueueNothingToFill` now; those of the vault.
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
        // A refusal would take the trip back, and with it the moment from which the breaker holds.
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

/// All requests are of id 0.
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
            interface::SOLIDITY,
            runtime::tokens::INTERFACE,
            runtime::tokens::QUESTIONS,
            runtime::access::SWEEPING,
        ],
        refuses: None,
    };
    run::<WithdrawalQueue>(own, &[runtime::access::INTERFACE]);
}
