//! What is going on, shown on the error stream when it takes more than two seconds.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// So long nothing is shown.
const QUIET: Duration = Duration::from_secs(2);

/// So often it is looked how long that which is waited for has taken.
const TICK: Duration = Duration::from_millis(100);

/// What is waited for, the outermost first, and since when.
static WAITED_FOR: Mutex<Vec<(String, Instant)>> = Mutex::new(Vec::new());

fn waited_for() -> MutexGuard<'static, Vec<(String, Instant)>> {
    WAITED_FOR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that is waited for, until it is dropped.
struct Named;

impl Named {
    fn new(what: &str) -> Self {
        waited_for().push((what.to_owned(), Instant::now()));
        Self
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let mut waited_for = waited_for();
        waited_for.pop();
        // What is gone back to has not been waited for meanwhile.
        if let Some((_, since)) = waited_for.last_mut() {
            *since = Instant::now();
        }
    }
}

/// What is shown.
#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    last: Option<Instant>,
}

impl Shown {
    /// Shows the innermost thing that is waited for, if that has taken long.
    fn update(&mut self) {
        let innermost = waited_for().last().cloned();
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

/// Waits for something within a command, and has it shown what for when it takes long.
pub(crate) async fn during<T>(what: &str, waited_for: impl Future<Output = T>) -> T {
    let _named = Named::new(what);
    waited_for.await
}

/// Waits for a whole command. What it waits for without saying so is called `what`.
pub(crate) async fn showing<T>(what: &str, command: impl Future<Output = T>) -> T {
    let _named = Named::new(what);
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
        waited_for().last().cloned()
    }

    #[test]
    fn the_innermost_is_shown_and_what_is_gone_back_to_has_not_been_waited_for() {
        assert_eq!(innermost(), None);
        let outer = Named::new("asking the node");
        let since = innermost().map(|(_, since)| since);
        let inner = Named::new("trading");
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
