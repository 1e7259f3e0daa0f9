//! `ArbRetryableTx` (0x6e): tickets that come from L1. Nothing comes from there to a development
//! chain, so there never is one, and every method says so as Nitro does.

use alloy::{
    primitives::{Address, B256, U256},
    sol,
};

use super::{Fault, Method, Session};
use crate::arbos::storage::Space;

sol! {
    function redeem(bytes32 ticketId) external returns (bytes32);
    function getLifetime() external view returns (uint256);
    function getTimeout(bytes32 ticketId) external view returns (uint256);
    function keepalive(bytes32 ticketId) external returns (uint256);
    function getBeneficiary(bytes32 ticketId) external view returns (address);
    function cancel(bytes32 ticketId) external;
    function getCurrentRedeemer() external view returns (address);
    function submitRetryable(
        bytes32 requestId, uint256 l1BaseFee, uint256 deposit, uint256 callvalue,
        uint256 gasFeeCap, uint64 gasLimit, uint256 maxSubmissionFee,
        address feeRefundAddress, address beneficiary, address retryTo, bytes retryData
    ) external;

    error NoTicketWithID();
    error NotCallable();
}

/// Seconds that a ticket lives: a week.
const LIFETIME_SECS: u64 = 7 * 24 * 3600;
/// The slot of the timeout of a ticket.
const TIMEOUT: u64 = 5;

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::write(|s, call: redeemCall| {
            // Looked up once for its size and once for itself.
            look_up(s, call.ticketId)?;
            look_up(s, call.ticketId)?;
            Err(Fault::error(&NoTicketWithID {}))
        }),
        Method::view(|_, _: getLifetimeCall| Ok(U256::from(LIFETIME_SECS))),
        Method::view(|s, call: getTimeoutCall| {
            look_up(s, call.ticketId)?;
            Err(Fault::error(&NoTicketWithID {}))
        }),
        Method::write(|s, call: keepaliveCall| {
            look_up(s, call.ticketId)?;
            Err(Fault::error(&NoTicketWithID {}))
        }),
        Method::view(|s, call: getBeneficiaryCall| {
            look_up(s, call.ticketId)?;
            Err(Fault::error(&NoTicketWithID {}))
        }),
        Method::write(|s, call: cancelCall| {
            look_up(s, call.ticketId)?;
            Err(Fault::error(&NoTicketWithID {}))
        }),
        Method::view(|_, _: getCurrentRedeemerCall| Ok(Address::ZERO)),
        Method::write(|_, _: submitRetryableCall| Err(Fault::error(&NotCallable {}))),
    ]
}

/// Pays for reading the timeout of a ticket, which shows that there is none.
fn look_up(s: &mut Session<'_>, ticket: B256) -> Result<(), Fault> {
    s.read(Space::retryable(ticket).field(TIMEOUT)).map(drop)
}
