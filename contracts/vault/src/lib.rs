//! Holds the money of the liquidity providers, who are the counterparty of every option.
//!
//! Wired after deployment, because they are deployed later: `market`, `queue`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

extern crate alloc;

mod admin;
mod calls;
mod erc4626;
mod errors;
mod liquidity;
mod money;
mod permit;
mod stop;
mod storage;
mod token;

pub use abi::vault::{IVault, VaultPool};
pub use errors::*;
pub use storage::Vault;

use alloy_primitives::{Address, B256, U256};
use runtime::access::{key, require_address};
use runtime::words::Text;
use runtime::{routes, Refusal};
use storage::Terms;

/// The name of the shares, for which permits are signed too.
pub const NAME: &str = "Strikepool LP";

/// The shares' symbol.
pub const SYMBOL: &str = "spLP";

/// The key that names a missing asset.
const ASSET: B256 = key("asset");

/// The decimals of a share beyond those of the asset. `shares::VIRTUAL_SHARES` follows from it.
const MORE_DECIMALS: u8 = 6;

#[expect(
    clippy::unused_self,
    reason = "the routes call every function on the contract"
)]
impl Vault {
    /// Sets the authority and the modules that exist already.
    ///
    /// # Errors
    /// `AccessZeroAddress` naming the first missing address; `VaultDecimals` for an asset with fewer than 6 or more
    /// than 18; `TokenUnreadable` for an address that is not a token.
    pub fn constructor(
        &mut self,
        authority: Address,
        asset: Address,
        risk_manager: Address,
    ) -> Result<(), Refusal> {
        self.authority.initialize(authority)?;
        require_address(ASSET, asset)?;
        runtime::access::install(self, admin::RISK_MANAGER, risk_manager)?;
        let decimals = self.decimals_of(asset)?;
        let [low, ..] = decimals.into_limbs();
        let Some(places) = u8::try_from(low)
            .ok()
            .filter(|places| fits(decimals, *places))
        else {
            return Err(VaultDecimals { decimals }.into());
        };
        self.terms.set(&Terms {
            asset,
            decimals: places,
            exit_fee_bps: admin::FIRST_EXIT_FEE_BPS,
            wired: false,
            cap_tokens: admin::MAX_TOKENS,
        });
        Ok(())
    }

    /// Returns the quote asset. All amounts are in its own decimals.
    pub fn asset(&self) -> Address {
        self.terms.get().asset
    }

    /// Returns the risk manager, which values the book and says how much must stay.
    pub fn risk_manager(&self) -> Address {
        self.modules.get(admin::RISK_MANAGER)
    }

    /// Returns the market, with which premiums and payouts are exchanged; zero until wired.
    pub fn market(&self) -> Address {
        self.modules.get(admin::MARKET)
    }

    /// Returns the queue of those who wait to leave. Its shares are paid before all others. Zero until wired.
    pub fn queue(&self) -> Address {
        self.modules.get(admin::QUEUE)
    }

    /// Returns the decimals of a share.
    pub fn decimals(&self) -> u8 {
        self.terms.get().decimals.wrapping_add(MORE_DECIMALS)
    }

    /// Returns all shares, the dead ones included.
    pub fn total_supply(&self) -> U256 {
        errors::wide(self.money.get().supply)
    }

    fn name(&self) -> Text {
        NAME.into()
    }

    fn symbol(&self) -> Text {
        SYMBOL.into()
    }
}

/// Returns whether `decimals` equals `places`, and is a number that the arithmetic of the shares supports.
fn fits(decimals: U256, places: u8) -> bool {
    decimals == U256::from_limbs([u64::from(places), 0, 0, 0])
        && shares::Unit::of_decimals(places).is_some()
}

routes!(Vault by IVault {
    constructor(authority, asset, risk_manager);
    assetCall => asset();
    riskManagerCall => risk_manager();
    marketCall => market();
    queueCall => queue();
    backingCall => backing();
    collectCall => collect(amount, spread, vests_by);
    payCall => pay(amount, spread, vests_by, opens, stay_before, stay_after);
    exchangeCall => exchange(difference, income, owed, debts, lent, clearing);
    heldCall => held();
    poolCall => pool();
    leavingFromCall => leaving_from();
    stopLeavingCall => stop_leaving(until);
    sweepCall => sweep(token, to);
    nameCall => name();
    symbolCall => symbol();
    decimalsCall => decimals();
    totalSupplyCall => total_supply();
    balanceOfCall => balance_of(account);
    allowanceCall => allowance(owner, spender);
    transferCall => transfer(to, value);
    approveCall => approve(spender, value);
    transferFromCall => transfer_from(from, to, value);
    permitCall => permit(owner, spender, value, deadline, v, r, s);
    noncesCall => nonces(owner);
    DOMAIN_SEPARATORCall => domain_separator();
    totalAssetsCall => total_assets();
    convertToSharesCall => convert_to_shares(assets);
    convertToAssetsCall => convert_to_assets(shares);
    maxDepositCall => max_deposit(receiver);
    maxMintCall => max_mint(receiver);
    maxWithdrawCall => max_withdraw(owner);
    maxRedeemCall => max_redeem(owner);
    previewDepositCall => preview_deposit(assets);
    previewMintCall => preview_mint(shares);
    previewWithdrawCall => preview_withdraw(assets);
    previewRedeemCall => preview_redeem(shares);
    depositCall => deposit(assets, receiver);
    mintCall => mint(shares, receiver);
    withdrawCall => withdraw(assets, receiver, owner);
    redeemCall => redeem(shares, receiver, owner);
} else runtime::access::route);

/// Prints what the command line asks for: interfaces, constructor, storage layout.
#[cfg(feature = "export-abi")]
pub fn export() {
    use runtime::export::{run, Interface};
    let own = Interface {
        name: "IVault",
        declarations: &[
            abi::vault::SOLIDITY,
            abi::vault::errors::SOLIDITY,
            runtime::tokens::INTERFACE,
            runtime::tokens::QUESTIONS,
            runtime::access::SWEEPING,
            abi::vault::events::SOLIDITY,
        ],
        refuses: None,
    };
    run::<Vault>(own, &[runtime::access::INTERFACE]);
}
