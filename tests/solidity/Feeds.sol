// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

// Makes forge compile Chainlink's own aggregator for tests; nothing is added to it.
import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";
