//! Volatility surfaces, and the value of options and books on them.

pub use crate::trading::IOptionPricer;

/// The errors of the contract, each with the figures that explain it.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod errors {
    use runtime::solidity;

    solidity! {
        /// The surface is older than allowed.
        #[derive(Debug, PartialEq, Eq)]
        error PricerSurfaceStale(uint64 expiry, uint64 ageSecs);
        /// The last post of the expiry was refused. Nothing opens until a good one comes.
        #[derive(Debug, PartialEq, Eq)]
        error PricerOpeningHalted(uint64 expiry);
        /// The signature at this index is not by the signer of its seat, or the seat is vacant, unknown or used
        /// twice.
        #[derive(Debug, PartialEq, Eq)]
        error PricerSignature(uint256 index);
        /// There are too few signatures, or bytes are left over.
        #[derive(Debug, PartialEq, Eq)]
        error PricerTooFewSignatures(uint256 given, uint256 needed);
        /// The nonce of the post is not the next one of its expiry.
        #[derive(Debug, PartialEq, Eq)]
        error PricerNonce(uint64 expected);
        /// The post came after its deadline.
        #[derive(Debug, PartialEq, Eq)]
        error PricerDeadline(uint64 deadline);
        /// Eight expiries are live already.
        #[derive(Debug, PartialEq, Eq)]
        error PricerTooManyExpiries();
    }
}

/// The events of the contract.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod events {
    use runtime::solidity;

    solidity! {
        /// A slice was accepted.
        event SurfacePosted(uint64 indexed expiry, uint64 timestamp, uint64 nonce, uint128 atTheMoney, int128 level, uint128 slope, int128 tilt, int128 shift, uint128 smoothness);
        /// A slice with valid signatures failed a condition, so opening stops. condition is the selector of the
        /// error; first and second are its figures (zero for a figure that it does not have).
        event SurfaceRefused(uint64 indexed expiry, uint64 nonce, bytes4 condition, bytes32 first, bytes32 second);
    }
}

calls! {
    use crate::trading::{BookFigures, QuoteLine};
    use runtime::words::Handed;

    interface IOptionPricer {
        function quoteMany((uint128,int128,uint128,uint128,int128,uint128,uint64,uint64,uint128,bool) market, (uint64,uint8,bool,uint128,int128)[] orders) external view returns (QuoteLine[]);
        function closingValue((uint128,int128,uint64,uint64,uint128) market, (uint64,uint8,uint128,int128)[] legs, uint128 heldVol, uint128 owedVol) external view returns (int128);
        function assess((uint128,int128,uint64,uint64,uint128) market, (uint64,uint8,uint128,int128)[] legs) external view returns (BookFigures, int128[]);
        function margin((uint128,int128,uint64,uint64,uint128,bool) market, int128 cash, (uint64,uint8,uint128,int128)[] legs) external view returns (Handed);
        function distance((uint128,int128,uint64,uint64,uint128,bool) market, int128 cash, (uint64,uint8,uint128,int128)[] legs) external view returns (Handed);
        function shortfall((uint128,int128,uint64,uint64,uint128,uint128) market, (uint64,uint8,uint128,int128)[] legs) external view returns (uint128, uint128);
        function estimate(uint128 leastDay, (int128,int128,int128,int128,int128,int128,int128,int128,int128,int128,uint128) figures) external view returns (uint128, uint128);
    }
}
