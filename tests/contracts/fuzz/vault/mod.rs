//! Properties that hold of every ERC-4626 vault, and of this one: on the WASM, over a random history of deposits,
//! withdrawals, premiums, claims, marks and time, each step held against the native arithmetic to the unit.
//!
//! `VAULT_CASES` sets the steps (10,000 by default, about as many dozens of calls), `VAULT_SEED` the seed.

use alloy_primitives::{Address, U256};
use contract_tests::pool::{IVault, Pool, PoolValue};
use fastrand::Rng;
use shares::{Book, ExitFee, Streams, Unit, VIRTUAL_SHARES};

mod calls;
mod liquidity;
mod money;

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
    streams: Streams,
    value: PoolValue,
    cap: u128,
}

impl Model {
    fn backing(&self, now: u64) -> u128 {
        let unvested = self.streams.unvested_up(now);
        self.held - unvested
    }

    fn pool(&self, now: u64) -> shares::Pool {
        let PoolValue {
            mark, high, low, ..
        } = self.value;
        shares::Pool {
            backing: self.backing(now).cast_signed(),
            lent: 0,
            unvested: self.held - self.backing(now),
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

    /// Sets the market's money: the new held amount, and an income that vests.
    fn hold(&mut self, held: u128, spread: u128, vests_by: u64, now: u64) {
        self.held = held;
        if spread > 0 {
            let added = self.streams.add(spread, vests_by, now);
            added.expect("in range");
        }
        if self.streams.unvested_up(now) > held {
            self.streams.cut(held, now);
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
            streams: Streams::default(),
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

    /// Returns the block that the next call is in.
    fn now(&self) -> u64 {
        self.stage.node.now_secs()
    }

    /// Up to so much, every length as likely.
    fn amount(&mut self, max: u128) -> u128 {
        let bits = 128 - max.leading_zeros();
        let bits = self.rng.u32(0..=bits);
        let drawn = if bits == 0 {
            0
        } else {
            self.rng.u128(..) >> (128 - bits)
        };
        drawn.min(max)
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

    /// What the vault says of itself, and what the token says of it.
    fn agrees(&self) {
        let (seen, now) = (self.stage.ask(IVault::poolCall {}), self.now());
        let pool = self.model.pool(now);
        assert_eq!(
            (seen.held, seen.shares),
            (self.model.held, self.model.supply)
        );
        assert_eq!(
            seen.unvested,
            self.model.held - pool.backing.cast_unsigned()
        );
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
