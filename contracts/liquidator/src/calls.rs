//! Every outbound call.

use crate::errors::overflow;
use crate::storage::Liquidator;
use abi::liquidator::events::{MoneyMoved, PositionMoved};
use abi::trading::{MarginFigures, Position, TradeContext};
use abi::{IMarket, IRiskManager};
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use domain::accounts::owner_of;
use domain::expiry_of;
use engine::liquidation::Close;
use runtime::words::Handed;
use runtime::{Changing, Emit, Reading, Refusal};
use stylus_sdk::prelude::*;

/// An account as it is passed to the risk manager, and the risk manager's address.
pub(crate) struct Question {
    risk: IRiskManager,
    pub(crate) context: TradeContext,
    /// Money in units of the asset; negative for a loan.
    pub(crate) cash: i128,
    /// Money, what settled expiries owe it and what its past positions are worth, WAD.
    pub(crate) cash_wad: i128,
    /// What of that is neither money nor a debt, WAD.
    pub(crate) beside: u128,
    /// The last expiry of its past positions; zero for none.
    pub(crate) past: u64,
    /// Its other positions, a word each.
    pub(crate) words: Vec<U256>,
}

impl Liquidator {
    pub(crate) fn market_at(&self) -> IMarket {
        IMarket::new(self.market.get())
    }

    /// Settles an account. Whoever settles that of another may earn a part of its bond.
    pub(crate) fn settle(&self, id: U256) -> Result<(), Refusal> {
        let ids = [id].to_vec();
        self.market_at().settle_accounts(self.vm(), Changing, ids)
    }

    /// Loads what the margin of an account needs now. The money behind the pool's book is not part of it.
    #[inline(never)]
    pub(crate) fn question(&self, id: U256) -> Result<Question, Refusal> {
        let (cash, claims, words) = self.market_at().holdings(self.vm(), Reading, id)?;
        // What it owes for an expiry in clearing is as good as taken off its money.
        let cash = cash.checked_add(claims.min(0)).ok_or_else(overflow)?;
        let wad = |units| self.money().signed_wad(units).ok_or_else(overflow);
        let claims = wad(claims.max(0))?;
        let risk = IRiskManager::new(self.market_at().risk_manager(self.vm(), Reading)?);
        let context = risk.moment(self.vm(), Reading)?;
        let now = self.vm().block_timestamp();
        let is_past = |word: &U256| u64::from(expiry_of(*word)) <= now;
        let (gone, words): (Vec<U256>, _) = words.into_iter().partition(is_past);
        let past = gone.iter().map(|word| u64::from(expiry_of(*word))).max();
        let mut asked = Question {
            risk,
            context,
            cash,
            cash_wad: 0,
            beside: claims.unsigned_abs(),
            past: past.unwrap_or(0),
            words: gone,
        };
        let mut total = wad(cash)?.checked_add(claims);
        if !asked.words.is_empty() {
            // What is past moves no more: it counts as what it is worth, not as what it could lose.
            let worth = self.margin_of(&asked)?.read_as::<MarginFigures>()?.value;
            total = total.and_then(|total| total.checked_add(worth));
            let gain = worth.max(0).unsigned_abs();
            asked.beside = asked.beside.checked_add(gain).ok_or_else(overflow)?;
        }
        asked.words = words;
        asked.cash_wad = total.ok_or_else(overflow)?;
        Ok(asked)
    }

    /// Returns the margin of the account.
    pub(crate) fn margin_of(&self, asked: &Question) -> Result<Handed, Refusal> {
        let (context, words) = (asked.context.clone().into(), asked.words.clone());
        let risk = &asked.risk;
        risk.margin(self.vm(), Reading, context, asked.cash_wad, words)
    }

    /// Returns how far the market can move until the account may be liquidated.
    pub(crate) fn distance_to(&self, asked: Question) -> Result<Handed, Refusal> {
        let (context, words) = (asked.context.into(), asked.words);
        let risk = &asked.risk;
        risk.distance(self.vm(), Reading, context, asked.cash_wad, words)
    }

    /// Returns what all positions bring when the pool closes them: what was sold at volatilities a tenth higher, what
    /// is held at volatilities a tenth lower. WAD; negative for what the close costs.
    pub(crate) fn proceeds(&self, asked: &Question) -> Result<i128, Refusal> {
        let (context, words) = (asked.context.clone().into(), asked.words.clone());
        let (held, owed) = (Close::HELD_VOL.wei(), Close::OWED_VOL.wei());
        let risk = &asked.risk;
        risk.closing_value(self.vm(), Reading, context, words, held, owed)
    }

    /// Makes the market close legs of an account with the pool.
    pub(crate) fn close_out(
        &self,
        id: U256,
        legs: &[Position],
        cost: i128,
        forced: bool,
    ) -> Result<(), Refusal> {
        let (market, keeper) = (self.market_at(), self.keeper_of(id));
        let legs_taken = legs.to_vec();
        market.close_out(self.vm(), Changing, id, legs_taken, cost, forced, keeper)?;
        self.tell_of(id, U256::ZERO, legs);
        Ok(())
    }

    /// Returns who earns a bond for an account: the caller, unless it is their own.
    fn keeper_of(&self, id: U256) -> Address {
        let caller = self.vm().msg_sender();
        if caller == owner_of(id) {
            Address::ZERO
        } else {
            caller
        }
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

    /// Makes the market move legs and money from one account to another.
    pub(crate) fn hand_over(
        &self,
        [from, to]: [U256; 2],
        legs: &[Position],
        cash: i128,
    ) -> Result<(), Refusal> {
        let (market, handed) = (self.market_at(), legs.to_vec());
        market.hand_over(self.vm(), Changing, from, to, handed, cash)?;
        self.tell_of(from, to, legs);
        self.emit(MoneyMoved { from, to, cash });
        Ok(())
    }
}
