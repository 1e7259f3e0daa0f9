//! The gas limit that a transaction needs, found as Nitro finds it.

use alloy::{
    primitives::{TxKind, U256},
    rpc::types::TransactionRequest,
};

use super::{Chain, Spot};
use crate::{
    config::RPC_GAS_CAP,
    error::TxError,
    evm::{Executed, Outcome, Probe, Purpose},
};

/// Gas of a plain transfer.
const TRANSFER_GAS: u64 = 21_000;
/// Gas that a callee gets on top when it is sent value.
const CALL_STIPEND: u64 = 2_300;
/// The search ends when the bounds are this close, in thousandths.
const TOLERANCE_PER_MILLE: u64 = 15;

/// Why no gas limit was found.
#[derive(Debug)]
pub enum NoEstimate {
    /// The transaction could not begin.
    Refused(TxError),
    /// It fails whatever the limit is.
    Fails(Box<Executed>),
    /// It needs more gas than the caller may spend or can pay.
    Allowance(u64),
}

impl From<TxError> for NoEstimate {
    fn from(error: TxError) -> Self {
        Self::Refused(error)
    }
}

impl Chain {
    /// Finds a gas limit, at most 1.5 percent above the minimum.
    ///
    /// # Errors
    /// When the transaction fails with any.
    pub fn estimate(&self, spot: &Spot, request: &TransactionRequest) -> Result<u64, NoEstimate> {
        let max = max_gas(spot, request);
        if is_plain_transfer(spot, request) && self.fits(spot, request, TRANSFER_GAS)? {
            return Ok(TRANSFER_GAS);
        }
        let first = self.try_with(spot, request, max)?;
        match &first.outcome {
            Outcome::Success => {}
            Outcome::Halt(reason) if reason == "out of gas" => {
                return Err(NoEstimate::Allowance(max));
            }
            Outcome::Revert | Outcome::Halt(_) => return Err(NoEstimate::Fails(Box::new(first))),
        }
        let mut low = first.gas_used.saturating_sub(1);
        let mut high = max;
        let hopeful = (first.gas_spent + CALL_STIPEND) * 64 / 63;
        if hopeful < high {
            if self.fits(spot, request, hopeful)? {
                high = hopeful;
            } else {
                low = hopeful;
            }
        }
        while low + 1 < high && (high - low) * 1000 >= high * TOLERANCE_PER_MILLE {
            // Most transactions need little more than they use, so the low end is searched first.
            let middle = u64::midpoint(low, high).min(low.saturating_mul(2));
            if self.fits(spot, request, middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }

    fn fits(
        &self,
        spot: &Spot,
        request: &TransactionRequest,
        gas: u64,
    ) -> Result<bool, NoEstimate> {
        match self.try_with(spot, request, gas) {
            Ok(done) => Ok(done.outcome == Outcome::Success),
            Err(TxError::IntrinsicGas { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn try_with(
        &self,
        spot: &Spot,
        request: &TransactionRequest,
        gas: u64,
    ) -> Result<Executed, TxError> {
        let request = request.clone().gas_limit(gas);
        self.run_request(spot, request, Probe::default(), Purpose::Estimate)
    }
}

fn is_plain_transfer(spot: &Spot, request: &TransactionRequest) -> bool {
    let has_data = request.input.input().is_some_and(|data| !data.is_empty());
    match request.to {
        Some(TxKind::Call(to)) => !has_data && spot.state.code(to).is_empty(),
        _ => false,
    }
}

/// The maximum gas to try: the minimum of the request, the node's limit, and what the sender can pay.
fn max_gas(spot: &Spot, request: &TransactionRequest) -> u64 {
    let asked = request
        .gas
        .filter(|gas| *gas >= TRANSFER_GAS)
        .unwrap_or(RPC_GAS_CAP)
        .min(RPC_GAS_CAP);
    let price = request.max_fee_per_gas.or(request.gas_price).unwrap_or(0);
    if price == 0 {
        return asked;
    }
    let balance = spot.state.balance(request.from.unwrap_or_default());
    let funds = balance.saturating_sub(request.value.unwrap_or_default());
    let affordable = funds / U256::from(price);
    asked.min(affordable.saturating_to())
}
