//! The parts of an order's price.

use math::Wad;

use super::amounts::{add, excess, product_down, product_up, ratio};
use super::path::{Path, SkewCurve};
use super::tariff::{RELIEF, UTILISATION_KINK, UTILISATION_PREMIUM};
use super::{Parts, Pool, QuoteError};

/// What one unit is worth and charged, before its place on the path counts.
pub(super) struct Unit {
    /// The fair value.
    pub(super) mark: Wad,
    /// Half the spread.
    pub(super) spread: Wad,
    /// The fee.
    pub(super) fee: Wad,
    /// The least that a buyer pays, before the fee.
    pub(super) least: Wad,
}

/// What a buyer pays.
pub(super) fn buy(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
    pool: &Pool,
) -> Result<Parts, QuoteError> {
    let mark = product_up(quantity, unit.mark)?;
    let skew = product_up(quantity, path.skew(curve)?)?;
    let fair = add(mark, skew)?;
    let utilisation = product_up(fair, utilisation_premium(pool)?)?;
    let spread = product_up(quantity, unit.spread)?;
    let discount = relief(spread, path)?;
    // The discount is at most half of the spread.
    let asked = add(add(fair, utilisation)?, excess(spread, discount))?;
    let floor = excess(product_up(quantity, unit.least)?, asked);
    let fee = product_up(quantity, unit.fee)?;
    let total = add(add(asked, floor)?, fee)?;
    Ok(Parts {
        mark,
        skew,
        utilisation,
        spread,
        discount,
        floor,
        fee,
        total,
    })
}

/// What a seller receives: never less than nothing, and each unit by itself. The bid falls
/// along the path, so where it reaches nought a seller keeps what the units before it bring
/// and gives the rest away.
pub(super) fn sell(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
) -> Result<Parts, QuoteError> {
    let parts = sell_without_floor(unit, path, curve, quantity)?;
    let share = paid_share(unit, path, curve)?;
    let (income, charges) = income_and_charges(&parts)?;
    let total = if share == Wad::ONE {
        excess(income, charges)
    } else {
        let kept = product_down(quantity, share)?;
        let kept = sell_without_floor(unit, &path.cut(curve, share, unit.room()), curve, kept)?;
        let (income, charges) = income_and_charges(&kept)?;
        excess(income, charges)
    };
    let floor = excess(add(total, charges)?, income);
    Ok(Parts {
        floor,
        total,
        ..parts
    })
}

/// The parts of a sale, as if a seller could have to pay.
fn sell_without_floor(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
) -> Result<Parts, QuoteError> {
    let spread = product_up(quantity, unit.spread)?;
    Ok(Parts {
        mark: product_down(quantity, unit.mark)?,
        skew: product_up(quantity, path.skew(curve)?)?,
        spread,
        discount: relief(spread, path)?,
        fee: product_up(quantity, unit.fee)?,
        ..Parts::default()
    })
}

fn income_and_charges(parts: &Parts) -> Result<(Wad, Wad), QuoteError> {
    let charges = add(add(parts.skew, parts.spread)?, parts.fee)?;
    Ok((add(parts.mark, parts.discount)?, charges))
}

impl Unit {
    /// How much skew a unit can bear until its bid is nought; `None` if it bears none.
    fn room(&self) -> Option<Wad> {
        let charges = self.spread.wei().saturating_add(self.fee.wei());
        self.mark.wei().checked_sub(charges).map(Wad::from_wei)
    }
}

/// The share of a sale whose units are worth something to the seller.
fn paid_share(unit: &Unit, path: &Path, curve: &SkewCurve) -> Result<Wad, QuoteError> {
    if path.relief != Wad::ONE
        && let Some(room) = unit.room()
    {
        return path.share_within(curve, room);
    }
    let charges = add(product_up(unit.spread, excess(Wad::ONE, RELIEF))?, unit.fee)?;
    Ok(if unit.mark >= charges {
        path.relief
    } else {
        Wad::ZERO
    })
}

/// What an order gets back of its spread.
fn relief(spread: Wad, path: &Path) -> Result<Wad, QuoteError> {
    product_down(product_down(spread, RELIEF)?, path.relief)
}

/// 0.35·max(0, (u − 0.6)/0.4)², rounded up. The reserve cannot use more than all of the pool,
/// so u ends at one: a pool that lost more than its reserve foresaw must still be able to sell
/// its traders the way out.
fn utilisation_premium(pool: &Pool) -> Result<Wad, QuoteError> {
    let utilisation = if pool.reserve < pool.nav {
        ratio(pool.reserve, pool.nav)
    } else {
        Wad::ONE
    };
    if pool.reserve == Wad::ZERO || utilisation <= UTILISATION_KINK {
        return Ok(Wad::ZERO);
    }
    let over = excess(utilisation, UTILISATION_KINK);
    let share = ratio(over, excess(Wad::ONE, UTILISATION_KINK));
    product_up(product_up(share, share)?, UTILISATION_PREMIUM)
}
