// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Counter} from "../src/Counter.sol";

/// Runs on a fork of the node: the chain's contracts are there, and new ones can be made.
contract ForkTest {
    bool public constant IS_TEST = true;

    function test_the_chain_is_the_nodes() external view {
        require(block.chainid == 412346, "another chain");
        require(0xcEcba2F1DC234f70Dd89F2041029807F8D03A990.code.length != 0, "no deployer");
        require(0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266.balance != 0, "no funds");
    }

    function test_a_counter_counts() external {
        Counter counter = new Counter(5);
        counter.set(6);
        require(counter.number() == 6, "it does not");
    }
}
