//! `ArbDebug` (0xff): functions of debug chains only.

use alloy::{
    primitives::{Address, B256, Bytes},
    sol,
};
use revm::{
    bytecode::Bytecode,
    context_interface::{ContextTr, JournalTr},
};

use super::{Fault, Method, Session, set};
use crate::evm::access;

sol! {
    function becomeChainOwner() external;
    function events(bool flag, bytes32 value) external payable returns (address, uint256);
    function eventsView() external view;
    function customRevert(uint64 number) external pure;
    function legacyError() external pure;
    function panic() external;
    function overwriteContractCode(address target, bytes newCode) external returns (bytes oldCode);

    event Basic(bool flag, bytes32 indexed value);
    event Mixed(bool indexed flag, bool not, bytes32 indexed value, address conn, address indexed caller);
    error Custom(uint64, string, bool);
}

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::write(|s, _: becomeChainOwnerCall| {
            let caller = s.caller;
            set::OWNERS.add(s, caller)?;
            Ok(becomeChainOwnerReturn {})
        }),
        Method::payable(|s, call: eventsCall| {
            emit_both(s, call.flag, call.value)?;
            Ok(eventsReturn {
                _0: s.caller,
                _1: s.value,
            })
        }),
        Method::view(|s, _: eventsViewCall| {
            emit_both(s, true, B256::ZERO)?;
            Ok(eventsViewReturn {})
        }),
        Method::pure(|_, call: customRevertCall| {
            Err(Fault::error(&Custom {
                _0: call.number,
                _1: "This spider family wards off bugs: /\\oo/\\ //\\(oo)//\\ /\\oo/\\".to_owned(),
                _2: true,
            }))
        }),
        Method::pure(|_, _: legacyErrorCall| Err(Fault::quiet("example legacy error"))),
        // Nitro halts here; a node that serves others must go on, so the transaction fails.
        Method::write(|_, _: panicCall| {
            Err(Fault::Abort(
                "called ArbDebug's debug-only Panic method".to_owned(),
            ))
        }),
        Method::write(|s, call: overwriteContractCodeCall| {
            Ok(overwrite(s, call.target, call.newCode))
        }),
    ]
}

fn emit_both(s: &mut Session<'_>, flag: bool, value: B256) -> Result<(), Fault> {
    s.emit(&Basic { flag: !flag, value })?;
    let (conn, caller): (Address, Address) = (s.address, s.caller);
    s.emit(&Mixed {
        flag,
        not: !flag,
        value,
        conn,
        caller,
    })
}

fn overwrite(s: &mut Session<'_>, target: Address, code: Bytes) -> Bytes {
    let old = access::peek_code(s.ctx, target);
    let Ok(_) = s.ctx.journal_mut().load_account_with_code(target);
    s.ctx
        .journal_mut()
        .set_code(target, Bytecode::new_raw(code));
    old
}
