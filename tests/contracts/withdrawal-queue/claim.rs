//! Claiming when money has vanished.

use crate::support::{USD, claim, claimable, close, request};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue, Pool};
use contract_tests::tokens::ICoin;
use contract_tests::{revert, reverted};

mod money_that_vanished {
    use super::*;

    #[test]
    fn is_noticed_at_the_next_claim() {
        let mut pool = Pool::of_odd_coins();
        let [first, second, _] = pool.providers;
        for provider in [first, second] {
            pool.deposit(provider, 1_000 * USD).expect("they join");
            let shares = pool.shares(provider);
            request(&mut pool, provider, shares).expect("they ask");
        }
        pool.node.warp(DAY);
        close(&mut pool).expect("it is time");
        let call = ICoin::burnCall {
            from: pool.queue,
            amount: U256::ONE,
        };
        pool.send(pool.owner, pool.asset, call).expect("burnt");
        let owed = pool.ask_queue(Queue::queueCall {}).owed;
        let due = claimable(&pool, first).1;
        let error = Queue::QueueUnfunded {
            balance: owed - due - U256::ONE,
            needed: owed - due,
        };
        assert_eq!(reverted(claim(&mut pool, first)), revert(&error));
    }
}
