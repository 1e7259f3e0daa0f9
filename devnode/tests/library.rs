//! The library as tests of contracts use it.

mod common;

use alloy::{primitives::U256, sol};
use common::{Bench, Op};
use devnode::error::NodeError;

sol! {
    function set(uint256 next) external payable;
    function number() external view returns (uint256);

    event Set(address indexed by, uint256 number);
}

mod snapshot {
    use super::*;

    #[test]
    fn can_be_gone_back_to_any_number_of_times() {
        let mut bench = Bench::new();
        let wasm = bench.wasm;
        bench
            .send(wasm, &Op::Store(U256::ZERO, U256::from(1)))
            .expect("it stores");
        let here = bench.node.snapshot();
        let number = bench.node.chain().head().header.number;
        for value in 2..5 {
            bench
                .send(wasm, &Op::Store(U256::ZERO, U256::from(value)))
                .expect("it stores");
            bench.node.warp(100);
            bench.node.revert_to(&here);
            assert_eq!(bench.slot(wasm, 0), U256::from(1));
            assert_eq!(bench.node.chain().head().header.number, number);
        }
    }
}

mod warp {
    use super::*;

    #[test]
    fn moves_time_only_when_told() {
        let mut bench = Bench::new();
        let before = bench.node.now_secs();
        bench.send(bench.wasm, &Op::Log(vec![])).expect("it logs");
        assert_eq!(bench.node.now_secs(), before);
        bench.node.warp(60);
        assert_eq!(bench.node.now_secs(), before + 60);
        bench.node.warp_to(before + 90).expect("it is later");
        assert_eq!(bench.node.chain().head().header.timestamp, before + 90);
        assert!(bench.node.warp_to(before).is_err());
    }
}

mod typed {
    use super::*;

    #[test]
    fn calls_events_and_errors_are_decoded() {
        let mut bench = Bench::new();
        let user = bench.user;
        let counter = bench
            .node
            .deploy_artifact(user, common::COUNTER_JSON, &[U256::from(3).into()])
            .expect("it is deployed");
        let first = bench
            .node
            .call(user, counter, numberCall {})
            .expect("it answers");
        assert_eq!(first, U256::from(3));
        let (_, sent) = bench
            .node
            .send(
                user,
                counter,
                setCall {
                    next: U256::from(4),
                },
            )
            .expect("it is set");
        let event: Set = sent.event().expect("it is told");
        assert_eq!((event.by, event.number), (user, U256::from(4)));
        let large = setCall {
            next: U256::from(1001),
        };
        let Err(NodeError::Revert(data)) = bench.node.send(user, counter, large) else {
            panic!("it was set");
        };
        let words = bench.node.describe(&data);
        assert!(
            words.starts_with("TooLarge(") && words.contains("1001"),
            "{words}"
        );
    }
}

mod meter {
    use super::*;

    #[test]
    fn counts_gas_by_contract_and_ink_by_host_function() {
        let mut bench = Bench::new();
        let (wasm, evm) = (bench.wasm, bench.evm);
        bench.node.start_metering();
        let load = Op::call(wasm, Op::Load(U256::ZERO));
        let sent = bench.send(evm, &load).expect("it answers");
        let used = bench.node.stop_metering();
        let program = &used.contracts[&wasm];
        assert_eq!(program.calls, 1);
        assert!(program.gas < used.contracts[&evm].gas);
        assert!(used.contracts[&evm].gas < sent.gas_used);
        let loads = program.hostios["storage_load_bytes32"];
        assert_eq!(loads.calls, 1);
        // A cold slot: 2,100 gas and more at 10,000 ink each.
        assert!(loads.ink > 21_000_000, "{}", loads.ink);
    }
}

mod trace {
    use super::*;

    #[test]
    fn shows_the_calls_of_both_kinds_with_reasons() {
        let mut bench = Bench::new();
        let (wasm, evm) = (bench.wasm, bench.evm);
        let fail = Op::call(wasm, Op::call(evm, Op::Revert(vec![0xab])));
        assert!(bench.send(evm, &fail).is_err());
        let block = bench.node.chain().head().clone();
        let text = bench.node.trace(block.txs[0].hash).expect("it is known");
        let indent = |needle: &str| {
            let line = text.lines().rfind(|line| line.contains(needle));
            line.map(|line| line.len() - line.trim_start().len())
        };
        assert_eq!(indent("[wasm] CALL"), Some(2), "{text}");
        assert_eq!(indent("[evm] CALL"), Some(4), "{text}");
        assert!(text.contains("reverted: 0xab"), "{text}");
    }

    #[test]
    fn of_host_calls_nests_what_a_call_did() {
        let mut bench = Bench::new();
        let (wasm, evm) = (bench.wasm, bench.evm);
        let sent = bench
            .send(wasm, &Op::call(evm, Op::call(wasm, Op::Echo(vec![1]))))
            .expect("it answers");
        let trace = bench.node.hostios(sent.hash).expect("it is known");
        let call = trace
            .iter()
            .find(|step| step.name == "call_contract")
            .expect("it calls");
        assert_eq!(call.address, Some(evm));
        let inner = call.steps.as_ref().expect("the callee did something");
        assert_eq!(inner[0].name, "evm_call_contract");
        let deepest = inner[0].steps.as_ref().expect("and so did its callee");
        assert!(deepest.iter().any(|step| step.name == "read_args"));
    }
}
