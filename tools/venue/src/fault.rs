//! Why something was not done.

use crate::refusal::Refusal;

/// Why something was not done. Nothing has changed, unless the message says so.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The request makes no sense.
    #[error("{0}")]
    Request(String),
    /// A contract refused.
    #[error("{0}")]
    Refused(Refusal),
    /// The node cannot be reached, or its answer is not that of a node.
    #[error("{0}")]
    Node(String),
    /// A file, key or record on this machine is wrong.
    #[error("{0}")]
    Local(String),
}

impl Fault {
    /// The exit code of a command that ends with this fault.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Request(_) => 2,
            Self::Node(_) => 3,
            Self::Local(_) => 4,
        }
    }

    /// Whether a later try may succeed without any change here: the node was out of reach.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Node(_))
    }

    /// Whether the chain refuses to run the program of a contract, until somebody activates it again.
    #[must_use]
    pub fn is_of_program(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.name.starts_with("Program"))
    }
}

/// A fault of the request.
pub fn request(message: impl Into<String>) -> Fault {
    Fault::Request(message.into())
}

/// A fault of the node.
pub fn node(message: impl Into<String>) -> Fault {
    Fault::Node(message.into())
}

/// A fault of something on this machine.
pub fn local(message: impl Into<String>) -> Fault {
    Fault::Local(message.into())
}
