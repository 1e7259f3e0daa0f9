// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IMarket
/// @notice Traders' accounts: the front door of every trade, and of settlement.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address oracle, address riskManager, address vault).
interface IMarket is IGoverned {
    /// So much of a series; positive for what is held or bought, negative for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// What a whole order costs, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

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
    /// Only the owner of the account may do this.
    error MarketNotOwner(address caller);
    /// Only the liquidator may do this.
    error MarketNotLiquidator(address caller);
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
    error MarketCover(uint64 expiry, uint8 kind, uint128 strike);
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
    function quote(uint256 id, Position[] calldata legs) external view returns (int128, QuoteLine[] memory);
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
