//! The liquidity providers' money.

use interfaces::solidity;

solidity! {
    /// Holds the liquidity providers' money, the counterparty of every option.
    interface IVault {
        constructor(address owner, address guardian, address asset, address riskManager);
        /// The quote asset, in whose own decimals all amounts are.
        function asset() external view returns (address);
        /// The risk manager that says what the book is worth and what must stay.
        function riskManager() external view returns (address);
        /// The market, to which premiums and payouts flow; zero until wired.
        function market() external view returns (address);
        /// The liquidator, for what insolvent accounts leave unpaid; zero until wired.
        function liquidator() external view returns (address);
        /// The pool's money without its book: what is held for it, less what is set aside for those who leave and what has not vested yet.
        function backing() external view returns (uint256);
        /// Takes into account an amount that the market has just sent; spread of it is income above the mark, which vests over so many seconds.
        function collect(uint256 amount, uint256 spread, uint64 vestingSecs) external;
        /// Pays the market the whole of an amount; spread is what the pool gains by it against the mark, which vests over so many seconds.
        function pay(uint256 amount, uint256 spread, uint64 vestingSecs) external;
        /// Pays the market what is owed to the winners of an expiry, or all there is if that is less; returns what was paid.
        function payClaims(uint256 owed) external returns (uint256);
    }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
