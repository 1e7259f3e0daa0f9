//! The window in which nobody joins or leaves: the keeper ends it, whoever began it and whoever is in the way.

use alloy::primitives::{Address, U256, hex};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use contract_tests::trading::{IMarket, IOracle, IVault, account_of, usd};
use serde_json::json;

use crate::support::proxy::{Faults, Refuses};
use crate::support::{Stage, number};

/// The window is ended within a minute of the price.
const WINDOW_SECS: u64 = 60;

impl Stage {
    /// The trader holds ten calls; each of these sold five, with 5,000 dollars. All of them expire 200 in the money.
    fn expire_with_sellers(&self, sellers: &[Address]) {
        let trader = self.served.stage.trader;
        self.list();
        self.served.trade(trader, 10_000);
        for seller in sellers {
            self.served.fund(*seller, 5_000);
            self.served.trade(*seller, -5_000);
        }
        self.expire();
    }

    fn others(&self) -> [Address; 2] {
        [7, 8].map(|index| self.served.stage.pricing.node.account(index))
    }

    /// The time of the only event of a kind that a contract emitted.
    fn time_of(&self, by: Address, kind: alloy::primitives::B256) -> u64 {
        let filter = json!([{ "address": by, "topics": [kind], "fromBlock": "0x0" }]);
        let logs = self.served.rpc("eth_getLogs", filter);
        let logs = logs.as_array().expect("logs");
        assert_eq!(logs.len(), 1, "{logs:?}");
        let block = json!([logs[0]["blockNumber"], false]);
        let block = self.served.rpc("eth_getBlockByNumber", block);
        number(&block["timestamp"])
    }

    fn max_deposit(&self) -> U256 {
        let receiver = self.served.stage.lp;
        let call = IVault::maxDepositCall { receiver };
        self.served.ask(self.served.stage.vault, &call)
    }

    /// Fixes the price, and settles the series.
    fn settle_series(&self) {
        let (stage, expiry) = (&self.served.stage, self.served.stage.expiry);
        let user = stage.pricing.user;
        let latest = contract_tests::feeds::MockV3Aggregator::latestRoundCall {};
        let latest: u128 = self.served.ask(stage.feeds.spot, &latest).to();
        let rounds = vec![latest - 1, latest];
        let prove = IOracle::proveExpiryCall {
            expiry,
            roundIds: rounds,
        };
        self.served.send(user, stage.oracle, &prove);
        let settle = IMarket::settleCall { expiry };
        self.served.send(user, stage.market, &settle);
    }
}

#[test]
fn the_window_is_ended_in_the_turn_that_proves_the_price() {
    let stage = Stage::set();
    let sellers = stage.others();
    stage.expire_with_sellers(&sellers);
    let before = stage.account(stage.served.stage.trader).0;
    assert_eq!(stage.max_deposit(), U256::ZERO, "the window is open");
    let mut keeping = stage.keeper(&stage.served.url(), &["--once"], true);
    keeping.ends_well();
    keeping.until("settled");
    let accounts = keeping.until("settled sellers")["accounts"].to_string();
    for seller in sellers {
        assert!(accounts.contains(&seller.to_string()), "{accounts}");
    }
    let cleared = keeping.until("cleared");
    assert_eq!(
        (&cleared["claims"], &cleared["paid"]),
        (&json!("2000 USDC"), &json!("2000 USDC"))
    );
    keeping.until("paid");

    assert_eq!((stage.in_clearing(), stage.ledger().holders), (0, 0));
    assert!(stage.max_deposit() > U256::ZERO, "the window is closed");
    let (market, oracle) = (stage.served.stage.market, stage.served.stage.oracle);
    let priced = stage.time_of(oracle, IOracle::ExpiryFixed::SIGNATURE_HASH);
    let ended = stage.time_of(market, IMarket::ExpiryCleared::SIGNATURE_HASH);
    assert!(ended - priced <= WINDOW_SECS, "{priced} {ended}");
    let won = stage.account(stage.served.stage.trader).0 - before;
    assert_eq!(U256::from(won.unsigned_abs()), usd(2_000));
    assert!(sellers.iter().all(|seller| stage.holds_nothing(*seller)));
}

#[test]
fn a_window_that_somebody_else_opened_is_ended_by_a_keeper_that_knows_none_of_the_sellers() {
    let stage = Stage::set();
    let sellers = stage.others();
    stage.expire_with_sellers(&sellers);
    let mut reading = stage.keeper(&stage.served.url(), &["--once", "--dry-run"], false);
    reading.ends_well();
    stage.settle_series();
    assert_eq!(stage.in_clearing(), stage.served.stage.expiry);
    let mut looking = stage.keeper(&stage.served.url(), &["--once", "--dry-run"], false);
    looking.ends_well();
    assert_eq!(looking.until("would clear")["sellers"], "2");
    // As if the node's logs had had a gap when they were read.
    let mut known = stage.state();
    known["accounts"] = json!({});
    std::fs::write(stage.state_file(), known.to_string()).expect("written");
    // Ten minutes later it earns a tenth of each bond.
    stage.served.pass(600);
    let mut keeping = stage.keeper(&stage.served.url(), &["--once"], true);
    keeping.ends_well();
    assert_eq!(keeping.until("earned of bonds")["pay"], "1 USDC");
    keeping.until("cleared");
    assert_eq!((stage.in_clearing(), stage.ledger().sellers), (0, 0));
    assert_eq!(stage.account(stage.keeper_account()).0, 1_000_000);
    assert!(sellers.iter().all(|seller| stage.watches(*seller)));
}

#[test]
fn one_account_that_fails_stops_no_other_and_is_named() {
    let stage = Stage::set();
    let [stuck, other] = stage.others();
    stage.expire_with_sellers(&[stuck, other]);
    // As if the market refused to settle the one account, alone and among others.
    let texts = vec![
        hex::encode(IMarket::settleAccountsCall::SELECTOR),
        format!("{:064x}", account_of(stuck)),
    ];
    let data = hex::encode_prefixed(IMarket::MarketOverflow {}.abi_encode());
    let faults = Faults::refusing(&stage.served.url(), Refuses { texts, data });
    let ws = stage.served.ws_url();
    let mut keeping = stage.keeper(faults.url(), &["--ws", &ws], true);
    let refused = keeping.until("cannot settle the account");
    assert_eq!(refused["account"], stuck.to_string());
    let why = refused["why"].as_str().expect("why");
    assert!(why.contains("MarketOverflow"), "{why}");
    let waits = keeping.until("not cleared");
    assert_eq!(
        (&waits["sellers"], &waits["missing"]),
        (&json!("1"), &json!(stuck.to_string()))
    );
    assert!(stage.holds_nothing(other) && !stage.holds_nothing(stuck));

    // Somebody settles the account: that ends the window, and the winner is paid.
    let ids = vec![account_of(stuck)];
    let call = IMarket::settleAccountsCall { ids };
    stage.served.send(other, stage.served.stage.market, &call);
    assert_eq!(stage.in_clearing(), 0);
    keeping.wait_for(|| stage.is_paid());
    assert_eq!(
        keeping.count_of("cannot settle the account"),
        1,
        "told once"
    );
    assert!(faults.made() >= 2);
    keeping.terminate();
    keeping.ends_well();
}
