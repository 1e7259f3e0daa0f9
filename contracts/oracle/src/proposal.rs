//! What happens to an expiry that nobody can prove: for two days a price that the owner proposes and that can be
//! disputed, then a price that anyone fixes and that no key can prevent.

use crate::errors::*;
use crate::storage::{Oracle, Settlement};
use abi::oracle::events::{FallbackFixed, PriceDisputed, PriceProposed};
use feeds::{carry_on, Outcome, FALLBACK_SECS, MAX_PRICE_WAD};
use runtime::{Emit, Refusal};
use stylus_sdk::prelude::*;

/// How long after an expiry only a proof can fix its price, in seconds.
pub(crate) const PROOF_SECS: u64 = 24 * 60 * 60;
/// How long after an expiry its price can be proposed, in seconds.
pub(crate) const PROPOSAL_SECS: u64 = 48 * 60 * 60;
/// How long after an expiry the fallback waits if no round of the half hour is known, in seconds.
pub(crate) const OBSERVED_SECS: u64 = 73 * 60 * 60;
/// How long a proposal can be disputed, in seconds.
pub(crate) const DISPUTE_SECS: u64 = 24 * 60 * 60;

impl Oracle {
    /// Proposes a price.
    pub(crate) fn propose(&mut self, expiry: u64, price: u128) -> Result<(), Refusal> {
        self.authority.only_owner()?;
        let settlement = self.unfixed(expiry)?;
        if settlement.eta_secs != 0 {
            let price = settlement.proposed_wad;
            return Err(OracleProposed { expiry, price }.into());
        }
        let now = self.vm().block_timestamp();
        let begins = expiry.saturating_add(PROOF_SECS);
        if now < begins {
            return Err(OracleProposalEarly { expiry, begins }.into());
        }
        let ended = expiry.saturating_add(PROPOSAL_SECS);
        if now >= ended {
            return Err(OracleProposalLate { expiry, ended }.into());
        }
        if price == 0 || price > MAX_PRICE_WAD {
            let max = MAX_PRICE_WAD;
            return Err(OracleProposalRange { price, max }.into());
        }
        let eta = now.saturating_add(DISPUTE_SECS);
        let proposal = Settlement {
            fixed_wad: 0,
            proposed_wad: price,
            eta_secs: eta,
        };
        self.store_settlement(expiry, &proposal)?;
        let by = self.vm().msg_sender();
        self.emit(PriceProposed {
            expiry,
            price,
            eta,
            by,
        });
        Ok(())
    }

    /// Drops a proposal.
    pub(crate) fn dispute(&mut self, expiry: u64) -> Result<(), Refusal> {
        self.authority.only_owner_or_guardian()?;
        let proposal = self.proposal(expiry)?;
        let dropped = Settlement {
            proposed_wad: 0,
            ..proposal
        };
        self.store_settlement(expiry, &dropped)?;
        let by = self.vm().msg_sender();
        self.emit(PriceDisputed {
            expiry,
            price: proposal.proposed_wad,
            by,
        });
        Ok(())
    }

    /// Fixes a proposed price that nobody disputed.
    pub(crate) fn finalize(&mut self, expiry: u64) -> Result<u128, Refusal> {
        let proposal = self.proposal(expiry)?;
        let until = proposal.eta_secs;
        if self.vm().block_timestamp() < until {
            return Err(OracleDisputable { expiry, until }.into());
        }
        self.fix(expiry, proposal.proposed_wad, false)?;
        Ok(proposal.proposed_wad)
    }

    /// Fixes the price that nobody has fixed for three days: the average of the half hour from what can be read of it,
    /// if a part of it is known, else the moving average as the expiry passed. The latter waits an hour more, in which
    /// a list proves any silence: so the first caller has no choice. 0 while there are rounds left to read.
    ///
    /// # Errors
    /// `OracleFixed`; `OracleFallbackEarly`; `OracleNoFallback`; `OracleGas`.
    pub(crate) fn fall_back(&mut self, expiry: u64) -> Result<u128, Refusal> {
        self.unfixed(expiry)?;
        let begun = self.stored_walk(expiry);
        let averaged = begun.is_some();
        let wait = if averaged {
            FALLBACK_SECS
        } else {
            OBSERVED_SECS
        };
        let begins = expiry.saturating_add(wait);
        if self.vm().block_timestamp() < begins {
            return Err(OracleFallbackEarly { expiry, begins }.into());
        }
        let price = if let Some(walk) = begun {
            match carry_on(&self.window(expiry), walk)? {
                Outcome::Price(price) => price,
                Outcome::Part(walk) => {
                    self.keep_walk(expiry, &walk)?;
                    return Ok(0);
                }
            }
        } else {
            let last = self.last_before(expiry);
            let last = last.ok_or(OracleNoFallback { expiry })?;
            last.average_at(expiry)
        };
        self.emit(FallbackFixed {
            expiry,
            price,
            averaged,
        });
        self.fix(expiry, price, false)?;
        Ok(price)
    }

    /// Returns the price that is proposed and can still be fixed, and from when on; zeros for none.
    pub(crate) fn waiting(&self, expiry: u64) -> (u128, u64) {
        self.proposal(expiry)
            .map_or((0, 0), |it| (it.proposed_wad, it.eta_secs))
    }

    #[inline(never)]
    pub(crate) fn unfixed(&self, expiry: u64) -> Result<Settlement, Refusal> {
        let settlement = self.expiries.read(expiry);
        match settlement.fixed_wad {
            0 => Ok(settlement),
            price => Err(OracleFixed { expiry, price }.into()),
        }
    }

    #[inline(never)]
    fn proposal(&self, expiry: u64) -> Result<Settlement, Refusal> {
        let settlement = self.unfixed(expiry)?;
        if settlement.proposed_wad == 0 {
            return Err(OracleNotProposed { expiry }.into());
        }
        // What was not fixed before anyone may fix the fallback is void.
        let ended = expiry.saturating_add(FALLBACK_SECS);
        if self.vm().block_timestamp() >= ended {
            return Err(OracleProposalLapsed { expiry, ended }.into());
        }
        Ok(settlement)
    }
}
