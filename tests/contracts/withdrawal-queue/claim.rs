//! Claiming when money has vanished, or when there is none.

use crate::support::{USD, balances_hold, claim, claimable, close, nothing, request};
use alloy_primitives::U256;
use contract_tests::pool::{DAY, IWithdrawalQueue as Queue, Pool};
use contract_tests::tokens::{ICoin, IOddCoin, Manner};
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

mod redeemed_shares_too_few_for_a_unit {
    use super::*;

    /// Once the claim was refused (`QueueNothing`), and the shares stayed claimable for ever.
    #[test]
    fn can_be_claimed_and_then_are_claimable_no_longer() {
        let mut pool = Pool::of_odd_coins();
        let [first, second, _] = pool.providers;
        for provider in [first, second] {
            pool.deposit(provider, 1_000 * USD).expect("they join");
        }
        let all = pool.shares(first);
        request(&mut pool, first, all).expect("they ask");
        request(&mut pool, second, U256::ONE).expect("they ask");
        pool.node.warp(DAY);
        close(&mut pool).expect("it is time");
        assert_eq!(claimable(&pool, second), (U256::ONE, U256::ZERO));
        // No money moves, so it does not matter whether the token would refuse to move nothing.
        let tell = |pool: &mut Pool, manner| {
            let manner = manner as u8;
            let call = IOddCoin::behaveCall { manner };
            pool.send(pool.owner, pool.asset, call).expect("told");
        };
        tell(&mut pool, Manner::Reverts);
        let call = Queue::claimCall {
            receiver: second,
            controller: second,
        };
        let (paid, sent) = pool.send(second, pool.queue, call).expect("it is theirs");
        assert_eq!(paid, U256::ZERO);
        let event: Queue::Withdraw = sent.event().expect("it is made known");
        assert_eq!((event.assets, event.shares), (U256::ZERO, U256::ONE));
        assert_eq!(claimable(&pool, second), (U256::ZERO, U256::ZERO));
        assert_eq!(reverted(claim(&mut pool, second)), nothing());
        // Nobody else has less for it.
        tell(&mut pool, Manner::Plain);
        let due = claimable(&pool, first).1;
        assert_eq!(claim(&mut pool, first).expect("theirs"), due);
        balances_hold(&pool);
    }

    #[test]
    fn are_added_to_those_of_later_epochs_until_somebody_claims() {
        let mut pool = Pool::of_decimals(6);
        let [first, second, _] = pool.providers;
        for provider in [first, second] {
            pool.deposit(provider, 1_000 * USD).expect("they join");
        }
        let half = pool.shares(first) / U256::from(2);
        for shares in [1, 2 * USD] {
            request(&mut pool, first, half).expect("they ask");
            request(&mut pool, second, U256::from(shares)).expect("they ask");
            pool.node.warp(DAY);
            close(&mut pool).expect("it is time");
        }
        let (shares, due) = claimable(&pool, second);
        assert_eq!(shares, U256::from(2 * USD + 1));
        assert!(due > U256::ZERO);
        assert_eq!(claim(&mut pool, second).expect("theirs"), due);
        assert_eq!(claimable(&pool, second), (U256::ZERO, U256::ZERO));
        assert_eq!(reverted(claim(&mut pool, second)), nothing());
        balances_hold(&pool);
    }
}
