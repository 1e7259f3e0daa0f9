//! The published interfaces of the contracts, typed: calls, structs, errors and events of `abi/*.sol`, a module each.
//!
//! The interfaces document amounts, prices and rounding. The other types here are not part of a published interface:
//! the message that signers of a surface sign, and the functions of the asset and of price feeds that are used.
#![allow(
    missing_docs,
    reason = "generated from the published interfaces, which have the docs"
)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../IAuthority.sol"
);
sol!(
    #[sol(all_derives)]
    "../IGoverned.sol"
);
sol!(
    #[sol(all_derives)]
    "../ILens.sol"
);
sol!(
    #[sol(all_derives)]
    "../ILiquidator.sol"
);
sol!(
    #[sol(all_derives)]
    "../IMarket.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionBook.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionMargin.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionMath.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionPricer.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionQuoter.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOptionTail.sol"
);
sol!(
    #[sol(all_derives)]
    "../IOracle.sol"
);
sol!(
    #[sol(all_derives)]
    "../IPoolLens.sol"
);
sol!(
    #[sol(all_derives)]
    "../IRiskManager.sol"
);
sol!(
    #[sol(all_derives)]
    "../IVault.sol"
);
sol!(
    #[sol(all_derives)]
    "../IWatchlist.sol"
);
sol!(
    #[sol(all_derives)]
    "../IWithdrawalQueue.sol"
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
        function transfer(address to, uint256 amount) external returns (bool);
    }

    /// A Chainlink price feed.
    #[sol(all_derives)]
    interface IFeed {
        function decimals() external view returns (uint8);
        function latestRoundData() external view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
        function getRoundData(uint80 id) external view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
    }

    /// The message that signers of a surface sign.
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
