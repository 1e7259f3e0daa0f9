// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IOptionPricer
/// @notice Holds volatility surfaces and prices options and books on them.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address optionMath, address optionQuoter, address optionBook, address optionMargin, address optionTail, bytes32 market, address[] signers, uint8 quorum).
interface IOptionPricer is IGoverned {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
    /// Price and sensitivities of one option: a unit of spot, a whole of volatility, a year, a whole of rate.
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// The market and the pool at the time of a quote; settling and settlingSpot as for a book. feedDeviation is a part of the spot; nav, poolVega (a vol point) and reserve are USD. With sequential, orders are legs of one trade: each meets the pool as the ones before it leave it.
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }
    /// One order; a positive quantity buys. One that opens a position asks more of the option and of the surface.
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }
    /// What a whole order costs, item by item: a buyer pays, a seller receives total. Delta and vega (a vol point) are of one unit.
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }
    /// What a whole order costs, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// Where a book is valued: the spot that factors start from, the carry, and how old a surface may be; an expiry in its last half hour and the average that it is expected to settle at, which is its spot (zeros for none).
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }
    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD: slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces give a day, of which two books have the larger. All else adds up.
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }
    /// Where the tail of a book is computed: as for a book, and what the standard deviation of a day's spot is taken for at least, WAD, 0.5 at most.
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }
    /// The market that an account is margined in. late: the price is past half of its allowed age. settling: an expiry in its last half hour, which has a spot of its own, the average that is expected of it; 0 for none.
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }
    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// A slice was accepted.
    event SurfacePosted(uint64 indexed expiry, uint64 timestamp, uint64 nonce, uint128 atTheMoney, int128 level, uint128 slope, int128 tilt, int128 shift, uint128 smoothness);
    /// A slice that was duly signed failed this condition, given by the selector of the error and its figures (zero for what it has not): opening stops.
    event SurfaceRefused(uint64 indexed expiry, uint64 nonce, bytes4 condition, bytes32 first, bytes32 second);

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The implied volatility is asked of a price that none gives: at or below intrinsic value, or next to the bound.
    error PricerNoVolatility(bool tooHigh);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
    /// The delta of what is to be opened, or the value of a digital as a part of what it pays, is outside of [5%, 95%].
    error PricerDeltaOutsideOpening(int128 delta);
    /// Only closing is left, in the last half hour.
    error PricerTooLateToOpen();
    /// The surface was signed later than now, or nothing is left until its expiry.
    error PricerSurfaceTime();
    /// The post was signed too soon after the last.
    error PricerTooSoon(uint64 earliest);
    /// Total variance is not above nought everywhere.
    error PricerNotPositive();
    /// A wing grows faster than 2|k|.
    error PricerWingTooSteep();
    /// The volatility at the money is outside of [5%, 500%].
    error PricerAtTheMoney();
    /// The volatility at the money moved by more than a tenth.
    error PricerMovedTooFar(uint128 from, uint128 to);
    /// A butterfly about this log-moneyness would cost less than nothing.
    error PricerButterfly(int128 node);
    /// Total variance falls with expiry at this log-moneyness, against the earlier or the later neighbour.
    error PricerCalendar(bool earlier, int128 node);
    /// The surface is older than allowed.
    error PricerSurfaceStale(uint64 expiry, uint64 ageSecs);
    /// The last post of the expiry was refused: nothing opens until a good one comes.
    error PricerOpeningHalted(uint64 expiry);
    /// The signature of this place in the list is not the seat's, or its seat is vacant, taken twice or unknown.
    error PricerSignature(uint256 index);
    /// Too few signatures, or bytes left over.
    error PricerTooFewSignatures(uint256 given, uint256 needed);
    /// The post is not the next of its expiry.
    error PricerNonce(uint64 expected);
    /// The post came after its deadline.
    error PricerDeadline(uint64 deadline);
    /// Eight expiries live already.
    error PricerTooManyExpiries();

    /// The contract that is asked for sensitivities, implied volatilities and the judgement of surfaces.
    function optionMath() external view returns (address);
    /// The contract that is asked for prices, quotes and revaluations.
    function optionQuoter() external view returns (address);
    /// The contract that is asked what a book is worth and what it risks.
    function optionBook() external view returns (address);
    /// The contract that is asked what margin an account needs.
    function optionMargin() external view returns (address);
    /// The contract that is asked what a book can lose in a day.
    function optionTail() external view returns (address);
    /// The market that signers name.
    function market() external view returns (bytes32);
    /// The live expiries, rising.
    function expiries() external view returns (uint64[] memory);
    /// What is stored of an expiry: the slice (timestamp 0: none was ever accepted), its volatility at the money, the nonce of the next post, and whether opening is halted because the last post was refused.
    function surface(uint64 expiry) external view returns (SviSlice memory, uint128, uint64, bool);
    /// What the signers of a post sign (EIP-712).
    function surfaceDigest(SviSlice calldata slice, uint64 nonce, uint64 deadline) external view returns (bytes32);
    /// Stores a slice that m of the signers signed; anyone may relay it. Signatures are packed, 66 bytes each: seat, v (27 or 28), r, s. Returns whether it was accepted: one that is duly signed but fails a condition of the surface is used up, and stops opening on its expiry until a good one comes.
    function postSurface(SviSlice calldata slice, uint64 nonce, uint64 deadline, bytes calldata signatures) external returns (bool);
    /// What the check would say of a slice now: its volatility at the money, or the condition that fails, with its node.
    function checkSurface(SviSlice calldata slice) external view returns (uint128);
    /// The price of an option at a volatility.
    function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
    /// The price of an option and its sensitivities at a volatility.
    function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
    /// The volatility that a price implies; calls and puts only.
    function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
    /// Quotes one order on the posted surface, item by item.
    function quote(QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
    /// Quotes many orders. A surface is read once where orders of an expiry follow each other.
    function quoteMany(QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
    /// The value of each expiry's legs in each scenario, rounded against whoever holds them. Legs of an expiry stand together; scenario i moves the spot by spotFactors[i], and the volatility of the n-th expiry by volFactors[n * spotFactors.length + i]. Values follow the order of volFactors.
    function revalue(BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
    /// What legs, in any order, bring when they are closed at volatilities that are heldVol times the marks' for what is held, and owedVol times for what was sold; negative for what it costs. Rounded against whoever holds them.
    function closingValue(BookContext calldata context, Position[] calldata legs, uint128 heldVol, uint128 owedVol) external view returns (int128);
    /// What a book is worth and what moves it, and what it gains in each scenario of the grid. Legs of an expiry stand together; one that is past counts what it would pay at the spot.
    function assess(BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
    /// The margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries. An expiry that is past counts what it would pay at the spot.
    function margin(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
    /// The same, with what the positions count in each scenario: those of the grid, then the calendar's.
    function scenarios(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
    /// How far the market is from where the account may be liquidated.
    function distance(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
    /// The loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what gains. Every leg is valued anew on each of 512 fixed days.
    function shortfall(TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    /// The same of a book with these figures, by its sensitivities to second order alone.
    function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
}
