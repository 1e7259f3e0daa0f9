// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// Answers a function as it was told to, whatever it is asked, or refuses it so, and reverts without a word where it was
/// told nothing.
contract Impostor {
    mapping(bytes4 => bytes) private answers;
    mapping(bytes4 => bytes) private reasons;

    function say(bytes4 selector, bytes calldata answer) external {
        answers[selector] = answer;
    }

    function refuse(bytes4 selector, bytes calldata reason) external {
        reasons[selector] = reason;
    }

    fallback() external {
        bytes memory reason = reasons[msg.sig];
        bytes memory answer = answers[msg.sig];
        assembly {
            if mload(reason) { revert(add(reason, 32), mload(reason)) }
            if iszero(mload(answer)) { revert(0, 0) }
            return(add(answer, 32), mload(answer))
        }
    }
}
