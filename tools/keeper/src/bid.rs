//! Bids in auctions: positions that gain enough go into an account of the keeper, within the capital that it may use.

use alloy::primitives::{Address, U256};
use alloy_sol_types::SolCall;
use display::decimal::WAD_PLACES;
use venue::bindings::ILiquidator::{self, MarginFigures};
use venue::fault::{Fault, local};
use venue::protocol::account_name;
use venue::units::{self, wad, wad_unsigned};

use crate::keeper::Keeper;
use crate::liquidate::Case;

/// An auction that nobody has kept for longer than this starts again, and takes no bids.
const FRESH_SECS: u64 = 900;

/// How often a bid that is too large is reduced.
const TRIES: u32 = 12;

/// The part of a fitting bid that is tried, in hundredths: margin is not quite proportional to the bid.
const FITTING: i128 = 97;

/// One, in millionths.
const MILLION: i128 = units::MILLION as i128;

/// The terms of bids.
#[derive(Clone, Debug)]
pub(crate) struct BidTerms {
    /// The account that bids, one of the keeper's own.
    pub(crate) taker: U256,
    /// The maximum initial margin of all positions of this account, USD.
    pub(crate) max_capital_wad: i128,
    /// The minimum gain of a bid, as a part of the initial margin that it adds, in millionths.
    pub(crate) min_gain_millionths: u32,
}

/// The outcome of a simulated bid, USD in WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    /// The price, in units of the asset.
    price: i128,
    /// The gain of the bidding account at the mark, less gas.
    gain: i128,
    /// The initial margin of all its positions afterwards.
    capital: i128,
    /// The part of that margin that the bid adds.
    added: i128,
}

/// The verdict on a bid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It gains this much more than the minimum.
    Good(i128),
    /// It needs more capital than allowed; about this part of it fits, in millionths.
    TooLarge(i128),
    /// It gains too little, and a smaller bid gains even less.
    Poor,
}

impl BidTerms {
    fn verdict(&self, outcome: Outcome, min_profit: i128) -> Verdict {
        let min_gain = i128::from(self.min_gain_millionths);
        // Rounded up.
        let of_margin = outcome.added.max(0).saturating_mul(min_gain);
        let of_margin = of_margin.saturating_add(MILLION - 1) / MILLION;
        let min = min_profit.max(of_margin).max(1);
        let room = outcome.gain.saturating_sub(min);
        if room < 0 {
            Verdict::Poor
        } else if outcome.capital > self.max_capital_wad {
            let used = outcome.capital.saturating_sub(outcome.added);
            let left = self.max_capital_wad.saturating_sub(used).max(0);
            let fitting = left.saturating_mul(MILLION / 100 * FITTING);
            Verdict::TooLarge(fitting / outcome.added.max(1))
        } else {
            Verdict::Good(room)
        }
    }
}

/// These millionths of a part; always less than the whole part.
fn fitting_part(part: u128, millionths: i128) -> u128 {
    let millionths = millionths.clamp(0, MILLION - 1).unsigned_abs();
    part.saturating_mul(millionths) / MILLION.unsigned_abs()
}

/// The initial margin of an account's positions: its value less what it has above initial margin.
const fn capital(figures: &MarginFigures) -> i128 {
    figures.value.saturating_sub(figures.initial)
}

fn decoded<C: SolCall>(answer: Option<&[u8]>) -> Result<C::Return, Fault> {
    let answer = answer.and_then(|bytes| C::abi_decode_returns_validate(bytes).ok());
    answer.ok_or_else(|| local(format!("the answer to {} is malformed", C::SIGNATURE)))
}

impl Keeper {
    /// Bids for an account in auction, for as much of what is due as the terms allow. Returns whether it did, or in a
    /// dry run would have done so.
    pub(crate) async fn bid(&self, case: &Case) -> Result<bool, Fault> {
        let Some(terms) = &self.terms.bid else {
            return Ok(false);
        };
        let Case { id, auction, .. } = case;
        let is_open = auction.startedAt != 0 && case.unseen_secs() <= FRESH_SECS;
        if !is_open || *id == terms.taker {
            return Ok(false);
        }
        let min_profit = i128::try_from(self.terms.min_profit_wad).unwrap_or(i128::MAX);
        let mut call = ILiquidator::bidCall {
            id: *id,
            taker: terms.taker,
            part: case.state.part,
            limit: i128::MAX,
            nonce: auction.nonce,
        };
        for _ in 0..TRIES {
            let simulated = self.simulated(&call).await?;
            match simulated.map(|outcome| (outcome, terms.verdict(outcome, min_profit))) {
                Some((outcome, Verdict::Good(room))) => {
                    // The price may rise until the bid is mined, as long as the gain stays above the minimum.
                    let room = room / self.unit_wad().cast_signed();
                    call.limit = outcome.price.saturating_add(room);
                    return self.place(&call, outcome).await.map(|()| true);
                }
                Some((_, Verdict::Poor)) => {
                    self.decline(*id, "it gains too little");
                    return Ok(false);
                }
                Some((_, Verdict::TooLarge(fitting))) => {
                    call.part = fitting_part(call.part, fitting);
                }
                // The contract does not say by how much the account is too small.
                None => call.part /= 2,
            }
            if call.part == 0 {
                break;
            }
        }
        self.decline(*id, "it needs more capital than allowed");
        Ok(false)
    }

    /// Writes to the journal why it does not bid for an account.
    fn decline(&self, id: U256, why: &str) {
        let account = account_name(id);
        let subject = format!("bid for {account}");
        let details = [("account", account), ("why", why.to_owned())];
        self.journal.once(&subject, "does not bid", &details);
    }

    /// Simulates a bid at any price; returns nothing if the bidding account is too small for it.
    async fn simulated(&self, call: &ILiquidator::bidCall) -> Result<Option<Outcome>, Fault> {
        let (chain, liquidator) = (&self.protocol.chain, self.protocol.liquidator);
        let look = ILiquidator::healthOfCall { id: call.taker }.abi_encode();
        let steps = [
            (liquidator, look.clone()),
            (liquidator, call.abi_encode()),
            (liquidator, look),
        ];
        let answers = match chain.simulate(&steps).await {
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

    /// Sends a bid that was simulated.
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

/// Parses the terms of bids; the account has to be the keeper's own.
pub(crate) fn terms(
    taker: &str,
    max_capital: &str,
    min_gain: &str,
    owner: Address,
) -> Result<BidTerms, Fault> {
    let id = venue::protocol::parse_account(taker, Some(owner))?;
    if id >> 96 != U256::from_be_slice(owner.as_slice()) {
        let wrong = format!("--bid {taker}: {owner} does not own that account");
        return Err(venue::fault::request(wrong));
    }
    let capital = units::positive(max_capital, WAD_PLACES, "--max-capital")?;
    Ok(BidTerms {
        taker: id,
        max_capital_wad: i128::try_from(capital).unwrap_or(i128::MAX),
        min_gain_millionths: units::millionths(min_gain, "--min-gain")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: BidTerms = BidTerms {
        taker: U256::ZERO,
        max_capital_wad: 1_000,
        min_gain_millionths: 50_000,
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
        for (gain, capital, added, min_profit, verdict) in [
            (50, 1_000, 1_000, 0, Verdict::Good(0)),
            (57, 1_000, 1_000, 0, Verdict::Good(7)),
            (49, 1_000, 1_000, 0, Verdict::Poor),
            // Its part of the margin is rounded up.
            (50, 1_000, 1_001, 0, Verdict::Poor),
            (60, 1_200, 1_200, 0, Verdict::TooLarge(808_333)),
            (60, 1_200, 400, 0, Verdict::TooLarge(485_000)),
            (60, 1_600, 400, 0, Verdict::TooLarge(0)),
            // A bid that relieves the account has to gain only the minimum profit.
            (1, 500, -100, 0, Verdict::Good(0)),
            (1, 500, -100, 2, Verdict::Poor),
            (0, 0, 0, 0, Verdict::Poor),
            (i128::MAX, i128::MAX, i128::MAX, 0, Verdict::TooLarge(0)),
        ] {
            let got = TERMS.verdict(outcome(gain, capital, added), min_profit);
            assert_eq!(got, verdict, "{gain} {capital} {added} {min_profit}");
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
    fn the_account_that_bids_is_the_keepers_own() {
        let own = Address::repeat_byte(1);
        let other = Address::repeat_byte(2).to_string();
        let made = terms("3", "500", "5%", own).unwrap();
        assert_eq!(account_name(made.taker), format!("{own}/3"));
        assert_eq!(made.max_capital_wad, 500_000_000_000_000_000_000);
        for (taker, capital, gain) in [
            (other.as_str(), "500", "5%"),
            ("3", "0", "5%"),
            ("3", "500", "5"),
        ] {
            assert!(terms(taker, capital, gain, own).is_err(), "{taker}");
        }
    }
}
