//! The contracts' interfaces, made of the published ones.
#![allow(
    missing_docs,
    reason = "made of the published interfaces, which say it"
)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/IGoverned.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/ILens.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/ILiquidator.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IMarket.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IOptionPricer.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IOracle.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IPoolLens.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IRiskManager.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IVault.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IWatchlist.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/IWithdrawalQueue.sol"
);
sol! {
    /// The quote asset.
    #[sol(all_derives)]
    interface IErc20 {
        event Transfer(address indexed from, address indexed to, uint256 value);
        function symbol() external view returns (string memory);
        function decimals() external view returns (uint8);
        function balanceOf(address owner) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
    }

    /// A feed as Chainlink has it.
    #[sol(all_derives)]
    interface IFeed {
        function decimals() external view returns (uint8);
        function latestRoundData() external view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        function getRoundData(uint80 id) external view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }

    /// What signers of a surface sign.
    #[derive(Debug, PartialEq, Eq)]
    struct SurfacePost {
        bytes32 market;
        uint64 expiry;
        uint64 timestamp;
        int128 level;
        uint128 slope;
        int128 tilt;
        int128 shift;
        uint128 smoothness;
        uint64 nonce;
        uint64 deadline;
    }
}
