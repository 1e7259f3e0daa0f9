//! The calls among the contracts.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::too_many_arguments
)]
use crate::oracle::OracleSnapshot;
use crate::trading::{MarginDistance, MarginFigures, PoolValue, TradeLine};
use runtime::sdk as stylus_sdk;
#[allow(unused_imports)]
use runtime::sdk::vec;
use runtime::words::Handed;

runtime::returned_structs!(
    OracleSnapshot,
    MarginDistance,
    MarginFigures,
    PoolValue,
    TradeLine
);

::stylus_sdk::prelude::sol_interface! {
    interface IOracle {
        function snapshot(uint64 settling) external view returns (OracleSnapshot);
        function observe(uint64 settling) external returns (OracleSnapshot);
        function expiryPrice(uint64 expiry) external view returns (uint128);
    }
    interface IRiskManager {
        function optionPricer() external view returns (address);
        function carryBps() external view returns (int128);
        function setting(bytes32 key) external view returns (uint256, uint256, uint256, uint8);
        function poolValue(bool leaving) external view returns (PoolValue);
        function preview((uint8,bool,uint128,uint128,uint64,uint128,uint64,uint128) market, (uint64,uint8,bool,uint128,int128,int128)[] legs) external view returns (TradeLine[]);
        function commit((uint8,bool,uint128,uint128,uint64,uint128,uint64,uint128) market, (uint64,uint8,bool,uint128,int128,int128)[] legs) external returns (TradeLine[]);
        function absorb((uint64,uint8,bool,uint128,int128,int128)[] legs) external;
        function settle(uint64 expiry, uint128 price) external returns (int128, uint128);
        function margin((uint8,bool,uint128,uint128,uint64,uint128,uint64,uint128) market, int128 cash, uint256[] positions) external view returns (Handed);
        function distance((uint8,bool,uint128,uint128,uint64,uint128,uint64,uint128) market, int128 cash, uint256[] positions) external view returns (Handed);
        function requireMargin((uint8,bool,uint128,uint128,uint64,uint128,uint64,uint128) market, int128 cash, uint256[] positions, bool closing, int128 cashBefore, uint256[] positionsBefore) external view;
    }
    interface ILiquidator {
        function market() external view returns (address);
        function healthOf(uint256 id) external view returns (MarginFigures);
    }
    interface IMarket {
        function asset() external view returns (address);
        function oracle() external view returns (address);
        function riskManager() external view returns (address);
        function vault() external view returns (address);
        function treasury() external view returns (address);
        function holdings(uint256 id) external view returns (int128, uint256[]);
        function closeOut(uint256 id, (uint64,uint8,uint128,int128)[] legs, int128 cost, bool forced) external;
        function handOver(uint256 from, uint256 to, (uint64,uint8,uint128,int128)[] legs, int128 cash, uint128 fromVault) external;
    }
    interface IVault {
        function asset() external view returns (address);
        function backing() external view returns (uint256);
        function collect(uint256 amount, uint256 spread, uint64 vestingSecs) external;
        function pay(uint256 amount, uint256 spread, uint64 vestingSecs) external;
        function payClaims(uint256 owed) external returns (uint256);
        function setShortfall(uint256 amount) external;
        function queue() external view returns (address);
        function stopLeaving(uint64 until) external;
        function convertToAssets(uint256 shares) external view returns (uint256);
        function maxRedeem(address owner) external view returns (uint256);
        function redeem(uint256 shares, address receiver, address owner) external returns (uint256);
    }
}
