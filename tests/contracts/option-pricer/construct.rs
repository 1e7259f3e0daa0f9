//! The arguments that the constructor accepts, and what can be read after it.

use crate::support::argument;
use alloy_primitives::{Address, B256, Bytes};
use contract_tests::authority::key;
use contract_tests::pricing::{
    Construction, IGoverned, IOptionPricer as Pricer, Pricing, deploy_pricer,
};
use contract_tests::{revert, reverted};
use devnode::Devnode;

fn refusal(change: impl Fn(&mut Construction)) -> Bytes {
    let mut node = Devnode::new().expect("a node");
    let account = |index| Address::with_last_byte(index);
    let mut construct = Construction {
        authority: account(1),
        option_math: account(3),
        option_quoter: account(4),
        option_book: account(5),
        option_margin: account(7),
        option_tail: account(8),
        market: B256::ZERO,
        signers: vec![account(5), account(6)],
        quorum: 2,
    };
    change(&mut construct);
    reverted(deploy_pricer(&mut node, &construct))
}

fn zero(name: &str) -> Bytes {
    revert(&IGoverned::AccessZeroAddress { key: key(name) })
}

#[test]
fn names_the_missing_argument() {
    let twice = |data: Bytes, inner: Bytes| {
        // The deployer wraps the constructor's error.
        assert!(
            data.windows(inner.len()).any(|part| part == inner.as_ref()),
            "{data} holds {inner}"
        );
    };
    twice(
        refusal(|it| it.authority = Address::ZERO),
        zero("authority"),
    );
    twice(
        refusal(|it| it.option_math = Address::ZERO),
        zero("optionMath"),
    );
    twice(
        refusal(|it| it.option_quoter = Address::ZERO),
        zero("optionQuoter"),
    );
    twice(
        refusal(|it| it.option_book = Address::ZERO),
        zero("optionBook"),
    );
    twice(
        refusal(|it| it.option_margin = Address::ZERO),
        zero("optionMargin"),
    );
    twice(
        refusal(|it| it.option_tail = Address::ZERO),
        zero("optionTail"),
    );
    twice(
        refusal(|it| it.signers[1] = Address::ZERO),
        argument("signers"),
    );
    twice(
        refusal(|it| it.signers[1] = it.signers[0]),
        argument("signers"),
    );
    let nine = || (1..=9).map(Address::with_last_byte).collect();
    twice(refusal(|it| it.signers = nine()), argument("signers"));
    twice(refusal(|it| it.quorum = 0), argument("quorum"));
    twice(refusal(|it| it.quorum = 3), argument("quorum"));
}

#[test]
fn is_readable() {
    let stage = Pricing::set();
    assert_eq!(stage.ask(Pricer::optionMathCall {}), stage.math);
    assert_eq!(stage.ask(Pricer::optionQuoterCall {}), stage.quoter);
    assert_eq!(stage.ask(Pricer::optionBookCall {}), stage.book);
    assert_eq!(stage.ask(Pricer::optionMarginCall {}), stage.margin);
    assert_eq!(stage.ask(Pricer::optionTailCall {}), stage.tail);
    assert_eq!(stage.ask(Pricer::marketCall {}), stage.market);
    assert_eq!(stage.ask(IGoverned::authorityCall {}), stage.authority);
    assert_eq!(stage.ask(Pricer::expiriesCall {}), [0u64; 0]);
}
