//! Every outbound call: the oracle for a price, the pricer for what the book and an order are worth.

use crate::errors::overflow;
use crate::storage::RiskManager;
use crate::trade::legs_of;
use alloc::vec::Vec;
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use engine::exposure::{Figures, SCENARIOS};
use interfaces::{ask, Answered, Refusal};
use math::SignedWad;
use pricing_abi::{
    BookContext, BookFigures, BookLeg, IOptionPricer, MarginContext, QuoteContext, QuoteLine,
    QuoteOrder, TailContext,
};
use protocol_abi::oracle::{IOracle, OracleSnapshot};
use stylus_sdk::prelude::*;

impl RiskManager {
    /// The price now; with the average of an expiry in its last half hour.
    pub(crate) fn oracle_snapshot(&self, settling: u64) -> Result<OracleSnapshot, Refusal> {
        let oracle = self.oracle.get();
        let answer = ask::<IOracle::snapshotCall, _>(self.vm(), oracle, &(settling,))?;
        let (snapshot,) = answer.read::<OracleSnapshot>()?;
        Ok(snapshot)
    }

    /// What these legs are worth and risk to their holder.
    pub(crate) fn assessed(
        &self,
        context: BookContext,
        legs: Vec<BookLeg>,
    ) -> Result<Figures, Refusal> {
        let pricer = self.option_pricer.get();
        let answer = ask::<IOptionPricer::assessCall, _>(self.vm(), pricer, &(context, legs))?;
        let (figures, gained) = answer.read::<(BookFigures, Vec<i128>)>()?;
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

    /// Value at risk and expected shortfall of a day, by sensitivities alone.
    pub(crate) fn estimated(&self, figures: &Figures) -> Result<(u128, u128), Refusal> {
        let pricer = self.option_pricer.get();
        let arguments = (self.least_day(), BookFigures::from(figures));
        let answer = ask::<IOptionPricer::estimateCall, _>(self.vm(), pricer, &arguments)?;
        answer.read::<(u128, u128)>()
    }

    /// Value at risk and expected shortfall of a day, every leg valued anew on every day of the distribution.
    pub(crate) fn shortfall(
        &self,
        context: TailContext,
        legs: Vec<BookLeg>,
    ) -> Result<(u128, u128), Refusal> {
        let pricer = self.option_pricer.get();
        let answer = ask::<IOptionPricer::shortfallCall, _>(self.vm(), pricer, &(context, legs))?;
        answer.read::<(u128, u128)>()
    }

    /// What the pricer says of an account.
    pub(crate) fn ask_of_account<C: SolCall>(
        &self,
        context: MarginContext,
        cash: i128,
        positions: &[U256],
    ) -> Result<Answered<C>, Refusal> {
        let pricer = self.option_pricer.get();
        let arguments = (context, cash, legs_of(positions));
        ask(self.vm(), pricer, &arguments)
    }

    /// What these orders cost.
    pub(crate) fn quoted(
        &self,
        context: QuoteContext,
        orders: Vec<QuoteOrder>,
    ) -> Result<Vec<QuoteLine>, Refusal> {
        let pricer = self.option_pricer.get();
        let answer = ask::<IOptionPricer::quoteManyCall, _>(self.vm(), pricer, &(context, orders))?;
        let (lines,) = answer.read::<Vec<QuoteLine>>()?;
        Ok(lines)
    }
}
