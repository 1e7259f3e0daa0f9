//! Checks that the chain's sequencer is up, so that a feed could update when it had to.

use crate::Reply;

/// Why the sequencer does not count as up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// The feed answers neither up nor down, or gives no time.
    Unknown,
    /// It is down.
    Down,
    /// It came back, but the grace period is not over.
    Grace {
        /// The end of the grace period, in unix seconds.
        until_secs: u64,
    },
}

/// Checks that the sequencer is up, and has been for longer than the grace period in which traders can come back too.
///
/// # Errors
/// The reason why it does not count as up.
pub fn require_up(reply: &Reply, now_secs: u64, grace_secs: u64) -> Result<(), Outage> {
    match reply.answer {
        [0, 0, 0, 0] => {}
        [1, 0, 0, 0] => return Err(Outage::Down),
        _ => return Err(Outage::Unknown),
    }
    let since = reply.started_secs;
    // A feed without any update has no time.
    if since == 0 || since > now_secs {
        return Err(Outage::Unknown);
    }
    let until_secs = since.saturating_add(grace_secs);
    if now_secs <= until_secs {
        return Err(Outage::Grace { until_secs });
    }
    Ok(())
}
