//! The worked examples: one seller, two buyers, a bystander, and what each ends with.
//!
//! A sold 6 calls of strike 2,000, B bought 7 and C 3; Z holds 5,000 and nothing else. The price is 2,150, so A owes 900,
//! B is owed 1,050 and C 450.

use crate::account::Id;
use crate::call::Call;
use crate::fund::Fund;
use crate::market::Market;
use crate::model::Model;
use crate::rules::{Outcome, Rules};
use crate::series::{Kind, Series};

const NEAR: u64 = 24 * 3_600;
const FAR: u64 = 480 * 3_600;
const ONE: i128 = 1_000;

/// The seller.
pub const A: Id = 0;
/// A buyer.
pub const B: Id = 1;
/// Another buyer.
pub const C: Id = 2;
/// Who has money and no position.
pub const Z: Id = 3;

/// How an example begins.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub title: &'static str,
    /// The pool's money, units.
    pub pool: i128,
    /// A's money.
    pub money: i128,
    /// What A holds besides.
    pub more: Vec<(Series, i128)>,
    /// The bond that A laid down.
    pub bond: i128,
    /// Calls after all accounts are settled.
    pub then: Vec<Then>,
}

/// What happens after an example is settled.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// A call.
    Call(Call),
    /// So much comes into the vault.
    Income(i128),
}

const fn call(expiry: u64, strike: i128) -> Series {
    Series {
        expiry,
        kind: Kind::Call,
        strike,
    }
}

/// All examples.
#[must_use]
pub fn all() -> Vec<Example> {
    let example = |title, pool, money| Example {
        title,
        pool,
        money,
        more: Vec::new(),
        bond: 0,
        then: Vec::new(),
    };
    let deposit = |amount| Then::Call(Call::Deposit(A, amount));
    let settle = |id| Then::Call(Call::SettleAccount(id));
    vec![
        example("solvent seller", 10_000, 1_500),
        example("insolvent seller", 10_000, 500),
        Example {
            bond: 20,
            ..example("insolvent seller with a bond of 20", 10_000, 500)
        },
        Example {
            more: vec![(call(FAR, 2_000), 20 * ONE)],
            then: vec![deposit(150), deposit(300)],
            ..example("seller with a later position", 10_000, 500)
        },
        Example {
            more: vec![(call(NEAR, 2_100), 8 * ONE)],
            ..example("seller with a long position worth 400", 10_000, 500)
        },
        Example {
            then: vec![
                Then::Income(200),
                Then::Call(Call::PayClaims),
                settle(B),
                settle(C),
            ],
            ..example("pool short of cash", 400, 1_500)
        },
        example("pool insolvent", 400, 500),
    ]
}

impl Example {
    /// The ledger before the expiry.
    ///
    /// # Errors
    /// None that can be met.
    pub fn set_up(&self) -> Outcome<Model> {
        let market = Market {
            spot: 2_000,
            moves: Market::SOUND,
            listed: [(NEAR, None), (FAR, None)].into(),
            ..Market::default()
        };
        let mut model = Model::new(Rules::default(), market);
        model.make(Call::Join(0, 10_000))?;
        model.lay_out(10_000 - self.pool);
        model.make(Call::GiveToFund(100))?;
        model.fund = Fund::old(100, 0);
        model.make(Call::Deposit(A, self.money))?;
        model.make(Call::Deposit(Z, 5_000))?;
        model.put_in(A, &[(call(NEAR, 2_000), -6 * ONE)]);
        model.put_in(A, &self.more);
        model.put_in(B, &[(call(NEAR, 2_000), 7 * ONE)]);
        model.put_in(C, &[(call(NEAR, 2_000), 3 * ONE)]);
        model.put_bond(A, self.bond);
        Ok(model)
    }

    /// The states that it passes, each with its name. Laws are asserted in each.
    ///
    /// # Errors
    /// None that can be met.
    pub fn play(&self) -> Outcome<Vec<(String, Model)>> {
        let mut model = self.set_up()?;
        let mut states = vec![("before".to_owned(), model.clone())];
        model.tick(24, 2_150);
        model.market.listed.insert(NEAR, Some(2_150));
        model.make(Call::Prove(NEAR))?;
        let mut calls = vec![Then::Call(Call::Settle(NEAR))];
        calls.extend([A, B, C, Z].map(|id| Then::Call(Call::SettleAccount(id))));
        calls.extend(&self.then);
        for then in calls {
            let name = match then {
                Then::Call(call) => {
                    model.make(call)?;
                    match call {
                        Call::SettleAccount(id) => format!("settle account {}", letter(id)),
                        Call::Deposit(id, amount) => format!("deposit {amount} for {}", letter(id)),
                        _ => call.name().to_owned(),
                    }
                }
                Then::Income(amount) => {
                    model.lay_out(-amount);
                    format!("{amount} come into the vault")
                }
            };
            model.assert_laws();
            states.push((name, model.clone()));
        }
        Ok(states)
    }
}

fn letter(id: Id) -> char {
    match id {
        A => 'A',
        B => 'B',
        C => 'C',
        _ => 'Z',
    }
}
