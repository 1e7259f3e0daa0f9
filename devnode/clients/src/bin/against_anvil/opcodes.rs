//! Opcodes by arguments and results.

/// Opcodes that take words and give one, with how many they take.
pub(super) const COMPUTING: [(u8, usize); 26] = [
    (0x01, 2), // ADD
    (0x02, 2), // MUL
    (0x03, 2), // SUB
    (0x04, 2), // DIV
    (0x05, 2), // SDIV
    (0x06, 2), // MOD
    (0x07, 2), // SMOD
    (0x08, 3), // ADDMOD
    (0x09, 3), // MULMOD
    (0x0a, 2), // EXP
    (0x0b, 2), // SIGNEXTEND
    (0x10, 2), // LT
    (0x11, 2), // GT
    (0x12, 2), // SLT
    (0x13, 2), // SGT
    (0x14, 2), // EQ
    (0x15, 1), // ISZERO
    (0x16, 2), // AND
    (0x17, 2), // OR
    (0x18, 2), // XOR
    (0x19, 1), // NOT
    (0x1a, 2), // BYTE
    (0x1b, 2), // SHL
    (0x1c, 2), // SHR
    (0x1d, 2), // SAR
    (0x1e, 1), // CLZ
];

/// Opcodes that give a word of the context.
pub(super) const ASKING: [u8; 16] = [
    0x30, // ADDRESS
    0x32, // ORIGIN
    0x33, // CALLER
    0x34, // CALLVALUE
    0x36, // CALLDATASIZE
    0x38, // CODESIZE
    0x3a, // GASPRICE
    0x3d, // RETURNDATASIZE
    0x41, // COINBASE
    0x42, // TIMESTAMP
    0x46, // CHAINID
    0x47, // SELFBALANCE
    0x48, // BASEFEE
    0x58, // PC
    0x59, // MSIZE
    0x5a, // GAS
];

/// Opcodes that give a word about an account.
pub(super) const ASKING_ABOUT: [u8; 3] = [
    0x31, // BALANCE
    0x3b, // EXTCODESIZE
    0x3f, // EXTCODEHASH
];
