//! Transactions as the node takes them: signed, or sent for an account without a signature.

use alloy::{
    consensus::{
        SignableTransaction, Signed, Transaction, TxEip1559, TxEnvelope, Typed2718,
        transaction::SignerRecoverable,
    },
    eips::eip2718::Decodable2718,
    primitives::{Address, B256, Signature, U256},
};
use either::Either;
use revm::context::TxEnv;

use crate::error::TxError;

/// A transaction in the pool.
#[derive(Clone, Debug)]
pub struct PoolTx {
    /// The transaction with its signature, or with a made-up one.
    pub envelope: TxEnvelope,
    /// Its hash.
    pub hash: B256,
    /// Its sender.
    pub sender: Address,
}

impl PoolTx {
    /// Decodes a signed transaction and recovers its sender.
    ///
    /// # Errors
    /// When the bytes or the signature are not valid.
    pub fn decode(raw: &[u8]) -> Result<Self, TxError> {
        let mut rest = raw;
        let envelope = TxEnvelope::decode_2718(&mut rest)
            .map_err(|error| TxError::Decode(error.to_string()))?;
        if !rest.is_empty() {
            return Err(TxError::Decode("trailing bytes".to_owned()));
        }
        let sender = envelope.recover_signer().map_err(|_| TxError::Signature)?;
        Ok(Self {
            hash: *envelope.tx_hash(),
            envelope,
            sender,
        })
    }

    /// A transaction for an account whose key is not known. The signature holds the sender, so
    /// that two accounts never send the same bytes.
    #[must_use]
    pub fn unsigned(tx: TxEip1559, sender: Address) -> Self {
        let r = U256::from_be_slice(sender.as_slice());
        let signature = Signature::new(r, U256::from(1), false);
        let signed: Signed<TxEip1559> = tx.into_signed(signature);
        let envelope = TxEnvelope::Eip1559(signed);
        Self {
            hash: *envelope.tx_hash(),
            envelope,
            sender,
        }
    }

    /// The maximum cost of the transaction, in wei.
    #[must_use]
    pub fn max_cost(&self) -> U256 {
        let gas = U256::from(self.envelope.gas_limit());
        U256::from(self.envelope.max_fee_per_gas())
            .saturating_mul(gas)
            .saturating_add(self.envelope.value())
    }

    /// Checks what does not depend on other transactions.
    ///
    /// # Errors
    /// When the transaction is refused.
    pub fn check(&self, chain_id: u64, base_fee_wei: u64) -> Result<(), TxError> {
        if self.envelope.is_eip4844() {
            return Err(TxError::Type);
        }
        if let Some(have) = self.envelope.chain_id()
            && have != chain_id
        {
            return Err(TxError::ChainId {
                have,
                want: chain_id,
            });
        }
        let cap = self.envelope.max_fee_per_gas();
        if self
            .envelope
            .max_priority_fee_per_gas()
            .is_some_and(|tip| tip > cap)
        {
            return Err(TxError::TipAboveCap);
        }
        if cap < u128::from(base_fee_wei) {
            return Err(TxError::FeeTooLow {
                address: self.sender,
                cap,
                base: base_fee_wei,
            });
        }
        Ok(())
    }

    /// The transaction as the interpreter takes it. Tips are dropped: it pays the base fee.
    #[must_use]
    pub fn env(&self, base_fee_wei: u64) -> TxEnv {
        let tx = &self.envelope;
        let pays_tips = tx.is_dynamic_fee();
        TxEnv {
            tx_type: tx.ty(),
            caller: self.sender,
            gas_limit: tx.gas_limit(),
            gas_price: if pays_tips {
                tx.max_fee_per_gas()
            } else {
                u128::from(base_fee_wei)
            },
            gas_priority_fee: pays_tips.then_some(0),
            kind: tx.kind(),
            value: tx.value(),
            data: tx.input().clone(),
            nonce: tx.nonce(),
            chain_id: tx.chain_id(),
            access_list: tx.access_list().cloned().unwrap_or_default(),
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: tx
                .authorization_list()
                .unwrap_or_default()
                .iter()
                .cloned()
                .map(Either::Left)
                .collect(),
        }
    }
}
