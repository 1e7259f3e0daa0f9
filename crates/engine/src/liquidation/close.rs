//! Closing against the pool.

use math::{SignedWad, WAD, Wad};

use super::part::{min_part, portion_down};
use super::{GRAIN, LiquidationError, Standing, less, plus, spare};

/// The terms of a pool close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// φ: the part of every position that is closed, rounded up.
    pub part: Wad,
    /// What the pool pays for it, rounded down; negative if the account pays.
    pub proceeds: SignedWad,
    /// What the account pays to the keeper, rounded down.
    pub pay: Wad,
}

impl Close {
    /// The factor on the volatilities of sold positions, which the account buys back from the pool.
    pub const OWED_VOL: Wad = Wad::from_wei(WAD + WAD / 10);

    /// The factor on the volatilities of held positions, which the pool buys.
    pub const HELD_VOL: Wad = Wad::from_wei(WAD - WAD / 10);

    /// The amount above maintenance margin afterwards, as a part of the deficit.
    pub const BUFFER: Wad = Wad::from_wei(WAD * 15 / 100);

    /// The keeper's pay, as a part of the released margin.
    pub const PAY_OF_MARGIN: Wad = Wad::from_wei(WAD / 20);

    /// The keeper's minimum pay, USD.
    pub const MIN_PAY: Wad = Wad::from_wei(5 * WAD);

    /// The keeper's maximum pay, as a part of the closed notional; it goes before the minimum.
    pub const PAY_OF_NOTIONAL: Wad = Wad::from_wei(WAD / 200);
}

/// The effect of a close on the amount above maintenance margin, by one of the two rules of margin.
struct Rule {
    /// The deficit by this rule.
    short: i128,
    /// What a close of the whole account adds, before the pay.
    rate: i128,
}

/// The keeper's pay: min(max(`of_margin`·φ, [`Close::MIN_PAY`]), `max_pay`·φ).
struct Pay {
    of_margin: i128,
    max_pay: i128,
}

/// Returns the minimum part of a solvent account to close against the pool, so that the rest is above maintenance
/// margin by [`Close::BUFFER`] of the deficit; one if no part achieves that.
///
/// `proceeds` is the amount that the pool would pay for all positions at the volatilities of a liquidation, negative
/// if the account would pay. A value better than the mark counts as the mark. `notional` is the spot times the sizes
/// of all calls and puts, plus the sizes of all digitals.
///
/// A close never takes more money than the account has, and never adds to its debt: with the pay it costs at most the
/// part φ of the cash.
///
/// An account with its margin and a loan closes no more than pays the loan, at the same price. If a close of all
/// positions does not pay it, the pool takes them for the loan: the mark would be better than any order pays.
///
/// # Errors
/// [`LiquidationError::Sound`], [`LiquidationError::Insolvent`], [`LiquidationError::Unpayable`],
/// [`LiquidationError::Overflow`].
pub fn pool_close(
    standing: &Standing,
    proceeds: SignedWad,
    notional: Wad,
) -> Result<Close, LiquidationError> {
    let (cash, value) = (standing.cash.wei(), standing.value.wei());
    let loan = less(0, cash.min(0))?;
    let is_short = standing.maintenance.wei() < 0;
    if !is_short && loan == 0 {
        return Err(LiquidationError::Sound);
    }
    if value <= 0 {
        return Err(LiquidationError::Insolvent);
    }
    let mark = less(value, cash)?;
    let proceeds = proceeds.wei().min(mark);
    // The money of the account after a close of all positions.
    let left = plus(cash, proceeds)?;
    if left <= 0 {
        if is_short {
            return Err(LiquidationError::Unpayable);
        }
        return Ok(Close {
            part: Wad::ONE,
            proceeds: SignedWad::from_wei(loan),
            pay: Wad::ZERO,
        });
    }
    let needed = requirement(standing)?;
    let pay = Pay::new(needed, notional, left)?;
    let part = if is_short {
        let spare = spare(standing.deficit()?)?;
        let by_grid = Rule {
            short: less(needed, value)?,
            rate: less(needed, less(mark, proceeds)?)?,
        };
        let part = pay.min_part(&by_grid, spare)?;
        match standing.min_payoff {
            Some(min) => {
                let by_bound = Rule {
                    short: less(0, plus(cash, min.wei())?)?,
                    rate: less(proceeds, min.wei())?,
                };
                part.min(pay.min_part(&by_bound, spare)?)
            }
            None => part,
        }
    } else {
        let by_loan = Rule {
            short: loan,
            rate: proceeds,
        };
        pay.min_part(&by_loan, GRAIN.wei().cast_signed())?
    };
    Ok(Close {
        part,
        proceeds: SignedWad::from_wei(portion_down(proceeds, part)?),
        pay: pay.of(part)?,
    })
}

/// Returns R = C − L: what the account needs above the mark, by the grid.
fn requirement(standing: &Standing) -> Result<i128, LiquidationError> {
    let contingency = i128::try_from(standing.contingency.wei());
    let contingency = contingency.map_err(|_| LiquidationError::Overflow)?;
    less(contingency, standing.loss.wei())
}

impl Pay {
    /// Returns the pay for an account that needs `needed` above the mark. The pay of a part φ is at most φ of what the
    /// account would have `left` after a close of all positions. A higher pay would leave the value to cover less of
    /// the need than before.
    fn new(needed: i128, notional: Wad, left: i128) -> Result<Self, LiquidationError> {
        let of_margin = portion_down(needed, Close::PAY_OF_MARGIN)?;
        let of_notional = notional.mul_down(Close::PAY_OF_NOTIONAL);
        let of_notional = of_notional.map_err(|_| LiquidationError::Overflow)?;
        Ok(Self {
            of_margin,
            // A product that fits has 127 bits.
            max_pay: of_notional.wei().cast_signed().min(left),
        })
    }

    /// Returns the pay for a part, rounded down.
    fn of(&self, part: Wad) -> Result<Wad, LiquidationError> {
        let of_margin = portion_down(self.of_margin, part)?;
        let pay = of_margin.max(Close::MIN_PAY.wei().cast_signed());
        let pay = pay.min(portion_down(self.max_pay, part)?);
        // `max_pay` is not below zero.
        Ok(Wad::from_wei(pay.max(0).unsigned_abs()))
    }

    /// Returns the minimum part that leaves `spare` above maintenance margin by a rule: rate·φ − pay(φ) ≥ short +
    /// spare.
    ///
    /// The pay is the lower of `max_pay`·φ and a maximum. So the part is the lower of two: the one that
    /// suffices if the pay is `max_pay`·φ, and the one that suffices for either argument of the maximum.
    fn min_part(&self, rule: &Rule, spare: i128) -> Result<Wad, LiquidationError> {
        let missing = plus(rule.short, spare)?;
        let with_max_pay = min_part(missing, less(rule.rate, self.max_pay)?)?;
        let of_margin = min_part(missing, less(rule.rate, self.of_margin)?)?;
        let with_min_pay = plus(missing, Close::MIN_PAY.wei().cast_signed())?;
        let for_min_pay = min_part(with_min_pay, rule.rate)?;
        Ok(with_max_pay.min(of_margin.max(for_min_pay)))
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the numbers of these tests are small"
)]
mod tests {
    use super::*;

    const CENT: i128 = WAD.cast_signed() / 100;

    fn cents(amount: i128) -> SignedWad {
        SignedWad::from_wei(amount * CENT)
    }

    fn signed(usd: i128) -> SignedWad {
        cents(usd * 100)
    }

    fn usd(amount: u128) -> Wad {
        Wad::from_wei(amount * WAD)
    }

    /// Returns an account that is short one call at the money, spot 2,000: its mark is −137, and it needs 354 + 40 = 394
    /// above that. With 500 in cash it is worth 363 and 31 short.
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

    /// The pool asks 151 for it, at 1.1 times its volatility.
    const ASKED: i128 = -151;

    fn close(standing: &Standing) -> Result<Close, LiquidationError> {
        pool_close(standing, signed(ASKED), usd(2_000))
    }

    /// Returns the amount that a close by the grid leaves above maintenance margin, to the wei to which its parts are
    /// rounded.
    fn left_by_grid(standing: &Standing, asked: i128, close: &Close) -> i128 {
        let part = |amount: SignedWad| amount.wei() / CENT * close.part.wei().cast_signed() / 100;
        let cash = standing.cash.wei() + close.proceeds.wei() - close.pay.wei().cast_signed();
        let mark = SignedWad::from_wei(standing.value.wei() - standing.cash.wei());
        let needed = signed(394);
        let rest = SignedWad::from_wei(mark.wei() - needed.wei());
        assert!(close.proceeds.wei() <= part(signed(asked)));
        cash + rest.wei() - part(rest)
    }

    mod a_loan {
        use super::*;

        /// Two puts that are held, worth 274, and a loan of 100: the account has its margin.
        fn lent() -> Standing {
            Standing {
                cash: signed(-100),
                value: signed(174),
                loss: signed(-90),
                contingency: Wad::ZERO,
                min_payoff: None,
                maintenance: signed(84),
                received: Wad::ZERO,
            }
        }

        /// The pool pays 240 for them, and the keeper gets half a percent of the notional, less than five dollars: 4.
        #[test]
        fn is_paid_by_the_least_part_at_the_price_of_a_close() {
            let close = pool_close(&lent(), signed(240), usd(800)).unwrap();
            let missing = 100 * WAD + GRAIN.wei();
            assert_eq!(close.part, Wad::from_wei(missing.div_ceil(236)));
            let brings = close.proceeds.wei() - close.pay.wei().cast_signed();
            assert!(brings >= signed(100).wei(), "{brings}");
            assert!(brings < signed(100).wei() + 2 * GRAIN.wei().cast_signed());
        }

        #[test]
        fn beyond_what_a_close_pays_is_all_that_the_pool_gives_for_the_account() {
            for asked in [100, 99, 0, -5] {
                let close = pool_close(&lent(), signed(asked), usd(800)).unwrap();
                let (part, pay) = (close.part, close.pay);
                assert_eq!((part, pay), (Wad::ONE, Wad::ZERO));
                assert_eq!(close.proceeds, signed(100));
            }
        }

        #[test]
        fn is_what_an_account_with_its_margin_is_closed_for_and_nothing_else() {
            let sound = Standing {
                cash: signed(0),
                ..lent()
            };
            let refused = pool_close(&sound, signed(240), usd(800));
            assert_eq!(refused, Err(LiquidationError::Sound));
        }
    }

    mod the_part_that_is_due {
        use super::*;

        /// Closing everything would release 394 and cost 14 of penalty. Half a percent of the notional, 10, is less
        /// than 5% of 394. So φ = (1.15·31 + grain)/(394 − 14 − 10), and the keeper gets 10·φ.
        #[test]
        fn leaves_fifteen_percent_of_the_deficit() {
            let standing = short_call();
            let close = close(&standing).unwrap();
            let missing = 35_650_000_000_000_000_000 + GRAIN.wei();
            assert_eq!(close.part, Wad::from_wei(missing.div_ceil(370)));
            assert_eq!(close.part.wei() / 1_000_000_000_000, 96_351);
            assert_eq!(close.pay, Wad::from_wei(close.part.wei() * 10));
            assert_eq!(close.proceeds.wei(), close.part.wei().cast_signed() * ASKED);
            let left = left_by_grid(&standing, ASKED, &close);
            let wanted = 465 * CENT + GRAIN.wei().cast_signed();
            assert!((0..1_000).contains(&(left - wanted)), "{left}");
        }

        /// A thousand times the account, with a notional of which half a percent is more than 5% of 394,000.
        #[test]
        fn pays_for_the_margin_that_is_released() {
            let thousand = |amount: SignedWad| SignedWad::from_wei(amount.wei() * 1_000);
            let one = short_call();
            let standing = Standing {
                cash: thousand(one.cash),
                value: thousand(one.value),
                loss: thousand(one.loss),
                contingency: usd(40_000),
                maintenance: thousand(one.maintenance),
                ..one
            };
            let close = pool_close(&standing, signed(ASKED * 1_000), usd(10_000_000)).unwrap();
            // 394 − 14 − 19.7 of each.
            let missing = 35_650 * WAD + GRAIN.wei();
            assert_eq!(close.part.wei(), missing.div_ceil(360_300));
            assert_eq!(close.pay.wei(), close.part.wei() * 19_700);
        }

        /// The deficit is small: 5% of what is released is less than 5, half a percent of 1,000,000 is more.
        #[test]
        fn pays_five_dollars_at_least() {
            let standing = Standing {
                value: signed(392),
                cash: signed(529),
                maintenance: signed(-2),
                ..short_call()
            };
            let close = pool_close(&standing, signed(ASKED), usd(1_000_000)).unwrap();
            let missing = 7 * WAD + WAD * 3 / 10 + GRAIN.wei();
            assert_eq!(close.part, Wad::from_wei(missing.div_ceil(380)));
            assert_eq!(close.pay, Close::MIN_PAY);
        }

        /// A put that is owed is bounded by its strike: with 95 in cash against 100, its bound is 5 short. The grid is
        /// 55 short. Closing it at 60 releases 40 by the bound: (5·1.15 + grain)/(40 − pay).
        #[test]
        fn is_by_the_bound_where_that_is_less() {
            let standing = Standing {
                cash: signed(95),
                value: signed(45),
                loss: signed(-98),
                contingency: usd(2),
                min_payoff: Some(signed(-100)),
                maintenance: signed(-5),
                received: Wad::ZERO,
            };
            let close = pool_close(&standing, signed(-60), usd(100)).unwrap();
            let missing = 5_750_000_000_000_000_000 + GRAIN.wei();
            // By the bound: 40 − 0.5 for a whole account. By the grid: 55.75/(100 − 10 − 0.5).
            assert_eq!(close.part.wei(), (missing * 2).div_ceil(79));
            // If the pool asks more, the part by the grid is smaller: rates of 20 and of 70.
            let close = pool_close(&standing, signed(-80), usd(100)).unwrap();
            assert_eq!(close.part.wei(), (missing * 2).div_ceil(39));
        }

        /// With everything closed, 1 of 500 is left. The keeper gets no more than that: a higher pay would come from
        /// the pool's providers, or lower the account's own ratio. No part gains 35.65 if the whole gains 394 − 362 −
        /// 1, so everything is closed.
        #[test]
        fn pays_no_more_than_closing_leaves() {
            let standing = short_call();
            let close = pool_close(&standing, signed(-499), usd(2_000)).unwrap();
            assert_eq!(close.part, Wad::ONE);
            assert_eq!(close.pay, usd(1));
            assert_eq!(close.proceeds, signed(-499));
        }

        #[test]
        fn counts_no_better_price_than_the_mark() {
            let standing = short_call();
            let at_mark = pool_close(&standing, signed(-137), usd(2_000)).unwrap();
            let better = pool_close(&standing, signed(-100), usd(2_000)).unwrap();
            assert_eq!(better, at_mark);
            // 35.65/(394 − 10).
            assert_eq!(at_mark.part.wei() / 1_000_000_000_000, 92_838);
        }
    }

    mod is_refused {
        use super::*;

        #[test]
        fn of_an_account_that_has_its_margin() {
            let standing = Standing {
                maintenance: SignedWad::ZERO,
                ..short_call()
            };
            assert_eq!(close(&standing), Err(LiquidationError::Sound));
        }

        #[test]
        fn of_an_account_that_is_worth_nothing() {
            for value in [0, -1] {
                let standing = Standing {
                    value: SignedWad::from_wei(value),
                    ..short_call()
                };
                assert_eq!(close(&standing), Err(LiquidationError::Insolvent));
            }
        }

        #[test]
        fn where_closing_takes_all_there_is() {
            let refused = |asked| pool_close(&short_call(), cents(asked), usd(2_000)).err();
            assert_eq!(refused(-50_000), Some(LiquidationError::Unpayable));
            assert_eq!(refused(-60_000), Some(LiquidationError::Unpayable));
            assert_eq!(refused(-49_999), None);
        }

        #[test]
        fn where_an_amount_does_not_fit() {
            let largest = SignedWad::from_wei(i128::MAX);
            let lowest = SignedWad::from_wei(i128::MIN);
            let one = short_call();
            for standing in [
                Standing {
                    maintenance: lowest,
                    ..one
                },
                Standing {
                    cash: lowest,
                    ..one
                },
                Standing {
                    loss: lowest,
                    ..one
                },
                Standing {
                    contingency: Wad::from_wei(1 << 127),
                    ..one
                },
                Standing {
                    min_payoff: Some(lowest),
                    ..one
                },
                Standing {
                    min_payoff: Some(largest),
                    ..one
                },
            ] {
                assert_eq!(
                    close(&standing),
                    Err(LiquidationError::Overflow),
                    "{standing:?}"
                );
            }
            let notional = pool_close(&one, signed(ASKED), Wad::from_wei(1 << 127));
            assert_eq!(notional, Err(LiquidationError::Overflow));
            let proceeds = pool_close(&one, lowest, usd(2_000));
            assert_eq!(proceeds, Err(LiquidationError::Unpayable));
        }
    }
}
