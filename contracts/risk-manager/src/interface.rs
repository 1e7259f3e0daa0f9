//! What the contract answers, in Solidity.

use interfaces::solidity;

solidity! {
    /// Keeps the pool's book and its limits, and says what margin an account needs.
    interface IRiskManager {
        constructor(address owner, address guardian, address optionPricer, address oracle);
        /// The pricer that values the book.
        function optionPricer() external view returns (address);
        /// The oracle of the market.
        function oracle() external view returns (address);
        /// The market, the only one that may change the book; zero until wired.
        function market() external view returns (address);
    }
}
