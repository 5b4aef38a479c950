//! Answers from outside, and giving them to a form with a line of progress each.

use std::fmt;
use std::fs::File;
use std::path::PathBuf;

use farola_engine::{EngineError, Filling};
use farola_model::Coded as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::Say;
use super::phone::Problem;

/// One thing to do with a form, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Answer a question.
    Answer(String, String),
    /// Add a repeat instance.
    Add(String),
    /// Answer with a photo.
    Photo(String, PathBuf),
}

/// The steps of an answers file: an object of reference to value, or a list of such objects and
/// `{"add": ref}`. Order counts: an answer may make the next question appear.
#[derive(Debug, Default)]
pub(super) struct Steps(pub(super) Vec<Step>);

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Steps;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of references and values, or a list of them")
            }

            // A map type would sort the keys; here the order of the file is the order of work.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Steps, A::Error> {
                let mut steps = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    let text = match value {
                        Value::Null => String::new(),
                        Value::String(text) => text,
                        Value::Bool(_) | Value::Number(_) => value.to_string(),
                        _ => return Err(serde::de::Error::custom("a value is no text or number")),
                    };
                    steps.push(match key.as_str() {
                        "add" => Step::Add(text),
                        _ => Step::Answer(key, text),
                    });
                }
                Ok(Steps(steps))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Steps, A::Error> {
                let mut steps = Vec::new();
                while let Some(Steps(more)) = seq.next_element()? {
                    steps.extend(more);
                }
                Ok(Steps(steps))
            }
        }
        deserializer.deserialize_any(InOrder)
    }
}

/// `ref=value` of the command line.
pub(super) fn pair(text: &str) -> Result<(String, String), Problem> {
    let (path, value) = text
        .split_once('=')
        .ok_or_else(|| Problem::usage(format!("{text:?} is not REF=VALUE")))?;
    Ok((path.to_owned(), value.to_owned()))
}

/// A reference in full: a bare name stands for the first question of that name.
pub(super) fn full_path(filling: &Filling, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let tail = format!("/{path}");
    let found = filling
        .dump()
        .into_iter()
        .find(|node| node.path.ends_with(&tail));
    found.map_or_else(|| path.to_owned(), |node| node.path)
}

/// Does the steps, each durable and said before the next. Steps whose answer stands already (a
/// form that goes on after a kill) are passed over. What is refused is said and returned.
pub(super) fn give(
    filling: &mut Filling,
    steps: &[Step],
    say: &mut Say,
) -> Result<Vec<String>, Problem> {
    let mut refused = Vec::new();
    for step in steps {
        match do_step(filling, step, say) {
            Ok(()) => {}
            Err(EngineError::Answer(error)) => {
                let value = json!({
                    "event": "refused", "instance": filling.instance(), "code": error.code(),
                });
                say.machine(&value);
                refused.push(error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(refused)
}

fn do_step(filling: &mut Filling, step: &Step, say: &mut Say) -> Result<(), EngineError> {
    let (path, value, seq, valid) = match step {
        Step::Answer(path, value) => {
            let path = full_path(filling, path);
            if filling.value(&path).as_deref() == Some(value) && !value.is_empty() {
                return Ok(());
            }
            let outcome = filling.answer(&path, value)?;
            (path, value.clone(), outcome.seq, outcome.invalid.is_none())
        }
        Step::Add(path) => {
            let path = full_path(filling, path);
            let added = filling.add_repeat(&path)?;
            (added.path, String::new(), filling.seq(), true)
        }
        Step::Photo(path, file) => {
            let path = full_path(filling, path);
            if filling.value(&path).is_some_and(|name| !name.is_empty()) {
                return Ok(());
            }
            let mut content = File::open(file).map_err(|error| {
                EngineError::Photo(farola_engine::photo::PhotoError::Unreadable(error.kind()))
            })?;
            taking(filling, &path, say);
            let attached = filling.attach_photo(&path, &mut content)?;
            (path, attached.name, attached.seq, true)
        }
    };
    said(filling, &path, &value, seq, valid, say);
    Ok(())
}

/// Says that a photo is about to be taken in; the line of progress follows when it is durable.
pub(super) fn taking(filling: &Filling, path: &str, say: &mut Say) {
    say.machine(&json!({"event": "photo", "instance": filling.instance(), "ref": path}));
}

/// The line of progress: what it says is durable.
pub(super) fn said(
    filling: &Filling,
    path: &str,
    value: &str,
    seq: u64,
    valid: bool,
    say: &mut Say,
) {
    say.machine(&json!({
        "event": "answer",
        "form": filling.form().0.id,
        "instance": filling.instance(),
        "ref": path,
        "value": value,
        "seq": seq,
        "valid": valid,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_file_is_kept() {
        let steps: Steps =
            serde_json::from_str(r#"[{"z":1,"a":"x"},{"add":"/data/r"},{"m":null,"b":true}]"#)
                .unwrap();
        let answer = |path: &str, value: &str| Step::Answer(path.into(), value.into());
        assert_eq!(
            steps.0,
            [
                answer("z", "1"),
                answer("a", "x"),
                Step::Add("/data/r".into()),
                answer("m", ""),
                answer("b", "true"),
            ]
        );
        assert!(serde_json::from_str::<Steps>(r#"{"a":[1]}"#).is_err());
        assert!(serde_json::from_str::<Steps>("3").is_err());
    }

    #[test]
    fn pairs_may_hold_equal_signs() {
        assert_eq!(
            pair("/data/a=b=c").unwrap(),
            ("/data/a".into(), "b=c".into())
        );
        assert!(pair("nothing").is_err());
    }
}
