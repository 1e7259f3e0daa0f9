//! The option mathematics of peers, as they deployed it, in the same devnode and on the same options as ours: the gas
//! of the call, and the error of the price. `docs/protocol/pricing.md` has the table.
//!
//! The reference is the engine's price, whose error of at most 2e-18 of the spot is proven with ball arithmetic
//! (`docs/protocol/maths.md`).

use alloy::rpc::types::TransactionRequest;
use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::SolValue;
use contract_tests::pricing::{DAY, IOptionQuoter, Pricing, WAD};
use contract_tests::snapshot::{Figures, check};
use contract_tests::{cache, send};
use devnode::Devnode;
use std::path::Path;

/// A compiled library of Derive's first version (Lyra), from its npm package.
const LYRA: &str = "../../node_modules/.peers/protocol-0.1.3-alpha/dist/artifacts/contracts/libraries/BlackScholes.sol/BlackScholes.json";

/// An option: spot and strike in dollars, days, volatility and rate in percent.
type Point = (u128, u128, u64, u128, i128);

/// At, out of and in the money; near and far; calm and wild.
const POINTS: [Point; 6] = [
    (2_000, 2_100, 30, 60, 3),
    (2_000, 2_000, 7, 60, 3),
    (2_000, 1_500, 30, 80, 5),
    (2_000, 3_000, 90, 70, 0),
    (2_000, 2_050, 1, 40, 3),
    (60_000, 80_000, 365, 55, 4),
];

fn engine_price(point: Point) -> (i128, i128) {
    let (spot, strike, days, volatility, rate) = point;
    let terms = engine::black_scholes::Terms {
        spot: math::Wad::from_wei(spot * WAD),
        strike: math::Wad::from_wei(strike * WAD),
        expiry_secs: days * DAY,
        rate: math::SignedWad::from_wei(rate * (WAD / 100).cast_signed()),
    };
    let volatility = math::Wad::from_wei(volatility * WAD / 100);
    let prices =
        engine::black_scholes::prices::<math::Tabled>(&terms, volatility).expect("in range");
    (
        prices.call.wei().cast_signed(),
        prices.put.wei().cast_signed(),
    )
}

/// Returns a call of a Lyra library's function on a point. The full name of a struct selects the function.
fn lyra(function: &str, point: Point) -> Bytes {
    let (spot, strike, days, volatility, rate) = point;
    let name = format!("{function}(BlackScholes.BlackScholesInputs)");
    let arguments = (
        U256::from(days * DAY),
        U256::from(volatility * WAD / 100),
        U256::from(spot * WAD),
        U256::from(strike * WAD),
        alloy_primitives::I256::try_from(rate * (WAD / 100).cast_signed()).expect("a rate"),
    );
    [&keccak256(name)[..4], &arguments.abi_encode()]
        .concat()
        .into()
}

fn deploy_lyra(node: &mut Devnode) -> Address {
    let text = std::fs::read_to_string(Path::new(LYRA));
    let text = text.unwrap_or_else(|error| panic!("{LYRA}: {error}; run scripts/setup"));
    let artifact: serde_json::Value = serde_json::from_str(&text).expect("an artifact");
    let code = artifact["bytecode"].as_str().expect("bytecode").parse();
    let from = node.account(0);
    let deployed = node.deploy_evm(from, code.expect("hex"), U256::ZERO);
    deployed.expect("the library is accepted")
}

/// Returns the gas of the frame that answers, and the words of the answer.
fn asked(stage: &mut Pricing, to: Address, data: Bytes) -> (u64, Vec<U256>) {
    let user = stage.user;
    stage.node.start_metering();
    let request = TransactionRequest::default()
        .from(user)
        .to(to)
        .input(data.into());
    let answer = stage.node.transact(request).expect("an answer");
    let meter = stage.node.stop_metering();
    let words = answer.output.chunks(32).map(U256::from_be_slice);
    (meter.contracts[&to].gas, words.collect())
}

#[test]
fn of_derives_first_version_cost_and_err_as_stated() {
    let mut stage = Pricing::set();
    let library = deploy_lyra(&mut stage.node);
    let (quoter, user) = (stage.quoter, stage.user);
    cache(&mut stage.node, &[quoter]);
    let mut figures = Figures::new();
    let mut worst_error = 0;
    let (mut theirs, mut ours) = ((0, 0), 0);
    for point in POINTS {
        let (gas, words) = asked(&mut stage, library, lyra("optionPrices", point));
        let (call, put) = engine_price(point);
        for (word, truth) in words.iter().zip([call, put]) {
            let error = (i128::try_from(*word).expect("a price") - truth).unsigned_abs();
            // In units of 1e-18 of the spot.
            worst_error = worst_error.max(error / point.0);
        }
        let (all, _) = asked(&mut stage, library, lyra("pricesDeltaStdVega", point));
        theirs = (theirs.0.max(gas), theirs.1.max(all));
        let (spot, strike, days, volatility, rate) = point;
        let option = IOptionQuoter::OptionTerms {
            kind: 0,
            spot: spot * WAD,
            strike: strike * WAD,
            expirySecs: days * DAY,
            rate: rate * (WAD / 100).cast_signed(),
        };
        let call_of = IOptionQuoter::priceCall {
            option,
            volatility: volatility * WAD / 100,
        };
        stage.node.start_metering();
        let (answer, _) = send(&mut stage.node, user, quoter, call_of).expect("a price");
        let meter = stage.node.stop_metering();
        ours = ours.max(meter.contracts[&quoter].gas);
        assert!((answer.cast_signed() - call).unsigned_abs() <= 2 * point.0 + 2);
    }
    let mut note = |name: &str, figure: u64| {
        println!("{figure:>9}  {name}");
        figures.insert(name.to_owned(), figure);
    };
    note("Derive v1 call and put, gas", theirs.0);
    note("Derive v1 call, put, deltas, vegas, gas", theirs.1);
    note("option-quoter price, gas", ours);
    let error = u64::try_from(worst_error).expect("small");
    note("Derive v1, largest error in 1e-18 of the spot", error);
    check("peers", &figures);
}
