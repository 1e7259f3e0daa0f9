//! Looking at accounts as `ArbOS` does: without warming them for the interpreter.

use alloy::primitives::{Address, Bytes, U256};
use revm::{
    Database,
    context_interface::{
        ContextTr, JournalTr,
        journaled_state::{TransferError, account::JournaledAccountTr},
    },
    state::AccountInfo,
};

use super::Ctx;

/// Whether the account counts as accessed by this transaction.
pub(crate) fn is_warm(ctx: &Ctx, address: Address) -> bool {
    let journal = &ctx.journaled_state.inner;
    journal.warm_addresses.is_warm(&address)
        || journal
            .state
            .get(&address)
            .is_some_and(|account| !account.is_cold_transaction_id(journal.transaction_id))
}

/// The account as the transaction sees it now, if it exists.
pub(crate) fn peek(ctx: &mut Ctx, address: Address) -> Option<AccountInfo> {
    if let Some(account) = ctx.journaled_state.inner.state.get(&address) {
        return Some(account.info.clone());
    }
    let Ok(info) = ctx.journaled_state.database.basic(address);
    info
}

/// The code at an address.
pub(crate) fn peek_code(ctx: &mut Ctx, address: Address) -> Bytes {
    let Some(info) = peek(ctx, address) else {
        return Bytes::new();
    };
    info.code.map_or_else(
        || {
            let Ok(code) = ctx.journaled_state.database.code_by_hash(info.code_hash);
            code.original_bytes()
        },
        |code| code.original_bytes(),
    )
}

/// Counts the account as accessed.
pub(crate) fn warm(ctx: &mut Ctx, address: Address) {
    let Ok(_) = ctx.journal_mut().load_account(address);
}

/// Whether the account has destroyed itself in this transaction.
pub(crate) fn has_self_destructed(ctx: &Ctx, address: Address) -> bool {
    ctx.journaled_state
        .inner
        .state
        .get(&address)
        .is_some_and(revm::state::Account::is_selfdestructed)
}

/// Moves wei between accounts.
pub(crate) fn transfer(
    ctx: &mut Ctx,
    from: Address,
    to: Address,
    wei: U256,
) -> Result<(), TransferError> {
    let cold = [from, to].map(|address| !is_warm(ctx, address));
    let Ok(failure) = ctx.journal_mut().transfer(from, to, wei);
    for (address, was_cold) in [from, to].into_iter().zip(cold) {
        if was_cold {
            make_cold(ctx, address);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Adds wei out of nothing, as fees are credited after execution.
pub(crate) fn credit(ctx: &mut Ctx, address: Address, wei: U256) {
    let Ok(()) = ctx.journal_mut().balance_incr(address, wei);
}

fn make_cold(ctx: &mut Ctx, address: Address) {
    let Ok(mut account) = ctx.journal_mut().load_account_mut(address);
    account.data.unsafe_mark_cold();
}
