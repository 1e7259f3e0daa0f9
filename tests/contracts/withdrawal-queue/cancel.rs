//! Cancelling: shares that still wait come back.

use crate::support::{
    balances_hold, cancel, cancelled, claim, claimable, close, end_epoch, lock, nothing, number,
    pending, request, stage,
};
use alloy_primitives::{Address, U256};
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue};
use contract_tests::{revert, reverted};

#[test]
fn gives_back_what_still_waits() {
    let mut pool = stage(500);
    let [first, _, third] = pool.providers;
    let shares = pool.shares(first);
    request(&mut pool, first, shares).expect("they ask");
    pool.node.warp(DAY);
    let (filled, _) = close(&mut pool).expect("something is free");
    let call = Queue::cancelRequestCall {
        receiver: third,
        controller: first,
    };
    let had = pool.shares(third);
    let (back, sent) = pool
        .send(first, pool.queue, call.clone())
        .expect("cancelled");
    assert_eq!(back, shares - filled);
    assert_eq!(pool.shares(third) - had, back);
    let event: Queue::RequestCancelled = sent.event().expect("an event");
    assert_eq!(
        (event.controller, event.receiver, event.shares),
        (first, third, back)
    );
    assert_eq!(pending(&pool, first), U256::ZERO);
    assert_eq!(reverted(pool.send(first, pool.queue, call)), nothing());
    assert_eq!(event.requestId, U256::ZERO);
    let error = Queue::QueueInvalidAddress {
        account: Address::ZERO,
    };
    let call = Queue::cancelRequestCall {
        receiver: Address::ZERO,
        controller: first,
    };
    assert_eq!(reverted(pool.send(first, pool.queue, call)), revert(&error));
    balances_hold(&pool);
    assert!(claim(&mut pool, first).expect("what was paid is theirs") > U256::ZERO);
}

#[test]
fn of_shares_of_the_epoch_that_runs_gives_all_back_at_once() {
    let mut pool = stage(0);
    let [first, second, _] = pool.providers;
    let shares = pool.shares(first);
    request(&mut pool, second, number(1_000_000_000)).expect("they ask");
    end_epoch(&mut pool);
    // The epoch that has ended is not closed. That does not concern who asks now.
    request(&mut pool, first, shares).expect("they ask");
    assert_eq!(cancel(&mut pool, first).expect("cancelled"), shares);
    assert_eq!(pool.shares(first), shares);
    lock(&mut pool, 0);
    assert_eq!(
        close(&mut pool).expect("it is time").0,
        number(1_000_000_000)
    );
    assert_eq!(claimable(&pool, first), (U256::ZERO, U256::ZERO));
    balances_hold(&pool);
}

/// L9: who sees the price at which an epoch will be closed cannot withdraw from it.
#[test]
fn after_the_end_of_an_epoch_returns_what_its_closing_leaves() {
    let mut pool = stage(500);
    let [first, second, _] = pool.providers;
    let shares = pool.shares(first);
    for provider in [first, second] {
        request(&mut pool, provider, shares).expect("they ask");
    }
    end_epoch(&mut pool);
    assert_eq!(cancel(&mut pool, first).expect("accepted"), U256::ZERO);
    assert_eq!(cancelled(&pool, first), (shares, U256::ZERO));
    assert_eq!(pending(&pool, first), shares, "they take part");
    let call = Queue::cancelRequestCall {
        receiver: first,
        controller: first,
    };
    assert_eq!(reverted(pool.send(first, pool.queue, call)), nothing());
    // What others ask for in their name is not cancelled.
    let call = Queue::requestRedeemCall {
        shares: number(1_000),
        controller: first,
        owner: pool.providers[2],
    };
    let third = pool.providers[2];
    pool.send(third, pool.queue, call).expect("they give it");
    let (filled, _) = close(&mut pool).expect("a part is free");
    assert!(filled > U256::ZERO && filled < shares * number(2));
    let left = shares * (shares * number(2) - filled) / (shares * number(2));
    assert_eq!(cancelled(&pool, first), (U256::ZERO, left));
    assert_eq!(pending(&pool, first), number(1_000));
    assert_eq!(claimable(&pool, first).0, shares - left);
    assert_eq!(claimable(&pool, first), claimable(&pool, second));
    // What came back takes part in nothing more.
    end_epoch(&mut pool);
    lock(&mut pool, 0);
    let waits = shares * number(2) - filled - left + number(1_000);
    assert_eq!(close(&mut pool).expect("all is free").0, waits);
    assert_eq!(cancel(&mut pool, first).expect("fetched"), left);
    balances_hold(&pool);
    assert!(claim(&mut pool, first).expect("theirs") > U256::ZERO);
}

/// A closing that pays nobody is a closing: cancelled shares come back.
#[test]
fn is_completed_by_a_closing_that_pays_nobody() {
    let mut pool = stage(0);
    let [first, second, _] = pool.providers;
    let shares = pool.shares(first);
    request(&mut pool, first, shares).expect("they ask");
    end_epoch(&mut pool);
    assert_eq!(cancel(&mut pool, first).expect("accepted"), U256::ZERO);
    assert_eq!(close(&mut pool).expect("it is time").0, U256::ZERO);
    assert_eq!(cancelled(&pool, first), (U256::ZERO, shares));
    // A later closing that pays does not concern them.
    request(&mut pool, second, shares).expect("they ask");
    lock(&mut pool, 0);
    end_epoch(&mut pool);
    assert_eq!(close(&mut pool).expect("it is time").0, shares);
    assert_eq!(cancelled(&pool, first), (U256::ZERO, shares));
    assert_eq!(cancel(&mut pool, first).expect("fetched"), shares);
    balances_hold(&pool);
}

/// Once every epoch that has ended is closed, the next price is not known, and what waits comes back at once.
#[test]
fn after_a_closing_gives_all_back_at_once() {
    let mut pool = stage(0);
    let first = pool.providers[0];
    let shares = pool.shares(first);
    request(&mut pool, first, shares).expect("they ask");
    end_epoch(&mut pool);
    close(&mut pool).expect("it is time");
    assert_eq!(cancel(&mut pool, first).expect("accepted"), shares);
    balances_hold(&pool);
}
