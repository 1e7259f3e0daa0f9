//! Every call of the contract: to the contracts that it governs.

use crate::storage::Authority;
use abi::authority::events::ChangeMade;
use alloy_primitives::{Address, B256, U256};
use runtime::access::IGoverned;
use runtime::{ask, tell, Emit, Refusal};
use stylus_sdk::prelude::*;

/// A setting, as the governed contract describes it.
pub(crate) struct Setting {
    pub(crate) current: U256,
    pub(crate) min: U256,
    pub(crate) max: U256,
    pub(crate) rule: u8,
}

/// The rules of a setting, as the ABI numbers them.
pub(crate) const MODULE: u8 = 0;
pub(crate) const SAFER_LOWER: u8 = 1;
pub(crate) const SAFER_HIGHER: u8 = 2;
pub(crate) const NEITHER: u8 = 3;

impl Authority {
    /// Returns a contract's description of one of its keys.
    #[inline(never)]
    pub(crate) fn setting(&self, module: Address, key: B256) -> Result<Setting, Refusal> {
        let answer = ask::<IGoverned::settingCall, _>(self.vm(), module, &(key,))?;
        let (current, min, max, rule) = answer.read::<(U256, U256, U256, u8)>()?;
        Ok(Setting {
            current,
            min,
            max,
            rule,
        })
    }

    /// Calls a contract to make a change.
    #[inline(never)]
    pub(crate) fn change(
        &mut self,
        module: Address,
        key: B256,
        value: U256,
    ) -> Result<(), Refusal> {
        tell::<IGoverned::changeCall, _>(self.vm(), module, &(key, value))?;
        let by = self.vm().msg_sender();
        self.emit(ChangeMade {
            module,
            key,
            value,
            by,
        });
        Ok(())
    }
}
