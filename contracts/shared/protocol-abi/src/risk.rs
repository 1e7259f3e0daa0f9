//! The pool's book.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use interfaces::{solidity, values};

solidity! {
    /// The pool's book in WAD of USD, from the pool's side: at the mark, and turned for (high) and against (low) the pool by 2% of the volatility of each series. reserve is what must stay behind it. unsettled is an expiry that is past and not settled (zero for none): until it is, nobody joins or leaves. state is the oracle's; 0 while the book is empty, which needs no price.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    /// The market at the time of a trade: the oracle's snapshot, the expiry that is in its last half hour (zero for none) with its average so far, and what stands behind the book (WAD of USD).
    #[derive(Debug, Default, PartialEq, Eq)]
    struct TradeContext { uint8 state; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; uint128 backing; }

    /// One leg of a trade; a positive quantity buys. opening: it does more than reduce a position.
    #[derive(Debug, PartialEq, Eq)]
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }

    /// What a leg costs, in WAD of USD: a buyer pays, a seller receives total, which has the fee in it. Delta and vega (a vol point) are of one unit.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct TradeLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// What the pool holds of a series; negative for what it owes.
    #[derive(Debug, PartialEq, Eq)]
    struct PoolPosition { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }

    /// What the pool is worth and what it risks, in WAD of USD; delta in units of the underlying, vega a vol point.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }

    /// Keeps the pool's book and its limits, and says what margin an account needs.
    interface IRiskManager {
        constructor(address owner, address guardian, address optionPricer, address oracle);
        /// The pricer that values the book.
        function optionPricer() external view returns (address);
        /// The oracle of the market.
        function oracle() external view returns (address);
        /// The market, the only one that may change the book; zero until wired.
        function market() external view returns (address);
        /// The carry of the forward a year, in basis points.
        function carryBps() external view returns (int128);
        /// What the pool holds, every live series; those of an expiry need not stand together.
        function book() external view returns (PoolPosition[] memory);
        /// What the pool's book is worth now, every live series marked anew. All figures but unsettled are zero unless state is 0 or 1.
        function poolValue() external view returns (PoolValue memory);
        /// What the pool is worth and what it risks with so much behind its book, at these prices; and what it gains in each scenario of the grid.
        function figures(TradeContext calldata context) external view returns (PoolFigures memory, int128[] memory);
        /// What a trade would cost, leg by leg.
        function preview(TradeContext calldata context, TradeLeg[] calldata legs) external view returns (TradeLine[] memory);
        /// Takes a trade into the book if it keeps the pool within its limits; only the market.
        function commit(TradeContext calldata context, TradeLeg[] calldata legs) external returns (TradeLine[] memory);
        /// Opens a series for trading; only the market.
        function list(uint64 expiry, uint8 kind, uint128 strike) external;
        /// Takes an expiry out of the book at its price; only the market. Returns what the pool owes for it (negative: what it is owed), rounded up.
        function settle(uint64 expiry, uint128 price) external returns (int128);
    }
}

values! {
    PoolValue { state, unsettled, mark, high, low, reserve }
    TradeContext { state, spot, deviation, settling, average, averagedSecs, backing }
    TradeLeg { expiry, kind, opening, strike, quantity }
    TradeLine { total, mark, fee, volatility, delta, vega }
    PoolPosition { expiry, kind, strike, quantity }
    PoolFigures { nav, mark, delta, vega, reserve }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
