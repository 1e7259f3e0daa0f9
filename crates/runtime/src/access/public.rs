//! The functions that every governed contract answers, and those of the authority.

use crate::access::changes;
use crate::access::governed::Governed;
use crate::answer;
use alloy_sol_types::SolCall;
use stylus_sdk::ArbResult;

pub use authority::IAuthority;
pub use governed::IGoverned;

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

pub(crate) mod authority {
    #![allow(missing_docs, reason = "documented in Solidity form")]
    use crate::solidity;

    solidity! {
        /// Governs all contracts of the protocol: who may change what, and when.
        interface IAuthority {
            constructor(address owner, address guardian);
            /// Returns the owner; never zero.
            function owner() external view returns (address);
            /// Returns who was offered the ownership; zero if nobody.
            function pendingOwner() external view returns (address);
            /// Returns the guardian; zero when the seat is empty.
            function guardian() external view returns (address);
            /// Returns the waiting change of a contract's key: its value, and from when on it can be executed (unix
            /// seconds; 0 if none waits).
            function pendingChange(address module, bytes32 key) external view returns (uint256, uint64);
            /// Offers the ownership. The owner stays until the offer is accepted. The zero address withdraws an offer.
            function transferOwnership(address newOwner) external;
            /// Takes the ownership that was offered to the caller.
            function acceptOwnership() external;
            /// Pauses these contracts at once, except those that are paused already. Only the owner or the guardian.
            function pause(address[] calldata modules) external;
            /// Sets a module of a contract that is unset, at once. Only the owner.
            function wire(address module, bytes32 key, address value) external;
            /// Moves a parameter of a contract in its safer direction, at once. Only the owner or the guardian.
            function tighten(address module, bytes32 key, uint256 value) external;
            /// Schedules a change. It can be executed from 48 hours later on, for 14 days. Only the owner. Keys are
            /// those of the contract's setting, including "paused". The authority itself has the key "guardian" (an
            /// address as a number).
            function schedule(address module, bytes32 key, uint256 value) external;
            /// Executes a change after its delay. Only the owner.
            function execute(address module, bytes32 key) external;
            /// Drops a waiting change. The owner may drop any, the guardian any except the one of the guardian.
            function cancel(address module, bytes32 key) external;
        }
    }
}

/// Answers the common functions; `None` if `selector` is not one of them. A contract's `routes!` falls back on it.
#[inline(never)]
pub fn route<G: Governed>(this: &mut G, selector: u32, data: &[u8]) -> Option<ArbResult> {
    Some(match selector.to_be_bytes() {
        IGoverned::authorityCall::SELECTOR => {
            answer::<IGoverned::authorityCall, _, _>(data, |()| this.authority().address())
        }
        IGoverned::pausedCall::SELECTOR => {
            answer::<IGoverned::pausedCall, _, _>(data, |()| this.authority().paused())
        }
        IGoverned::settingCall::SELECTOR => {
            answer::<IGoverned::settingCall, _, _>(data, |(key,)| changes::setting(this, key))
        }
        IGoverned::changeCall::SELECTOR => {
            answer::<IGoverned::changeCall, _, _>(data, |(key, value)| {
                changes::change(this, key, value)
            })
        }
        _ => return None,
    })
}
