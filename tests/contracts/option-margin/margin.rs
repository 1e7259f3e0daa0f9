//! `option-margin` says what the engine says, to the last digit, what it refuses, and what it costs.

use alloy_primitives::{B256, Bytes};
use contract_tests::margin::IOptionMargin as Contract;
use contract_tests::margin::{Margining, margin_context, positions};
use contract_tests::pricing::{DAY, WAD};
use contract_tests::snapshot::{Figures, check};
use contract_tests::{revert, reverted};
use engine::Kind;
use engine::margin::{Account, Distance, Expiry, Figures as Margin, Holding, Payoff};
use engine::revaluation::Leg;
use engine::surface::{Post, Smile, SviParameters};
use math::{Compact, SignedWad, Wad};

const KINDS: [Kind; 4] = [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut];

/// The arguments of each function.
#[derive(Clone)]
struct Asked {
    slices: Vec<Contract::SviSlice>,
    context: Contract::MarginContext,
    cash: i128,
    legs: Vec<Contract::BookLeg>,
}

impl Asked {
    fn margin(&self) -> Contract::marginCall {
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

    fn scenarios(&self) -> Contract::scenariosCall {
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

    fn distance(&self) -> Contract::distanceCall {
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

    /// The engine's view of the same account.
    fn look<T>(&self, now: u64, look: impl FnOnce(&Account<'_>) -> T) -> T {
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

    fn ready(&self, now: u64, expiry: u64, holdings: &[Holding]) -> (Wad, u64, Vec<Leg>, Payoff) {
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

fn smile(slice: &Contract::SviSlice, now: u64) -> Smile {
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

fn published(margin: &Margin) -> Contract::MarginFigures {
    Contract::MarginFigures {
        value: margin.value.wei(),
        loss: margin.loss.wei(),
        naked: margin.naked.wei(),
        contingency: margin.contingency.wei(),
        least: margin.least.map_or(i128::MIN, SignedWad::wei),
        maintenance: margin.maintenance.wei(),
        initial: margin.initial.wei(),
    }
}

fn published_distance(distance: &Distance) -> Contract::MarginDistance {
    Contract::MarginDistance {
        spotDown: distance.spot_down.map_or(0, Wad::wei),
        spotUp: distance.spot_up.map_or(u128::MAX, Wad::wei),
        volUp: distance.vol_up.map_or(u128::MAX, Wad::wei),
        volDown: distance.vol_down.map_or(0, Wad::wei),
    }
}

/// Some expiries, the first of which settles and one of which may be past, and positions of every kind in any order.
fn any_account(stage: &Margining, random: &mut fastrand::Rng) -> Asked {
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
    let leg = |random: &mut fastrand::Rng| Contract::BookLeg {
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

fn argument(name: &str) -> Bytes {
    let mut key = B256::ZERO;
    key[..name.len()].copy_from_slice(name.as_bytes());
    revert(&Contract::PricerArgument { name: key })
}

mod an_account {
    use super::*;

    #[test]
    fn has_the_engines_margin() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(71);
        let now = stage.node.now_secs();
        for _ in 0..150 {
            let asked = any_account(&stage, &mut random);
            let expected = asked.look(now, |account| {
                engine::margin::margin::<Compact>(account).expect("in its range")
            });
            let got = stage.try_ask(asked.margin()).expect("an answer");
            assert_eq!(got, published(&expected));
            let got = stage.try_ask(asked.scenarios()).expect("an answer");
            assert_eq!(got._0, published(&expected));
            assert_eq!(got._1, expected.scenarios.map(SignedWad::wei).to_vec());
        }
    }

    #[test]
    fn is_as_far_from_liquidation_as_the_engine_says() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(72);
        let now = stage.node.now_secs();
        let mut finite = 0;
        for _ in 0..40 {
            let mut asked = any_account(&stage, &mut random);
            let left = stage
                .try_ask(asked.margin())
                .expect("an answer")
                .maintenance;
            // Just above what it must hold, so that there is something to find.
            asked.cash += 300 * WAD.cast_signed() - left;
            let expected = asked.look(now, |account| {
                engine::margin::distance::<Compact>(account).expect("in its range")
            });
            finite += usize::from(expected.spot_up.is_some() || expected.spot_down.is_some());
            let got = stage.try_ask(asked.distance()).expect("an answer");
            assert_eq!(got, published_distance(&expected));
        }
        assert!(finite > 20, "{finite}");
    }

    #[test]
    fn has_the_same_margin_in_any_order() {
        let stage = Margining::set();
        let mut random = fastrand::Rng::with_seed(73);
        for _ in 0..50 {
            let mut asked = any_account(&stage, &mut random);
            let before = stage.try_ask(asked.margin()).expect("an answer");
            random.shuffle(&mut asked.legs);
            random.shuffle(&mut asked.slices);
            assert_eq!(stage.try_ask(asked.margin()).expect("an answer"), before);
        }
    }
}

mod refuses {
    use super::*;

    fn asked(stage: &Margining, count: usize) -> Asked {
        let slices: Vec<_> = [7, 30].map(|days| stage.slice(days)).into();
        Asked {
            legs: positions(&slices, count),
            slices,
            context: margin_context(),
            cash: 0,
        }
    }

    fn refusal(change: impl FnOnce(&mut Asked)) -> Bytes {
        let stage = Margining::set();
        let mut asked = asked(&stage, 4);
        change(&mut asked);
        let refused = reverted(stage.try_ask(asked.margin()));
        assert_eq!(reverted(stage.try_ask(asked.scenarios())), refused);
        assert_eq!(reverted(stage.try_ask(asked.distance())), refused);
        refused
    }

    #[test]
    fn more_positions_than_an_account_may_have() {
        let stage = Margining::set();
        assert!(stage.try_ask(asked(&stage, 32).margin()).is_ok());
        let more = asked(&stage, 33).legs;
        assert_eq!(refusal(|it| it.legs = more), argument("legs"));
    }

    #[test]
    fn more_expiries_than_an_account_may_have() {
        let stage = Margining::set();
        let slices: Vec<_> = (1..10).map(|days| stage.slice(days)).collect();
        let legs = positions(&slices, 9);
        let of_nine = |it: &mut Asked| (it.slices, it.legs) = (slices, legs);
        assert_eq!(refusal(of_nine), argument("expiries"));
    }

    #[test]
    fn an_expiry_without_a_slice() {
        let expiry = Margining::set().node.now_secs() + 14 * DAY;
        let missing = revert(&Contract::PricerSurfaceMissing { expiry });
        assert_eq!(refusal(|it| it.legs[2].expiry = expiry), missing);
    }

    #[test]
    fn what_is_out_of_its_range() {
        assert_eq!(refusal(|it| it.context.spot = 0), argument("spot"));
        assert_eq!(refusal(|it| it.legs[1].strike = 0), argument("strike"));
        assert_eq!(refusal(|it| it.legs[1].kind = 4), argument("kind"));
        let mut amount = B256::ZERO;
        amount[..6].copy_from_slice(b"amount");
        let overflow = revert(&Contract::PricerOverflow { name: amount });
        assert_eq!(refusal(|it| it.legs[0].quantity = i128::MAX), overflow);
        assert_eq!(refusal(|it| it.cash = i128::MAX), overflow);
    }
}

mod the_pricer {
    use super::*;
    use contract_tests::pricing::IOptionPricer as Pricer;
    use contract_tests::pricing::{Pricing, leg, margin_context as context};

    struct Posted {
        stage: Pricing,
        slices: Vec<Pricer::SviSlice>,
        legs: Vec<Pricer::BookLeg>,
    }

    /// Three surfaces, and positions on two of them and on an expiry that is past.
    fn posted() -> Posted {
        let mut stage = Pricing::set();
        let slices: Vec<_> = [7, 30, 91].map(|days| stage.slice(days)).into();
        for slice in &slices {
            assert!(stage.post(slice).expect("a good post").0);
        }
        let past = stage.now() - 60;
        let legs = vec![
            leg(slices[2].expiry, 0, 2_200, -3),
            leg(slices[0].expiry, 1, 1_900, -2),
            leg(past, 0, 1_950, -1),
            leg(slices[2].expiry, 2, 2_500, 40),
        ];
        Posted {
            stage,
            slices,
            legs,
        }
    }

    const CASH: i128 = 3_000 * WAD.cast_signed();

    #[test]
    fn hands_on_the_posted_slices() {
        let Posted {
            stage,
            slices,
            legs,
        } = posted();
        let arguments = (context(), CASH, legs);
        let (context, cash, legs) = arguments.clone();
        let got = stage.ask(Pricer::scenariosCall {
            context,
            cash,
            legs,
        });
        let alone = Asked {
            slices: slices
                .iter()
                .map(|slice| Contract::SviSlice {
                    expiry: slice.expiry,
                    timestamp: slice.timestamp,
                    level: slice.level,
                    slope: slice.slope,
                    tilt: slice.tilt,
                    shift: slice.shift,
                    smoothness: slice.smoothness,
                })
                .collect(),
            context: margin_context(),
            cash: CASH,
            legs: arguments
                .2
                .iter()
                .map(|leg| Contract::BookLeg {
                    expiry: leg.expiry,
                    kind: leg.kind,
                    strike: leg.strike,
                    quantity: leg.quantity,
                })
                .collect(),
        };
        // A view runs at the time of the next block.
        let seen = stage.now();
        let expected = alone.look(seen, |account| {
            engine::margin::margin::<Compact>(account).expect("in its range")
        });
        let of = |it: &Pricer::MarginFigures| {
            (
                it.value,
                it.loss,
                it.naked,
                it.contingency,
                it.least,
                it.maintenance,
                it.initial,
            )
        };
        let published = published(&expected);
        assert_eq!(
            of(&got._0),
            (
                published.value,
                published.loss,
                published.naked,
                published.contingency,
                published.least,
                published.maintenance,
                published.initial
            )
        );
        assert_eq!(got._1, expected.scenarios.map(SignedWad::wei).to_vec());
        let (context, cash, legs) = arguments.clone();
        let margin = stage.ask(Pricer::marginCall {
            context,
            cash,
            legs,
        });
        assert_eq!(of(&margin), of(&got._0));
        let (context, cash, legs) = arguments;
        let got = stage.ask(Pricer::distanceCall {
            context,
            cash,
            legs,
        });
        let expected = published_distance(&alone.look(seen, |account| {
            engine::margin::distance::<Compact>(account).expect("in its range")
        }));
        assert_eq!(
            (got.spotDown, got.spotUp, got.volUp, got.volDown),
            (
                expected.spotDown,
                expected.spotUp,
                expected.volUp,
                expected.volDown
            )
        );
    }

    #[test]
    fn refuses_a_surface_that_is_missing_or_too_old() {
        let Posted {
            mut stage, legs, ..
        } = posted();
        let expiry = stage.now() + 14 * DAY;
        let unknown = Pricer::marginCall {
            context: context(),
            cash: CASH,
            legs: vec![leg(expiry, 0, 2_000, 1)],
        };
        let missing = revert(&Pricer::PricerSurfaceMissing { expiry });
        assert_eq!(reverted(stage.try_ask(unknown)), missing);
        let call = Pricer::marginCall {
            context: context(),
            cash: CASH,
            legs,
        };
        assert!(stage.try_ask(call.clone()).is_ok());
        stage.wait(1_300);
        let refused = reverted(stage.try_ask(call));
        let selector = <Pricer::PricerSurfaceStale as alloy_sol_types::SolError>::SELECTOR;
        assert_eq!(refused[..4], selector);
    }
}

/// `docs/protocol/margin.md` sets these beside what a peer states of its own.
#[test]
fn gas_is_as_stated() {
    let mut stage = Margining::set();
    let slices: Vec<_> = [1, 7, 14, 30, 60, 90, 180, 365]
        .map(|days| stage.slice(days))
        .into();
    let mut figures = Figures::new();
    let mut note = |name: &str, gas: u64| {
        println!("{gas:>9}  {name}");
        figures.insert(name.to_owned(), gas);
        gas
    };
    for count in [1, 8, 16, 32] {
        let legs = positions(&slices, count);
        let mut asked = Asked {
            slices: slices[..count.min(8)].to_vec(),
            legs,
            context: margin_context(),
            cash: 0,
        };
        let plural = if count == 1 { "" } else { "s" };
        let gas = stage.gas(asked.margin());
        let gas = note(&format!("option-margin margin of {count} leg{plural}"), gas);
        assert!(gas <= 1_000_000);
        if count == 32 {
            let left = stage
                .try_ask(asked.margin())
                .expect("an answer")
                .maintenance;
            asked.cash = 3_000 * WAD.cast_signed() - left;
            let gas = stage.gas(asked.distance());
            let gas = note("option-margin distance of 32 legs", gas);
            assert!(gas <= 32_000_000);
            let gas = stage.gas(asked.scenarios());
            note("option-margin scenarios of 32 legs", gas);
        }
    }
    let all = positions(&slices, 64);
    let two = all.chunks(32).map(|legs| {
        let asked = Asked {
            slices: slices.clone(),
            legs: legs.to_vec(),
            context: margin_context(),
            cash: 0,
        };
        stage.gas(asked.margin())
    });
    note("option-margin margin of 64 legs in two accounts", two.sum());
    check("gas-margin", &figures);
}
