// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Handover} from "../src/Handover.sol";
import {Deployed} from "../src/remote/Deployed.sol";
import {vm} from "../src/remote/Vm.sol";

/// What a handover refuses, with the authority of a deployment that it does not own.
contract HandoverTest is Deployed {
    bool public constant IS_TEST = true;
    address private constant DEPLOYER = address(0xde91041e4);

    Handover private handover;

    function setUp() public {
        open();
        handover = new Handover(DEPLOYER, address(0xbe11));
    }

    function test_only_the_deployer_completes() external {
        try handover.complete(authority, new bytes[](0)) {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == Handover.HandoverNotDeployer.selector, "another reason");
        }
    }

    function test_an_authority_of_others_is_not_touched_and_does_not_use_it_up() external {
        address owner = authority.owner();
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(authority.transferOwnership, (DEPLOYER));
        vm.prank(DEPLOYER);
        try handover.complete(authority, calls) {
            revert("this was not refused");
        } catch (bytes memory reason) {
            require(bytes4(reason) == Handover.HandoverNotOwner.selector, "another reason");
        }
        require(!handover.done(), "it is used up");
        require(authority.owner() == owner && authority.pendingOwner() == address(0), "ownership moved");
    }
}
