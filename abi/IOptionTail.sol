// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionTail
/// @notice Value at risk and expected shortfall of a book, on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionTail {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD: slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces give a day, of which two books have the larger. All else adds up.
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }
    /// Where the tail of a book is computed: as for a book, and what the standard deviation of a day's spot is taken for at least, WAD, 0.5 at most.
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }

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

    /// The loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what gains. Every leg is valued anew on each of 512 fixed days.
    function shortfall(SviSlice[] calldata slices, TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    /// The same of a book with these figures, by its sensitivities to second order alone.
    function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
}
