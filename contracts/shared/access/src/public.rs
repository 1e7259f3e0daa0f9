//! The functions that every contract answers.

use crate::changes;
use crate::governed::Governed;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
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
#[inline(never)]
pub fn route<G: Governed>(this: &mut G, selector: u32, data: &[u8]) -> Option<ArbResult> {
    macro_rules! routes {
        ($($call:ident => $method:ident($($argument:ident),*);)*) => {
            Some(match selector.to_be_bytes() {
                $(IAccess::$call::SELECTOR => {
                    answer::<IAccess::$call, _, _>(data, |($($argument,)*)| this.$method($($argument),*))
                })*
                _ => return None,
            })
        };
    }
    routes! {
        ownerCall => owner();
        pendingOwnerCall => pending_owner();
        guardianCall => guardian();
        pausedCall => paused();
        pendingChangeCall => pending_change(key);
        settingCall => setting(key);
        transferOwnershipCall => transfer_ownership(new_owner);
        acceptOwnershipCall => accept_ownership();
        pauseCall => pause();
        wireCall => wire(key, module);
        tightenCall => tighten(key, value);
        scheduleCall => schedule(key, value);
        executeCall => execute(key);
        cancelCall => cancel(key);
    }
}
