//! The keeper's terms: bids within its capital and for its minimum gain, and how often it notes the price of a share.

use alloy::primitives::{Address, U256};
use contract_tests::trading::{ILiquidator, IMarket, account_of};
use serde_json::Value;

use crate::support::{Stage, settle};

/// One dollar in WAD.
const USD: i128 = 1_000_000_000_000_000_000;

/// What the keeper may use in these tests.
const CAPITAL: i128 = 60_000;

/// A market whose pool may not close a seller who is short; the seller, and the keeper's bidding account.
fn cornered() -> (Stage, Address, U256) {
    let stage = Stage::set();
    let account = |index| stage.served.stage.pricing.node.account(index);
    let (seller, buyer) = (account(7), account(8));
    stage.served.corner(seller, buyer);
    assert!(stage.margin(seller) < 0);
    let taker = stage.bidding_account(200_000);
    (stage, seller, taker)
}

fn bidding<'a>(gain: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let terms = ["--bid", "1", "--max-capital", "60000", "--min-gain", gain];
    [&terms, more].concat()
}

fn figure(details: &Value, name: &str) -> f64 {
    let text = details[name]
        .as_str()
        .unwrap_or_else(|| panic!("{details}"));
    text.parse().expect("a number")
}

fn auction(stage: &Stage, seller: Address) -> ILiquidator::AuctionState {
    let id = account_of(seller);
    let call = ILiquidator::auctionCall { id };
    stage.served.ask(stage.served.stage.liquidator, &call)
}

#[test]
fn it_bids_when_that_gains_enough_and_not_before() {
    let (stage, seller, taker) = cornered();
    let before = (stage.health(taker), stage.account(seller));
    // So that what is left of the capital after the first bid is not worth a second one.
    let terms = bidding("8%", &["--min-profit", "200"]);
    let mut keeping = stage.keeper(&stage.served.url(), &terms, true);
    assert_eq!(keeping.until("liquidated")["why"], "its auction begins");
    stage.served.pass(1);
    assert_eq!(keeping.until("does not bid")["why"], "it gains too little");
    assert_eq!(stage.account(seller), before.1, "nothing was taken");

    // The price falls until it does.
    let bid = loop {
        stage.served.pass(120);
        settle();
        if let Some(bid) = keeping.next_of("bid") {
            break bid;
        }
        assert!(stage.served.now() - auction(&stage, seller).startedAt < 1_200);
    };
    let figures = stage.health(taker);
    assert!(figures.initial >= 0, "its own margin stands");
    let capital = figures.value - figures.initial;
    assert!(capital <= CAPITAL * USD, "{capital}");
    assert!(
        capital * 10 > CAPITAL * USD * 9,
        "as much as fits: {capital}"
    );
    // Its gain at the mark, before gas, is at least the minimum, and about what the journal says.
    let gained = figures.value - before.0.value;
    assert!(gained * 100 >= capital * 8, "{gained} of {capital}");
    let gained: f64 = venue::units::wad(gained).parse().expect("a number");
    assert!(
        (figure(&bid, "gain") / gained - 1.0).abs() < 0.05,
        "{gained} {bid}"
    );
    assert_eq!(bid["account"], seller.to_string());
    assert_eq!(bid["into"], format!("{}/1", stage.keeper_account()));

    // However much more a further bid would gain, its capital is not exceeded.
    for _ in 0..3 {
        stage.served.pass(360);
        settle();
        let figures = stage.health(taker);
        assert!(figures.initial >= 0 && figures.value - figures.initial <= CAPITAL * USD);
    }
    assert!(
        auction(&stage, seller).startedAt != 0,
        "it is kept on the way"
    );
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn who_is_insolvent_is_closed_whole_for_the_bond_and_nothing_is_bid() {
    let (stage, seller, taker) = cornered();
    stage.served.push(290_000);
    assert!(stage.health(account_of(seller)).value < 0);
    let before = stage.health(taker).value;
    let mut greedy = bidding("1%", &["--once"]);
    greedy.extend(["--min-profit", "6"]);
    let mut greedy = stage.keeper(&stage.served.url(), &greedy, true);
    assert_eq!(greedy.until("left alone")["pay"], "5 USDC");
    greedy.ends_well();
    assert!(!stage.holds_nothing(seller));

    let mut keeping = stage.keeper(&stage.served.url(), &bidding("1%", &[]), true);
    let done = keeping.until("liquidated");
    assert_eq!(done["account"], seller.to_string());
    assert_eq!(
        (&done["forced"], &done["pay"]),
        (&"true".into(), &"5".into())
    );
    // It has nothing left, and owes nothing.
    assert_eq!(stage.account(seller), (0, Vec::new()));
    assert_eq!(stage.account(stage.keeper_account()).0, 5_000_000);
    assert_eq!(auction(&stage, seller).nonce, 0, "nothing was for sale");
    assert_eq!(stage.health(taker).value, before);
    assert_eq!(keeping.count_of("bid"), 0);
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_dry_run_says_what_it_would_bid_and_what_makes_no_sense_is_refused() {
    let (stage, seller, _) = cornered();
    let mut beginning = stage.keeper(&stage.served.url(), &["--once"], true);
    beginning.ends_well();
    stage.served.pass(600);
    let before = (stage.account(seller), stage.block());
    let own = stage.keeper_account().to_string();
    let looking = bidding("1%", &["--dry-run", "--once", "--from", &own]);
    let mut looking = stage.keeper(&stage.served.url(), &looking, false);
    looking.ends_well();
    let would = looking.until("would bid");
    assert!(
        figure(&would, "gain") > 0.0 && figure(&would, "price") > 0.0,
        "{would}"
    );
    assert_eq!((stage.account(seller), stage.block()), before);

    let other = seller.to_string();
    for (terms, code) in [
        (vec!["--bid", other.as_str(), "--max-capital", "1"], 2),
        (vec!["--bid", "1"], 2),
        (vec!["--max-capital", "1"], 2),
        (vec!["--bid", "1", "--max-capital", "0"], 2),
    ] {
        let terms = [&terms[..], &["--once"]].concat();
        stage
            .keeper(&stage.served.url(), &terms, true)
            .ends_with(code);
    }
}

#[test]
fn what_it_took_is_settled_and_paid_for_like_any_account() {
    let (stage, seller, taker) = cornered();
    let terms = bidding("1%", &[]);
    let mut keeping = stage.keeper(&stage.served.url(), &terms, true);
    keeping.until("liquidated");
    stage.served.pass(600);
    keeping.until("bid");
    let holdings = || {
        let call = IMarket::accountCall { id: taker };
        stage.served.ask(stage.served.stage.market, &call)
    };
    assert!(!holdings()._1.is_empty());
    // No event of the market names that account as one that traded.
    stage.expire();
    keeping.until("settled");
    keeping.wait_for(|| holdings()._1.is_empty());
    assert!(stage.holds_nothing(seller));
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn the_price_of_a_share_is_noted_by_the_hour_and_when_it_falls() {
    let stage = Stage::set();
    let served = &stage.served;
    let trader = served.stage.trader;
    served.fund(trader, 4_000_000);
    served.list(0, 2_100);
    served.list(1, 1_900);
    let legs =
        [(0, 2_100), (1, 1_900)].map(|(kind, strike)| served.stage.leg(kind, strike, 8_000_000));
    let order = IMarket::tradeCall {
        id: account_of(trader),
        legs: legs.to_vec(),
        limit: i128::MAX,
        deadline: u64::MAX,
    };
    served.send(trader, served.stage.market, &order);
    let mut keeping = stage.keeper(&served.url(), &["--note-every", "10m"], true);
    let first = keeping.until("noted the price of a share");
    served.pass(300);
    served.push(200_000);
    served.pass(330);
    let second = keeping.until("noted the price of a share");
    assert_eq!(keeping.count_of("noted the price of a share"), 2);
    assert!((figure(&first, "price") / figure(&second, "price") - 1.0).abs() < 0.01);
    assert!(second.get("nobodyLeavesUntil").is_none());

    // A tenth is lost within minutes: that is noted at once, and nobody leaves.
    served.push(255_000);
    let fallen = keeping.until("noted the price of a share");
    assert!(
        figure(&fallen, "price") < figure(&second, "price") * 0.9,
        "{fallen}"
    );
    assert!(fallen["nobodyLeavesUntil"].is_string(), "{fallen}");
    keeping.terminate();
    keeping.ends_well();
}
