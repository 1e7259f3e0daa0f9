// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IWithdrawalQueue
/// @notice Lets those wait whose money is locked, and pays them pro rata.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address vault).
interface IWithdrawalQueue is IGoverned {
    /// Shares of owner wait for controller.
    event RedeemRequest(address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares);
    /// Shares wait no longer.
    event RequestCancelled(address indexed controller, address indexed receiver, uint256 shares);
    /// An epoch was closed: of so many shares that waited, so many were redeemed for these assets.
    event EpochClosed(uint64 indexed epoch, uint256 waiting, uint256 filled, uint256 assets);
    /// The price of a share fell that far below the highest of a day: nobody leaves until then.
    event BreakerTripped(uint256 high, uint256 price, uint64 until);
    /// Money was fetched.
    event Claimed(address indexed controller, address indexed receiver, uint256 assets, uint256 shares);
    /// Operator may act for controller, or no longer.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);
    /// A token that was here by mistake was sent on.
    event Swept(address indexed token, address indexed to, uint256 amount);

    /// Nothing waits, or nothing is there to be fetched or given back.
    error QueueNothing();
    /// Nothing can be redeemed now.
    error QueueNothingToFill();
    /// The epoch can be closed from this time on.
    error QueueTooEarly(uint64 closable);
    /// A share lost much of its price within a day: nobody leaves until this time (unix seconds).
    error QueueBreaker(uint64 until);
    /// The caller neither is this account nor its operator.
    error QueueNotAllowed(address caller, address account);
    /// Nobody waits or is paid there: the zero address, the queue itself.
    error QueueInvalidAddress(address account);
    /// So many closed epochs are left that settle has to go first.
    error QueueBehind(uint64 epochs);
    /// The asset's balance of the queue is less than what it owes.
    error QueueUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit its 128 bits.
    error QueueOverflow();
    /// The token did not move the amount: it answered false or something else than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question as a token does.
    error TokenUnreadable(address token);
    /// The contract keeps accounts of this token: it leaves by them alone.
    error AccessAccounted(address token);

    /// The vault, which is also the token of the shares that wait.
    function vault() external view returns (address);
    /// The asset that is paid.
    function asset() external view returns (address);
    /// The shares that wait, the assets that are set aside for their former holders, the epochs that were closed, and from when on the present one can be closed (unix seconds).
    function queue() external view returns (uint256 waiting, uint256 owed, uint64 epochs, uint64 closable);
    /// The highest price of a share that was noted since the breaker last tripped, within the last day (up to three and a half hours more), the latest one that was noted, and until when nobody leaves (unix seconds; past or zero: they may). A price is that of 10^18 units of shares in units of the asset, at the mark.
    function breaker() external view returns (uint256 high, uint256 price, uint64 until);
    /// Notes the price of a share now, and answers as breaker. Anyone may. If it is below the highest one by "breakerFallBps", nobody leaves for "breakerHoldSecs": the queue closes no epoch, the vault pays nobody. That ends by itself, and the fall counts once: what was higher is forgotten. A request and the closing of an epoch note the price too.
    function note() external returns (uint256 high, uint256 price, uint64 until);
    /// Takes shares of owner, who has approved this contract, into the queue for controller. By owner or his operator. Returns 0, the id of every request.
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256);
    /// Gives the shares of controller that still wait to receiver; returns them. By controller or his operator.
    function cancelRequest(address receiver, address controller) external returns (uint256);
    /// The shares of controller that wait.
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
    /// The shares of controller that were redeemed and whose money was not fetched.
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
    /// The money of controller that was not fetched.
    function claimableAssets(address controller) external view returns (uint256);
    /// Pays receiver the money of controller; returns it. By controller or his operator.
    function claim(address receiver, address controller) external returns (uint256);
    /// Closes the epoch: redeems what can be redeemed at the price of this moment, for all who wait alike. Anyone may, an epoch after the last one was closed, unless the breaker holds. Returns shares and assets: zeros if the price of this moment trips the breaker, which is all that happens then.
    function close() external returns (uint256, uint256);
    /// Takes a controller through up to 64 closed epochs that he has not gone through yet; returns how many are left. Anyone may; only one who waited through more needs it.
    function settle(address controller) external returns (uint64);
    /// Sends all of a token that is here by mistake; only the owner of the authority. The asset and the shares belong to those who wait.
    function sweep(address token, address to) external returns (uint256);
    /// Lets operator act for the caller, or no longer.
    function setOperator(address operator, bool approved) external returns (bool);
    /// Whether operator may act for controller.
    function isOperator(address controller, address operator) external view returns (bool);
}
