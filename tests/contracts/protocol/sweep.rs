//! Tokens sent to a contract by mistake: the owner sweeps them, but nothing that anybody has a claim to.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use contract_tests::authority::key;
use contract_tests::pool::{DAY, IGoverned, IVault, IWithdrawalQueue as Queue, Pool};
use contract_tests::tokens::{ICoin, IOddCoin, Manner};
use contract_tests::{revert, reverted, tokens};
use devnode::error::NodeError;

fn sweep(pool: &mut Pool, from: Address, of: Address, token: Address) -> Result<U256, NodeError> {
    let to = pool.guardian;
    // Both contracts declare it in the same way.
    let call = IVault::sweepCall { token, to };
    let (amount, sent) = pool.send(from, of, call)?;
    let event: IVault::Swept = sent.event().expect("it is made known");
    assert_eq!((event.token, event.to, event.amount), (token, to, amount));
    Ok(amount)
}

/// Returns a pool with a holder who waits, and an unrelated token in both contracts.
fn stage() -> (Pool, Address) {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    pool.deposit(first, 1_000_000_000).expect("they join");
    let request = Queue::requestRedeemCall {
        shares: U256::from(77),
        controller: first,
        owner: first,
    };
    pool.send(first, pool.queue, request).expect("they wait");
    let stray = tokens::deploy_coin(&mut pool.node, pool.owner, 18);
    for contract in [pool.vault, pool.queue] {
        tokens::mint(&mut pool.node, stray, contract, U256::from(1_234));
        tokens::mint(&mut pool.node, pool.asset, contract, U256::from(5_678));
    }
    (pool, stray)
}

#[test]
fn are_sent_on_by_the_owner() {
    let (mut pool, stray) = stage();
    for (place, contract) in [pool.vault, pool.queue].into_iter().enumerate() {
        let owner = pool.owner;
        let amount = sweep(&mut pool, owner, contract, stray).expect("nobody's");
        assert_eq!(amount, U256::from(1_234));
        let there = tokens::balance(&pool.node, stray, pool.guardian);
        assert_eq!(there, U256::from(1_234 * (place + 1)));
        let nothing = sweep(&mut pool, owner, contract, stray).expect("nothing is left");
        assert_eq!(nothing, U256::ZERO);
    }
}

#[test]
fn are_sent_on_by_nobody_else() {
    let (mut pool, stray) = stage();
    for caller in [pool.guardian, pool.providers[0], pool.market] {
        for contract in [pool.vault, pool.queue] {
            let refused = revert(&IGoverned::AccessNotOwner { caller });
            assert_eq!(reverted(sweep(&mut pool, caller, contract, stray)), refused);
        }
    }
}

#[test]
fn are_neither_the_asset_nor_shares() {
    let (mut pool, stray) = stage();
    let (owner, vault, queue, asset) = (pool.owner, pool.vault, pool.queue, pool.asset);
    for contract in [vault, queue] {
        for token in [asset, vault] {
            let before = tokens::balance(&pool.node, token, contract);
            let refused = revert(&IVault::AccessAccounted { token });
            assert_eq!(reverted(sweep(&mut pool, owner, contract, token)), refused);
            assert_eq!(tokens::balance(&pool.node, token, contract), before);
        }
        let nobody = IVault::sweepCall {
            token: stray,
            to: Address::ZERO,
        };
        let refused = revert(&IGoverned::AccessZeroAddress { key: key("to") });
        assert_eq!(reverted(pool.send(owner, contract, nobody)), refused);
    }
}

#[test]
fn that_are_no_tokens_are_refused() {
    let (mut pool, _) = stage();
    let (owner, vault, nobody) = (pool.owner, pool.vault, pool.market);
    let refused = revert(&IVault::TokenUnreadable { token: nobody });
    assert_eq!(reverted(sweep(&mut pool, owner, vault, nobody)), refused);
}

/// Vault and queue with an odd coin for an asset, of which each keeps some for others, and what each says when so much of
/// that is missing after a sweep.
fn funded() -> (Pool, [(Address, U256); 2]) {
    let mut pool = Pool::of_odd_coins();
    let [first, second, _] = pool.providers;
    for provider in [first, second] {
        pool.deposit(provider, 1_000_000_000).expect("they join");
    }
    let request = Queue::requestRedeemCall {
        shares: pool.shares(first),
        controller: first,
        owner: first,
    };
    pool.send(first, pool.queue, request).expect("they wait");
    pool.node.warp(DAY);
    let close = Queue::closeCall {};
    pool.send(pool.owner, pool.queue, close)
        .expect("it is time");
    let kept = [pool.vault, pool.queue].map(|it| (it, pool.balance(it)));
    assert!(kept.iter().all(|(_, kept)| *kept > U256::ZERO));
    (pool, kept)
}

fn unfunded(pool: &Pool, contract: Address, kept: U256, missing: U256) -> Bytes {
    let (balance, needed) = (kept - missing, kept);
    if contract == pool.vault {
        revert(&IVault::VaultUnfunded { balance, needed })
    } else {
        revert(&Queue::QueueUnfunded { balance, needed })
    }
}

/// Unchecked, a sweep took all that they kept for others: 1,002.000998 dollars of the vault, 997.999002 of the queue.
#[test]
fn are_not_the_asset_by_another_address() {
    let (mut pool, kept) = funded();
    let (owner, asset) = (pool.owner, pool.asset);
    let twin = tokens::deploy_twin_coin(&mut pool.node, owner, asset);
    for (contract, kept) in kept {
        let data = sweep(&mut pool, owner, contract, twin);
        let swept = pool.balance(pool.guardian);
        assert_eq!(swept, U256::ZERO, "swept");
        let error = unfunded(&pool, contract, kept, kept);
        assert_eq!(reverted(data), error);
        assert_eq!(pool.balance(contract), kept);
    }
}

#[test]
fn move_no_money_of_others_when_they_are_moved() {
    let (mut pool, kept) = funded();
    let (owner, asset) = (pool.owner, pool.asset);
    let stray = tokens::deploy_odd_coin(&mut pool.node, owner);
    let manner = Manner::CallsBack as u8;
    let behave = IOddCoin::behaveCall { manner };
    pool.send(owner, stray, behave).expect("told");
    for (contract, kept) in kept {
        tokens::mint(&mut pool.node, stray, contract, U256::from(1_234));
        let (from, amount) = (contract, U256::ONE);
        let message = ICoin::burnCall { from, amount }.abi_encode().into();
        let target = asset;
        let aim = IOddCoin::aimCall { target, message };
        pool.send(owner, stray, aim).expect("aimed");
        let error = unfunded(&pool, contract, kept, U256::ONE);
        assert_eq!(reverted(sweep(&mut pool, owner, contract, stray)), error);
        assert_eq!(pool.balance(contract), kept);
        // With a gift that pays for it nobody is harmed.
        tokens::mint(&mut pool.node, asset, contract, U256::ONE);
        sweep(&mut pool, owner, contract, stray).expect("nobody's");
        assert_eq!(pool.balance(contract), kept);
    }
}
