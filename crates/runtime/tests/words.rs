//! The words that are read and written by hand are those of the ABI: `sol!`'s own encoder and decoder are the judge.

extern crate alloc;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolValue};
use runtime::words::{Bytes, Text, Values};
use runtime::{CallMalformed, Declared, Logged, Refusal};

runtime::solidity! {
    #[derive(Debug, PartialEq, Eq)]
    struct Leg { uint64 expiry; uint128 strike; uint8 kind; int128 quantity; bool digital; address owner; }
    /// One of each kind.
    #[derive(Debug, PartialEq, Eq)]
    error Refused(address who, uint64 when, uint256 amount, int128 change, bytes32 key, bytes4 selector, bool last);
    event Happened(address indexed who, uint256 amount, bytes32 indexed key, uint64 when);
    event Ended();
    interface ITest {
        function fixedSize(uint8 a, uint16 b, uint32 c, uint64 d, uint128 e, int128 f, bool g, address h) external;
        function words(uint256 a, bytes32 b, bytes4 c, Leg d) external;
        function lists(uint64 a, Leg[] b, bytes c, uint128[] d) external;
        function text(string a) external;
    }
}

runtime::values!(Leg {
    expiry,
    strike,
    kind,
    quantity,
    digital,
    owner
});

/// Bits that are often extreme.
fn bits(random: &mut fastrand::Rng) -> u128 {
    let value = random.u128(..) >> random.u32(..128);
    if random.bool() {
        value
    } else {
        !value
    }
}

#[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
fn leg(random: &mut fastrand::Rng) -> Leg {
    Leg {
        expiry: bits(random) as u64,
        strike: bits(random),
        kind: random.u8(..),
        quantity: bits(random).cast_signed(),
        digital: random.bool(),
        owner: address(random),
    }
}

fn address(random: &mut fastrand::Rng) -> Address {
    Address::from_word(word(random))
}

fn word(random: &mut fastrand::Rng) -> B256 {
    let mut word = B256::ZERO;
    random.fill(word.as_mut_slice());
    word
}

fn some<T>(random: &mut fastrand::Rng, one: impl Fn(&mut fastrand::Rng) -> T) -> Vec<T> {
    (0..random.usize(..5)).map(|_| one(random)).collect()
}

const CASES: usize = 2_000;

mod agreement {
    use super::*;

    #[test]
    fn of_numbers_and_addresses() {
        type All = (u8, u16, u32, u64, u128, i128, bool, Address);
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..CASES {
            #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
            let call = ITest::fixedSizeCall {
                a: random.u8(..),
                b: random.u16(..),
                c: random.u32(..),
                d: bits(&mut random) as u64,
                e: bits(&mut random),
                f: bits(&mut random).cast_signed(),
                g: random.bool(),
                h: address(&mut random),
            };
            let data = call.abi_encode();
            let values: All = Values::decode(&data[4..]).expect("well formed");
            assert_eq!(Values::encode(&values, &data[..4]), data);
            let ITest::fixedSizeCall {
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                h,
            } = call;
            assert_eq!(values, (a, b, c, d, e, f, g, h));
        }
    }

    #[test]
    fn of_words_and_structs() {
        type All = (U256, B256, FixedBytes<4>, Leg);
        let mut random = fastrand::Rng::with_seed(2);
        for _ in 0..CASES {
            let (a, b) = (word(&mut random).into(), word(&mut random));
            let c = FixedBytes::from_slice(&word(&mut random)[..4]);
            let call = ITest::wordsCall {
                a,
                b,
                c,
                d: leg(&mut random),
            };
            let data = call.abi_encode();
            let values: All = Values::decode(&data[4..]).expect("well formed");
            assert_eq!(Values::encode(&values, &data[..4]), data);
            assert_eq!(values, (a, b, c, call.d));
        }
    }

    #[test]
    fn of_arrays_and_bytes() {
        type All = (u64, Vec<Leg>, Bytes, Vec<u128>);
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..CASES {
            let bytes = some(&mut random, |random| random.u8(..));
            let call = ITest::listsCall {
                a: random.u64(..),
                b: some(&mut random, leg),
                c: bytes.clone().into(),
                d: some(&mut random, bits),
            };
            let data = call.abi_encode();
            let values: All = Values::decode(&data[4..]).expect("well formed");
            assert_eq!(Values::encode(&values, &data[..4]), data);
            assert_eq!(values, (call.a, call.b, Bytes(bytes), call.d));
        }
    }

    #[test]
    fn of_text() {
        let mut random = fastrand::Rng::with_seed(9);
        for _ in 0..CASES {
            let a: String = some(&mut random, |random| random.char(..))
                .into_iter()
                .collect();
            let data = ITest::textCall { a: a.clone() }.abi_encode();
            let (text,) = <(Text,)>::decode(&data[4..]).expect("well formed");
            assert_eq!((text.clone(),).encode(&data[..4]), data);
            assert_eq!(text, Text::from(a.as_str()));
        }
    }

    #[test]
    fn of_errors_and_events() {
        let mut random = fastrand::Rng::with_seed(4);
        for _ in 0..CASES {
            let error = Refused {
                who: address(&mut random),
                when: random.u64(..),
                amount: word(&mut random).into(),
                change: bits(&mut random).cast_signed(),
                key: word(&mut random),
                selector: FixedBytes::from_slice(&word(&mut random)[..4]),
                last: random.bool(),
            };
            assert_eq!(error.revert_data(), error.abi_encode());
            let event = Happened {
                who: address(&mut random),
                amount: word(&mut random).into(),
                key: word(&mut random),
                when: random.u64(..),
            };
            let log = event.encode_log_data();
            let topics = log.topics().concat();
            assert_eq!(event.log_data(), [topics, log.data.to_vec()].concat());
            assert_eq!(Happened::TOPICS, log.topics().len());
        }
        assert_eq!((Ended::TOPICS, Ended {}.log_data().len()), (1, 32));
    }
}

mod refusal {
    use super::*;

    fn malformed(position: usize) -> Refusal {
        CallMalformed {
            position: U256::from(position),
        }
        .into()
    }

    #[test]
    fn of_every_word_that_is_missing() {
        let call = ITest::listsCall {
            a: 7,
            b: vec![leg(&mut fastrand::Rng::with_seed(5))],
            c: vec![1, 2, 3].into(),
            d: vec![4, 5],
        };
        let data = call.abi_encode();
        // The padding behind the last value of `bytes` carries nothing, but here an array comes after it.
        for length in 0..data.len() - 4 {
            let cut = &data[4..4 + length];
            assert!(
                <(u64, Vec<Leg>, Bytes, Vec<u128>)>::decode(cut).is_err(),
                "{length}"
            );
        }
    }

    #[test]
    fn of_a_word_that_is_out_of_its_types_range() {
        let wide = |value: U256| (U256::ZERO, value).abi_encode_params();
        let bad = [
            (
                wide(U256::from(1) << 8),
                <(u8, u8)>::decode(&wide(U256::from(1) << 8)).err(),
            ),
            (
                wide(U256::from(1) << 64),
                <(u64, u64)>::decode(&wide(U256::from(1) << 64)).err(),
            ),
            (
                wide(U256::from(1) << 128),
                <(u8, u128)>::decode(&wide(U256::from(1) << 128)).err(),
            ),
            (
                wide(U256::from(1) << 127),
                <(u8, i128)>::decode(&wide(U256::from(1) << 127)).err(),
            ),
            (
                wide(U256::from(2)),
                <(u8, bool)>::decode(&wide(U256::from(2))).err(),
            ),
            (
                wide(U256::from(1) << 160),
                <(u8, Address)>::decode(&wide(U256::from(1) << 160)).err(),
            ),
            (
                wide(U256::from(1)),
                <(u8, FixedBytes<4>)>::decode(&wide(U256::from(1))).err(),
            ),
        ];
        for (data, refusal) in bad {
            assert_eq!(refusal, Some(malformed(32)), "{data:?}");
        }
    }

    #[test]
    fn of_lengths_and_offsets_that_lead_nowhere() {
        for (offset, length, position) in [
            (32, 2, 0),
            (32, u64::MAX, 32),
            (u64::MAX, 1, 0),
            (33, 1, 0),
            (64, 1, 0),
        ] {
            let data = (U256::from(offset), U256::from(length), U256::from(9)).abi_encode_params();
            let read = <(Vec<u64>,)>::decode(&data);
            assert_eq!(read, Err(malformed(position)), "{offset} {length}");
        }
    }

    #[test]
    fn never_panics_on_noise() {
        let mut random = fastrand::Rng::with_seed(6);
        for _ in 0..20_000 {
            let mut data = vec![0; random.usize(..256)];
            for byte in &mut data {
                if random.u8(..4) == 0 {
                    *byte = random.u8(..);
                }
            }
            let read = <(u64, Vec<Leg>, Bytes, Vec<u128>)>::decode(&data);
            let general = ITest::listsCall::abi_decode_raw_validate(&data);
            assert!(read.is_err() || general.is_ok(), "{data:?}");
        }
    }
}
