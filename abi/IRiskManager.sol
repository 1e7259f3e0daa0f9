// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IRiskManager
/// @notice Keeps the pool's book and its limits, and says what margin an account needs.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address optionPricer, address oracle).
interface IRiskManager is IGoverned {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The pool's book in WAD of USD, from the pool's side: at the mark, and turned for (high) and against (low) the pool by 2% of the volatility of each series. reserve is what must stay behind it: enough for its worst scenario, and for every limit to hold without what goes; that on expected shortfall only when it is asked for somebody who leaves, since it takes a revaluation in full. unsettled is an expiry that is past and not settled (zero for none): until it is, nobody joins or leaves. state is the oracle's; 0 while the book is empty, which needs no price.
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }
    /// The market at the time of a trade: the oracle's snapshot, the expiry that is in its last half hour (zero for none) with its average so far, and what stands behind the book (WAD of USD). late: the price is past half of its allowed age.
    struct TradeContext { uint8 state; bool late; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; uint128 backing; }
    /// One leg of a trade; a positive quantity buys. opening: it does more than reduce a position. longs: how much more of it is held afterwards by accounts that hold it, those that have sold it not counted.
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; int128 longs; }
    /// What the pool is worth and what it risks, in WAD of USD; delta in units of the underlying, vega a vol point.
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }
    /// What a whole order costs, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// A series may be traded.
    event SeriesListed(uint64 indexed expiry, uint8 kind, uint128 strike);
    /// A series that nobody held made room for another, nearer to the spot. It may be listed again like any other.
    event SeriesDisplaced(uint64 indexed expiry, uint8 kind, uint128 strike);
    /// What the pool holds of a series after a trade; negative for what it owes.
    event PoolPositionChanged(uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// An expiry left the book at this price; owed is what the pool owes for it, negative for what it is owed.
    event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed);

    /// Only the market may do this.
    error RiskNotMarket(address caller);
    /// The account would have less than its initial margin: it is worth so much (WAD of USD), and so much is missing.
    error RiskInitialMargin(int128 value, uint128 missing);
    /// The named argument is outside of its domain.
    error RiskArgument(bytes32 name);
    /// An amount does not fit its type.
    error RiskOverflow();
    /// The expiry is not one that may be listed now.
    error RiskExpiryRule(uint64 expiry);
    /// The strike is not one that may be listed at this spot.
    error RiskStrikeRule(uint128 strike, uint128 spot);
    /// The series is listed already.
    error RiskListed();
    /// The series is not listed.
    error RiskNotListed(uint64 expiry, uint8 kind, uint128 strike);
    /// The expiry has as many series as it may have, and the pool holds each that is further from the spot than this one.
    error RiskTooManySeries(uint64 expiry);
    /// As many expiries live as may.
    error RiskTooManyExpiries();
    /// The expiry is past: nothing of it is traded.
    error RiskExpired(uint64 expiry);
    /// There is no price to trade at.
    error RiskNoPrice();
    /// The price moved fast: only positions that exist may be reduced.
    error RiskOnlyClosing();
    /// The pool owes as much as it has: it takes on nothing more.
    error RiskPoolWorthless();
    /// What a vol point would move the pool by after the trade, and what it may be, in WAD of USD.
    error RiskVegaLimit(uint128 figure, uint128 max);
    /// What the pool would hold of the underlying after the trade, and what it may be, in WAD of USD.
    error RiskDeltaLimit(uint128 figure, uint128 max);
    /// What the pool would lose by ten percent of the spot after the trade, and what it may be, in WAD of USD.
    error RiskTenPercentLimit(uint128 figure, uint128 max);
    /// What the pool would lose in the worst scenario after the trade, and what it may be, in WAD of USD.
    error RiskWorstLimit(uint128 figure, uint128 max);
    /// The expected shortfall of a day after the trade, and what it may be, in WAD of USD.
    error RiskShortfallLimit(uint128 figure, uint128 max);

    /// The pricer that values the book.
    function optionPricer() external view returns (address);
    /// The oracle of the market.
    function oracle() external view returns (address);
    /// The market, the only one that may change the book; zero until wired.
    function market() external view returns (address);
    /// The carry of the forward a year, in basis points.
    function carryBps() external view returns (int128);
    /// What the pool holds, every live series; those of an expiry need not stand together.
    function book() external view returns (Position[] memory);
    /// What the pool's book is worth now, every live series marked anew. All figures but unsettled are zero unless state is 0 or 1.
    function poolValue(bool leaving) external view returns (PoolValue memory);
    /// What the pool is worth and what it risks with so much behind its book, at these prices; and what it gains in each scenario of the grid.
    function figures(TradeContext calldata context) external view returns (PoolFigures memory, int128[] memory);
    /// What the book loses in a day at these prices: the loss that 97.5% of days stay below and the mean loss of the rest, USD, by revaluing it on every day of the distribution.
    function tail(TradeContext calldata context) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    /// What a trade would cost, leg by leg.
    function preview(TradeContext calldata context, TradeLeg[] calldata legs) external view returns (QuoteLine[] memory);
    /// Takes a trade into the book if it keeps the pool within its limits; only the market.
    function commit(TradeContext calldata context, TradeLeg[] calldata legs) external returns (QuoteLine[] memory);
    /// The market at this moment as the functions below take it, with nothing behind the book.
    function moment() external view returns (TradeContext memory);
    /// What positions (a word each) bring when they are closed at volatilities that are heldVol times the marks' for what is held, and owedVol times for what was sold: WAD of USD, negative for what it costs.
    function closingValue(TradeContext calldata context, uint256[] calldata positions, uint128 heldVol, uint128 owedVol) external view returns (int128);
    /// How an account stands with so much money (WAD of USD) and these positions, a word each.
    function margin(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginFigures memory);
    /// How far the market is from where the account may be liquidated.
    function distance(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginDistance memory);
    /// Refuses an account below its initial margin. One that only closes may be below it if it was, and is not worse off in either margin.
    function requireMargin(TradeContext calldata context, int128 cash, uint256[] calldata positions, bool closing, int128 cashBefore, uint256[] calldata positionsBefore) external view;
    /// Opens a series for trading. Anyone may list what the rule allows: Fridays at 08:00 UTC within four weeks, the last of a month within 120 days; strikes between half and twice the spot, on a grid of 1, 2, 5 times a power of ten, at most a fortieth of the spot. An expiry has room for 24 series; when it is full, a new one takes the place of the furthest from the spot that was never traded, if it is nearer itself.
    function list(uint64 expiry, uint8 kind, uint128 strike) external;
    /// Takes legs into the book whatever the limits say, for an account that can pay no price; only the market.
    function absorb(TradeLeg[] calldata legs) external;
    /// Takes an expiry out of the book at its price; only the market. Returns what the pool owes for it (negative: what it is owed), and what all accounts that hold something of it are owed, both rounded up.
    function settle(uint64 expiry, uint128 price) external returns (int128, uint128);
    /// How much of a series all accounts together hold, those that have sold it not counted.
    function interest(uint64 expiry, uint8 kind, uint128 strike) external view returns (uint128);
}
