//! Our engine in this very process, twice: once as it is, and once with other random bytes and
//! another hour, so that what is drawn or read from the clock shows itself by being different.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use farola_drive::{Interpreter, Seeded};
use farola_form::{DeviceProperties, FormDef, FormMedia, SessionEnv};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde_json::{Value, json};

struct Folder(PathBuf);

impl FormMedia for Folder {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        std::fs::read(self.0.join(name)).ok().map(Cow::Owned)
    }
}

/// A form that our engine has read.
pub(crate) struct Form {
    pub(crate) path: PathBuf,
    pub(crate) xml: String,
    def: Option<Arc<FormDef>>,
    /// What reading it said, as text.
    pub(crate) said: String,
}

impl Form {
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a form to walk");
        let media = Folder(path.parent().unwrap_or(path).to_path_buf());
        let read = catch_unwind(AssertUnwindSafe(|| FormDef::parse(&bytes, &media)));
        let (def, said) = match read {
            Ok((def, diagnostics)) => {
                let said: Vec<String> = diagnostics.iter().map(|d| d.code.to_owned()).collect();
                (def.map(Arc::new), said.join(" "))
            }
            Err(_) => (None, "panic".to_owned()),
        };
        Self {
            path: path.to_path_buf(),
            xml: String::from_utf8_lossy(&bytes).into_owned(),
            def,
            said,
        }
    }

    pub(crate) fn loads(&self) -> bool {
        self.def.is_some()
    }

    pub(crate) fn languages(&self) -> Vec<String> {
        self.def
            .as_ref()
            .map_or_else(Vec::new, |def| def.languages().to_vec())
    }
}

/// The zone that the peers are started with.
fn now() -> ZonedDateTime {
    ZonedDateTime::new(Timestamp::now(), TimeZone::fixed(offset(-6)))
}

/// Another hour of the same day.
fn another_hour(now: &ZonedDateTime) -> ZonedDateTime {
    let hours = if now.hour() < 20 { 3 } else { -3 };
    now.checked_add(hours.hours().minutes(7).seconds(13))
        .unwrap_or_else(|_| now.clone())
}

fn open(def: &Arc<FormDef>, now: ZonedDateTime, seed: u64) -> Interpreter {
    let env = SessionEnv {
        now,
        entropy: Box::new(Seeded(seed)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    };
    Interpreter::open(Arc::clone(def), env, None).unwrap_or_else(|d| panic!("{}", d.message))
}

/// A form being filled by our engine.
pub(crate) struct Ours {
    one: Interpreter,
    other: Interpreter,
    /// A panic ends everything: nothing is known of the state after it.
    pub(crate) broken: bool,
}

impl Ours {
    pub(crate) fn open(form: &Form) -> Option<Self> {
        let def = form.def.as_ref()?;
        let now = now();
        let later = another_hour(&now);
        catch_unwind(AssertUnwindSafe(|| Self {
            one: open(def, now, 1),
            other: open(def, later, 2),
            broken: false,
        }))
        .ok()
    }

    fn both(&mut self, line: &str) -> (Value, Value) {
        let asked = catch_unwind(AssertUnwindSafe(|| {
            (self.one.answer(line), self.other.answer(line))
        }));
        asked.unwrap_or_else(|_| {
            self.broken = true;
            (json!({"error": "panic"}), json!({"error": "panic"}))
        })
    }

    /// Asks both; the answer of the first.
    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        self.both(&request.to_string()).0
    }

    /// The whole state of both.
    pub(crate) fn states(&mut self) -> (Value, Value) {
        let (mut one, mut other) = (json!({}), json!({}));
        for (op, list) in [
            ("questions", "questions"),
            ("dump", "nodes"),
            ("validate", "errors"),
        ] {
            let (a, b) = self.both(&json!({"op": op}).to_string());
            one[list] = a[list].clone();
            other[list] = b[list].clone();
        }
        (one, other)
    }

    /// What both give in the end.
    pub(crate) fn finalize(&mut self) -> (Value, Value) {
        self.both(r#"{"op":"finalize"}"#)
    }
}
