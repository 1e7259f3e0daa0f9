//! Ink prices: of instructions and of what host functions do.

use wasmparser::Operator;

use crate::validate::Signatures;

/// Ink for checking the meter at the start of each basic block.
pub(crate) const BLOCK_HEADER: u64 = 2_450;
/// Ink for each byte that `memory.fill` or `memory.copy` moves, on top of the instruction's price.
pub(crate) const BULK_BYTE: i64 = 100;

/// Ink of an instruction. What no program may reach costs `u64::MAX`.
pub(crate) fn instruction(operator: &Operator<'_>, signatures: &Signatures) -> u64 {
    match operator {
        Operator::BrTable { targets } => 2_400 + 325 * u64::from(targets.len()),
        Operator::CallIndirect { type_index, .. } => {
            13_610 + 650 * signatures.parameters_of_type(*type_index) as u64
        }
        other => control(other)
            .or_else(|| memory(other))
            .or_else(|| word32(other))
            .or_else(|| word64(other))
            .unwrap_or(u64::MAX),
    }
}

fn control(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::Unreachable
        | O::Return
        | O::Nop
        | O::I32Const { .. }
        | O::I64Const { .. }
        | O::Block { .. }
        | O::Loop { .. }
        | O::Else
        | O::End => 1,
        O::Drop => 9,
        O::Br { .. } | O::BrIf { .. } | O::If { .. } => 765,
        O::Select => 1_250,
        O::Call { .. } => 3_800,
        O::LocalGet { .. } | O::LocalTee { .. } => 75,
        O::LocalSet { .. } => 210,
        O::GlobalGet { .. } => 225,
        O::GlobalSet { .. } => 575,
        _ => return None,
    })
}

fn memory(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::I32Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. } => 670,
        O::I64Load { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. }
        | O::I64Load32S { .. }
        | O::I64Load32U { .. } => 680,
        O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => 825,
        O::I64Store { .. }
        | O::I64Store8 { .. }
        | O::I64Store16 { .. }
        | O::I64Store32 { .. }
        | O::MemoryCopy { .. }
        | O::MemoryFill { .. } => 950,
        O::MemorySize { .. } => 3_000,
        O::MemoryGrow { .. } => 8_050,
        _ => return None,
    })
}

fn word32(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::I32Eqz
        | O::I32Eq
        | O::I32Ne
        | O::I32LtS
        | O::I32LtU
        | O::I32GtS
        | O::I32GtU
        | O::I32LeS
        | O::I32LeU
        | O::I32GeS
        | O::I32GeU => 170,
        O::I32Clz | O::I32Ctz => 210,
        O::I32Add
        | O::I32Sub
        | O::I32And
        | O::I32Or
        | O::I32Xor
        | O::I32Shl
        | O::I32ShrS
        | O::I32ShrU
        | O::I32Rotl
        | O::I32Rotr => 70,
        O::I32Mul => 160,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 1_120,
        O::I32Popcnt => 2_650,
        O::I32WrapI64 | O::I32Extend8S | O::I32Extend16S => 100,
        _ => return None,
    })
}

fn word64(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::I64Eqz
        | O::I64Eq
        | O::I64Ne
        | O::I64LtS
        | O::I64LtU
        | O::I64GtS
        | O::I64GtU
        | O::I64LeS
        | O::I64LeU
        | O::I64GeS
        | O::I64GeU => 225,
        O::I64Clz | O::I64Ctz => 210,
        O::I64Add
        | O::I64Sub
        | O::I64And
        | O::I64Or
        | O::I64Xor
        | O::I64Shl
        | O::I64ShrS
        | O::I64ShrU
        | O::I64Rotl
        | O::I64Rotr
        | O::I64ExtendI32S
        | O::I64ExtendI32U
        | O::I64Extend8S
        | O::I64Extend16S
        | O::I64Extend32S => 100,
        O::I64Mul => 160,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 1_270,
        O::I64Popcnt => 6_000,
        _ => return None,
    })
}

/// Ink of each host function before what depends on its arguments.
pub(crate) mod hostio {
    /// Every host function.
    pub(crate) const BASE: u64 = 8_400;
    const POINTER: u64 = 5_040;
    /// A request to the chain.
    pub(crate) const EVM_API: u64 = 59_673;
    const DIVISION: u64 = 20_000;

    /// One fixed-size value written to the guest.
    pub(crate) const VALUE: u64 = BASE + POINTER;
    pub(crate) const STORAGE_LOAD: u64 = BASE + 2 * POINTER;
    pub(crate) const STORAGE_CACHE: u64 = BASE + 2 * POINTER;
    pub(crate) const STORAGE_FLUSH: u64 = BASE + EVM_API;
    pub(crate) const TRANSIENT: u64 = BASE + 2 * POINTER + EVM_API;
    pub(crate) const CALL: u64 = BASE + 3 * POINTER + EVM_API;
    pub(crate) const CREATE: u64 = BASE + 3 * POINTER + EVM_API;
    pub(crate) const CREATE2: u64 = BASE + 4 * POINTER + EVM_API;
    pub(crate) const READ_RETURN_DATA: u64 = BASE + EVM_API;
    pub(crate) const EMIT_LOG: u64 = BASE + EVM_API;
    pub(crate) const ACCOUNT_WORD: u64 = BASE + 2 * POINTER + EVM_API;
    pub(crate) const ACCOUNT_CODE: u64 = BASE + EVM_API;
    pub(crate) const DIV_OR_MOD: u64 = BASE + 3 * POINTER + DIVISION;
    pub(crate) const POW: u64 = BASE + 3 * POINTER;
    pub(crate) const ADD_MOD: u64 = BASE + 4 * POINTER + 21_000;
    pub(crate) const MUL_MOD: u64 = BASE + 4 * POINTER + 24_100;

    /// Writing bytes to the guest's memory.
    pub(crate) const fn write(bytes: u32) -> u64 {
        5_040 + 30 * bytes.saturating_sub(32) as u64
    }

    /// Reading bytes from the guest's memory.
    pub(crate) const fn read(bytes: u32) -> u64 {
        16_381 + 55 * bytes.saturating_sub(32) as u64
    }

    /// Hashing bytes, all included.
    pub(crate) const fn keccak(bytes: u32) -> u64 {
        121_800 + 21_000 * bytes.div_ceil(32).saturating_sub(2) as u64
    }

    /// Raising to a power whose exponent begins with that many zero bytes, of 32.
    pub(crate) const fn exponent(leading_zero_bytes: u32) -> u64 {
        3_000 + 17_500 * (33 - leading_zero_bytes as u64)
    }
}

/// EVM gas that host functions charge, or need without charging it.
pub(crate) mod gas {
    /// Cold SLOAD, needed for any storage load.
    pub(crate) const COLD_SLOAD: u64 = 2_100;
    /// Highest price of an access to the storage cache.
    pub(crate) const CACHE_ACCESS: u64 = 10;
    /// Gas without which a store or flush is refused, as by the EVM's SSTORE.
    pub(crate) const SSTORE_SENTRY: u64 = 2_300;
    /// TLOAD and TSTORE.
    pub(crate) const TRANSIENT: u64 = 100;
    /// Cold account access, needed for any account query.
    pub(crate) const COLD_ACCOUNT: u64 = 2_600;

    /// A log with that many topics and bytes of data.
    pub(crate) const fn log(topics: u32, data_bytes: u32) -> u64 {
        375 * (1 + topics as u64) + 8 * data_bytes as u64
    }
}
