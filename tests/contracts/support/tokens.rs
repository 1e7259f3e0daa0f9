//! Tokens for tests: `OpenZeppelin`'s, and one that does what no token should.

use crate::send;
use crate::solidity::artifact;
use alloy::dyn_abi::DynSolValue;
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use devnode::Devnode;

pub use self::bindings::{ICoin, IOddCoin};

#[allow(
    missing_docs,
    reason = "the functions of ERC-20, as everyone knows them"
)]
mod bindings {
    use super::sol;
    sol! {
        #[sol(all_derives)]
        interface ICoin {
            function mint(address to, uint256 amount) external;
            function burn(address from, uint256 amount) external;
            function transfer(address to, uint256 amount) external returns (bool);
            function approve(address spender, uint256 amount) external returns (bool);
            function balanceOf(address owner) external view returns (uint256);
        }

        #[sol(all_derives)]
        interface IOddCoin {
            error OddCoinReverts();
            function behave(uint8 manner) external;
            function aim(address target, bytes calldata message) external;
            function calledBack() external view returns (bool);
            function callSucceeded() external view returns (bool);
        }
    }
}

/// The behaviour of a transfer of the odd coin, in the order of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "named as in the contract, which says what they are"
)]
pub enum Manner {
    Plain,
    Silent,
    Refuses,
    Garbles,
    KeepsATenth,
    MovesNothing,
    Reverts,
    CallsBack,
    TakesMore,
}

/// Deploys `OpenZeppelin`'s ERC-20 with this many decimals, which anybody may mint.
///
/// # Panics
/// When the chain refuses it.
pub fn deploy_coin(node: &mut Devnode, from: Address, decimals: u8) -> Address {
    let decimals = DynSolValue::Uint(U256::from(decimals), 8);
    let deployed = node.deploy_artifact(from, &artifact("Tokens", "Coin"), &[decimals]);
    deployed.expect("it is accepted")
}

/// Deploys the token that behaves as the test says. It behaves normally at first.
///
/// # Panics
/// When the chain refuses it.
pub fn deploy_odd_coin(node: &mut Devnode, from: Address) -> Address {
    let deployed = node.deploy_artifact(from, &artifact("Tokens", "OddCoin"), &[]);
    deployed.expect("it is accepted")
}

/// Deploys another address of an odd coin.
///
/// # Panics
/// When the chain refuses it.
pub fn deploy_twin_coin(node: &mut Devnode, from: Address, coin: Address) -> Address {
    let coin = DynSolValue::Address(coin);
    let deployed = node.deploy_artifact(from, &artifact("Tokens", "TwinCoin"), &[coin]);
    deployed.expect("it is accepted")
}

/// Mints tokens to an account.
///
/// # Panics
/// When the token refuses.
pub fn mint(node: &mut Devnode, token: Address, to: Address, amount: U256) {
    let from = node.account(0);
    send(node, from, token, ICoin::mintCall { to, amount }).expect("it is minted");
}

/// Lets a spender take any amount of an owner's tokens.
///
/// # Panics
/// When the token refuses.
pub fn approve(node: &mut Devnode, token: Address, owner: Address, spender: Address) {
    let amount = U256::MAX;
    let call = ICoin::approveCall { spender, amount };
    send(node, owner, token, call).expect("it is approved");
}

/// Returns the balance of an account.
///
/// # Panics
/// When the token does not answer.
#[must_use]
pub fn balance(node: &Devnode, token: Address, owner: Address) -> U256 {
    let call = ICoin::balanceOfCall { owner };
    node.call(owner, token, call).expect("an answer")
}
