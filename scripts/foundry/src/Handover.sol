// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAuthority} from "strikepool/IAuthority.sol";

/// @title The first owner of an authority, for the length of a deployment.
/// @notice Wiring needs an owner, and a deployer's key should never be one. This contract owns the authority from its
/// first block; it lets the deployer wire and tighten in one transaction, in which it also offers ownership to the owner
/// that it was made for. After that it can do nothing any more, whether the offer is taken at once or later.
contract Handover {
    /// The only account that may complete the deployment.
    address public immutable deployer;
    /// To whom ownership is offered.
    address public immutable heir;
    /// Whether the deployment is complete: then nobody can do anything here.
    bool public done;

    /// Only the deployer completes.
    error HandoverNotDeployer(address caller);
    /// The deployment is complete.
    error HandoverDone();
    /// The authority is owned by somebody else.
    error HandoverNotOwner(address owner);
    /// The call of this place in the list was refused without a reason.
    error HandoverRefused(uint256 place);

    constructor(address deployer_, address heir_) {
        deployer = deployer_;
        heir = heir_;
    }

    /// @notice Sends the calls to the authority and offers it to its owner; all or nothing, once.
    /// @param authority The authority that this contract owns.
    /// @param calls Calldata of functions of the authority, in order. An offer of ownership among them is withdrawn by
    /// the one that follows.
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
