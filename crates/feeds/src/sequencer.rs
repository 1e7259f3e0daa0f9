//! Whether the chain's sequencer is there, so that a feed could speak when it had to.

use crate::Reply;

/// Why the sequencer's word is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// The feed says neither up nor down, or not since when.
    Unknown,
    /// It is down.
    Down,
    /// It came back less than the time of grace ago.
    Grace {
        /// When the grace ends, in unix seconds.
        until_secs: u64,
    },
}

/// Whether the sequencer is up, and has been for longer than the grace that traders are given to come back too.
///
/// # Errors
/// What stands against it.
pub fn require_up(reply: &Reply, now_secs: u64, grace_secs: u64) -> Result<(), Outage> {
    match reply.answer {
        [0, 0, 0, 0] => {}
        [1, 0, 0, 0] => return Err(Outage::Down),
        _ => return Err(Outage::Unknown),
    }
    let since = reply.started_secs;
    // A feed that has never been told of a state has no time of it.
    if since == 0 || since > now_secs {
        return Err(Outage::Unknown);
    }
    let until_secs = since.saturating_add(grace_secs);
    if now_secs <= until_secs {
        return Err(Outage::Grace { until_secs });
    }
    Ok(())
}
