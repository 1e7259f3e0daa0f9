//! Activation, caching and the other precompiles.

mod common;

use alloy::{
    primitives::{Address, B256, TxKind, U256, address},
    rpc::types::{TransactionInput, TransactionRequest},
    sol,
    sol_types::SolError,
};
use common::{Bench, Op};
use devnode::{
    Devnode,
    api::TypedCall,
    arbos::genesis::{CACHE_MANAGER, STYLUS_DEPLOYER},
    config::{Arbos, DEV_ACCOUNT, ether},
    error::NodeError,
};
use stylus_machine::format;

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    function programTimeLeft(address program) external view returns (uint64);
    function expiryDays() external view returns (uint16);
    function keepaliveDays() external view returns (uint16);
    function setWasmExpiryDays(uint16 expiryDays) external;
    function maxStackDepth() external view returns (uint32);
    function activationGas() external view returns (uint64);
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    function allCacheManagers() external view returns (address[] managers);
    function placeBid(address program) external payable;
    function getMinBid(address program) external view returns (uint192);
    function arbOSVersion() external view returns (uint256);
    function arbBlockNumber() external view returns (uint256);
    function getMinimumGasPrice() external view returns (uint256);
    function getGasAccountingParams() external view returns (uint256 speed, uint256 pool, uint256 tx);
    function becomeChainOwner() external;
    function isChainOwner(address account) external view returns (bool);
    function setInkPrice(uint32 price) external;
    function inkPrice() external view returns (uint32);
    function customRevert(uint64 number) external pure;

    error ProgramExpired(uint64 ageInSeconds);
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);
    event ContractDeployed(address deployedContract);
    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
}

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

const DAY_SECS: u64 = 86_400;

fn toolbox() -> Vec<u8> {
    wat::parse_str(common::TOOLBOX_WAT).expect("it assembles")
}

fn code_hash(node: &Devnode, account: Address) -> B256 {
    node.chain()
        .state()
        .account(account)
        .expect("there is code")
        .code_hash
}

mod activate {
    use super::*;

    #[test]
    fn takes_the_fixed_gas_and_the_compile_gas_and_gives_change_back() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let code = format::compress_classic(&toolbox());
        let program = node
            .deploy_evm(user, devnode::api::init_code(&code), U256::ZERO)
            .expect("it is deployed");
        let before = node.balance(user);
        let call = TypedCall::new(user, ARB_WASM, activateProgramCall { program });
        let (answer, sent) = node
            .send_call(&call.value(ether(1)))
            .expect("it is activated");
        let paid = before - node.balance(user);
        let gas_fee = U256::from(sent.gas_used) * U256::from(100_000_000);
        assert_eq!(paid, gas_fee + answer.dataFee);

        let config = stylus_machine::ActivationConfig {
            arbos: stylus_machine::ArbOs::V51,
            stylus_version: 2,
            debug: true,
            page_limit: 128,
        };
        let mut gas = u64::MAX;
        let activation = stylus_machine::activate(&toolbox(), &config, &mut gas).expect("valid");
        // A call to the precompile: 21,000, its calldata, the fixed part and the compilation.
        let calldata = 21_000 + 4 * 16 + 12 * 4 + 20 * 16;
        let zeroes: u64 = program.iter().map(|byte| u64::from(*byte == 0)).sum();
        let expected = calldata - zeroes * 12 + 1_747_826 + activation.compile_gas;
        assert_eq!(sent.gas_used, expected);
        let event: ProgramActivated = sent.event().expect("it is told");
        assert_eq!(event.codehash, code_hash(&node, program));
        assert_eq!(event.dataFee, answer.dataFee);
    }

    #[test]
    fn happens_once_for_the_same_code() {
        let mut bench = Bench::new();
        let (user, program) = (bench.user, bench.wasm);
        let call = TypedCall::new(user, ARB_WASM, activateProgramCall { program });
        let again = bench.node.send_call(&call.value(ether(1)));
        let Err(NodeError::Revert(data)) = again else {
            panic!("it was activated twice");
        };
        assert_eq!(data[..], [0xcc, 0x94, 0x4b, 0xf2]);
        // The same code elsewhere is active already.
        let twin = bench
            .node
            .deploy_wasm(user, &toolbox())
            .expect("it is deployed");
        assert_eq!(twin.activation_gas, 0);
    }

    #[test]
    fn without_enough_value_says_how_much_it_takes() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let code = format::compress_classic(&toolbox());
        let program = node
            .deploy_evm(user, devnode::api::init_code(&code), U256::ZERO)
            .expect("it is deployed");
        let call = TypedCall::new(user, ARB_WASM, activateProgramCall { program });
        let poor = node.send_call(&call.value(U256::from(1)));
        assert!(
            matches!(poor, Err(NodeError::Revert(data)) if data[..4] == [0x09, 0x78, 0x1a, 0xb7])
        );
    }

    #[test]
    fn of_a_program_that_was_never_activated_is_what_a_call_asks_for() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let code = format::compress_classic(&toolbox());
        let program = node
            .deploy_evm(user, devnode::api::init_code(&code), U256::ZERO)
            .expect("it is deployed");
        let early = node.call(user, program, arbOSVersionCall {});
        assert!(matches!(early, Err(NodeError::Halt(why)) if why == "error ProgramNotActivated()"));
    }
}

mod expiry {
    use super::*;

    #[test]
    fn comes_after_a_year_unless_the_program_is_kept_alive() {
        let mut bench = Bench::new();
        let user = bench.user;
        let codehash = code_hash(&bench.node, bench.wasm);
        let keep =
            || TypedCall::new(user, ARB_WASM, codehashKeepaliveCall { codehash }).value(ether(1));
        let soon = bench.node.send_call(&keep());
        assert!(
            matches!(soon, Err(NodeError::Revert(data)) if data[..4] == [0x16, 0xbd, 0x0c, 0xf8])
        );

        bench.node.warp(32 * DAY_SECS);
        let (_, sent) = bench.node.send_call(&keep()).expect("a month has passed");
        assert!(sent.event::<ProgramLifetimeExtended>().is_some());
        bench.node.warp(360 * DAY_SECS);
        assert_eq!(bench.answer(bench.wasm, &Op::Echo(vec![1])), [1u8]);
        let program = bench.wasm;
        let left = bench
            .node
            .call(user, ARB_WASM, programTimeLeftCall { program });
        assert!(left.is_ok_and(|left| left <= 5 * DAY_SECS));

        bench.node.warp(6 * DAY_SECS);
        let late = bench.call(bench.wasm, &Op::Echo(vec![1]));
        assert!(
            matches!(late, Err(NodeError::Halt(why)) if why.starts_with("error ProgramExpired"))
        );
        // A caller that has not lapsed goes on, with no data and without the gas that it gave.
        let inside = bench.call(bench.evm, &Op::call(bench.wasm, Op::Echo(vec![1])));
        assert!(matches!(inside, Err(NodeError::Revert(data)) if data.is_empty()));
        // It can be activated anew.
        bench
            .node
            .activate(user, program)
            .expect("it is activated again");
        assert_eq!(bench.answer(bench.wasm, &Op::Echo(vec![1])), [1u8]);
    }

    #[test]
    fn is_told_by_the_refusals_of_a_renewal_and_a_renewal_gives_change_back() {
        let mut bench = Bench::new();
        let user = bench.user;
        let codehash = code_hash(&bench.node, bench.wasm);
        let keep =
            |wei| TypedCall::new(user, ARB_WASM, codehashKeepaliveCall { codehash }).value(wei);
        let refusal = |bench: &mut Bench, wei| match bench.node.send_call(&keep(wei)) {
            Err(NodeError::Revert(data)) => data,
            _ => panic!("it does not revert"),
        };
        bench.node.warp(31 * DAY_SECS - 3_600);
        let soon = ProgramKeepaliveTooSoon::abi_decode(&refusal(&mut bench, ether(1)));
        assert!(soon.is_ok_and(|it| it.ageInSeconds < 31 * DAY_SECS));

        // Whoever sends too little learns the fee.
        bench.node.warp(DAY_SECS);
        let short = ProgramInsufficientValue::abi_decode(&refusal(&mut bench, U256::ZERO));
        let short = short.expect("the fee");
        assert_eq!(short.have, U256::ZERO);
        let before = bench.node.balance(user);
        let (_, sent) = bench
            .node
            .send_call(&keep(ether(1)))
            .expect("it is renewed");
        let event: ProgramLifetimeExtended = sent.event().expect("it is told");
        assert_eq!((event.codehash, event.dataFee), (codehash, short.want));
        let gas_fee = U256::from(sent.gas_used) * U256::from(100_000_000);
        assert_eq!(before - bench.node.balance(user), gas_fee + event.dataFee);

        bench.node.warp(366 * DAY_SECS);
        let late = ProgramExpired::abi_decode(&refusal(&mut bench, ether(1)));
        assert!(late.is_ok_and(|it| it.ageInSeconds >= 366 * DAY_SECS));
        let program = bench.wasm;
        let left = bench
            .node
            .call(user, ARB_WASM, programTimeLeftCall { program });
        assert!(
            matches!(left, Err(NodeError::Revert(data)) if ProgramExpired::abi_decode(&data).is_ok())
        );
        let codehash = B256::ZERO;
        let unknown = TypedCall::new(user, ARB_WASM, codehashKeepaliveCall { codehash });
        let unknown = bench.node.send_call(&unknown.value(ether(1)));
        assert!(
            matches!(unknown, Err(NodeError::Revert(data)) if data[..] == [0x6f, 0x80, 0x9c, 0x4e])
        );
    }

    #[test]
    fn and_keepalive_are_days_that_the_owner_sets() {
        let mut bench = Bench::new();
        let user = bench.user;
        let days = |node: &Devnode| {
            let expiry = node.call(user, ARB_WASM, expiryDaysCall {});
            let keepalive = node.call(user, ARB_WASM, keepaliveDaysCall {});
            expiry.ok().zip(keepalive.ok())
        };
        assert_eq!(days(&bench.node), Some((365, 31)));
        let call = setWasmExpiryDaysCall { expiryDays: 90 };
        bench
            .node
            .send_call(&TypedCall::new(DEV_ACCOUNT, ARB_OWNER, call))
            .expect("the owner may");
        assert_eq!(days(&bench.node), Some((90, 31)));
        bench.node.warp(91 * DAY_SECS);
        let late = bench.call(bench.wasm, &Op::Echo(vec![1]));
        assert!(
            matches!(late, Err(NodeError::Halt(why)) if why.starts_with("error ProgramExpired(uint64): "))
        );
    }
}

mod cache {
    use super::*;

    #[test]
    fn makes_calls_cheaper_by_the_start_cost() {
        let mut bench = Bench::new();
        let (user, program) = (bench.user, bench.wasm);
        let codehash = code_hash(&bench.node, program);
        let managers = bench
            .node
            .call(user, ARB_WASM_CACHE, allCacheManagersCall {});
        assert_eq!(managers.expect("it answers"), [CACHE_MANAGER]);
        let gas = bench
            .node
            .call(user, ARB_WASM, programInitGasCall { program })
            .expect("it answers");
        let cold = bench
            .call(program, &Op::Echo(vec![1]))
            .expect("it answers")
            .gas_used;
        let bid = TypedCall::new(user, CACHE_MANAGER, placeBidCall { program });
        bench.node.send_call(&bid).expect("there is room");
        let cached = bench
            .node
            .call(user, ARB_WASM_CACHE, codehashIsCachedCall { codehash });
        assert!(cached.expect("it answers"));
        let warm = bench
            .call(program, &Op::Echo(vec![1]))
            .expect("it answers")
            .gas_used;
        assert_eq!(cold - warm, gas.gas - gas.gasWhenCached);
        let again = TypedCall::new(user, CACHE_MANAGER, placeBidCall { program });
        assert!(bench.node.send_call(&again).is_err());
    }

    #[test]
    fn counts_recent_programs_from_arbos_60_on() {
        for (arbos, cheaper) in [(Arbos::V51, false), (Arbos::V60, true)] {
            let bench = Bench::with(Devnode::builder().arbos(arbos));
            let once = Op::call(bench.wasm, Op::Echo(vec![1]));
            let gas = |op: &Op| bench.call(bench.evm, op).expect("it answers").gas_used;
            let first = gas(&once);
            let twice = gas(&Op::call(
                bench.wasm,
                Op::call(bench.wasm, Op::Echo(vec![1])),
            ));
            let extra = twice - first;
            assert_eq!(extra < 8832, cheaper, "ArbOS {arbos}: {extra}");
        }
    }
}

mod deployer {
    use super::*;

    #[test]
    fn deploys_activates_and_constructs_in_one_transaction() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let before = node.balance(user);
        let made = node
            .deploy_wasm_with_constructor(user, &toolbox(), &[1, 2, 3], U256::from(5))
            .expect("it is deployed");
        assert_eq!(node.balance(made.address), U256::from(5));
        assert_eq!(node.balance(STYLUS_DEPLOYER), U256::ZERO);
        // All but the data fee, the value and the gas came back.
        let cost = before - node.balance(user);
        assert!(cost < ether(1) / U256::from(100));
        let codehash = code_hash(&node, made.address);
        let version = node.call(user, ARB_WASM, codehashVersionCall { codehash });
        assert_eq!(version.expect("it is active"), 2);
    }
}

mod owner {
    use super::*;

    #[test]
    fn sets_parameters_free_of_gas_and_on_record() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let call = |from| TypedCall::new(from, ARB_OWNER, setInkPriceCall { price: 20_000 });
        let stranger = node.send_call(&call(user).gas(100_000));
        assert!(matches!(stranger, Err(NodeError::Halt(why)) if why.contains("unauthorized")));
        let (_, sent) = node.send_call(&call(DEV_ACCOUNT)).expect("the owner may");
        assert!(sent.gas_used < 22_000, "{}", sent.gas_used);
        assert!(sent.event::<OwnerActs>().is_some());
        assert_eq!(
            node.call(user, ARB_WASM, inkPriceCall {})
                .expect("it answers"),
            20_000
        );
    }

    #[test]
    fn becomes_whoever_asks_on_a_debug_chain() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(3);
        node.send(user, ARB_DEBUG, becomeChainOwnerCall {})
            .expect("anyone may");
        let public = address!("000000000000000000000000000000000000006b");
        let is_owner = node.call(user, public, isChainOwnerCall { account: user });
        assert!(is_owner.expect("it answers"));
    }
}

mod facts {
    use super::*;

    #[test]
    fn follow_the_arbos_version() {
        for (arbos, depth) in [
            (Arbos::V40, 262_144),
            (Arbos::V51, 22_000),
            (Arbos::V60, 22_000),
        ] {
            let node = Devnode::builder()
                .arbos(arbos)
                .build()
                .expect("the node starts");
            let user = node.account(0);
            let version = node
                .call(user, ARB_SYS, arbOSVersionCall {})
                .expect("it answers");
            assert_eq!(version, U256::from(55 + arbos.number()));
            let found = node
                .call(user, ARB_WASM, maxStackDepthCall {})
                .expect("it answers");
            assert_eq!(found, depth);
            let gas = node.call(user, ARB_WASM, activationGasCall {});
            assert_eq!(gas.is_ok(), arbos == Arbos::V60);
        }
    }

    #[test]
    fn include_which_of_ethereums_precompiles_there_are() {
        for (arbos, bls_gas, bls_bytes, p256_gas) in
            [(Arbos::V40, 0, 0, 3450), (Arbos::V51, 375, 128, 6900)]
        {
            let node = Devnode::builder().arbos(arbos).build().expect("it starts");
            let run = |number: u16, input: usize| {
                let request = TransactionRequest {
                    from: Some(node.account(0)),
                    to: Some(TxKind::Call(Address::from_word(U256::from(number).into()))),
                    input: TransactionInput::new(vec![0; input].into()),
                    ..TransactionRequest::default()
                };
                let done = node.simulate(request).expect("it succeeds");
                (done.gas_used - 21_000 - 4 * input as u64, done.output.len())
            };
            assert_eq!(run(0x0b, 256), (bls_gas, bls_bytes), "ArbOS {arbos}");
            assert_eq!(run(0x100, 160), (p256_gas, 0), "ArbOS {arbos}");
            assert_eq!(run(0x04, 5), (15 + 3, 5), "ArbOS {arbos}");
        }
    }

    #[test]
    fn are_those_of_a_development_node() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let price = node.call(user, ARB_GAS_INFO, getMinimumGasPriceCall {});
        assert_eq!(price.expect("it answers"), U256::from(100_000_000));
        let limits = node.call(user, ARB_GAS_INFO, getGasAccountingParamsCall {});
        let limits = limits.expect("it answers");
        assert_eq!(limits.speed, U256::from(7_000_000));
        assert_eq!(limits.pool, U256::from(32_000_000));
        node.mine();
        let number = node.call(user, ARB_SYS, arbBlockNumberCall {});
        assert_eq!(number.expect("it answers"), U256::from(1));
    }

    #[test]
    fn that_no_one_knows_are_refused() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let unknown = node.send(user, ARB_SYS, customRevertCall { number: 1 });
        assert!(matches!(unknown, Err(NodeError::Revert(data)) if data.is_empty()));
        let custom = node.call(user, ARB_DEBUG, customRevertCall { number: 1 });
        assert!(matches!(custom, Err(NodeError::Revert(data)) if data.len() > 100));
    }
}

mod fragments {
    use super::*;

    fn deploy(node: &mut Devnode) -> Result<Address, NodeError> {
        let user = node.account(0);
        let wasm = toolbox();
        let pieces = format::compress_fragments(&wasm, 300);
        let mut addresses = Vec::new();
        for piece in &pieces {
            let init = devnode::api::init_code(piece);
            addresses.push(node.deploy_evm(user, init, U256::ZERO)?);
        }
        let length = u32::try_from(wasm.len()).expect("it is short");
        let root = format::root_code(length, &addresses);
        node.deploy_evm(user, devnode::api::init_code(&root), U256::ZERO)
    }

    #[test]
    fn make_a_program_from_arbos_60_on() {
        let mut node = Devnode::builder()
            .arbos(Arbos::V60)
            .build()
            .expect("the node starts");
        let user = node.account(0);
        let program = deploy(&mut node).expect("it is deployed");
        node.activate(user, program).expect("it is activated");
        let bench = Bench {
            user,
            wasm: program,
            evm: program,
            node,
        };
        assert_eq!(bench.answer(program, &Op::Echo(vec![9])), [9u8]);
    }

    #[test]
    fn cannot_be_deployed_before() {
        let mut node = Devnode::new().expect("the node starts");
        assert!(deploy(&mut node).is_err());
    }
}
