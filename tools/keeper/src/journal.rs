//! The keeper's journal: one line for each thing that it does.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use venue::fault::Fault;
use venue::units;

/// The journal. It does not repeat a line about the same subject.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    json: bool,
    last: Arc<Mutex<HashMap<String, String>>>,
}

impl Journal {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            last: Arc::default(),
        }
    }

    /// Writes a line.
    pub(crate) fn note(&self, what: &str, details: &[(&str, String)]) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs());
        let line = if self.json {
            let details: Map<String, Value> = details
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect();
            json!({ "timeSecs": now, "what": what, "details": details }).to_string()
        } else {
            let mut text = String::new();
            for (name, value) in details {
                let _ = write!(text, "  {name} {value}");
            }
            format!("{}  {what}{text}", units::time(now))
        };
        // The work goes on even if nobody reads the journal any more.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    /// Writes a line about a fault.
    pub(crate) fn fault(&self, what: &str, fault: &Fault) {
        self.note(what, &[("why", fault.to_string())]);
    }

    /// Writes a line about a subject, unless its last line was the same.
    pub(crate) fn once(&self, subject: &str, what: &str, details: &[(&str, String)]) {
        let text = format!("{what} {details:?}");
        let is_new = match self.last.lock() {
            Ok(mut last) => last.insert(subject.to_owned(), text.clone()) != Some(text),
            Err(_) => true,
        };
        if is_new {
            self.note(what, details);
        }
    }

    /// Forgets the last line about a subject, so that the next one is written in any case.
    pub(crate) fn forget(&self, subject: &str) {
        if let Ok(mut last) = self.last.lock() {
            last.remove(subject);
        }
    }
}
