//! Who has signed a post: EIP-712, m of the seats.

use alloy_primitives::{hex, Address, B256, U256};
use stylus_sdk::prelude::*;

use crate::errors::{PricerError, PricerSignature, PricerTooFewSignatures};
use crate::storage::{OptionPricer, SEATS};
use crate::types::{SeatSignature, SurfacePost};

/// keccak256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPE: [u8; 32] = hex!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");

/// keccak256 of `Strikepool`.
const NAME: [u8; 32] = hex!("ef5e62a76a376ee4ce61b0e93c03592193c14a3077a480e95afda3e16a6fe428");

/// keccak256 of `1`.
const VERSION: [u8; 32] = hex!("c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6");

/// keccak256 of `SurfacePost(bytes32 market,uint64 expiry,int128 level,uint128 slope,int128 tilt,int128 shift,uint128
/// smoothness,uint64 timestamp,uint64 nonce,uint64 deadline)`, on one line.
const POST_TYPE: [u8; 32] = hex!("9862d6034ddaec804b8f853d892b70c71469fb0516bd3b5278df609ca6beec7b");

/// Half of the order of secp256k1. A signature with a higher s has a twin with a lower one.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

impl OptionPricer {
    /// What the signers of a post sign.
    pub(crate) fn digest(&self, post: &SurfacePost) -> B256 {
        let mut domain = Words::<5>::new();
        domain.push(DOMAIN_TYPE);
        domain.push(NAME);
        domain.push(VERSION);
        domain.push_unsigned(u128::from(self.vm().chain_id()));
        domain.push(self.vm().contract_address().into_word().0);
        let mut message = Words::<11>::new();
        message.push(POST_TYPE);
        message.push(self.market.get().0);
        message.push_unsigned(u128::from(post.expiry));
        message.push_signed(post.svi.level);
        message.push_unsigned(post.svi.slope);
        message.push_signed(post.svi.tilt);
        message.push_signed(post.svi.shift);
        message.push_unsigned(post.svi.smoothness);
        message.push_unsigned(u128::from(post.timestamp));
        message.push_unsigned(u128::from(post.nonce));
        message.push_unsigned(u128::from(post.deadline));
        let hash = |bytes: &[u8]| self.vm().native_keccak256(bytes);
        let (domain, message) = (hash(domain.bytes()), hash(message.bytes()));
        let mut envelope = [0u8; 66];
        envelope[..2].copy_from_slice(&[0x19, 0x01]);
        envelope[2..34].copy_from_slice(domain.as_slice());
        envelope[34..].copy_from_slice(message.as_slice());
        hash(&envelope)
    }

    /// Refuses unless as many seats as the quorum asks for have signed.
    pub(crate) fn require_quorum(&self, post: &SurfacePost, signatures: &[SeatSignature]) -> Result<(), PricerError> {
        let needed: u8 = self.quorum.get().to();
        if needed == 0 || signatures.len() < usize::from(needed) {
            return Err(PricerError::TooFewSignatures(PricerTooFewSignatures {
                given: U256::from(signatures.len()),
                needed: U256::from(needed),
            }));
        }
        let digest = self.digest(post);
        let mut taken = 0u8;
        for (index, signature) in signatures.iter().enumerate() {
            let seat = usize::from(signature.seat);
            let mark = if seat < SEATS { 1u8 << seat } else { 0 };
            let counts = mark != 0 && taken & mark == 0 && self.is_signed_by_seat(digest, seat, signature);
            if !counts {
                return Err(PricerError::Signature(PricerSignature { index: U256::from(index) }));
            }
            taken |= mark;
        }
        Ok(())
    }

    fn is_signed_by_seat(&self, digest: B256, seat: usize, signature: &SeatSignature) -> bool {
        let signer = self.seats.get(seat).unwrap_or_default();
        let low = U256::from_be_bytes(signature.s.0) <= HALF_ORDER;
        let known = signature.v == 27 || signature.v == 28;
        signer != Address::ZERO
            && low
            && known
            && self.recover(digest, signature.v, signature.r, signature.s) == Some(signer)
    }
}

/// ABI words, one after another.
struct Words<const N: usize> {
    words: [[u8; 32]; N],
    used: usize,
}

impl<const N: usize> Words<N> {
    const fn new() -> Self {
        Self { words: [[0; 32]; N], used: 0 }
    }

    fn push(&mut self, word: [u8; 32]) {
        self.words[self.used] = word;
        self.used += 1;
    }

    fn push_unsigned(&mut self, value: u128) {
        let mut word = [0; 32];
        word[16..].copy_from_slice(&value.to_be_bytes());
        self.push(word);
    }

    fn push_signed(&mut self, value: i128) {
        let mut word = [if value < 0 { 0xff } else { 0 }; 32];
        word[16..].copy_from_slice(&value.to_be_bytes());
        self.push(word);
    }

    fn bytes(&self) -> &[u8] {
        self.words.as_flattened()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn the_hashes_are_those_of_their_texts() {
        let domain = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let post = "SurfacePost(bytes32 market,uint64 expiry,int128 level,uint128 slope,int128 tilt,int128 shift,uint128 smoothness,uint64 timestamp,uint64 nonce,uint64 deadline)";
        assert_eq!(keccak256(domain), B256::from(DOMAIN_TYPE));
        assert_eq!(keccak256("Strikepool"), B256::from(NAME));
        assert_eq!(keccak256("1"), B256::from(VERSION));
        assert_eq!(keccak256(post), B256::from(POST_TYPE));
    }
}
