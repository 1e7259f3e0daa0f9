//! What the vault refuses.

use alloy_primitives::U256;
use runtime::{solidity, Refusal};

solidity! {
    /// The asset has fewer than 6 or more than 18 decimals.
    #[derive(Debug, PartialEq, Eq)]
    error VaultDecimals(uint256 decimals);
    /// Only the market may do this.
    #[derive(Debug, PartialEq, Eq)]
    error VaultOnlyMarket(address caller);
    /// Only the queue may do this.
    #[derive(Debug, PartialEq, Eq)]
    error VaultOnlyQueue(address caller);
    /// A share lost much of its price within a day: nobody leaves until this time (unix seconds).
    #[derive(Debug, PartialEq, Eq)]
    error VaultLeavingStopped(uint64 until);
    /// Leaving can be stopped for two days at a time, until then.
    #[derive(Debug, PartialEq, Eq)]
    error VaultStopTooLong(uint64 until, uint64 most);
    /// The price allows no joining or leaving: the oracle's state is not 0.
    #[derive(Debug, PartialEq, Eq)]
    error VaultNoPrice(uint8 state);
    /// Nobody joins or leaves while this expiry is past and not settled.
    #[derive(Debug, PartialEq, Eq)]
    error VaultUnsettled(uint64 expiry);
    /// Nobody can join a pool that owes all it has.
    #[derive(Debug, PartialEq, Eq)]
    error VaultInsolvent();
    /// Insolvent accounts lack so much beyond the insurance fund, which the book does not show yet: until they are settled nobody joins or leaves.
    #[derive(Debug, PartialEq, Eq)]
    error VaultShortfall(uint256 shortfall);
    /// Only the liquidator may do this.
    #[derive(Debug, PartialEq, Eq)]
    error VaultOnlyLiquidator(address caller);
    /// More than the most that is possible now.
    #[derive(Debug, PartialEq, Eq)]
    error VaultExceedsMax(uint256 amount, uint256 max);
    /// The deposit is too small to give a share.
    #[derive(Debug, PartialEq, Eq)]
    error VaultNoShares(uint256 assets);
    /// The vault holds less than is to be paid.
    #[derive(Debug, PartialEq, Eq)]
    error VaultShort(uint256 held, uint256 needed);
    /// The asset's balance of the vault is less than what the vault holds for the pool.
    #[derive(Debug, PartialEq, Eq)]
    error VaultUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit its 128 bits, or income is to vest over more than ten years.
    #[derive(Debug, PartialEq, Eq)]
    error VaultOverflow();
    /// The holder has fewer shares.
    #[derive(Debug, PartialEq, Eq)]
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// The spender may move fewer shares.
    #[derive(Debug, PartialEq, Eq)]
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// Nobody holds shares or takes money there: the zero address, the vault itself, the queue unless it takes them.
    #[derive(Debug, PartialEq, Eq)]
    error ERC20InvalidReceiver(address receiver);
    /// The permit came after its deadline.
    #[derive(Debug, PartialEq, Eq)]
    error ERC2612ExpiredSignature(uint256 deadline);
    /// The permit is signed by somebody else (zero: by nobody).
    #[derive(Debug, PartialEq, Eq)]
    error ERC2612InvalidSigner(address signer, address owner);
}

/// Refuses what does not fit.
#[inline(never)]
pub(crate) fn overflow<E>(_: E) -> Refusal {
    VaultOverflow {}.into()
}

/// An amount as it is reckoned with.
///
/// # Errors
/// `VaultOverflow` if it needs more than 128 bits.
#[inline(never)]
pub(crate) fn narrow(amount: U256) -> Result<u128, Refusal> {
    let [low, high, third, fourth] = amount.into_limbs();
    if third | fourth != 0 {
        return Err(overflow(()));
    }
    Ok(u128::from(high) << 64 | u128::from(low))
}

/// An amount as the ABI has it.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
pub(crate) fn wide(amount: u128) -> U256 {
    U256::from_limbs([amount as u64, (amount >> 64) as u64, 0, 0])
}
