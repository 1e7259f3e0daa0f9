//! Assets that do not behave as a token should.

use crate::support::{DEAD, USD, number};
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use contract_tests::pool::{IVault, Pool, exchanged, payment};
use contract_tests::tokens::{ICoin, IOddCoin, Manner};
use contract_tests::{revert, reverted};

fn stage(manner: Manner) -> Pool {
    let mut pool = Pool::of_odd_coins();
    let first = pool.providers[0];
    pool.deposit(first, 1_000 * USD).expect("plain");
    behave(&mut pool, manner);
    pool
}

fn behave(pool: &mut Pool, manner: Manner) {
    let call = IOddCoin::behaveCall {
        manner: manner as u8,
    };
    pool.send(pool.owner, pool.asset, call).expect("told");
}

/// Checks that a way in, a way out and a payment are refused, and that none of them changes anything.
fn all_refuse_with(manner: Manner, error: impl Fn(&Pool, bool) -> Bytes) {
    let mut pool = stage(manner);
    let [first, second, _] = pool.providers;
    let before = pool.ask(IVault::poolCall {});
    let entering = error(&pool, true);
    assert_eq!(
        reverted(pool.deposit(second, 100 * USD)),
        entering,
        "{manner:?}"
    );
    let shares = pool.shares(first) / number(10);
    let leaving = error(&pool, false);
    assert_eq!(reverted(pool.redeem(first, shares)), leaving, "{manner:?}");
    let call = payment(99_999_999);
    assert!(
        pool.send(pool.market, pool.vault, call).is_err(),
        "{manner:?}"
    );
    let call = exchanged(-USD.cast_signed());
    assert!(
        pool.send(pool.market, pool.vault, call).is_err(),
        "{manner:?}"
    );
    assert_eq!(pool.ask(IVault::poolCall {}), before, "{manner:?}");
    assert!(pool.shares(second).is_zero());
}

#[test]
fn that_return_nothing_work() {
    let mut pool = stage(Manner::Silent);
    let second = pool.providers[1];
    let (shares, _) = pool.deposit(second, USD).expect("they join");
    pool.redeem(second, shares).expect("they leave");
}

#[test]
fn that_refuse_are_refused() {
    let refused = |pool: &Pool, _: bool| revert(&IVault::TokenRefused { token: pool.asset });
    all_refuse_with(Manner::Refuses, refused);
    all_refuse_with(Manner::Garbles, refused);
    all_refuse_with(Manner::Reverts, |_, _| revert(&IOddCoin::OddCoinReverts {}));
}

#[test]
fn that_move_too_little_are_refused() {
    // A tenth of the shares is worth 99.8 dollars and a little after the fee.
    let leaving = 99_799_900;
    let short = |expected: u128, arrived: u128| {
        revert(&IVault::TokenShort {
            expected: number(expected),
            arrived: number(arrived),
        })
    };
    all_refuse_with(Manner::KeepsATenth, |_, entering| {
        if entering {
            short(100 * USD, 90 * USD)
        } else {
            short(leaving, leaving - leaving / 10)
        }
    });
    all_refuse_with(Manner::MovesNothing, |_, entering| {
        short(if entering { 100 * USD } else { leaving }, 0)
    });
}

#[test]
fn that_take_more_than_they_are_told_are_refused() {
    let mut pool = stage(Manner::TakesMore);
    let first = pool.providers[0];
    let shares = pool.shares(first) / number(10);
    let error = IVault::VaultUnfunded {
        balance: number(1_000 * USD - 2 * 99_799_900),
        needed: number(1_000 * USD - 99_799_900),
    };
    assert_eq!(reverted(pool.redeem(first, shares)), revert(&error));
}

#[test]
fn that_call_back_get_nowhere() {
    let mut pool = stage(Manner::CallsBack);
    let [first, second, _] = pool.providers;
    let calls: [Vec<u8>; 4] = [
        IVault::depositCall {
            assets: number(USD),
            receiver: first,
        }
        .abi_encode(),
        IVault::redeemCall {
            shares: number(DEAD),
            receiver: first,
            owner: first,
        }
        .abi_encode(),
        IVault::transferCall {
            to: first,
            value: U256::ZERO,
        }
        .abi_encode(),
        IVault::totalAssetsCall {}.abi_encode(),
    ];
    for message in calls {
        let target = pool.vault;
        let aim = IOddCoin::aimCall {
            target,
            message: message.into(),
        };
        pool.send(pool.owner, pool.asset, aim).expect("aimed");
        let expected = pool.ask(IVault::previewDepositCall {
            assets: number(USD),
        });
        let (shares, _) = pool.deposit(second, USD).expect("they join");
        assert_eq!(shares, expected);
        let called = |pool: &Pool| {
            let token = pool.asset;
            let back = pool
                .node
                .call(first, token, IOddCoin::calledBackCall {})
                .expect("an answer");
            let done = pool
                .node
                .call(first, token, IOddCoin::callSucceededCall {})
                .expect("an answer");
            (back, done)
        };
        assert_eq!(called(&pool), (true, false));
        pool.redeem(second, shares).expect("they leave");
        assert_eq!(called(&pool), (true, false));
    }
}

#[test]
fn that_vanish_are_noticed() {
    let mut pool = stage(Manner::Plain);
    let call = ICoin::burnCall {
        from: pool.vault,
        amount: U256::ONE,
    };
    pool.send(pool.owner, pool.asset, call).expect("burnt");
    let second = pool.providers[1];
    let error = IVault::VaultUnfunded {
        balance: number(1_001 * USD - 1),
        needed: number(1_001 * USD),
    };
    assert_eq!(reverted(pool.deposit(second, USD)), revert(&error));
}
