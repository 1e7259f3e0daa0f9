//! `ArbGasInfo` (0x6c): prices and limits.

use alloy::{primitives::U256, sol};

use super::{Fault, Method, Session};
use crate::arbos::storage::{Space, l1, l2};

sol! {
    function getPricesInWei() external view returns (uint256 perL2Tx, uint256 perL1CalldataByte, uint256 perStorage, uint256 perArbGasBase, uint256 perArbGasCongestion, uint256 perArbGasTotal);
    function getPricesInWeiWithAggregator(address aggregator) external view returns (uint256 perL2Tx, uint256 perL1CalldataByte, uint256 perStorage, uint256 perArbGasBase, uint256 perArbGasCongestion, uint256 perArbGasTotal);
    function getPricesInArbGas() external view returns (uint256 perL2Tx, uint256 perL1CalldataByte, uint256 perStorage);
    function getPricesInArbGasWithAggregator(address aggregator) external view returns (uint256 perL2Tx, uint256 perL1CalldataByte, uint256 perStorage);
    function getGasAccountingParams() external view returns (uint256 speedLimitPerSecond, uint256 gasPoolMax, uint256 maxTxGasLimit);
    function getMinimumGasPrice() external view returns (uint256);
    function getL1BaseFeeEstimate() external view returns (uint256);
    function getL1GasPriceEstimate() external view returns (uint256);
    function getCurrentTxL1GasFees() external view returns (uint256);
    function getGasBacklog() external view returns (uint64);
    function getPricingInertia() external view returns (uint64);
    function getGasBacklogTolerance() external view returns (uint64);
    function getMaxTxGasLimit() external view returns (uint256);
    function getMaxBlockGasLimit() external view returns (uint64);
}

/// Gas of writing a new storage slot.
const STORAGE_GAS: u64 = 20_000;
/// L1 gas of a byte of calldata.
const L1_CALLDATA_GAS: u64 = 16;
/// Bytes of calldata that a simple transaction is taken to have.
const SIMPLE_TX_BYTES: u64 = 140;

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, _: getPricesInWeiCall| prices_in_wei(s)),
        Method::view(|s, _: getPricesInWeiWithAggregatorCall| {
            let p = prices_in_wei(s)?;
            Ok(getPricesInWeiWithAggregatorReturn {
                perL2Tx: p.perL2Tx,
                perL1CalldataByte: p.perL1CalldataByte,
                perStorage: p.perStorage,
                perArbGasBase: p.perArbGasBase,
                perArbGasCongestion: p.perArbGasCongestion,
                perArbGasTotal: p.perArbGasTotal,
            })
        }),
        Method::view(|s, _: getPricesInArbGasCall| {
            let (per_tx, per_byte) = prices_in_gas(s)?;
            Ok(getPricesInArbGasReturn {
                perL2Tx: per_tx,
                perL1CalldataByte: per_byte,
                perStorage: U256::from(STORAGE_GAS),
            })
        }),
        Method::view(|s, _: getPricesInArbGasWithAggregatorCall| {
            let (per_tx, per_byte) = prices_in_gas(s)?;
            Ok(getPricesInArbGasWithAggregatorReturn {
                perL2Tx: per_tx,
                perL1CalldataByte: per_byte,
                perStorage: U256::from(STORAGE_GAS),
            })
        }),
        Method::view(|s, _: getGasAccountingParamsCall| {
            let speed = s.read(Space::l2_pricing().field(l2::SPEED_LIMIT))?;
            let block = s.read(Space::l2_pricing().field(l2::BLOCK_GAS_LIMIT))?;
            Ok(getGasAccountingParamsReturn {
                speedLimitPerSecond: speed,
                gasPoolMax: block,
                maxTxGasLimit: block,
            })
        }),
        Method::view(|s, _: getMinimumGasPriceCall| {
            s.read(Space::l2_pricing().field(l2::MIN_BASE_FEE))
        }),
        Method::view(|s, _: getL1BaseFeeEstimateCall| {
            s.read(Space::l1_pricing().field(l1::PRICE_PER_UNIT))
        }),
        Method::view(|s, _: getL1GasPriceEstimateCall| {
            s.read(Space::l1_pricing().field(l1::PRICE_PER_UNIT))
        }),
        // The price of L1 data is zero on a development node, so no transaction pays any.
        Method::view(|_, _: getCurrentTxL1GasFeesCall| Ok(U256::ZERO)),
        Method::view(|s, _: getGasBacklogCall| s.read_u64(Space::l2_pricing().field(l2::BACKLOG))),
        Method::view(|s, _: getPricingInertiaCall| {
            s.read_u64(Space::l2_pricing().field(l2::INERTIA))
        }),
        Method::view(|s, _: getGasBacklogToleranceCall| {
            s.read_u64(Space::l2_pricing().field(l2::TOLERANCE))
        }),
        Method::view(|s, _: getMaxTxGasLimitCall| {
            s.read(Space::l2_pricing().field(l2::TX_GAS_LIMIT))
        })
        .since(50),
        Method::view(|s, _: getMaxBlockGasLimitCall| {
            s.read_u64(Space::l2_pricing().field(l2::BLOCK_GAS_LIMIT))
        })
        .since(50),
    ]
}

fn l1_price_per_byte(s: &mut Session<'_>) -> Result<U256, Fault> {
    let unit = s.read(Space::l1_pricing().field(l1::PRICE_PER_UNIT))?;
    Ok(unit.saturating_mul(U256::from(L1_CALLDATA_GAS)))
}

fn prices_in_wei(s: &mut Session<'_>) -> Result<getPricesInWeiReturn, Fault> {
    let per_byte = l1_price_per_byte(s)?;
    let total = U256::from(s.ctx.chain.base_fee_wei);
    let base = s
        .read(Space::l2_pricing().field(l2::MIN_BASE_FEE))?
        .min(total);
    Ok(getPricesInWeiReturn {
        perL2Tx: per_byte.saturating_mul(U256::from(SIMPLE_TX_BYTES)),
        perL1CalldataByte: per_byte,
        perStorage: total.saturating_mul(U256::from(STORAGE_GAS)),
        perArbGasBase: base,
        perArbGasCongestion: total - base,
        perArbGasTotal: total,
    })
}

/// Gas of a simple transaction's data, and of one byte.
fn prices_in_gas(s: &mut Session<'_>) -> Result<(U256, U256), Fault> {
    let per_byte = l1_price_per_byte(s)?;
    let per_tx = per_byte.saturating_mul(U256::from(SIMPLE_TX_BYTES));
    let price = U256::from(s.ctx.chain.base_fee_wei);
    let in_gas = |wei: U256| wei.checked_div(price).unwrap_or_default();
    Ok((in_gas(per_tx), in_gas(per_byte)))
}
