// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IRiskManager
/// @notice Keeps the pool's book and its limits, and says what margin an account needs.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address optionPricer, address oracle).
interface IRiskManager is IGoverned {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The pool's book in WAD of USD, from the pool's side.
    /// mark, high, low: its value at the mark, and with the volatility of each series moved by 2% for (high) and
    /// against (low) the pool.
    /// reserve: what must stay behind the book. It covers the worst scenario, and it is enough for every limit to hold
    /// without the money that goes. The limit on expected shortfall counts only when the pool is asked for a provider
    /// who leaves, because it takes a full revaluation.
    /// unsettled: an expiry that is past and not settled (zero for none). Until it is settled nobody joins or leaves.
    /// state: the oracle's state; 0 while the book is empty, which needs no price.
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }
    /// The market at the time of a trade: the oracle's snapshot, the expiry in its last half hour (zero for none) with
    /// its average so far, and the money behind the book (WAD of USD). late: the price is past half of its allowed
    /// age.
    struct TradeContext { uint8 state; bool late; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; int128 backing; }
    /// One leg of a trade; a positive quantity buys.
    /// opening: the leg does more than reduce a position.
    /// longs: how much more of the series accounts hold after the trade; accounts that have sold it do not count.
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; int128 longs; }
    /// The value and the risk of the pool, in WAD of USD. delta is in units of the underlying; vega is per vol point.
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }
    /// The cost of a whole order, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// The margin of an account.
    /// value: what it is worth at the mark.
    /// loss: how far the worst scenario is below that; not above 0.
    /// naked, contingency: its calls and puts that nothing covers, and what they add to the loss.
    /// minPayoff: the minimum that all positions together pay, without the cash; the lowest int128 if it has no bound.
    /// maintenance, initial: what is left over each margin; below 0 the account falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which the account falls short of maintenance margin,
    /// to 1/1024, searched in steps of an eighth. 1 if it is short already; 0 if it is not short down to 1/8; the
    /// highest uint128 if it is not short up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

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

    /// Only the market may do this.
    error RiskNotMarket(address caller);
    /// The account would be below its initial margin. value: what it is worth; missing: what it lacks. WAD of
    /// USD.
    error RiskInitialMargin(int128 value, uint128 missing);
    /// The named argument is outside of its domain.
    error RiskArgument(bytes32 name);
    /// An amount does not fit its type.
    error RiskOverflow();
    /// The expiry may not be listed now.
    error RiskExpiryRule(uint64 expiry);
    /// The strike may not be listed at this spot.
    error RiskStrikeRule(uint128 strike, uint128 spot);
    /// The series is listed already.
    error RiskListed();
    /// The series is not listed.
    error RiskNotListed(uint64 expiry, uint8 kind, uint128 strike);
    /// The expiry has the maximum number of series, and the pool holds every series that is further from the spot
    /// than this one.
    error RiskTooManySeries(uint64 expiry);
    /// The maximum number of expiries is live already.
    error RiskTooManyExpiries();
    /// The expiry is past and no longer traded.
    error RiskExpired(uint64 expiry);
    /// There is no price to trade at.
    error RiskNoPrice();
    /// The price moved fast. Only existing positions may be reduced.
    error RiskOnlyClosing();
    /// The pool owes as much as it has, so it takes on nothing more.
    error RiskPoolWorthless();
    /// A vol point would move the pool by figure after the trade, above its limit. WAD of USD.
    error RiskVegaLimit(uint128 figure, uint128 max);
    /// The pool would hold figure of the underlying after the trade, above its limit. WAD of USD.
    error RiskDeltaLimit(uint128 figure, uint128 max);
    /// The pool would lose figure by ten percent of the spot after the trade, above its limit. WAD of USD.
    error RiskTenPercentLimit(uint128 figure, uint128 max);
    /// The pool would lose figure in the worst scenario after the trade, above its limit. WAD of USD.
    error RiskWorstLimit(uint128 figure, uint128 max);
    /// The expected shortfall of a day would be figure after the trade, above its limit. WAD of USD.
    error RiskShortfallLimit(uint128 figure, uint128 max);

    /// Returns the pricer that values the book.
    function optionPricer() external view returns (address);
    /// Returns the oracle of the market.
    function oracle() external view returns (address);
    /// Returns the market, the only one that may change the book; zero until wired.
    function market() external view returns (address);
    /// Returns the yearly carry of the forward, in basis points.
    function carryBps() external view returns (int128);
    /// Returns the pool's position in every live series. Series of one expiry need not stand together.
    function book() external view returns (Position[] memory);
    /// Returns in how many live series the pool or an account has a position. Until there are none the contract
    /// cannot be replaced.
    function heldSeries() external view returns (uint256);
    /// Returns the value of the pool's book now, with every live series marked again. All figures but unsettled
    /// are zero unless state is 0 or 1.
    function poolValue(bool leaving) external view returns (PoolValue memory);
    /// Returns the value and the risk of the pool at these prices, with the money that the context puts behind its
    /// book, and its gain in each scenario of the grid.
    function figures(TradeContext calldata context) external view returns (PoolFigures memory, int128[] memory);
    /// Returns what the book loses in a day at these prices, in USD: the loss that 97.5% of days stay below, and
    /// the mean loss of the other days. Revalues the book on every day of the distribution.
    function tail(TradeContext calldata context) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    /// Returns what a trade would cost, leg by leg.
    function preview(TradeContext calldata context, TradeLeg[] calldata legs) external view returns (QuoteLine[] memory);
    /// Takes a trade into the book if the pool stays within its limits. Only the market. Returns the cost, leg by
    /// leg, and what the pool has to keep (WAD of USD) before the trade and after it; after an opening, a quarter
    /// of what the pool is worth is part of that.
    function commit(TradeContext calldata context, TradeLeg[] calldata legs) external returns (QuoteLine[] memory, uint128, uint128);
    /// Returns the market at this moment as the functions below take it, with no money behind the book.
    function moment() external view returns (TradeContext memory);
    /// Returns what positions (a word each) bring when they are closed. What is held closes at heldVol times the
    /// volatility of the mark, what was sold at owedVol times. WAD of USD; negative for what the close costs.
    function closingValue(TradeContext calldata context, uint256[] calldata positions, uint128 heldVol, uint128 owedVol) external view returns (int128);
    /// Returns the margin of an account with this money (WAD of USD) and these positions, a word each.
    function margin(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginFigures memory);
    /// Returns how far the market can move until the account may be liquidated.
    function distance(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginDistance memory);
    /// Refuses an account below its initial margin. An account that only closes may be below it, if it was before
    /// and neither margin gets worse.
    function requireMargin(TradeContext calldata context, int128 cash, uint256[] calldata positions, bool closing, int128 cashBefore, uint256[] calldata positionsBefore) external view;
    /// Opens a series for trading. Anyone may list a series that the rule allows.
    /// Expiries: Fridays at 08:00 UTC within four weeks, the last Friday of a month within 120 days. Strikes:
    /// between half and twice the spot, on a grid of 1, 2 or 5 times a power of ten, with steps of at most a
    /// fortieth of the spot.
    /// An expiry has room for 24 series. If it is full, a new series replaces the one that was never traded and is
    /// furthest from the spot, if the new one is nearer.
    function list(uint64 expiry, uint8 kind, uint128 strike) external;
    /// Takes legs into the book in spite of the limits, for an account that can pay no price. Only the market.
    function absorb(TradeLeg[] calldata legs) external;
    /// Takes an expiry out of the book at its price. Only the market. Returns what all accounts that hold it are
    /// owed and what those that have sold it owe (WAD of USD), both rounded up, and the earlier expiries in the
    /// book that accounts hold something of.
    function settle(uint64 expiry, uint128 price) external returns (uint128, uint128, uint64[] memory);
    /// Returns how much of a series all accounts together hold. Accounts that have sold it do not count.
    function interest(uint64 expiry, uint8 kind, uint128 strike) external view returns (uint128);
}
