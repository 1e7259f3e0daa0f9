//! What can be changed in the contract, and by which rule.

use crate::storage::RiskManager;
use runtime::access::{address_of, key, value_of, Authority, Governed, Rule, Safer};
use alloy_primitives::{B256, U256};
use engine::limits::Limits;

/// Key of the pricer that values the book.
pub(crate) const OPTION_PRICER: B256 = key("optionPricer");
/// Key of the oracle of the market.
pub(crate) const ORACLE: B256 = key("oracle");
/// Key of the market, the only one that may change the book.
pub(crate) const MARKET: B256 = key("market");

/// The parameters, in the order in which they are stored.
#[derive(Clone, Copy)]
pub(crate) enum Parameter {
    /// The carry of the forward a year in basis points, plus [`NO_CARRY`].
    Carry,
    /// How old a surface may be to open on it, seconds.
    OpeningAge,
    /// How old a surface may be to close or to value a book on it, seconds.
    ClosingAge,
    /// Limit on |vega| a vol point, basis points of what the pool is worth.
    Vega,
    /// Limit on |delta|·S.
    Delta,
    /// Limit on what ±10% of the spot loses.
    TenPercent,
    /// Limit on what the worst scenario loses.
    Worst,
    /// What must stay behind the book, basis points of what the worst scenario loses.
    Reserve,
    /// Limit on the expected shortfall of a day, basis points of what the pool is worth.
    Shortfall,
    /// What the standard deviation of a day's spot is taken for at least, basis points.
    LeastDay,
}

/// The stored carry that stands for none.
pub(crate) const NO_CARRY: u16 = 10_000;

/// Key, least, initial and greatest value, and the safer direction.
type Setting = (B256, u16, u16, u16, Safer);

const PARAMETERS: [Setting; 10] = [
    (key("carry"), 5_000, NO_CARRY, 15_000, Safer::Neither),
    (key("openingAge"), 60, 1_200, 3_600, Safer::Lower),
    (key("closingAge"), 600, 3_600, 14_400, Safer::Neither),
    (key("vegaLimit"), 1, 100, 200, Safer::Lower),
    (key("deltaLimit"), 1, 2_500, 5_000, Safer::Lower),
    (key("tenPercentLimit"), 1, 1_500, 3_000, Safer::Lower),
    (key("worstLimit"), 1, 5_000, 8_000, Safer::Lower),
    (key("reserve"), 10_000, 12_500, 30_000, Safer::Higher),
    (key("shortfallLimit"), 1, 2_000, 4_000, Safer::Lower),
    (key("leastDay"), 0, 200, 5_000, Safer::Higher),
];

fn place_of(key: B256) -> Option<usize> {
    PARAMETERS.iter().position(|(name, ..)| *name == key)
}

impl RiskManager {
    /// Fills the parameters with their initial values.
    pub(crate) fn set_parameters(&mut self) {
        let mut word = U256::ZERO;
        for (place, (_, _, initial, ..)) in PARAMETERS.iter().enumerate() {
            word |= lane(place, u64::from(*initial));
        }
        self.parameters.set(word);
    }

    pub(crate) fn parameter(&self, parameter: Parameter) -> u16 {
        self.parameter_at(parameter as usize)
    }

    #[inline(never)]
    fn parameter_at(&self, place: usize) -> u16 {
        let lane = 31usize.saturating_sub(place.saturating_mul(2));
        let bytes = self.parameters.get().to_be_bytes::<32>();
        let pair = bytes.get(lane.saturating_sub(1)..=lane).unwrap_or_default();
        pair.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte))
    }

    /// The limits of the pool.
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

fn lane(place: usize, value: u64) -> U256 {
    U256::from_limbs([value, 0, 0, 0]) << (16 * place)
}

impl Governed for RiskManager {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn rule(&self, key: B256) -> Option<Rule> {
        if self.module(key).is_some() {
            return Some(Rule::Module);
        }
        let (_, min, _, max, safer) = *PARAMETERS.get(place_of(key)?)?;
        let [min, max] = [min, max].map(|bound| lane(0, u64::from(bound)));
        Some(Rule::Parameter { min, max, safer })
    }

    fn current(&self, key: B256) -> U256 {
        match (self.module(key), place_of(key)) {
            (Some(module), _) => value_of(module.get()),
            (None, Some(place)) => lane(0, u64::from(self.parameter_at(place))),
            (None, None) => U256::ZERO,
        }
    }

    fn store(&mut self, key: B256, value: U256) {
        if let Some(place) = place_of(key) {
            let [new, ..] = value.into_limbs();
            let kept = self.parameters.get() & !lane(place, u64::from(u16::MAX));
            self.parameters.set(kept | lane(place, new));
        } else if let (Some(module), Some(address)) = (self.module_mut(key), address_of(value)) {
            module.set(address);
        }
    }
}

runtime::modules!(RiskManager {
    OPTION_PRICER => option_pricer,
    ORACLE => oracle,
    MARKET => market,
});
