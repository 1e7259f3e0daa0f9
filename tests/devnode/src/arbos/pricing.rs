//! The price of the data that activated programs occupy on every node.

use alloy::primitives::U256;

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

const ONE_IN_BIPS: u64 = 10_000;

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
    let bytes_per_second = session.read_u32(space.field(field::BYTES_PER_SECOND))?;
    let last_update = session.read_u64(space.field(field::LAST_UPDATE))?;
    let min_price = session.read_u32(space.field(field::MIN_PRICE))?;
    let inertia = session.read_u32(space.field(field::INERTIA))?;

    let passed = u32::try_from(now_secs.wrapping_sub(last_update)).unwrap_or(u32::MAX);
    let credit = bytes_per_second.saturating_mul(passed);
    let demand = demand.saturating_sub(credit).saturating_add(bytes);
    session.write(space.field(field::DEMAND), U256::from(demand))?;
    session.write(space.field(field::LAST_UPDATE), U256::from(now_secs))?;
    Ok(U256::from(data_fee_wei(demand, bytes, min_price, inertia)))
}

/// The price in wei of that many bytes at a demand that includes them; saturates.
#[must_use]
pub fn data_fee_wei(demand: u32, bytes: u32, min_price: u32, inertia: u32) -> u64 {
    let exponent_bips = (ONE_IN_BIPS * u64::from(demand))
        .checked_div(u64::from(inertia))
        .unwrap_or(u64::MAX);
    let multiplier_bips = exp_bips(exponent_bips);
    let price = u128::from(min_price) * u128::from(multiplier_bips);
    let price = u64::try_from(price).unwrap_or(u64::MAX) / ONE_IN_BIPS;
    price.saturating_mul(u64::from(bytes))
}

/// e^x in basis points by twelve terms of Horner's scheme; saturates.
fn exp_bips(x: u64) -> u64 {
    const TERMS: u64 = 12;
    let mut sum = ONE_IN_BIPS + x / TERMS;
    for term in (1..TERMS).rev() {
        sum = ONE_IN_BIPS.saturating_add(sum.saturating_mul(x) / (term * ONE_IN_BIPS));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_activations_cost_what_nitro_takes() {
        let fee = |bytes| data_fee_wei(bytes, bytes, 82_928_201, 21_360_419);
        assert_eq!(fee(699_348), 59_921_127_616_116);
    }
}
