//! What the contract answers, in Solidity.

use interfaces::solidity;

solidity! {
    /// Turns price feeds into one validated snapshot and fixes expiry prices.
    interface IOracle {
        constructor(address owner, address guardian, address spotFeed, address sequencerFeed);
        /// The Chainlink-style feed of the spot price.
        function spotFeed() external view returns (address);
        /// The Chainlink-style feed of the L2 sequencer's uptime.
        function sequencerFeed() external view returns (address);
    }
}
