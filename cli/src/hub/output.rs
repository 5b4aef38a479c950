//! What hub commands print: JSON lines for machines, sentences in es-MX or English for people.

use std::io::Write as _;

use farola_hub_server::HubError;
use farola_model::Coded as _;
use serde_json::Value;

use super::Words;

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

    /// Text that only people want (a code drawn in the terminal).
    pub(super) fn draw(&mut self, text: &str) {
        if !self.json {
            let _ = write!(std::io::stdout().lock(), "{text}");
        }
    }

    /// What went wrong, with its code and the way out.
    pub(super) fn error(&mut self, error: &HubError) {
        let mut err = std::io::stderr().lock();
        if self.json {
            let mut value =
                serde_json::json!({"error": error.code(), "message": error.to_string()});
            if let HubError::FormInvalid { diagnostics, .. } = error {
                let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
                put(&mut value, "diagnostics", lines.into());
            }
            let _ = writeln!(err, "{value}");
            return;
        }
        let way_out = match (error.code(), self.words) {
            ("hub.in_use", Words::Es) => "Otro servidor usa esta carpeta; deténgalo primero.",
            ("hub.in_use", Words::En) => "Another hub serves this folder; stop it first.",
            ("hub.cannot_listen", Words::Es) => "Elija otra dirección con --listen.",
            ("hub.cannot_listen", Words::En) => "Choose another address with --listen.",
            ("hub.exists", Words::Es) => "Ya existe.",
            ("hub.exists", Words::En) => "It exists already.",
            ("hub.not_found", Words::Es) => "No existe.",
            ("hub.not_found", Words::En) => "It does not exist.",
            ("request.bad_parameter", Words::Es) => {
                "Revise el correo y que la contraseña tenga al menos 10 letras."
            }
            ("request.bad_parameter", Words::En) => {
                "Check the address, and that the password has at least 10 characters."
            }
            _ => "",
        };
        let _ = writeln!(err, "{}: {error}. {way_out}", error.code());
        if let HubError::FormInvalid { diagnostics, .. } = error {
            for diagnostic in diagnostics {
                let _ = writeln!(err, "  {diagnostic}\n    {}", diagnostic.help);
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
