//! Tokens sent to a contract by mistake: the owner sweeps them, but nothing that anybody has a claim to.

use alloy_primitives::{Address, U256};
use contract_tests::authority::key;
use contract_tests::pool::{IGoverned, IVault, IWithdrawalQueue as Queue, Pool};
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
