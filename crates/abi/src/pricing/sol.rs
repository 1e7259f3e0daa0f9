//! The calls of the pricers.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::too_many_arguments
)]
use crate::pricing::{BookFigures, MarginDistance, MarginFigures, QuoteLine};
use runtime::sdk as stylus_sdk;
#[allow(unused_imports)]
use runtime::sdk::vec;
use runtime::words::Handed;

runtime::returned_structs!(BookFigures, MarginDistance, MarginFigures, QuoteLine);

::stylus_sdk::prelude::sol_interface! {
    interface IOptionPricer {
        function quoteMany((uint128,int128,uint128,uint128,int128,uint128,uint64,uint64,uint128,bool) market, (uint64,uint8,bool,uint128,int128)[] orders) external view returns (QuoteLine[]);
        function revalue((uint128,int128,uint64,uint64,uint128) market, (uint64,uint8,uint128,int128)[] legs, uint128[] spotFactors, uint128[] volFactors) external view returns (int128[]);
        function assess((uint128,int128,uint64,uint64,uint128) market, (uint64,uint8,uint128,int128)[] legs) external view returns (BookFigures, int128[]);
        function margin((uint128,int128,uint64,uint64,uint128,bool) market, int128 cash, (uint64,uint8,uint128,int128)[] legs) external view returns (Handed);
        function distance((uint128,int128,uint64,uint64,uint128,bool) market, int128 cash, (uint64,uint8,uint128,int128)[] legs) external view returns (Handed);
        function shortfall((uint128,int128,uint64,uint64,uint128,uint128) market, (uint64,uint8,uint128,int128)[] legs) external view returns (uint128, uint128);
        function estimate(uint128 leastDay, (int128,int128,int128,int128,int128,int128,int128,int128,int128,int128,uint128) figures) external view returns (uint128, uint128);
    }
    interface IOptionMath {
        function judge((uint64,uint64,int128,uint128,int128,int128,uint128) slice, (uint64,uint64,int128,uint128,int128,int128,uint128) earlier, (uint64,uint64,int128,uint128,int128,int128,uint128) later, uint128 lastVolatility, uint64 lastTimestamp) external view returns (uint128);
    }
}
