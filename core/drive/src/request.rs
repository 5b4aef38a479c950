//! The requests and their answers.

use farola_form::{AuditKind, FormError, Session};
use farola_model::Coded;
use serde::Deserialize;
use serde_json::{Value, json};

/// One request.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum Request {
    Answer {
        r#ref: String,
        value: Value,
    },
    Add {
        r#ref: String,
    },
    Remove {
        r#ref: String,
    },
    Dump {},
    Drawn {
        r#ref: String,
        language: Option<String>,
    },
    Questions {},
    Choices {
        r#ref: String,
    },
    Screen {},
    Next {},
    Back {},
    Goto {
        r#ref: String,
    },
    Eval {
        expr: String,
        context: Option<String>,
    },
    Language {
        value: String,
    },
    Requests {},
    Fulfil {
        r#ref: String,
        value: String,
    },
    Audit {},
    Log {
        event: Option<AuditKind>,
        user: Option<String>,
        reason: Option<String>,
        place: Option<String>,
    },
    Validate {},
    Finalize {},
    Save {},
}

/// Answers one line.
pub(crate) fn answer(session: &mut Session, line: &str) -> Value {
    match serde_json::from_str(line) {
        Ok(request) => run(session, request),
        Err(error) => json!({"ok": false, "error": "usage", "message": usage(&error)}),
    }
}

/// What is wrong with a request, without what it holds.
fn usage(error: &serde_json::Error) -> String {
    let place = format!("column {}", error.column());
    let text = error.to_string();
    // What a list or a number would be to the reader of this crate helps nobody.
    if error.is_data() && !text.contains("identifier") && !text.contains("internally tagged") {
        return text;
    }
    format!("the line is not one JSON object ({place})")
}

fn run(session: &mut Session, request: Request) -> Value {
    match request {
        Request::Answer { r#ref, value } => put(session, &r#ref, &value),
        Request::Add { r#ref } => match session.add_repeat(&r#ref) {
            Ok(added) => json!({"ok": true, "ref": added.path}),
            Err(error) => refused(&error),
        },
        Request::Remove { r#ref } => match session.remove_repeat(&r#ref) {
            Ok(_) => json!({"ok": true}),
            Err(error) => refused(&error),
        },
        Request::Dump {} => json!({"nodes": session.dump()}),
        Request::Drawn { r#ref, language } => {
            let shown = crate::drawn::drawn(session, &r#ref, language.as_deref());
            shown.unwrap_or_else(|| {
                refused(&FormError::NoSuch {
                    kind: "question",
                    path: r#ref,
                })
            })
        }
        Request::Questions {} => json!({"questions": session.questions()}),
        Request::Choices { r#ref } => match session.choices_at(&r#ref) {
            Some(choices) => json!({"choices": choices}),
            None => refused(&FormError::NoSuch {
                kind: "question",
                path: r#ref,
            }),
        },
        Request::Screen {} => json!(session.screen()),
        Request::Next {} => json!(session.next()),
        Request::Back {} => json!(session.back()),
        Request::Goto { r#ref } => match session.goto(&r#ref) {
            Ok(screen) => json!(screen),
            Err(error) => refused(&error),
        },
        Request::Eval { expr, context } => {
            let root = session.dump().into_iter().next().map(|node| node.path);
            let context = context.or(root).unwrap_or_default();
            match session.eval(&expr, &context) {
                Ok(result) => json!(result),
                Err(FormError::Expression {
                    code,
                    message,
                    offset,
                }) => {
                    json!({"ok": false, "error": code, "message": message, "offset": offset})
                }
                Err(error) => refused(&error),
            }
        }
        Request::Language { value } => match session.set_language(&value) {
            Ok(_) => json!({"ok": true}),
            Err(error) => refused(&error),
        },
        Request::Requests {} => json!({"requests": session.requests()}),
        Request::Fulfil { r#ref, value } => fulfil(session, &r#ref, &value),
        Request::Audit {} => json!({"csv": session.audit_csv()}),
        Request::Log {
            event,
            user,
            reason,
            place,
        } => {
            let place = place.map(|text| text.parse()).transpose();
            let Ok(place) = place else {
                return json!({"ok": false, "error": "type", "message": "place is no geopoint"});
            };
            if let Some(name) = user {
                session.audit_user(&name);
            }
            if let Some(point) = place {
                session.audit_place(point);
            }
            if let Some(text) = reason {
                session.audit_reason(&text);
            }
            if let Some(event) = event {
                session.audit_event(event);
            }
            json!({"ok": true})
        }
        Request::Validate {} => json!({"errors": session.validate()}),
        Request::Finalize {} => match session.finalize() {
            Ok(done) => {
                let mut answer = json!({
                    "ok": true,
                    "xml": String::from_utf8_lossy(&done.xml),
                    "attachments": done.attachments,
                });
                let object = answer.as_object_mut();
                if let Some(object) = object.filter(|_| !done.entities.is_empty()) {
                    object.insert("entities".to_owned(), json!(done.entities));
                }
                answer
            }
            Err(errors) => json!({"ok": false, "errors": errors}),
        },
        Request::Save {} => json!({"xml": String::from_utf8_lossy(&session.save())}),
    }
}

fn put(session: &mut Session, path: &str, value: &Value) -> Value {
    // A number or a truth stands for its text.
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(list) => list
            .iter()
            .map(|v| v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned))
            .collect::<Vec<_>>()
            .join(" "),
        other => other.to_string(),
    };
    match session.answer(path, &text) {
        Ok(outcome) => match outcome.invalid {
            None => json!({"ok": true, "valid": true}),
            Some(invalid) => json!({
                "ok": true, "valid": false, "error": invalid.kind, "message": invalid.message,
            }),
        },
        Err(error) => {
            json!({"ok": false, "error": error.word(), "message": error.to_string()})
        }
    }
}

fn fulfil(session: &mut Session, path: &str, value: &str) -> Value {
    let Some(request) = session.request_at(path) else {
        return refused(&FormError::NoSuch {
            kind: "request for",
            path: path.to_owned(),
        });
    };
    match session.fulfil(&request, value) {
        Ok(_) => json!({"ok": true}),
        Err(error) => json!({"ok": false, "error": error.word(), "message": error.to_string()}),
    }
}

/// A refusal; references that lead nowhere have the one word the contract knows for them.
fn refused(error: &FormError) -> Value {
    let word = match error {
        FormError::NoSuch { .. } => "no_such_node",
        FormError::FixedRepeat { .. } => "readonly",
        FormError::NotRelevant { .. } => "not_relevant",
        other => other.code(),
    };
    json!({"ok": false, "error": word, "message": error.to_string()})
}
