//! What can be changed in the contract, and by which rule.

use crate::storage::Oracle;
use runtime::access::{address_of, key, value_of, Authority, Governed, Rule, Safer};
use alloy_primitives::{B256, U256};

/// Key of the Chainlink-style feed of the spot price.
pub(crate) const SPOT_FEED: B256 = key("spotFeed");
/// Key of the Chainlink-style feed of the L2 sequencer's uptime.
pub(crate) const SEQUENCER_FEED: B256 = key("sequencerFeed");

/// A number that can be changed within bounds.
pub(crate) struct Parameter {
    key: B256,
    /// Its place in the word of parameters: the limb, and the first bit in it.
    limb: usize,
    shift: u32,
    bits: u32,
    min: u64,
    max: u64,
    safer: Safer,
    initial: u64,
}

/// Longest time between two rounds that the feed promises, in seconds.
pub(crate) const HEARTBEAT: &Parameter = &Parameter {
    key: key("heartbeatSecs"),
    limb: 0,
    shift: 0,
    bits: 32,
    min: 60,
    max: 86_400,
    safer: Safer::Lower,
    initial: 3_600,
};
/// Seconds by which a round may be later than promised.
pub(crate) const SLACK: &Parameter = &Parameter {
    key: key("slackSecs"),
    limb: 0,
    shift: 32,
    bits: 32,
    min: 0,
    max: 3_600,
    safer: Safer::Lower,
    initial: 300,
};
/// How far from the moving average a price has jumped, in hundredths of a percent.
pub(crate) const JUMP: &Parameter = &Parameter {
    key: key("jumpBps"),
    limb: 1,
    shift: 0,
    bits: 32,
    min: 100,
    max: 2_000,
    safer: Safer::Lower,
    initial: 1_000,
};
/// For how long after a jump the market only reduces, in seconds.
pub(crate) const REDUCE: &Parameter = &Parameter {
    key: key("reduceSecs"),
    limb: 1,
    shift: 32,
    bits: 32,
    min: 600,
    max: 3_600,
    safer: Safer::Higher,
    initial: 600,
};
/// For how long after the sequencer is back there is no price, in seconds.
pub(crate) const GRACE: &Parameter = &Parameter {
    key: key("graceSecs"),
    limb: 2,
    shift: 0,
    bits: 32,
    min: 3_600,
    max: 86_400,
    safer: Safer::Higher,
    initial: 3_600,
};
/// How far the market may have moved before the feed follows, as a part of the spot in WAD.
pub(crate) const DEVIATION: &Parameter = &Parameter {
    key: key("deviation"),
    limb: 3,
    shift: 0,
    bits: 64,
    min: 100_000_000_000_000,
    max: 50_000_000_000_000_000,
    safer: Safer::Higher,
    initial: 1_000_000_000_000_000,
};

const PARAMETERS: [&Parameter; 6] = [HEARTBEAT, SLACK, JUMP, REDUCE, GRACE, DEVIATION];

impl Parameter {
    const fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.bits)
    }

    #[inline(never)]
    fn of(key: B256) -> Option<&'static Self> {
        PARAMETERS.into_iter().find(|it| it.key == key)
    }

    fn put(&self, limbs: &mut [u64; 4], value: u64) {
        if let Some(limb) = limbs.get_mut(self.limb) {
            *limb = (*limb & !(self.mask() << self.shift)) | (value << self.shift);
        }
    }
}

impl Oracle {
    /// The value that a parameter has now.
    #[inline(never)]
    pub(crate) fn parameter(&self, parameter: &Parameter) -> u64 {
        let limbs = self.parameters.get().into_limbs();
        let limb = limbs.get(parameter.limb).copied().unwrap_or_default();
        (limb >> parameter.shift) & parameter.mask()
    }

    /// Gives every parameter the value that it starts with.
    pub(crate) fn initialize_parameters(&mut self) {
        let mut limbs = [0; 4];
        for parameter in PARAMETERS {
            parameter.put(&mut limbs, parameter.initial);
        }
        self.parameters.set(U256::from_limbs(limbs));
    }
}

impl Governed for Oracle {
    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    #[inline(never)]
    fn rule(&self, key: B256) -> Option<Rule> {
        if self.module(key).is_some() {
            return Some(Rule::Module);
        }
        Parameter::of(key).map(|it| Rule::Parameter {
            min: word(it.min),
            max: word(it.max),
            safer: it.safer,
        })
    }

    #[inline(never)]
    fn current(&self, key: B256) -> U256 {
        if let Some(module) = self.module(key) {
            return value_of(module.get());
        }
        Parameter::of(key).map_or(U256::ZERO, |it| word(self.parameter(it)))
    }

    fn store(&mut self, key: B256, value: U256) {
        if let (Some(module), Some(address)) = (self.module_mut(key), address_of(value)) {
            module.set(address);
        }
        if let Some(parameter) = Parameter::of(key) {
            let [value, ..] = value.into_limbs();
            let mut limbs = self.parameters.get().into_limbs();
            parameter.put(&mut limbs, value);
            self.parameters.set(U256::from_limbs(limbs));
        }
    }
}

runtime::modules!(Oracle {
    SPOT_FEED => spot_feed,
    SEQUENCER_FEED => sequencer_feed,
});

const fn word(value: u64) -> U256 {
    U256::from_limbs([value, 0, 0, 0])
}
