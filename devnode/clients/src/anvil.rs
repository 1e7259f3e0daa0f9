//! A running anvil.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::Failure;

/// A running anvil, which ends with this value.
pub struct Anvil {
    process: Child,
    address: SocketAddr,
}

impl Anvil {
    /// Starts it on any free port.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(binary: &Path, options: &[&str]) -> Result<Self, Failure> {
        let mut process = Command::new(binary)
            // Without the last option it writes old states to the disk and never deletes them.
            .args(["--port", "0", "--prune-history"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", binary.display()))?;
        let output = process.stdout.take().ok_or("anvil has no output")?;
        let mut lines = BufReader::new(output).lines();
        let address = loop {
            let Some(line) = lines.next() else {
                return Err(format!("{} ended before it listened", binary.display()).into());
            };
            if let Some(address) = line?.strip_prefix("Listening on ") {
                break address.trim().parse()?;
            }
        };
        // Its further output is not needed, but a full pipe would block it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, address })
    }

    /// The URL that it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}
