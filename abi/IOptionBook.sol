// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionBook
/// @notice What a book is worth and what it risks, on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionBook {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// Where a book is valued: the spot that factors start from, the carry, and how old a surface may be; an expiry in its last half hour and the average that it is expected to settle at, which is its spot (zeros for none).
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }
    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD: slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces give a day, of which two books have the larger. All else adds up.
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
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

    /// As the same function of the pricer, on these slices.
    function assess(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
}
