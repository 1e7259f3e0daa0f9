//! The precompiles that old contracts know: address table, function table, batch posters, tickets.

mod common;

use alloy::{
    primitives::{Address, B256, Bytes, TxKind, U256, keccak256},
    rpc::types::{TransactionInput, TransactionRequest},
    sol,
    sol_types::{SolCall, SolError},
};
use devnode::{
    Devnode,
    api::TypedCall,
    arbos::precompiles::{
        ARB_ADDRESS_TABLE, ARB_AGGREGATOR, ARB_FUNCTION_TABLE, ARB_RETRYABLE_TX, ARB_STATISTICS,
        ARBOS_TEST,
    },
    chain::Simulation,
    config::SEQUENCER,
    evm::{Executed, Outcome},
};

sol! {
    function addressExists(address addr) external view returns (bool);
    function compress(address addr) external view returns (bytes);
    function decompress(bytes buf, uint256 offset) external view returns (address addr, uint256 read);
    function lookup(address addr) external view returns (uint256);
    function lookupIndex(uint256 index) external view returns (address);
    function register(address addr) external returns (uint256);

    function getBatchPosters() external view returns (address[]);
    function addBatchPoster(address newBatchPoster) external;
    function getFeeCollector(address batchPoster) external view returns (address);
    function setFeeCollector(address batchPoster, address newFeeCollector) external;
    function getPreferredAggregator(address addr) external view returns (address aggregator, bool isDefault);

    function getLifetime() external view returns (uint256);
    function getTimeout(bytes32 ticketId) external view returns (uint256);
    function redeem(bytes32 ticketId) external returns (bytes32);
    error NoTicketWithID();

    function burnArbGas(uint256 gasAmount) external pure;
    function getStats() external view returns (uint256 block, uint256, uint256, uint256, uint256, uint256);
    function upload(bytes buf) external;
    function get(address addr, uint256 index) external view returns (uint256, bool, uint256);
}

/// Gas of a transaction before it runs.
fn intrinsic(data: &[u8]) -> u64 {
    21_000
        + data
            .iter()
            .map(|byte| if *byte == 0 { 4 } else { 16 })
            .sum::<u64>()
}

fn run(node: &Devnode, to: Address, call: &impl SolCall, gas: u64) -> (Executed, u64) {
    let data = call.abi_encode();
    let before = intrinsic(&data);
    let request = TransactionRequest {
        from: Some(node.account(0)),
        to: Some(TxKind::Call(to)),
        gas: Some(before + gas),
        input: TransactionInput::new(data.into()),
        ..TransactionRequest::default()
    };
    let call = Simulation {
        request,
        ..Simulation::default()
    };
    let chain = node.chain();
    let done = chain.simulate(&chain.next_spot(), call).expect("it begins");
    let used = done.gas_used - before;
    (done, used)
}

mod address_table {
    use super::*;

    #[test]
    fn numbers_addresses_in_the_order_of_their_registration() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let addresses: Vec<_> = (1..=3).map(Address::repeat_byte).collect();
        for (index, addr) in addresses.iter().enumerate() {
            for _again in 0..2 {
                let call = registerCall { addr: *addr };
                let (number, _) = node
                    .send(user, ARB_ADDRESS_TABLE, call)
                    .expect("it is registered");
                assert_eq!(number, U256::from(index));
            }
        }
        for (index, addr) in addresses.iter().enumerate() {
            let ask = |call| node.call(user, ARB_ADDRESS_TABLE, call);
            let index = U256::from(index);
            assert_eq!(ask(lookupIndexCall { index }).expect("an address"), *addr);
        }
        let beyond = lookupIndexCall {
            index: U256::from(3),
        };
        assert!(node.call(user, ARB_ADDRESS_TABLE, beyond).is_err());
        let stranger = lookupCall {
            addr: Address::repeat_byte(9),
        };
        assert!(node.call(user, ARB_ADDRESS_TABLE, stranger).is_err());
    }

    #[test]
    fn compresses_what_it_knows_to_a_byte_and_the_rest_not_at_all() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let known = Address::repeat_byte(0xaa);
        for addr in [Address::repeat_byte(0xbb), known] {
            node.send(user, ARB_ADDRESS_TABLE, registerCall { addr })
                .expect("it is registered");
        }
        let stranger = Address::repeat_byte(0xcc);
        for (addr, encoded) in [
            (known, vec![1]),
            (stranger, [&[0x94], stranger.as_slice()].concat()),
        ] {
            let short = node
                .call(user, ARB_ADDRESS_TABLE, compressCall { addr })
                .expect("bytes");
            assert_eq!(short, Bytes::from(encoded.clone()));
            let buf = [&[0xff; 5], encoded.as_slice(), &[0xff; 40]].concat();
            let call = decompressCall {
                buf: buf.into(),
                offset: U256::from(5),
            };
            let back = node
                .call(user, ARB_ADDRESS_TABLE, call)
                .expect("an address");
            assert_eq!((back.addr, back.read), (addr, U256::from(encoded.len())));
        }
        for (buf, offset) in [
            (vec![7], U256::ZERO),
            (vec![], U256::ZERO),
            (vec![0xff; 30], U256::ZERO),
            (vec![1], U256::from(2)),
            (vec![1], U256::MAX),
            (vec![0x94, 1, 2], U256::ZERO),
            (vec![0x89, 1, 2, 3, 4, 5, 6, 7, 8, 9], U256::ZERO),
        ] {
            let call = decompressCall {
                buf: buf.clone().into(),
                offset,
            };
            let (done, _) = run(&node, ARB_ADDRESS_TABLE, &call, 100_000);
            assert_eq!(done.outcome, Outcome::Revert, "{buf:?} {offset}");
            assert!(done.output.is_empty());
        }
    }

    /// Opening the state, two words read and three written, one word of arguments and of results.
    #[test]
    fn charges_for_every_word_of_state() {
        let node = Devnode::new().expect("the node starts");
        let call = registerCall {
            addr: Address::repeat_byte(1),
        };
        let (done, gas) = run(&node, ARB_ADDRESS_TABLE, &call, 100_000);
        assert_eq!(done.outcome, Outcome::Success);
        assert_eq!(gas, 800 + 2 * 800 + 3 * 20_000 + 3 + 3);
    }

    #[test]
    fn keeps_its_words_where_nitro_does() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let addr = Address::repeat_byte(0x12);
        node.send(user, ARB_ADDRESS_TABLE, registerCall { addr })
            .expect("it is registered");
        let table = keccak256([3]);
        let slot = |space: B256, key: B256| {
            let hash = keccak256([space.as_slice(), &key[..31]].concat());
            U256::from_be_slice(&[&hash[..31], &key[31..]].concat())
        };
        let arbos = devnode::arbos::storage::ARBOS_ACCOUNT;
        let word = |space, key| node.chain().state().slot(arbos, slot(space, key));
        assert_eq!(word(table, B256::ZERO), U256::from(1));
        assert_eq!(
            word(table, B256::with_last_byte(1)),
            U256::from_be_bytes(addr.into_word().0)
        );
        assert_eq!(word(keccak256(table), addr.into_word()), U256::from(1));
    }
}

mod batch_posters {
    use super::*;

    #[test]
    fn are_the_sequencer_until_an_owner_adds_others() {
        let mut node = Devnode::new().expect("the node starts");
        let (user, owner) = (node.account(0), node.owner());
        let posters = node
            .call(user, ARB_AGGREGATOR, getBatchPostersCall {})
            .expect("a list");
        assert_eq!(posters, [SEQUENCER]);
        let preferred = getPreferredAggregatorCall { addr: user };
        let preferred = node
            .call(user, ARB_AGGREGATOR, preferred)
            .expect("an answer");
        assert_eq!(
            (preferred.aggregator, preferred.isDefault),
            (SEQUENCER, true)
        );

        let add = || addBatchPosterCall {
            newBatchPoster: user,
        };
        assert!(node.send(user, ARB_AGGREGATOR, add()).is_err());
        node.send(owner, ARB_AGGREGATOR, add())
            .expect("it is added");
        node.send(owner, ARB_AGGREGATOR, add())
            .expect("once more changes nothing");
        let posters = node
            .call(user, ARB_AGGREGATOR, getBatchPostersCall {})
            .expect("a list");
        assert_eq!(posters, [SEQUENCER, user]);
    }

    #[test]
    fn name_who_is_paid_in_their_place() {
        let mut node = Devnode::new().expect("the node starts");
        let (poster, payee, other) = (node.account(0), node.account(1), node.account(2));
        let collector = |node: &Devnode| {
            node.call(
                other,
                ARB_AGGREGATOR,
                getFeeCollectorCall {
                    batchPoster: poster,
                },
            )
        };
        let set = |new_collector| setFeeCollectorCall {
            batchPoster: poster,
            newFeeCollector: new_collector,
        };
        assert!(collector(&node).is_err());
        let add = addBatchPosterCall {
            newBatchPoster: poster,
        };
        node.send(node.owner(), ARB_AGGREGATOR, add)
            .expect("it is added");
        assert_eq!(collector(&node).expect("an address"), poster);
        node.send(poster, ARB_AGGREGATOR, set(payee))
            .expect("it is set");
        assert_eq!(collector(&node).expect("an address"), payee);
        assert!(node.send(other, ARB_AGGREGATOR, set(other)).is_err());
        node.send(payee, ARB_AGGREGATOR, set(other))
            .expect("the payee may too");
        assert_eq!(collector(&node).expect("an address"), other);
    }
}

mod tickets {
    use super::*;

    #[test]
    fn do_not_exist() {
        let node = Devnode::new().expect("the node starts");
        let ticket_id = B256::repeat_byte(7);
        let (done, gas) = run(
            &node,
            ARB_RETRYABLE_TX,
            &getTimeoutCall {
                ticketId: ticket_id,
            },
            50_000,
        );
        assert_eq!(done.outcome, Outcome::Revert);
        assert_eq!(&done.output[..], NoTicketWithID::SELECTOR);
        assert_eq!(gas, 800 + 800 + 3 + 3);
        let (done, gas) = run(
            &node,
            ARB_RETRYABLE_TX,
            &redeemCall {
                ticketId: ticket_id,
            },
            50_000,
        );
        assert_eq!(&done.output[..], NoTicketWithID::SELECTOR);
        assert_eq!(gas, 800 + 2 * 800 + 3 + 3);
        let lifetime = node.call(node.account(0), ARB_RETRYABLE_TX, getLifetimeCall {});
        assert_eq!(lifetime.expect("seconds"), U256::from(604_800));
    }
}

mod leftovers {
    use super::*;

    #[test]
    fn burn_gas_and_count_blocks() {
        let mut node = Devnode::new().expect("the node starts");
        let burn = burnArbGasCall {
            gasAmount: U256::from(12_345),
        };
        let (done, gas) = run(&node, ARBOS_TEST, &burn, 50_000);
        assert_eq!((done.outcome, gas), (Outcome::Success, 12_345 + 3));
        let burn = burnArbGasCall {
            gasAmount: U256::from(1_000_000),
        };
        let (done, gas) = run(&node, ARBOS_TEST, &burn, 50_000);
        assert_eq!((done.outcome, gas), (Outcome::Success, 50_000));
        let burn = burnArbGasCall {
            gasAmount: U256::MAX,
        };
        assert_eq!(
            run(&node, ARBOS_TEST, &burn, 50_000).0.outcome,
            Outcome::Revert
        );

        node.warp(1);
        let stats = node
            .call(node.account(0), ARB_STATISTICS, getStatsCall {})
            .expect("figures");
        assert_eq!(stats.block, U256::from(node.chain().head().header.number));
    }

    #[test]
    fn keep_no_functions() {
        let mut node = Devnode::new().expect("the node starts");
        let user = node.account(0);
        let upload = uploadCall {
            buf: Bytes::from_static(b"functions"),
        };
        let call = TypedCall::new(user, ARB_FUNCTION_TABLE, upload);
        node.send_call(&call).expect("it is taken");
        let get = getCall {
            addr: user,
            index: U256::ZERO,
        };
        assert_eq!(
            run(&node, ARB_FUNCTION_TABLE, &get, 50_000).0.outcome,
            Outcome::Revert
        );
    }
}
