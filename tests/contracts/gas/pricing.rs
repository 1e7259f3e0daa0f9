//! The cost of calls of the pricing contracts, whole, with the programs in the cache. Gas is exact, so the figures are
//! in `tests/snapshots/gas.json`, and the limits that the project sets itself are checked here.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use contract_tests::pricing::IOptionPricer as Pricer;
use contract_tests::pricing::{
    DAY, IOptionQuoter, Pricing, WAD, book_context, context, leg, margin_context, order, terms,
};
use contract_tests::snapshot::{Figures, check};
use contract_tests::{cache, send};
use devnode::evm::Meter;

/// Returns a stage with eight surfaces posted, and the programs in the cache.
fn stage() -> (Pricing, Vec<Pricer::SviSlice>) {
    let mut stage = Pricing::set();
    let days = [1, 7, 14, 30, 60, 90, 180, 365];
    let slices: Vec<_> = days.map(|days| stage.slice(days)).into();
    for slice in &slices {
        assert!(stage.post(slice).expect("a good post").0);
    }
    let programs = [stage.math, stage.quoter, stage.margin, stage.pricer];
    cache(&mut stage.node, &programs);
    (stage, slices)
}

/// Returns the gas of the frame that answers a call, with everything that it calls, but without the transaction around
/// it.
fn whole<C: SolCall>(stage: &mut Pricing, to: Address, call: C) -> (u64, Meter) {
    let user = stage.user;
    stage.node.start_metering();
    assert!(send(&mut stage.node, user, to, call).is_ok(), "it answers");
    let meter = stage.node.stop_metering();
    (meter.contracts[&to].gas, meter)
}

fn chain(slices: &[Pricer::SviSlice]) -> Vec<Pricer::QuoteOrder> {
    let strikes = (0..12).map(|step| 1_780 + 40 * step);
    let of_expiry = |slice: &Pricer::SviSlice| {
        let expiry = slice.expiry;
        strikes.clone().flat_map(move |strike| {
            [1, -1].map(|quantity| Pricer::QuoteOrder {
                opening: false,
                ..order(expiry, 0, strike, quantity)
            })
        })
    };
    slices.iter().flat_map(of_expiry).collect()
}

#[test]
fn of_whole_calls_is_as_stated() {
    let (mut stage, slices) = stage();
    let mut figures = Figures::new();
    let mut note = |name: &str, gas: u64| {
        println!("{gas:>9}  {name}");
        figures.insert(name.to_owned(), gas);
        gas
    };
    of_single_options(&mut stage, &mut note);
    of_quotes(&mut stage, &slices, &mut note);
    of_books(&mut stage, &slices, &mut note);
    of_accounts(&mut stage, &slices, &mut note);
    of_posts(&mut stage, &slices, &mut note);
    crate::oracle::of_the_oracle(&mut note);
    check("gas", &figures);
}

fn of_single_options(stage: &mut Pricing, note: &mut dyn FnMut(&str, u64) -> u64) {
    let (pricer, quoter, math) = (stage.pricer, stage.quoter, stage.math);
    let (option, volatility) = (terms(0, 2_100, 30), 6 * WAD / 10);

    let call = Pricer::priceCall {
        option: option.clone(),
        volatility,
    };
    let (price, meter) = whole(stage, quoter, call.clone());
    assert!(note("option-quoter price", price) <= 12_000);
    let hostios: u64 = meter.contracts[&quoter]
        .hostios
        .values()
        .map(|use_| use_.ink)
        .sum();
    note("option-quoter price, of it host calls", hostios / 10_000);
    note("option-pricer price", whole(stage, pricer, call).0);
    let call = Pricer::greeksCall {
        option: option.clone(),
        volatility,
    };
    note("option-math greeks", whole(stage, math, call.clone()).0);
    note("option-pricer greeks", whole(stage, pricer, call).0);
    let premium = stage.ask(Pricer::priceCall {
        option: option.clone(),
        volatility,
    });
    let call = Pricer::impliedVolCall { option, premium };
    note("option-math impliedVol", whole(stage, math, call.clone()).0);
    note("option-pricer impliedVol", whole(stage, pricer, call).0);
}

fn of_quotes(
    stage: &mut Pricing,
    slices: &[Pricer::SviSlice],
    note: &mut dyn FnMut(&str, u64) -> u64,
) {
    let (pricer, quoter) = (stage.pricer, stage.quoter);
    let one = order(slices[3].expiry, 0, 2_100, 5);
    let call = Pricer::quoteCall {
        context: context(),
        order: one.clone(),
    };
    note("option-pricer quote", whole(stage, pricer, call).0);
    let call = Pricer::quoteManyCall {
        context: context(),
        orders: vec![one],
    };
    note("option-pricer quoteMany of 1", whole(stage, pricer, call).0);
    let orders = chain(slices);
    assert_eq!(orders.len(), 192);
    let call = Pricer::quoteManyCall {
        context: context(),
        orders,
    };
    let chain = whole(stage, pricer, call.clone()).0;
    let noted = note("option-pricer quoteMany of 192 over 8 expiries", chain);
    assert!(noted <= 150_000, "{noted}");
    let direct = quoter_chain(slices, &call.orders);
    note(
        "option-quoter quoteMany of 192 over 8 expiries",
        whole(stage, quoter, direct).0,
    );
}

fn of_books(
    stage: &mut Pricing,
    slices: &[Pricer::SviSlice],
    note: &mut dyn FnMut(&str, u64) -> u64,
) {
    let pricer = stage.pricer;
    let legs: Vec<_> = slices
        .iter()
        .flat_map(|slice| {
            [(0, 2_000), (1, 1_900), (0, 2_200)]
                .map(|(kind, strike)| leg(slice.expiry, kind, strike, 3))
        })
        .collect();
    let spots: Vec<u128> = (0..23).map(|step| WAD / 100 * (80 + 2 * step)).collect();
    let volatilities =
        |slice: usize| (0..23).map(move |step| WAD / 100 * (90 + 10 * (step / 8) + slice as u128));
    let call = Pricer::revalueCall {
        context: book_context(),
        legs,
        spotFactors: spots,
        volFactors: (0..slices.len()).flat_map(volatilities).collect(),
    };
    note(
        "option-pricer revalue of 24 legs on 23 scenarios",
        whole(stage, pricer, call).0,
    );
}

fn of_accounts(
    stage: &mut Pricing,
    slices: &[Pricer::SviSlice],
    note: &mut dyn FnMut(&str, u64) -> u64,
) {
    let pricer = stage.pricer;
    for count in [1, 8, 32] {
        let call = account(slices, count);
        let legs = if count == 1 { "leg" } else { "legs" };
        let gas = whole(stage, pricer, call).0;
        assert!(note(&format!("option-pricer margin of {count} {legs}"), gas) <= 1_000_000);
    }
}

/// Returns calls and puts over all expiries in turn, held and owed.
fn account(slices: &[Pricer::SviSlice], count: usize) -> Pricer::marginCall {
    let position = |i: usize| {
        let slice = &slices[i % slices.len()];
        let strike = 1_700 + 50 * (i as u128 * 7 % 13);
        let quantity = [3, -2, -1, 2, 1, -4][i % 6];
        leg(slice.expiry, u8::from(i % 3 == 1), strike, quantity)
    };
    Pricer::marginCall {
        context: margin_context(),
        cash: 0,
        legs: (0..count).map(position).collect(),
    }
}

fn of_posts(
    stage: &mut Pricing,
    slices: &[Pricer::SviSlice],
    note: &mut dyn FnMut(&str, u64) -> u64,
) {
    let pricer = stage.pricer;
    stage.wait(DAY / 24);
    let slice = stage.slice_until(slices[4].expiry);
    let call = Pricer::checkSurfaceCall {
        slice: slice.clone(),
    };
    note("option-pricer checkSurface", whole(stage, pricer, call).0);
    let deadline = stage.now() + 600;
    let signatures = stage.sign(stage.digest(&slice, 1, deadline), &[0, 1]);
    let call = Pricer::postSurfaceCall {
        slice,
        nonce: 1,
        deadline,
        signatures,
    };
    note(
        "option-pricer postSurface, two signatures",
        whole(stage, pricer, call).0,
    );
}

fn quoter_chain(
    slices: &[Pricer::SviSlice],
    orders: &[Pricer::QuoteOrder],
) -> IOptionQuoter::quoteManyCall {
    let context = context();
    IOptionQuoter::quoteManyCall {
        slices: slices
            .iter()
            .map(|slice| IOptionQuoter::SviSlice {
                expiry: slice.expiry,
                timestamp: slice.timestamp,
                level: slice.level,
                slope: slice.slope,
                tilt: slice.tilt,
                shift: slice.shift,
                smoothness: slice.smoothness,
            })
            .collect(),
        context: IOptionQuoter::QuoteContext {
            spot: context.spot,
            carry: context.carry,
            feedDeviation: context.feedDeviation,
            nav: context.nav,
            poolVega: context.poolVega,
            reserve: context.reserve,
            maxAgeSecs: context.maxAgeSecs,
            settling: context.settling,
            settlingSpot: context.settlingSpot,
            sequential: context.sequential,
        },
        orders: orders
            .iter()
            .map(|order| IOptionQuoter::QuoteOrder {
                expiry: order.expiry,
                kind: order.kind,
                opening: order.opening,
                strike: order.strike,
                quantity: order.quantity,
            })
            .collect(),
    }
}
