//! What the lenses show, compared with the answers of the contracts themselves, to the last unit.

use alloy_primitives::{Address, FixedBytes, U256};
use contract_tests::authority::{IGoverned, key};
use contract_tests::lens::*;
use contract_tests::pricing::WAD;
use contract_tests::trading::*;
use devnode::error::NodeError;

pub(crate) const ONE: i128 = WAD.cast_signed();

pub(crate) struct Screen {
    pub(crate) stage: Trading,
    pub(crate) lens: Address,
    pub(crate) pool_lens: Address,
}

pub(crate) type PoolShown = IPoolLens::poolReturn;

impl Screen {
    pub(crate) fn set() -> Self {
        let mut stage = Trading::set();
        let lens = deploy_lens(&mut stage, "lens");
        let pool_lens = deploy_lens(&mut stage, "pool-lens");
        Self {
            stage,
            lens,
            pool_lens,
        }
    }

    /// Returns a screen with four series of the stage's expiry. The trader holds two of them.
    pub(crate) fn with_a_book() -> Self {
        let mut screen = Self::set();
        let stage = &mut screen.stage;
        let (expiry, trader) = (stage.expiry, stage.trader);
        for kind in 0..4 {
            stage.list(expiry, kind, 2_000).expect("on the grid");
        }
        let legs = [stage.leg(0, 2_000, 5_000), stage.leg(3, 2_000, 3_000)];
        stage.trade(trader, &legs).expect("bought");
        screen
    }

    pub(crate) fn chain(&self) -> (ChainState, Vec<ChainSeries>) {
        let market = self.stage.market;
        let shown = self.stage.ask(self.lens, ILens::chain_0Call { market });
        (shown._0, shown._1)
    }

    pub(crate) fn account(&self, id: U256) -> (AccountState, Vec<AccountPosition>) {
        let market = self.stage.market;
        let shown = self.stage.ask(self.lens, ILens::accountCall { market, id });
        (shown._0, shown._1)
    }

    pub(crate) fn pool(&self) -> PoolShown {
        let market = self.stage.market;
        self.stage
            .ask(self.pool_lens, IPoolLens::poolCall { market })
    }

    pub(crate) fn quote(
        &self,
        id: U256,
        series: &ChainSeries,
        quantity: i128,
    ) -> Result<QuoteLine, Reason> {
        let legs = vec![Position {
            expiry: series.expiry,
            kind: series.kind,
            strike: series.strike,
            quantity,
        }];
        let call = IMarket::quoteCall { id, legs };
        match self.stage.try_ask(self.stage.market, call) {
            Ok(quoted) => Ok(quoted._1[0].clone()),
            Err(NodeError::Revert(data)) => Err(FixedBytes::from_slice(&data[..4])),
            Err(other) => panic!("{other}"),
        }
    }

    /// Checks that every figure of the chain is what an order would get. Returns the chain.
    pub(crate) fn holds(&self) -> Vec<ChainSeries> {
        let stage = &self.stage;
        let (market, chain) = self.chain();
        let settling = market.settling;
        let snapshot = stage.ask(stage.oracle, IOracle::snapshotCall { settling });
        assert_eq!((market.state, market.spot), (snapshot.state, snapshot.spot));
        assert_eq!(market.updatedAt, snapshot.updatedAt);
        let book = stage.ask(stage.risk, IRiskManager::bookCall {});
        assert_eq!(chain.len(), book.len());
        let stranger = account_of(stage.lp);
        let holder = account_of(stage.trader);
        let held = stage.account(stage.trader).1;
        for series in &chain {
            let terms = (series.expiry, series.kind, series.strike);
            let same = book
                .iter()
                .find(|it| (it.expiry, it.kind, it.strike) == terms);
            let listed = same.expect("listed");
            assert_eq!(listed.quantity, series.pool);
            match self.quote(stranger, series, ONE) {
                Ok(line) => {
                    assert_eq!(series.unopened, NOTHING, "{series:?}");
                    assert_eq!((series.ask, series.askFee), (line.total, line.fee));
                    assert_eq!(
                        (series.mark, series.volatility),
                        (line.mark, line.volatility)
                    );
                    assert_eq!((series.delta, series.vega), (line.delta, line.vega));
                }
                Err(reason) => assert_eq!(series.unopened, reason, "{series:?}"),
            }
            let own = held
                .iter()
                .find(|it| (it.expiry, it.kind, it.strike) == terms);
            if own.is_some_and(|it| it.quantity >= ONE) {
                match self.quote(holder, series, -ONE) {
                    Ok(line) => {
                        assert_eq!(series.unquoted, NOTHING);
                        assert_eq!((series.bid, series.bidFee), (line.total, line.fee));
                    }
                    // There is a price, but the pool's limits are applied when it takes a trade.
                    Err(reason) if LIMITS.contains(&reason) => {}
                    Err(reason) => assert_eq!(series.unquoted, reason, "{series:?}"),
                }
            }
            let priced = [series.bid, series.bidFee, series.ask, series.askFee];
            assert_eq!(series.unquoted == NOTHING, priced.iter().any(|it| *it > 0));
            assert_eq!(
                series.unmarked == NOTHING,
                series.volatility > 0,
                "{series:?}"
            );
        }
        chain
    }

    /// Checks that the pool's figures are those of vault, risk manager and queue. Returns the pool.
    pub(crate) fn pool_holds(&self) -> PoolShown {
        let stage = &self.stage;
        let shown = self.pool();
        let money = &shown._1;
        let vault = stage.ask(stage.vault, IVault::poolCall {});
        let backing = stage.ask(stage.vault, IVault::backingCall {});
        assert_eq!(money.backing, backing);
        assert_eq!(money.shares, U256::from(vault.shares));
        assert_eq!((money.held, money.unvested), (vault.held, vault.unvested));
        assert_eq!(
            (money.mark, money.high, money.low),
            (vault.mark, vault.high, vault.low)
        );
        assert_eq!(
            (money.reserve, money.withdrawable),
            (vault.reserve, vault.withdrawable)
        );
        let total = stage.try_ask(stage.vault, IVault::totalAssetsCall {});
        assert_eq!(money.assets, total.unwrap_or_default());
        let shares = U256::from(10).pow(U256::from(12));
        let price = stage.try_ask(stage.vault, IVault::convertToAssetsCall { shares });
        assert_eq!(money.sharePrice, price.unwrap_or_default());
        let leaving = stage.try_ask(stage.vault, IVault::previewRedeemCall { shares });
        match leaving {
            Ok(_) => assert_eq!(shown._0.closed, NOTHING),
            Err(NodeError::Revert(data)) => assert_eq!(shown._0.closed, data[..4]),
            Err(other) => panic!("{other}"),
        }
        let (own, changes) = self.figures();
        let risks = &shown._2;
        assert_eq!((risks.nav, risks.mark), (own.nav, own.mark));
        assert_eq!((risks.delta, risks.vega), (own.delta, own.vega));
        assert_eq!(risks.reserve, own.reserve);
        assert_eq!(shown._5, changes);
        let worst = changes.iter().min().copied().expect("27");
        assert_eq!(risks.worst, worst.min(0).unsigned_abs());
        assert_eq!(changes[usize::from(risks.worstScenario)], worst);
        let part = |name: &str| {
            let key = key(name);
            let bps = stage.ask(stage.risk, IGoverned::settingCall { key })._0;
            own.nav * bps.to::<u128>() / 10_000
        };
        assert_eq!(risks.vegaMax, part("vegaLimit"));
        assert_eq!(risks.deltaMax, part("deltaLimit"));
        assert_eq!(risks.tenPercentMax, part("tenPercentLimit"));
        assert_eq!(risks.worstMax, part("worstLimit"));
        let sum = |of: fn(&IPoolLens::PoolExpiry) -> i128| shown._4.iter().map(of).sum::<i128>();
        // The figures of each expiry are rounded separately.
        let near = |a: i128, b: i128| assert!(a.abs_diff(b) <= 64, "{a} {b}");
        near(sum(|it| it.mark), own.mark);
        near(sum(|it| it.delta), own.delta);
        near(sum(|it| it.vega), own.vega);
        assert_eq!(sum(|it| it.gamma), risks.gamma);
        assert_eq!(sum(|it| it.theta), risks.theta);
        shown
    }

    pub(crate) fn figures(&self) -> (IRiskManager::PoolFigures, Vec<i128>) {
        let stage = &self.stage;
        let settling = self.chain().0.settling;
        let snapshot = stage.ask(stage.oracle, IOracle::snapshotCall { settling });
        let backing = stage.ask(stage.vault, IVault::backingCall {});
        let context = IRiskManager::TradeContext {
            state: snapshot.state,
            late: snapshot.late,
            spot: snapshot.spot,
            deviation: snapshot.deviation,
            settling,
            average: snapshot.average,
            averagedSecs: snapshot.averagedSecs,
            backing: backing * (WAD / 1_000_000).cast_signed(),
        };
        let said = stage.ask(stage.risk, IRiskManager::figuresCall { context });
        (said._0, said._1)
    }

    pub(crate) fn warp(&mut self, secs: u64) {
        self.stage.node().warp(secs);
    }
}

/// The pool's limits, in the order in which they are checked.
pub(crate) const LIMITS: [Reason; 4] = [
    reason::<IRiskManager::RiskVegaLimit>(),
    reason::<IRiskManager::RiskDeltaLimit>(),
    reason::<IRiskManager::RiskTenPercentLimit>(),
    reason::<IRiskManager::RiskWorstLimit>(),
];

pub(crate) type Reason = FixedBytes<4>;

pub(crate) type QuoteLine = IMarket::QuoteLine;
