//! Structs of the ABI, and the interfaces that use them. Prices, volatilities, rates and quantities are WAD.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use crate::pricing::errors::argument;
use engine::black_scholes::Terms;
use engine::surface::{Post, SviParameters};
use engine::Kind;
use runtime::{solidity, values, Refusal};
use math::{SignedWad, Wad};

solidity! {
    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }

    /// Price and sensitivities of one option: a unit of spot, a whole of volatility, a year, a whole of rate.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }

    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho, shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }

    /// The market and the pool at the time of a quote; settling and settlingSpot as for a book. feedDeviation is a part of the spot; nav, poolVega (a vol point) and reserve are USD. With sequential, orders are legs of one trade: each meets the pool as the ones before it leave it.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }

    /// One order; a positive quantity buys. One that opens a position asks more of the option and of the surface.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }

    /// What a whole order costs, item by item: a buyer pays, a seller receives total. Delta and vega (a vol point) are of one unit.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }

    /// What a whole order costs, in short.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// Where a book is valued: the spot that factors start from, the carry, and how old a surface may be; an expiry in its last half hour and the average that it is expected to settle at, which is its spot (zeros for none).
    #[derive(Debug, PartialEq, Eq)]
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }

    /// A position of a book; positive for what is held.
    #[derive(Debug, PartialEq, Eq)]
    struct BookLeg { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }

    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD: slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces give a day, of which two books have the larger. All else adds up.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }

    /// Where the tail of a book is computed: as for a book, and what the standard deviation of a day's spot is taken for at least, WAD, 0.5 at most.
    #[derive(Debug, PartialEq, Eq)]
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }

    /// The market that an account is margined in. late: the price is past half of its allowed age. settling: an expiry in its last half hour, which has a spot of its own, the average that is expected of it; 0 for none.
    #[derive(Debug, PartialEq, Eq)]
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }

    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 least; int128 maintenance; int128 initial; }

    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// The mathematics that takes much code and is called seldom. It holds nothing and answers anybody alike.
    interface IOptionMath {
        /// The price of an option and its sensitivities at a volatility.
        function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
        /// The volatility that a price implies; calls and puts only.
        function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
        /// Judges a slice now, among its neighbours (the live expiries before and after; all zeros for none) and after the expiry's last accepted one (volatility at the money and timestamp; zeros for none). Returns its volatility at the money, or reverts with the condition that fails.
        function judge(SviSlice calldata slice, SviSlice calldata earlier, SviSlice calldata later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (uint128);
    }

    /// Prices, quotes and revaluations on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionQuoter {
        /// The price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// Quotes one order on a slice, item by item.
        function quote(SviSlice calldata slice, QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders, each on the slice of its expiry. A slice is made ready once where orders of an expiry follow each other.
        function quoteMany(SviSlice[] calldata slices, QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// As the same function of the pricer, on these slices.
        function revalue(SviSlice[] calldata slices, BookContext calldata context, BookLeg[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
    }

    /// What a book is worth and what it risks, on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionBook {
        /// As the same function of the pricer, on these slices.
        function assess(SviSlice[] calldata slices, BookContext calldata context, BookLeg[] calldata legs) external view returns (BookFigures memory, int128[] memory);
    }

    /// What an account must hold against its positions, on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionMargin {
        /// The margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries, in any order. An expiry that is past counts what it would pay at the spot.
        function margin(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginFigures memory);
        /// The same, with what the positions count in each scenario: spot -15, -10, -5, 0, 5, 10, 15% with volatility up, -20 and 20% likewise, the seven with volatility as it is, the tails of 50, 67, 150 and 200%, the seven with volatility down, the calendar's.
        function scenarios(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// How far the market is from where the account may be liquidated.
        function distance(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginDistance memory);
    }

    /// What a book may lose in a day, on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionTail {
        /// The loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what gains. Every leg is valued anew on each of 512 fixed days.
        function shortfall(SviSlice[] calldata slices, TailContext calldata context, BookLeg[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// The same of a book with these figures, by its sensitivities to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }

    /// Holds volatility surfaces and prices options and books on them.
    interface IOptionPricer {
        constructor(address authority, address optionMath, address optionQuoter, address optionBook, address optionMargin, address optionTail, bytes32 market, address[] signers, uint8 quorum);
        /// The contract that is asked for sensitivities, implied volatilities and the judgement of surfaces.
        function optionMath() external view returns (address);
        /// The contract that is asked for prices, quotes and revaluations.
        function optionQuoter() external view returns (address);
        /// The contract that is asked what a book is worth and what it risks.
        function optionBook() external view returns (address);
        /// The contract that is asked what margin an account needs.
        function optionMargin() external view returns (address);
        /// The contract that is asked what a book can lose in a day.
        function optionTail() external view returns (address);
        /// The market that signers name.
        function market() external view returns (bytes32);
        /// The live expiries, rising.
        function expiries() external view returns (uint64[] memory);
        /// What is stored of an expiry: the slice (timestamp 0: none was ever accepted), its volatility at the money, the nonce of the next post, and whether opening is halted because the last post was refused.
        function surface(uint64 expiry) external view returns (SviSlice memory, uint128, uint64, bool);
        /// What the signers of a post sign (EIP-712).
        function surfaceDigest(SviSlice calldata slice, uint64 nonce, uint64 deadline) external view returns (bytes32);
        /// Stores a slice that m of the signers signed; anyone may relay it. Signatures are packed, 66 bytes each: seat, v (27 or 28), r, s. Returns whether it was accepted: one that is duly signed but fails a condition of the surface is used up, and stops opening on its expiry until a good one comes.
        function postSurface(SviSlice calldata slice, uint64 nonce, uint64 deadline, bytes calldata signatures) external returns (bool);
        /// What the check would say of a slice now: its volatility at the money, or the condition that fails, with its node.
        function checkSurface(SviSlice calldata slice) external view returns (uint128);
        /// The price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// The price of an option and its sensitivities at a volatility.
        function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
        /// The volatility that a price implies; calls and puts only.
        function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
        /// Quotes one order on the posted surface, item by item.
        function quote(QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders. A surface is read once where orders of an expiry follow each other.
        function quoteMany(QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// The value of each expiry's legs in each scenario, rounded against whoever holds them. Legs of an expiry stand together; scenario i moves the spot by spotFactors[i], and the volatility of the n-th expiry by volFactors[n * spotFactors.length + i]. Values follow the order of volFactors.
        function revalue(BookContext calldata context, BookLeg[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
        /// What a book is worth and what moves it, and what it gains in each scenario of the grid. Legs of an expiry stand together; one that is past counts what it would pay at the spot.
        function assess(BookContext calldata context, BookLeg[] calldata legs) external view returns (BookFigures memory, int128[] memory);
        /// The margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries. An expiry that is past counts what it would pay at the spot.
        function margin(MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginFigures memory);
        /// The same, with what the positions count in each scenario: those of the grid, then the calendar's.
        function scenarios(MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// How far the market is from where the account may be liquidated.
        function distance(MarginContext calldata context, int128 cash, BookLeg[] calldata legs) external view returns (MarginDistance memory);
        /// The loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what gains. Every leg is valued anew on each of 512 fixed days.
        function shortfall(TailContext calldata context, BookLeg[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// The same of a book with these figures, by its sensitivities to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }
}

values! {
    OptionTerms { kind, spot, strike, expirySecs, rate }
    OptionGreeks { price, delta, gamma, vega, theta, rho, vanna, volga }
    SviSlice { expiry, timestamp, level, slope, tilt, shift, smoothness }
    QuoteContext { spot, carry, feedDeviation, nav, poolVega, reserve, maxAgeSecs, settling, settlingSpot, sequential }
    QuoteOrder { expiry, kind, opening, strike, quantity }
    QuoteParts { total, mark, skew, utilisation, spread, discount, floor, fee, feeToInsurance, feeToTreasury, volatility, lastVolatility, delta, vega }
    QuoteLine { total, mark, fee, volatility, delta, vega }
    BookContext { spot, carry, maxAgeSecs, settling, settlingSpot }
    BookLeg { expiry, kind, strike, quantity }
    BookFigures { mark, high, low, delta, vega, slope, gamma, volSlope, volga, vanna, day }
    TailContext { spot, carry, maxAgeSecs, settling, settlingSpot, leastDay }
    MarginContext { spot, carry, maxAgeSecs, settling, settlingSpot, late }
    MarginFigures { value, loss, naked, contingency, least, maintenance, initial }
    MarginDistance { spotDown, spotUp, volUp, volDown }
}

macro_rules! spots {
    ($($context:ident),*) => { $(
        impl $context {
            /// The spot that options of an expiry are valued at.
            #[must_use]
            pub const fn spot_of(&self, expiry: u64) -> u128 {
                if self.settling != 0 && expiry == self.settling {
                    self.settlingSpot
                } else {
                    self.spot
                }
            }
        }
    )* };
}

spots!(QuoteContext, BookContext, TailContext, MarginContext);

impl OptionTerms {
    /// The terms without the kind, as the engine takes them.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms {
            spot: Wad::from_wei(self.spot),
            strike: Wad::from_wei(self.strike),
            expiry_secs: self.expirySecs,
            rate: SignedWad::from_wei(self.rate),
        }
    }
}

impl From<&SviSlice> for Post {
    fn from(slice: &SviSlice) -> Self {
        Self {
            parameters: SviParameters {
                level: SignedWad::from_wei(slice.level),
                slope: Wad::from_wei(slice.slope),
                tilt: SignedWad::from_wei(slice.tilt),
                shift: SignedWad::from_wei(slice.shift),
                smoothness: Wad::from_wei(slice.smoothness),
            },
            expiry: slice.expiry,
            timestamp: slice.timestamp,
        }
    }
}

impl From<&Post> for SviSlice {
    fn from(post: &Post) -> Self {
        let p = &post.parameters;
        Self {
            expiry: post.expiry,
            timestamp: post.timestamp,
            level: p.level.wei(),
            slope: p.slope.wei(),
            tilt: p.tilt.wei(),
            shift: p.shift.wei(),
            smoothness: p.smoothness.wei(),
        }
    }
}

/// The kind of this number.
///
/// # Errors
/// `PricerArgument` naming `kind`.
pub fn kind(number: u8) -> Result<Kind, Refusal> {
    match number {
        0 => Ok(Kind::Call),
        1 => Ok(Kind::Put),
        2 => Ok(Kind::DigitalCall),
        3 => Ok(Kind::DigitalPut),
        _ => Err(argument("kind")),
    }
}
