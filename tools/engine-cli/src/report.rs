//! The pool's book on a chain, valued by the engine and by the contracts, and the differences between the two.

use alloy_primitives::{Address, B256, hex};
use alloy_sol_types::SolCall;
use domain::calendar::{AVERAGING_SECS, expected};
use engine::Claim;
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Figures, SCENARIOS};
use engine::revaluation::Leg;
use engine::surface::{Post, SviParameters};
use engine::tail::{POINTS, Slopes, Tail};
use math::{Compact, Float, SignedWad, Wad};

use crate::contract::IOptionPricer as Pricer;
use crate::request::{Refusal, kind_of};
use crate::risk::{Chapter, figures, in_full};
use crate::rpc::{Answer, Client, Fault};

use bindings::{IGoverned, IOracle, IRiskManager};

/// The oracle has no price in this state and above.
const SETTLE_ONLY: u8 = 2;

/// A basis point in WAD.
const BASIS_POINT: i128 = SignedWad::ONE.wei() / 10_000;

/// The pool's book at a block, from the side of its holder.
pub(crate) struct Report {
    pub(crate) block: String,
    pub(crate) spot: Wad,
    pub(crate) series: usize,
    pub(crate) figures: Figures,
    pub(crate) estimate: Tail,
    pub(crate) full: Tail,
    /// Figures for which the contracts give another value.
    pub(crate) differing: Vec<String>,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let Refusal {
            argument, message, ..
        } = refusal;
        Self::new(format!("the book cannot be valued: {argument} {message}"))
    }
}

/// The contracts, at one block.
struct Pool {
    client: Client,
    risk: Address,
    pricer: Address,
    block: String,
    now: u64,
}

/// The market that the book is valued on, in the form of the contracts.
struct Stage {
    market: IRiskManager::TradeContext,
    book: Pricer::BookContext,
    /// The minimum for a day's standard deviation.
    min_day: Wad,
}

/// Reads and assesses the book of the pool behind a risk manager.
///
/// # Errors
/// When the node cannot be asked, there is no risk manager, or the book has no value.
pub(crate) fn report(url: &str, address: &str) -> Result<Report, Fault> {
    let risk = address
        .parse()
        .map_err(|error| Fault::new(format!("{address} is not an address: {error}")))?;
    let client = Client::new(url)?;
    let (block, now) = client.newest_block()?;
    let mut pool = Pool {
        client,
        risk,
        pricer: Address::ZERO,
        block,
        now,
    };
    pool.pricer = pool.ask(risk, "optionPricer", &IRiskManager::optionPricerCall {})?;
    let oracle = pool.ask(risk, "oracle", &IRiskManager::oracleCall {})?;
    let carry = pool.ask(risk, "carryBps", &IRiskManager::carryBpsCall {})? * BASIS_POINT;
    let legs = pool.legs()?;
    let stage = pool.stage(oracle, carry, &legs)?;
    let chapters = pool.chapters(&stage.book, &legs)?;
    let sum = figures(&chapters)?;
    let day = sum.day.max(stage.min_day);
    let slopes = Slopes::of(&sum).map_err(Refusal::from)?;
    let estimate = slopes
        .tail::<Compact>(day, &mut vec![0; POINTS])
        .map_err(Refusal::from)?;
    let full = in_full(day, &chapters)?;
    let series = legs.len();
    let spot = Wad::from_wei(stage.book.spot);
    let differing = pool.differences(stage, legs, &sum, [&estimate, &full])?;
    Ok(Report {
        block: pool.block,
        spot,
        series,
        figures: sum,
        estimate,
        full,
        differing,
    })
}

impl Pool {
    /// Calls a view.
    fn ask<C: SolCall>(&self, to: Address, name: &str, call: &C) -> Result<C::Return, Fault> {
        let wrong = |what: &str| Fault::new(format!("{to} {what} {name}()"));
        match self.client.call(to, &call.abi_encode(), &self.block)? {
            Answer::Returned(data) => {
                C::abi_decode_returns_validate(&data).map_err(|_| wrong("does not answer"))
            }
            Answer::Reverted(_) => Err(wrong("refuses")),
        }
    }

    /// The positions of the book, by expiry.
    fn legs(&self) -> Result<Vec<Pricer::Position>, Fault> {
        let mut book = self.ask(self.risk, "book", &IRiskManager::bookCall {})?;
        book.retain(|position| position.quantity != 0);
        book.sort_by_key(|position| position.expiry);
        let legs = book.into_iter().map(|position| Pricer::Position {
            expiry: position.expiry,
            kind: position.kind,
            strike: position.strike,
            quantity: position.quantity,
        });
        Ok(legs.collect())
    }

    /// The market at the block. An expiry in its last half hour is valued at the average that is expected at its
    /// settlement.
    fn stage(
        &self,
        oracle: Address,
        carry: i128,
        legs: &[Pricer::Position],
    ) -> Result<Stage, Fault> {
        let last_half_hour = self.now + 1..=self.now + AVERAGING_SECS;
        let mut expiries = legs.iter().map(|leg| leg.expiry);
        let settling = expiries.find(|expiry| last_half_hour.contains(expiry));
        let settling = settling.unwrap_or(0);
        let call = IOracle::snapshotCall { settling };
        let snapshot = self.ask(oracle, "snapshot", &call)?;
        if snapshot.state >= SETTLE_ONLY {
            return Err(Fault::new("the oracle has no price".into()));
        }
        let average = expected(snapshot.spot, snapshot.average, snapshot.averagedSecs)
            .ok_or_else(|| Fault::new("the oracle's prices are too large".into()))?;
        let key = B256::right_padding_from(b"leastDay");
        let min_day = self.ask(self.risk, "setting", &IGoverned::settingCall { key })?;
        let min_day = u128::try_from(min_day._0).unwrap_or(u128::MAX);
        Ok(Stage {
            market: IRiskManager::TradeContext {
                state: snapshot.state,
                late: snapshot.late,
                spot: snapshot.spot,
                deviation: snapshot.deviation,
                settling,
                average: snapshot.average,
                averagedSecs: snapshot.averagedSecs,
                backing: 0,
            },
            book: Pricer::BookContext {
                spot: snapshot.spot,
                carry,
                maxAgeSecs: u64::MAX,
                settling,
                settlingSpot: if settling == 0 { 0 } else { average },
            },
            min_day: Wad::from_wei(min_day.saturating_mul(BASIS_POINT.unsigned_abs())),
        })
    }

    /// The legs in the form of the engine, on the posted surfaces.
    fn chapters(
        &self,
        context: &Pricer::BookContext,
        legs: &[Pricer::Position],
    ) -> Result<Vec<Chapter>, Fault> {
        let mut chapters = Vec::new();
        for alike in legs.chunk_by(|one, next| one.expiry == next.expiry) {
            let expiry = alike[0].expiry;
            let settles = context.settling != 0 && expiry == context.settling;
            let spot = Wad::from_wei(if settles {
                context.settlingSpot
            } else {
                context.spot
            });
            let smile = if expiry > self.now {
                let posted = self.ask(self.pricer, "surface", &Pricer::surfaceCall { expiry })?;
                Some(post(&posted._0).smile(self.now).map_err(Refusal::from)?)
            } else {
                None
            };
            let shared = match &smile {
                Some(smile) => Expiry::of::<Compact>(smile).map_err(Refusal::from)?,
                None => Expiry::past::<Compact>(),
            };
            let remaining_secs = expiry.saturating_sub(self.now);
            let ready = |leg: &Pricer::Position| {
                let terms = Terms {
                    spot,
                    strike: Wad::from_wei(leg.strike),
                    expiry_secs: remaining_secs,
                    rate: SignedWad::from_wei(context.carry),
                };
                let claim = Claim::new::<Compact>(kind_of(leg.kind)?, &terms)?;
                let deviation = match &smile {
                    Some(smile) => smile.deviation(claim.log_moneyness())?,
                    None => Float::ZERO,
                };
                let quantity = SignedWad::from_wei(leg.quantity);
                Ok::<_, Refusal>(Leg::new(claim, deviation, quantity))
            };
            chapters.push(Chapter {
                spot,
                remaining_secs,
                shared,
                legs: alike.iter().map(ready).collect::<Result<_, _>>()?,
            });
        }
        Ok(chapters)
    }

    /// The differences between the contracts and the engine: in the figures of the book, and in its loss of a day,
    /// estimated and in full.
    fn differences(
        &self,
        stage: Stage,
        legs: Vec<Pricer::Position>,
        engine: &Figures,
        [estimate, full]: [&Tail; 2],
    ) -> Result<Vec<String>, Fault> {
        let call = Pricer::assessCall {
            context: stage.book,
            legs,
        };
        let assessed = self.ask(self.pricer, "assess", &call)?;
        let mut differing = differences(engine, &assessed);
        let call = Pricer::estimateCall {
            leastDay: stage.min_day.wei(),
            figures: assessed._0,
        };
        let tail = self.ask(self.pricer, "estimate", &call)?;
        let tail = [tail.valueAtRisk, tail.expectedShortfall];
        differing.extend(differing_tail("estimated", estimate, tail));
        // `tail` refuses surfaces that are too old for closing; the engine does not.
        let call = IRiskManager::tailCall {
            context: stage.market,
        };
        match self
            .client
            .call(self.risk, &call.abi_encode(), &self.block)?
        {
            Answer::Returned(data) => {
                let tail = IRiskManager::tailCall::abi_decode_returns_validate(&data)
                    .map_err(|_| Fault::new(format!("{} does not answer tail()", self.risk)))?;
                let tail = [tail.valueAtRisk, tail.expectedShortfall];
                differing.extend(differing_tail("in full", full, tail));
            }
            Answer::Reverted(data) => {
                let why = hex::encode_prefixed(data);
                differing.push(format!("tail: refused by the contract with {why}"));
            }
        }
        Ok(differing)
    }
}

/// The differences in the loss of a day; the loss of a book that gains is zero.
fn differing_tail(way: &str, engine: &Tail, contract: [u128; 2]) -> Vec<String> {
    let names = ["value at risk", "expected shortfall"];
    let own = [engine.value_at_risk, engine.shortfall];
    let own = own.map(|loss| loss.wei().max(0).unsigned_abs());
    let all = names.into_iter().zip(own).zip(contract);
    let differing = all.filter(|((_, engine), contract)| engine != contract);
    let lines = differing.map(|((name, engine), contract)| {
        format!("{name} {way}: {engine} by the engine, {contract} by the contract")
    });
    lines.collect()
}

fn post(slice: &Pricer::SviSlice) -> Post {
    Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(slice.level),
            slope: Wad::from_wei(slice.slope),
            tilt: SignedWad::from_wei(slice.tilt),
            shift: SignedWad::from_wei(slice.shift),
            smoothness: Wad::from_wei(slice.smoothness),
        },
        expiry: slice.expiry,
        timestamp: slice.timestamp,
    }
}

/// The differences between the figures of the engine and of the contracts.
fn differences(engine: &Figures, contract: &Pricer::assessReturn) -> Vec<String> {
    let it = &contract._0;
    let day = i128::try_from(it.day).unwrap_or(i128::MAX);
    let pairs = [
        ("mark", engine.mark.wei(), it.mark),
        ("high", engine.high.wei(), it.high),
        ("low", engine.low.wei(), it.low),
        ("delta", engine.delta.wei(), it.delta),
        ("vega", engine.vega.wei(), it.vega),
        ("slope", engine.slope.wei(), it.slope),
        ("gamma", engine.gamma.wei(), it.gamma),
        ("volSlope", engine.vol_slope.wei(), it.volSlope),
        ("volga", engine.volga.wei(), it.volga),
        ("vanna", engine.vanna.wei(), it.vanna),
        ("day", engine.day.wei().cast_signed(), day),
    ];
    let named = pairs.map(|(name, engine, contract)| (name.to_owned(), engine, contract));
    let gains = (0..SCENARIOS).map(|number| {
        let contract = contract._1.get(number).copied().unwrap_or(i128::MIN);
        (
            format!("scenario {number}"),
            engine.changes[number].wei(),
            contract,
        )
    });
    let all = named.into_iter().chain(gains);
    let differing = all.filter(|(_, engine, contract)| engine != contract);
    let lines = differing.map(|(name, engine, contract)| {
        format!("{name}: {engine} by the engine, {contract} by the contract")
    });
    let count = contract._1.len();
    let short = (count != SCENARIOS).then(|| format!("{count} scenarios by the contract"));
    lines.chain(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Pricer::assessReturn {
        Pricer::assessReturn {
            _0: Pricer::BookFigures {
                mark: 0,
                high: 0,
                low: 0,
                delta: 0,
                vega: 0,
                slope: 0,
                gamma: 0,
                volSlope: 0,
                volga: 0,
                vanna: 0,
                day: 0,
            },
            _1: vec![0; SCENARIOS],
        }
    }

    #[test]
    fn a_unit_is_a_difference() {
        let engine = Figures::default();
        assert!(differences(&engine, &answer()).is_empty());
        let mut other = answer();
        other._0.vanna = -1;
        other._1[26] = 1;
        let said = differences(&engine, &other);
        assert_eq!(said[0], "vanna: 0 by the engine, -1 by the contract");
        assert_eq!(said[1], "scenario 26: 0 by the engine, 1 by the contract");
        assert_eq!(said.len(), 2);
    }

    #[test]
    fn so_is_one_of_what_a_day_loses_and_a_gain_is_no_loss() {
        let engine = Tail {
            value_at_risk: SignedWad::from_wei(-7),
            shortfall: SignedWad::from_wei(9),
        };
        assert!(differing_tail("in full", &engine, [0, 9]).is_empty());
        let said = differing_tail("in full", &engine, [1, 8]);
        assert_eq!(
            said,
            [
                "value at risk in full: 0 by the engine, 1 by the contract",
                "expected shortfall in full: 9 by the engine, 8 by the contract"
            ]
        );
    }

    #[test]
    fn so_is_a_scenario_that_is_missing() {
        let mut short = answer();
        short._1.pop();
        assert_eq!(differences(&Figures::default(), &short).len(), 2);
    }
}
