//! The node's clock: the wall clock with an offset, or one that moves only on request.

use std::time::{SystemTime, UNIX_EPOCH};

/// Time of the next block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    source: Source,
    /// Time of the next block, set by hand.
    next_secs: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Wall { offset_secs: i64 },
    Fixed { now_secs: u64 },
}

impl Clock {
    /// A clock that stands still at a time, or the wall clock.
    #[must_use]
    pub const fn starting(fixed_secs: Option<u64>) -> Self {
        let source = match fixed_secs {
            Some(now_secs) => Source::Fixed { now_secs },
            None => Source::Wall { offset_secs: 0 },
        };
        Self {
            source,
            next_secs: None,
        }
    }

    /// The time now, in seconds since 1970.
    #[must_use]
    pub fn now_secs(&self) -> u64 {
        match self.source {
            Source::Wall { offset_secs } => wall_secs().saturating_add_signed(offset_secs),
            Source::Fixed { now_secs } => now_secs,
        }
    }

    /// Moves the clock on.
    pub fn advance(&mut self, secs: u64) {
        match &mut self.source {
            Source::Wall { offset_secs } => {
                *offset_secs = offset_secs.saturating_add_unsigned(secs);
            }
            Source::Fixed { now_secs } => *now_secs = now_secs.saturating_add(secs),
        }
    }

    /// Sets the clock.
    pub fn set(&mut self, secs: u64) {
        match &mut self.source {
            Source::Wall { offset_secs } => {
                let offset = i128::from(secs) - i128::from(wall_secs());
                *offset_secs = i64::try_from(offset).unwrap_or(i64::MAX);
            }
            Source::Fixed { now_secs } => *now_secs = secs,
        }
    }

    /// Gives the next block exactly that time; the clock goes on from there.
    pub const fn set_next(&mut self, secs: u64) {
        self.next_secs = Some(secs);
    }

    /// What the wall clock is ahead or behind by, in seconds; 0 for a clock that stands still.
    #[must_use]
    pub const fn offset_secs(&self) -> i64 {
        match self.source {
            Source::Wall { offset_secs } => offset_secs,
            Source::Fixed { .. } => 0,
        }
    }

    /// The time that the next block would have.
    #[must_use]
    pub fn peek_next(&self, head_secs: u64) -> u64 {
        self.next_secs
            .unwrap_or_else(|| self.now_secs())
            .max(head_secs)
    }

    /// The time of the block that is made now.
    pub fn take_next(&mut self, head_secs: u64) -> u64 {
        if let Some(secs) = self.next_secs.take() {
            self.set(secs);
        }
        self.now_secs().max(head_secs)
    }
}

fn wall_secs() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let mut clock = Clock::starting(Some(1000));
        assert_eq!(clock.take_next(0), 1000);
        clock.advance(5);
        assert_eq!(clock.take_next(0), 1005);
        clock.set_next(2000);
        assert_eq!(clock.take_next(0), 2000);
        assert_eq!(clock.take_next(0), 2000);
    }

    #[test]
    fn blocks_never_go_back_in_time() {
        assert_eq!(Clock::starting(Some(10)).take_next(20), 20);
    }
}
