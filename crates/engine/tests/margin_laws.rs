//! The laws of margin, tried on random accounts.
//!
//! `FUZZ_PORTFOLIOS` says on how many, 3,000 without it:
//! `FUZZ_PORTFOLIOS=1000000 cargo test --profile native -p engine --test margin_laws`.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "random draws and tolerances are floats"
)]

mod support;

use engine::Kind;
use engine::margin::{
    Account, CALENDAR, Figures, Holding, MAX_EXPIRIES, MAX_LEGS, MarginError, PRECISION, Payoff,
    Shift, distance, margin, margin_at,
};
use engine::revaluation::RevaluationError;
use math::{Compact, SignedWad, WAD, Wad};
use support::accounts::{Book, World, rounding, smile};
use support::{float, random, signed, wad};

fn portfolios() -> usize {
    let text = std::env::var("FUZZ_PORTFOLIOS").unwrap_or_else(|_| "3000".into());
    text.parse().expect("FUZZ_PORTFOLIOS is a number")
}

/// What the grid alone leaves over maintenance margin.
fn by_grid(figures: &Figures) -> i128 {
    figures.value.wei() + figures.loss.wei() - figures.contingency.wei().cast_signed()
}

mod adding_a_long_position {
    use super::*;

    /// With the cash left alone a position that is held never leaves less over maintenance margin, and no less over
    /// initial margin than a quarter of its premium: what is needed above the mark rises by the premium at most, or
    /// by 1.25 times it. The one exception is the calendar's scenario, for a position that loses more than 1/(1 +
    /// 1.2·τ) of its value when the spot moves by 5%: then by up to 1.2·τ of the premium more.
    #[test]
    fn needs_no_more_than_its_premium() {
        let mut r = random(51);
        let mut exceptions = 0;
        for _ in 0..portfolios() {
            let world = World::random(&mut r);
            let (book, mut long) = (world.book(&mut r), world.nothing());
            let mut holding = world.holding(&mut r);
            holding.quantity = SignedWad::from_wei(holding.quantity.wei().abs());
            let expiry = r.usize(0..world.smiles.len());
            long.holdings[expiry].push(holding);
            let late = r.bool();
            let before = world.figures(&book, late);
            let alone = world.figures(&long, late);
            let after = world.figures(&book.merged(&long), late);
            let premium = alone.value.wei();
            let calendar = alone.scenarios[CALENDAR].wei().min(0);
            let slack = rounding(&world, &book.merged(&long));
            let gained = after.maintenance.wei() - before.maintenance.wei();
            assert!(
                gained >= calendar - slack,
                "{gained} {calendar} {before:?} {after:?}"
            );
            let gained_initial = after.initial.wei() - before.initial.wei();
            let least = -premium / 4 + calendar * 5 / 4 - slack;
            assert!(
                gained_initial >= least,
                "{gained_initial} {least} {before:?} {after:?}"
            );
            if gained < -slack {
                exceptions += 1;
                let secs = world.smiles[expiry].map_or(0, |s| s.remaining_secs());
                let more = 1.2 * secs as f64 / (365.0 * 86_400.0) * premium as f64;
                assert!(gained >= -(more as i128) - slack, "{gained} {more}");
            }
        }
        println!("{exceptions} of {} by the calendar", portfolios());
        assert!(exceptions * 50 <= portfolios());
    }
}

mod two_accounts_in_one {
    use super::*;

    /// By each of the two rules for itself.
    #[test]
    fn need_no_more_than_each_for_itself() {
        let mut r = random(52);
        for _ in 0..portfolios() {
            let world = World::random(&mut r);
            let (one, two) = (world.book(&mut r), world.book(&mut r));
            let late = r.bool();
            let both = one.merged(&two);
            if both.holdings.iter().flatten().count() > MAX_LEGS {
                continue;
            }
            let [one, two, sum] = [&one, &two, &both].map(|book| world.figures(book, late));
            let slack = rounding(&world, &both);
            assert!(by_grid(&sum) >= by_grid(&one) + by_grid(&two) - slack);
            assert!(
                sum.value.wei() + sum.loss.wei()
                    >= one.value.wei() + one.loss.wei() + two.value.wei() + two.loss.wei() - slack
            );
            if let (Some(a), Some(b)) = (one.min_payoff, two.min_payoff) {
                let least = sum.min_payoff.expect("bounded as its parts").wei();
                assert!(least >= a.wei() + b.wei() - slack);
            }
            assert!(sum.naked.wei() <= one.naked.wei() + two.naked.wei());
            assert!(sum.maintenance.wei() >= by_grid(&one) + by_grid(&two) - slack);
        }
    }

    /// A box is judged by its bound, which knows no haircut, and a naked option by the grid: together by the grid
    /// alone.
    #[test]
    fn may_need_more_where_one_is_bounded_and_the_other_is_not() {
        let mut r = random(53);
        let world = World {
            spot: wad(2_000.0),
            carry: SignedWad::ZERO,
            smiles: vec![Some(smile(&mut r)), Some(smile(&mut r))],
        };
        let held = |kind, strike: f64, size: f64| Holding {
            kind,
            strike: wad(strike),
            quantity: signed(size),
        };
        let (mut spread, mut naked) = (world.nothing(), world.nothing());
        spread.holdings[0] = vec![
            held(Kind::Call, 1_800.0, 1.0),
            held(Kind::Put, 1_800.0, -1.0),
            held(Kind::Call, 2_200.0, -1.0),
            held(Kind::Put, 2_200.0, 1.0),
        ];
        naked.holdings[1] = vec![held(Kind::Call, 2_000.0, -1.0)];
        let both = spread.merged(&naked);
        let [spread, naked, both] = [&spread, &naked, &both].map(|b| world.figures(b, false));
        assert_eq!(Some(spread.maintenance), spread.min_payoff);
        assert!(by_grid(&spread) < spread.maintenance.wei());
        assert_eq!(by_grid(&naked), naked.maintenance.wei());
        assert!(both.maintenance.wei() < spread.maintenance.wei() + naked.maintenance.wei());
    }
}

mod the_requirement {
    use super::*;

    fn pays(holding: &Holding, spot: u128) -> f64 {
        let (s, k) = (spot as f64, holding.strike.wei() as f64);
        let above = spot > holding.strike.wei();
        let each = match holding.kind {
            Kind::Call => (s - k).max(0.0),
            Kind::Put => (k - s).max(0.0),
            Kind::DigitalCall => f64::from(u8::from(above)) * 1e18,
            Kind::DigitalPut => f64::from(u8::from(!above)) * 1e18,
        };
        holding.quantity.wei() as f64 / 1e18 * each
    }

    /// The bound is held against payoffs that are computed at strikes, next to them, and all over.
    #[test]
    fn is_never_above_a_bounded_loss() {
        let mut r = random(54);
        let mut bounded = 0;
        for _ in 0..portfolios() {
            let world = World::random(&mut r);
            let book = world.book(&mut r);
            let figures = world.figures(&book, r.bool());
            let slack = rounding(&world, &book);
            let mut least = 0f64;
            let mut falls = false;
            for holdings in &book.holdings {
                let top = world.spot.wei() * 1_000_000;
                let mut spots = vec![0];
                for holding in holdings {
                    let strike = holding.strike.wei();
                    spots.extend([strike - 1, strike, strike + 1]);
                }
                spots.extend((0..20).map(|_| (float(world.spot) * 3.0 * r.f64() * 1e18) as u128));
                let payoff = |spot| holdings.iter().map(|h| pays(h, spot)).sum::<f64>();
                falls |= payoff(top) < payoff(top / 2) * 0.999_999 - 1e-3 * 1e18;
                let lowest = spots.into_iter().map(payoff).fold(f64::INFINITY, f64::min);
                least += lowest.min(payoff(0));
            }
            match figures.min_payoff {
                None => assert!(falls),
                Some(it) => {
                    bounded += 1;
                    let off = (it.wei() as f64 - least).abs();
                    // The payoffs are sums of floats.
                    assert!(
                        off <= 8.0 * slack as f64,
                        "{off} {slack} {figures:?} {book:?}"
                    );
                    let bound = book.cash + it.wei();
                    assert!(figures.maintenance.wei() >= bound);
                    assert!(figures.initial.wei() >= bound);
                }
            }
        }
        assert!(bounded * 10 > portfolios(), "{bounded}");
    }

    #[test]
    fn is_more_to_open_than_to_keep_but_where_a_bound_holds() {
        let mut r = random(55);
        for _ in 0..portfolios() {
            let world = World::random(&mut r);
            let book = world.book(&mut r);
            let [sure, late] = [false, true].map(|late| world.figures(&book, late));
            assert!(sure.initial <= sure.maintenance);
            assert!(late.initial <= sure.initial);
            assert_eq!(late.maintenance, sure.maintenance);
            assert!(sure.loss.wei() <= 0);
        }
    }

    #[test]
    fn scales_with_the_positions() {
        let mut r = random(56);
        for _ in 0..portfolios() {
            let world = World::random(&mut r);
            let book = world.book(&mut r);
            let factor = r.i128(2..1_000);
            let large = book.scaled(factor);
            let (one, many) = (world.figures(&book, true), world.figures(&large, true));
            let slack = rounding(&world, &large) + factor * 10_000;
            for (one, many) in [
                (one.value, many.value),
                (one.loss, many.loss),
                (one.maintenance, many.maintenance),
                (one.initial, many.initial),
            ] {
                let off = (one.wei() * factor - many.wei()).abs();
                assert!(off <= slack, "{off} {slack} {one:?} {many:?}");
            }
            assert_eq!(one.min_payoff.is_some(), many.min_payoff.is_some());
        }
    }

    #[test]
    fn does_not_depend_on_the_order_of_positions() {
        let mut r = random(57);
        for _ in 0..portfolios() {
            let mut world = World::random(&mut r);
            let mut book = world.book(&mut r);
            let late = r.bool();
            let before = world.figures(&book, late);
            for holdings in &mut book.holdings {
                r.shuffle(holdings);
            }
            let turn = r.usize(0..world.smiles.len());
            world.smiles.rotate_left(turn);
            book.holdings.rotate_left(turn);
            assert_eq!(world.figures(&book, late), before);
        }
    }
}

mod the_distance {
    use super::*;

    #[test]
    fn is_where_the_account_becomes_short() {
        let mut r = random(58);
        let mut found = 0;
        for _ in 0..portfolios() / 50 {
            let world = World::random(&mut r);
            let mut book = world.book(&mut r);
            // Most accounts that trade have some margin left.
            let short = -by_grid(&world.figures(&book, false)).min(0);
            book.cash += short + signed(float(world.spot) * r.f64() * 0.3).wei();
            world.with(&book, false, |account| {
                let distance = distance::<Compact>(account).expect("in its range");
                let left = |shift| {
                    margin_at::<Compact>(account, shift)
                        .unwrap()
                        .maintenance
                        .wei()
                };
                if left(Shift::NONE) < 0 {
                    assert_eq!(distance.spot_down, Some(Wad::ONE));
                    assert_eq!(distance.vol_up, Some(Wad::ONE));
                    return;
                }
                let spot = |wei| Shift {
                    spot: Wad::from_wei(wei),
                    ..Shift::NONE
                };
                let vol = |wei| Shift {
                    vol: Wad::from_wei(wei),
                    ..Shift::NONE
                };
                let at = |factor: u128, moves: bool| {
                    if moves {
                        left(spot(factor))
                    } else {
                        left(vol(factor))
                    }
                };
                for (factor, up, moves, end) in [
                    (distance.spot_down, false, true, WAD / 8),
                    (distance.spot_up, true, true, 3 * WAD),
                    (distance.vol_down, false, false, WAD / 8),
                    (distance.vol_up, true, false, 3 * WAD),
                ] {
                    let Some(factor) = factor else {
                        assert!(at(end, moves) >= 0);
                        continue;
                    };
                    found += 1;
                    let factor = factor.wei();
                    assert_eq!(factor > WAD, up);
                    assert!(at(factor, moves) < 0);
                    let closer = if up {
                        factor - PRECISION.wei()
                    } else {
                        factor + PRECISION.wei()
                    };
                    assert!(at(closer, moves) >= 0, "{factor} {closer}");
                }
            });
        }
        assert!(found * 200 > portfolios(), "{found}");
    }
}

mod bad_input {
    use super::*;

    fn world(expiries: usize) -> World {
        World {
            spot: wad(2_000.0),
            carry: SignedWad::ZERO,
            smiles: vec![None; expiries],
        }
    }

    fn refused(world: &World, book: &Book) -> Option<MarginError> {
        world.with(book, false, |account| margin::<Compact>(account).err())
    }

    fn put(strike: u128, quantity: i128) -> Holding {
        Holding {
            kind: Kind::Put,
            strike: Wad::from_wei(strike),
            quantity: SignedWad::from_wei(quantity),
        }
    }

    #[test]
    fn is_more_positions_or_expiries_than_an_account_has() {
        let few = world(2);
        let mut book = few.nothing();
        book.holdings[0] = vec![put(WAD, 1); MAX_LEGS];
        assert_eq!(refused(&few, &book), None);
        book.holdings[1].push(put(WAD, 1));
        assert_eq!(refused(&few, &book), Some(MarginError::TooManyLegs));
        let many = world(MAX_EXPIRIES + 1);
        assert_eq!(
            refused(&many, &many.nothing()),
            Some(MarginError::TooManyExpiries)
        );
    }

    #[test]
    fn is_what_does_not_fit() {
        let mut holdings = [put(1 << 100, 1 << 100)];
        assert_eq!(Payoff::new(&mut holdings), Err(MarginError::AmountOverflow));
        let mut holdings = [put(1, i128::MIN), put(1, i128::MIN)];
        assert_eq!(Payoff::new(&mut holdings), Err(MarginError::AmountOverflow));
        let few = world(1);
        let mut book = few.nothing();
        book.holdings[0] = vec![put(2_000 * WAD, -1)];
        book.cash = i128::MIN;
        assert_eq!(refused(&few, &book), Some(MarginError::AmountOverflow));
    }

    #[test]
    fn is_a_spot_of_zero() {
        let account = Account {
            cash: SignedWad::ZERO,
            spot: Wad::ZERO,
            late: false,
            expiries: &[],
        };
        let spot = MarginError::Revaluation(RevaluationError::SpotOutOfRange);
        assert_eq!(margin::<Compact>(&account), Err(spot));
    }
}
