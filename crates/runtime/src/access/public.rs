//! The functions that every governed contract answers.

use crate::access::changes::{change, setting};
use crate::access::governed::Governed;
use crate::{answer, changes};
use alloy_sol_types::SolCall;
use stylus_sdk::ArbResult;

pub use governed::IGoverned;

/// Whether the authority's change sets the mark of re-entry: it does, by its declaration.
const CHANGES: bool = changes(IGoverned, IGoverned::changeCall::SIGNATURE);

pub(crate) mod governed {
    #![allow(missing_docs, reason = "documented in Solidity form")]
    use crate::solidity;

    solidity! {
        /// What the authority asks of a contract that it governs, the same in every contract of the protocol.
        interface IGoverned {
            /// Returns the contract that holds the roles and the waiting changes.
            function authority() external view returns (address);
            /// Returns whether the contract is paused.
            function paused() external view returns (bool);
            /// Returns the present value of key, the minimum and maximum that the code allows, and how it may change:
            /// 0 another contract, set at once while unset and replaced after the delay; 1 a number that is safer when
            /// lower; 2 a number that is safer when higher; 3 neither. Reverts for an unknown key. Every contract has
            /// the key "paused".
            function setting(bytes32 key) external view returns (uint256, uint256, uint256, uint8);
            /// Sets key to a value within its bounds. Only the authority.
            function change(bytes32 key, uint256 value) external;
        }
    }
}

/// Answers the common functions; `None` if `selector` is not one of them. A contract's `routes!` falls back on it.
#[inline(never)]
pub fn route<G: Governed>(this: &mut G, selector: u32, data: &[u8]) -> Option<ArbResult> {
    Some(match selector.to_be_bytes() {
        IGoverned::authorityCall::SELECTOR => {
            answer::<IGoverned::authorityCall, _, _, false>(data, |()| this.authority().address())
        }
        IGoverned::pausedCall::SELECTOR => {
            answer::<IGoverned::pausedCall, _, _, false>(data, |()| this.authority().paused())
        }
        IGoverned::settingCall::SELECTOR => {
            answer::<IGoverned::settingCall, _, _, false>(data, |(key,)| setting(this, key))
        }
        IGoverned::changeCall::SELECTOR => {
            answer::<IGoverned::changeCall, _, _, CHANGES>(data, |(key, value)| {
                change(this, key, value)
            })
        }
        _ => return None,
    })
}
