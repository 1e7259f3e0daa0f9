//! What screens are shown, against what the contracts themselves say, to the last unit; and that what cannot be had of one
//! thing hides no other.

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use contract_tests::authority::{IGoverned, key, pause, wire};
use contract_tests::books::{self, MOST};
use contract_tests::lens::*;
use contract_tests::pool::IWithdrawalQueue;
use contract_tests::pricing::{IOptionPricer, WAD};
use contract_tests::snapshot::{Figures, check};
use contract_tests::trading::*;
use contract_tests::{revert, reverted, wasm};
use devnode::error::NodeError;
use engine::surface::{Post, SviParameters};
use engine::{Claim, Kind};
use math::{Compact, Float, SignedWad, Wad};

const ONE: i128 = WAD.cast_signed();

struct Screen {
    stage: Trading,
    lens: Address,
    pool_lens: Address,
}

type PoolShown = IPoolLens::poolReturn;

impl Screen {
    fn set() -> Self {
        let mut stage = Trading::set();
        let lens = deploy_lens(&mut stage, "lens");
        let pool_lens = deploy_lens(&mut stage, "pool-lens");
        Self {
            stage,
            lens,
            pool_lens,
        }
    }

    /// With four series of the stage's expiry, of two of which the trader holds something.
    fn with_a_book() -> Self {
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

    fn chain(&self) -> (ChainState, Vec<ChainSeries>) {
        let market = self.stage.market;
        let shown = self.stage.ask(self.lens, ILens::chain_0Call { market });
        (shown._0, shown._1)
    }

    fn account(&self, id: U256) -> (AccountState, Vec<AccountPosition>) {
        let market = self.stage.market;
        let shown = self.stage.ask(self.lens, ILens::accountCall { market, id });
        (shown._0, shown._1)
    }

    fn pool(&self) -> PoolShown {
        let market = self.stage.market;
        self.stage
            .ask(self.pool_lens, IPoolLens::poolCall { market })
    }

    fn quote(&self, id: U256, series: &ChainSeries, quantity: i128) -> Result<TradeLine, Reason> {
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

    /// Every figure of the chain is what an order would be told.
    fn holds(&self) -> Vec<ChainSeries> {
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
                    // There is a price, but the pool's limits are on what it may take.
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

    /// The pool's figures are those of vault, risk manager and queue.
    fn pool_holds(&self) -> PoolShown {
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
        assert_eq!(risks.vegaMost, part("vegaLimit"));
        assert_eq!(risks.deltaMost, part("deltaLimit"));
        assert_eq!(risks.tenPercentMost, part("tenPercentLimit"));
        assert_eq!(risks.worstMost, part("worstLimit"));
        let sum = |of: fn(&IPoolLens::PoolExpiry) -> i128| shown._4.iter().map(of).sum::<i128>();
        // The figures of each expiry are rounded by themselves.
        let near = |a: i128, b: i128| assert!(a.abs_diff(b) <= 64, "{a} {b}");
        near(sum(|it| it.mark), own.mark);
        near(sum(|it| it.delta), own.delta);
        near(sum(|it| it.vega), own.vega);
        assert_eq!(sum(|it| it.gamma), risks.gamma);
        assert_eq!(sum(|it| it.theta), risks.theta);
        shown
    }

    fn figures(&self) -> (IRiskManager::PoolFigures, Vec<i128>) {
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
            backing: backing.to::<u128>() * (WAD / 1_000_000),
        };
        let said = stage.ask(stage.risk, IRiskManager::figuresCall { context });
        (said._0, said._1)
    }

    fn warp(&mut self, secs: u64) {
        self.stage.node().warp(secs);
    }
}

/// The pool's limits, in the order in which they are held.
const LIMITS: [Reason; 4] = [
    reason::<IRiskManager::RiskVegaLimit>(),
    reason::<IRiskManager::RiskDeltaLimit>(),
    reason::<IRiskManager::RiskTenPercentLimit>(),
    reason::<IRiskManager::RiskWorstLimit>(),
];

type Reason = FixedBytes<4>;
type TradeLine = IMarket::TradeLine;

mod address {
    use super::*;

    #[test]
    fn that_is_no_market_is_refused() {
        let screen = Screen::with_a_book();
        let stage = &screen.stage;
        for market in [stage.trader, stage.vault, stage.usdc, Address::ZERO] {
            let refused = revert(&ILens::LensNotMarket { market });
            let chain = stage.try_ask(screen.lens, ILens::chain_0Call { market });
            assert_eq!(reverted(chain), refused, "{market}");
            let id = U256::ZERO;
            let account = stage.try_ask(screen.lens, ILens::accountCall { market, id });
            assert_eq!(reverted(account), refused);
            let pool = stage.try_ask(screen.pool_lens, IPoolLens::poolCall { market });
            assert_eq!(reverted(pool), refused);
        }
    }

    #[test]
    fn of_a_market_that_its_own_modules_do_not_serve_is_refused() {
        let mut screen = Screen::set();
        let stage = &mut screen.stage;
        let arguments = (
            stage.pricing.authority,
            stage.oracle,
            stage.risk,
            stage.vault,
        );
        let (owner, code) = (stage.pricing.owner, wasm("market"));
        let arguments = arguments.abi_encode_params();
        let node = stage.node();
        let deployed = node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO);
        let market = deployed.expect("it is accepted").address;
        let chain = screen
            .stage
            .try_ask(screen.lens, ILens::chain_0Call { market });
        assert_eq!(reverted(chain), revert(&ILens::LensNotMarket { market }));
    }
}

mod chain {
    use super::*;
    use contract_tests::feeds::{FULL, REDUCE, SETTLE_ONLY};

    fn all(chain: &[ChainSeries], reason: Reason) {
        assert!(!chain.is_empty());
        for series in chain {
            assert_eq!(series.unmarked, reason);
            assert_eq!(series.unquoted, reason);
            assert_eq!(series.unopened, reason);
        }
    }

    #[test]
    fn is_empty_while_nothing_is_listed() {
        let screen = Screen::set();
        assert!(screen.holds().is_empty());
        assert_eq!(screen.chain().0.state, FULL);
    }

    #[test]
    fn is_what_orders_are_told() {
        let screen = Screen::with_a_book();
        let chain = screen.holds();
        assert_eq!(chain.len(), 4);
        for series in &chain {
            assert_eq!(series.unopened, NOTHING);
            assert!(series.bid < series.mark && series.mark < series.ask);
        }
    }

    #[test]
    fn of_an_expiry_is_its_part_of_the_whole() {
        let mut screen = Screen::with_a_book();
        let later = screen.stage.expiry + 7 * 86_400;
        screen.stage.post(later);
        screen.stage.list(later, 0, 2_100).expect("on the grid");
        let (state, whole) = screen.chain();
        let market = screen.stage.market;
        for expiry in [screen.stage.expiry, later, later + 1] {
            let part = screen
                .stage
                .ask(screen.lens, ILens::chain_1Call { market, expiry });
            assert_eq!(part._0, state);
            let of_it = whole.iter().filter(|series| series.expiry == expiry);
            assert_eq!(part._1, of_it.cloned().collect::<Vec<_>>());
        }
        let rising = whole
            .windows(2)
            .all(|pair| pair[0].expiry <= pair[1].expiry);
        assert!(rising);
    }

    #[test]
    fn shows_what_is_too_far_from_the_money_to_open() {
        let mut screen = Screen::with_a_book();
        let expiry = screen.stage.expiry;
        screen.stage.list(expiry, 0, 3_950).expect("on the grid");
        let chain = screen.holds();
        let far = chain
            .iter()
            .find(|it| it.strike == 3_950 * WAD)
            .expect("it");
        let reason = reason::<IOptionPricer::PricerDeltaOutsideOpening>();
        assert_eq!((far.unmarked, far.unquoted), (NOTHING, NOTHING));
        assert_eq!(far.unopened, reason);
        assert!(chain.iter().filter(|it| it.unopened == NOTHING).count() == 4);
    }

    #[test]
    fn hides_nothing_behind_an_expiry_without_a_surface() {
        let mut screen = Screen::with_a_book();
        let later = screen.stage.expiry + 7 * 86_400;
        screen.stage.list(later, 1, 2_100).expect("on the grid");
        let chain = screen.holds();
        let (of_later, others): (Vec<_>, Vec<_>) =
            chain.into_iter().partition(|it| it.expiry == later);
        all(&of_later, reason::<IOptionPricer::PricerSurfaceMissing>());
        assert!(others.iter().all(|it| it.unopened == NOTHING));
    }

    #[test]
    fn tells_a_surface_too_old_to_open_from_one_too_old_to_close() {
        let mut screen = Screen::with_a_book();
        let stale = reason::<IOptionPricer::PricerSurfaceStale>();
        screen.warp(1_201);
        for series in screen.holds() {
            assert_eq!((series.unmarked, series.unquoted), (NOTHING, NOTHING));
            assert_eq!(series.unopened, stale);
        }
        screen.warp(2_400);
        all(&screen.holds(), stale);
    }

    #[test]
    fn keeps_marks_while_an_expiry_of_the_book_cannot_be_marked() {
        let mut screen = Screen::with_a_book();
        let later = screen.stage.expiry + 7 * 86_400;
        screen.stage.list(later, 0, 2_000).expect("on the grid");
        screen.warp(3_601);
        screen.stage.post(later);
        let stale = reason::<IOptionPricer::PricerSurfaceStale>();
        let chain = screen.holds();
        let (of_later, others): (Vec<_>, Vec<_>) =
            chain.into_iter().partition(|it| it.expiry == later);
        all(&others, stale);
        // The pool cannot say what it is worth, so it quotes nothing; the mark needs no pool.
        assert_eq!(of_later[0].unmarked, NOTHING);
        assert!(of_later[0].mark > 0 && of_later[0].gamma > 0);
        assert_eq!((of_later[0].ask, of_later[0].bid), (0, 0));
        assert_eq!((of_later[0].unquoted, of_later[0].unopened), (stale, stale));
    }

    #[test]
    fn says_that_opening_is_halted() {
        let mut screen = Screen::with_a_book();
        screen.warp(60);
        let mut bad = screen.stage.pricing.slice_until(screen.stage.expiry);
        bad.level *= 9;
        let (accepted, _) = screen.stage.pricing.post(&bad).expect("it is signed");
        assert!(!accepted);
        let halted = reason::<IOptionPricer::PricerOpeningHalted>();
        for series in screen.holds() {
            assert_eq!((series.unquoted, series.unopened), (NOTHING, halted));
        }
    }

    #[test]
    fn says_that_there_is_no_price() {
        let mut screen = Screen::with_a_book();
        screen.warp(4_000);
        let chain = screen.holds();
        assert_eq!(screen.chain().0.state, SETTLE_ONLY);
        all(&chain, reason::<IRiskManager::RiskNoPrice>());
    }

    #[test]
    fn says_that_only_closing_is_left_after_a_jump() {
        let mut screen = Screen::with_a_book();
        screen.warp(60);
        screen.stage.push(240_000);
        let chain = screen.holds();
        assert_eq!(screen.chain().0.state, REDUCE);
        for series in chain {
            assert_eq!(series.unopened, reason::<IRiskManager::RiskOnlyClosing>());
            assert_eq!(series.unquoted, NOTHING);
        }
    }

    #[test]
    fn says_that_a_contract_is_paused() {
        for of_market in [false, true] {
            let mut screen = Screen::with_a_book();
            let stage = &mut screen.stage;
            let module = if of_market { stage.market } else { stage.risk };
            let (owner, authority) = (stage.pricing.owner, stage.pricing.authority);
            stage.send(owner, authority, pause(module)).expect("paused");
            let trader = stage.lp;
            let leg = stage.leg(0, 2_000, 1_000);
            let refused = reverted(stage.trade(trader, &[leg]));
            let (market, chain) = screen.chain();
            assert_eq!(
                (market.marketPaused, market.riskPaused),
                (of_market, !of_market)
            );
            for series in chain {
                assert_eq!(series.unopened, refused[..4]);
                assert!(series.bid > 0);
            }
        }
    }

    /// As the pool's limits come near, they are met where an order meets them.
    #[test]
    fn says_which_limit_a_unit_would_break() {
        let limits = ["vegaLimit", "deltaLimit", "tenPercentLimit", "worstLimit"];
        let mut screen = Screen::with_a_book();
        let shares = screen.stage.ask(
            screen.stage.vault,
            IVault::maxRedeemCall {
                owner: screen.stage.lp,
            },
        );
        // A small pool, so that one unit counts.
        let (lp, vault) = (screen.stage.lp, screen.stage.vault);
        let leave = IVault::redeemCall {
            shares: shares * U256::from(996) / U256::from(1_000),
            receiver: lp,
            owner: lp,
        };
        screen.stage.send(lp, vault, leave).expect("redeemed");
        let start = screen.stage.node().snapshot();
        for (name, expected) in limits.into_iter().zip(LIMITS) {
            let (owner, authority) = (screen.stage.pricing.owner, screen.stage.pricing.authority);
            let call = contract_tests::authority::tighten(screen.stage.risk, name, U256::ONE);
            screen
                .stage
                .send(owner, authority, call)
                .expect("tightened");
            let chain = screen.holds();
            let call = chain.iter().find(|it| it.kind == 0).expect("it");
            assert_eq!(call.unopened, expected, "{name}");
            screen.stage.node().revert_to(&start);
        }
    }

    #[test]
    fn says_that_the_pool_is_worth_nothing() {
        let mut screen = Screen::with_a_book();
        let stage = &mut screen.stage;
        let (expiry, lp, vault) = (stage.expiry, stage.lp, stage.vault);
        let (user, oracle) = (stage.pricing.user, stage.oracle);
        let shares = stage.ask(vault, IVault::maxRedeemCall { owner: lp });
        let leave = IVault::redeemCall {
            shares,
            receiver: lp,
            owner: lp,
        };
        stage.send(lp, vault, leave).expect("redeemed");
        for _ in 0..3 {
            stage.push(4_000_000);
            let observe = IOracle::observeCall { settling: 0 };
            stage.send(user, oracle, observe).expect("observed");
            stage.node().warp(1_000);
        }
        stage.post(expiry);
        let chain = screen.holds();
        assert_eq!(screen.pool()._2.nav, 0);
        assert_eq!(screen.pool()._2.utilisation, WAD);
        for series in chain {
            assert_eq!(series.unopened, reason::<IRiskManager::RiskPoolWorthless>());
        }
    }

    #[test]
    fn in_the_last_half_hour_goes_by_the_average() {
        let mut screen = Screen::with_a_book();
        let expiry = screen.stage.expiry;
        screen.stage.node().warp_to(expiry - 3_000).expect("later");
        screen.stage.push(205_000);
        screen.stage.node().warp_to(expiry - 900).expect("later");
        screen.stage.push(203_000);
        screen.stage.post(expiry);
        let (state, _) = screen.chain();
        assert_eq!(state.settling, expiry);
        assert!(state.averagedSecs > 800 && state.average != state.spot);
        let chain = screen.holds();
        let late = reason::<IOptionPricer::PricerTooLateToOpen>();
        for series in &chain {
            assert_eq!(series.unquoted, NOTHING);
            assert!([late, reason::<IRiskManager::RiskOnlyClosing>()].contains(&series.unopened));
        }
        screen.pool_holds();
    }

    #[test]
    fn after_expiry_says_so_until_it_is_settled() {
        let mut screen = Screen::with_a_book();
        let expiry = screen.stage.expiry;
        screen.stage.node().warp_to(expiry + 60).expect("later");
        screen.stage.push(203_000);
        all(&screen.holds(), reason::<IRiskManager::RiskExpired>());
        assert_eq!(screen.pool_holds()._0.unsettled, expiry);
    }

    #[test]
    fn of_a_full_book_is_what_orders_are_told() {
        let mut screen = Screen::set();
        let expiries = books::expiries(&screen.stage);
        let all = books::series(&expiries);
        books::post(&mut screen.stage, &expiries);
        books::fill(&mut screen.stage, &all, 0, 16);
        screen.holds();
        for series in &all[16..] {
            let strike = series.strike / WAD;
            let listed = screen.stage.list(series.expiry, series.kind, strike);
            listed.expect("on the grid");
        }
        let chain = screen.holds();
        assert_eq!(chain.len(), MOST);
        assert!(chain.iter().filter(|it| it.unopened == NOTHING).count() > 150);
        screen.pool_holds();
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "differences are taken in double precision"
)]
mod greeks {
    use super::*;

    /// A unit at a volatility that stands still, from the arithmetic of prices alone.
    fn value(post: &Post, series: &ChainSeries, spot: f64, now: f64, sigma: f64) -> f64 {
        let at = |secs: u64| {
            let smile = post.smile(secs).expect("it lives");
            let claim = Claim::new::<Compact>(
                [Kind::Call, Kind::Put, Kind::DigitalCall, Kind::DigitalPut]
                    [usize::from(series.kind)],
                &engine::black_scholes::Terms {
                    spot: Wad::from_wei((spot * 1e18) as u128),
                    strike: Wad::from_wei(series.strike),
                    expiry_secs: smile.remaining_secs(),
                    rate: SignedWad::ZERO,
                },
            );
            let wad = Float::from_u128(WAD).recip();
            let sigma = Float::from_u128((sigma * 1e18) as u128).mul(wad);
            let deviation = sigma.mul(smile.root());
            claim
                .expect("in the domain")
                .value::<Compact>(deviation)
                .wei() as f64
                / 1e18
        };
        at(now as u64)
    }

    fn near(found: i128, expected: f64, scale: f64, what: &str) {
        let found = found as f64 / 1e18;
        let off = (found - expected).abs();
        assert!(
            off <= 2e-3 * expected.abs() + 1e-5 * scale,
            "{what}: {found} {expected}"
        );
    }

    fn hold(screen: &Screen) {
        let stage = &screen.stage;
        let (expiry, now) = (stage.expiry, stage.now());
        let slice = stage.pricing.ask(IOptionPricer::surfaceCall { expiry })._0;
        let post = Post {
            parameters: SviParameters {
                level: SignedWad::from_wei(slice.level),
                slope: Wad::from_wei(slice.slope),
                tilt: SignedWad::from_wei(slice.tilt),
                shift: SignedWad::from_wei(slice.shift),
                smoothness: Wad::from_wei(slice.smoothness),
            },
            expiry,
            timestamp: slice.timestamp,
        };
        let (market, chain) = screen.chain();
        let spot = market.spot as f64 / 1e18;
        for series in chain.iter().filter(|it| it.expiry == expiry) {
            let sigma = series.volatility as f64 / 1e18;
            let now = now as f64;
            let left = expiry as f64 - now;
            let of = |s: f64, t: f64, v: f64| value(&post, series, s, t, v);
            let width = spot * sigma * (left / 31_536_000.0).sqrt() / 100.0;
            let mark = of(spot, now, sigma);
            near(series.mark.cast_signed(), mark, 1e-6, "mark");
            let (up, down) = (of(spot + width, now, sigma), of(spot - width, now, sigma));
            near(series.delta, (up - down) / (2.0 * width), 0.1, "delta");
            let gamma = (up + down - 2.0 * mark) / (width * width);
            near(series.gamma, gamma, gamma.abs().max(1e-4), "gamma");
            let v = sigma / 50.0;
            let (more, less) = (of(spot, now, sigma + v), of(spot, now, sigma - v));
            let vega = (more - less) / (2.0 * v);
            near(series.vega * 100, vega, mark, "vega");
            let volga = (more + less - 2.0 * mark) / (v * v);
            near(series.volga, volga, 1e2 * vega.abs().max(1.0), "volga");
            let second = (left / 200.0).floor().clamp(1.0, 60.0);
            let theta = (of(spot, now + second, sigma) - of(spot, now - second, sigma))
                / (2.0 * second)
                * 31_536_000.0;
            near(series.theta, theta, 1e2, "theta");
            let cross = [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]
                .map(|(a, b)| a * b * of(spot + a * width, now, sigma + b * v));
            let vanna = cross.iter().sum::<f64>() / (4.0 * width * v);
            near(series.vanna, vanna, 1e2, "vanna");
        }
    }

    #[test]
    fn are_how_a_price_moves() {
        let mut screen = Screen::with_a_book();
        // Later than the signing, so that time has gone by on the surface.
        screen.warp(3_400);
        hold(&screen);
    }

    #[test]
    fn know_that_an_average_moves_less_in_the_last_half_hour() {
        let mut screen = Screen::with_a_book();
        let expiry = screen.stage.expiry;
        screen.stage.node().warp_to(expiry - 2_400).expect("later");
        screen.stage.push(200_000);
        screen.stage.post(expiry);
        screen.warp(200);
        hold(&screen);
        screen.stage.node().warp_to(expiry - 1_200).expect("later");
        screen.stage.push(200_000);
        hold(&screen);
    }
}

mod account {
    use super::*;

    fn holds(screen: &Screen, owner: Address) -> (AccountState, Vec<AccountPosition>) {
        let (state, lines) = screen.account(account_of(owner));
        let (money, held) = screen.stage.standing(owner);
        assert_eq!(state.money, money);
        match screen.stage.try_health(owner) {
            Ok(figures) => {
                assert_eq!(state.unmargined, NOTHING);
                let left = (state.maintenance, state.initial);
                assert_eq!(left, (figures.maintenance, figures.initial));
            }
            Err(_) => assert_ne!(state.unmargined, NOTHING),
        }
        assert_eq!(lines.len(), held.len());
        let sum = |of: fn(&AccountPosition) -> i128| lines.iter().map(of).sum::<i128>();
        assert_eq!(state.value, sum(|it| it.value));
        assert_eq!(state.delta, sum(|it| it.delta));
        assert_eq!(state.gamma, sum(|it| it.gamma));
        assert_eq!(state.vega, sum(|it| it.vega));
        assert_eq!(state.theta, sum(|it| it.theta));
        assert_eq!(state.rho, sum(|it| it.rho));
        let claims: i128 = lines.iter().map(|it| it.claim).sum();
        assert_eq!(state.claims, claims);
        (state, lines)
    }

    #[test]
    fn without_anything_is_shown_as_such() {
        let screen = Screen::with_a_book();
        let (state, lines) = screen.account(U256::from(7));
        assert!(lines.is_empty());
        assert_eq!(state.money, 0);
        assert_eq!((state.value, state.unmarked), (0, 0));
    }

    #[test]
    fn is_worth_its_units_at_the_mark() {
        let screen = Screen::with_a_book();
        let chain = screen.chain().1;
        let (_, lines) = holds(&screen, screen.stage.trader);
        for line in lines {
            let same = |it: &&ChainSeries| (it.kind, it.strike) == (line.kind, line.strike);
            let unit = chain.iter().find(same).expect("listed");
            assert_eq!((line.mark, line.volatility), (unit.mark, unit.volatility));
            let times = line.quantity / ONE;
            assert_eq!(line.value, times * unit.mark.cast_signed());
            assert_eq!(line.delta, times * unit.delta);
            assert_eq!(line.theta, times * unit.theta);
            assert_eq!(line.status, 0);
        }
    }

    #[test]
    fn without_a_price_has_no_value_but_its_money() {
        let mut screen = Screen::with_a_book();
        screen.warp(4_000);
        let (state, _) = holds(&screen, screen.stage.trader);
        assert_eq!((state.value, state.unmarked), (0, 2));
        assert!(state.money > 0);
    }

    #[test]
    fn is_shown_to_the_unit_what_settlement_pays() {
        let mut screen = Screen::with_a_book();
        let (expiry, trader) = (screen.stage.expiry, screen.stage.trader);
        screen.stage.node().warp_to(expiry - 3_000).expect("later");
        screen.stage.push(213_337);
        screen.stage.node().warp_to(expiry + 60).expect("later");
        let (state, lines) = holds(&screen, trader);
        assert_eq!(state.unmarked, 2);
        assert!(lines.iter().all(|it| it.status == 1 && it.value == 0));
        let (user, oracle, market) = (
            screen.stage.pricing.user,
            screen.stage.oracle,
            screen.stage.market,
        );
        let proof = IOracle::proveExpiryCall {
            expiry,
            roundIds: vec![2],
        };
        screen.stage.send(user, oracle, proof).expect("proven");
        let (state, lines) = holds(&screen, trader);
        let payoff = 5 * 133_370_000_000_000_000_000_i128;
        assert_eq!((state.value, state.unmarked), (payoff, 0));
        assert!(lines.iter().all(|it| it.status == 1));
        let settle = IMarket::settleCall { expiry };
        screen.stage.send(user, market, settle).expect("settled");
        let (state, lines) = holds(&screen, trader);
        assert!(lines.iter().all(|it| it.status == 2 && it.value == 0));
        let before = screen.stage.standing(trader).0;
        let ids = vec![account_of(trader)];
        let pay = IMarket::settleAccountsCall { ids };
        screen.stage.send(user, market, pay).expect("paid");
        assert_eq!(screen.stage.standing(trader).0, before + state.claims);
        assert_eq!(state.claims, 666_850_000);
    }
}

mod pool {
    use super::*;

    #[test]
    fn without_a_book_is_its_money() {
        let screen = Screen::set();
        let shown = screen.pool_holds();
        assert_eq!(shown._1.assets, usd(POOL));
        assert!(shown._4.is_empty());
        assert_eq!(shown._3.queue, Address::ZERO);
        assert_eq!((shown._2.utilisation, shown._2.worst), (0, 0));
    }

    #[test]
    fn with_a_book_is_what_vault_and_risk_manager_say() {
        let screen = Screen::with_a_book();
        let shown = screen.pool_holds();
        assert_eq!((shown._4[0].listed, shown._4[0].held), (4, 2));
        assert_eq!(shown._4[0].surfaceAt, {
            let expiry = screen.stage.expiry;
            let call = IOptionPricer::surfaceCall { expiry };
            screen.stage.pricing.ask(call)._0.timestamp
        });
        assert!(shown._2.utilisation > 0 && shown._2.gamma < 0 && shown._2.theta > 0);
    }

    #[test]
    fn shows_its_queue() {
        let mut screen = Screen::with_a_book();
        let stage = &mut screen.stage;
        let (owner, authority, vault) = (stage.pricing.owner, stage.pricing.authority, stage.vault);
        let arguments = (authority, vault).abi_encode_params();
        let code = wasm("withdrawal-queue");
        let node = stage.node();
        let queue = node.deploy_wasm_with_constructor(owner, &code, &arguments, U256::ZERO);
        let queue = queue.expect("it is accepted").address;
        let call = wire(vault, "queue", queue);
        stage.send(owner, authority, call).expect("wired");
        let lp = stage.lp;
        let shares = stage.ask(vault, IVault::balanceOfCall { account: lp });
        let approve = IVault::approveCall {
            spender: queue,
            value: shares,
        };
        stage.send(lp, vault, approve).expect("approved");
        let request = IWithdrawalQueue::requestRedeemCall {
            shares,
            controller: lp,
            owner: lp,
        };
        stage.send(lp, queue, request).expect("asked");
        let shown = screen.pool_holds();
        let stage = &screen.stage;
        let said = stage.ask(queue, IWithdrawalQueue::queueCall {});
        let worth = stage.ask(vault, IVault::convertToAssetsCall { shares });
        assert_eq!((shown._3.queue, shown._3.waiting), (queue, shares));
        assert_eq!((shown._3.waiting, shown._3.owed), (said.waiting, said.owed));
        assert_eq!(
            (shown._3.epochs, shown._3.closable),
            (said.epochs, said.closable)
        );
        assert_eq!(shown._3.waitingAssets, worth);
    }

    #[test]
    fn without_a_mark_says_why_and_shows_the_rest() {
        let mut screen = Screen::with_a_book();
        screen.warp(3_601);
        screen.stage.push(200_000);
        let shown = screen.pool();
        let stale = reason::<IOptionPricer::PricerSurfaceStale>();
        assert_eq!((shown._0.unmarked, shown._0.closed), (stale, stale));
        assert_eq!(shown._4[0].unmarked, stale);
        assert_eq!(shown._1.assets, U256::ZERO);
        let backing = screen.stage.ask(screen.stage.vault, IVault::backingCall {});
        assert_eq!(shown._1.backing, backing);
        assert!(shown._5.is_empty());
        screen.warp(4_000);
        let shown = screen.pool();
        assert_eq!(shown._0.unmarked, reason::<IRiskManager::RiskNoPrice>());
        assert_eq!(shown._0.closed, reason::<IVault::VaultNoPrice>());
        assert_eq!((shown._1.withdrawable, shown._1.mark), (0, 0));
    }
}

/// What each costs, in `tests/snapshots/gas-lens.json`: an `eth_call` has to have it.
#[test]
fn of_a_whole_market_fits_a_call() {
    let mut screen = Screen::set();
    let (lens, pool_lens) = (screen.lens, screen.pool_lens);
    let expiries = books::expiries(&screen.stage);
    let all = books::series(&expiries);
    books::post(&mut screen.stage, &expiries);
    let mut figures = Figures::new();
    let mut from = 0;
    for count in [1, 16, 64, MOST] {
        books::fill(&mut screen.stage, &all, from, count);
        from = count;
        let before = screen.stage.node().snapshot();
        let market = screen.stage.market;
        let id = account_of(screen.stage.trader) + U256::ONE;
        let expiry = expiries[0];
        let mut note = |what: &str, gas: u64| {
            figures.insert(format!("{what}, {count:03} series"), gas);
        };
        note(
            "chain",
            cost(&mut screen, lens, ILens::chain_0Call { market }),
        );
        let page = ILens::chain_1Call { market, expiry };
        note("chain of an expiry", cost(&mut screen, lens, page));
        note(
            "account",
            cost(&mut screen, lens, ILens::accountCall { market, id }),
        );
        note(
            "pool",
            cost(&mut screen, pool_lens, IPoolLens::poolCall { market }),
        );
        screen.stage.node().revert_to(&before);
    }
    for (name, gas) in &figures {
        println!("{gas:>9}  {name}");
    }
    check("gas-lens", &figures);
    // Nitro gives a call 50 million unless it is told otherwise.
    assert!(figures.values().all(|gas| *gas < 50_000_000));
}

fn cost<C: SolCall>(screen: &mut Screen, lens: Address, call: C) -> u64 {
    let user = screen.stage.pricing.user;
    let (_, sent) = screen.stage.send(user, lens, call).expect("an answer");
    sent.gas_used
}
