//! What can be changed in the contract, and by which rule.

use crate::storage::RiskManager;
use alloy_primitives::U256;
use engine::limits::Limits;
use runtime::access::{key_at, AccessKept, Authority, Governed, Safer, Setting};
use runtime::Refusal;

/// Places of the modules that the constructor sets.
pub(crate) const OPTION_PRICER: usize = 0;
pub(crate) const ORACLE: usize = 1;
/// Place of the market, the only one that may change the book.
pub(crate) const MARKET: usize = 2;
/// The number of modules. The parameters follow them.
pub(crate) const MODULES: usize = 3;

/// The parameters, in the order in which they are stored.
#[derive(Clone, Copy)]
pub(crate) enum Parameter {
    /// The yearly carry of the forward in basis points, plus [`NO_CARRY`].
    Carry,
    /// The maximum age of a surface on which to open, seconds.
    OpeningAge,
    /// The maximum age of a surface on which to close or to value a book, seconds.
    ClosingAge,
    /// Limit on |vega| per vol point, basis points of the pool's worth.
    Vega,
    /// Limit on |delta|·S.
    Delta,
    /// Limit on the loss by ±10% of the spot.
    TenPercent,
    /// Limit on the loss in the worst scenario.
    Worst,
    /// What must stay behind the book, basis points of the loss in the worst scenario.
    Reserve,
    /// Limit on the expected shortfall of a day, basis points of the pool's worth.
    Shortfall,
    /// The lower bound on the standard deviation of a day's spot, basis points.
    LeastDay,
}

/// The stored carry that means zero.
pub(crate) const NO_CARRY: u16 = 10_000;

/// The initial values of the parameters, in their order.
const INITIAL: [u16; 10] = [
    NO_CARRY, 1_200, 3_600, 100, 2_500, 1_500, 5_000, 12_500, 2_000, 200,
];

impl RiskManager {
    /// Sets the parameters to their initial values.
    pub(crate) fn set_parameters(&mut self) {
        let mut word = U256::ZERO;
        for (place, initial) in INITIAL.iter().enumerate() {
            word |= lane(place, u64::from(*initial));
        }
        self.parameters.set(word);
    }

    pub(crate) fn parameter(&self, parameter: Parameter) -> u16 {
        self.parameter_at(parameter as usize)
    }

    /// Returns the parameter at this place. Each is a quarter of a limb.
    #[inline(never)]
    fn parameter_at(&self, place: usize) -> u16 {
        let limbs = self.parameters.get().into_limbs();
        let limb = limbs.get(place / 4).copied().unwrap_or_default();
        let [low, high, ..] = (limb >> (place % 4 * 16)).to_le_bytes();
        u16::from_le_bytes([low, high])
    }

    /// Returns the limits of the pool.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            vega_bps: self.parameter(Parameter::Vega),
            delta_bps: self.parameter(Parameter::Delta),
            ten_percent_bps: self.parameter(Parameter::TenPercent),
            worst_bps: self.parameter(Parameter::Worst),
            shortfall_bps: self.parameter(Parameter::Shortfall),
        }
    }
}

/// Places a value of 16 bits in the word.
fn lane(place: usize, value: u64) -> U256 {
    let mut limbs = [0; 4];
    if let Some(limb) = limbs.get_mut(place / 4) {
        *limb = value << (place % 4 * 16);
    }
    U256::from_limbs(limbs)
}

impl Governed for RiskManager {
    /// Only a fresher surface to open on takes effect at once: it binds nothing but openings. Limits, reserve and the least
    /// day also say which closings the pool takes and what providers may take out, so they wait whichever way they go. With
    /// a day of 5% the limit on shortfall still leaves room for both.
    const SETTINGS: &'static [Setting] = &[
        Setting::module("optionPricer"),
        Setting::module("oracle"),
        Setting::module("market"),
        Setting::parameter("carry", 5_000, 15_000, Safer::Neither),
        Setting::parameter("openingAge", 60, 3_600, Safer::Lower),
        Setting::parameter("closingAge", 600, 14_400, Safer::Neither),
        Setting::parameter("vegaLimit", 1, 200, Safer::Neither),
        Setting::parameter("deltaLimit", 1, 5_000, Safer::Neither),
        Setting::parameter("tenPercentLimit", 1, 3_000, Safer::Neither),
        Setting::parameter("worstLimit", 1, 8_000, Safer::Neither),
        Setting::parameter("reserve", 10_000, 30_000, Safer::Neither),
        Setting::parameter("shortfallLimit", 1, 4_000, Safer::Neither),
        Setting::parameter("leastDay", 0, 500, Safer::Neither),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        match place.checked_sub(MODULES) {
            Some(place) => lane(0, self.parameter_at(place).into()),
            None => self.modules.word(place),
        }
    }

    /// Another market would not have the accounts that this book is owed to.
    fn may_change(&self, place: usize, _: U256) -> Result<(), Refusal> {
        if place == MARKET && self.held_series() != U256::ZERO {
            let key = key_at(Self::SETTINGS, place);
            return Err(AccessKept { key }.into());
        }
        Ok(())
    }

    fn store(&mut self, place: usize, value: U256) {
        let Some(place) = place.checked_sub(MODULES) else {
            return self.modules.set_word(place, value);
        };
        let [new, ..] = value.into_limbs();
        let kept = self.parameters.get() & !lane(place, u64::from(u16::MAX));
        self.parameters.set(kept | lane(place, new));
    }
}
