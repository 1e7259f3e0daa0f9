//! The arguments that the constructor accepts, and what can be read after it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue;
use contract_tests::pool::{IGoverned, IVault, Pool, deploy, key};
use contract_tests::{revert, reverted, tokens};

fn refusal(
    authority: Address,
    asset: Address,
    risk_manager: Address,
    node: &mut devnode::Devnode,
) -> Bytes {
    let arguments = (authority, asset, risk_manager).abi_encode_params();
    reverted(deploy(node, "vault", &arguments))
}

/// Returns whether the deployer's error contains the constructor's.
fn holds(data: &Bytes, inner: &Bytes) -> bool {
    data.windows(inner.len()).any(|part| part == inner.as_ref())
}

#[test]
fn names_the_missing_address() {
    let mut pool = Pool::of_decimals(6);
    let (owner, asset, marks) = (pool.owner, pool.asset, pool.marks);
    for (name, missing) in [
        ("authority", (Address::ZERO, asset, marks)),
        ("asset", (owner, Address::ZERO, marks)),
        ("riskManager", (owner, asset, Address::ZERO)),
    ] {
        let error = revert(&IGoverned::AccessZeroAddress { key: key(name) });
        let data = refusal(missing.0, missing.1, missing.2, &mut pool.node);
        assert!(holds(&data, &error), "{name}: {data}");
    }
}

#[test]
fn takes_assets_of_6_to_18_decimals() {
    for decimals in [6, 18] {
        let pool = Pool::of_decimals(decimals);
        assert_eq!(pool.ask(IVault::decimalsCall {}), decimals + 6);
    }
    let mut pool = Pool::of_decimals(6);
    for decimals in [5, 19] {
        let asset = tokens::deploy_coin(&mut pool.node, pool.owner, decimals);
        let data = refusal(pool.owner, asset, pool.marks, &mut pool.node);
        let error = revert(&IVault::VaultDecimals {
            decimals: U256::from(decimals),
        });
        assert!(holds(&data, &error), "{decimals}: {data}");
    }
}

#[test]
fn refuses_an_asset_that_is_no_token() {
    let mut pool = Pool::of_decimals(6);
    let token = Address::repeat_byte(0x77);
    let data = refusal(pool.owner, token, pool.marks, &mut pool.node);
    let error = revert(&IVault::TokenUnreadable { token });
    assert!(holds(&data, &error), "{data}");
}

#[test]
fn is_readable() {
    let pool = Pool::of_decimals(6);
    assert_eq!(pool.ask(IVault::assetCall {}), pool.asset);
    assert_eq!(pool.ask(IVault::riskManagerCall {}), pool.marks);
    assert_eq!(pool.ask(IVault::marketCall {}), pool.market);
    assert_eq!(pool.ask(IVault::queueCall {}), pool.queue);
    assert_eq!(pool.ask(IVault::nameCall {}), "Strikepool LP");
    assert_eq!(pool.ask(IVault::symbolCall {}), "spLP");
    assert_eq!(pool.ask(IVault::totalSupplyCall {}), U256::ZERO);
    assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
}
