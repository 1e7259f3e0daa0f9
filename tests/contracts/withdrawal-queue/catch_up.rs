//! A request that waited through many epochs.

use crate::support::{
    balances_hold, claim, claimable, close, lock, nothing, number, pending, request, stage,
};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue};
use contract_tests::{revert, reverted};

mod waiting_long {
    use super::*;

    /// More epochs than one call applies, a little filled in each.
    #[test]
    fn is_caught_up_with_step_by_step() {
        let mut pool = stage(0);
        let [first, second, _] = pool.providers;
        let shares = pool.shares(second);
        request(&mut pool, second, shares).expect("they ask");
        let mut paid = U256::ZERO;
        for epoch in 1..=70_u128 {
            lock(&mut pool, 3_000 - epoch);
            pool.node.warp(DAY);
            let (_, assets) = close(&mut pool).expect("a dollar is free");
            paid += assets;
        }
        assert_eq!(pool.ask_queue(Queue::queueCall {}).epochs, 70);
        let due = claimable(&pool, second).1;
        assert!(paid - due <= number(70), "{due} of {paid}");
        let behind = revert(&Queue::QueueBehind { epochs: 6 });
        assert_eq!(reverted(request(&mut pool, second, U256::ZERO)), nothing());
        let call = Queue::cancelRequestCall {
            receiver: second,
            controller: second,
        };
        assert_eq!(
            reverted(pool.send(second, pool.queue, call.clone())),
            behind
        );
        let part = claim(&mut pool, second).expect("64 epochs of it");
        assert!(part < due);
        let settle = Queue::settleCall { controller: second };
        assert_eq!(
            pool.send(first, pool.queue, settle).expect("by anybody").0,
            0
        );
        assert_eq!(claimable(&pool, second).1, due - part);
        pool.send(second, pool.queue, call)
            .expect("nothing is left to go through");
        assert_eq!(claim(&mut pool, second).expect("the rest"), due - part);
        // A late request is not affected by earlier epochs.
        request(&mut pool, first, number(1_000)).expect("they ask");
        assert_eq!(pending(&pool, first), number(1_000));
        balances_hold(&pool);
    }
}
