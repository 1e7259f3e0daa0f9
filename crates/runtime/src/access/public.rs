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
            /// Returns the contract that holds the roles and the changes that wait.
            function authority() external view returns (address);
            /// Returns whether the contract is paused.
            function paused() external view returns (bool);
            /// Returns what key is now, the least and greatest value that the code admits, and how it may change: 0
            /// another contract, set at once while unset and replaced after the delay; a number that is safer when
            /// lower (1), when higher (2), or neither (3). Reverts for an unknown key; "paused" is one of every
            /// contract.
            function setting(bytes32 key) external view returns (uint256, uint256, uint256, uint8);
            /// Gives key a value within its bounds; only the authority.
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
            /// To whom ownership is offered; zero when to nobody.
            function pendingOwner() external view returns (address);
            /// Returns the guardian; zero when the seat is empty.
            function guardian() external view returns (address);
            /// Returns the change of a contract's key that waits: its value, and from when on it can be executed
            /// (unix seconds, 0 when none waits).
            function pendingChange(address module, bytes32 key) external view returns (uint256, uint64);
            /// Offers ownership; the owner stays until it is accepted. The zero address withdraws an offer.
            function transferOwnership(address newOwner) external;
            /// Takes the ownership that was offered to the caller.
            function acceptOwnership() external;
            /// Pauses contracts at once, whichever of them is not paused yet; owner or guardian.
            function pause(address[] calldata modules) external;
            /// Sets a contract's module that is unset, at once; owner.
            function wire(address module, bytes32 key, address value) external;
            /// Moves a contract's parameter in its safer direction, at once; owner or guardian.
            function tighten(address module, bytes32 key, uint256 value) external;
            /// Announces a change, to be executed 48 hours later or up to 14 days after that; owner. Keys are those
            /// of the contract's setting, "paused" among them; the authority's own is "guardian" (an address as a
            /// number).
            function schedule(address module, bytes32 key, uint256 value) external;
            /// Executes a change that has waited; owner.
            function execute(address module, bytes32 key) external;
            /// Drops a waiting change; the owner any, the guardian any but that of the guardian.
            function cancel(address module, bytes32 key) external;
        }
    }
}

/// Answers the common functions; `None` when `selector` is none of them. What a contract's `routes!` falls back on.
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
