// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {vm} from "./Vm.sol";

/// One call: sender, target, calldata.
struct Sent {
    address from;
    address to;
    bytes data;
}

/// @notice Runs on the node. A state override puts it at the address of each sender, so every call has the right sender.
/// Never deployed.
contract Sender {
    /// @notice Makes the calls in order, each from its sender, and returns the result of the last one.
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

/// @notice Sends calls of contracts that Foundry's EVM cannot run to the node. It keeps each call that changes state and
/// repeats it before each later call. So a later call sees what an earlier one did, although nothing is on chain yet.
///
/// It uses `eth_call` alone. State overrides put an entry contract at an unused address and `Sender` at the addresses of
/// the senders. The answer of `eth_simulateV1` differs from node to node, and the cheatcode guesses its types; this needs
/// one `bytes`, and works on nodes without that method.
contract Relay {
    /// The address of the entry on the node.
    address private constant ENTRY = address(uint160(uint256(keccak256("strikepool foundry entry"))));
    /// Gas of the probe, which a static call loses.
    uint256 private constant PROBE_GAS = 50_000;

    /// The answer of the node is not that of the entry.
    error RelayUnreadable(bytes answer);
    /// Only the relay itself can call this.
    error RelayNotItself();

    Sent[] private sent;
    uint256 private startTime;
    uint256 private probed;

    /// @notice Calls have the time of the node's latest block, until Foundry's clock moves.
    function start() external {
        startTime = block.timestamp;
    }

    /// @notice Makes a call on the node after the kept ones. Reverts as the call does.
    function forward(address from, address to, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory answer) = ask(from, to, data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        // A view comes by a static call, and needs no keeping.
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

    /// The time of the call if Foundry's clock moved; else nothing.
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

/// @notice Stands at the address of a contract of the node, and passes every call on.
contract Remote {
    /// This cannot pass ether on.
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
    /// The address of the relay.
    Relay internal constant RELAY = Relay(address(uint160(uint256(keccak256("strikepool foundry relay")))));

    /// @notice Sets the relay up and lets it call the node.
    function open() internal {
        vm.etch(address(RELAY), type(Relay).runtimeCode);
        vm.allowCheatcodes(address(RELAY));
        vm.label(address(RELAY), "relay");
        RELAY.start();
    }

    /// @notice Sends calls of this address to the node from now on.
    function add(address target, string memory name) internal {
        vm.etch(target, type(Remote).runtimeCode);
        vm.label(target, name);
    }
}
