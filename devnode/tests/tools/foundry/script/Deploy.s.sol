// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Counter} from "../src/Counter.sol";

interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

/// Deploys two counters, one of them by the CREATE2 factory, and sets both: four transactions,
/// which forge sends at the same time.
contract Deploy {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_SCRIPT = true;

    function run() external {
        vm.startBroadcast();
        Counter first = new Counter(1);
        Counter second = new Counter{salt: bytes32(uint256(7))}(2);
        first.set(11);
        second.set(12);
        vm.stopBroadcast();
    }
}
