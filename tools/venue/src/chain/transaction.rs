//! Transactions: signed, sent, and followed until they are mined.

use std::time::{Duration, Instant};

use alloy::consensus::{Transaction, TxEnvelope};
use alloy::eips::BlockNumberOrTag;
use alloy::eips::eip2718::Encodable2718;
use alloy::network::{EthereumWallet, NetworkTransactionBuilder, TransactionBuilder};
use alloy::primitives::{Address, U256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionReceipt;
use alloy_sol_types::{SolCall, SolEvent};

use super::transport::{FIRST_PAUSE, TRIES, brief};
use super::{Chain, name};
use crate::fault::{Fault, local, node, request};
use crate::refusal::Refusal;

/// How long the sender waits for a transaction to be mined.
const MINED_WITHIN: Duration = Duration::from_secs(90);

/// Once the pause between two questions is longer than this, a node that does not know the transaction has lost it.
const LOST_AFTER: Duration = Duration::from_millis(400);

/// Gas limit above the estimate, in percent: prices may move before the transaction runs.
const GAS_MARGIN_PERCENT: u64 = 25;

/// A mined transaction, and what its call returned when it was tried just before.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What the call returned.
    pub answer: T,
    /// Its receipt.
    pub receipt: TransactionReceipt,
}

impl<T> Done<T> {
    /// The first event of this kind that a contract emitted in the transaction.
    #[must_use]
    pub fn event<E: SolEvent>(&self, by: Address) -> Option<E> {
        self.events(by).next()
    }

    /// All events of this kind that a contract emitted in the transaction.
    pub fn events<E: SolEvent>(&self, by: Address) -> impl Iterator<Item = E> {
        let logs = self.receipt.inner.logs().iter();
        logs.filter(move |log| log.address() == by)
            .filter_map(|log| E::decode_log(&log.inner).ok())
            .map(|log| log.data)
    }
}

impl Chain {
    /// The account whose key signs transactions.
    ///
    /// # Errors
    /// When there is no key.
    pub fn signer_address(&self) -> Result<Address, Fault> {
        Ok(self.signer()?.0)
    }

    fn signer(&self) -> Result<(Address, &EthereumWallet), Fault> {
        let needed = "a key is needed: --private-key or --keystore";
        let signer = self.from.zip(self.wallet.as_ref());
        signer.ok_or_else(|| request(needed))
    }

    /// Sends a call as a transaction, and waits until it is mined. The call is tried first, so that a refusal costs no
    /// gas.
    ///
    /// # Errors
    /// When the contract refuses, or the node cannot be asked. If the node fails after the transaction was sent, the
    /// transaction may still be mined; the fault then names it.
    pub async fn send<C: SolCall>(&self, to: Address, call: &C) -> Result<Done<C::Return>, Fault> {
        self.pay(to, call, U256::ZERO).await
    }

    /// Sends a call that carries this much wei, like [`Self::send`].
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn pay<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        wei: U256,
    ) -> Result<Done<C::Return>, Fault> {
        let (from, wallet) = self.signer()?;
        let latest = BlockNumberOrTag::Latest.into();
        let answer = self.ask_paying(to, call, wei, latest).await?;
        let transaction = self.request(to, call).with_value(wei);
        let ask = || async { self.provider.estimate_gas(transaction.clone()).await };
        let gas = self.retried(name::<C>(), ask).await?;
        let ask = || async { self.provider.get_transaction_count(from).pending().await };
        let nonce = self.retried("the nonce", ask).await?;
        let ask = || async { self.provider.estimate_eip1559_fees().await };
        let fees = self.retried("the price of gas", ask).await?;
        let transaction = transaction
            .with_nonce(nonce)
            .with_chain_id(self.id)
            .with_max_fee_per_gas(fees.max_fee_per_gas)
            .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas)
            .with_gas_limit(gas.saturating_add(gas / 100 * GAS_MARGIN_PERCENT));
        let signed = transaction.build(wallet).await;
        let signed = signed.map_err(|error| local(format!("signing: {error}")))?;
        self.submit(name::<C>(), &signed).await?;
        let receipt = self.wait_until_mined(&signed).await?;
        if receipt.status() {
            return Ok(Done { answer, receipt });
        }
        Err(self.why_it_failed(to, call, wei, &receipt).await)
    }

    /// Submits a transaction until the node has it. A second submission does no harm, since a transaction is mined only
    /// once: so it does not matter if an answer is lost.
    async fn submit(&self, what: &str, signed: &TxEnvelope) -> Result<(), Fault> {
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
                    "{fault}; transaction {hash} may have been sent: check before you repeat it"
                )));
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Ok(())
    }

    /// Waits until a transaction is mined. Submits it again to a node that does not know it, because its block was
    /// replaced or the node dropped it.
    async fn wait_until_mined(&self, signed: &TxEnvelope) -> Result<TransactionReceipt, Fault> {
        let (hash, raw) = (*signed.tx_hash(), signed.encoded_2718());
        let until = Instant::now() + MINED_WITHIN;
        let mut pause = Duration::from_millis(50);
        let mut last = "it is not mined".to_owned();
        let mut refused = 0;
        while Instant::now() < until && refused < TRIES {
            match self.provider.get_transaction_receipt(hash).await {
                Ok(Some(receipt)) => return Ok(receipt),
                Ok(None) if pause > LOST_AFTER => {
                    let known = self.provider.get_transaction_by_hash(hash).await;
                    if known.is_ok_and(|transaction| transaction.is_none()) {
                        if self.is_ahead(signed).await {
                            return Err(node(format!(
                                "transaction {hash} was lost with the one before it, and cannot be mined any more"
                            )));
                        }
                        // It may be mined at this very moment, so a single error does not count.
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
            "transaction {hash} was sent, but: {last}. It may still be mined: check before you repeat it"
        )))
    }

    /// Whether a transaction of the same account has to be mined before this one: its block was replaced too.
    async fn is_ahead(&self, signed: &TxEnvelope) -> bool {
        let Ok((from, _)) = self.signer() else {
            return false;
        };
        let mined = self.provider.get_transaction_count(from).await;
        mined.is_ok_and(|mined| mined < signed.nonce())
    }

    /// Why a mined transaction failed, found by repeating the call at its block.
    async fn why_it_failed<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        wei: U256,
        receipt: &TransactionReceipt,
    ) -> Fault {
        let hash = receipt.transaction_hash;
        let block = receipt.block_number.unwrap_or_default();
        match self.ask_paying(to, call, wei, block.into()).await {
            Err(Fault::Refused(refusal)) => Fault::Refused(refusal),
            _ => Fault::Refused(Refusal {
                name: String::new(),
                arguments: serde_json::Value::Null,
                sentence: format!("transaction {hash} was mined and failed"),
                data: Vec::new(),
            }),
        }
    }
}
