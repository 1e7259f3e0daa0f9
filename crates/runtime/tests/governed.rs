//! What a governed contract shows to its authority: every rule of `access` and every refusal, on a contract with one
//! module and three parameters.
#![cfg_attr(feature = "export-abi", allow(missing_docs))]
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

extern crate alloc;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use runtime::access::*;
use runtime::Refusal;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageU256;
use stylus_sdk::testing::TestVM;

const MODULE: B256 = key("module");
const CEILING: B256 = key("ceiling");
const FLOOR: B256 = key("floor");
const MODE: B256 = key("mode");

/// Places of the settings.
const MODULE_PLACE: usize = 0;
const PARAMETER_PLACES: [usize; 3] = [1, 2, 3];

#[storage]
#[entrypoint]
struct Governee {
    authority: Authority,
    module: runtime::slots::AddressWord,
    ceiling: StorageU256,
    floor: StorageU256,
    mode: StorageU256,
}

runtime::solidity! {
    interface IGovernee {
        constructor();
    }
}

impl Governee {
    fn constructor(&mut self) -> Result<(), Refusal> {
        self.authority.initialize(authority())
    }
}

runtime::routes!(Governee by IGovernee {
    constructor();
} else runtime::access::route);

impl Governed for Governee {
    const SETTINGS: &'static [Setting] = &[
        Setting::module("module"),
        Setting::parameter("ceiling", 10, 90, Safer::Lower),
        Setting::parameter("floor", 10, 90, Safer::Higher),
        Setting::parameter("mode", 10, 90, Safer::Neither),
    ];

    fn authority(&self) -> &Authority {
        &self.authority
    }
    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }
    fn current(&self, place: usize) -> U256 {
        match place {
            MODULE_PLACE => value_of(self.module.get()),
            1 => self.ceiling.get(),
            2 => self.floor.get(),
            _ => self.mode.get(),
        }
    }
    fn store(&mut self, place: usize, value: U256) {
        match place {
            MODULE_PLACE => self.module.set(address_of(value).expect("an address")),
            1 => self.ceiling.set(value),
            2 => self.floor.set(value),
            _ => self.mode.set(value),
        }
    }
}

fn authority() -> Address {
    Address::repeat_byte(0x01)
}
fn stranger() -> Address {
    Address::repeat_byte(0x03)
}
fn number(value: u64) -> U256 {
    U256::from(value)
}

/// A contract under test and the chain around it.
struct Stage {
    vm: TestVM,
    contract: Governee,
}

impl Stage {
    /// Every parameter at 50, the module unset; the authority calls.
    fn set() -> Self {
        let vm = TestVM::default();
        vm.set_sender(authority());
        let mut contract = Governee::from(&vm);
        contract.constructor().expect("an authority");
        for place in PARAMETER_PLACES {
            contract.store(place, number(50));
        }
        Self { vm, contract }
    }

    fn change(&mut self, key: B256, value: U256) -> Result<(), Refusal> {
        change(&mut self.contract, key, value)
    }

    fn emitted<E: SolEvent>(&self) -> Vec<E> {
        self.vm
            .get_emitted_logs()
            .iter()
            .filter_map(|(topics, data)| E::decode_raw_log(topics.iter().copied(), data).ok())
            .collect()
    }
}

mod construction {
    use super::*;

    #[test]
    fn names_the_authority() {
        let stage = Stage::set();
        assert_eq!(stage.contract.authority().address(), authority());
        assert!(!stage.contract.authority().paused());
    }

    #[test]
    fn refuses_to_be_without_one() {
        let mut contract = Governee::from(&TestVM::default());
        let missing = AccessZeroAddress {
            key: key("authority"),
        };
        assert_eq!(
            contract.authority.initialize(Address::ZERO),
            Err(missing.into())
        );
    }

    #[test]
    fn installs_a_module_and_refuses_a_zero_one() {
        let mut stage = Stage::set();
        let missing = AccessZeroAddress { key: MODULE };
        assert_eq!(
            install(&mut stage.contract, MODULE_PLACE, Address::ZERO),
            Err(missing.into())
        );
        assert_eq!(
            install(&mut stage.contract, MODULE_PLACE, stranger()),
            Ok(())
        );
        assert_eq!(stage.contract.module.get(), stranger());
    }
}

mod settings {
    use super::*;

    #[test]
    fn say_value_bounds_and_rule() {
        let stage = Stage::set();
        let of = |key| setting(&stage.contract, key).expect("a key");
        let bounds = (number(50), number(10), number(90));
        let with = |rule| (bounds.0, bounds.1, bounds.2, rule);
        assert_eq!(of(CEILING), with(1));
        assert_eq!(of(FLOOR), with(2));
        assert_eq!(of(MODE), with(3));
        let max = value_of(Address::repeat_byte(0xff));
        assert_eq!(of(MODULE), (U256::ZERO, number(1), max, 0));
        assert_eq!(of(PAUSED), (U256::ZERO, U256::ZERO, number(1), 2));
    }

    #[test]
    fn of_an_unknown_key_are_refused() {
        let key = key("colour");
        assert_eq!(
            setting(&Stage::set().contract, key),
            Err(AccessUnknownKey { key }.into())
        );
    }
}

mod a_change {
    use super::*;

    #[test]
    fn is_made_and_made_known() {
        let mut stage = Stage::set();
        assert_eq!(stage.change(CEILING, number(40)), Ok(()));
        assert_eq!(stage.contract.ceiling.get(), number(40));
        let known = stage.emitted::<Changed>();
        let known: Vec<_> = known
            .iter()
            .map(|it| (it.key, it.previous, it.value))
            .collect();
        assert_eq!(known, [(CEILING, number(50), number(40))]);
    }

    #[test]
    fn is_refused_to_all_but_the_authority() {
        let mut stage = Stage::set();
        let caller = stranger();
        stage.vm.set_sender(caller);
        for key in [CEILING, MODULE, PAUSED, key("colour")] {
            assert_eq!(
                stage.change(key, number(1)),
                Err(AccessNotAuthority { caller }.into())
            );
        }
        assert!(stage.emitted::<Changed>().is_empty());
    }

    #[test]
    fn stays_within_bounds_whatever_the_authority_says() {
        let mut stage = Stage::set();
        let max = value_of(Address::repeat_byte(0xff));
        for (key, value, min, max) in [
            (CEILING, number(9), number(10), number(90)),
            (FLOOR, number(91), number(10), number(90)),
            (MODE, U256::MAX, number(10), number(90)),
            (MODULE, U256::ZERO, number(1), max),
            (MODULE, max + number(1), number(1), max),
            (PAUSED, number(2), U256::ZERO, number(1)),
        ] {
            let refused = AccessOutOfBounds {
                key,
                value,
                min,
                max,
            };
            assert_eq!(stage.change(key, value), Err(refused.into()));
        }
        for (key, value) in [(CEILING, 10), (CEILING, 90), (MODE, 10), (MODULE, 1)] {
            assert_eq!(stage.change(key, number(value)), Ok(()));
        }
    }

    #[test]
    fn of_an_unknown_key_is_refused() {
        let key = key("colour");
        assert_eq!(
            Stage::set().change(key, number(1)),
            Err(AccessUnknownKey { key }.into())
        );
    }
}

mod the_pause {
    use super::*;

    #[test]
    fn begins_and_ends_as_a_change() {
        let mut stage = Stage::set();
        let when = |stage: &Stage| stage.contract.authority().when_not_paused();
        assert_eq!(when(&stage), Ok(()));
        assert_eq!(stage.change(PAUSED, number(1)), Ok(()));
        assert!(stage.contract.authority().paused());
        assert_eq!(when(&stage), Err(AccessPaused {}.into()));
        assert_eq!(stage.change(PAUSED, U256::ZERO), Ok(()));
        assert_eq!(when(&stage), Ok(()));
    }
}

mod what_lets_people_out {
    use super::*;
    use runtime::access::{PAUSE_RESTS_SECS, PAUSE_STOPS_SECS};

    fn at(stage: &Stage, secs: u64) -> bool {
        stage.vm.set_block_timestamp(secs);
        assert!(stage.contract.authority().paused());
        let stopped = stage.contract.authority().stopped();
        let refused = stage.contract.authority().when_not_stopped();
        assert_eq!(refused.is_err(), stopped);
        stopped
    }

    fn pauses(stage: &mut Stage, secs: u64) {
        stage.vm.set_block_timestamp(secs);
        for value in [0, 1] {
            let changed = stage.change(PAUSED, number(value));
            assert_eq!(changed, Ok(()));
        }
    }

    #[test]
    fn comes_back_by_itself_and_is_stopped_once_in_four_weeks() {
        let mut stage = Stage::set();
        let begins = 1_800_000_000;
        pauses(&mut stage, begins);
        let ends = begins + PAUSE_STOPS_SECS;
        assert!(at(&stage, ends - 1) && !at(&stage, ends));
        pauses(&mut stage, begins + PAUSE_RESTS_SECS - 1);
        assert!(!at(&stage, begins + PAUSE_RESTS_SECS - 1));
        let again = begins + PAUSE_RESTS_SECS;
        pauses(&mut stage, again);
        assert!(at(&stage, again) && at(&stage, again + PAUSE_STOPS_SECS - 1));
        assert!(!at(&stage, again + PAUSE_STOPS_SECS));
        let of = setting(&stage.contract, PAUSED).expect("a key");
        assert_eq!(of, (number(1), U256::ZERO, number(1), 2));
    }
}

mod keys {
    use super::*;

    #[test]
    fn are_left_aligned_ascii_as_in_solidity() {
        let mut word = [0; 32];
        word[..6].copy_from_slice(b"oracle");
        assert_eq!(key("oracle"), B256::new(word));
    }

    #[test]
    fn hold_addresses_that_come_back() {
        assert_eq!(address_of(value_of(stranger())), Some(stranger()));
        assert_eq!(address_of(U256::from(1) << 160), None);
    }
}

mod routing {
    use super::*;
    use alloy_sol_types::{SolCall, SolValue};
    use runtime::{AlreadyConstructed, CallMalformed, CallUnknown, CallWithValue};
    use stylus_sdk::abi::{router_entrypoint, Router};
    use stylus_sdk::host::VM;

    fn call(stage: &mut Stage, call: &impl SolCall) -> Result<Vec<u8>, Vec<u8>> {
        let data = call.abi_encode();
        let (selector, arguments) = data.split_first_chunk().expect("a selector");
        <Governee as Router<Governee>>::route(
            &mut stage.contract,
            u32::from_be_bytes(*selector),
            arguments,
        )
        .expect("a function of this selector")
    }

    fn refused(refusal: impl Into<Refusal>) -> Result<Vec<u8>, Vec<u8>> {
        Err(refusal.into().into())
    }

    #[test]
    fn answers_every_common_function() {
        let stage = &mut Stage::set();
        let key = CEILING;
        assert_eq!(
            call(stage, &IGoverned::authorityCall {}),
            Ok(authority().abi_encode())
        );
        assert_eq!(
            call(stage, &IGoverned::pausedCall {}),
            Ok(false.abi_encode())
        );
        let value = number(40);
        assert_eq!(
            call(stage, &IGoverned::changeCall { key, value }),
            Ok(vec![])
        );
        assert_eq!(
            call(stage, &IGoverned::settingCall { key }),
            Ok((value, number(10), number(90), number(1)).abi_encode())
        );
    }

    #[test]
    fn passes_refusals_on() {
        let stage = &mut Stage::set();
        let caller = stranger();
        stage.vm.set_sender(caller);
        let (key, value) = (CEILING, number(40));
        assert_eq!(
            call(stage, &IGoverned::changeCall { key, value }),
            refused(AccessNotAuthority { caller })
        );
    }

    #[test]
    fn refuses_what_is_no_call() {
        let run = |data: &[u8]| {
            router_entrypoint::<Governee, Governee>(
                data.to_vec(),
                VM {
                    host: Box::new(TestVM::default()),
                },
            )
        };
        for data in [vec![], vec![1, 2, 3], vec![1, 2, 3, 4, 5]] {
            let mut selector = [0; 4];
            for (to, from) in selector.iter_mut().zip(&data) {
                *to = *from;
            }
            let selector = selector.into();
            assert_eq!(run(&data), refused(CallUnknown { selector }));
        }
        assert_eq!(
            run(&IGoverned::settingCall::SELECTOR),
            refused(CallMalformed {
                position: U256::ZERO
            })
        );
    }

    #[test]
    fn refuses_ether() {
        let stage = &mut Stage::set();
        stage.vm.set_value(U256::from(1));
        assert_eq!(
            call(stage, &IGoverned::pausedCall {}),
            refused(CallWithValue {})
        );
        assert_eq!(
            <Governee as Router<Governee>>::constructor(&mut stage.contract, &[]),
            Some(refused(CallWithValue {}))
        );
        assert_eq!(
            <Governee as Router<Governee>>::fallback(&mut stage.contract, &[]),
            Some(refused(CallWithValue {}))
        );
    }

    #[test]
    fn constructs_once() {
        let mut contract = Governee::from(&TestVM::default());
        let construct =
            |contract: &mut Governee| <Governee as Router<Governee>>::constructor(contract, &[]);
        assert_eq!(construct(&mut contract), Some(Ok(vec![])));
        assert_eq!(contract.authority().address(), authority());
        assert_eq!(
            construct(&mut contract),
            Some(refused(AlreadyConstructed {}))
        );
    }
}
