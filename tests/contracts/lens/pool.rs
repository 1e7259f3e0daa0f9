//! The pool.

use crate::support::Screen;
use alloy_primitives::U256;
use contract_tests::lens::*;
use contract_tests::pool::IWithdrawalQueue;
use contract_tests::pricing::IOptionPricer;
use contract_tests::trading::*;

#[test]
fn without_a_book_is_its_money() {
    let screen = Screen::set();
    let shown = screen.pool_holds();
    assert_eq!(shown._1.assets, usd(POOL));
    assert!(shown._4.is_empty());
    assert_eq!(shown._3.queue, screen.stage.queue);
    assert_eq!((shown._2.utilisation, shown._2.worst), (0, 0));
}

#[test]
fn with_a_book_equals_vault_and_risk_manager() {
    let screen = Screen::with_a_book();
    let shown = screen.pool_holds();
    assert_eq!((shown._4[0].listed, shown._4[0].held), (4, 2));
    assert_eq!(shown._4[0].surfaceAt, {
        let expiry = screen.stage.expiry;
        let call = IOptionPricer::surfaceCall { expiry };
        screen.stage.pricing.ask(call)._0.timestamp
    });
    assert!(shown._2.utilisation > 0 && shown._2.gamma < 0 && shown._2.theta > 0);
}

#[test]
fn shows_its_queue() {
    let mut screen = Screen::with_a_book();
    let stage = &mut screen.stage;
    let (vault, queue) = (stage.vault, stage.queue);
    let lp = stage.lp;
    let shares = stage.ask(vault, IVault::balanceOfCall { account: lp });
    let approve = IVault::approveCall {
        spender: queue,
        value: shares,
    };
    stage.send(lp, vault, approve).expect("approved");
    let request = IWithdrawalQueue::requestRedeemCall {
        shares,
        controller: lp,
        owner: lp,
    };
    stage.send(lp, queue, request).expect("asked");
    let shown = screen.pool_holds();
    let stage = &screen.stage;
    let said = stage.ask(queue, IWithdrawalQueue::queueCall {});
    let worth = stage.ask(vault, IVault::convertToAssetsCall { shares });
    assert_eq!((shown._3.queue, shown._3.waiting), (queue, shares));
    assert_eq!((shown._3.waiting, shown._3.owed), (said.waiting, said.owed));
    assert_eq!(
        (shown._3.epochs, shown._3.closable),
        (said.epochs, said.closable)
    );
    assert_eq!(shown._3.waitingAssets, worth);
}

#[test]
fn without_a_mark_says_why_and_shows_the_rest() {
    let mut screen = Screen::with_a_book();
    screen.warp(3_601);
    screen.stage.push(200_000);
    let shown = screen.pool();
    let stale = reason::<IOptionPricer::PricerSurfaceStale>();
    assert_eq!((shown._0.unmarked, shown._0.closed), (stale, stale));
    assert_eq!(shown._4[0].unmarked, stale);
    assert_eq!(shown._1.assets, U256::ZERO);
    let backing = screen.stage.ask(screen.stage.vault, IVault::backingCall {});
    assert_eq!(shown._1.backing, backing);
    assert!(shown._5.is_empty());
    screen.warp(4_000);
    let shown = screen.pool();
    assert_eq!(shown._0.unmarked, reason::<IRiskManager::RiskNoPrice>());
    assert_eq!(shown._0.closed, reason::<IVault::VaultNoPrice>());
    assert_eq!((shown._1.withdrawable, shown._1.mark), (0, 0));
}
