// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title ILens
/// @notice What a screen shows of a market and of an account, in one call.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface ILens {
    /// The market as a whole: the oracle's state, spot, its time and its deviation; the expiry in its last half hour (zero for none) with the average of so many seconds of it; whether market and risk manager are paused.
    struct ChainState { uint8 state; uint128 spot; uint64 updatedAt; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; bool marketPaused; bool riskPaused; }
    /// A listed series. In WAD of USD for one unit, fees included: what a seller receives (bid) and a buyer pays (ask); the mark. Delta a unit of spot, gamma a unit of it more, vega a vol point, theta a year, rho a whole of carry, vanna (of delta) and volga (of vega) a whole of volatility. pool is what the pool holds. Where something is missing it is zero, and the selector of the error that stands against it says why: unmarked of mark or Greeks, unquoted of bid and ask, unopened of buying one unit now, whatever the pool's expected shortfall says. Zeros: nothing does.
    struct ChainSeries { uint64 expiry; uint8 kind; uint128 strike; uint128 bid; uint128 bidFee; uint128 ask; uint128 askFee; uint128 mark; uint128 volatility; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; int128 pool; bytes4 unmarked; bytes4 unquoted; bytes4 unopened; }
    /// An account in all. In units of the asset: its money (negative: what it owes), and claims of settled expiries, which are paid with its next action (negative: taken). In WAD: what its other positions are worth and their Greeks, as far as they have a mark; unmarked counts those that have none; what it has above its maintenance and its initial margin (negative: what is missing), zeros where unmargined has the selector of the error that stands against them.
    struct AccountState { int128 money; int128 claims; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; uint32 unmarked; int128 maintenance; int128 initial; bytes4 unmargined; }
    /// A position. Of one unit: mark and volatility; of the whole position: value, rounded against its holder, and Greeks in the units of a chain's. status: 0 it lives, 1 its expiry is past and not settled (mark and value are what it pays, once the price is fixed), 2 it is settled (mark is what a unit pays, claim what is paid for it, negative for what is taken, in units of the asset). unmarked as in a chain.
    struct AccountPosition { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; uint8 status; uint128 mark; uint128 volatility; int128 value; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 claim; bytes4 unmarked; }

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

    /// Every listed series with its prices now.
    function chain(address market) external view returns (ChainState memory, ChainSeries[] memory);
    /// The series of one expiry.
    function chain(address market, uint64 expiry) external view returns (ChainState memory, ChainSeries[] memory);
    /// An account and what it holds.
    function account(address market, uint256 id) external view returns (AccountState memory, AccountPosition[] memory);
}
