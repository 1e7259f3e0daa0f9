// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAuthority} from "strikepool/IAuthority.sol";

/// @title The owner of an authority during its deployment.
/// @notice Wiring needs an owner, and the key of a deployer should never be one. This contract owns the authority from
/// its first block. In one transaction the deployer wires and tightens, and the contract offers ownership to its heir.
/// After that it can do nothing, whether the heir accepts at once or later.
contract Handover {
    /// The only account that can complete the deployment.
    address public immutable deployer;
    /// The account that ownership is offered to.
    address public immutable heir;
    /// Whether the deployment is complete. Then this contract can do nothing.
    bool public done;

    /// Only the deployer completes.
    error HandoverNotDeployer(address caller);
    /// The deployment is complete.
    error HandoverDone();
    /// This contract does not own the authority.
    error HandoverNotOwner(address owner);
    /// The call at this place in the list failed without a reason.
    error HandoverRefused(uint256 place);

    constructor(address deployer_, address heir_) {
        deployer = deployer_;
        heir = heir_;
    }

    /// @notice Sends the calls to the authority and offers it to the heir. All or nothing, once.
    /// @param authority The authority that this contract owns.
    /// @param calls Calldata of functions of the authority, in order. The offer to the heir replaces an offer of
    /// ownership among them.
    function complete(IAuthority authority, bytes[] calldata calls) external {
        if (msg.sender != deployer) revert HandoverNotDeployer(msg.sender);
        if (done) revert HandoverDone();
        done = true;
        address owner = authority.owner();
        if (owner != address(this)) revert HandoverNotOwner(owner);
        for (uint256 place; place < calls.length; ++place) {
            (bool success, bytes memory reason) = address(authority).call(calls[place]);
            if (success) continue;
            if (reason.length == 0) revert HandoverRefused(place);
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
        authority.transferOwnership(heir);
    }
}
