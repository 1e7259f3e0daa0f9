//! Every call that the contract makes.

use crate::errors::overflow;
use crate::events::{MoneyMoved, PositionMoved};
use crate::storage::Liquidator;
use runtime::access::key;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use runtime::words::Handed;
use runtime::{Changing, Emit, Reading, Refusal};
use domain::calendar::settling;
use abi::pricing::sol::IOptionPricer;
use abi::pricing::{BookContext, BookLeg};
use abi::oracle::OracleSnapshot;
use abi::sol::{IMarket, IOracle, IRiskManager, IVault};
use abi::trading::{Position, TradeContext};
use stylus_sdk::prelude::*;

/// A tenth of a thousandth, WAD.
const BASIS_POINT: i128 = 100_000_000_000_000;

#[inline(never)]
fn tuples(legs: &[Position]) -> Vec<(u64, u8, u128, i128)> {
    legs.iter()
        .map(|leg| (leg.expiry, leg.kind, leg.strike, leg.quantity))
        .collect()
}

impl Liquidator {
    /// An address that the market names: its asset, or one of its modules.
    pub(crate) fn market_at(&self) -> IMarket {
        IMarket::new(self.market.get())
    }

    /// The market now. What stands behind the pool's book is no part of it: nobody who is asked here needs that.
    pub(crate) fn context(&self) -> Result<TradeContext, Refusal> {
        let settling = settling(self.vm().block_timestamp());
        let oracle = IOracle::new(self.market_at().oracle(self.vm(), Reading)?);
        let snapshot: OracleSnapshot = oracle.snapshot(self.vm(), Reading, settling)?;
        Ok(TradeContext::of(&snapshot, settling, 0))
    }

    /// The money of an account and the words of its positions, settled expiries paid.
    pub(crate) fn holdings(&self, id: U256) -> Result<(i128, Vec<U256>), Refusal> {
        Ok(self.market_at().holdings(self.vm(), Reading, id)?)
    }

    /// What the risk manager says of an account with so much money (WAD).
    pub(crate) fn account_margin(
        &self,
        context: &TradeContext,
        cash: i128,
        words: &[U256],
    ) -> Result<Handed, Refusal> {
        let risk = IRiskManager::new(self.market_at().risk_manager(self.vm(), Reading)?);
        Ok(risk.margin(
            self.vm(),
            Reading,
            context.clone().into(),
            cash,
            words.to_vec(),
        )?)
    }

    pub(crate) fn account_distance(
        &self,
        context: &TradeContext,
        cash: i128,
        words: &[U256],
    ) -> Result<Handed, Refusal> {
        let risk = IRiskManager::new(self.market_at().risk_manager(self.vm(), Reading)?);
        Ok(risk.distance(
            self.vm(),
            Reading,
            context.clone().into(),
            cash,
            words.to_vec(),
        )?)
    }

    /// Where the pricer values what liquidation closes: the carry and the oldest surface are the risk manager's.
    pub(crate) fn book_context(
        &self,
        context: &TradeContext,
    ) -> Result<(Address, BookContext), Refusal> {
        let risk = IRiskManager::new(self.market_at().risk_manager(self.vm(), Reading)?);
        let pricer = risk.option_pricer(self.vm(), Reading)?;
        let carry_bps = risk.carry_bps(self.vm(), Reading)?;
        let (age, ..) = risk.setting(self.vm(), Reading, const { key("closingAge") })?;
        let [max_age_secs, ..] = age.into_limbs();
        let book = BookContext {
            spot: context.spot,
            carry: carry_bps.saturating_mul(BASIS_POINT),
            maxAgeSecs: max_age_secs,
            settling: context.settling,
            settlingSpot: context.settling_spot().ok_or_else(overflow)?,
        };
        Ok((pricer, book))
    }

    /// What legs are worth to their holder at a factor on every volatility; legs of an expiry stand together.
    pub(crate) fn revalued(
        &self,
        pricer: Address,
        book: &BookContext,
        legs: Vec<BookLeg>,
        vol_factor: u128,
    ) -> Result<i128, Refusal> {
        const ONE: u128 = 1_000_000_000_000_000_000;
        let expiries = legs.chunk_by(|one, next| one.expiry == next.expiry).count();
        let vols = alloc::vec![vol_factor; expiries];
        let legs = legs.into_iter().map(Into::into).collect();
        let context = BookContext { ..*book }.into();
        let pricer = IOptionPricer::new(pricer);
        let values = pricer.revalue(self.vm(), Reading, context, legs, alloc::vec![ONE], vols)?;
        let mut sum = 0i128;
        for value in values {
            sum = sum.checked_add(value).ok_or_else(overflow)?;
        }
        Ok(sum)
    }

    /// Has the market close legs of an account with the pool.
    pub(crate) fn close_out(
        &self,
        id: U256,
        legs: Vec<Position>,
        cost: i128,
        forced: bool,
    ) -> Result<(), Refusal> {
        self.market_at()
            .close_out(self.vm(), Changing, id, tuples(&legs), cost, forced)?;
        self.tell_of(id, U256::ZERO, &legs);
        Ok(())
    }

    fn tell_of(&self, from: U256, to: U256, legs: &[Position]) {
        for leg in legs {
            self.emit(PositionMoved {
                from,
                to,
                expiry: leg.expiry,
                kind: leg.kind,
                strike: leg.strike,
                quantity: leg.quantity,
            });
        }
    }

    /// Has the market hand legs and money of an account to another.
    pub(crate) fn hand_over(
        &self,
        [from, to]: [U256; 2],
        legs: Vec<Position>,
        cash: i128,
        from_vault: u128,
    ) -> Result<(), Refusal> {
        let handed = tuples(&legs);
        self.market_at()
            .hand_over(self.vm(), Changing, from, to, handed, cash, from_vault)?;
        self.tell_of(from, to, &legs);
        self.emit(MoneyMoved {
            from,
            to,
            cash,
            fromVault: from_vault,
        });
        Ok(())
    }

    /// Tells the vault what insolvent accounts lack.
    pub(crate) fn tell_vault(&self, shortfall: U256) -> Result<(), Refusal> {
        let vault = IVault::new(self.market_at().vault(self.vm(), Reading)?);
        Ok(vault.set_shortfall(self.vm(), Changing, shortfall)?)
    }
}
