// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IAuthority} from "strikepool/IAuthority.sol";
import {ILens} from "strikepool/ILens.sol";
import {ILiquidator} from "strikepool/ILiquidator.sol";
import {IMarket} from "strikepool/IMarket.sol";
import {IOptionPricer} from "strikepool/IOptionPricer.sol";
import {IOracle} from "strikepool/IOracle.sol";
import {IPoolLens} from "strikepool/IPoolLens.sol";
import {IRiskManager} from "strikepool/IRiskManager.sol";
import {IVault} from "strikepool/IVault.sol";
import {IWithdrawalQueue} from "strikepool/IWithdrawalQueue.sol";
import {Remotes} from "./Remote.sol";
import {vm} from "./Vm.sol";

/// The part of a Chainlink feed that is read here.
interface IFeed {
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
    function getRoundData(uint80 round) external view returns (uint80, int256, uint256, uint256, uint80);
}

/// @notice The contracts of a market, as recorded in `deployments/<chain id>.json`; the node executes all calls of them.
abstract contract Deployed {
    IERC20Metadata internal asset;
    IFeed internal spotFeed;
    IAuthority internal authority;
    IOracle internal oracle;
    IOptionPricer internal optionPricer;
    IRiskManager internal riskManager;
    IVault internal vault;
    IWithdrawalQueue internal withdrawalQueue;
    IMarket internal market;
    ILiquidator internal liquidator;
    ILens internal lens;
    IPoolLens internal poolLens;
    address[] internal signers;
    uint256 internal quorum;
    /// The first block that may have events of the protocol.
    uint256 internal since;
    /// The mnemonic of a development deployment; empty for any other.
    string internal mnemonic;

    /// The record has a format that this contract does not read.
    error DeployedFormat(uint256 format);

    /// @notice Reads the record of the chain that the node runs.
    function open() internal {
        string memory root = string.concat(vm.projectRoot(), "/../../");
        string memory folder = vm.envOr("STRIKEPOOL_DEPLOYMENTS", string("deployments"));
        string memory record = vm.readFile(string.concat(root, folder, "/", vm.toString(block.chainid), ".json"));
        uint256 format = vm.parseJsonUint(record, ".format");
        if (format != 1) revert DeployedFormat(format);

        Remotes.open();
        asset = IERC20Metadata(at(record, ".asset", "asset"));
        spotFeed = IFeed(at(record, ".feeds.spot", "spot feed"));
        authority = IAuthority(at(record, ".authority", "authority"));
        oracle = IOracle(at(record, ".modules.oracle", "oracle"));
        optionPricer = IOptionPricer(at(record, ".modules.optionPricer", "option-pricer"));
        riskManager = IRiskManager(at(record, ".modules.riskManager", "risk-manager"));
        vault = IVault(at(record, ".modules.vault", "vault"));
        withdrawalQueue = IWithdrawalQueue(at(record, ".modules.withdrawalQueue", "withdrawal-queue"));
        market = IMarket(at(record, ".modules.market", "market"));
        liquidator = ILiquidator(at(record, ".modules.liquidator", "liquidator"));
        lens = ILens(at(record, ".modules.lens", "lens"));
        poolLens = IPoolLens(at(record, ".modules.poolLens", "pool-lens"));
        signers = vm.parseJsonAddressArray(record, ".roles.signers");
        quorum = vm.parseJsonUint(record, ".roles.quorum");
        since = vm.parseJsonUint(record, ".block");
        if (vm.keyExistsJson(record, ".development")) mnemonic = vm.parseJsonString(record, ".development.mnemonic");
    }

    function at(string memory record, string memory key, string memory name) private returns (address target) {
        target = vm.parseJsonAddress(record, key);
        Remotes.add(target, name);
    }

    /// @notice The first of the 2^96 accounts of an owner.
    function accountOf(address owner) internal pure returns (uint256) {
        return uint256(uint160(owner)) << 96;
    }
}
