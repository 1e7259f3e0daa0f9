//! What the pricer alone refuses; prices, surfaces and quotes are refused as `pricing_abi` says.

use runtime::solidity;

solidity! {
    /// The surface is older than allowed.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSurfaceStale(uint64 expiry, uint64 ageSecs);
    /// The last post of the expiry was refused: nothing opens until a good one comes.
    #[derive(Debug, PartialEq, Eq)]
    error PricerOpeningHalted(uint64 expiry);
    /// The signature of this place in the list is not the seat's, or its seat is vacant, taken twice or unknown.
    #[derive(Debug, PartialEq, Eq)]
    error PricerSignature(uint256 index);
    /// Too few signatures, or bytes left over.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooFewSignatures(uint256 given, uint256 needed);
    /// The post is not the next of its expiry.
    #[derive(Debug, PartialEq, Eq)]
    error PricerNonce(uint64 expected);
    /// The post came after its deadline.
    #[derive(Debug, PartialEq, Eq)]
    error PricerDeadline(uint64 deadline);
    /// Eight expiries live already.
    #[derive(Debug, PartialEq, Eq)]
    error PricerTooManyExpiries();
}
