// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title ILens
/// @notice What a screen shows of a market and of an account, in one call.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface ILens {
    /// The market as a whole.
    /// state, spot, updatedAt, deviation: from the oracle.
    /// settling, average, averagedSecs: the expiry in its last half hour (zero for none), and the average so far over
    /// this many seconds of it.
    /// The flags say whether market and risk manager are paused.
    struct ChainState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; bool marketPaused; bool riskPaused; }
    /// A listed series. Prices are WAD of USD for one unit, fees included.
    /// bid, ask, mark: what a seller receives, what a buyer pays, and the mark.
    /// delta is per unit of spot, gamma per unit of spot squared, vega per vol point, theta per year, rho per whole of
    /// carry, vanna (of delta) and volga (of vega) per whole of volatility.
    /// pool: the pool's position.
    /// unmarked, unquoted, unopened: selectors of the errors that explain why the mark and the Greeks, the bid and the
    /// ask, or buying one unit now are missing; a missing figure is zero. A zero selector means that nothing is
    /// missing. unopened leaves out the limit on expected shortfall.
    struct ChainSeries { uint64 expiry; uint8 kind; uint128 strike; uint128 bid; uint128 bidFee; uint128 ask; uint128 askFee; uint128 mark; uint128 volatility; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; int128 pool; bytes4 unmarked; bytes4 unquoted; bytes4 unopened; }
    /// An account as a whole.
    /// money, claims: units of the asset. money is negative for a loan. claims are what settled expiries are worth at par
    /// and have not paid yet (negative: what they take); claims beyond what the pool has wait.
    /// value and Greeks: WAD, of the other positions that have a mark; unmarked counts those that have none.
    /// maintenance, initial: what the account has above each margin, WAD (negative: what is missing). Both are zero if
    /// unmargined, the selector of an error, says why they cannot be computed.
    struct AccountState { int128 money; int128 claims; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; uint32 unmarked; int128 maintenance; int128 initial; bytes4 unmargined; }
    /// A position.
    /// mark, volatility: of one unit. value, Greeks: of the whole position, in the units of a chain; value is rounded
    /// against the holder.
    /// status: 0 live; 1 expired and not settled: mark and value are what it pays, once the price is fixed; 2 settled:
    /// mark is what a unit pays, and claim is what the position is worth at par, in units of the asset (negative: taken).
    /// unmarked: as in a chain.
    struct AccountPosition { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; uint8 status; uint128 mark; uint128 volatility; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 claim; bytes4 unmarked; }

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

    /// Returns every listed series with its prices now.
    function chain(address market) external view returns (ChainState memory, ChainSeries[] memory);
    /// Returns the series of one expiry.
    function chain(address market, uint64 expiry) external view returns (ChainState memory, ChainSeries[] memory);
    /// Returns an account and its positions.
    function account(address market, uint256 id) external view returns (AccountState memory, AccountPosition[] memory);
}
