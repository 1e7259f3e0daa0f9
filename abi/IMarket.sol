// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IMarket
/// @notice Traders' accounts: the front door of every trade, and of settlement.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address oracle, address riskManager, address vault).
interface IMarket is IGoverned {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative
    /// for what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of
    /// quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The cost of a whole order, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// Money came into an account.
    event Deposited(uint256 indexed id, address indexed from, uint256 amount);
    /// Money left an account.
    event Withdrawn(uint256 indexed id, address indexed to, uint256 amount);
    /// One leg was traded. quantity, total and fee are WAD; a positive quantity was bought.
    event LegTraded(uint256 indexed id, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity, uint128 total, uint128 fee);
    /// A whole order was traded. paid: what the account paid (negative: received). The rest says what of it went
    /// to the vault (negative: came from it), the insurance fund and the treasury.
    event OrderTraded(uint256 indexed id, address indexed by, int128 paid, int128 toVault, uint128 toInsurance, uint128 toTreasury);
    /// So much is left of an operator's limit on an account: what the owner has just set, or what an order of the
    /// operator has left of it.
    event OperatorSet(uint256 indexed id, address indexed operator, uint256 limit);
    /// An expiry was settled at a price (WAD). owed: what the pool owes for it (negative: what it is owed). paid:
    /// what the vault paid (negative: received).
    event ExpirySettled(uint64 indexed expiry, uint128 price, int128 owed, int128 paid);
    /// An account received what settled expiries owe it (negative: it paid what it owes for them).
    event AccountSettled(uint256 indexed id, int128 amount);
    /// An account owed more than it had, and had nothing else. The insurance fund and the vault paid these
    /// amounts for it.
    event DeficitCovered(uint256 indexed id, uint256 fromInsurance, uint256 fromVault);

    /// The named argument is outside of its domain.
    error MarketArgument(bytes32 name);
    /// An amount does not fit its type.
    error MarketOverflow();
    /// Only the owner of the account may do this.
    error MarketNotOwner(address caller);
    /// Only the liquidator may do this.
    error MarketNotLiquidator(address caller);
    /// The order could lose the account more than the caller may: they are neither its owner nor an operator with
    /// so much left of the limit.
    error MarketOperatorLimit(address caller, uint256 limit);
    /// The order came after its deadline.
    error MarketDeadline(uint64 deadline);
    /// The order costs more, or brings less, than its limit allows.
    error MarketPriceLimit(int128 cost, int128 limit);
    /// The account has less money than is needed.
    error MarketMoney(uint256 needed, uint256 available);
    /// An operator may not sell what the account does not hold.
    error MarketNotHeld(uint64 expiry, uint8 kind, uint128 strike);
    /// An operator may not sell what the account holds while it owes anything afterwards: what it holds may cover
    /// that.
    error MarketCover(uint64 expiry, uint8 kind, uint128 strike);
    /// The account would hold more series than allowed.
    error MarketTooManyPositions();
    /// The expiry is in the future, or its price is not fixed yet.
    error MarketNotSettleable(uint64 expiry);
    /// The expiry is settled already.
    error MarketSettled(uint64 expiry);
    /// The token did not move the amount: it answered false or something other than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question in the form of a token.
    error TokenUnreadable(address token);

    /// Returns the quote asset. All amounts are in its own decimals.
    function asset() external view returns (address);
    /// Returns the oracle of the market.
    function oracle() external view returns (address);
    /// Returns the risk manager, which admits or refuses a trade.
    function riskManager() external view returns (address);
    /// Returns the vault, the counterparty of every trade.
    function vault() external view returns (address);
    /// Returns the liquidator, the only one that may move positions between accounts. A fifth of every fee, the
    /// insurance fund's part, goes to its account. No money comes in before it is wired.
    function liquidator() external view returns (address);
    /// Returns the treasury. A tenth of every fee goes to its account. No money comes in before it is wired.
    function treasury() external view returns (address);
    /// Returns the money of all accounts. Anything beyond that in the contract was sent by mistake.
    function tracked() external view returns (uint256);
    /// Returns the money of an account in units of the asset (negative: what it owes) and its positions
    /// (negative: sold) as stored. Expired positions are among them until the account is settled.
    function account(uint256 id) external view returns (int128, Position[] memory);
    /// Returns the money and the positions of an account with its expired positions settled. A position is a
    /// word: the quantity in the upper 96 bits, below it expiry (32), kind (32) and strike (96).
    function holdings(uint256 id) external view returns (int128, uint256[] memory);
    /// Returns the price (WAD) at which an expiry has settled, and the part of each claim that is paid (WAD; one
    /// unless the pool had too little). Zeros until then.
    function settlement(uint64 expiry) external view returns (uint128, uint64);
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
    /// Closes legs of an account with the pool, for cost in all (negative: what the account receives), in units
    /// of the asset. Only the liquidator. forced: in spite of the pool's limits.
    function closeOut(uint256 id, Position[] calldata legs, int128 cost, bool forced) external;
    /// Moves positions and money (negative: debt) from one account to another. Only the liquidator. Before that
    /// the pool pays fromVault into the first account.
    function handOver(uint256 from, uint256 to, Position[] calldata legs, int128 cash, uint128 fromVault) external;
    /// Settles all series of an expiry at its price. Anyone may.
    function settle(uint64 expiry) external;
    /// Pays accounts what settled expiries owe them, and takes what they owe for these. The next action of an
    /// account does the same.
    function settleAccounts(uint256[] calldata ids) external;
}
