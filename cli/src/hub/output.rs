//! What hub commands print: JSON lines for machines, sentences in es-MX or English for people.

use std::io::Write as _;

use farola_hub_server::HubError;
use farola_model::Coded as _;
use serde_json::Value;

use crate::words::Words;

/// Where results go.
pub(super) struct Output {
    json: bool,
    words: Words,
}

impl Output {
    pub(super) fn new(json: bool, words: Words) -> Self {
        Self { json, words }
    }

    /// One result: its JSON, or its sentence.
    pub(super) fn say(&mut self, json: &Value, es: &str, en: &str) {
        let line = match (self.json, self.words) {
            (true, _) => json.to_string(),
            (false, Words::Es) => es.to_owned(),
            (false, Words::En) => en.to_owned(),
        };
        // A closed pipe is no reason to fail what is already done.
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}");
        let _ = out.flush();
    }

    /// A sentence that only people want.
    pub(super) fn note(&mut self, es: &str, en: &str) {
        if !self.json {
            self.say(&Value::Null, es, en);
        }
    }

    /// Text that only people want (a code drawn in the terminal).
    pub(super) fn draw(&mut self, text: &str) {
        if !self.json {
            let _ = write!(std::io::stdout().lock(), "{text}");
        }
    }

    /// What went wrong, with its code and the way out.
    pub(super) fn error(&mut self, error: &HubError) {
        let mut err = std::io::stderr().lock();
        let code = error.code();
        if self.json {
            // `error` is the older name of the same thing; `code` is what `device` says too.
            let mut value =
                serde_json::json!({"error": code, "code": code, "message": error.to_string()});
            if let HubError::FormInvalid { diagnostics, .. } = error {
                let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
                put(&mut value, "diagnostics", lines.into());
            }
            let _ = writeln!(err, "{value}");
            return;
        }
        let line = self.words.problem(code, &error.to_string());
        let _ = writeln!(err, "{line}");
        if let HubError::FormInvalid { diagnostics, .. } = error {
            for diagnostic in diagnostics {
                let said = self.words.diagnostic(diagnostic.code);
                let _ = writeln!(err, "  {diagnostic}\n    {}", diagnostic.help);
                if !said.is_empty() {
                    let _ = writeln!(err, "    {said}");
                }
            }
        }
    }
}

/// Adds a field to a JSON object.
pub(super) fn put(json: &mut Value, field: &str, value: Value) {
    if let Some(object) = json.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}
