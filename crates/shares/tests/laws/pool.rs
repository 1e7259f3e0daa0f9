//! Random pools, and what joining and leaving makes of them.

use fastrand::Rng;
use ruint::aliases::U256;
use shares::{Book, DEAD_SHARES, ExitFee, Joining, Leaving, Pool, VIRTUAL_SHARES};

pub(crate) fn for_each_case(law: &str, mut check: impl FnMut(&mut Rng)) {
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
pub(crate) fn number(rng: &mut Rng, bits: u32) -> u128 {
    let bits = rng.u32(0..=bits);
    if bits == 0 {
        0
    } else {
        rng.u128(..) >> (128 - bits)
    }
}

/// Up to about 17 years, every length as likely.
pub(crate) fn while_secs(rng: &mut Rng) -> u64 {
    let bits = rng.u32(0..=29);
    rng.u64(..1 << bits)
}

pub(crate) fn signed(rng: &mut Rng, bits: u32) -> i128 {
    let magnitude = number(rng, bits).cast_signed();
    if rng.bool() { magnitude } else { -magnitude }
}

pub(crate) fn times(a: u128, b: u128) -> U256 {
    U256::from(a) * U256::from(b)
}

/// A pool that lives: dead shares are there, and the book is anything, from far below the money to far above it.
pub(crate) fn pool(rng: &mut Rng) -> Pool {
    let mark = signed(rng, 98);
    let up = number(rng, 90).cast_signed();
    let down = number(rng, 90).cast_signed();
    Pool {
        backing: signed(rng, 98),
        unvested: number(rng, 90),
        lent: number(rng, 90),
        book: Book {
            mark,
            high: mark + up,
            low: mark - down,
        },
        supply: DEAD_SHARES + number(rng, 118),
    }
}

pub(crate) fn fee(rng: &mut Rng) -> ExitFee {
    ExitFee::of_bps(rng.u16(0..=100)).expect("less than the whole")
}

/// Value + 1 and supply + virtual shares at one of the book's values; what is below zero stays there.
pub(crate) fn parts(pool: &Pool, book: i128) -> (i128, u128) {
    let value = pool.value(book).expect("in range") + 1;
    (value, pool.supply + VIRTUAL_SHARES)
}

/// Whether a share is worth no less after than before, at each of the book's values, without and with what vests and
/// what is lent.
pub(crate) fn holds_its_worth(before: &Pool, after: &Pool) {
    let beside = (before.unvested + before.lent).cast_signed();
    let values = [before.book.mark, before.book.high, before.book.low];
    for book in values.into_iter().flat_map(|book| [book, book + beside]) {
        let ((worth, shares), (later_worth, later_shares)) =
            (parts(before, book), parts(after, book));
        if worth <= 0 {
            // Below zero every share is worth nothing; that the hole did not grow is what counts.
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

pub(crate) fn joined(pool: &Pool, assets: u128, shares: u128) -> Pool {
    Pool {
        backing: pool.backing + assets.cast_signed(),
        supply: pool.supply + shares,
        ..*pool
    }
}

pub(crate) fn left(pool: &Pool, assets: u128, shares: u128) -> Pool {
    Pool {
        backing: pool.backing - assets.cast_signed(),
        supply: pool.supply - shares,
        ..*pool
    }
}

pub(crate) fn joining(pool: &Pool) -> Option<Joining> {
    pool.joining().expect("in range")
}

pub(crate) fn leaving(pool: &Pool, fee: ExitFee) -> Leaving {
    pool.leaving(fee).expect("in range")
}
