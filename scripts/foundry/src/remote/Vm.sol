// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// The cheatcodes of Foundry that this project uses.
interface Vm {
    struct Wallet { address addr; uint256 publicKeyX; uint256 publicKeyY; uint256 privateKey; }
    struct EthGetLogs { address emitter; bytes32[] topics; bytes data; bytes32 blockHash; uint64 blockNumber; bytes32 transactionHash; uint64 transactionIndex; uint256 logIndex; bool removed; }

    function allowCheatcodes(address account) external;
    function createSelectFork(string calldata url) external returns (uint256);
    function envOr(string calldata name, string calldata otherwise) external view returns (string memory);
    function envOr(string calldata name, string calldata delimiter, uint256[] calldata otherwise) external view returns (uint256[] memory);
    function eth_getLogs(uint256 fromBlock, uint256 toBlock, address target, bytes32[] calldata topics) external returns (EthGetLogs[] memory);
    function etch(address target, bytes calldata code) external;
    function exists(string calldata path) external view returns (bool);
    function deriveKey(string calldata mnemonic, uint32 index) external pure returns (uint256);
    function addr(uint256 key) external pure returns (address);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
    function label(address account, string calldata name) external;
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonAddressArray(string calldata json, string calldata key) external pure returns (address[] memory);
    function parseJsonKeys(string calldata json, string calldata key) external pure returns (string[] memory);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function prank(address sender) external;
    function projectRoot() external view returns (string memory);
    function readFile(string calldata path) external view returns (string memory);
    function rpc(string calldata method, string calldata params) external returns (bytes memory);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function startBroadcast() external;
    function startPrank(address sender) external;
    function stopBroadcast() external;
    function stopPrank() external;
    function toString(address value) external pure returns (string memory);
    function toString(bytes calldata value) external pure returns (string memory);
    function toString(uint256 value) external pure returns (string memory);
    function warp(uint256 timestamp) external;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
