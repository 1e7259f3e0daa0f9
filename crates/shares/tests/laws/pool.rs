//! Laws of the shares' arithmetic on random pools, products compared in full.
//!
//! `SHARES_CASES` sets the cases a law (a million by default), `SHARES_SEED` the seed.

use fastrand::Rng;
use ruint::aliases::U256;
use shares::{
    Book, CLASSES, DEAD_SHARES, Epoch, ExitFee, Joining, LEAST_VESTING_SECS, Leaving,
    MOST_VESTING_SECS, Overflow, Pool, Price, Request, Stream, Unit, VIRTUAL_SHARES, class,
};

fn for_each_case(law: &str, mut check: impl FnMut(&mut Rng)) {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("SHARES_CASES", 1_000_000), read("SHARES_SEED", 11));
    println!("{law}: {cases} cases from seed {seed}");
    for case in 0..cases {
        check(&mut Rng::with_seed(
            seed.wrapping_mul(0x1_0000_0001).wrapping_add(case << 20),
        ));
    }
}

/// A number of at most so many bits, every length as likely.
fn number(rng: &mut Rng, bits: u32) -> u128 {
    let bits = rng.u32(0..=bits);
    if bits == 0 {
        0
    } else {
        rng.u128(..) >> (128 - bits)
    }
}

/// Up to about 17 years, every length as likely.
fn while_secs(rng: &mut Rng) -> u64 {
    let bits = rng.u32(0..=29);
    rng.u64(..1 << bits)
}

fn signed(rng: &mut Rng, bits: u32) -> i128 {
    let magnitude = number(rng, bits).cast_signed();
    if rng.bool() { magnitude } else { -magnitude }
}

fn times(a: u128, b: u128) -> U256 {
    U256::from(a) * U256::from(b)
}

/// A pool that lives: dead shares are there, and the book is anything, from far below the money to far above it.
fn pool(rng: &mut Rng) -> Pool {
    let mark = signed(rng, 98);
    let up = number(rng, 90).cast_signed();
    let down = number(rng, 90).cast_signed();
    Pool {
        backing: number(rng, 98),
        book: Book {
            mark,
            high: mark + up,
            low: mark - down,
        },
        supply: DEAD_SHARES + number(rng, 118),
    }
}

fn fee(rng: &mut Rng) -> ExitFee {
    ExitFee::of_bps(rng.u16(0..=100)).expect("less than the whole")
}

/// Value + 1 and supply + virtual shares at one of the book's values; what is below nought stays there.
fn parts(pool: &Pool, book: i128) -> (i128, u128) {
    let value = pool.value(book).expect("in range") + 1;
    (value, pool.supply + VIRTUAL_SHARES)
}

/// Whether a share is worth no less after than before, at each of the book's values.
fn holds_its_worth(before: &Pool, after: &Pool) {
    for book in [before.book.mark, before.book.high, before.book.low] {
        let ((worth, shares), (later_worth, later_shares)) =
            (parts(before, book), parts(after, book));
        if worth <= 0 {
            // Below nought every share is worth nothing; that the hole did not grow is what counts.
            assert!(later_worth >= worth, "{before:?} {after:?}");
            continue;
        }
        assert!(later_worth > 0, "{before:?} {after:?}");
        let (worth, later_worth) = (worth.cast_unsigned(), later_worth.cast_unsigned());
        assert!(
            times(later_worth, shares) >= times(worth, later_shares),
            "{before:?} {after:?}"
        );
    }
}

fn joined(pool: &Pool, assets: u128, shares: u128) -> Pool {
    Pool {
        backing: pool.backing + assets,
        supply: pool.supply + shares,
        ..*pool
    }
}

fn left(pool: &Pool, assets: u128, shares: u128) -> Pool {
    Pool {
        backing: pool.backing - assets,
        supply: pool.supply - shares,
        ..*pool
    }
}

fn joining(pool: &Pool) -> Option<Joining> {
    pool.joining().expect("in range")
}

fn leaving(pool: &Pool, fee: ExitFee) -> Leaving {
    pool.leaving(fee).expect("in range")
}

mod joining_the_pool {
    use super::*;

    #[test]
    fn i6_never_costs_those_who_stay() {
        for_each_case("deposit and mint", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let assets = number(rng, 98);
            if let Ok(shares @ 1..) = join.shares_for_down(assets)
                && shares < 1 << 126
            {
                holds_its_worth(&pool, &joined(&pool, assets, shares));
            }
            let shares = number(rng, 110);
            if let Ok(assets) = join.assets_for_up(shares)
                && assets < 1 << 110
            {
                holds_its_worth(&pool, &joined(&pool, assets, shares));
            }
        });
    }

    #[test]
    fn is_refused_where_there_is_nothing_to_join() {
        let mut refused = 0_u32;
        for_each_case("insolvent", |rng| {
            let pool = pool(rng);
            let worth = pool.value(pool.book.high).expect("in range");
            assert_eq!(joining(&pool).is_none(), worth <= 0);
            refused += u32::from(worth <= 0);
        });
        assert!(refused > 0);
    }

    #[test]
    fn takes_the_most_that_it_says_and_not_a_unit_more() {
        for_each_case("most assets and shares", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let room = number(rng, 128);
            let supply = |shares: u128| pool.supply.checked_add(shares);
            let fits = |shares: Result<u128, Overflow>| matches!(shares.map(supply), Ok(Some(supply)) if supply <= shares::MOST_SHARES);
            let most = join.most_assets(room);
            if most > 0 {
                let given = join.shares_for_down(most);
                assert!(most <= room && fits(given) && given.is_ok_and(|given| given > 0));
            }
            if most > 0 && most < room {
                assert!(!fits(join.shares_for_down(most + 1)));
            }
            let most = join.most_shares(room);
            if most > 0 {
                assert!(fits(Ok(most)) && join.assets_for_up(most).expect("in range") <= room);
            }
            let one_more = join.assets_for_up(most + 1);
            assert!(
                !fits(Ok(most + 1)) || one_more.is_err() || one_more.is_ok_and(|cost| cost > room)
            );
        });
    }

    #[test]
    fn pays_for_the_dead_shares_first() {
        for_each_case("first deposit", |rng| {
            let empty = Pool::default();
            let join = joining(&empty).expect("an empty pool takes deposits");
            let assets = number(rng, 98);
            let shares = join.shares_for_down(assets).expect("in range");
            assert_eq!(
                shares,
                (assets * VIRTUAL_SHARES).saturating_sub(DEAD_SHARES)
            );
            if shares > 0 {
                assert_eq!(join.assets_for_up(shares), Ok(assets));
            }
        });
    }
}

mod leaving_the_pool {
    use super::*;

    #[test]
    fn i6_never_costs_those_who_stay() {
        for_each_case("redeem and withdraw", |rng| {
            let pool = pool(rng);
            let leave = leaving(&pool, fee(rng));
            let shares = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let assets = leave.assets_for_down(shares).expect("in range");
            if assets <= pool.backing {
                holds_its_worth(&pool, &left(&pool, assets, shares));
            }
            let assets = number(rng, 98).min(pool.backing);
            if let Ok(shares) = leave.shares_for_up(assets)
                && shares <= pool.supply - DEAD_SHARES
            {
                holds_its_worth(&pool, &left(&pool, assets, shares));
            }
        });
    }

    #[test]
    fn leaves_what_is_owed_and_what_is_reserved() {
        for_each_case("free money", |rng| {
            let pool = pool(rng);
            let reserve = number(rng, 98);
            let free = pool.free(reserve);
            assert!(free <= pool.backing);
            if free > 0 {
                let rest = left(&pool, free, 0);
                let worst = rest.value(rest.book.low.min(0)).expect("in range");
                assert_eq!(worst, reserve.cast_signed());
            } else {
                let owed = pool.book.low.min(0);
                assert!(pool.value(owed).expect("in range") <= reserve.cast_signed());
            }
        });
    }

    #[test]
    fn pays_nothing_from_an_insolvent_pool() {
        for_each_case("insolvent", |rng| {
            let pool = pool(rng);
            if pool.value(pool.book.low).expect("in range") <= 0 {
                let leave = leaving(&pool, fee(rng));
                assert_eq!(leave.assets_for_down(pool.supply), Ok(0));
                let one = leave.shares_for_up(1).expect("in range");
                assert!(one > pool.supply);
            }
        });
    }

    #[test]
    fn takes_the_most_that_it_says_and_not_a_unit_more() {
        for_each_case("most assets and shares", |rng| {
            let pool = pool(rng);
            let leave = leaving(&pool, fee(rng));
            let balance = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let room = number(rng, 98);
            let fits = |assets: u128, shares: u128| assets <= room && shares <= balance;
            let most = leave.most_assets(balance, room).expect("in range");
            assert!(fits(most, leave.shares_for_up(most).expect("in range")));
            let beyond = leave.shares_for_up(most + 1);
            assert!(beyond.is_err() || !fits(most + 1, beyond.expect("it is")));
            let most = leave.most_shares(balance, room);
            let paid = |shares| leave.assets_for_down(shares).expect("in range");
            assert!(most == 0 || (fits(paid(most), most) && paid(most) > 0));
            assert!(!fits(paid(most + 1), most + 1) || (most == 0 && paid(1) == 0));
        });
    }
}

mod going_round {
    use super::*;

    #[test]
    fn never_profits() {
        for_each_case("join and leave, either way about", |rng| {
            let pool = pool(rng);
            let fee = fee(rng);
            let Some(join) = joining(&pool) else { return };
            let paid = number(rng, 98);
            let Ok(shares @ 1..) = join.shares_for_down(paid) else {
                return;
            };
            if shares > 1 << 120 {
                return;
            }
            let within = joined(&pool, paid, shares);
            let back = leaving(&within, fee)
                .assets_for_down(shares)
                .expect("in range");
            assert!(back <= paid, "{pool:?}: {paid} became {back}");
            // The other way: leave first, then come back for the same shares.
            let held = number(rng, 118).min(pool.supply - DEAD_SHARES);
            let got = leaving(&pool, fee).assets_for_down(held).expect("in range");
            if got > pool.backing {
                return;
            }
            let without = left(&pool, got, held);
            if let Some(join) = joining(&without)
                && let Ok(cost) = join.assets_for_up(held)
            {
                assert!(cost >= got, "{pool:?}: out for {got}, in for {cost}");
            }
        });
    }

    #[test]
    fn splitting_never_beats_the_whole() {
        for_each_case("in two halves", |rng| {
            let pool = pool(rng);
            let Some(join) = joining(&pool) else { return };
            let (one, two) = (number(rng, 96), number(rng, 96));
            let Ok(whole) = join.shares_for_down(one + two) else {
                return;
            };
            let Ok(first) = join.shares_for_down(one) else {
                return;
            };
            if whole > 1 << 120 {
                return;
            }
            let after = joined(&pool, one, first);
            let Some(join) = joining(&after) else { return };
            if let Ok(second) = join.shares_for_down(two) {
                assert!(first + second <= whole, "{pool:?}: {one} and {two}");
            }
        });
    }

    #[test]
    fn conversions_agree_to_a_unit() {
        for_each_case("price", |rng| {
            let price = Price::new(signed(rng, 98), number(rng, 118)).expect("in range");
            let assets = number(rng, 96);
            if let (Ok(down), Ok(up)) = (price.shares_down(assets), price.shares_up(assets)) {
                assert!(up == down || up == down + 1);
                assert!(price.assets_down(down).is_ok_and(|back| back <= assets));
                assert!(price.assets_up(up).is_ok_and(|back| back >= assets));
            }
        });
    }
}

mod inflating_the_price {
    use super::*;

    /// The attacker comes first, hands money to the pool as income that has vested, waits for a victim and leaves.
    #[test]
    fn loses_the_attacker_more_than_the_victim() {
        for_each_case("first depositor", |rng| {
            let first = 1_001 + number(rng, 60);
            let gift = number(rng, 80);
            let victim = 1 + number(rng, 80);
            let empty = Pool::default();
            let join = joining(&empty).expect("it is empty");
            let held = join.shares_for_down(first).expect("in range");
            let mut pool = joined(&empty, first + gift, held + join.dead());
            let join = joining(&pool).expect("it is solvent");
            let given = join.shares_for_down(victim).expect("in range");
            if given == 0 {
                // A deposit that gives nothing is refused: the victim keeps his money.
                return;
            }
            pool = joined(&pool, victim, given);
            let none = ExitFee::of_bps(0).expect("none");
            let back = leaving(&pool, none)
                .assets_for_down(held)
                .expect("in range");
            assert!(
                back <= first + gift,
                "{first} and {gift} became {back} by {victim}"
            );
            let kept = leaving(&pool, none)
                .assets_for_down(given)
                .expect("in range");
            // What the victim lost is at most one share's worth and a unit.
            let share = (pool.backing + 1) / (pool.supply + VIRTUAL_SHARES) + 2;
            assert!(kept + share >= victim, "{victim} became {kept}");
        });
    }
}

mod the_fee {
    use super::*;

    #[test]
    fn is_the_stated_part_to_a_unit() {
        for_each_case("fee", |rng| {
            let bps = rng.u16(0..10_000);
            let fee = ExitFee::of_bps(bps).expect("it leaves something");
            let gross = number(rng, 110);
            let net = fee.net_down(gross).expect("in range");
            assert_eq!(gross - net, (gross * u128::from(bps)).div_ceil(10_000));
            let least = fee.gross_up(net).expect("in range");
            assert!(least <= gross && fee.net_down(least) == Ok(net));
            assert!(least == 0 || fee.net_down(least - 1).expect("in range") < net);
        });
        assert_eq!(ExitFee::of_bps(10_000), None);
    }
}

mod the_unit {
    use super::*;

    #[test]
    fn rounds_towards_the_side_that_is_named() {
        for_each_case("unit", |rng| {
            let decimals = rng.u8(6..=18);
            let unit = Unit::of_decimals(decimals).expect("6 to 18");
            let wei = 10_i128.pow(18 - u32::from(decimals));
            let wad = signed(rng, 126);
            let (down, up) = (unit.signed_down(wad), unit.signed_up(wad));
            assert!(down * wei <= wad && wad - down * wei < wei);
            assert!(up == down || (up == down + 1 && wad != down * wei));
            assert_eq!(up == down, wad % wei == 0);
            let magnitude = wad.unsigned_abs();
            assert_eq!(
                unit.unsigned_up(magnitude),
                magnitude.div_ceil(wei.cast_unsigned())
            );
        });
        for decimals in (0..6).chain(19..=u8::MAX) {
            assert_eq!(Unit::of_decimals(decimals), None);
        }
    }

    #[test]
    fn books_are_turned_in_order_whatever_is_said() {
        for_each_case("book", |rng| {
            let unit = Unit::of_decimals(rng.u8(6..=18)).expect("6 to 18");
            let book = Book::of_wad(signed(rng, 126), signed(rng, 126), signed(rng, 126), unit);
            assert!(book.low <= book.mark && book.mark <= book.high);
        });
    }
}

mod vesting {
    use super::*;

    /// An income by itself.
    fn alone(income: u128, start: u64, secs: u64) -> Stream {
        Stream::default()
            .joined(income, start, secs)
            .expect("in range")
    }

    #[test]
    fn is_never_faster_than_each_income_alone() {
        for_each_case("merged streams", |rng| {
            let mut now = rng.u64(1..1 << 33);
            let mut merged = Stream::default();
            let mut singles = Vec::new();
            for _ in 0..rng.usize(1..6) {
                let (income, secs) = (number(rng, 90), rng.u64(0..=MOST_VESTING_SECS));
                merged = merged.joined(income, now, secs).expect("in range");
                singles.push(alone(income, now, secs));
                now += while_secs(rng);
                let exact: u128 = singles.iter().map(|one| one.remaining_up(now)).sum();
                // Each of them is rounded up by less than a unit.
                assert!(merged.remaining_up(now) + singles.len() as u128 > exact);
            }
        });
    }

    #[test]
    fn falls_evenly_to_nought() {
        for_each_case("one stream", |rng| {
            let (income, start) = (number(rng, 90), rng.u64(..1 << 33));
            let secs = rng.u64(0..=MOST_VESTING_SECS);
            let stream = alone(income, start, secs);
            let whole = secs.max(LEAST_VESTING_SECS);
            assert_eq!(stream.remaining_up(start), income);
            assert_eq!(stream.remaining_up(start.saturating_sub(1)), income);
            assert_eq!(stream.remaining_up(start + whole), 0);
            let passed = rng.u64(0..whole);
            let left = u128::from(whole - passed);
            assert_eq!(
                stream.remaining_up(start + passed),
                (income * left).div_ceil(u128::from(whole))
            );
        });
    }

    #[test]
    fn forgets_what_was_paid_away_and_nothing_else() {
        for_each_case("cut", |rng| {
            let now = rng.u64(1..1 << 33);
            let stream = alone(number(rng, 90), now, rng.u64(0..=MOST_VESTING_SECS));
            let later = now + while_secs(rng);
            let most = number(rng, 90);
            let cut = stream.cut(most, later);
            assert_eq!(
                cut.remaining_up(later),
                stream.remaining_up(later).min(most)
            );
            let end = later + while_secs(rng);
            assert!(cut.remaining_up(end) <= stream.remaining_up(end) + 1);
        });
    }

    #[test]
    fn refuses_what_lasts_too_long() {
        let stream = Stream::default();
        assert_eq!(stream.joined(1, 0, MOST_VESTING_SECS + 1), Err(Overflow));
        assert_eq!(stream.joined(1, u64::MAX, 0), Err(Overflow));
        let full = alone(u128::MAX, 0, 0);
        assert_eq!(full.joined(1, 0, 0), Err(Overflow));
    }

    #[test]
    fn has_a_stream_for_every_length() {
        let day = 86_400;
        let classes = [
            0,
            day,
            2 * day,
            2 * day + 1,
            14 * day,
            14 * day + 1,
            MOST_VESTING_SECS,
        ];
        assert_eq!(classes.map(class), [0, 0, 0, 1, 1, 2, 2]);
        assert!(classes.map(class).iter().all(|class| *class < CLASSES));
    }
}

mod the_queue {
    use super::*;

    #[test]
    fn pays_alike_and_never_more_than_there_is() {
        for_each_case("epochs", |rng| {
            let holders = rng.usize(1..8);
            let mut requests: Vec<_> = (0..holders)
                .map(|_| Request {
                    pending: number(rng, 110),
                    ..Request::default()
                })
                .collect();
            let mut waiting: u128 = requests.iter().map(|request| request.pending).sum();
            let (mut paid, mut sold) = (0_u128, 0_u128);
            for _ in 0..rng.usize(1..6) {
                let left = if rng.u8(..4) == 0 {
                    0
                } else {
                    rng.u128(0..=waiting)
                };
                let epoch = Epoch {
                    waiting,
                    left,
                    assets: number(rng, 98),
                };
                for request in &mut requests {
                    let before = *request;
                    *request = request.after(&epoch).expect("in range");
                    fair(&epoch, &before, request);
                }
                waiting = left;
                paid += epoch.assets;
                sold += epoch.waiting - left;
                let sum = |of: fn(&Request) -> u128| requests.iter().map(of).sum::<u128>();
                assert!(sum(|request| request.pending) <= waiting);
                assert!(sum(|request| request.assets) <= paid);
                assert!(sold == 0 || sum(|request| request.filled) + waiting > 0);
            }
        });
    }

    /// Within a unit of the exact part, on the queue's side.
    fn fair(epoch: &Epoch, before: &Request, after: &Request) {
        if before.pending == 0 {
            assert_eq!(before, after);
            return;
        }
        assert_eq!(after.pending + after.filled, before.pending + before.filled);
        let exact = |of: u128| times(before.pending, of) / U256::from(epoch.waiting);
        assert_eq!(U256::from(after.pending), exact(epoch.left));
        assert_eq!(
            U256::from(after.assets - before.assets),
            exact(epoch.assets)
        );
    }
}
