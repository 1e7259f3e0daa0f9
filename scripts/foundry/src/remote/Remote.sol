// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {vm} from "./Vm.sol";

/// One call that was made: by whom, of whom, with what.
struct Sent {
    address from;
    address to;
    bytes data;
}

/// @notice Runs on the node, put by state override at the addresses of those who call: so the node sees every call come
/// from its own sender. Never deployed.
contract Sender {
    /// @notice Makes the calls in order, each from its sender, and answers how the last one ended.
    function replay(Sent[] calldata calls) external returns (bool success, bytes memory answer) {
        for (uint256 i; i < calls.length; ++i) {
            (success, answer) = Sender(calls[i].from).send(calls[i].to, calls[i].data);
        }
    }

    /// @notice Makes a call.
    function send(address to, bytes calldata data) external returns (bool, bytes memory) {
        return to.call(data);
    }
}

/// @notice Takes calls to contracts that Foundry's own EVM cannot run to the node, which can. What changes something is
/// remembered and made again before each later call, so that a later call sees what an earlier one did, though nothing
/// of it is on chain yet.
///
/// The node is asked by `eth_call` alone: an entry contract is put where nobody lives, and `Sender` where the callers
/// live, both by state override. `eth_simulateV1` would answer with an object whose shape differs from node to node and
/// which the cheatcode encodes by guessing at types; this needs one `bytes`, and works on nodes that lack the method.
contract Relay {
    /// Where the entry is put on the node.
    address private constant ENTRY = address(uint160(uint256(keccak256("strikepool foundry entry"))));
    /// Gas for writing nothing much down; in a static call it is lost.
    uint256 private constant PROBE_GAS = 50_000;

    /// The node did not answer with what the entry answers.
    error RelayUnreadable(bytes answer);
    /// Only the relay writes its own list.
    error RelayNotItself();

    Sent[] private sent;
    uint256 private startTime;
    uint256 private probed;

    /// @notice Calls are made at the time of the node's latest block, until Foundry's clock is moved from where it is now.
    function start() external {
        startTime = block.timestamp;
    }

    /// @notice Makes a call on the node after all that were remembered; reverts as it does.
    function forward(address from, address to, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory answer) = ask(from, to, data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        // A view comes by a static call, in which nothing can be written down and nothing has to be.
        try this.probe{gas: PROBE_GAS}() {
            sent.push(Sent(from, to, data));
        } catch {}
        return answer;
    }

    /// @notice Fails in a static call.
    function probe() external {
        if (msg.sender != address(this)) revert RelayNotItself();
        probed = 1;
    }

    function ask(address from, address to, bytes calldata data) private returns (bool, bytes memory) {
        Sent[] memory calls = new Sent[](sent.length + 1);
        for (uint256 i; i < sent.length; ++i) {
            calls[i] = sent[i];
        }
        calls[sent.length] = Sent(from, to, data);
        string memory request = string.concat(
            '[{"to":"', vm.toString(ENTRY), '","data":"', vm.toString(abi.encodeCall(Sender.replay, (calls))),
            '"},"latest",{', overrides(calls), "}", clock(), "]"
        );
        bytes memory answer = vm.rpc("eth_call", request);
        if (answer.length < 96) revert RelayUnreadable(answer);
        return abi.decode(answer, (bool, bytes));
    }

    /// The code at the entry and at each sender.
    function overrides(Sent[] memory calls) private pure returns (string memory text) {
        string memory code = string.concat('":{"code":"', vm.toString(type(Sender).runtimeCode), '"}');
        text = string.concat('"', vm.toString(ENTRY), code);
        for (uint256 i; i < calls.length; ++i) {
            bool known;
            for (uint256 j; j < i; ++j) known = known || calls[j].from == calls[i].from;
            if (!known) text = string.concat(text, ',"', vm.toString(calls[i].from), code);
        }
    }

    /// The time of the call where Foundry's clock was moved; nothing where it was not.
    function clock() private view returns (string memory) {
        if (block.timestamp == startTime) return "";
        return string.concat(',{"time":"', hexadecimal(block.timestamp), '"}');
    }

    function hexadecimal(uint256 value) private pure returns (string memory) {
        bytes memory digits;
        for (; value > 0; value >>= 4) digits = bytes.concat(bytes16("0123456789abcdef")[value & 15], digits);
        return string.concat("0x", string(digits));
    }
}

/// @notice Stands at the address of a contract that lives on the node, and hands every call on.
contract Remote {
    /// Ether is not handed on.
    error RemoteTakesNoEther();

    fallback() external payable {
        if (msg.value != 0) revert RemoteTakesNoEther();
        bytes memory answer = Remotes.RELAY.forward(msg.sender, address(this), msg.data);
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// @notice Puts contracts of the node into Foundry's EVM.
library Remotes {
    /// Where the relay is put.
    Relay internal constant RELAY = Relay(address(uint160(uint256(keccak256("strikepool foundry relay")))));

    /// @notice Begins: the relay stands, and may ask the node.
    function open() internal {
        vm.etch(address(RELAY), type(Relay).runtimeCode);
        vm.allowCheatcodes(address(RELAY));
        vm.label(address(RELAY), "relay");
        RELAY.start();
    }

    /// @notice From now on, calls of this address are made on the node.
    function add(address target, string memory name) internal {
        vm.etch(target, type(Remote).runtimeCode);
        vm.label(target, name);
    }
}
