//! Every outbound call, except those to the asset, which are in the crate `tokens`.

use crate::errors::overflow;
use crate::Market;
use abi::oracle::OracleSnapshot;
use abi::trading::{QuoteLine, TradeContext, TradeLeg};
use abi::{IOracle, IRiskManager, IVault};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::calendar::settling;
use domain::Position;
use ledger::Holdings;
use runtime::{Changing, Reading, Refusal};
use stylus_sdk::prelude::*;

impl Market {
    /// Returns the asset of a vault.
    #[inline(never)]
    pub(crate) fn asset_of(&self, vault: Address) -> Result<Address, Refusal> {
        IVault::new(vault).asset(self.vm(), Reading)
    }

    /// Returns the market now, with the money behind the pool's book. If `notes`, the oracle records the price.
    pub(crate) fn context(&self, notes: bool) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let oracle = IOracle::new(self.oracle());
        let snapshot: OracleSnapshot = if notes {
            oracle.observe(self.vm(), Changing, settling)?
        } else {
            oracle.snapshot(self.vm(), Reading, settling)?
        };
        let backing = IVault::new(self.vault()).backing(self.vm(), Reading)?;
        let backing = self.ledger.money().signed_wad(backing);
        let backing = backing.ok_or_else(overflow)?;
        Ok(TradeContext::of(&snapshot, settling, backing))
    }

    /// Returns what a trade would cost, leg by leg.
    pub(crate) fn price(
        &self,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        risk.preview(self.vm(), Reading, context.into(), legs)
    }

    /// Takes a trade into the pool's book. Returns the cost of each leg, and what the pool has to keep before and after
    /// it, units of the asset.
    pub(crate) fn commit(
        &self,
        context: TradeContext,
        legs: Vec<TradeLeg>,
    ) -> Result<(Vec<QuoteLine>, [u128; 2]), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        let (lines, before, after) = risk.commit(self.vm(), Changing, context.into(), legs)?;
        let money = self.ledger.money();
        Ok((lines, [money.up(before), money.up(after)]))
    }

    /// Takes legs into the pool's book in spite of its limits.
    pub(crate) fn absorb(&self, legs: Vec<TradeLeg>) -> Result<(), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        risk.absorb(self.vm(), Changing, legs)
    }

    /// Moves the money of an order between this contract and the vault: to the vault if positive. `spread` is the
    /// pool's gain against the mark. `stay`: what the pool has to keep before the order and after it.
    pub(crate) fn exchange(
        &mut self,
        to_vault: i128,
        spread: u128,
        vests_by: u64,
        opens: bool,
        stay: [u128; 2],
    ) -> Result<(), Refusal> {
        let vault = self.vault();
        let amount = to_vault.unsigned_abs();
        let units = U256::from(amount);
        if to_vault < 0 {
            let [before, after] = stay;
            let vault = IVault::new(vault);
            vault.pay(
                self.vm(),
                Changing,
                amount,
                spread,
                vests_by,
                opens,
                before,
                after,
            )?;
            return self.ledger.record_inflow(units);
        }
        self.ledger.send(vault, units)?;
        IVault::new(vault).collect(self.vm(), Changing, amount, spread, vests_by)
    }

    /// Refuses an account below its initial margin, unless it only closes and is not worse off than `before`.
    pub(crate) fn require_margin(
        &self,
        context: TradeContext,
        account: &Holdings,
        before: Option<&Holdings>,
    ) -> Result<(), Refusal> {
        let risk = IRiskManager::new(self.risk_manager());
        let closing = before.is_some();
        let (cash, words) = self.purse(account, closing)?;
        let (cash_before, words_before) = match before {
            Some(before) => self.purse(before, closing)?,
            None => (0, Vec::new()),
        };
        risk.require_margin(
            self.vm(),
            Reading,
            context.into(),
            cash,
            words,
            closing,
            cash_before,
            words_before,
        )
    }

    /// Returns the money in WAD, and the words of the positions. Claims count as nothing, and so does what is past,
    /// unless the order only closes: who has sold something that is past can do no more.
    fn purse(&self, account: &Holdings, closing: bool) -> Result<(i128, Vec<U256>), Refusal> {
        let cash = self.ledger.money().signed_wad(account.cash);
        let now = self.vm().block_timestamp();
        let counts = |it: &Position| closing || u64::from(it.series.expiry) > now;
        let words = account.positions().filter(counts);
        let words = words.map(|position| position.word()).collect();
        Ok((cash.ok_or_else(overflow)?, words))
    }
}
