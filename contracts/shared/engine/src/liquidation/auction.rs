//! Selling a part to whoever bids, and paying whoever takes what is worth nothing.

use math::{SignedWad, WAD, Wad};

use super::part::{at_most_one, least_part};
use super::{LiquidationError, Standing, less, plus, spare};
use crate::quote::product_up;

/// What is asked at first.
const FIRST: u128 = WAD * 97 / 100;

/// What is asked at the end of the slow fall.
const SECOND: u128 = WAD * 80 / 100;

/// How long the slow fall takes.
const SLOW_SECS: u128 = 600;

/// How long the fall from there to nought takes.
const FAST_SECS: u128 = 7_200;

/// How long the pay for an insolvent account rises.
const RISE_SECS: u128 = 1_800;

/// What is for sale of an account: all its positions, and its cash but for what bidders have paid before in the same auction.
///
/// Were that for sale too, at less than it is, an account would lose more to two bids than to one that takes as much: at
/// half of its value and below up to a tenth of all it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The cash of which a bidder gets his part; below nought for what he owes then.
    pub cash: SignedWad,
    /// What it is worth with all positions at the mark.
    pub value: Wad,
}

/// The part of what an account is worth that is asked for it so many seconds after its auction began: 97% falling to 80% in
/// ten minutes, and to nothing in two hours more; rounded up.
#[must_use]
pub fn discount(elapsed_secs: u64) -> Wad {
    let elapsed = u128::from(elapsed_secs);
    if elapsed <= SLOW_SECS {
        let fallen = (FIRST - SECOND).wrapping_mul(elapsed) / SLOW_SECS;
        return Wad::from_wei(FIRST.wrapping_sub(fallen));
    }
    let left = (SLOW_SECS + FAST_SECS).saturating_sub(elapsed);
    Wad::from_wei(SECOND.wrapping_mul(left).div_ceil(FAST_SECS))
}

/// The part of a solvent account that is due at this part of its value, rounded up, at most one: the smallest that leaves
/// [`Close::BUFFER`](super::Close::BUFFER) of the deficit over maintenance margin.
///
/// With a deficit D, of which a part φ of the account takes φ, and the price d·V of all that is for [`sale`], that is
/// 1.15·D/(D + received + d·V), by either of margin's rules.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::PartOutOfRange`],
/// [`LiquidationError::Overflow`].
pub fn auction_part(standing: &Standing, discount: Wad) -> Result<Wad, LiquidationError> {
    let deficit = standing.solvent_deficit()?;
    let (sale, whole) = priced_up(standing, discount)?;
    // What stays of the value of the account with all that is for sale gone, but for its price.
    let stays = less(standing.value.wei(), sale.value.wei().cast_signed())?;
    let rate = plus(plus(deficit, stays)?, whole.wei().cast_signed())?;
    least_part(plus(deficit, spare(deficit)?)?, rate)
}

/// What a part of a solvent account costs at this part of its value, rounded up.
///
/// # Errors
/// As [`auction_part`].
pub fn auction_price(
    standing: &Standing,
    part: Wad,
    discount: Wad,
) -> Result<Wad, LiquidationError> {
    let (_, whole) = priced_up(standing, discount)?;
    product_up(whole, at_most_one(part)?).map_err(|_| LiquidationError::Overflow)
}

/// What of a solvent account is for sale.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::Overflow`].
pub fn sale(standing: &Standing) -> Result<Sale, LiquidationError> {
    standing.solvent_deficit()?;
    let value = standing.value.wei().unsigned_abs();
    let received = standing.received.wei();
    // The market may have taken more since than all the rest was worth: then no bid is left to protect.
    let received = if received < value { received } else { 0 };
    Ok(Sale {
        cash: SignedWad::from_wei(less(standing.cash.wei(), received.cast_signed())?),
        value: Wad::from_wei(value.wrapping_sub(received)),
    })
}

/// What is for sale, and what all of it costs, rounded up.
fn priced_up(standing: &Standing, discount: Wad) -> Result<(Sale, Wad), LiquidationError> {
    let sale = sale(standing)?;
    let price = product_up(sale.value, at_most_one(discount)?);
    Ok((sale, price.map_err(|_| LiquidationError::Overflow)?))
}

/// What whoever takes the whole of an insolvent account is paid so many seconds after its auction began, rounded down: what it
/// is worth less than nothing, and in half an hour all that it needs. It never makes him poorer at the mark.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Solvent`], [`LiquidationError::Overflow`].
pub fn insolvent_pay(standing: &Standing, elapsed_secs: u64) -> Result<Wad, LiquidationError> {
    let deficit = standing.deficit()?;
    if standing.value.wei() > 0 {
        return Err(LiquidationError::Solvent);
    }
    let owed = less(0, standing.value.wei())?;
    // Where a bounded loss is less than the mark says, only the mark counts.
    let margin = less(deficit, owed)?.max(0).unsigned_abs();
    let secs = u128::from(elapsed_secs).min(RISE_SECS);
    // Divided before it is multiplied, for it has 127 bits; only the rest is rounded, and all is at most the margin.
    let (each, rest) = (margin / RISE_SECS, margin % RISE_SECS);
    let risen = each.wrapping_mul(secs);
    let risen = risen.wrapping_add(rest.wrapping_mul(secs) / RISE_SECS);
    // Both are below 2¹²⁷.
    Ok(Wad::from_wei(owed.unsigned_abs().wrapping_add(risen)))
}
