//! The pool's book and its limits, and the margin that accounts need.

pub use crate::trading::IRiskManager;

/// The errors of the contract, each with the figures that explain it.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod errors {
    use runtime::solidity;

    solidity! {
        /// Only the market may do this.
        #[derive(Debug, PartialEq, Eq)]
        error RiskNotMarket(address caller);
        /// The account would be below its initial margin. value: what it is worth; missing: what it lacks. WAD of
        /// USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskInitialMargin(int128 value, uint128 missing);
        /// The named argument is outside of its domain.
        #[derive(Debug, PartialEq, Eq)]
        error RiskArgument(bytes32 name);
        /// An amount does not fit its type.
        #[derive(Debug, PartialEq, Eq)]
        error RiskOverflow();
        /// The expiry may not be listed now.
        #[derive(Debug, PartialEq, Eq)]
        error RiskExpiryRule(uint64 expiry);
        /// The strike may not be listed at this spot.
        #[derive(Debug, PartialEq, Eq)]
        error RiskStrikeRule(uint128 strike, uint128 spot);
        /// The series is listed already.
        #[derive(Debug, PartialEq, Eq)]
        error RiskListed();
        /// The series is not listed.
        #[derive(Debug, PartialEq, Eq)]
        error RiskNotListed(uint64 expiry, uint8 kind, uint128 strike);
        /// The expiry has the maximum number of series, and the pool holds every series that is further from the spot
        /// than this one.
        #[derive(Debug, PartialEq, Eq)]
        error RiskTooManySeries(uint64 expiry);
        /// The maximum number of expiries is live already.
        #[derive(Debug, PartialEq, Eq)]
        error RiskTooManyExpiries();
        /// The expiry is past and no longer traded.
        #[derive(Debug, PartialEq, Eq)]
        error RiskExpired(uint64 expiry);
        /// There is no price to trade at.
        #[derive(Debug, PartialEq, Eq)]
        error RiskNoPrice();
        /// The price moved fast. Only existing positions may be reduced.
        #[derive(Debug, PartialEq, Eq)]
        error RiskOnlyClosing();
        /// The pool owes as much as it has, so it takes on nothing more.
        #[derive(Debug, PartialEq, Eq)]
        error RiskPoolWorthless();
        /// A vol point would move the pool by figure after the trade, above its limit. WAD of USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskVegaLimit(uint128 figure, uint128 max);
        /// The pool would hold figure of the underlying after the trade, above its limit. WAD of USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskDeltaLimit(uint128 figure, uint128 max);
        /// The pool would lose figure by ten percent of the spot after the trade, above its limit. WAD of USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskTenPercentLimit(uint128 figure, uint128 max);
        /// The pool would lose figure in the worst scenario after the trade, above its limit. WAD of USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskWorstLimit(uint128 figure, uint128 max);
        /// The expected shortfall of a day would be figure after the trade, above its limit. WAD of USD.
        #[derive(Debug, PartialEq, Eq)]
        error RiskShortfallLimit(uint128 figure, uint128 max);
    }
}

/// The events of the contract.
#[allow(missing_docs, reason = "documented in Solidity form")]
pub mod events {
    use runtime::solidity;

    solidity! {
        /// A series was listed and may be traded.
        event SeriesListed(uint64 indexed expiry, uint8 kind, uint128 strike);
        /// A series that nobody held made room for another, nearer to the spot. It may be listed again like any
        /// other.
        event SeriesDisplaced(uint64 indexed expiry, uint8 kind, uint128 strike);
        /// The pool's position in a series changed. quantity: what it holds now; negative for what it owes.
        event PoolPositionChanged(uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
        /// An expiry left the book at this price. claims: what accounts that hold it are owed; debts: what those that have
        /// sold it owe. WAD of USD.
        event ExpirySettled(uint64 indexed expiry, uint128 price, uint128 claims, uint128 debts);
    }
}

calls! {
    use crate::trading::{PoolValue, QuoteLine, TradeContext};
    use runtime::words::Handed;

    interface IRiskManager {
        function market() external view returns (address);
        function heldSeries() external view returns (uint256);
        function poolValue(bool leaving) external view returns (PoolValue);
        function preview((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, (uint64,uint8,bool,uint128,int128,int128)[] legs) external view returns (QuoteLine[]);
        function commit((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, (uint64,uint8,bool,uint128,int128,int128)[] legs) external returns (QuoteLine[], uint128, uint128);
        function moment() external view returns (TradeContext);
        function closingValue((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, uint256[] positions, uint128 heldVol, uint128 owedVol) external view returns (int128);
        function absorb((uint64,uint8,bool,uint128,int128,int128)[] legs) external;
        function settle(uint64 expiry, uint128 price) external returns (uint128, uint128, uint64[]);
        function margin((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, int128 cash, uint256[] positions) external view returns (Handed);
        function distance((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, int128 cash, uint256[] positions) external view returns (Handed);
        function requireMargin((uint8,bool,uint128,uint128,uint64,uint128,uint64,int128) market, int128 cash, uint256[] positions, bool closing, int128 cashBefore, uint256[] positionsBefore) external view;
    }
}
