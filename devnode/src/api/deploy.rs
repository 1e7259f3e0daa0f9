//! Deploying contracts of both kinds.

use alloy::{
    dyn_abi::DynSolValue,
    primitives::{Address, B256, Bytes, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
    sol,
};
use stylus_machine::format::compress_classic;

use super::{Devnode, Sent, TypedCall};
use crate::{
    arbos::{genesis::STYLUS_DEPLOYER, precompiles::ARB_WASM},
    artifact::Artifact,
    config::ether,
    error::NodeError,
};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
}

/// Selector of a Stylus contract's constructor.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];
/// Copies the bytes behind it into memory and returns them: deploys any bytes as code.
const PRELUDE_BYTES: usize = 43;

/// A deployed Stylus contract.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// Its address.
    pub address: Address,
    /// Bytes of its code, prefix included.
    pub code_bytes: usize,
    /// Gas of the transaction that created it, constructor and activation included if the
    /// deployer did all at once.
    pub gas_used: u64,
    /// Gas of the transaction that activated it; 0 when the same code was active already.
    pub activation_gas: u64,
    /// Data fee in wei; 0 likewise.
    pub data_fee: U256,
}

impl Devnode {
    /// Compresses, deploys and activates a program.
    ///
    /// # Errors
    /// When the chain refuses it.
    pub fn deploy_wasm(&mut self, from: Address, wasm: &[u8]) -> Result<Deployed, NodeError> {
        let code = compress_classic(wasm);
        let sent = self.transact(create(from, init_code(&code), U256::ZERO))?;
        let address = sent
            .created
            .ok_or_else(|| NodeError::Unknown("the new contract".to_owned()))?;
        let activation = self.activate(from, address)?;
        let (data_fee, activation_gas) =
            activation.map_or((U256::ZERO, 0), |(fee, sent)| (fee, sent.gas_used));
        Ok(Deployed {
            address,
            code_bytes: code.len(),
            gas_used: sent.gas_used,
            activation_gas,
            data_fee,
        })
    }

    /// Deploys and activates a program and runs its constructor, through the deployer contract.
    /// The arguments are encoded as Solidity encodes them.
    ///
    /// # Errors
    /// When the chain refuses it or the constructor fails.
    pub fn deploy_wasm_with_constructor(
        &mut self,
        from: Address,
        wasm: &[u8],
        args: &[u8],
        value: U256,
    ) -> Result<Deployed, NodeError> {
        let code = compress_classic(wasm);
        let call = deployCall {
            bytecode: init_code(&code),
            initData: [CONSTRUCTOR.as_slice(), args].concat().into(),
            initValue: value,
            salt: B256::ZERO,
        };
        // The deployer returns the money that activation does not take.
        let call = TypedCall::new(from, STYLUS_DEPLOYER, call).value(value + ether(1));
        let (address, sent) = self.send_call(&call)?;
        Ok(Deployed {
            address,
            code_bytes: code.len(),
            gas_used: sent.gas_used,
            activation_gas: 0,
            data_fee: U256::ZERO,
        })
    }

    /// Activates a program, unless the same code is active already; gives its data fee.
    ///
    /// # Errors
    /// When the chain refuses it.
    pub fn activate(
        &mut self,
        from: Address,
        program: Address,
    ) -> Result<Option<(U256, Sent)>, NodeError> {
        let codehash = self
            .chain()
            .state()
            .account(program)
            .map_or(B256::ZERO, |account| account.code_hash);
        if self
            .call(from, ARB_WASM, codehashVersionCall { codehash })
            .is_ok()
        {
            return Ok(None);
        }
        let call = TypedCall::new(from, ARB_WASM, activateProgramCall { program });
        let (answer, sent) = self.send_call(&call.value(ether(1)))?;
        Ok(Some((answer.dataFee, sent)))
    }

    /// Deploys EVM init code.
    ///
    /// # Errors
    /// When the init code fails.
    pub fn deploy_evm(
        &mut self,
        from: Address,
        init_code: Bytes,
        value: U256,
    ) -> Result<Address, NodeError> {
        self.transact(create(from, init_code, value))?
            .created
            .ok_or_else(|| NodeError::Unknown("the new contract".to_owned()))
    }

    /// Deploys a Solidity contract from its artifact, and learns its errors.
    ///
    /// # Errors
    /// When the artifact or the arguments are wrong, or the constructor fails.
    pub fn deploy_artifact(
        &mut self,
        from: Address,
        artifact: &str,
        args: &[DynSolValue],
    ) -> Result<Address, NodeError> {
        let artifact = Artifact::parse(artifact)?;
        self.learn(&artifact.abi);
        self.deploy_evm(from, artifact.init_code(args)?, U256::ZERO)
    }
}

fn create(from: Address, init_code: Bytes, value: U256) -> TransactionRequest {
    TransactionRequest {
        from: Some(from),
        to: Some(TxKind::Create),
        value: Some(value),
        input: TransactionInput::new(init_code),
        ..TransactionRequest::default()
    }
}

/// Init code that deploys the bytes as they are.
///
/// # Panics
/// Never: code longer than 32 bits can count cannot be held.
#[must_use]
pub fn init_code(code: &[u8]) -> Bytes {
    let mut init = Vec::with_capacity(PRELUDE_BYTES + code.len());
    // PUSH32 length, DUP1, PUSH1 offset of the code, PUSH1 0, CODECOPY, PUSH1 0, RETURN, STOP
    init.push(0x7f);
    init.extend_from_slice(&U256::from(code.len()).to_be_bytes::<32>());
    init.extend_from_slice(&[0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
    init.extend_from_slice(code);
    init.into()
}
