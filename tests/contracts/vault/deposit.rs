//! Depositing and minting.

use crate::support::{DEAD, USD, book, exceeds, funded, number};
use alloy_primitives::{Address, U256};
use contract_tests::authority::tighten;
use contract_tests::pool::{IVault, Pool};
use contract_tests::{revert, reverted};

#[test]
fn gives_shares_and_leaves_the_first_ones_to_nobody() {
    let mut pool = Pool::of_decimals(6);
    let [first, second, _] = pool.providers;
    let (shares, sent) = pool.deposit(first, 1_000 * USD).expect("they join");
    assert_eq!(shares, number(1_000 * USD * 1_000_000 - DEAD));
    assert_eq!(pool.shares(first), shares);
    let event: IVault::Deposit = sent.event().expect("an event");
    assert_eq!((event.sender, event.owner), (first, first));
    assert_eq!((event.assets, event.shares), (number(1_000 * USD), shares));
    let moved = sent.events::<IVault::Transfer>();
    assert_eq!(moved.len(), 3, "the token's, the dead shares', theirs");
    let (shares, _) = pool.deposit(second, 1_000 * USD).expect("they join");
    assert_eq!(shares, number(1_000 * USD * 1_000_000));
    assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(2_000 * USD));
    assert_eq!(pool.balance(pool.vault), number(2_000 * USD));
}

#[test]
fn goes_to_the_receiver_that_the_payer_names() {
    let mut pool = funded(10);
    let [_, payer, receiver] = pool.providers;
    let call = IVault::depositCall {
        assets: number(USD),
        receiver,
    };
    let (shares, _) = pool.send(payer, pool.vault, call).expect("they join");
    assert_eq!(pool.shares(receiver), shares);
    assert_eq!(pool.shares(payer), U256::ZERO);
    let call = IVault::mintCall { shares, receiver };
    let (assets, sent) = pool.send(payer, pool.vault, call).expect("they join");
    assert_eq!(assets, number(USD));
    assert_eq!(sent.event::<IVault::Deposit>().expect("one").assets, assets);
    assert_eq!(pool.shares(receiver), shares + shares);
}

#[test]
fn pays_for_the_book_at_its_high_side() {
    let mut pool = funded(1_000);
    pool.mark(book(100));
    let second = pool.providers[1];
    let (shares, _) = pool.deposit(second, 1_101 * USD).expect("they join");
    // They pay the worth of the pool on the high side, and get as many shares as there were.
    let supply = number(1_000 * USD * 1_000_000 + 1_000_000);
    let expected = number(1_101 * USD) * supply / number(1_101 * USD + 1);
    assert_eq!(shares, expected);
}

#[test]
fn is_refused_when_it_would_give_nothing() {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    for assets in [0, 1, 1_000] {
        let error = revert(&IVault::VaultNoShares {
            assets: number(assets),
        });
        assert_eq!(reverted(pool.deposit(first, assets)), error, "{assets}");
    }
    pool.deposit(first, 1_001)
        .expect("one unit above the dead shares");
}

#[test]
fn is_refused_beyond_the_cap() {
    let mut pool = funded(1_000);
    let owner = pool.owner;
    let call = tighten(pool.vault, "depositCapTokens", number(1_500));
    pool.send(pool.guardian, pool.authority, call)
        .expect("less is safer");
    assert_eq!(
        pool.ask(IVault::maxDepositCall { receiver: owner }),
        number(500 * USD)
    );
    let second = pool.providers[1];
    let error = exceeds(number(500 * USD + 1), number(500 * USD));
    assert_eq!(reverted(pool.deposit(second, 500 * USD + 1)), error);
    let max = pool.ask(IVault::maxMintCall { receiver: owner });
    let call = |shares| IVault::mintCall {
        shares,
        receiver: second,
    };
    let error = exceeds(max + U256::ONE, max);
    assert_eq!(
        reverted(pool.simulate(second, call(max + U256::ONE))),
        error
    );
    pool.send(second, pool.vault, call(max))
        .expect("all that is left");
    assert_eq!(
        pool.ask(IVault::maxDepositCall { receiver: owner }),
        U256::ZERO
    );
    assert_eq!(
        reverted(pool.deposit(second, 1)),
        exceeds(U256::ONE, U256::ZERO)
    );
}

#[test]
fn is_refused_to_receivers_that_must_be_a_mistake() {
    let mut pool = funded(10);
    let second = pool.providers[1];
    for receiver in [Address::ZERO, pool.vault] {
        let call = IVault::depositCall {
            assets: number(USD),
            receiver,
        };
        let error = revert(&IVault::ERC20InvalidReceiver { receiver });
        assert_eq!(reverted(pool.send(second, pool.vault, call)), error);
    }
}

#[test]
fn has_a_max_of_zero_for_receivers_whom_it_refuses_and_the_true_one_for_all_others() {
    let pool = funded(10);
    let second = pool.providers[1];
    let max = |from, receiver| {
        let assets = pool.simulate(from, IVault::maxDepositCall { receiver });
        let shares = pool.simulate(from, IVault::maxMintCall { receiver });
        (assets.expect("an answer"), shares.expect("an answer"))
    };
    let tried = |receiver, assets, shares| {
        let deposit = IVault::depositCall { assets, receiver };
        let mint = IVault::mintCall { shares, receiver };
        let deposited = pool.simulate(second, deposit);
        let minted = pool.simulate(second, mint);
        (deposited, minted)
    };
    let one = U256::ONE;
    for receiver in [Address::ZERO, pool.vault, pool.queue] {
        assert_eq!(max(second, receiver), (U256::ZERO, U256::ZERO));
        let error = revert(&IVault::ERC20InvalidReceiver { receiver });
        let (deposited, minted) = tried(receiver, one, one);
        assert_eq!(reverted(deposited), error);
        assert_eq!(reverted(minted), error);
    }
    for receiver in [second, pool.market, Address::with_last_byte(1)] {
        let (assets, shares) = max(pool.owner, receiver);
        let (deposited, minted) = tried(receiver, assets, shares);
        assert_eq!(deposited.expect("as much as that"), shares);
        assert_eq!(minted.expect("as much as that"), assets);
        let (deposited, minted) = tried(receiver, assets + one, shares + one);
        assert_eq!(reverted(deposited), exceeds(assets + one, assets));
        assert_eq!(reverted(minted), exceeds(shares + one, shares));
    }
    // The queue alone brings shares to itself.
    assert!(max(pool.queue, pool.queue).0 > U256::ZERO);
}

#[test]
fn is_refused_of_amounts_that_do_not_fit() {
    let pool = funded(10);
    let assets = U256::MAX;
    let overflow = revert(&IVault::VaultOverflow {});
    assert_eq!(
        reverted(pool.simulate(pool.owner, IVault::previewDepositCall { assets })),
        overflow
    );
    let shares = U256::ONE << 128;
    assert_eq!(
        reverted(pool.simulate(pool.owner, IVault::convertToAssetsCall { shares })),
        overflow
    );
    let receiver = pool.providers[1];
    let max = pool.ask(IVault::maxDepositCall { receiver });
    let call = IVault::depositCall { assets, receiver };
    assert_eq!(
        reverted(pool.simulate(receiver, call)),
        exceeds(assets, max)
    );
}
