// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IMarket
/// @notice Traders' accounts: the front door of every trade, and of settlement.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address oracle, address riskManager, address vault, address clearing).
interface IMarket is IGoverned {
    /// A position in a series, or a leg of an order. The quantity is positive for what is held or bought, negative for
    /// what is owed or sold. Kinds: 0 call, 1 put, 2 digital call, 3 digital put; a digital pays one unit of quote.
    struct Position { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }
    /// The cost of a whole order, in short.
    struct QuoteLine { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }
    /// An expiry in the ledger. Amounts are units of the asset.
    /// price: at which it has settled, WAD; zero until then.
    /// claims: what its holders are owed; final once it is cleared. paid: what the pool has paid of that. drawn: what
    /// of that has reached accounts.
    /// sellers: accounts that have sold something of it; those that are still to settle while it is in clearing.
    /// holders: accounts that hold, have sold or are still owed something of it.
    struct ExpiryLedger { uint128 price; uint128 claims; uint128 paid; uint128 drawn; uint32 sellers; uint32 holders; }
    /// The money that the market keeps beside accounts, in units of the asset.
    /// clearing, since: the expiry whose sellers are settled now, and from when on (unix seconds; zero if none of them
    /// owes anything); zeros for none.
    /// left: the claims of that expiry, at most; debts: what its sellers still owe, at par.
    /// due: what is owed to the vault and has not gone there yet; income: what of that vests.
    /// loans: what accounts owe the pool beyond their money.
    struct LedgerState { uint64 clearing; uint64 since; uint128 left; uint128 debts; uint128 due; uint128 income; uint128 loans; }
    /// What is left of an account's claim of a settled expiry: the whole of it, and what of it was paid. Units of the
    /// asset.
    struct Claim { uint64 expiry; uint128 amount; uint128 drawn; }

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
    /// An account has sold something of an expiry for the first time.
    event SellerAdded(uint64 indexed expiry, uint256 indexed id);
    /// An account has nothing sold of an expiry any more: it closed, or it was settled.
    event SellerGone(uint64 indexed expiry, uint256 indexed id);
    /// An expiry was settled at a price (WAD). claims: what its holders are owed at most; debts: what its sellers owe
    /// at par. It is in clearing until the last of these sellers is settled.
    event ExpirySettled(uint64 indexed expiry, uint128 price, uint128 claims, uint128 debts);
    /// The last seller of an expiry was settled. claims: what its holders are owed; paid: what of it is paid.
    event ExpiryCleared(uint64 indexed expiry, uint128 claims, uint128 paid);
    /// An account was settled: its money changed by this amount.
    event AccountSettled(uint256 indexed id, int128 amount);
    /// The pool has paid so much more of the claims of an expiry.
    event ClaimsPaid(uint64 indexed expiry, uint128 amount);
    /// A claim that the pool could not pay was set off against its holder's loan.
    event SetOff(uint256 indexed id, uint64 indexed expiry, uint128 amount);
    /// An account owed this much and had nothing else. Bond and fund paid a part; the rest is the pool's loss.
    event WrittenOff(uint256 indexed id, uint128 fromBond, uint128 fromFund, uint128 lost);
    /// What rounding left of an expiry's claims went to the pool.
    event RoundingReturned(uint64 indexed expiry, uint128 amount);
    /// So much lies down as the bond of an account now: its money moved there or back, unless the bond paid.
    event BondChanged(uint256 indexed id, uint64 bond);
    /// The bond of an account paid its keeper.
    event BondPaid(uint256 indexed id, address indexed keeper, uint128 amount);
    /// Somebody brought money for claims.
    event ClaimsGiven(address indexed from, uint256 amount);
    /// Somebody added to the insurance fund.
    event FundAdded(address indexed from, uint128 amount);

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
    /// The account has too little money for its bond beside what it pays.
    error MarketBond(uint64 missing, uint128 available);
    /// The account would hold more series than allowed.
    error MarketTooManyPositions();
    /// The expiry is in the future, or its price is not fixed yet.
    error MarketNotSettleable(uint64 expiry);
    /// The expiry is settled already.
    error MarketSettled(uint64 expiry);
    /// This earlier expiry has a price too. It is settled first.
    error MarketEarlier(uint64 expiry);
    /// This expiry is in clearing. sellers: accounts that are still to settle.
    error MarketClearing(uint64 expiry, uint32 sellers);
    /// No expiry is in clearing.
    error MarketNotClearing();
    /// The pool owes for this expiry what it could not pay yet. Until it has, nobody opens.
    error MarketUnpaid(uint64 expiry);
    /// The account has sold something of this expiry, which is past and not settled.
    error MarketUnsettled(uint64 expiry);
    /// The account would be left with a loan and nothing else. liquidate closes it at the mark.
    error MarketOnlyLoan(uint128 loan);
    /// The program that settles was called by itself. It runs for the market only.
    error MarketNotHere();
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
