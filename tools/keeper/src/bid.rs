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

/// A bid that is too large is tried smaller, so often.
const TRIES: u32 = 12;

/// How much of what seems to fit is tried, in hundredths: margin is not quite proportional to what is taken.
const FITTING: i128 = 97;

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
    /// What it costs, units of the asset; negative for what it brings.
    price: i128,
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
    /// It gains that much more than it has to.
    Good(i128),
    /// It needs more capital than there is; about so many millionths of it fit.
    TooLarge(i128),
    /// It gains too little, and a smaller one gains less.
    Poor,
}

impl BidTerms {
    fn verdict(&self, outcome: Outcome, least_profit: i128) -> Verdict {
        let least = i128::from(self.least_gain_millionths);
        // Rounded up.
        let of_margin = outcome.added.max(0).saturating_mul(least);
        let of_margin = of_margin.saturating_add(MILLION - 1) / MILLION;
        let least = least_profit.max(of_margin).max(1);
        let room = outcome.gain.saturating_sub(least);
        if room < 0 {
            Verdict::Poor
        } else if outcome.capital > self.most_capital_wad {
            let used = outcome.capital.saturating_sub(outcome.added);
            let left = self.most_capital_wad.saturating_sub(used).max(0);
            let fitting = left.saturating_mul(MILLION / 100 * FITTING);
            Verdict::TooLarge(fitting / outcome.added.max(1))
        } else {
            Verdict::Good(room)
        }
    }
}

/// So many millionths of a part; less than the whole of it.
fn fitting_part(part: u128, millionths: i128) -> u128 {
    let millionths = millionths.clamp(0, MILLION - 1).unsigned_abs();
    part.saturating_mul(millionths) / MILLION.unsigned_abs()
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
        for _ in 0..TRIES {
            let rehearsed = self.rehearsed(&call).await?;
            match rehearsed.map(|outcome| (outcome, terms.verdict(outcome, least_profit))) {
                Some((outcome, Verdict::Good(room))) => {
                    // It may cost more by the time it is mined, as long as it gains what it has to.
                    let room = room / self.unit_wad().cast_signed();
                    call.limit = outcome.price.saturating_add(room);
                    return self.place(&call, outcome).await.map(|()| true);
                }
                Some((_, Verdict::Poor)) => {
                    self.leave(id, "it gains too little");
                    return Ok(false);
                }
                Some((_, Verdict::TooLarge(fitting))) => {
                    call.part = fitting_part(call.part, fitting);
                }
                // By how much its account is too small for it, the contract does not say.
                None => call.part /= 2,
            }
            if call.part == 0 {
                break;
            }
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

    /// What would come of a bid at any price; nothing if the taker's account is too small for it.
    async fn rehearsed(&self, call: &ILiquidator::bidCall) -> Result<Option<Outcome>, Fault> {
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
        let price = decoded::<ILiquidator::bidCall>(answer(1))?;
        let after = decoded::<ILiquidator::healthOfCall>(answer(2))?;
        let gas = chain.gas(liquidator, call).await?;
        let cost = i128::try_from(self.gas_cost_wad(gas).await?).unwrap_or(i128::MAX);
        let gain = after.value.saturating_sub(before.value);
        Ok(Some(Outcome {
            price,
            gain: gain.saturating_sub(cost),
            capital: capital(&after),
            added: capital(&after).saturating_sub(capital(&before)),
        }))
    }

    /// Makes a bid that was rehearsed.
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
            details.push(("price", price(outcome.price)));
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
            price: 0,
            gain,
            capital,
            added,
        }
    }

    #[test]
    fn a_bid_is_good_within_its_capital_when_it_gains_its_part_of_the_margin_it_adds() {
        for (gain, capital, added, least_profit, verdict) in [
            (50, 1_000, 1_000, 0, Verdict::Good(0)),
            (57, 1_000, 1_000, 0, Verdict::Good(7)),
            (49, 1_000, 1_000, 0, Verdict::Poor),
            // Its part of the margin is rounded up.
            (50, 1_000, 1_001, 0, Verdict::Poor),
            (60, 1_200, 1_200, 0, Verdict::TooLarge(808_333)),
            (60, 1_200, 400, 0, Verdict::TooLarge(485_000)),
            (60, 1_600, 400, 0, Verdict::TooLarge(0)),
            // What relieves the account has to gain no more than what was asked for outright.
            (1, 500, -100, 0, Verdict::Good(0)),
            (1, 500, -100, 2, Verdict::Poor),
            (0, 0, 0, 0, Verdict::Poor),
            (i128::MAX, i128::MAX, i128::MAX, 0, Verdict::TooLarge(0)),
        ] {
            let said = TERMS.verdict(outcome(gain, capital, added), least_profit);
            assert_eq!(said, verdict, "{gain} {capital} {added} {least_profit}");
        }
    }

    #[test]
    fn a_smaller_part_is_smaller_and_no_less_than_nothing() {
        assert_eq!(fitting_part(1_000, 808_333), 808);
        assert_eq!(fitting_part(1_000, MILLION), 999);
        assert_eq!(fitting_part(1_000, -1), 0);
        assert_eq!(fitting_part(1, MILLION), 0);
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
