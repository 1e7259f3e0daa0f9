//! Money that the market brings and takes.

use crate::support::{USD, funded, number};
use alloy_sol_types::SolError;
use contract_tests::pool::{IVault, exchanged, payment};
use contract_tests::{revert, reverted, tokens};

mod money_of_the_market {
    use super::*;

    #[test]
    fn moves_only_through_the_market() {
        let mut pool = funded(1_000);
        let caller = pool.owner;
        let error = revert(&IVault::VaultOnlyMarket { caller });
        let (amount, spread) = (0, 0);
        let vault = pool.vault;
        let call = IVault::collectCall {
            amount,
            spread,
            vestsBy: 0,
        };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
        assert_eq!(reverted(pool.send(caller, vault, payment(amount))), error);
        assert_eq!(reverted(pool.send(caller, vault, exchanged(0))), error);
    }

    #[test]
    fn counts_when_it_is_there() {
        let mut pool = funded(1_000);
        let call = IVault::collectCall {
            amount: USD,
            spread: 0,
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
        assert_eq!((event.amount, event.spread), (USD, 0));
        assert_eq!(
            pool.ask(IVault::backingCall {}),
            (1_001 * USD).cast_signed()
        );
    }

    #[test]
    fn is_paid_in_full_or_not_at_all() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let pay = payment;
        let (held, needed) = (number(1_000 * USD), number(1_000 * USD + 1));
        let error = revert(&IVault::VaultShort { held, needed });
        let more = pay(1_000 * USD + 1);
        assert_eq!(reverted(pool.send(market, vault, more)), error);
        let (_, sent) = pool.send(market, vault, pay(USD)).expect("paid");
        assert_eq!(sent.event::<IVault::Paid>().expect("one").amount, USD);
        assert_eq!(pool.balance(market), number(USD));
        pool.send(market, vault, pay(0))
            .expect("a sale for nothing");
        let needed = number(u128::MAX);
        let held = number(999 * USD);
        let short = revert(&IVault::VaultShort { held, needed });
        assert_eq!(reverted(pool.send(market, vault, pay(u128::MAX))), short);
    }

    /// What is owed stays whatever happens; what must stay besides may be missing after a close as it was before.
    #[test]
    fn leaves_what_is_owed_and_what_must_stay() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let owing = IVault::exchangeCall {
            owed: 300 * USD,
            ..exchanged(0)
        };
        pool.send(market, vault, owing).expect("noted");
        let pays = |amount: u128, opens, before: u128, after: u128| IVault::payCall {
            opens,
            stayBefore: before * USD,
            stayAfter: after * USD,
            ..payment(amount * USD)
        };
        // (amount, opens, before, after): the largest of each kind that passes, and a dollar more that does not.
        for (amount, opens, before, after) in [
            (700, false, 0, 0),
            (600, false, 0, 100),
            (600, true, 0, 100),
            // 50 are missing before, so 50 may be missing after.
            (100, false, 750, 650),
            (700, false, 1_700, 1_000),
        ] {
            let more = pays(amount + 1, opens, before, after);
            let refused = reverted(pool.send(market, vault, more));
            assert!(refused.starts_with(&IVault::VaultShort::SELECTOR));
            let round = pool.node.snapshot();
            pool.send(market, vault, pays(amount, opens, before, after))
                .expect("enough stays");
            pool.node.revert_to(&round);
        }
        // What has not vested stays too when an order opens.
        pool.collect(50 * USD, 50 * USD, 86_400).expect("collected");
        let refused = reverted(pool.send(market, vault, pays(740, true, 0, 0)));
        assert!(refused.starts_with(&IVault::VaultShort::SELECTOR));
        pool.send(market, vault, pays(700, true, 0, 0))
            .expect("what has vested");
    }

    #[test]
    fn is_exchanged_after_a_settlement_and_what_the_market_says_replaces_what_was_known() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let says = IVault::exchangeCall {
            owed: 400 * USD,
            debts: 150 * USD,
            lent: 70 * USD,
            clearing: true,
            ..exchanged(0)
        };
        let (_, sent) = pool.send(market, vault, says).expect("noted");
        let event: IVault::Exchanged = sent.event().expect("an event");
        assert_eq!((event.difference, event.owed), (0, 400 * USD));
        let backing = pool.ask(IVault::backingCall {});
        assert_eq!(backing, (750 * USD).cast_signed());
        let first = pool.providers[0];
        let clearing = revert(&IVault::VaultClearing {});
        assert_eq!(reverted(pool.deposit(first, USD)), clearing);
        let pays = IVault::exchangeCall {
            owed: 300 * USD,
            ..exchanged(-(100 * USD).cast_signed())
        };
        pool.send(market, vault, pays).expect("paid");
        assert_eq!(pool.balance(market), number(100 * USD));
        let seen = pool.ask(IVault::poolCall {});
        assert_eq!((seen.held, seen.owed), (900 * USD, 300 * USD));
        assert_eq!((seen.debts, seen.lent, seen.clearing), (0, 0, false));
        // What joins counts what is lent in full, what leaves not at all.
        let lends = IVault::exchangeCall {
            lent: 600 * USD,
            ..exchanged(0)
        };
        let assets = number(USD);
        let whole = pool.ask(IVault::previewDepositCall { assets });
        pool.send(market, vault, lends).expect("noted");
        let dearer = pool.ask(IVault::previewDepositCall { assets });
        let shares = pool.ask(IVault::totalSupplyCall {});
        assert_eq!(
            dearer,
            assets * (shares + number(1_000_000)) / number(1_500 * USD + 1)
        );
        assert!(dearer < whole);
        let leaving = IVault::previewRedeemCall {
            shares: number(USD * 1_000_000),
        };
        assert!(pool.ask(leaving) < number(USD));
        let (held, needed) = (number(900 * USD), number(901 * USD));
        let short = revert(&IVault::VaultShort { held, needed });
        let all = exchanged(-(901 * USD).cast_signed());
        assert_eq!(reverted(pool.send(market, vault, all)), short);
        let missing = exchanged(USD.cast_signed());
        let unfunded = IVault::VaultUnfunded {
            balance: held,
            needed,
        };
        assert_eq!(
            reverted(pool.send(market, vault, missing)),
            revert(&unfunded)
        );
    }

    #[test]
    fn given_away_by_strangers_changes_nothing() {
        let mut pool = funded(1_000);
        let shares = number(1_000_000 * USD);
        let before = pool.ask(IVault::convertToAssetsCall { shares });
        tokens::mint(&mut pool.node, pool.asset, pool.vault, number(5_000 * USD));
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(1_000 * USD));
        assert_eq!(
            pool.ask(IVault::backingCall {}),
            (1_000 * USD).cast_signed()
        );
        assert_eq!(pool.ask(IVault::convertToAssetsCall { shares }), before);
        let second = pool.providers[1];
        let (given, _) = pool.deposit(second, USD).expect("they join");
        assert_eq!(given, number(USD * 1_000_000));
    }
}
