// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

interface IOptionMath {
    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }
    /// Price and sensitivities of one option: a unit of spot, a whole of volatility, a year, a whole of rate.
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }
    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }
    /// The market and the pool at the time of a quote; settling and settlingSpot as for a book. feedDeviation is a part of the spot; nav, poolVega (a vol point) and reserve are USD. With sequential, orders are legs of one trade: each meets the pool as the ones before it leave it.
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }
    /// One order; a positive quantity buys. One that opens a position asks more of the option and of the surface.
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }
    /// What a whole order costs, item by item: a buyer pays, a seller receives total. Delta and vega (a vol point) are of one unit.
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }
    /// What a whole order costs, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// Where a book is valued: the spot that factors start from, the carry, and how old a surface may be; an expiry in its last half hour and the average that it is expected to settle at, which is its spot (zeros for none).
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }
    /// A position of a book; positive for what is held.
    struct BookLeg { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD: slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces give a day, of which two books have the larger. All else adds up.
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }
    /// Where the tail of a book is computed: as for a book, and what the standard deviation of a day's spot is taken for at least, WAD, 0.5 at most.
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }
    /// The market that an account is margined in. late: the price is past half of its allowed age. settling: an expiry in its last half hour, which has a spot of its own, the average that is expected of it; 0 for none.
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }
    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 least; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// The named argument is outside of its domain.
    error PricerArgument(bytes32 name);
    /// The named amount does not fit its type.
    error PricerOverflow(bytes32 name);
    /// The implied volatility is asked of a price that none gives: at or below intrinsic value, or next to the bound.
    error PricerNoVolatility(bool tooHigh);
    /// The expiry has no surface.
    error PricerSurfaceMissing(uint64 expiry);
    /// The delta of what is to be opened, or the value of a digital as a part of what it pays, is outside of [5%, 95%].
    error PricerDeltaOutsideOpening(int128 delta);
    /// Only closing is left, in the last half hour.
    error PricerTooLateToOpen();
    /// The surface was signed later than now, or nothing is left until its expiry.
    error PricerSurfaceTime();
    /// The post was signed too soon after the last.
    error PricerTooSoon(uint64 earliest);
    /// Total variance is not above nought everywhere.
    error PricerNotPositive();
    /// A wing grows faster than 2|k|.
    error PricerWingTooSteep();
    /// The volatility at the money is outside of [5%, 500%].
    error PricerAtTheMoney();
    /// The volatility at the money moved by more than a tenth.
    error PricerMovedTooFar(uint128 from, uint128 to);
    /// A butterfly about this log-moneyness would cost less than nothing.
    error PricerButterfly(int128 node);
    /// Total variance falls with expiry at this log-moneyness, against the earlier or the later neighbour.
    error PricerCalendar(bool earlier, int128 node);
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
    /// Judges a slice now, among its neighbours (the live expiries before and after; all zeros for none) and after the expiry's last accepted one (volatility at the money and timestamp; zeros for none). Returns its volatility at the money, or reverts with the condition that fails.
    function judge(SviSlice calldata slice, SviSlice calldata earlier, SviSlice calldata later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (uint128);
}
