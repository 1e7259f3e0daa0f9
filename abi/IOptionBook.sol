// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionBook
/// @notice What a book is worth and what it risks, on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionBook {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Raw SVI of one expiry: w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)), with level a, slope b, tilt rho,
    /// shift m and smoothness sigma. expiry and timestamp (when its signers read the market) are unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
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

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
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

    /// Does the same as this function of the pricer, on these slices.
    function assess(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
}
