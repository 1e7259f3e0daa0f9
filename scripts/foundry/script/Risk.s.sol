// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPoolLens} from "strikepool/IPoolLens.sol";
import {Console} from "../src/remote/Console.sol";
import {Story} from "./Story.sol";

/// @notice The value and risk of the pool, in one call: `run()`.
contract Risk is Story {
    function run() external view {
        (
            IPoolLens.PoolState memory state,
            IPoolLens.PoolMoney memory money,
            IPoolLens.PoolRisks memory risks,
            IPoolLens.PoolQueue memory queue,
            IPoolLens.PoolExpiry[] memory expiries,
            int128[] memory scenarios
        ) = poolLens.pool(address(market));
        sayWad("spot", int256(uint256(state.spot)));
        say("assets", money.assets);
        say("a whole share", money.sharePrice);
        say("may leave now", money.withdrawable);
        say("waits in the queue", queue.waitingAssets);
        limited("vega, a vol point", risks.vega < 0 ? -int256(risks.vega) : int256(risks.vega), risks.vegaMax);
        limited("delta times spot", int256(uint256(risks.deltaUsed)), risks.deltaMax);
        limited("loss at 10% of the spot", int256(uint256(risks.tenPercent)), risks.tenPercentMax);
        limited("loss in the worst scenario", int256(uint256(risks.worst)), risks.worstMax);
        limited("expected shortfall of a day", int256(uint256(risks.shortfall)), risks.shortfallMax);
        sayWad("value at risk of a day", int256(uint256(risks.valueAtRisk)));
        Console.amount("expiries", expiries.length, 0);
        Console.amount("scenarios", scenarios.length, 0);
    }

    function limited(string memory label, int256 value, uint128 max) private view {
        Console.amount(string.concat(label, ":"), value, 18);
        Console.amount("    of", max, 18);
    }
}
