//! ERC-7540 of the queue: its words, and its published properties on random histories.

use crate::support::{
    USD, WAD, balances_hold, cancel, claimable, close, end_epoch, lock, nothing, number, pending,
    request, stage,
};
use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{SolCall, sol};
use contract_tests::pool::{IVault, IWithdrawalQueue as Queue, Pool, PoolValue};
use contract_tests::{revert, reverted};
use devnode::error::NodeError;
use fastrand::Rng;

sol! {
    function previewRedeem(uint256 shares) external view returns (uint256);
    function previewWithdraw(uint256 assets) external view returns (uint256);
    function deposit(uint256 assets, address receiver) external returns (uint256);
    function mint(uint256 shares, address receiver) external returns (uint256);
}

fn redeem(pool: &mut Pool, shares: U256, who: Address) -> Result<U256, NodeError> {
    let call = Queue::redeemCall {
        shares,
        receiver: who,
        controller: who,
    };
    Ok(pool.send(who, pool.queue, call)?.0)
}

fn withdraw(pool: &mut Pool, assets: U256, who: Address) -> Result<U256, NodeError> {
    let call = Queue::withdrawCall {
        assets,
        receiver: who,
        controller: who,
    };
    Ok(pool.send(who, pool.queue, call)?.0)
}

fn max(pool: &Pool, controller: Address) -> (U256, U256) {
    (
        pool.ask_queue(Queue::maxRedeemCall { controller }),
        pool.ask_queue(Queue::maxWithdrawCall { controller }),
    )
}

#[test]
fn says_what_it_supports() {
    let pool = stage(0);
    assert_eq!(pool.ask_queue(Queue::shareCall {}), pool.vault);
    assert_eq!(pool.ask_queue(Queue::assetCall {}), pool.asset);
    for (id, expected) in [
        (0x01ff_c9a7, true),
        (0xe3bc_4e65, true),
        (0x2f0a_18c5, true),
        (0x620e_e8e4, true),
        // Deposit requests, and what ERC-165 keeps for none.
        (0xce3b_be50, false),
        (0xffff_ffff, false),
    ] {
        let call = Queue::supportsInterfaceCall {
            interfaceId: FixedBytes::from(u32::to_be_bytes(id)),
        };
        assert_eq!(pool.ask_queue(call), expected, "{id:x}");
    }
}

/// Each published id is all selectors of its interface together.
#[test]
fn has_the_functions_of_the_interfaces() {
    let id = |selectors: &[[u8; 4]]| {
        let all = selectors.iter().map(|it| u32::from_be_bytes(*it));
        all.fold(0, |id, selector| id ^ selector)
    };
    let operators = [
        Queue::setOperatorCall::SELECTOR,
        Queue::isOperatorCall::SELECTOR,
    ];
    assert_eq!(id(&operators), 0xe3bc_4e65);
    let requests = [
        Queue::requestRedeemCall::SELECTOR,
        Queue::pendingRedeemRequestCall::SELECTOR,
        Queue::claimableRedeemRequestCall::SELECTOR,
    ];
    assert_eq!(id(&requests), 0x620e_e8e4);
}

#[test]
fn pays_claims_in_parts() {
    let mut pool = stage(3_000);
    let first = pool.providers[0];
    let shares = number(700_000_000_000_000);
    request(&mut pool, first, shares).expect("they ask");
    end_epoch(&mut pool);
    close(&mut pool).expect("it is time");
    let (filled, due) = claimable(&pool, first);
    assert_eq!((filled, due), max(&pool, first));
    let had = pool.balance(first);
    let third = filled / number(3);
    let paid = redeem(&mut pool, third, first).expect("a part");
    assert_eq!(paid, due * third / filled);
    let (filled_left, due_left) = max(&pool, first);
    assert_eq!((filled_left, due_left), (filled - third, due - paid));
    let call = Queue::withdrawCall {
        assets: number(USD),
        receiver: first,
        controller: first,
    };
    let (taken, sent) = pool.send(first, pool.queue, call).expect("a part");
    assert_eq!(taken, filled_left * number(USD) / due_left);
    let event: Queue::Withdraw = sent.event().expect("an event");
    assert_eq!(
        (event.sender, event.receiver, event.owner),
        (first, first, first)
    );
    assert_eq!((event.assets, event.shares), (number(USD), taken));
    let (rest, _) = max(&pool, first);
    redeem(&mut pool, rest, first).expect("the rest");
    assert_eq!(pool.balance(first) - had, due);
    assert_eq!(max(&pool, first), (U256::ZERO, U256::ZERO));
    assert_eq!(reverted(redeem(&mut pool, U256::ZERO, first)), nothing());
    assert_eq!(reverted(withdraw(&mut pool, U256::ZERO, first)), nothing());
    balances_hold(&pool);
}

/// The properties of `erc7540-reusable-properties`, after each step of a random history. `ERC7540_CASES` sets the number
/// of steps.
#[test]
fn keeps_its_published_properties() {
    let read = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("an integer"))
    };
    let (cases, seed) = (read("ERC7540_CASES", 300), read("ERC7540_SEED", 1));
    let mut rng = Rng::with_seed(seed);
    let mut pool = stage(0);
    let mut claims = 0;
    for step in 0..cases {
        let who = pool.providers[rng.usize(..3)];
        match rng.u8(..6) {
            0 | 1 => {
                let shares = pool.shares(who) * U256::from(rng.u64(1..=50)) / number(100);
                let _ = request(&mut pool, who, shares);
            }
            2 => drop(cancel(&mut pool, who)),
            3 => {
                let mark = WAD.cast_signed() * rng.i128(-100..=200);
                pool.mark(PoolValue {
                    mark,
                    high: mark,
                    low: mark,
                    reserve: WAD * rng.u128(0..=3_000),
                    ..Default::default()
                });
            }
            _ => {
                end_epoch(&mut pool);
                let _ = close(&mut pool);
            }
        }
        claims += u32::from(properties_hold(&mut pool, &mut rng, step));
        if pool.balance(pool.vault) < number(500 * USD) {
            let _ = pool.deposit(who, 300 * USD);
        }
        balances_hold(&pool);
    }
    assert!(u64::from(claims) > cases / 20, "{claims} claims");
}

/// Checks every property. Claims and requests that succeed stay done. Returns whether something was claimed.
fn properties_hold(pool: &mut Pool, rng: &mut Rng, step: u64) -> bool {
    // 7540-1 and 7540-2: all shares are worth the money, but for the virtual shares and rounding.
    let supply = pool.ask(IVault::totalSupplyCall {});
    let total = pool.ask_queue(Queue::totalAssetsCall {});
    let worth = pool.ask_queue(Queue::convertToAssetsCall { shares: supply });
    assert!(worth <= total && total - worth <= total / number(1_000_000_000) + number(2));
    let shares = pool.ask_queue(Queue::convertToSharesCall { assets: total });
    let near = shares / number(1_000_000) + number(4_000_000);
    assert!(shares.abs_diff(supply) <= near, "{shares} of {supply}");
    // 7540-3: max… never reverts, for anybody.
    for who in [Address::ZERO, pool.queue, pool.providers[2]] {
        max(pool, who);
        let none = pool.ask_queue(Queue::maxDepositCall { receiver: who });
        assert_eq!(none, U256::ZERO);
        assert_eq!(
            pool.ask_queue(Queue::maxMintCall { receiver: who }),
            U256::ZERO
        );
    }
    let who = pool.providers[rng.usize(..3)];
    let (most_shares, most_assets) = max(pool, who);
    // 7540-4: claiming more than the maximum always reverts.
    let amount = most_shares + U256::ONE;
    let over = Queue::QueueExceedsClaimable {
        amount,
        max: most_shares,
    };
    assert_eq!(
        reverted(redeem(pool, amount, who)),
        revert(&over),
        "step {step}"
    );
    let amount = most_assets + U256::ONE;
    let over = Queue::QueueExceedsClaimable {
        amount,
        max: most_assets,
    };
    assert_eq!(reverted(withdraw(pool, amount, who)), revert(&over));
    // 7540-5: a request for more shares than there are reverts.
    let more = pool.shares(who) + U256::ONE;
    assert!(request(pool, who, more).is_err());
    // 7540-6: previews revert, and so does joining.
    let (owner, queue) = (pool.owner, pool.queue);
    let amount = number(1);
    let (shares, assets, receiver) = (amount, amount, who);
    assert!(
        pool.node
            .call(owner, queue, previewRedeemCall { shares })
            .is_err()
    );
    assert!(
        pool.node
            .call(owner, queue, previewWithdrawCall { assets })
            .is_err()
    );
    assert!(
        pool.send(who, queue, depositCall { assets, receiver })
            .is_err()
    );
    assert!(
        pool.send(who, queue, mintCall { shares, receiver })
            .is_err()
    );
    // 7540-7: a maximum above zero can be claimed, and a claim changes neither what waits nor what others have.
    let others = pool
        .providers
        .map(|it| (pending(pool, it), claimable(pool, it)));
    let had = pool.balance(who);
    let start = pool.node.snapshot();
    if most_shares > U256::ZERO {
        assert_eq!(
            redeem(pool, most_shares, who).expect("its maximum"),
            most_assets
        );
        assert_eq!(pool.balance(who) - had, most_assets);
        pool.node.revert_to(&start);
    }
    if most_assets > U256::ZERO {
        let taken = withdraw(pool, most_assets, who).expect("its maximum");
        assert_eq!(taken, most_shares);
        assert_eq!(max(pool, who), (U256::ZERO, U256::ZERO));
    }
    for (provider, (waits, due)) in pool.providers.into_iter().zip(others) {
        assert_eq!(pending(pool, provider), waits);
        if provider != who {
            assert_eq!(claimable(pool, provider), due);
        }
    }
    if rng.u8(..5) == 0 {
        lock(pool, rng.u128(0..=3_000));
    }
    most_assets > U256::ZERO
}
