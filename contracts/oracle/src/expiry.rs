//! The average of the half hour before an expiry: so far, while it lasts; proven, when it is over.

use crate::errors::*;
use crate::price::{no_price, Price};
use crate::storage::{Oracle, Settlement};
use abi::oracle::events::{ExpiryFixed, ExpiryWalked};
use abi::oracle::OracleSnapshot;
use feeds::{
    average_down, follow, prove, Fault, Given, Live, Outcome, Refused, Round, RoundId, Rounds,
    Segment, Walk, WalkFault, FALLBACK_SECS, WINDOW_SECS,
};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// The half hour before an expiry.
pub(crate) struct Window<'a> {
    oracle: &'a Oracle,
    expiry: u64,
    begins: u64,
    /// How long a price may stand.
    max_carry_secs: u64,
}

impl Rounds for Window<'_> {
    type Stop = Refusal;

    #[inline(never)]
    fn segment(&self, index: u32) -> Segment {
        let source = self.oracle.stored_source(index).unwrap_or_default();
        let next = self.oracle.stored_source(index.saturating_add(1));
        let next = next
            .map(|it| it.since_secs)
            .filter(|since| *since < self.expiry);
        Segment {
            source: index,
            phase: source.phase,
            start_secs: source.since_secs.max(self.begins),
            end_secs: next.unwrap_or(self.expiry),
            first: self.oracle.first_rounds.read(index),
            changed: source.since_secs > self.begins,
            last: next.is_none(),
            max_carry_secs: self.max_carry_secs,
        }
    }

    #[inline(never)]
    fn round(&self, segment: &Segment, number: u64) -> Result<Result<Round, Fault>, Refusal> {
        let source = self
            .oracle
            .stored_source(segment.source)
            .unwrap_or_default();
        let phase = segment.phase;
        let reply = self
            .oracle
            .round_data(source.feed, RoundId { phase, number })?;
        Ok(reply.and_then(|reply| reply.round(source.decimals)))
    }
}

impl Oracle {
    /// From the time on at which anyone may fix the fallback, a price may stand for as long as it takes.
    pub(crate) fn window(&self, expiry: u64) -> Window<'_> {
        let late = self.vm().block_timestamp() >= expiry.saturating_add(FALLBACK_SECS);
        Window {
            oracle: self,
            expiry,
            begins: beginning(expiry),
            max_carry_secs: if late {
                u64::MAX
            } else {
                self.longest_age_secs(expiry)
            },
        }
    }

    /// Returns the source at a moment.
    fn source_at(&self, secs: u64) -> Option<u32> {
        let mut index = self.current_source()?.index;
        while self.stored_source(index)?.since_secs > secs {
            index = index.checked_sub(1)?;
        }
        Some(index)
    }

    /// Adds the average so far to a snapshot if `settling` is in its last half hour. Returns how far the average came,
    /// and whether it is known.
    ///
    /// # Errors
    /// `OracleGas`.
    #[inline(never)]
    pub(crate) fn add_average(
        &self,
        settling: u64,
        price: &Price,
        snapshot: &mut OracleSnapshot,
    ) -> Result<(Option<Walk>, bool), Refusal> {
        let begins = beginning(settling);
        let now = self.vm().block_timestamp();
        if now <= begins || now >= settling {
            return Ok((None, true));
        }
        let Some(source) = self.source_at(begins) else {
            return Ok((None, false));
        };
        let live = Live {
            now_secs: now,
            latest: (!price.new_source).then_some(price.round),
            source,
        };
        let window = self.window(settling);
        let Some((walk, sum)) = follow(&window, &live, self.stored_walk(settling))? else {
            return Ok((None, false));
        };
        let Some(sum) = sum else {
            return Ok((Some(walk), false));
        };
        // The time is inside the window, so this is at most half an hour.
        let secs = now.saturating_sub(begins);
        snapshot.averagedSecs = secs;
        snapshot.average = u32::try_from(secs)
            .ok()
            .and_then(|secs| average_down(sum, secs))
            .unwrap_or_default();
        Ok((Some(walk), true))
    }

    /// Takes a list of rounds into the average of an expiry. Returns its price, or 0 while there is none.
    ///
    /// # Errors
    /// The fault of the list; the list comes too early or too late.
    pub(crate) fn prove(&mut self, expiry: u64, ids: &[u128]) -> Result<u128, Refusal> {
        self.unfixed(expiry)?;
        let begins = beginning(expiry);
        let now = self.vm().block_timestamp();
        if now < begins {
            return Err(OracleWindowAhead { expiry, begins }.into());
        }
        let Some(source) = self.source_at(begins) else {
            return Err(OracleNoSource { expiry }.into());
        };
        let given = Given {
            ids,
            begun: self.stored_walk(expiry),
            source,
            over: now >= expiry,
        };
        match prove(&self.window(expiry), &given) {
            Ok(Outcome::Price(price)) => {
                self.fix(expiry, price, true)?;
                Ok(price)
            }
            Ok(Outcome::Part(walk)) => {
                self.keep_walk(expiry, &walk)?;
                Ok(0)
            }
            Err(refused) => Err(explained(refused)),
        }
    }

    pub(crate) fn keep_walk(&mut self, expiry: u64, walk: &Walk) -> Result<(), Refusal> {
        if self.stored_walk(expiry).as_ref() == Some(walk) {
            return Ok(());
        }
        self.store_walk(expiry, walk)?;
        self.emit(ExpiryWalked {
            expiry,
            source: walk.source,
            roundId: self.round_id(walk),
        });
        Ok(())
    }

    /// Returns the number, as the feed counts, of the round that a walk has reached.
    pub(crate) fn round_id(&self, walk: &Walk) -> u128 {
        let phase = self.stored_source(walk.source).unwrap_or_default().phase;
        let number = walk.number;
        RoundId { phase, number }.wide()
    }

    /// Fixes a price and drops a proposal.
    pub(crate) fn fix(&mut self, expiry: u64, price: u128, proven: bool) -> Result<(), Refusal> {
        let settlement = Settlement {
            fixed_wad: price,
            ..Settlement::default()
        };
        self.store_settlement(expiry, &settlement)?;
        self.emit(ExpiryFixed {
            expiry,
            price,
            proven,
        });
        Ok(())
    }
}

/// Returns when the half hour before an expiry begins.
const fn beginning(expiry: u64) -> u64 {
    expiry.saturating_sub(WINDOW_SECS as u64)
}

fn explained(refused: Refused<Refusal>) -> Refusal {
    match refused {
        Refused::Empty => OracleProofEmpty {}.into(),
        Refused::Id(id) => OracleProofId { roundId: id }.into(),
        Refused::Phase { given, expected } => OracleProofPhase {
            roundId: given.wide(),
            expected: expected.wide(),
        }
        .into(),
        Refused::Round(id, fault) => no_price(id.wide(), fault),
        Refused::Walk(id, fault) => misplaced(id.wide(), fault),
        Refused::Stop(refusal) => refusal,
    }
}

fn misplaced(id: u128, fault: WalkFault) -> Refusal {
    match fault {
        WalkFault::SeedLate => OracleProofSeedLate { roundId: id }.into(),
        WalkFault::SeedEarly => OracleProofSeedEarly { roundId: id }.into(),
        WalkFault::Gap { expected } => OracleProofGap {
            roundId: id,
            expected,
        }
        .into(),
        WalkFault::Backwards => OracleProofBackwards { roundId: id }.into(),
        WalkFault::Late => OracleProofLate { roundId: id }.into(),
        WalkFault::Carried { secs } => OracleProofCarried { roundId: id, secs }.into(),
        WalkFault::Missing => OracleProofMissing { roundId: id }.into(),
        WalkFault::Short => OracleProofShort { roundId: id }.into(),
    }
}
