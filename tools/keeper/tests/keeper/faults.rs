//! The keeper on a node that fails in every way that nodes do: what is due is done once, and what is not due never.

use alloy::primitives::aliases::U80;
use alloy::primitives::{I256, U256};
use contract_tests::feeds::MockV3Aggregator;
use contract_tests::trading::{IWatchlist, account_of};
use serde_json::json;

use crate::support::proxy::Faults;
use crate::support::{Keeping, Stage, TOO_OLD_SECS};

/// What is due is done in so many transactions at most: proof, settlement and payment.
const BLOCKS: u64 = 3;

/// On a chain with four blocks a second, what is due is done at most so many blocks after the fault that kept it from
/// being done, or than it became due if the fault goes on. `docs/operate/keeper.md` states it.
const LATE_BLOCKS: u64 = 40;

/// Waits until the pool has closed what is due from now on, and holds that against the bound.
#[track_caller]
fn is_closed_soon(stage: &Stage, keeping: &mut Keeping) {
    let late = stage.closed_after(keeping, stage.block());
    assert!(late <= LATE_BLOCKS, "{late}");
}

#[test]
fn what_is_due_is_done_and_a_dry_run_does_nothing() {
    let stage = Stage::set();
    stage.expire_with_a_position();
    // Nothing may change by looking.
    let before = stage.served.rpc("eth_blockNumber", json!([]));
    let mut looking = stage.keeper(&stage.served.url(), &["--dry-run", "--once"], false);
    let would = looking.until("would settle");
    assert_eq!(would["rounds"], "2");
    looking.ends_well();
    assert_eq!(stage.served.rpc("eth_blockNumber", json!([])), before);
    assert!(!stage.is_settled());

    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let settled = keeping.until("settled");
    assert_eq!(settled["price"], "2300");
    let paid = keeping.until("paid");
    assert_eq!(paid["accounts"], stage.served.stage.trader.to_string());
    assert!(stage.is_settled() && stage.is_paid());
    keeping.terminate();
    keeping.ends_well();

    // The next run goes on from there, and finds nothing to do.
    let known = stage.state();
    let mut again = stage.keeper(&stage.served.url(), &["--once"], true);
    again.ends_well();
    assert_eq!(again.count_of("settled") + again.count_of("paid"), 0);
    let read = |state: &serde_json::Value| state["read"].as_array().cloned().unwrap_or_default();
    assert!(
        read(&stage.state()).starts_with(&read(&known)),
        "it read no block twice"
    );
}

#[test]
fn an_expiry_that_no_list_proves_is_settled_by_the_fallback() {
    let stage = Stage::set();
    stage.expire_with_a_position();
    let (expiry, feeds) = (stage.served.stage.expiry, stage.served.stage.feeds);
    let latest = MockV3Aggregator::latestRoundCall {};
    let latest: u64 = stage.served.ask(feeds.spot, &latest).to();
    // A round that is older than the one before it.
    let backwards = MockV3Aggregator::updateRoundDataCall {
        roundId: U80::from(latest + 1),
        answer: I256::try_from(900_000_000_000_i64).expect("a price"),
        timestamp: U256::from(expiry - 1_700),
        startedAt: U256::from(expiry - 1_700),
    };
    stage.served.send(feeds.reporter, feeds.spot, &backwards);
    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let refused = keeping.until("cannot settle");
    let why = refused["why"].as_str().unwrap_or_default();
    assert!(why.contains("older than the one before it"), "{why}");
    assert!(!stage.is_settled());
    stage.served.pass(72 * 3_600);
    let settled = keeping.until("settled");
    assert_eq!(
        (&settled["price"], &settled["fallback"]),
        (&json!("2300"), &json!("true"))
    );
    stage.served.pass(1);
    keeping.until("paid");
    assert!(stage.is_settled() && stage.is_paid());
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_surface_is_posted_when_its_turn_comes_and_again_when_its_block_is_replaced() {
    let stage = Stage::set();
    let folder = stage.folder.path().join("surfaces");
    std::fs::create_dir(&folder).expect("a folder");
    stage.served.pass(120);
    stage.served.push(200_000);
    let here = stage.served.rpc("evm_snapshot", json!([]));
    stage.sign_surface(&folder.join("first.json"));
    std::fs::write(folder.join("broken.json"), "{").expect("written");
    let mut keeping = stage.keeper(&stage.served.url(), &["--surfaces", "surfaces"], true);
    let broken = keeping.until("cannot post");
    assert!(
        broken["of"]
            .as_str()
            .expect("a file")
            .contains("broken.json")
    );
    let posted = keeping.until("posted a surface");
    assert_eq!(posted["accepted"], "true");
    assert_eq!(stage.surface_nonce(), 2);

    // The block with the post is replaced: the post is made again.
    stage.served.rpc("evm_revert", json!([here]));
    assert_eq!(stage.surface_nonce(), 1);
    keeping.until("posted a surface");
    assert_eq!(stage.surface_nonce(), 2);

    // Past its deadline, the file is set aside.
    stage.served.pass(3_600);
    keeping.until("set a surface aside");
    assert!(folder.join("first.past").exists());
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_replaced_tip_is_read_again_and_what_was_lost_is_done_again() {
    let stage = Stage::set();
    stage.list();
    let here = stage.served.rpc("evm_snapshot", json!([]));
    stage.buy(stage.served.stage.trader);
    // It looks when it hears of a block, and not before.
    let mut keeping = stage.keeper(&stage.served.url(), &["--interval", "1h"], true);
    keeping.until("following blocks");
    keeping.wait_for(|| stage.watches(stage.served.stage.trader));

    // Another chain of the same height: another trader, whose trade was never told on the first.
    stage.served.rpc("evm_revert", json!([here]));
    let other = stage.fund_another();
    stage.buy(other);
    keeping.until("the newest blocks were replaced");
    keeping.wait_for(|| stage.watches(other));

    // What was settled and is undone is settled again.
    let here = stage.served.rpc("evm_snapshot", json!([]));
    stage.expire();
    keeping.until("settled");
    keeping.until("paid");
    stage.served.rpc("evm_revert", json!([here]));
    assert!(!stage.is_settled());
    stage.expire();
    keeping.until("settled");
    keeping.until("paid");
    assert!(stage.is_settled() && stage.holds_nothing(other));
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_node_that_goes_and_comes_back_costs_no_more_than_some_blocks() {
    let mut stage = Stage::set();
    stage.list();
    stage.buy(stage.served.stage.trader);
    let url = stage.served.url();
    let mut keeping = stage.keeper(&url, &["--timeout", "2s"], true);
    keeping.until("watching");
    keeping.wait_for(|| stage.watches(stage.served.stage.trader));
    // What it has sent it waits for longer than this test does.
    keeping.until("noted the price of a share");
    let port = stage.served.stop();
    keeping.until("the turn failed");
    stage.expire();
    let due = stage.block();
    stage.served.start_again(port);
    keeping.until("settled");
    keeping.until("paid");
    // Proof, settlement and payment are a block each; nothing else was mined meanwhile.
    assert!(stage.block() - due <= BLOCKS, "{due} {}", stage.block());
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn errors_silence_and_noise_of_a_node_change_nothing_but_time() {
    let stage = Stage::set();
    stage.list();
    stage.buy(stage.served.stage.trader);
    let before = stage.account(stage.served.stage.trader).0;
    stage.expire();
    let due = stage.block();
    // Every third answer is an error, a status, noise, or does not come.
    let faults = Faults::before(&stage.served.url());
    let ws = stage.served.ws_url();
    let more = ["--timeout", "1s", "--ws", &ws];
    let mut keeping = stage.keeper(faults.url(), &more, true);
    // An answer that is lost may be that to the settlement itself: what counts is what the chain says.
    keeping.wait_for(|| stage.is_settled() && stage.is_paid());
    // Each of the five kinds was met.
    assert!(faults.made() >= 5, "{}", faults.made());
    assert!(stage.block() - due <= BLOCKS, "{due} {}", stage.block());
    // The payout is that of one settlement.
    let (money, positions) = stage.account(stage.served.stage.trader);
    assert!(positions.is_empty());
    assert_eq!(money, before + 200_000_000, "a call 200 in the money, once");
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn while_the_feed_is_stuck_nobody_is_judged_and_then_at_once() {
    let stage = Stage::set();
    let seller = stage.seller();
    let surfaces = stage.folder.path().join("surfaces");
    std::fs::create_dir(&surfaces).expect("a folder");
    // The feed says nothing for longer than its price may stand.
    stage.served.pass(TOO_OLD_SECS);
    let before = stage.account(seller);
    let _blocks = stage.tick();
    let mut keeping = stage.keeper(&stage.served.url(), &["--surfaces", "surfaces"], true);
    let stuck = keeping.until("cannot judge");
    assert!(stuck["why"].as_str().expect("why").len() > 10, "{stuck}");
    stage.served.pass(60);
    assert_eq!(stage.account(seller), before);
    assert_eq!(stage.closes(), [] as [u64; 0]);
    // The feed and the signers are back: the seller is short, and judged.
    stage.served.push(230_000);
    stage.sign_surface(&surfaces.join("fresh.json"));
    is_closed_soon(&stage, &mut keeping);
    assert!(stage.margin(seller) >= 0);
    assert_eq!(stage.closes().len(), 1);
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn who_is_short_after_a_node_was_away_is_liquidated_soon() {
    let mut stage = Stage::set();
    let seller = stage.seller();
    let _blocks = stage.tick();
    let mut keeping = stage.keeper(&stage.served.url(), &["--timeout", "2s"], true);
    keeping.wait_for(|| stage.watches(seller));
    // What it has sent it waits for longer than this test does.
    keeping.until("noted the price of a share");
    let port = stage.served.stop();
    keeping.until("the turn failed");
    stage.served.push(230_000);
    // Long enough for the pauses between its tries to have grown as far as they do.
    std::thread::sleep(std::time::Duration::from_secs(12));
    stage.served.start_again(port);
    is_closed_soon(&stage, &mut keeping);
    assert_eq!(stage.closes().len(), 1);
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn who_is_short_behind_a_node_that_errs_is_liquidated_soon_and_once() {
    let stage = Stage::set();
    let seller = stage.seller();
    let _blocks = stage.tick();
    let faults = Faults::before(&stage.served.url());
    let ws = stage.served.ws_url();
    let more = ["--timeout", "1s", "--ws", &ws];
    let mut keeping = stage.keeper(faults.url(), &more, true);
    keeping.wait_for(|| stage.watches(seller));
    stage.served.push(230_000);
    is_closed_soon(&stage, &mut keeping);
    assert!(faults.made() >= 5, "{}", faults.made());
    assert!(stage.margin(seller) >= 0);
    assert_eq!(stage.closes().len(), 1);
    keeping.terminate();
    keeping.ends_well();
}

/// The tip is replaced with the keeper's liquidation in it, once that is mined; or once the keeper has read its block
/// too.
fn is_liquidated_on_a_replaced_tip_too(once_it_is_read: bool) {
    let stage = Stage::set();
    let seller = stage.seller();
    let _blocks = stage.tick();
    let here = stage.served.rpc("evm_snapshot", json!([]));
    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    keeping.wait_for(|| stage.watches(seller));
    stage.served.push(230_000);
    is_closed_soon(&stage, &mut keeping);
    let closed = stage.closes()[0];
    if once_it_is_read {
        keeping.wait_for(|| stage.has_read_past(closed));
    }
    // The close is undone with its block. On the new chain the seller is short later.
    stage.served.rpc("evm_revert", json!([here]));
    assert_eq!(stage.closes(), [] as [u64; 0]);
    assert!(stage.margin(seller) >= 0);
    if once_it_is_read {
        keeping.until("the newest blocks were replaced");
    }
    stage.served.push(230_000);
    is_closed_soon(&stage, &mut keeping);
    assert_eq!(stage.closes().len(), 1);
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn who_is_short_on_a_chain_whose_tip_is_replaced_is_liquidated_again_soon() {
    is_liquidated_on_a_replaced_tip_too(true);
}

#[test]
fn who_is_short_is_liquidated_soon_where_a_transaction_is_lost_with_its_block() {
    is_liquidated_on_a_replaced_tip_too(false);
}

#[test]
fn whom_no_event_named_is_found_on_the_watchlist() {
    let stage = Stage::set();
    let seller = stage.seller();
    let mut reading = stage.keeper(&stage.served.url(), &["--once"], true);
    reading.ends_well();
    assert!(stage.watches(seller));
    // As if the node's logs had a gap.
    let file = stage.state_file();
    let mut known = stage.state();
    known["accounts"] = json!({});
    std::fs::write(&file, known.to_string()).expect("written");
    stage.served.push(230_000);
    let mut blind = stage.keeper(&stage.served.url(), &["--once"], true);
    blind.ends_well();
    assert!(stage.margin(seller) < 0);

    let (liquidator, ids) = (stage.served.stage.liquidator, vec![account_of(seller)]);
    let watch = IWatchlist::watchCall { liquidator, ids };
    stage.served.send(seller, stage.served.watchlist, &watch);
    let mut seeing = stage.keeper(&stage.served.url(), &["--once"], true);
    seeing.ends_well();
    let found = seeing.until("found on the watchlist");
    assert_eq!(found["account"], seller.to_string());
    assert!(stage.margin(seller) >= 0);
}

#[test]
fn who_is_short_is_liquidated_when_it_pays() {
    let stage = Stage::set();
    stage.list();
    let seller = stage.fund_another();
    stage.served.trade(seller, -10_000);
    stage.served.push(230_000);
    assert!(stage.margin(seller) < 0);
    let before = stage.account(seller);
    let mut looking = stage.keeper(&stage.served.url(), &["--dry-run", "--once"], false);
    assert_eq!(looking.until("would liquidate")["why"], "the pool closes");
    looking.ends_well();
    let greedy = ["--once", "--min-profit", "1000000"];
    let mut greedy = stage.keeper(&stage.served.url(), &greedy, true);
    greedy.until("left alone");
    greedy.ends_well();
    assert_eq!(stage.account(seller), before);

    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let done = keeping.until("liquidated");
    assert_eq!(done["account"], seller.to_string());
    assert!(stage.margin(seller) >= 0);
    let left = -stage.account(seller).1[0].quantity;
    assert!(
        0 < left && left < -before.1[0].quantity,
        "a part, and no more"
    );
    let pay = stage.account(stage.keeper_account()).0;
    assert_eq!(
        venue::units::Asset {
            symbol: "USDC".into(),
            places: 6
        }
        .amount(pay),
        format!("{} USDC", done["pay"].as_str().expect("pay"))
    );
    assert!(pay >= 5_000_000, "five dollars at least");
    // The seller is left alone from here on.
    stage.served.push(230_100);
    stage.served.push(230_000);
    keeping.terminate();
    keeping.ends_well();
    assert_eq!(keeping.count_of("liquidated"), 1);
}

#[test]
fn where_the_pool_may_not_close_an_auction_is_begun_kept_and_ended() {
    let stage = Stage::set();
    let account = |index| stage.served.stage.pricing.node.account(index);
    let (seller, buyer) = (account(7), account(8));
    stage.served.corner(seller, buyer);
    assert!(stage.margin(seller) < 0);
    let mut keeping = stage.keeper(&stage.served.url(), &[], true);
    let begun = keeping.until("liquidated");
    assert_eq!(
        (&begun["why"], &begun["auction"]),
        (&json!("its auction begins"), &json!("1"))
    );
    stage.served.pass(360);
    assert_eq!(keeping.until("liquidated")["why"], "its auction is kept");
    // The price falls back, and the account has its margin again.
    stage.served.push(205_000);
    assert!(stage.margin(seller) >= 0);
    assert_eq!(keeping.until("liquidated")["why"], "it has recovered");
    keeping.terminate();
    keeping.ends_well();
}

#[test]
fn a_broken_state_file_a_missing_key_and_a_missing_node_end_a_run() {
    let stage = Stage::set();
    let file = stage.state_file();
    std::fs::write(&file, "not a state").expect("written");
    let mut keeping = stage.keeper(&stage.served.url(), &["--once"], true);
    keeping.ends_with(4);
    std::fs::remove_file(&file).expect("removed");
    let mut keyless = stage.keeper(&stage.served.url(), &["--once"], false);
    keyless.ends_with(2);
    let mut lost = stage.keeper("http://127.0.0.1:9", &["--once"], true);
    lost.ends_with(3);
}
