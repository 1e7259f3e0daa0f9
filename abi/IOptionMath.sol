// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionMath
/// @notice The mathematics that takes much code and is called seldom: sensitivities, implied volatility, the check of a surface.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionMath {
    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
    /// Price and sensitivities of one option: a unit of spot, a whole of volatility, a year, a whole of rate.
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// What the check says of a slice. Accepted: its volatility at the money, and a condition of zero. Not accepted: the selector of the error that checkSurface of the pricer reverts with, and the figures of that error (zero for what it has not).
    struct Verdict { uint128 volatility; bytes4 condition; bytes32 first; bytes32 second; }

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The implied volatility is asked of a price that none gives: at or below intrinsic value, or next to the bound.
    error PricerNoVolatility(bool tooHigh);
    /// The surface was signed later than now, or nothing is left until its expiry.
    error PricerSurfaceTime();
    /// The post was signed too soon after the last.
    error PricerTooSoon(uint64 earliest);
    /// The arguments are too short, or the word at this byte behind the selector is out of its type's range.
    error CallMalformed(uint256 position);
    /// The contract has no function of this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// The price of an option and its sensitivities at a volatility.
    function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
    /// The volatility that a price implies; calls and puts only.
    function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
    /// Judges a slice now, among its neighbours (the live expiries before and after; all zeros for none) and after the expiry's last accepted one (volatility at the money and timestamp; zeros for none). A slice that cannot be judged reverts: a parameter out of its range, a time at fault.
    function judge(SviSlice calldata slice, SviSlice calldata earlier, SviSlice calldata later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (Verdict memory);
}
