//! The events of liquidation: from the events of `liquidator` and `market`, an index knows every account without
//! asking for one.

use alloy_primitives::U256;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use devnode::api::Sent;
use std::collections::BTreeMap;

type Series = (u64, u8, u128);

/// The accounts, as an index keeps them from events.
#[derive(Debug, Default, PartialEq, Eq)]
struct Index {
    /// Money and bond.
    funds: BTreeMap<U256, i128>,
    held: BTreeMap<(U256, Series), i128>,
}

impl Index {
    /// Returns the accounts in their present state.
    fn of(cast: &Cast) -> Self {
        let mut index = Self::default();
        let everybody = [cast.seller, cast.keeper, cast.bidder, cast.treasury];
        for id in everybody.map(account_of) {
            let (funds, held) = cast.holdings(id);
            index.pay(id, funds + cast.bond(id));
            for it in held {
                index.add(id, (it.expiry, it.kind, it.strike), it.quantity);
            }
        }
        index
    }

    fn pay(&mut self, id: U256, units: i128) {
        let funds = self.funds.entry(id).or_default();
        *funds += units;
        if *funds == 0 {
            self.funds.remove(&id);
        }
    }

    fn add(&mut self, id: U256, series: Series, quantity: i128) {
        let held = self.held.entry((id, series)).or_default();
        *held += quantity;
        if *held == 0 {
            self.held.remove(&(id, series));
        }
    }

    /// Applies the events of a transaction.
    fn hears(&mut self, sent: &Sent, treasury: U256) {
        for it in sent.events::<ILiquidator::PositionMoved>() {
            let series = (it.expiry, it.kind, it.strike);
            if it.to == U256::ZERO {
                self.add(it.from, series, it.quantity);
            } else {
                self.add(it.from, series, -it.quantity);
                self.add(it.to, series, it.quantity);
            }
        }
        for it in sent.events::<ILiquidator::MoneyMoved>() {
            self.pay(it.from, -it.cash);
            self.pay(it.to, it.cash);
        }
        for it in sent.events::<ILiquidator::PoolClosed>() {
            self.pay(it.id, -it.cost);
        }
        for it in sent.events::<IMarket::BondPaid>() {
            self.pay(it.id, -it.amount.cast_signed());
            self.pay(account_of(it.keeper), it.amount.cast_signed());
        }
        for it in sent.events::<IMarket::WrittenOff>() {
            self.pay(it.id, (it.fromFund + it.lost).cast_signed());
        }
        for it in sent.events::<ILiquidator::FundPaidOut>() {
            self.pay(treasury, i128::try_from(it.amount).expect("small"));
        }
    }
}

/// Runs an action, and compares the state from its events with the real one.
fn heard<T>(cast: &mut Cast, does: impl FnOnce(&mut Cast) -> (T, Sent)) -> (T, Sent) {
    let (mut index, treasury) = (Index::of(cast), account_of(cast.treasury));
    let (answer, sent) = does(cast);
    index.hears(&sent, treasury);
    assert_eq!(index, Index::of(cast));
    (answer, sent)
}

fn liquidates(cast: &mut Cast) -> (u8, Sent) {
    heard(cast, |cast| {
        let (keeper, id) = (cast.keeper, cast.id());
        cast.stage.liquidate(keeper, id).expect("it is short")
    })
}

fn bids(cast: &mut Cast, part: u128) -> (i128, Sent) {
    heard(cast, |cast| {
        let (taker, id) = (account_of(cast.bidder), cast.id());
        cast.stage
            .bid(taker, id, part, i128::MAX)
            .expect("they can carry it")
    })
}

fn donates(cast: &mut Cast) {
    let (giver, market, amount) = (cast.trader, cast.market, 1_000 * u128::from(USD));
    cast.give(giver, usd(1_000), market);
    let gift = IMarket::addToFundCall { amount };
    cast.send(giver, market, gift).expect("anyone may");
}

#[test]
fn a_close_emits_its_part_its_cost_and_its_pay() {
    let mut cast = Cast::sold(700);
    cast.rises_until_short();
    let said = cast.state();
    let (_, sent) = liquidates(&mut cast);
    let closed = sent.event::<ILiquidator::PoolClosed>().expect("an event");
    assert_eq!((closed.id, closed.keeper), (cast.id(), cast.keeper));
    assert_eq!(
        (closed.part, closed.cost, closed.pay),
        (said.part, said.price, said.pay)
    );
    assert!(!closed.forced);
    assert_eq!(
        sent.events::<ILiquidator::AuctionEnded>().len(),
        0,
        "none was open"
    );
}

#[test]
fn an_auction_emits_its_beginning_its_takers_and_its_end() {
    let mut cast = Cast::sold(700);
    cast.fills_the_pool();
    cast.rises_until_short();
    let figures = cast.margin_of(cast.id());
    let (_, sent) = liquidates(&mut cast);
    let begun = sent
        .event::<ILiquidator::AuctionStarted>()
        .expect("an event");
    assert_eq!((begun.id, begun.nonce), (cast.id(), 1));
    assert_eq!(
        (begun.value, begun.maintenance),
        (figures.value, figures.maintenance)
    );
    let (_, sent) = liquidates(&mut cast);
    assert_eq!(
        sent.events::<ILiquidator::AuctionStarted>().len(),
        0,
        "it goes on"
    );
    let part = cast.state().part / 3;
    let (paid, sent) = bids(&mut cast, part);
    let taken = sent.event::<ILiquidator::AuctionTaken>().expect("an event");
    let bidder = account_of(cast.bidder);
    assert_eq!((taken.id, taken.taker, taken.nonce), (cast.id(), bidder, 1));
    assert_eq!((taken.part, taken.price), (part, paid));
    assert_eq!(
        sent.events::<ILiquidator::AuctionEnded>().len(),
        0,
        "not all was taken"
    );
    let (_, sent) = bids(&mut cast, WAD);
    let ended = sent.event::<ILiquidator::AuctionEnded>().expect("an event");
    assert_eq!((ended.id, ended.nonce), (cast.id(), 1));
}

#[test]
fn an_auction_that_an_account_leaves_is_over() {
    let mut cast = Cast::sold(700);
    cast.fills_the_pool();
    cast.rises_until_short();
    liquidates(&mut cast);
    cast.jumps(2_000);
    let (stage, sent) = liquidates(&mut cast);
    assert_eq!(stage, SOUND);
    let ended = sent.event::<ILiquidator::AuctionEnded>().expect("an event");
    assert_eq!((ended.id, ended.nonce), (cast.id(), 1));
}

#[test]
fn a_worthless_account_emits_who_paid_for_it() {
    let mut cast = Cast::sold(700);
    donates(&mut cast);
    cast.node().warp(2 * 86_400);
    cast.jumps(2_000);
    cast.fills_the_pool();
    cast.jumps(3_500);
    let (id, bond) = (cast.id(), cast.bond(cast.id()).unsigned_abs());
    let may = cast.ask(cast.market, IMarket::fundCall {})._1;
    let (stage, sent) = liquidates(&mut cast);
    assert_eq!(stage, CLOSED);
    let closed = sent.event::<ILiquidator::PoolClosed>().expect("an event");
    assert!(closed.forced && closed.part == WAD && closed.pay == 0);
    let paid = sent.event::<IMarket::BondPaid>().expect("an event");
    assert_eq!((paid.id, paid.keeper), (id, cast.keeper));
    assert_eq!(paid.amount, bond);
    let off = sent.event::<IMarket::WrittenOff>().expect("an event");
    assert_eq!((off.id, off.fromBond), (id, 0));
    assert!(off.fromFund == may || off.lost == 0);
    assert_eq!(cast.holdings(id), (0, vec![]));
}

#[test]
fn the_fund_emits_its_payments() {
    let mut cast = Cast::with(1);
    for _ in 0..2 {
        donates(&mut cast);
    }
    let liquidator = cast.liquidator;
    let changes = [
        ("fundGrant", usd(500)),
        ("fundTargetTokens", U256::from(1_800)),
    ];
    cast.change(liquidator, &changes);
    let (paid, sent) = heard(&mut cast, |cast| {
        let anyone = cast.keeper;
        let call = ILiquidator::payOutCall {};
        cast.send(anyone, liquidator, call).expect("anyone may")
    });
    let told = sent.event::<ILiquidator::FundPaidOut>().expect("an event");
    assert_eq!((told.amount, paid), (usd(200), usd(200)));
}
