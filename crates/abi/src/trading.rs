//! The interfaces that share types: of the market, the liquidator, the risk manager and the pricers. They stand in one
//! declaration, because `sol!` knows a type only where it is declared. Prices, volatilities, rates and quantities are
//! WAD.
#![allow(
    missing_docs,
    reason = "fields and functions are documented in Solidity form, which `sol!` hands on"
)]

use runtime::solidity;

solidity! {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }

    /// The pool's book in WAD of USD, from the pool's side.
    /// mark, high, low: its value at the mark, and with the volatility of each series moved by 2% for (high) and
    /// against (low) the pool.
    /// reserve: what must stay behind the book. It covers the worst scenario, and it is enough for every limit to hold
    /// without the money that goes. The limit on expected shortfall counts only when the pool is asked for a provider
    /// who leaves, because it takes a full revaluation.
    /// unsettled: an expiry that is past and not settled (zero for none). Until it is settled nobody joins or leaves.
    /// state: the oracle's state; 0 while the book is empty, which needs no price.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }

    /// The market at the time of a trade: the oracle's snapshot, the expiry in its last half hour (zero for none) with
    /// its average so far, and the money behind the book (WAD of USD). late: the price is past half of its allowed
    /// age.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct TradeContext { uint8 state; bool late; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; int128 backing; }

    /// One leg of a trade; a positive quantity buys.
    /// opening: the leg does more than reduce a position.
    /// longs: how much more of the series accounts hold after the trade; accounts that have sold it do not count.
    #[derive(Debug, PartialEq, Eq)]
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; int128 longs; }

    /// The value and the risk of the pool, in WAD of USD. delta is in units of the underlying; vega is per vol point.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }

    /// What liquidation would do with an account now. Amounts are WAD of USD; price and pay are units of the asset.
    /// stage: 0 the account is sound; 1 the pool closes a part of it, if its limits hold, or all of it if it is
    /// insolvent; 2 a part of it is for sale at a price.
    /// part: how much is due, of one WAD.
    /// price: what that part costs the account (stage 1; negative for what it receives) or its taker (2). Before an
    /// auction begins, it is the first price of the auction.
    /// pay: what the keeper earns.
    /// profit: what the keeper or the taker gains against the mark.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }

    /// The auction of an account.
    /// nonce: its number; each auction of an account has the next one, and 0 means that there was none. startedAt,
    /// seenAt: when it began, and when the account was last seen short; zero while no auction is open. received: what
    /// takers have paid into the account since the auction began, WAD; it is not for sale.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; uint128 received; }

    /// The terms of one option. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionTerms { uint8 kind; uint128 spot; uint128 strike; uint64 expirySecs; int128 rate; }

    /// The price and the sensitivities of one option, per unit of spot, whole of volatility, year and whole of rate.
    #[derive(Debug, PartialEq, Eq)]
    struct OptionGreeks { uint128 price; int128 delta; int128 gamma; int128 vega; int128 theta; int128 rho; int128 vanna; int128 volga; }

    /// Raw SVI of one expiry: w(k) = a + b(rho(k - m) + sqrt((k - m)^2 + sigma^2)), with level a, slope b, tilt rho,
    /// shift m and smoothness sigma. expiry and timestamp (when its signers read the market) are unix seconds.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct SviSlice { uint64 expiry; uint64 timestamp; int128 level; uint128 slope; int128 tilt; int128 shift; uint128 smoothness; }

    /// What the check says of a slice.
    /// volatility: at the money; zero for a slice that is not accepted.
    /// condition: zero for a slice that is accepted; else the selector of the error with which checkSurface of the
    /// pricer reverts.
    /// first, second: the figures of that error; zero for those that it does not have.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Verdict { uint128 volatility; bytes4 condition; bytes32 first; bytes32 second; }

    /// The market and the pool at the time of a quote.
    /// feedDeviation: a part of the spot.
    /// nav, poolVega (per vol point), reserve: USD.
    /// settling, settlingSpot: as for a book.
    /// sequential: the orders are legs of one trade; each one meets the pool as the legs before it leave it.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteContext { uint128 spot; int128 carry; uint128 feedDeviation; uint128 nav; int128 poolVega; uint128 reserve; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool sequential; }

    /// One order; a positive quantity buys. An order that opens a position has stricter conditions on option and
    /// surface.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteOrder { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; }

    /// The cost of a whole order, item by item. A buyer pays total, a seller receives it. Delta and vega (per vol
    /// point) are of one unit.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteParts { uint128 total; uint128 mark; uint128 skew; uint128 utilisation; uint128 spread; uint128 discount; uint128 floor; uint128 fee; uint128 feeToInsurance; uint128 feeToTreasury; uint128 volatility; uint128 lastVolatility; int128 delta; int128 vega; }

    /// The cost of a whole order, in short.
    #[derive(Debug, PartialEq, Eq)]
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// The market in which a book is valued: the spot that factors start from, the carry, and the maximum age of a
    /// surface.
    /// settling, settlingSpot: an expiry in its last half hour, and the average at which it is expected to settle,
    /// which is its spot; zeros for none.
    #[derive(Debug, PartialEq, Eq)]
    struct BookContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; }

    /// The value of a book to its holder, and its sensitivities.
    /// mark, high, low: at the mark, and with every volatility moved by 2% for (high) and against (low) the holder.
    /// delta, vega: what the book gains by a unit of spot, and by a vol point.
    /// The rest is for the estimate of its tail, in USD. slope: per relative move of the spot; gamma: per half of its
    /// square; volSlope: per relative move in a day of a 30-day volatility; volga: per half of its square; vanna: per
    /// product of both moves.
    /// day: the standard deviation that its surfaces give a day.
    /// Figures of two books add up, except day: the larger one counts.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct BookFigures { int128 mark; int128 high; int128 low; int128 delta; int128 vega; int128 slope; int128 gamma; int128 volSlope; int128 volga; int128 vanna; uint128 day; }

    /// The market in which the tail of a book is computed: as for a book. leastDay is a lower bound on the standard
    /// deviation of a day's spot, WAD, 0.5 at most.
    #[derive(Debug, PartialEq, Eq)]
    struct TailContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; uint128 leastDay; }

    /// The market in which an account is margined.
    /// late: the price is past half of its allowed age.
    /// settling, settlingSpot: an expiry in its last half hour and its expected average, which is its spot; 0 for
    /// none.
    #[derive(Debug, PartialEq, Eq)]
    struct MarginContext { uint128 spot; int128 carry; uint64 maxAgeSecs; uint64 settling; uint128 settlingSpot; bool late; }

    /// The margin of an account.
    /// value: what it is worth at the mark.
    /// loss: how far the worst scenario is below that; not above 0.
    /// naked, contingency: its calls and puts that nothing covers, and what they add to the loss.
    /// minPayoff: the minimum that all positions together pay, without the cash; the lowest int128 if it has no bound.
    /// maintenance, initial: what is left over each margin; below 0 the account falls short.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }

    /// The nearest factors on the spot and on every volatility at which the account falls short of maintenance margin,
    /// to 1/1024, searched in steps of an eighth. 1 if it is short already; 0 if it is not short down to 1/8; the
    /// highest uint128 if it is not short up to 3.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// An expiry in the ledger. Amounts are units of the asset.
    /// price: at which it has settled, WAD; zero until then.
    /// claims: what its holders are owed; final once it is cleared. paid: what the pool has paid of that. drawn: what
    /// of that has reached accounts.
    /// sellers: accounts that have sold something of it; those that are still to settle while it is in clearing.
    /// holders: accounts that hold, have sold or are still owed something of it.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct ExpiryLedger { uint128 price; uint128 claims; uint128 paid; uint128 drawn; uint32 sellers; uint32 holders; }

    /// The money that the market keeps beside accounts, in units of the asset.
    /// clearing, since: the expiry whose sellers are settled now, and from when on (unix seconds; zero if none of them
    /// owes anything); zeros for none.
    /// left: the claims of that expiry, at most; debts: what its sellers still owe, at par.
    /// due: what is owed to the vault and has not gone there yet; income: what of that vests.
    /// loans: what accounts owe the pool beyond their money.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct LedgerState { uint64 clearing; uint64 since; uint128 left; uint128 debts; uint128 due; uint128 income; uint128 loans; }

    /// What is left of an account's claim of a settled expiry: the whole of it, and what of it was paid. Units of the
    /// asset.
    #[derive(Debug, PartialEq, Eq)]
    struct Claim { uint64 expiry; uint128 amount; uint128 drawn; }

    /// Holds the accounts of traders. Every trade and every settlement enters here. An account is a number: the
    /// address of its owner in the upper 160 bits, and below it any number that the owner chooses, so an owner can
    /// have many accounts.
    interface IMarket {
        constructor(address authority, address oracle, address riskManager, address vault, address clearing);
        /// Returns the quote asset. All amounts are in its own decimals.
        function asset() external view returns (address);
        /// Returns the oracle of the market.
        function oracle() external view returns (address);
        /// Returns the risk manager, which admits or refuses a trade.
        function riskManager() external view returns (address);
        /// Returns the vault, the counterparty of every trade.
        function vault() external view returns (address);
        /// Returns the program that settles. The market runs it on its own storage, and never another one.
        function clearing() external view returns (address);
        /// Returns the liquidator, the only one that may close positions of others or move them between accounts.
        function liquidator() external view returns (address);
        /// Returns the treasury. A tenth of every fee goes to its account. No money comes in before it is wired.
        function treasury() external view returns (address);
        /// Returns the money of accounts, their bonds, the fund, what is due to the vault and what is paid of claims
        /// and not drawn. Anything beyond that in the contract was sent by mistake.
        function tracked() external view returns (uint256);
        /// Returns the money of an account in units of the asset (negative: a loan of the pool) and its positions
        /// (negative: sold) as stored. Expired positions are among them until the account is settled.
        function account(uint256 id) external view returns (int128, Position[] memory);
        /// Returns what an account has laid down while it owes anything, in units of the asset.
        function bondOf(uint256 id) external view returns (uint64);
        /// Returns the money of an account, what its settled expiries are worth at par (negative: what it owes for
        /// them), and its other positions. A position is a word: the quantity in the upper 96 bits, below it expiry
        /// (32), kind (32) and strike (96).
        function holdings(uint256 id) external view returns (int128, int128, uint256[] memory);
        /// Returns what an account is still owed by settled expiries, of those of which it was settled.
        function claimsOf(uint256 id) external view returns (Claim[] memory);
        /// Returns an expiry in the ledger.
        function ledger(uint64 expiry) external view returns (ExpiryLedger memory);
        /// Returns the money that is kept beside accounts, and the expiry in clearing.
        function state() external view returns (LedgerState memory);
        /// Returns the cleared expiries whose claims are not paid in full, those that are paid first in front.
        function unpaid() external view returns (uint64[] memory);
        /// Returns the insurance fund, and how much of it may pay for debts that are written off now. A fifth of every
        /// fee goes there.
        function fund() external view returns (uint128, uint128);
        /// Returns what is left of an operator's limit: how much more their orders may lose the account.
        function operatorLimit(uint256 id, address operator) external view returns (uint256);
        /// Returns what an order would cost an account now, with the fee (negative: what the account receives), and
        /// the quote of each leg.
        function quote(uint256 id, Position[] calldata legs) external view returns (int128, QuoteLine[] memory);
        /// Brings money into an account. Anyone may, once liquidator and treasury are set.
        function deposit(uint256 id, uint256 amount) external;
        /// Takes money out of an account. Only its owner. The account must keep the initial margin of what it has
        /// sold.
        function withdraw(uint256 id, uint256 amount, address to) external;
        /// Lets an operator trade for an account until their orders could have lost it the limit. An order counts the
        /// whole price of what it buys, and for what it sells the difference between mark and price. An operator can
        /// neither withdraw, nor sell what the account does not hold, nor sell what it holds while it owes anything
        /// afterwards, nor pass the right on.
        function setOperator(uint256 id, address operator, uint256 limit) external;
        /// Trades up to four legs as one order. An account that owes something afterwards must have its initial
        /// margin. The account pays limit at most; if limit is negative, it receives at least that much. Returns what
        /// the account paid; negative for what it received.
        function trade(uint256 id, Position[] calldata legs, int128 limit, uint64 deadline) external returns (int128);
        /// Closes legs of an account with the pool, for cost in all (negative: what the account receives), in units of
        /// the asset. Only the liquidator. forced: in spite of the pool's limits, and if need be with a loan; then the
        /// account's bond goes to the keeper once nothing live is left.
        function closeOut(uint256 id, Position[] calldata legs, int128 cost, bool forced, address keeper) external;
        /// Moves positions and money (negative: to the first) from one account to another. Only the liquidator.
        function handOver(uint256 from, uint256 to, Position[] calldata legs, int128 cash) external;
        /// Pays the treasury's account out of the fund. Only the liquidator.
        function payTreasury(uint128 amount) external;
        /// Adds to the insurance fund. Anyone may.
        function addToFund(uint128 amount) external;
        /// Settles all series of an expiry at its price. From now on it is in clearing: its sellers are settled, and
        /// winners are paid after the last of them. Anyone may. Expiries that have a price are settled in their order.
        function settle(uint64 expiry) external;
        /// Settles accounts: takes what they owe for settled expiries, and pays what these have to pay. The next
        /// action of an account does the same. Anyone may; from ten minutes after settle on, who settles the account
        /// of another that has sold something of the expiry in clearing earns a tenth of its bond.
        function settleAccounts(uint256[] calldata ids) external;
        /// Ends the clearing when its last seller is settled. Settling the last one does the same, unless the exchange
        /// with the vault fails.
        function complete() external;
        /// Brings an amount for claims that the pool could not pay, or none, and pays of them what can be paid now.
        /// Anyone may.
        function payClaims(uint256 amount) external;
    }

    /// The program with which the market settles. It runs on the market's storage and keeps nothing itself; a call of
    /// it alone is refused. A function that the market declares does the same here.
    interface IClearing {
        function holdings(uint256 id) external view returns (int128, int128, uint256[] memory);
        function bondOf(uint256 id) external view returns (uint64);
        function claimsOf(uint256 id) external view returns (Claim[] memory);
        function ledger(uint64 expiry) external view returns (ExpiryLedger memory);
        function state() external view returns (LedgerState memory);
        function unpaid() external view returns (uint64[] memory);
        function fund() external view returns (uint128, uint128);
        function payTreasury(uint128 amount) external;
        function addToFund(uint128 amount) external;
        function handOver(uint256 from, uint256 to, Position[] calldata legs, int128 cash) external;
        function settle(uint64 expiry) external;
        function settleAccounts(uint256[] calldata ids) external;
        function complete() external;
        function payClaims(uint256 amount) external;
        /// Settles an account, closes it if nothing but a loan is left, and hands over what is due. The functions of
        /// the market ask for it. By anyone else it does the same as settleAccounts of one account.
        function touch(uint256 id) external;
    }

    /// Unwinds accounts below their maintenance margin, and pays the treasury what the insurance fund has beyond its
    /// target.
    interface ILiquidator {
        constructor(address authority, address market);
        /// Returns the market whose accounts it liquidates. The contract calls the modules that the market names.
        function market() external view returns (address);
        /// Returns the margin of an account now, with its expired positions settled.
        function healthOf(uint256 id) external view returns (MarginFigures memory);
        /// Returns how far the market can move until an account may be liquidated.
        function distanceOf(uint256 id) external view returns (MarginDistance memory);
        /// Returns what liquidation would do with an account now.
        function liquidation(uint256 id) external view returns (LiquidationState memory);
        /// Liquidates an account. The pool closes the part that is due, and the caller earns the keeper's pay. Where
        /// the pool cannot close, an auction begins or goes on. An account that has recovered leaves its auction. An
        /// insolvent account is closed whole at the mark, whatever the pool's limits say, and its bond pays the
        /// keeper. Returns the stage: 0 recovered, 1 closed, 2 in auction.
        function liquidate(uint256 id) external returns (uint8);
        /// Returns the auction of an account.
        function auction(uint256 id) external view returns (AuctionState memory);
        /// Takes a part of an account, at most the part that is due, into an account of the caller, at the price that
        /// the auction asks now. limit, in units of the asset, is the maximum that the caller pays; if negative, the
        /// minimum that they receive. The account that takes must have its initial margin afterwards. Returns what the
        /// caller paid.
        function bid(uint256 id, uint256 taker, uint128 part, int128 limit, uint64 nonce) external returns (int128);
        /// Pays the treasury what the owner granted, as far as the fund is above its target. Anyone may. Returns what
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
        /// Returns the yearly carry of the forward, in basis points.
        function carryBps() external view returns (int128);
        /// Returns the pool's position in every live series. Series of one expiry need not stand together.
        function book() external view returns (Position[] memory);
        /// Returns in how many live series the pool or an account has a position. Until there are none the contract
        /// cannot be replaced.
        function heldSeries() external view returns (uint256);
        /// Returns the value of the pool's book now, with every live series marked again. All figures but unsettled
        /// are zero unless state is 0 or 1.
        function poolValue(bool leaving) external view returns (PoolValue memory);
        /// Returns the value and the risk of the pool at these prices, with the money that the context puts behind its
        /// book, and its gain in each scenario of the grid.
        function figures(TradeContext calldata context) external view returns (PoolFigures memory, int128[] memory);
        /// Returns what the book loses in a day at these prices, in USD: the loss that 97.5% of days stay below, and
        /// the mean loss of the other days. Revalues the book on every day of the distribution.
        function tail(TradeContext calldata context) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns what a trade would cost, leg by leg.
        function preview(TradeContext calldata context, TradeLeg[] calldata legs) external view returns (QuoteLine[] memory);
        /// Takes a trade into the book if the pool stays within its limits. Only the market. Returns the cost, leg by
        /// leg, and what the pool has to keep (WAD of USD) before the trade and after it; after an opening, a quarter
        /// of what the pool is worth is part of that.
        function commit(TradeContext calldata context, TradeLeg[] calldata legs) external returns (QuoteLine[] memory, uint128, uint128);
        /// Returns the market at this moment as the functions below take it, with no money behind the book.
        function moment() external view returns (TradeContext memory);
        /// Returns what positions (a word each) bring when they are closed. What is held closes at heldVol times the
        /// volatility of the mark, what was sold at owedVol times. WAD of USD; negative for what the close costs.
        function closingValue(TradeContext calldata context, uint256[] calldata positions, uint128 heldVol, uint128 owedVol) external view returns (int128);
        /// Returns the margin of an account with this money (WAD of USD) and these positions, a word each.
        function margin(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginFigures memory);
        /// Returns how far the market can move until the account may be liquidated.
        function distance(TradeContext calldata context, int128 cash, uint256[] calldata positions) external view returns (MarginDistance memory);
        /// Refuses an account below its initial margin. An account that only closes may be below it, if it was before
        /// and neither margin gets worse.
        function requireMargin(TradeContext calldata context, int128 cash, uint256[] calldata positions, bool closing, int128 cashBefore, uint256[] calldata positionsBefore) external view;
        /// Opens a series for trading. Anyone may list a series that the rule allows.
        /// Expiries: Fridays at 08:00 UTC within four weeks, the last Friday of a month within 120 days. Strikes:
        /// between half and twice the spot, on a grid of 1, 2 or 5 times a power of ten, with steps of at most a
        /// fortieth of the spot.
        /// An expiry has room for 24 series. If it is full, a new series replaces the one that was never traded and is
        /// furthest from the spot, if the new one is nearer.
        function list(uint64 expiry, uint8 kind, uint128 strike) external;
        /// Takes legs into the book in spite of the limits, for an account that can pay no price. Only the market.
        function absorb(TradeLeg[] calldata legs) external;
        /// Takes an expiry out of the book at its price. Only the market. Returns what all accounts that hold it are
        /// owed and what those that have sold it owe (WAD of USD), both rounded up, and the earlier expiries in the
        /// book that accounts hold something of.
        function settle(uint64 expiry, uint128 price) external returns (uint128, uint128, uint64[] memory);
        /// Returns how much of a series all accounts together hold. Accounts that have sold it do not count.
        function interest(uint64 expiry, uint8 kind, uint128 strike) external view returns (uint128);
    }

    /// Holds volatility surfaces and prices options and books on them.
    interface IOptionPricer {
        constructor(address authority, address optionMath, address optionQuoter, address optionBook, address optionMargin, address optionTail, bytes32 market, address[] signers, uint8 quorum);
        /// Returns the contract that computes sensitivities and implied volatilities, and checks surfaces.
        function optionMath() external view returns (address);
        /// Returns the contract that computes prices, quotes and revaluations.
        function optionQuoter() external view returns (address);
        /// Returns the contract that computes the value and the risk of a book.
        function optionBook() external view returns (address);
        /// Returns the contract that computes the margin of an account.
        function optionMargin() external view returns (address);
        /// Returns the contract that computes what a book can lose in a day.
        function optionTail() external view returns (address);
        /// Returns the market that signers name in a post.
        function market() external view returns (bytes32);
        /// Returns the live expiries in ascending order.
        function expiries() external view returns (uint64[] memory);
        /// Returns what is stored of an expiry: the slice (timestamp 0 if none was ever accepted), its volatility at
        /// the money, the nonce of the next post, and whether opening is halted because the last post was refused.
        function surface(uint64 expiry) external view returns (SviSlice memory, uint128, uint64, bool);
        /// Returns the digest that the signers of a post sign (EIP-712).
        function surfaceDigest(SviSlice calldata slice, uint64 nonce, uint64 deadline) external view returns (bytes32);
        /// Stores a slice that m of the signers have signed. Anyone may relay it. Signatures are packed, 66 bytes
        /// each: seat, v (27 or 28), r, s. Returns whether the slice was accepted. A slice with valid signatures that
        /// fails a condition of the surface uses up its nonce, and stops opening on its expiry until a good one comes.
        function postSurface(SviSlice calldata slice, uint64 nonce, uint64 deadline, bytes calldata signatures) external returns (bool);
        /// Checks a slice now. Returns its volatility at the money, or reverts with the condition that fails and its
        /// node.
        function checkSurface(SviSlice calldata slice) external view returns (uint128);
        /// Returns the price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// Returns the price of an option and its sensitivities at a volatility.
        function greeks(OptionTerms calldata option, uint128 volatility) external view returns (OptionGreeks memory);
        /// Returns the volatility that a price implies. Calls and puts only.
        function impliedVol(OptionTerms calldata option, uint128 premium) external view returns (uint128);
        /// Quotes one order on the posted surface, item by item.
        function quote(QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders. Reads a surface once for consecutive orders of one expiry.
        function quoteMany(QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// Returns the value of each expiry's legs in each scenario, rounded against the holder. Legs of an expiry
        /// stand together. Scenario i multiplies the spot by spotFactors[i], and the volatility of the n-th expiry by
        /// volFactors[n * spotFactors.length + i]. Values follow the order of volFactors.
        function revalue(BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
        /// Returns what legs, in any order, bring when they are closed. What is held closes at heldVol times the
        /// volatility of the mark, what was sold at owedVol times. Negative for what the close costs. Rounded against
        /// the holder.
        function closingValue(BookContext calldata context, Position[] calldata legs, uint128 heldVol, uint128 owedVol) external view returns (int128);
        /// Returns the value and the sensitivities of a book, and its gain in each scenario of the grid. Legs of an
        /// expiry stand together. An expiry that is past counts what it would pay at the spot.
        function assess(BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
        /// Returns the margin of an account with this cash (USD) and these positions, at most 32 over 8 expiries. An
        /// expiry that is past counts what it would pay at the spot.
        function margin(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
        /// Returns the same, with the gain of the positions in each scenario: first those of the grid, then the
        /// calendar's.
        function scenarios(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// Returns how far the market can move until the account may be liquidated.
        function distance(MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
        /// Returns the loss that 97.5% of days stay below and the mean loss of the other days, USD, rounded up; 0 for
        /// a gain. Values every leg again on each of 512 fixed days.
        function shortfall(TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns the same for a book with these figures, from its sensitivities up to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }

    /// The mathematics that takes much code and is seldom called. It holds nothing and answers anybody alike.
    interface IOptionMath {
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

    /// Prices, quotes and revaluations on slices that the caller passes in. It holds nothing and answers anybody
    /// alike.
    interface IOptionQuoter {
        /// Returns the price of an option at a volatility.
        function price(OptionTerms calldata option, uint128 volatility) external view returns (uint128);
        /// Quotes one order on a slice, item by item.
        function quote(SviSlice calldata slice, QuoteContext calldata context, QuoteOrder calldata order) external view returns (QuoteParts memory);
        /// Quotes many orders, each on the slice of its expiry. Prepares a slice once for consecutive orders of one
        /// expiry.
        function quoteMany(SviSlice[] calldata slices, QuoteContext calldata context, QuoteOrder[] calldata orders) external view returns (QuoteLine[] memory);
        /// Does the same as this function of the pricer, on these slices.
        function revalue(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs, uint128[] calldata spotFactors, uint128[] calldata volFactors) external view returns (int128[] memory);
    }

    /// The value and the risk of a book, on slices that the caller passes in. It holds nothing and answers anybody
    /// alike.
    interface IOptionBook {
        /// Does the same as this function of the pricer, on these slices.
        function assess(SviSlice[] calldata slices, BookContext calldata context, Position[] calldata legs) external view returns (BookFigures memory, int128[] memory);
    }

    /// The margin of an account, on slices that the caller passes in. It holds nothing and answers anybody alike.
    interface IOptionMargin {
        /// Returns the margin of an account with this cash (USD) and these positions, at most 32 over 8 expiries, in
        /// any order. An expiry that is past counts what it would pay at the spot.
        function margin(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory);
        /// Returns the same, with the gain of the positions in each scenario. Scenarios in order: spot -15, -10, -5,
        /// 0, 5, 10, 15% with volatility up; spot -20 and 20% with volatility up; the first seven with volatility
        /// unchanged; the tails of 50, 67, 150 and 200%; the first seven with volatility down; the calendar's.
        function scenarios(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginFigures memory, int128[] memory);
        /// Returns how far the market can move until the account may be liquidated.
        function distance(SviSlice[] calldata slices, MarginContext calldata context, int128 cash, Position[] calldata legs) external view returns (MarginDistance memory);
    }

    /// What a book can lose in a day, on slices that the caller passes in. It holds nothing and answers anybody alike.
    interface IOptionTail {
        /// Returns the loss that 97.5% of days stay below and the mean loss of the other days, USD, rounded up; 0 for
        /// a gain. Values every leg again on each of 512 fixed days.
        function shortfall(SviSlice[] calldata slices, TailContext calldata context, Position[] calldata legs) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
        /// Returns the same for a book with these figures, from its sensitivities up to second order alone.
        function estimate(uint128 leastDay, BookFigures calldata figures) external view returns (uint128 valueAtRisk, uint128 expectedShortfall);
    }
}
