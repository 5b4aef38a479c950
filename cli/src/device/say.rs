//! What device commands print: JSON lines for machines, sentences in es-MX or English for people.

use std::io::Write as _;

use serde_json::{Value, json};

use super::phone::Problem;
use crate::words::Words;

/// Where results go.
pub(super) struct Say {
    json: bool,
    words: Words,
}

impl Say {
    pub(super) fn new(json: bool, words: Words) -> Self {
        Self { json, words }
    }

    /// Whether machines read.
    pub(super) fn for_machines(&self) -> bool {
        self.json
    }

    /// Tag of the forms' language: `es` or `en`.
    pub(super) fn language(&self) -> &'static str {
        self.words.tag()
    }

    /// The sentence in the person's language.
    pub(super) fn of<'a>(&self, es: &'a str, en: &'a str) -> &'a str {
        match self.words {
            Words::Es => es,
            Words::En => en,
        }
    }

    /// One result: its JSON, or its sentence (none where empty).
    pub(super) fn line(&mut self, value: &Value, es: &str, en: &str) {
        let line = if self.json {
            value.to_string()
        } else {
            self.of(es, en).to_owned()
        };
        if !line.is_empty() {
            print(&line);
        }
    }

    /// A line for people only.
    pub(super) fn people(&mut self, es: &str, en: &str) {
        if !self.json {
            print(self.of(es, en));
        }
    }

    /// One result for machines only.
    pub(super) fn machine(&mut self, value: &Value) {
        if self.json {
            print(&value.to_string());
        }
    }

    /// What went wrong, with its code.
    pub(super) fn problem(&mut self, problem: &Problem) {
        let mut err = std::io::stderr().lock();
        if self.json {
            let value = json!({
                "event": "problem",
                "code": problem.code,
                "message": problem.message,
                "details": problem.details,
            });
            let _ = writeln!(err, "{value}");
            return;
        }
        let line = self.words.problem(problem.code, &problem.message);
        let _ = writeln!(err, "{line}");
        for detail in &problem.details {
            let _ = writeln!(err, "  {detail}");
        }
    }
}

/// Prints a line and hands it over at once: a test that kills this process compares it with
/// what it then finds.
fn print(line: &str) {
    // A closed pipe is no reason to fail what is already done.
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
