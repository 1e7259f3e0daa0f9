//! Ways in and out, for an amount of nothing.

use crate::support::{USD, funded};
use alloy_primitives::{Address, U256};
use contract_tests::pool::{IVault, Pool};
use contract_tests::{revert, reverted};

mod an_amount_of_nothing {
    use super::*;

    /// Once a first mint of nothing took 1,000 units, the price of the dead shares.
    #[test]
    fn is_refused_on_every_way_and_moves_nothing() {
        for mut pool in [Pool::of_decimals(6), funded(10)] {
            let (owner, vault) = (pool.providers[0], pool.vault);
            let (assets, shares, receiver) = (U256::ZERO, U256::ZERO, owner);
            let nobody = Address::from_slice(&[[0; 18].as_slice(), &[0xde, 0xad]].concat());
            let seen = |pool: &Pool| {
                let holders = [owner, vault, nobody];
                let balances = holders.map(|it| (pool.balance(it), pool.shares(it)));
                (balances, pool.ask(IVault::poolCall {}))
            };
            let before = seen(&pool);
            let deposit = IVault::depositCall { assets, receiver };
            let mint = IVault::mintCall { shares, receiver };
            let withdraw = IVault::withdrawCall {
                assets,
                receiver,
                owner,
            };
            let redeem = IVault::redeemCall {
                shares,
                receiver,
                owner,
            };
            let refusals = [
                reverted(pool.send(owner, vault, deposit)),
                reverted(pool.send(owner, vault, mint)),
                reverted(pool.send(owner, vault, withdraw)),
                reverted(pool.send(owner, vault, redeem)),
            ];
            for refusal in refusals {
                assert_eq!(refusal, revert(&IVault::VaultNoShares { assets }));
            }
            assert_eq!(seen(&pool), before);
        }
    }

    #[test]
    fn is_previewed_as_nothing() {
        for pool in [Pool::of_decimals(6), funded(10)] {
            let (assets, shares) = (U256::ZERO, U256::ZERO);
            let previews = [
                pool.ask(IVault::previewDepositCall { assets }),
                pool.ask(IVault::previewMintCall { shares }),
                pool.ask(IVault::previewWithdrawCall { assets }),
                pool.ask(IVault::previewRedeemCall { shares }),
            ];
            assert_eq!(previews, [U256::ZERO; 4]);
        }
    }

    #[test]
    fn leaves_the_first_real_deposit_what_it_was() {
        let mut pool = Pool::of_decimals(6);
        let [first, second, _] = pool.providers;
        let mint = IVault::mintCall {
            shares: U256::ZERO,
            receiver: first,
        };
        assert!(pool.send(first, pool.vault, mint).is_err());
        pool.deposit(second, USD).expect("they join");
        let held = pool.ask(IVault::poolCall {}).held;
        assert_eq!(held, USD);
    }
}
