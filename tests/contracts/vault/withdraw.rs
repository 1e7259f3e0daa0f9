//! The vault: joining, leaving, the market's money, shares as a token.

use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct, SolValue, sol};
use contract_tests::authority::{execute, pause, schedule, tighten};
use contract_tests::pool::{DAY, IGoverned, IMarks, IVault, Pool, PoolValue, deploy, key};
use contract_tests::tokens::{self, ICoin, IOddCoin, Manner};
use contract_tests::{revert, reverted};

/// A dollar in units of an asset of 6 decimals.
const USD: u128 = 1_000_000;
/// One, in WAD.
const WAD: i128 = 1_000_000_000_000_000_000;
/// Shares that the first deposit leaves to nobody.
const DEAD: u128 = 1_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// A pool with the first provider's deposit of so many dollars.
fn funded(dollars: u128) -> Pool {
    let mut pool = Pool::of_decimals(6);
    let first = pool.providers[0];
    pool.deposit(first, dollars * USD).expect("he joins");
    pool
}

/// A book worth this many dollars at the mark, and one dollar more and less to the two sides.
fn book(dollars: i128) -> PoolValue {
    PoolValue {
        mark: dollars * WAD,
        high: (dollars + 1) * WAD,
        low: (dollars - 1) * WAD,
        ..Default::default()
    }
}

fn exceeds(amount: U256, max: U256) -> Bytes {
    revert(&IVault::VaultExceedsMax { amount, max })
}

mod construction {
    use super::*;

    fn refusal(
        authority: Address,
        asset: Address,
        risk_manager: Address,
        node: &mut devnode::Devnode,
    ) -> Bytes {
        let arguments = (authority, asset, risk_manager).abi_encode_params();
        reverted(deploy(node, "vault", &arguments))
    }

    /// The deployer wraps what the constructor reverts with.
    fn holds(data: &Bytes, inner: &Bytes) -> bool {
        data.windows(inner.len()).any(|part| part == inner.as_ref())
    }

    #[test]
    fn names_what_is_missing() {
        let mut pool = Pool::of_decimals(6);
        let (owner, asset, marks) = (pool.owner, pool.asset, pool.marks);
        for (name, missing) in [
            ("authority", (Address::ZERO, asset, marks)),
            ("asset", (owner, Address::ZERO, marks)),
            ("riskManager", (owner, asset, Address::ZERO)),
        ] {
            let error = revert(&IGoverned::AccessZeroAddress { key: key(name) });
            let data = refusal(missing.0, missing.1, missing.2, &mut pool.node);
            assert!(holds(&data, &error), "{name}: {data}");
        }
    }

    #[test]
    fn takes_assets_of_6_to_18_decimals() {
        for decimals in [6, 18] {
            let pool = Pool::of_decimals(decimals);
            assert_eq!(pool.ask(IVault::decimalsCall {}), decimals + 6);
        }
        let mut pool = Pool::of_decimals(6);
        for decimals in [5, 19] {
            let asset = tokens::deploy_coin(&mut pool.node, pool.owner, decimals);
            let data = refusal(pool.owner, asset, pool.marks, &mut pool.node);
            let error = revert(&IVault::VaultDecimals {
                decimals: U256::from(decimals),
            });
            assert!(holds(&data, &error), "{decimals}: {data}");
        }
    }

    #[test]
    fn refuses_an_asset_that_is_no_token() {
        let mut pool = Pool::of_decimals(6);
        let token = Address::repeat_byte(0x77);
        let data = refusal(pool.owner, token, pool.marks, &mut pool.node);
        let error = revert(&IVault::TokenUnreadable { token });
        assert!(holds(&data, &error), "{data}");
    }

    #[test]
    fn is_readable() {
        let pool = Pool::of_decimals(6);
        assert_eq!(pool.ask(IVault::assetCall {}), pool.asset);
        assert_eq!(pool.ask(IVault::riskManagerCall {}), pool.marks);
        assert_eq!(pool.ask(IVault::marketCall {}), pool.market);
        assert_eq!(pool.ask(IVault::liquidatorCall {}), Address::ZERO);
        assert_eq!(pool.ask(IVault::queueCall {}), pool.queue);
        assert_eq!(pool.ask(IVault::nameCall {}), "Strikepool LP");
        assert_eq!(pool.ask(IVault::symbolCall {}), "spLP");
        assert_eq!(pool.ask(IVault::totalSupplyCall {}), U256::ZERO);
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
    }
}

mod depositing {
    use super::*;

    #[test]
    fn gives_shares_and_leaves_the_first_ones_to_nobody() {
        let mut pool = Pool::of_decimals(6);
        let [first, second, _] = pool.providers;
        let (shares, sent) = pool.deposit(first, 1_000 * USD).expect("he joins");
        assert_eq!(shares, number(1_000 * USD * 1_000_000 - DEAD));
        assert_eq!(pool.shares(first), shares);
        let event: IVault::Deposit = sent.event().expect("an event");
        assert_eq!((event.sender, event.owner), (first, first));
        assert_eq!((event.assets, event.shares), (number(1_000 * USD), shares));
        let moved = sent.events::<IVault::Transfer>();
        assert_eq!(moved.len(), 3, "the token's, the dead shares', his");
        let (shares, _) = pool.deposit(second, 1_000 * USD).expect("he joins");
        assert_eq!(shares, number(1_000 * USD * 1_000_000));
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(2_000 * USD));
        assert_eq!(pool.balance(pool.vault), number(2_000 * USD));
    }

    #[test]
    fn goes_to_whom_the_payer_says() {
        let mut pool = funded(10);
        let [_, payer, receiver] = pool.providers;
        let call = IVault::depositCall {
            assets: number(USD),
            receiver,
        };
        let (shares, _) = pool.send(payer, pool.vault, call).expect("he joins");
        assert_eq!(pool.shares(receiver), shares);
        assert_eq!(pool.shares(payer), U256::ZERO);
        let call = IVault::mintCall { shares, receiver };
        let (assets, sent) = pool.send(payer, pool.vault, call).expect("he joins");
        assert_eq!(assets, number(USD));
        assert_eq!(sent.event::<IVault::Deposit>().expect("one").assets, assets);
        assert_eq!(pool.shares(receiver), shares + shares);
    }

    #[test]
    fn pays_for_the_book_at_the_side_that_is_dearer() {
        let mut pool = funded(1_000);
        pool.mark(book(100));
        let second = pool.providers[1];
        let (shares, _) = pool.deposit(second, 1_101 * USD).expect("he joins");
        // He pays as much as the pool is worth on the high side, and gets as many shares as there were.
        let supply = number(1_000 * USD * 1_000_000 + 1_000_000);
        let expected = number(1_101 * USD) * supply / number(1_101 * USD + 1);
        assert_eq!(shares, expected);
    }

    #[test]
    fn is_refused_when_it_would_give_nothing() {
        let mut pool = Pool::of_decimals(6);
        let first = pool.providers[0];
        for assets in [0, 1, 1_000] {
            let error = revert(&IVault::VaultNoShares {
                assets: number(assets),
            });
            assert_eq!(reverted(pool.deposit(first, assets)), error, "{assets}");
        }
        pool.deposit(first, 1_001)
            .expect("one unit above the dead shares");
    }

    #[test]
    fn is_refused_beyond_the_cap() {
        let mut pool = funded(1_000);
        let owner = pool.owner;
        let call = tighten(pool.vault, "depositCapTokens", number(1_500));
        pool.send(pool.guardian, pool.authority, call)
            .expect("less is safer");
        assert_eq!(
            pool.ask(IVault::maxDepositCall { receiver: owner }),
            number(500 * USD)
        );
        let second = pool.providers[1];
        let error = exceeds(number(500 * USD + 1), number(500 * USD));
        assert_eq!(reverted(pool.deposit(second, 500 * USD + 1)), error);
        let most = pool.ask(IVault::maxMintCall { receiver: owner });
        let call = |shares| IVault::mintCall {
            shares,
            receiver: second,
        };
        let error = exceeds(most + U256::ONE, most);
        assert_eq!(
            reverted(pool.simulate(second, call(most + U256::ONE))),
            error
        );
        pool.send(second, pool.vault, call(most))
            .expect("all that is left");
        assert_eq!(
            pool.ask(IVault::maxDepositCall { receiver: owner }),
            U256::ZERO
        );
        assert_eq!(
            reverted(pool.deposit(second, 1)),
            exceeds(U256::ONE, U256::ZERO)
        );
    }

    #[test]
    fn is_refused_to_receivers_who_cannot_be_meant() {
        let mut pool = funded(10);
        let second = pool.providers[1];
        for receiver in [Address::ZERO, pool.vault] {
            let call = IVault::depositCall {
                assets: number(USD),
                receiver,
            };
            let error = revert(&IVault::ERC20InvalidReceiver { receiver });
            assert_eq!(reverted(pool.send(second, pool.vault, call)), error);
        }
    }

    #[test]
    fn is_refused_of_amounts_that_do_not_fit() {
        let pool = funded(10);
        let assets = U256::MAX;
        let overflow = revert(&IVault::VaultOverflow {});
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::previewDepositCall { assets })),
            overflow
        );
        let shares = U256::ONE << 128;
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::convertToAssetsCall { shares })),
            overflow
        );
        let receiver = pool.providers[1];
        let max = pool.ask(IVault::maxDepositCall { receiver });
        let call = IVault::depositCall { assets, receiver };
        assert_eq!(
            reverted(pool.simulate(receiver, call)),
            exceeds(assets, max)
        );
    }
}

mod leaving {
    use super::*;

    #[test]
    fn pays_at_the_side_that_is_cheaper_and_keeps_the_fee() {
        let mut pool = funded(1_000);
        let [first, second, _] = pool.providers;
        pool.deposit(second, 1_000 * USD).expect("he joins");
        pool.mark(book(200));
        let held = pool.shares(second);
        let before = pool.balance(second);
        let (assets, sent) = pool.redeem(second, held).expect("he leaves");
        let supply = number(2_000 * USD * 1_000_000 + 1_000_000);
        let gross = held * number(2_199 * USD + 1) / supply;
        assert_eq!(assets, gross * number(9_980) / number(10_000));
        assert_eq!(pool.balance(second) - before, assets);
        let event: IVault::Withdraw = sent.event().expect("an event");
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (second, second, second)
        );
        assert_eq!((event.assets, event.shares), (assets, held));
        let left = pool.ask(IVault::backingCall {});
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            left,
            "the book is no money"
        );
    }

    #[test]
    fn by_amount_takes_the_shares_that_it_previews() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        let assets = number(123_456_789);
        let shares = pool.ask(IVault::previewWithdrawCall { assets });
        let receiver = pool.providers[2];
        let before = pool.balance(receiver);
        let call = IVault::withdrawCall {
            assets,
            receiver,
            owner: first,
        };
        let held = pool.shares(first);
        let (taken, _) = pool.send(first, pool.vault, call).expect("he leaves");
        assert_eq!(taken, shares);
        assert_eq!(pool.shares(first), held - taken);
        assert_eq!(pool.balance(receiver) - before, assets);
    }

    #[test]
    fn for_somebody_else_takes_his_allowance() {
        let mut pool = funded(1_000);
        let [owner, spender, _] = pool.providers;
        let shares = number(1_000_000_000);
        let redeem = |receiver| IVault::redeemCall {
            shares,
            receiver,
            owner,
        };
        let error = IVault::ERC20InsufficientAllowance {
            spender,
            allowance: U256::ZERO,
            needed: shares,
        };
        assert_eq!(
            reverted(pool.send(spender, pool.vault, redeem(spender))),
            revert(&error)
        );
        let approve = IVault::approveCall {
            spender,
            value: shares + U256::ONE,
        };
        pool.send(owner, pool.vault, approve).expect("approved");
        pool.send(spender, pool.vault, redeem(spender))
            .expect("allowed");
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::ONE
        );
    }

    #[test]
    fn cannot_touch_the_reserve() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        // A reserve of 900 dollars and a wei of WAD, which counts as a whole unit.
        let reserve = (900 * WAD).cast_unsigned() + 1;
        pool.mark(PoolValue {
            reserve,
            ..Default::default()
        });
        let most = number(100 * USD - 1);
        assert_eq!(pool.ask(IVault::maxWithdrawCall { owner: first }), most);
        let withdraw = |assets| IVault::withdrawCall {
            assets,
            receiver: first,
            owner: first,
        };
        let error = exceeds(number(100 * USD), most);
        assert_eq!(
            reverted(pool.send(first, pool.vault, withdraw(number(100 * USD)))),
            error
        );
        let shares = pool.ask(IVault::maxRedeemCall { owner: first });
        let error = exceeds(shares + U256::ONE, shares);
        assert_eq!(reverted(pool.redeem(first, shares + U256::ONE)), error);
        let (assets, _) = pool.redeem(first, shares).expect("what is free");
        assert_eq!(assets, most);
        assert_eq!(pool.ask(IVault::maxRedeemCall { owner: first }), U256::ZERO);
        pool.mark(PoolValue {
            reserve: u128::MAX,
            ..Default::default()
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            U256::ZERO
        );
    }

    #[test]
    fn cannot_touch_what_the_book_owes() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        // 301 dollars are owed at the dearer side, and 100 are reserved for what they may become.
        let reserve = (100 * WAD).cast_unsigned();
        pool.mark(PoolValue {
            reserve,
            ..book(-300)
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            number(599 * USD)
        );
        assert_eq!(pool.ask(IVault::poolCall {}).withdrawable, 599 * USD);
        // What others owe the pool is not there to be paid out.
        pool.mark(PoolValue {
            reserve,
            ..book(300)
        });
        assert_eq!(
            pool.ask(IVault::maxWithdrawCall { owner: first }),
            number(900 * USD)
        );
    }

    #[test]
    fn is_refused_to_receivers_who_cannot_be_meant() {
        let mut pool = funded(10);
        let owner = pool.providers[0];
        for receiver in [Address::ZERO, pool.vault] {
            let call = IVault::redeemCall {
                shares: number(DEAD),
                receiver,
                owner,
            };
            let error = revert(&IVault::ERC20InvalidReceiver { receiver });
            assert_eq!(reverted(pool.send(owner, pool.vault, call)), error);
        }
    }

    #[test]
    fn keeps_another_fee_once_the_change_has_waited() {
        let mut pool = funded(1_000);
        let (owner, vault, authority) = (pool.owner, pool.vault, pool.authority);
        let fee = key("exitFeeBps");
        let setting = pool.ask(IGoverned::settingCall { key: fee });
        assert_eq!(
            (setting._0, setting._1, setting._2),
            (number(20), U256::ZERO, number(100))
        );
        let call = tighten(vault, "exitFeeBps", number(10));
        assert!(
            pool.send(owner, authority, call).is_err(),
            "neither direction is safer"
        );
        let value = number(101);
        let call = schedule(vault, "exitFeeBps", value);
        let bounds = IGoverned::AccessOutOfBounds {
            key: fee,
            value,
            min: U256::ZERO,
            max: number(100),
        };
        assert_eq!(reverted(pool.send(owner, authority, call)), revert(&bounds));
        let call = schedule(vault, "exitFeeBps", number(100));
        pool.send(owner, authority, call).expect("scheduled");
        pool.node.warp(2 * DAY);
        pool.send(owner, authority, execute(vault, "exitFeeBps"))
            .expect("due");
        assert_eq!(
            pool.ask(IGoverned::settingCall { key: fee })._0,
            number(100)
        );
        let cap = pool.ask(IGoverned::settingCall {
            key: key("depositCapTokens"),
        });
        assert_eq!(
            cap._0,
            number(1_000_000_000_000),
            "its neighbours in the word stand"
        );
        assert_eq!(pool.ask(IVault::assetCall {}), pool.asset);
        let shares = number(1_000_000 * 10_000);
        assert_eq!(
            pool.ask(IVault::previewRedeemCall { shares }),
            number(9_900)
        );
    }
}

mod coming_and_going {
    use super::*;

    /// Every way in and out, and what each most says.
    fn all_refuse_with(pool: &mut Pool, error: &Bytes) {
        let first = pool.providers[0];
        let (owner, receiver) = (first, first);
        let one = U256::ONE;
        let zero = |answer: U256| assert_eq!(answer, U256::ZERO);
        zero(pool.ask(IVault::maxDepositCall { receiver }));
        zero(pool.ask(IVault::maxMintCall { receiver }));
        zero(pool.ask(IVault::maxWithdrawCall { owner }));
        zero(pool.ask(IVault::maxRedeemCall { owner }));
        let is = |data: Bytes| assert_eq!(&data, error);
        is(reverted(pool.simulate(
            first,
            IVault::depositCall {
                assets: one,
                receiver,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::mintCall {
                shares: one,
                receiver,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::withdrawCall {
                assets: one,
                receiver,
                owner,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::redeemCall {
                shares: one,
                receiver,
                owner,
            },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::previewDepositCall { assets: one },
        )));
        is(reverted(
            pool.simulate(first, IVault::previewMintCall { shares: one }),
        ));
        is(reverted(pool.simulate(
            first,
            IVault::previewWithdrawCall { assets: one },
        )));
        is(reverted(pool.simulate(
            first,
            IVault::previewRedeemCall { shares: one },
        )));
    }

    #[test]
    fn waits_for_a_price() {
        let mut pool = funded(1_000);
        for state in [1, 2] {
            pool.mark(PoolValue { state, ..book(5) });
            all_refuse_with(&mut pool, &revert(&IVault::VaultNoPrice { state }));
        }
        // Where there is a mark there is a value, whatever may be done at it.
        pool.mark(PoolValue {
            state: 1,
            ..book(5)
        });
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(1_005 * USD));
        pool.mark(PoolValue {
            state: 2,
            ..book(5)
        });
        let error = revert(&IVault::VaultNoPrice { state: 2 });
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
        let call = IVault::convertToSharesCall { assets: U256::ONE };
        assert_eq!(reverted(pool.simulate(pool.owner, call)), error);
    }

    #[test]
    fn waits_for_a_settlement() {
        let mut pool = funded(1_000);
        let expiry = 1_800_000_000;
        pool.mark(PoolValue {
            unsettled: expiry,
            ..book(5)
        });
        let error = revert(&IVault::VaultUnsettled { expiry });
        all_refuse_with(&mut pool, &error);
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
    }

    #[test]
    fn waits_for_a_book_that_can_be_valued_and_hands_its_error_on() {
        let mut pool = funded(1_000);
        let marks = pool.marks;
        pool.send(pool.owner, marks, IMarks::breakDownCall { broken: true })
            .expect("broken");
        let error = revert(&IMarks::MarksBroken { figure: number(7) });
        all_refuse_with(&mut pool, &error);
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::totalAssetsCall {})),
            error
        );
        assert_eq!(
            reverted(pool.simulate(pool.owner, IVault::poolCall {})),
            error
        );
        pool.send(pool.owner, marks, IMarks::breakDownCall { broken: false })
            .expect("mended");
        let first = pool.providers[0];
        pool.deposit(first, USD).expect("all is well again");
    }

    #[test]
    fn stops_while_paused_but_for_the_market() {
        let mut pool = funded(1_000);
        pool.send(pool.guardian, pool.authority, pause(pool.vault))
            .expect("paused");
        all_refuse_with(&mut pool, &revert(&IGoverned::AccessPaused {}));
        pool.collect(USD, 0, 0).expect("money comes in");
        let call = IVault::payClaimsCall { owed: number(USD) };
        pool.send(pool.market, pool.vault, call)
            .expect("winners are paid");
        let [first, second, _] = pool.providers;
        let call = IVault::transferCall {
            to: second,
            value: U256::ONE,
        };
        pool.send(first, pool.vault, call)
            .expect("shares are his to move");
    }

    #[test]
    fn ends_for_an_insolvent_pool() {
        let mut pool = funded(1_000);
        let first = pool.providers[0];
        for worth in [-1_001, -2_000] {
            pool.mark(book(worth));
            assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
            let shares = pool.shares(first);
            assert_eq!(pool.ask(IVault::convertToAssetsCall { shares }), U256::ZERO);
            assert_eq!(pool.ask(IVault::maxRedeemCall { owner: first }), U256::ZERO);
            assert_eq!(
                pool.ask(IVault::maxDepositCall { receiver: first }),
                U256::ZERO
            );
            assert_eq!(pool.ask(IVault::previewRedeemCall { shares }), U256::ZERO);
            assert_eq!(
                reverted(pool.redeem(first, shares)),
                exceeds(shares, U256::ZERO)
            );
            assert_eq!(
                reverted(pool.deposit(first, USD)),
                revert(&IVault::VaultInsolvent {})
            );
        }
        // Solvent on the high side alone: what a newcomer would pay for counts.
        pool.mark(PoolValue {
            high: -999 * WAD,
            ..book(-1_001)
        });
        pool.deposit(first, USD)
            .expect("he buys what might be worth a dollar");
    }

    #[test]
    fn stands_marks_that_contradict_each_other() {
        let mut pool = funded(1_000);
        pool.mark(PoolValue {
            mark: 10 * WAD,
            high: -10 * WAD,
            low: 500 * WAD,
            ..Default::default()
        });
        let seen = pool.ask(IVault::poolCall {});
        let ten = 10 * 1_000_000;
        assert_eq!((seen.low, seen.mark, seen.high), (ten, ten, ten));
        pool.mark(PoolValue {
            mark: i128::MIN,
            high: i128::MIN,
            low: i128::MIN,
            ..Default::default()
        });
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), U256::ZERO);
        let mut pool = Pool::of_decimals(18);
        let first = pool.providers[0];
        pool.deposit(first, 1 << 80).expect("he joins");
        pool.mark(PoolValue {
            mark: i128::MAX,
            ..Default::default()
        });
        let overflow = revert(&IVault::VaultOverflow {});
        assert_eq!(
            reverted(pool.simulate(first, IVault::totalAssetsCall {})),
            overflow
        );
        assert_eq!(
            pool.ask(IVault::maxDepositCall { receiver: first }),
            U256::ZERO
        );
    }
}

mod money_of_the_market {
    use super::*;

    #[test]
    fn moves_by_the_market_alone() {
        let mut pool = funded(1_000);
        let caller = pool.owner;
        let error = revert(&IVault::VaultOnlyMarket { caller });
        let (amount, spread) = (U256::ZERO, U256::ZERO);
        let vault = pool.vault;
        let call = IVault::collectCall {
            amount,
            spread,
            vestingSecs: 0,
        };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
        let call = IVault::payCall {
            amount,
            spread,
            vestingSecs: 0,
        };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
        let call = IVault::payClaimsCall { owed: amount };
        assert_eq!(reverted(pool.send(caller, vault, call)), error);
    }

    #[test]
    fn counts_when_it_is_there() {
        let mut pool = funded(1_000);
        let call = IVault::collectCall {
            amount: number(USD),
            spread: U256::ZERO,
            vestingSecs: 0,
        };
        let error = IVault::VaultUnfunded {
            balance: number(1_000 * USD),
            needed: number(1_001 * USD),
        };
        assert_eq!(
            reverted(pool.send(pool.market, pool.vault, call)),
            revert(&error)
        );
        let sent = pool.collect(USD, 0, 0).expect("it is there");
        let event: IVault::Collected = sent.event().expect("an event");
        assert_eq!((event.amount, event.spread), (number(USD), U256::ZERO));
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_001 * USD));
    }

    #[test]
    fn is_paid_in_full_or_not_at_all() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let pay = |amount| IVault::payCall {
            amount,
            spread: U256::ZERO,
            vestingSecs: 0,
        };
        let (held, needed) = (number(1_000 * USD), number(1_000 * USD + 1));
        let error = revert(&IVault::VaultShort { held, needed });
        assert_eq!(reverted(pool.send(market, vault, pay(needed))), error);
        let (_, sent) = pool.send(market, vault, pay(number(USD))).expect("paid");
        assert_eq!(
            sent.event::<IVault::Paid>().expect("one").amount,
            number(USD)
        );
        assert_eq!(pool.balance(market), number(USD));
        pool.send(market, vault, pay(U256::ZERO))
            .expect("a sale for nothing");
        let overflow = revert(&IVault::VaultOverflow {});
        assert_eq!(reverted(pool.send(market, vault, pay(U256::MAX))), overflow);
    }

    #[test]
    fn pays_claims_as_far_as_it_goes() {
        let mut pool = funded(1_000);
        let (market, vault) = (pool.market, pool.vault);
        let claims = |owed| IVault::payClaimsCall { owed };
        let (paid, sent) = pool.send(market, vault, claims(number(USD))).expect("paid");
        assert_eq!(paid, number(USD));
        let event: IVault::ClaimsPaid = sent.event().expect("an event");
        assert_eq!((event.owed, event.paid), (paid, paid));
        let (paid, _) = pool.send(market, vault, claims(U256::MAX)).expect("paid");
        assert_eq!(paid, number(999 * USD));
        assert_eq!(pool.balance(market), number(1_000 * USD));
        let (paid, _) = pool
            .send(market, vault, claims(number(USD)))
            .expect("nothing is left");
        assert_eq!(paid, U256::ZERO);
        let first = pool.providers[0];
        assert_eq!(
            reverted(pool.deposit(first, USD)),
            revert(&IVault::VaultInsolvent {})
        );
    }

    #[test]
    fn given_away_by_strangers_changes_nothing() {
        let mut pool = funded(1_000);
        let shares = number(1_000_000 * USD);
        let before = pool.ask(IVault::convertToAssetsCall { shares });
        tokens::mint(&mut pool.node, pool.asset, pool.vault, number(5_000 * USD));
        assert_eq!(pool.ask(IVault::totalAssetsCall {}), number(1_000 * USD));
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_000 * USD));
        assert_eq!(pool.ask(IVault::convertToAssetsCall { shares }), before);
        let second = pool.providers[1];
        let (given, _) = pool.deposit(second, USD).expect("he joins");
        assert_eq!(given, number(USD * 1_000_000));
    }
}

mod spread {
    use super::*;

    fn unvested(pool: &Pool) -> u128 {
        pool.ask(IVault::poolCall {}).unvested
    }

    #[test]
    fn counts_evenly_over_a_day_at_least() {
        let mut pool = funded(1_000);
        pool.collect(30 * USD, 24 * USD, 60).expect("collected");
        let start = pool.node.now_secs();
        assert!(unvested(&pool) > 23 * USD);
        pool.node.warp_to(start + 6 * 3_600).expect("later");
        let passed = u128::from(pool.node.now_secs() - start);
        let gone = 24 * USD - unvested(&pool);
        assert!(
            gone.abs_diff(USD * passed / 3_600) < USD / 100,
            "{gone} after {passed} s"
        );
        pool.node.warp(DAY);
        assert_eq!(unvested(&pool), 0);
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_030 * USD));
    }

    #[test]
    fn of_long_options_takes_longer_and_leaves_that_of_short_ones_alone() {
        let mut pool = funded(1_000);
        pool.collect(10 * USD, 10 * USD, 200 * DAY)
            .expect("collected");
        pool.collect(10 * USD, 10 * USD, 7 * DAY)
            .expect("collected");
        pool.collect(10 * USD, 10 * USD, DAY).expect("collected");
        pool.node.warp(DAY + 10);
        let left = unvested(&pool);
        assert!(
            left > 18 * USD && left < 19 * USD,
            "{left}: a week's has lost a seventh"
        );
        pool.node.warp(7 * DAY);
        let left = unvested(&pool);
        assert!(
            left > 95 * USD / 10 && left < 97 * USD / 10,
            "{left}: a long one's has lost a little"
        );
        pool.node.warp(200 * DAY);
        assert_eq!(unvested(&pool), 0);
    }

    #[test]
    fn that_is_paid_out_does_not_vest() {
        let mut pool = funded(1_000);
        pool.collect(100 * USD, 100 * USD, 30 * DAY)
            .expect("collected");
        let claims = IVault::payClaimsCall {
            owed: number(1_050 * USD),
        };
        pool.send(pool.market, pool.vault, claims).expect("paid");
        let seen = pool.ask(IVault::poolCall {});
        assert_eq!((seen.held, seen.unvested), (50 * USD, 50 * USD));
        assert_eq!(pool.ask(IVault::backingCall {}), U256::ZERO);
        pool.node.warp(31 * DAY);
        assert_eq!(pool.ask(IVault::backingCall {}), number(50 * USD));
    }

    #[test]
    fn on_what_is_paid_vests_too() {
        let mut pool = funded(1_000);
        let call = IVault::payCall {
            amount: number(95 * USD),
            spread: number(5 * USD),
            vestingSecs: DAY,
        };
        pool.send(pool.market, pool.vault, call).expect("paid");
        let left = unvested(&pool);
        assert!(left > 49 * USD / 10 && left <= 5 * USD, "{left}");
    }

    #[test]
    fn is_refused_when_it_would_vest_for_ever() {
        let mut pool = funded(1_000);
        let error = revert(&IVault::VaultOverflow {});
        assert_eq!(reverted(pool.collect(USD, USD, 3_651 * DAY)), error);
        assert_eq!(pool.ask(IVault::backingCall {}), number(1_000 * USD));
    }

    /// Who joins before a premium and leaves after it has less than who stayed out.
    #[test]
    fn is_not_for_those_who_come_and_go() {
        let mut pool = funded(1_000);
        let second = pool.providers[1];
        let (shares, _) = pool.deposit(second, 100_000 * USD).expect("he joins");
        pool.collect(10 * USD, 10 * USD, 7 * DAY)
            .expect("collected");
        let (back, _) = pool.redeem(second, shares).expect("he leaves");
        assert!(back < number(100_000 * USD), "{back}");
    }
}

mod odd_tokens {
    use super::*;

    fn stage(manner: Manner) -> Pool {
        let mut pool = Pool::of_odd_coins();
        let first = pool.providers[0];
        pool.deposit(first, 1_000 * USD).expect("plain");
        behave(&mut pool, manner);
        pool
    }

    fn behave(pool: &mut Pool, manner: Manner) {
        let call = IOddCoin::behaveCall {
            manner: manner as u8,
        };
        pool.send(pool.owner, pool.asset, call).expect("told");
    }

    /// A way in, a way out and a payment, and that none of them changes anything.
    fn all_refuse_with(manner: Manner, error: impl Fn(&Pool, bool) -> Bytes) {
        let mut pool = stage(manner);
        let [first, second, _] = pool.providers;
        let before = pool.ask(IVault::poolCall {});
        let entering = error(&pool, true);
        assert_eq!(
            reverted(pool.deposit(second, 100 * USD)),
            entering,
            "{manner:?}"
        );
        let shares = pool.shares(first) / number(10);
        let leaving = error(&pool, false);
        assert_eq!(reverted(pool.redeem(first, shares)), leaving, "{manner:?}");
        let call = IVault::payCall {
            amount: number(99_999_999),
            spread: U256::ZERO,
            vestingSecs: 0,
        };
        assert!(
            pool.send(pool.market, pool.vault, call).is_err(),
            "{manner:?}"
        );
        let call = IVault::payClaimsCall { owed: number(USD) };
        assert!(
            pool.send(pool.market, pool.vault, call).is_err(),
            "{manner:?}"
        );
        assert_eq!(pool.ask(IVault::poolCall {}), before, "{manner:?}");
        assert!(pool.shares(second).is_zero());
    }

    #[test]
    fn that_return_nothing_work() {
        let mut pool = stage(Manner::Silent);
        let second = pool.providers[1];
        let (shares, _) = pool.deposit(second, USD).expect("he joins");
        pool.redeem(second, shares).expect("he leaves");
    }

    #[test]
    fn that_refuse_are_refused() {
        let refused = |pool: &Pool, _: bool| revert(&IVault::TokenRefused { token: pool.asset });
        all_refuse_with(Manner::Refuses, refused);
        all_refuse_with(Manner::Garbles, refused);
        all_refuse_with(Manner::Reverts, |_, _| revert(&IOddCoin::OddCoinReverts {}));
    }

    #[test]
    fn that_move_too_little_are_refused() {
        // The tenth of the shares is worth 99.8 dollars and a little after the fee.
        let leaving = 99_799_900;
        let short = |expected: u128, arrived: u128| {
            revert(&IVault::TokenShort {
                expected: number(expected),
                arrived: number(arrived),
            })
        };
        all_refuse_with(Manner::KeepsATenth, |_, entering| {
            if entering {
                short(100 * USD, 90 * USD)
            } else {
                short(leaving, leaving - leaving / 10)
            }
        });
        all_refuse_with(Manner::MovesNothing, |_, entering| {
            short(if entering { 100 * USD } else { leaving }, 0)
        });
    }

    #[test]
    fn that_take_more_than_they_are_told_are_refused() {
        let mut pool = stage(Manner::TakesMore);
        let first = pool.providers[0];
        let shares = pool.shares(first) / number(10);
        let error = IVault::VaultUnfunded {
            balance: number(1_000 * USD - 2 * 99_799_900),
            needed: number(1_000 * USD - 99_799_900),
        };
        assert_eq!(reverted(pool.redeem(first, shares)), revert(&error));
    }

    #[test]
    fn that_call_back_get_nowhere() {
        let mut pool = stage(Manner::CallsBack);
        let [first, second, _] = pool.providers;
        let calls: [Vec<u8>; 4] = [
            IVault::depositCall {
                assets: number(USD),
                receiver: first,
            }
            .abi_encode(),
            IVault::redeemCall {
                shares: number(DEAD),
                receiver: first,
                owner: first,
            }
            .abi_encode(),
            IVault::transferCall {
                to: first,
                value: U256::ZERO,
            }
            .abi_encode(),
            IVault::totalAssetsCall {}.abi_encode(),
        ];
        for message in calls {
            let target = pool.vault;
            let aim = IOddCoin::aimCall {
                target,
                message: message.into(),
            };
            pool.send(pool.owner, pool.asset, aim).expect("aimed");
            let expected = pool.ask(IVault::previewDepositCall {
                assets: number(USD),
            });
            let (shares, _) = pool.deposit(second, USD).expect("he joins");
            assert_eq!(shares, expected);
            let called = |pool: &Pool| {
                let token = pool.asset;
                let back = pool
                    .node
                    .call(first, token, IOddCoin::calledBackCall {})
                    .expect("an answer");
                let done = pool
                    .node
                    .call(first, token, IOddCoin::callSucceededCall {})
                    .expect("an answer");
                (back, done)
            };
            assert_eq!(called(&pool), (true, false));
            pool.redeem(second, shares).expect("he leaves");
            assert_eq!(called(&pool), (true, false));
        }
    }

    #[test]
    fn that_vanish_are_noticed() {
        let mut pool = stage(Manner::Plain);
        let call = ICoin::burnCall {
            from: pool.vault,
            amount: U256::ONE,
        };
        pool.send(pool.owner, pool.asset, call).expect("burnt");
        let second = pool.providers[1];
        let error = IVault::VaultUnfunded {
            balance: number(1_001 * USD - 1),
            needed: number(1_001 * USD),
        };
        assert_eq!(reverted(pool.deposit(second, USD)), revert(&error));
    }
}

mod inflation {
    use super::*;

    /// The first to come deposits next to nothing, gives the pool a fortune and waits for the next.
    #[test]
    fn by_the_first_depositor_costs_him_and_gains_nothing() {
        let mut pool = Pool::of_decimals(6);
        let [attacker, victim, _] = pool.providers;
        let (held, _) = pool.deposit(attacker, 2_001).expect("he joins");
        let gift = 1_000_000 * USD;
        let call = ICoin::transferCall {
            to: pool.vault,
            amount: number(gift),
        };
        pool.send(attacker, pool.asset, call).expect("a gift");
        let (shares, _) = pool.deposit(victim, 1_000 * USD).expect("he joins");
        let worth = pool.ask(IVault::convertToAssetsCall { shares });
        assert!(
            worth >= number(1_000 * USD - 1),
            "{worth}: nothing was lost"
        );
        let (back, _) = pool.redeem(attacker, held).expect("he leaves");
        assert!(back <= number(2_001), "{back}: the gift is gone");
    }

    /// The same by way of the market, for which money counts once it has vested.
    #[test]
    fn by_income_costs_more_than_it_takes() {
        let mut pool = Pool::of_decimals(6);
        let [attacker, victim, _] = pool.providers;
        let (held, _) = pool.deposit(attacker, 1_001).expect("he joins");
        let gift = 1_000 * USD;
        pool.collect(gift, 0, 0).expect("collected");
        let (shares, _) = pool.deposit(victim, 1_000 * USD).expect("he joins");
        let (kept, _) = pool.redeem(victim, shares).expect("he leaves");
        assert!(kept > number(1_000 * USD * 99 / 100), "{kept}");
        let (back, _) = pool.redeem(attacker, held).expect("he leaves");
        assert!(back < number(gift / 1_000), "{back}");
    }
}

mod shares_as_a_token {
    use super::*;

    #[test]
    fn move_by_their_holder_and_by_whom_he_allows() {
        let mut pool = funded(1_000);
        let [owner, spender, to] = pool.providers;
        let vault = pool.vault;
        let value = number(5);
        let (done, sent) = pool
            .send(owner, vault, IVault::transferCall { to, value })
            .expect("moved");
        assert!(done);
        let event: IVault::Transfer = sent.event().expect("an event");
        assert_eq!((event.from, event.to, event.value), (owner, to, value));
        assert_eq!(pool.shares(to), value);
        let call = IVault::approveCall { spender, value };
        let (done, sent) = pool.send(owner, vault, call).expect("approved");
        assert!(done);
        let event: IVault::Approval = sent.event().expect("an event");
        assert_eq!(
            (event.owner, event.spender, event.value),
            (owner, spender, value)
        );
        let take = |value| IVault::transferFromCall {
            from: owner,
            to,
            value,
        };
        let needed = number(6);
        let error = IVault::ERC20InsufficientAllowance {
            spender,
            allowance: value,
            needed,
        };
        assert_eq!(
            reverted(pool.send(spender, vault, take(needed))),
            revert(&error)
        );
        pool.send(spender, vault, take(value)).expect("allowed");
        assert_eq!(pool.shares(to), number(10));
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::ZERO
        );
        tokens::approve(&mut pool.node, vault, owner, spender);
        pool.send(spender, vault, take(value)).expect("allowed");
        assert_eq!(
            pool.ask(IVault::allowanceCall { owner, spender }),
            U256::MAX,
            "it does not wear off"
        );
    }

    #[test]
    fn do_not_move_where_there_are_none_or_nobody_is() {
        let mut pool = funded(1_000);
        let [owner, sender, to] = pool.providers;
        let vault = pool.vault;
        let needed = U256::ONE;
        let error = IVault::ERC20InsufficientBalance {
            sender,
            balance: U256::ZERO,
            needed,
        };
        let call = IVault::transferCall { to, value: needed };
        assert_eq!(reverted(pool.send(sender, vault, call)), revert(&error));
        for to in [Address::ZERO, vault] {
            let call = IVault::transferCall {
                to,
                value: U256::ONE,
            };
            let error = revert(&IVault::ERC20InvalidReceiver { receiver: to });
            assert_eq!(reverted(pool.send(owner, vault, call)), error);
        }
        let call = IVault::transferCall {
            to: owner,
            value: U256::ONE,
        };
        let before = pool.shares(owner);
        pool.send(owner, vault, call).expect("to himself");
        assert_eq!(pool.shares(owner), before);
    }
}

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
        // Nobody's signature is not the zero address's.
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
