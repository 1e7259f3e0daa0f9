//! Every outbound call: the precompile that recovers signers.

use alloy_primitives::{Address, B256};
use stylus_sdk::call::RawCall;
use stylus_sdk::prelude::*;

use crate::storage::OptionPricer;

/// `ecrecover`.
const RECOVER: Address = Address::with_last_byte(1);

impl OptionPricer {
    /// Who signed `digest`; `None` if nobody can have.
    pub(crate) fn recover(&self, digest: B256, v: u8, r: B256, s: B256) -> Option<Address> {
        let mut data = [0u8; 128];
        data[..32].copy_from_slice(digest.as_slice());
        data[63] = v;
        data[64..96].copy_from_slice(r.as_slice());
        data[96..].copy_from_slice(s.as_slice());
        // SAFETY: a precompile cannot call back, and a static call changes nothing, so that no storage is aliased.
        let answer = unsafe { RawCall::new_static(self.vm()).call(RECOVER, &data) };
        let word = B256::try_from(answer.ok()?.as_slice()).ok()?;
        (!word.is_zero()).then(|| Address::from_word(word))
    }
}
