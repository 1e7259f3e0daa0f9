// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IMarket} from "strikepool/IMarket.sol";
import {Console} from "../src/remote/Console.sol";
import {Vm, vm} from "../src/remote/Vm.sol";
import {Story} from "./Story.sol";

/// @notice After an expiry, anyone proves its price, settles it and its sellers, is paid, and withdraws all money of their
/// account: `run(uint64)`. Steps that are already done are left out.
contract Settle is Story {
    /// The price of an expiry is the average of this time before it.
    uint64 private constant WINDOW_SECS = 30 minutes;
    /// The maximum number of rounds that are searched.
    uint256 private constant MAX_ROUNDS = 256;
    /// The maximum number of accounts that one transaction settles.
    uint256 private constant PAGE = 16;

    /// None of the latest rounds, this many, is from before the window.
    error NoRoundBefore(uint64 window, uint256 searched);

    function run(uint64 expiry) external {
        if (oracle.expiryPrice(expiry) == 0) prove(expiry);
        Console.amount("price of the expiry", oracle.expiryPrice(expiry), 18);
        vm.startBroadcast();
        if (market.ledger(expiry).price == 0) market.settle(expiry);
        vm.stopBroadcast();
        if (market.state().clearing == expiry) clear(expiry);
        vm.startBroadcast();
        uint256[] memory ids = new uint256[](1);
        ids[0] = accountOf(msg.sender);
        market.settleAccounts(ids);
        (int128 money,) = market.account(ids[0]);
        if (money > 0) market.withdraw(ids[0], uint256(int256(money)), msg.sender);
        vm.stopBroadcast();
        uint256 left = claimed(ids[0]);
        if (left > 0) say("claims that the pool cannot pay yet", left);
        Console.amount(money < 0 ? "still owed by the account" : "paid out", money < 0 ? -int256(money) : int256(money), asset.decimals());
    }

    /// Settles the sellers of an expiry in clearing, and ends the clearing: the winners are paid after the last of them.
    function clear(uint64 expiry) private {
        uint256[] memory sellers = missing(expiry);
        vm.startBroadcast();
        for (uint256 first; first < sellers.length; first += PAGE) {
            uint256 count = sellers.length - first < PAGE ? sellers.length - first : PAGE;
            uint256[] memory page = new uint256[](count);
            for (uint256 i; i < count; ++i) page[i] = sellers[first + i];
            market.settleAccounts(page);
        }
        // Settling the last one ends it too, unless the exchange with the vault fails.
        if (market.state().clearing == expiry) market.complete();
        vm.stopBroadcast();
        Console.amount("sellers settled:", sellers.length, 0);
    }

    /// What is left of the claims of an account.
    function claimed(uint256 id) private view returns (uint256 left) {
        IMarket.Claim[] memory claims = market.claimsOf(id);
        for (uint256 i; i < claims.length; ++i) left += claims[i].amount - claims[i].drawn;
    }

    /// The accounts that have sold something of an expiry and are not settled. An account that came back is found once.
    function missing(uint64 expiry) private returns (uint256[] memory ids) {
        bytes32[] memory topics = new bytes32[](2);
        (topics[0], topics[1]) = (IMarket.SellerAdded.selector, bytes32(uint256(expiry)));
        Vm.EthGetLogs[] memory logs = vm.eth_getLogs(since, block.number, address(market), topics);
        uint256[] memory found = new uint256[](logs.length);
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            uint256 id = uint256(logs[i].topics[2]);
            if (hasSold(id, expiry) && !contains(found, count, id)) found[count++] = id;
        }
        ids = new uint256[](count);
        for (uint256 i; i < count; ++i) ids[i] = found[i];
    }

    function hasSold(uint256 id, uint64 expiry) private view returns (bool) {
        (, IMarket.Position[] memory positions) = market.account(id);
        for (uint256 i; i < positions.length; ++i) {
            if (positions[i].expiry == expiry && positions[i].quantity < 0) return true;
        }
        return false;
    }

    function contains(uint256[] memory ids, uint256 count, uint256 id) private pure returns (bool) {
        for (uint256 i; i < count; ++i) {
            if (ids[i] == id) return true;
        }
        return false;
    }

    function prove(uint64 expiry) private {
        uint128[] memory rounds = roundsOf(expiry);
        vm.startBroadcast();
        oracle.proveExpiry(expiry, rounds);
        vm.stopBroadcast();
        Console.amount("proven by rounds of the feed:", rounds.length, 0);
    }

    /// The last round before the window, and every round inside it.
    function roundsOf(uint64 expiry) private view returns (uint128[] memory rounds) {
        (uint80 latest,,,,) = spotFeed.latestRoundData();
        uint128[] memory found = new uint128[](MAX_ROUNDS);
        uint256 count;
        for (uint80 back; back < MAX_ROUNDS && back < uint64(latest); ++back) {
            (,,, uint256 updated,) = spotFeed.getRoundData(latest - back);
            if (updated >= expiry) continue;
            found[count++] = latest - back;
            if (updated < expiry - WINDOW_SECS) {
                rounds = new uint128[](count);
                for (uint256 i; i < count; ++i) rounds[i] = found[count - 1 - i];
                return rounds;
            }
        }
        revert NoRoundBefore(expiry - WINDOW_SECS, MAX_ROUNDS);
    }
}
