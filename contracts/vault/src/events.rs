//! What the vault makes known.

use runtime::solidity;

solidity! {
    /// Shares moved; from or to the zero address they came into being or ceased to be.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// Spender may move so many shares of owner.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// Somebody joined.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// Somebody left.
    event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares);
    /// A share lost much of its price within a day: nobody leaves until then.
    event LeavingStopped(uint64 until);
    /// The market brought money.
    event Collected(uint256 amount, uint256 spread, uint64 vestingSecs);
    /// The market was paid.
    event Paid(uint256 amount, uint256 spread, uint64 vestingSecs);
    /// The market was paid for the winners of an expiry.
    event ClaimsPaid(uint256 owed, uint256 paid);
    /// Insolvent accounts lack so much beyond the insurance fund.
    event ShortfallReported(uint256 amount);
}
