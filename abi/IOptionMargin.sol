// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionMargin
/// @notice What an account must hold against its positions, on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionMargin {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Raw SVI of one expiry: w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)), with level a, slope b, tilt rho,
    /// shift m and smoothness sigma. expiry and timestamp (when its signers read the market) are unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
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

    /// Returns the margin of an account with this cash (USD) and these positions, at most 32 over 8 expiries, in
    /// any order. An expiry that is past counts what it would pay at the spot.
    function margin(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
    /// Returns the same, with the gain of the positions in each scenario. Scenarios in order: spot -15, -10, -5,
    /// 0, 5, 10, 15% with volatility up; spot -20 and 20% with volatility up; the first seven with volatility
    /// unchanged; the tails of 50, 67, 150 and 200%; the first seven with volatility down; the calendar's.
    function scenarios(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
    /// Returns how far the market can move until the account may be liquidated.
    function distance(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
}
