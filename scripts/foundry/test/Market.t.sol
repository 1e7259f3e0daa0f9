// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ILens} from "strikepool/ILens.sol";
import {IMarket} from "strikepool/IMarket.sol";
import {CrashNote} from "../src/CrashNote.sol";
import {Deployed} from "../src/remote/Deployed.sol";
import {Vm, vm} from "../src/remote/Vm.sol";

interface IMintable {
    function mint(address to, uint256 amount) external;
}

/// Tests on a fork of a devnode with a deployment and a posted surface. The relay calls the contracts of the node, and
/// nothing reaches the chain. Integrators can test their own contracts the same way.
contract MarketTest is Deployed {
    bool public constant IS_TEST = true;

    uint8 private constant CALL = 0;
    uint8 private constant PUT = 1;
    uint128 private constant WAD = 1e18;
    address private constant TRADER = address(0x7eade5);

    uint64 private expiry;
    uint128 private spot;

    function setUp() public {
        open();
        (ILens.ChainState memory state, ILens.ChainSeries[] memory series) = lens.chain(address(market));
        require(state.state == 0 && series.length > 0, "needs a price and a listed series: tell the stories first");
        (expiry, spot) = (series[0].expiry, state.spot);
        IMintable(address(asset)).mint(TRADER, 10_000e6);
        vm.startPrank(TRADER);
    }

    function leg(uint8 kind, uint128 strike, int128 quantity) private view returns (IMarket.Position[] memory legs) {
        legs = new IMarket.Position[](1);
        legs[0] = IMarket.Position(expiry, kind, strike, quantity);
    }

    function list(uint8 kind, uint128 strike) private {
        // The series may be listed already.
        try riskManager.list(expiry, kind, strike) {} catch {}
    }

    function fund(uint256 amount) private returns (uint256 id) {
        id = accountOf(TRADER);
        asset.approve(address(market), amount);
        market.deposit(id, amount);
    }

    function test_a_trade_costs_what_was_quoted() external {
        list(CALL, spot);
        uint256 id = fund(1_000e6);
        (int128 cost,) = market.quote(id, leg(CALL, spot, int128(WAD)));
        int128 paid = market.trade(id, leg(CALL, spot, int128(WAD)), cost, uint64(block.timestamp));
        (int128 money, IMarket.Position[] memory positions) = market.account(id);
        require(paid == cost && money == 1_000e6 - cost, "the cost differs from the quote");
        require(positions.length == 1 && positions[0].quantity == int128(WAD), "the option is not held");
        require(asset.balanceOf(TRADER) == 9_000e6, "the wallet paid another amount");
    }

    function test_later_calls_see_earlier_ones() external {
        uint256 id = fund(100e6);
        market.withdraw(id, 40e6, TRADER);
        (int128 money,) = market.account(id);
        require(money == 60e6 && asset.balanceOf(TRADER) == 9_940e6, "a call was forgotten");
    }

    function test_refusals_come_as_they_are() external {
        list(CALL, spot);
        uint256 id = accountOf(TRADER);
        try market.trade(id, leg(CALL, spot, int128(WAD)), 1, uint64(block.timestamp)) {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == IMarket.MarketPriceLimit.selector, "another reason");
        }
        try market.withdraw(accountOf(address(1)), 1, TRADER) {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == IMarket.MarketNotOwner.selector, "another reason");
        }
    }

    function test_what_was_refused_is_not_done_again() external {
        uint256 id = fund(100e6);
        try this.depositAndFail(id) {
            revert("this did not fail");
        } catch {}
        (int128 money,) = market.account(id);
        require(money == 100e6, "half of something was kept");
    }

    function depositAndFail(uint256 id) external {
        vm.stopPrank();
        vm.startPrank(TRADER);
        asset.approve(address(market), 50e6);
        market.deposit(id, 50e6);
        revert("afterwards");
    }

    function test_a_contract_buys_puts_within_its_budget() external {
        uint128 strike = spot - spot / 20;
        list(PUT, strike);
        CrashNote note = new CrashNote(market, TRADER, 500);
        asset.approve(address(note), 10_000e6);
        note.deposit(10_000e6, TRADER);
        note.open(expiry, strike, WAD);
        uint256 spent = 10_000e6 - note.totalAssets();
        require(spent > 0 && spent <= 500e6, "the budget does not hold");
        (, IMarket.Position[] memory positions) = market.account(note.account());
        require(positions.length == 1 && positions[0].kind == PUT && positions[0].quantity == int128(WAD), "it holds no put");
        require(note.maxRedeem(TRADER) == 0, "savers leave while puts are not valued");
        try note.close() {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == CrashNote.NoteNotSettled.selector, "another reason");
        }
    }

    function test_a_contract_cannot_spend_more_than_its_budget() external {
        uint128 strike = spot - spot / 20;
        list(PUT, strike);
        CrashNote note = new CrashNote(market, TRADER, 1);
        asset.approve(address(note), 10_000e6);
        note.deposit(10_000e6, TRADER);
        try note.open(expiry, strike, WAD) {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == IMarket.MarketPriceLimit.selector, "another reason");
        }
        require(note.round() == 0 && note.totalAssets() == 10_000e6, "something was left behind");
    }
}
