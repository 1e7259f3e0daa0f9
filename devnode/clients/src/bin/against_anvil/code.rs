//! Random EVM code that is valid and has effects: pieces that keep the height of the stack, joined
//! together, with an end.
//!
//! Opcodes that an Arbitrum chain answers differently on purpose are left out: `NUMBER`, `BLOCKHASH`,
//! `PREVRANDAO`, `GASLIMIT`, `BLOBBASEFEE`.

use alloy::primitives::{Address, U256};
use fastrand::Rng;

use super::opcodes::{ASKING, ASKING_ABOUT, COMPUTING};

/// Slots that code uses.
pub(crate) const SLOTS: u64 = 6;

/// Writes random code.
pub(crate) struct Writer<'a> {
    rng: &'a mut Rng,
    /// Addresses that code uses.
    addresses: &'a [Address],
    code: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) const fn new(rng: &'a mut Rng, addresses: &'a [Address]) -> Self {
        Self {
            rng,
            addresses,
            code: Vec::new(),
        }
    }

    /// Code of a contract.
    pub(crate) fn runtime(mut self, pieces: usize) -> Vec<u8> {
        for _ in 0..pieces {
            self.piece(2);
        }
        self.end();
        self.code
    }

    /// Code that runs some pieces and then deploys a contract.
    pub(crate) fn creation(mut self, pieces: usize, runtime: &[u8]) -> Vec<u8> {
        for _ in 0..pieces {
            self.piece(1);
        }
        deploying(self.code, runtime)
    }

    fn op(&mut self, opcode: u8) {
        self.code.push(opcode);
    }

    fn push(&mut self, word: U256) {
        let bytes = word.to_be_bytes_trimmed_vec();
        // PUSH0 to PUSH32.
        self.code
            .push(0x5f + u8::try_from(bytes.len()).unwrap_or(32));
        self.code.extend_from_slice(&bytes);
    }

    fn push_number(&mut self, number: u64) {
        self.push(U256::from(number));
    }

    fn push_address(&mut self) {
        let address = self.address();
        self.push(address.into_word().into());
    }

    /// A position in code, always in two bytes.
    fn push_position(&mut self, position: usize) {
        self.code.push(0x61);
        self.code
            .extend_from_slice(&u16::try_from(position).unwrap_or(u16::MAX).to_be_bytes());
    }

    fn address(&mut self) -> Address {
        self.addresses[self.rng.usize(..self.addresses.len())]
    }

    fn word(&mut self) -> U256 {
        match self.rng.u8(..6) {
            0 => U256::from(self.rng.u64(..4)),
            1 => U256::from(self.rng.u64(..300)),
            2 => U256::MAX - U256::from(self.rng.u64(..3)),
            3 => U256::from(1) << self.rng.usize(..256),
            4 => self.address().into_word().into(),
            _ => U256::from_limbs([
                self.rng.u64(..),
                self.rng.u64(..),
                self.rng.u64(..),
                self.rng.u64(..),
            ]),
        }
    }

    /// A place in memory; far away now and then.
    fn offset(&mut self) -> u64 {
        match self.rng.u8(..50) {
            0 => self.rng.u64(..100_000),
            _ => self.rng.u64(..256),
        }
    }

    fn length(&mut self) -> u64 {
        match self.rng.u8(..20) {
            0 => self.rng.u64(..5_000),
            _ => self.rng.u64(..100),
        }
    }

    fn push_range(&mut self) {
        let (offset, length) = (self.offset(), self.length());
        self.push_number(length);
        self.push_number(offset);
    }

    /// Takes the top word and, most of the time, stores it where it is visible later.
    fn keep(&mut self) {
        match self.rng.u8(..8) {
            0..=3 => {
                let slot = self.rng.u64(..SLOTS);
                self.push_number(slot);
                self.op(0x55); // SSTORE
            }
            4 => {
                let slot = self.rng.u64(..SLOTS);
                self.push_number(slot);
                self.op(0x5d); // TSTORE
            }
            5 | 6 => {
                let offset = self.offset();
                self.push_number(offset);
                self.op(0x52); // MSTORE
            }
            _ => self.op(0x50), // POP
        }
    }

    /// One piece, which may contain others up to this depth.
    fn piece(&mut self, depth: usize) {
        match self.rng.u8(..23) {
            0..=2 => self.compute(),
            3..=5 => self.ask(),
            6 | 7 => self.write_slot(),
            8 => self.read(),
            9 => self.copy(),
            10 => self.hash(),
            11 | 12 => self.log(),
            13..=16 => self.call(),
            17 | 18 if depth > 0 => self.create(depth - 1),
            19 if depth > 0 => self.maybe(depth - 1),
            20 if depth > 0 => self.repeat(depth - 1),
            21 => self.write_byte(),
            _ => self.read_answer(),
        }
    }

    fn compute(&mut self) {
        let (opcode, inputs) = COMPUTING[self.rng.usize(..COMPUTING.len())];
        for _ in 0..inputs {
            let word = self.word();
            self.push(word);
        }
        self.op(opcode);
        self.keep();
    }

    fn ask(&mut self) {
        if self.rng.u8(..3) == 0 {
            self.push_address();
            let opcode = ASKING_ABOUT[self.rng.usize(..ASKING_ABOUT.len())];
            self.op(opcode);
        } else {
            let opcode = ASKING[self.rng.usize(..ASKING.len())];
            self.op(opcode);
        }
        self.keep();
    }

    fn write_slot(&mut self) {
        // Few values, zero among them, so that slots are cleared and restored: refunds.
        let value = self.rng.u64(..3);
        let slot = self.rng.u64(..SLOTS);
        self.push_number(value);
        self.push_number(slot);
        let opcode = if self.rng.u8(..5) == 0 { 0x5d } else { 0x55 };
        self.op(opcode);
    }

    fn read(&mut self) {
        let (opcode, place) = match self.rng.u8(..5) {
            0 => (0x54, self.rng.u64(..SLOTS)), // SLOAD
            1 => (0x5c, self.rng.u64(..SLOTS)), // TLOAD
            2 => (0x51, self.offset()),         // MLOAD
            3 => (0x35, self.rng.u64(..100)),   // CALLDATALOAD
            _ => (0x49, self.rng.u64(..3)),     // BLOBHASH
        };
        self.push_number(place);
        self.op(opcode);
        self.keep();
    }

    fn copy(&mut self) {
        let (length, from, to) = (self.length(), self.offset(), self.offset());
        for number in [length, from, to] {
            self.push_number(number);
        }
        match self.rng.u8(..4) {
            0 => self.op(0x37), // CALLDATACOPY
            1 => self.op(0x39), // CODECOPY
            2 => self.op(0x5e), // MCOPY
            _ => {
                self.push_address();
                self.op(0x3c); // EXTCODECOPY
            }
        }
    }

    fn hash(&mut self) {
        self.push_range();
        self.op(0x20); // KECCAK256
        self.keep();
    }

    fn log(&mut self) {
        let topics = self.rng.u8(..5);
        for _ in 0..topics {
            let word = self.word();
            self.push(word);
        }
        self.push_range();
        self.op(0xa0 + topics); // LOG0 to LOG4
    }

    fn write_byte(&mut self) {
        let (value, offset) = (self.word(), self.offset());
        self.push(value);
        self.push_number(offset);
        self.op(0x53); // MSTORE8
    }

    fn read_answer(&mut self) {
        // Reading past the end is an error.
        let from = u64::from(self.rng.u8(..30) == 0);
        self.op(0x3d); // RETURNDATASIZE
        self.push_number(from);
        self.push_number(0);
        self.op(0x3e); // RETURNDATACOPY
    }

    fn call(&mut self) {
        let opcode = [0xf1, 0xf1, 0xf1, 0xf2, 0xf4, 0xfa][self.rng.usize(..6)];
        self.push_range();
        self.push_range();
        if opcode < 0xf4 {
            let wei = [0, 0, 0, 1, 1000][self.rng.usize(..5)];
            self.push_number(wei);
        }
        self.push_address();
        if self.rng.u8(..4) == 0 {
            let gas = self.rng.u64(..50_000);
            self.push_number(gas);
        } else {
            self.op(0x5a); // GAS
        }
        self.op(opcode);
        self.keep();
        if self.rng.bool() {
            self.read_answer();
        }
    }

    /// Puts init code into memory and creates a contract of it.
    fn create(&mut self, depth: usize) {
        let pieces = self.rng.usize(..3);
        let mut inner = Writer::new(self.rng, self.addresses);
        for _ in 0..pieces {
            inner.piece(depth);
        }
        inner.end();
        let runtime = inner.code;
        let init = match self.rng.u8(..4) {
            // Runs at once, and deploys what it returns.
            0 => runtime,
            _ => deploying(Vec::new(), &runtime),
        };
        for (index, chunk) in init.chunks(32).enumerate() {
            let mut word = [0; 32];
            word[..chunk.len()].copy_from_slice(chunk);
            self.push(U256::from_be_bytes(word));
            self.push_number(index as u64 * 32);
            self.op(0x52); // MSTORE
        }
        let wei = u64::from(self.rng.u8(..4) == 0);
        let salted = self.rng.bool();
        if salted {
            let salt = self.rng.u64(..2);
            self.push_number(salt);
        }
        self.push_number(init.len() as u64);
        self.push_number(0);
        self.push_number(wei);
        self.op(if salted { 0xf5 } else { 0xf0 }); // CREATE2, CREATE
        self.keep();
    }

    /// A piece that runs if the calldata says so.
    fn maybe(&mut self, depth: usize) {
        let place = self.rng.u64(..64);
        self.push_number(place);
        self.op(0x35); // CALLDATALOAD
        self.push_number(1);
        self.op(0x16); // AND
        let patch = self.code.len();
        self.push_position(0);
        self.op(0x57); // JUMPI
        self.piece(depth);
        self.land(patch);
    }

    /// Makes the jump whose target stands at `patch` land here.
    fn land(&mut self, patch: usize) {
        let here = u16::try_from(self.code.len()).unwrap_or(u16::MAX);
        self.code[patch + 1..patch + 3].copy_from_slice(&here.to_be_bytes());
        self.op(0x5b); // JUMPDEST
    }

    /// A piece that runs a few times.
    fn repeat(&mut self, depth: usize) {
        let times = self.rng.u64(1..5);
        self.push_number(times);
        let start = self.code.len();
        self.op(0x5b); // JUMPDEST
        self.piece(depth);
        self.push_number(1);
        self.op(0x90); // SWAP1
        self.op(0x03); // SUB
        self.op(0x80); // DUP1
        self.push_position(start);
        self.op(0x57); // JUMPI
        self.op(0x50); // POP
    }

    fn end(&mut self) {
        match self.rng.u8(..40) {
            0..=13 => self.op(0x00), // STOP
            14..=25 => {
                self.push_range();
                self.op(0xf3); // RETURN
            }
            26..=30 => {
                self.push_range();
                self.op(0xfd); // REVERT
            }
            31..=33 => {
                self.push_address();
                self.op(0xff); // SELFDESTRUCT
            }
            34 => self.op(0xfe), // INVALID
            35 => self.op(0x50), // POP of nothing
            36 => self.op(0x0c), // no such opcode
            37 => {
                // No JUMPDEST there.
                self.push_position(0xffff);
                self.op(0x56);
            }
            38 => self.loop_for_ever(false),
            _ => self.loop_for_ever(true),
        }
    }

    /// Runs out of gas, or of stack.
    fn loop_for_ever(&mut self, growing: bool) {
        let start = self.code.len();
        self.op(0x5b); // JUMPDEST
        if growing {
            self.op(0x5a); // GAS
        }
        self.push_position(start);
        self.op(0x56); // JUMP
    }
}

/// Appends the part that returns a contract, and the contract.
fn deploying(mut code: Vec<u8>, runtime: &[u8]) -> Vec<u8> {
    let length = u16::try_from(runtime.len())
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    let offset = u16::try_from(code.len() + 15)
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    // PUSH2 length, PUSH2 offset, PUSH0, CODECOPY, PUSH2 length, PUSH0, RETURN, STOP
    code.extend_from_slice(&[
        0x61, length[0], length[1], 0x61, offset[0], offset[1], 0x5f, 0x39,
    ]);
    code.extend_from_slice(&[0x61, length[0], length[1], 0x5f, 0xf3, 0x00, 0x00]);
    code.extend_from_slice(runtime);
    code
}
