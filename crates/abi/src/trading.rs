//! The interfaces that share types: of the market, the liquidator, the risk manager and the pricers. They stand in one
//! declaration, because `sol!` knows a type only where it is declared. Prices, volatilities, rates and quantities are WAD.
#![allow(
    missing_docs,
    reason = "fields and functions are documented in Solidity form, which `sol!` hands on"
)]

use runtime::{solidity, values};

solidity! {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1
    /// put, 2 digital call, 3 digital put, which pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }

    /// The pool's book in WAD of USD, from the pool's side: at the mark, and turned for (high) and against (low) the
    /// pool by 2% of the volatility of each series. reserve is what must stay behind it: enough for its worst
    /// scenario, and for every limit to hold without what goes; that on expected shortfall only when it is asked for
    /// somebody who leaves, since it takes a revaluation in full. unsettled is an expiry that is past and not settled
    /// (zero for none): until it is, nobody joins or leaves. state is the oracle's; 0 while the book is empty, which
    /// needs no price.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    /// The market at the time of a trade: the oracle's snapshot, the expiry that is in its last half hour (zero for
    /// none) with its average so far, and what stands behind the book (WAD of USD). late: the price is past half of
    /// its allowed age.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct TradeContext { uint8 state; bool late; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; uint128 backing; }

    /// One leg of a trade; a positive quantity buys. opening: it does more than reduce a position. longs: how much
    /// more of it is held afterwards by accounts that hold it, those that have sold it not counted.
    #[derive(Debug, PartialEq, Eq)]
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; int128 longs; }

    /// What the pool is worth and what it risks, in WAD of USD; delta in units of the underlying, vega a vol point.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }

    /// What liquidation would do with an account now, in WAD of USD; price and pay in units of the asset. stage: 0 it
    /// is sound, 1 the pool closes a part of it if its limits hold, 2 a part of it is sold to whoever pays the price,
    /// 3 whoever takes it is paid. part: how much is due, of one WAD. price: what that part costs the account (stage
    /// 1) or its taker (2 and 3), negative for what they receive; before an auction began, what it will ask first.
    /// pay: what the keeper earns. profit: what keeper or taker gains against the mark.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }

    /// An auction: its number (each of an account has the next one; 0 while there was none), when it began, when its
    /// account was last seen short, both zero while none is open; whether it is that of an insolvent account; the
    /// maintenance margin that this one was short of, and what takers have paid to the account since it began, which
    /// is not for sale (both WAD).
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; bool insolvent; uint128 counted; uint128 received; }

    /// Terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }

    /// Price and sensitivities of one option: a unit of spot, a whole of volatility, a year, a whole of rate.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }

    /// Raw SVI of one expiry, w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)) with level a, slope b, tilt rho,
    /// shift m, smoothness sigma; expiry and timestamp (when its signers read the market) in unix seconds.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }

    /// The market and the pool at the time of a quote; settling and settlingSpot as for a book. feedDeviation is a
    /// part of the spot; nav, poolVega (a vol point) and reserve are USD. With sequential, orders are legs of one
    /// trade: each meets the pool as the ones before it leave it.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }

    /// One order; a positive quantity buys. One that opens a position asks more of the option and of the surface.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }

    /// What a whole order costs, item by item: a buyer pays, a seller receives total. Delta and vega (a vol point)
    /// are of one unit.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }

    /// What a whole order costs, in short.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// Where a book is valued: the spot that factors start from, the carry, and how old a surface may be; an expiry
    /// in its last half hour and the average that it is expected to settle at, which is its spot (zeros for none).
    #[derive(Debug, PartialEq, Eq)]
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }

    /// What a book is worth to whoever holds it: at the mark, and with every volatility turned by 2% for (high) and
    /// against (low) him; what it gains by a unit of spot, and by a vol point. For the estimate of its tail, USD:
    /// slope by the spot's relative move, gamma by half its square; volSlope by a day's relative move of a 30-day
    /// volatility, volga by half its square, vanna by both moves; day is the standard deviation that its surfaces
    /// give a day, of which two books have the larger. All else adds up.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }

    /// Where the tail of a book is computed: as for a book, and what the standard deviation of a day's spot is taken
    /// for at least, WAD, 0.5 at most.
    #[derive(Debug, PartialEq, Eq)]
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }

    /// The market that an account is margined in. late: the price is past half of its allowed age. settling: an
    /// expiry in its last half hour, which has a spot of its own, the average that is expected of it; 0 for none.
    #[derive(Debug, PartialEq, Eq)]
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }

    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls
    /// and puts that nothing covers and what they add to the loss, the least that all positions pay together without
    /// the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial
    /// margin: below 0 it falls short.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 least; int128 maintenance; int128 initial; }

    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024,
    /// searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if
    /// it is not up to 3.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// Traders' accounts: the front door of every trade, and of settlement. An account is a number: its owner's
    /// address in the upper 160 bits, and below it a number of the owner's choice, so that everybody has as many as
    /// he likes.
    interface IMarket {
        constructor(address authority, address oracle, address riskManager, address vault);
        /// Returns the quote asset, in whose own decimals all amounts are.
        function asset() external view returns (address);
        /// Returns the oracle of the market.
        function oracle() external view returns (address);
        /// Returns the risk manager that admits or refuses a trade.
        function riskManager() external view returns (address);
        /// Returns the vault, the counterparty.
        function vault() external view returns (address);
        /// Returns the liquidator, the only one that may move positions between accounts. A fifth of every fee, the
        /// insurance fund's, goes to its account; to the pool until it is wired.
        function liquidator() external view returns (address);
        /// Returns the treasury. A tenth of every fee goes to its account; to the pool until it is wired.
        function treasury() external view returns (address);
        /// Returns the money of all accounts. What the contract has beyond that was sent by mistake.
        function tracked() external view returns (uint256);
        /// Returns the money of an account in units of the asset (negative: what it owes) and what it holds
        /// (negative: what it has sold), as it stands: what has expired is still in it until it is settled.
        function account(uint256 id) external view returns (int128, Position[] memory);
        /// Returns the same with what settled expiries owe it paid and what it owes for them taken; a position is a
        /// word: its quantity in the upper 96 bits, below it expiry (32), kind (32) and strike (96).
        function holdings(uint256 id) external view returns (int128, uint256[] memory);
        /// At which price (WAD) an expiry has settled, and which part of a claim is paid (WAD, one unless the pool
        /// had too little); zeros until then.
        function settlement(uint64 expiry) external view returns (uint128, uint64);
        /// Returns how much more an operator may spend for an account.
        function operatorLimit(uint256 id, address operator) external view returns (uint256);
        /// Returns what an order would cost an account now, with the fee: it pays, or receives when negative; and
        /// each leg.
        function quote(uint256 id, Position[] calldata legs) external view returns (int128, QuoteLine[] memory);
        /// Brings money into an account; anyone may.
        function deposit(uint256 id, uint256 amount) external;
        /// Takes money out of an account; only its owner. What it has sold must still have its initial margin.
        function withdraw(uint256 id, uint256 amount, address to) external;
        /// Lets an operator trade for an account until he has spent so much on it. He can neither withdraw, nor sell
        /// what the account does not hold, nor pass it on.
        function setOperator(uint256 id, address operator, uint256 limit) external;
        /// Trades up to four legs as one order. What the account then owes must have its initial margin. The account
        /// pays limit at most; when it is negative, it receives as much at least. Returns what it paid, negative for
        /// what it received.
        function trade(uint256 id, Position[] calldata legs, int128 limit, uint64 deadline) external returns (int128);
        /// Closes so much of an account with the pool for what it costs in all (negative: what it brings), units of
        /// the asset; only the liquidator. forced: whatever the pool's limits say.
        function closeOut(uint256 id, Position[] calldata legs, int128 cost, bool forced) external;
        /// Hands positions and money (negative: debt) of one account to another; only the liquidator. Into the former
        /// the pool first pays so much.
        function handOver(uint256 from, uint256 to, Position[] calldata legs, int128 cash, uint128 fromVault) external;
        /// Settles all series of an expiry at its price; anyone may.
        function settle(uint64 expiry) external;
        /// Pays accounts what settled expiries owe them, and takes what they owe for these. It happens by itself with
        /// the next action of an account.
        function settleAccounts(uint256[] calldata ids) external;
    }

    /// Unwinds accounts below their maintenance margin and keeps the insurance fund, which is its own account in the
    /// market: anyone feeds it by market.deposit.
    interface ILiquidator {
        constructor(address authority, address market);
        /// Returns the market whose accounts it liquidates; what it asks besides are the modules that this one names.
        function market() external view returns (address);
        /// Returns how an account stands now, with what settled expiries owe it or it owes for them.
        function healthOf(uint256 id) external view returns (MarginFigures memory);
        /// Returns how far the market is from where an account may be liquidated.
        function distanceOf(uint256 id) external view returns (MarginDistance memory);
        /// Returns what liquidation would do with an account now.
        function liquidation(uint256 id) external view returns (LiquidationState memory);
        /// Liquidates an account: the pool closes the part that is due, and the caller earns his pay; where the pool
        /// cannot, an auction begins or goes on. An account that has recovered leaves its auction. Returns the stage:
        /// 0 it has recovered, 1 closed, 2 and 3 in auction.
        function liquidate(uint256 id) external returns (uint8);
        /// Returns the auction of an account.
        function auction(uint256 id) external view returns (AuctionState memory);
        /// Takes a part of an account, at most what is due, into an account of the caller's for what it asks now, in
        /// units of the asset: limit is the most that he pays, or when negative the least that he receives. The
        /// account that takes must have its initial margin afterwards. Returns what he paid.
        function bid(uint256 id, uint256 taker, uint128 part, int128 limit, uint64 nonce) external returns (int128);
        /// Returns the account of the insurance fund, and what it has.
        function fund() external view returns (uint256, uint256);
        /// Returns what insolvent accounts in auction were short of, WAD.
        function insolvent() external view returns (uint256);
        /// Tells the vault what these lack beyond the fund; anyone may. Returns that, units of the asset.
        function report() external returns (uint256);
        /// Pays the treasury what the owner granted, of what the fund has beyond its target; anyone may. Returns what
        /// was paid.
        function payOut() external returns (uint256);
    }

    /// Keeps the pool's book and its limits, and says what margin an account needs.
    interface IRiskManager {
        constructor(address authority, address optionPricer, address oracle);
        /// Returns the pricer that values the book.
        function optionPricer() external view returns (address);
        /// Returns the oracle of the market.
        function oracle() external view returns (address);
        /// Returns the market, the only one that may change the book; zero until wired.
        function market() external view returns (address);
        /// Returns the carry of the forward a year, in basis points.
        function carryBps() external view returns (int128);
        /// Returns what the pool holds, every live series; those of an expiry need not stand together.
        function book() external view returns (Position[] memory);
        /// Returns what the pool's book is worth now, every live series marked anew. All figures but unsettled are
        /// zero unless state is 0 or 1.
        function poolValue(bool leaving) external view returns (PoolValue memory);
        /// Returns what the pool is worth and what it risks with so much behind its book, at these prices; and what
        /// it gains in each scenario of the grid.
        function figures(TradeContext calldata context) external view returns (PoolFigures memory, int128[] memory);
        /// Returns what the book loses in a day at these prices: the loss that 97.5% of days stay below and the mean
        /// loss of the rest, USD, by revaluing it on every day of the distribution.
        function tail(TradeContext calldata context) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns what a trade would cost, leg by leg.
        function preview(TradeContext calldata context, TradeLeg[] calldata legs) external view returns (QuoteLine[] memory);
        /// Takes a trade into the book if it keeps the pool within its limits; only the market.
        function commit(TradeContext calldata context, TradeLeg[] calldata legs) external returns (QuoteLine[] memory);
        /// Returns the market at this moment as the functions below take it, with nothing behind the book.
        function moment() external view returns (TradeContext memory);
        /// Returns what positions (a word each) bring when they are closed at volatilities that are heldVol times the
        /// marks' for what is held, and owedVol times for what was sold: WAD of USD, negative for what it costs.
        function closingValue(TradeContext calldata context, uint256[] calldata positions, uint128 heldVol, uint128 owedVol) external view returns (int128);
        /// Returns how an account stands with so much money (WAD of USD) and these positions, a word each.
        function margin(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginFigures memory);
        /// Returns how far the market is from where the account may be liquidated.
        function distance(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginDistance memory);
        /// Refuses an account below its initial margin. One that only closes may be below it if it was, and is not
        /// worse off in either margin.
        function requireMargin(TradeContext calldata context, int128 cash, uint256[] calldata positions, bool closing, int128 cashBefore, uint256[] calldata positionsBefore) external view;
        /// Opens a series for trading. Anyone may list what the rule allows: Fridays at 08:00 UTC within four weeks,
        /// the last of a month within 120 days; strikes between half and twice the spot, on a grid of 1, 2, 5 times a
        /// power of ten, at most a fortieth of the spot. An expiry has room for 24 series; when it is full, a new one
        /// takes the place of the furthest from the spot that was never traded, if it is nearer itself.
        function list(uint64 expiry, uint8 kind, uint128 strike) external;
        /// Takes legs into the book whatever the limits say, for an account that can pay no price; only the market.
        function absorb(TradeLeg[] calldata legs) external;
        /// Takes an expiry out of the book at its price; only the market. Returns what the pool owes for it
        /// (negative: what it is owed), and what all accounts that hold something of it are owed, both rounded up.
        function settle(uint64 expiry, uint128 price) external returns (int128, uint128);
        /// Returns how much of a series all accounts together hold, those that have sold it not counted.
        function interest(uint64 expiry, uint8 kind, uint128 strike) external view returns (uint128);
    }

    /// Holds volatility surfaces and prices options and books on them.
    interface IOptionPricer {
        constructor(address authority, address optionMath, address optionQuoter, address optionBook, address optionMargin, address optionTail, bytes32 market, address[] signers, uint8 quorum);
        /// Returns the contract that is asked for sensitivities, implied volatilities and the judgement of surfaces.
        function optionMath() external view returns (address);
        /// Returns the contract that is asked for prices, quotes and revaluations.
        function optionQuoter() external view returns (address);
        /// Returns the contract that is asked what a book is worth and what it risks.
        function optionBook() external view returns (address);
        /// Returns the contract that is asked what margin an account needs.
        function optionMargin() external view returns (address);
        /// Returns the contract that is asked what a book can lose in a day.
        function optionTail() external view returns (address);
        /// Returns the market that signers name.
        function market() external view returns (bytes32);
        /// Returns the live expiries, rising.
        function expiries() external view returns (uint64[] memory);
        /// Returns what is stored of an expiry: the slice (timestamp 0: none was ever accepted), its volatility at
        /// the money, the nonce of the next post, and whether opening is halted because the last post was refused.
        function surface(uint64 expiry) external view returns (SviSlice memory, uint128, uint64, bool);
        /// Returns what the signers of a post sign (EIP-712).
        function surfaceDigest(SviSlice calldata slice, uint64 nonce, uint64 deadline) external view returns (bytes32);
        /// Stores a slice that m of the signers signed; anyone may relay it. Signatures are packed, 66 bytes each:
        /// seat, v (27 or 28), r, s. Returns whether it was accepted: one that is duly signed but fails a condition
        /// of the surface is used up, and stops opening on its expiry until a good one comes.
        function postSurface(SviSlice calldata slice, uint64 nonce, uint64 deadline, bytes calldata signatures) external returns (bool);
        /// Returns what the check would say of a slice now: its volatility at the money, or the condition that fails,
        /// with its node.
        function checkSurface(SviSlice calldata slice) external view returns (uint128);
        /// Returns the price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// Returns the price of an option and its sensitivities at a volatility.
        function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
        /// Returns the volatility that a price implies; calls and puts only.
        function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
        /// Quotes one order on the posted surface, item by item.
        function quote(QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders. A surface is read once where orders of an expiry follow each other.
        function quoteMany(QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// Returns the value of each expiry's legs in each scenario, rounded against whoever holds them. Legs of an
        /// expiry stand together; scenario i moves the spot by spotFactors[i], and the volatility of the n-th expiry
        /// by volFactors[n * spotFactors.length + i]. Values follow the order of volFactors.
        function revalue(BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
        /// Returns what legs, in any order, bring when they are closed at volatilities that are heldVol times the
        /// marks' for what is held, and owedVol times for what was sold; negative for what it costs. Rounded against
        /// whoever holds them.
        function closingValue(BookContext calldata context, Position[] calldata legs, uint128 heldVol, uint128 owedVol) external view returns (int128);
        /// Returns what a book is worth and what moves it, and what it gains in each scenario of the grid. Legs of an
        /// expiry stand together; one that is past counts what it would pay at the spot.
        function assess(BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
        /// Returns the margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries.
        /// An expiry that is past counts what it would pay at the spot.
        function margin(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
        /// Returns the same, with what the positions count in each scenario: those of the grid, then the calendar's.
        function scenarios(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// Returns how far the market is from where the account may be liquidated.
        function distance(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
        /// Returns the loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what
        /// gains. Every leg is valued anew on each of 512 fixed days.
        function shortfall(TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns the same of a book with these figures, by its sensitivities to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }

    /// The mathematics that takes much code and is called seldom. It holds nothing and answers anybody alike.
    interface IOptionMath {
        /// Returns the price of an option and its sensitivities at a volatility.
        function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
        /// Returns the volatility that a price implies; calls and puts only.
        function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
        /// Judges a slice now, among its neighbours (the live expiries before and after; all zeros for none) and
        /// after the expiry's last accepted one (volatility at the money and timestamp; zeros for none). Returns its
        /// volatility at the money, or reverts with the condition that fails.
        function judge(SviSlice calldata slice, SviSlice calldata earlier, SviSlice calldata later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (uint128);
    }

    /// Prices, quotes and revaluations on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionQuoter {
        /// Returns the price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// Quotes one order on a slice, item by item.
        function quote(SviSlice calldata slice, QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders, each on the slice of its expiry. A slice is made ready once where orders of an expiry
        /// follow each other.
        function quoteMany(SviSlice[] calldata slices, QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// As the same function of the pricer, on these slices.
        function revalue(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
    }

    /// What a book is worth and what it risks, on slices that the caller hands in. It holds nothing and answers
    /// anybody alike.
    interface IOptionBook {
        /// As the same function of the pricer, on these slices.
        function assess(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
    }

    /// What an account must hold against its positions, on slices that the caller hands in. It holds nothing and
    /// answers anybody alike.
    interface IOptionMargin {
        /// Returns the margin of an account with so much cash (USD) and these positions, at most 32 over 8 expiries,
        /// in any order. An expiry that is past counts what it would pay at the spot.
        function margin(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
        /// Returns the same, with what the positions count in each scenario: spot -15, -10, -5, 0, 5, 10, 15% with
        /// volatility up, -20 and 20% likewise, the seven with volatility as it is, the tails of 50, 67, 150 and
        /// 200%, the seven with volatility down, the calendar's.
        function scenarios(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// Returns how far the market is from where the account may be liquidated.
        function distance(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
    }

    /// What a book may lose in a day, on slices that the caller hands in. It holds nothing and answers anybody alike.
    interface IOptionTail {
        /// Returns the loss that 97.5% of days stay below and the mean loss of the rest, USD, rounded up; 0 for what
        /// gains. Every leg is valued anew on each of 512 fixed days.
        function shortfall(SviSlice[] calldata slices, TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns the same of a book with these figures, by its sensitivities to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }
}

values! {
    Position { expiry, kind, strike, quantity }
    PoolValue { state, unsettled, mark, high, low, reserve }
    TradeContext { state, late, spot, deviation, settling, average, averagedSecs, backing }
    TradeLeg { expiry, kind, opening, strike, quantity, longs }
    PoolFigures { nav, mark, delta, vega, reserve }
    LiquidationState { stage, value, maintenance, part, price, pay, profit }
    AuctionState { nonce, startedAt, seenAt, insolvent, counted, received }
    OptionTerms { kind, spot, strike, expirySecs, rate }
    OptionGreeks { price, delta, gamma, vega, theta, rho, vanna, volga }
    SviSlice { expiry, timestamp, level, slope, tilt, shift, smoothness }
    QuoteContext { spot, carry, feedDeviation, nav, poolVega, reserve, maxAgeSecs, settling, settlingSpot, sequential }
    QuoteOrder { expiry, kind, opening, strike, quantity }
    QuoteParts { total, mark, skew, utilisation, spread, discount, floor, fee, feeToInsurance, feeToTreasury, volatility, lastVolatility, delta, vega }
    QuoteLine { total, mark, fee, volatility, delta, vega }
    BookContext { spot, carry, maxAgeSecs, settling, settlingSpot }
    BookFigures { mark, high, low, delta, vega, slope, gamma, volSlope, volga, vanna, day }
    TailContext { spot, carry, maxAgeSecs, settling, settlingSpot, leastDay }
    MarginContext { spot, carry, maxAgeSecs, settling, settlingSpot, late }
    MarginFigures { value, loss, naked, contingency, least, maintenance, initial }
    MarginDistance { spotDown, spotUp, volUp, volDown }
}
