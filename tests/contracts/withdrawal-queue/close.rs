//! Closing an epoch: all who wait are paid in the same proportion.

use crate::support::{
    USD, WAD, balances_hold, claim, claimable, close, lock, nothing, number, pending, request,
    stage,
};
use alloy_primitives::U256;
use contract_tests::authority::{execute, pause, schedule};
use contract_tests::pool::{DAY, IVault, IWithdrawalQueue as Queue, PoolValue};
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
fn waits_for_the_end_of_the_epoch_and_for_money() {
    let mut pool = stage(0);
    let second = pool.providers[1];
    request(&mut pool, second, number(1_000_000_000)).expect("they ask");
    let closable = pool.ask_queue(Queue::queueCall {}).closable;
    assert_eq!(
        reverted(close(&mut pool)),
        revert(&Queue::QueueTooEarly { closable })
    );
    pool.node.warp_to(closable - 2).expect("later");
    assert_eq!(
        reverted(close(&mut pool)),
        revert(&Queue::QueueTooEarly { closable })
    );
    pool.node.warp_to(closable + 1).expect("later");
    let nothing = revert(&Queue::QueueNothingToFill {});
    assert_eq!(reverted(close(&mut pool)), nothing);
    lock(&mut pool, 0);
    pool.send(pool.guardian, pool.authority, pause(pool.vault))
        .expect("paused");
    assert_eq!(reverted(close(&mut pool)), nothing);
    let call = schedule(pool.vault, "paused", U256::ZERO);
    pool.send(pool.owner, pool.authority, call)
        .expect("scheduled");
    pool.node.warp(2 * DAY);
    pool.send(pool.owner, pool.authority, execute(pool.vault, "paused"))
        .expect("due");
    close(&mut pool).expect("an epoch ends when it can be filled");
    request(&mut pool, second, number(1_000_000_000)).expect("they ask");
    let closable = pool.ask_queue(Queue::queueCall {}).closable;
    assert_eq!(
        reverted(close(&mut pool)),
        revert(&Queue::QueueTooEarly { closable })
    );
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
