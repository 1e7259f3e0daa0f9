//! The interface of the lenses, in Solidity.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

solidity! {
    /// The market as a whole.
    /// state, spot, updatedAt, deviation: from the oracle.
    /// settling, average, averagedSecs: the expiry in its last half hour (zero for none), and the average so far over
    /// this many seconds of it.
    /// The flags say whether market and risk manager are paused.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct ChainState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; bool marketPaused; bool riskPaused; }

    /// A listed series. Prices are WAD of USD for one unit, fees included.
    /// bid, ask, mark: what a seller receives, what a buyer pays, and the mark.
    /// delta is per unit of spot, gamma per unit of spot squared, vega per vol point, theta per year, rho per whole of
    /// carry, vanna (of delta) and volga (of vega) per whole of volatility.
    /// pool: the pool's position.
    /// unmarked, unquoted, unopened: selectors of the errors that explain why the mark and the Greeks, the bid and the
    /// ask, or buying one unit now are missing; a missing figure is zero. A zero selector means that nothing is
    /// missing. unopened leaves out the limit on expected shortfall.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct ChainSeries { uint64 expiry; uint8 kind; uint128 strike; uint128 bid; uint128 bidFee; uint128 ask; uint128 askFee; uint128 mark; uint128 volatility; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; int128 pool; bytes4 unmarked; bytes4 unquoted; bytes4 unopened; }

    /// An account as a whole.
    /// money, claims: units of the asset. money is negative for a debt. claims are those of settled expiries; the next
    /// action of the account pays them (negative: takes them).
    /// value and Greeks: WAD, of the other positions that have a mark; unmarked counts those that have none.
    /// maintenance, initial: what the account has above each margin, WAD (negative: what is missing). Both are zero if
    /// unmargined, the selector of an error, says why they cannot be computed.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AccountState { int128 money; int128 claims; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; uint32 unmarked; int128 maintenance; int128 initial; bytes4 unmargined; }

    /// A position.
    /// mark, volatility: of one unit. value, Greeks: of the whole position, in the units of a chain; value is rounded
    /// against the holder.
    /// status: 0 live; 1 expired and not settled: mark and value are what it pays, once the price is fixed; 2 settled:
    /// mark is what a unit pays, and claim is what is paid for the position, in units of the asset (negative: taken).
    /// unmarked: as in a chain.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AccountPosition { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; uint8 status; uint128 mark; uint128 volatility; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 claim; bytes4 unmarked; }

    /// The state around the pool: the oracle's figures as in a chain, the expiry that is past and not settled (zero
    /// for none), what is paused, and two selectors: why the book has no mark, and why nobody can leave now.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint64 unsettled; bool marketPaused; bool riskPaused; bool vaultPaused; bytes4 unmarked; bytes4 closed; }

    /// The pool's money in units of the asset.
    /// held, unvested, backing: the money held, the part of it that has not vested, and the money behind the book.
    /// mark, high, low: the book at the mark, and moved for (high) and against (low) the pool.
    /// assets, sharePrice: all of it at the mark, and a whole share at the mark.
    /// reserve, withdrawable: what must stay, and what may leave.
    /// Without a mark, all but backing and shares are zero.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolMoney { uint128 held; uint128 unvested; uint256 backing; uint256 shares; int128 mark; int128 high; int128 low; uint256 assets; uint256 sharePrice; uint128 reserve; uint128 withdrawable; }

    /// The risk of the pool, in WAD of USD, and the maximum that a trade may leave of each figure.
    /// The figures are vega per vol point, delta times spot, the loss by ±10% of the spot, the loss in the worst
    /// scenario and its number, and the value at risk and expected shortfall of a day.
    /// utilisation is reserve over worth, as quotes see it. Gamma and theta are sums over the positions. Without a
    /// mark all are zero.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolRisks { uint128 nav; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint128 reserve; uint128 utilisation; uint128 vegaMost; uint128 deltaUsed; uint128 deltaMost; uint128 tenPercent; uint128 tenPercentMost; uint128 worst; uint128 worstMost; uint8 worstScenario; uint128 valueAtRisk; uint128 shortfall; uint128 shortfallMost; }

    /// The queue of those who wait to leave: shares that wait, their worth at the mark (units of the asset, before the
    /// exit fee), money of those who left, closed epochs, and from when on the present one can be closed.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolQueue { address queue; uint256 waiting; uint256 waitingAssets; uint256 owed; uint64 epochs; uint64 closable; bool paused; }

    /// The pool's book in one expiry: listed series, series with a position of the pool, the worth of these (WAD) and
    /// their Greeks, when its surface was signed (zero for none), and the reason why there is no mark.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolExpiry { uint64 expiry; uint32 listed; uint32 held; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint64 surfaceAt; bytes4 unmarked; }

    /// What screens show of any market of the protocol, each in one call. It holds nothing and answers anybody alike.
    /// Every figure comes from the contracts of that market.
    interface ILens {
        /// Returns every listed series with its prices now.
        function chain(address market) external view returns (ChainState memory, ChainSeries[] memory);
        /// Returns the series of one expiry.
        function chain(address market, uint64 expiry) external view returns (ChainState memory, ChainSeries[] memory);
        /// Returns an account and its positions.
        function account(address market, uint256 id) external view returns (AccountState memory, AccountPosition[] memory);
    }

    /// What a screen shows of the pool of any market of the protocol, in one call. It holds nothing and answers
    /// anybody alike. Every figure comes from the contracts of that market.
    interface IPoolLens {
        /// Returns the pool: state, money, risks, queue, expiries, and the gain of its book in each scenario of the
        /// grid (WAD).
        function pool(address market) external view returns (PoolState memory, PoolMoney memory, PoolRisks memory, PoolQueue memory, PoolExpiry[] memory, int128[] memory);
    }

    /// The address is not a market, or not the market that its own risk manager and vault serve.
    #[derive(Debug, PartialEq, Eq)]
    error LensNotMarket(address market);
    /// A contract of the market reverted without data.
    #[derive(Debug, PartialEq, Eq)]
    error LensSilent();
    /// An amount does not fit its type.
    #[derive(Debug, PartialEq, Eq)]
    error LensOverflow();
}

values! {
    ChainState { state, spot, updatedAt, deviation, settling, average, averagedSecs, marketPaused, riskPaused }
    ChainSeries { expiry, kind, strike, bid, bidFee, ask, askFee, mark, volatility, delta, gamma, vega, theta, rho, vanna, volga, pool, unmarked, unquoted, unopened }
    AccountState { money, claims, value, delta, gamma, vega, theta, rho, unmarked, maintenance, initial, unmargined }
    AccountPosition { expiry, kind, strike, quantity, status, mark, volatility, value, delta, gamma, vega, theta, rho, claim, unmarked }
    PoolState { state, spot, updatedAt, deviation, settling, unsettled, marketPaused, riskPaused, vaultPaused, unmarked, closed }
    PoolMoney { held, unvested, backing, shares, mark, high, low, assets, sharePrice, reserve, withdrawable }
    PoolRisks { nav, mark, delta, gamma, vega, theta, reserve, utilisation, vegaMost, deltaUsed, deltaMost, tenPercent, tenPercentMost, worst, worstMost, worstScenario, valueAtRisk, shortfall, shortfallMost }
    PoolQueue { queue, waiting, waitingAssets, owed, epochs, closable, paused }
    PoolExpiry { expiry, listed, held, mark, delta, gamma, vega, theta, surfaceAt, unmarked }
}
