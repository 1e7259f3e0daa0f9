//! Input for Ethereum's precompiles.

use alloy::{
    primitives::{U256, hex, keccak256},
    signers::{SignerSync, local::PrivateKeySigner},
};
use fastrand::Rng;

/// Ethereum's precompiles: 1 to 17, and the one for secp256r1.
pub(super) const PRECOMPILES: [u16; 18] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 256,
];

/// Input that the precompile accepts.
pub(super) fn accepted(rng: &mut Rng, number: u16, key: &PrivateKeySigner) -> Vec<u8> {
    match number {
        1 => signature(rng, key),
        5 => power(rng),
        6 => [curve_point(), curve_point()].concat(),
        7 => [curve_point(), word(rng.u64(..)).to_vec()].concat(),
        8 => pairing(),
        9 => compression(rng),
        10 => vec![0; 192],
        // Points at infinity are valid on every curve.
        11 => vec![0; 256],
        12 | 14 => vec![0; if number == 12 { 160 } else { 288 }],
        13 => vec![0; 512],
        15 => vec![0; 384],
        16 => [vec![0; 48], word(rng.u64(..))[16..].to_vec()].concat(),
        17 => [vec![0; 112], word(rng.u64(..))[16..].to_vec()].concat(),
        256 => vec![rng.u8(..); 160],
        _ => {
            let size = rng.usize(..300);
            (0..size).map(|_| rng.u8(..)).collect()
        }
    }
}

fn signature(rng: &mut Rng, key: &PrivateKeySigner) -> Vec<u8> {
    let hash = keccak256(rng.u64(..).to_be_bytes());
    let Ok(signature) = key.sign_hash_sync(&hash) else {
        return Vec::new();
    };
    let parity = word(27 + u64::from(signature.v()));
    let (r, s) = (
        signature.r().to_be_bytes::<32>(),
        signature.s().to_be_bytes::<32>(),
    );
    [hash.0, parity, r, s].concat()
}

fn power(rng: &mut Rng) -> Vec<u8> {
    let lengths = [(); 3].map(|()| rng.usize(..70));
    let mut input: Vec<u8> = lengths
        .iter()
        .flat_map(|length| word(*length as u64))
        .collect();
    let size: usize = lengths.iter().sum();
    input.extend((0..size).map(|_| rng.u8(..)));
    input
}

fn compression(rng: &mut Rng) -> Vec<u8> {
    let mut input = rng.u32(..30).to_be_bytes().to_vec();
    input.extend((0..208).map(|_| rng.u8(..)));
    input.push(rng.u8(..2));
    input
}

fn word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

/// The generator of the first group of `alt_bn128`.
fn curve_point() -> Vec<u8> {
    [word(1), word(2)].concat()
}

/// A pairing check that holds: a point at infinity with the generator of the second group.
fn pairing() -> Vec<u8> {
    let generator = hex!(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"
    );
    [vec![0; 64], generator.to_vec()].concat()
}
