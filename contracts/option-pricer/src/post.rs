//! Posting a surface, and checking one without posting it.

use alloc::vec::Vec;

use access::AccessPaused;
use engine::surface::{Candidate, Post, Smile, SurfaceError, SviParameters};
use math::{SignedWad, Wad};
use stylus_sdk::prelude::*;

use crate::errors::{PricerDeadline, PricerError, PricerNonce, PricerTooManyExpiries};
use crate::events::{SurfacePosted, SurfaceRefused};
use crate::storage::{OptionPricer, Record, MAX_EXPIRIES};
use crate::types::{SeatSignature, SurfacePost, Svi};

impl OptionPricer {
    /// Stores a post that is duly signed and passes the check. One that is duly signed and fails it is used up all the
    /// same, and stops opening on its expiry until a good one comes.
    pub(crate) fn relay(&mut self, post: &SurfacePost, signatures: &[SeatSignature]) -> Result<bool, PricerError> {
        if self.authority.paused() {
            return Err(PricerError::Paused(AccessPaused {}));
        }
        let now = self.vm().block_timestamp();
        if now > post.deadline {
            return Err(PricerError::Deadline(PricerDeadline { deadline: post.deadline }));
        }
        let mut record = self.record(post.expiry);
        if post.nonce != record.nonce {
            return Err(PricerError::Nonce(PricerNonce { expected: record.nonce }));
        }
        self.require_quorum(post, signatures)?;
        let expiries = self.expiries_with(post.expiry, now)?;
        record.nonce = record.nonce.saturating_add(1);
        match self.judge(post, &record, &expiries, now) {
            Ok(at_the_money) => {
                self.accept(post, record, at_the_money, &expiries);
                Ok(true)
            }
            Err(error) if condemns(error) => {
                record.halted = true;
                self.store_record(post.expiry, &record);
                let reason: Vec<u8> = PricerError::from(error).into();
                self.vm().log(SurfaceRefused { expiry: post.expiry, nonce: post.nonce, reason: reason.into() });
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the check says of a post now, without signatures: its volatility at the money.
    pub(crate) fn dry_run(&self, post: &SurfacePost) -> Result<Wad, PricerError> {
        let now = self.vm().block_timestamp();
        let expiries = self.expiries_with(post.expiry, now)?;
        Ok(self.judge(post, &self.record(post.expiry), &expiries, now)?)
    }

    fn accept(&mut self, post: &SurfacePost, record: Record, at_the_money: Wad, expiries: &[u64; MAX_EXPIRIES]) {
        let parameters = parameters(&post.svi);
        let accepted = Record { parameters, at_the_money, timestamp: post.timestamp, halted: false, ..record };
        self.store_record(post.expiry, &accepted);
        self.store_expiries(expiries);
        let svi = &post.svi;
        self.vm().log(SurfacePosted {
            expiry: post.expiry,
            timestamp: post.timestamp,
            nonce: post.nonce,
            atTheMoney: at_the_money.wei(),
            level: svi.level,
            slope: svi.slope,
            tilt: svi.tilt,
            shift: svi.shift,
            smoothness: svi.smoothness,
        });
    }

    fn judge(
        &self,
        post: &SurfacePost,
        record: &Record,
        expiries: &[u64; MAX_EXPIRIES],
        now: u64,
    ) -> Result<Wad, SurfaceError> {
        let signed =
            Post { parameters: parameters(&post.svi), expiry: post.expiry, timestamp: post.timestamp };
        let smile = signed.smile(now)?;
        let (earlier, later) = self.neighbours(post.expiry, expiries, now)?;
        let candidate = Candidate {
            smile: &smile,
            timestamp: post.timestamp,
            earlier: earlier.as_ref(),
            later: later.as_ref(),
            predecessor: record.predecessor(),
        };
        candidate.check()
    }

    /// The smiles of the live expiries next to this one.
    fn neighbours(
        &self,
        expiry: u64,
        expiries: &[u64; MAX_EXPIRIES],
        now: u64,
    ) -> Result<(Option<Smile>, Option<Smile>), SurfaceError> {
        let place = expiries.iter().position(|live| *live == expiry);
        let smile = |index: Option<usize>| {
            let live = index.and_then(|index| expiries.get(index)).copied().filter(|live| *live > 0);
            live.map(|live| self.record(live).post(live).smile(now)).transpose()
        };
        let earlier = smile(place.and_then(|place| place.checked_sub(1)))?;
        let later = smile(place.map(|place| place.saturating_add(1)))?;
        Ok((earlier, later))
    }

    /// The live expiries with this one among them, rising.
    fn expiries_with(&self, expiry: u64, now: u64) -> Result<[u64; MAX_EXPIRIES], PricerError> {
        let mut live = self.live_expiries(now);
        if live.contains(&expiry) {
            return Ok(live);
        }
        // A time that does not fit its 32 bits has no surface either.
        if u32::try_from(expiry).is_err() {
            return Err(SurfaceError::ExpiryOutOfRange.into());
        }
        if live[MAX_EXPIRIES - 1] != 0 {
            return Err(PricerError::TooManyExpiries(PricerTooManyExpiries {}));
        }
        let place = live.iter().position(|other| *other == 0 || *other > expiry).unwrap_or(0);
        live[place..].rotate_right(1);
        live[place] = expiry;
        Ok(live)
    }
}

/// Whether a failure says that the surface is bad, rather than that the post came at the wrong time or is malformed.
const fn condemns(error: SurfaceError) -> bool {
    matches!(
        error,
        SurfaceError::NotPositive
            | SurfaceError::WingTooSteep
            | SurfaceError::AtTheMoneyOutOfRange
            | SurfaceError::MovedTooFar { .. }
            | SurfaceError::Butterfly { .. }
            | SurfaceError::Calendar { .. }
    )
}

fn parameters(svi: &Svi) -> SviParameters {
    SviParameters {
        level: SignedWad::from_wei(svi.level),
        slope: Wad::from_wei(svi.slope),
        tilt: SignedWad::from_wei(svi.tilt),
        shift: SignedWad::from_wei(svi.shift),
        smoothness: Wad::from_wei(svi.smoothness),
    }
}

/// The parameters as they are signed.
pub(crate) const fn svi(parameters: &SviParameters) -> Svi {
    Svi {
        level: parameters.level.wei(),
        slope: parameters.slope.wei(),
        tilt: parameters.tilt.wei(),
        shift: parameters.shift.wei(),
        smoothness: parameters.smoothness.wei(),
    }
}
