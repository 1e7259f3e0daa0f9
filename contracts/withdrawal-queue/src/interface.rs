//! What the contract answers, in Solidity.

use runtime::solidity;

solidity! {
    /// Lets those wait who want to leave a vault whose money is locked. It holds their shares, redeems what can be
    /// redeemed once an epoch, and pays all who wait alike. Requests, operators and views are those of ERC-7540; all
    /// requests of a controller are one, of id 0.
    interface IWithdrawalQueue {
        constructor(address authority, address vault);
        /// Returns the vault, which is also the token of the shares that wait.
        function vault() external view returns (address);
        /// Returns the asset that is paid.
        function asset() external view returns (address);
        /// Returns the shares that wait, the assets that are set aside for their former holders, the epochs that were
        /// closed, and from when on the present one can be closed (unix seconds).
        function queue() external view returns (uint256 waiting, uint256 owed, uint64 epochs, uint64 closable);
        /// Returns the highest price of a share that was noted since the breaker last tripped, within the last day
        /// (up to three and a half hours more), the latest one that was noted, and until when nobody leaves (unix
        /// seconds; past or zero: they may). A price is that of 10^18 units of shares in units of the asset, at the
        /// mark.
        function breaker() external view returns (uint256 high, uint256 price, uint64 until);
        /// Notes the price of a share now, and answers as breaker. Anyone may. If it is below the highest one by
        /// "breakerFallBps", nobody leaves for "breakerHoldSecs": the queue closes no epoch, the vault pays nobody.
        /// That ends by itself, and the fall counts once: what was higher is forgotten. A request and the closing of
        /// an epoch note the price too.
        function note() external returns (uint256 high, uint256 price, uint64 until);
        /// Takes shares of owner, who has approved this contract, into the queue for controller. By owner or his
        /// operator. Returns 0, the id of every request.
        function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256);
        /// Gives the shares of controller that still wait to receiver; returns them. By controller or his operator.
        function cancelRequest(address receiver, address controller) external returns (uint256);
        /// Returns the shares of controller that wait.
        function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
        /// Returns the shares of controller that were redeemed and whose money was not fetched.
        function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256);
        /// Returns the money of controller that was not fetched.
        function claimableAssets(address controller) external view returns (uint256);
        /// Pays receiver the money of controller; returns it. By controller or his operator.
        function claim(address receiver, address controller) external returns (uint256);
        /// Closes the epoch: redeems what can be redeemed at the price of this moment, for all who wait alike. Anyone
        /// may, an epoch after the last one was closed, unless the breaker holds. Returns shares and assets: zeros if
        /// the price of this moment trips the breaker, which is all that happens then.
        function close() external returns (uint256, uint256);
        /// Takes a controller through up to 64 closed epochs that he has not gone through yet; returns how many are
        /// left. Anyone may; only one who waited through more needs it.
        function settle(address controller) external returns (uint64);
        /// Sends all of a token that is here by mistake; only the owner of the authority. The asset and the shares
        /// belong to those who wait.
        function sweep(address token, address to) external returns (uint256);
        /// Lets operator act for the caller, or no longer.
        function setOperator(address operator, bool approved) external returns (bool);
        /// Returns whether operator may act for controller.
        function isOperator(address controller, address operator) external view returns (bool);
    }

    /// Nothing waits, or nothing is there to be fetched or given back.
    #[derive(Debug, PartialEq, Eq)]
    error QueueNothing();
    /// Nothing can be redeemed now.
    #[derive(Debug, PartialEq, Eq)]
    error QueueNothingToFill();
    /// The epoch can be closed from this time on.
    #[derive(Debug, PartialEq, Eq)]
    error QueueTooEarly(uint64 closable);
    /// A share lost much of its price within a day: nobody leaves until this time (unix seconds).
    #[derive(Debug, PartialEq, Eq)]
    error QueueBreaker(uint64 until);
    /// The caller neither is this account nor its operator.
    #[derive(Debug, PartialEq, Eq)]
    error QueueNotAllowed(address caller, address account);
    /// Nobody waits or is paid there: the zero address, the queue itself.
    #[derive(Debug, PartialEq, Eq)]
    error QueueInvalidAddress(address account);
    /// So many closed epochs are left that settle has to go first.
    #[derive(Debug, PartialEq, Eq)]
    error QueueBehind(uint64 epochs);
    /// The asset's balance of the queue is less than what it owes.
    #[derive(Debug, PartialEq, Eq)]
    error QueueUnfunded(uint256 balance, uint256 needed);
    /// An amount does not fit its 128 bits.
    #[derive(Debug, PartialEq, Eq)]
    error QueueOverflow();

    /// Shares of owner wait for controller.
    event RedeemRequest(address indexed controller, address indexed owner, uint256 indexed requestId, address sender, uint256 shares);
    /// Shares wait no longer.
    event RequestCancelled(address indexed controller, address indexed receiver, uint256 shares);
    /// An epoch was closed: of so many shares that waited, so many were redeemed for these assets.
    event EpochClosed(uint64 indexed epoch, uint256 waiting, uint256 filled, uint256 assets);
    /// The price of a share fell that far below the highest of a day: nobody leaves until then.
    event BreakerTripped(uint256 high, uint256 price, uint64 until);
    /// Money was fetched.
    event Claimed(address indexed controller, address indexed receiver, uint256 assets, uint256 shares);
    /// Operator may act for controller, or no longer.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);
}
