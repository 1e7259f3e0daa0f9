// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IMarket
/// @notice Traders' accounts: the front door of every trade, and of settlement.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address oracle, address riskManager, address vault).
interface IMarket is IGoverned {
    /// The pool's book in WAD of USD, from the pool's side: at the mark, and turned for (high) and against (low) the pool by 2% of the volatility of each series. reserve is what must stay behind it: enough for its worst scenario, and for every limit to hold without what goes; that on expected shortfall only when it is asked for somebody who leaves, since it takes a revaluation in full. unsettled is an expiry that is past and not settled (zero for none): until it is, nobody joins or leaves. state is the oracle's; 0 while the book is empty, which needs no price.
    struct PoolValue { uint8 state; uint64 unsettled; int128 mark; int128 high; int128 low; uint128 reserve; }
    /// The market at the time of a trade: the oracle's snapshot, the expiry that is in its last half hour (zero for none) with its average so far, and what stands behind the book (WAD of USD). late: the price is past half of its allowed age.
    struct TradeContext { uint8 state; bool late; uint128 spot; uint128 deviation; uint64 settling; uint128 average; uint64 averagedSecs; uint128 backing; }
    /// One leg of a trade; a positive quantity buys. opening: it does more than reduce a position. longs: how much more of it is held afterwards by accounts that hold it, those that have sold it not counted.
    struct TradeLeg { uint64 expiry; uint8 kind; bool opening; uint128 strike; int128 quantity; int128 longs; }
    /// What a leg costs, in WAD of USD: a buyer pays, a seller receives total, which has the fee in it. Delta and vega (a vol point) are of one unit.
    struct TradeLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// What the pool is worth and what it risks, in WAD of USD; delta in units of the underlying, vega a vol point.
    struct PoolFigures { uint128 nav; int128 mark; int128 delta; int128 vega; uint128 reserve; }
    /// How an account stands, in WAD of USD: what it is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the money (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 least; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }
    /// What liquidation would do with an account now, in WAD of USD; price and pay in units of the asset. stage: 0 it is sound, 1 the pool closes a part of it if its limits hold, 2 a part of it is sold to whoever pays the price, 3 whoever takes it is paid. part: how much is due, of one WAD. price: what that part costs the account (stage 1) or its taker (2 and 3), negative for what they receive; before an auction began, what it will ask first. pay: what the keeper earns. profit: what keeper or taker gains against the mark.
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }
    /// An auction: its number (each of an account has the next one; 0 while there was none), when it began, when its account was last seen short, both zero while none is open; whether it is that of an insolvent account; the maintenance margin that this one was short of, and what takers have paid to the account since it began, which is not for sale (both WAD).
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; bool insolvent; uint128 counted; uint128 received; }

    /// Money came into an account.
    event Deposited(uint256 indexed id, address indexed from, uint256 amount);
    /// Money left an account.
    event Withdrawn(uint256 indexed id, address indexed to, uint256 amount);
    /// One leg was traded: quantity, total and fee in WAD; positive quantity was bought.
    event LegTraded(uint256 indexed id, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity, uint128 total, uint128 fee);
    /// A whole order was traded: what the account paid (negative: received), and what of it went to the vault (negative: came from it), the insurance fund and the treasury.
    event OrderTraded(uint256 indexed id, address indexed by, int128 paid, int128 toVault, uint128 toInsurance, uint128 toTreasury);
    /// An operator may spend so much on an account.
    event OperatorSet(uint256 indexed id, address indexed operator, uint256 limit);
    /// An expiry was settled at a price (WAD): what the pool owes for it (negative: what it is owed), and what the vault paid (negative: received).
    event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed, int128 paid);
    /// An account was paid what settled expiries owe it (negative: it paid what it owes for them).
    event AccountSettled(uint256 indexed id, int128 amount);
    /// An account owed more than it had, and had nothing else: what the insurance fund and the vault paid for it.
    event DeficitCovered(uint256 indexed id, uint256 fromInsurance, uint256 fromVault);

    /// The named argument is outside of its domain.
    error MarketArgument(bytes32 name);
    /// An amount does not fit its type.
    error MarketOverflow();
    /// Only the owner of the account may do this; what liquidation does, only the liquidator.
    error MarketNotOwner(address caller);
    /// The caller may not spend so much on the account: neither its owner nor an operator with so high a limit.
    error MarketOperatorLimit(address caller, uint256 limit);
    /// The order came too late.
    error MarketDeadline(uint64 deadline);
    /// The order costs more, or brings less, than its limit says.
    error MarketPriceLimit(int128 cost, int128 limit);
    /// The account has less money than it takes.
    error MarketMoney(uint256 needed, uint256 available);
    /// An operator may not sell what the account does not hold.
    error MarketNotHeld(uint64 expiry, uint8 kind, uint128 strike);
    /// The account would hold more series than it may.
    error MarketTooManyPositions();
    /// The expiry has not come, or its price is not fixed yet.
    error MarketNotSettleable(uint64 expiry);
    /// The expiry is settled already.
    error MarketSettled(uint64 expiry);
    /// The token did not move the amount: it answered false or something else than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question as a token does.
    error TokenUnreadable(address token);

    /// The quote asset, in whose own decimals all amounts are.
    function asset() external view returns (address);
    /// The oracle of the market.
    function oracle() external view returns (address);
    /// The risk manager that admits or refuses a trade.
    function riskManager() external view returns (address);
    /// The vault, the counterparty.
    function vault() external view returns (address);
    /// The liquidator, the only one that may move positions between accounts. A fifth of every fee, the insurance fund's, goes to its account; to the pool until it is wired.
    function liquidator() external view returns (address);
    /// The treasury. A tenth of every fee goes to its account; to the pool until it is wired.
    function treasury() external view returns (address);
    /// The money of all accounts. What the contract has beyond that was sent by mistake.
    function tracked() external view returns (uint256);
    /// The money of an account in units of the asset (negative: what it owes) and what it holds (negative: what it has sold), as it stands: what has expired is still in it until it is settled.
    function account(uint256 id) external view returns (int128, Position[] memory);
    /// The same with what settled expiries owe it paid and what it owes for them taken; a position is a word: its quantity in the upper 96 bits, below it expiry (32), kind (32) and strike (96).
    function holdings(uint256 id) external view returns (int128, uint256[] memory);
    /// At which price (WAD) an expiry has settled, and which part of a claim is paid (WAD, one unless the pool had too little); zeros until then.
    function settlement(uint64 expiry) external view returns (uint128, uint64);
    /// How much more an operator may spend for an account.
    function operatorLimit(uint256 id, address operator) external view returns (uint256);
    /// What an order would cost an account now, with the fee: it pays, or receives when negative; and each leg.
    function quote(uint256 id, Position[] calldata legs) external view returns (int128, TradeLine[] memory);
    /// Brings money into an account; anyone may.
    function deposit(uint256 id, uint256 amount) external;
    /// Takes money out of an account; only its owner. What it has sold must still have its initial margin.
    function withdraw(uint256 id, uint256 amount, address to) external;
    /// Lets an operator trade for an account until he has spent so much on it. He can neither withdraw, nor sell what the account does not hold, nor pass it on.
    function setOperator(uint256 id, address operator, uint256 limit) external;
    /// Trades up to four legs as one order. What the account then owes must have its initial margin. The account pays limit at most; when it is negative, it receives as much at least. Returns what it paid, negative for what it received.
    function trade(uint256 id, Position[] calldata legs, int128 limit, uint64 deadline) external returns (int128);
    /// Closes so much of an account with the pool for what it costs in all (negative: what it brings), units of the asset; only the liquidator. forced: whatever the pool's limits say.
    function closeOut(uint256 id, Position[] calldata legs, int128 cost, bool forced) external;
    /// Hands positions and money (negative: debt) of one account to another; only the liquidator. Into the former the pool first pays so much.
    function handOver(uint256 from, uint256 to, Position[] calldata legs, int128 cash, uint128 fromVault) external;
    /// Settles all series of an expiry at its price; anyone may.
    function settle(uint64 expiry) external;
    /// Pays accounts what settled expiries owe them, and takes what they owe for these. It happens by itself with the next action of an account.
    function settleAccounts(uint256[] calldata ids) external;
}
