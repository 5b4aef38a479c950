//! `farola form …` as a process: its lines are a contract.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn kit(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../kit")
        .join(name)
}

/// Whoever makes a form hears what it gathers: advice, and errors where a walk promised.
#[test]
fn check_says_what_a_form_gathers() {
    let check = |form: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_farola"));
        let command = command
            .args(["form", "check", "--privacy", "--json"])
            .arg(form);
        let done = command.output().unwrap();
        let lines = String::from_utf8(done.stdout).unwrap();
        (lines, done.status.code())
    };
    let (lines, code) = check(&kit("cs_hallazgo.xml"));
    assert_eq!(
        (lines.contains("\"error\""), code),
        (false, Some(0)),
        "{lines}"
    );
    let sound = std::fs::read_to_string(kit("cs_hallazgo.xml")).unwrap();
    let changed = sound.replace("relevant=\" /data/tipo  != 'acoso'\"", "");
    let dir = tempfile::tempdir().unwrap();
    for (id, code) in [("cs_hallazgo", 1), ("cs_otro", 0)] {
        let file = dir.path().join(format!("{id}.xml"));
        std::fs::write(&file, changed.replace("cs_hallazgo", id)).unwrap();
        let (lines, found) = check(&file);
        assert_eq!(found, Some(code), "{id}: {lines}");
        assert_eq!(lines.contains("form.privacy_photo"), code == 1, "{lines}");
    }
}

/// Runs `farola form drive` over lines and gives every line it answered.
fn drive(form: &str, options: &[&str], lines: &[&str]) -> (Vec<Value>, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_farola"))
        .args(["form", "drive"])
        .arg(kit(form))
        .args(["--now", "2026-11-23T20:00:00-06:00", "--seed", "7"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for line in lines {
        // A form that does not load closes its input.
        let _ = writeln!(input, "{line}");
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (answers, output.status.code().unwrap())
}

#[test]
fn drive_answers_every_line() {
    let (out, code) = drive(
        "cs_punto.xml",
        &["--lang", "English (en)", "--device-id", "d1"],
        &[
            r#"{"op":"answer","ref":"/data/n_calif","value":"3"}"#,
            r#"{"op":"answer","ref":"/data/n_evita","value":4}"#,
            r#"{"op":"answer","ref":"/data/n_evita","value":"x"}"#,
            r#"{"op":"answer","ref":"/data/none","value":"x"}"#,
            r#"{"op":"eval","expr":". * 2","context":"/data/n_calif"}"#,
            r#"{"op":"language","value":"Español (es)"}"#,
            r#"{"op":"language","value":"Klingon"}"#,
            r#"{"op":"nonsense"}"#,
            "not json",
            "",
            r#"{"op":"finalize"}"#,
        ],
    );
    assert_eq!(code, 0);
    assert_eq!(out.len(), 11, "an empty line is no request");
    assert_eq!(
        (&out[0]["loaded"], &out[0]["id"]),
        (&json!(true), &json!("cs_punto"))
    );
    assert_eq!(out[0]["languages"], json!(["Español (es)", "English (en)"]));
    assert_eq!(out[1], json!({"ok": true, "valid": true}));
    assert_eq!(
        (&out[2]["valid"], &out[2]["error"]),
        (&json!(false), &json!("constraint"))
    );
    assert!(!out[2]["message"].as_str().unwrap().is_empty());
    assert_eq!(
        (&out[3]["ok"], &out[3]["error"]),
        (&json!(false), &json!("type"))
    );
    assert_eq!(out[4]["error"], "no_such_node");
    assert_eq!(out[5], json!({"type": "number", "value": "6"}));
    assert_eq!(out[6], json!({"ok": true}));
    assert_eq!(out[7]["ok"], false);
    assert_eq!(
        (&out[8]["error"], &out[9]["error"]),
        (&json!("usage"), &json!("usage"))
    );
    assert_eq!(out[10]["ok"], false);
    assert!(
        out[10]["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["error"] == "required")
    );
}

#[test]
fn the_same_seed_and_clock_give_the_same_submission() {
    let run = || drive("cs_cierre.xml", &[], &[r#"{"op":"save"}"#]).0[1]["xml"].clone();
    assert_eq!(run(), run());
    assert!(
        run()
            .as_str()
            .unwrap()
            .contains("<start>2026-11-23T20:00:00.000-06:00</start>")
    );
}

#[test]
fn what_does_not_load_says_why() {
    for (form, code) in [
        ("convert.py", "form.not_xml"),
        ("none.xlsx", "form.unreadable"),
        ("none.xml", "form.unreadable"),
    ] {
        let (out, status) = drive(form, &[], &[r#"{"op":"dump"}"#]);
        assert_eq!((out.len(), status), (1, 1), "{form}");
        assert_eq!(out[0]["loaded"], false);
        assert_eq!(out[0]["diagnostics"][0]["code"], code);
    }
    let other = kit("cs_plan.xml");
    let (out, _) = drive(
        "cs_punto.xml",
        &["--instance", other.to_str().unwrap()],
        &[],
    );
    assert_eq!(out[0]["diagnostics"][0]["code"], "form.other_form");
}

#[test]
fn check_tells_by_its_exit_code() {
    let check = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_farola"))
            .args(["form", "check"])
            .arg(kit(name))
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, text) = check("cs_punto.xml");
    assert!(code == 0 && text.contains("cs_punto"), "{text}");
    let (code, text) = check("cs_punto.xlsx");
    assert!(code == 0 && text.contains("cs_punto"), "{text}");
    let (code, text) = check("not_there.xml");
    assert!(code == 2 && text.contains("form.unreadable"), "{text}");
}

fn test_form(form: &str, cases: &str, options: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.yaml");
    std::fs::write(&file, cases).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_farola"))
        .args(["form", "test"])
        .arg(kit(form))
        .arg(&file)
        .args(options)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace(file.to_str().unwrap(), "cases.yaml");
    (output.status.code().unwrap(), text)
}

const CASES: &str = "- name: right\n  steps:\n  - expect: {luz_ahora: {required: true}}\n\
                     - name: wrong\n  steps:\n  - answer: {luz_ahora: dia}\n  - expect: {k_noche: 1}\n";

#[test]
fn test_tells_by_its_lines_and_its_exit_code() {
    let (code, text) = test_form("cs_punto.xml", CASES, &[]);
    assert_eq!(
        (code, text.as_str()),
        (
            1,
            "ok   right\nFAIL wrong\n     \
             cases.yaml:7:23 /data/k_noche value: expected \"1\", got \"0\"\n\
             1 passed, 1 failed\n"
        )
    );
    let (code, text) = test_form("cs_punto.xml", CASES, &["--only", "right"]);
    assert_eq!(
        (code, text.as_str()),
        (0, "ok   right\n1 passed, 0 failed\n")
    );
    let (code, text) = test_form("cs_punto.xml", CASES, &["--json"]);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((code, lines.len()), (1, 3));
    assert_eq!(lines[0]["passed"], true);
    assert_eq!(
        lines[1]["failures"][0],
        json!({"line": 7, "column": 23, "what": "/data/k_noche value",
            "expected": "\"1\"", "got": "\"0\""})
    );
    assert_eq!(lines[2], json!({"passed": 1, "failed": 1}));
}

#[test]
fn test_says_what_it_cannot_use() {
    for (form, cases, options, says) in [
        ("cs_punto.xml", "- nme: x\n", &[][..], "cases.key"),
        ("cs_punto.xml", "a: &a [*a]\n", &[], "cases.syntax"),
        ("cs_punto.xml", CASES, &["--only", "none"], "cases.none"),
        ("cs_punto.xml", CASES, &["--now", "noon"], "form.bad_now"),
        ("none.xml", CASES, &[], "form.unreadable"),
        ("none.xlsx", CASES, &[], "form.unreadable"),
    ] {
        let (code, text) = test_form(form, cases, options);
        assert!(code == 2 && text.contains(says), "{says}: {code} {text}");
    }
}

fn check_form(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_farola"))
        .args(["form", "check", "--words", "en"])
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn check_shows_the_line_the_cause_and_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let form = folder.path().join("broken.xml");
    let xml = std::fs::read_to_string(kit("cs_plan.xml")).unwrap();
    let broken = xml
        .replace("selected(", "selectd(")
        .replace("/data/costo  &gt; 0", "/data/costos &gt; 0");
    std::fs::write(&form, &broken).unwrap();
    let (form, fine) = (form.to_str().unwrap(), kit("cs_punto.xml"));
    let (code, text) = check_form(&[form, fine.to_str().unwrap()]);
    assert_eq!(code, 0, "a path that leads nowhere is a warning: {text}");
    let warning = text.split("\n\n").next().unwrap();
    let lines: Vec<&str> = warning.lines().collect();
    assert!(
        lines[0].contains("warning form.path_nowhere: the path /data/costos"),
        "{text}"
    );
    assert!(lines[0].ends_with("did you mean /data/costo?"), "{text}");
    let caret = lines[2].find('^').unwrap();
    let shown: String = lines[1].chars().skip(caret).collect();
    assert!(shown.starts_with("/data/costos"), "{text}");
    assert_eq!(
        lines[3],
        "  at: /data/fuente @relevant (XLSForm: row fuente, column relevant)"
    );
    assert!(
        lines[4].starts_with("  way out: Check the spelling"),
        "{text}"
    );
    assert!(text.ends_with("2 forms: no errors, 1 warning\n"), "{text}");

    let (_, text) = check_form(&[form, "--json"]);
    let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(line["xlsform"], "row fuente, column relevant");
    assert!(line["line"].as_u64().unwrap() > 1 && line["excerpt"]["caret"].is_u64());
}

/// Advice in both languages: how an expression grows, its row and its column; no error.
#[test]
fn check_says_what_is_dear_and_how_it_grows() {
    let folder = tempfile::tempdir().unwrap();
    let form = folder.path().join("dear.xml");
    let xml = |calculate: &str| {
        format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
             xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title><model>\n\
             <instance><data id=\"t\" version=\"1\"><r><x/><rank/></r></data></instance>\n\
             <bind nodeset=\"/data/r/rank\" calculate=\"{calculate}\"/></model></h:head>\n\
             <h:body><group ref=\"/data/r\"><label>R</label><repeat nodeset=\"/data/r\">\
             <input ref=\"/data/r/x\"><label>X</label></input></repeat></group></h:body></h:html>"
        )
    };
    let check = |calculate: &str, arguments: &[&str]| {
        std::fs::write(&form, xml(calculate)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_farola"))
            .args(["form", "check"])
            .arg(&form)
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{calculate}: it is advice");
        String::from_utf8(output.stdout).unwrap()
    };
    let rank = "count(/data/r[x &gt; current()/../x])";
    let said = check(rank, &["--words", "en"]);
    assert!(
        said.contains(":3:1: warning form.grows_square: it grows with the square of"),
        "{said}"
    );
    assert!(
        said.contains("XLSForm: row rank, column calculation"),
        "{said}"
    );
    let said = check(rank, &[]);
    assert!(
        said.contains("aviso form.grows_square") && said.contains("el cuadrado"),
        "{said}"
    );
    assert!(said.contains("fila rank, columna calculation"), "{said}");
    let cube = "count(/data/r[count(/data/r[x &gt; current()/../x]) &gt; 1])";
    assert!(check(cube, &[]).contains("form.grows_cube"));
    let total = "sum(/data/r[position() &lt; position(current()/..)]/x)";
    assert!(!check(total, &[]).contains("form.grows"));
    assert!(check(total, &["--growth"]).contains("form.grows_linear"));
}

/// No form of the kit costs more than linearly.
#[test]
fn the_kit_has_nothing_dear() {
    for form in [
        "cs_recorrido",
        "cs_punto",
        "cs_hallazgo",
        "cs_cierre",
        "cs_verificacion",
        "cs_plan",
    ] {
        let path = kit(&format!("{form}.xml"));
        let (code, text) = check_form(&[path.to_str().unwrap()]);
        assert!(code == 0 && !text.contains("form.grows"), "{text}");
    }
}

#[test]
fn check_explains_a_code() {
    let (code, text) = check_form(&["--explain", "form.cycle"]);
    assert!(
        code == 0 && text.contains("way out: Take one of the references out"),
        "{text}"
    );
    let (code, text) = check_form(&["--explain", "form.cicle"]);
    assert!(
        code == 2 && text.contains("did you mean form.cycle?"),
        "{text}"
    );
}
