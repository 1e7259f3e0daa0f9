//! Closing an epoch: all who wait are paid in the same proportion.

use crate::support::{
    USD, WAD, balances_hold, claim, claimable, close, close_with, end_epoch, lock, nothing, number,
    pending, request, stage,
};
use alloy_primitives::U256;
use contract_tests::authority::{execute, pause, schedule};
use contract_tests::pool::{DAY, IGoverned, IVault, IWithdrawalQueue as Queue, PoolValue};
use contract_tests::{revert, reverted, tokens};

#[test]
fn pays_all_who_wait_alike_at_the_price_of_the_moment() {
    let mut pool = stage(0);
    let [first, second, third] = pool.providers;
    let shares = pool.shares(second);
    request(&mut pool, second, shares).expect("they ask");
    request(&mut pool, third, shares / number(2)).expect("they ask");
    pool.node.warp(DAY);
    // Half of the waiting shares can be paid, and the book has gained since: 3,000 dollars are worth 3,300.
    let waits = shares * number(3) / number(2);
    pool.mark(PoolValue {
        mark: 300 * WAD.cast_signed(),
        high: 300 * WAD.cast_signed(),
        low: 300 * WAD.cast_signed(),
        reserve: 2_500 * WAD,
        ..Default::default()
    });
    let max = pool.ask(IVault::maxRedeemCall { owner: pool.queue });
    let worth = pool.ask(IVault::previewRedeemCall { shares: max });
    let (filled, assets) = close(&mut pool).expect("it is time");
    assert_eq!((filled, assets), (max, worth));
    assert!(assets <= number(500 * USD) && assets >= number(500 * USD - 1));
    let of_second = claimable(&pool, second);
    let of_third = claimable(&pool, third);
    let part = |of: U256, whole: U256| of * shares / whole;
    assert!(part(assets, waits) - of_second.1 <= U256::ONE);
    assert!(part(assets, waits) / number(2) - of_third.1 <= U256::ONE);
    assert!(of_second.0 + of_third.0 >= filled && of_second.0 + of_third.0 <= filled + number(2));
    assert_eq!(pending(&pool, second), shares - of_second.0);
    balances_hold(&pool);
    for provider in [second, third] {
        let (had, due) = (pool.balance(provider), claimable(&pool, provider).1);
        assert_eq!(claim(&mut pool, provider).expect("it is theirs"), due);
        assert_eq!(pool.balance(provider) - had, due);
        assert_eq!(reverted(claim(&mut pool, provider)), nothing());
    }
    balances_hold(&pool);
    assert_eq!(pool.ask_queue(Queue::queueCall {}).epochs, 1);
    assert!(pool.shares(first) > U256::ZERO);
}

#[test]
fn empties_the_queue_when_there_is_enough() {
    let mut pool = stage(0);
    let [_, second, third] = pool.providers;
    for provider in [second, third] {
        let shares = pool.shares(provider);
        request(&mut pool, provider, shares).expect("they ask");
    }
    lock(&mut pool, 0);
    pool.node.warp(DAY);
    close(&mut pool).expect("it is time");
    for provider in [second, third] {
        assert_eq!(pending(&pool, provider), U256::ZERO);
        let paid = claim(&mut pool, provider).expect("it is theirs");
        assert!(
            paid > number(997 * USD) && paid < number(999 * USD),
            "{paid}: but for the fee"
        );
    }
    pool.node.warp(DAY);
    assert_eq!(reverted(close(&mut pool)), nothing());
    balances_hold(&pool);
}

#[test]
fn comes_once_an_epoch_and_pays_what_is_free() {
    let mut pool = stage(0);
    let second = pool.providers[1];
    assert_eq!(reverted(close(&mut pool)), nothing());
    request(&mut pool, second, number(1_000_000_000)).expect("they ask");
    let closable = pool.ask_queue(Queue::queueCall {}).closable;
    let early = |closable| revert(&Queue::QueueTooEarly { closable });
    assert_eq!(closable % 3_600, 0);
    assert_eq!(reverted(close(&mut pool)), early(closable));
    pool.node.warp_to(closable - 2).expect("later");
    assert_eq!(reverted(close(&mut pool)), early(closable));
    pool.node.warp_to(closable).expect("later");
    assert_eq!(pool.ask_queue(Queue::queueCall {}).closable, closable);
    // Nothing is free. The epoch is closed all the same, once.
    let (closed, sent) = pool
        .send(pool.owner, pool.queue, Queue::closeCall {})
        .expect("it is time");
    assert_eq!((closed._0, closed._1), (U256::ZERO, U256::ZERO));
    let event: Queue::EpochClosed = sent.event().expect("an event");
    assert_eq!(event.epoch, closable / 3_600 - 1);
    assert_eq!(
        (event.waiting, event.filled),
        (number(1_000_000_000), U256::ZERO)
    );
    assert_eq!(pool.ask_queue(Queue::queueCall {}).epochs, 0);
    assert_eq!(
        pool.ask_queue(Queue::queueCall {}).closable,
        closable + 3_600
    );
    lock(&mut pool, 0);
    assert_eq!(reverted(close(&mut pool)), early(closable + 3_600));
    end_epoch(&mut pool);
    close(&mut pool).expect("the next one pays");
    assert_eq!(pending(&pool, second), U256::ZERO);
}

/// The reason is the vault's, and the epoch stays open.
#[test]
fn is_refused_while_nobody_can_leave_the_vault() {
    let mut pool = stage(3_000);
    let second = pool.providers[1];
    request(&mut pool, second, number(1_000_000_000)).expect("they ask");
    end_epoch(&mut pool);
    let before = pool.ask_queue(Queue::epochCall {});
    pool.send(pool.guardian, pool.authority, pause(pool.vault))
        .expect("paused");
    let paused = revert(&IGoverned::AccessPaused {});
    assert_eq!(reverted(close(&mut pool)), paused);
    let call = schedule(pool.vault, "paused", U256::ZERO);
    pool.send(pool.owner, pool.authority, call)
        .expect("scheduled");
    pool.node.warp(2 * DAY);
    pool.send(pool.owner, pool.authority, execute(pool.vault, "paused"))
        .expect("due");
    pool.mark(PoolValue {
        unsettled: 7,
        ..Default::default()
    });
    let unsettled = revert(&IVault::VaultUnsettled { expiry: 7 });
    assert_eq!(reverted(close(&mut pool)), unsettled);
    assert_eq!(pool.ask_queue(Queue::epochCall {}).open, before.open);
    lock(&mut pool, 0);
    close(&mut pool).expect("it is over");
    assert_eq!(pending(&pool, second), U256::ZERO);
}

/// A closing that pays nobody ends the epoch, so a caller must not get one by leaving the vault too little gas.
#[test]
fn is_never_for_nothing_for_want_of_gas() {
    let mut pool = stage(3_000);
    let first = pool.providers[0];
    request(&mut pool, first, number(1_000_000_000)).expect("they ask");
    end_epoch(&mut pool);
    let start = pool.node.snapshot();
    let (mut paid, mut failed) = (0, 0);
    for gas in (60_000..800_000).step_by(2_500) {
        match close_with(&mut pool, gas) {
            Ok(filled) => {
                assert_eq!(filled, number(1_000_000_000), "{gas}");
                paid += 1;
            }
            Err(_) => failed += 1,
        }
        pool.node.revert_to(&start);
    }
    println!("{paid} paid, {failed} had too little gas");
    assert!(paid > 10 && failed > 10);
}

#[test]
fn pays_before_all_who_did_not_wait() {
    let mut pool = stage(0);
    let [first, second, _] = pool.providers;
    let half = pool.shares(second) / number(2);
    request(&mut pool, second, half).expect("they ask");
    lock(&mut pool, 2_400);
    // 600 dollars are free, and about 499 of them pay waiting shares.
    let due = pool.ask(IVault::previewRedeemCall { shares: half });
    // The fee of whoever leaves before them has to fit beside the payment: it vests.
    let free = (number(600 * USD) - due) * number(998) / number(1_000);
    assert_eq!(pool.ask(IVault::maxWithdrawCall { owner: first }), free);
    let held = pool.shares(first);
    assert!(pool.redeem(first, held).is_err(), "more than is left");
    let max = pool.ask(IVault::maxRedeemCall { owner: first });
    pool.redeem(first, max).expect("what is left");
    pool.node.warp(DAY);
    let (filled, assets) = close(&mut pool).expect("it is time");
    // What vested of the exit fee of the holder who left has made the shares worth more.
    assert!(
        filled <= half && filled > half * number(9_999) / number(10_000),
        "{filled} of {half}"
    );
    assert!(assets + number(2) >= due, "{assets} of {due}");
}

#[test]
fn is_not_moved_by_gifts() {
    let mut pool = stage(0);
    let second = pool.providers[1];
    let shares = number(1_000_000_000_000);
    request(&mut pool, second, shares).expect("they ask");
    tokens::mint(&mut pool.node, pool.asset, pool.queue, number(77 * USD));
    // Shares there that nobody waits for would lock others out for good, so the vault lets nobody send any.
    let call = IVault::transferCall {
        to: pool.queue,
        value: number(5),
    };
    let error = IVault::ERC20InvalidReceiver {
        receiver: pool.queue,
    };
    assert_eq!(
        reverted(pool.send(second, pool.vault, call)),
        revert(&error)
    );
    let call = IVault::depositCall {
        assets: number(5),
        receiver: pool.queue,
    };
    assert_eq!(
        reverted(pool.send(second, pool.vault, call)),
        revert(&error)
    );
    lock(&mut pool, 0);
    pool.node.warp(DAY);
    let due = pool.ask(IVault::previewRedeemCall { shares });
    assert_eq!(close(&mut pool).expect("it is time"), (shares, due));
    assert_eq!(claim(&mut pool, second).expect("theirs"), due);
    assert_eq!(pool.ask_queue(Queue::queueCall {}).owed, U256::ZERO);
}
