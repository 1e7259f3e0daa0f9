//! Withdrawing and redeeming.

use crate::support::{DEAD, USD, WAD, book, exceeds, funded, number};
use alloy_primitives::{Address, U256};
use contract_tests::authority::{execute, schedule, tighten};
use contract_tests::pool::{DAY, IGoverned, IVault, PoolValue, key};
use contract_tests::{revert, reverted};

mod leaving {
    use super::*;

    #[test]
    fn pays_at_the_low_side_and_keeps_the_fee() {
        let mut pool = funded(1_000);
        let [first, second, _] = pool.providers;
        pool.deposit(second, 1_000 * USD).expect("they join");
        pool.mark(book(200));
        let held = pool.shares(second);
        let before = pool.balance(second);
        let (assets, sent) = pool.redeem(second, held).expect("they leave");
        let supply = number(2_000 * USD * 1_000_000 + 1_000_000);
        let gross = held * number(2_199 * USD + 1) / supply;
        assert_eq!(assets, gross * number(9_980) / number(10_000));
        assert_eq!(pool.balance(second) - before, assets);
        let event: IVault::Withdraw = sent.event().expect("an event");
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (second, second, second)
        );
        assert_eq!((event.assets, event.shares), (assets, held));
        let left = number(pool.ask(IVault::backingCall {}).cast_unsigned());
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            left,
            "the book is no money"
        );
    }

    #[test]
    fn by_amount_takes_the_shares_that_it_previews() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        let assets = number(123_456_789);
        let shares = pool.ask(IVault::previewWithdrawCall { assets });
        let receiver = pool.providers[2];
        let before = pool.balance(receiver);
        let call = IVault::withdrawCall {
            assets,
            receiver,
            owner: first,
        };
        let held = pool.shares(first);
        let (taken, _) = pool.send(first, pool.vault, call).expect("they leave");
        assert_eq!(taken, shares);
        assert_eq!(pool.shares(first), held - taken);
        assert_eq!(pool.balance(receiver) - before, assets);
    }

    #[test]
    fn for_somebody_else_takes_their_allowance() {
        let mut pool = funded(1_000);
        let [owner, spender, _] = pool.providers;
        let shares = number(1_000_000_000);
        let redeem = |receiver| IVault::redeemCall {
            shares,
            receiver,
            owner,
        };
        let error = IVault::ERC20InsufficientAllowance {
            spender,
            allowance: U256::ZERO,
            needed: shares,
        };
        assert_eq!(
            reverted(pool.send(spender, pool.vault, redeem(spender))),
            revert(&error)
        );
        let approve = IVault::approveCall {
            spender,
            value: shares + U256::ONE,
        };
        pool.send(owner, pool.vault, approve).expect("approved");
        pool.send(spender, pool.vault, redeem(spender))
            .expect("allowed");
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::ONE
        );
    }

    #[test]
    fn cannot_touch_the_reserve() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        // A reserve of 900 dollars and a wei of WAD, which counts as a whole unit.
        let reserve = (900 * WAD).cast_unsigned() + 1;
        pool.mark(PoolValue {
            reserve,
            ..Default::default()
        });
        let max = number(100 * USD - 1);
        assert_eq!(pool.ask(IVault::maxWithdrawCall { owner: first }), max);
        let withdraw = |assets| IVault::withdrawCall {
            assets,
            receiver: first,
            owner: first,
        };
        let error = exceeds(number(100 * USD), max);
        assert_eq!(
            reverted(pool.send(first, pool.vault, withdraw(number(100 * USD)))),
            error
        );
        let shares = pool.ask(IVault::maxRedeemCall { owner: first });
        let error = exceeds(shares + U256::ONE, shares);
        assert_eq!(reverted(pool.redeem(first, shares + U256::ONE)), error);
        let (assets, _) = pool.redeem(first, shares).expect("what is free");
        assert_eq!(assets, max);
        assert_eq!(pool.ask(IVault::maxRedeemCall { owner: first }), U256::ZERO);
        pool.mark(PoolValue {
            reserve: u128::MAX,
            ..Default::default()
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            U256::ZERO
        );
    }

    #[test]
    fn cannot_touch_what_the_book_owes() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        // 301 dollars are owed at the worse side, and 100 are reserved for further losses.
        let reserve = (100 * WAD).cast_unsigned();
        pool.mark(PoolValue {
            reserve,
            ..book(-300)
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            number(599 * USD)
        );
        assert_eq!(pool.ask(IVault::poolCall {}).withdrawable, 599 * USD);
        // The pool cannot pay out what others owe it.
        pool.mark(PoolValue {
            reserve,
            ..book(300)
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            number(900 * USD)
        );
    }

    #[test]
    fn is_refused_to_receivers_that_must_be_a_mistake() {
        let mut pool = funded(10);
        let owner = pool.providers[0];
        for receiver in [Address::ZERO, pool.vault] {
            let call = IVault::redeemCall {
                shares: number(DEAD),
                receiver,
                owner,
            };
            let error = revert(&IVault::ERC20InvalidReceiver { receiver });
            assert_eq!(reverted(pool.send(owner, pool.vault, call)), error);
        }
    }

    #[test]
    fn keeps_another_fee_once_the_change_has_waited() {
        let mut pool = funded(1_000);
        let (owner, vault, authority) = (pool.owner, pool.vault, pool.authority);
        let fee = key("exitFeeBps");
        let setting = pool.ask(IGoverned::settingCall { key: fee });
        assert_eq!(
            (setting._0, setting._1, setting._2),
            (number(20), U256::ZERO, number(100))
        );
        let call = tighten(vault, "exitFeeBps", number(10));
        assert!(
            pool.send(owner, authority, call).is_err(),
            "neither direction is safer"
        );
        let value = number(101);
        let call = schedule(vault, "exitFeeBps", value);
        let bounds = IGoverned::AccessOutOfBounds {
            key: fee,
            value,
            min: U256::ZERO,
            max: number(100),
        };
        assert_eq!(reverted(pool.send(owner, authority, call)), revert(&bounds));
        let call = schedule(vault, "exitFeeBps", number(100));
        pool.send(owner, authority, call).expect("scheduled");
        pool.node.warp(2 * DAY);
        pool.send(owner, authority, execute(vault, "exitFeeBps"))
            .expect("due");
        assert_eq!(
            pool.ask(IGoverned::settingCall { key: fee })._0,
            number(100)
        );
        let cap = pool.ask(IGoverned::settingCall {
            key: key("depositCapTokens"),
        });
        assert_eq!(
            cap._0,
            number(1_000_000_000_000),
            "its neighbours in the word stand"
        );
        assert_eq!(pool.ask(IVault::assetCall {}), pool.asset);
        let shares = number(1_000_000 * 10_000);
        assert_eq!(
            pool.ask(IVault::previewRedeemCall { shares }),
            number(9_900)
        );
    }
}
