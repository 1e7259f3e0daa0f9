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
mod claims;
mod close;
mod requests;
mod storage;

pub use abi::withdrawal_queue::IWithdrawalQueue;
pub use storage::WithdrawalQueue;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use runtime::access::{key, require_address};
use runtime::{routes, Refusal};
use storage::{wide, Calendar, Totals};
use stylus_sdk::prelude::*;

/// The key that names a missing vault.
const VAULT: B256 = key("vault");

impl WithdrawalQueue {
    /// Sets the authority and the vault.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address; the answer of an address that is not a vault.
    pub fn constructor(&mut self, authority: Address, vault: Address) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        require_address(VAULT, vault)?;
        self.vault.set(vault);
        let asset = self.asset_of(vault)?;
        self.asset.set(asset);
        let mut calendar = Calendar {
            closings: 0,
            open: 0,
            shift: 0,
            epoch_secs: admin::FIRST_EPOCH_SECS,
            fall_bps: admin::FIRST_TRIP.fall_bps,
            hold_secs: admin::FIRST_TRIP.hold_secs,
        };
        calendar.open = calendar.epochs().number(self.vm().block_timestamp());
        self.calendar.set(&calendar);
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

    /// Returns the token of the shares: the vault.
    pub fn share(&self) -> Address {
        self.vault.get()
    }

    /// Returns the shares that are here, the assets owed, the closings that paid somebody, and from when on the next one
    /// can be made.
    pub fn queue(&self) -> (U256, U256, u64, u64) {
        let Totals { waiting, owed } = self.totals.get();
        let (calendar, now) = (self.calendar.get(), self.vm().block_timestamp());
        let epochs = calendar.epochs();
        // An epoch that has ended and is not closed, of shares that wait, can be closed since it ended.
        let closable = if waiting > 0 && calendar.open < epochs.number(now) {
            epochs.begin(now)
        } else {
            epochs.end(now)
        };
        (wide(waiting), wide(owed), calendar.closings, closable)
    }

    /// Returns the epoch that runs, when it ends, and the first one that is not closed.
    pub fn epoch(&self) -> (u64, u64, u64) {
        let (calendar, now) = (self.calendar.get(), self.vm().block_timestamp());
        let epochs = calendar.epochs();
        (epochs.number(now), epochs.end(now), calendar.open)
    }

    /// Returns zero: nobody joins here.
    pub fn max_in(&self, _: Address) -> U256 {
        U256::ZERO
    }

    /// Returns whether the contract has the functions of an interface. That of ERC-7575 counts joining too, which
    /// reverts here.
    pub fn supports_interface(&self, id: FixedBytes<4>) -> bool {
        const ERC_165: u32 = 0x01ff_c9a7;
        const OPERATORS: u32 = 0xe3bc_4e65;
        const ERC_7575: u32 = 0x2f0a_18c5;
        const REDEEM_REQUESTS: u32 = 0x620e_e8e4;
        let id = u32::from_be_bytes(id.0);
        matches!(id, ERC_165 | OPERATORS | ERC_7575 | REDEEM_REQUESTS)
    }
}

routes!(WithdrawalQueue by IWithdrawalQueue {
    constructor(authority, vault);
    vaultCall => vault();
    shareCall => share();
    assetCall => asset();
    totalAssetsCall => total_assets();
    convertToSharesCall => convert_to_shares(assets);
    convertToAssetsCall => convert_to_assets(shares);
    maxDepositCall => max_in(receiver);
    maxMintCall => max_in(receiver);
    supportsInterfaceCall => supports_interface(id);
    queueCall => queue();
    epochCall => epoch();
    breakerCall => breaker();
    noteCall => note();
    sweepCall => sweep(token, to);
    requestRedeemCall => request_redeem(shares, controller, owner);
    requestRedeemAtCall => request_redeem_at(shares, controller, owner, price);
    leastPriceCall => least_price(id);
    cancelRequestCall => cancel_request(receiver, controller);
    cancelRequestAtCall => cancel_request_at(id, receiver, controller);
    cancelledRequestCall => cancelled_request(id, controller);
    pendingRedeemRequestCall => pending_redeem_request(id, controller);
    claimableRedeemRequestCall => claimable_redeem_request(id, controller);
    claimableAssetsCall => claimable_assets(controller);
    claimableAssetsAtCall => claimable_assets_at(id, controller);
    claimCall => claim(receiver, controller);
    claimAtCall => claim_at(id, receiver, controller);
    redeemCall => redeem_claimable(shares, receiver, controller);
    withdrawCall => withdraw_claimable(assets, receiver, controller);
    maxRedeemCall => max_redeem(controller);
    maxWithdrawCall => claimable_assets(controller);
    closeCall => close();
    settleCall => settle(id, controller);
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
