// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// The twin of tests/fixtures/toolbox.wat: the first byte of the calldata says what to do.
contract Toolbox {
    fallback() external payable {
        assembly {
            function answer(ok) {
                returndatacopy(0, 0, returndatasize())
                if ok { return(0, returndatasize()) }
                revert(0, returndatasize())
            }
            let rest := sub(calldatasize(), 1)
            calldatacopy(0, 1, rest)
            switch byte(0, calldataload(0))
            case 0 {
                let target := shr(96, calldataload(1))
                answer(call(gas(), target, calldataload(21), 52, sub(rest, 52), 0, 0))
            }
            case 1 {
                let target := shr(96, calldataload(1))
                answer(delegatecall(gas(), target, 52, sub(rest, 52), 0, 0))
            }
            case 2 {
                let target := shr(96, calldataload(1))
                answer(staticcall(gas(), target, 52, sub(rest, 52), 0, 0))
            }
            case 3 {
                sstore(calldataload(1), calldataload(33))
                stop()
            }
            case 4 {
                mstore(0, sload(calldataload(1)))
                return(0, 32)
            }
            case 5 { revert(0, rest) }
            case 6 { invalid() }
            case 7 { for {} 1 {} {} }
            case 8 {
                log0(0, rest)
                stop()
            }
            case 9 {
                mstore(0, create(0, 0, rest))
                return(0, 32)
            }
            case 10 {
                mstore(0, caller())
                mstore(32, callvalue())
                mstore(64, address())
                return(0, 96)
            }
            case 11 { return(0, rest) }
            default { revert(0, 0) }
        }
    }
}
