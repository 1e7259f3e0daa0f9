//! Every outbound call: to the oracle for a price, to the pricer for the value of the book and the cost of an order.

use crate::errors::overflow;
use crate::storage::RiskManager;
use abi::oracle::OracleSnapshot;
use abi::trading::{
    BookContext, BookFigures, MarginContext, Position, QuoteContext, QuoteLine, QuoteOrder,
    TailContext,
};
use abi::IOptionPricer;
use abi::IOracle;
use alloc::vec::Vec;
use alloy_primitives::U256;
use engine::exposure::{Figures, SCENARIOS};
use math::SignedWad;
use runtime::words::Handed;
use runtime::{Reading, Refusal};
use stylus_sdk::prelude::*;

impl RiskManager {
    /// Returns the price now, with the average of an expiry in its last half hour.
    pub(crate) fn oracle_snapshot(&self, settling: u64) -> Result<OracleSnapshot, Refusal> {
        IOracle::new(self.oracle()).snapshot(self.vm(), Reading, settling)
    }

    /// Returns the value and the risk of legs to their holder.
    pub(crate) fn assessed(
        &self,
        context: BookContext,
        legs: Vec<Position>,
    ) -> Result<Figures, Refusal> {
        let (figures, gained): (BookFigures, Vec<i128>) =
            self.pricer()
                .assess(self.vm(), Reading, context.into(), legs)?;
        let mut changes = [SignedWad::ZERO; SCENARIOS];
        if gained.len() != SCENARIOS {
            return Err(overflow());
        }
        for (change, gain) in changes.iter_mut().zip(gained) {
            *change = SignedWad::from_wei(gain);
        }
        Ok(Figures {
            changes,
            ..Figures::from(&figures)
        })
    }

    /// Returns value at risk and expected shortfall of a day from sensitivities alone.
    pub(crate) fn estimated(&self, figures: &Figures) -> Result<(u128, u128), Refusal> {
        let figures = BookFigures::from(figures).into();
        self.pricer()
            .estimate(self.vm(), Reading, self.least_day(), figures)
    }

    /// Returns value at risk and expected shortfall of a day. Values every leg again on every day of the distribution.
    pub(crate) fn shortfall(
        &self,
        context: TailContext,
        legs: Vec<Position>,
    ) -> Result<(u128, u128), Refusal> {
        self.pricer()
            .shortfall(self.vm(), Reading, context.into(), legs)
    }

    /// Returns what legs bring when they are closed at multiples of the marks' volatilities.
    pub(crate) fn closed(
        &self,
        context: BookContext,
        legs: Vec<Position>,
        held_vol: u128,
        owed_vol: u128,
    ) -> Result<i128, Refusal> {
        self.pricer()
            .closing_value(self.vm(), Reading, context.into(), legs, held_vol, owed_vol)
    }

    /// Returns the pricer's answer about an account.
    pub(crate) fn account_margin(
        &self,
        context: MarginContext,
        cash: i128,
        positions: &[U256],
    ) -> Result<Handed, Refusal> {
        let legs = Position::held(positions);
        self.pricer()
            .margin(self.vm(), Reading, context.into(), cash, legs)
    }

    pub(crate) fn account_distance(
        &self,
        context: MarginContext,
        cash: i128,
        positions: &[U256],
    ) -> Result<Handed, Refusal> {
        let legs = Position::held(positions);
        self.pricer()
            .distance(self.vm(), Reading, context.into(), cash, legs)
    }

    fn pricer(&self) -> IOptionPricer {
        IOptionPricer::new(self.option_pricer())
    }

    /// Returns the cost of these orders.
    pub(crate) fn quoted(
        &self,
        context: QuoteContext,
        orders: Vec<QuoteOrder>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        self.pricer()
            .quote_many(self.vm(), Reading, context.into(), orders)
    }
}
