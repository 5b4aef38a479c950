//! Puts the expressions of xpath/ to `farola xpath`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::expect::{Saved, compare};
use crate::program::{Program, farola, files, lines};

/// A text, or a list of texts and of pairs of a text and how often it is repeated.
fn text(value: &Value) -> Value {
    let Value::Array(pieces) = value else {
        return value.clone();
    };
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Value::Array(pair) => {
                let times = pair[1]
                    .as_u64()
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(0);
                pair[0].as_str().unwrap_or_default().repeat(times)
            }
            other => other.as_str().unwrap_or_default().to_owned(),
        })
        .collect();
    Value::String(text)
}

fn run(table: &Path, faults: &mut Vec<String>) -> usize {
    let name = table
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let rows = lines(table);
    let head = &rows[0].1;
    let mut command = Command::new(farola());
    command.arg("xpath");
    for (option, value) in [("--tz", &head["tz"]), ("--now", &head["now"])] {
        if let Some(value) = value.as_str() {
            command.args([option, value]);
        }
    }
    let mut program = Program::start(&mut command);
    for (at, row) in rows.iter().skip(1) {
        let doc = row.get("doc").unwrap_or(&head["doc"]);
        let mut request = json!({"doc": text(doc), "expr": text(&row["expr"])});
        for key in ["context", "ns"] {
            if !row[key].is_null() {
                request[key] = row[key].clone();
            }
        }
        let mut found = Vec::new();
        match program.ask(&request) {
            Some(got) => compare(&row["expect"], &got, "", &mut Saved::new(), &mut found),
            None => found.push("no answer".to_owned()),
        }
        let shown: String = row["expr"].to_string().chars().take(120).collect();
        faults.extend(
            found
                .into_iter()
                .map(|why| format!("{name}.jsonl:{at} {shown} {why}")),
        );
    }
    if !program.end() {
        faults.push(format!("{name}: the program did not end well"));
    }
    rows.len() - 1
}

#[test]
fn tables_hold() {
    let mut faults = Vec::new();
    let checks = files("xpath", "jsonl")
        .iter()
        .map(|table| run(table, &mut faults))
        .sum();
    crate::all_held("tables", checks, &faults);
    assert!(checks >= 500, "{checks} rows");
}
