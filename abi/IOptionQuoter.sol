// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionQuoter
/// @notice Prices, quotes and revaluations on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionQuoter {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
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

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
    /// An option may open with a delta in [5%, 95%], a digital with a value in [5%, 95%] of what it pays. This one is
    /// outside.
    error PricerDeltaOutsideOpening(int128 delta);
    /// Nothing opens in the last half hour: only closing is left.
    error PricerTooLateToOpen();
    /// The surface is signed later than now, or its expiry is over.
    error PricerSurfaceTime();
    /// Total variance is not above zero everywhere.
    error PricerNotPositive();
    /// The arguments are too short, or a word is out of the range of its type. position is its byte after the
    /// selector.
    error CallMalformed(uint256 position);
    /// The contract has no function with this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// Returns the price of an option at a volatility.
    function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
    /// Quotes one order on a slice, item by item.
    function quote(SviSlice calldata slice, QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
    /// Quotes many orders, each on the slice of its expiry. Prepares a slice once for consecutive orders of one
    /// expiry.
    function quoteMany(SviSlice[] calldata slices, QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
    /// Does the same as this function of the pricer, on these slices.
    function revalue(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
}
