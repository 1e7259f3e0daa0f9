//! Auctions: the price of a part of a solvent account.

use math::{SignedWad, WAD, Wad};

use super::part::{at_most_one, min_part};
use super::{LiquidationError, Standing, less, plus, spare};

/// The price at the start, as a part of the value.
const FIRST: u128 = WAD * 97 / 100;

/// The price at the end of the slow fall, as a part of the value.
const SECOND: u128 = WAD * 80 / 100;

/// The duration of the slow fall.
const SLOW_SECS: u128 = 600;

/// The duration of the fall from there to zero.
const FAST_SECS: u128 = 7_200;

/// The part of an account that is for sale: all positions, and the cash without the payments of earlier bidders in the
/// same auction.
///
/// If those payments were for sale too, below their value, then at low prices two bids would take more of an account
/// than one bid for everything that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The cash of which the bidder gets a part; below zero if the bidder takes over a debt.
    pub cash: SignedWad,
    /// Its value with all positions at the mark.
    pub value: Wad,
}

/// Returns the price of an account as a part of its value, this many seconds after its auction began: it falls from
/// 97% to 80% in ten minutes, and to zero in two more hours; rounded up.
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

/// Returns the part of a solvent account that is due at this price, rounded up, at most one. It is the minimum that
/// leaves [`Close::BUFFER`](super::Close::BUFFER) of the deficit above maintenance margin.
///
/// A sale of the part φ takes φ of the deficit D, and pays φ·d·V, where d·V is the price of the whole [`sale`]. So the
/// part is 1.15·D/(D + received + d·V), by either rule of margin.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::PartOutOfRange`],
/// [`LiquidationError::Overflow`].
pub fn auction_part(standing: &Standing, discount: Wad) -> Result<Wad, LiquidationError> {
    let deficit = standing.solvent_deficit()?;
    let (sale, whole) = priced_up(standing, discount)?;
    // The value of the account without all that is for sale, before the price is paid.
    let stays = less(standing.value.wei(), sale.value.wei().cast_signed())?;
    let rate = plus(plus(deficit, stays)?, whole.wei().cast_signed())?;
    min_part(plus(deficit, spare(deficit)?)?, rate)
}

/// Returns the price of a part of a solvent account, rounded up.
///
/// # Errors
/// As [`auction_part`].
pub fn auction_price(
    standing: &Standing,
    part: Wad,
    discount: Wad,
) -> Result<Wad, LiquidationError> {
    let (_, whole) = priced_up(standing, discount)?;
    let price = whole.mul_up(at_most_one(part)?);
    price.map_err(|_| LiquidationError::Overflow)
}

/// Returns the part of a solvent account that is for sale.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::Overflow`].
pub fn sale(standing: &Standing) -> Result<Sale, LiquidationError> {
    standing.solvent_deficit()?;
    let value = standing.value.wei().unsigned_abs();
    let received = standing.received.wei();
    // The rest may have lost all of its value since: then no payment is left to protect.
    let received = if received < value { received } else { 0 };
    Ok(Sale {
        cash: SignedWad::from_wei(less(standing.cash.wei(), received.cast_signed())?),
        value: Wad::from_wei(value.wrapping_sub(received)),
    })
}

/// Returns the part for sale, and the price of all of it, rounded up.
fn priced_up(standing: &Standing, discount: Wad) -> Result<(Sale, Wad), LiquidationError> {
    let sale = sale(standing)?;
    let price = sale.value.mul_up(at_most_one(discount)?);
    Ok((sale, price.map_err(|_| LiquidationError::Overflow)?))
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the numbers of these tests are small"
)]
mod tests {
    use super::*;
    use crate::liquidation::GRAIN;

    const ONE: i128 = WAD.cast_signed();

    fn signed(usd: i128) -> SignedWad {
        SignedWad::from_wei(usd * ONE)
    }

    fn usd(amount: u128) -> Wad {
        Wad::from_wei(amount * WAD)
    }

    fn percent(percent: u128) -> Wad {
        Wad::from_wei(WAD / 100 * percent)
    }

    /// Returns an account that is short one call at the money, spot 2,000: worth 363, it needs 394 and is 31 short.
    fn short_call() -> Standing {
        Standing {
            cash: signed(500),
            value: signed(363),
            loss: signed(-354),
            contingency: usd(40),
            min_payoff: None,
            maintenance: signed(-31),
            received: Wad::ZERO,
        }
    }

    fn sound() -> Standing {
        Standing {
            maintenance: SignedWad::ZERO,
            ..short_call()
        }
    }

    /// Returns a spot of 2,600: the call is worth −620, and needs 480.
    fn insolvent() -> Standing {
        Standing {
            value: signed(-120),
            maintenance: signed(-600),
            ..short_call()
        }
    }

    mod what_is_asked {
        use super::*;

        #[test]
        fn falls_slowly_at_first_and_to_nothing_in_two_hours_more() {
            assert_eq!(discount(0), percent(97));
            assert_eq!(discount(300).wei(), WAD * 885 / 1_000);
            assert_eq!(discount(600), percent(80));
            assert_eq!(discount(4_200), percent(40));
            assert_eq!(discount(7_800), Wad::ZERO);
            assert_eq!(discount(u64::MAX), Wad::ZERO);
        }

        #[test]
        fn falls_with_every_second_and_is_rounded_up() {
            for secs in 0..7_800 {
                assert!(discount(secs + 1) < discount(secs), "{secs}");
            }
            // 0.97 − 0.17/600, 0.8 − 0.8/7,200.
            assert_eq!(discount(1).wei(), 969_716_666_666_666_667);
            assert_eq!(discount(601).wei(), 799_888_888_888_888_889);
        }
    }

    mod a_bid {
        use super::*;

        /// 1.15·31/(31 + 0.97·363), for 0.97·363 of it.
        #[test]
        fn takes_what_leaves_fifteen_percent_of_the_deficit() {
            let standing = short_call();
            let part = auction_part(&standing, percent(97)).unwrap();
            let missing = WAD * 3_565 / 100 + GRAIN.wei();
            assert_eq!(part.wei(), (missing * 100).div_ceil(38_311));
            assert_eq!(part.wei() / 1_000_000_000_000, 93_054);
            let price = auction_price(&standing, part, percent(97)).unwrap();
            assert_eq!(price.wei(), (part.wei() * 35_211).div_ceil(100));
            assert_eq!(auction_price(&standing, Wad::ONE, Wad::ONE), Ok(usd(363)));
            assert_eq!(auction_price(&standing, Wad::ZERO, Wad::ONE), Ok(Wad::ZERO));
        }

        #[test]
        fn takes_all_once_its_price_is_too_low() {
            let standing = short_call();
            assert_eq!(auction_part(&standing, Wad::ZERO), Ok(Wad::ONE));
            // 1.15·31/(31 + d·363) is one at 1.3%.
            assert_eq!(auction_part(&standing, percent(1)), Ok(Wad::ONE));
            assert!(auction_part(&standing, percent(2)).unwrap() < Wad::ONE);
        }

        /// An eighth of the due part is sold at 20%. The first bid and the second together take no more than one bid
        /// would take. They would take more if the payment of the first were sold again.
        #[test]
        fn does_not_take_of_what_another_has_paid() {
            let price = percent(20);
            let before = Standing {
                value: signed(715),
                maintenance: signed(-285),
                ..short_call()
            };
            let due = auction_part(&before, price).unwrap();
            let first = Wad::from_wei(due.wei() / 8);
            let paid = auction_price(&before, first, price).unwrap();
            let stays = |amount: i128| {
                amount - amount / 1_000_000_000 * first.wei().cast_signed() / 1_000_000_000
            };
            let gained = paid.wei().cast_signed();
            let after = Standing {
                cash: SignedWad::from_wei(stays(before.cash.wei()) + gained),
                value: SignedWad::from_wei(stays(before.value.wei()) + gained),
                maintenance: SignedWad::from_wei(stays(before.maintenance.wei()) + gained),
                received: paid,
                ..before
            };
            let for_sale = sale(&after).unwrap();
            assert_eq!(for_sale.cash.wei(), stays(before.cash.wei()));
            assert_eq!(
                for_sale.value.wei().cast_signed(),
                stays(before.value.wei())
            );
            let taken = |second: Wad| {
                let rest =
                    (WAD - first.wei()) / 1_000_000_000 * (WAD - second.wei()) / 1_000_000_000;
                WAD - rest
            };
            let second = auction_part(&after, price).unwrap();
            assert!(taken(second) <= due.wei());
            let unprotected = Standing {
                received: Wad::ZERO,
                ..after
            };
            let second = auction_part(&unprotected, price).unwrap();
            assert!(taken(second) > due.wei() + WAD / 1_000);
        }

        #[test]
        fn takes_of_everything_where_the_rest_is_worth_nothing() {
            for received in [363, 400] {
                let standing = Standing {
                    received: usd(received),
                    ..short_call()
                };
                let all = Sale {
                    cash: signed(500),
                    value: usd(363),
                };
                assert_eq!(sale(&standing), Ok(all));
            }
            let standing = Standing {
                received: usd(362),
                ..short_call()
            };
            assert_eq!(sale(&standing).unwrap().value, usd(1));
        }

        #[test]
        fn is_refused_on_an_account_that_has_its_margin_or_is_worth_nothing() {
            for (standing, why) in [
                (sound(), LiquidationError::Sound),
                (insolvent(), LiquidationError::Insolvent),
                (
                    Standing {
                        value: SignedWad::ZERO,
                        ..short_call()
                    },
                    LiquidationError::Insolvent,
                ),
            ] {
                assert_eq!(auction_part(&standing, percent(90)), Err(why));
                assert_eq!(auction_price(&standing, Wad::ONE, percent(90)), Err(why));
                assert_eq!(sale(&standing), Err(why));
            }
        }

        #[test]
        fn is_refused_for_more_than_all() {
            let more = Wad::from_wei(WAD + 1);
            let refused = Err(LiquidationError::PartOutOfRange);
            assert_eq!(auction_part(&short_call(), more), refused);
            assert_eq!(auction_price(&short_call(), Wad::ONE, more), refused);
            assert_eq!(auction_price(&short_call(), more, Wad::ONE), refused);
        }

        #[test]
        fn is_refused_where_an_amount_does_not_fit() {
            let lowest = Standing {
                maintenance: SignedWad::from_wei(i128::MIN),
                ..short_call()
            };
            let largest = Standing {
                value: SignedWad::from_wei(i128::MAX),
                ..short_call()
            };
            let refused = Err(LiquidationError::Overflow);
            assert_eq!(auction_part(&lowest, Wad::ONE), refused);
            assert_eq!(auction_part(&largest, Wad::ONE), refused);
            let cash = Standing {
                cash: SignedWad::from_wei(i128::MIN),
                received: usd(1),
                ..short_call()
            };
            assert_eq!(sale(&cash).err(), Some(LiquidationError::Overflow));
        }
    }
}
