//! The authority over the risk manager, which has an unset module (`market`), a set one (`oracle`), and parameters
//! that are safer lower (`openingAge`) and neither (`carry`, `reserve`).

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use contract_tests::authority::{IAuthority, IGoverned, deploy_authority, key};
use contract_tests::{revert, reverted, send, wasm};
use devnode::Devnode;
use devnode::api::Sent;
use devnode::error::NodeError;

pub(crate) const WINDOW_SECS: u64 = 14 * 24 * 3_600;

pub(crate) struct Stage {
    pub(crate) node: Devnode,
    pub(crate) owner: Address,
    pub(crate) guardian: Address,
    pub(crate) stranger: Address,
    pub(crate) authority: Address,
    /// The risk manager.
    pub(crate) module: Address,
}

pub(crate) fn number(value: u64) -> U256 {
    U256::from(value)
}

impl Stage {
    pub(crate) fn set() -> Self {
        let mut node = Devnode::new().expect("a node");
        let [owner, guardian, stranger] = [0, 1, 2].map(|index| node.account(index));
        let authority = deploy_authority(&mut node, owner, guardian).expect("it is accepted");
        let module = governed(&mut node, authority);
        Self {
            node,
            owner,
            guardian,
            stranger,
            authority,
            module,
        }
    }

    pub(crate) fn by<C: SolCall>(&mut self, from: Address, call: C) -> Result<Sent, NodeError> {
        send(&mut self.node, from, self.authority, call).map(|(_, sent)| sent)
    }

    pub(crate) fn refused<C: SolCall>(&mut self, from: Address, call: C) -> Bytes {
        reverted(self.by(from, call))
    }

    pub(crate) fn ask<C: SolCall>(&self, call: C) -> C::Return {
        let answer = self.node.call(self.stranger, self.authority, call);
        answer.expect("an answer")
    }

    pub(crate) fn setting(&self, name: &str) -> U256 {
        let call = IGoverned::settingCall { key: key(name) };
        let setting = self.node.call(self.stranger, self.module, call);
        setting.expect("a key")._0
    }

    pub(crate) fn paused(&self, module: Address) -> bool {
        let paused = self
            .node
            .call(self.stranger, module, IGoverned::pausedCall {});
        paused.expect("an answer")
    }

    pub(crate) fn pending(&self, module: Address, name: &str) -> (U256, u64) {
        let pending = self.ask(IAuthority::pendingChangeCall {
            module,
            key: key(name),
        });
        (pending._0, pending._1)
    }

    /// Checks that nobody but these may do it.
    pub(crate) fn is_for_owner_alone<C: SolCall + Clone>(&mut self, call: &C) {
        for caller in [self.guardian, self.stranger] {
            let refused = self.refused(caller, call.clone());
            assert_eq!(refused, revert(&IAuthority::AccessNotOwner { caller }));
        }
    }
}

/// Returns a risk manager under this authority. Its other modules do not matter here.
pub(crate) fn governed(node: &mut Devnode, authority: Address) -> Address {
    let modules = [0x10, 0x11].map(Address::repeat_byte);
    let arguments = (authority, modules[0], modules[1]).abi_encode_params();
    let (from, code) = (node.account(0), wasm("risk-manager"));
    let deployed = node.deploy_wasm_with_constructor(from, &code, &arguments, U256::ZERO);
    deployed.expect("it is accepted").address
}
