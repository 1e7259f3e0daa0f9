// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IPoolLens
/// @notice What a screen shows of a pool, in one call: the report on its risk.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IPoolLens {
    /// The state around the pool: the oracle's figures as in a chain, the expiry that is past and not settled (zero
    /// for none), what is paused, and two selectors: why the book has no mark, and why nobody can leave now.
    struct PoolState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint64 unsettled; bool marketPaused; bool riskPaused; bool vaultPaused; bytes4 unmarked; bytes4 closed; }
    /// The pool's money in units of the asset.
    /// held, unvested, backing: the money held, the part of it that has not vested, and the money behind the book.
    /// owed, lent: claims that are not paid, and what accounts owe beyond their money.
    /// mark, high, low: the book at the mark, and moved for (high) and against (low) the pool.
    /// assets, sharePrice: all of it at the mark, and a whole share at the mark.
    /// reserve, withdrawable: what must stay, and what may leave.
    /// Without a mark, all but backing and shares are zero.
    struct PoolMoney { uint128 held; uint128 unvested; int128 backing; uint128 owed; uint128 lent; uint256 shares; int128 mark; int128 high; int128 low; uint256 assets; uint256 sharePrice; uint128 reserve; uint128 withdrawable; }
    /// The risk of the pool, in WAD of USD, and the maximum that a trade may leave of each figure.
    /// The figures are vega per vol point, delta times spot, the loss by ±10% of the spot, the loss in the worst
    /// scenario and its number, and the value at risk and expected shortfall of a day.
    /// utilisation is reserve over worth, as quotes see it. Gamma and theta are sums over the positions. Without a
    /// mark all are zero.
    struct PoolRisks { uint128 nav; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint128 reserve; uint128 utilisation; uint128 vegaMax; uint128 deltaUsed; uint128 deltaMax; uint128 tenPercent; uint128 tenPercentMax; uint128 worst; uint128 worstMax; uint8 worstScenario; uint128 valueAtRisk; uint128 shortfall; uint128 shortfallMax; }
    /// The queue of those who wait to leave: shares that wait, their worth at the mark (units of the asset, before the
    /// exit fee), money of those who left, closed epochs, and from when on the present one can be closed.
    struct PoolQueue { address queue; uint256 waiting; uint256 waitingAssets; uint256 owed; uint64 epochs; uint64 closable; bool paused; }
    /// The pool's book in one expiry: listed series, series with a position of the pool, the worth of these (WAD) and
    /// their Greeks, when its surface was signed (zero for none), and the reason why there is no mark.
    struct PoolExpiry { uint64 expiry; uint32 listed; uint32 held; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint64 surfaceAt; bytes4 unmarked; }

    /// The address is not a market, or not the market that its own risk manager and vault serve.
    error LensNotMarket(address market);
    /// A contract of the market reverted without data.
    error LensSilent();
    /// An amount does not fit its type.
    error LensOverflow();
    /// The arguments are too short, or a word is out of the range of its type. position is its byte after the
    /// selector.
    error CallMalformed(uint256 position);
    /// The contract has no function with this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The contract is in the middle of a change, and answers nobody until it is made.
    error CallReentered();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// Returns the pool: state, money, risks, queue, expiries, and the gain of its book in each scenario of the
    /// grid (WAD).
    function pool(address market) external view returns (PoolState memory, PoolMoney memory, PoolRisks memory, PoolQueue memory, PoolExpiry[] memory, int128[] memory);
}
