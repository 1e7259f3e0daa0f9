//! The laws of liquidation, tried on random accounts that are short of maintenance margin, with the margin that
//! calls them so and money in whole units of six decimals.
//!
//! `FUZZ_ACCOUNTS` says on how many, 3,000 without it:
//! `FUZZ_ACCOUNTS=1000000 cargo test --profile native -p engine --test liquidation_laws`.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "random draws and tolerances are floats"
)]

mod support;

use engine::liquidation::{Close, GRAIN, LiquidationError, auction_part, discount};
use engine::margin::Holding;
use math::{SignedWad, Wad};
use support::accounts::{World, needed, notional, proceeds, rounding, taken, worth};
use support::scene::{Scene, Seen, UNIT, short, short_and_solvent, units_down, usd};
use support::{float, random, wad};

fn accounts() -> usize {
    let text = std::env::var("FUZZ_ACCOUNTS").unwrap_or_else(|_| "3000".into());
    text.parse().expect("FUZZ_ACCOUNTS is a number")
}

/// What a liquidation is to leave over maintenance margin.
fn target(before: &Seen) -> f64 {
    0.15 * usd(-before.standing.maintenance.wei()) + usd(GRAIN.wei().cast_signed())
}

/// What rounding may do to a figure of the account, in dollars: of its marks, and two units.
fn slack(world: &World, scene: &Scene) -> f64 {
    usd(rounding(world, &scene.account) + 2 * UNIT)
}

/// The value of the account is no smaller a part of what it needs than it was, but for rounding.
fn assert_ratio_kept(before: &Seen, after: &Seen, slack: f64) {
    let (w, r) = (
        usd(before.figures.value.wei()),
        usd(needed(&before.figures)),
    );
    let (w2, r2) = (usd(after.figures.value.wei()), usd(needed(&after.figures)));
    assert!(
        w2 * r - w * r2 >= -slack * (w.abs() + r),
        "{w} of {r}, then {w2} of {r2}"
    );
}

/// A close leaves nothing to close but what pays a loan, and the close of that leaves nothing, or nothing is left.
fn assert_ended(world: &World, scene: &Scene) {
    let next = scene.close(world);
    if scene.account.cash >= 0 {
        assert_eq!(next, Err(LiquidationError::Sound));
        return;
    }
    let Ok(close) = next else {
        assert_eq!(next, Err(LiquidationError::Insolvent));
        return;
    };
    let mut after = scene.clone();
    after.apply(world, &close);
    let left = after.account.cash;
    assert!(left >= 0 || close.part == Wad::ONE, "{left} {close:?}");
}

mod a_pool_close {
    use super::*;

    /// Every law at once, for an account is drawn and valued at more cost than it is checked.
    #[test]
    fn restores_the_margin_with_the_smallest_part_at_nobodys_cost_but_the_accounts() {
        let mut r = random(71);
        let (mut whole, mut refused, mut by_bound, mut tight) = (0, 0, 0, 0);
        for _ in 0..accounts() {
            let (world, scene) = short_and_solvent(&mut r);
            let before = scene.seen(&world);
            let asked = proceeds(&world, &scene.account);
            let mark = before.figures.value.wei() - scene.account.cash;
            let left = scene.account.cash + asked.min(mark);
            let close = match scene.close(&world) {
                Ok(close) => close,
                Err(why) => {
                    assert_eq!(why, LiquidationError::Unpayable);
                    assert!(left <= 0);
                    refused += 1;
                    continue;
                }
            };
            let mut closed = scene.clone();
            closed.apply(&world, &close);
            let after = closed.seen(&world);
            let slack = slack(&world, &scene);
            closed.assert_balanced(&world, scene.account.cash);

            assert_keepers_pay(&world, &scene, &before, left, &close);
            assert_ratio_kept(&before, &after, slack);
            let left_over = after.standing.maintenance.wei();
            if close.part == Wad::ONE {
                whole += 1;
                assert!(
                    closed
                        .account
                        .holdings
                        .iter()
                        .flatten()
                        .all(|h| h.quantity.wei() == 0)
                );
                assert!(left_over >= 0);
            } else {
                let wanted = target(&before);
                assert!(
                    left_over >= 0,
                    "{before:?} {close:?}",
                    before = before.standing
                );
                assert!(usd(left_over) >= wanted - slack, "{left_over} {wanted}");
                tight += usize::from(assert_is_smallest(&world, &scene, &close, slack));
            }
            assert_ended(&world, &closed);
            let by_grid = after.figures.value.wei() - needed(&after.figures);
            by_bound += usize::from(left_over > by_grid);

            // At the mark the account pays what the pool and the keeper get, and they lose nothing.
            let [was, now] = [&scene, &closed].map(|scene| scene.worth(&world));
            assert!(usd(now[1] - was[1]) >= -slack);
            let all = now[0] + now[1] + closed.keeper - was[0] - was[1];
            assert!(usd(all).abs() <= slack, "{all}");
            assert!(
                usd(now[0] + closed.keeper - was[0]) <= slack,
                "its owner as its keeper"
            );
        }
        println!("{whole} whole, {refused} unpayable, {by_bound} by the bound, {tight} tight");
        assert!(whole * 100 > accounts() && by_bound * 100 > accounts());
        assert!(refused * 1_000 > accounts() && tight * 3 > accounts());
    }

    /// min(max(5% of the margin released, 5), 0.5% of the notional closed, the part of what closing all leaves).
    fn assert_keepers_pay(world: &World, scene: &Scene, before: &Seen, left: i128, close: &Close) {
        let pay = usd(close.pay.wei().cast_signed());
        let part = float(close.part);
        let of_margin = 0.05 * part * usd(needed(&before.figures));
        let of_notional = 0.005 * part * notional(world, &scene.account) as f64 / 1e18;
        let wanted = of_margin.max(5.0).min(of_notional).min(part * usd(left));
        assert!(
            (pay - wanted).abs() <= 1e-12 * (1.0 + wanted),
            "{pay} {wanted}"
        );
    }

    /// A thousandth less of everything, and no part between zero and it, leaves less than is wanted, by the margin
    /// of what is left then. `false` where rounding is too large to tell.
    fn assert_is_smallest(world: &World, scene: &Scene, close: &Close, slack: f64) -> bool {
        let before = scene.seen(world);
        let deficit = usd(-before.standing.maintenance.wei());
        if 1e-3 * deficit <= 10.0 * slack {
            return false;
        }
        let asked = proceeds(world, &scene.account);
        let mark = before.figures.value.wei() - scene.account.cash;
        let asked = usd(asked.min(mark));
        let left = usd(scene.account.cash) + asked;
        let of_notional = 0.005 * notional(world, &scene.account) as f64 / 1e18;
        for less in [0.999, 0.5] {
            let part = wad(float(close.part) * less);
            let phi = float(part);
            let of_margin = 0.05 * phi * usd(needed(&before.figures));
            let pay = of_margin.max(5.0).min(of_notional * phi).min(left * phi);
            let mut tried = scene.clone();
            let moved = taken(&scene.account, part);
            tried.account = scene.account.merged(&moved.scaled(-1)).netted(world);
            tried.account.cash += ((asked * phi - pay) * 1e18) as i128;
            let left_over = usd(tried.seen(world).standing.maintenance.wei());
            let wanted = target(&before);
            assert!(left_over < wanted, "{less}: {left_over} {wanted}");
        }
        true
    }

    /// Of dust the keeper gets dust: half a percent of what is closed.
    #[test]
    fn of_dust_pays_no_more_than_half_a_percent_of_it() {
        let mut r = random(72);
        for _ in 0..accounts() / 10 {
            let (world, mut scene) = short_and_solvent(&mut r);
            let by = 10i128.pow(r.u32(3..12));
            for holding in scene.account.holdings.iter_mut().flatten() {
                holding.quantity = SignedWad::from_wei(holding.quantity.wei() / by);
            }
            let figures = world.figures(&scene.account, false);
            let short = needed(&figures) / 3;
            scene.account.cash =
                units_down(scene.account.cash - figures.maintenance.wei() - short) - UNIT;
            let scene = Scene::new(&world, scene.account);
            match scene.close(&world) {
                Ok(close) => {
                    let notional = Wad::from_wei(notional(&world, &scene.account));
                    let closed = notional.mul_up(close.part).unwrap();
                    assert!(close.pay.wei() <= closed.wei() / 200);
                    let mut after = scene.clone();
                    after.apply(&world, &close);
                    assert_ended(&world, &after);
                }
                Err(why) => assert!(
                    matches!(
                        why,
                        LiquidationError::Unpayable | LiquidationError::Insolvent
                    ),
                    "{why:?}"
                ),
            }
        }
    }

    /// One position as many, and many as one.
    #[test]
    fn takes_the_same_part_of_many_small_positions_as_of_one() {
        let mut r = random(73);
        let mut tried = 0;
        for _ in 0..accounts() / 10 {
            let (world, scene) = short_and_solvent(&mut r);
            let legs = scene.account.holdings.iter().flatten().count();
            let pieces = (32 / legs) as i128;
            if pieces < 2 {
                continue;
            }
            let mut one = scene.clone();
            for holding in one.account.holdings.iter_mut().flatten() {
                let whole = holding.quantity.wei() / pieces * pieces;
                holding.quantity = SignedWad::from_wei(whole);
            }
            let mut many = one.clone();
            for holdings in &mut many.account.holdings {
                let each = |h: &Holding| Holding {
                    quantity: SignedWad::from_wei(h.quantity.wei() / pieces),
                    ..*h
                };
                let split = holdings.iter().map(each);
                *holdings = split.flat_map(|h| vec![h; pieces as usize]).collect();
            }
            let (Ok(one), Ok(many)) = (one.close(&world), many.close(&world)) else {
                continue;
            };
            tried += 1;
            // The rounding of marks, against the deficit that it changes; the least deficit is a millionth of what
            // is needed.
            let off = (float(one.part) - float(many.part)).abs();
            assert!(off <= 1e-6 * float(one.part), "{one:?} {many:?}");
        }
        assert!(tried * 20 > accounts());
    }
}

mod a_bid {
    use super::*;

    #[test]
    fn restores_the_margin_with_the_smallest_part_at_its_price() {
        let mut r = random(74);
        let (mut whole, mut tight) = (0, 0);
        for _ in 0..accounts() {
            let (world, scene) = short_and_solvent(&mut r);
            let before = scene.seen(&world);
            let asked = discount(r.u64(0..8_000));
            let due = auction_part(&before.standing, asked).expect("a part");
            let mut sold = scene.clone();
            sold.sell(&world, due, asked);
            let after = sold.seen(&world);
            let slack = slack(&world, &scene);
            sold.assert_balanced(&world, scene.account.cash);
            assert_ratio_kept(&before, &after, slack);
            let left_over = after.standing.maintenance.wei();
            assert!(left_over >= 0);
            if due == Wad::ONE {
                whole += 1;
                assert!(
                    sold.account
                        .holdings
                        .iter()
                        .flatten()
                        .all(|h| h.quantity.wei() == 0)
                );
            } else {
                assert!(usd(left_over) >= target(&before) - slack);
                let deficit = usd(-before.standing.maintenance.wei());
                if 1e-3 * deficit > 10.0 * slack {
                    tight += 1;
                    let mut less = scene.clone();
                    less.sell(&world, wad(float(due) * 0.999), asked);
                    let left_over = usd(less.seen(&world).standing.maintenance.wei());
                    assert!(left_over < target(&before));
                }
            }
            let again = auction_part(&after.standing, asked);
            assert_eq!(again, Err(LiquidationError::Sound));
            // The bidder gets at the mark what is not asked of their part, and nobody else gets or loses anything.
            let gain = float(due) * (1.0 - float(asked)) * usd(before.standing.value.wei());
            let bidder = usd(worth(&world, &sold.bidder));
            assert!((bidder - gain).abs() <= slack, "{bidder} {gain}");
            let account = usd(worth(&world, &sold.account) - worth(&world, &scene.account));
            assert!((account + gain).abs() <= slack);
        }
        println!("{whole} whole, {tight} tight");
        assert!(whole * 100 > accounts() && tight * 3 > accounts());
    }

    #[test]
    fn of_any_smaller_part_helps_and_keeps_the_ratio() {
        let mut r = random(75);
        for _ in 0..accounts() {
            let (world, scene) = short_and_solvent(&mut r);
            let before = scene.seen(&world);
            let asked = discount(r.u64(0..8_000));
            let due = auction_part(&before.standing, asked).expect("a part");
            let part = wad(float(due) * r.f64());
            let mut sold = scene.clone();
            sold.sell(&world, part, asked);
            let after = sold.seen(&world);
            let slack = slack(&world, &scene);
            assert_ratio_kept(&before, &after, slack);
            let gained = after.standing.maintenance.wei() - before.standing.maintenance.wei();
            assert!(usd(gained) >= -slack);
            assert!(usd(worth(&world, &sold.bidder)) >= -slack);
        }
    }
}

mod any_order_and_split_of_calls {
    use super::*;

    /// The part that a pool close takes for nothing but the 5 dollars that the keeper gets at least, by the rule
    /// that decides.
    fn part_for_min_pay(world: &World, scene: &Scene, close: &Close) -> f64 {
        let seen = scene.seen(world);
        let (cash, value) = (usd(scene.account.cash), usd(seen.standing.value.wei()));
        let asked = usd(proceeds(world, &scene.account)).min(value - cash);
        let needed = usd(needed(&seen.figures));
        let of_notional = 0.005 * notional(world, &scene.account) as f64 / 1e18;
        let max = of_notional.min(cash + asked);
        let spare = target(&seen);
        let infinite = |amount: f64, rate: f64| {
            if rate > 0.0 {
                amount / rate
            } else {
                f64::INFINITY
            }
        };
        let part = |short: f64, rate: f64| {
            let missing = short + spare;
            infinite(missing, rate - max)
                .min(infinite(missing, rate - 0.05 * needed).max(infinite(missing + 5.0, rate)))
        };
        let grid = needed - (value - cash - asked);
        let rules = seen.standing.min_payoff.map_or_else(
            || vec![(needed - value, grid)],
            |least| {
                let least = usd(least.wei());
                vec![(needed - value, grid), (-(cash + least), asked - least)]
            },
        );
        let decides = rules
            .into_iter()
            .min_by(|one, two| part(one.0, one.1).total_cmp(&part(two.0, two.1)))
            .expect("the grid's");
        let part = part(decides.0, decides.1).min(1.0);
        assert!(
            (part - float(close.part)).abs() <= 1e-6 * part,
            "{part} {close:?}"
        );
        infinite(5.0, decides.1).min(1.0)
    }

    /// While prices stand, bids of any parts that are due, at one time or as what is asked falls, and a pool close
    /// among them, take no more together than the one that takes more: a bid for all that is due at the lowest
    /// price that was asked, or a pool close at once; but for what the 5 dollars need that a keeper gets at least,
    /// once. And whoever is on both sides of all of it has gained nothing.
    #[test]
    fn takes_no_more_than_one_that_takes_what_is_due() {
        let mut r = random(76);
        let (mut ended, mut closed) = (0, 0);
        for _ in 0..accounts() {
            let (world, scene) = short_and_solvent(&mut r);
            let before = scene.seen(&world).standing;
            let [was, pool_was, _] = scene.worth(&world);
            let mut now = scene.clone();
            let mut time = r.u64(0..8_000);
            let falls = if r.bool() { 0 } else { r.u64(0..1_500) };
            // Where bids make a pool close possible at first, all of it would not have been enough before.
            let at_once = scene.close(&world);
            let mut max = at_once.map_or(1.0, |close| float(close.part));
            let min_pay = at_once.map_or(1.0, |close| part_for_min_pay(&world, &scene, &close));
            let slack = slack(&world, &scene);
            let mut calls = 0;
            for _ in 0..r.usize(1..8) {
                let standing = now.seen(&world).standing;
                let asked = discount(time);
                let due = match auction_part(&standing, asked) {
                    Ok(due) => due,
                    Err(why) => {
                        // At next to nothing asked bids leave less and less of an account, in the end a unit of money.
                        let worthless = usd(standing.value.wei()).abs() <= f64::from(calls) * slack;
                        assert!(
                            why == LiquidationError::Sound
                                || (why == LiquidationError::Insolvent && worthless),
                            "{why:?} {standing:?}"
                        );
                        ended += 1;
                        break;
                    }
                };
                max = max.max(float(auction_part(&before, asked).expect("a part")));
                calls += 1;
                match r.u8(0..6) {
                    0 => now.sell(&world, due, asked),
                    1 => {
                        if let Ok(close) = now.close(&world) {
                            now.apply(&world, &close);
                            closed += 1;
                        }
                    }
                    _ => now.sell(&world, wad(float(due) * r.f64()), asked),
                }
                time += r.u64(0..=falls);
            }
            now.assert_balanced(&world, scene.account.cash);
            let all = 1.0 - now.remains;
            // Each call rounds by two units at most, and what they miss is taken of what a part brings.
            let rate = usd(-before.maintenance.wei());
            let min_pay = if now.keeper > 0 && calls > 1 {
                min_pay
            } else {
                0.0
            };
            let dust = min_pay + f64::from(calls) * (slack / rate).min(1.0) + 1e-12;
            assert!(all <= max + dust, "{all} {max} {calls}");

            let [is, pool_is, bidder] = now.worth(&world);
            let slack = f64::from(calls + 1) * slack;
            assert!(
                usd(is + now.keeper + bidder - was) <= slack,
                "its owner as keeper and bidder"
            );
            let all = is + now.keeper + bidder + pool_is - was - pool_was;
            assert!(usd(all).abs() <= slack, "its owner as everybody");
            assert!(usd(pool_is - pool_was) >= -slack);
        }
        println!("{ended} ended early, {closed} pool closes");
        assert!(ended * 5 > accounts() && closed * 5 > accounts());
    }
}

mod an_account_that_is_worth_nothing {
    use super::*;

    #[test]
    fn has_no_part_that_could_be_closed_or_sold() {
        let mut r = random(77);
        let mut tried = 0;
        for _ in 0..accounts() {
            let (world, scene) = short(&mut r);
            let standing = scene.seen(&world).standing;
            if standing.value.wei() > 0 {
                continue;
            }
            tried += 1;
            assert_eq!(scene.close(&world), Err(LiquidationError::Insolvent));
            assert_eq!(
                auction_part(&standing, discount(0)),
                Err(LiquidationError::Insolvent)
            );
        }
        assert!(tried * 20 > accounts(), "{tried}");
    }
}
