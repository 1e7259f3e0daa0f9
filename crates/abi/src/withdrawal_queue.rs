//! The queue of those who wait to leave the vault.
#![allow(
    missing_docs,
    reason = "fields and functions are documented in Solidity form, which `sol!` hands on"
)]

use runtime::solidity;

solidity! {
    /// Queues those who want to leave a vault whose money is locked. It holds their shares, redeems once an epoch what
    /// can be redeemed, and pays all who take part in the same proportion. It is the entry by which shares leave:
    /// requests, operators, views and claims follow ERC-7540. All requests of a controller count as one, with id 0.
    /// Requests with a least price are counted apart: their id is the level of that price.
    interface IWithdrawalQueue {
        constructor(address authority, address vault);
        /// Returns the vault, which is also the token of the shares that wait.
        function vault() external view returns (address);
        /// Returns the token of the shares that wait: the vault.
        function share() external view returns (address);
        /// Returns the asset that it pays.
        function asset() external view returns (address);
        /// Returns the same as the vault.
        function totalAssets() external view returns (uint256);
        /// Returns the same as the vault.
        function convertToShares(uint256 assets) external view returns (uint256);
        /// Returns the same as the vault.
        function convertToAssets(uint256 shares) external view returns (uint256);
        /// Returns zero: nobody joins here.
        function maxDeposit(address receiver) external view returns (uint256);
        /// Returns zero: nobody joins here.
        function maxMint(address receiver) external view returns (uint256);
        /// Returns whether the contract has the functions of an interface: ERC-165, ERC-7575, and operators and redeem
        /// requests of ERC-7540.
        function supportsInterface(bytes4 interfaceId) external view returns (bool);
        /// Returns the shares that are here, the assets set aside for their former holders, the number of closings that
        /// paid somebody, and from when on the next closing can be made (unix seconds). The shares are those that wait,
        /// and those that were cancelled and not fetched.
        function queue() external view returns (uint256 waiting, uint256 owed, uint64 epochs, uint64 closable);
        /// Returns the number of the epoch that runs, when it ends (unix seconds), and the first one that is not closed:
        /// the same number once all that have ended are closed.
        function epoch() external view returns (uint64 number, uint64 end, uint64 open);
        /// Returns the highest noted price of a share, the latest one, and until when nobody leaves (unix seconds;
        /// past or zero: anyone may leave). The highest price counts from the last trip of the breaker, within the
        /// last day and up to three and a half hours more. A price is that of 10^18 units of shares in units of the
        /// asset, at the mark.
        function breaker() external view returns (uint256 high, uint256 price, uint64 until);
        /// Notes the price of a share now, and returns the same as breaker. Anyone may. If the price is below the
        /// highest one by "breakerFallBps", nobody leaves for "breakerHoldSecs": the queue closes no epoch and the
        /// vault pays nobody. The stop ends by itself. A fall counts once: higher prices are forgotten. A request and
        /// the close of an epoch note the price too.
        function note() external returns (uint256 high, uint256 price, uint64 until);
        /// Takes shares of owner, who has approved this contract, into the queue for controller. They take part in the
        /// closing of the epoch that runs, and in all later ones. Only owner or their operator. Returns 0, the id of
        /// every such request.
        function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256);
        /// As requestRedeem, for shares that take part only in closings that pay leastPrice or more: units of the asset
        /// for 10^18 units of shares, after the exit fee. It is rounded up to a level. Returns the level, 1 to 512, as
        /// the id; 0 for a price of zero, which is any.
        function requestRedeemAt(uint256 shares, address controller, address owner, uint256 leastPrice) external returns (uint256);
        /// Returns the least price of the requests with an id.
        function leastPrice(uint256 requestId) external view returns (uint256);
        /// Cancels the request of controller. Shares of the epoch that runs come back at once. So do all others unless
        /// an epoch that has ended is not closed yet: then they take part in that closing, and what it leaves is fetched
        /// by the same call. Sends what comes back to receiver, and returns its number. Only controller or their
        /// operator.
        function cancelRequest(address receiver, address controller) external returns (uint256);
        /// As cancelRequest, for the request with an id.
        function cancelRequestAt(uint256 requestId, address receiver, address controller) external returns (uint256);
        /// Returns the shares of controller that wait, those included that were cancelled too late for the next closing.
        function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
        /// Returns the shares of controller that were redeemed and whose money was not claimed.
        function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
        /// Returns the shares of controller that were cancelled: those that take part in the next closing all the same,
        /// and those that cancelRequest fetches.
        function cancelledRequest(uint256 requestId, address controller) external view returns (uint256 pending, uint256 back);
        /// Returns the money of controller that was not claimed.
        function claimableAssets(address controller) external view returns (uint256);
        /// As claimableAssets, for the request with an id.
        function claimableAssetsAt(uint256 requestId, address controller) external view returns (uint256);
        /// Pays receiver the money of controller, and returns it. Redeemed shares that are too few to be paid a unit
        /// pay zero, and are claimable no longer. Only controller or their operator.
        function claim(address receiver, address controller) external returns (uint256);
        /// As claim, for the request with an id.
        function claimAt(uint256 requestId, address receiver, address controller) external returns (uint256);
        /// Pays receiver the money of a number of redeemed shares of controller, rounded down, and returns it. Only
        /// controller or their operator.
        function redeem(uint256 shares, address receiver, address controller) external returns (uint256);
        /// Pays receiver an amount of the money of controller, and returns the redeemed shares for which it was paid,
        /// rounded down. Only controller or their operator.
        function withdraw(uint256 assets, address receiver, address controller) external returns (uint256);
        /// Returns the redeemed shares of controller whose money was not claimed.
        function maxRedeem(address controller) external view returns (uint256);
        /// Returns the money of controller that was not claimed.
        function maxWithdraw(address controller) external view returns (uint256);
        /// Closes all epochs that have ended, as one: redeems what can be redeemed at the price of this moment, in the
        /// same proportion for all who take part. Anyone may, once an epoch, unless the breaker holds or nobody can
        /// leave the vault. Returns shares and assets, zero if nothing is free. If the price of this moment trips the
        /// breaker, nothing else happens, and both are zero.
        function close() external returns (uint256, uint256);
        /// Applies up to 64 closings to the request of controller. Returns how many are left. Anyone may. Only a request
        /// that waited through thousands of them needs it.
        function settle(uint256 requestId, address controller) external returns (uint64);
        /// Sends the whole balance of a token that is here by mistake. Only the owner of the authority. The asset and
        /// the shares belong to those who wait.
        function sweep(address token, address to) external returns (uint256);
        /// Lets operator act for the caller, or no longer.
        function setOperator(address operator, bool approved) external returns (bool);
        /// Returns whether operator may act for controller.
        function isOperator(address controller, address operator) external view returns (bool);
    }
}

/// The errors of the contract, each with the figures that explain it.
pub mod errors {
    use runtime::solidity;

    solidity! {
        /// Nothing waits, or there is nothing to claim or to give back.
        #[derive(Debug, PartialEq, Eq)]
        error QueueNothing();
        /// There is less to claim than this.
        #[derive(Debug, PartialEq, Eq)]
        error QueueExceedsClaimable(uint256 amount, uint256 max);
        /// The price is above all levels of least prices.
        #[derive(Debug, PartialEq, Eq)]
        error QueuePriceTooHigh(uint256 price, uint256 max);
        /// All epochs that have ended are closed. The next closing can be made from this time on (unix seconds).
        #[derive(Debug, PartialEq, Eq)]
        error QueueTooEarly(uint64 closable);
        /// A share lost much of its price within a day. Nobody leaves until this time (unix seconds).
        #[derive(Debug, PartialEq, Eq)]
        error QueueBreaker(uint64 until);
        /// The caller is neither this account nor its operator.
        #[derive(Debug, PartialEq, Eq)]
        error QueueNotAllowed(address caller, address account);
        /// This address can neither wait nor be paid: the zero address, or the queue itself.
        #[derive(Debug, PartialEq, Eq)]
        error QueueInvalidAddress(address account);
        /// The queue has less of the asset than it owes.
        #[derive(Debug, PartialEq, Eq)]
        error QueueUnfunded(uint256 balance, uint256 needed);
        /// An amount does not fit 128 bits.
        #[derive(Debug, PartialEq, Eq)]
        error QueueOverflow();
    }
}

/// The events of the contract.
pub mod events {
    use runtime::solidity;

    solidity! {
        /// Shares of owner now wait for controller.
        event RedeemRequest(address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares);
        /// A request was cancelled. These shares came back; others come back as the next closing leaves them.
        event RequestCancelled(address indexed controller, address indexed receiver, uint256 indexed requestId, uint256 shares);
        /// Epochs were closed, the last of them this one: of the shares that took part, filled were redeemed for these
        /// assets. The price decided who took part: units of the asset for 10^18 units of shares, after the exit fee.
        event EpochClosed(uint64 indexed epoch, uint256 waiting, uint256 filled, uint256 assets, uint256 price);
        /// The price of a share fell from high, the highest of a day, to price. Nobody leaves until then.
        event BreakerTripped(uint256 high, uint256 price, uint64 until);
        /// Money of owner, the controller of a request, was claimed for redeemed shares.
        event Withdraw(address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares);
        /// Operator may act for controller, or no longer.
        event OperatorSet(address indexed controller, address indexed operator, bool approved);
    }
}
