// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IVault
/// @notice Holds the liquidity providers' money, the counterparty of every option.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address asset, address riskManager).
interface IVault is IGoverned {
    /// The pool at one moment, in units of the asset and of shares.
    /// held, unvested: the money held, and the part of it that has not vested yet.
    /// owed: claims of settled expiries that are not paid; debts: what sellers of the expiry in clearing owe for it, at
    /// par; lent: what accounts owe beyond their money. clearing: whether an expiry is in clearing.
    /// shares: all shares; queued: those that wait in the queue.
    /// mark, high, low: the book at the mark, and moved for (high) and against (low) the pool.
    /// reserve, withdrawable: what must stay, and what may leave now.
    /// state, unsettled: the oracle's state and the unsettled expiry, as the risk manager reports them.
    struct VaultPool { uint128 held; uint128 unvested; uint128 owed; uint128 debts; uint128 lent; bool clearing; uint128 shares; int128 mark; int128 high; int128 low; uint128 reserve; uint128 withdrawable; uint128 queued; uint8 state; uint64 unsettled; }

    /// A token that was here by mistake was sent away.
    event Swept(address indexed token, address indexed to, uint256 amount);
    /// Shares moved. From the zero address they were created; to the zero address they were burned.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// Spender may move this many shares of owner.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// Somebody joined.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// Somebody left.
    event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares);
    /// A share lost much of its price within a day. Nobody leaves until then.
    event LeavingStopped(uint64 until);
    /// The market brought money.
    event Collected(uint128 amount, uint128 spread, uint64 vestsBy);
    /// The vault paid the market.
    event Paid(uint128 amount, uint128 spread, uint64 vestsBy);
    /// The market brought what is due after settlement, or took what claims are paid (negative difference). income
    /// vests. Then the pool owes, is owed and has lent these amounts.
    event Exchanged(int128 difference, uint128 income, uint128 owed, uint128 debts, uint128 lent, bool clearing);

    /// The asset has fewer than 6 or more than 18 decimals.
    error VaultDecimals(uint256 decimals);
    /// Only the market may do this.
    error VaultOnlyMarket(address caller);
    /// Only the queue may do this.
    error VaultOnlyQueue(address caller);
    /// A share lost much of its price within a day. Nobody leaves until this time (unix seconds).
    error VaultLeavingStopped(uint64 until);
    /// Leaving can be stopped for at most two days at a time. max is the latest time allowed.
    error VaultStopTooLong(uint64 until, uint64 max);
    /// The price allows neither joining nor leaving: the oracle's state is not 0.
    error VaultNoPrice(uint8 state);
    /// This expiry is past and not settled. Until it is, nobody joins or leaves.
    error VaultUnsettled(uint64 expiry);
    /// The pool owes all it has. Nobody can join it.
    error VaultInsolvent();
    /// Sellers of a settled expiry are not all settled. Until they are, nobody joins or leaves.
    error VaultClearing();
    /// The amount is above the maximum of this moment.
    error VaultExceedsMax(uint256 amount, uint256 max);
    /// No share would be issued or handed in: the deposit is too small for a share, or the amount is zero.
    error VaultNoShares(uint256 assets);
    /// The vault would not keep what must stay: what it owes, and what stands behind its book.
    error VaultShort(uint256 held, uint256 needed);
    /// The vault has less of the asset than it holds for the pool.
    error VaultUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit 128 bits, or income would vest over more than ten years.
    error VaultOverflow();
    /// The holder has fewer shares.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// The spender may move fewer shares.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// This address cannot receive shares or money: the zero address, the vault itself, or the queue unless it
    /// takes shares itself.
    error ERC20InvalidReceiver(address receiver);
    /// The permit came after its deadline.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// The permit is signed by somebody else (zero: by nobody).
    error ERC2612InvalidSigner(address signer, address owner);
    /// The token did not move the amount: it answered false or something other than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question in the form of a token.
    error TokenUnreadable(address token);
    /// The contract keeps accounts of this token, so the token leaves through these alone.
    error AccessAccounted(address token);

    /// Returns the quote asset. All amounts are in its own decimals.
    function asset() external view returns (address);
    /// Returns the risk manager, which values the book and says how much must stay.
    function riskManager() external view returns (address);
    /// Returns the market, with which premiums and payouts are exchanged; zero until wired.
    function market() external view returns (address);
    /// Returns the queue of those who wait to leave. Its shares are paid before all others. Zero until wired.
    function queue() external view returns (address);
    /// Returns the pool's money without its book: the money held, less what has not vested yet and what is owed, and
    /// what sellers of the expiry in clearing owe. Negative for a pool that owes more.
    function backing() external view returns (int128);
    /// Records an amount that the market has just sent. spread is the part of it that is income above the mark.
    /// It vests evenly until vestsBy (unix seconds), or until the end of the next day (UTC) when that is less than
    /// an hour ahead.
    function collect(uint128 amount, uint128 spread, uint64 vestsBy) external;
    /// Pays the market the whole of an amount for an order. spread is what the pool gains by it against the mark. It
    /// vests as that of collect. stayBefore, stayAfter: what the pool has to keep before the order and after it.
    /// What is owed stays in any case. An order that opens leaves stayAfter beside it and what has not vested; any
    /// other leaves stayAfter, or lacks no more of it than before.
    function pay(uint128 amount, uint128 spread, uint64 vestsBy, bool opens, uint128 stayBefore, uint128 stayAfter) external;
    /// Exchanges money with the market for what was settled: to the vault if positive, which has arrived. income is
    /// the part of it that vests until the end of the next day (UTC). The rest replaces what the vault knows of
    /// claims, debts, loans and clearing, as pool answers them. Only the market.
    function exchange(int128 difference, uint128 income, uint128 owed, uint128 debts, uint128 lent, bool clearing) external;
    /// Returns the money held.
    function held() external view returns (uint128);
    /// Returns the pool, with its book marked now.
    function pool() external view returns (VaultPool memory);
    /// Returns from when on shares can be redeemed (unix seconds): past or zero unless the queue's breaker holds.
    function leavingFrom() external view returns (uint64);
    /// Stops all redemption until then, at most two days from now. Only the queue.
    function stopLeaving(uint64 until) external;
    /// Sends the whole balance of a token that is here by mistake. Only the owner of the authority. The asset
    /// belongs to the pool and cannot be swept.
    function sweep(address token, address to) external returns (uint256);
    /// Returns the token's name.
    function name() external view returns (string memory);
    /// Returns the token's symbol.
    function symbol() external view returns (string memory);
    /// Returns the decimals of a share: those of the asset plus 6.
    function decimals() external view returns (uint8);
    /// Returns all shares, the dead ones included.
    function totalSupply() external view returns (uint256);
    /// Returns the shares of a holder.
    function balanceOf(address account) external view returns (uint256);
    /// Returns how many shares of owner the spender may move.
    function allowance(address owner, address spender) external view returns (uint256);
    /// Moves shares of the caller.
    function transfer(address to, uint256 value) external returns (bool);
    /// Lets spender move this many shares of the caller. The maximum value is never used up.
    function approve(address spender, uint256 value) external returns (bool);
    /// Moves shares that the caller was allowed to move.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// Does the same as approve by owner, who has signed it (EIP-712).
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// Returns the nonce of the next permit of owner.
    function nonces(address owner) external view returns (uint256);
    /// Returns the EIP-712 domain of permits.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// Returns the money and the book at the mark, marked now; zero for an insolvent pool. Reverts without a
    /// mark.
    function totalAssets() external view returns (uint256);
    /// Returns the shares for an amount at the mark, without fee.
    function convertToShares(uint256 assets) external view returns (uint256);
    /// Returns the amount for shares at the mark, without fee.
    function convertToAssets(uint256 shares) external view returns (uint256);
    /// Returns the maximum deposit now; zero while nobody can join, and for a receiver whom deposit refuses.
    function maxDeposit(address receiver) external view returns (uint256);
    /// Returns the shares that a deposit would give now.
    function previewDeposit(uint256 assets) external view returns (uint256);
    /// Deposits an amount. Returns the shares. Refused until every module is set.
    function deposit(uint256 assets, address receiver) external returns (uint256);
    /// Returns the maximum number of shares that can be bought now; zero while nobody can join, and for a receiver
    /// whom mint refuses.
    function maxMint(address receiver) external view returns (uint256);
    /// Returns the deposit that these shares would take now; zero for none.
    function previewMint(uint256 shares) external view returns (uint256);
    /// Buys shares. Returns the deposit.
    function mint(uint256 shares, address receiver) external returns (uint256);
    /// Returns the maximum amount that owner can have now; zero while nobody can leave.
    function maxWithdraw(address owner) external view returns (uint256);
    /// Returns the shares that an amount would take now, fee included.
    function previewWithdraw(uint256 assets) external view returns (uint256);
    /// Pays an amount for shares of owner. Returns the shares.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256);
    /// Returns the maximum number of shares that owner can redeem now; zero while nobody can leave.
    function maxRedeem(address owner) external view returns (uint256);
    /// Returns the amount for shares now, after the fee.
    function previewRedeem(uint256 shares) external view returns (uint256);
    /// Redeems shares of owner. Returns the amount.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256);
}
