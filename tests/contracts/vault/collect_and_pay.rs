//! Money that the market brings and takes.

use crate::support::{USD, funded, number};
use alloy_primitives::U256;
use contract_tests::pool::IVault;
use contract_tests::{revert, reverted, tokens};

mod money_of_the_market {
    use super::*;

    #[test]
    fn moves_only_through_the_market() {
        let mut pool = funded(1_000);
        let caller = pool.owner;
        let error = revert(&IVault::VaultOnlyMarket { caller });
        let (amount, spread) = (U256::ZERO, U256::ZERO);
        let vault = pool.vault;
        let call = IVault::collectCall {
            amount,
            spread,
            vestsBy: 0,
        };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
        let call = IVault::payCall {
            amount,
            spread,
            vestsBy: 0,
        };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
        let call = IVault::payClaimsCall { owed: amount };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
    }

    #[test]
    fn counts_when_it_is_there() {
        let mut pool = funded(1_000);
        let call = IVault::collectCall {
            amount: number(USD),
            spread: U256::ZERO,
            vestsBy: 0,
        };
        let error = IVault::VaultUnfunded {
            balance: number(1_000 * USD),
            needed: number(1_001 * USD),
        };
        assert_eq!(
            reverted(pool.send(pool.market, pool.vault, call)),
            revert(&error)
        );
        let sent = pool.collect(USD, 0, 0).expect("it is there");
        let event: IVault::Collected = sent.event().expect("an event");
        assert_eq!((event.amount, event.spread), (number(USD), U256::ZERO));
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_001 * USD));
    }

    #[test]
    fn is_paid_in_full_or_not_at_all() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let pay = |amount| IVault::payCall {
            amount,
            spread: U256::ZERO,
            vestsBy: 0,
        };
        let (held, needed) = (number(1_000 * USD), number(1_000 * USD + 1));
        let error = revert(&IVault::VaultShort { held, needed });
        assert_eq!(reverted(pool.send(market, vault, pay(needed))), error);
        let (_, sent) = pool.send(market, vault, pay(number(USD))).expect("paid");
        assert_eq!(
            sent.event::<IVault::Paid>().expect("one").amount,
            number(USD)
        );
        assert_eq!(pool.balance(market), number(USD));
        pool.send(market, vault, pay(U256::ZERO))
            .expect("a sale for nothing");
        let overflow = revert(&IVault::VaultOverflow {});
        assert_eq!(reverted(pool.send(market, vault, pay(U256::MAX))), overflow);
    }

    #[test]
    fn pays_claims_as_far_as_the_money_goes() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let claims = |owed| IVault::payClaimsCall { owed };
        let (paid, sent) = pool.send(market, vault, claims(number(USD))).expect("paid");
        assert_eq!(paid, number(USD));
        let event: IVault::ClaimsPaid = sent.event().expect("an event");
        assert_eq!((event.owed, event.paid), (paid, paid));
        let (paid, _) = pool.send(market, vault, claims(U256::MAX)).expect("paid");
        assert_eq!(paid, number(999 * USD));
        assert_eq!(pool.balance(market), number(1_000 * USD));
        let (paid, _) = pool
            .send(market, vault, claims(number(USD)))
            .expect("nothing is left");
        assert_eq!(paid, U256::ZERO);
        let first = pool.providers[0];
        assert_eq!(
            reverted(pool.deposit(first, USD)),
            revert(&IVault::VaultInsolvent {})
        );
    }

    #[test]
    fn given_away_by_strangers_changes_nothing() {
        let mut pool = funded(1_000);
        let shares = number(1_000_000 * USD);
        let before = pool.ask(IVault::convertToAssetsCall { shares });
        tokens::mint(&mut pool.node, pool.asset, pool.vault, number(5_000 * USD));
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(1_000 * USD));
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_000 * USD));
        assert_eq!(pool.ask(IVault::convertToAssetsCall { shares }), before);
        let second = pool.providers[1];
        let (given, _) = pool.deposit(second, USD).expect("they join");
        assert_eq!(given, number(USD * 1_000_000));
    }
}
