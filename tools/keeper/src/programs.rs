//! The programs of the contracts: the chain stops running one a year after it was activated or renewed, and the keeper
//! renews it before that.

use std::collections::BTreeSet;
use std::time::Duration;

use alloy::primitives::{B256, U256};
use display::decimal::WAD_PLACES;
use venue::chain::Head;
use venue::fault::{Fault, node, request};
use venue::programs::{self, Life, Program};
use venue::units::{self, DAY_SECS};

use crate::keeper::Keeper;

/// It looks at the programs this often.
const LOOK_EVERY_SECS: u64 = DAY_SECS;

/// After a renewal it looks again so soon. Each renewal raises the chain's data fee, which falls again in about this
/// time.
const NEXT_AFTER_SECS: u64 = 60;

/// After a failure it tries again so soon.
const RETRY_AFTER_SECS: u64 = 600;

/// The maximum time for a look: a slow node must not keep it from its other work.
const LOOK_WITHIN: Duration = Duration::from_secs(20);

/// The bounds of `--renew-before`: a week for retries, and a margin to the month in which the chain refuses a renewal.
const BEFORE_SECS: [u64; 2] = [7 * DAY_SECS, 300 * DAY_SECS];

/// The bound of `--max-data-fee`, in wei.
const MAX_FEE_WEI: u128 = 10_u128.pow(WAD_PLACES);

/// It sends a fifth of the fee in addition, because the fee may rise before the transaction is mined. The chain gives
/// back what is too much.
const FEE_MARGIN: U256 = U256::from_limbs([5, 0, 0, 0]);

/// When programs are renewed, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RenewalTerms {
    /// So long before they lapse.
    before_secs: u64,
    /// The maximum data fee of one renewal, in wei.
    max_fee: U256,
    /// Whether it renews all that are due in one turn, because there is no other turn.
    all_at_once: bool,
}

/// Parses the terms.
pub(crate) fn terms(before: &str, max_fee: &str, all_at_once: bool) -> Result<RenewalTerms, Fault> {
    let [min, max] = BEFORE_SECS;
    let before_secs = units::span_secs(before, "--renew-before")?;
    if !(min..=max).contains(&before_secs) {
        let (min, max) = (units::span(min), units::span(max));
        return Err(request(format!(
            "--renew-before {before} is not between {min} and {max}"
        )));
    }
    let fee = units::positive(max_fee, WAD_PLACES, "--max-data-fee")?;
    if fee > MAX_FEE_WEI {
        return Err(request(format!("--max-data-fee {max_fee} is above 1")));
    }
    Ok(RenewalTerms {
        before_secs,
        max_fee: U256::from(fee),
        all_at_once,
    })
}

/// When it looks at the programs again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NextLook {
    /// The time of the chain.
    at_secs: u64,
    /// Whether the last look renewed something: the next one may renew more.
    in_a_row: bool,
}

/// The outcome of one attempt.
#[derive(PartialEq, Eq)]
enum Attempt {
    Renewed,
    /// This program cannot be renewed now; another one may be.
    Refused,
    /// Nothing can be renewed now: the node or this machine is at fault.
    Failed,
}

impl Keeper {
    /// Renews programs that are due. Whatever fails is written to the journal and tried again later, and nothing here
    /// ends the turn.
    pub(crate) async fn renew_programs(&mut self, head: Head) {
        if head.time_secs < self.next_look.at_secs {
            return;
        }
        let pause = match self.look_and_renew(head).await {
            Ok(pause) => pause,
            Err(fault) => {
                let details = [("why", fault.to_string())];
                self.journal
                    .once("programs", "cannot look at the programs", &details);
                RETRY_AFTER_SECS
            }
        };
        self.next_look = NextLook {
            at_secs: head.time_secs.saturating_add(pause),
            in_a_row: pause <= NEXT_AFTER_SECS,
        };
    }

    /// Looks at all programs, and renews one that is due or, on request, all. Returns after how long to look again.
    async fn look_and_renew(&self, head: Head) -> Result<u64, Fault> {
        let looking = tokio::time::timeout(LOOK_WITHIN, Box::pin(self.look()));
        let (chain_terms, programs) = looking
            .await
            .map_err(|_| node("the node took too long to answer"))??;
        self.journal.forget("programs");
        let before = self.terms.renewal.before_secs;
        let due_in = |program: &Program| match program.life {
            Life::Runs(left) => Some(chain_terms.due_in(left, before)),
            _ => None,
        };
        let due = programs.iter().filter(|program| due_in(program) == Some(0));
        let mut due: Vec<&Program> = due.collect();
        if due.is_empty() || !self.next_look.in_a_row {
            self.note_days_left(head, &chain_terms, &programs);
        }
        due.sort_by_key(|program| program.life.days_left());
        let mut renewed: BTreeSet<B256> = BTreeSet::new();
        // The next look comes when the next program is due, if that is within a day.
        let mut pause = programs
            .iter()
            .filter_map(due_in)
            .filter(|secs| *secs > 0)
            .fold(LOOK_EVERY_SECS, u64::min);
        for program in due {
            // Contracts with the same code share a program.
            if renewed.contains(&program.code_hash) {
                continue;
            }
            let attempt = Box::pin(self.renew(program)).await;
            if attempt == Attempt::Renewed {
                renewed.insert(program.code_hash);
                pause = pause.min(NEXT_AFTER_SECS);
            } else {
                pause = pause.min(RETRY_AFTER_SECS);
            }
            let is_enough = attempt == Attempt::Renewed && !self.terms.renewal.all_at_once;
            if is_enough || attempt == Attempt::Failed {
                break;
            }
        }
        Ok(pause)
    }

    async fn look(&self) -> Result<(programs::Terms, Vec<Program>), Fault> {
        let (chain, protocol) = (&self.protocol.chain, &self.protocol);
        let contracts = programs::contracts(chain, protocol.market, &protocol.known).await?;
        let terms = programs::Terms::of(chain).await?;
        Ok((terms, programs::programs(chain, contracts).await?))
    }

    /// Writes the days left of every contract to the journal, once a day, and what has to be done by hand.
    fn note_days_left(&self, head: Head, terms: &programs::Terms, programs: &[Program]) {
        let before = self.terms.renewal.before_secs;
        let mut details = Vec::new();
        for program in programs {
            let text = match program.life {
                Life::Runs(left) => {
                    let due = head.time_secs.saturating_add(terms.due_in(left, before));
                    format!("{} days, due {}", left / DAY_SECS, units::date(due))
                }
                Life::Evm => "never lapses".to_owned(),
                _ => "cannot be called".to_owned(),
            };
            details.push((program.contract.name.as_str(), text));
        }
        self.journal
            .once("days left", "days left of each contract", &details);
        for program in programs {
            let subject = format!("life of {}", program.contract.address);
            match program.trouble(0) {
                Some(why) => {
                    let details = [("contract", program.contract.name.clone()), ("why", why)];
                    self.journal
                        .once(&subject, "a contract cannot be called", &details);
                }
                None => self.journal.forget(&subject),
            }
        }
    }

    async fn renew(&self, program: &Program) -> Attempt {
        let name = program.contract.name.clone();
        let subject = format!("renewal of {name}");
        let days = program.life.days_left().unwrap_or_default().to_string();
        let details = [("contract", name), ("daysLeft", days)];
        match self.try_to_renew(program, &subject, &details).await {
            Ok(attempt) => attempt,
            Err(fault) => {
                let why = [("why", fault.to_string())];
                let details = [&details[..], &why].concat();
                self.journal.once(&subject, "cannot renew", &details);
                match fault {
                    Fault::Refused(_) => Attempt::Refused,
                    _ => Attempt::Failed,
                }
            }
        }
    }

    async fn try_to_renew(
        &self,
        program: &Program,
        subject: &str,
        details: &[(&str, String)],
    ) -> Result<Attempt, Fault> {
        let (chain, max_fee) = (&self.protocol.chain, self.terms.renewal.max_fee);
        let fee = programs::renewal_fee(chain, program.code_hash).await?;
        let mut details = details.to_vec();
        if fee > max_fee {
            let why = format!(
                "the chain asks for {}, more than --max-data-fee {}",
                units::exact(fee, WAD_PLACES),
                units::exact(max_fee, WAD_PLACES)
            );
            details.push(("why", why));
            self.journal.once(subject, "cannot renew", &details);
            return Ok(Attempt::Refused);
        }
        if self.terms.dry_run {
            details.push(("dataFee", units::exact(fee, WAD_PLACES)));
            self.journal.once(subject, "would renew", &details);
            return Ok(Attempt::Refused);
        }
        let wei = fee.saturating_add(fee / FEE_MARGIN).min(max_fee);
        let (paid, done) = programs::renew(chain, program.code_hash, wei).await?;
        details.push(("dataFee", units::exact(paid, WAD_PLACES)));
        details.push(("transaction", done.receipt.transaction_hash.to_string()));
        self.journal.note("renewed", &details);
        self.journal.forget(subject);
        Ok(Attempt::Renewed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_have_bounds() {
        let made = terms("60d", "0.01", false).unwrap();
        assert_eq!(made.before_secs, 60 * DAY_SECS);
        assert_eq!(made.max_fee, U256::from(10_000_000_000_000_000_u64));
        for (before, fee) in [
            ("6d", "0.01"),
            ("301d", "0.01"),
            ("60", "0.01"),
            ("60d", "0"),
            ("60d", "1.000000000000000001"),
        ] {
            let fault = terms(before, fee, false).unwrap_err();
            assert_eq!(fault.exit_code(), 2, "{before} {fee}");
        }
        assert!(terms("7d", "1", true).is_ok() && terms("300d", "1", true).is_ok());
    }
}
