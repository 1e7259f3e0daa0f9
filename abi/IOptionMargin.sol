// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionMargin
/// @notice What an account must hold against its positions, on slices that the caller hands in.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionMargin {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// The market that an account is margined in. late: the price is past half of its allowed age. settling: an expiry in its last half hour, which has a spot of its own, the average that is expected of it; 0 for none.
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }
    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

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

    /// The margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries, in any order. An expiry that is past counts what it would pay at the spot.
    function margin(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
    /// The same, with what the positions count in each scenario: spot -15, -10, -5, 0, 5, 10, 15% with volatility up, -20 and 20% likewise, the seven with volatility as it is, the tails of 50, 67, 150 and 200%, the seven with volatility down, the calendar's.
    function scenarios(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
    /// How far the market is from where the account may be liquidated.
    function distance(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
}
