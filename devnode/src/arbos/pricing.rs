//! The price of the data that activated programs occupy on every node.

use alloy::primitives::U256;
use stylus_machine::formulas::data_fee;

use super::{
    precompiles::{Fault, Session},
    storage::Space,
};
use crate::chain::state::State;

/// The second at which Arbitrum began.
pub const ARBITRUM_START_SECS: u64 = 1_421_388_000;

/// Fields of the data pricer, in storage order.
mod field {
    pub(super) const DEMAND: u64 = 0;
    pub(super) const BYTES_PER_SECOND: u64 = 1;
    pub(super) const LAST_UPDATE: u64 = 2;
    pub(super) const MIN_PRICE: u64 = 3;
    pub(super) const INERTIA: u64 = 4;
}

/// Writes the pricer of a new chain.
pub(crate) fn initialise(state: &mut State) {
    let fields = [
        (field::DEMAND, 0),
        (field::BYTES_PER_SECOND, 34_865),
        (field::LAST_UPDATE, ARBITRUM_START_SECS),
        (field::MIN_PRICE, 82_928_201),
        (field::INERTIA, 21_360_419),
    ];
    for (offset, value) in fields {
        let slot = Space::data_pricer().field(offset);
        super::storage::poke(state, slot, U256::from(value));
    }
}

/// Adds the bytes to the demand and gives their price in wei.
pub(crate) fn charge_data_fee(
    session: &mut Session<'_>,
    bytes: u32,
    now_secs: u64,
) -> Result<U256, Fault> {
    let space = Space::data_pricer();
    let demand = session.read_u32(space.field(field::DEMAND))?;
    let last_update = session.read_u64(space.field(field::LAST_UPDATE))?;
    // The refill, the minimum price and the inertia are also read and paid; no one can set them.
    for fixed in [field::BYTES_PER_SECOND, field::MIN_PRICE, field::INERTIA] {
        session.read(space.field(fixed))?;
    }
    let fee = data_fee(demand, now_secs.wrapping_sub(last_update), bytes);
    session.write(space.field(field::DEMAND), U256::from(fee.demand_after))?;
    session.write(space.field(field::LAST_UPDATE), U256::from(now_secs))?;
    Ok(U256::from(fee.fee_wei))
}
