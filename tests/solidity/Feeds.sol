// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
// Makes forge compile Chainlink's own aggregator for tests; nothing is added to it.
import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";

/// A feed that stands before one aggregator after another, as a proxy does: each is a phase, and a round's number is
/// the phase in the high bits and the aggregator's own number in the low 64.
contract PhasedFeed {
    uint16 public phase;
    mapping(uint16 => AggregatorV3Interface) public aggregators;

    function follow(AggregatorV3Interface aggregator) external {
        phase += 1;
        aggregators[phase] = aggregator;
    }

    function decimals() external view returns (uint8) {
        return aggregators[phase].decimals();
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        (uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) =
            aggregators[phase].latestRoundData();
        return (numbered(phase, id), answer, started, updated, numbered(phase, answeredIn));
    }

    function getRoundData(uint80 roundId) external view returns (uint80, int256, uint256, uint256, uint80) {
        uint16 asked = uint16(roundId >> 64);
        (uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) =
            aggregators[asked].getRoundData(uint64(roundId));
        return (numbered(asked, id), answer, started, updated, numbered(asked, answeredIn));
    }

    function numbered(uint16 asked, uint80 id) private pure returns (uint80) {
        return uint80(asked) << 64 | id;
    }
}

/// A feed that answers word for word what it was told to.
contract ScriptedFeed {
    uint8 public decimals;
    uint80 public latest;
    mapping(uint80 => bytes) public answers;

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function setDecimals(uint8 decimals_) external {
        decimals = decimals_;
    }

    function setRound(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external {
        answers[id] = abi.encode(id, answer, started, updated, answeredIn);
        latest = id;
    }

    /// Any bytes at all; none for a round that reverts.
    function setBytes(uint80 id, bytes calldata answer) external {
        answers[id] = answer;
        latest = id;
    }

    function setLatest(uint80 id) external {
        latest = id;
    }

    function latestRoundData() external view {
        say(latest);
    }

    function getRoundData(uint80 id) external view {
        say(id);
    }

    function say(uint80 id) private view {
        bytes memory answer = answers[id];
        require(answer.length > 0, "No data present");
        assembly {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// A feed that means harm: it answers every call in one way.
contract HostileFeed {
    enum Way {
        Reverts,
        RevertsAtLength,
        SaysNothing,
        SaysTooLittle,
        SaysOneWordTooMuch,
        SaysGarbage,
        SaysEndlessly,
        BurnsAllGas
    }

    Way private way;

    constructor(Way way_) {
        way = way_;
    }

    fallback() external {
        Way how = way;
        if (how == Way.Reverts) revert("no");
        if (how == Way.BurnsAllGas) while (true) {}
        uint256 length = 160;
        if (how == Way.SaysNothing) length = 0;
        if (how == Way.SaysTooLittle) length = 159;
        if (how == Way.SaysOneWordTooMuch) length = 192;
        if (how == Way.SaysEndlessly || how == Way.RevertsAtLength) length = 150_000;
        if (how == Way.SaysGarbage) {
            assembly {
                for { let i := 0 } lt(i, 160) { i := add(i, 32) } { mstore(i, not(0)) }
                return(0, 160)
            }
        }
        // What would be a good round if it ended where one ends.
        assembly {
            mstore(0, 1)
            mstore(32, 200000000000)
            mstore(64, timestamp())
            mstore(96, timestamp())
            mstore(128, 1)
            if eq(how, 1) { revert(0, length) }
            return(0, length)
        }
    }
}
