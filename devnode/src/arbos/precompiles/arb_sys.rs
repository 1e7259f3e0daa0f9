//! `ArbSys` (0x64): the chain's own facts, and messages to L1.

use alloy::{
    primitives::{Address, B256, U256, address, keccak256},
    sol,
};
use revm::context_interface::{ContextTr, JournalTr, journaled_state::account::JournaledAccountTr};

use super::{Fault, Method, Session};
use crate::arbos::storage::Space;

sol! {
    function arbBlockNumber() external view returns (uint256);
    function arbBlockHash(uint256 number) external view returns (bytes32);
    function arbChainID() external view returns (uint256);
    function arbOSVersion() external view returns (uint256);
    function getStorageGasAvailable() external view returns (uint256);
    function isTopLevelCall() external view returns (bool);
    function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
    function wasMyCallersAddressAliased() external view returns (bool);
    function myCallersAddressWithoutAliasing() external view returns (address);
    function sendTxToL1(address destination, bytes data) external payable returns (uint256);
    function withdrawEth(address destination) external payable returns (uint256);
    function sendMerkleTreeState() external view returns (uint256 size, bytes32 root, bytes32[] partials);

    event L2ToL1Tx(
        address caller, address indexed destination, uint256 indexed hash,
        uint256 indexed position, uint256 arbBlockNum, uint256 ethBlockNum,
        uint256 timestamp, uint256 callvalue, bytes data
    );
    event SendMerkleUpdate(uint256 indexed reserved, bytes32 indexed hash, uint256 indexed position);
    error InvalidBlockNumber(uint256 requested, uint256 current);
}

/// What is added to the address of an L1 contract that sends to L2.
const ALIAS_OFFSET: Address = address!("1111000000000000000000000000000000001111");

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, _: arbBlockNumberCall| Ok(U256::from(s.ctx.chain.number))),
        Method::view(|s, call: arbBlockHashCall| block_hash(s, call.number)),
        Method::view(|s, _: arbChainIDCall| Ok(U256::from(s.ctx.cfg.chain_id))),
        Method::view(|s, _: arbOSVersionCall| Ok(U256::from(55 + s.ctx.chain.arbos.number()))),
        Method::view(|_, _: getStorageGasAvailableCall| Ok(U256::ZERO)),
        Method::view(|s, _: isTopLevelCallCall| Ok(s.ctx.chain.frames.depth() <= 2)),
        Method::pure(|_, call: mapL1SenderContractAddressToL2AliasCall| {
            let sum = U256::from_be_slice(call.sender.as_slice())
                .wrapping_add(U256::from_be_slice(ALIAS_OFFSET.as_slice()));
            Ok(Address::from_word(B256::from(sum)))
        }),
        // Only messages from L1 carry aliased senders, and a development chain has none.
        Method::view(|_, _: wasMyCallersAddressAliasedCall| Ok(false)),
        Method::view(|s, _: myCallersAddressWithoutAliasingCall| {
            Ok(s.ctx.chain.frames.callers_caller())
        }),
        Method::payable(|s, call: sendTxToL1Call| send_to_l1(s, call.destination, &call.data)),
        Method::payable(|s, call: withdrawEthCall| send_to_l1(s, call.destination, &[])),
        Method::view(|s, _: sendMerkleTreeStateCall| merkle_state(s)),
    ]
}

fn block_hash(s: &Session<'_>, number: U256) -> Result<B256, Fault> {
    let current = s.ctx.chain.number;
    let asked = u64::try_from(number)
        .ok()
        .filter(|asked| *asked < current && asked + 256 >= current);
    match asked {
        Some(asked) => Ok(s.ctx.chain.block_hash(asked)),
        None => Err(Fault::error(&InvalidBlockNumber {
            requested: number,
            current: U256::from(current),
        })),
    }
}

fn send_to_l1(s: &mut Session<'_>, destination: Address, data: &[u8]) -> Result<U256, Fault> {
    let number = U256::from(s.ctx.chain.number);
    let l1_number = s.ctx.block.number;
    let time = s.ctx.block.timestamp;
    if s.ctx.chain.arbos.number() >= 41 && !s.value.is_zero() {
        // Counts the owners of the native token, of which there are none here.
        s.read(Space::ROOT.child(10).field(0))?;
    }
    let mut image = Vec::with_capacity(168 + data.len());
    image.extend_from_slice(s.caller.as_slice());
    image.extend_from_slice(destination.as_slice());
    for word in [number, l1_number, time, s.value] {
        image.extend_from_slice(&word.to_be_bytes::<32>());
    }
    image.extend_from_slice(data);
    s.keccak_cost(image.len())?;
    let hash = keccak256(&image);

    let updates = append_send(s, hash)?;
    let size = s.read_u64(Space::send_merkle().field(0))?;
    burn_value(s);
    for (level, node) in updates {
        let position = (U256::from(level) << 192) + U256::from(size - 1);
        s.emit(&SendMerkleUpdate {
            reserved: U256::ZERO,
            hash: node,
            position,
        })?;
    }
    let position = U256::from(size - 1);
    s.emit(&L2ToL1Tx {
        caller: s.caller,
        destination,
        hash: hash.into(),
        position,
        arbBlockNum: number,
        ethBlockNum: l1_number,
        timestamp: time,
        callvalue: s.value,
        data: data.to_vec().into(),
    })?;
    Ok(position)
}

/// Adds a leaf to the accumulator and returns the new inner nodes, with their levels.
fn append_send(s: &mut Session<'_>, leaf: B256) -> Result<Vec<(u64, B256)>, Fault> {
    let space = Space::send_merkle();
    let before = s.read_u64(space.field(0))?;
    s.write(space.field(0), U256::from(before + 1))?;
    let mut updates = Vec::new();
    let mut node = keccak256(leaf);
    let mut level = 0;
    loop {
        if level == partials(before) {
            s.write(space.field(2 + level), node.into())?;
            return Ok(updates);
        }
        let sibling = B256::from(s.read(space.field(2 + level))?);
        if sibling.is_zero() {
            s.write(space.field(2 + level), node.into())?;
            return Ok(updates);
        }
        s.keccak_cost(64)?;
        node = keccak256([sibling.0, node.0].concat());
        s.write(space.field(2 + level), U256::ZERO)?;
        level += 1;
        updates.push((level, node));
    }
}

/// How many levels the accumulator of that many leaves has.
fn partials(leaves: u64) -> u64 {
    u64::from(u64::BITS - leaves.leading_zeros())
}

fn burn_value(s: &mut Session<'_>) {
    let (address, value) = (s.address, s.value);
    let Ok(mut account) = s.ctx.journal_mut().load_account_mut(address);
    let rest = account.data.balance().saturating_sub(value);
    account.data.set_balance(rest);
}

fn merkle_state(s: &mut Session<'_>) -> Result<sendMerkleTreeStateReturn, Fault> {
    if !s.caller.is_zero() {
        return Err(Fault::quiet("method can only be called by address zero"));
    }
    let space = Space::send_merkle();
    let size = s.read_u64(space.field(0))?;
    let mut list = Vec::new();
    for level in 0..partials(size) {
        list.push(B256::from(s.read(space.field(2 + level))?));
    }
    let mut root = B256::ZERO;
    let mut height = 0;
    for (level, partial) in list.iter().enumerate() {
        if partial.is_zero() {
            continue;
        }
        if root.is_zero() {
            root = *partial;
            height = level;
            continue;
        }
        while height < level {
            root = keccak256([root.0, B256::ZERO.0].concat());
            height += 1;
        }
        root = keccak256([partial.0, root.0].concat());
        height = level + 1;
    }
    Ok(sendMerkleTreeStateReturn {
        size: U256::from(size),
        root,
        partials: list,
    })
}
