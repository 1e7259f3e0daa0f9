//! What the contract answers, in Solidity.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

solidity! {
    /// The market as a whole: the oracle's state, spot, its time and its deviation; the expiry in its last half hour
    /// (zero for none) with the average of so many seconds of it; whether market and risk manager are paused.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct ChainState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; bool marketPaused; bool riskPaused; }

    /// A listed series. In WAD of USD for one unit, fees included: what a seller receives (bid) and a buyer pays
    /// (ask); the mark. Delta a unit of spot, gamma a unit of it more, vega a vol point, theta a year, rho a whole of
    /// carry, vanna (of delta) and volga (of vega) a whole of volatility. pool is what the pool holds. Where
    /// something is missing it is zero, and the selector of the error that stands against it says why: unmarked of
    /// mark or Greeks, unquoted of bid and ask, unopened of buying one unit now, whatever the pool's expected
    /// shortfall says. Zeros: nothing does.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct ChainSeries { uint64 expiry; uint8 kind; uint128 strike; uint128 bid; uint128 bidFee; uint128 ask; uint128 askFee; uint128 mark; uint128 volatility; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; int128 pool; bytes4 unmarked; bytes4 unquoted; bytes4 unopened; }

    /// An account in all. In units of the asset: its money (negative: what it owes), and claims of settled expiries,
    /// which are paid with its next action (negative: taken). In WAD: what its other positions are worth and their
    /// Greeks, as far as they have a mark; unmarked counts those that have none; what it has above its maintenance
    /// and its initial margin (negative: what is missing), zeros where unmargined has the selector of the error that
    /// stands against them.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AccountState { int128 money; int128 claims; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; uint32 unmarked; int128 maintenance; int128 initial; bytes4 unmargined; }

    /// A position. Of one unit: mark and volatility; of the whole position: value, rounded against its holder, and
    /// Greeks in the units of a chain's. status: 0 it lives, 1 its expiry is past and not settled (mark and value are
    /// what it pays, once the price is fixed), 2 it is settled (mark is what a unit pays, claim what is paid for it,
    /// negative for what is taken, in units of the asset). unmarked as in a chain.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AccountPosition { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; uint8 status; uint128 mark; uint128 volatility; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 claim; bytes4 unmarked; }

    /// The pool's surroundings: oracle as in a chain, the expiry that is past and not settled (zero for none), what
    /// is paused; and as selectors, why the book has no mark, and why nobody can leave now.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint64 unsettled; bool marketPaused; bool riskPaused; bool vaultPaused; bytes4 unmarked; bytes4 closed; }

    /// Money in units of the asset: what is held, what of it has not vested, what stands behind the book, the book at
    /// the mark and turned for (high) and against (low) the pool, all of it at the mark (assets), a whole share at
    /// the mark, what must stay, what may leave. Without a mark, all but backing and shares are zero.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolMoney { uint128 held; uint128 unvested; uint256 backing; uint256 shares; int128 mark; int128 high; int128 low; uint256 assets; uint256 sharePrice; uint128 reserve; uint128 withdrawable; }

    /// What the pool risks, in WAD of USD, and the most that a trade may leave of it: vega a vol point, delta times
    /// spot, what ±10% of the spot loses, what the worst scenario loses and its number, the value at risk and the
    /// expected shortfall of a day. utilisation is reserve over worth, as quotes see it. Gamma and theta are sums
    /// over its positions. Without a mark, zeros.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolRisks { uint128 nav; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint128 reserve; uint128 utilisation; uint128 vegaMost; uint128 deltaUsed; uint128 deltaMost; uint128 tenPercent; uint128 tenPercentMost; uint128 worst; uint128 worstMost; uint8 worstScenario; uint128 valueAtRisk; uint128 shortfall; uint128 shortfallMost; }

    /// The queue of those who wait to leave: shares that wait, what they are worth at the mark (units of the asset,
    /// before the exit fee), money of those who left, epochs that were closed, and from when on the present one can
    /// be.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolQueue { address queue; uint256 waiting; uint256 waitingAssets; uint256 owed; uint64 epochs; uint64 closable; bool paused; }

    /// The pool's book in one expiry: series listed, series in it that the pool has a position in, what they are
    /// worth (WAD) and their Greeks; when its surface was signed (zero: it has none), and why there is no mark.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolExpiry { uint64 expiry; uint32 listed; uint32 held; int128 mark; int128 delta; int128 gamma; int128 vega; int128 theta; uint64 surfaceAt; bytes4 unmarked; }

    /// What screens show, each in one call, of any market of the protocol. It holds nothing and answers anybody
    /// alike; every figure is what the contracts of that market say.
    interface ILens {
        /// Returns every listed series with its prices now.
        function chain(address market) external view returns (ChainState memory, ChainSeries[] memory);
        /// Returns the series of one expiry.
        function chain(address market, uint64 expiry) external view returns (ChainState memory, ChainSeries[] memory);
        /// Returns an account and what it holds.
        function account(address market, uint256 id) external view returns (AccountState memory, AccountPosition[] memory);
    }

    /// What a screen shows of a pool, in one call, of any market of the protocol. It holds nothing and answers
    /// anybody alike; every figure is what the contracts of that market say.
    interface IPoolLens {
        /// Returns the pool: surroundings, money, risks, queue, expiries, and what its book gains in each scenario of
        /// the grid (WAD).
        function pool(address market) external view returns (PoolState memory, PoolMoney memory, PoolRisks memory, PoolQueue memory, PoolExpiry[] memory, int128[] memory);
    }

    /// The address is not a market, or not the one that its own risk manager and vault serve.
    #[derive(Debug, PartialEq, Eq)]
    error LensNotMarket(address market);
    /// A contract of the market reverted without saying why.
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
