//! Requests that take part only in closings at a price or above.

use crate::support::{
    USD, WAD, balances_hold, cancel_at, claimable, claimable_at, close, end_epoch, lock, mark,
    nothing, number, pending, pending_at, request, request_at, stage,
};
use alloy_primitives::U256;
use contract_tests::pool::{IVault, IWithdrawalQueue as Queue, PoolValue};
use contract_tests::{revert, reverted};

/// The price of 10^18 units of shares at the beginning.
const START: u128 = 1_000_000_000_000;

#[test]
fn wait_while_the_price_is_below() {
    let mut pool = stage(3_000);
    let [first, second, _] = pool.providers;
    let shares = pool.shares(first) / number(2);
    let id = request_at(&mut pool, first, shares, START * 105 / 100).expect("they ask");
    let least = pool.ask_queue(Queue::leastPriceCall { requestId: id });
    assert!(least >= number(START * 105 / 100) && least <= number(START * 107 / 100));
    request(&mut pool, second, shares).expect("they ask");
    assert_eq!(pending_at(&pool, id, first), shares);
    assert_eq!(pending(&pool, first), U256::ZERO, "it is counted apart");
    end_epoch(&mut pool);
    // A share pays 0.998: only the other takes part.
    assert_eq!(close(&mut pool).expect("it is time").0, shares);
    assert_eq!(claimable(&pool, second).0, shares);
    assert_eq!(pending_at(&pool, id, first), shares);
    balances_hold(&pool);
    // Now it pays more than 1.07.
    mark(&mut pool, 200);
    end_epoch(&mut pool);
    let (filled, assets) = close(&mut pool).expect("it is time");
    assert_eq!(filled, shares);
    let price = assets * number(1_000_000_000_000_000_000) / filled;
    assert!(price + U256::ONE >= least, "{price}");
    assert_eq!(claimable_at(&pool, id, first), (shares, assets));
    let claim = Queue::claimAtCall {
        requestId: id,
        receiver: first,
        controller: first,
    };
    let had = pool.balance(first);
    assert_eq!(
        pool.send(first, pool.queue, claim).expect("theirs").0,
        assets
    );
    assert_eq!(pool.balance(first) - had, assets);
    balances_hold(&pool);
}

/// Those whose price is met are paid the same part as all others.
#[test]
fn take_part_alike_when_it_is_met() {
    let mut pool = stage(1_000);
    let [first, second, third] = pool.providers;
    let shares = pool.shares(first);
    let low = request_at(&mut pool, first, shares, START / 2).expect("they ask");
    let high = request_at(&mut pool, second, shares, START * 2).expect("they ask");
    request(&mut pool, third, shares).expect("they ask");
    end_epoch(&mut pool);
    let (filled, assets) = close(&mut pool).expect("it is time");
    assert!(filled < shares * number(2));
    assert_eq!(claimable_at(&pool, low, first), claimable(&pool, third));
    assert!(assets - claimable(&pool, third).1 * number(2) <= U256::ONE);
    assert_eq!(pending_at(&pool, high, second), shares);
    assert_eq!(pending_at(&pool, low, first), pending(&pool, third));
    balances_hold(&pool);
}

/// A cancellation after the end of an epoch waits for its closing too, even if the price is then below: nobody knows
/// that before.
#[test]
fn are_cancelled_as_any_other() {
    let mut pool = stage(3_000);
    let [first, second, _] = pool.providers;
    let shares = pool.shares(first) / number(2);
    let id = request_at(&mut pool, first, shares, START * 2).expect("they ask");
    let fresh = cancel_at(&mut pool, id, first).expect("at once");
    assert_eq!(fresh, shares);
    request_at(&mut pool, first, shares, START * 2).expect("they ask");
    end_epoch(&mut pool);
    let late = cancel_at(&mut pool, id, first).expect("accepted");
    assert_eq!(late, U256::ZERO);
    // One that is paid by another request is recorded, and one that pays nobody is not: both release it.
    let start = pool.node.snapshot();
    for other in [false, true] {
        pool.node.revert_to(&start);
        if other {
            request(&mut pool, second, shares).expect("they ask");
            end_epoch(&mut pool);
        }
        close(&mut pool).expect("it is time");
        let back = cancel_at(&mut pool, id, first).expect("fetched");
        assert_eq!(back, shares);
        assert_eq!(pending_at(&pool, id, first), U256::ZERO);
        assert_eq!(reverted(cancel_at(&mut pool, id, first)), nothing());
        balances_hold(&pool);
    }
}

#[test]
fn of_no_level_are_refused() {
    let mut pool = stage(0);
    let first = pool.providers[0];
    let max = pool.ask_queue(Queue::leastPriceCall {
        requestId: number(512),
    });
    assert!(max > number(15 * START) && max < number(16 * START));
    let price = max + U256::ONE;
    let error = revert(&Queue::QueuePriceTooHigh { price, max });
    let asked = request_at(&mut pool, first, number(1_000), price.to());
    assert_eq!(reverted(asked), error);
    let last = request_at(&mut pool, first, number(1_000), max.to());
    assert_eq!(last.expect("the last"), number(512));
    let any = request_at(&mut pool, first, number(1_000), 0);
    assert_eq!(any.expect("any price"), U256::ZERO);
    assert_eq!(pending(&pool, first), number(1_000));
    for id in [number(513), U256::MAX] {
        assert_eq!(pending_at(&pool, id, first), U256::ZERO);
        assert_eq!(reverted(cancel_at(&mut pool, id, first)), nothing());
    }
}

/// L15: whoever fills all levels, a share in each, makes a closing dearer once, and cannot stop it.
#[test]
fn at_every_level_do_not_stop_a_closing() {
    let mut pool = stage(3_000);
    let [first, second, _] = pool.providers;
    let mut levels = 0;
    for id in 1..=512 {
        let least = pool.ask_queue(Queue::leastPriceCall {
            requestId: number(id),
        });
        let asked = request_at(&mut pool, second, U256::ONE, least.to()).expect("they ask");
        assert_eq!(asked, number(id));
        levels += 1;
    }
    let shares = pool.shares(first);
    request(&mut pool, first, shares).expect("they ask");
    lock(&mut pool, 2_500);
    // A book that is worth as much as 44 times the deposits, so that every level takes part.
    pool.mark(PoolValue {
        mark: 100_000 * WAD.cast_signed(),
        high: 100_000 * WAD.cast_signed(),
        low: 100_000 * WAD.cast_signed(),
        reserve: 2_500 * WAD,
        ..Default::default()
    });
    end_epoch(&mut pool);
    let (closed, sent) = pool
        .send(pool.owner, pool.queue, Queue::closeCall {})
        .expect("it is time");
    println!("{} gas with {levels} levels", sent.gas_used);
    assert!(closed._0 > U256::ZERO && closed._0 < shares);
    assert!(sent.gas_used < 16_000_000, "{}", sent.gas_used);
    assert!(pool.ask(IVault::poolCall {}).held >= 2_500 * USD);
    balances_hold(&pool);
}
