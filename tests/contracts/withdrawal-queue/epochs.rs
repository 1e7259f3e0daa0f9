//! Epochs by the clock: who takes part in a closing.

use crate::support::{
    USD, balances_hold, cancel, claimable, close, end_epoch, lock, number, pending, request, stage,
};
use alloy_primitives::U256;
use contract_tests::authority::{execute, schedule};
use contract_tests::pool::{DAY, IVault, IWithdrawalQueue as Queue, Pool};
use contract_tests::revert;
use contract_tests::reverted;

const HOUR: u64 = 3_600;

/// L9, L15: a provider waits with 1,000 dollars, and 1,000 come free. Then a whale with 18,000 asks, closes, claims
/// and cancels, all at once. When requests counted in the epoch being closed, the whale was paid 947.368470 of the 1,000
/// dollars and had the other shares back, and the provider was paid 52.631529.
#[test]
fn l9_who_asks_after_the_end_of_an_epoch_gets_nothing_of_its_closing() {
    let mut pool = Pool::of_decimals(6);
    let [provider, whale, other] = pool.providers;
    for (who, dollars) in [(provider, 1_000), (whale, 18_000), (other, 1_000)] {
        pool.deposit(who, dollars * USD).expect("they join");
    }
    lock(&mut pool, 20_000);
    let waits = pool.shares(provider);
    request(&mut pool, provider, waits).expect("they ask");
    pool.node.warp(DAY);
    lock(&mut pool, 19_000);
    let (dollars, shares) = (pool.balance(whale), pool.shares(whale));
    request(&mut pool, whale, shares).expect("they ask");
    close(&mut pool).expect("it is time");
    // The whale has nothing to claim; it claims all that there is.
    let claim = Queue::claimCall {
        receiver: whale,
        controller: whale,
    };
    let claimed = pool.send(whale, pool.queue, claim);
    let call = Queue::cancelRequestCall {
        receiver: whale,
        controller: whale,
    };
    let (back, _) = pool.send(whale, pool.queue, call).expect("its own");
    let gained = pool.balance(whale) - dollars;
    let due = claimable(&pool, provider).1;
    println!("the whale got {gained}, the provider {due}");
    assert_eq!(gained, U256::ZERO, "L9: asked for after the end");
    assert!(claimed.is_err());
    assert_eq!(back, shares);
    assert!(due > number(997 * USD), "{due}: all but the exit fee");
    assert_eq!(pending(&pool, provider), U256::ZERO);
    balances_hold(&pool);
}

/// However late an epoch is closed, its closing is for those who asked before its end, and one call closes all.
#[test]
fn are_closed_as_one_however_late() {
    let mut pool = stage(3_000);
    let [first, second, third] = pool.providers;
    let shares = number(1_000_000_000);
    request(&mut pool, first, shares).expect("in the first epoch");
    end_epoch(&mut pool);
    request(&mut pool, second, shares).expect("in the second");
    pool.node.warp(50 * HOUR);
    request(&mut pool, third, shares).expect("in the one that runs");
    let said = pool.ask_queue(Queue::epochCall {});
    assert_eq!(said.number - said.open, 51);
    assert_eq!(close(&mut pool).expect("it is time").0, shares * number(2));
    let said = pool.ask_queue(Queue::epochCall {});
    assert_eq!(said.number, said.open);
    assert_eq!(pending(&pool, third), shares);
    let closable = pool.ask_queue(Queue::queueCall {}).closable;
    assert_eq!(closable, said.end);
    let early = revert(&Queue::QueueTooEarly { closable });
    assert_eq!(reverted(close(&mut pool)), early);
    end_epoch(&mut pool);
    assert_eq!(close(&mut pool).expect("its turn").0, shares);
    for provider in [first, second, third] {
        assert_eq!(claimable(&pool, provider).0, shares);
    }
    balances_hold(&pool);
}

/// Epochs in which nothing waited need no closing.
#[test]
fn without_requests_need_no_closing() {
    let mut pool = stage(3_000);
    pool.node.warp(30 * DAY);
    let first = pool.providers[0];
    request(&mut pool, first, number(1_000_000)).expect("they ask");
    let closable = pool.ask_queue(Queue::queueCall {}).closable;
    assert_eq!(closable, pool.ask_queue(Queue::epochCall {}).end);
    let early = revert(&Queue::QueueTooEarly { closable });
    assert_eq!(reverted(close(&mut pool)), early);
}

/// When their length changes, the epoch that runs keeps its number and ends at the next multiple of the new length.
#[test]
fn go_on_counting_when_their_length_changes() {
    let mut pool = stage(3_000);
    let [first, second, _] = pool.providers;
    let shares = number(1_000_000_000);
    for secs in [600, 604_800, 7 * HOUR] {
        let call = schedule(pool.queue, "epochSecs", U256::from(secs));
        pool.send(pool.owner, pool.authority, call)
            .expect("scheduled");
        pool.node.warp(2 * DAY);
        request(&mut pool, first, shares).expect("they ask");
        let before = pool.ask_queue(Queue::epochCall {});
        pool.send(pool.owner, pool.authority, execute(pool.queue, "epochSecs"))
            .expect("due");
        let after = pool.ask_queue(Queue::epochCall {});
        assert_eq!(after.number, before.number);
        assert!(after.end.is_multiple_of(secs) && after.end - pool.node.now_secs() <= secs);
        assert!(close(&mut pool).is_err() || pending(&pool, first) >= shares);
        end_epoch(&mut pool);
        let ended = pool.ask_queue(Queue::epochCall {});
        assert_eq!(
            (ended.number, ended.end),
            (after.number + 1, after.end + secs)
        );
        request(&mut pool, second, shares).expect("after its end");
        close(&mut pool).expect("it is time");
        assert_eq!(pending(&pool, first), U256::ZERO);
        assert_eq!(pending(&pool, second), shares);
        assert_eq!(cancel(&mut pool, second).expect("all are closed"), shares);
    }
    assert!(pool.ask(IVault::poolCall {}).queued <= 10);
    balances_hold(&pool);
}
