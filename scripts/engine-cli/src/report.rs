//! The pool's book as it stands on a chain: read, assessed by the engine and by the contracts, and held against each other.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use engine::black_scholes::Terms;
use engine::exposure::{Expiry, Figures, Grid, SCENARIOS};
use engine::revaluation::Leg;
use engine::surface::{Post, SviParameters};
use engine::tail::{POINTS, Slopes, Tail};
use engine::{Claim, Kind};
use math::{Compact, Float, SignedWad, Wad};

use crate::contract::IOptionPricer as Pricer;
use crate::request::Refusal;
use crate::risk::{Chapter, figures, in_full};
use crate::rpc::{Answer, Client, Fault};

use bindings::{IOracle, IRiskManager};

#[allow(missing_docs, reason = "made of the published interfaces")]
mod bindings {
    use alloy_sol_types::sol;
    sol!("../../abi/IOracle.sol");
    sol!("../../abi/IRiskManager.sol");
}

/// From this state of the oracle on there is no price.
const SETTLE_ONLY: u8 = 2;

/// An option settles at the average of so many seconds.
const AVERAGING_SECS: u64 = 30 * 60;

/// A basis point in WAD.
const BASIS_POINT: i128 = 100_000_000_000_000;

/// The pool's book at a block, to whoever holds it.
pub(crate) struct Report {
    pub(crate) block: String,
    pub(crate) spot: Wad,
    pub(crate) series: usize,
    pub(crate) figures: Figures,
    pub(crate) estimate: Tail,
    pub(crate) full: Tail,
    /// Figures that the contracts state otherwise.
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

/// What a group of expiries is valued at: the spot, or the average that one in its last half hour settles at.
struct Group {
    spot: u128,
    legs: Vec<Pricer::BookLeg>,
}

/// Reads and assesses the book of the pool behind a risk manager.
///
/// # Errors
/// When the node cannot be asked, there is no risk manager, or the book has no value.
pub(crate) fn report(url: &str, address: &str) -> Result<Report, Fault> {
    let risk = address
        .parse()
        .map_err(|error| Fault::new(format!("{address} is no address: {error}")))?;
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
    let (spot, groups) = pool.groups(oracle)?;
    let (mut sum, mut chapters, mut differing) = (Figures::default(), Vec::new(), Vec::new());
    let mut series = 0;
    for group in groups {
        series += group.legs.len();
        let own = pool.chapters(&group, carry)?;
        let grid = Grid::new(Wad::from_wei(group.spot)).map_err(Refusal::from)?;
        let engine = figures(&grid, &own)?;
        differing.extend(differences(&engine, &pool.assessed(group, carry)?));
        sum = sum.plus(&engine).map_err(Refusal::from)?;
        chapters.extend(own);
    }
    let slopes = Slopes::of(&sum).map_err(Refusal::from)?;
    let estimate = slopes
        .tail::<Compact>(sum.day, &mut vec![0; POINTS])
        .map_err(Refusal::from)?;
    Ok(Report {
        block: pool.block,
        spot: Wad::from_wei(spot),
        series,
        figures: sum,
        estimate,
        full: in_full(sum.day, &chapters)?,
        differing,
    })
}

impl Pool {
    /// What a view answers.
    fn ask<C: SolCall>(&self, to: Address, name: &str, call: &C) -> Result<C::Return, Fault> {
        let wrong = |what: &str| Fault::new(format!("{to} {what} {name}()"));
        match self.client.call(to, &call.abi_encode(), &self.block)? {
            Answer::Returned(data) => {
                C::abi_decode_returns_validate(&data).map_err(|_| wrong("does not answer"))
            }
            Answer::Reverted(_) => Err(wrong("refuses")),
        }
    }

    /// The spot, and the book's series by what they are valued at, expiry by expiry.
    fn groups(&self, oracle: Address) -> Result<(u128, Vec<Group>), Fault> {
        let mut book = self.ask(self.risk, "book", &IRiskManager::bookCall {})?;
        book.retain(|position| position.quantity != 0);
        book.sort_by_key(|position| position.expiry);
        let last_half_hour = self.now + 1..=self.now + AVERAGING_SECS;
        let settling = book.iter().map(|position| position.expiry);
        let settling = settling
            .into_iter()
            .find(|expiry| last_half_hour.contains(expiry));
        let settling = settling.unwrap_or(0);
        let call = IOracle::snapshotCall { settling };
        let snapshot = self.ask(oracle, "snapshot", &call)?;
        if snapshot.state >= SETTLE_ONLY {
            return Err(Fault::new("the oracle has no price".into()));
        }
        let known = u128::from(snapshot.averagedSecs.min(AVERAGING_SECS));
        let total = u128::from(AVERAGING_SECS);
        let average = (snapshot.average * known + snapshot.spot * (total - known)) / total;
        let (settling, others): (Vec<_>, Vec<_>) = book
            .into_iter()
            .map(|position| Pricer::BookLeg {
                expiry: position.expiry,
                kind: position.kind,
                strike: position.strike,
                quantity: position.quantity,
            })
            .partition(|leg| settling != 0 && leg.expiry == settling);
        let groups = [(average, settling), (snapshot.spot, others)];
        let groups = groups.into_iter().filter(|(_, legs)| !legs.is_empty());
        let groups = groups.map(|(spot, legs)| Group { spot, legs });
        Ok((snapshot.spot, groups.collect()))
    }

    /// The legs of a group as the engine takes them, on the surfaces that are posted.
    fn chapters(&self, group: &Group, carry: i128) -> Result<Vec<Chapter>, Fault> {
        let mut chapters = Vec::new();
        for alike in group.legs.chunk_by(|one, next| one.expiry == next.expiry) {
            let expiry = alike[0].expiry;
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
            let ready = |leg: &Pricer::BookLeg| {
                let terms = Terms {
                    spot: Wad::from_wei(group.spot),
                    strike: Wad::from_wei(leg.strike),
                    expiry_secs: remaining_secs,
                    rate: SignedWad::from_wei(carry),
                };
                let claim = Claim::new::<Compact>(kind(leg.kind)?, &terms)?;
                let deviation = match &smile {
                    Some(smile) => smile.deviation(claim.log_moneyness())?,
                    None => Float::ZERO,
                };
                let quantity = SignedWad::from_wei(leg.quantity);
                Ok::<_, Refusal>(Leg::new(claim, deviation, quantity))
            };
            chapters.push(Chapter {
                spot: Wad::from_wei(group.spot),
                remaining_secs,
                shared,
                legs: alike.iter().map(ready).collect::<Result<_, _>>()?,
            });
        }
        Ok(chapters)
    }

    /// What the contracts say of a group.
    fn assessed(&self, group: Group, carry: i128) -> Result<Pricer::assessReturn, Fault> {
        let call = Pricer::assessCall {
            context: Pricer::BookContext {
                spot: group.spot,
                carry,
                maxAgeSecs: u64::MAX,
            },
            legs: group.legs,
        };
        self.ask(self.pricer, "assess", &call)
    }
}

fn kind(number: u8) -> Result<Kind, Refusal> {
    let kinds = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];
    let kind = kinds.get(usize::from(number)).copied();
    kind.ok_or_else(|| Refusal::new("kind", "is none of call, put, digitalCall, digitalPut"))
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

/// What the contracts state otherwise than the engine, with both.
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
    let said = differing.map(|(name, engine, contract)| {
        format!("{name}: {engine} by the engine, {contract} by the contract")
    });
    let count = contract._1.len();
    let short = (count != SCENARIOS).then(|| format!("{count} scenarios by the contract"));
    said.chain(short).collect()
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
    fn so_is_a_scenario_that_is_missing() {
        let mut short = answer();
        short._1.pop();
        assert_eq!(differences(&Figures::default(), &short).len(), 2);
    }
}
