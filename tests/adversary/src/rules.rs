//! The rules of the ledger, so that a test can take one away and see that a law breaks.

/// A rule that a mutant lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nobody joins or leaves between an expiry and the end of its clearing.
    Window,
    /// Loans count in the price of joining.
    LoansInJoining,
    /// No payment leaves the vault while claims are not covered.
    ClaimsFirst,
    /// An opening that is paid leaves a quarter of the worth.
    OpeningsLeave,
    /// A close that is paid leaves what is missing no larger.
    ClosesLeave,
    /// A claim that is unpaid is set off against its holder's loan.
    SetOff,
    /// The oldest settlement is paid first.
    OldestFirst,
    /// Expiries are settled in their order.
    OrderOfExpiries,
    /// Money that comes to an account repays its loan first.
    LoanFirst,
    /// A debt that is written off moves no money of the pool.
    NoCovering,
    /// Claims are paid to the unit.
    ClaimsToTheUnit,
    /// Winners are paid after the last seller is settled.
    WinnersLast,
    /// The vault is told what is owed at each call in clearing.
    OwedInClearing,
    /// What sellers have paid and the vault has not received counts among their debts.
    DueAmongDebts,
    /// The fund pays by the day, not by the account.
    FundByDays,
    /// The fund's bound reaches back to yesterday.
    FundSinceYesterday,
    /// A bond pays before the fund does.
    BondBeforeFund,
    /// A liquidation takes live positions only.
    LiveLegsOnly,
    /// Income vests.
    Vesting,
    /// Requests take part from the next epoch on.
    NextEpoch,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 20] = [
        Self::Window,
        Self::LoansInJoining,
        Self::ClaimsFirst,
        Self::OpeningsLeave,
        Self::ClosesLeave,
        Self::SetOff,
        Self::OldestFirst,
        Self::OrderOfExpiries,
        Self::LoanFirst,
        Self::NoCovering,
        Self::ClaimsToTheUnit,
        Self::WinnersLast,
        Self::OwedInClearing,
        Self::DueAmongDebts,
        Self::FundByDays,
        Self::FundSinceYesterday,
        Self::BondBeforeFund,
        Self::LiveLegsOnly,
        Self::Vesting,
        Self::NextEpoch,
    ];
}

/// The rules of a ledger: all of them, or all but one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// The rule that is taken away.
    pub without: Option<Rule>,
}

impl Rules {
    /// Whether the rule holds.
    #[must_use]
    pub fn hold(self, rule: Rule) -> bool {
        self.without != Some(rule)
    }
}

/// A call that is refused, and why. It changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

/// The result of a call.
pub type Outcome<T = ()> = Result<T, Refused>;

/// Refuses unless the condition holds.
///
/// # Errors
/// With the reason given.
pub fn need(condition: bool, why: &'static str) -> Outcome {
    if condition { Ok(()) } else { Err(Refused(why)) }
}
