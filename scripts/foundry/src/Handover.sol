// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAuthority} from "strikepool/IAuthority.sol";

/// @title The first owner of an authority, during a deployment.
/// @notice Wiring needs an owner, and a deployer's key should never be one. This contract owns the authority from its
/// first block. It lets the deployer wire and tighten in one transaction, in which it also offers ownership to the
/// owner that it was made for. After that it has no function left, whether the offer is accepted at once or later.
contract Handover {
    /// The only account that may complete the deployment.
    address public immutable deployer;
    /// The account that ownership is offered to.
    address public immutable heir;
    /// Whether the deployment is complete: then this contract has no function left.
    bool public done;

    /// Only the deployer may complete the deployment.
    error HandoverNotDeployer(address caller);
    /// The deployment is complete.
    error HandoverDone();
    /// Another account owns the authority.
    error HandoverNotOwner(address owner);
    /// The call at this index of the list was refused without a reason.
    error HandoverRefused(uint256 place);

    constructor(address deployer_, address heir_) {
        deployer = deployer_;
        heir = heir_;
    }

    /// @notice Sends the calls to the authority and offers ownership of it; all or nothing, and only once.
    /// @param authority The authority that this contract owns.
    /// @param calls Calldata of functions of the authority, in order. An offer of ownership among them is replaced
    /// by the final offer.
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
