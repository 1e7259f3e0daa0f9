// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IWithdrawalQueue
/// @notice Lets those wait whose money is locked, and pays them pro rata.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address vault).
interface IWithdrawalQueue is IGoverned {
    /// Shares of owner now wait for controller.
    event RedeemRequest(address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares);
    /// Shares no longer wait.
    event RequestCancelled(address indexed controller, address indexed receiver, uint256 shares);
    /// An epoch was closed: of the shares that waited, filled were redeemed for these assets.
    event EpochClosed(uint64 indexed epoch, uint256 waiting, uint256 filled, uint256 assets);
    /// The price of a share fell from high, the highest of a day, to price. Nobody leaves until then.
    event BreakerTripped(uint256 high, uint256 price, uint64 until);
    /// Money was claimed.
    event Claimed(address indexed controller, address indexed receiver, uint256 assets, uint256 shares);
    /// Operator may act for controller, or no longer.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);
    /// A token that was here by mistake was sent away.
    event Swept(address indexed token, address indexed to, uint256 amount);

    /// Nothing waits, or there is nothing to claim or to give back.
    error QueueNothing();
    /// Nothing can be redeemed now.
    error QueueNothingToFill();
    /// The epoch can be closed from this time on.
    error QueueTooEarly(uint64 closable);
    /// A share lost much of its price within a day. Nobody leaves until this time (unix seconds).
    error QueueBreaker(uint64 until);
    /// The caller is neither this account nor its operator.
    error QueueNotAllowed(address caller, address account);
    /// This address can neither wait nor be paid: the zero address, or the queue itself.
    error QueueInvalidAddress(address account);
    /// So many closed epochs have not been applied that settle has to be called first.
    error QueueBehind(uint64 epochs);
    /// The queue has less of the asset than it owes.
    error QueueUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit 128 bits.
    error QueueOverflow();
    /// The token did not move the amount: it answered false or something other than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question in the form of a token.
    error TokenUnreadable(address token);
    /// The contract keeps accounts of this token, so the token leaves through these alone.
    error AccessAccounted(address token);

    /// Returns the vault, which is also the token of the shares that wait.
    function vault() external view returns (address);
    /// Returns the asset that it pays.
    function asset() external view returns (address);
    /// Returns the shares that wait, the assets set aside for their former holders, the number of closed epochs,
    /// and from when on the present epoch can be closed (unix seconds).
    function queue() external view returns (uint256 waiting, uint256 owed, uint64 epochs, uint64 closable);
    /// Returns the highest noted price of a share, the latest one, and until when nobody leaves (unix seconds;
    /// past or zero: anyone may leave). The highest price counts from the last trip of the breaker, within the
    /// last day and up to three and a half hours more. A price is that of 10^18 units of shares in units of the
    /// asset, at the mark.
    function breaker() external view returns (uint256 high, uint256 price, uint64 until);
    /// Notes the price of a share now, and returns the same as breaker. Anyone may. If the price is below the
    /// highest one by "breakerFallBps", nobody leaves for "breakerHoldSecs": the queue closes no epoch and the
    /// vault pays nobody. The stop ends by itself. A fall counts once: higher prices are forgotten. A request and
    /// the close of an epoch note the price too.
    function note() external returns (uint256 high, uint256 price, uint64 until);
    /// Takes shares of owner, who has approved this contract, into the queue for controller. Only owner or their
    /// operator. Returns 0, the id of every request.
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256);
    /// Sends the shares of controller that still wait to receiver, and returns their number. Only controller or
    /// their operator.
    function cancelRequest(address receiver, address controller) external returns (uint256);
    /// Returns the shares of controller that wait.
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
    /// Returns the shares of controller that were redeemed and whose money was not claimed.
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
    /// Returns the money of controller that was not claimed.
    function claimableAssets(address controller) external view returns (uint256);
    /// Pays receiver the money of controller, and returns it. Redeemed shares that are too few to be paid a unit
    /// pay zero, and are claimable no longer. Only controller or their operator.
    function claim(address receiver, address controller) external returns (uint256);
    /// Closes the epoch: redeems what can be redeemed at the price of this moment, in the same proportion for all
    /// who wait. Anyone may, one epoch after the last close, unless the breaker holds. Returns shares and assets.
    /// If the price of this moment trips the breaker, nothing else happens, and both are zero.
    function close() external returns (uint256, uint256);
    /// Applies up to 64 closed epochs to the request of controller. Returns how many are left. Anyone may. Only a
    /// request that waited through more epochs needs it.
    function settle(address controller) external returns (uint64);
    /// Sends the whole balance of a token that is here by mistake. Only the owner of the authority. The asset and
    /// the shares belong to those who wait.
    function sweep(address token, address to) external returns (uint256);
    /// Lets operator act for the caller, or no longer.
    function setOperator(address operator, bool approved) external returns (bool);
    /// Returns whether operator may act for controller.
    function isOperator(address controller, address operator) external view returns (bool);
}
