//! Random trading on the real contracts: whatever is done in whatever order, the books agree, nobody gets money from
//! nothing, and the pool's figures are those of its positions.
//!
//! `STRIKEPOOL_TRADES` says how many orders are tried (default 400); the seed is printed.

use alloy_primitives::{Address, U256};
use contract_tests::lens::{IPoolLens, deploy_lens};
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use fastrand::Rng;

const STRIKES: [u128; 3] = [1_950, 2_000, 2_100];

fn tries() -> usize {
    let said = std::env::var("STRIKEPOOL_TRADES").ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(400)
}

/// A stage with twelve series and three traders.
fn stage() -> (Trading, Vec<Address>) {
    let mut stage = Trading::set();
    let expiry = stage.expiry;
    for strike in STRIKES {
        for kind in 0..4 {
            stage.list(expiry, kind, strike).expect("on the grid");
        }
    }
    let traders: Vec<_> = (7..10)
        .map(|index| stage.pricing.node.account(index))
        .collect();
    for trader in &traders {
        stage.fund(*trader, usd(200_000)).expect("funded");
    }
    (stage, traders)
}

fn random_legs(stage: &Trading, held: &[Position], r: &mut Rng) -> Vec<Position> {
    let one = |r: &mut Rng| {
        if !held.is_empty() && r.bool() {
            // A part of what is held, or all of it, or too much.
            let position = &held[r.usize(..held.len())];
            let part = [3, 10, 10, 11][r.usize(..4)];
            return Position {
                quantity: -position.quantity * part / 10,
                ..position.clone()
            };
        }
        let strike = STRIKES[r.usize(..STRIKES.len())];
        // Now and then more than there is margin for.
        let most = if r.u8(..5) == 0 { 5_000_000 } else { 20_000 };
        let size = r.i128(1..most);
        let quantity = if r.bool() { size } else { -size };
        stage.leg(r.u8(..4), strike, quantity)
    };
    (0..r.usize(1..=4)).map(|_| one(r)).collect()
}

/// I1 and I2: every unit has two sides, and all money is accounted for.
fn audit(stage: &Trading, traders: &[Address]) {
    let tracked = stage.ask(stage.market, IMarket::trackedCall {});
    assert_eq!(tracked, stage.balance(stage.market));
    let pool = stage.ask(stage.vault, IVault::poolCall {});
    assert_eq!(U256::from(pool.held), stage.balance(stage.vault));
    let others = [stage.liquidator, stage.treasury, stage.trader];
    let accounts: Vec<_> = traders
        .iter()
        .chain(&others)
        .map(|it| stage.standing(*it))
        .collect();
    let cash: i128 = accounts.iter().map(|(cash, _)| *cash).sum();
    assert_eq!(U256::from(cash.cast_unsigned()), tracked);
    for (cash, held) in &accounts {
        assert!(*cash >= 0, "no trade makes money negative");
        assert!(held.len() <= 32);
    }
    let book = stage.ask(stage.risk, IRiskManager::bookCall {});
    for line in &book {
        let held = accounts.iter().flat_map(|(_, held)| held);
        let same = held
            .filter(|it| (it.expiry, it.kind, it.strike) == (line.expiry, line.kind, line.strike));
        assert_eq!(same.map(|it| it.quantity).sum::<i128>(), -line.quantity);
    }
    // I5: what the pool says of itself is what its positions are worth.
    let legs = book.iter().filter(|line| line.quantity != 0);
    let legs = legs.map(|line| IOptionPricer::BookLeg {
        expiry: line.expiry,
        kind: line.kind,
        strike: line.strike,
        quantity: line.quantity,
    });
    let context = IOptionPricer::BookContext {
        spot: stage
            .ask(stage.oracle, IOracle::snapshotCall { settling: 0 })
            .spot,
        carry: 0,
        maxAgeSecs: 3_600,
        settling: 0,
        settlingSpot: 0,
    };
    let call = IOptionPricer::assessCall {
        context,
        legs: legs.collect(),
    };
    let marked = stage.pricing.ask(call)._0;
    let value = stage.ask(stage.risk, IRiskManager::poolValueCall { leaving: false });
    assert_eq!(value.mark, marked.mark);
}

/// Time goes on, the price moves, and the signers read another volatility.
fn market_moves(stage: &mut Trading, r: &mut Rng) {
    stage.node().warp(r.u64(1..300));
    stage.push(r.i128(195_000..205_000));
    stage.node().warp(60);
    let mut slice = stage.pricing.slice_until(stage.expiry);
    slice.level = slice.level * r.i128(90..110) / 100;
    let (accepted, _) = stage.pricing.post(&slice).expect("it is signed");
    assert!(accepted, "the surface is sound");
}

/// A provider joins, or leaves with a part of what he may.
fn liquidity_moves(stage: &mut Trading, r: &mut Rng) {
    let (lp, vault) = (stage.lp, stage.vault);
    if r.bool() {
        let assets = usd(r.u64(1..500_000));
        let offered = stage.ask(vault, IVault::previewDepositCall { assets });
        let (shares, _) = stage.join(lp, assets).expect("joined");
        assert_eq!(shares, offered);
        return;
    }
    let most = stage.ask(vault, IVault::maxRedeemCall { owner: lp });
    let shares = most * U256::from(r.u8(1..=20)) / U256::from(100);
    let before = stage.balance(lp);
    let redeem = IVault::redeemCall {
        shares,
        receiver: lp,
        owner: lp,
    };
    let (paid, _) = stage.send(lp, vault, redeem).expect("left");
    assert_eq!(stage.balance(lp), before + paid);
}

/// What the pool risks, and what it may.
fn risks(stage: &Trading, lens: Address) -> IPoolLens::PoolRisks {
    let market = stage.market;
    stage.ask(lens, IPoolLens::poolCall { market })._2
}

/// No action of a user takes the pool beyond a limit, or further beyond one that the market took it beyond. `worth_stays`: of
/// a trade, by which what the pool is worth only moves by what it earns.
fn limits_hold(before: &IPoolLens::PoolRisks, after: &IPoolLens::PoolRisks, worth_stays: bool) {
    let figures = |it: &IPoolLens::PoolRisks| {
        [
            ("vega", it.vega.unsigned_abs(), it.vegaMost),
            ("delta", it.deltaUsed, it.deltaMost),
            ("ten percent", it.tenPercent, it.tenPercentMost),
            ("worst", it.worst, it.worstMost),
            ("shortfall", it.shortfall, it.shortfallMost),
        ]
    };
    for ((name, was, could), (_, is, may)) in figures(before).into_iter().zip(figures(after)) {
        let most = if worth_stays { could.max(may) } else { may };
        // A millionth of a dollar is rounding; where the days of the tail get wilder with a new expiry, the risk is more.
        let no_larger = worth_stays && is <= was + WAD / 1_000_000;
        assert!(
            is <= most || no_larger,
            "{name}: {was} of {could}, {is} of {may}"
        );
    }
}

/// An order that is done and billed, or refused without a trace.
fn order(stage: &mut Trading, trader: Address, r: &mut Rng) -> bool {
    let before = stage.account(trader);
    let legs = random_legs(stage, &before.1, r);
    let outcome = stage.trade(trader, &legs);
    let after = stage.account(trader);
    if let Ok((paid, _)) = &outcome {
        let change = i128::try_from(before.0).unwrap() - i128::try_from(after.0).unwrap();
        assert_eq!(change, *paid);
    } else {
        assert_eq!(after, before, "a refusal changes nothing");
    }
    outcome.is_ok()
}

#[test]
fn whatever_is_done_in_whatever_order_keeps_the_books() {
    let (mut stage, traders) = stage();
    let lens = deploy_lens(&mut stage, "pool-lens");
    let seed = 20_261_121;
    let mut r = Rng::with_seed(seed);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..tries() {
        match r.u8(..10) {
            0 => market_moves(&mut stage, &mut r),
            1 => {
                let before = risks(&stage, lens);
                liquidity_moves(&mut stage, &mut r);
                limits_hold(&before, &risks(&stage, lens), false);
            }
            _ => {
                let trader = traders[r.usize(..traders.len())];
                let before = risks(&stage, lens);
                if order(&mut stage, trader, &mut r) {
                    limits_hold(&before, &risks(&stage, lens), true);
                    done += 1;
                } else {
                    refused += 1;
                }
            }
        }
        audit(&stage, &traders);
    }
    println!("seed {seed}: {done} orders done, {refused} refused");
    assert!(done > tries() / 4 && refused > tries() / 100);
}

#[test]
fn whoever_ends_flat_at_one_price_is_not_richer() {
    let (mut stage, traders) = stage();
    let mut r = Rng::with_seed(7);
    for _ in 0..tries() / 20 {
        let trader = traders[r.usize(..traders.len())];
        let start = stage.account(trader).0;
        for _ in 0..r.usize(1..5) {
            let held = stage.account(trader).1;
            let legs = random_legs(&stage, &held, &mut r);
            let _ = stage.trade(trader, &legs);
        }
        while let Some(position) = stage.account(trader).1.first() {
            let close = Position {
                quantity: -position.quantity,
                ..position.clone()
            };
            stage
                .trade(trader, &[close])
                .expect("what is held can be sold");
        }
        assert!(stage.account(trader).0 <= start, "I3");
    }
}

#[test]
fn splitting_an_order_does_not_help_beyond_rounding() {
    let (mut stage, traders) = stage();
    let mut r = Rng::with_seed(11);
    let trader = traders[0];
    for _ in 0..tries() / 20 {
        let strike = STRIKES[r.usize(..STRIKES.len())];
        let (kind, parts) = (r.u8(..4), r.i128(2..5));
        let piece = r.i128(1..5_000);
        let start = stage.node().snapshot();
        let whole = [stage.leg(kind, strike, piece * parts)];
        let Ok((whole, _)) = stage.trade(trader, &whole) else {
            continue;
        };
        stage.node().revert_to(&start);
        let mut split = 0;
        for _ in 0..parts {
            let leg = [stage.leg(kind, strike, piece)];
            split += stage.trade(trader, &leg).expect("the whole was admitted").0;
        }
        stage.node().revert_to(&start);
        // I4; the pieces are each rounded up to the unit.
        assert!(split >= whole - 1, "{split} for pieces of {whole}");
    }
}
