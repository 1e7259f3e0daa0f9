//! Calls between Solidity and Stylus contracts, both ways.

mod common;

use alloy::primitives::{Address, U256};
use common::{Bench, Op};
use devnode::error::NodeError;

fn word(value: u64) -> U256 {
    U256::from(value)
}

fn padded(address: Address) -> Vec<u8> {
    address.into_word().to_vec()
}

mod call {
    use super::*;

    #[test]
    fn carries_data_from_evm_to_wasm_and_back() {
        let bench = Bench::new();
        let echo = Op::Echo(b"there and back".to_vec());
        let deep = Op::call(bench.wasm, Op::call(bench.evm, Op::call(bench.wasm, echo)));
        assert_eq!(&bench.answer(bench.evm, &deep)[..], b"there and back");
        let echo = Op::Echo(vec![7; 5000]);
        assert_eq!(
            &bench.answer(bench.wasm, &Op::call(bench.evm, echo))[..],
            vec![7; 5000]
        );
    }

    #[test]
    fn shows_the_callee_who_called_with_what_value() {
        let mut bench = Bench::new();
        for (from, to) in [(bench.evm, bench.wasm), (bench.wasm, bench.evm)] {
            bench.node.set_balance(from, word(100));
            let op = Op::Call(to, word(7), Box::new(Op::Context));
            let expected = [
                padded(from),
                word(7).to_be_bytes::<32>().to_vec(),
                padded(to),
            ]
            .concat();
            assert_eq!(bench.answer(from, &op), expected);
        }
    }

    #[test]
    fn moves_value_and_refuses_what_is_not_there() {
        let mut bench = Bench::new();
        let (wasm, evm) = (bench.wasm, bench.evm);
        bench.node.set_balance(wasm, word(10));
        let give = |wei| Op::Call(evm, word(wei), Box::new(Op::Echo(Vec::new())));
        bench.send(wasm, &give(4)).expect("there is enough");
        assert_eq!(bench.node.balance(wasm), word(6));
        assert_eq!(bench.node.balance(evm), word(4));
        let refused = bench.send(wasm, &give(7));
        assert!(matches!(refused, Err(NodeError::Revert(data)) if data.is_empty()));
        assert_eq!(bench.node.balance(wasm), word(6));
    }
}

mod delegatecall {
    use super::*;

    #[test]
    fn runs_the_code_of_one_kind_in_the_storage_of_the_other() {
        let mut bench = Bench::new();
        for (acting, code) in [(bench.evm, bench.wasm), (bench.wasm, bench.evm)] {
            let store = Op::Store(word(1), word(42));
            bench
                .send(acting, &Op::Delegate(code, Box::new(store)))
                .expect("it stores");
            assert_eq!(bench.slot(acting, 1), word(42));
            assert_eq!(bench.slot(code, 1), U256::ZERO);
            bench
                .send(acting, &Op::Store(word(1), U256::ZERO))
                .expect("it clears");
        }
    }

    #[test]
    fn keeps_sender_value_and_address() {
        let mut bench = Bench::new();
        bench.node.set_balance(bench.user, word(10).pow(word(20)));
        for (acting, code) in [(bench.evm, bench.wasm), (bench.wasm, bench.evm)] {
            let op = Op::Delegate(code, Box::new(Op::Context));
            let mut request = bench.request(acting, &op);
            request.value = Some(word(9));
            let done = bench.node.simulate(request).expect("it answers");
            let expected = [
                padded(bench.user),
                word(9).to_be_bytes::<32>().to_vec(),
                padded(acting),
            ]
            .concat();
            assert_eq!(done.output, expected);
        }
    }
}

mod staticcall {
    use super::*;

    #[test]
    fn forbids_every_change_below_it_in_both_kinds() {
        let mut bench = Bench::new();
        let writes = [
            Op::Store(word(1), word(1)),
            Op::Log(vec![1]),
            Op::Create(Vec::new()),
        ];
        for (outer, inner) in [(bench.evm, bench.wasm), (bench.wasm, bench.evm)] {
            for write in &writes {
                let direct = Op::Static(inner, Box::new(write.clone()));
                assert!(bench.send(outer, &direct).is_err(), "{write:?}");
                // One call further down it is forbidden still.
                let deeper = Op::Static(inner, Box::new(Op::call(outer, write.clone())));
                assert!(bench.send(outer, &deeper).is_err(), "{write:?}");
            }
            let read = Op::Static(inner, Box::new(Op::Load(word(1))));
            assert_eq!(bench.answer(outer, &read), [0; 32]);
        }
    }

    #[test]
    fn refuses_value_but_not_a_plain_call() {
        let mut bench = Bench::new();
        let (wasm, evm) = (bench.wasm, bench.evm);
        bench.node.set_balance(wasm, word(5));
        let pay = Op::Call(evm, word(1), Box::new(Op::Echo(Vec::new())));
        assert!(bench.call(evm, &Op::Static(wasm, Box::new(pay))).is_err());
        let free = Op::call(evm, Op::Echo(vec![3]));
        assert_eq!(bench.answer(evm, &Op::Static(wasm, Box::new(free))), [3u8]);
    }
}

mod revert {
    use super::*;

    #[test]
    fn bubbles_its_data_through_both_kinds() {
        let bench = Bench::new();
        let fail = Op::Revert(b"why".to_vec());
        let deep = Op::call(bench.wasm, Op::call(bench.evm, Op::call(bench.wasm, fail)));
        match bench.call(bench.evm, &deep) {
            Err(NodeError::Revert(data)) => assert_eq!(&data[..], b"why"),
            other => panic!("expected a revert, got {other:?}"),
        }
    }

    #[test]
    fn of_a_trap_keeps_the_gas_and_carries_no_data() {
        let mut bench = Bench::new();
        let before = bench.node.balance(bench.user);
        let trapped = bench.send(bench.wasm, &Op::Trap);
        assert!(matches!(trapped, Err(NodeError::Revert(data)) if data.is_empty()));
        let paid = (before - bench.node.balance(bench.user)) / word(100_000_000);
        assert!(paid < word(100_000), "a trap took {paid} gas");
    }
}

mod out_of_gas {
    use super::*;

    #[test]
    fn at_the_top_takes_all_gas() {
        let mut bench = Bench::new();
        let before = bench.node.balance(bench.user);
        let spun = bench.send(bench.wasm, &Op::Spin);
        assert!(matches!(spun, Err(NodeError::Halt(reason)) if reason == "out of gas"));
        let paid = (before - bench.node.balance(bench.user)) / word(100_000_000);
        assert_eq!(paid, word(10_000_000));
    }

    #[test]
    fn below_leaves_the_caller_a_64th() {
        let bench = Bench::new();
        for outer in [bench.evm, bench.wasm] {
            for inner in [bench.evm, bench.wasm] {
                let failed = bench.call(outer, &Op::call(inner, Op::Spin));
                let reverted = matches!(&failed, Err(NodeError::Revert(data)) if data.is_empty());
                assert!(reverted, "{outer} calling {inner}: {failed:?}");
            }
        }
    }

    #[test]
    fn before_the_start_of_a_program_takes_what_it_was_given() {
        let bench = Bench::new();
        let mut request = bench.request(bench.wasm, &Op::Echo(Vec::new()));
        request.gas = Some(22_000);
        let ended = bench.node.simulate(request);
        assert!(matches!(ended, Err(NodeError::Halt(reason)) if reason == "out of gas"));
    }
}

mod create {
    use super::*;

    #[test]
    fn from_wasm_and_from_evm_puts_code_at_the_same_kind_of_address() {
        let mut bench = Bench::new();
        // Deploys one byte of code.
        let init = alloy::primitives::hex!("6001600c60003960016000f300").to_vec();
        for creator in [bench.evm, bench.wasm] {
            let nonce = bench.node.chain().state().nonce(creator);
            let sent = bench
                .send(creator, &Op::Create(init.clone()))
                .expect("it creates");
            let made = Address::from_slice(&sent.output[12..]);
            assert_eq!(made, creator.create(nonce));
            assert_eq!(bench.node.chain().state().code(made).len(), 1);
        }
    }

    #[test]
    fn that_fails_answers_zero_and_keeps_the_creator_going() {
        let mut bench = Bench::new();
        for creator in [bench.evm, bench.wasm] {
            // Init code that is an invalid opcode.
            let sent = bench
                .send(creator, &Op::Create(vec![0xfe]))
                .expect("the creator goes on");
            assert_eq!(sent.output[..], [0; 32]);
        }
    }

    #[test]
    fn of_code_with_a_foreign_ef_prefix_is_refused() {
        let mut bench = Bench::new();
        let user = bench.user;
        for (code, allowed) in [
            (&[0xef, 0x00, 0x01, 0x02][..], false),
            (&[0xef, 0xf0, 0x00, 0x00, 0x01], true),
            (&[0xef, 0xf0, 0x01, 0x00, 0x01], false),
            (&[0xef], false),
        ] {
            let init = devnode::api::init_code(code);
            let made = bench.node.deploy_evm(user, init, U256::ZERO);
            assert_eq!(made.is_ok(), allowed, "{code:02x?}: {made:?}");
        }
    }
}

mod reentrancy {
    use super::*;

    #[test]
    fn is_seen_by_a_program_that_is_entered_again() {
        let bench = Bench::new();
        assert_eq!(bench.answer(bench.wasm, &Op::Reentrant), [0u8]);
        let again = Op::call(bench.evm, Op::call(bench.wasm, Op::Reentrant));
        assert_eq!(bench.answer(bench.wasm, &again), [1u8]);
    }

    #[test]
    fn is_not_seen_through_a_delegate_call() {
        let bench = Bench::new();
        let borrowed = Op::Delegate(bench.wasm, Box::new(Op::Reentrant));
        assert_eq!(bench.answer(bench.wasm, &borrowed), [0u8]);
    }
}

mod depth {
    use super::*;

    #[test]
    fn of_many_nested_programs_does_not_take_the_node_down() {
        let bench = Bench::new();
        let mut op = Op::Echo(vec![1]);
        for level in 0..300 {
            let next = if level % 2 == 0 {
                bench.wasm
            } else {
                bench.evm
            };
            op = Op::call(next, op);
        }
        let mut request = bench.request(bench.evm, &op);
        request.gas = Some(50_000_000);
        // Whether the gas suffices does not matter here: the call has to end.
        let _ended = bench.node.simulate(request);
        assert_eq!(bench.answer(bench.wasm, &Op::Echo(vec![2])), [2u8]);
    }
}

mod twins {
    use super::*;

    /// A generator that gives the same sequence every time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % sides
        }

        fn bytes(&mut self) -> Vec<u8> {
            let len = self.roll(100);
            (0..len)
                .map(|_| u8::try_from(self.roll(256)).unwrap_or(0))
                .collect()
        }

        fn op(&mut self, peers: &[Address], depth: u32) -> Op {
            let peer = peers[usize::try_from(self.roll(peers.len() as u64)).unwrap_or(0)];
            match self.roll(if depth == 0 { 7 } else { 11 }) {
                0 | 1 => Op::Store(word(self.roll(8)), word(self.roll(3))),
                2 => Op::Load(word(self.roll(8))),
                3 => Op::Revert(self.bytes()),
                4 => Op::Log(self.bytes()),
                5 => Op::Echo(self.bytes()),
                6 => Op::Trap,
                7 | 8 => Op::Call(
                    peer,
                    word(self.roll(2)),
                    Box::new(self.op(peers, depth - 1)),
                ),
                9 => Op::Delegate(peer, Box::new(self.op(peers, depth - 1))),
                _ => Op::Static(peer, Box::new(self.op(peers, depth - 1))),
            }
        }
    }

    /// What a call left behind, without the gas it took.
    fn effects(bench: &mut Bench, to: Address, op: &Op) -> (bool, Vec<u8>, Vec<Vec<u8>>) {
        match bench.send(to, op) {
            Ok(sent) => {
                let logs = sent.logs.iter().map(|log| log.data.data.to_vec()).collect();
                (true, sent.output.to_vec(), logs)
            }
            Err(NodeError::Revert(data)) => (false, data.to_vec(), Vec::new()),
            Err(_) => (false, Vec::new(), Vec::new()),
        }
    }

    /// Two pairs of twins at the same addresses: in one world the first of each pair is WASM, in
    /// the other it is Solidity.
    fn worlds() -> (Bench, Bench, [Address; 2]) {
        let first = Bench::new();
        let mut second = Bench::new();
        let pair = [first.wasm, first.evm];
        let state = second.node.chain_mut().state_mut();
        let (wasm, evm) = (state.code(pair[0]), state.code(pair[1]));
        state.set_code(pair[0], evm);
        state.set_code(pair[1], wasm);
        (first, second, pair)
    }

    #[test]
    fn leave_the_same_state_logs_and_answers_after_ten_thousand_calls() {
        let (mut first, mut second, pair) = worlds();
        for account in pair {
            first.node.set_balance(account, word(1_000_000));
            second.node.set_balance(account, word(1_000_000));
        }
        let mut dice = Dice(1);
        for step in 0..10_000 {
            let op = dice.op(&pair, 3);
            let to = pair[usize::try_from(dice.roll(2)).unwrap_or(0)];
            let one = effects(&mut first, to, &op);
            let other = effects(&mut second, to, &op);
            assert_eq!(one, other, "step {step}: {op:?} to {to}");
            for account in pair {
                for slot in 0..8 {
                    let values = (first.slot(account, slot), second.slot(account, slot));
                    assert_eq!(values.0, values.1, "step {step}, slot {slot} of {account}");
                }
                assert_eq!(first.node.balance(account), second.node.balance(account));
            }
        }
    }
}

mod gas_limit {
    use super::*;

    #[test]
    fn above_the_cap_is_held_back_and_returned() {
        let mut bench = Bench::new();
        for target in [bench.evm, bench.wasm] {
            let before = bench.node.balance(bench.user);
            let mut request = bench.request(target, &Op::Spin);
            request.gas = Some(100_000_000);
            assert!(bench.node.transact(request).is_err());
            let paid = (before - bench.node.balance(bench.user)) / word(100_000_000);
            assert_eq!(paid, word(32_000_000));
        }
    }

    #[test]
    fn pays_the_base_fee_to_the_network_account() {
        let mut bench = Bench::new();
        let before = bench.node.balance(Address::ZERO);
        let sent = bench.send(bench.wasm, &Op::Log(vec![1])).expect("it logs");
        let fee = word(sent.gas_used) * word(100_000_000);
        assert_eq!(bench.node.balance(Address::ZERO) - before, fee);
    }
}

mod selfdestruct {
    use super::*;

    /// Code that destroys itself in favour of address 1.
    const DESTROY: [u8; 3] = [0x60, 0x01, 0xff];

    #[test]
    fn reverts_while_a_program_acts() {
        let mut bench = Bench::new();
        let destroyer = Address::with_last_byte(0xdd);
        let code = revm::bytecode::Bytecode::new_raw(DESTROY.to_vec().into());
        bench.node.chain_mut().state_mut().set_code(destroyer, code);
        bench.node.set_balance(bench.wasm, word(5));
        bench.node.set_balance(bench.evm, word(5));
        let borrow = Op::Delegate(destroyer, Box::new(Op::Context));
        assert!(bench.send(bench.wasm, &borrow).is_err());
        assert_eq!(bench.node.balance(bench.wasm), word(5));
        bench.send(bench.evm, &borrow).expect("EVM code may");
        assert_eq!(bench.node.balance(bench.evm), U256::ZERO);
    }
}
