//! A request that waited through many closings.

use crate::support::{
    balances_hold, cancel, claim, claimable, close, lock, number, pending, request, stage,
};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue};

mod waiting_long {
    use super::*;

    /// More closings than `settle` applies, a little filled in each.
    #[test]
    fn is_caught_up_with_at_once_or_step_by_step() {
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
        let start = pool.node.snapshot();
        let at_once = claim(&mut pool, second).expect("all 70");
        assert_eq!(at_once, due);
        pool.node.revert_to(&start);
        let settle = Queue::settleCall {
            requestId: U256::ZERO,
            controller: second,
        };
        for left in [6, 0, 0] {
            let settled = pool.send(first, pool.queue, settle.clone());
            assert_eq!(settled.expect("by anybody").0, left);
            assert_eq!(claimable(&pool, second).1, due);
        }
        let waits = pending(&pool, second);
        assert_eq!(cancel(&mut pool, second).expect("all are closed"), waits);
        assert_eq!(claim(&mut pool, second).expect("theirs"), due);
        // A late request is not affected by earlier closings.
        request(&mut pool, first, number(1_000)).expect("they ask");
        assert_eq!(pending(&pool, first), number(1_000));
        balances_hold(&pool);
    }
}
