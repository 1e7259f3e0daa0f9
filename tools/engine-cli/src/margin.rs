//! The margin of an account, by the engine, and as a call of the contract.

use alloy_sol_types::SolCall;
use engine::margin::MarginError;
use engine::margin::{self, Account, Distance, Expiry, Figures, Holding, MAX_LEGS, Payoff};
use engine::revaluation::Leg;
use engine::surface::{Post, Smile};
use math::{Approximation, SignedWad, Wad};
use serde_json::{Value, json};

use crate::contract::{IOptionMargin as Contract, amount, signed, slice};
use crate::decimal::format_unsigned;
use crate::operations::{self, Answer};
use crate::refusals;
use crate::request::{Refusal, Request, kind_number};

/// The account and market of a request.
pub(crate) struct Asked {
    spot: Wad,
    carry: SignedWad,
    cash: SignedWad,
    late: bool,
    /// An expiry in its last half hour, and its own spot.
    settling: Option<(u64, Wad)>,
    posts: Vec<Post>,
    /// By expiry.
    holdings: Vec<(u64, Holding)>,
}

/// The positions of one expiry, prepared for the engine.
struct Ready {
    spot: Wad,
    remaining_secs: u64,
    legs: Vec<Leg>,
    payoff: Payoff,
}

impl Asked {
    pub(crate) fn read(request: &Request<'_>, now: u64) -> Result<Self, Refusal> {
        let posts = request.list("surfaces")?.into_iter();
        let posts = posts.map(|surface| operations::post(&surface, now));
        let holdings = request.list("positions")?.into_iter();
        let holdings = holdings.map(|position| {
            let expiry = expiry(&position, "expirySecs", now)?;
            let holding = Holding {
                kind: position.kind()?,
                strike: position.unsigned("strike")?,
                quantity: position.signed("quantity")?,
            };
            Ok((expiry, holding))
        });
        let mut holdings = holdings.collect::<Result<Vec<_>, Refusal>>()?;
        holdings.sort_by_key(|(expiry, _)| *expiry);
        let settling = if request.0.contains_key("settlingSecs") {
            let expiry = expiry(request, "settlingSecs", now)?;
            Some((expiry, request.unsigned("settlingSpot")?))
        } else {
            None
        };
        Ok(Self {
            spot: request.unsigned("spot")?,
            carry: request.signed_or_zero("carry")?,
            cash: request.signed("cash")?,
            late: request.flag("late")?,
            settling,
            posts: posts.collect::<Result<_, _>>()?,
            holdings,
        })
    }

    fn smile(&self, expiry: u64, now: u64) -> Result<Option<Smile>, Refusal> {
        if expiry <= now {
            return Ok(None);
        }
        match self.posts.iter().find(|post| post.expiry == expiry) {
            Some(post) => Ok(Some(post.smile(now)?)),
            None => Err(
                Refusal::new("surfaces", "has none of an expiry with positions")
                    .reverts(refusals::surface_missing(expiry)),
            ),
        }
    }

    fn ready<A: Approximation>(
        &self,
        alike: &[(u64, Holding)],
        now: u64,
    ) -> Result<Ready, Refusal> {
        let expiry = alike.first().map_or(0, |(expiry, _)| *expiry);
        let smile = self.smile(expiry, now)?;
        let spot = match self.settling {
            Some((settling, spot)) if settling == expiry => spot,
            _ => self.spot,
        };
        let mut holdings: Vec<_> = alike.iter().map(|(_, holding)| *holding).collect();
        let legs = holdings
            .iter()
            .map(|holding| holding.ready::<A>(spot, self.carry, smile.as_ref()));
        Ok(Ready {
            spot,
            remaining_secs: smile.map_or(0, |smile| smile.remaining_secs()),
            legs: legs.collect::<Result<_, _>>()?,
            payoff: Payoff::new(&mut holdings)?,
        })
    }

    fn look<A: Approximation>(&self, now: u64) -> Result<(Figures, Distance), Refusal> {
        if self.holdings.len() > MAX_LEGS {
            return Err(MarginError::TooManyLegs.into());
        }
        let ready = self.holdings.chunk_by(|one, next| one.0 == next.0);
        let ready = ready.map(|alike| self.ready::<A>(alike, now));
        let ready = ready.collect::<Result<Vec<_>, _>>()?;
        let expiries: Vec<_> = ready
            .iter()
            .map(|part| Expiry {
                spot: part.spot,
                remaining_secs: part.remaining_secs,
                legs: &part.legs,
                payoff: part.payoff,
            })
            .collect();
        let account = Account {
            cash: self.cash,
            spot: self.spot,
            late: self.late,
            expiries: &expiries,
        };
        Ok((
            margin::margin::<A>(&account)?,
            margin::distance::<A>(&account)?,
        ))
    }

    /// The call of `option-margin`.
    pub(crate) fn call(&self) -> Vec<u8> {
        let slice = |post: &Post| slice!(Contract, post);
        let leg = |(expiry, holding): &(u64, Holding)| Contract::Position {
            expiry: *expiry,
            kind: kind_number(holding.kind),
            strike: holding.strike.wei(),
            quantity: holding.quantity.wei(),
        };
        let call = Contract::scenariosCall {
            slices: self.posts.iter().map(slice).collect(),
            context: Contract::MarginContext {
                spot: self.spot.wei(),
                carry: self.carry.wei(),
                maxAgeSecs: u64::MAX,
                settling: self.settling.map_or(0, |(expiry, _)| expiry),
                settlingSpot: self.settling.map_or(0, |(_, spot)| spot.wei()),
                late: self.late,
            },
            cash: self.cash.wei(),
            legs: self.holdings.iter().map(leg).collect(),
        };
        call.abi_encode()
    }
}

/// The time this many seconds from now; 0 seconds means past.
fn expiry(request: &Request<'_>, name: &str, now: u64) -> Result<u64, Refusal> {
    now.checked_add(request.seconds(name)?)
        .ok_or_else(|| Refusal::new(name, "is above the longest time"))
}

/// Answers a request with the engine.
pub(crate) fn answer<A: Approximation>(request: &Request<'_>, now: u64) -> Answer {
    let (figures, distance) = Asked::read(request, now)?.look::<A>(now)?;
    let mut result = shown(&Shown {
        value: figures.value.wei(),
        loss: figures.loss.wei(),
        naked: figures.naked.wei(),
        contingency: figures.contingency.wei(),
        min_payoff: figures.min_payoff.map(SignedWad::wei),
        maintenance: figures.maintenance.wei(),
        initial: figures.initial.wei(),
        scenarios: &figures.scenarios.map(SignedWad::wei),
    });
    let factor = |factor: Option<Wad>| factor.map_or(Value::Null, |it| json!(format_unsigned(it)));
    result["distance"] = json!({
        "spotDown": factor(distance.spot_down), "spotUp": factor(distance.spot_up),
        "volUp": factor(distance.vol_up), "volDown": factor(distance.vol_down),
    });
    Ok(result)
}

/// Reads the answer of the contract into the form of the engine's.
pub(crate) fn read(data: &[u8]) -> alloy_sol_types::Result<Value> {
    let it = Contract::scenariosCall::abi_decode_returns_validate(data)?;
    let (figures, scenarios) = (it._0, it._1);
    Ok(shown(&Shown {
        value: figures.value,
        loss: figures.loss,
        naked: figures.naked,
        contingency: figures.contingency,
        min_payoff: (figures.minPayoff != i128::MIN).then_some(figures.minPayoff),
        maintenance: figures.maintenance,
        initial: figures.initial,
        scenarios: &scenarios,
    }))
}

/// Figures in wei.
struct Shown<'a> {
    value: i128,
    loss: i128,
    naked: u128,
    contingency: u128,
    min_payoff: Option<i128>,
    maintenance: i128,
    initial: i128,
    scenarios: &'a [i128],
}

fn shown(it: &Shown<'_>) -> Value {
    let scenarios: Vec<_> = it.scenarios.iter().map(|wei| signed(*wei)).collect();
    json!({
        "value": signed(it.value), "loss": signed(it.loss), "naked": amount(it.naked),
        "contingency": amount(it.contingency), "minPayoff": it.min_payoff.map(signed),
        "maintenance": signed(it.maintenance), "initial": signed(it.initial),
        "scenarios": scenarios,
    })
}
