//! Checks who has signed a post: EIP-712, m of the seats.

use crate::errors::{PricerSignature, PricerTooFewSignatures};
use crate::storage::OptionPricer;
use abi::trading::SviSlice;
use alloc::vec::Vec;
use alloy_primitives::{hex, Address, B256, U256};
use runtime::words::Values;
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// keccak256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPE: B256 = B256::new(hex!(
    "8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f"
));

/// keccak256 of `Strikepool`.
const NAME: B256 = B256::new(hex!(
    "ef5e62a76a376ee4ce61b0e93c03592193c14a3077a480e95afda3e16a6fe428"
));

/// keccak256 of `1`.
const VERSION: B256 = B256::new(hex!(
    "c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6"
));

/// keccak256 of the type that [`tests`] spell out.
const POST_TYPE: B256 = B256::new(hex!(
    "ed24c51dca97471bd54e67fe15efa7e4d0c7a37f66c98835ecf394713dbdaa7b"
));

/// Half of the order of secp256k1. A signature with a higher s has a twin with a lower one, so it is refused.
const HALF_ORDER: B256 = B256::new(hex!(
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"
));

/// The length of a packed signature in bytes: seat, v, r, s.
const SIGNATURE: usize = 66;

/// A slice and the terms of its post. Signers sign these, with the market and the domain.
pub(crate) struct Signed<'a> {
    pub(crate) slice: &'a SviSlice,
    pub(crate) nonce: u64,
    pub(crate) deadline: u64,
}

impl OptionPricer {
    /// Returns the digest that the signers of a post sign.
    pub(crate) fn digest(&self, post: &Signed<'_>) -> B256 {
        let vm = self.vm();
        let domain = (
            DOMAIN_TYPE,
            NAME,
            VERSION,
            vm.chain_id(),
            vm.contract_address(),
        );
        let market = self.market.get();
        let message = (
            POST_TYPE,
            market,
            post.slice.clone(),
            post.nonce,
            post.deadline,
        );
        let hash = |bytes: &[u8]| vm.native_keccak256(bytes);
        let both = (hash(&domain.encode(&[])), hash(&message.encode(&[])));
        hash(&both.encode(&[0x19, 0x01]))
    }

    /// Refuses unless as many signers as the quorum have signed, each from their own seat and each once. A signer who
    /// got two seats counts once.
    pub(crate) fn require_quorum(&self, post: &Signed<'_>, packed: &[u8]) -> Result<(), Refusal> {
        let (signatures, rest) = packed.as_chunks::<SIGNATURE>();
        let (given, needed) = (signatures.len(), usize::from(self.quorum.get()));
        if !rest.is_empty() || needed == 0 || given < needed {
            let (given, needed) = (U256::from(given), U256::from(needed));
            return Err(PricerTooFewSignatures { given, needed }.into());
        }
        let digest = self.digest(post);
        let mut signers = Vec::with_capacity(given);
        for (index, signature) in signatures.iter().enumerate() {
            match self.signer(digest, signature) {
                Some(signer) if !signers.contains(&signer) => signers.push(signer),
                _ => {
                    let index = U256::from(index);
                    return Err(PricerSignature { index }.into());
                }
            }
        }
        Ok(())
    }

    /// Returns the signer of the seat that a signature names, if they made it; `None` if not.
    fn signer(&self, digest: B256, packed: &[u8; SIGNATURE]) -> Option<Address> {
        let [seat, v, words @ ..] = packed;
        let signer = self.seats.get(usize::from(*seat));
        let word = |half: &[u8; 32]| B256::new(*half);
        let (v, r, s) = (*v, word(words.first_chunk()?), word(words.last_chunk()?));
        let well_formed = (v == 27 || v == 28) && s <= HALF_ORDER;
        let is_theirs =
            signer != Address::ZERO && well_formed && self.recover(digest, v, r, s) == Some(signer);
        is_theirs.then_some(signer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn the_hashes_are_those_of_their_texts() {
        let domain =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let post = "SurfacePost(bytes32 market,uint64 expiry,uint64 timestamp,int128 level,uint128 slope,int128 tilt,int128 shift,uint128 smoothness,uint64 nonce,uint64 deadline)";
        assert_eq!(keccak256(domain), DOMAIN_TYPE);
        assert_eq!(keccak256("Strikepool"), NAME);
        assert_eq!(keccak256("1"), VERSION);
        assert_eq!(keccak256(post), POST_TYPE);
    }
}
