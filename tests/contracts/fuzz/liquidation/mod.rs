//! Random accounts, random markets and random liquidations on the real contracts. No step lowers an account's margin
//! ratio or takes more than is due, however calls are ordered and bids split. Money is conserved to the unit. An owner
//! or a provider who liquidates the account gains nothing by it.
//!
//! A case is one account that is short and is liquidated until it is sound or gone. `LIQUIDATION_CASES` sets the
//! number of cases (200 by default), `LIQUIDATION_SEED` the seed.

mod cast;
mod laws;

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use cast::Cast;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use devnode::error::NodeError;
use fastrand::Rng;
use laws::Step;

/// One dollar in WAD.
const ONE: i128 = WAD.cast_signed();
const STRIKES: [u128; 5] = [1_800, 1_900, 2_000, 2_100, 2_200];
/// The number of cases per account. Each begins with the account as it was opened.
const CASES_OF_ACCOUNT: u64 = 8;
/// How long the auction of an account goes on if nobody looks at it, seconds.
const UNSEEN_SECS: u64 = 900;

fn read(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
}

#[derive(Debug, Default)]
struct Tally {
    cases: u64,
    steps: u64,
    closed: u64,
    insolvent: u64,
    bids: u64,
    split: u64,
    stale: u64,
    not_for_sale: u64,
    unpayable: u64,
}

/// Returns the part of a bid: from a wei to everything.
fn random_part(r: &mut Rng) -> u128 {
    match r.u8(..8) {
        0 => 1,
        1 => WAD,
        2 => r.u128(1..WAD),
        _ => r.u128(1..WAD / 10),
    }
}

/// Liquidates one account that is short until it is sound or gone.
fn case(cast: &mut Cast, r: &mut Rng, tally: &mut Tally) {
    tally.cases += 1;
    let step = cast.liquidate(r.usize(..3));
    count(&step, tally);
    if !matches!(step, Step::Offered) {
        assert!(!cast.is_short() || cast.is_gone());
        return;
    }
    if r.bool() {
        at_one_moment(cast, r, tally);
    } else {
        over_time(cast, r, tally);
    }
}

fn count(step: &Step, tally: &mut Tally) {
    tally.steps += 1;
    match step {
        Step::Closed(it) => {
            tally.closed += 1;
            tally.insolvent += u64::from(it.forced);
        }
        Step::Taken(_) => tally.bids += 1,
        Step::Offered | Step::Released => (),
    }
}

/// After the auction has fallen for a while, bids of any parts by anybody, with liquidations among them, take no more
/// together than one bid for the whole due part.
fn at_one_moment(cast: &mut Cast, r: &mut Rng, tally: &mut Tally) {
    // In half of the cases, this takes the price to where a split bid would pay if nothing prevented it.
    let (looks, min) = if r.bool() {
        (r.usize(4..=8), 780)
    } else {
        (r.usize(0..6), 1)
    };
    for _ in 0..looks {
        // A minute passes with the new price.
        cast.stage.node().warp(r.u64(min..=UNSEEN_SECS - 60));
        cast.jumps_back();
        if !cast.is_short() {
            return;
        }
        let step = cast.liquidate(r.usize(..3));
        count(&step, tally);
        if !matches!(step, Step::Offered) {
            return;
        }
    }
    let seen = cast.sees();
    let (held, figures) = (&seen.held, &seen.figures);
    let start = cast.stage.node().snapshot();
    let step = cast.bid(1, WAD).expect("they can carry it");
    count(&step, tally);
    let left_by_one = cast.left_of(held);
    cast.stage.node().revert_to(&start);
    let mut bids = 0;
    while cast.is_short() && !cast.is_gone() {
        bids += 1;
        if r.u8(..5) == 0 {
            let step = cast.liquidate(r.usize(..3));
            count(&step, tally);
            if matches!(step, Step::Closed(_)) {
                return;
            }
        }
        let part = if bids > 8 { WAD } else { random_part(r) };
        let step = cast.bid(r.usize(..3), part).expect("they can carry it");
        count(&step, tally);
        assert!(bids < 12, "a bid for all leaves it sound");
    }
    tally.split += 1;
    // Each bid may take more by rounding: two units of what the whole due part brings.
    let rounding = 4 * bids * laws::UNIT.unsigned_abs();
    let brings = figures.maintenance.unsigned_abs().max(1);
    let beyond = U256::from(rounding) * U256::from(WAD) / U256::from(brings);
    let beyond = u128::try_from(beyond)
        .expect("fits")
        .saturating_add(WAD / 1_000_000_000);
    let left = cast.left_of(held);
    assert!(
        left.saturating_add(beyond) >= left_by_one,
        "{left} of {left_by_one} left, after {bids} bids"
    );
}

/// Lets time pass and the price move between bids and looks, adds money, and lets nobody look for a long time.
fn over_time(cast: &mut Cast, r: &mut Rng, tally: &mut Tally) {
    for _ in 0..24 {
        match r.u8(..8) {
            0 => {
                let cents = cast.cents * r.i128(9_950..10_050) / 10_000;
                cast.jumps(cents);
            }
            1 => {
                cast.stage.node().warp(r.u64(1..=1_200));
                cast.jumps_back();
            }
            2 => {
                let missing = -cast.sees().figures.maintenance / laws::UNIT;
                let amount = U256::from((missing * r.i128(1..120) / 100).max(1).unsigned_abs());
                let (from, id) = (owner_of(cast.accounts[r.usize(..3)]), cast.id);
                cast.stage.deposit(from, id, amount).expect("anyone may");
            }
            3 | 4 => {
                let step = cast.liquidate(r.usize(..3));
                count(&step, tally);
            }
            _ => bids_in_time(cast, r, tally),
        }
        if cast.is_gone() {
            return;
        }
        if !cast.is_short() {
            // It leaves its auction if it is still in one.
            if cast.stage.auction(cast.id).startedAt != 0 {
                let step = cast.liquidate(r.usize(..3));
                assert!(matches!(step, Step::Released), "{step:?}");
                count(&step, tally);
            }
            return;
        }
    }
}

/// Makes a bid. If the auction is over or stale, it is refused and changes nothing.
fn bids_in_time(cast: &mut Cast, r: &mut Rng, tally: &mut Tally) {
    let auction = cast.stage.auction(cast.id);
    let insolvent = cast.sees().figures.value <= 0;
    let unseen = cast.stage.now() - auction.seenAt > UNSEEN_SECS;
    let outcome = cast.bid(r.usize(..3), random_part(r));
    if insolvent {
        tally.not_for_sale += 1;
        let id = cast.id;
        refused(&outcome, &ILiquidator::LiquidatorInsolvent { id });
    } else if auction.startedAt == 0 {
        refused(&outcome, &ILiquidator::LiquidatorNonce { nonce: 0 });
    } else if unseen {
        tally.stale += 1;
        let seen_at = auction.seenAt;
        refused(&outcome, &ILiquidator::LiquidatorStale { seenAt: seen_at });
    } else {
        count(&outcome.expect("they can carry it"), tally);
    }
}

#[track_caller]
fn refused(outcome: &Result<Step, NodeError>, reason: &impl SolError) {
    match outcome {
        Err(NodeError::Revert(data)) => assert_eq!(*data, contract_tests::revert(reason)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_order_and_no_split_of_liquidations_takes_too_much_or_makes_money() {
    let (cases, seed) = (
        read("LIQUIDATION_CASES", 200),
        read("LIQUIDATION_SEED", 20_261_121),
    );
    let mut r = Rng::with_seed(seed);
    let mut cast = Cast::set();
    let empty = (cast.stage.node().snapshot(), cast.id, cast.accounts);
    let mut tally = Tally::default();
    let (mut sound, mut thousands) = (0u64, 0);
    while tally.cases < cases {
        cast.reset(&empty);
        if !cast.opens(&mut r) {
            continue;
        }
        let mut starts = vec![cast.stage.node().snapshot()];
        cast.fills_the_pool();
        starts.push(cast.stage.node().snapshot());
        for _ in 0..CASES_OF_ACCOUNT {
            cast.cents = SPOT * 100;
            cast.stage.node().revert_to(&starts[r.usize(..2)]);
            if !cast.falls_short(&mut r) {
                sound += 1;
                continue;
            }
            tally.unpayable += u64::from(cast.sees().said.stage == OFFERED);
            case(&mut cast, &mut r, &mut tally);
            cast.stage.audit(&cast.everybody());
        }
        if tally.cases / 1_000 > thousands {
            thousands = tally.cases / 1_000;
            println!("{tally:?}");
        }
    }
    println!("seed {seed}: {tally:?}, {sound} not short");
    for met in [
        tally.closed,
        tally.bids,
        tally.insolvent,
        tally.split,
        tally.stale,
        tally.unpayable,
    ] {
        assert!(met > 0, "{tally:?}");
    }
}
