//! A connection to a chain: calls, transactions and events.

mod events;
mod transaction;
mod transport;

use std::time::Duration;

use alloy::consensus::BlockHeader;
use alloy::eips::{BlockId, BlockNumberOrTag};
use alloy::network::{EthereumWallet, TransactionBuilder};
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use alloy::rpc::types::TransactionRequest;
use alloy::rpc::types::simulate::{SimBlock, SimulatePayload};
use alloy::signers::local::PrivateKeySigner;
use alloy::transports::RpcError;
use alloy_sol_types::SolCall;

use crate::fault::{Fault, local, node, request};
use crate::refusal::Refusal;
use crate::units::Asset;

pub use transaction::Done;

use transport::{brief, client};

/// A node of a chain, and the account that its calls and transactions come from.
#[derive(Clone, Debug)]
pub struct Chain {
    provider: DynProvider,
    id: u64,
    from: Option<Address>,
    wallet: Option<EthereumWallet>,
    asset: Asset,
}

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, in unix seconds.
    pub time_secs: u64,
}

impl Chain {
    /// Connects to a node at an `http(s)://` or `ws(s)://` URL. The sender is the owner of `key`, or `from`, which can
    /// only make calls. An answer over HTTP has to come within `timeout`.
    ///
    /// # Errors
    /// When no node answers.
    pub async fn connect(
        url: &str,
        key: Option<PrivateKeySigner>,
        from: Option<Address>,
        timeout: Duration,
    ) -> Result<Self, Fault> {
        let own = key.as_ref().map(PrivateKeySigner::address);
        if let (Some(own), Some(other)) = (own, from)
            && own != other
        {
            return Err(request(format!(
                "--from {other} is not the address of the key, {own}"
            )));
        }
        let client = client(url, timeout).await?;
        let provider = ProviderBuilder::new().connect_client(client).erased();
        let id = provider.get_chain_id().await;
        let id = id.map_err(|error| node(format!("{url}: {}", brief(&error))))?;
        Ok(Self {
            provider,
            id,
            from: own.or(from),
            wallet: key.map(EthereumWallet::from),
            asset: Asset {
                symbol: "units".into(),
                places: 0,
            },
        })
    }

    /// The same, with amounts in refusals given in this asset.
    #[must_use]
    pub fn with_asset(self, asset: Asset) -> Self {
        Self { asset, ..self }
    }

    /// The asset that amounts in refusals are given in.
    #[must_use]
    pub const fn asset(&self) -> &Asset {
        &self.asset
    }

    /// The chain's id.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// The provider underneath.
    #[must_use]
    pub const fn provider(&self) -> &DynProvider {
        &self.provider
    }

    /// The account that calls come from.
    ///
    /// # Errors
    /// When neither a key nor `--from` was given.
    pub fn sender(&self) -> Result<Address, Fault> {
        self.from.ok_or_else(|| {
            request("say who you are: --private-key, --keystore, or --from to look only")
        })
    }

    /// The account that calls come from, if one was given.
    #[must_use]
    pub const fn sender_if_known(&self) -> Option<Address> {
        self.from
    }

    /// The newest block.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn head(&self) -> Result<Head, Fault> {
        self.block(BlockNumberOrTag::Latest.into())
            .await?
            .ok_or_else(|| node("the node has no newest block"))
    }

    /// A block, if it exists.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn block(&self, which: BlockId) -> Result<Option<Head>, Fault> {
        let ask = || async { self.provider.get_block(which).await };
        let block = self.retried("the block", ask).await?;
        Ok(block.map(|block| Head {
            number: block.header.number(),
            hash: block.header.hash,
            time_secs: block.header.timestamp(),
        }))
    }

    /// Calls a contract at the newest block, and returns what it answers.
    ///
    /// # Errors
    /// When the contract refuses, or the node cannot be asked.
    pub async fn ask<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Fault> {
        self.ask_at(to, call, BlockNumberOrTag::Latest.into()).await
    }

    /// Calls a contract at a block, and returns what it answers.
    ///
    /// # Errors
    /// When the contract refuses, or the node cannot be asked.
    pub async fn ask_at<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        block: BlockId,
    ) -> Result<C::Return, Fault> {
        self.ask_paying(to, call, U256::ZERO, block).await
    }

    /// The same for a call that carries this much wei.
    async fn ask_paying<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        wei: U256,
        block: BlockId,
    ) -> Result<C::Return, Fault> {
        let request = self.request(to, call).with_value(wei);
        let ask = || async { self.provider.call(request.clone()).block(block).await };
        let answer = self.retried(name::<C>(), ask).await?;
        C::abi_decode_returns_validate(&answer).map_err(|_| {
            local(format!(
                "{to} does not answer {}: is it the right contract?",
                name::<C>()
            ))
        })
    }

    /// Simulates calls one after another on top of the newest block. Each sees the changes of those before it.
    ///
    /// # Errors
    /// When one of the calls is refused, or the node cannot be asked or has no `eth_simulateV1`.
    pub async fn simulate(&self, calls: &[(Address, Vec<u8>)]) -> Result<Vec<Bytes>, Fault> {
        /// The JSON-RPC error code of an unknown method.
        const NO_METHOD: i64 = -32_601;
        let calls = calls.iter().map(|(to, data)| {
            let request = TransactionRequest::default().with_to(*to);
            let request = request.with_input(data.clone());
            match self.from {
                Some(from) => request.with_from(from),
                None => request,
            }
        });
        let payload = SimulatePayload {
            block_state_calls: vec![SimBlock::default().extend_calls(calls)],
            trace_transfers: false,
            validation: false,
            return_full_transactions: false,
        };
        let ask = || async {
            match self.provider.simulate(&payload).await {
                // A retry would not help, so this counts as an answer.
                Err(RpcError::ErrorResp(answer)) if answer.code == NO_METHOD => Ok(None),
                answer => answer.map(Some),
            }
        };
        let blocks = self.retried("eth_simulateV1", ask).await?;
        let blocks = blocks
            .ok_or_else(|| local("the node does not support eth_simulateV1: use another node"))?;
        let results = blocks.into_iter().flat_map(|block| block.calls);
        let answers = results.map(|result| {
            if result.status {
                return Ok(result.return_data);
            }
            Err(Fault::Refused(Refusal::read(
                &result.return_data,
                &self.asset,
            )))
        });
        answers.collect()
    }

    /// A call as a request to the node.
    fn request<C: SolCall>(&self, to: Address, call: &C) -> TransactionRequest {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        match self.from {
            Some(from) => request.with_from(from),
            None => request,
        }
    }

    /// Whether there is a contract at an address.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn has_code(&self, address: Address) -> Result<bool, Fault> {
        Ok(!self.code(address).await?.is_empty())
    }

    /// The code at an address; empty if there is no contract.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn code(&self, address: Address) -> Result<Bytes, Fault> {
        let ask = || async { self.provider.get_code_at(address).await };
        self.retried("the code", ask).await
    }

    /// Estimates the gas of a call.
    ///
    /// # Errors
    /// When the call would be refused, or the node cannot be asked.
    pub async fn gas<C: SolCall>(&self, to: Address, call: &C) -> Result<u64, Fault> {
        let transaction = self.request(to, call);
        let ask = || async { self.provider.estimate_gas(transaction.clone()).await };
        self.retried(name::<C>(), ask).await
    }

    /// The price of gas now, in wei.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn gas_price(&self) -> Result<u128, Fault> {
        let ask = || async { self.provider.get_gas_price().await };
        self.retried("the price of gas", ask).await
    }
}

/// The name of a contract's function.
fn name<C: SolCall>() -> &'static str {
    C::SIGNATURE.split('(').next().unwrap_or(C::SIGNATURE)
}
