//! The cost of liquidation, in whole transactions with the programs in the cache, by the number of positions of the
//! account. Gas is exact: the figures are in `tests/snapshots/gas-liquidation.json`.

use alloy_primitives::{Address, U256};
use contract_tests::books::expiries;
use contract_tests::cache;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::snapshot::{Figures, check};
use contract_tests::trading::*;

/// The strikes of an expiry, each as call and put.
const STRIKES: [u128; 4] = [1_800, 1_900, 2_100, 2_200];

/// The parties besides the pool: an account that is liquidated, a keeper with an account, a bidder.
struct Cast {
    stage: Trading,
    expiries: Vec<u64>,
    id: U256,
    keeper: Address,
    taker: U256,
}

/// Returns positions in up to four expiries, eight in each: three of four are owed, one is held.
fn positions(expiries: &[u64], count: usize) -> Vec<Position> {
    let one = |place: usize| {
        let size = WAD.cast_signed() / 2;
        Position {
            expiry: expiries[place / 8],
            kind: u8::from(place % 2 == 1),
            strike: STRIKES[place / 2 % 4] * WAD,
            quantity: if place % 4 == 3 { size } else { -size },
        }
    };
    (0..count).map(one).collect()
}

/// Returns an account with this many positions and a dollar more than its initial margin, with programs in the cache.
fn stage(count: usize) -> Cast {
    let mut stage = Trading::set();
    let all = expiries(&stage);
    let expiries: Vec<_> = all.into_iter().filter(|it| *it >= stage.expiry).collect();
    let expiries = expiries[..count.div_ceil(8)].to_vec();
    for expiry in &expiries[1..] {
        stage.post(*expiry);
    }
    let [owner, keeper, bidder] = [7, 8, 9].map(|index| stage.pricing.node.account(index));
    let (id, taker) = (account_of(owner), account_of(bidder));
    stage.fund(owner, usd(100_000)).expect("funded");
    stage.fund(bidder, usd(200_000)).expect("funded");
    // A new account pays once for its first word.
    stage.fund(keeper, usd(1)).expect("funded");
    let legs = positions(&expiries, count);
    for leg in &legs {
        let strike = leg.strike / WAD;
        stage.list(leg.expiry, leg.kind, strike).expect("listed");
    }
    for order in legs.chunks(4) {
        stage.order(id, order).expect("it has its margin");
    }
    let spare = stage.margin_of(id).initial / 1_000_000_000_000 - i128::from(USD);
    let withdraw = IMarket::withdrawCall {
        id,
        amount: U256::from(spare.unsigned_abs()),
        to: owner,
    };
    let market = stage.market;
    stage.send(owner, market, withdraw).expect("it is spare");
    let programs = [
        stage.oracle,
        stage.pricing.pricer,
        stage.pricing.quoter,
        stage.pricing.book,
        stage.pricing.margin,
        stage.pricing.tail,
        stage.risk,
        stage.vault,
        stage.market,
        stage.liquidator,
    ];
    cache(stage.node(), &programs);
    Cast {
        stage,
        expiries,
        id,
        keeper,
        taker,
    }
}

impl Cast {
    fn jump(&mut self, dollars: i128) {
        self.stage.jump(dollars * 100, &self.expiries);
    }

    /// Makes the pool unable to add to its delta, which is not zero.
    fn fill_the_pool(&mut self) {
        let leg = Position {
            quantity: 60 * WAD.cast_signed(),
            ..positions(&self.expiries, 1)[0].clone()
        };
        let (trader, risk) = (self.stage.trader, self.stage.risk);
        self.stage.trade(trader, &[leg]).expect("within the limits");
        let lower = self.stage.decide(risk, "deltaLimit", U256::ONE);
        lower.expect("within the bounds");
    }

    fn liquidate(&mut self, stage: u8) -> u64 {
        let (answer, sent) = self.stage.liquidate(self.keeper, self.id).expect("due");
        assert_eq!(answer, stage);
        sent.gas_used
    }

    fn bid(&mut self, part: u128) -> u64 {
        let outcome = self.stage.bid(self.taker, self.id, part, i128::MAX);
        outcome.expect("they can carry it").1.gas_used
    }
}

#[test]
fn of_liquidation_is_as_stated() {
    let mut figures = Figures::new();
    for count in [1, 8, 32] {
        measure(count, &mut figures);
    }
    for (name, gas) in &figures {
        println!("{gas:>9}  {name}");
    }
    check("gas-liquidation", &figures);
}

fn measure(count: usize, figures: &mut Figures) {
    let mut note = |what: &str, gas: u64| {
        figures.insert(format!("{what}, {count:02} positions"), gas);
    };
    let mut cast = stage(count);
    let start = cast.stage.node().snapshot();
    // The pool closes a part of it.
    cast.jump(2_150);
    note("pool close", cast.liquidate(CLOSED));
    cast.stage.node().revert_to(&start);
    // The account is worthless: all of it is closed at the mark.
    cast.jump(4_000);
    note("pool close of an insolvent account", cast.liquidate(CLOSED));
    cast.stage.node().revert_to(&start);
    cast.fill_the_pool();
    cast.jump(2_150);
    note("begin an auction", cast.liquidate(OFFERED));
    note("go on with an auction", cast.liquidate(OFFERED));
    note("bid for a part", cast.bid(WAD / 1_000));
    note("bid for all that is due", cast.bid(WAD));
}
