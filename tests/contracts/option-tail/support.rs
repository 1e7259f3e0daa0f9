//! A book for the contracts and for the engine.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use bindings::{IOptionBook, IOptionTail};
use contract_tests::authority::key;
use contract_tests::{cache, revert, reverted, send, wasm};
use devnode::Devnode;
use engine::black_scholes::Terms;
use engine::exposure::{self, Exposure, Grid};
use engine::revaluation::{Leg, NormalTable};
use engine::surface::{Post, SviParameters};
use engine::tail::{POINTS, Rehearsal, Slopes, Tail, draws};
use engine::{Claim, Kind};
use math::{Compact, SignedWad, Wad};

pub(crate) const WAD: u128 = 1_000_000_000_000_000_000;

pub(crate) const DAY: u64 = 86_400;

pub(crate) const SPOT: u128 = 2_000 * WAD;

pub(crate) const CARRY: i128 = 3 * WAD.cast_signed() / 100;

pub(crate) const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

pub(crate) struct Stage {
    pub(crate) node: Devnode,
    pub(crate) user: Address,
    pub(crate) tail: Address,
    pub(crate) book: Address,
    pub(crate) slices: Vec<IOptionTail::SviSlice>,
}

impl Stage {
    pub(crate) fn set() -> Self {
        let mut node = Devnode::new().expect("a node");
        let user = node.account(0);
        let mut deploy = |contract| {
            let deployed = node.deploy_wasm(user, &wasm(contract));
            deployed.expect("it is accepted").address
        };
        let [tail, book] = ["option-tail", "option-book"].map(&mut deploy);
        let now = node.now_secs();
        let days = [1, 7, 14, 30, 60, 90, 180, 365];
        let slices = days.map(|days| slice(now, now + days * DAY)).into();
        Self {
            node,
            user,
            tail,
            book,
            slices,
        }
    }

    pub(crate) fn cache(&mut self) {
        cache(&mut self.node, &[self.tail, self.book]);
    }

    pub(crate) fn now(&self) -> u64 {
        self.node.now_secs()
    }

    pub(crate) fn ask<C: SolCall>(&self, call: C) -> C::Return {
        let answer = self.node.call(self.user, self.tail, call);
        answer.expect("an answer")
    }

    pub(crate) fn refusal<C: SolCall>(&self, call: C) -> Bytes {
        reverted(self.node.call(self.user, self.tail, call))
    }

    /// Returns the gas of the frame that answers, without the transaction around it.
    pub(crate) fn gas<C: SolCall>(&mut self, to: Address, call: C) -> u64 {
        self.node.start_metering();
        assert!(send(&mut self.node, self.user, to, call).is_ok());
        self.node.stop_metering().contracts[&to].gas
    }

    /// Returns this many series, 24 per expiry, as the pool's side of what traders bought.
    pub(crate) fn legs(&self, count: usize) -> Vec<IOptionTail::Position> {
        let of_expiry = |slice: &IOptionTail::SviSlice| {
            let expiry = slice.expiry;
            (0..24u8).map(move |place| {
                let digital = place >= 20;
                let step = u128::from(place / 2 % 10);
                IOptionTail::Position {
                    expiry,
                    kind: place % 2 + 2 * u8::from(digital),
                    strike: (1_800 + 50 * step) * WAD,
                    quantity: -(WAD.cast_signed()) * if digital { 1_000 } else { 5 },
                }
            })
        };
        let all = self.slices.iter().flat_map(of_expiry);
        all.take(count).collect()
    }

    pub(crate) fn shortfall(&self, legs: &[IOptionTail::Position]) -> IOptionTail::shortfallCall {
        IOptionTail::shortfallCall {
            slices: self.slices.clone(),
            context: context(),
            legs: legs.to_vec(),
        }
    }

    /// Returns the book contract's answer for the same legs, with the gain in each scenario.
    pub(crate) fn assessed(
        &self,
        shortfall: &IOptionTail::shortfallCall,
    ) -> IOptionBook::assessReturn {
        let answer = self.node.call(self.user, self.book, assess(shortfall));
        answer.expect("an answer")
    }
}

/// Returns a volatility of about 60%.
pub(crate) fn slice(now: u64, expiry: u64) -> IOptionTail::SviSlice {
    let variance = 36 * WAD / 100 * u128::from(expiry - now) / (365 * u128::from(DAY));
    IOptionTail::SviSlice {
        expiry,
        timestamp: now,
        level: i128::try_from(variance * 8 / 10).expect("small"),
        slope: variance / 2,
        tilt: -(WAD.cast_signed() / 5),
        shift: 0,
        smoothness: WAD * 4 / 10,
    }
}

pub(crate) const fn context() -> IOptionTail::TailContext {
    IOptionTail::TailContext {
        spot: SPOT,
        carry: CARRY,
        maxAgeSecs: 1_200,
        settling: 0,
        settlingSpot: 0,
        leastDay: WAD / 100,
    }
}

/// Returns the call for the book's figures that matches one for its tail.
pub(crate) fn assess(shortfall: &IOptionTail::shortfallCall) -> IOptionBook::assessCall {
    let slices = shortfall.slices.iter().map(|slice| IOptionBook::SviSlice {
        expiry: slice.expiry,
        timestamp: slice.timestamp,
        level: slice.level,
        slope: slice.slope,
        tilt: slice.tilt,
        shift: slice.shift,
        smoothness: slice.smoothness,
    });
    let legs = shortfall.legs.iter().map(|leg| IOptionBook::Position {
        expiry: leg.expiry,
        kind: leg.kind,
        strike: leg.strike,
        quantity: leg.quantity,
    });
    IOptionBook::assessCall {
        slices: slices.collect(),
        context: IOptionBook::BookContext {
            spot: shortfall.context.spot,
            carry: shortfall.context.carry,
            maxAgeSecs: shortfall.context.maxAgeSecs,
            settling: shortfall.context.settling,
            settlingSpot: shortfall.context.settlingSpot,
        },
        legs: legs.collect(),
    }
}

pub(crate) fn estimate(
    figures: &IOptionBook::BookFigures,
    least_day: u128,
) -> IOptionTail::estimateCall {
    IOptionTail::estimateCall {
        leastDay: least_day,
        figures: IOptionTail::BookFigures {
            mark: figures.mark,
            high: figures.high,
            low: figures.low,
            delta: figures.delta,
            vega: figures.vega,
            slope: figures.slope,
            gamma: figures.gamma,
            volSlope: figures.volSlope,
            volga: figures.volga,
            vanna: figures.vanna,
            day: figures.day,
        },
    }
}

/// Returns the book and its two tails from the engine itself: in full, and estimated.
pub(crate) fn by_engine(
    now: u64,
    slices: &[IOptionTail::SviSlice],
    context: &IOptionTail::TailContext,
    legs: &[IOptionTail::Position],
) -> (exposure::Figures, [(u128, u128); 2]) {
    let mut expiries = Vec::new();
    for alike in legs.chunk_by(|one, next| one.expiry == next.expiry) {
        let slice = slices.iter().find(|slice| slice.expiry == alike[0].expiry);
        let smile = slice.filter(|slice| slice.expiry > now).map(|slice| {
            let parameters = SviParameters {
                level: SignedWad::from_wei(slice.level),
                slope: Wad::from_wei(slice.slope),
                tilt: SignedWad::from_wei(slice.tilt),
                shift: SignedWad::from_wei(slice.shift),
                smoothness: Wad::from_wei(slice.smoothness),
            };
            let post = Post {
                parameters,
                expiry: slice.expiry,
                timestamp: slice.timestamp,
            };
            post.smile(now).unwrap()
        });
        let shared = smile.map_or_else(exposure::Expiry::past::<Compact>, |smile| {
            exposure::Expiry::of::<Compact>(&smile).unwrap()
        });
        let spot = if alike[0].expiry == context.settling {
            context.settlingSpot
        } else {
            context.spot
        };
        let spot = Wad::from_wei(spot);
        let ready: Vec<_> = alike
            .iter()
            .map(|leg| {
                let terms = Terms {
                    spot,
                    strike: Wad::from_wei(leg.strike),
                    expiry_secs: smile.map_or(0, |smile| smile.remaining_secs()),
                    rate: SignedWad::from_wei(context.carry),
                };
                let claim = Claim::new::<Compact>(KINDS[usize::from(leg.kind)], &terms).unwrap();
                let deviation = smile.map_or(math::Float::ZERO, |smile| {
                    smile.deviation(claim.log_moneyness()).unwrap()
                });
                Leg::new(claim, deviation, SignedWad::from_wei(leg.quantity))
            })
            .collect();
        expiries.push((shared, spot, ready));
    }
    let days = expiries.iter().map(|(shared, ..)| shared.day_wad());
    let day = days.max().unwrap().max(Wad::from_wei(context.leastDay));
    let days: Vec<_> = draws(day).unwrap().collect();
    let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
    let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
    let mut exposure = Exposure::default();
    for (shared, spot, legs) in &expiries {
        let moves: Vec<_> = days
            .iter()
            .map(|day| day.spot_move::<Compact>(*spot).unwrap())
            .collect();
        rehearsal
            .add::<Compact>(&moves, shared.shock.power(), legs)
            .unwrap();
        exposure
            .add::<Compact>(&Grid::new(*spot).unwrap(), shared, legs)
            .unwrap();
    }
    let full = rehearsal.tail().unwrap();
    let figures = exposure.figures().unwrap();
    let slopes = Slopes::of(&figures).unwrap();
    let estimate = slopes.tail::<Compact>(day, &mut gains).unwrap();
    let losses = |tail: Tail| {
        let loss = |x: SignedWad| x.wei().max(0).unsigned_abs();
        (loss(tail.value_at_risk), loss(tail.shortfall))
    };
    (figures, [losses(full), losses(estimate)])
}

pub(crate) fn argument(name: &str) -> Bytes {
    revert(&IOptionTail::PricerArgument { name: key(name) })
}
