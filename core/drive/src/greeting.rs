//! The first line: whether the form loaded.

use farola_form::{Diagnostic, FormDef};
use serde_json::{Value, json};

/// What is said of a form that loaded, with its warnings.
#[must_use]
pub fn loaded(def: &FormDef, diagnostics: &[Diagnostic]) -> Value {
    json!({
        "loaded": true,
        "title": def.title(),
        "id": def.id(),
        "version": def.version(),
        "languages": def.languages(),
        "diagnostics": diagnostics,
    })
}

/// What is said of a form that did not load.
#[must_use]
pub fn not_loaded(diagnostics: &[Diagnostic]) -> Value {
    json!({"loaded": false, "diagnostics": diagnostics})
}

/// A fault around a form (its file, the clock given, the submission to correct), told like
/// those inside it.
#[must_use]
pub fn fault(code: &'static str, message: &str, help: &'static str) -> Diagnostic {
    Diagnostic::of_file(String::new(), code, message, help)
}
