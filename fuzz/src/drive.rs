//! A script of the line protocol over a fixed form: hostile lines, and long histories.
//!
//! A line that begins with `{` is handed on as it is. Any other is a request in short, so that
//! the fuzzer finds deep states: one byte says what to do, one to which of the questions of the
//! moment, the rest is the value.

use std::sync::Arc;

use farola_drive::Interpreter;
use farola_form::{OpenAs, Session};
use serde_json::{Value, json};

use super::ways::{FORMS, REPEATABLE, VALUES, env, form, same, without_position};

/// Lines of one script; more only take time.
const LINES: usize = 80;

/// The first byte says which form, the rest is the script.
pub fn run(data: &[u8]) {
    let Some((pick, script)) = data.split_first() else {
        return;
    };
    let Some(def) = form(*pick) else { return };
    let Ok(mut driven) = Interpreter::open(Arc::clone(&def), env(), None) else {
        panic!("an empty submission does not open");
    };
    for line in script.split(|byte| *byte == b'\n').take(LINES) {
        let line = match line.first() {
            Some(b'{') => String::from_utf8_lossy(line).into_owned(),
            Some(op) => short(driven.session(), *op, line.get(1..).unwrap_or_default()).to_string(),
            None => continue,
        };
        let answer = driven.answer(&line);
        assert!(answer.is_object(), "{line} is answered with {answer}");
    }
    let session = driven.session();
    let state = session.dump();
    let again = Session::replay(Arc::clone(&def), env(), &session.snapshot(), &[]);
    let Ok(again) = again else {
        panic!("a snapshot is refused")
    };
    same(&state, &again.dump(), "the snapshot is another state");
    assert_eq!(again.validate(), session.validate());
    // A draft does not keep the language; whoever opens it says it.
    let mut reading = env();
    reading.language = Some(session.language().to_owned());
    let opened = Session::open(Arc::clone(&def), reading, &session.save(), OpenAs::Draft);
    let Ok(opened) = opened else {
        panic!("a saved draft does not open")
    };
    if REPEATABLE.contains(&(usize::from(*pick) % FORMS.len())) {
        same(&state, &opened.dump(), "recomputing gives something else");
        assert_eq!(opened.validate(), session.validate());
    }
}

/// A request out of a few bytes.
fn short(session: &Session, op: u8, rest: &[u8]) -> Value {
    let questions = session.questions();
    let index = usize::from(rest.first().copied().unwrap_or_default());
    let question = questions.get(index % questions.len().max(1));
    let path = question.map_or("/data", |question| question.path.as_str());
    let text = rest.get(1..).unwrap_or_default();
    let value = match text {
        [only] => VALUES
            .get(usize::from(*only) % VALUES.len())
            .map_or_else(String::new, |value| (*value).to_owned()),
        _ => String::from_utf8_lossy(text).into_owned(),
    };
    let choice = question.and_then(|q| q.choices.get(text.len().min(3)));
    match op % 12 {
        0..=3 => json!({"op": "answer", "ref": path, "value": value}),
        4 => json!({"op": "answer", "ref": path, "value": choice.map(|c| &c.value)}),
        5 => json!({"op": "add", "ref": without_position(path)}),
        6 => json!({"op": "remove", "ref": path}),
        7 => json!({"op": "goto", "ref": path}),
        8 => json!({"op": "eval", "expr": value, "context": path}),
        9 => json!({"op": (["next", "back", "screen"].get(index % 3))}),
        10 => json!({"op": (["dump", "validate", "finalize", "save"].get(index % 4))}),
        _ => json!({"op": "language", "value": session.def().languages().first()}),
    }
}
