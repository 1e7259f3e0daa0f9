// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {vm} from "./Vm.sol";

/// Prints lines on forge's console.
library Console {
    /// The address at which Foundry takes lines to print.
    address private constant CONSOLE = 0x000000000000000000636F6e736F6c652e6c6f67;

    function log(string memory line) internal view {
        (bool ignored,) = CONSOLE.staticcall(abi.encodeWithSignature("log(string)", line));
        ignored;
    }

    /// Prints a label and an amount with this many decimals.
    function amount(string memory label, int256 value, uint8 decimals) internal view {
        log(string.concat(label, " ", decimal(value, decimals)));
    }

    function amount(string memory label, uint256 value, uint8 decimals) internal view {
        amount(label, int256(value), decimals);
    }

    /// A number with up to six digits after the point, cut off and not rounded.
    function decimal(int256 value, uint8 decimals) internal pure returns (string memory) {
        uint256 size = value < 0 ? uint256(-value) : uint256(value);
        string memory sign = value < 0 ? "-" : "";
        if (decimals == 0) return string.concat(sign, vm.toString(size));
        uint256 unit = 10 ** decimals;
        uint8 places = decimals < 6 ? decimals : 6;
        bytes memory digits = bytes(vm.toString((size % unit) / 10 ** (decimals - places)));
        bytes memory padding = new bytes(places - digits.length);
        for (uint256 i; i < padding.length; ++i) padding[i] = "0";
        return string.concat(sign, vm.toString(size / unit), ".", string(padding), string(digits));
    }
}
