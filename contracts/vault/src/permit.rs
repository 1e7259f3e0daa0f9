//! Permits by signature: ERC-2612 over EIP-712.

use crate::errors::*;
use crate::storage::Vault;
use alloy_primitives::{hex, Address, B256, U256};
use runtime::Refusal;
use stylus_sdk::prelude::*;

/// keccak256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPE: B256 = B256::new(hex!(
    "8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f"
));

/// keccak256 of the token's [`NAME`](crate::NAME).
const DOMAIN_NAME: B256 = B256::new(hex!(
    "a952661e69f99a1ca2731ac0537f448cac44303ab454d1641b785df30d43e2e8"
));

/// keccak256 of `1`.
const VERSION: B256 = B256::new(hex!(
    "c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6"
));

/// keccak256 of the type that [`tests`] spell out.
const PERMIT_TYPE: B256 = B256::new(hex!(
    "6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9"
));

/// Half of the order of secp256k1. A signature with a higher s has a twin with a lower one, so it is refused.
const HALF_ORDER: B256 = B256::new(hex!(
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"
));

impl Vault {
    /// Does the same as `approve` by `owner`, who has signed it.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature`, `ERC2612InvalidSigner`.
    pub fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), Refusal> {
        let now = U256::from_limbs([self.vm().block_timestamp(), 0, 0, 0]);
        if now > deadline {
            return Err(ERC2612ExpiredSignature { deadline }.into());
        }
        let nonce = self.nonces(owner);
        let number = |value: U256| value.to_be_bytes::<32>();
        let message = [
            PERMIT_TYPE.0,
            owner.into_word().0,
            spender.into_word().0,
            number(value),
            number(nonce),
            number(deadline),
        ];
        let hash = self.vm().native_keccak256(message.as_flattened());
        let both = [
            &[0x19, 0x01],
            self.domain_separator().as_slice(),
            hash.as_slice(),
        ]
        .concat();
        let digest = self.vm().native_keccak256(&both);
        let well_formed = (v == 27 || v == 28) && s <= HALF_ORDER;
        let signer = if well_formed {
            self.recover(digest, v, r, s)
        } else {
            Address::ZERO
        };
        if signer == Address::ZERO || signer != owner {
            return Err(ERC2612InvalidSigner { signer, owner }.into());
        }
        let next = nonce.wrapping_add(U256::from_limbs([1, 0, 0, 0]));
        self.nonces.write(owner, &next);
        self.allow(owner, spender, value);
        Ok(())
    }

    /// Returns the nonce of the next permit of `owner`.
    pub fn nonces(&self, owner: Address) -> U256 {
        self.nonces.read(owner)
    }

    /// Returns the EIP-712 domain of permits on this chain.
    pub fn domain_separator(&self) -> B256 {
        let vm = self.vm();
        let chain = U256::from_limbs([vm.chain_id(), 0, 0, 0]);
        let domain = [
            DOMAIN_TYPE.0,
            DOMAIN_NAME.0,
            VERSION.0,
            chain.to_be_bytes(),
            vm.contract_address().into_word().0,
        ];
        vm.native_keccak256(domain.as_flattened())
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
        let permit =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
        assert_eq!(keccak256(domain), DOMAIN_TYPE);
        assert_eq!(keccak256(crate::NAME), DOMAIN_NAME);
        assert_eq!(keccak256("1"), VERSION);
        assert_eq!(keccak256(permit), PERMIT_TYPE);
    }
}
