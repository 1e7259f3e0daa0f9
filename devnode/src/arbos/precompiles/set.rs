//! A set of addresses in `ArbOS` storage: size, members in order, and positions by member.

use alloy::primitives::{Address, U256};

use super::{Fault, Session};
use crate::{
    arbos::storage::{self, Space},
    chain::state::State,
};

/// The maximum number of members that a list shows.
const MAX_LISTED: u64 = 65_536;

/// A set of addresses.
pub(crate) struct AddressSet(fn() -> Space);

/// The owners of the chain.
pub(crate) const OWNERS: AddressSet = AddressSet(Space::chain_owners);
/// The accounts that may cache programs.
pub(crate) const CACHE_MANAGERS: AddressSet = AddressSet(Space::cache_managers);
/// The accounts that post batches.
pub(crate) const BATCH_POSTERS: AddressSet = AddressSet(Space::batch_poster_set);

impl AddressSet {
    fn position_slot(&self, member: Address) -> U256 {
        (self.0)().child(0).slot(member.into_word())
    }

    fn member_slot(&self, position: u64) -> U256 {
        (self.0)().field(position)
    }

    pub(crate) fn contains(&self, s: &mut Session<'_>, member: Address) -> Result<bool, Fault> {
        Ok(!s.read(self.position_slot(member))?.is_zero())
    }

    pub(crate) fn members(&self, s: &mut Session<'_>) -> Result<Vec<Address>, Fault> {
        let size = s.read_u64(self.member_slot(0))?.min(MAX_LISTED);
        (1..=size)
            .map(|position| s.read_address(self.member_slot(position)))
            .collect()
    }

    pub(crate) fn add(&self, s: &mut Session<'_>, member: Address) -> Result<(), Fault> {
        if self.contains(s, member)? {
            return Ok(());
        }
        let position = s.read_u64(self.member_slot(0))? + 1;
        s.write(self.position_slot(member), U256::from(position))?;
        s.write_address(self.member_slot(position), member)?;
        // Counting up reads the size once more.
        let size = s.read_u64(self.member_slot(0))?;
        s.write(self.member_slot(0), U256::from(size + 1))
    }

    pub(crate) fn remove(&self, s: &mut Session<'_>, member: Address) -> Result<(), Fault> {
        let position = s.read_u64(self.position_slot(member))?;
        if position == 0 {
            return Ok(());
        }
        s.write(self.position_slot(member), U256::ZERO)?;
        let size = s.read_u64(self.member_slot(0))?;
        if position < size {
            let last = s.read_address(self.member_slot(size))?;
            s.write_address(self.member_slot(position), last)?;
            s.write(self.position_slot(last), U256::from(position))?;
        }
        s.write(self.member_slot(size), U256::ZERO)?;
        let size = s.read_u64(self.member_slot(0))?;
        s.write(self.member_slot(0), U256::from(size.saturating_sub(1)))
    }

    /// Adds a member outside a transaction.
    pub(crate) fn seed(&self, state: &mut State, member: Address) {
        let size: u64 = storage::peek(state, self.member_slot(0)).saturating_to();
        let position = U256::from(size + 1);
        storage::poke(state, self.position_slot(member), position);
        storage::poke(state, self.member_slot(size + 1), member.into_word().into());
        storage::poke(state, self.member_slot(0), position);
    }
}
