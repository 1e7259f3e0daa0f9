//! Properties of every ERC-4626 vault, and of this one: on the WASM, over a random history of deposits, withdrawals,
//! premiums, claims, marks and time, each step compared with the native arithmetic to the unit. `VAULT_CASES` sets the
//! number of steps (10,000 by default, each with dozens of calls), `VAULT_SEED` the seed.

use alloy_primitives::{Address, U256};
use contract_tests::pool::{IVault, Pool, PoolValue};
use fastrand::Rng;
use shares::{Book, CLASSES, ExitFee, Stream, Unit, VIRTUAL_SHARES, class};

mod calls;
mod liquidity;
mod money;

/// Steps on one chain before the next chain: programs expire after a year, and each chain has another asset.
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

/// The state that the vault should have, by the native arithmetic.
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
        // Computed by other means than the vault: the money held, less what is owed and what is reserved.
        let owed = self.pool(now).book.low.min(0);
        let free = self.backing(now).cast_signed() + owed - reserve.cast_signed();
        free.max(0).cast_unsigned()
    }

    /// Sets the market's money: the new held amount, and an income that vests.
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

    /// Returns value and supply, virtual amounts included, at the low side, the mark and the high side.
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
    /// How often somebody joined, left, joined and left at once, and found the pool insolvent.
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

    /// Returns the block that the next call is in.
    fn now(&self) -> u64 {
        self.stage.node.now_secs()
    }

    /// Returns an amount up to `max`; every length is equally likely.
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

    /// Checks the vault's figures against the model, and against the token.
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
        // I2: the vault has what it holds, and every share has a holder.
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
    /// Checks that conversions are the same for everybody and equal the native arithmetic, and that converting there
    /// and back never gains.
    fn converts_alike(&self, pool: &shares::Pool) {
        let price = pool.marked().expect("in range");
        for who in [self.stage.owner, self.stage.providers[0]] {
            let some = 1_000_000;
            let assets = wide(some);
            let shares = self.number(who, IVault::convertToSharesCall { assets });
            // With almost nothing behind very many shares, their number does not fit its type.
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
