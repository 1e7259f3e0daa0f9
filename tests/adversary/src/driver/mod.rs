//! Makes random calls and asserts every law after each of them.

mod actions;
mod end;
mod focused;
mod news;
mod orders;

pub use focused::focused;
pub use news::Gains;

use crate::account::Id;
use crate::call::Call;
use crate::market::{DAY_SECS, Market};
use crate::model::Model;
use crate::rules::Rules;
use fastrand::Rng;
use std::collections::BTreeMap;

/// Accounts of a run, two for each owner.
const ACCOUNTS: Id = 24;
/// Providers of a run.
const PROVIDERS: u32 = 5;

/// How much a run looks for trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stress {
    /// Anything.
    Wide,
    /// Blind margin, large accounts, few keepers, wild prices.
    Insolvent,
    /// Calendars without money beside them, so that loans and set-offs come.
    Calendars,
}

impl Stress {
    /// The one for this run.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        match seed % 3 {
            0 => Self::Insolvent,
            1 => Self::Wide,
            _ => Self::Calendars,
        }
    }
}

/// How often things happened.
pub type Counts = BTreeMap<String, u64>;

/// A run.
pub struct Driver {
    /// The ledger.
    pub model: Model,
    /// What happened.
    pub counts: Counts,
    /// The last call.
    pub last: Option<Call>,
    rng: Rng,
    stress: Stress,
    who: Id,
    size: i128,
    pool: i128,
    keeper: f64,
    prover: f64,
    jump: f64,
    fund_log: Vec<(u64, i128)>,
    fund_paid: Vec<(u64, i128)>,
}

impl Driver {
    /// Sets a run up.
    #[must_use]
    pub fn new(rules: Rules, seed: u64, stress: Stress) -> Self {
        let mut rng = Rng::with_seed(seed);
        let pick = |rng: &mut Rng, of: &[i128]| of[rng.usize(..of.len())];
        let margins = [Market::SOUND, Market::NARROW, Market::NARROW, Market::BLIND];
        let mut market = Market {
            spot: 200_000,
            reserve_percent: pick(&mut rng, &[0, 0, 50, 125]),
            moves: margins[rng.usize(..margins.len())],
            ..Market::default()
        };
        let mut who = [3, 6, 12, ACCOUNTS][rng.usize(..4)];
        let mut size = pick(&mut rng, &[10_000, 300_000, 3_000_000]);
        let mut pool = pick(&mut rng, &[200_000, 5_000_000, 60_000_000]);
        let mut keeper = [0.0, 0.02, 0.3][rng.usize(..3)];
        let prover = [0.1, 0.5][rng.usize(..2)];
        let mut fund = pick(&mut rng, &[0, 100_000, 10_000_000]);
        let mut jump = [0.02, 0.1, 0.3][rng.usize(..3)];
        if stress != Stress::Wide {
            market.moves = Market::BLIND;
            (who, size, pool, keeper, jump) = (6, 3_000_000, 2_000_000, 0.02, 0.3);
        }
        if stress == Stress::Calendars {
            pool = pick(&mut rng, &[300_000, 3_000_000]);
            (jump, fund) = (0.05, 0);
        }
        let mut driver = Self {
            model: Model::new(rules, market),
            counts: Counts::new(),
            last: None,
            rng,
            stress,
            who,
            size,
            pool,
            keeper,
            prover,
            jump,
            fund_log: Vec::new(),
            fund_paid: Vec::new(),
        };
        driver.make(Call::Join(0, pool));
        if fund > 0 {
            driver.make(Call::GiveToFund(fund));
        }
        driver
    }

    fn pick(&mut self, of: &[i128]) -> i128 {
        of[self.rng.usize(..of.len())]
    }

    fn chance(&mut self, part: f64) -> bool {
        self.rng.f64() < part
    }

    fn anyone(&mut self) -> Id {
        self.rng.u32(..self.who)
    }

    /// Counts what happened.
    pub fn note(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    /// Makes a call and asserts what it may change. Returns whether it was taken.
    pub fn make(&mut self, call: Call) -> bool {
        self.last = Some(call);
        let before = self.model.clone();
        let Err(_) = self.model.make(call) else {
            self.note(call.name());
            self.note_state();
            self.assert_call(call, &before);
            self.model.assert_laws();
            return true;
        };
        self.note(&format!("refused: {}", call.name()));
        false
    }

    fn note_state(&mut self) {
        if self.model.loans > 0 {
            self.note("steps with a loan");
        }
        if !self.model.unpaid.is_empty() {
            self.note("steps with unpaid claims");
        }
        if self.model.clearing.is_some() {
            self.note("steps in clearing");
        }
    }

    /// What the call may change.
    fn assert_call(&mut self, call: Call, before: &Model) {
        if matches!(
            call,
            Call::Join(..) | Call::LeaveAtOnce(..) | Call::CloseEpoch
        ) {
            assert_eq!(before.window(), None, "L3: in and out in the window");
        }
        let to_claims = self.model.tally.claims_paid - before.tally.claims_paid;
        if self.model.vault.held - before.vault.held + to_claims < 0 {
            self.assert_paid_out(call, before);
        }
        self.assert_worth(call, before);
        self.assert_others(call, before);
        self.assert_fund(call, before);
    }

    /// L4 and L6: the vault has paid somebody out.
    fn assert_paid_out(&mut self, call: Call, before: &Model) {
        let model = &self.model;
        let covered = model.vault.held >= model.vault.owed;
        assert!(covered, "L4: {call:?} was paid before claims");
        let spare = model.spare();
        if matches!(call, Call::LeaveAtOnce(..) | Call::CloseEpoch) {
            assert!(spare >= 0, "L6: {call:?} took what must stay");
            return;
        }
        let mut settled = before.clone();
        if let Call::Trade(id, ..) | Call::Liquidate(id) = call {
            settled.settle_accounts(&[id]);
        }
        if let Call::Trade(id, series, quantity) = call
            && settled.opens(id, series, quantity)
        {
            let quarter = model.worth().max(0) / 4;
            let left = spare - model.unvested();
            assert!(left >= quarter, "L6: an opening took what must stay");
            self.note("openings that are paid");
            return;
        }
        let enough = spare >= settled.spare().min(0);
        assert!(enough, "L6: {call:?} took what must stay");
        let below = if spare < 0 {
            "closes paid below what must stay"
        } else {
            "closes paid"
        };
        self.note(below);
    }

    /// Settling changes nothing that is not known already.
    fn assert_worth(&mut self, call: Call, before: &Model) {
        let known =
            |model: &Model| model.worth() + model.unvested() + model.loans + model.tally.lost;
        if matches!(
            call,
            Call::Settle(_) | Call::SettleAccount(_) | Call::PayClaims | Call::Deposit(..)
        ) {
            let jump = known(&self.model) - known(before);
            assert!(jump.abs() <= 64, "L9: {call:?} moves the worth by {jump}");
        }
        if let Call::Liquidate(id) = call {
            let same = self.model.past(id) == before.past(id);
            assert!(same, "L5: a past position is taken at its average");
        }
        if self.model.tally.earned > before.tally.earned && matches!(call, Call::SettleAccount(_)) {
            self.note("tenths of bonds paid");
        }
        if call == Call::CloseEpoch {
            for (who, request) in &before.queue.requests {
                if request.asked == before.epoch() {
                    let now = self.model.queue.requests[who].fresh;
                    assert_eq!(
                        now, request.fresh,
                        "L9: asked for after the end of the epoch"
                    );
                }
            }
        }
    }

    /// L13: who is not touched neither gains nor loses.
    fn assert_others(&mut self, call: Call, before: &Model) {
        let touched = match call {
            Call::SettleAccount(id) | Call::Liquidate(id) => Some(id),
            Call::Settle(_) | Call::PayClaims => None,
            _ => return,
        };
        for (id, account) in &self.model.accounts {
            let was = before.account(*id);
            if touched == Some(*id) {
                let bears = account.written_off != was.written_off;
                let empty = account.money == 0 && account.bond == 0;
                assert!(
                    !bears || empty,
                    "L13: a bond beside a debt that others bear"
                );
            } else {
                assert_eq!(account.money, was.money, "L13: {call:?} moved account {id}");
            }
        }
    }

    /// L13: the fund pays at most half of what it held a day ago.
    fn assert_fund(&mut self, call: Call, before: &Model) {
        let (now, was) = (self.model.fund.held, before.fund.held);
        let gives = matches!(
            call,
            Call::GiveToFund(_) | Call::Trade(..) | Call::Liquidate(_)
        );
        assert!(now <= was || gives, "L13: {call:?} fills the fund");
        let time = self.model.now;
        if now < was {
            self.fund_paid.push((time, was - now));
            let day_ago = |at: u64| at + DAY_SECS <= time;
            let held = self.fund_log.iter().rev().find(|(at, _)| day_ago(*at));
            let lately = self.fund_paid.iter().filter(|(at, _)| !day_ago(*at));
            let paid: i128 = lately.map(|(_, amount)| amount).sum();
            let held = held.map_or(0, |(_, amount)| *amount);
            assert!(
                2 * paid <= held,
                "L13: the fund paid {paid} of {held} in a day"
            );
            self.note("the fund pays");
        }
        if now != was {
            self.fund_log.push((time, now));
        }
    }
}
