//! Past expiries: fixing their price, settling their series.

use venue::bindings::IMarket;
use venue::expiry::{fix, fixed_price, past, rounds_to_submit, settled_price};
use venue::fault::Fault;
use venue::units::{self, wad_unsigned};

use crate::keeper::Keeper;

impl Keeper {
    /// Settles every past expiry in the pool's book whose price can be proven, or fixed by the fallback once anyone may.
    pub(crate) async fn settle_expiries(&self) -> Result<(), Fault> {
        for expiry in past(&self.protocol).await? {
            let name = units::expiry(expiry);
            if let Err(fault) = self.settle_expiry(expiry, &name).await {
                self.refused(&format!("expiry {name}"), "cannot settle", fault)?;
            }
        }
        Ok(())
    }

    async fn settle_expiry(&self, expiry: u64, name: &str) -> Result<(), Fault> {
        let protocol = &self.protocol;
        if settled_price(protocol, expiry).await?.is_some() {
            return Ok(());
        }
        if self.terms.dry_run {
            let rounds = match fixed_price(protocol, expiry).await? {
                Some(_) => 0,
                None => rounds_to_submit(protocol, expiry).await?.len(),
            };
            let details = [("expiry", name.to_owned()), ("rounds", rounds.to_string())];
            self.journal.once(name, "would settle", &details);
            return Ok(());
        }
        let fixed = fix(protocol, expiry).await?;
        let call = IMarket::settleCall { expiry };
        let done = protocol.chain.send(protocol.market, &call).await?;
        let details = [
            ("expiry", name.to_owned()),
            ("price", wad_unsigned(fixed.price_wad)),
            ("rounds", fixed.rounds.to_string()),
            ("fallback", fixed.by_fallback.to_string()),
            ("transaction", done.receipt.transaction_hash.to_string()),
        ];
        self.journal.note("settled", &details);
        self.journal.forget(&format!("expiry {name}"));
        Ok(())
    }
}
