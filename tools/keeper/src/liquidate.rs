//! Liquidations: those that pay are sent, and auctions are started, bid in, kept and ended.

use alloy::primitives::U256;
use display::decimal::WAD_PLACES;
use math::{WAD, mul_div_up};
use venue::bindings::ILiquidator::{self, AuctionState, LiquidationState};
use venue::bindings::{IMarket, IOracle};
use venue::chain::Done;
use venue::fault::Fault;
use venue::protocol::account_name;
use venue::units::{self, wad_unsigned};

use crate::keeper::Keeper;

/// The stage in which the pool closes positions.
const CLOSED: u8 = 1;

/// The stage of an account that has its margin.
const SOUND: u8 = 0;

/// An auction is kept this often, by another call of `liquidate`: one that nobody keeps for 15 minutes starts again.
const KEEP_SECS: u64 = 300;

/// An account and what its liquidation would do.
pub(crate) struct Case {
    pub(crate) id: U256,
    pub(crate) state: LiquidationState,
    pub(crate) auction: AuctionState,
    now_secs: u64,
}

impl Case {
    /// What the caller earns, units of the asset.
    fn pay(&self) -> U256 {
        U256::from(self.state.pay)
    }

    /// The time since the last call of `liquidate` in the auction.
    pub(crate) const fn unseen_secs(&self) -> u64 {
        self.now_secs.saturating_sub(self.auction.seenAt)
    }
}

impl Keeper {
    /// Liquidates an account as far as that is due.
    pub(crate) async fn liquidate(&self, id: U256, now_secs: u64) -> Result<(), Fault> {
        let (chain, liquidator) = (&self.protocol.chain, self.protocol.liquidator);
        let subject = format!("account {}", account_name(id));
        let call = ILiquidator::liquidationCall { id };
        let state = chain.ask(liquidator, &call).await?;
        let auction = chain
            .ask(liquidator, &ILiquidator::auctionCall { id })
            .await?;
        if state.stage == SOUND && auction.startedAt == 0 {
            self.journal.forget(&subject);
            return Ok(());
        }
        let case = Case {
            id,
            state,
            auction,
            now_secs,
        };
        // A trial: the pool's limits may refuse what is due.
        let call = ILiquidator::liquidateCall { id };
        let outcome = chain.ask(liquidator, &call).await?;
        if outcome > CLOSED && self.bids(&case).await? {
            self.journal.forget(&subject);
            return Ok(());
        }
        let Some(why) = self.reason(&case, outcome).await? else {
            let details = [
                ("account", account_name(id)),
                ("stage", outcome.to_string()),
                ("pay", self.protocol.asset().unsigned(case.pay())),
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
        self.note_liquidation(id, why, &done);
        self.journal.forget(&subject);
        Ok(())
    }

    /// Bids, if that is worth it; returns whether it did. After a refused bid the auction is still kept.
    async fn bids(&self, case: &Case) -> Result<bool, Fault> {
        match self.bid(case).await {
            Ok(has_bid) => Ok(has_bid),
            Err(fault) => {
                let subject = format!("bid for {}", account_name(case.id));
                self.refused(&subject, "cannot bid", fault)?;
                Ok(false)
            }
        }
    }

    /// The reason to call `liquidate`, if there is one: it pays, or an auction has to be started, kept or ended.
    async fn reason(&self, case: &Case, outcome: u8) -> Result<Option<&'static str>, Fault> {
        if outcome == CLOSED {
            return Ok(self.pays(case).await?.then_some("the pool closes"));
        }
        let auction = &case.auction;
        if outcome == SOUND {
            return Ok((auction.startedAt != 0).then_some("it has recovered"));
        }
        if auction.startedAt == 0 {
            return Ok(Some("its auction begins"));
        }
        Ok((case.unseen_secs() >= KEEP_SECS).then_some("its auction is kept"))
    }

    /// Whether the pay exceeds the cost of gas by the minimum profit.
    async fn pays(&self, case: &Case) -> Result<bool, Fault> {
        let pay = u128::try_from(case.pay()).unwrap_or(u128::MAX);
        let pay_wad = pay.saturating_mul(self.unit_wad());
        let call = ILiquidator::liquidateCall { id: case.id };
        let gas = self.protocol.chain.gas(self.protocol.liquidator, &call);
        let cost_wad = self.gas_cost_wad(gas.await?).await?;
        Ok(pay_wad >= cost_wad.saturating_add(self.terms.min_profit_wad))
    }

    /// The smallest unit of the asset in WAD.
    pub(crate) fn unit_wad(&self) -> u128 {
        let places = self.protocol.asset().places;
        10_u128.pow(WAD_PLACES.saturating_sub(places))
    }

    /// The cost of this much gas, USD, rounded up.
    pub(crate) async fn gas_cost_wad(&self, gas: u64) -> Result<u128, Fault> {
        let chain = &self.protocol.chain;
        let wei = chain.gas_price().await?.saturating_mul(u128::from(gas));
        let coin_wad = if let Some(price) = self.terms.coin_usd_wad {
            price
        } else {
            // Without `--coin-usd` the underlying is the coin.
            let call = IOracle::snapshotCall { settling: 0 };
            chain.ask(self.protocol.oracle, &call).await?.spot
        };
        Ok(mul_div_up(wei, coin_wad, WAD).unwrap_or(u128::MAX))
    }

    /// Writes a liquidation to the journal.
    fn note_liquidation(&self, id: U256, why: &str, done: &Done<u8>) {
        let (by, asset) = (self.protocol.liquidator, self.protocol.asset());
        let mut details = vec![("account", account_name(id)), ("why", why.to_owned())];
        if let Some(closed) = done.event::<ILiquidator::PoolClosed>(by) {
            details.push(("part", wad_unsigned(closed.part)));
            let bonds = done.events::<IMarket::BondPaid>(self.protocol.market);
            let pay = bonds.fold(closed.pay, |sum, paid| sum.saturating_add(paid.amount));
            let pay = U256::from(pay);
            details.push(("pay", units::exact(pay, asset.places)));
            details.push(("forced", closed.forced.to_string()));
        }
        if let Some(begun) = done.event::<ILiquidator::AuctionStarted>(by) {
            details.push(("auction", begun.nonce.to_string()));
        }
        let hash = done.receipt.transaction_hash.to_string();
        details.push(("transaction", hash));
        self.journal.note("liquidated", &details);
    }
}
