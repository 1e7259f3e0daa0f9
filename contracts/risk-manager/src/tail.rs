//! What the book loses in a day.

use crate::admin::Parameter;
use crate::errors::*;
use crate::storage::RiskManager;
use crate::trade::{settling_spot, Weighed};
use abi::by_expiry;
use abi::oracle::SETTLE_ONLY;
use abi::trading::{Position as Leg, TailContext, TradeContext};
use alloy_primitives::U256;
use domain::Position;
use engine::exposure::Figures;
use engine::limits::{Limits, PoolRisk, Stage};
use engine::tail::max_shortfall;
use math::{Wad, BASIS_POINT};
use runtime::Refusal;

#[expect(
    clippy::needless_pass_by_value,
    reason = "arguments come out of calldata by value"
)]
impl RiskManager {
    /// Returns what the book loses in a day.
    ///
    /// # Errors
    /// `RiskNoPrice`; the pricer's error.
    pub fn tail(&self, context: TradeContext) -> Result<(u128, u128), Refusal> {
        if context.state >= SETTLE_ONLY {
            return Err(RiskNoPrice {}.into());
        }
        self.in_full(&context, &self.words(), self.least_day())
    }

    /// Checks the book after a trade against the limit on expected shortfall.
    pub(crate) fn require_shortfall(
        &self,
        context: &TradeContext,
        words: &[U256],
        changed: &[(usize, Position)],
        figures: &Figures,
        after: &PoolRisk,
    ) -> Result<(), Refusal> {
        let limits = self.limits();
        if self.is_bounded(&limits, figures, after.nav, after.worst) {
            return Ok(());
        }
        let (_, estimate) = self.estimated(figures)?;
        let day = figures.day.max(Wad::from_wei(self.least_day()));
        let full = |stage| {
            let mut words = words.to_vec();
            if stage == Stage::After {
                for (place, position) in changed {
                    if let Some(word) = words.get_mut(*place) {
                        *word = position.word();
                    }
                }
            }
            // Both books on the wilder day of the two that their surfaces give.
            let (_, shortfall) = self.in_full(context, &words, day.wei())?;
            Ok(Wad::from_wei(shortfall))
        };
        let (nav, estimate) = (after.nav, Wad::from_wei(estimate));
        let breach = limits.check_shortfall::<Refusal>(nav, estimate, after.worst, full)?;
        breach.map_or(Ok(()), |breach| Err(beyond(breach)))
    }

    /// Returns what has to stay behind the book. It covers the worst scenario, and it is enough for every limit to
    /// hold without the money that goes. The limit on expected shortfall counts only when a provider leaves.
    pub(crate) fn to_stay(
        &self,
        context: &TradeContext,
        words: &[U256],
        weighed: &Weighed,
        leaving: bool,
    ) -> Result<u128, Refusal> {
        let (limits, Weighed { figures, risk }) = (self.limits(), weighed);
        let needed = limits.needed(risk, self.parameter(Parameter::Reserve));
        if !leaving || self.is_bounded(&limits, figures, needed, risk.worst) {
            return Ok(needed.wei());
        }
        let (_, estimate) = self.estimated(figures)?;
        if limits.is_far(needed, Wad::from_wei(estimate), risk.worst) {
            return Ok(needed.wei());
        }
        let (_, shortfall) = self.in_full(context, words, self.least_day())?;
        let for_shortfall = limits.needed_for(Wad::from_wei(shortfall));
        Ok(needed.max(for_shortfall).wei())
    }

    /// Returns whether the expected shortfall is far from its limit on any day.
    fn is_bounded(&self, limits: &Limits, figures: &Figures, nav: Wad, worst: Wad) -> bool {
        let day = figures.day.max(Wad::from_wei(self.least_day()));
        max_shortfall(figures, day).is_some_and(|max| limits.is_far(nav, max, worst))
    }

    fn in_full(
        &self,
        context: &TradeContext,
        words: &[U256],
        least_day: u128,
    ) -> Result<(u128, u128), Refusal> {
        let mut legs = Leg::held(words);
        by_expiry(&mut legs);
        let tail = TailContext {
            spot: context.spot,
            carry: self.carry(),
            maxAgeSecs: self.parameter(Parameter::ClosingAge).into(),
            settling: context.settling,
            settlingSpot: settling_spot(context)?,
            leastDay: least_day,
        };
        self.shortfall(tail, legs)
    }

    /// Returns the lower bound on the standard deviation of a day's spot, WAD.
    pub(crate) fn least_day(&self) -> u128 {
        u128::from(self.parameter(Parameter::LeastDay)).saturating_mul(BASIS_POINT)
    }
}
