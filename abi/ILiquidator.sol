// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title ILiquidator
/// @notice Unwinds accounts below their maintenance margin and keeps the insurance fund.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address market).
interface ILiquidator is IGoverned {
    /// What liquidation would do with an account now, in WAD of USD; price and pay in units of the asset. stage: 0 it is sound, 1 the pool closes a part of it if its limits hold, 2 a part of it is sold to whoever pays the price, 3 whoever takes it is paid. part: how much is due, of one WAD. price: what that part costs the account (stage 1) or its taker (2 and 3), negative for what they receive; before an auction began, what it will ask first. pay: what the keeper earns. profit: what keeper or taker gains against the mark.
    struct LiquidationState { uint8 stage; int128 value; int128 maintenance; uint128 part; int128 price; uint128 pay; int128 profit; }
    /// An auction: its number (each of an account has the next one; 0 while there was none), when it began, when its account was last seen short, both zero while none is open; whether it is that of an insolvent account; the maintenance margin that this one was short of, and what takers have paid to the account since it began, which is not for sale (both WAD).
    struct AuctionState { uint64 nonce; uint64 startedAt; uint64 seenAt; bool insolvent; uint128 counted; uint128 received; }
    /// What an account is worth at the mark, by how much the worst scenario is below that (not above 0), its calls and puts that nothing covers and what they add to the loss, the least that all positions pay together without the cash (the lowest int128 where that has no bound), and what is left over maintenance and over initial margin: below 0 it falls short.
    struct MarginFigures { int128 value; int128 loss; uint128 naked; uint128 contingency; int128 minPayoff; int128 maintenance; int128 initial; }
    /// The nearest factors on the spot and on every volatility at which maintenance margin falls short, to 1/1024, searched in steps of an eighth: 1 if it is short already, 0 if it is not down to 1/8, the highest uint128 if it is not up to 3.
    struct MarginDistance { uint128 spotDown; uint128 spotUp; uint128 volUp; uint128 volDown; }

    /// The pool closed a part (WAD) of an account, for what it cost the account in all, units of the asset (negative: what it brought); the keeper earned his pay, out of the account or, when that was insolvent, out of the fund. forced: whatever the pool's limits said.
    event PoolClosed(uint256 indexed id, address indexed keeper, uint128 part, int128 cost, uint128 pay, bool forced);
    /// An auction began; value and maintenance margin of the account, WAD.
    event AuctionStarted(uint256 indexed id, uint64 indexed nonce, bool insolvent, int128 value, int128 maintenance);
    /// An auction is over: its account has recovered, was closed or was taken.
    event AuctionEnded(uint256 indexed id, uint64 indexed nonce);
    /// A part (WAD) of an account was taken for a price, units of the asset (negative: for pay, of which so much came from the pool).
    event AuctionTaken(uint256 indexed id, uint256 indexed taker, uint64 indexed nonce, uint128 part, int128 price, uint128 fromVault);
    /// A position of an account was handed to another account, or closed with the pool (to is zero; the quantity is what closing it bought or, negative, sold); WAD.
    event PositionMoved(uint256 indexed from, uint256 indexed to, uint64 indexed expiry, uint8 kind, uint128 strike, int128 quantity);
    /// Money (negative: debt) of one account was handed to another, units of the asset; the pool had first paid so much into the former.
    event MoneyMoved(uint256 indexed from, uint256 indexed to, int128 cash, uint128 fromVault);
    /// The fund paid the treasury so much.
    event FundPaidOut(uint256 amount);

    /// The named argument is outside of its domain.
    error LiquidatorArgument(bytes32 name);
    /// An amount does not fit its type.
    error LiquidatorOverflow();
    /// The account has its maintenance margin.
    error LiquidatorSound(uint256 id, int128 maintenance);
    /// The account is not in auction, or in another one: this is its number (0 for none).
    error LiquidatorNonce(uint64 nonce);
    /// Nobody has seen the account short for too long, or it became insolvent, or solvent, since: liquidate begins anew.
    error LiquidatorStale(uint64 seenAt);
    /// The account that is to take it is not the caller's.
    error LiquidatorNotOwner(address caller);
    /// It asks more than the limit, or pays less.
    error LiquidatorPrice(int128 price, int128 limit);
    /// The account that takes it would not have its initial margin, or owe money.
    error LiquidatorTaker(int128 initial, int128 cash);
    /// There is nothing to pay out.
    error LiquidatorNothing();
    /// The token did not answer a question as a token does.
    error TokenUnreadable(address token);

    /// The market whose accounts it liquidates; what it asks besides are the modules that this one names.
    function market() external view returns (address);
    /// How an account stands now, with what settled expiries owe it or it owes for them.
    function healthOf(uint256 id) external view returns (MarginFigures memory);
    /// How far the market is from where an account may be liquidated.
    function distanceOf(uint256 id) external view returns (MarginDistance memory);
    /// What liquidation would do with an account now.
    function liquidation(uint256 id) external view returns (LiquidationState memory);
    /// Liquidates an account: the pool closes the part that is due, and the caller earns his pay; where the pool cannot, an auction begins or goes on. An account that has recovered leaves its auction. Returns the stage: 0 it has recovered, 1 closed, 2 and 3 in auction.
    function liquidate(uint256 id) external returns (uint8);
    /// The auction of an account.
    function auction(uint256 id) external view returns (AuctionState memory);
    /// Takes a part of an account, at most what is due, into an account of the caller's for what it asks now, in units of the asset: limit is the most that he pays, or when negative the least that he receives. The account that takes must have its initial margin afterwards. Returns what he paid.
    function bid(uint256 id, uint256 taker, uint128 part, int128 limit, uint64 nonce) external returns (int128);
    /// The account of the insurance fund, and what it has.
    function fund() external view returns (uint256, uint256);
    /// What insolvent accounts in auction were short of, WAD.
    function insolvent() external view returns (uint256);
    /// Tells the vault what these lack beyond the fund; anyone may. Returns that, units of the asset.
    function report() external returns (uint256);
    /// Pays the treasury what the owner granted, of what the fund has beyond its target; anyone may. Returns what was paid.
    function payOut() external returns (uint256);
}
