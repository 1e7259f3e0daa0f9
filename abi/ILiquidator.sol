// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title ILiquidator
/// @notice Unwinds accounts below their maintenance margin and keeps the insurance fund.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address market).
interface ILiquidator is IGoverned {
    /// What liquidation would do with an account now. Amounts are WAD of USD; price and pay are units of the asset.
    /// stage: 0 the account is sound; 1 the pool closes a part of it, if its limits hold, or all of it if it is
    /// insolvent; 2 a part of it is for sale at a price.
    /// part: how much is due, of one WAD.
    /// price: what that part costs the account (stage 1; negative for what it receives) or its taker (2). Before an
    /// auction begins, it is the first price of the auction.
    /// pay: what the keeper earns.
    /// profit: what the keeper or the taker gains against the mark.
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }
    /// The auction of an account.
    /// nonce: its number; each auction of an account has the next one, and 0 means that there was none. startedAt,
    /// seenAt: when it began, and when the account was last seen short; zero while no auction is open. received: what
    /// takers have paid into the account since the auction began, WAD; it is not for sale.
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; uint128 received; }
    /// The margin of an account.
    /// value: what it is worth at the mark.
    /// loss: how far the worst scenario is below that; not above 0.
    /// naked, contingency: its calls and puts that nothing covers, and what they add to the loss.
    /// minPayoff: the minimum that all positions together pay, without the cash; the lowest int128 if it has no bound.
    /// maintenance, initial: what is left over each margin; below 0 the account falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which the account falls short of maintenance margin,
    /// to 1/1024, searched in steps of an eighth. 1 if it is short already; 0 if it is not short down to 1/8; the
    /// highest uint128 if it is not short up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// The pool closed a part (WAD) of an account. cost: what the account paid in all, in units of the asset
    /// (negative: what it received). pay: what the keeper earned of its money. forced: in spite of the pool's limits,
    /// either all of an insolvent account at the mark, or what pays the loan of one that has its margin. The bond
    /// pays the keeper when all that lives is closed by force.
    event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
    /// An auction began. value and maintenance: value and maintenance margin of the account, WAD.
    event AuctionStarted(uint256 indexed id, uint64 indexed nonce, int128 value, int128 maintenance);
    /// An auction ended: its account recovered, was closed or was taken.
    event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
    /// A part (WAD) of an account was taken for a price in units of the asset.
    event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price);
    /// A position of an account moved to another account, or was closed with the pool: then to is zero, and the
    /// quantity is what the close bought (negative: sold). WAD.
    event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// Money of one account moved to another (negative: to the first), in units of the asset.
    event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash);
    /// The fund paid this amount to the treasury.
    event FundPaidOut(uint256 amount);

    /// The named argument is outside of its domain.
    error LiquidatorArgument(bytes32 name);
    /// An amount does not fit its type.
    error LiquidatorOverflow();
    /// The account has its maintenance margin.
    error LiquidatorSound(uint256 id, int128 maintenance);
    /// A position of the account is past and not settled. It is liquidated when it is, or from then on (unix
    /// seconds).
    error LiquidatorWaits(uint64 expiry, uint64 until);
    /// The account is insolvent. liquidate closes it; nothing is for sale.
    error LiquidatorInsolvent(uint256 id);
    /// The account is not in auction, or in another one. nonce is the number of its auction (0 for none).
    error LiquidatorNonce(uint64 nonce);
    /// The auction is stale: nobody has seen the account short for too long. liquidate starts a new one.
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
