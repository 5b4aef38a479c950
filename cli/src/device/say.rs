//! What device commands print: JSON lines for machines, sentences in es-MX or English for people.

use std::io::Write as _;

use serde_json::{Value, json};

use super::Words;
use super::phone::Problem;

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
        match self.words {
            Words::Es => "es",
            Words::En => "en",
        }
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
        let hint = way_out(problem.code);
        let hint = self.of(hint.0, hint.1);
        let _ = writeln!(err, "{}: {}. {hint}", problem.code, problem.message);
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

/// The way out of the problems that people meet, in Spanish and English.
fn way_out(code: &str) -> (&'static str, &'static str) {
    match code {
        "network.offline" | "network.timeout" | "network.cut" => (
            "Sin conexión: nada se pierde, todo espera en el teléfono.",
            "No connection: nothing is lost, everything waits on the phone.",
        ),
        "network.captive_portal" => (
            "La red pide iniciar sesión en su página; ábrala en el navegador.",
            "The network wants a sign-in on its own page; open it in the browser.",
        ),
        "auth.refused" | "auth.key_unknown" => (
            "Pida un nuevo código de inscripción al municipio.",
            "Ask the municipality for a new enrolment code.",
        ),
        "engine.not_enrolled" => (
            "Inscriba el teléfono: farola device init DIR --enrol CÓDIGO.",
            "Enrol the phone: farola device init DIR --enrol CODE.",
        ),
        "engine.form_unknown" => (
            "Sincronice primero para recibir los formularios.",
            "Sync first to get the forms.",
        ),
        "engine.not_ready" => (
            "El borrador queda guardado; corrija y vuelva a cerrar.",
            "The draft is kept; mend it and seal again.",
        ),
        "storage.wrong_key" => (
            "La llave no es la de este teléfono; nada se cambió.",
            "The key is not this phone's; nothing was changed.",
        ),
        "storage.busy" => (
            "Otro proceso usa este teléfono; espere a que termine.",
            "Another process uses this phone; wait for its end.",
        ),
        "storage.disk_full" => (
            "Libere espacio; lo ya guardado está a salvo.",
            "Make room; what was stored is safe.",
        ),
        _ => ("", ""),
    }
}
