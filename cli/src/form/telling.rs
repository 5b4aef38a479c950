//! Faults of sheets, told to a person or to a program.

use std::io::{self, Write};
use std::path::Path;

use farola_xlsform::{Fault, Language, Severity};
use serde_json::json;

use crate::words::Words;

/// How faults of a file are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling<'a> {
    /// The file that was given.
    pub(super) file: &'a Path,
    /// The language of what is said.
    pub(super) words: Words,
    /// One JSON object per fault, in both languages.
    pub(super) json: bool,
}

/// The language of the compiler's sentences.
pub(super) fn language(words: Words) -> Language {
    match words {
        Words::Es => Language::Spanish,
        Words::En => Language::English,
    }
}

impl Telling<'_> {
    /// Tells one fault.
    pub(super) fn tell(self, fault: &Fault, out: &mut impl Write) -> io::Result<()> {
        if self.json {
            return self.json_line(fault, out);
        }
        let severity = match (fault.severity(), self.words) {
            (Severity::Error, _) => "error",
            (Severity::Warning, Words::Es) => "aviso",
            (Severity::Warning, Words::En) => "warning",
            (Severity::Advice, Words::Es) => "consejo",
            (Severity::Advice, Words::En) => "advice",
        };
        let language = language(self.words);
        let (what, instead) = (fault.what(language), fault.instead(language));
        let place = fault.place.to_string();
        let place = match place.as_str() {
            "" => self.file.display().to_string(),
            _ => place,
        };
        let code = fault.code();
        writeln!(out, "{place}: {severity} {code}: {what}\n  → {instead}\n")
    }

    fn json_line(self, fault: &Fault, out: &mut impl Write) -> io::Result<()> {
        let place = &fault.place;
        let severity = match fault.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        };
        let column = place.column.map(|column| column + 1);
        let line = json!({
            "form": self.file.display().to_string(), "code": fault.code(), "severity": severity,
            "sheet": place.sheet, "row": place.row, "column": column,
            "cell": place.address(), "header": place.header, "text": place.text,
            "es": said(fault, Language::Spanish), "en": said(fault, Language::English),
        });
        writeln!(out, "{line}")
    }
}

/// What is wrong and what to write instead, as JSON.
pub(super) fn said(fault: &Fault, language: Language) -> serde_json::Value {
    json!({"what": fault.what(language), "instead": fault.instead(language)})
}
