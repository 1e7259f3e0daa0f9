// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAccess} from "./IAccess.sol";

/// Deployed with constructor(address owner, address guardian).
interface IOptionPricer is IAccess {
}
