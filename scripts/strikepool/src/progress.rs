//! What is going on, shown on the error stream when it takes more than two seconds.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// So long nothing is shown.
const QUIET: Duration = Duration::from_secs(2);

/// Waits for something, and shows what for when it takes longer.
pub(crate) async fn during<T>(what: &str, waited_for: impl Future<Output = T>) -> T {
    tokio::pin!(waited_for);
    tokio::select! {
        done = &mut waited_for => return done,
        () = tokio::time::sleep(QUIET) => {}
    }
    if !io::stderr().is_terminal() {
        eprintln!("{what} …");
        return waited_for.await;
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    let done = waited_for.await;
    bar.finish_and_clear();
    done
}
