//! Worthless accounts in auction.

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use contract_tests::liquidation::*;
use contract_tests::pricing::WAD;
use contract_tests::reverted;
use contract_tests::trading::*;

mod an_insolvent_account_in_auction {
    use super::*;

    /// It keeps providers from leaving until its auction ends. Anybody may end it once the account owes nothing any
    /// more.
    #[test]
    fn that_was_settled_lets_providers_leave_after_the_next_look() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let shortfall = |cast: &Cast| cast.ask(cast.vault, IVault::shortfallCall {});
        assert!(shortfall(&cast) > U256::ZERO);
        let (expiry, market, user) = (cast.expiry, cast.market, cast.pricing.user);
        cast.node().warp_to(expiry - 3_600).expect("later");
        cast.push(300_000);
        let round = cast.feeds.latest(&cast.pricing.node);
        cast.node().warp_to(expiry + 60).expect("later");
        cast.push(300_000);
        let (oracle, lp, vault) = (cast.oracle, cast.lp, cast.vault);
        let proof = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![round],
        };
        cast.send(user, oracle, proof).expect("proven");
        cast.send(user, market, IMarket::settleCall { expiry })
            .expect("settled");
        let ids = vec![cast.id()];
        cast.send(user, market, IMarket::settleAccountsCall { ids })
            .expect("covered");
        assert_eq!(cast.standing(cast.seller), (0, vec![]));
        let leave = IVault::redeemCall {
            shares: U256::from(1_000_000),
            receiver: lp,
            owner: lp,
        };
        let locked = reverted(cast.send(lp, vault, leave.clone()));
        assert!(locked.starts_with(&IVault::VaultShortfall::SELECTOR));
        assert_eq!(cast.liquidate(), Ok(SOUND));
        assert_eq!(shortfall(&cast), U256::ZERO);
        assert_eq!(
            cast.ask(cast.liquidator, ILiquidator::insolventCall {}),
            U256::ZERO
        );
        cast.send(lp, vault, leave).expect("nothing is locked");
    }

    /// Half of it is taken. The deficit of the rest is still counted, and no more.
    #[test]
    fn that_is_taken_in_part_is_counted_for_the_rest() {
        let mut cast = Cast::sold(700);
        cast.fills_the_pool();
        cast.jumps(3_000);
        assert_eq!(cast.liquidate(), Ok(INSOLVENT));
        let counted = |cast: &Cast| cast.ask(cast.liquidator, ILiquidator::insolventCall {});
        let whole = counted(&cast);
        cast.bid(WAD / 2, i128::MAX)
            .expect("they are paid for half");
        let half = counted(&cast);
        assert!(whole - half * U256::from(2) <= U256::ONE, "{whole} {half}");
        let short = cast.margin_of(cast.id()).maintenance.unsigned_abs();
        assert!(half.abs_diff(U256::from(short)) < U256::from(WAD / 100_000));
        // It is worth something again. The next look releases what was counted.
        cast.jumps(2_050);
        assert!(cast.margin_of(cast.id()).value > 0);
        let stage = cast.liquidate().expect("it is short, or has recovered");
        assert!(stage == SOUND || stage == SOLVENT, "{stage}");
        assert_eq!(counted(&cast), U256::ZERO);
        assert_eq!(cast.ask(cast.vault, IVault::shortfallCall {}), U256::ZERO);
        cast.audit();
    }
}
