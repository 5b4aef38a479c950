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
        let message = error.to_string();
        let message = message.trim_end_matches('.');
        let _ = match (self.words, way_out(code)) {
            (Words::Es, Some((es, _))) => writeln!(err, "{code}: {es} ({message})"),
            (Words::En, Some((_, en))) => writeln!(err, "{code}: {message}. {en}"),
            (_, None) => writeln!(err, "{code}: {message}."),
        };
        if let HubError::FormInvalid { diagnostics, .. } = error {
            for diagnostic in diagnostics {
                let _ = writeln!(err, "  {diagnostic}\n    {}", diagnostic.help);
            }
        }
    }
}

/// What to do about the problems that people meet, in Spanish and English.
fn way_out(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "hub.in_use" => (
            "Otro servidor usa esta carpeta; deténgalo primero.",
            "Another hub serves this folder; stop it first.",
        ),
        "hub.cannot_listen" => (
            "No se puede escuchar en esa dirección; elija otra con --listen.",
            "Choose another address with --listen.",
        ),
        "hub.exists" => ("Eso ya existe; nada se cambió.", "Nothing was changed."),
        "hub.not_found" => (
            "Eso no existe; revise cómo está escrito. Un servidor nuevo se hace con \
             `farola hub init`.",
            "Check how it is written. A new hub is made with `farola hub init`.",
        ),
        "hub.disk_full" => (
            "No queda espacio; libere un poco. Lo ya guardado está a salvo.",
            "Make room; what was stored is safe.",
        ),
        "hub.database_newer" => (
            "Una versión más nueva de Farola hizo esta carpeta; actualice el programa.",
            "Update the program.",
        ),
        "hub.unreadable_file" => (
            "No se pudo leer el archivo; revise el nombre y los permisos.",
            "Check the name and that it may be read.",
        ),
        "request.bad_parameter" => (
            "Revise el correo, y que la contraseña tenga al menos 10 letras.",
            "Check the address, and that the password has at least 10 characters.",
        ),
        "project.unknown" => (
            "No hay un proyecto con ese número; el primero es el 1.",
            "The first project is number 1.",
        ),
        "form.invalid" => (
            "El formulario tiene errores y no se publicó; corrija esto:",
            "Mend this:",
        ),
        "form.version_exists" => (
            "Esa versión ya está publicada con otro contenido; suba el número de versión.",
            "Raise the version number.",
        ),
        _ => return None,
    })
}

/// Adds a field to a JSON object.
pub(super) fn put(json: &mut Value, field: &str, value: Value) {
    if let Some(object) = json.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}
