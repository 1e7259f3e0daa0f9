//! What every contract, the authority and tokens revert with.

use super::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "AccessAccounted",
        "{token:plain} is a token that the contract keeps accounts of: it cannot be swept",
    ),
    (
        "AccessKept",
        "{key:name} cannot be replaced: the present one still keeps positions or money",
    ),
    (
        "AccessNotAuthority",
        "only the authority may do this, not {caller:plain}",
    ),
    (
        "AccessNotOwner",
        "only the owner of the protocol may do this, not {caller:plain}",
    ),
    (
        "AccessNotOwnerNorGuardian",
        "only the owner or the guardian may do this, not {caller:plain}",
    ),
    (
        "AccessOutOfBounds",
        "{key:name} cannot be {value:plain}: the code bounds it to {min:plain}..{max:plain}",
    ),
    ("AccessPaused", "the contract is paused"),
    (
        "AccessUnfit",
        "{key:name} cannot be set: the new one belongs to another asset or another deployment",
    ),
    (
        "AccessUnknownKey",
        "the contract has no setting {key:name} that can be changed in this way",
    ),
    (
        "AccessUnwired",
        "no money is taken until every module is set: the deployment is not complete",
    ),
    (
        "AccessZeroAddress",
        "{key:name} must not be the zero address",
    ),
    ("AlreadyConstructed", "the contract is already constructed"),
    (
        "AuthorityAlreadyScheduled",
        "a change of {key:name} is already scheduled, for {eta:time}: cancel it first",
    ),
    (
        "AuthorityAlreadyWired",
        "{key:name} is already set to {module:plain}: schedule its replacement",
    ),
    (
        "AuthorityExpired",
        "the change of {key:name} had to be executed by {deadline:time}",
    ),
    (
        "AuthorityGuardianCannotCancel",
        "the guardian may not cancel the change of {key:name}",
    ),
    (
        "AuthorityNotPendingOwner",
        "ownership has not been offered to {caller:plain}",
    ),
    (
        "AuthorityNotScheduled",
        "no change of {key:name} is scheduled",
    ),
    (
        "AuthorityTooEarly",
        "the change of {key:name} can be executed from {eta:time}",
    ),
    ("AuthorityUnchanged", "{key:name} is already {value:plain}"),
    (
        "AuthorityWouldLoosen",
        "moving {key:name} from {current:plain} to {proposed:plain} does not tighten it: schedule the change",
    ),
    (
        "CallMalformed",
        "the call's arguments are malformed at byte {position:plain}: does this client match the contracts' version?",
    ),
    (
        "CallReentered",
        "the contract is in the middle of a change, and answers nobody until it is made",
    ),
    (
        "CallUnknown",
        "the contract has no function {selector:plain}: does this client match the contracts' version?",
    ),
    ("CallWithValue", "the contract takes no ether"),
    (
        "ERC20InsufficientAllowance",
        "{spender:plain} may move {allowance:plain}, but {needed:plain} are needed (smallest units)",
    ),
    (
        "ERC20InsufficientBalance",
        "{sender:plain} has {balance:plain}, but {needed:plain} are needed (smallest units)",
    ),
    (
        "ERC20InvalidReceiver",
        "{receiver:plain} can neither hold shares nor be paid",
    ),
    (
        "ERC2612ExpiredSignature",
        "the permit expired at {deadline:time}",
    ),
    (
        "ERC2612InvalidSigner",
        "the permit of {owner:plain} was signed by {signer:plain} instead",
    ),
    (
        "TokenRefused",
        "the token {token:plain} did not transfer the amount: is the balance large enough, and the spender approved?",
    ),
    (
        "TokenShort",
        "{arrived:asset} arrived of {expected:asset} sent: the token keeps a part",
    ),
    (
        "TokenUnreadable",
        "the token {token:plain} does not answer like an ERC-20 token",
    ),
];
