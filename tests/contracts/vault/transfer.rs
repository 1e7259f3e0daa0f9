//! Shares as a token.

use crate::support::{funded, number};
use alloy_primitives::{Address, U256};
use contract_tests::pool::IVault;
use contract_tests::{revert, reverted, tokens};

mod shares_as_a_token {
    use super::*;

    #[test]
    fn move_by_their_holder_and_by_spenders() {
        let mut pool = funded(1_000);
        let [owner, spender, to] = pool.providers;
        let vault = pool.vault;
        let value = number(5);
        let (done, sent) = pool
            .send(owner, vault, IVault::transferCall { to, value })
            .expect("moved");
        assert!(done);
        let event: IVault::Transfer = sent.event().expect("an event");
        assert_eq!((event.from, event.to, event.value), (owner, to, value));
        assert_eq!(pool.shares(to), value);
        let call = IVault::approveCall { spender, value };
        let (done, sent) = pool.send(owner, vault, call).expect("approved");
        assert!(done);
        let event: IVault::Approval = sent.event().expect("an event");
        assert_eq!(
            (event.owner, event.spender, event.value),
            (owner, spender, value)
        );
        let take = |value| IVault::transferFromCall {
            from: owner,
            to,
            value,
        };
        let needed = number(6);
        let error = IVault::ERC20InsufficientAllowance {
            spender,
            allowance: value,
            needed,
        };
        assert_eq!(
            reverted(pool.send(spender, vault, take(needed))),
            revert(&error)
        );
        pool.send(spender, vault, take(value)).expect("allowed");
        assert_eq!(pool.shares(to), number(10));
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::ZERO
        );
        tokens::approve(&mut pool.node, vault, owner, spender);
        pool.send(spender, vault, take(value)).expect("allowed");
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::MAX,
            "it does not wear off"
        );
    }

    #[test]
    fn do_not_move_without_a_balance_or_to_nobody() {
        let mut pool = funded(1_000);
        let [owner, sender, to] = pool.providers;
        let vault = pool.vault;
        let needed = U256::ONE;
        let error = IVault::ERC20InsufficientBalance {
            sender,
            balance: U256::ZERO,
            needed,
        };
        let call = IVault::transferCall { to, value: needed };
        assert_eq!(reverted(pool.send(sender, vault, call)), revert(&error));
        for to in [Address::ZERO, vault] {
            let call = IVault::transferCall {
                to,
                value: U256::ONE,
            };
            let error = revert(&IVault::ERC20InvalidReceiver { receiver: to });
            assert_eq!(reverted(pool.send(owner, vault, call)), error);
        }
        let call = IVault::transferCall {
            to: owner,
            value: U256::ONE,
        };
        let before = pool.shares(owner);
        pool.send(owner, vault, call).expect("to themselves");
        assert_eq!(pool.shares(owner), before);
    }
}
