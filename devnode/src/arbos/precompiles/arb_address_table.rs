//! `ArbAddressTable` (0x66): addresses that calldata can name by a number.

use alloy::{
    primitives::{Address, Bytes, U256},
    rlp::{self, Decodable, Header},
    sol,
};

use super::{Fault, Method, Session};
use crate::arbos::storage::Space;

sol! {
    function addressExists(address addr) external view returns (bool);
    function compress(address addr) external view returns (bytes);
    function decompress(bytes buf, uint256 offset) external view returns (address, uint256);
    function lookup(address addr) external view returns (uint256);
    function lookupIndex(uint256 index) external view returns (address);
    function register(address addr) external returns (uint256);
    function size() external view returns (uint256);
}

/// The maximum bytes of a compressed number.
const MAX_NUMBER_BYTES: usize = 9;
/// Bytes that an address takes when it is in no table.
const MAX_ADDRESS_BYTES: usize = 21;

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, call: addressExistsCall| Ok(index_of(s, call.addr)?.is_some())),
        Method::view(|s, call: compressCall| {
            let encoded = match index_of(s, call.addr)? {
                Some(index) => rlp::encode(index),
                None => rlp::encode(call.addr),
            };
            Ok(Bytes::from(encoded))
        }),
        Method::view(|s, call: decompressCall| {
            let rest = usize::try_from(call.offset)
                .ok()
                .and_then(|offset| call.buf.get(offset..))
                .ok_or_else(|| Fault::quiet("invalid offset in ArbAddressTable.Decompress"))?;
            let (address, read) = decompress(s, rest)?;
            Ok(decompressReturn {
                _0: address,
                _1: U256::from(read),
            })
        }),
        Method::view(|s, call: lookupCall| {
            index_of(s, call.addr)?
                .map(U256::from)
                .ok_or_else(|| Fault::quiet("address does not exist in AddressTable"))
        }),
        Method::view(|s, call: lookupIndexCall| {
            let index = u64::try_from(call.index)
                .map_err(|_| Fault::quiet("invalid index in ArbAddressTable.LookupIndex"))?;
            address_at(s, index)?
                .ok_or_else(|| Fault::quiet("index does not exist in AddressTable"))
        }),
        Method::write(|s, call: registerCall| register(s, call.addr).map(U256::from)),
        Method::view(|s, _: sizeCall| s.read(size_slot())),
    ]
}

fn size_slot() -> U256 {
    Space::address_table().field(0)
}

/// The slot of the position of an address; positions count from 1.
fn position_slot(address: Address) -> U256 {
    Space::address_table_positions().slot(address.into_word())
}

fn index_of(s: &mut Session<'_>, address: Address) -> Result<Option<u64>, Fault> {
    let position = s.read_u64(position_slot(address))?;
    Ok(position.checked_sub(1))
}

fn address_at(s: &mut Session<'_>, index: u64) -> Result<Option<Address>, Fault> {
    if index >= s.read_u64(size_slot())? {
        return Ok(None);
    }
    s.read_address(Space::address_table().field(index + 1))
        .map(Some)
}

fn register(s: &mut Session<'_>, address: Address) -> Result<u64, Fault> {
    if let Some(index) = index_of(s, address)? {
        return Ok(index);
    }
    let position = s.read_u64(size_slot())? + 1;
    s.write(size_slot(), U256::from(position))?;
    s.write_address(Space::address_table().field(position), address)?;
    s.write(position_slot(address), U256::from(position))?;
    Ok(position - 1)
}

/// Reads an address or the number of one; gives how many bytes it took.
fn decompress(s: &mut Session<'_>, bytes: &[u8]) -> Result<(Address, usize), Fault> {
    let broken = |error: rlp::Error| Fault::quiet(&error.to_string());
    let mut rest = &bytes[..bytes.len().min(MAX_ADDRESS_BYTES)];
    let text = Header::decode_bytes(&mut rest, false).map_err(broken)?;
    if let Ok(address) = Address::try_from(text) {
        return Ok((address, MAX_ADDRESS_BYTES));
    }
    let short = &bytes[..bytes.len().min(MAX_NUMBER_BYTES)];
    let mut rest = short;
    let index = u64::decode(&mut rest).map_err(broken)?;
    let address =
        address_at(s, index)?.ok_or_else(|| Fault::quiet("invalid index in compressed address"))?;
    Ok((address, short.len() - rest.len()))
}
