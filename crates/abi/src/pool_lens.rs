//! What a screen shows of a pool. Its errors are those of the [lens](crate::lens::errors).
#![allow(
    missing_docs,
    reason = "fields and functions are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

solidity! {
    /// The state around the pool: the oracle's figures as in a chain, the expiry that is past and not settled (zero
    /// for none), what is paused, and two selectors: why the book has no mark, and why nobody can leave now.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint64 unsettled; bool marketPaused; bool riskPaused; bool vaultPaused; bytes4 unmarked; bytes4 closed; }

    /// The pool's money in units of the asset.
    /// held, unvested, backing: the money held, the part of it that has not vested, and the money behind the book.
    /// owed, lent: claims that are not paid, and what accounts owe beyond their money.
    /// mark, high, low: the book at the mark, and moved for (high) and against (low) the pool.
    /// assets, sharePrice: all of it at the mark, and a whole share at the mark.
    /// reserve, withdrawable: what must stay, and what may leave.
    /// Without a mark, all but backing and shares are zero.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolMoney { uint128 held; uint128 unvested; int128 backing; uint128 owed; uint128 lent; uint256 shares; int128 mark; int128 high; int128 low; uint256 assets; uint256 sharePrice; uint128 reserve; uint128 withdrawable; }

    /// The risk of the pool, in WAD of USD, and the maximum that a trade may leave of each figure.
    /// The figures are vega per vol point, delta times spot, the loss by ±10% of the spot, the loss in the worst
    /// scenario and its number, and the value at risk and expected shortfall of a day.
    /// utilisation is reserve over worth, as quotes see it. Gamma and theta are sums over the positions. Without a
    /// mark all are zero.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolRisks { uint128 nav; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint128 reserve; uint128 utilisation; uint128 vegaMax; uint128 deltaUsed; uint128 deltaMax; uint128 tenPercent; uint128 tenPercentMax; uint128 worst; uint128 worstMax; uint8 worstScenario; uint128 valueAtRisk; uint128 shortfall; uint128 shortfallMax; }

    /// The queue of those who wait to leave: shares that wait, their worth at the mark (units of the asset, before the
    /// exit fee), money of those who left, closed epochs, and from when on the present one can be closed.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolQueue { address queue; uint256 waiting; uint256 waitingAssets; uint256 owed; uint64 epochs; uint64 closable; bool paused; }

    /// The pool's book in one expiry: listed series, series with a position of the pool, the worth of these (WAD) and
    /// their Greeks, when its surface was signed (zero for none), and the reason why there is no mark.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolExpiry { uint64 expiry; uint32 listed; uint32 held; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint64 surfaceAt; bytes4 unmarked; }

    /// What a screen shows of the pool of any market of the protocol, in one call. It holds nothing and answers
    /// anybody alike. Every figure comes from the contracts of that market.
    interface IPoolLens {
        /// Returns the pool: state, money, risks, queue, expiries, and the gain of its book in each scenario of the
        /// grid (WAD).
        function pool(address market) external view returns (PoolState memory, PoolMoney memory, PoolRisks memory, PoolQueue memory, PoolExpiry[] memory, int128[] memory);
    }
}

values! {
    PoolState { state, spot, updatedAt, deviation, settling, unsettled, marketPaused, riskPaused, vaultPaused, unmarked, closed }
    PoolMoney { held, unvested, backing, owed, lent, shares, mark, high, low, assets, sharePrice, reserve, withdrawable }
    PoolRisks { nav, mark, delta, gamma, vega, theta, reserve, utilisation, vegaMax, deltaUsed, deltaMax, tenPercent, tenPercentMax, worst, worstMax, worstScenario, valueAtRisk, shortfall, shortfallMax }
    PoolQueue { queue, waiting, waitingAssets, owed, epochs, closable, paused }
    PoolExpiry { expiry, listed, held, mark, delta, gamma, vega, theta, surfaceAt, unmarked }
}
