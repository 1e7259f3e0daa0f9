//! What can be changed in the contract, and by which rule.
//!
//! What makes closing rarer or dearer never takes effect at once. A shorter heartbeat or slack binds openings at once, and
//! closings, liquidations and proofs a week later: until then they take rounds as old as before. All other parameters wait
//! for the delay whichever way they go: after a jump, providers wait as well.

use crate::storage::Oracle;
use alloy_primitives::U256;
use domain::calendar::WEEK_SECS;
use feeds::FALLBACK_SECS;
use runtime::access::{Authority, Governed, Safer, Setting};
use stylus_sdk::prelude::*;

/// Places of the Chainlink-style feeds: of the spot price, and of the L2 sequencer's uptime.
pub(crate) const SPOT_FEED: usize = 0;
pub(crate) const SEQUENCER_FEED: usize = 1;
/// The number of modules. The parameters follow them.
pub(crate) const MODULES: usize = 2;

/// How long after a tightening a round may be as old as before it, except for openings, in seconds.
const REMEMBERED_SECS: u64 = WEEK_SECS;

/// A number that can be changed within bounds.
pub(crate) struct Parameter {
    name: &'static str,
    /// The limb of the word of parameters that it is in, and its first bit there.
    limb: usize,
    shift: u32,
    bits: u32,
    min: u64,
    max: u64,
    safer: Safer,
    initial: u64,
}

/// The maximum time between two rounds that the feed promises, in seconds.
pub(crate) const HEARTBEAT: &Parameter = &Parameter {
    name: "heartbeatSecs",
    limb: 0,
    shift: 0,
    bits: 32,
    min: 60,
    max: 86_400,
    safer: Safer::Lower,
    initial: 3_600,
};
/// How much later than promised a round may be, in seconds.
pub(crate) const SLACK: &Parameter = &Parameter {
    name: "slackSecs",
    limb: 0,
    shift: 32,
    bits: 32,
    min: 0,
    max: 3_600,
    safer: Safer::Lower,
    initial: 300,
};
/// The distance from the moving average that counts as a jump, in hundredths of a percent.
pub(crate) const JUMP: &Parameter = &Parameter {
    name: "jumpBps",
    limb: 1,
    shift: 0,
    bits: 16,
    min: 100,
    max: 2_000,
    safer: Safer::Neither,
    initial: 1_000,
};
/// How long the market only reduces after a jump, in seconds.
pub(crate) const REDUCE: &Parameter = &Parameter {
    name: "reduceSecs",
    limb: 1,
    shift: 16,
    bits: 16,
    min: 600,
    max: 3_600,
    safer: Safer::Neither,
    initial: 600,
};
/// How long there is no price after the sequencer is back, in seconds.
pub(crate) const GRACE: &Parameter = &Parameter {
    name: "graceSecs",
    limb: 2,
    shift: 0,
    bits: 32,
    min: 3_600,
    max: 86_400,
    safer: Safer::Neither,
    initial: 3_600,
};
/// How far the market may move before the feed follows, as a part of the spot in WAD.
pub(crate) const DEVIATION: &Parameter = &Parameter {
    name: "deviation",
    limb: 3,
    shift: 0,
    bits: 64,
    min: 100_000_000_000_000,
    max: 10_000_000_000_000_000,
    safer: Safer::Neither,
    initial: 1_000_000_000_000_000,
};

/// The longest age of a round that a tightening ended, in seconds; written by the contract alone, like the next one.
const LONGEST: &Parameter = &past_age(2);
/// When the last tightening ended it, in unix seconds.
const ENDED: &Parameter = &past_age(1);

const fn past_age(limb: usize) -> Parameter {
    Parameter {
        name: "",
        limb,
        shift: 32,
        bits: 32,
        min: 0,
        max: 0,
        safer: Safer::Neither,
        initial: 0,
    }
}

const PARAMETERS: [&Parameter; 6] = [HEARTBEAT, SLACK, JUMP, REDUCE, GRACE, DEVIATION];

impl Parameter {
    const fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.bits)
    }

    const fn setting(&self) -> Setting {
        Setting::parameter(self.name, self.min, self.max, self.safer)
    }

    fn of(&self, limbs: &[u64; 4]) -> u64 {
        let limb = limbs.get(self.limb).copied().unwrap_or_default();
        (limb >> self.shift) & self.mask()
    }

    fn put(&self, limbs: &mut [u64; 4], value: u64) {
        if let Some(limb) = limbs.get_mut(self.limb) {
            *limb = (*limb & !(self.mask() << self.shift)) | (value << self.shift);
        }
    }
}

impl Oracle {
    /// Returns the present value of a parameter.
    #[inline(never)]
    pub(crate) fn parameter(&self, parameter: &Parameter) -> u64 {
        parameter.of(&self.parameters.get().into_limbs())
    }

    /// Returns how old a round may be now for the market to be full, in seconds.
    pub(crate) fn max_age_secs(&self) -> u64 {
        allowed(&self.parameters.get().into_limbs())
    }

    /// Returns how old a round may be for a closing, a liquidation or a proof at a time, in seconds: the longest age that was in
    /// force in the seven days before it, or since.
    #[inline(never)]
    pub(crate) fn longest_age_secs(&self, at_secs: u64) -> u64 {
        let limbs = self.parameters.get().into_limbs();
        let now = allowed(&limbs);
        if ENDED.of(&limbs).saturating_add(REMEMBERED_SECS) < at_secs {
            return now;
        }
        LONGEST.of(&limbs).max(now)
    }

    /// Notes that an age was in force until now. A longer one that a proof may still need stays in its place: what is
    /// kept then lasts longer than it must, which only lets rounds be older.
    fn note_age(&self, limbs: &mut [u64; 4], age_secs: u64) {
        let now = self.vm().block_timestamp();
        let needed = ENDED
            .of(limbs)
            .saturating_add(REMEMBERED_SECS + FALLBACK_SECS)
            >= now;
        let before = if needed { LONGEST.of(limbs) } else { 0 };
        LONGEST.put(limbs, before.max(age_secs));
        ENDED.put(limbs, now);
    }

    /// Sets every parameter to its initial value.
    pub(crate) fn initialize_parameters(&mut self) {
        let mut limbs = [0; 4];
        for parameter in PARAMETERS {
            parameter.put(&mut limbs, parameter.initial);
        }
        self.parameters.set(U256::from_limbs(limbs));
    }
}

impl Governed for Oracle {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("spotFeed"),
        Setting::module("sequencerFeed"),
        HEARTBEAT.setting(),
        SLACK.setting(),
        JUMP.setting(),
        REDUCE.setting(),
        GRACE.setting(),
        DEVIATION.setting(),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }

    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn current(&self, place: usize) -> U256 {
        parameter_at(place).map_or_else(
            || self.modules.word(place),
            |it| U256::from_limbs([self.parameter(it), 0, 0, 0]),
        )
    }

    fn store(&mut self, place: usize, value: U256) {
        let Some(parameter) = parameter_at(place) else {
            return self.modules.set_word(place, value);
        };
        let [value, ..] = value.into_limbs();
        let mut limbs = self.parameters.get().into_limbs();
        let age = allowed(&limbs);
        parameter.put(&mut limbs, value);
        if allowed(&limbs) < age {
            self.note_age(&mut limbs, age);
        }
        self.parameters.set(U256::from_limbs(limbs));
    }
}

/// Returns how old a round may be by heartbeat and slack.
fn allowed(limbs: &[u64; 4]) -> u64 {
    HEARTBEAT.of(limbs).saturating_add(SLACK.of(limbs))
}

/// Returns the parameter at this place of the settings.
fn parameter_at(place: usize) -> Option<&'static Parameter> {
    PARAMETERS.get(place.checked_sub(MODULES)?).copied()
}
