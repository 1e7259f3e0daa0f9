//! `ArbOwner` (0x70): settings of the chain owners. Calls are free for owners.

use alloy::{
    primitives::{Address, Bytes, Log, U256},
    sol,
    sol_types::SolEvent,
};
use revm::context_interface::{ContextTr, JournalTr};
use stylus_machine::{COST_SCALAR_PERCENT, MIN_CACHED_GAS_UNIT, MIN_INIT_GAS_UNIT, StylusParams};

use super::{ARB_OWNER, Fault, Method, Session, set};
use crate::{
    arbos::storage::{Space, l1, l2, root},
    evm::Ctx,
};

sol! {
    function addChainOwner(address newOwner) external;
    function removeChainOwner(address ownerToRemove) external;
    function isChainOwner(address account) external view returns (bool);
    function getAllChainOwners() external view returns (address[]);
    function setL1PricePerUnit(uint256 pricePerUnit) external;
    function setL2BaseFee(uint256 priceInWei) external;
    function setMinimumL2BaseFee(uint256 priceInWei) external;
    function setSpeedLimit(uint64 limit) external;
    function setMaxTxGasLimit(uint64 limit) external;
    function setMaxBlockGasLimit(uint64 limit) external;
    function setL2GasPricingInertia(uint64 sec) external;
    function setL2GasBacklogTolerance(uint64 sec) external;
    function getNetworkFeeAccount() external view returns (address);
    function getInfraFeeAccount() external view returns (address);
    function setNetworkFeeAccount(address newNetworkFeeAccount) external;
    function setInfraFeeAccount(address newInfraFeeAccount) external;
    function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
    function setBrotliCompressionLevel(uint64 level) external;
    function setInkPrice(uint32 price) external;
    function setWasmMaxStackDepth(uint32 depth) external;
    function setWasmFreePages(uint16 pages) external;
    function setWasmPageGas(uint16 gas) external;
    function setWasmPageLimit(uint16 limit) external;
    function setWasmMaxSize(uint32 size) external;
    function setWasmMinInitGas(uint8 gas, uint16 cached) external;
    function setWasmInitCostScalar(uint64 percent) external;
    function setWasmExpiryDays(uint16 expiryDays) external;
    function setWasmKeepaliveDays(uint16 keepaliveDays) external;
    function setWasmBlockCacheSize(uint16 count) external;
    function addWasmCacheManager(address manager) external;
    function removeWasmCacheManager(address manager) external;
    function setMaxStylusContractFragments(uint8 maxFragments) external;
    function setWasmActivationGas(uint64 gas) external;

    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
    event ChainOwnerAdded(address indexed newOwner);
    event ChainOwnerRemoved(address indexed removedOwner);
}

/// Records an action of an owner.
pub(super) fn log_act(ctx: &mut Ctx, owner: Address, input: &Bytes) {
    let Some(selector) = input.first_chunk::<4>() else {
        return;
    };
    let event = OwnerActs {
        method: (*selector).into(),
        owner,
        data: input.clone(),
    };
    ctx.journal_mut().log(Log {
        address: ARB_OWNER,
        data: event.encode_log_data(),
    });
}

pub(super) fn methods() -> Vec<Method> {
    let mut all = owners();
    all.extend(pricing());
    all.extend(chain());
    all.extend(stylus());
    all
}

fn owners() -> Vec<Method> {
    vec![
        Method::write(|s, call: addChainOwnerCall| {
            set::OWNERS.add(s, call.newOwner)?;
            if s.ctx.chain.arbos.number() >= 60 {
                s.emit(&ChainOwnerAdded {
                    newOwner: call.newOwner,
                })?;
            }
            Ok(addChainOwnerReturn {})
        }),
        Method::write(|s, call: removeChainOwnerCall| {
            if !set::OWNERS.contains(s, call.ownerToRemove)? {
                return Err(Fault::quiet("tried to remove non-owner"));
            }
            set::OWNERS.remove(s, call.ownerToRemove)?;
            if s.ctx.chain.arbos.number() >= 60 {
                s.emit(&ChainOwnerRemoved {
                    removedOwner: call.ownerToRemove,
                })?;
            }
            Ok(removeChainOwnerReturn {})
        }),
        Method::view(|s, call: isChainOwnerCall| set::OWNERS.contains(s, call.account)),
        Method::view(|s, _: getAllChainOwnersCall| set::OWNERS.members(s)),
        Method::write(|s, call: addWasmCacheManagerCall| {
            set::CACHE_MANAGERS.add(s, call.manager)?;
            Ok(addWasmCacheManagerReturn {})
        }),
        Method::write(|s, call: removeWasmCacheManagerCall| {
            if !set::CACHE_MANAGERS.contains(s, call.manager)? {
                return Err(Fault::quiet("tried to remove non-manager"));
            }
            set::CACHE_MANAGERS.remove(s, call.manager)?;
            Ok(removeWasmCacheManagerReturn {})
        }),
    ]
}

fn pricing() -> Vec<Method> {
    vec![
        Method::write(|s, call: setL1PricePerUnitCall| {
            s.write(
                Space::l1_pricing().field(l1::PRICE_PER_UNIT),
                call.pricePerUnit,
            )?;
            Ok(setL1PricePerUnitReturn {})
        }),
        Method::write(|s, call: setL2BaseFeeCall| {
            s.write(Space::l2_pricing().field(l2::BASE_FEE), call.priceInWei)?;
            Ok(setL2BaseFeeReturn {})
        }),
        Method::write(|s, call: setMinimumL2BaseFeeCall| {
            if s.ctx.chain.is_simulated() && call.priceInWei.is_zero() {
                return Err(Fault::quiet("minimum base fee must be nonzero"));
            }
            s.write(Space::l2_pricing().field(l2::MIN_BASE_FEE), call.priceInWei)?;
            Ok(setMinimumL2BaseFeeReturn {})
        }),
        Method::write(|s, call: setSpeedLimitCall| {
            set_nonzero(
                s,
                l2::SPEED_LIMIT,
                call.limit,
                "speed limit must be nonzero",
            )?;
            Ok(setSpeedLimitReturn {})
        }),
        Method::write(|s, call: setL2GasPricingInertiaCall| {
            set_nonzero(s, l2::INERTIA, call.sec, "price inertia must be nonzero")?;
            Ok(setL2GasPricingInertiaReturn {})
        }),
        Method::write(|s, call: setL2GasBacklogToleranceCall| {
            set_l2(s, l2::TOLERANCE, call.sec)?;
            Ok(setL2GasBacklogToleranceReturn {})
        }),
        Method::write(|s, call: setMaxTxGasLimitCall| {
            let field = if s.ctx.chain.arbos.number() < 50 {
                l2::BLOCK_GAS_LIMIT
            } else {
                l2::TX_GAS_LIMIT
            };
            set_l2(s, field, call.limit)?;
            Ok(setMaxTxGasLimitReturn {})
        }),
        Method::write(|s, call: setMaxBlockGasLimitCall| {
            set_l2(s, l2::BLOCK_GAS_LIMIT, call.limit)?;
            Ok(setMaxBlockGasLimitReturn {})
        })
        .since(50),
    ]
}

fn chain() -> Vec<Method> {
    vec![
        Method::view(|s, _: getNetworkFeeAccountCall| {
            s.read_address(Space::ROOT.field(root::NETWORK_FEE_ACCOUNT))
        }),
        Method::view(|s, _: getInfraFeeAccountCall| {
            s.read_address(Space::ROOT.field(root::INFRA_FEE_ACCOUNT))
        }),
        Method::write(|s, call: setNetworkFeeAccountCall| {
            let slot = Space::ROOT.field(root::NETWORK_FEE_ACCOUNT);
            s.write_address(slot, call.newNetworkFeeAccount)?;
            Ok(setNetworkFeeAccountReturn {})
        }),
        Method::write(|s, call: setInfraFeeAccountCall| {
            let slot = Space::ROOT.field(root::INFRA_FEE_ACCOUNT);
            s.write_address(slot, call.newInfraFeeAccount)?;
            Ok(setInfraFeeAccountReturn {})
        }),
        Method::write(|s, call: scheduleArbOSUpgradeCall| {
            let version = U256::from(call.newVersion);
            s.write(Space::ROOT.field(root::UPGRADE_VERSION), version)?;
            s.write(
                Space::ROOT.field(root::UPGRADE_TIME),
                U256::from(call.timestamp),
            )?;
            Ok(scheduleArbOSUpgradeReturn {})
        }),
        Method::write(|s, call: setBrotliCompressionLevelCall| {
            s.write(
                Space::ROOT.field(root::BROTLI_LEVEL),
                U256::from(call.level),
            )?;
            Ok(setBrotliCompressionLevelReturn {})
        }),
        Method::write(|s, call: setWasmActivationGasCall| {
            s.write(Space::activation_gas().field(0), U256::from(call.gas))?;
            Ok(setWasmActivationGasReturn {})
        })
        .since(60),
    ]
}

fn stylus() -> Vec<Method> {
    vec![
        Method::write(|s, call: setInkPriceCall| {
            if call.price == 0 || call.price >= 1 << 24 {
                return Err(Fault::quiet("ink price must be a positive uint24"));
            }
            change(s, |p| p.ink_price = call.price)?;
            Ok(setInkPriceReturn {})
        }),
        Method::write(|s, call: setWasmMaxStackDepthCall| {
            change(s, |p| p.max_stack_depth = call.depth)?;
            Ok(setWasmMaxStackDepthReturn {})
        }),
        Method::write(|s, call: setWasmFreePagesCall| {
            change(s, |p| p.free_pages = call.pages)?;
            Ok(setWasmFreePagesReturn {})
        }),
        Method::write(|s, call: setWasmPageGasCall| {
            change(s, |p| p.page_gas = call.gas)?;
            Ok(setWasmPageGasReturn {})
        }),
        Method::write(|s, call: setWasmPageLimitCall| {
            change(s, |p| p.page_limit = call.limit)?;
            Ok(setWasmPageLimitReturn {})
        }),
        Method::write(|s, call: setWasmMaxSizeCall| {
            change(s, |p| p.max_wasm_size = call.size)?;
            Ok(setWasmMaxSizeReturn {})
        })
        .since(40),
        Method::write(|s, call: setWasmMinInitGasCall| {
            change(s, |p| {
                p.min_init_gas = units(u64::from(call.gas), MIN_INIT_GAS_UNIT);
                p.min_cached_init_gas = units(u64::from(call.cached), MIN_CACHED_GAS_UNIT);
            })?;
            Ok(setWasmMinInitGasReturn {})
        }),
        Method::write(|s, call: setWasmInitCostScalarCall| {
            change(s, |p| {
                p.init_cost_scalar = units(call.percent, COST_SCALAR_PERCENT);
            })?;
            Ok(setWasmInitCostScalarReturn {})
        }),
        Method::write(|s, call: setWasmExpiryDaysCall| {
            change(s, |p| p.expiry_days = call.expiryDays)?;
            Ok(setWasmExpiryDaysReturn {})
        }),
        Method::write(|s, call: setWasmKeepaliveDaysCall| {
            change(s, |p| p.keepalive_days = call.keepaliveDays)?;
            Ok(setWasmKeepaliveDaysReturn {})
        }),
        Method::write(|s, call: setWasmBlockCacheSizeCall| {
            change(s, |p| p.block_cache_size = call.count)?;
            Ok(setWasmBlockCacheSizeReturn {})
        }),
        Method::write(|s, call: setMaxStylusContractFragmentsCall| {
            change(s, |p| p.max_fragments = call.maxFragments)?;
            Ok(setMaxStylusContractFragmentsReturn {})
        })
        .since(60),
    ]
}

fn change(s: &mut Session<'_>, edit: impl FnOnce(&mut StylusParams)) -> Result<(), Fault> {
    let mut params = s.params()?;
    edit(&mut params);
    s.save_params(&params)
}

/// How many units cover the amount, rounded up; saturates.
fn units(amount: u64, unit: u64) -> u8 {
    u8::try_from(amount.div_ceil(unit)).unwrap_or(u8::MAX)
}

fn set_l2(s: &mut Session<'_>, field: u64, value: u64) -> Result<(), Fault> {
    s.write(Space::l2_pricing().field(field), U256::from(value))
}

fn set_nonzero(s: &mut Session<'_>, field: u64, value: u64, refusal: &str) -> Result<(), Fault> {
    if value == 0 {
        return Err(Fault::quiet(refusal));
    }
    set_l2(s, field, value)
}
