//! An account as a call finds it, settled, and how an order changes its positions.

use crate::Market;
use abi::trading::IClearing;
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use domain::expiry_of;
use ledger::{Holdings, Ledger};
use runtime::words::Values;
use runtime::Refusal;
use stylus_sdk::prelude::*;

impl Market {
    /// Loads an account with its settled expiries settled.
    ///
    /// # Errors
    /// The error of the settlement.
    #[inline(never)]
    pub(crate) fn touched(&mut self, id: U256) -> Result<Holdings, Refusal> {
        let account = self.ledger.stored(id);
        let now = self.vm().block_timestamp();
        let past = |expiry: &u64| *expiry <= now;
        let mut expiries = account.words.iter().map(|word| expiry_of(*word).into());
        if !expiries.any(|expiry| past(&expiry) && self.ledger.expiries.read(expiry).price != 0) {
            return Ok(account);
        }
        self.settle_account(id)?;
        Ok(self.ledger.stored(id))
    }

    /// Makes the program that settles do so with an account.
    pub(crate) fn settle_account(&self, id: U256) -> Result<(), Refusal> {
        let call = (id,).encode(&IClearing::touchCall::SELECTOR);
        self.clear(&call)
    }

    /// Stores an account, whose bond returns if it owes nothing any more.
    pub(crate) fn keep(&mut self, account: &mut Holdings) {
        Ledger::return_bond(account);
        self.ledger.keep(account);
    }
}
