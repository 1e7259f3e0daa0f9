//! The programs of the contracts: without a keeper they lapse in a year, with one they do not.

use std::collections::BTreeSet;
use std::path::PathBuf;

use alloy::primitives::{Address, U256, hex};
use alloy_sol_types::{SolCall, sol};
use contract_tests::trading::{IMarket, account_of, expiry_after};
use serde_json::json;

use crate::support::{Keeping, Stage, number, settle};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

const ARB_WASM: Address = Address::with_last_byte(0x71);

const DAY_SECS: u64 = 86_400;

/// The contracts of a deployment: those of the record, the five option modules that only the pricer names, and the
/// program that settles, which only the market names.
const CONTRACTS: usize = 17;

impl Stage {
    /// The contracts that the record names.
    fn recorded(&self) -> Vec<Address> {
        let record = self.served.record();
        let modules = record["modules"].as_object().expect("modules").values();
        let all = modules.chain([&record["authority"]]);
        all.map(|it| it.as_str().and_then(|text| text.parse().ok()))
            .map(|address| address.expect("an address"))
            .collect()
    }

    /// The days left of the recorded contracts, each figure once.
    fn days_left(&self) -> BTreeSet<Option<u64>> {
        let all = self.recorded().into_iter();
        all.map(|contract| self.served.days_left(contract))
            .collect()
    }

    fn pass_days(&self, days: u64) {
        self.served.pass(days * DAY_SECS);
    }

    /// Pays `ArbWasm` for an activation.
    fn pay_arb_wasm(&self, call: &activateProgramCall) {
        let owner = self.served.stage.pricing.owner;
        let input = hex::encode_prefixed(call.abi_encode());
        let (wei, gas) = ("0x2386f26fc10000", "0x1e84800");
        let transaction =
            json!([{ "from": owner, "to": ARB_WASM, "input": input, "value": wei, "gas": gas }]);
        let hash = self.served.rpc("eth_sendTransaction", transaction);
        let receipt = self.served.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1");
    }

    fn set_balance(&self, account: Address, wei: u64) {
        let params = json!([account, format!("{wei:#x}")]);
        self.served.rpc("anvil_setBalance", params);
    }

    fn balance_at(&self, account: Address, block: u64) -> U256 {
        let params = json!([account, format!("{block:#x}")]);
        let answer = self.served.rpc("eth_getBalance", params);
        let wei = answer.as_str().and_then(|text| text.parse().ok());
        wei.expect("a balance")
    }

    /// Moves the stage's expiry to a week from now, with a price, and leaves a signed surface in a folder.
    fn make_an_expiry(&mut self, folder: &str) {
        self.served.push(200_000);
        let now = self.served.now();
        self.served.stage.expiry = expiry_after(now, 7 * DAY_SECS);
        let path: PathBuf = self.folder.path().join(folder);
        std::fs::create_dir_all(&path).expect("a folder");
        self.sign_surface(&path.join("one.json"));
    }
}

/// Takes one turn of a keeper, in which it renews all that is due; its journal.
fn one_turn(stage: &Stage, more: &[&str]) -> Keeping {
    let arguments = [&["--once"], more].concat();
    let mut keeping = stage.keeper(&stage.served.url(), &arguments, true);
    keeping.ends_well();
    keeping
}

#[test]
fn with_a_keeper_people_trade_after_a_year_and_without_one_they_cannot() {
    let mut stage = Stage::set();
    let trader = stage.served.stage.trader;
    stage.pass_days(306);
    assert_eq!(one_turn(&stage, &[]).count_of("renewed"), CONTRACTS);
    stage.pass_days(60);
    stage.make_an_expiry("surfaces");
    let mut keeping = one_turn(&stage, &["--surfaces", "surfaces"]);
    keeping.until("posted a surface");
    assert_eq!(keeping.count_of("renewed"), 0);
    stage.list();
    stage.buy(trader);
    assert!(!stage.holds_nothing(trader));

    // The same time without a keeper.
    let stage = Stage::set();
    let trader = stage.served.stage.trader;
    stage.pass_days(306);
    stage.pass_days(60);
    assert_eq!(stage.days_left(), [None].into());
    stage.served.push(200_000);
    let trade = IMarket::tradeCall {
        id: account_of(trader),
        legs: vec![stage.served.stage.leg(0, 2_100, 1_000)],
        limit: i128::MAX,
        deadline: u64::MAX,
    };
    let market = stage.served.stage.market;
    let why = stage.served.try_call(trader, market, &trade).unwrap_err();
    assert!(why.contains("error ProgramExpired(uint64): "), "{why}");
}

#[test]
fn each_program_is_renewed_once_when_it_is_due_and_one_a_minute() {
    let stage = Stage::set();
    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let said = keeping.until("days left of each contract");
    assert_eq!(said.as_object().map(serde_json::Map::len), Some(CONTRACTS));
    let market = said["market"].as_str().expect("a text");
    assert!(
        market.starts_with("36") && market.contains(" days, due 2"),
        "{market}"
    );
    stage.pass_days(303);
    settle();
    assert_eq!(
        keeping.count_of("renewed"),
        0,
        "60 days before, and no sooner"
    );

    stage.pass_days(2);
    let mut names = BTreeSet::new();
    for number in 1..=CONTRACTS {
        let renewed = keeping.until("renewed");
        names.insert(renewed["contract"].to_string());
        assert!(
            renewed["dataFee"]
                .as_str()
                .is_some_and(|fee| fee.starts_with("0.000"))
        );
        settle();
        assert_eq!(keeping.count_of("renewed"), number, "one a minute");
        stage.served.pass(60);
    }
    assert_eq!(names.len(), CONTRACTS);
    assert!(names.contains("\"clearing\""), "{names:?}");
    // Whole days, and an activation counts from the beginning of its hour.
    assert!(stage.days_left().iter().all(|days| *days >= Some(364)));
    keeping.until("days left of each contract");

    // What is renewed is not due, for this keeper and for another one.
    stage.pass_days(2);
    settle();
    assert_eq!(keeping.count_of("renewed"), CONTRACTS);
    assert_eq!(keeping.count_of("cannot renew"), 0);
    keeping.terminate();
    keeping.ends_well();
    let mut other = one_turn(&stage, &["--renew-before", "300d"]);
    assert_eq!(
        other.count_of("renewed") + other.count_of("cannot renew"),
        0
    );
    assert!(stage.days_left().iter().all(|days| *days < Some(364)));
}

#[test]
fn a_keeper_without_ether_says_so_goes_on_and_renews_when_it_has_some() {
    let stage = Stage::set();
    let keeper = stage.keeper_account();
    stage.pass_days(306);
    stage.set_balance(keeper, 0);
    // A dry run needs neither ether nor key, and says what it would pay.
    let dry_run = ["--dry-run", "--once"];
    let mut dry = stage.keeper(&stage.served.url(), &dry_run, false);
    dry.ends_well();
    assert_eq!(dry.count_of("would renew"), CONTRACTS);

    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let why = keeping.until("cannot renew")["why"].to_string();
    assert!(why.contains("the sender cannot pay for gas"), "{why}");
    let block = stage.block();
    stage.served.pass(1);
    keeping.wait_for(|| stage.has_read_past(block));
    assert_eq!(keeping.count_of("renewed"), 0);

    stage.set_balance(keeper, 1_000_000_000_000_000_000);
    stage.served.pass(601);
    let renewed = keeping.until("renewed");
    // What it sent beyond the fee came back.
    let receipt = json!([renewed["transaction"]]);
    let receipt = stage.served.rpc("eth_getTransactionReceipt", receipt);
    let block = number(&receipt["blockNumber"]);
    let balance_at = |block| stage.balance_at(keeper, block);
    let gas = number(&receipt["gasUsed"]) * number(&receipt["effectiveGasPrice"]);
    let fee = renewed["dataFee"].as_str().expect("a fee");
    let fee = venue::units::positive(fee, 18, "fee").expect("an amount");
    assert_eq!(
        balance_at(block - 1) - balance_at(block),
        U256::from(fee) + U256::from(gas)
    );
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_fee_above_the_max_is_not_paid_and_the_other_work_goes_on() {
    let mut stage = Stage::set();
    stage.pass_days(306);
    stage.make_an_expiry("surfaces");
    let terms = ["--max-data-fee", "0.000001", "--surfaces", "surfaces"];
    let mut keeping = one_turn(&stage, &terms);
    keeping.until("posted a surface");
    let why = keeping.until("cannot renew")["why"].to_string();
    assert!(why.contains("more than --max-data-fee 0.000001"), "{why}");
    assert_eq!(keeping.count_of("cannot renew"), CONTRACTS);
    assert_eq!(keeping.count_of("renewed"), 0);
}

#[test]
fn of_a_lapsed_program_it_says_how_it_is_activated_and_renews_the_others() {
    let stage = Stage::set();
    let lens = stage.served.lens;
    stage.pass_days(366);
    // All have lapsed. The keeper waits, and says why.
    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let why = keeping.until("the market is not found yet")["why"].to_string();
    assert!(
        why.contains("ProgramExpired") && why.contains("366 days"),
        "{why}"
    );
    for program in stage.recorded() {
        if program != lens {
            stage.pay_arb_wasm(&activateProgramCall { program });
        }
    }
    let command = format!("cargo stylus activate --address {lens}");
    let lapsed = std::iter::repeat_with(|| keeping.until("a contract cannot be called"))
        .find(|details| details["contract"] == "lens");
    let why = lapsed.map(|details| details["why"].to_string());
    assert!(why.is_some_and(|why| why.contains(&command)));
    // The lens is still missing when the others are due.
    stage.pass_days(306);
    keeping.until("renewed");
    assert_eq!(stage.served.days_left(lens), None);
    keeping.terminate();
    keeping.ends_well();
}
