//! Functions that take and return the same types are decoded and encoded in one place: each place of its own would take
//! half a kilobyte, and there are twenty of them.

use crate::liquidity::In;
use crate::storage::Vault;
use crate::IVault;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolType};
use runtime::name::{same, Name};
use runtime::{answer, Refusal};
use stylus_sdk::ArbResult;

/// Answers a group of functions by one method, having checked while compiling that they are declared alike.
macro_rules! alike {
    ($this:ident, $selector:ident, $data:ident; $($first:ident $(, $other:ident)* => |$($argument:ident),*| $run:expr;)*) => {
        match $selector.to_be_bytes() {
            $(IVault::$first::SELECTOR $(| IVault::$other::SELECTOR)* => {
                $(const { assert!(declared_alike::<IVault::$first, IVault::$other>()) };)*
                Some(answer::<IVault::$first, _, _>($data, |($($argument,)*)| $run))
            })*
            _ => runtime::access::route($this, $selector, $data),
        }
    };
}

/// What the contract answers besides what its routes name.
pub(crate) fn route(this: &mut Vault, selector: u32, data: &[u8]) -> Option<ArbResult> {
    alike! { this, selector, data;
        assetCall, riskManagerCall, marketCall, liquidatorCall, queueCall => | | this.module_named(selector);
        convertToSharesCall, convertToAssetsCall, previewDepositCall, previewMintCall, previewWithdrawCall, previewRedeemCall
            => |amount| this.reckon(selector, amount);
        balanceOfCall, noncesCall, maxDepositCall, maxMintCall, maxWithdrawCall, maxRedeemCall
            => |account| this.figure_of(selector, account);
        depositCall, mintCall => |amount, receiver| this.join(amount, receiver, given(selector));
        withdrawCall, redeemCall => |amount, receiver, owner| this.leave(amount, receiver, owner, given(selector));
        collectCall, payCall => |amount, spread, vesting_secs| this.move_premium(selector, amount, spread, vesting_secs);
    }
}

const fn declared_alike<A: SolCall, B: SolCall>() -> bool {
    same(
        Name::new(<A::Parameters<'static> as SolType>::SOL_NAME),
        <B::Parameters<'static> as SolType>::SOL_NAME,
    ) && same(
        Name::new(<A::ReturnTuple<'static> as SolType>::SOL_NAME),
        <B::ReturnTuple<'static> as SolType>::SOL_NAME,
    )
}

/// Whether the amount that a function is given is of the asset or of shares.
fn given(selector: u32) -> In {
    match selector.to_be_bytes() {
        IVault::convertToSharesCall::SELECTOR
        | IVault::previewDepositCall::SELECTOR
        | IVault::previewWithdrawCall::SELECTOR
        | IVault::maxDepositCall::SELECTOR
        | IVault::maxWithdrawCall::SELECTOR
        | IVault::depositCall::SELECTOR
        | IVault::withdrawCall::SELECTOR => In::Assets,
        _ => In::Shares,
    }
}

impl Vault {
    fn module_named(&self, selector: u32) -> Address {
        match selector.to_be_bytes() {
            IVault::assetCall::SELECTOR => self.terms().asset,
            IVault::riskManagerCall::SELECTOR => self.risk_manager(),
            IVault::marketCall::SELECTOR => self.market(),
            IVault::liquidatorCall::SELECTOR => self.liquidator(),
            _ => self.queue(),
        }
    }

    fn reckon(&self, selector: u32, amount: U256) -> Result<U256, Refusal> {
        let given = given(selector);
        match selector.to_be_bytes() {
            IVault::convertToSharesCall::SELECTOR | IVault::convertToAssetsCall::SELECTOR => {
                self.convert(amount, given)
            }
            IVault::previewDepositCall::SELECTOR | IVault::previewMintCall::SELECTOR => {
                self.preview_in(amount, given)
            }
            _ => self.preview_out(amount, given),
        }
    }

    fn figure_of(&self, selector: u32, account: Address) -> U256 {
        let given = given(selector);
        match selector.to_be_bytes() {
            IVault::balanceOfCall::SELECTOR => self.balance_of(account),
            IVault::noncesCall::SELECTOR => self.nonces(account),
            IVault::maxDepositCall::SELECTOR | IVault::maxMintCall::SELECTOR => self.most_in(given),
            _ => self.most_out(account, given),
        }
    }

    fn move_premium(
        &mut self,
        selector: u32,
        amount: U256,
        spread: U256,
        vesting_secs: u64,
    ) -> Result<(), Refusal> {
        if selector.to_be_bytes() == IVault::collectCall::SELECTOR {
            self.collect(amount, spread, vesting_secs)
        } else {
            self.pay(amount, spread, vesting_secs)
        }
    }
}
