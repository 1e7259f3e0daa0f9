//! An account for the contract and for the engine.

use alloy_primitives::Bytes;
use contract_tests::authority::key;
use contract_tests::margin::{IOptionMargin as Contract, Margining, margin_context};
use contract_tests::pricing::WAD;
use contract_tests::revert;
use engine::Kind;
use engine::margin::{Account, Distance, Expiry, Figures as Margin, Holding, Payoff};
use engine::revaluation::Leg;
use engine::surface::{Post, Smile, SviParameters};
use math::{Compact, SignedWad, Wad};

pub(crate) const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// The arguments of each function.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) slices: Vec<Contract::SviSlice>,
    pub(crate) context: Contract::MarginContext,
    pub(crate) cash: i128,
    pub(crate) legs: Vec<Contract::Position>,
}

impl Asked {
    pub(crate) fn margin(&self) -> Contract::marginCall {
        let Self {
            slices,
            context,
            cash,
            legs,
        } = self.clone();
        Contract::marginCall {
            slices,
            context,
            cash,
            legs,
        }
    }

    pub(crate) fn scenarios(&self) -> Contract::scenariosCall {
        let Self {
            slices,
            context,
            cash,
            legs,
        } = self.clone();
        Contract::scenariosCall {
            slices,
            context,
            cash,
            legs,
        }
    }

    pub(crate) fn distance(&self) -> Contract::distanceCall {
        let Self {
            slices,
            context,
            cash,
            legs,
        } = self.clone();
        Contract::distanceCall {
            slices,
            context,
            cash,
            legs,
        }
    }

    /// Returns the engine's result for the same account.
    pub(crate) fn look<T>(&self, now: u64, look: impl FnOnce(&Account<'_>) -> T) -> T {
        let mut by_expiry: Vec<(u64, Vec<Holding>)> = Vec::new();
        for leg in &self.legs {
            let holding = Holding {
                kind: KINDS[usize::from(leg.kind)],
                strike: Wad::from_wei(leg.strike),
                quantity: SignedWad::from_wei(leg.quantity),
            };
            match by_expiry
                .iter_mut()
                .find(|(expiry, _)| *expiry == leg.expiry)
            {
                Some((_, alike)) => alike.push(holding),
                None => by_expiry.push((leg.expiry, vec![holding])),
            }
        }
        let ready: Vec<_> = by_expiry
            .iter()
            .map(|(expiry, holdings)| self.ready(now, *expiry, holdings))
            .collect();
        let expiries: Vec<_> = ready
            .iter()
            .map(|(spot, remaining_secs, legs, payoff)| Expiry {
                spot: *spot,
                remaining_secs: *remaining_secs,
                legs,
                payoff: *payoff,
            })
            .collect();
        look(&Account {
            cash: SignedWad::from_wei(self.cash),
            spot: Wad::from_wei(self.context.spot),
            late: self.context.late,
            expiries: &expiries,
        })
    }

    pub(crate) fn ready(
        &self,
        now: u64,
        expiry: u64,
        holdings: &[Holding],
    ) -> (Wad, u64, Vec<Leg>, Payoff) {
        let slice = self.slices.iter().find(|slice| slice.expiry == expiry);
        let smile = (expiry > now).then(|| smile(slice.expect("handed in"), now));
        let spot = Wad::from_wei(if self.context.settling == expiry {
            self.context.settlingSpot
        } else {
            self.context.spot
        });
        let carry = SignedWad::from_wei(self.context.carry);
        let leg = |holding: &Holding| {
            let leg = holding.ready::<Compact>(spot, carry, smile.as_ref());
            leg.expect("in its range")
        };
        let payoff = Payoff::new(&mut holdings.to_vec()).expect("amounts that fit");
        let left = smile.map_or(0, |smile| smile.remaining_secs());
        (spot, left, holdings.iter().map(leg).collect(), payoff)
    }
}

pub(crate) fn smile(slice: &Contract::SviSlice, now: u64) -> Smile {
    let post = Post {
        parameters: SviParameters {
            level: SignedWad::from_wei(slice.level),
            slope: Wad::from_wei(slice.slope),
            tilt: SignedWad::from_wei(slice.tilt),
            shift: SignedWad::from_wei(slice.shift),
            smoothness: Wad::from_wei(slice.smoothness),
        },
        expiry: slice.expiry,
        timestamp: slice.timestamp,
    };
    post.smile(now).expect("a sound slice")
}

pub(crate) fn published(margin: &Margin) -> Contract::MarginFigures {
    Contract::MarginFigures {
        value: margin.value.wei(),
        loss: margin.loss.wei(),
        naked: margin.naked.wei(),
        contingency: margin.contingency.wei(),
        minPayoff: margin.min_payoff.map_or(i128::MIN, SignedWad::wei),
        maintenance: margin.maintenance.wei(),
        initial: margin.initial.wei(),
    }
}

pub(crate) fn published_distance(distance: &Distance) -> Contract::MarginDistance {
    Contract::MarginDistance {
        spotDown: distance.spot_down.map_or(0, Wad::wei),
        spotUp: distance.spot_up.map_or(u128::MAX, Wad::wei),
        volUp: distance.vol_up.map_or(u128::MAX, Wad::wei),
        volDown: distance.vol_down.map_or(0, Wad::wei),
    }
}

/// Returns some expiries, the first of which settles and one of which may be past, and positions of every kind in any
/// order.
pub(crate) fn any_account(stage: &Margining, random: &mut fastrand::Rng) -> Asked {
    let now = stage.node.now_secs();
    let mut slices: Vec<_> = [1, 7, 30, 91, 365]
        .iter()
        .map(|days| stage.slice(*days))
        .collect();
    let spot = WAD * random.u128(1_500..2_500);
    let settling = random.bool().then(|| {
        let soon = Contract::SviSlice {
            expiry: now + random.u64(10..1_800),
            ..stage.slice(1)
        };
        slices.push(soon.clone());
        soon.expiry
    });
    let mut expiries: Vec<_> = slices.iter().map(|slice| slice.expiry).collect();
    expiries.push(now - 100);
    let leg = |random: &mut fastrand::Rng| Contract::Position {
        expiry: expiries[random.usize(..expiries.len())],
        kind: random.u8(..4),
        strike: WAD * random.u128(1_000..3_500),
        quantity: random.i128(-50..50) * WAD.cast_signed() / 7,
    };
    Asked {
        context: Contract::MarginContext {
            spot,
            settling: settling.unwrap_or(0),
            settlingSpot: settling.map_or(0, |_| spot + WAD * random.u128(..30)),
            late: random.bool(),
            ..margin_context()
        },
        cash: random.i128(-5_000..50_000) * WAD.cast_signed(),
        legs: (0..random.usize(..33)).map(|_| leg(random)).collect(),
        slices,
    }
}

pub(crate) fn argument(name: &str) -> Bytes {
    revert(&Contract::PricerArgument { name: key(name) })
}
