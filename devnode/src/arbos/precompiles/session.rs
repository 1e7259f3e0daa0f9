//! The context of a precompile method: metered access to chain state.

use alloy::{
    primitives::{Address, B256, Bytes, Log, U256},
    sol_types::{SolError, SolEvent},
};
use revm::context_interface::{ContextTr, JournalTr};
use stylus_machine::StylusParams;

use crate::{
    arbos::{params, storage},
    evm::{Ctx, access},
};

/// Gas of reading a word of `ArbOS` state.
const READ_GAS: u64 = 800;
/// Gas of writing a word of `ArbOS` state.
const WRITE_GAS: u64 = 20_000;
/// Gas of clearing a word of `ArbOS` state.
const CLEAR_GAS: u64 = 5_000;
/// Gas of reading a code hash.
const CODE_HASH_GAS: u64 = 2_600;
/// Gas of a word of arguments or results.
const COPY_GAS: u64 = 3;
/// Gas of reading the Stylus parameters, which are assumed to be warm.
const PARAMS_GAS: u64 = 100;

/// Why a precompile did not answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Unknown method, wrong arguments, wrong mutability: reverts and takes all gas.
    BadCall,
    /// Gas ran out: reverts.
    OutOfGas,
    /// A Solidity error: reverts with data and keeps the gas left.
    Revert(Bytes),
    /// Another error: reverts without data and keeps the gas left. The text is for people.
    Quiet(#[expect(dead_code, reason = "shown when the fault is printed")] String),
    /// Not a revert: takes all gas, and the message reaches the sender of the transaction.
    Abort(String),
}

impl Fault {
    pub(crate) fn error<E: SolError>(error: &E) -> Self {
        Self::Revert(error.abi_encode().into())
    }

    pub(crate) fn quiet(text: &str) -> Self {
        Self::Quiet(text.to_owned())
    }
}

/// A metered view of the chain during one precompile call.
pub(crate) struct Session<'a> {
    pub(crate) ctx: &'a mut Ctx,
    /// Address of the precompile.
    pub(crate) address: Address,
    pub(crate) caller: Address,
    pub(crate) value: U256,
    pub(crate) read_only: bool,
    gas_left: u64,
}

impl<'a> Session<'a> {
    pub(crate) const fn new(
        ctx: &'a mut Ctx,
        address: Address,
        caller: Address,
        value: U256,
        gas_left: u64,
    ) -> Self {
        Self {
            ctx,
            address,
            caller,
            value,
            read_only: false,
            gas_left,
        }
    }

    pub(crate) const fn gas_left(&self) -> u64 {
        self.gas_left
    }

    pub(crate) const fn burn(&mut self, gas: u64) -> Result<(), Fault> {
        match self.gas_left.checked_sub(gas) {
            Some(left) => {
                self.gas_left = left;
                Ok(())
            }
            None => Err(self.burn_out()),
        }
    }

    /// Takes all gas.
    pub(crate) const fn burn_out(&mut self) -> Fault {
        self.gas_left = 0;
        Fault::OutOfGas
    }

    pub(crate) fn burn_words(&mut self, bytes: usize) -> Result<(), Fault> {
        self.burn(COPY_GAS.saturating_mul(words(bytes)))
    }

    pub(crate) const fn open_state(&mut self) -> Result<(), Fault> {
        self.burn(READ_GAS)
    }

    pub(crate) fn read(&mut self, slot: U256) -> Result<U256, Fault> {
        self.burn(READ_GAS)?;
        Ok(storage::read(self.ctx, slot))
    }

    pub(crate) fn read_u64(&mut self, slot: U256) -> Result<u64, Fault> {
        Ok(self.read(slot)?.saturating_to())
    }

    pub(crate) fn read_u32(&mut self, slot: U256) -> Result<u32, Fault> {
        Ok(self.read(slot)?.saturating_to())
    }

    pub(crate) fn read_address(&mut self, slot: U256) -> Result<Address, Fault> {
        Ok(Address::from_word(self.read(slot)?.into()))
    }

    pub(crate) fn write(&mut self, slot: U256, value: U256) -> Result<(), Fault> {
        if self.read_only {
            return Err(Fault::quiet("write protection"));
        }
        self.burn(if value.is_zero() {
            CLEAR_GAS
        } else {
            WRITE_GAS
        })?;
        storage::write(self.ctx, slot, value);
        Ok(())
    }

    pub(crate) fn write_address(&mut self, slot: U256, value: Address) -> Result<(), Fault> {
        self.write(slot, value.into_word().into())
    }

    pub(crate) fn keccak_cost(&mut self, bytes: usize) -> Result<(), Fault> {
        self.burn(30 + 6 * words(bytes))
    }

    pub(crate) fn params(&mut self) -> Result<StylusParams, Fault> {
        self.burn(PARAMS_GAS)?;
        Ok(params::load(self.ctx))
    }

    /// The parameters, if they are already paid for.
    pub(crate) fn params_free(&mut self) -> StylusParams {
        params::load(self.ctx)
    }

    pub(crate) fn save_params(&mut self, new: &StylusParams) -> Result<(), Fault> {
        let arbos = self.ctx.chain.arbos.machine();
        self.write(params::slot(), new.pack(arbos).into())
    }

    pub(crate) fn code_hash(&mut self, address: Address) -> Result<B256, Fault> {
        self.burn(CODE_HASH_GAS)?;
        Ok(self.code_hash_free(address))
    }

    /// The code hash: zero for an account that does not exist.
    /// The code hash: zero for an account that does not exist.
    pub(crate) fn code_hash_free(&mut self, address: Address) -> B256 {
        access::peek(self.ctx, address)
            .filter(|info| !info.is_empty())
            .map_or(B256::ZERO, |info| info.code_hash)
    }

    pub(crate) fn code(&mut self, address: Address) -> Bytes {
        access::peek_code(self.ctx, address)
    }

    pub(crate) fn balance(&mut self, address: Address) -> U256 {
        access::peek(self.ctx, address).map_or(U256::ZERO, |info| info.balance)
    }

    /// Moves wei between accounts.
    pub(crate) fn transfer(&mut self, from: Address, to: Address, wei: U256) -> Result<(), Fault> {
        access::transfer(self.ctx, from, to, wei)
            .map_err(|error| Fault::quiet(&format!("{error:?}")))
    }

    /// Writes an event to the log, charged as the interpreter charges logs.
    pub(crate) fn emit<E: SolEvent>(&mut self, event: &E) -> Result<(), Fault> {
        if self.read_only {
            return Err(Fault::quiet("write protection"));
        }
        let data = event.encode_log_data();
        let topics = data.topics().len() as u64;
        self.burn(375 + 375 * topics + 8 * data.data.len() as u64)?;
        self.ctx.journal_mut().log(Log {
            address: self.address,
            data,
        });
        Ok(())
    }

    pub(crate) fn now_secs(&self) -> u64 {
        self.ctx.block.timestamp.saturating_to()
    }
}

const fn words(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(32)
}
