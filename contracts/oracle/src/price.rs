//! The price now, and what it may be used for.

use crate::admin::{DEVIATION, GRACE, JUMP, REDUCE};
use crate::calls::Unanswered;
use crate::errors::*;
use crate::storage::{Oracle, Source};
use abi::oracle::events::{PriceJumped, SourceChanged};
use abi::oracle::{OracleSnapshot, FULL, REDUCE as ONLY_REDUCE, SETTLE_ONLY};
use alloy_primitives::Address;
use domain::calendar::last_expiry;
use feeds::sequencer::{require_up, Outage};
use feeds::{Fault, JumpRule, Moving, Reply, Round, Walk};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// A price that may be used.
pub(crate) struct Price {
    pub(crate) round: Round,
    /// The source of the round, with the index that it has or would get.
    pub(crate) source: Source,
    /// Whether the source is not stored yet.
    pub(crate) new_source: bool,
    /// The moving average with the round taken into it.
    pub(crate) moving: Moving,
}

/// A price, and the average of an expiry.
pub(crate) struct Look {
    pub(crate) price: Price,
    pub(crate) snapshot: OracleSnapshot,
    /// How far the average of the expiry came.
    pub(crate) walk: Option<Walk>,
}

impl Oracle {
    /// Returns the price and the average so far of an expiry; `None` if no price may be used, whatever a feed does.
    ///
    /// # Errors
    /// `OracleGas`.
    #[inline(never)]
    pub(crate) fn look(&self, settling: u64) -> Result<Option<Look>, Refusal> {
        let price = match self.price() {
            Ok(price) => price,
            Err(Unanswered::Fault(_)) => return Ok(None),
            Err(Unanswered::Stop(refusal)) => return Err(refusal),
        };
        let mut snapshot = self.snapshot_of(&price);
        let (walk, known) = self.add_average(settling, &price, &mut snapshot)?;
        if !known {
            snapshot = nothing();
        }
        Ok(Some(Look {
            price,
            snapshot,
            walk,
        }))
    }

    /// Returns the price now, if it may be used.
    #[inline(never)]
    pub(crate) fn price(&self) -> Result<Price, Unanswered> {
        let now = self.vm().block_timestamp();
        self.require_sequencer(now)?;
        let feed = self.spot_feed();
        let reply = self.latest(feed)?;
        let (source, new_source) = self.source_of(feed, &reply)?;
        let judged = reply.round(source.decimals).and_then(|round| {
            round.require_current(now, self.longest_age_secs(now))?;
            Ok(round)
        });
        let round = judged.map_err(|fault| Unanswered::Fault(self.blamed(feed, &reply, fault)))?;
        let rule = JumpRule {
            jump_bps: self.parameter(JUMP),
            reduce_secs: self.parameter(REDUCE),
        };
        Ok(Price {
            moving: self.moving.get().after(&round, &rule),
            round,
            source,
            new_source,
        })
    }

    fn require_sequencer(&self, now: u64) -> Result<(), Unanswered> {
        let reply = self.latest(self.sequencer_feed())?;
        match require_up(&reply, now, self.parameter(GRACE)) {
            Ok(()) => Ok(()),
            Err(Outage::Unknown) => Err(OracleSequencerUnknown {}.into()),
            Err(Outage::Down) => Err(OracleSequencerDown {}.into()),
            Err(Outage::Grace { until_secs: until }) => Err(OracleSequencerGrace { until }.into()),
        }
    }

    /// Returns the source of a round, and whether it is new: another feed or another phase. Reads the decimals of a new
    /// source only, because an aggregator never changes them.
    fn source_of(&self, feed: Address, reply: &Reply) -> Result<(Source, bool), Unanswered> {
        let phase = reply.id.phase;
        let stored = self.current_source();
        let same = |it: &Source| (it.feed, it.phase) == (feed, phase);
        if let Some(source) = stored.filter(same) {
            return Ok((source, false));
        }
        let source = Source {
            feed,
            since_secs: self.vm().block_timestamp(),
            phase,
            max_age_secs: self.max_age_secs(),
            decimals: self.decimals(feed)?,
            index: stored.map_or(0, |it| it.index.saturating_add(1)),
        };
        Ok((source, true))
    }

    fn blamed(&self, feed: Address, reply: &Reply, fault: Fault) -> Refusal {
        let (id, updated) = (reply.id.wide(), reply.updated_secs);
        match fault {
            Fault::Malformed => OracleFeedMalformed { feed }.into(),
            Fault::Decimals => OracleDecimals { feed }.into(),
            Fault::Future => OracleRoundFromFuture {
                roundId: id,
                updatedAt: updated,
            }
            .into(),
            Fault::Stale => OracleRoundStale {
                roundId: id,
                updatedAt: updated,
                maxAgeSecs: self.longest_age_secs(self.vm().block_timestamp()),
            }
            .into(),
            _ => no_price(id, fault),
        }
    }

    /// Returns the snapshot of a price, without an average. A pause, a jump and a round that a tightening would not admit leave
    /// the price to those who close and liquidate.
    pub(crate) fn snapshot_of(&self, price: &Price) -> OracleSnapshot {
        let now = self.vm().block_timestamp();
        let age = now.saturating_sub(price.round.updated_secs);
        let reducing = price.moving.reduce_until_secs > now
            || age > self.max_age_secs()
            || self.authority.stopped();
        OracleSnapshot {
            state: if reducing { ONLY_REDUCE } else { FULL },
            spot: price.round.price_wad,
            updatedAt: price.round.updated_secs,
            deviation: u128::from(self.parameter(DEVIATION)),
            late: age > self.longest_age_secs(now) / 2,
            average: 0,
            averagedSecs: 0,
        }
    }

    /// Stores what a price changes: its source if that is new, the moving average, and the one before it if an expiry
    /// has passed between the two rounds.
    pub(crate) fn keep(&mut self, price: &Price) -> Result<(), Refusal> {
        if price.new_source {
            let first = price.round.id.number;
            self.store_source(&price.source, first)?;
            self.emit(SourceChanged {
                index: price.source.index,
                feed: price.source.feed,
                phase: price.source.phase,
                firstRound: first,
                decimals: price.source.decimals,
                maxAgeSecs: price.source.max_age_secs,
            });
        }
        let before = self.moving.get();
        if before == price.moving {
            return Ok(());
        }
        let passed = last_expiry(price.moving.updated_secs);
        if before.average_wad != 0 && before.updated_secs < passed {
            self.keep_last_before(passed, &before);
        }
        if price.moving.reduce_until_secs != before.reduce_until_secs {
            self.emit(PriceJumped {
                price: price.moving.price_wad,
                average: price.moving.average_wad,
                until: price.moving.reduce_until_secs,
            });
        }
        self.store_moving(&price.moving)
    }
}

/// Returns the error about a round that is no price at any time.
pub(crate) fn no_price(id: u128, fault: Fault) -> Refusal {
    match fault {
        Fault::NotPositive => OracleAnswerNotPositive { roundId: id }.into(),
        Fault::TooLarge => OracleAnswerTooLarge { roundId: id }.into(),
        Fault::NotUpdated => OracleRoundNotUpdated { roundId: id }.into(),
        Fault::Incomplete => OracleRoundIncomplete { roundId: id }.into(),
        Fault::Malformed | Fault::Decimals | Fault::Future | Fault::Stale => {
            OracleProofMissing { roundId: id }.into()
        }
    }
}

/// Returns the snapshot in which nothing may be done.
pub(crate) fn nothing() -> OracleSnapshot {
    OracleSnapshot {
        state: SETTLE_ONLY,
        ..OracleSnapshot::default()
    }
}
