// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IOptionPricer
/// @notice Holds volatility surfaces and prices options and books on them.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address optionMath, address optionQuoter, address optionBook, address optionMargin, address optionTail, bytes32 market, address[] signers, uint8 quorum).
interface IOptionPricer is IGoverned {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
    /// The price and the sensitivities of one option, per unit of spot, whole of volatility, year and whole of rate.
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }
    /// Raw SVI of one expiry: w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)), with level a, slope b, tilt rho,
    /// shift m and smoothness sigma. expiry and timestamp (when its signers read the market) are unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// The market and the pool at the time of a quote.
    /// feedDeviation: a part of the spot.
    /// nav, poolVega (per vol point), reserve: USD.
    /// settling, settlingSpot: as for a book.
    /// sequential: the orders are legs of one trade; each one meets the pool as the legs before it leave it.
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }
    /// One order; a positive quantity buys. An order that opens a position has stricter conditions on option and
    /// surface.
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }
    /// The cost of a whole order, item by item. A buyer pays total, a seller receives it. Delta and vega (per vol
    /// point) are of one unit.
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }
    /// The cost of a whole order, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// The market in which a book is valued: the spot that factors start from, the carry, and the maximum age of a
    /// surface.
    /// settling, settlingSpot: an expiry in its last half hour, and the average at which it is expected to settle,
    /// which is its spot; zeros for none.
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }
    /// The value of a book to its holder, and its sensitivities.
    /// mark, high, low: at the mark, and with every volatility moved by 2% for (high) and against (low) the holder.
    /// delta, vega: what the book gains by a unit of spot, and by a vol point.
    /// The rest is for the estimate of its tail, in USD. slope: per relative move of the spot; gamma: per half of its
    /// square; volSlope: per relative move in a day of a 30-day volatility; volga: per half of its square; vanna: per
    /// product of both moves.
    /// day: the standard deviation that its surfaces give a day.
    /// Figures of two books add up, except day: the larger one counts.
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }
    /// The market in which the tail of a book is computed: as for a book. leastDay is a lower bound on the standard
    /// deviation of a day's spot, WAD, 0.5 at most.
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }
    /// The market in which an account is margined.
    /// late: the price is past half of its allowed age.
    /// settling, settlingSpot: an expiry in its last half hour and its expected average, which is its spot; 0 for
    /// none.
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }
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

    /// A slice was accepted.
    event SurfacePosted(uint64 indexed expiry, uint64 timestamp, uint64 nonce, uint128 atTheMoney, int128 level, uint128 slope, int128 tilt, int128 shift, uint128 smoothness);
    /// A slice with valid signatures failed a condition, so opening stops. condition is the selector of the
    /// error; first and second are its figures (zero for a figure that it does not have).
    event SurfaceRefused(uint64 indexed expiry, uint64 nonce, bytes4 condition, bytes32 first, bytes32 second);

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// No volatility implies this price: it is at or below intrinsic value, or next to the upper bound.
    error PricerNoVolatility(bool tooHigh);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
    /// An option may open with a delta in [5%, 95%], a digital with a value in [5%, 95%] of what it pays. This one is
    /// outside.
    error PricerDeltaOutsideOpening(int128 delta);
    /// Nothing opens in the last half hour: only closing is left.
    error PricerTooLateToOpen();
    /// The surface is signed later than now, or its expiry is over.
    error PricerSurfaceTime();
    /// The post is signed too soon after the last one.
    error PricerTooSoon(uint64 earliest);
    /// Total variance is not above zero everywhere.
    error PricerNotPositive();
    /// A wing grows faster than 2|k|.
    error PricerWingTooSteep();
    /// The volatility at the money is outside of [5%, 500%].
    error PricerAtTheMoney();
    /// The volatility at the money moved by more than a tenth.
    error PricerMovedTooFar(uint128 from, uint128 to);
    /// A butterfly around this log-moneyness would cost less than zero.
    error PricerButterfly(int128 node);
    /// Total variance falls with expiry at this log-moneyness. earlier: against the earlier neighbour, otherwise the
    /// later.
    error PricerCalendar(bool earlier, int128 node);
    /// The surface is older than allowed.
    error PricerSurfaceStale(uint64 expiry, uint64 ageSecs);
    /// The last post of the expiry was refused. Nothing opens until a good one comes.
    error PricerOpeningHalted(uint64 expiry);
    /// The signature at this index is not by the signer of its seat, or the seat is vacant, unknown or used
    /// twice.
    error PricerSignature(uint256 index);
    /// There are too few signatures, or bytes are left over.
    error PricerTooFewSignatures(uint256 given, uint256 needed);
    /// The nonce of the post is not the next one of its expiry.
    error PricerNonce(uint64 expected);
    /// The post came after its deadline.
    error PricerDeadline(uint64 deadline);
    /// Eight expiries are live already.
    error PricerTooManyExpiries();

    /// Returns the contract that computes sensitivities and implied volatilities, and checks surfaces.
    function optionMath() external view returns (address);
    /// Returns the contract that computes prices, quotes and revaluations.
    function optionQuoter() external view returns (address);
    /// Returns the contract that computes the value and the risk of a book.
    function optionBook() external view returns (address);
    /// Returns the contract that computes the margin of an account.
    function optionMargin() external view returns (address);
    /// Returns the contract that computes what a book can lose in a day.
    function optionTail() external view returns (address);
    /// Returns the market that signers name in a post.
    function market() external view returns (bytes32);
    /// Returns the live expiries in ascending order.
    function expiries() external view returns (uint64[] memory);
    /// Returns what is stored of an expiry: the slice (timestamp 0 if none was ever accepted), its volatility at
    /// the money, the nonce of the next post, and whether opening is halted because the last post was refused.
    function surface(uint64 expiry) external view returns (SviSlice memory, uint128, uint64, bool);
    /// Returns the digest that the signers of a post sign (EIP-712).
    function surfaceDigest(SviSlice calldata slice, uint64 nonce, uint64 deadline) external view returns (bytes32);
    /// Stores a slice that m of the signers have signed. Anyone may relay it. Signatures are packed, 66 bytes
    /// each: seat, v (27 or 28), r, s. Returns whether the slice was accepted. A slice with valid signatures that
    /// fails a condition of the surface uses up its nonce, and stops opening on its expiry until a good one comes.
    function postSurface(SviSlice calldata slice, uint64 nonce, uint64 deadline, bytes calldata signatures) external returns (bool);
    /// Checks a slice now. Returns its volatility at the money, or reverts with the condition that fails and its
    /// node.
    function checkSurface(SviSlice calldata slice) external view returns (uint128);
    /// Returns the price of an option at a volatility.
    function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
    /// Returns the price of an option and its sensitivities at a volatility.
    function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
    /// Returns the volatility that a price implies. Calls and puts only.
    function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
    /// Quotes one order on the posted surface, item by item.
    function quote(QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
    /// Quotes many orders. Reads a surface once for consecutive orders of one expiry.
    function quoteMany(QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
    /// Returns the value of each expiry's legs in each scenario, rounded against the holder. Legs of an expiry
    /// stand together. Scenario i multiplies the spot by spotFactors[i], and the volatility of the n-th expiry by
    /// volFactors[n * spotFactors.length + i]. Values follow the order of volFactors.
    function revalue(BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
    /// Returns what legs, in any order, bring when they are closed. What is held closes at heldVol times the
    /// volatility of the mark, what was sold at owedVol times. Negative for what the close costs. Rounded against
    /// the holder.
    function closingValue(BookContext calldata context, Position[] calldata legs, uint128 heldVol, uint128 owedVol) external view returns (int128);
    /// Returns the value and the sensitivities of a book, and its gain in each scenario of the grid. Legs of an
    /// expiry stand together. An expiry that is past counts what it would pay at the spot.
    function assess(BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
    /// Returns the margin of an account with this cash (USD) and these positions, at most 32 over 8 expiries. An
    /// expiry that is past counts what it would pay at the spot.
    function margin(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
    /// Returns the same, with the gain of the positions in each scenario: first those of the grid, then the
    /// calendar's.
    function scenarios(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
    /// Returns how far the market can move until the account may be liquidated.
    function distance(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
    /// Returns the loss that 97.5% of days stay below and the mean loss of the other days, USD, rounded up; 0 for
    /// a gain. Values every leg again on each of 512 fixed days.
    function shortfall(TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    /// Returns the same for a book with these figures, from its sensitivities up to second order alone.
    function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
}
