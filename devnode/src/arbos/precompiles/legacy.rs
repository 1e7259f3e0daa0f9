//! Precompiles that hardly anything uses any more, and which Nitro keeps for old contracts:
//! `ArbFunctionTable` (0x68), `ArbosTest` (0x69), `ArbStatistics` (0x6f).

use alloy::{primitives::U256, sol};

use super::{Fault, Method};

mod function_table {
    alloy::sol! {
        function upload(bytes buf) external;
        function size(address addr) external view returns (uint256);
        function get(address addr, uint256 index) external view returns (uint256, bool, uint256);
    }
}

sol! {
    function burnArbGas(uint256 gasAmount) external pure;
    function getStats() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
}

/// Tables cannot be filled: every one is empty.
pub(super) fn function_table() -> Vec<Method> {
    use function_table::{getCall, sizeCall, uploadCall, uploadReturn};
    vec![
        Method::write(|_, _: uploadCall| Ok(uploadReturn {})),
        Method::view(|_, _: sizeCall| Ok(U256::ZERO)),
        Method::view(|_, _: getCall| Err(Fault::quiet("table is empty"))),
    ]
}

pub(super) fn test() -> Vec<Method> {
    vec![Method::pure(|s, call: burnArbGasCall| {
        let gas = u64::try_from(call.gasAmount).map_err(|_| Fault::quiet("not a uint64"))?;
        // Burning more gas than there is takes all of it.
        let _enough = s.burn(gas);
        Ok(burnArbGasReturn {})
    })]
}

/// The number of the block, and zeros for the figures of the chain before Nitro.
pub(super) fn statistics() -> Vec<Method> {
    vec![Method::view(|s, _: getStatsCall| {
        Ok(getStatsReturn {
            _0: U256::from(s.ctx.chain.number),
            _1: U256::ZERO,
            _2: U256::ZERO,
            _3: U256::ZERO,
            _4: U256::ZERO,
            _5: U256::ZERO,
        })
    })]
}
