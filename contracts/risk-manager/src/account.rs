//! The margin of an account: its keeper passes the positions in, and the prices are those of the moment.

use crate::admin::Parameter;
use crate::errors::*;
use crate::storage::RiskManager;
use crate::trade::settling_spot;
use abi::oracle::SETTLE_ONLY;
use abi::trading::TradeContext;
use abi::trading::{IOptionPricer, MarginContext, MarginFigures, Position};
use alloc::vec::Vec;
use alloy_primitives::U256;
use runtime::{Answered, Refusal};

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl RiskManager {
    /// Returns the margin of an account with this money and these positions.
    ///
    /// # Errors
    /// `RiskNoPrice`; the pricer's error.
    pub fn margin(
        &self,
        context: TradeContext,
        cash: i128,
        positions: Vec<U256>,
    ) -> Result<Answered<IOptionPricer::marginCall>, Refusal> {
        Ok(self
            .account_margin(self.margin_context(&context)?, cash, &positions)?
            .into())
    }

    /// Returns how far the market can move until the account may be liquidated.
    ///
    /// # Errors
    /// As [`Self::margin`].
    pub fn distance(
        &self,
        context: TradeContext,
        cash: i128,
        positions: Vec<U256>,
    ) -> Result<Answered<IOptionPricer::distanceCall>, Refusal> {
        Ok(self
            .account_distance(self.margin_context(&context)?, cash, &positions)?
            .into())
    }

    /// Refuses an account below its initial margin, unless it only closes, was below it before, and is not worse off.
    ///
    /// # Errors
    /// `RiskInitialMargin`; as [`Self::margin`].
    pub fn require_margin(
        &self,
        context: TradeContext,
        cash: i128,
        positions: Vec<U256>,
        closing: bool,
        cash_before: i128,
        positions_before: Vec<U256>,
    ) -> Result<(), Refusal> {
        let after = self.margin_of(&context, cash, &positions)?;
        if after.initial >= 0 {
            return Ok(());
        }
        if closing {
            let before = self.margin_of(&context, cash_before, &positions_before)?;
            if after.initial >= before.initial && after.maintenance >= before.maintenance {
                return Ok(());
            }
        }
        Err(RiskInitialMargin {
            value: after.value,
            missing: after.initial.unsigned_abs(),
        }
        .into())
    }

    /// Returns what positions bring when they are closed at multiples of the marks' volatilities: one factor for what
    /// is held, one for what was sold.
    ///
    /// # Errors
    /// As [`Self::margin`].
    pub fn closing_value(
        &self,
        context: TradeContext,
        positions: Vec<U256>,
        held_vol: u128,
        owed_vol: u128,
    ) -> Result<i128, Refusal> {
        let (context, legs) = (self.book_context(&context)?, Position::held(&positions));
        self.closed(context, legs, held_vol, owed_vol)
    }

    fn margin_of(
        &self,
        context: &TradeContext,
        cash: i128,
        positions: &[U256],
    ) -> Result<MarginFigures, Refusal> {
        self.account_margin(self.margin_context(context)?, cash, positions)?
            .read_as()
    }

    fn margin_context(&self, context: &TradeContext) -> Result<MarginContext, Refusal> {
        if context.state >= SETTLE_ONLY {
            return Err(RiskNoPrice {}.into());
        }
        Ok(MarginContext {
            spot: context.spot,
            carry: self.carry(),
            maxAgeSecs: self.parameter(Parameter::ClosingAge).into(),
            settling: context.settling,
            settlingSpot: settling_spot(context)?,
            late: context.late,
        })
    }
}
