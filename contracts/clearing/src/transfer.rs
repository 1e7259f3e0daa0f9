//! Moving positions and money between accounts, for the liquidator.

use crate::Clearing;
use abi::market::errors::MarketOnlyLoan;
use abi::trading::{Position, TradeLeg};
use alloc::vec::Vec;
use alloy_primitives::U256;
use ledger::{argument, changed, longs, overflow, series, Ledger};
use runtime::Refusal;

impl Clearing {
    /// Moves positions and money from one account to another.
    ///
    /// # Errors
    /// `MarketNotLiquidator`; both accounts are the same; a leg is not held; the account would have too many positions;
    /// `MarketMoney` if one of them would have a loan, or a larger one; `MarketOnlyLoan`; the vault's error.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "arguments come out of calldata by value"
    )]
    pub fn hand_over(
        &mut self,
        from: U256,
        to: U256,
        legs: Vec<Position>,
        cash: i128,
    ) -> Result<(), Refusal> {
        self.only_liquidator()?;
        if from == to {
            return Err(argument("to"));
        }
        let before = self.told();
        // Settling one account may pay the other, so both are settled before one is loaded.
        for id in [to, from] {
            self.settle_account(id)?;
        }
        let mut source = self.ledger.stored(from);
        let mut target = self.ledger.stored(to);
        let mut nets = Vec::new();
        for leg in &legs {
            let series = series(leg.expiry, leg.kind, leg.strike)?;
            let given = changed(&mut source, &series, leg.quantity.saturating_neg())?;
            if given.opens() {
                return Err(argument("legs"));
            }
            let taken = changed(&mut target, &series, leg.quantity)?;
            // Where the target had the opposite position, accounts hold less of the series afterwards.
            let longs = longs(given).wrapping_add(longs(taken));
            if longs != 0 {
                nets.push(TradeLeg {
                    expiry: leg.expiry,
                    kind: leg.kind,
                    opening: false,
                    strike: leg.strike,
                    quantity: 0,
                    longs,
                });
            }
        }
        let (payer, earner) = if cash < 0 {
            (&mut target, &mut source)
        } else {
            (&mut source, &mut target)
        };
        let amount = cash.unsigned_abs();
        let cost = i128::try_from(amount).map_err(|_| overflow())?;
        self.ledger.charge(payer, cost, false)?;
        self.ledger.gets(earner, amount)?;
        if source.words.is_empty() && source.cash < 0 {
            let loan = source.loan();
            return Err(MarketOnlyLoan { loan }.into());
        }
        self.ledger.lay_down_bond(&mut target)?;
        for account in [&mut source, &mut target] {
            Ledger::return_bond(account);
            self.ledger.keep(account);
        }
        if !nets.is_empty() {
            self.absorb(nets)?;
        }
        self.finish(before)
    }
}
