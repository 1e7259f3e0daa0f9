// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title IOptionMath
/// @notice The mathematics that takes much code and is called seldom: sensitivities, implied volatility, the check of a surface.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
interface IOptionMath {
    /// The terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
    /// The price and the sensitivities of one option, per unit of spot, whole of volatility, year and whole of rate.
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }
    /// Raw SVI of one expiry: w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)), with level a, slope b, tilt rho,
    /// shift m and smoothness sigma. expiry and timestamp (when its signers read the market) are unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// What the check says of a slice.
    /// volatility: at the money; zero for a slice that is not accepted.
    /// condition: zero for a slice that is accepted; else the selector of the error with which checkSurface of the
    /// pricer reverts.
    /// first, second: the figures of that error; zero for those that it does not have.
    struct Verdict { uint128 volatility; bytes4 condition; bytes32 first; bytes32 second; }

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// No volatility implies this price: it is at or below intrinsic value, or next to the upper bound.
    error PricerNoVolatility(bool tooHigh);
    /// The surface is signed later than now, or its expiry is over.
    error PricerSurfaceTime();
    /// The post is signed too soon after the last one.
    error PricerTooSoon(uint64 earliest);
    /// The arguments are too short, or a word is out of the range of its type. position is its byte after the
    /// selector.
    error CallMalformed(uint256 position);
    /// The contract has no function with this selector.
    error CallUnknown(bytes4 selector);
    /// The contract takes no ether.
    error CallWithValue();
    /// The constructor has run already.
    error AlreadyConstructed();

    /// Returns the price of an option and its sensitivities at a volatility.
    function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
    /// Returns the volatility that a price implies. Calls and puts only.
    function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
    /// Checks a slice now. earlier and later are the slices of the live expiries before and after; all zeros for
    /// none. lastVolatility (at the money) and lastTimestamp are those of the expiry's last accepted slice; zeros
    /// for none. Reverts only for a slice that cannot be checked: a parameter out of its range, or a time at
    /// fault.
    function judge(SviSlice calldata slice, SviSlice calldata earlier, SviSlice calldata later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (Verdict memory);
}
