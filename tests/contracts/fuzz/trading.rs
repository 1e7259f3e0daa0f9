//! Random trading on the real contracts. Whatever happens in whatever order, the books agree, nobody gets money from
//! nothing, and the pool's figures are those of its positions.
//!
//! `STRIKEPOOL_TRADES` sets the number of orders (400 by default). The seed is printed.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolError;
use contract_tests::authority::{execute, key, schedule};
use contract_tests::lens::{IPoolLens, deploy_lens};
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::trading::*;
use devnode::error::NodeError;
use fastrand::Rng;

const STRIKES: [u128; 3] = [1_950, 2_000, 2_100];

fn tries() -> usize {
    let said = std::env::var("STRIKEPOOL_TRADES").ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(400)
}

/// Returns a stage with twelve series and three traders.
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
            // A part of what is held, all of it, or too much.
            let position = &held[r.usize(..held.len())];
            let part = [3, 10, 10, 11][r.usize(..4)];
            return Position {
                quantity: -position.quantity * part / 10,
                ..position.clone()
            };
        }
        let strike = STRIKES[r.usize(..STRIKES.len())];
        // Now and then more than the margin allows.
        let max = if r.u8(..5) == 0 { 5_000_000 } else { 20_000 };
        let size = r.i128(1..max);
        let quantity = if r.bool() { size } else { -size };
        stage.leg(r.u8(..4), strike, quantity)
    };
    (0..r.usize(1..=4)).map(|_| one(r)).collect()
}

/// Checks I1 and I2: every unit has two sides, and all money is accounted for.
fn audit(stage: &Trading, traders: &[Address]) {
    let ids: Vec<_> = traders.iter().copied().map(account_of).collect();
    stage.audit_ledger(&ids);
    let pool = stage.ask(stage.vault, IVault::poolCall {});
    assert_eq!(U256::from(pool.held), stage.balance(stage.vault));
    let others = [stage.treasury, stage.trader];
    let accounts: Vec<_> = traders
        .iter()
        .chain(&others)
        .map(|it| stage.standing(*it))
        .collect();
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
    // I5: the pool's reported figures are those of its positions.
    let legs = book.iter().filter(|line| line.quantity != 0);
    let legs = legs.map(|line| IOptionPricer::Position {
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

/// Lets time pass, moves the price, and posts another volatility.
fn market_moves(stage: &mut Trading, r: &mut Rng) {
    stage.node().warp(r.u64(1..300));
    stage.push(r.i128(195_000..205_000));
    stage.node().warp(60);
    let mut slice = stage.pricing.slice_until(stage.expiry);
    slice.level = slice.level * r.i128(90..110) / 100;
    let (accepted, _) = stage.pricing.post(&slice).expect("it is signed");
    assert!(accepted, "the surface is sound");
}

/// Makes a provider join, or leave with a part of what they may.
fn liquidity_moves(stage: &mut Trading, r: &mut Rng) {
    let (lp, vault) = (stage.lp, stage.vault);
    if r.bool() {
        let assets = usd(r.u64(1..500_000));
        let offered = stage.ask(vault, IVault::previewDepositCall { assets });
        let (shares, _) = stage.join(lp, assets).expect("joined");
        assert_eq!(shares, offered);
        return;
    }
    let max = stage.ask(vault, IVault::maxRedeemCall { owner: lp });
    let shares = max * U256::from(r.u8(1..=20)) / U256::from(100);
    if shares.is_zero() {
        return;
    }
    let before = stage.balance(lp);
    let redeem = IVault::redeemCall {
        shares,
        receiver: lp,
        owner: lp,
    };
    let (paid, _) = stage.send(lp, vault, redeem).expect("left");
    assert_eq!(stage.balance(lp), before + paid);
}

/// Returns the risk of the pool, and its limits.
fn risks(stage: &Trading, lens: Address) -> IPoolLens::PoolRisks {
    let market = stage.market;
    stage.ask(lens, IPoolLens::poolCall { market })._2
}

/// The limits of the pool: their first values in basis points, the errors about them, and the figures that they limit.
const LIMITS: [(&str, u64, [u8; 4]); 5] = [
    ("vegaLimit", 100, IRiskManager::RiskVegaLimit::SELECTOR),
    ("deltaLimit", 2_500, IRiskManager::RiskDeltaLimit::SELECTOR),
    (
        "tenPercentLimit",
        1_500,
        IRiskManager::RiskTenPercentLimit::SELECTOR,
    ),
    ("worstLimit", 5_000, IRiskManager::RiskWorstLimit::SELECTOR),
    (
        "shortfallLimit",
        2_000,
        IRiskManager::RiskShortfallLimit::SELECTOR,
    ),
];

fn limit(stage: &Trading, name: &str) -> u64 {
    let call = IGoverned::settingCall { key: key(name) };
    stage.ask(stage.risk, call)._0.to()
}

/// Makes a limit tighter, as a change of the owner does that has waited.
fn tightens(stage: &mut Trading, name: &str, bps: u64) {
    let risk = stage.risk;
    let lower = stage.decide(risk, name, U256::from(bps));
    lower.expect("within the bounds");
}

/// Lets two days pass, after which every limit has its first value again.
fn loosens(stage: &mut Trading) {
    let (owner, authority, risk) = (stage.pricing.owner, stage.pricing.authority, stage.risk);
    for (name, first, _) in LIMITS {
        let call = schedule(risk, name, U256::from(first));
        stage.send(owner, authority, call).expect("announced");
    }
    stage.node().warp(48 * 3_600);
    stage.push(200_000);
    stage.post(stage.expiry);
    for (name, ..) in LIMITS {
        let call = execute(risk, name);
        stage.send(owner, authority, call).expect("due");
    }
}

/// Checks that no action of a user takes the pool above a limit, or further above one that the market or the owner
/// took it above. `worth_stays` is for a trade: it moves the worth of the pool by its income only. A provider who
/// joins a pool that is above a limit takes it closer to that limit.
fn limits_hold(before: &IPoolLens::PoolRisks, after: &IPoolLens::PoolRisks, worth_stays: bool) {
    let figures = |it: &IPoolLens::PoolRisks| {
        [
            ("vega", it.vega.unsigned_abs(), it.vegaMax),
            ("delta", it.deltaUsed, it.deltaMax),
            ("ten percent", it.tenPercent, it.tenPercentMax),
            ("worst", it.worst, it.worstMax),
            ("shortfall", it.shortfall, it.shortfallMax),
        ]
    };
    for ((name, was, could), (_, is, may)) in figures(before).into_iter().zip(figures(after)) {
        let max = if worth_stays { could.max(may) } else { may };
        // A millionth of a dollar is rounding. If a new expiry makes the days of the tail wilder, the risk is higher.
        let no_larger = is <= was + WAD / 1_000_000 && (worth_stays || may >= could);
        assert!(
            is <= max || no_larger,
            "{name}: {was} of {could}, {is} of {may}"
        );
    }
}

/// Sends an order. It is executed and billed, or refused without a trace.
fn order(stage: &mut Trading, trader: Address, r: &mut Rng) -> bool {
    let (before, bond) = (stage.account(trader), stage.bond(account_of(trader)));
    let legs = random_legs(stage, &before.1, r);
    let outcome = stage.trade(trader, &legs);
    let after = stage.account(trader);
    if let Ok((paid, _)) = &outcome {
        let change = i128::try_from(before.0).unwrap() - i128::try_from(after.0).unwrap();
        // What an order lays down or gives back of the bond is no cost.
        assert_eq!(change, *paid + stage.bond(account_of(trader)) - bond);
    } else {
        assert_eq!(after, before, "a refusal changes nothing");
    }
    outcome.is_ok()
}

#[test]
fn any_history_keeps_the_books() {
    let (mut stage, traders) = stage();
    let lens = deploy_lens(&mut stage, "pool-lens");
    let seed = 20_261_121;
    let mut r = Rng::with_seed(seed);
    let (mut done, mut refused, mut beyond, mut pauses_left) = (0, 0, 0, 2);
    for _ in 0..tries() {
        match r.u8(..12) {
            0 => market_moves(&mut stage, &mut r),
            2 => {
                let (name, first, _) = LIMITS[r.usize(..LIMITS.len())];
                let now = limit(&stage, name);
                if now > first / 20 {
                    tightens(&mut stage, name, now * r.u64(20..90) / 100);
                } else if pauses_left > 0 {
                    pauses_left -= 1;
                    loosens(&mut stage);
                }
            }
            1 => {
                let before = risks(&stage, lens);
                liquidity_moves(&mut stage, &mut r);
                limits_hold(&before, &risks(&stage, lens), false);
            }
            _ => {
                let trader = traders[r.usize(..traders.len())];
                let before = risks(&stage, lens);
                beyond += u32::from(is_beyond(&before));
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
    println!(
        "seed {seed}: {done} orders done, {refused} refused, {beyond} met a pool beyond a limit"
    );
    assert!(done > tries() / 4 && refused > tries() / 100 && beyond > 0);
}

fn is_beyond(it: &IPoolLens::PoolRisks) -> bool {
    [
        (it.vega.unsigned_abs(), it.vegaMax),
        (it.deltaUsed, it.deltaMax),
        (it.tenPercent, it.tenPercentMax),
        (it.worst, it.worstMax),
        (it.shortfall, it.shortfallMax),
    ]
    .iter()
    .any(|(figure, max)| figure > max)
}

/// Returns the error of an order, if it is refused.
fn refusal<T>(outcome: &Result<T, NodeError>) -> Bytes {
    match outcome {
        Err(NodeError::Revert(data)) => data.clone(),
        Err(other) => panic!("{other}"),
        Ok(_) => Bytes::new(),
    }
}

/// Returns the figure that a limit applies to.
fn figure(it: &IPoolLens::PoolRisks, name: &str) -> u128 {
    match name {
        "vegaLimit" => it.vega.unsigned_abs(),
        "deltaLimit" => it.deltaUsed,
        "tenPercentLimit" => it.tenPercent,
        "worstLimit" => it.worst,
        _ => it.shortfall,
    }
}

/// The owner tightens a limit to half of the present figure, and so leaves the pool far above it.
#[test]
fn above_a_tightened_limit_risk_only_falls_and_everybody_can_close() {
    let (mut stage, traders) = stage();
    let lens = deploy_lens(&mut stage, "pool-lens");
    let mut r = Rng::with_seed(13);
    for trader in &traders {
        stage.fund(*trader, usd(3_000_000)).expect("funded");
        for _ in 0..tries() / 40 {
            let strike = STRIKES[r.usize(..STRIKES.len())];
            let leg = stage.leg(r.u8(..4), strike, r.i128(-300_000..900_000));
            let _ = stage.trade(*trader, &[leg]);
        }
    }
    let start = stage.node().snapshot();
    for (name, _, error) in LIMITS {
        let seen = risks(&stage, lens);
        let half = figure(&seen, name) * 5_000 / seen.nav;
        tightens(&mut stage, name, u64::try_from(half.max(1)).expect("small"));
        assert!(is_beyond(&risks(&stage, lens)), "{name}");
        let mut met = 0;
        for _ in 0..tries() / 20 {
            let trader = traders[r.usize(..traders.len())];
            let before = risks(&stage, lens);
            let opening = random_legs(&stage, &[], &mut r);
            let outcome = stage.trade(trader, &opening);
            met += u32::from(refusal(&outcome).starts_with(&error));
            limits_hold(&before, &risks(&stage, lens), true);
        }
        assert!(met > 0, "{name} is never met");
        // If each close would raise the loss of another scenario, new money in the pool makes closing possible.
        let (mut rounds, mut joined, mut left) = (0, 0, usize::MAX);
        while left > 0 {
            rounds += 1;
            assert!(rounds <= 60, "{name}: {left} positions are trapped");
            let held = holdings(&stage, &traders);
            left = traders.iter().map(|it| close(&mut stage, *it)).sum();
            if left > 0 && holdings(&stage, &traders) == held {
                joined += 1;
                let (lp, more) = (stage.lp, usd(POOL / 2));
                stage.join(lp, more).expect("joining is open");
            }
        }
        println!(
            "{name}: met {met} times, all out after {rounds} rounds, {joined} of them of money"
        );
        assert!(joined <= 4, "{name}");
        // An owner whose shares are all free may leave with all of them.
        let owner = stage.lp;
        let max = stage.ask(stage.vault, IVault::maxRedeemCall { owner });
        let held = stage.ask(stage.vault, IVault::balanceOfCall { account: owner });
        assert_eq!(max, held);
        stage.node().revert_to(&start);
    }
}

/// Returns the positions of all traders.
fn holdings(stage: &Trading, traders: &[Address]) -> Vec<Vec<Position>> {
    traders.iter().map(|it| stage.account(*it).1).collect()
}

/// Makes a trader close what they can of each position, in parts if not at once. Returns how many are left.
fn close(stage: &mut Trading, trader: Address) -> usize {
    for position in stage.account(trader).1 {
        for part in [1, 2, 10, 50] {
            let leg = Position {
                quantity: -position.quantity / part,
                ..position.clone()
            };
            if stage.trade(trader, &[leg]).is_ok() {
                break;
            }
        }
    }
    stage.account(trader).1.len()
}

#[test]
fn a_round_trip_at_one_price_never_gains() {
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
