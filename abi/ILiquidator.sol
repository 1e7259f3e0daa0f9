// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title ILiquidator
/// @notice Unwinds accounts below their maintenance margin and keeps the insurance fund.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address market).
interface ILiquidator is IGoverned {
    /// What liquidation would do with an account now. Amounts are WAD of USD; price and pay are units of the asset.
    /// stage: 0 the account is sound; 1 the pool closes a part of it, if its limits hold; 2 a part of it is for sale
    /// at a price; 3 whoever takes a part of it is paid.
    /// part: how much is due, of one WAD.
    /// price: what that part costs the account (stage 1) or its taker (2 and 3); negative for what they receive.
    /// Before an auction begins, it is the first price of the auction.
    /// pay: what the keeper earns.
    /// profit: what the keeper or the taker gains against the mark.
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }
    /// The auction of an account.
    /// nonce: its number; each auction of an account has the next one, and 0 means that there was none.
    /// startedAt, seenAt: when it began, and when the account was last seen short; zero while no auction is open.
    /// insolvent: whether it is the auction of an insolvent account.
    /// counted: the margin that such an account was short of, WAD.
    /// received: what takers have paid into the account since the auction began, WAD; it is not for sale.
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; bool insolvent; uint128 counted; uint128 received; }
    /// The margin of an account.
    /// value: what it is worth at the mark.
    /// loss: how far the worst scenario is below that; not above 0.
    /// naked, contingency: its calls and puts that nothing covers, and what they add to the loss.
    /// minPayoff: the minimum that all positions together pay, without the cash; the lowest int128 if it has no bound.
    /// maintenance, initial: what is left over each margin; below 0 the account falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which the account falls short of maintenance
    /// margin, to 1/1024, searched in steps of an eighth. 1 if it is short already; 0 if it is not short down to 1/8;
    /// the highest uint128 if it is not short up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// The pool closed a part (WAD) of an account. cost: what the account paid in all, in units of the asset
    /// (negative: what it received). pay: what the keeper earned, from the account, or from the fund if the
    /// account was insolvent. forced: the pool closed it in spite of its limits.
    event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
    /// An auction began. value and maintenance: value and maintenance margin of the account, WAD.
    event AuctionStarted(uint256 indexed id, uint64 indexed nonce, bool insolvent, int128 value, int128 maintenance);
    /// An auction ended: its account recovered, was closed or was taken.
    event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
    /// A part (WAD) of an account was taken for a price in units of the asset. A negative price is what the taker
    /// was paid, and fromVault is what the pool bore of it.
    event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price, uint128 fromVault);
    /// A position of an account moved to another account, or was closed with the pool: then to is zero, and the
    /// quantity is what the close bought (negative: sold). WAD.
    event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// Money (negative: debt) of one account moved to another, in units of the asset. Before that the pool paid
    /// fromVault into the first account.
    event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash, uint128 fromVault);
    /// The fund paid this amount to the treasury.
    event FundPaidOut(uint256 amount);

    /// The named argument is outside of its domain.
    error LiquidatorArgument(bytes32 name);
    /// An amount does not fit its type.
    error LiquidatorOverflow();
    /// The account has its maintenance margin.
    error LiquidatorSound(uint256 id, int128 maintenance);
    /// The account is not in auction, or in another one. nonce is the number of its auction (0 for none).
    error LiquidatorNonce(uint64 nonce);
    /// The auction is stale. Either nobody has seen the account short for too long, or the account became
    /// insolvent or solvent since. liquidate starts a new one.
    error LiquidatorStale(uint64 seenAt);
    /// The account that is to take the part does not belong to the caller.
    error LiquidatorNotOwner(address caller);
    /// The offer asks for more than the limit, or pays less.
    error LiquidatorPrice(int128 price, int128 limit);
    /// The account that takes the part would be below its initial margin, or would owe money.
    error LiquidatorTaker(int128 initial, int128 cash);
    /// Nothing can be paid out.
    error LiquidatorNothing();
    /// The token did not answer a question in the form of a token.
    error TokenUnreadable(address token);

    /// Returns the market whose accounts it liquidates. The contract calls the modules that the market names.
    function market() external view returns (address);
    /// Returns the margin of an account now, with its expired positions settled.
    function healthOf(uint256 id) external view returns (MarginFigures memory);
    /// Returns how far the market can move until an account may be liquidated.
    function distanceOf(uint256 id) external view returns (MarginDistance memory);
    /// Returns what liquidation would do with an account now.
    function liquidation(uint256 id) external view returns (LiquidationState memory);
    /// Liquidates an account. The pool closes the part that is due, and the caller earns the keeper's pay. Where
    /// the pool cannot close, an auction begins or goes on. An account that has recovered leaves its auction.
    /// Returns the stage: 0 recovered, 1 closed, 2 and 3 in auction.
    function liquidate(uint256 id) external returns (uint8);
    /// Returns the auction of an account.
    function auction(uint256 id) external view returns (AuctionState memory);
    /// Takes a part of an account, at most the part that is due, into an account of the caller, at the price that
    /// the auction asks now. limit, in units of the asset, is the maximum that the caller pays; if negative, the
    /// minimum that they receive. The account that takes must have its initial margin afterwards. Returns what
    /// the caller paid.
    function bid(uint256 id, uint256 taker, uint128 part, int128 limit, uint64 nonce) external returns (int128);
    /// Returns the account of the insurance fund, and its money.
    function fund() external view returns (uint256, uint256);
    /// Returns what insolvent accounts in auction are short of, WAD.
    function insolvent() external view returns (uint256);
    /// Tells the vault what insolvent accounts lack beyond the fund. Anyone may. Returns that amount, in units of
    /// the asset.
    function report() external returns (uint256);
    /// Pays the treasury what the owner granted, as far as the fund is above its target. Anyone may. Returns what
    /// was paid.
    function payOut() external returns (uint256);
}
