//! Progress on the error stream: what a command waits for, once that takes more than two seconds.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Nothing is shown before this time.
const QUIET: Duration = Duration::from_secs(2);

/// How often the time is checked.
const TICK: Duration = Duration::from_millis(100);

/// The steps that the command waits for, the outermost first, and since when.
static STEPS: Mutex<Vec<(String, Instant)>> = Mutex::new(Vec::new());

fn steps() -> MutexGuard<'static, Vec<(String, Instant)>> {
    STEPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A step that the command waits for, until this is dropped.
struct Step;

impl Step {
    fn new(what: &str) -> Self {
        steps().push((what.to_owned(), Instant::now()));
        Self
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        let mut steps = steps();
        steps.pop();
        // The time of the outer step starts again.
        if let Some((_, since)) = steps.last_mut() {
            *since = Instant::now();
        }
    }
}

/// What is shown at the moment.
#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    last: Option<Instant>,
}

impl Shown {
    /// Shows the innermost step, if it has taken long.
    fn update(&mut self) {
        let innermost = steps().last().cloned();
        let Some((what, since)) = innermost.filter(|(_, since)| since.elapsed() >= QUIET) else {
            return;
        };
        if self.last.replace(since) == Some(since) {
            return;
        }
        if io::stderr().is_terminal() {
            let bar = self.bar.get_or_insert_with(bar);
            bar.reset_elapsed();
            bar.set_message(what);
        } else {
            eprintln!("{what} …");
        }
    }

    fn clear(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Waits for a step of a command. The step is shown when it takes long.
pub(crate) async fn during<T>(what: &str, step: impl Future<Output = T>) -> T {
    let _step = Step::new(what);
    step.await
}

/// Waits for a whole command. `what` is shown while it is in none of its named steps.
pub(crate) async fn showing<T>(what: &str, command: impl Future<Output = T>) -> T {
    let _step = Step::new(what);
    let mut shown = Shown::default();
    tokio::pin!(command);
    loop {
        tokio::select! {
            done = &mut command => {
                shown.clear();
                return done;
            }
            () = tokio::time::sleep(TICK) => shown.update(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn innermost() -> Option<(String, Instant)> {
        steps().last().cloned()
    }

    #[test]
    fn the_innermost_step_is_shown_and_the_time_of_the_outer_one_starts_again() {
        assert_eq!(innermost(), None);
        let outer = Step::new("asking the node");
        let since = innermost().map(|(_, since)| since);
        let inner = Step::new("trading");
        assert_eq!(innermost().map(|(what, _)| what), Some("trading".into()));
        let inside = Instant::now();
        drop(inner);
        let (what, again) = innermost().unwrap();
        assert_eq!(what, "asking the node");
        assert!(again >= inside && Some(again) > since);
        drop(outer);
        assert_eq!(innermost(), None);
    }
}
