// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20, ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IMarket} from "strikepool/IMarket.sol";
import {IOracle} from "strikepool/IOracle.sol";

/// @title An example of a contract that builds on a market: dollars that gain when the price crashes.
/// @notice Savers deposit the market's asset. In each round a manager spends a bounded part of it on puts below the spot, and
/// after their expiry anyone collects what the puts paid. What the pool cannot pay at once stays owed to the note, counts
/// for nothing until it is paid, and then belongs to those who hold shares. The manager chooses series and quantity within the bounds
/// below, and can neither withdraw money nor spend more than the budget. Savers come and go between rounds.
///
/// This example shows how a contract holds an account, buys with a limit and gets paid. It is not audited.
contract CrashNote is ERC4626 {
    using SafeCast for uint256;
    using SafeCast for int256;
    using SafeERC20 for IERC20;

    uint8 private constant PUT = 1;
    uint256 private constant BPS = 10_000;
    /// The lowest strike as a part of the spot, in basis points; the highest strike is the spot.
    uint256 private constant LOWEST_STRIKE_BPS = 7_000;

    IMarket public immutable market;
    IOracle public immutable oracle;
    address public immutable manager;
    /// The maximum that a round may spend, in basis points of the total assets.
    uint256 public immutable budgetBps;
    /// This contract's account in the market: the first of the 2^96 accounts that its address owns.
    uint256 public immutable account;

    /// The expiry of the puts that are held; zero between rounds.
    uint64 public round;

    /// Puts were bought.
    event RoundOpened(uint64 indexed expiry, uint128 strike, uint128 quantity, uint256 paid);
    /// The payoff of the puts is collected.
    event RoundClosed(uint64 indexed expiry, uint256 received);
    /// Of claims that the pool could not pay before, this was collected.
    event ClaimsCollected(uint256 received);

    /// The budget must be above zero and not above the whole.
    error NoteBudget(uint256 budgetBps);
    /// Only the manager opens a round.
    error NoteNotManager(address caller);
    /// A round is open until it is closed.
    error NoteRoundOpen(uint64 expiry);
    /// No round is open.
    error NoteNoRound();
    /// The strike is outside of its bounds (WAD).
    error NoteStrike(uint128 strike, uint256 lowest, uint256 highest);
    /// The expiry has no price yet, or nobody has settled it.
    error NoteNotSettled(uint64 expiry);
    /// The expiry is in clearing: its holders are paid when all of its sellers are settled.
    error NoteInClearing(uint64 expiry, uint32 sellers);

    constructor(IMarket market_, address manager_, uint256 budgetBps_)
        ERC20("Crash note", "CRASH")
        ERC4626(IERC20(market_.asset()))
    {
        if (budgetBps_ == 0 || budgetBps_ > BPS) revert NoteBudget(budgetBps_);
        market = market_;
        oracle = IOracle(market_.oracle());
        manager = manager_;
        budgetBps = budgetBps_;
        account = uint256(uint160(address(this))) << 96;
    }

    /// @notice Buys puts of a listed series, whose price must be within the budget.
    /// @param expiry In unix seconds, of a series that is listed.
    /// @param strike In WAD.
    /// @param quantity In WAD, in units of the underlying.
    function open(uint64 expiry, uint128 strike, uint128 quantity) external {
        if (msg.sender != manager) revert NoteNotManager(msg.sender);
        if (round != 0) revert NoteRoundOpen(round);
        // Reverts with the reason if there is no usable price.
        (uint128 spot,) = oracle.checkedPrice();
        uint256 lowest = spot * LOWEST_STRIKE_BPS / BPS;
        if (strike < lowest || strike > spot) revert NoteStrike(strike, lowest, spot);

        uint256 budget = totalAssets() * budgetBps / BPS;
        round = expiry;
        IERC20(asset()).forceApprove(address(market), budget);
        market.deposit(account, budget);
        IMarket.Position[] memory legs = new IMarket.Position[](1);
        legs[0] = IMarket.Position(expiry, PUT, strike, int256(uint256(quantity)).toInt128());
        // The limit is the budget: no more is spent, whatever the price when this is mined.
        int128 paid = market.trade(account, legs, budget.toInt256().toInt128(), uint64(block.timestamp));
        collect();
        emit RoundOpened(expiry, strike, quantity, int256(paid).toUint256());
    }

    /// @notice Collects what the puts paid, after the market has settled their expiry. Anyone may call it.
    function close() external {
        uint64 expiry = round;
        if (expiry == 0) revert NoteNoRound();
        IMarket.ExpiryLedger memory row = market.ledger(expiry);
        if (row.price == 0) revert NoteNotSettled(expiry);
        if (market.state().clearing == expiry) revert NoteInClearing(expiry, row.sellers);
        round = 0;
        emit RoundClosed(expiry, collectSettled());
    }

    /// @notice Collects what the pool has paid since of claims that it could not pay before. Anyone may call it.
    function collectClaims() external {
        emit ClaimsCollected(collectSettled());
    }

    /// Savers come and go between rounds: puts are not valued here.
    function maxDeposit(address receiver) public view override returns (uint256) {
        return round == 0 ? super.maxDeposit(receiver) : 0;
    }

    /// As maxDeposit.
    function maxMint(address receiver) public view override returns (uint256) {
        return round == 0 ? super.maxMint(receiver) : 0;
    }

    /// As maxDeposit.
    function maxWithdraw(address owner) public view override returns (uint256) {
        return round == 0 ? super.maxWithdraw(owner) : 0;
    }

    /// As maxDeposit.
    function maxRedeem(address owner) public view override returns (uint256) {
        return round == 0 ? super.maxRedeem(owner) : 0;
    }

    /// Settles the account, and withdraws all of its money.
    function collectSettled() private returns (uint256) {
        uint256[] memory ids = new uint256[](1);
        ids[0] = account;
        market.settleAccounts(ids);
        return collect();
    }

    /// Withdraws all money of the account.
    function collect() private returns (uint256 amount) {
        (int128 money,) = market.account(account);
        if (money <= 0) return 0;
        amount = int256(money).toUint256();
        market.withdraw(account, amount, address(this));
    }
}
