//! What the contract answers, in Solidity.

use interfaces::solidity;

solidity! {
    /// Unwinds accounts below their maintenance margin and keeps the insurance fund.
    interface ILiquidator {
        constructor(address authority, address asset, address market, address riskManager, address oracle, address vault);
        /// The quote asset, in whose own decimals all amounts are.
        function asset() external view returns (address);
        /// The market whose accounts it watches.
        function market() external view returns (address);
        /// The risk manager that says what margin an account needs.
        function riskManager() external view returns (address);
        /// The oracle of the market.
        function oracle() external view returns (address);
        /// The vault, the last resort.
        function vault() external view returns (address);
    }
}
