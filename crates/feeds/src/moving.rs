//! The moving average of rounds, which detects jumps.

use crate::Round;

/// Time constant of the moving average, in seconds: an older price counts 1/e.
pub const EMA_SECS: u64 = 300;

/// e^(−1/300) in units of 2⁻⁶⁴, rounded down.
const PER_SECOND: u64 = 18_385_357_294_934_743_907;
/// From this time on nothing is left of the old average: e^(−2¹⁴/300) < 2⁻⁷⁸.
const FORGOTTEN_SECS: u64 = 1 << 14;

/// The size of a jump, and how long it has an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JumpRule {
    /// A price further than this from the average is a jump, in hundredths of a percent of the average.
    pub jump_bps: u64,
    /// How long after a jump the market only reduces, in seconds.
    pub reduce_secs: u64,
}

/// The moving average, weighted by the time for which each observed round stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    /// The average when the last round came; 0 before any.
    pub average_wad: u128,
    /// The last round's price.
    pub price_wad: u128,
    /// When it came, in unix seconds.
    pub updated_secs: u64,
    /// Until when the market only reduces, in unix seconds.
    pub reduce_until_secs: u64,
}

impl Moving {
    /// Takes a round into the average; changes nothing if the round is already in it.
    ///
    /// The last price stood until this round, so the average moves towards it by that time. Then the new price is
    /// compared with the average, which contains it only from now on.
    #[must_use]
    pub fn after(&self, round: &Round, rule: &JumpRule) -> Self {
        if self.average_wad == 0 {
            return Self {
                average_wad: round.price_wad,
                price_wad: round.price_wad,
                updated_secs: round.updated_secs,
                reduce_until_secs: 0,
            };
        }
        if (round.price_wad, round.updated_secs) == (self.price_wad, self.updated_secs) {
            return *self;
        }
        let average_wad = self.average_at(round.updated_secs);
        let jumped = is_jump(round.price_wad, average_wad, rule.jump_bps);
        let until = round.updated_secs.saturating_add(rule.reduce_secs);
        Self {
            average_wad,
            price_wad: round.price_wad,
            updated_secs: round.updated_secs,
            reduce_until_secs: if jumped {
                until.max(self.reduce_until_secs)
            } else {
                self.reduce_until_secs
            },
        }
    }

    /// Returns the average at a time, in WAD, if the last price stood until then; rounded towards that price.
    ///
    /// A time before the last round, which the first round after a change of feed may have, changes nothing.
    #[must_use]
    #[inline(never)]
    pub fn average_at(&self, secs: u64) -> u128 {
        let stood_secs = secs.saturating_sub(self.updated_secs);
        toward(self.average_wad, self.price_wad, stood_secs)
    }
}

/// Returns price + (average − price)·e^(−secs/300), with the difference rounded down, towards the price.
fn toward(average: u128, price: u128, secs: u64) -> u128 {
    let left = times(average.abs_diff(price), decay(secs));
    // At most the difference is left, so neither sum leaves the range of prices.
    if average >= price {
        price.wrapping_add(left)
    } else {
        price.wrapping_sub(left)
    }
}

/// Returns e^(−secs/300) in units of 2⁻⁶⁴, rounded down; `None` for one.
fn decay(secs: u64) -> Option<u64> {
    if secs >= FORGOTTEN_SECS {
        return Some(0);
    }
    let (mut result, mut power, mut rest) = (None, PER_SECOND, secs);
    while rest > 0 {
        if rest & 1 == 1 {
            result = Some(result.map_or(power, |so_far| product(so_far, power)));
        }
        power = product(power, power);
        rest >>= 1;
    }
    result
}

/// Returns the product of two parts of one, in units of 2⁻⁶⁴, rounded down.
fn product(a: u64, b: u64) -> u64 {
    ((u128::from(a) * u128::from(b)) >> 64) as u64
}

/// Returns a number below 2⁹⁶ times a part of one, rounded down.
fn times(number: u128, part: Option<u64>) -> u128 {
    let Some(part) = part.map(u128::from) else {
        return number;
    };
    let (high, low) = (number >> 64, number & u128::from(u64::MAX));
    // high < 2³² and part < 2⁶⁴, so no product exceeds 128 bits, and the sum is below the number.
    (high * part).wrapping_add((low * part) >> 64)
}

/// Returns |price − average| > average·bps/10,000, computed in full: both are below 2⁹⁶ and bps below 2³¹.
fn is_jump(price: u128, average: u128, bps: u64) -> bool {
    price.abs_diff(average).saturating_mul(10_000) > average.saturating_mul(u128::from(bps))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAD: u128 = 1_000_000_000_000_000_000;
    const RULE: JumpRule = JumpRule {
        jump_bps: 1_000,
        reduce_secs: 600,
    };

    fn round(price_wad: u128, updated_secs: u64) -> Round {
        Round {
            price_wad,
            updated_secs,
            ..Round::default()
        }
    }

    #[test]
    fn the_decay_is_the_exponential() {
        for secs in [1_u32, 2, 7, 60, 299, 300, 301, 1_000, 3_600, 10_000] {
            let exact = (-f64::from(secs) / 300.0).exp();
            #[expect(clippy::cast_precision_loss, reason = "compared as floats")]
            let ours = decay(u64::from(secs)).expect("less than one") as f64 / 2_f64.powi(64);
            assert!(
                (ours - exact).abs() < 1e-15,
                "{secs}: {ours} is not {exact}"
            );
        }
        assert_eq!(decay(0), None);
        assert_eq!(decay(FORGOTTEN_SECS), Some(0));
        assert_eq!(decay(u64::MAX), Some(0));
    }

    #[test]
    fn an_average_moves_by_the_time_that_a_price_stood() {
        let moving = Moving::default().after(&round(2_000 * WAD, 1_000), &RULE);
        assert_eq!(moving.average_wad, 2_000 * WAD);
        let moving = moving.after(&round(2_100 * WAD, 1_300), &RULE);
        assert_eq!(moving.average_wad, 2_000 * WAD, "2,000 stood all the while");
        let moving = moving.after(&round(2_100 * WAD, 1_600), &RULE);
        // 2,100 − 100/e
        let expected = 2_063_212_055_882_855_767_840_u128;
        assert!(moving.average_wad.abs_diff(expected) < 1_000, "{moving:?}");
        assert_eq!(moving.reduce_until_secs, 0);
    }

    #[test]
    fn an_average_goes_to_the_last_price_while_that_stands() {
        let moving = Moving::default().after(&round(2_000 * WAD, 1_000), &RULE);
        let moving = moving.after(&round(2_100 * WAD, 1_300), &RULE);
        for (secs, expected) in [
            (0, 2_000 * WAD),
            (1_300, 2_000 * WAD),
            (1_600, 2_063_212_055_882_855_767_840),
            (1_300 + FORGOTTEN_SECS, 2_100 * WAD),
        ] {
            assert!(moving.average_at(secs).abs_diff(expected) < 1_000, "{secs}");
        }
    }

    #[test]
    fn splitting_the_time_changes_nothing_beyond_rounding() {
        let start = Moving {
            average_wad: 1_700 * WAD,
            price_wad: 2_000 * WAD,
            updated_secs: 0,
            reduce_until_secs: 0,
        };
        let whole = toward(start.average_wad, start.price_wad, 900);
        let mut pieces = start.average_wad;
        for _ in 0..90 {
            pieces = toward(pieces, start.price_wad, 10);
        }
        assert!(whole.abs_diff(pieces) < 100_000, "{whole} {pieces}");
    }

    #[test]
    fn a_jump_is_more_than_the_part() {
        let moving = Moving::default().after(&round(2_000 * WAD, 1_000), &RULE);
        for (price, jumped) in [
            (2_200 * WAD, false),
            (2_200 * WAD + 1, true),
            (1_800 * WAD, false),
            (1_800 * WAD - 1, true),
        ] {
            let after = moving.after(&round(price, 1_001), &RULE);
            assert_eq!(after.reduce_until_secs, if jumped { 1_601 } else { 0 });
        }
    }

    #[test]
    fn the_same_round_is_taken_once() {
        let moving = Moving::default().after(&round(2_000 * WAD, 1_000), &RULE);
        let jumped = moving.after(&round(3_000 * WAD, 1_060), &RULE);
        assert_eq!(jumped.reduce_until_secs, 1_660);
        assert_eq!(jumped.after(&round(3_000 * WAD, 1_060), &RULE), jumped);
    }

    #[test]
    fn the_extremes_stay_in_range() {
        let greatest = crate::MAX_PRICE_WAD;
        for (old, new) in [(1, greatest), (greatest, 1), (greatest, greatest), (1, 1)] {
            let moving = Moving::default().after(&round(old, 1), &RULE);
            for secs in [1, 2, 301, 20_000, u64::MAX] {
                let after = moving.after(&round(new, secs), &RULE);
                let later = after.after(&round(old, secs.saturating_add(77)), &RULE);
                for it in [after, later] {
                    assert!((1..=greatest).contains(&it.average_wad));
                }
            }
        }
    }
}
