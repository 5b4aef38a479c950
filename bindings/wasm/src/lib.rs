//! The form engine in a browser.
//!
//! A [`FormLine`] takes the requests that `farola form drive` takes, one JSON object each. The
//! typed interface is JavaScript of ours, in `js/`; this crate only carries lines, files, the
//! browser's clock and its randomness across.

mod browser;
mod options;

use std::sync::Arc;

use farola_drive::{Interpreter, Seeded, fault, loaded, not_loaded, parse_clock};
use farola_form::{Diagnostic, FormDef, MediaMap, SessionEnv};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::options::Options;

/// The files that a form comes with, put in one by one before it is opened.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Files(MediaMap);

#[wasm_bindgen]
impl Files {
    /// No files yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file under the name that the form knows it by.
    pub fn put(&mut self, name: String, bytes: Vec<u8>) {
        self.0.insert(name, bytes);
    }
}

/// One form being filled.
#[wasm_bindgen]
#[derive(Debug)]
pub struct FormLine {
    hello: String,
    driven: Option<Interpreter>,
    /// The zone that the browser's clock is read in; nothing where the time was given.
    zone: Option<String>,
}

#[wasm_bindgen]
impl FormLine {
    /// Opens a form, its files used up; `options` is a JSON object. Never fails: what is wrong
    /// is in [`hello`](Self::hello).
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(xml: &[u8], files: Files, options: &str) -> Self {
        let options = match serde_json::from_str(options) {
            Ok(options) => options,
            Err(error) => {
                let help = "Look at Options in index.d.ts.";
                return Self::closed(&[fault("form.bad_options", &error.to_string(), help)]);
            }
        };
        Self::open(xml, &files.0, options)
    }

    /// Whether the form loaded, its title, languages and diagnostics.
    #[must_use]
    pub fn hello(&self) -> String {
        self.hello.clone()
    }

    /// Answers one line of the protocol.
    pub fn answer(&mut self, line: &str) -> String {
        let Some(driven) = &mut self.driven else {
            let message = "the form did not load";
            return serde_json::json!({"ok": false, "error": "usage", "message": message})
                .to_string();
        };
        if let Some(zone) = &self.zone {
            driven.set_now(browser::now(zone));
        }
        driven.answer(line).to_string()
    }
}

impl FormLine {
    fn closed(diagnostics: &[Diagnostic]) -> Self {
        Self {
            hello: not_loaded(diagnostics).to_string(),
            driven: None,
            zone: None,
        }
    }

    fn open(xml: &[u8], files: &MediaMap, options: Options) -> Self {
        let now = match &options.now {
            None => Ok(browser::now(&options.zone)),
            Some(text) => parse_clock(text),
        };
        let now = match now {
            Ok(now) => now,
            Err(message) => {
                let help = "Give a time like 2026-11-23T20:00:00-06:00.";
                return Self::closed(&[fault("form.bad_now", &message, help)]);
            }
        };
        let (def, diagnostics) = FormDef::parse(xml, files);
        let Some(def) = def.map(Arc::new) else {
            return Self::closed(&diagnostics);
        };
        let hello = loaded(&def, &diagnostics).to_string();
        let zone = options.now.is_none().then_some(options.zone);
        let env = SessionEnv {
            now,
            entropy: match options.seed {
                Some(seed) => Box::new(Seeded(seed)),
                None => Box::new(browser::Random),
            },
            properties: options.properties.into(),
            language: options.language,
            last_saved: options.last_saved.map(String::into_bytes),
        };
        let opened = match options.draft {
            Some(draft) => Interpreter::resume(def, env, draft.as_bytes()),
            None => Interpreter::open(def, env, options.instance.as_deref().map(str::as_bytes)),
        };
        match opened {
            Ok(driven) => Self {
                hello,
                driven: Some(driven),
                zone,
            },
            Err(diagnostic) => Self::closed(&[diagnostic]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = include_str!("../../../kit/cs_punto.xml");

    fn open(options: &str) -> FormLine {
        FormLine::new(FORM.as_bytes(), Files::new(), options)
    }

    #[test]
    fn a_form_is_opened_and_answered() {
        let mut form = open(r#"{"now":"2026-11-23T20:00:00-06:00","seed":7}"#);
        assert!(
            form.hello().starts_with("{\"diagnostics\":["),
            "{}",
            form.hello()
        );
        assert!(form.hello().contains("\"loaded\":true"));
        assert!(form.answer(r#"{"op":"dump"}"#).contains("2026-11-23T20:00"));
        assert!(form.answer("x").contains("\"usage\""));
    }

    #[test]
    fn what_is_wrong_is_told_and_nothing_is_answered() {
        for (options, code) in [
            ("x", "form.bad_options"),
            (r#"{"now":"soon"}"#, "form.bad_now"),
            (
                r#"{"now":"2026-11-23T20:00:00Z","seed":1,"instance":"<x/>"}"#,
                "form.",
            ),
        ] {
            let mut form = open(options);
            assert!(form.hello().contains(code), "{options}: {}", form.hello());
            assert!(form.answer(r#"{"op":"dump"}"#).contains("did not load"));
        }
    }
}
