// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IPoolLens
/// @notice What a screen shows of a pool, in one call: the report on its risk.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IPoolLens {
    /// The pool's surroundings: oracle as in a chain, the expiry that is past and not settled (zero for none), what is paused; and as selectors, why the book has no mark, and why nobody can leave now.
    struct PoolState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint64 unsettled; bool marketPaused; bool riskPaused; bool vaultPaused; bytes4 unmarked; bytes4 closed; }
    /// Money in units of the asset: what is held, what of it has not vested, what stands behind the book, the book at the mark and turned for (high) and against (low) the pool, all of it at the mark (assets), a whole share at the mark, what must stay, what may leave. Without a mark, all but backing and shares are zero.
    struct PoolMoney { uint128 held; uint128 unvested; uint256 backing; uint256 shares; int128 mark; int128 high; int128 low; uint256 assets; uint256 sharePrice; uint128 reserve; uint128 withdrawable; }
    /// What the pool risks, in WAD of USD, and the most that a trade may leave of it: vega a vol point, delta times spot, what ±10% of the spot loses, what the worst scenario loses and its number, the value at risk and the expected shortfall of a day. utilisation is reserve over worth, as quotes see it. Gamma and theta are sums over its positions. Without a mark, zeros.
    struct PoolRisks { uint128 nav; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint128 reserve; uint128 utilisation; uint128 vegaMax; uint128 deltaUsed; uint128 deltaMax; uint128 tenPercent; uint128 tenPercentMax; uint128 worst; uint128 worstMax; uint8 worstScenario; uint128 valueAtRisk; uint128 shortfall; uint128 shortfallMax; }
    /// The queue of those who wait to leave: shares that wait, what they are worth at the mark (units of the asset, before the exit fee), money of those who left, epochs that were closed, and from when on the present one can be.
    struct PoolQueue { address queue; uint256 waiting; uint256 waitingAssets; uint256 owed; uint64 epochs; uint64 closable; bool paused; }
    /// The pool's book in one expiry: series listed, series in it that the pool has a position in, what they are worth (WAD) and their Greeks; when its surface was signed (zero: it has none), and why there is no mark.
    struct PoolExpiry { uint64 expiry; uint32 listed; uint32 held; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint64 surfaceAt; bytes4 unmarked; }

    /// The address is not a market, or not the one that its own risk manager and vault serve.
    error LensNotMarket(address market);
    /// A contract of the market reverted without saying why.
    error LensSilent();
    /// An amount does not fit its type.
    error LensOverflow();
    /// The arguments are too short, or the word at this byte behind the selector is out of its type's range.
    error CallMalformed(uint256 position);
    /// The contract has no function of this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// The pool: surroundings, money, risks, queue, expiries, and what its book gains in each scenario of the grid (WAD).
    function pool(address market) external view returns (PoolState memory, PoolMoney memory, PoolRisks memory, PoolQueue memory, PoolExpiry[] memory, int128[] memory);
}
