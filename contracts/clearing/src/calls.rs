//! Every outbound call, except those to the asset, which are in the crate `tokens`.

use crate::Clearing;
use abi::trading::{IClearing, TradeLeg};
use abi::{IOracle, IRiskManager, IVault};
use alloc::vec::Vec;
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use ledger::{Lent, ORACLE, RISK_MANAGER, VAULT};
use runtime::words::Values;
use runtime::{Changing, Reading, Refusal};
use stylus_sdk::prelude::*;

impl Clearing {
    /// Returns the price of an expiry; zero until it is fixed.
    pub(crate) fn expiry_price(&self, expiry: u64) -> Result<u128, Refusal> {
        let oracle = self.ledger.module(ORACLE);
        IOracle::new(oracle).expiry_price(self.vm(), Reading, expiry)
    }

    /// Takes an expiry out of the pool's book. Returns what accounts that hold it are owed, what those that have sold
    /// it owe (WAD), and earlier expiries in the book.
    pub(crate) fn settle_in_book(
        &self,
        expiry: u64,
        price: u128,
    ) -> Result<(u128, u128, Vec<u64>), Refusal> {
        let risk = IRiskManager::new(self.ledger.module(RISK_MANAGER));
        risk.settle(self.vm(), Changing, expiry, price)
    }

    /// Takes legs into the pool's book in spite of its limits.
    pub(crate) fn absorb(&self, legs: Vec<TradeLeg>) -> Result<(), Refusal> {
        let risk = IRiskManager::new(self.ledger.module(RISK_MANAGER));
        risk.absorb(self.vm(), Changing, legs)
    }

    /// Returns what the vault holds.
    pub(crate) fn held(&self) -> Result<u128, Refusal> {
        IVault::new(self.ledger.module(VAULT)).held(self.vm(), Reading)
    }

    /// Moves money between this contract and the vault (to the vault if positive), and tells it what is owed, what
    /// sellers owe and what is lent.
    pub(crate) fn exchange(
        &mut self,
        difference: i128,
        income: u128,
        owed: u128,
        debts: u128,
        clearing: bool,
    ) -> Result<(), Refusal> {
        let vault = self.ledger.module(VAULT);
        let amount = U256::from(difference.unsigned_abs());
        if difference > 0 {
            self.ledger.send(vault, amount)?;
        } else {
            self.ledger.record_inflow(amount)?;
        }
        let Lent { loans, .. } = self.ledger.lent.get();
        let vault = IVault::new(vault);
        vault.exchange(
            self.vm(),
            Changing,
            difference,
            income,
            owed,
            debts,
            loans,
            clearing,
        )
    }

    /// Ends the clearing in a frame of its own, and tells the vault. What it reverts with undoes nothing else: `complete`
    /// can be called again. Returns whether it has ended.
    pub(crate) fn try_complete(&self) -> bool {
        self.tries(&IClearing::completeCall::SELECTOR)
    }

    /// Pays of claims what can be paid in a frame of its own, and tells the vault. Returns whether it could.
    pub(crate) fn try_to_pay(&self) -> bool {
        self.tries(&(U256::ZERO,).encode(&IClearing::payClaimsCall::SELECTOR))
    }

    fn tries(&self, call: &[u8]) -> bool {
        let program = self.ledger.program.get();
        runtime::delegate_in_change(self.vm(), program, call).is_ok()
    }
}
