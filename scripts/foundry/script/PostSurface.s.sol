// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOptionPricer} from "strikepool/IOptionPricer.sol";
import {Console} from "../src/remote/Console.sol";
import {vm} from "../src/remote/Vm.sol";
import {Story} from "./Story.sol";

/// @notice Signers sign a volatility surface, and anyone posts it: `run(uint64,uint256)` with an expiry and the
/// volatility at the money in basis points.
///
/// SIGNER_KEYS has the keys of the signers, separated by commas. On a development deployment the default is their public
/// keys of the test mnemonic.
contract PostSurface is Story {
    uint256 private constant WAD = 1e18;
    uint256 private constant YEAR = 365 days;
    /// The width of the smile around its middle, in log-moneyness.
    uint256 private constant SMOOTHNESS = 4 * WAD / 10;

    /// There are fewer keys than the quorum.
    error TooFewKeys(uint256 given, uint256 quorum);
    /// The expiry is past.
    error ExpiryPast(uint64 expiry);
    /// The surface breaks a condition. The pricer recorded that, and nothing opens on the expiry.
    error SurfaceRefused();

    function run(uint64 expiry, uint256 volatilityBps) external {
        IOptionPricer.SviSlice memory slice = smile(expiry, volatilityBps);
        // Reverts with the broken condition before anything is signed.
        uint256 atTheMoney = optionPricer.checkSurface(slice);
        (,, uint64 nonce,) = optionPricer.surface(expiry);
        uint64 deadline = uint64(block.timestamp) + 1 hours;
        bytes memory signatures = signed(optionPricer.surfaceDigest(slice, nonce, deadline));
        vm.startBroadcast();
        bool accepted = optionPricer.postSurface(slice, nonce, deadline, signatures);
        vm.stopBroadcast();
        if (!accepted) revert SurfaceRefused();
        Console.amount("posted, volatility at the money", atTheMoney, 18);
    }

    /// A smile with this volatility in the middle. Level is 80% of the variance, curvature the rest. Lower strikes are
    /// dearer than higher ones.
    function smile(uint64 expiry, uint256 volatilityBps) private view returns (IOptionPricer.SviSlice memory) {
        if (expiry <= block.timestamp) revert ExpiryPast(expiry);
        uint256 volatility = volatilityBps * WAD / 10_000;
        uint256 variance = volatility * volatility / WAD * (expiry - block.timestamp) / YEAR;
        return IOptionPricer.SviSlice({
            expiry: expiry,
            timestamp: uint64(block.timestamp),
            level: SafeCast.toInt128(int256(variance * 8 / 10)),
            slope: SafeCast.toUint128(variance * 2 / 10 * WAD / SMOOTHNESS),
            tilt: -int128(int256(WAD / 5)),
            shift: 0,
            smoothness: uint128(SMOOTHNESS)
        });
    }

    /// Seat, v, r, s of each signer up to the quorum, in the order of their seats.
    function signed(bytes32 digest) private view returns (bytes memory packed) {
        uint256[] memory keys = signerKeys();
        uint256 count;
        for (uint8 seat; seat < signers.length && count < quorum; ++seat) {
            for (uint256 i; i < keys.length; ++i) {
                if (vm.addr(keys[i]) != signers[seat]) continue;
                (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[i], digest);
                packed = abi.encodePacked(packed, seat, v, r, s);
                ++count;
            }
        }
        if (count < quorum) revert TooFewKeys(count, quorum);
    }

    function signerKeys() private view returns (uint256[] memory) {
        uint256[] memory known;
        if (bytes(mnemonic).length > 0) {
            known = new uint256[](3);
            for (uint32 i; i < 3; ++i) known[i] = vm.deriveKey(mnemonic, 7 + i);
        }
        return vm.envOr("SIGNER_KEYS", ",", known);
    }
}
