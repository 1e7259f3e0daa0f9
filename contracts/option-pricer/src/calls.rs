//! Every outbound call: the contracts that compute, and the precompile that recovers signers.

use crate::storage::OptionPricer;
use abi::trading::{SviSlice, Verdict};
use abi::IOptionMath;
use alloc::vec::Vec;
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use runtime::words::Values;
use runtime::{ask, ask_raw, Answered, Reading, Refusal};
use stylus_sdk::prelude::*;

/// `ecrecover`.
const RECOVER: Address = Address::with_last_byte(1);

/// The data, besides the slice itself, that the check of a slice needs.
pub(crate) struct Surroundings {
    pub(crate) earlier: SviSlice,
    pub(crate) later: SviSlice,
    pub(crate) last_volatility: u128,
    pub(crate) last_timestamp: u64,
}

impl OptionPricer {
    /// Returns the verdict on a slice.
    ///
    /// # Errors
    /// The errors of the post, and not of the surface.
    pub(crate) fn judge(&self, slice: SviSlice, around: Surroundings) -> Result<Verdict, Refusal> {
        let Surroundings {
            earlier,
            later,
            last_volatility,
            last_timestamp,
        } = around;
        let math = IOptionMath::new(self.option_math());
        let (slice, earlier, later) = (slice.into(), earlier.into(), later.into());
        math.judge(
            self.vm(),
            Reading,
            slice,
            earlier,
            later,
            last_volatility,
            last_timestamp,
        )
    }

    /// Calls the quoter and returns its answer as this contract's own.
    pub(crate) fn ask_quoter<C: SolCall, A: Values>(
        &self,
        arguments: &A,
    ) -> Result<Answered<C>, Refusal> {
        ask(self.vm(), self.option_quoter(), arguments)
    }

    /// Passes a call on unchanged: both contracts declare the function alike.
    pub(crate) fn pass_on(
        &self,
        module: Address,
        selector: u32,
        arguments: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        let calldata = [&selector.to_be_bytes(), arguments].concat();
        ask_raw(self.vm(), module, &calldata)
    }

    /// Returns the signer of `digest`; `None` if the signature is not valid.
    pub(crate) fn recover(&self, digest: B256, v: u8, r: B256, s: B256) -> Option<Address> {
        let arguments = (digest, v, r, s).encode(&[]);
        let answer = ask_raw(self.vm(), RECOVER, &arguments).ok()?;
        let word = B256::try_from(answer.as_slice()).ok()?;
        (!word.is_zero()).then(|| Address::from_word(word))
    }
}
