//! The limits on the risk of the pool, as parts of its worth.
//!
//! A limit applies to the book after a trade. A pool that a move of the market has taken over a limit must still be
//! able to trade its way back. So a figure above its limit does not stop a trade that does not increase it.

use math::{ONE_BPS, SignedWad, Wad};

use crate::exposure::{Figures, TEN_PERCENT};

/// The tolerance for rounding of a figure above its limit, in wei: a millionth of a dollar. Every figure of a trade is
/// rounded against the pool by a few wei, and delta's times the spot. Without the tolerance, a close that hardly moves
/// the pool would be refused.
const DUST: u128 = 1_000_000_000_000;

/// The worth and the risk of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolRisk {
    /// E, its worth, USD; 0 if it owes as much as it has.
    pub nav: Wad,
    /// |V|: the change of its value by a vol point, USD.
    pub vega: Wad,
    /// |Δ|·S, USD.
    pub delta: Wad,
    /// The loss by the worse of ±10% of the spot, USD.
    pub ten_percent: Wad,
    /// The loss in the worst scenario of the grid, USD.
    pub worst: Wad,
}

/// The maximum figures after a trade, in basis points of the pool's worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of |V|.
    pub vega_bps: u16,
    /// Of |Δ|·S.
    pub delta_bps: u16,
    /// Of the loss by ±10%.
    pub ten_percent_bps: u16,
    /// Of the loss in the worst scenario.
    pub worst_bps: u16,
    /// Of the expected shortfall of a day: [`Limits::check_shortfall`].
    pub shortfall_bps: u16,
}

/// A book before or after a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The present book.
    Before,
    /// The book after the trade.
    After,
}

/// The kind of limit that a trade would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// On |V|.
    Vega,
    /// On |Δ|·S.
    Delta,
    /// On the loss by ±10%.
    TenPercent,
    /// On the loss in the worst scenario.
    Worst,
    /// On the expected shortfall of a day.
    Shortfall,
}

/// A limit that a trade would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The limit.
    pub limit: Limit,
    /// The figure after the trade, USD.
    pub figure: Wad,
    /// The maximum, USD.
    pub max: Wad,
}

/// A figure does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl PoolRisk {
    /// Returns the risk of a pool with `backing` USD behind a book with these figures. They may be the sum of a book's
    /// figures and those of the orders that change it.
    ///
    /// # Errors
    /// [`TooLarge`] if a figure does not fit.
    pub fn new(backing: SignedWad, spot: Wad, book: &Figures) -> Result<Self, TooLarge> {
        let nav = backing.wei().checked_add(book.mark.wei()).ok_or(TooLarge)?;
        let size = |x: SignedWad| x.wei().unsigned_abs();
        let delta = Wad::from_wei(size(book.delta));
        let delta = delta.mul_down(spot).map_err(|_| TooLarge)?;
        let loss = |change: &SignedWad| change.wei().saturating_neg().max(0).unsigned_abs();
        let worst = book.changes.iter().map(loss).max().unwrap_or(0);
        let [down, up] = TEN_PERCENT.map(|s| book.changes.get(s).map_or(0, loss));
        Ok(Self {
            nav: Wad::from_wei(nav.max(0).unsigned_abs()),
            vega: Wad::from_wei(size(book.vega)),
            delta,
            ten_percent: Wad::from_wei(down.max(up)),
            worst: Wad::from_wei(worst),
        })
    }

    /// Returns the reserve: the worst loss times these basis points, rounded up.
    #[must_use]
    pub fn reserve(&self, bps: u16) -> Wad {
        Wad::from_wei(
            self.worst
                .wei()
                .saturating_mul(bps.into())
                .div_ceil(ONE_BPS),
        )
    }
}

impl Limits {
    /// The initial limit on expected shortfall: a fifth of the pool's worth.
    pub const SHORTFALL_BPS: u16 = 2_000;

    /// Checks the expected shortfall after a trade against its limit, for a pool that is worth `nav`. It is first
    /// estimated from sums of sensitivities. `full` values a book again on every day of the distribution, and is
    /// called only
    ///
    /// - if the estimate is above 80% of the limit, or
    /// - if it is above 40% and the loss in the `worst` scenario of the grid is above the limit: for options far from
    ///   the money that expire within days the estimate can be as low as 60% of the truth, and they lose much in the
    ///   grid.
    ///
    /// For the book before the trade it is called only if the book after it is above the limit. Losses; 0 for a gain.
    ///
    /// # Errors
    /// The error of `full`. The breach is an answer: `None` if the trade is allowed.
    pub fn check_shortfall<E>(
        &self,
        nav: Wad,
        estimate: Wad,
        worst: Wad,
        mut full: impl FnMut(Stage) -> Result<Wad, E>,
    ) -> Result<Option<Breach>, E> {
        if self.is_far(nav, estimate, worst) {
            return Ok(None);
        }
        let max = part_of(nav, self.shortfall_bps);
        let figure = full(Stage::After)?;
        if figure <= max || figure <= full(Stage::Before)? {
            return Ok(None);
        }
        let limit = Limit::Shortfall;
        Ok(Some(Breach { limit, figure, max }))
    }

    /// Returns whether an estimate of the expected shortfall is so far below its limit that the true value is below it
    /// too, for a pool that is worth `nav` and loses `worst` in the worst scenario of the grid.
    #[must_use]
    pub fn is_far(&self, nav: Wad, estimate: Wad, worst: Wad) -> bool {
        let max = part_of(nav, self.shortfall_bps);
        let beyond =
            |percent: u128| estimate.wei().saturating_mul(100) > max.wei().saturating_mul(percent);
        !(beyond(80) || (worst > max && beyond(40)))
    }

    /// Returns the worth that a pool needs for its figures to be within the limits and for its reserve, rounded up.
    /// Expected shortfall is not included.
    #[must_use]
    pub fn needed(&self, risk: &PoolRisk, reserve_bps: u16) -> Wad {
        [
            (risk.vega, self.vega_bps),
            (risk.delta, self.delta_bps),
            (risk.ten_percent, self.ten_percent_bps),
            (risk.worst, self.worst_bps),
        ]
        .into_iter()
        .map(|(figure, bps)| whole_of(figure, bps))
        .fold(risk.reserve(reserve_bps), Wad::max)
    }

    /// Does the same as [`Self::needed`], for an expected shortfall.
    #[must_use]
    pub fn needed_for(&self, shortfall: Wad) -> Wad {
        whole_of(shortfall, self.shortfall_bps)
    }

    /// Checks the figures after a trade against the limits.
    ///
    /// # Errors
    /// The first [`Breach`] that the trade causes or increases.
    pub fn check(&self, before: &PoolRisk, after: &PoolRisk) -> Result<(), Breach> {
        let figures = [
            (Limit::Vega, self.vega_bps, before.vega, after.vega),
            (Limit::Delta, self.delta_bps, before.delta, after.delta),
            (
                Limit::TenPercent,
                self.ten_percent_bps,
                before.ten_percent,
                after.ten_percent,
            ),
            (Limit::Worst, self.worst_bps, before.worst, after.worst),
        ];
        for (limit, bps, was, figure) in figures {
            let max = part_of(after.nav, bps);
            if figure > max && figure.wei() > was.wei().saturating_add(DUST) {
                return Err(Breach { limit, figure, max });
            }
        }
        Ok(())
    }
}

#[inline(never)]
fn part_of(nav: Wad, bps: u16) -> Wad {
    Wad::from_wei(nav.wei().saturating_mul(bps.into()) / ONE_BPS)
}

/// Returns the amount of which a figure is this many basis points, rounded up; for zero basis points, more than any
/// pool has.
#[inline(never)]
fn whole_of(figure: Wad, bps: u16) -> Wad {
    let whole = figure.wei().saturating_mul(ONE_BPS);
    Wad::from_wei(whole.div_ceil(u128::from(bps).max(1)))
}

impl Figures {
    /// Returns the figures of two books together.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn plus(&self, other: &Self) -> Result<Self, TooLarge> {
        let mut both = *self;
        both.day = self.day.max(other.day);
        let sums = [
            (&mut both.mark, other.mark),
            (&mut both.high, other.high),
            (&mut both.low, other.low),
            (&mut both.delta, other.delta),
            (&mut both.vega, other.vega),
            (&mut both.slope, other.slope),
            (&mut both.gamma, other.gamma),
            (&mut both.vol_slope, other.vol_slope),
            (&mut both.volga, other.volga),
            (&mut both.vanna, other.vanna),
        ];
        let changes = both.changes.iter_mut().zip(other.changes);
        for (sum, part) in sums.into_iter().chain(changes) {
            let wei = sum.wei().checked_add(part.wei()).ok_or(TooLarge)?;
            *sum = SignedWad::from_wei(wei);
        }
        Ok(both)
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the numbers of these tests are small"
)]
mod tests {
    extern crate std;
    use std::vec;

    use super::*;
    use crate::exposure::SCENARIOS;
    use math::WAD;

    const LIMITS: Limits = Limits {
        vega_bps: 100,
        delta_bps: 2_500,
        ten_percent_bps: 1_500,
        worst_bps: 5_000,
        shortfall_bps: 2_000,
    };

    /// A hundred-thousandth of a dollar, so that the unit of these tests is more than dust.
    const GRAIN: i128 = 10_000_000_000_000;

    /// Returns a book with these figures in grains.
    fn book(vega: i128, delta: i128, change: i128, scenario: usize) -> Figures {
        let mut changes = [SignedWad::ZERO; SCENARIOS];
        changes[scenario] = SignedWad::from_wei(change * GRAIN);
        Figures {
            mark: SignedWad::from_wei(-100 * GRAIN),
            high: SignedWad::ZERO,
            low: SignedWad::ZERO,
            delta: SignedWad::from_wei(delta * GRAIN),
            vega: SignedWad::from_wei(vega * GRAIN),
            changes,
            ..Figures::default()
        }
    }

    fn risk(book: &Figures) -> PoolRisk {
        let backing = Wad::from_wei(10_100 * GRAIN.unsigned_abs());
        PoolRisk::new(
            SignedWad::from_wei(backing.wei().cast_signed()),
            Wad::from_wei(2 * WAD),
            book,
        )
        .unwrap()
    }

    #[test]
    fn each_limit_is_a_part_of_what_the_pool_is_worth() {
        let flat = risk(&book(0, 0, 0, 0));
        assert_eq!(flat.nav, Wad::from_wei(10_000 * GRAIN.unsigned_abs()));
        let check = |b: &Figures| LIMITS.check(&flat, &risk(b)).map_err(|breach| breach.limit);
        for sign in [1, -1] {
            assert_eq!(check(&book(100 * sign, 0, 0, 0)), Ok(()));
            assert_eq!(check(&book(101 * sign, 0, 0, 0)), Err(Limit::Vega));
            assert_eq!(check(&book(0, 1_250 * sign, 0, 0)), Ok(()));
            assert_eq!(check(&book(0, 1_251 * sign, 0, 0)), Err(Limit::Delta));
        }
        for scenario in TEN_PERCENT {
            assert_eq!(check(&book(0, 0, -1_500, scenario)), Ok(()));
            assert_eq!(check(&book(0, 0, -1_501, scenario)), Err(Limit::TenPercent));
        }
        assert_eq!(check(&book(0, 0, -5_000, 0)), Ok(()));
        assert_eq!(check(&book(0, 0, -5_001, 0)), Err(Limit::Worst));
        assert_eq!(check(&book(0, 0, 9_999, 0)), Ok(()));
    }

    #[test]
    fn what_is_beyond_a_limit_may_shrink_or_stay_but_not_grow() {
        let beyond = risk(&book(500, 0, -9_000, 0));
        let check = |b: &Figures| {
            LIMITS
                .check(&beyond, &risk(b))
                .map_err(|breach| breach.limit)
        };
        assert_eq!(check(&book(500, 0, -9_000, 0)), Ok(()));
        assert_eq!(check(&book(499, 0, -8_999, 1)), Ok(()));
        assert_eq!(check(&book(501, 0, -8_999, 0)), Err(Limit::Vega));
        assert_eq!(check(&book(499, 0, -9_001, 0)), Err(Limit::Worst));
        assert_eq!(check(&book(-499, 2_000, -9_000, 0)), Err(Limit::Delta));
    }

    #[test]
    fn a_pool_without_worth_may_only_shrink() {
        let broke = |b: &Figures| PoolRisk::new(SignedWad::ZERO, Wad::ONE, b).unwrap();
        let before = broke(&book(5, 0, 0, 0));
        assert_eq!(before.nav, Wad::ZERO);
        assert!(LIMITS.check(&before, &broke(&book(4, 0, 0, 0))).is_ok());
        assert!(LIMITS.check(&before, &broke(&book(6, 0, 0, 0))).is_err());
    }

    /// Returns the result of the check, and the books that it had valued.
    fn held(
        estimate: u128,
        worst: u128,
        [before, after]: [u128; 2],
    ) -> (Option<Breach>, std::vec::Vec<Stage>) {
        let mut asked = std::vec::Vec::new();
        let [nav, estimate, worst] = [10_000, estimate, worst].map(Wad::from_wei);
        let breach = LIMITS.check_shortfall(nav, estimate, worst, |stage| {
            asked.push(stage);
            let figure = if stage == Stage::After { after } else { before };
            Ok::<_, TooLarge>(Wad::from_wei(figure))
        });
        (breach.unwrap(), asked)
    }

    #[test]
    fn a_shortfall_that_is_estimated_low_is_not_computed() {
        assert_eq!(held(1_600, 2_000, [0, 9_999]), (None, vec![]));
        assert_eq!(held(800, 5_000, [0, 9_999]), (None, vec![]));
    }

    #[test]
    fn one_near_the_limit_is_computed_in_full() {
        for (estimate, worst) in [(1_601, 0), (801, 2_001)] {
            let (breach, asked) = held(estimate, worst, [0, 2_000]);
            assert_eq!((breach, asked), (None, vec![Stage::After]));
            let (breach, asked) = held(estimate, worst, [2_000, 2_001]);
            assert_eq!(asked, vec![Stage::After, Stage::Before]);
            let breach = breach.unwrap();
            assert_eq!(breach.limit, Limit::Shortfall);
            assert_eq!((breach.figure.wei(), breach.max.wei()), (2_001, 2_000));
        }
    }

    #[test]
    fn a_shortfall_beyond_its_limit_may_shrink_or_stay() {
        assert_eq!(held(9_000, 0, [5_000, 5_000]).0, None);
        assert!(held(9_000, 0, [5_000, 5_001]).0.is_some());
    }

    #[test]
    fn a_shortfall_that_cannot_be_computed_is_no_answer() {
        let nav = Wad::from_wei(10_000);
        let answer = LIMITS.check_shortfall(nav, nav, nav, |_| Err(TooLarge));
        assert_eq!(answer, Err(TooLarge));
    }

    #[test]
    fn a_pool_that_is_worth_what_it_needs_is_within_every_limit_and_with_a_wei_less_is_not() {
        for b in [
            book(7, 0, 0, 0),
            book(0, 1_013, 0, 0),
            book(0, 0, -77, TEN_PERCENT[0]),
            book(0, 0, -101, 3),
            book(3, 200, -50, 1),
        ] {
            let risk = risk(&b);
            let nav = LIMITS.needed(&risk, 10_000);
            let flat = PoolRisk::new(SignedWad::ZERO, Wad::ONE, &book(0, 0, 0, 0)).unwrap();
            let at = |nav| PoolRisk { nav, ..risk };
            assert_eq!(LIMITS.check(&flat, &at(nav)), Ok(()));
            let less = Wad::from_wei(nav.wei() - 1);
            assert!(LIMITS.check(&flat, &at(less)).is_err());
        }
        let risk = risk(&book(0, 0, -100, 3));
        let three_times = 300 * GRAIN.unsigned_abs();
        assert_eq!(LIMITS.needed(&risk, 30_000), Wad::from_wei(three_times));
        assert_eq!(LIMITS.needed_for(Wad::from_wei(3)), Wad::from_wei(15));
    }

    #[test]
    fn what_rounding_adds_beyond_a_limit_is_no_obstacle() {
        let beyond = book(500, 0, -9_000, 0);
        let dust = i128::try_from(DUST).unwrap();
        let check = |more: i128| {
            let mut after = beyond;
            after.vega = SignedWad::from_wei(after.vega.wei() + more);
            let checked = LIMITS.check(&risk(&beyond), &risk(&after));
            checked.map_err(|breach| breach.limit)
        };
        assert_eq!(check(1), Ok(()));
        assert_eq!(check(dust), Ok(()));
        assert_eq!(check(dust + 1), Err(Limit::Vega));
    }

    #[test]
    fn the_reserve_is_rounded_up() {
        let mut small = book(0, 0, 0, 0);
        small.changes[0] = SignedWad::from_wei(-3);
        let risk = risk(&small);
        assert_eq!(risk.worst, Wad::from_wei(3));
        assert_eq!(risk.reserve(12_500), Wad::from_wei(4));
    }

    #[test]
    fn too_large_a_figure_is_refused() {
        let mut huge = book(0, 0, 0, 0);
        huge.delta = SignedWad::from_wei(i128::MAX);
        assert_eq!(
            PoolRisk::new(
                SignedWad::from_wei(WAD.cast_signed()),
                Wad::from_wei(4 * WAD),
                &huge
            ),
            Err(TooLarge)
        );
        huge.mark = SignedWad::from_wei(i128::MAX);
        assert_eq!(huge.plus(&huge), Err(TooLarge));
    }
}
