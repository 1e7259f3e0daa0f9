//! Liquidations: what pays is done, and auctions are begun, bid in, kept and ended.

use alloy::primitives::U256;
use venue::bindings::ILiquidator::{self, AuctionState, LiquidationState};
use venue::bindings::IOracle;
use venue::chain::Done;
use venue::fault::Fault;
use venue::protocol::account_name;
use venue::units::{self, wad_unsigned};

use crate::keeper::Keeper;

/// The stage in which the pool closes.
const CLOSED: u8 = 1;

/// The stage of an account that has its margin.
const SOUND: u8 = 0;

/// An auction that nobody has seen for so long is seen again: one that is not seen for 15 minutes begins anew.
const SEEN_AGAIN_SECS: u64 = 300;

/// One, in WAD.
const WAD: u128 = 1_000_000_000_000_000_000;

impl Keeper {
    /// Liquidates an account as far as that is due. What is said to be due is tried first.
    pub(crate) async fn liquidate(&self, id: U256, now_secs: u64) -> Result<(), Fault> {
        let (chain, liquidator) = (&self.protocol.chain, self.protocol.liquidator);
        let subject = format!("account {}", account_name(id));
        let call = ILiquidator::liquidationCall { id };
        let state = chain.ask(liquidator, &call).await?;
        let auction = chain
            .ask(liquidator, &ILiquidator::auctionCall { id })
            .await?;
        if state.stage == SOUND && auction.startedAt == 0 {
            self.journal.over(&subject);
            return Ok(());
        }
        // What would come of it now: the pool's limits may refuse what is due.
        let call = ILiquidator::liquidateCall { id };
        let outcome = chain.ask(liquidator, &call).await?;
        if outcome > CLOSED && self.bids(id, &state, &auction, now_secs).await? {
            self.journal.over(&subject);
            return Ok(());
        }
        let Some(why) = self.reason(id, &state, &auction, outcome, now_secs).await? else {
            let details = [
                ("account", account_name(id)),
                ("stage", outcome.to_string()),
                ("pay", self.protocol.asset().unsigned(U256::from(state.pay))),
            ];
            self.journal.once(&subject, "left alone", &details);
            return Ok(());
        };
        if self.terms.dry_run {
            let details = [("account", account_name(id)), ("why", why.to_owned())];
            self.journal.once(&subject, "would liquidate", &details);
            return Ok(());
        }
        let done = chain.send(liquidator, &call).await?;
        self.tell_of(id, why, &done);
        self.journal.over(&subject);
        Ok(())
    }

    /// Whether it bid. That a bid is refused keeps nobody from keeping the auction.
    async fn bids(
        &self,
        id: U256,
        state: &LiquidationState,
        auction: &AuctionState,
        now_secs: u64,
    ) -> Result<bool, Fault> {
        match self.bid(id, state, auction, now_secs).await {
            Ok(has_bid) => Ok(has_bid),
            Err(fault) => {
                let subject = format!("bid for {}", account_name(id));
                self.refused(&subject, "cannot bid", fault)?;
                Ok(false)
            }
        }
    }

    /// Why it is to be done, if it is: it pays, or an auction has to begin, be seen or end.
    async fn reason(
        &self,
        id: U256,
        state: &LiquidationState,
        auction: &AuctionState,
        outcome: u8,
        now_secs: u64,
    ) -> Result<Option<&'static str>, Fault> {
        if outcome == CLOSED {
            return Ok(self.pays(id, state).await?.then_some("the pool closes"));
        }
        if outcome == SOUND {
            return Ok((auction.startedAt != 0).then_some("it has recovered"));
        }
        if auction.startedAt == 0 {
            return Ok(Some("its auction begins"));
        }
        let unseen = now_secs.saturating_sub(auction.seenAt);
        Ok((unseen >= SEEN_AGAIN_SECS).then_some("its auction is kept"))
    }

    /// Whether the pay is more than the gas, by as much as was asked for.
    async fn pays(&self, id: U256, state: &LiquidationState) -> Result<bool, Fault> {
        let pay_wad = state.pay.saturating_mul(self.unit_wad());
        let call = ILiquidator::liquidateCall { id };
        let gas = self.protocol.chain.gas(self.protocol.liquidator, &call);
        let cost_wad = self.gas_cost_wad(gas.await?).await?;
        Ok(pay_wad >= cost_wad.saturating_add(self.terms.least_profit_wad))
    }

    /// The asset's unit, WAD.
    pub(crate) fn unit_wad(&self) -> u128 {
        let places = self.protocol.asset().places;
        10_u128.pow(18_u32.saturating_sub(places))
    }

    /// What so much gas costs, USD, rounded up.
    pub(crate) async fn gas_cost_wad(&self, gas: u64) -> Result<u128, Fault> {
        let chain = &self.protocol.chain;
        let wei = chain.gas_price().await?.saturating_mul(u128::from(gas));
        let coin_wad = if let Some(price) = self.terms.coin_usd_wad {
            price
        } else {
            // Without a price of the coin, the underlying is the coin.
            let call = IOracle::snapshotCall { settling: 0 };
            chain.ask(self.protocol.oracle, &call).await?.spot
        };
        let cost = U256::from(wei) * U256::from(coin_wad);
        let cost = cost.div_ceil(U256::from(WAD));
        Ok(u128::try_from(cost).unwrap_or(u128::MAX))
    }

    fn tell_of(&self, id: U256, why: &str, done: &Done<u8>) {
        let (by, asset) = (self.protocol.liquidator, self.protocol.asset());
        let mut details = vec![("account", account_name(id)), ("why", why.to_owned())];
        if let Some(closed) = done.event::<ILiquidator::PoolClosed>(by) {
            details.push(("part", wad_unsigned(closed.part)));
            details.push(("pay", units::exact(U256::from(closed.pay), asset.places)));
        }
        if let Some(begun) = done.event::<ILiquidator::AuctionStarted>(by) {
            details.push(("auction", begun.nonce.to_string()));
        }
        let hash = done.receipt.transaction_hash.to_string();
        details.push(("transaction", hash));
        self.journal.note("liquidated", &details);
    }
}
