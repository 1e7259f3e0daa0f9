//! What the tests share: the toolbox in both kinds, and how it is told what to do.

#![allow(dead_code, reason = "each test binary uses its own part")]

use alloy::{
    primitives::{Address, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
};
use devnode::{Devnode, api::Sent, artifact::Artifact, error::NodeError, evm::Executed};

pub(crate) const TOOLBOX_WAT: &str = include_str!("../fixtures/toolbox.wat");
pub(crate) const TOOLBOX_JSON: &str = include_str!("../../contracts/artifacts/Toolbox.json");
pub(crate) const COUNTER_JSON: &str = include_str!("../../contracts/artifacts/Counter.json");

/// What the toolbox is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Call(Address, U256, Box<Op>),
    Delegate(Address, Box<Op>),
    Static(Address, Box<Op>),
    Store(U256, U256),
    Load(U256),
    Revert(Vec<u8>),
    Trap,
    Spin,
    Log(Vec<u8>),
    Create(Vec<u8>),
    Context,
    Echo(Vec<u8>),
    Reentrant,
}

impl Op {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let forward = |kind: u8, to: &Address, value: U256, op: &Op| {
            let mut data = vec![kind];
            data.extend_from_slice(to.as_slice());
            data.extend_from_slice(&value.to_be_bytes::<32>());
            data.extend(op.encode());
            data
        };
        let tagged = |tag: u8, rest: &[u8]| [&[tag], rest].concat();
        match self {
            Self::Call(to, value, op) => forward(0, to, *value, op),
            Self::Delegate(to, op) => forward(1, to, U256::ZERO, op),
            Self::Static(to, op) => forward(2, to, U256::ZERO, op),
            Self::Store(key, value) => tagged(
                3,
                &[key.to_be_bytes::<32>(), value.to_be_bytes::<32>()].concat(),
            ),
            Self::Load(key) => tagged(4, &key.to_be_bytes::<32>()),
            Self::Revert(data) => tagged(5, data),
            Self::Trap => vec![6],
            Self::Spin => vec![7],
            Self::Log(data) => tagged(8, data),
            Self::Create(code) => tagged(9, code),
            Self::Context => vec![10],
            Self::Echo(data) => tagged(11, data),
            Self::Reentrant => vec![12],
        }
    }

    pub(crate) fn call(to: Address, op: Self) -> Self {
        Self::Call(to, U256::ZERO, Box::new(op))
    }
}

/// A node with toolboxes of both kinds.
pub(crate) struct Bench {
    pub(crate) node: Devnode,
    pub(crate) user: Address,
    pub(crate) wasm: Address,
    pub(crate) evm: Address,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(Devnode::builder())
    }

    pub(crate) fn with(builder: devnode::api::Builder) -> Self {
        let mut node = builder.build().expect("the node starts");
        let user = node.account(0);
        let wasm = wat::parse_str(TOOLBOX_WAT).expect("the toolbox assembles");
        let wasm = node
            .deploy_wasm(user, &wasm)
            .expect("the toolbox is activated")
            .address;
        let evm = node
            .deploy_artifact(user, TOOLBOX_JSON, &[])
            .expect("the toolbox is deployed");
        Self {
            node,
            user,
            wasm,
            evm,
        }
    }

    pub(crate) fn request(&self, to: Address, op: &Op) -> TransactionRequest {
        TransactionRequest {
            from: Some(self.user),
            to: Some(TxKind::Call(to)),
            gas: Some(10_000_000),
            input: TransactionInput::new(op.encode().into()),
            ..TransactionRequest::default()
        }
    }

    pub(crate) fn send(&mut self, to: Address, op: &Op) -> Result<Sent, NodeError> {
        let request = self.request(to, op);
        self.node.transact(request)
    }

    pub(crate) fn call(&self, to: Address, op: &Op) -> Result<Executed, NodeError> {
        self.node.simulate(self.request(to, op))
    }

    /// What a call answers.
    pub(crate) fn answer(&self, to: Address, op: &Op) -> Vec<u8> {
        self.call(to, op)
            .expect("the call succeeds")
            .output
            .to_vec()
    }

    pub(crate) fn slot(&self, account: Address, slot: u64) -> U256 {
        self.node.chain().state().slot(account, U256::from(slot))
    }
}

pub(crate) fn counter() -> Artifact {
    Artifact::parse(COUNTER_JSON).expect("the artifact is whole")
}
