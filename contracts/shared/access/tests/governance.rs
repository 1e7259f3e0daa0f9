//! Who may do what, and when: every rule of `access` and every refusal, on a contract with one module and three
//! parameters.
#![cfg_attr(feature = "export-abi", allow(missing_docs))]
#![allow(
    missing_docs,
    reason = "the SDK's macros add items of their own without a word on them"
)]

extern crate alloc;

use access::*;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use interfaces::Refusal;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::StorageU256;
use stylus_sdk::testing::TestVM;

const MODULE: B256 = key("module");
const CEILING: B256 = key("ceiling");
const FLOOR: B256 = key("floor");
const MODE: B256 = key("mode");
const NOW: u64 = 1_750_000_000;

#[storage]
#[entrypoint]
struct Governee {
    authority: Authority,
    module: slots::AddressWord,
    ceiling: StorageU256,
    floor: StorageU256,
    mode: StorageU256,
}

interfaces::solidity! {
    interface IGovernee {
        constructor();
    }
}

impl Governee {
    fn constructor(&mut self) -> Result<(), Refusal> {
        self.authority.initialize(owner(), guardian())
    }
}

interfaces::routes!(Governee by IGovernee {
    constructor();
} else access::route);

impl Governed for Governee {
    fn authority(&self) -> &Authority {
        &self.authority
    }
    fn authority_mut(&mut self) -> &mut Authority {
        &mut self.authority
    }
    fn rule(&self, key: B256) -> Option<Rule> {
        let parameter = |safer| Rule::Parameter {
            min: U256::from(10),
            max: U256::from(90),
            safer,
        };
        match key {
            MODULE => Some(Rule::Module),
            CEILING => Some(parameter(Safer::Lower)),
            FLOOR => Some(parameter(Safer::Higher)),
            MODE => Some(parameter(Safer::Neither)),
            _ => None,
        }
    }
    fn current(&self, key: B256) -> U256 {
        match key {
            MODULE => value_of(self.module.get()),
            CEILING => self.ceiling.get(),
            FLOOR => self.floor.get(),
            _ => self.mode.get(),
        }
    }
    fn store(&mut self, key: B256, value: U256) {
        match key {
            MODULE => self.module.set(address_of(value).expect("an address")),
            CEILING => self.ceiling.set(value),
            FLOOR => self.floor.set(value),
            _ => self.mode.set(value),
        }
    }
}

fn owner() -> Address {
    Address::repeat_byte(0x01)
}
fn guardian() -> Address {
    Address::repeat_byte(0x02)
}
fn stranger() -> Address {
    Address::repeat_byte(0x03)
}
fn fifty() -> U256 {
    U256::from(50)
}

/// A contract under test and the chain around it.
struct Stage {
    vm: TestVM,
    contract: Governee,
}

impl Stage {
    /// Owner and guardian in office, every parameter at 50, the module unset; the owner calls.
    fn set() -> Self {
        let vm = TestVM::default();
        vm.set_block_timestamp(NOW);
        vm.set_sender(owner());
        let mut contract = Governee::from(&vm);
        contract
            .authority
            .initialize(owner(), guardian())
            .expect("an owner");
        for key in [CEILING, FLOOR, MODE] {
            contract.store(key, fifty());
        }
        Self { vm, contract }
    }

    fn by(&mut self, caller: Address) -> &mut Governee {
        self.vm.set_sender(caller);
        &mut self.contract
    }

    fn at(&mut self, seconds: u64) -> &mut Governee {
        self.vm.set_block_timestamp(seconds);
        self.by(owner())
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
    fn seats_the_owner_and_the_guardian() {
        let stage = Stage::set();
        assert_eq!(stage.contract.owner(), owner());
        assert_eq!(stage.contract.guardian(), guardian());
        assert_eq!(stage.contract.pending_owner(), Address::ZERO);
        assert!(!stage.contract.paused());
        assert_eq!(stage.emitted::<OwnershipTransferred>().len(), 1);
        assert_eq!(stage.emitted::<GuardianChanged>().len(), 1);
    }

    #[test]
    fn leaves_the_guardians_seat_empty_when_asked() {
        let vm = TestVM::default();
        let mut contract = Governee::from(&vm);
        assert_eq!(
            contract.authority.initialize(owner(), Address::ZERO),
            Ok(())
        );
        assert_eq!(contract.guardian(), Address::ZERO);
    }

    #[test]
    fn refuses_to_be_without_an_owner() {
        let vm = TestVM::default();
        let mut contract = Governee::from(&vm);
        assert_eq!(
            contract.authority.initialize(Address::ZERO, guardian()),
            Err(AccessZeroAddress { key: key("owner") }.into())
        );
    }

    #[test]
    fn installs_a_module_and_refuses_a_zero_one() {
        let mut stage = Stage::set();
        assert_eq!(
            changes::install(&mut stage.contract, MODULE, Address::ZERO),
            Err(AccessZeroAddress { key: MODULE }.into())
        );
        assert_eq!(
            changes::install(&mut stage.contract, MODULE, stranger()),
            Ok(())
        );
        assert_eq!(stage.contract.module.get(), stranger());
    }
}

mod ownership {
    use super::*;

    #[test]
    fn moves_in_two_steps() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).transfer_ownership(stranger()), Ok(()));
        assert_eq!(stage.contract.owner(), owner());
        assert_eq!(stage.contract.pending_owner(), stranger());
        assert_eq!(stage.by(stranger()).accept_ownership(), Ok(()));
        assert_eq!(stage.contract.owner(), stranger());
        assert_eq!(stage.contract.pending_owner(), Address::ZERO);
        let moves = stage.emitted::<OwnershipTransferred>();
        assert_eq!(
            moves.last().map(|e| (e.previousOwner, e.newOwner)),
            Some((owner(), stranger()))
        );
        assert!(stage.by(owner()).pause().is_err(), "the old owner is out");
    }

    #[test]
    fn is_offered_by_the_owner_alone() {
        let mut stage = Stage::set();
        for caller in [guardian(), stranger()] {
            assert_eq!(
                stage.by(caller).transfer_ownership(caller),
                Err(AccessNotOwner { caller }.into())
            );
        }
    }

    #[test]
    fn is_accepted_only_by_whom_it_is_offered_to() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).transfer_ownership(stranger()), Ok(()));
        for caller in [owner(), guardian()] {
            assert_eq!(
                stage.by(caller).accept_ownership(),
                Err(AccessNotPendingOwner { caller }.into())
            );
        }
    }

    #[test]
    fn offer_can_be_withdrawn() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).transfer_ownership(stranger()), Ok(()));
        assert_eq!(stage.by(owner()).transfer_ownership(Address::ZERO), Ok(()));
        assert!(stage.by(stranger()).accept_ownership().is_err());
    }
}

mod pause {
    use super::*;

    #[test]
    fn takes_effect_at_once_for_owner_and_guardian() {
        for caller in [owner(), guardian()] {
            let mut stage = Stage::set();
            assert_eq!(stage.by(caller).pause(), Ok(()));
            assert!(stage.contract.paused());
            assert_eq!(stage.emitted::<Paused>().len(), 1);
            assert_eq!(
                stage.contract.authority.when_not_paused(),
                Err(AccessPaused {}.into())
            );
        }
    }

    #[test]
    fn is_refused_to_a_stranger() {
        let caller = stranger();
        assert_eq!(
            Stage::set().by(caller).pause(),
            Err(AccessNotOwnerNorGuardian { caller }.into())
        );
    }

    #[test]
    fn is_refused_when_paused_already() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(guardian()).pause(), Ok(()));
        assert_eq!(stage.by(guardian()).pause(), Err(AccessPaused {}.into()));
    }

    #[test]
    fn ends_only_by_the_owner_after_the_delay() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(guardian()).pause(), Ok(()));
        assert_eq!(
            stage.by(guardian()).schedule(UNPAUSE, U256::ZERO),
            Err(AccessNotOwner { caller: guardian() }.into())
        );
        assert_eq!(stage.by(owner()).schedule(UNPAUSE, U256::ZERO), Ok(()));
        let eta = NOW + changes::DELAY_SECS;
        assert_eq!(
            stage.at(eta - 1).execute(UNPAUSE),
            Err(AccessTooEarly { key: UNPAUSE, eta }.into())
        );
        assert!(stage.contract.paused());
        assert_eq!(stage.at(eta).execute(UNPAUSE), Ok(()));
        assert!(!stage.contract.paused());
        assert_eq!(stage.emitted::<Unpaused>().len(), 1);
    }

    #[test]
    fn cannot_be_ended_before_it_began() {
        let mut stage = Stage::set();
        assert_eq!(
            stage.by(owner()).schedule(UNPAUSE, U256::ZERO),
            Err(AccessNotPaused {}.into())
        );
    }

    #[test]
    fn ends_with_value_zero_and_no_other() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).pause(), Ok(()));
        assert_eq!(
            stage.by(owner()).schedule(UNPAUSE, U256::from(1)),
            Err(AccessOutOfBounds {
                key: UNPAUSE,
                value: U256::from(1),
                min: U256::ZERO,
                max: U256::ZERO
            }
            .into())
        );
    }
}

mod wiring {
    use super::*;

    #[test]
    fn sets_an_unset_module_at_once() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).wire(MODULE, stranger()), Ok(()));
        assert_eq!(
            stage.contract.setting(MODULE),
            Ok((
                value_of(stranger()),
                U256::from(1),
                value_of(Address::repeat_byte(0xff))
            ))
        );
        assert_eq!(stage.emitted::<Changed>().len(), 1);
    }

    #[test]
    fn is_refused_to_all_but_the_owner() {
        for caller in [guardian(), stranger()] {
            assert_eq!(
                Stage::set().by(caller).wire(MODULE, caller),
                Err(AccessNotOwner { caller }.into())
            );
        }
    }

    #[test]
    fn never_replaces_a_module() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).wire(MODULE, stranger()), Ok(()));
        assert_eq!(
            stage.by(owner()).wire(MODULE, guardian()),
            Err(AccessAlreadyWired {
                key: MODULE,
                module: stranger()
            }
            .into())
        );
    }

    #[test]
    fn refuses_the_zero_address_and_what_is_no_module() {
        let mut stage = Stage::set();
        assert_eq!(
            stage.by(owner()).wire(MODULE, Address::ZERO),
            Err(AccessZeroAddress { key: MODULE }.into())
        );
        for key in [CEILING, GUARDIAN, UNPAUSE, key("nothing")] {
            assert_eq!(
                stage.by(owner()).wire(key, stranger()),
                Err(AccessUnknownKey { key }.into())
            );
        }
    }

    #[test]
    fn replaces_a_module_after_the_delay() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).wire(MODULE, stranger()), Ok(()));
        let replacement = value_of(guardian());
        assert_eq!(stage.by(owner()).schedule(MODULE, replacement), Ok(()));
        assert_eq!(stage.contract.module.get(), stranger());
        assert_eq!(stage.at(NOW + changes::DELAY_SECS).execute(MODULE), Ok(()));
        assert_eq!(stage.contract.module.get(), guardian());
    }

    #[test]
    fn schedules_no_zero_module_and_nothing_wider_than_an_address() {
        let mut stage = Stage::set();
        assert_eq!(
            stage.by(owner()).schedule(MODULE, U256::ZERO),
            Err(AccessZeroAddress { key: MODULE }.into())
        );
        let max = value_of(Address::repeat_byte(0xff));
        let value = max + U256::from(1);
        for key in [MODULE, GUARDIAN] {
            let min = U256::from(u8::from(key == MODULE));
            assert_eq!(
                stage.by(owner()).schedule(key, value),
                Err(AccessOutOfBounds {
                    key,
                    value,
                    min,
                    max
                }
                .into())
            );
        }
    }
}

mod tightening {
    use super::*;

    #[test]
    fn takes_effect_at_once_for_owner_and_guardian() {
        for caller in [owner(), guardian()] {
            let mut stage = Stage::set();
            assert_eq!(stage.by(caller).tighten(CEILING, U256::from(40)), Ok(()));
            assert_eq!(stage.by(caller).tighten(FLOOR, U256::from(60)), Ok(()));
            assert_eq!(stage.contract.ceiling.get(), U256::from(40));
            assert_eq!(stage.contract.floor.get(), U256::from(60));
            let changes = stage.emitted::<Changed>();
            assert_eq!(
                changes
                    .iter()
                    .map(|e| (e.key, e.previous, e.value, e.by))
                    .collect::<Vec<_>>(),
                [
                    (CEILING, fifty(), U256::from(40), caller),
                    (FLOOR, fifty(), U256::from(60), caller)
                ]
            );
        }
    }

    #[test]
    fn is_refused_to_a_stranger() {
        let caller = stranger();
        assert_eq!(
            Stage::set().by(caller).tighten(CEILING, U256::from(40)),
            Err(AccessNotOwnerNorGuardian { caller }.into())
        );
    }

    #[test]
    fn never_loosens() {
        let mut stage = Stage::set();
        for (key, value) in [(CEILING, 60), (FLOOR, 40), (MODE, 40), (MODE, 60)] {
            for caller in [owner(), guardian()] {
                let proposed = U256::from(value);
                assert_eq!(
                    stage.by(caller).tighten(key, proposed),
                    Err(AccessWouldLoosen {
                        key,
                        current: fifty(),
                        proposed
                    }
                    .into())
                );
            }
        }
    }

    #[test]
    fn stays_within_bounds_and_changes_something() {
        let mut stage = Stage::set();
        let (min, max) = (U256::from(10), U256::from(90));
        for (key, value) in [(CEILING, U256::from(9)), (FLOOR, U256::from(91))] {
            assert_eq!(
                stage.by(guardian()).tighten(key, value),
                Err(AccessOutOfBounds {
                    key,
                    value,
                    min,
                    max
                }
                .into())
            );
        }
        assert_eq!(
            stage.by(guardian()).tighten(CEILING, fifty()),
            Err(AccessUnchanged {
                key: CEILING,
                value: fifty()
            }
            .into())
        );
        assert_eq!(stage.by(guardian()).tighten(CEILING, min), Ok(()));
        assert_eq!(stage.by(guardian()).tighten(FLOOR, max), Ok(()));
    }

    #[test]
    fn touches_parameters_only() {
        let mut stage = Stage::set();
        for key in [MODULE, GUARDIAN, UNPAUSE, key("nothing")] {
            assert_eq!(
                stage.by(guardian()).tighten(key, U256::ZERO),
                Err(AccessUnknownKey { key }.into())
            );
        }
    }
}

mod loosening {
    use super::*;

    const ETA: u64 = NOW + changes::DELAY_SECS;

    #[test]
    fn waits_for_the_delay_and_then_takes_effect() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(CEILING, U256::from(60)), Ok(()));
        assert_eq!(
            stage.contract.pending_change(CEILING),
            (U256::from(60), ETA)
        );
        for early in [NOW, ETA - 1] {
            assert_eq!(
                stage.at(early).execute(CEILING),
                Err(AccessTooEarly {
                    key: CEILING,
                    eta: ETA
                }
                .into())
            );
            assert_eq!(stage.contract.ceiling.get(), fifty());
        }
        assert_eq!(stage.at(ETA).execute(CEILING), Ok(()));
        assert_eq!(stage.contract.ceiling.get(), U256::from(60));
        assert_eq!(stage.contract.pending_change(CEILING), (U256::ZERO, 0));
        assert_eq!(
            stage.at(ETA).execute(CEILING),
            Err(AccessNotScheduled { key: CEILING }.into())
        );
    }

    #[test]
    fn lasts_no_longer_than_its_window() {
        let deadline = ETA + changes::WINDOW_SECS;
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(CEILING, U256::from(60)), Ok(()));
        assert_eq!(
            stage.at(deadline + 1).execute(CEILING),
            Err(AccessExpired {
                key: CEILING,
                deadline
            }
            .into())
        );
        assert_eq!(stage.at(deadline).execute(CEILING), Ok(()));
    }

    #[test]
    fn is_scheduled_and_executed_by_the_owner_alone() {
        let mut stage = Stage::set();
        for caller in [guardian(), stranger()] {
            assert_eq!(
                stage.by(caller).schedule(CEILING, U256::from(60)),
                Err(AccessNotOwner { caller }.into())
            );
            assert_eq!(
                stage.by(caller).execute(CEILING),
                Err(AccessNotOwner { caller }.into())
            );
        }
    }

    #[test]
    fn can_be_cancelled_by_owner_and_guardian() {
        for caller in [owner(), guardian()] {
            let mut stage = Stage::set();
            assert_eq!(stage.by(owner()).schedule(CEILING, U256::from(60)), Ok(()));
            assert_eq!(stage.by(caller).cancel(CEILING), Ok(()));
            assert_eq!(stage.emitted::<ChangeCancelled>().len(), 1);
            assert_eq!(
                stage.at(ETA).execute(CEILING),
                Err(AccessNotScheduled { key: CEILING }.into())
            );
        }
    }

    #[test]
    fn is_not_cancelled_by_a_stranger_nor_when_nothing_waits() {
        let mut stage = Stage::set();
        let caller = stranger();
        assert_eq!(
            stage.by(caller).cancel(CEILING),
            Err(AccessNotOwnerNorGuardian { caller }.into())
        );
        assert_eq!(
            stage.by(owner()).cancel(CEILING),
            Err(AccessNotScheduled { key: CEILING }.into())
        );
    }

    #[test]
    fn does_not_overwrite_a_waiting_change() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(CEILING, U256::from(60)), Ok(()));
        assert_eq!(
            stage.at(NOW + 5).schedule(CEILING, U256::from(70)),
            Err(AccessAlreadyScheduled {
                key: CEILING,
                eta: ETA
            }
            .into())
        );
    }

    #[test]
    fn is_looked_at_again_when_due() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(CEILING, U256::from(40)), Ok(()));
        assert_eq!(
            stage.by(guardian()).tighten(CEILING, U256::from(40)),
            Ok(())
        );
        assert_eq!(
            stage.at(ETA).execute(CEILING),
            Err(AccessUnchanged {
                key: CEILING,
                value: U256::from(40)
            }
            .into())
        );
    }

    #[test]
    fn of_an_unknown_key_is_refused() {
        let key = key("nothing");
        let unknown = AccessUnknownKey { key }.into();
        let mut stage = Stage::set();
        assert_eq!(
            stage.by(owner()).schedule(key, fifty()),
            Err(AccessUnknownKey { key }.into())
        );
        assert_eq!(stage.contract.setting(key), Err(unknown));
    }
}

mod the_guardian {
    use super::*;

    #[test]
    fn is_replaced_after_the_delay() {
        let mut stage = Stage::set();
        let successor = value_of(stranger());
        assert_eq!(stage.by(owner()).schedule(GUARDIAN, successor), Ok(()));
        assert_eq!(stage.contract.guardian(), guardian());
        assert_eq!(
            stage.at(NOW + changes::DELAY_SECS).execute(GUARDIAN),
            Ok(())
        );
        assert_eq!(stage.contract.guardian(), stranger());
    }

    #[test]
    fn can_be_dismissed_without_a_successor() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(GUARDIAN, U256::ZERO), Ok(()));
        assert_eq!(
            stage.at(NOW + changes::DELAY_SECS).execute(GUARDIAN),
            Ok(())
        );
        assert_eq!(stage.contract.guardian(), Address::ZERO);
    }

    #[test]
    fn cannot_keep_his_seat_by_cancelling() {
        let mut stage = Stage::set();
        assert_eq!(stage.by(owner()).schedule(GUARDIAN, U256::ZERO), Ok(()));
        assert_eq!(
            stage.by(guardian()).cancel(GUARDIAN),
            Err(AccessGuardianCannotCancel { key: GUARDIAN }.into())
        );
        assert_eq!(stage.by(owner()).cancel(GUARDIAN), Ok(()));
    }

    #[test]
    fn is_not_scheduled_to_be_who_he_is() {
        let value = value_of(guardian());
        assert_eq!(
            Stage::set().by(owner()).schedule(GUARDIAN, value),
            Err(AccessUnchanged {
                key: GUARDIAN,
                value
            }
            .into())
        );
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
    use interfaces::{AlreadyConstructed, CallMalformed, CallUnknown, CallWithValue};
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
        let value = U256::from(40);
        assert_eq!(
            call(stage, &IAccess::ownerCall {}),
            Ok(owner().abi_encode())
        );
        assert_eq!(
            call(stage, &IAccess::guardianCall {}),
            Ok(guardian().abi_encode())
        );
        assert_eq!(call(stage, &IAccess::pausedCall {}), Ok(false.abi_encode()));
        assert_eq!(
            call(stage, &IAccess::settingCall { key }),
            Ok((fifty(), U256::from(10), U256::from(90)).abi_encode())
        );
        assert_eq!(
            call(stage, &IAccess::tightenCall { key, value }),
            Ok(vec![])
        );
        assert_eq!(
            call(
                stage,
                &IAccess::wireCall {
                    key: MODULE,
                    module: stranger()
                }
            ),
            Ok(vec![])
        );
        assert_eq!(
            call(
                stage,
                &IAccess::scheduleCall {
                    key,
                    value: fifty()
                }
            ),
            Ok(vec![])
        );
        let eta = NOW + changes::DELAY_SECS;
        assert_eq!(
            call(stage, &IAccess::pendingChangeCall { key }),
            Ok((fifty(), U256::from(eta)).abi_encode())
        );
        stage.at(eta);
        assert_eq!(call(stage, &IAccess::executeCall { key }), Ok(vec![]));
        assert_eq!(stage.contract.ceiling.get(), fifty());
        assert_eq!(
            call(stage, &IAccess::scheduleCall { key, value }),
            Ok(vec![])
        );
        assert_eq!(call(stage, &IAccess::cancelCall { key }), Ok(vec![]));
        assert_eq!(call(stage, &IAccess::pauseCall {}), Ok(vec![]));
        let new_owner = stranger();
        assert_eq!(
            call(
                stage,
                &IAccess::transferOwnershipCall {
                    newOwner: new_owner
                }
            ),
            Ok(vec![])
        );
        assert_eq!(
            call(stage, &IAccess::pendingOwnerCall {}),
            Ok(new_owner.abi_encode())
        );
        stage.by(new_owner);
        assert_eq!(call(stage, &IAccess::acceptOwnershipCall {}), Ok(vec![]));
        assert_eq!(
            call(stage, &IAccess::ownerCall {}),
            Ok(new_owner.abi_encode())
        );
    }

    #[test]
    fn passes_refusals_on() {
        let stage = &mut Stage::set();
        let caller = stranger();
        stage.by(caller);
        assert_eq!(
            call(stage, &IAccess::pauseCall {}),
            refused(AccessNotOwnerNorGuardian { caller })
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
            run(&IAccess::settingCall::SELECTOR),
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
            call(stage, &IAccess::pausedCall {}),
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
        assert_eq!(contract.owner(), owner());
        assert_eq!(
            construct(&mut contract),
            Some(refused(AlreadyConstructed {}))
        );
    }
}
