// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IGoverned} from "./IGoverned.sol";

/// @title IVault
/// @notice Holds the liquidity providers' money, the counterparty of every option.
/// @dev Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.
/// Deployed with constructor(address authority, address asset, address riskManager).
interface IVault is IGoverned {
    /// The pool at one moment, in units of the asset and of shares: the money held, what of it has not vested, the shares, the book at the mark and turned for (high) and against (low) the pool, what must stay, what may leave now, the shares that wait in the queue; and the oracle's state and the unsettled expiry as the risk manager has them.
    struct VaultPool { uint128 held; uint128 unvested; uint128 shares; int128 mark; int128 high; int128 low; uint128 reserve; uint128 withdrawable; uint128 queued; uint8 state; uint64 unsettled; }

    /// A token that was here by mistake was sent on.
    event Swept(address indexed token, address indexed to, uint256 amount);
    /// Shares moved; from or to the zero address they came into being or ceased to be.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// Spender may move so many shares of owner.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// Somebody joined.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// Somebody left.
    event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares);
    /// A share lost much of its price within a day: nobody leaves until then.
    event LeavingStopped(uint64 until);
    /// The market brought money.
    event Collected(uint256 amount, uint256 spread, uint64 vestingSecs);
    /// The market was paid.
    event Paid(uint256 amount, uint256 spread, uint64 vestingSecs);
    /// The market was paid for the winners of an expiry.
    event ClaimsPaid(uint256 owed, uint256 paid);
    /// Insolvent accounts lack so much beyond the insurance fund.
    event ShortfallReported(uint256 amount);

    /// The asset has fewer than 6 or more than 18 decimals.
    error VaultDecimals(uint256 decimals);
    /// Only the market may do this.
    error VaultOnlyMarket(address caller);
    /// Only the queue may do this.
    error VaultOnlyQueue(address caller);
    /// A share lost much of its price within a day: nobody leaves until this time (unix seconds).
    error VaultLeavingStopped(uint64 until);
    /// Leaving can be stopped for two days at a time, until then.
    error VaultStopTooLong(uint64 until, uint64 max);
    /// The price allows no joining or leaving: the oracle's state is not 0.
    error VaultNoPrice(uint8 state);
    /// Nobody joins or leaves while this expiry is past and not settled.
    error VaultUnsettled(uint64 expiry);
    /// Nobody can join a pool that owes all it has.
    error VaultInsolvent();
    /// Insolvent accounts lack so much beyond the insurance fund, which the book does not show yet: until they are settled nobody joins or leaves.
    error VaultShortfall(uint256 shortfall);
    /// Only the liquidator may do this.
    error VaultOnlyLiquidator(address caller);
    /// More than the most that is possible now.
    error VaultExceedsMax(uint256 amount, uint256 max);
    /// The deposit is too small to give a share.
    error VaultNoShares(uint256 assets);
    /// The vault holds less than is to be paid.
    error VaultShort(uint256 held, uint256 needed);
    /// The asset's balance of the vault is less than what the vault holds for the pool.
    error VaultUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit its 128 bits, or income is to vest over more than ten years.
    error VaultOverflow();
    /// The holder has fewer shares.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// The spender may move fewer shares.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// Nobody holds shares or takes money there: the zero address, the vault itself, the queue unless it takes them.
    error ERC20InvalidReceiver(address receiver);
    /// The permit came after its deadline.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// The permit is signed by somebody else (zero: by nobody).
    error ERC2612InvalidSigner(address signer, address owner);
    /// The token did not move the amount: it answered false or something else than true, or has no code.
    error TokenRefused(address token);
    /// Less arrived than was sent: the token keeps a part of a transfer.
    error TokenShort(uint256 expected, uint256 arrived);
    /// The token did not answer a question as a token does.
    error TokenUnreadable(address token);
    /// The contract keeps accounts of this token: it leaves by them alone.
    error AccessAccounted(address token);

    /// The quote asset, in whose own decimals all amounts are.
    function asset() external view returns (address);
    /// The risk manager that says what the book is worth and what must stay.
    function riskManager() external view returns (address);
    /// The market, to which premiums and payouts flow; zero until wired.
    function market() external view returns (address);
    /// The liquidator, for what insolvent accounts leave unpaid; zero until wired.
    function liquidator() external view returns (address);
    /// The queue of those who wait to leave, whose shares go before all others; zero until wired.
    function queue() external view returns (address);
    /// The pool's money without its book: what is held for it, less what has not vested yet. What was paid to those who left is no longer held.
    function backing() external view returns (uint256);
    /// Takes into account an amount that the market has just sent; spread of it is income above the mark, which vests over so many seconds.
    function collect(uint256 amount, uint256 spread, uint64 vestingSecs) external;
    /// Pays the market the whole of an amount; spread is what the pool gains by it against the mark, which vests over so many seconds.
    function pay(uint256 amount, uint256 spread, uint64 vestingSecs) external;
    /// Pays the market what is owed to the winners of an expiry, or all there is if that is less; returns what was paid.
    function payClaims(uint256 owed) external returns (uint256);
    /// What insolvent accounts lack beyond the insurance fund, as the liquidator last said; while it is not zero, nobody joins or leaves.
    function shortfall() external view returns (uint256);
    /// Says what they lack; only the liquidator.
    function setShortfall(uint256 amount) external;
    /// The pool, its book marked now.
    function pool() external view returns (VaultPool memory);
    /// From when on shares can be handed in: past or zero unless the queue's breaker holds (unix seconds).
    function leavingFrom() external view returns (uint64);
    /// Nobody hands in shares until then, two days from now at most; only the queue.
    function stopLeaving(uint64 until) external;
    /// Sends all of a token that is here by mistake; only the owner of the authority. The asset belongs to the pool.
    function sweep(address token, address to) external returns (uint256);
    /// The token's name.
    function name() external view returns (string memory);
    /// The token's symbol.
    function symbol() external view returns (string memory);
    /// The share's decimals: those of the asset and 6.
    function decimals() external view returns (uint8);
    /// All shares, the dead ones included.
    function totalSupply() external view returns (uint256);
    /// The shares of a holder.
    function balanceOf(address account) external view returns (uint256);
    /// How many shares of owner the spender may move.
    function allowance(address owner, address spender) external view returns (uint256);
    /// Moves shares of the caller.
    function transfer(address to, uint256 value) external returns (bool);
    /// Lets spender move so many shares of the caller; the greatest value never wears off.
    function approve(address spender, uint256 value) external returns (bool);
    /// Moves shares that the caller was allowed to move.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// As approve by owner, who has signed it (EIP-712).
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// The nonce of the next permit of owner.
    function nonces(address owner) external view returns (uint256);
    /// The EIP-712 domain of permits.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// Money and book at the mark, marked now; zero for an insolvent pool. Reverts when there is no mark.
    function totalAssets() external view returns (uint256);
    /// Shares for an amount at the mark, without fee.
    function convertToShares(uint256 assets) external view returns (uint256);
    /// The amount for shares at the mark, without fee.
    function convertToAssets(uint256 shares) external view returns (uint256);
    /// The greatest deposit now; zero while nobody can join.
    function maxDeposit(address receiver) external view returns (uint256);
    /// The shares that a deposit would give now.
    function previewDeposit(uint256 assets) external view returns (uint256);
    /// Deposits an amount; returns the shares.
    function deposit(uint256 assets, address receiver) external returns (uint256);
    /// The most shares that can be bought now; zero while nobody can join.
    function maxMint(address receiver) external view returns (uint256);
    /// The deposit that shares would take now.
    function previewMint(uint256 shares) external view returns (uint256);
    /// Buys shares; returns the deposit.
    function mint(uint256 shares, address receiver) external returns (uint256);
    /// The greatest amount that owner can have now; zero while nobody can leave.
    function maxWithdraw(address owner) external view returns (uint256);
    /// The shares that an amount would take now, the fee included.
    function previewWithdraw(uint256 assets) external view returns (uint256);
    /// Pays an amount out of owner's shares; returns the shares.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256);
    /// The most shares that owner can hand in now; zero while nobody can leave.
    function maxRedeem(address owner) external view returns (uint256);
    /// The amount for shares now, after the fee.
    function previewRedeem(uint256 shares) external view returns (uint256);
    /// Hands in shares of owner; returns the amount.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256);
}
