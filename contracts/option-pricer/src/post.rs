//! Posts a surface, and checks one without posting it.

use crate::calls::Surroundings;
use crate::errors::{PricerDeadline, PricerNonce, PricerTooManyExpiries};
use crate::record::Record;
use crate::signatures::Signed;
use crate::storage::{OptionPricer, MAX_EXPIRIES};
use abi::option_pricer::events::{SurfacePosted, SurfaceRefused};
use abi::pricing::argument;
use abi::trading::SviSlice;
use engine::surface::Post;
use math::Wad;
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// Expiries with a surface, in ascending order. Unused entries are zero and come last.
type Expiries = [u64; MAX_EXPIRIES];

impl OptionPricer {
    /// Stores a slice with valid signatures that passes the check. One that fails the check uses up its nonce too, and
    /// stops opening on its expiry until a good one comes.
    pub(crate) fn relay(&mut self, post: &Signed<'_>, signatures: &[u8]) -> Result<bool, Refusal> {
        self.authority.when_not_stopped()?;
        let now = self.vm().block_timestamp();
        let deadline = post.deadline;
        if now > deadline {
            return Err(PricerDeadline { deadline }.into());
        }
        let expiry = post.slice.expiry;
        let mut record = self.record(expiry);
        if post.nonce != record.nonce {
            let expected = record.nonce;
            return Err(PricerNonce { expected }.into());
        }
        self.require_quorum(post, signatures)?;
        let expiries = self.expiries_with(expiry, now)?;
        let verdict = self.judge(
            post.slice.clone(),
            self.surroundings(&record, expiry, &expiries),
        )?;
        record.nonce = record.nonce.saturating_add(1);
        let accepted = verdict.accepts();
        if accepted {
            record.parameters = Post::from(post.slice).parameters;
            record.at_the_money = Wad::from_wei(verdict.volatility);
            record.timestamp = post.slice.timestamp;
        }
        record.halted = !accepted;
        self.store_record(expiry, &record)?;
        if accepted {
            self.expiries.set(&expiries);
            self.announce(post, verdict.volatility);
        } else {
            self.emit(SurfaceRefused {
                expiry,
                nonce: post.nonce,
                condition: verdict.condition,
                first: verdict.first,
                second: verdict.second,
            });
        }
        Ok(accepted)
    }

    /// Checks a slice now, without signatures. Returns its volatility at the money.
    pub(crate) fn dry_run(&self, slice: &SviSlice) -> Result<u128, Refusal> {
        let expiries = self.expiries_with(slice.expiry, self.vm().block_timestamp())?;
        let record = self.record(slice.expiry);
        let around = self.surroundings(&record, slice.expiry, &expiries);
        let verdict = self.judge(slice.clone(), around)?;
        if verdict.accepts() {
            Ok(verdict.volatility)
        } else {
            Err(verdict.refusal())
        }
    }

    fn announce(&self, post: &Signed<'_>, at_the_money: u128) {
        let slice = post.slice;
        self.emit(SurfacePosted {
            expiry: slice.expiry,
            timestamp: slice.timestamp,
            nonce: post.nonce,
            atTheMoney: at_the_money,
            level: slice.level,
            slope: slice.slope,
            tilt: slice.tilt,
            shift: slice.shift,
            smoothness: slice.smoothness,
        });
    }

    /// Returns the slices of the live expiries before and after this one, and the expiry's last slice.
    fn surroundings(&self, record: &Record, expiry: u64, expiries: &Expiries) -> Surroundings {
        let place = expiries.iter().position(|live| *live == expiry);
        let slice = |place: Option<usize>| {
            let live = place.and_then(|place| expiries.get(place)).copied();
            self.slice(live.unwrap_or(0))
        };
        Surroundings {
            earlier: slice(place.and_then(|place| place.checked_sub(1))),
            later: slice(place.map(|place| place.wrapping_add(1))),
            last_volatility: record.at_the_money.wei(),
            last_timestamp: record.timestamp,
        }
    }

    /// Returns the stored slice of an expiry; all zeros for the expiry 0.
    fn slice(&self, expiry: u64) -> SviSlice {
        if expiry == 0 {
            return SviSlice::default();
        }
        SviSlice::from(&self.record(expiry).post(expiry))
    }

    /// Returns the live expiries, including this one.
    fn expiries_with(&self, expiry: u64, now: u64) -> Result<Expiries, Refusal> {
        // An expiry is stored in 32 bits. One that is past gets no surface any more.
        if expiry <= now || u32::try_from(expiry).is_err() {
            return Err(argument("expiry"));
        }
        let mut live = self.live_expiries(now);
        if live.contains(&expiry) {
            return Ok(live);
        }
        let [.., last] = live;
        if last != 0 {
            return Err(PricerTooManyExpiries {}.into());
        }
        // The new expiry goes to the end, which is free, and moves forward past the later ones.
        let mut moving = expiry;
        for place in &mut live {
            if *place == 0 || *place > moving {
                core::mem::swap(place, &mut moving);
            }
            if moving == 0 {
                break;
            }
        }
        Ok(live)
    }
}
