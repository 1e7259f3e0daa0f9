//! Requesting: shares wait in the queue.

use crate::support::{balances_hold, claimable, nothing, number, pending, request, stage};
use alloy_primitives::{Address, U256};
use contract_tests::authority::pause;
use contract_tests::pool::{IGoverned, IVault, IWithdrawalQueue as Queue};
use contract_tests::tokens::ICoin;
use contract_tests::{revert, reverted};

#[test]
fn takes_the_shares_and_lets_them_wait() {
    let mut pool = stage(0);
    let first = pool.providers[0];
    let shares = pool.shares(first);
    let sent = request(&mut pool, first, shares).expect("they ask");
    let event: Queue::RedeemRequest = sent.event().expect("an event");
    assert_eq!(
        (event.controller, event.owner, event.sender),
        (first, first, first)
    );
    assert_eq!((event.requestId, event.shares), (U256::ZERO, shares));
    assert_eq!(pending(&pool, first), shares);
    assert_eq!(claimable(&pool, first), (U256::ZERO, U256::ZERO));
    assert_eq!(pool.shares(first), U256::ZERO);
    assert_eq!(number(pool.ask(IVault::poolCall {}).queued), shares);
    let other = Queue::pendingRedeemRequestCall {
        requestId: U256::ONE,
        controller: first,
    };
    assert_eq!(
        pool.ask_queue(other),
        U256::ZERO,
        "there is no request but 0"
    );
    balances_hold(&pool);
}

#[test]
fn is_refused_without_shares_approval_or_leave() {
    let mut pool = stage(0);
    let [first, second, _] = pool.providers;
    assert_eq!(reverted(request(&mut pool, first, U256::ZERO)), nothing());
    let overflow = revert(&Queue::QueueOverflow {});
    assert_eq!(reverted(request(&mut pool, first, U256::MAX)), overflow);
    let balance = pool.shares(first);
    let needed = balance + U256::ONE;
    let error = IVault::ERC20InsufficientBalance {
        sender: first,
        balance,
        needed,
    };
    assert_eq!(reverted(request(&mut pool, first, needed)), revert(&error));
    let stranger = pool.market;
    let call = Queue::requestRedeemCall {
        shares: U256::ONE,
        controller: stranger,
        owner: second,
    };
    let error = Queue::QueueNotAllowed {
        caller: stranger,
        account: second,
    };
    assert_eq!(
        reverted(pool.send(stranger, pool.queue, call)),
        revert(&error)
    );
    for controller in [Address::ZERO, pool.queue] {
        let call = Queue::requestRedeemCall {
            shares: U256::ONE,
            controller,
            owner: first,
        };
        let error = Queue::QueueInvalidAddress {
            account: controller,
        };
        assert_eq!(reverted(pool.send(first, pool.queue, call)), revert(&error));
    }
    let spender = pool.queue;
    let none = ICoin::approveCall {
        spender,
        amount: U256::ZERO,
    };
    pool.send(first, pool.vault, none).expect("no more");
    let error = IVault::ERC20InsufficientAllowance {
        spender,
        allowance: U256::ZERO,
        needed: U256::ONE,
    };
    assert_eq!(
        reverted(request(&mut pool, first, U256::ONE)),
        revert(&error)
    );
}

#[test]
fn may_be_done_by_an_operator() {
    let mut pool = stage(0);
    let [owner, operator, controller] = pool.providers;
    let queue = pool.queue;
    let naming = |approved| Queue::setOperatorCall { operator, approved };
    let (_, sent) = pool.send(owner, queue, naming(true)).expect("named");
    let event: Queue::OperatorSet = sent.event().expect("an event");
    assert_eq!(
        (event.controller, event.operator, event.approved),
        (owner, operator, true)
    );
    assert!(pool.ask_queue(Queue::isOperatorCall {
        controller: owner,
        operator
    }));
    let call = Queue::requestRedeemCall {
        shares: number(500),
        controller,
        owner,
    };
    pool.send(operator, queue, call.clone()).expect("they may");
    assert_eq!(pending(&pool, controller), number(500));
    let cancel = Queue::cancelRequestCall {
        receiver: operator,
        controller,
    };
    let error = Queue::QueueNotAllowed {
        caller: operator,
        account: controller,
    };
    assert_eq!(reverted(pool.send(operator, queue, cancel)), revert(&error));
    pool.send(owner, queue, naming(false)).expect("no more");
    let error = Queue::QueueNotAllowed {
        caller: operator,
        account: owner,
    };
    assert_eq!(reverted(pool.send(operator, queue, call)), revert(&error));
}

#[test]
fn stops_while_paused_and_cancelling_does_not() {
    let mut pool = stage(100);
    let first = pool.providers[0];
    request(&mut pool, first, number(1_000_000)).expect("they ask");
    pool.send(pool.guardian, pool.authority, pause(pool.queue))
        .expect("paused");
    let error = revert(&IGoverned::AccessPaused {});
    assert_eq!(reverted(request(&mut pool, first, U256::ONE)), error);
    let call = Queue::cancelRequestCall {
        receiver: first,
        controller: first,
    };
    pool.send(first, pool.queue, call)
        .expect("their shares are theirs");
}
