//! The conditions on a post.

use math::{Float, Q120, SignedWad, WAD, Wad};

use super::nodes::{clusters, grid};
use super::slice::{Point, wad_of};
use super::smile::Smile;
use super::{CheckError, Condition, Neighbour, SurfaceError};
use crate::real::{Real, Small, float_of, less, sum};

/// The minimum total variance of a slice.
pub const MIN_TOTAL_VARIANCE: Wad = Wad::from_wei(WAD / 1_000_000_000);

/// The steepest wing: total variance cannot grow faster than 2|k| (Lee's moment formula).
pub const MAX_WING_SLOPE: Wad = Wad::from_wei(2 * WAD);

/// The minimum of Durrleman's g at every node. It is above 0, the no-arbitrage bound, because g can dip between two
/// nodes: see the property tests.
pub const BUTTERFLY_MARGIN: Wad = Wad::from_wei(WAD / 100);

/// The minimum volatility at the money: 5%.
pub const MIN_AT_THE_MONEY: Wad = Wad::from_wei(WAD / 20);

/// The maximum volatility at the money: 500%.
pub const MAX_AT_THE_MONEY: Wad = Wad::from_wei(5 * WAD);

/// The maximum move of the volatility at the money between two posts, as a part of the last: one in this many.
pub const MAX_MOVE_DIVISOR: u128 = 10;

/// The minimum time between two posts of an expiry.
pub const MIN_INTERVAL_SECS: u64 = 60;

/// 2⁻⁵⁴: the error of the terms of g, relative to them.
const TERM_ERROR: i32 = -54;

/// The post that a new one replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// Its volatility at the money.
    pub at_the_money: Wad,
    /// When it was signed, unix seconds.
    pub timestamp: u64,
}

/// A post, and the data that it is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The new smile, at the time of the check.
    pub smile: &'a Smile,
    /// When it was signed, unix seconds.
    pub timestamp: u64,
    /// The smile of the last live expiry before it, at the same time.
    pub earlier: Option<&'a Smile>,
    /// The smile of the first live expiry after it, at the same time.
    pub later: Option<&'a Smile>,
    /// The last post of the expiry.
    pub predecessor: Option<Predecessor>,
}

impl Candidate<'_> {
    /// Checks the post. Returns its volatility at the money.
    ///
    /// Cheap checks go first; the first failure is returned.
    ///
    /// # Errors
    /// [`CheckError::Fails`] with the [`Condition`] and the node where it fails; [`CheckError::TooSoon`];
    /// [`CheckError::Surface`] if the surface has no volatility at a node.
    pub fn check(&self) -> Result<Wad, CheckError> {
        self.check_interval()?;
        self.check_positive()?;
        self.check_wings()?;
        let at_the_money = self.check_at_the_money()?;
        self.check_butterflies()?;
        self.check_calendar()?;
        Ok(at_the_money)
    }

    fn check_interval(&self) -> Result<(), CheckError> {
        let Some(predecessor) = self.predecessor else {
            return Ok(());
        };
        let earliest = predecessor.timestamp.saturating_add(MIN_INTERVAL_SECS);
        if self.timestamp < earliest {
            return Err(CheckError::TooSoon { earliest });
        }
        Ok(())
    }

    fn check_positive(&self) -> Result<(), CheckError> {
        if self
            .smile
            .slice()
            .min_variance()
            .exceeds(float_of(MIN_TOTAL_VARIANCE))
        {
            return Ok(());
        }
        Err(Condition::NotPositive.into())
    }

    fn check_wings(&self) -> Result<(), CheckError> {
        if less(
            float_of(MAX_WING_SLOPE),
            self.smile.slice().steepest_slope(),
        ) {
            return Err(Condition::WingTooSteep.into());
        }
        Ok(())
    }

    fn check_at_the_money(&self) -> Result<Wad, CheckError> {
        let volatility = self
            .smile
            .volatility(Q120::ZERO)
            .map_err(|error| match error {
                SurfaceError::VolatilityOutOfRange => Condition::AtTheMoneyOutOfRange.into(),
                other => CheckError::from(other),
            })?;
        if volatility < MIN_AT_THE_MONEY || volatility > MAX_AT_THE_MONEY {
            return Err(Condition::AtTheMoneyOutOfRange.into());
        }
        if let Some(predecessor) = self.predecessor {
            let last = predecessor.at_the_money.wei();
            let moved = volatility.wei().abs_diff(last);
            if moved > last / MAX_MOVE_DIVISOR {
                let from = predecessor.at_the_money;
                let to = volatility;
                return Err(Condition::MovedTooFar { from, to }.into());
            }
        }
        Ok(volatility)
    }

    fn check_butterflies(&self) -> Result<(), CheckError> {
        let slice = self.smile.slice();
        let mut look = |k| {
            if admits_butterfly(&slice.point(k)?, k) {
                return Err(Condition::Butterfly { node: wad_of(k) }.into());
            }
            Ok(())
        };
        grid(&mut look)?;
        clusters(slice, &mut look)
    }

    fn check_calendar(&self) -> Result<(), CheckError> {
        if let Some(earlier) = self.earlier {
            never_falls(earlier, self.smile, Neighbour::Earlier)?;
        }
        if let Some(later) = self.later {
            never_falls(self.smile, later, Neighbour::Later)?;
        }
        Ok(())
    }
}

/// Returns whether Durrleman's g(k) = (1 − kw′/2w)² − (w′²/4)(1/w + 1/4) + w″/2 misses the margin, or may miss it
/// within rounding.
#[inline(never)]
fn admits_butterfly(point: &Point, k: Q120) -> bool {
    let inverse = point.variance.inverse();
    let k = Real::new(k.raw() < 0, k.magnitude());
    let lean = k
        .times(point.slope)
        .times(Real::positive(inverse.scale(-1)));
    let first = Real::positive(Float::ONE).minus(lean).square();
    let quarter = point.slope.square().scale(-2);
    let second = quarter.by(sum(inverse, Float::ONE.scale(-2)));
    let third = point.curvature.scale(-1);
    let terms = sum(sum(Float::ONE, first), sum(second, third));
    let error = terms.by(point.condition).scale(TERM_ERROR);
    let g = Real::positive(sum(first, third)).minus(Real::positive(second));
    !g.exceeds(sum(error, float_of(BUTTERFLY_MARGIN)))
}

/// Refuses a total variance that is lower for the later expiry.
#[inline(never)]
fn never_falls(earlier: &Smile, later: &Smile, neighbour: Neighbour) -> Result<(), CheckError> {
    let mut look = |k| {
        if less(later.variance(k)?, earlier.variance(k)?) {
            let node = wad_of(k);
            return Err(Condition::Calendar { neighbour, node }.into());
        }
        Ok(())
    };
    grid(&mut look)?;
    clusters(earlier.slice(), &mut look)?;
    clusters(later.slice(), &mut look)
}

/// Returns Durrleman's g at one log-moneyness, in wei, as the butterfly check uses it.
///
/// # Errors
/// As [`super::Slice::variance`]; [`SurfaceError::DensityOutOfRange`] if |g| is above 10¹⁸, which happens near the
/// bottom of a slice that is hardly above zero.
pub fn durrleman(smile: &Smile, k: SignedWad) -> Result<SignedWad, SurfaceError> {
    let place = super::slice::q120_of(k);
    let point = smile.slice().point(place)?;
    let inverse = point.variance.inverse();
    let lean = Real::of(k)
        .times(point.slope)
        .times(Real::positive(inverse.scale(-1)));
    let first = Real::positive(Float::ONE).minus(lean).square();
    let second = point
        .slope
        .square()
        .scale(-2)
        .by(sum(inverse, Float::ONE.scale(-2)));
    let g = Real::positive(sum(first, point.curvature.scale(-1))).minus(Real::positive(second));
    if g.magnitude.exponent >= 60 {
        return Err(SurfaceError::DensityOutOfRange);
    }
    let wei = g
        .magnitude
        .by(crate::constants::WAD_FLOAT)
        .nearest()
        .cast_signed();
    Ok(SignedWad::from_wei(if g.negative {
        wei.wrapping_neg()
    } else {
        wei
    }))
}
