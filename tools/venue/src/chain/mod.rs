//! A chain: asked, told, and waited for.

use std::time::{Duration, Instant};

use alloy::consensus::{BlockHeader, TxEnvelope};
use alloy::eips::eip2718::Encodable2718;
use alloy::eips::{BlockId, BlockNumberOrTag};
use alloy::network::{EthereumWallet, NetworkTransactionBuilder, TransactionBuilder};
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder, WsConnect};
use alloy::rpc::client::RpcClient;
use alloy::rpc::types::simulate::{SimBlock, SimulatePayload};
use alloy::rpc::types::{Filter, Log, TransactionReceipt, TransactionRequest};
use alloy::signers::local::PrivateKeySigner;
use alloy::transports::http::Http;
use alloy::transports::{RpcError, TransportError};
use alloy_sol_types::{SolCall, SolEvent};

use crate::fault::{Fault, local, node, request};
use crate::refusal::Refusal;
use crate::units::Asset;

/// How long a transaction may wait to be mined before its sender gives up waiting.
const MINED_WITHIN: Duration = Duration::from_secs(90);

/// A node that does not know a transaction once its sender waits this long between two questions has lost it.
const FORGOTTEN_AFTER: Duration = Duration::from_millis(400);

/// A transaction is given so much more gas than it seems to need, in percent: prices move until it runs.
const GAS_MARGIN_PERCENT: u64 = 25;

/// So often a question that the node failed to answer is put again, and after this pause at first.
const TRIES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Most blocks that one question for events spans at first.
const SPAN: u64 = 10_000;

/// A node of a chain, and whom it is spoken to for.
#[derive(Clone, Debug)]
pub struct Chain {
    provider: DynProvider,
    id: u64,
    from: Option<Address>,
    wallet: Option<EthereumWallet>,
    asset: Asset,
}

/// The newest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, in unix seconds.
    pub time_secs: u64,
}

/// A transaction that was mined, and what it returned when it was tried just before.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What it returned.
    pub answer: T,
    /// Its receipt.
    pub receipt: TransactionReceipt,
}

impl<T> Done<T> {
    /// The first event of a kind that a contract emitted in it.
    #[must_use]
    pub fn event<E: SolEvent>(&self, by: Address) -> Option<E> {
        let logs = self.receipt.inner.logs().iter();
        logs.filter(|log| log.address() == by)
            .find_map(|log| E::decode_log(&log.inner).ok())
            .map(|log| log.data)
    }
}

impl Chain {
    /// Speaks to a node at an `http(s)://` or `ws(s)://` URL, for the holder of a key, or for an address that only asks. An
    /// answer over HTTP has to come within `patience`.
    ///
    /// # Errors
    /// When there is no node.
    pub async fn connect(
        url: &str,
        key: Option<PrivateKeySigner>,
        from: Option<Address>,
        patience: Duration,
    ) -> Result<Self, Fault> {
        let own = key.as_ref().map(PrivateKeySigner::address);
        if let (Some(own), Some(other)) = (own, from)
            && own != other
        {
            return Err(request(format!("--from {other} is not the key's {own}")));
        }
        let client = client(url, patience).await?;
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

    /// The same, with amounts in refusals told in this asset.
    #[must_use]
    pub fn counting_in(self, asset: Asset) -> Self {
        Self { asset, ..self }
    }

    /// The asset that amounts are told in.
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

    /// For whom it is spoken.
    ///
    /// # Errors
    /// When nobody was named.
    pub fn from(&self) -> Result<Address, Fault> {
        self.from.ok_or_else(|| {
            request("say who you are: --private-key, --keystore, or --from to look only")
        })
    }

    /// Whose transactions it signs.
    ///
    /// # Errors
    /// When there is no key.
    pub fn signs(&self) -> Result<Address, Fault> {
        Ok(self.signer()?.0)
    }

    fn signer(&self) -> Result<(Address, &EthereumWallet), Fault> {
        let needed = "this needs a key: --private-key or --keystore";
        let signer = self.from.zip(self.wallet.as_ref());
        signer.ok_or_else(|| request(needed))
    }

    /// For whom it is spoken, if anybody was named.
    #[must_use]
    pub const fn from_if_known(&self) -> Option<Address> {
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

    /// A block, if it is there.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn block(&self, which: BlockId) -> Result<Option<Head>, Fault> {
        let ask = || async { self.provider.get_block(which).await };
        let block = self.patiently("the block", ask).await?;
        Ok(block.map(|block| Head {
            number: block.header.number(),
            hash: block.header.hash,
            time_secs: block.header.timestamp(),
        }))
    }

    /// What a view answers now.
    ///
    /// # Errors
    /// When it refuses, or the node cannot be asked.
    pub async fn ask<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Fault> {
        self.ask_at(to, call, BlockNumberOrTag::Latest.into()).await
    }

    /// What a view answers at a block.
    ///
    /// # Errors
    /// When it refuses, or the node cannot be asked.
    pub async fn ask_at<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        block: BlockId,
    ) -> Result<C::Return, Fault> {
        let request = self.transaction(to, call);
        let ask = || async { self.provider.call(request.clone()).block(block).await };
        let answer = self.patiently(name::<C>(), ask).await?;
        C::abi_decode_returns_validate(&answer).map_err(|_| {
            local(format!(
                "{to} does not answer {}: is it the right contract?",
                name::<C>()
            ))
        })
    }

    /// What calls would answer if they were made one after another on top of the newest block, each seeing what those before
    /// it changed.
    ///
    /// # Errors
    /// When one of them is refused, or the node cannot be asked or has no `eth_simulateV1`.
    pub async fn rehearse(&self, calls: &[(Address, Vec<u8>)]) -> Result<Vec<Bytes>, Fault> {
        /// The code of JSON-RPC for a method that is not there.
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
                // It will not be there the next time either, so that is an answer.
                Err(RpcError::ErrorResp(answer)) if answer.code == NO_METHOD => Ok(None),
                answer => answer.map(Some),
            }
        };
        let blocks = self.patiently("eth_simulateV1", ask).await?;
        let blocks =
            blocks.ok_or_else(|| local("the node has no eth_simulateV1: take another node"))?;
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

    /// Tells a contract something in a transaction, and waits until it is mined. It is tried first, so that what would be
    /// refused costs nothing.
    ///
    /// # Errors
    /// When it is refused, or the node cannot be asked. A fault of the node after it was sent leaves open whether it is
    /// mined; the fault then names the transaction.
    pub async fn send<C: SolCall>(&self, to: Address, call: &C) -> Result<Done<C::Return>, Fault> {
        let (from, wallet) = self.signer()?;
        let answer = self.ask(to, call).await?;
        let transaction = self.transaction(to, call);
        let ask = || async { self.provider.estimate_gas(transaction.clone()).await };
        let gas = self.patiently(name::<C>(), ask).await?;
        let ask = || async { self.provider.get_transaction_count(from).pending().await };
        let nonce = self.patiently("the nonce", ask).await?;
        let ask = || async { self.provider.estimate_eip1559_fees().await };
        let fees = self.patiently("the price of gas", ask).await?;
        let transaction = transaction
            .with_nonce(nonce)
            .with_chain_id(self.id)
            .with_max_fee_per_gas(fees.max_fee_per_gas)
            .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas)
            .with_gas_limit(gas.saturating_add(gas / 100 * GAS_MARGIN_PERCENT));
        let signed = transaction.build(wallet).await;
        let signed = signed.map_err(|error| local(format!("signing: {error}")))?;
        self.hand_in(name::<C>(), &signed).await?;
        let receipt = self.mined(&signed).await?;
        if receipt.status() {
            return Ok(Done { answer, receipt });
        }
        Err(self.why_it_failed(to, call, &receipt).await)
    }

    /// Hands a transaction in, until the node has it. The same one again is harmless, as it can be mined only once: so an
    /// answer that was lost loses nothing.
    async fn hand_in(&self, what: &str, signed: &TxEnvelope) -> Result<(), Fault> {
        let (hash, raw) = (*signed.tx_hash(), signed.encoded_2718());
        let mut pause = FIRST_PAUSE;
        for tries in 1.. {
            let Err(error) = self.provider.send_raw_transaction(&raw).await else {
                return Ok(());
            };
            let known = self.provider.get_transaction_by_hash(hash).await;
            if known.is_ok_and(|transaction| transaction.is_some()) {
                return Ok(());
            }
            let fault = self.fault(what, &error);
            if !fault.is_passing() {
                return Err(fault);
            }
            if tries == TRIES {
                return Err(node(format!(
                    "{fault}; transaction {hash} may have been sent: look before you repeat it"
                )));
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Ok(())
    }

    /// Waits for a transaction. A node that has never heard of it, because the block that had it was replaced or the node
    /// has forgotten what waits, is handed it again.
    async fn mined(&self, signed: &TxEnvelope) -> Result<TransactionReceipt, Fault> {
        let (hash, raw) = (*signed.tx_hash(), signed.encoded_2718());
        let until = Instant::now() + MINED_WITHIN;
        let mut pause = Duration::from_millis(50);
        let mut last = "it is not mined".to_owned();
        let mut refused = 0;
        while Instant::now() < until && refused < TRIES {
            match self.provider.get_transaction_receipt(hash).await {
                Ok(Some(receipt)) => return Ok(receipt),
                Ok(None) if pause > FORGOTTEN_AFTER => {
                    let known = self.provider.get_transaction_by_hash(hash).await;
                    if known.is_ok_and(|transaction| transaction.is_none()) {
                        // It may be mined at this very moment; what is said against it counts when it is said again.
                        match self.provider.send_raw_transaction(&raw).await {
                            Ok(_) => refused = 0,
                            Err(error) => {
                                last = brief(&error);
                                refused += 1;
                            }
                        }
                    }
                }
                Ok(None) => {}
                Err(error) => last = brief(&error),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
        Err(node(format!(
            "transaction {hash} was sent; then: {last}. It may still be mined: look before you repeat it"
        )))
    }

    /// Why a mined transaction failed, by repeating it where it stood.
    async fn why_it_failed<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        receipt: &TransactionReceipt,
    ) -> Fault {
        let hash = receipt.transaction_hash;
        let block = receipt.block_number.unwrap_or_default();
        match self.ask_at(to, call, block.into()).await {
            Err(Fault::Refused(refusal)) => Fault::Refused(refusal),
            _ => Fault::Refused(Refusal {
                name: String::new(),
                arguments: serde_json::Value::Null,
                sentence: format!("transaction {hash} was mined and failed"),
                data: Vec::new(),
            }),
        }
    }

    fn transaction<C: SolCall>(&self, to: Address, call: &C) -> TransactionRequest {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        match self.from {
            Some(from) => request.with_from(from),
            None => request,
        }
    }

    /// Events of a contract, of any of these kinds, in order.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn events(
        &self,
        by: Address,
        kinds: &[B256],
        first: u64,
        last: u64,
    ) -> Result<Vec<Log>, Fault> {
        let mut all = Vec::new();
        let (mut from, mut span) = (first, SPAN);
        while from <= last {
            let to = last.min(from.saturating_add(span - 1));
            let filter = Filter::new()
                .address(by)
                .event_signature(kinds.to_vec())
                .from_block(from)
                .to_block(to);
            match self.provider.get_logs(&filter).await {
                Ok(logs) => {
                    all.extend(logs);
                    from = to + 1;
                }
                // A node answers so when a question spans more than it allows.
                Err(RpcError::ErrorResp(_)) if span > 1 => span /= 2,
                Err(_) => {
                    let ask = || async { self.provider.get_logs(&filter).await };
                    all.extend(self.patiently("the events", ask).await?);
                    from = to + 1;
                }
            }
        }
        Ok(all)
    }

    /// Whether there is a contract at an address.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn has_code(&self, address: Address) -> Result<bool, Fault> {
        let ask = || async { self.provider.get_code_at(address).await };
        let code = self.patiently("the code", ask).await?;
        Ok(!code.is_empty())
    }

    /// What somebody has of the chain's own coin, in wei.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn coin(&self, of: Address) -> Result<U256, Fault> {
        let ask = || async { self.provider.get_balance(of).await };
        self.patiently("the balance", ask).await
    }

    /// The gas that a call would take now.
    ///
    /// # Errors
    /// When it would be refused, or the node cannot be asked.
    pub async fn gas<C: SolCall>(&self, to: Address, call: &C) -> Result<u64, Fault> {
        let transaction = self.transaction(to, call);
        let ask = || async { self.provider.estimate_gas(transaction.clone()).await };
        self.patiently(name::<C>(), ask).await
    }

    /// What a unit of gas costs now, in wei.
    ///
    /// # Errors
    /// When the node cannot be asked.
    pub async fn gas_price(&self) -> Result<u128, Fault> {
        let ask = || async { self.provider.get_gas_price().await };
        self.patiently("the price of gas", ask).await
    }

    /// Puts a question that changes nothing, and again when the node fails to answer it.
    async fn patiently<T, F>(&self, what: &str, ask: impl Fn() -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, TransportError>>,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match ask().await {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    let fault = self.fault(what, &error);
                    if !fault.is_passing() {
                        return Err(fault);
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        ask().await.map_err(|error| self.fault(what, &error))
    }

    /// What a node's error means.
    fn fault(&self, what: &str, error: &TransportError) -> Fault {
        let Some(answer) = error.as_error_resp() else {
            return node(format!("{what}: {}", brief(error)));
        };
        if let Some(data) = answer.as_revert_data() {
            return Fault::Refused(Refusal::read(&data, &self.asset));
        }
        if answer.code == 3 || answer.message.contains("execution reverted") {
            return Fault::Refused(Refusal::read(&[], &self.asset));
        }
        if answer.message.contains("insufficient funds") {
            return local(format!("the sender cannot pay for gas: {}", answer.message));
        }
        node(format!("{what}: the node answers: {}", answer.message))
    }
}

/// The name of a function.
fn name<C: SolCall>() -> &'static str {
    C::SIGNATURE.split('(').next().unwrap_or(C::SIGNATURE)
}

/// What a transport's error says, in one line.
fn brief(error: &TransportError) -> String {
    let text = match error {
        RpcError::ErrorResp(answer) => answer.message.to_string(),
        RpcError::Transport(kind) => kind.to_string(),
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}

async fn client(url: &str, patience: Duration) -> Result<RpcClient, Fault> {
    if url.starts_with("ws://") || url.starts_with("wss://") {
        let connecting = RpcClient::builder().ws(WsConnect::new(url));
        let connected = tokio::time::timeout(patience, connecting).await;
        let connected = connected.map_err(|_| node(format!("{url} does not answer")))?;
        return connected.map_err(|error| node(format!("{url}: {}", brief(&error))));
    }
    let parsed: reqwest::Url = url
        .parse()
        .map_err(|error| request(format!("--rpc {url}: {error}")))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(request(format!(
            "--rpc {url} begins with none of http://, https://, ws://, wss://"
        )));
    }
    let agent = reqwest::Client::builder().timeout(patience).build();
    let agent = agent.map_err(|error| local(format!("no HTTP here: {error}")))?;
    let is_local = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    Ok(RpcClient::new(Http::with_client(agent, parsed), is_local))
}
