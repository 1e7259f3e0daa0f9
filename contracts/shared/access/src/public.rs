//! The functions that every contract answers.

use crate::changes;
use crate::governed::Governed;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolType};
use interfaces::{answer, solidity, Refusal};
use stylus_sdk::ArbResult;

solidity! {
    /// Roles and waiting changes, the same in every contract of the protocol.
    interface IAccess {
        /// The owner; never zero.
        function owner() external view returns (address);
        /// To whom ownership is offered; zero when to nobody.
        function pendingOwner() external view returns (address);
        /// The guardian; zero when the seat is empty.
        function guardian() external view returns (address);
        /// Whether the contract is paused.
        function paused() external view returns (bool);
        /// The change of key that waits: its value, and from when on it can be executed (unix seconds, 0 when none waits).
        function pendingChange(bytes32 key) external view returns (uint256, uint64);
        /// What key is now, and the least and greatest value that the code admits; reverts for an unknown key.
        function setting(bytes32 key) external view returns (uint256, uint256, uint256);
        /// Offers ownership; the owner stays until it is accepted. The zero address withdraws an offer.
        function transferOwnership(address newOwner) external;
        /// Takes the ownership that was offered to the caller.
        function acceptOwnership() external;
        /// Pauses at once; owner or guardian.
        function pause() external;
        /// Sets a module that is unset, at once; owner.
        function wire(bytes32 key, address module) external;
        /// Moves a parameter in its safer direction, at once; owner or guardian.
        function tighten(bytes32 key, uint256 value) external;
        /// Announces a change, to be executed 48 hours later or up to 14 days after that; owner. Keys are those of
        /// setting, and "unpause" (value 0) and "guardian" (an address as a number).
        function schedule(bytes32 key, uint256 value) external;
        /// Executes a change that has waited; owner.
        function execute(bytes32 key) external;
        /// Drops a waiting change; the owner any, the guardian any but that of the guardian.
        function cancel(bytes32 key) external;
    }
}

/// The common functions of a contract that is [`Governed`], as Rust calls them.
pub trait Access: Governed + Sized {
    /// The owner; never zero.
    fn owner(&self) -> Address {
        self.authority().owner()
    }
    /// To whom ownership is offered; zero when to nobody.
    fn pending_owner(&self) -> Address {
        self.authority().pending_owner()
    }
    /// The guardian; zero when the seat is empty.
    fn guardian(&self) -> Address {
        self.authority().guardian()
    }
    /// Whether the contract is paused.
    fn paused(&self) -> bool {
        self.authority().paused()
    }
    /// The change of `key` that waits: its value, and from when on it can be executed (unix seconds, 0 when none
    /// waits).
    fn pending_change(&self, key: B256) -> (U256, u64) {
        self.authority().pending_change(key)
    }
    /// What `key` is now, and the least and greatest value that the code admits.
    ///
    /// # Errors
    /// `AccessUnknownKey`.
    fn setting(&self, key: B256) -> Result<(U256, U256, U256), Refusal> {
        changes::setting(self, key)
    }
    /// Offers ownership; the owner stays until it is accepted. The zero address withdraws an offer.
    ///
    /// # Errors
    /// `AccessNotOwner`.
    fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Refusal> {
        self.authority_mut().offer_ownership(new_owner)
    }
    /// Takes the ownership that was offered to the caller.
    ///
    /// # Errors
    /// `AccessNotPendingOwner`.
    fn accept_ownership(&mut self) -> Result<(), Refusal> {
        self.authority_mut().accept_ownership()
    }
    /// Pauses at once; owner or guardian.
    ///
    /// # Errors
    /// `AccessNotOwnerNorGuardian`; `AccessPaused` already.
    fn pause(&mut self) -> Result<(), Refusal> {
        self.authority_mut().pause()
    }
    /// Sets a module that is unset, at once; owner.
    ///
    /// # Errors
    /// Those of [`changes::wire`].
    fn wire(&mut self, key: B256, module: Address) -> Result<(), Refusal> {
        changes::wire(self, key, module)
    }
    /// Moves a parameter in its safer direction, at once; owner or guardian.
    ///
    /// # Errors
    /// Those of [`changes::tighten`].
    fn tighten(&mut self, key: B256, value: U256) -> Result<(), Refusal> {
        changes::tighten(self, key, value)
    }
    /// Announces a change; owner.
    ///
    /// # Errors
    /// Those of [`changes::schedule`].
    fn schedule(&mut self, key: B256, value: U256) -> Result<(), Refusal> {
        changes::schedule(self, key, value)
    }
    /// Executes a change that has waited; owner.
    ///
    /// # Errors
    /// Those of [`changes::execute`].
    fn execute(&mut self, key: B256) -> Result<(), Refusal> {
        changes::execute(self, key)
    }
    /// Drops a waiting change; the owner any, the guardian any but that of the guardian.
    ///
    /// # Errors
    /// Those of [`changes::cancel`].
    fn cancel(&mut self, key: B256) -> Result<(), Refusal> {
        changes::cancel(self, key)
    }
}

impl<T: Governed> Access for T {}

/// Answers the common functions; `None` when `selector` is none of them. What a contract's `routes!` falls back on.
///
/// Functions of the same types share the code that decodes and encodes.
#[inline(never)]
pub fn route<G: Governed>(this: &mut G, selector: u32, data: &[u8]) -> Option<ArbResult> {
    macro_rules! routes {
        ($($first:ident $(, $call:ident)* => $arguments:tt $method:ident $(, $own:ident)*;)*) => {
            Some(match selector.to_be_bytes() {
                $(IAccess::$first::SELECTOR $(| IAccess::$call::SELECTOR)* => {
                    $(const { assert!(alike::<IAccess::$first, IAccess::$call>(), "of other types") };)*
                    answer::<IAccess::$first, _, _>(data, |$arguments| {
                        match selector.to_be_bytes() {
                            $(IAccess::$call::SELECTOR => this.$own $arguments,)*
                            _ => this.$method $arguments,
                        }
                    })
                })*
                _ => return None,
            })
        };
    }
    routes! {
        ownerCall, pendingOwnerCall, guardianCall => () owner, pending_owner, guardian;
        pausedCall => () paused;
        pendingChangeCall => (key,) pending_change;
        settingCall => (key,) setting;
        transferOwnershipCall => (new_owner,) transfer_ownership;
        acceptOwnershipCall, pauseCall => () accept_ownership, pause;
        wireCall => (key, module) wire;
        tightenCall, scheduleCall => (key, value) tighten, schedule;
        executeCall, cancelCall => (key,) execute, cancel;
    }
}

/// Whether two functions take and return the same types.
const fn alike<A: SolCall, B: SolCall>() -> bool {
    same_types::<A::Parameters<'static>, B::Parameters<'static>>()
        && same_types::<A::ReturnTuple<'static>, B::ReturnTuple<'static>>()
}

const fn same_types<A: SolType, B: SolType>() -> bool {
    let (a, b) = (A::SOL_NAME.as_bytes(), B::SOL_NAME.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
