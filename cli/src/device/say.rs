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
        let (code, message) = (problem.code, problem.message.trim_end_matches('.'));
        let _ = match (self.words, way_out(code)) {
            (Words::Es, Some((es, _))) => writeln!(err, "{code}: {es} ({message})"),
            (Words::En, Some((_, en))) => writeln!(err, "{code}: {message}. {en}"),
            (_, None) => writeln!(err, "{code}: {message}."),
        };
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
fn way_out(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
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
        "engine.form_unknown" | "walk.form_missing" => (
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
        "storage.key_missing" => (
            "Falta la llave de este teléfono; sin ella sus respuestas no se pueden leer.",
            "Without its key the answers cannot be read.",
        ),
        "storage.key_denied" => (
            "El archivo de la llave no trae una llave; nada se cambió.",
            "The key's file holds no key; nothing was changed.",
        ),
        "storage.not_a_database" => (
            "Ese archivo no es de Farola; se dejó como está.",
            "The file is left as it is.",
        ),
        "storage.from_the_future" => (
            "Una versión más nueva de Farola escribió aquí: se puede leer, no escribir. Actualice.",
            "Update Farola; until then everything can be read and nothing written.",
        ),
        "storage.not_found" => (
            "No hay nada con ese nombre; `farola device list` muestra lo que hay.",
            "`farola device list` shows what there is.",
        ),
        "enrol.not_enrolment" => (
            "Eso no es un código de inscripción ni una dirección; escanee de nuevo o copie todo.",
            "Scan the code again, or copy the whole address.",
        ),
        "enrol.insecure_address" => (
            "La llave viajaría sin cifrar por una red pública; use una dirección https.",
            "Use an https address.",
        ),
        "cli.io" => (
            "No se pudo leer o escribir; revise el nombre y los permisos.",
            "Check the name and that it may be read and written.",
        ),
        _ => return None,
    })
}
