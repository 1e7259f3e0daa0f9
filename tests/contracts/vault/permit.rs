//! Allowances by signature.

use crate::support::{funded, number};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct, sol};
use contract_tests::pool::{IVault, Pool};
use contract_tests::{revert, reverted};

mod permits {
    use super::*;

    sol! {
        struct Permit {
            address owner;
            address spender;
            uint256 value;
            uint256 nonce;
            uint256 deadline;
        }
    }

    fn signed(pool: &Pool, signer: &PrivateKeySigner, permit: &Permit) -> IVault::permitCall {
        let domain = Eip712Domain::new(
            Some("Strikepool LP".into()),
            Some("1".into()),
            Some(U256::from(412_346)),
            Some(pool.vault),
            None,
        );
        assert_eq!(
            pool.ask(IVault::DOMAIN_SEPARATORCall {}),
            domain.separator()
        );
        let signature = signer
            .sign_hash_sync(&permit.eip712_signing_hash(&domain))
            .expect("signed");
        IVault::permitCall {
            owner: permit.owner,
            spender: permit.spender,
            value: permit.value,
            deadline: permit.deadline,
            v: 27 + u8::from(signature.v()),
            r: signature.r().into(),
            s: signature.s().into(),
        }
    }

    fn stage() -> (Pool, PrivateKeySigner, Permit) {
        let pool = funded(1_000);
        let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x42)).expect("a key");
        let permit = Permit {
            owner: signer.address(),
            spender: pool.providers[1],
            value: number(77),
            nonce: U256::ZERO,
            deadline: U256::from(pool.node.now_secs() + 100),
        };
        (pool, signer, permit)
    }

    #[test]
    fn allow_what_was_signed_once() {
        let (mut pool, signer, permit) = stage();
        let (owner, spender) = (permit.owner, permit.spender);
        let call = signed(&pool, &signer, &permit);
        let (stranger, vault) = (pool.market, pool.vault);
        let (_, sent) = pool.send(stranger, vault, call.clone()).expect("permitted");
        assert_eq!(
            sent.event::<IVault::Approval>().expect("one").value,
            number(77)
        );
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            number(77)
        );
        assert_eq!(pool.ask(IVault::noncesCall { owner }), U256::ONE);
        let data = reverted(pool.send(stranger, vault, call));
        assert_eq!(
            &data[..4],
            &revert(&IVault::ERC2612InvalidSigner {
                signer: owner,
                owner
            })[..4]
        );
    }

    #[test]
    fn are_refused_after_their_deadline() {
        let (mut pool, signer, permit) = stage();
        let call = signed(&pool, &signer, &permit);
        pool.node.warp(200);
        let error = IVault::ERC2612ExpiredSignature {
            deadline: permit.deadline,
        };
        assert_eq!(
            reverted(pool.send(pool.market, pool.vault, call)),
            revert(&error)
        );
    }

    #[test]
    fn are_refused_from_anybody_else() {
        let (pool, signer, permit) = stage();
        let owner = pool.providers[0];
        let call = IVault::permitCall {
            owner,
            ..signed(&pool, &signer, &permit)
        };
        let data = reverted(pool.simulate(owner, call));
        assert_eq!(
            &data[..4],
            &revert(&IVault::ERC2612InvalidSigner {
                signer: owner,
                owner
            })[..4]
        );
        // An invalid signature is not one of the zero address.
        let good = signed(&pool, &signer, &permit);
        let none = |owner| IVault::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner,
        };
        let call = IVault::permitCall {
            owner: Address::ZERO,
            r: B256::ZERO,
            ..good.clone()
        };
        assert_eq!(
            reverted(pool.simulate(owner, call)),
            revert(&none(Address::ZERO))
        );
        let call = IVault::permitCall {
            v: 29,
            ..good.clone()
        };
        assert_eq!(
            reverted(pool.simulate(owner, call)),
            revert(&none(good.owner))
        );
    }

    #[test]
    fn have_no_twin() {
        let (pool, signer, permit) = stage();
        let good = signed(&pool, &signer, &permit);
        let order = U256::from_str_radix(
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            16,
        )
        .expect("the order of secp256k1");
        let s = (order - U256::from_be_bytes(good.s.0)).into();
        let twin = IVault::permitCall {
            s,
            v: 55 - good.v,
            ..good.clone()
        };
        let error = IVault::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner: good.owner,
        };
        assert_eq!(reverted(pool.simulate(pool.owner, twin)), revert(&error));
        pool.simulate(pool.owner, good)
            .expect("the one with the low s is good");
    }
}
