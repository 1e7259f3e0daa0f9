//! What the keeper says of what it does, a line each.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use venue::fault::Fault;
use venue::units;

/// The journal. What is said again and again is said once.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    json: bool,
    said: Arc<Mutex<HashMap<String, String>>>,
}

impl Journal {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            said: Arc::default(),
        }
    }

    /// Says something.
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
            let mut said = String::new();
            for (name, value) in details {
                let _ = write!(said, "  {name} {value}");
            }
            format!("{}  {what}{said}", units::time(now))
        };
        // Whoever read it may be gone; the work goes on.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    /// Says what went wrong with something.
    pub(crate) fn fault(&self, what: &str, fault: &Fault) {
        self.note(what, &[("why", fault.to_string())]);
    }

    /// Says something about a subject, unless the same was said of it last.
    pub(crate) fn once(&self, subject: &str, what: &str, details: &[(&str, String)]) {
        let text = format!("{what} {details:?}");
        let is_new = match self.said.lock() {
            Ok(mut said) => said.insert(subject.to_owned(), text.clone()) != Some(text),
            Err(_) => true,
        };
        if is_new {
            self.note(what, details);
        }
    }

    /// What was said of a subject holds no longer.
    pub(crate) fn over(&self, subject: &str) {
        if let Ok(mut said) = self.said.lock() {
            said.remove(subject);
        }
    }
}
