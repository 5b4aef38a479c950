//! Runs the scripts of forms/ through `farola form drive`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::expect::{Saved, compare};
use crate::program::{Program, farola, files, here, lines};

/// The options of a script; `@/` is the folder of the forms.
pub(crate) fn options(head: &Value) -> Vec<String> {
    let forms = here().join("forms");
    head["options"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|option| match option.strip_prefix("@/") {
            Some(name) => forms.join(name).display().to_string(),
            None => option.to_owned(),
        })
        .collect()
}

fn run(script: &Path, faults: &mut Vec<String>) -> usize {
    let name = script
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let steps = lines(script);
    let head = &steps[0].1;
    let mut program = Program::start(
        Command::new(farola())
            .args(["form", "drive"])
            .arg(script.with_extension("xml"))
            .arg("--media")
            .arg(here().join("forms"))
            .args(options(head)),
    );
    let mut saved = Saved::new();
    let mut check = |at: usize, sent: &Value, want: &Value, got: Option<Value>| {
        let mut found = Vec::new();
        match got {
            Some(got) => compare(want, &got, "", &mut saved, &mut found),
            None => found.push("no answer".to_owned()),
        }
        faults.extend(
            found
                .into_iter()
                .map(|why| format!("{name}.jsonl:{at} {sent} {why}")),
        );
    };
    let loads = serde_json::json!({"loaded": true});
    let hello = program.line();
    let loaded = hello.as_ref().is_some_and(|hello| hello["loaded"] == true);
    let want = if head["hello"].is_null() {
        &loads
    } else {
        &head["hello"]
    };
    check(1, &Value::Null, want, hello);
    if loaded {
        for (at, step) in steps.iter().skip(1) {
            check(
                *at,
                &step["send"],
                &step["expect"],
                program.ask(&step["send"]),
            );
        }
    }
    if !program.end() && loaded {
        faults.push(format!("{name}: the program did not end well"));
    }
    steps.len()
}

#[test]
fn scripts_hold() {
    let mut faults = Vec::new();
    let checks = files("forms", "jsonl")
        .iter()
        .map(|script| run(script, &mut faults))
        .sum();
    crate::all_held("scripts", checks, &faults);
}

#[test]
fn every_form_has_a_script_that_says_what_it_is_about() {
    let scripts = files("forms", "jsonl");
    assert!(scripts.len() >= 40, "{} scripts", scripts.len());
    for script in &scripts {
        assert!(
            script.with_extension("xml").is_file(),
            "{} has no form",
            script.display()
        );
        assert!(
            lines(script)[0].1["about"].is_string(),
            "{} says nothing",
            script.display()
        );
    }
}

#[test]
fn the_zone_of_the_machine_is_used() {
    for (zone, offset) in [("America/Mexico_City", "-06:00"), ("Asia/Tokyo", "+09:00")] {
        let mut program = Program::start(
            Command::new(farola())
                .env("TZ", zone)
                .args(["form", "drive"])
                .arg(here().join("forms/groups.xml")),
        );
        program.line();
        let now = serde_json::json!({"op": "eval", "expr": "string(now())", "context": "/data"});
        let answer = program.ask(&now).unwrap_or_default();
        let text = answer["value"].as_str().unwrap_or_default();
        assert!(text.ends_with(offset), "in {zone} it is {text}");
        assert!(program.end());
    }
}
