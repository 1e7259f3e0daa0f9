//! Allowances for contracts that take money.

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};
use venue::bindings::IErc20;
use venue::chain::Done;
use venue::fault::{Fault, request};
use venue::protocol::Protocol;

use crate::output;
use crate::progress::during;

/// An approval that was sent because it was needed.
pub(crate) struct Approved {
    amount: U256,
    to: &'static str,
    transaction: Done<bool>,
}

impl Approved {
    /// The approval as a line.
    pub(crate) fn line(&self, protocol: &Protocol) -> String {
        let amount = protocol.asset().unsigned(self.amount);
        let hash = self.transaction.receipt.transaction_hash;
        format!(
            "approved {amount} for the {}, transaction {hash}\n",
            self.to
        )
    }

    /// The approval as JSON.
    pub(crate) fn json(&self) -> Value {
        json!({
            "spender": self.to,
            "units": self.amount.to_string(),
            "transaction": output::transaction(&self.transaction),
        })
    }
}

/// Approves exactly this amount for a contract named `to`, unless the allowance is large enough.
///
/// # Errors
/// When the sender has less money, or the token refuses.
pub(crate) async fn allow(
    protocol: &Protocol,
    spender: Address,
    to: &'static str,
    amount: U256,
) -> Result<Option<Approved>, Fault> {
    let (chain, token, owner) = (&protocol.chain, protocol.token, protocol.chain.sender()?);
    let balance = chain.ask(token, &IErc20::balanceOfCall { owner }).await?;
    if balance < amount {
        let asset = protocol.asset();
        return Err(request(format!(
            "{owner} has {}, less than {}",
            asset.unsigned(balance),
            asset.unsigned(amount)
        )));
    }
    let asked = IErc20::allowanceCall { owner, spender };
    if chain.ask(token, &asked).await? >= amount {
        return Ok(None);
    }
    let approve = IErc20::approveCall { spender, amount };
    let sending = chain.send(token, &approve);
    let transaction = during("approving", sending).await?;
    Ok(Some(Approved {
        amount,
        to,
        transaction,
    }))
}

/// What an approval adds to the output of a command: a line, and JSON.
pub(crate) fn approval_output(approved: Option<&Approved>, protocol: &Protocol) -> (String, Value) {
    approved.map_or((String::new(), Value::Null), |approved| {
        (approved.line(protocol), approved.json())
    })
}
