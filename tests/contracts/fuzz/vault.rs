//! Properties that hold of every ERC-4626 vault, and of this one: on the WASM, over a random history of deposits,
//! withdrawals, premiums, claims, marks and time, each step held against the native arithmetic to the unit.
//!
//! `VAULT_CASES` sets the steps (10,000 by default, about as many dozens of calls), `VAULT_SEED` the seed.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use contract_tests::pool::{IVault, Pool, PoolValue};
use contract_tests::tokens::ICoin;
use fastrand::Rng;
use shares::{
    Book, CLASSES, DEAD_SHARES, ExitFee, MOST_SHARES, Stream, Unit, VIRTUAL_SHARES, class,
};

/// Steps on one chain before the next is set up: programs expire after a year, and each has decimals of its own.
const STEPS_A_CHAIN: u64 = 500;

fn read(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
}

fn wide(value: u128) -> U256 {
    U256::from(value)
}

fn narrow(value: U256) -> u128 {
    u128::try_from(value).expect("an amount of 128 bits")
}

/// What the vault should be, by the native arithmetic.
struct Model {
    unit: Unit,
    held: u128,
    supply: u128,
    streams: [Stream; CLASSES],
    value: PoolValue,
    cap: u128,
}

impl Model {
    fn backing(&self, now: u64) -> u128 {
        let unvested: u128 = self
            .streams
            .iter()
            .map(|stream| stream.remaining_up(now))
            .sum();
        self.held - unvested
    }

    fn pool(&self, now: u64) -> shares::Pool {
        let PoolValue {
            mark, high, low, ..
        } = self.value;
        shares::Pool {
            backing: self.backing(now),
            book: Book::of_wad(mark, high, low, self.unit),
            supply: self.supply,
        }
    }

    fn withdrawable(&self, now: u64) -> u128 {
        let reserve = self.unit.unsigned_up(self.value.reserve);
        // By other means than the vault: what is there, less what is owed and what is reserved.
        let owed = self.pool(now).book.low.min(0);
        let free = self.backing(now).cast_signed() + owed - reserve.cast_signed();
        free.max(0).cast_unsigned()
    }

    /// The market's money: what is held afterwards, and an income that vests.
    fn hold(&mut self, held: u128, spread: u128, secs: u64, now: u64) {
        self.held = held;
        if spread > 0 {
            let stream = &mut self.streams[class(secs)];
            *stream = stream.joined(spread, now, secs).expect("in range");
        }
        let mut room = held;
        for stream in &mut self.streams {
            let remaining = stream.remaining_up(now);
            if remaining > room {
                *stream = stream.cut(room, now);
            }
            room = room.saturating_sub(remaining);
        }
    }

    /// Value and supply with what is virtual of each, at the low, the mark and the high side.
    fn prices(&self, now: u64) -> [(i128, u128); 3] {
        let pool = self.pool(now);
        [pool.book.low, pool.book.mark, pool.book.high].map(|book| {
            let value = pool.value(book).expect("in range") + 1;
            (value, pool.supply + VIRTUAL_SHARES)
        })
    }
}

/// A way to join or to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Deposit,
    Mint,
    Withdraw,
    Redeem,
}

struct Play {
    rng: Rng,
    stage: Pool,
    model: Model,
    fee: ExitFee,
    /// How often somebody joined, left, came and went, and found the pool under water.
    happened: [u64; 4],
}

impl Play {
    fn begin(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let decimals = if rng.bool() { 6 } else { rng.u8(6..=18) };
        let model = Model {
            unit: Unit::of_decimals(decimals).expect("6 to 18"),
            held: 0,
            supply: 0,
            streams: [Stream::default(); CLASSES],
            value: PoolValue::default(),
            cap: 10_u128.pow(12 + u32::from(decimals)),
        };
        let stage = Pool::of_decimals(decimals);
        let fee = ExitFee::of_bps(20).expect("it leaves something");
        Self {
            rng,
            stage,
            model,
            fee,
            happened: [0; 4],
        }
    }

    /// The block that the next call is in.
    fn now(&self) -> u64 {
        self.stage.node.now_secs()
    }

    /// Up to so much, every length as likely.
    fn amount(&mut self, most: u128) -> u128 {
        let bits = 128 - most.leading_zeros();
        let bits = self.rng.u32(0..=bits);
        let drawn = if bits == 0 {
            0
        } else {
            self.rng.u128(..) >> (128 - bits)
        };
        drawn.min(most)
    }

    fn somebody(&mut self) -> Address {
        self.stage.providers[self.rng.usize(..3)]
    }

    fn step(&mut self) {
        match self.rng.u8(..10) {
            0 | 1 => self.mark(),
            2 => self.stage.node.warp(self.rng.u64(..50_000)),
            3 => self.premium(),
            4 => self.claims(),
            _ => self.liquidity(),
        }
        self.agrees();
    }

    /// A book from far below the money to above it, either side wide or narrow, and a reserve.
    fn mark(&mut self) {
        let wei = self.model.unit.unsigned_up(10_u128.pow(18));
        let money = (self.model.held / wei + 1).cast_signed() * 10_i128.pow(18);
        let part = |rng: &mut Rng, from: i128, to: i128| money / 1_000 * rng.i128(from..=to);
        let mark = part(&mut self.rng, -900, 1_500);
        let width = self.rng.i128(0..=100);
        let value = PoolValue {
            mark,
            high: mark + part(&mut self.rng, 0, width),
            low: mark - part(&mut self.rng, 0, width),
            reserve: part(&mut self.rng, -500, 1_000).max(0).cast_unsigned(),
            ..Default::default()
        };
        // One mark in eight takes the pool under water.
        let value = if self.rng.u8(..8) == 0 {
            PoolValue {
                mark: -2 * money,
                high: -money - 1,
                low: -3 * money,
                ..value
            }
        } else {
            value
        };
        self.model.value = value.clone();
        self.stage.mark(value);
    }

    fn premium(&mut self) {
        let secs = self.rng.u64(0..=100 * 86_400);
        let amount = self.amount(self.model.held / 4 + 1_000);
        let spread = self.amount(amount);
        if self.rng.bool() {
            let (asset, to) = (self.stage.asset, self.stage.vault);
            let payer = self.somebody();
            let call = ICoin::transferCall {
                to,
                amount: wide(amount),
            };
            self.stage.send(payer, asset, call).expect("he pays");
            let now = self.now();
            let call = IVault::collectCall {
                amount: wide(amount),
                spread: wide(spread),
                vestingSecs: secs,
            };
            self.stage
                .send(self.stage.market, to, call)
                .expect("collected");
            self.model.hold(self.model.held + amount, spread, secs, now);
        } else {
            let now = self.now();
            let call = IVault::payCall {
                amount: wide(amount),
                spread: wide(spread),
                vestingSecs: secs,
            };
            let paid = self.stage.send(self.stage.market, self.stage.vault, call);
            assert_eq!(paid.is_ok(), amount <= self.model.held);
            if paid.is_ok() {
                self.model.hold(self.model.held - amount, spread, secs, now);
            }
        }
    }

    fn claims(&mut self) {
        let owed = self.amount(self.model.held / 4 + 1_000);
        let now = self.now();
        let call = IVault::payClaimsCall { owed: wide(owed) };
        let (paid, _) = self
            .stage
            .send(self.stage.market, self.stage.vault, call)
            .expect("paid");
        assert_eq!(narrow(paid), owed.min(self.model.held));
        self.model.hold(self.model.held - narrow(paid), 0, 0, now);
    }

    fn liquidity(&mut self) {
        let way = [Way::Deposit, Way::Mint, Way::Withdraw, Way::Redeem][self.rng.usize(..4)];
        let who = self.somebody();
        let most = self.most_tells_the_truth(way, who);
        self.rounds_never_profit(way, who, most);
        let amount = match self.rng.u8(..4) {
            0 => most,
            _ => self.amount(most.min(self.model.held.max(1_000_000) * 1_000_000)),
        };
        if most == 0 || amount == 0 {
            return;
        }
        let model = self.expected(way, amount);
        let previewed = self.preview(way, amount);
        let before = self.model.prices(self.now());
        let now = self.now();
        let (shares, assets) = (self.stage.shares(who), self.stage.balance(who));
        let done = self.act(way, who, amount);
        let Some(done) = done else {
            let nothing = way == Way::Deposit && model == 0;
            let too_dear = match way {
                Way::Deposit => wide(amount) > assets,
                Way::Mint => wide(model) > assets,
                Way::Withdraw | Way::Redeem => false,
            };
            assert!(
                nothing || too_dear,
                "{way:?} of {amount}, for {model} of {assets}"
            );
            return;
        };
        assert_eq!(
            (done, previewed),
            (model, Some(model)),
            "{way:?} of {amount}"
        );
        let (paid, moved) = if matches!(way, Way::Deposit | Way::Withdraw) {
            (amount, done)
        } else {
            (done, amount)
        };
        self.happened[usize::from(matches!(way, Way::Withdraw | Way::Redeem))] += 1;
        self.account(way, paid, moved);
        let (shares_now, assets_now) = (self.stage.shares(who), self.stage.balance(who));
        if matches!(way, Way::Deposit | Way::Mint) {
            assert_eq!(
                (shares_now, assets_now),
                (shares + wide(moved), assets - wide(paid))
            );
        } else {
            assert_eq!(
                (shares_now, assets_now),
                (shares - wide(moved), assets + wide(paid))
            );
        }
        i6(&before, &self.model.prices(now));
    }

    /// What comes out of it by the native arithmetic.
    fn expected(&self, way: Way, amount: u128) -> u128 {
        let pool = self.model.pool(self.now());
        let join = || pool.joining().expect("in range").expect("it is solvent");
        let leave = || pool.leaving(self.fee).expect("in range");
        let answer = match way {
            Way::Deposit => join().shares_for_down(amount),
            Way::Mint => join().assets_for_up(amount),
            Way::Withdraw => leave().shares_for_up(amount),
            Way::Redeem => leave().assets_for_down(amount),
        };
        answer.expect("in range")
    }

    fn account(&mut self, way: Way, assets: u128, shares: u128) {
        let model = &mut self.model;
        if matches!(way, Way::Deposit | Way::Mint) {
            model.supply += shares + if model.supply == 0 { DEAD_SHARES } else { 0 };
            model.held += assets;
        } else {
            model.supply -= shares;
            model.held -= assets;
        }
    }

    /// The most that is said can be done, one unit more cannot, and it is what the native arithmetic says.
    fn most_tells_the_truth(&mut self, way: Way, who: Address) -> u128 {
        let said = self.most(way, who).expect("it never reverts");
        let (pool, now) = (self.model.pool(self.now()), self.now());
        let room = self.model.cap.saturating_sub(self.model.held);
        let join = pool.joining().expect("in range");
        let leave = pool.leaving(self.fee).expect("in range");
        self.happened[3] += u64::from(join.is_none());
        let (balance, free) = (narrow(self.stage.shares(who)), self.model.withdrawable(now));
        let expected = match way {
            Way::Deposit => join.map_or(0, |join| join.most_assets(room)),
            Way::Mint => join.map_or(0, |join| join.most_shares(room)),
            Way::Withdraw => leave.most_assets(balance, free).expect("in range"),
            Way::Redeem => leave.most_shares(balance, free),
        };
        assert_eq!(said, expected, "the most of {way:?}");
        assert!(
            self.try_act(way, who, said + 1).is_none(),
            "more than the most of {way:?}"
        );
        // What can be paid for at all: nobody has the greatest deposit of an asset of 18 decimals in every case.
        let affordable = !matches!(way, Way::Deposit | Way::Mint)
            || wide(if way == Way::Deposit { said } else { room }) <= self.stage.balance(who);
        if said > 0 && affordable {
            assert!(
                self.try_act(way, who, said).is_some(),
                "the most of {way:?}: {said}"
            );
        }
        assert!(self.model.supply <= MOST_SHARES);
        said
    }

    /// In and out again, or out and in again, on a copy of the chain: nobody gains.
    fn rounds_never_profit(&mut self, way: Way, who: Address, most: u128) {
        let held = narrow(self.stage.balance(who)) / 2;
        let amount = self.amount(most.min(held));
        if amount == 0 {
            return;
        }
        let snapshot = self.stage.node.snapshot();
        let (assets, shares) = (self.stage.balance(who), self.stage.shares(who));
        let exact = self.rng.bool();
        if self.act(way, who, amount).is_some() {
            let (gained, lost) = (self.stage.shares(who), self.stage.balance(who));
            let back = if matches!(way, Way::Deposit | Way::Mint) {
                if exact {
                    self.act(Way::Redeem, who, narrow(gained - shares))
                } else {
                    self.act(Way::Withdraw, who, narrow(assets - lost))
                }
            } else if exact {
                self.act(Way::Mint, who, narrow(shares - gained))
            } else {
                self.act(Way::Deposit, who, narrow(lost - assets))
            };
            if back.is_some() {
                self.happened[2] += 1;
                let (assets_now, shares_now) = (self.stage.balance(who), self.stage.shares(who));
                assert!(
                    assets_now <= assets && shares_now <= shares,
                    "{way:?} of {amount} and back: {assets} and {shares} became {assets_now} and {shares_now}"
                );
            }
        }
        self.stage.node.revert_to(&snapshot);
    }

    /// Does it; what came of it, or nothing when it is refused.
    fn act(&mut self, way: Way, who: Address, amount: u128) -> Option<u128> {
        let vault = self.stage.vault;
        let (amount, receiver, owner) = (wide(amount), who, who);
        let done = match way {
            Way::Deposit => {
                let call = IVault::depositCall {
                    assets: amount,
                    receiver,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Mint => {
                let call = IVault::mintCall {
                    shares: amount,
                    receiver,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Withdraw => {
                let call = IVault::withdrawCall {
                    assets: amount,
                    receiver,
                    owner,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
            Way::Redeem => {
                let call = IVault::redeemCall {
                    shares: amount,
                    receiver,
                    owner,
                };
                self.stage.send(who, vault, call).map(|done| done.0)
            }
        };
        done.ok().map(narrow)
    }

    /// The same without doing it.
    fn try_act(&self, way: Way, who: Address, amount: u128) -> Option<u128> {
        let (amount, receiver, owner) = (wide(amount), who, who);
        match way {
            Way::Deposit => self.number(
                who,
                IVault::depositCall {
                    assets: amount,
                    receiver,
                },
            ),
            Way::Mint => self.number(
                who,
                IVault::mintCall {
                    shares: amount,
                    receiver,
                },
            ),
            Way::Withdraw => self.number(
                who,
                IVault::withdrawCall {
                    assets: amount,
                    receiver,
                    owner,
                },
            ),
            Way::Redeem => self.number(
                who,
                IVault::redeemCall {
                    shares: amount,
                    receiver,
                    owner,
                },
            ),
        }
    }

    fn preview(&self, way: Way, amount: u128) -> Option<u128> {
        let (anybody, amount) = (self.stage.market, wide(amount));
        match way {
            Way::Deposit => self.number(anybody, IVault::previewDepositCall { assets: amount }),
            Way::Mint => self.number(anybody, IVault::previewMintCall { shares: amount }),
            Way::Withdraw => self.number(anybody, IVault::previewWithdrawCall { assets: amount }),
            Way::Redeem => self.number(anybody, IVault::previewRedeemCall { shares: amount }),
        }
    }

    fn most(&self, way: Way, who: Address) -> Option<u128> {
        let (receiver, owner) = (who, who);
        match way {
            Way::Deposit => self.number(who, IVault::maxDepositCall { receiver }),
            Way::Mint => self.number(who, IVault::maxMintCall { receiver }),
            Way::Withdraw => self.number(who, IVault::maxWithdrawCall { owner }),
            Way::Redeem => self.number(who, IVault::maxRedeemCall { owner }),
        }
    }

    /// What a call would return, or nothing when it is refused.
    fn number<C: SolCall<Return = U256>>(&self, from: Address, call: C) -> Option<u128> {
        self.stage.simulate(from, call).ok().map(narrow)
    }

    /// What the vault says of itself, and what the token says of it.
    fn agrees(&self) {
        let (seen, now) = (self.stage.ask(IVault::poolCall {}), self.now());
        let pool = self.model.pool(now);
        assert_eq!(
            (seen.held, seen.shares),
            (self.model.held, self.model.supply)
        );
        assert_eq!(seen.unvested, self.model.held - pool.backing);
        assert_eq!(
            (seen.low, seen.mark, seen.high),
            (pool.book.low, pool.book.mark, pool.book.high)
        );
        assert_eq!(seen.withdrawable, self.model.withdrawable(now));
        // I2: what is held is there; and no share is without a holder.
        assert!(self.stage.balance(self.stage.vault) >= wide(seen.held));
        let nobody = Address::left_padding_from(&[0xde, 0xad]);
        let held: U256 = self
            .stage
            .providers
            .iter()
            .map(|who| self.stage.shares(*who))
            .sum();
        assert_eq!(held + self.stage.shares(nobody), wide(seen.shares));
        let worth = pool
            .value(pool.book.mark)
            .expect("in range")
            .max(0)
            .cast_unsigned();
        assert_eq!(narrow(self.stage.ask(IVault::totalAssetsCall {})), worth);
        self.converts_alike(&pool);
    }
}

impl Play {
    /// The same for everybody, as the native arithmetic has it, and never to a profit there and back.
    fn converts_alike(&self, pool: &shares::Pool) {
        let price = pool.marked().expect("in range");
        for who in [self.stage.owner, self.stage.providers[0]] {
            let some = 1_000_000;
            let assets = wide(some);
            let shares = self.number(who, IVault::convertToSharesCall { assets });
            // With next to nothing behind very many shares, there are too many for their type.
            assert_eq!(shares, price.shares_down(some).ok());
            let Some(shares) = shares else { continue };
            let call = IVault::convertToAssetsCall {
                shares: wide(shares),
            };
            let back = self.number(who, call);
            assert_eq!(back, price.assets_down(shares).ok());
            assert!(back.is_some_and(|back| back <= some));
        }
    }
}

/// I6: a share is worth no less to those who stay, at each side of the book.
fn i6(before: &[(i128, u128); 3], after: &[(i128, u128); 3]) {
    for ((worth, shares), (later_worth, later_shares)) in before.iter().zip(after) {
        if *worth <= 0 {
            assert!(later_worth >= worth, "{before:?} {after:?}");
            continue;
        }
        let times = |value: i128, shares: u128| wide(value.cast_unsigned()) * wide(shares);
        assert!(*later_worth > 0, "{before:?} {after:?}");
        assert!(
            times(*later_worth, *shares) >= times(*worth, *later_shares),
            "{before:?} {after:?}"
        );
    }
}

#[test]
fn hold_over_random_histories() {
    let (cases, seed) = (read("VAULT_CASES", 10_000), read("VAULT_SEED", 3));
    println!("{cases} steps from seed {seed}");
    let mut happened = [0; 4];
    let chains = cases.div_ceil(STEPS_A_CHAIN);
    for chain in 0..chains {
        let mut play = Play::begin(seed.wrapping_mul(0x1_0000_0001).wrapping_add(chain));
        for _ in 0..STEPS_A_CHAIN.min(cases - chain * STEPS_A_CHAIN) {
            play.step();
        }
        for (all, here) in happened.iter_mut().zip(play.happened) {
            *all += here;
        }
    }
    println!("joined, left, came and went, found it under water: {happened:?}");
    assert!(
        happened.iter().all(|times| *times >= cases / 100),
        "{happened:?}"
    );
}
