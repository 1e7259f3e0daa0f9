// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

interface IArbWasm {
    function activateProgram(address program) external payable returns (uint16, uint256);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function stylusVersion() external view returns (uint16);
}

/// Deploys a Stylus contract, activates it where that is due, and runs its constructor, all in one
/// transaction. What is not spent goes back to the caller, which must be able to take it.
contract StylusDeployer {
    IArbWasm private constant ARB_WASM = IArbWasm(0x0000000000000000000000000000000000000071);

    event ContractDeployed(address deployedContract);

    error ContractDeploymentError(bytes bytecode);
    error ContractInitializationError(address newContract, bytes data);
    error RefundExcessValueError(uint256 excessValue);
    error EmptyBytecode();
    error InitValueButNotInitData();

    /// With a salt the address depends on the caller's arguments too, so that no one can take it
    /// with another constructor call.
    function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt)
        public
        payable
        returns (address deployed)
    {
        if (initValue != 0 && initData.length == 0) revert InitValueButNotInitData();
        uint256 before = address(this).balance - msg.value;

        deployed = create(bytecode, initData, salt);
        if (needsActivation(deployed.codehash)) {
            ARB_WASM.activateProgram{value: address(this).balance - before - initValue}(deployed);
        }
        if (initData.length != 0) {
            (bool success, bytes memory data) = deployed.call{value: initValue}(initData);
            if (!success) revert ContractInitializationError(deployed, data);
        }
        refund(address(this).balance - before);
        emit ContractDeployed(deployed);
    }

    function create(bytes memory bytecode, bytes calldata initData, bytes32 salt) private returns (address deployed) {
        if (bytecode.length == 0) revert EmptyBytecode();
        if (salt == 0) {
            assembly ("memory-safe") {
                deployed := create(0, add(bytecode, 32), mload(bytecode))
            }
        } else {
            bytes32 mixed = keccak256(abi.encodePacked(salt, initData));
            assembly ("memory-safe") {
                deployed := create2(0, add(bytecode, 32), mload(bytecode), mixed)
            }
        }
        if (deployed == address(0)) revert ContractDeploymentError(bytecode);
    }

    function needsActivation(bytes32 codehash) private view returns (bool) {
        try ARB_WASM.codehashVersion(codehash) returns (uint16 version) {
            return version != ARB_WASM.stylusVersion();
        } catch {
            return true;
        }
    }

    function refund(uint256 excess) private {
        if (excess == 0) return;
        (bool success,) = msg.sender.call{value: excess}("");
        if (!success) revert RefundExcessValueError(excess);
    }
}
