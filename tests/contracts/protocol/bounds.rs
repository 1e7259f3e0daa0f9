//! Every parameter at each of its bounds: closing, liquidating, proving and leaving go on (L14).

use crate::specification::rows;
use alloy_primitives::{Bytes, U256};
use contract_tests::authority::value_of;
use contract_tests::liquidation::*;
use contract_tests::trading::*;
use devnode::error::NodeError;

const DAY: u64 = 86_400;

/// What a key must not be able to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// A buyer sells half of what they hold, which makes the pool's risk smaller.
    Close,
    /// A seller buys back what they sold, which makes it larger.
    CloseAndLoad,
    /// A provider leaves with a thousandth of their shares.
    Leave,
    /// A seller who is short is closed or offered.
    Liquidate,
    /// An expiry is proven and settled.
    Prove,
}

const ACTS: [Act; 5] = [
    Act::Close,
    Act::CloseAndLoad,
    Act::Leave,
    Act::Liquidate,
    Act::Prove,
];

/// What does not work at a bound. A limit at its minimum is far below the figure of this book: a closing that makes the
/// figure larger waits for somebody else's order or the expiry, and nobody leaves with what the limit needs.
const EXCEPTIONS: [(&str, Act); 10] = [
    ("vegaLimit", Act::CloseAndLoad),
    ("vegaLimit", Act::Leave),
    ("deltaLimit", Act::CloseAndLoad),
    ("deltaLimit", Act::Leave),
    ("tenPercentLimit", Act::CloseAndLoad),
    ("tenPercentLimit", Act::Leave),
    ("worstLimit", Act::CloseAndLoad),
    ("worstLimit", Act::Leave),
    ("shortfallLimit", Act::CloseAndLoad),
    ("shortfallLimit", Act::Leave),
];

/// A day after the start, the pool has sold 4,000 calls, and a seller of one call has little more than their margin.
fn loaded() -> Cast {
    let mut cast = Cast::sold(700);
    let (trader, legs) = (cast.trader, [cast.leg(0, 2_200, 4_000_000)]);
    cast.fund(trader, usd(500_000)).expect("funded");
    cast.trade(trader, &legs).expect("within the limits");
    cast.node().warp(DAY);
    cast
}

fn refusal<T>(result: Result<T, NodeError>) -> Result<(), Bytes> {
    match result {
        Ok(_) => Ok(()),
        Err(NodeError::Revert(data)) => Err(data),
        Err(other) => panic!("{other}"),
    }
}

/// Does it with a price and a surface of the moment.
fn done(cast: &mut Cast, act: Act) -> Result<(), Bytes> {
    let (expiry, oracle, market) = (cast.expiry, cast.oracle, cast.market);
    let (user, trader, seller) = (cast.pricing.user, cast.trader, cast.seller);
    cast.push(200_000);
    cast.post(expiry);
    match act {
        Act::Close => {
            let legs = [cast.leg(0, 2_200, -2_000_000)];
            refusal(cast.trade(trader, &legs))
        }
        Act::CloseAndLoad => {
            let legs = [cast.leg(0, 2_000, 1_000)];
            refusal(cast.trade(seller, &legs))
        }
        Act::Leave => {
            let (lp, vault) = (cast.lp, cast.vault);
            let shares = cast.ask(vault, IVault::balanceOfCall { account: lp });
            let call = IVault::redeemCall {
                shares: shares / U256::from(1_000),
                receiver: lp,
                owner: lp,
            };
            refusal(cast.send(lp, vault, call))
        }
        Act::Liquidate => {
            cast.rises_until_short();
            cast.liquidate().map(|stage| assert!(stage > 0))
        }
        Act::Prove => {
            cast.node().warp_to(expiry - 3_600).expect("later");
            cast.push(230_000);
            let round = cast.feeds.latest(&cast.pricing.node);
            cast.node().warp_to(expiry).expect("later");
            let proof = IOracle::proveExpiryCall {
                expiry,
                roundIds: vec![round],
            };
            refusal(cast.send(user, oracle, proof))?;
            refusal(cast.send(user, market, IMarket::settleCall { expiry }))?;
            let ids = vec![account_of(trader), account_of(seller)];
            refusal(cast.send(user, market, IMarket::settleAccountsCall { ids }))
        }
    }
}

/// Before, the guardian moved limits, reserve, least day, jump and its time there at once.
#[test]
fn l14_no_parameter_at_its_bound_stops_a_closing_a_liquidation_a_proof_or_a_leaving() {
    let mut cast = loaded();
    let modules = [
        ("oracle", cast.oracle),
        ("riskManager", cast.risk),
        ("vault", cast.vault),
        ("withdrawalQueue", cast.queue),
        ("liquidator", cast.liquidator),
    ];
    let start = cast.node().snapshot();
    let mut refused = Vec::new();
    for (module, name, [first, min, max], _) in rows() {
        let (_, contract) = modules.iter().find(|it| it.0 == module).expect("a module");
        for bound in [min, max].into_iter().filter(|bound| *bound != first) {
            let changed = cast.decide(*contract, name, bound);
            changed.expect("within the bounds");
            let there = cast.node().snapshot();
            for act in ACTS {
                if let Err(data) = done(&mut cast, act) {
                    println!("{name} {bound} {act:?}: {data}");
                    refused.push((name, bound == min, act));
                }
                cast.node().revert_to(&there);
            }
            cast.node().revert_to(&start);
        }
    }
    assert_eq!(refused, EXCEPTIONS.map(|(name, act)| (name, true, act)));
}

/// Before, a quorum above the seated signers was a tightening of the guardian, and no surface could be posted.
#[test]
fn l14_as_many_signers_as_the_quorum_are_seated() {
    let mut cast = loaded();
    let pricer = cast.pricing.pricer;
    let signers = cast.pricing.signers.len();
    let all = U256::from(signers);
    let more = all + U256::ONE;
    assert!(cast.decide(pricer, "quorum", more).is_err());
    cast.decide(pricer, "quorum", all).expect("all of them");
    let seat = cast.decide(pricer, "signer0", U256::ZERO);
    assert!(seat.is_err(), "one too few are left");
    let twice = value_of(cast.pricing.signers[1].address());
    assert!(
        cast.decide(pricer, "signer0", twice).is_err(),
        "a signer in two seats signs once"
    );
    let other = value_of(cast.trader);
    cast.decide(pricer, "signer0", other)
        .expect("in their place");
    let lower = cast.decide(pricer, "quorum", all - U256::ONE);
    lower.expect("fewer than are seated");
    let seat = cast.decide(pricer, "signer0", U256::ZERO);
    seat.expect("after the quorum");
}
