//! Cancelling: shares that still wait come back.

use crate::support::{balances_hold, claim, close, nothing, pending, request, stage};
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
