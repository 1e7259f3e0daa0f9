// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionQuoter
/// @notice Prices, quotes and revaluations on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionQuoter {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
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

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
    /// The delta of what is to be opened, or the value of a digital as a part of what it pays, is outside of [5%, 95%].
    error PricerDeltaOutsideOpening(int128 delta);
    /// Only closing is left, in the last half hour.
    error PricerTooLateToOpen();
    /// The surface was signed later than now, or nothing is left until its expiry.
    error PricerSurfaceTime();
    /// Total variance is not above nought everywhere.
    error PricerNotPositive();
    /// The arguments are too short, or the word at this byte behind the selector is out of its type's range.
    error CallMalformed(uint256 position);
    /// The contract has no function of this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// The price of an option at a volatility.
    function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
    /// Quotes one order on a slice, item by item.
    function quote(SviSlice calldata slice, QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
    /// Quotes many orders, each on the slice of its expiry. A slice is made ready once where orders of an expiry follow each other.
    function quoteMany(SviSlice[] calldata slices, QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
    /// As the same function of the pricer, on these slices.
    function revalue(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
}
