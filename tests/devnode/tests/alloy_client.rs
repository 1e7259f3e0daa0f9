//! An alloy client against the server.

mod common;

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{U256, utils::Unit},
    providers::{Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
    sol,
};
use devnode::{
    config::Config,
    rpc::{Node, serve},
};
use std::net::SocketAddr;

sol! {
    #[sol(rpc)]
    contract Counter {
        event Set(address indexed by, uint256 number);
        error TooLarge(uint256 number, uint256 limit);
        function number() external view returns (uint256);
        function set(uint256 next) external payable;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deploys_calls_and_reads_events_and_errors() {
    let node = Node::new(Config::default()).expect("the node starts");
    let key = node.keys()[2].clone();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = serve(node, any).await.expect("it listens");
    let url = server.url().parse().expect("a URL");
    let client = ProviderBuilder::new()
        .wallet(EthereumWallet::from(key.clone()))
        .connect_http(url);

    assert_eq!(client.get_chain_id().await.expect("an id"), 412_346);
    let code = common::counter().init_code(&[U256::from(5).into()]).expect("it has code");
    let create = TransactionRequest::default().with_deploy_code(code);
    let receipt = client
        .send_transaction(create)
        .await
        .expect("it is sent")
        .get_receipt()
        .await
        .expect("it is mined");
    let counter = Counter::new(receipt.contract_address.expect("a contract"), &client);
    assert_eq!(counter.number().call().await.expect("a number"), U256::from(5));

    let set = counter.set(U256::from(6)).send().await.expect("it is sent");
    let receipt = set.get_receipt().await.expect("it is mined");
    assert!(receipt.status());
    let events = counter.Set_filter().from_block(0).query().await.expect("events");
    assert_eq!(events[0].0.by, key.address());
    assert_eq!(events[0].0.number, U256::from(6));

    let refused = counter.set(U256::from(2000)).call().await.expect_err("it is too large");
    let reason = refused.as_decoded_error::<Counter::TooLarge>().expect("the error is known");
    assert_eq!(reason.limit, U256::from(1000));

    let balance = client.get_balance(key.address()).await.expect("a balance");
    assert!(balance < Unit::ETHER.wei() * U256::from(10_000));
    server.stop().await.expect("it stops");
}
