//! A pool whose money is partly locked, and calls of its queue.

use alloy_primitives::{Address, Bytes, U256};
use contract_tests::pool::{IVault, IWithdrawalQueue as Queue, Pool, PoolValue};
use contract_tests::revert;
use devnode::api::{Sent, TypedCall};
use devnode::error::NodeError;

/// A dollar in units of an asset of 6 decimals.
pub(crate) const USD: u128 = 1_000_000;

/// One, in WAD.
pub(crate) const WAD: u128 = 1_000_000_000_000_000_000;

pub(crate) fn number(value: u128) -> U256 {
    U256::from(value)
}

/// Returns three providers with a thousand dollars each, of which this many dollars are free.
pub(crate) fn stage(free: u128) -> Pool {
    let mut pool = Pool::of_decimals(6);
    for provider in pool.providers {
        pool.deposit(provider, 1_000 * USD).expect("they join");
    }
    lock(&mut pool, 3_000 - free);
    pool
}

/// Makes this many dollars stay.
pub(crate) fn lock(pool: &mut Pool, dollars: u128) {
    pool.mark(PoolValue {
        reserve: dollars * WAD,
        ..Default::default()
    });
}

/// Sets the worth of the book to this many dollars.
pub(crate) fn mark(pool: &mut Pool, dollars: i128) {
    let mark = WAD.cast_signed() * dollars;
    pool.mark(PoolValue {
        mark,
        high: mark,
        low: mark,
        ..Default::default()
    });
}

pub(crate) fn request(pool: &mut Pool, from: Address, shares: U256) -> Result<Sent, NodeError> {
    let call = Queue::requestRedeemCall {
        shares,
        controller: from,
        owner: from,
    };
    let (id, sent) = pool.send(from, pool.queue, call)?;
    assert_eq!(id, U256::ZERO);
    Ok(sent)
}

/// Requests at a least price: units of the asset for 10^18 units of shares. Returns the id.
pub(crate) fn request_at(
    pool: &mut Pool,
    from: Address,
    shares: U256,
    price: u128,
) -> Result<U256, NodeError> {
    let call = Queue::requestRedeemAtCall {
        shares,
        controller: from,
        owner: from,
        leastPrice: number(price),
    };
    Ok(pool.send(from, pool.queue, call)?.0)
}

/// Cancels for the controller. Returns the shares that came back.
pub(crate) fn cancel(pool: &mut Pool, controller: Address) -> Result<U256, NodeError> {
    cancel_at(pool, U256::ZERO, controller)
}

pub(crate) fn cancel_at(pool: &mut Pool, id: U256, controller: Address) -> Result<U256, NodeError> {
    let had = pool.shares(controller);
    let call = Queue::cancelRequestAtCall {
        requestId: id,
        receiver: controller,
        controller,
    };
    let (back, _) = pool.send(controller, pool.queue, call)?;
    assert_eq!(pool.shares(controller) - had, back);
    Ok(back)
}

/// Returns the cancelled shares that take part in the next closing, and those that can be fetched.
pub(crate) fn cancelled(pool: &Pool, controller: Address) -> (U256, U256) {
    let said = pool.ask_queue(Queue::cancelledRequestCall {
        requestId: U256::ZERO,
        controller,
    });
    (said.pending, said.back)
}

/// Lets the epoch end that runs.
pub(crate) fn end_epoch(pool: &mut Pool) {
    let end = pool.ask_queue(Queue::epochCall {}).end;
    pool.node.warp_to(end).expect("later");
}

pub(crate) fn close(pool: &mut Pool) -> Result<(U256, U256), NodeError> {
    let (closed, _) = pool.send(pool.owner, pool.queue, Queue::closeCall {})?;
    Ok((closed._0, closed._1))
}

/// Closes with this much gas. Returns the shares that were redeemed.
pub(crate) fn close_with(pool: &mut Pool, gas: u64) -> Result<U256, NodeError> {
    let call = TypedCall {
        call: Queue::closeCall {},
        from: pool.owner,
        to: pool.queue,
        value: U256::ZERO,
        gas,
    };
    let (closed, _) = pool.node.send_call(&call)?;
    Ok(closed._0)
}

pub(crate) fn claim(pool: &mut Pool, controller: Address) -> Result<U256, NodeError> {
    let call = Queue::claimCall {
        receiver: controller,
        controller,
    };
    Ok(pool.send(controller, pool.queue, call)?.0)
}

pub(crate) fn pending(pool: &Pool, controller: Address) -> U256 {
    pending_at(pool, U256::ZERO, controller)
}

pub(crate) fn pending_at(pool: &Pool, id: U256, controller: Address) -> U256 {
    pool.ask_queue(Queue::pendingRedeemRequestCall {
        requestId: id,
        controller,
    })
}

/// Returns the redeemed shares and their money, which the words without an id say too.
pub(crate) fn claimable(pool: &Pool, controller: Address) -> (U256, U256) {
    let (shares, assets) = claimable_at(pool, U256::ZERO, controller);
    assert_eq!(
        pool.ask_queue(Queue::claimableAssetsCall { controller }),
        assets
    );
    (shares, assets)
}

pub(crate) fn claimable_at(pool: &Pool, id: U256, controller: Address) -> (U256, U256) {
    let shares = pool.ask_queue(Queue::claimableRedeemRequestCall {
        requestId: id,
        controller,
    });
    let assets = pool.ask_queue(Queue::claimableAssetsAtCall {
        requestId: id,
        controller,
    });
    (shares, assets)
}

pub(crate) fn nothing() -> Bytes {
    revert(&Queue::QueueNothing {})
}

/// Checks that the queue has what it reports: the waiting shares, and the money it owes.
pub(crate) fn balances_hold(pool: &Pool) {
    let totals = pool.ask_queue(Queue::queueCall {});
    assert_eq!(pool.shares(pool.queue), totals.waiting);
    assert!(pool.balance(pool.queue) >= totals.owed);
    let held = pool.ask(IVault::poolCall {}).held;
    assert!(pool.balance(pool.vault) >= number(held));
}
