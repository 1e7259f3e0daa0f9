//! The parts of an order's price.

use math::Wad;

use super::amounts::{Amounts, excess, ratio};
use super::path::{Path, SkewCurve};
use super::tariff::{RELIEF, UTILISATION_KINK, UTILISATION_PREMIUM};
use super::{Parts, Pool};

/// The value of one unit and its charges, without those that depend on its place on the path.
#[derive(Debug)]
pub(super) struct Unit {
    /// The fair value.
    pub(super) mark: Wad,
    /// Half the spread.
    pub(super) spread: Wad,
    /// The fee.
    pub(super) fee: Wad,
    /// The minimum that a buyer pays, before the fee.
    pub(super) min_total: Wad,
}

/// Returns the price for a buyer; `premium` is the addition for the pool's utilisation.
pub(super) fn buy(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
    premium: Wad,
    amounts: &Amounts,
) -> Parts {
    let mark = amounts.product_up(quantity, unit.mark);
    let skew = amounts.product_up(quantity, path.skew(curve, amounts));
    let fair = amounts.sum(mark, skew);
    let utilisation = amounts.product_up(fair, premium);
    let spread = amounts.product_up(quantity, unit.spread);
    let discount = relief(spread, path, amounts);
    // The discount is at most half of the spread.
    let asked = amounts.sum(amounts.sum(fair, utilisation), excess(spread, discount));
    let floor = excess(amounts.product_up(quantity, unit.min_total), asked);
    let fee = amounts.product_up(quantity, unit.fee);
    let total = amounts.sum(amounts.sum(asked, floor), fee);
    Parts {
        mark,
        skew,
        utilisation,
        spread,
        discount,
        floor,
        fee,
        total,
    }
}

/// Returns the price for a seller, which is never negative for any unit. The bid falls along the path, so from the
/// point where it reaches zero the seller gets nothing for further units.
pub(super) fn sell(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
    amounts: &Amounts,
) -> Parts {
    let parts = sell_without_floor(unit, path, curve, quantity, amounts);
    let share = paid_share(unit, path, curve, amounts);
    let (income, charges) = income_and_charges(&parts, amounts);
    let total = if share == Wad::ONE {
        excess(income, charges)
    } else {
        let kept = amounts.product_down(quantity, share);
        let path = path.cut(curve, share, unit.room());
        let kept = sell_without_floor(unit, &path, curve, kept, amounts);
        let (income, charges) = income_and_charges(&kept, amounts);
        excess(income, charges)
    };
    let floor = excess(amounts.sum(total, charges), income);
    Parts {
        floor,
        total,
        ..parts
    }
}

/// Returns the parts of a sale, as if a seller could have to pay.
fn sell_without_floor(
    unit: &Unit,
    path: &Path,
    curve: &SkewCurve,
    quantity: Wad,
    amounts: &Amounts,
) -> Parts {
    let spread = amounts.product_up(quantity, unit.spread);
    Parts {
        mark: amounts.product_down(quantity, unit.mark),
        skew: amounts.product_up(quantity, path.skew(curve, amounts)),
        spread,
        discount: relief(spread, path, amounts),
        fee: amounts.product_up(quantity, unit.fee),
        ..Parts::default()
    }
}

fn income_and_charges(parts: &Parts, amounts: &Amounts) -> (Wad, Wad) {
    let charges = amounts.sum(amounts.sum(parts.skew, parts.spread), parts.fee);
    (amounts.sum(parts.mark, parts.discount), charges)
}

impl Unit {
    /// Returns how much skew a unit can bear until its bid is zero; `None` if it bears none.
    fn room(&self) -> Option<Wad> {
        let charges = self.spread.wei().saturating_add(self.fee.wei());
        self.mark.wei().checked_sub(charges).map(Wad::from_wei)
    }
}

/// Returns the share of a sale whose units are worth something to the seller.
fn paid_share(unit: &Unit, path: &Path, curve: &SkewCurve, amounts: &Amounts) -> Wad {
    if path.relief != Wad::ONE
        && let Some(room) = unit.room()
    {
        return path.share_within(curve, room, amounts);
    }
    let charges = amounts.sum(
        amounts.product_up(unit.spread, excess(Wad::ONE, RELIEF)),
        unit.fee,
    );
    if unit.mark >= charges {
        path.relief
    } else {
        Wad::ZERO
    }
}

/// Returns the part of the spread that an order gets back.
fn relief(spread: Wad, path: &Path, amounts: &Amounts) -> Wad {
    amounts.product_down(amounts.product_down(spread, RELIEF), path.relief)
}

/// Returns 0.35·max(0, (u − 0.6)/0.4)², rounded up. The reserve cannot use more than the whole pool, so u ends at one:
/// a pool that lost more than its reserve must still be able to sell options to traders who close.
pub(super) fn utilisation_premium(pool: &Pool, amounts: &Amounts) -> Wad {
    let utilisation = if pool.reserve < pool.nav {
        ratio(pool.reserve, pool.nav)
    } else {
        Wad::ONE
    };
    if pool.reserve == Wad::ZERO || utilisation <= UTILISATION_KINK {
        return Wad::ZERO;
    }
    let over = excess(utilisation, UTILISATION_KINK);
    let share = ratio(over, excess(Wad::ONE, UTILISATION_KINK));
    amounts.product_up(amounts.product_up(share, share), UTILISATION_PREMIUM)
}
