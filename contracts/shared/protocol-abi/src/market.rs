//! Traders' accounts.
#![allow(
    missing_docs,
    reason = "the fields are documented in Solidity form, which `sol!` hands on"
)]

use interfaces::{solidity, values};

solidity! {
    /// One leg of an order; a positive quantity (WAD) buys, a negative one sells. Kinds: 0 call, 1 put, 2 digital call, 3 digital put, which pays one unit of quote.
    #[derive(Debug, PartialEq, Eq)]
    struct OrderLeg { uint64 expiry; uint8 kind; uint128 strike; int128 quantity; }

    /// What a leg costs, in WAD of USD: a buyer pays, a seller receives total, which has the fee in it. Delta and vega (a vol point) are of one unit.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct LegPrice { uint128 total; uint128 mark; uint128 fee; uint128 volatility; int128 delta; int128 vega; }

    /// Traders' accounts: the front door of every trade, and of settlement. An account is a number: its owner's address in the upper 160 bits, and below it a number of the owner's choice, so that everybody has as many as he likes.
    interface IMarket {
        constructor(address owner, address guardian, address asset, address oracle, address riskManager, address vault);
        /// The quote asset, in whose own decimals all amounts are.
        function asset() external view returns (address);
        /// The oracle of the market.
        function oracle() external view returns (address);
        /// The risk manager that admits or refuses a trade.
        function riskManager() external view returns (address);
        /// The vault, the counterparty.
        function vault() external view returns (address);
        /// The liquidator, the only one that may move positions between accounts, and to whom the insurance fund's part of the fees goes; zero until wired.
        function liquidator() external view returns (address);
        /// To whom the treasury's part of the fees goes; zero until wired.
        function treasury() external view returns (address);
        /// The money that the contract holds for accounts and for whom fees are owed to. What it has beyond that was sent by mistake.
        function tracked() external view returns (uint256);
        /// What fees are owed to the insurance fund and to the treasury.
        function feesOwed() external view returns (uint256, uint256);
        /// The money of an account and what it holds, as it stands: what has expired is still in it until it is settled.
        function account(uint256 id) external view returns (uint256, OrderLeg[] memory);
        /// At which price (WAD) an expiry has settled, and which part of a claim is paid (WAD, one unless the pool had too little); zeros until then.
        function settlement(uint64 expiry) external view returns (uint128, uint64);
        /// How much more an operator may spend for an account.
        function operatorLimit(uint256 id, address operator) external view returns (uint256);
        /// What an order would cost an account now, with the fee: it pays, or receives when negative; and each leg.
        function quote(uint256 id, OrderLeg[] calldata legs) external view returns (int128, LegPrice[] memory);
        /// Brings money into an account; anyone may.
        function deposit(uint256 id, uint256 amount) external;
        /// Takes money out of an account; only its owner.
        function withdraw(uint256 id, uint256 amount, address to) external;
        /// Lets an operator trade for an account until he has spent so much on it. He can neither withdraw nor pass it on.
        function setOperator(uint256 id, address operator, uint256 limit) external;
        /// Trades up to four legs as one order. The account pays limit at most; when it is negative, it receives as much at least. Returns what it paid, negative for what it received.
        function trade(uint256 id, OrderLeg[] calldata legs, int128 limit, uint64 deadline) external returns (int128);
        /// Opens a series for trading. Anyone may list what the rule allows: Fridays at 08:00 UTC within four weeks, the last of a month within 120 days; strikes between half and twice the spot, on a grid of 1, 2, 5 times a power of ten, at most a fortieth of the spot.
        function list(uint64 expiry, uint8 kind, uint128 strike) external;
        /// Settles all series of an expiry at its price; anyone may.
        function settle(uint64 expiry) external;
        /// Pays accounts what settled expiries owe them. It happens by itself with the next action of an account.
        function settleAccounts(uint256[] calldata ids) external;
        /// Sends on the fees that are owed to the insurance fund and the treasury, as far as they are wired.
        function payFees() external;
    }
}

values! {
    OrderLeg { expiry, kind, strike, quantity }
    LegPrice { total, mark, fee, volatility, delta, vega }
}

/// The interface as Solidity text, for the ABI export.
#[cfg(feature = "export-abi")]
pub const INTERFACE: &str = SOLIDITY;
