//! The scenarios in which a book is valued.
//!
//! Spot by 0, ±5, ±10, ±15% with volatility up, as it is and down; by ±20% with volatility up; and four tails with
//! volatility as it is, of which only a part counts. The shock of volatility is larger for nearer expiries.

use domain::calendar::DAY_SECS;
use math::exponential::exp_signed;
use math::wide::{normalise, sign_mask};
use math::{Approximation, Float, WAD, Wad, ln_ratio_called};

use crate::claim::SpotMove;
use crate::constants::WAD_FLOAT;
use crate::real::{Small, float_of};
use crate::revaluation::{RevaluationError, VolRow};

/// The number of scenarios of the grid.
pub const SCENARIOS: usize = 27;

/// The scenario that changes nothing.
pub const UNCHANGED: usize = 12;

/// The scenarios of −10% and +10% with volatility as it is.
pub const TEN_PERCENT: [usize; 2] = [10, 14];

/// Distinct spots, in percent of the spot: those of every row, those of the highest volatility, the tails.
const SPOTS: [u128; 13] = [85, 90, 95, 100, 105, 110, 115, 80, 120, 50, 67, 150, 200];

/// The ends of the rows in [`SPOTS`]: of low and unchanged volatility, and of high volatility.
const INNER: usize = 7;
const OUTER: usize = 9;

/// The scenarios of −5% and +5% with volatility as it is.
pub(crate) const FIVE_PERCENT: [usize; 2] = [11, 13];

/// The counted part of a tail's change, in percent, in the order of the spots above.
const DAMPING: [i128; 4] = [25, 40, 28, 14];

/// The first tail's scenario.
const FIRST_TAIL: usize = OUTER + INNER;

const MONTH_SECS: u64 = 30 * DAY_SECS;

/// The spots of the grid, prepared for many claims.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    moves: [SpotMove; 13],
}

/// The shocks of the grid's rows to the volatilities of one expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VolShock {
    /// The factor of the upper row.
    pub up: Wad,
    /// The factor of the rows with unchanged volatility: one, unless the market is moved.
    pub still: Wad,
    /// The factor of the lower row.
    pub down: Wad,
}

impl VolShock {
    /// Returns the rows 1 + 0.6·f and 1 − 0.3·f, to the nearest wei of f. f is (30 days/time left) to the power 0.3
    /// within 30 days and 0.13 beyond; the time left counts as at least a day.
    #[must_use]
    pub fn new<A: Approximation>(remaining_secs: u64) -> Self {
        let left = normalise(remaining_secs.max(DAY_SECS).into());
        let log = ln_ratio_called(normalise(MONTH_SECS.into()), left).raw();
        let beyond = sign_mask(log as u128);
        // Below 2⁴ with 64 fractional bits.
        let size = log.unsigned_abs() >> 56;
        let power = if beyond == 0 {
            size.wrapping_mul(3) / 10
        } else {
            size.wrapping_mul(13) / 100
        };
        let f = exp_signed::<A>(power, beyond).by(WAD_FLOAT).nearest();
        // f is at most 30^0.3 < 2.8.
        Self {
            up: Wad::from_wei(WAD.wrapping_add(f.wrapping_mul(6) / 10)),
            still: Wad::ONE,
            down: Wad::from_wei(WAD.wrapping_sub(f.wrapping_mul(3) / 10)),
        }
    }

    /// Returns the rows around a volatility that is multiplied by this factor.
    ///
    /// # Errors
    /// [`RevaluationError::VolFactorOutOfRange`] if a factor is too large to be written.
    pub(crate) fn seen_from(self, level: Wad) -> Result<Self, RevaluationError> {
        let scaled = |factor: Wad| {
            let product = factor.mul_down(level);
            product.map_err(|_| RevaluationError::VolFactorOutOfRange)
        };
        Ok(Self {
            up: scaled(self.up)?,
            still: scaled(self.still)?,
            down: scaled(self.down)?,
        })
    }
}

impl VolShock {
    /// Returns f, within 2 wei.
    #[must_use]
    pub fn power(&self) -> Float {
        // 5/3.
        const SHARE: Float = Float::new(15_372_286_728_091_293_013, 0);
        float_of(Wad::from_wei(self.up.wei().saturating_sub(WAD))).by(SHARE)
    }
}

impl Grid {
    /// Returns the grid around a spot.
    ///
    /// # Errors
    /// [`RevaluationError::SpotOutOfRange`] if one of its spots is.
    pub fn new(spot: Wad) -> Result<Self, RevaluationError> {
        Self::seen_from(spot, Wad::ONE)
    }

    /// Returns the grid around this multiple of a spot, for claims that start from the spot itself.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(crate) fn seen_from(spot: Wad, level: Wad) -> Result<Self, RevaluationError> {
        let mut moves = [SpotMove::new(spot, level)?; 13];
        for (place, percent) in moves.iter_mut().zip(SPOTS) {
            let factor = level.wei().checked_mul(percent);
            let factor = factor.ok_or(RevaluationError::SpotOutOfRange)? / 100;
            *place = SpotMove::new(spot, Wad::from_wei(factor))?;
        }
        Ok(Self { moves })
    }

    /// Returns the rows in order of the scenarios: volatility up, as it is, the tails, volatility down.
    ///
    /// # Errors
    /// [`RevaluationError::VolFactorOutOfRange`], which a shock of [`VolShock::new`] never is.
    pub(crate) fn rows(&self, shock: VolShock) -> Result<[VolRow<'_>; 4], RevaluationError> {
        let upto = |end| self.moves.get(..end).unwrap_or_default();
        let tails = self.moves.get(OUTER..).unwrap_or_default();
        Ok([
            VolRow::new(shock.up, upto(OUTER))?,
            VolRow::new(shock.still, upto(INNER))?,
            VolRow::new(shock.still, tails)?,
            VolRow::new(shock.down, upto(INNER))?,
        ])
    }
}

/// The move of volatilities in a scenario, and how much of the change counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// They rise.
    Up,
    /// They stay.
    Still,
    /// They stay, and only a part of the change counts.
    Tail,
    /// They fall.
    Down,
}

/// Returns the spot of a scenario as a factor on the spot, and its row. `None` after the last scenario.
#[must_use]
pub fn scenario(number: usize) -> Option<(Wad, Row)> {
    let rows = [
        (Row::Up, 0, OUTER),
        (Row::Still, 0, INNER),
        (Row::Tail, OUTER, SPOTS.len().wrapping_sub(OUTER)),
        (Row::Down, 0, INNER),
    ];
    let mut place = number;
    for (row, first, count) in rows {
        if place < count {
            let percent = SPOTS.get(first.wrapping_add(place))?;
            return Some((Wad::from_wei(percent.wrapping_mul(WAD / 100)), row));
        }
        place = place.wrapping_sub(count);
    }
    None
}

/// Returns the counted part of a change in a scenario, rounded down.
#[must_use]
pub const fn counted(scenario: usize, change: i128) -> i128 {
    let mut tail = 0;
    while tail < DAMPING.len() {
        if scenario == FIRST_TAIL.wrapping_add(tail) {
            let hundredths = change.saturating_mul(DAMPING[tail]);
            return hundredths.div_euclid(100);
        }
        tail = tail.wrapping_add(1);
    }
    change
}

/// The factors on a deviation that move a value for or against its holder: 2% of the volatility.
pub(crate) const TURNS: [Float; 2] = [
    Float::new(18_077_809_192_235_360_584, -1),
    Float::new(9_407_839_477_591_871_324, 0),
];

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "figures are compared as floats")]
mod tests {
    use super::*;
    use math::Compact;

    fn shock(days: f64) -> (f64, f64) {
        let shock = VolShock::new::<Compact>((days * 86_400.0) as u64);
        let wad = |w: Wad| w.wei() as f64 / 1e18;
        (wad(shock.up), wad(shock.down))
    }

    #[test]
    fn a_shock_grows_towards_expiry_and_stops_at_a_day() {
        for days in [1.0f64, 7.0, 29.0, 30.0, 31.0, 90.0, 365.0] {
            let power: f64 = if days <= 30.0 { 0.3 } else { 0.13 };
            let f = (30.0 / days).powf(power);
            let (up, down) = shock(days);
            assert!((up - 1.0 - 0.6 * f).abs() < 1e-14, "{days} {up}");
            assert!((down - 1.0 + 0.3 * f).abs() < 1e-14, "{days} {down}");
        }
        assert_eq!(shock(0.0), shock(1.0));
        assert_eq!(shock(0.5), shock(1.0));
    }

    #[test]
    fn the_rows_have_every_scenario_once() {
        let grid = Grid::new(Wad::from_wei(2_000 * WAD)).unwrap();
        let shock = VolShock::new::<Compact>(MONTH_SECS);
        let thousandths =
            |x: Float| (x.mantissa as f64 * 2f64.powi(x.exponent - 53)).round() as u32;
        let mut all = [(0, 0); SCENARIOS];
        let rows = grid.rows(shock).unwrap();
        let each = rows.iter().flat_map(VolRow::each);
        let mut count = 0;
        for (place, (spot, factor)) in all.iter_mut().zip(each) {
            *place = (spot.wei() / (20 * WAD), thousandths(factor));
            count += 1;
        }
        assert_eq!(count, SCENARIOS);
        for (i, one) in all.iter().enumerate() {
            assert!(!all[..i].contains(one), "{one:?} twice");
        }
        for (number, (percent, factor)) in all.iter().enumerate() {
            let (spot, row) = scenario(number).unwrap();
            assert_eq!(spot.wei() / (WAD / 100), *percent);
            let expected = match row {
                Row::Up => *factor > 1_024,
                Row::Still | Row::Tail => *factor == 1_024,
                Row::Down => *factor < 1_024,
            };
            assert!(expected, "{number} {row:?} {factor}");
            assert_eq!(row == Row::Tail, counted(number, 100) != 100);
        }
        assert_eq!(scenario(SCENARIOS), None);
        assert_eq!(all[UNCHANGED], (100, 1_024));
        assert_eq!(FIVE_PERCENT.map(|s| all[s]), [(95, 1_024), (105, 1_024)]);
        assert_eq!(TEN_PERCENT.map(|s| all[s]), [(90, 1_024), (110, 1_024)]);
        assert_eq!(
            [0, 1, 2, 3].map(|t| all[FIRST_TAIL + t].0),
            [50, 67, 150, 200]
        );
    }

    #[test]
    fn only_a_part_of_a_tail_counts() {
        assert_eq!(counted(UNCHANGED, -100), -100);
        assert_eq!(counted(FIRST_TAIL, -100), -25);
        assert_eq!(counted(FIRST_TAIL + 1, -1), -1);
        assert_eq!(counted(FIRST_TAIL + 3, 99), 13);
        assert_eq!(counted(SCENARIOS - 1, 99), 99);
    }

    #[test]
    fn the_turns_are_two_percent() {
        let of = |x: Float| x.mantissa as f64 * 2f64.powi(x.exponent - 63);
        for (turn, share) in TURNS.map(of).into_iter().zip([0.98, 1.02]) {
            assert!((turn - share).abs() < 1e-16, "{turn}");
        }
    }
}
