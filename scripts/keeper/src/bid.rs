//! Bids in auctions: what gains enough is taken into an account of the keeper's own, within the capital that he gave it.

use alloy::primitives::U256;
use alloy_sol_types::SolCall;
use venue::bindings::ILiquidator::{self, AuctionState, LiquidationState, MarginFigures};
use venue::fault::{Fault, local};
use venue::protocol::account_name;
use venue::units::{self, wad, wad_unsigned};

use crate::keeper::Keeper;

/// An auction that nobody has seen for longer than this begins anew, and takes no bids.
const FRESH_SECS: u64 = 900;

/// A bid that is too large is tried at half its size, so often.
const HALVINGS: u32 = 6;

/// One, in millionths.
const MILLION: i128 = 1_000_000;

/// How it bids.
#[derive(Clone, Debug)]
pub(crate) struct BidTerms {
    /// The account that takes: one of the keeper's own.
    pub(crate) taker: U256,
    /// What the initial margin of all that this account holds may come to, USD.
    pub(crate) most_capital_wad: i128,
    /// What a bid has to gain, as a part of the initial margin that it adds, in millionths.
    pub(crate) least_gain_millionths: u32,
}

/// What came of a bid when it was rehearsed, USD in WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    /// What the taker's account gains at the mark, less gas.
    gain: i128,
    /// The initial margin of all that it holds afterwards.
    capital: i128,
    /// By how much the bid adds to that.
    added: i128,
}

/// What is to be thought of a bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// It needs more capital than there is; a smaller one may not.
    TooLarge,
    /// It gains too little, and a smaller one gains less.
    Poor,
}

impl BidTerms {
    fn verdict(&self, outcome: Outcome, least_profit: i128) -> Verdict {
        let least = i128::from(self.least_gain_millionths);
        // Rounded up, and infinite where it does not fit.
        let of_margin = outcome.added.max(0).saturating_mul(least);
        let of_margin = of_margin.saturating_add(MILLION - 1) / MILLION;
        if outcome.gain <= 0 || outcome.gain < least_profit.max(of_margin) {
            Verdict::Poor
        } else if outcome.capital > self.most_capital_wad {
            Verdict::TooLarge
        } else {
            Verdict::Good
        }
    }
}

/// The initial margin of what an account holds: what of its worth is not left over.
const fn capital(figures: &MarginFigures) -> i128 {
    figures.value.saturating_sub(figures.initial)
}

fn decoded<C: SolCall>(answer: Option<&[u8]>) -> Result<C::Return, Fault> {
    let answer = answer.and_then(|bytes| C::abi_decode_returns_validate(bytes).ok());
    answer.ok_or_else(|| local(format!("{} was answered unreadably", C::SIGNATURE)))
}

impl Keeper {
    /// Bids for an account that is in auction, as much of what is due as the terms let; whether it did, or would have.
    pub(crate) async fn bid(
        &self,
        id: U256,
        state: &LiquidationState,
        auction: &AuctionState,
        now_secs: u64,
    ) -> Result<bool, Fault> {
        let Some(terms) = &self.terms.bid else {
            return Ok(false);
        };
        let unseen = now_secs.saturating_sub(auction.seenAt);
        if auction.startedAt == 0 || unseen > FRESH_SECS || id == terms.taker {
            return Ok(false);
        }
        let least_profit = i128::try_from(self.terms.least_profit_wad).unwrap_or(i128::MAX);
        let mut call = ILiquidator::bidCall {
            id,
            taker: terms.taker,
            part: state.part,
            limit: i128::MAX,
            nonce: auction.nonce,
        };
        for _ in 0..=HALVINGS {
            let verdict = match self.rehearsed(&mut call).await? {
                Some(outcome) => match terms.verdict(outcome, least_profit) {
                    Verdict::Good => return self.place(&call, outcome).await.map(|()| true),
                    verdict => verdict,
                },
                None => Verdict::TooLarge,
            };
            if verdict == Verdict::Poor {
                self.leave(id, "it gains too little");
                return Ok(false);
            }
            call.part /= 2;
            call.limit = i128::MAX;
        }
        self.leave(id, "it takes more capital than there is");
        Ok(false)
    }

    /// Says why it does not bid for an account.
    fn leave(&self, id: U256, why: &str) {
        let account = account_name(id);
        let subject = format!("bid for {account}");
        let details = [("account", account), ("why", why.to_owned())];
        self.journal.once(&subject, "does not bid", &details);
    }

    /// What would come of a bid, whose limit becomes the price at that; nothing if the taker's account is too small for it.
    async fn rehearsed(&self, call: &mut ILiquidator::bidCall) -> Result<Option<Outcome>, Fault> {
        let (chain, liquidator) = (&self.protocol.chain, self.protocol.liquidator);
        let look = ILiquidator::healthOfCall { id: call.taker }.abi_encode();
        let steps = [
            (liquidator, look.clone()),
            (liquidator, call.abi_encode()),
            (liquidator, look),
        ];
        let answers = match chain.rehearse(&steps).await {
            Ok(answers) => answers,
            Err(Fault::Refused(refusal)) if refusal.name == "LiquidatorTaker" => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let answer = |step: usize| answers.get(step).map(AsRef::as_ref);
        let before = decoded::<ILiquidator::healthOfCall>(answer(0))?;
        call.limit = decoded::<ILiquidator::bidCall>(answer(1))?;
        let after = decoded::<ILiquidator::healthOfCall>(answer(2))?;
        let gas = chain.gas(liquidator, &*call).await?;
        let cost = i128::try_from(self.gas_cost_wad(gas).await?).unwrap_or(i128::MAX);
        let gain = after.value.saturating_sub(before.value);
        Ok(Some(Outcome {
            gain: gain.saturating_sub(cost),
            capital: capital(&after),
            added: capital(&after).saturating_sub(capital(&before)),
        }))
    }

    /// Makes a bid that was rehearsed. Its price may be no worse than it was then.
    async fn place(&self, call: &ILiquidator::bidCall, outcome: Outcome) -> Result<(), Fault> {
        let (chain, liquidator) = (&self.protocol.chain, self.protocol.liquidator);
        let asset = self.protocol.asset();
        let account = account_name(call.id);
        let mut details = vec![
            ("account", account.clone()),
            ("into", account_name(call.taker)),
            ("auction", call.nonce.to_string()),
            ("gain", wad(outcome.gain)),
            ("capital", wad(outcome.capital)),
        ];
        let price = |units: i128| display::decimal::format(units, asset.places);
        if self.terms.dry_run {
            details.push(("part", wad_unsigned(call.part)));
            details.push(("price", price(call.limit)));
            let subject = format!("bid for {account}");
            self.journal.once(&subject, "would bid", &details);
            return Ok(());
        }
        let done = chain.send(liquidator, call).await?;
        if let Some(taken) = done.event::<ILiquidator::AuctionTaken>(liquidator) {
            details.push(("part", wad_unsigned(taken.part)));
            details.push(("price", price(taken.price)));
        }
        details.push(("transaction", done.receipt.transaction_hash.to_string()));
        self.journal.note("bid", &details);
        Ok(())
    }
}

/// How it is to bid, as it was written: the account has to be the keeper's own.
pub(crate) fn terms(
    taker: &str,
    most_capital: &str,
    least_gain: &str,
    own: alloy::primitives::Address,
) -> Result<BidTerms, Fault> {
    let id = venue::protocol::parse_account(taker, Some(own))?;
    if id >> 96 != U256::from_be_slice(own.as_slice()) {
        let wrong = format!("--bid {taker}: that account is not {own}'s");
        return Err(venue::fault::request(wrong));
    }
    let capital = units::positive(most_capital, 18, "--most-capital")?;
    Ok(BidTerms {
        taker: id,
        most_capital_wad: i128::try_from(capital).unwrap_or(i128::MAX),
        least_gain_millionths: units::millionths(least_gain, "--least-gain")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: BidTerms = BidTerms {
        taker: U256::ZERO,
        most_capital_wad: 1_000,
        least_gain_millionths: 50_000,
    };

    const fn outcome(gain: i128, capital: i128, added: i128) -> Outcome {
        Outcome {
            gain,
            capital,
            added,
        }
    }

    #[test]
    fn a_bid_is_good_within_its_capital_when_it_gains_its_part_of_the_margin_it_adds() {
        assert_eq!(TERMS.verdict(outcome(50, 1_000, 1_000), 0), Verdict::Good);
        assert_eq!(TERMS.verdict(outcome(49, 1_000, 1_000), 0), Verdict::Poor);
        assert_eq!(
            TERMS.verdict(outcome(51, 1_001, 1_001), 0),
            Verdict::TooLarge
        );
        // What relieves the account has to gain no more than what was asked for outright.
        assert_eq!(TERMS.verdict(outcome(1, 500, -100), 0), Verdict::Good);
        assert_eq!(TERMS.verdict(outcome(1, 500, -100), 2), Verdict::Poor);
        assert_eq!(TERMS.verdict(outcome(0, 0, 0), 0), Verdict::Poor);
        assert_eq!(
            TERMS.verdict(outcome(i128::MAX - 1, i128::MAX, i128::MAX), 0),
            Verdict::TooLarge
        );
    }

    #[test]
    fn the_account_that_takes_is_ones_own() {
        let own = alloy::primitives::Address::repeat_byte(1);
        let other = alloy::primitives::Address::repeat_byte(2).to_string();
        let made = terms("3", "500", "5%", own).unwrap();
        assert_eq!(account_name(made.taker), format!("{own}/3"));
        assert_eq!(made.most_capital_wad, 500_000_000_000_000_000_000);
        for (taker, capital, gain) in [
            (other.as_str(), "500", "5%"),
            ("3", "0", "5%"),
            ("3", "500", "5"),
        ] {
            assert!(terms(taker, capital, gain, own).is_err(), "{taker}");
        }
    }
}
