//! The states in which nobody joins or leaves.

use crate::support::{USD, WAD, book, exceeds, funded, number};
use alloy_primitives::{Bytes, U256};
use contract_tests::authority::pause;
use contract_tests::pool::{IGoverned, IMarks, IVault, Pool, PoolValue, exchanged};
use contract_tests::{revert, reverted};

mod coming_and_going {
    use super::*;

    /// Checks that every way in and out is refused, and what each max answers.
    fn all_refuse_with(pool: &mut Pool, error: &Bytes) {
        let first = pool.providers[0];
        let (owner, receiver) = (first, first);
        let one = U256::ONE;
        let zero = |answer: U256| assert_eq!(answer, U256::ZERO);
        zero(pool.ask(IVault::maxDepositCall { receiver }));
        zero(pool.ask(IVault::maxMintCall { receiver }));
        zero(pool.ask(IVault::maxWithdrawCall { owner }));
        zero(pool.ask(IVault::maxRedeemCall { owner }));
        let is = |data: Bytes| assert_eq!(&data, error);
        is(reverted(pool.simulate(
            first,
            IVault::depositCall {
                assets: one,
                receiver,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::mintCall {
                shares: one,
                receiver,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::withdrawCall {
                assets: one,
                receiver,
                owner,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::redeemCall {
                shares: one,
                receiver,
                owner,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::previewDepositCall { assets: one },
        )));
        is(reverted(
            pool.simulate(first, IVault::previewMintCall { shares: one }),
        ));
        is(reverted(pool.simulate(
            first,
            IVault::previewWithdrawCall { assets: one },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::previewRedeemCall { shares: one },
        )));
    }

    #[test]
    fn waits_for_a_price() {
        let mut pool = funded(1_000);
        for state in [1, 2] {
            pool.mark(PoolValue { state, ..book(5) });
            all_refuse_with(&mut pool, &revert(&IVault::VaultNoPrice { state }));
        }
        // With a mark there is a value, whatever may be done at it.
        pool.mark(PoolValue {
            state: 1,
            ..book(5)
        });
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(1_005 * USD));
        pool.mark(PoolValue {
            state: 2,
            ..book(5)
        });
        let error = revert(&IVault::VaultNoPrice { state: 2 });
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
        let call = IVault::convertToSharesCall { assets: U256::ONE };
        assert_eq!(reverted(pool.simulate(pool.owner, call)), error);
    }

    #[test]
    fn waits_for_a_settlement() {
        let mut pool = funded(1_000);
        let expiry = 1_800_000_000;
        pool.mark(PoolValue {
            unsettled: expiry,
            ..book(5)
        });
        let error = revert(&IVault::VaultUnsettled { expiry });
        all_refuse_with(&mut pool, &error);
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
    }

    #[test]
    fn waits_for_a_book_with_a_value_and_passes_its_error_on() {
        let mut pool = funded(1_000);
        let marks = pool.marks;
        pool.send(pool.owner, marks, IMarks::breakDownCall { broken: true })
            .expect("broken");
        let error = revert(&IMarks::MarksBroken { figure: number(7) });
        all_refuse_with(&mut pool, &error);
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::poolCall {})),
            error
        );
        pool.send(pool.owner, marks, IMarks::breakDownCall { broken: false })
            .expect("mended");
        let first = pool.providers[0];
        pool.deposit(first, USD).expect("all is well again");
    }

    #[test]
    fn stops_while_paused_except_for_the_market() {
        let mut pool = funded(1_000);
        pool.send(pool.guardian, pool.authority, pause(pool.vault))
            .expect("paused");
        all_refuse_with(&mut pool, &revert(&IGoverned::AccessPaused {}));
        pool.collect(USD, 0, 0).expect("money comes in");
        let call = exchanged(-USD.cast_signed());
        pool.send(pool.market, pool.vault, call)
            .expect("winners are paid");
        let [first, second, _] = pool.providers;
        let call = IVault::transferCall {
            to: second,
            value: U256::ONE,
        };
        pool.send(first, pool.vault, call)
            .expect("shares are theirs to move");
    }

    #[test]
    fn ends_for_an_insolvent_pool() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        for worth in [-1_001, -2_000] {
            pool.mark(book(worth));
            assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
            let shares = pool.shares(first);
            assert_eq!(pool.ask(IVault::convertToAssetsCall { shares }), U256::ZERO);
            assert_eq!(pool.ask(IVault::maxRedeemCall { owner: first }), U256::ZERO);
            assert_eq!(
                pool.ask(IVault::maxDepositCall { receiver: first }),
                U256::ZERO
            );
            assert_eq!(pool.ask(IVault::previewRedeemCall { shares }), U256::ZERO);
            assert_eq!(
                reverted(pool.redeem(first, shares)),
                exceeds(shares, U256::ZERO)
            );
            assert_eq!(
                reverted(pool.deposit(first, USD)),
                revert(&IVault::VaultInsolvent {})
            );
        }
        // Solvent on the high side only: what a newcomer would pay counts.
        pool.mark(PoolValue {
            high: -999 * WAD,
            ..book(-1_001)
        });
        pool.deposit(first, USD)
            .expect("they buy what might be worth a dollar");
    }

    #[test]
    fn withstands_marks_that_contradict_each_other() {
        let mut pool = funded(1_000);
        pool.mark(PoolValue {
            mark: 10 * WAD,
            high: -10 * WAD,
            low: 500 * WAD,
            ..Default::default()
        });
        let seen = pool.ask(IVault::poolCall {});
        let ten = 10 * 1_000_000;
        assert_eq!((seen.low, seen.mark, seen.high), (ten, ten, ten));
        pool.mark(PoolValue {
            mark: i128::MIN,
            high: i128::MIN,
            low: i128::MIN,
            ..Default::default()
        });
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
        let mut pool = Pool::of_decimals(18);
        let first = pool.providers[0];
        pool.deposit(first, 1 << 80).expect("they join");
        pool.mark(PoolValue {
            mark: i128::MAX,
            ..Default::default()
        });
        let overflow = revert(&IVault::VaultOverflow {});
        assert_eq!(
            reverted(pool.simulate(first, IVault::totalAssetsCall {})),
            overflow
        );
        assert_eq!(
            pool.ask(IVault::maxDepositCall { receiver: first }),
            U256::ZERO
        );
    }
}
