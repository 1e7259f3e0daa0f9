//! What the contract answers, in Solidity.

use interfaces::solidity;

solidity! {
    /// Holds volatility surfaces and prices options and books on them.
    interface IOptionPricer {
        constructor(address owner, address guardian);
    }
}
