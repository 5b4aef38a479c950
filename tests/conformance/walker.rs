//! Walks a form with made-up answers on our engine and on the reference engine, and compares.
//!
//! It runs where the peer has been built (peers/README.md) and says so when it has not. `WALK_FORMS`
//! names other forms (paths, separated by colons), `WALK_SEEDS` how many walks of each.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Program, farola, files, here, lines};

/// A small generator of numbers: the same walk for the same seed, on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or(0)
    }

    fn of<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn javarosa() -> Option<Vec<String>> {
    let folder = here().join("peers/javarosa");
    let jars = std::fs::read_to_string(folder.join("target/cp.txt")).ok()?;
    let classes = folder.join("target/classes");
    classes.join("Drive.class").is_file().then(|| {
        let path = format!("{}:{}", classes.display(), jars.trim());
        vec![
            "-Duser.timezone=GMT-06:00".into(),
            "-cp".into(),
            path,
            "Drive".into(),
        ]
    })
}

fn answer_for(question: &Value, chance: &mut Chance) -> String {
    let kind = question["type"].as_str().unwrap_or_default();
    let choices: Vec<&str> = question["choices"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|choice| choice["value"].as_str())
        .collect();
    if chance.below(8) == 0 {
        return String::new();
    }
    if choices.is_empty()
        && question["control"]
            .as_str()
            .is_some_and(|c| c.contains("select"))
    {
        // The peer takes anything where it offers nothing; ours takes nothing.
        return String::new();
    }
    if !choices.is_empty() {
        if question["control"] == "select1" || chance.below(2) == 0 {
            return chance.of(&choices).to_owned();
        }
        // In the order of the list: what two choices become is then the same everywhere.
        let from = chance.below(choices.len());
        return choices[from..]
            .iter()
            .take(2)
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
    }
    chance
        .of(match kind {
            "int" | "integer" => &["0", "1", "2", "3", "5", "10", "40", "200", "-1"],
            "decimal" => &["0", "1.5", "100", "-3", "2.25"],
            "date" => &["2026-11-24", "2026-12-31", "2027-01-15", "2020-02-29"],
            "dateTime" => &[
                "2026-11-24T20:00:00.000-06:00",
                "2020-01-01T10:00:00.000-06:00",
            ],
            "time" => &["14:00:00.000-06:00", "00:00:00.000-06:00"],
            "geopoint" => &["20.6767 -103.347 1550 9.5", "20.6767 -103.347 1550 40"],
            "geotrace" => &["20.6767 -103.347 0 0;20.68 -103.35 0 0;20.7 -103.35 0 0"],
            "binary" => &["foto.jpg", "otra.jpg"],
            _ => &["hola", "14039-20261123-4fa2c1", "Centro", "x", "a b", "1"],
        })
        .to_owned()
}

/// Values that two engines may write differently and mean the same: `1` and `1.0`, `true` and `1`.
fn same(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = match text {
            "true" => "1",
            "false" => "0",
            other => other,
        };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(".0") {
            out.push_str(before);
            let whole = before.ends_with(|c: char| c.is_ascii_digit())
                && !after.starts_with(|c: char| c.is_ascii_digit());
            out.push_str(if whole { "" } else { ".0" });
            rest = after;
        }
        out + rest
    };
    plain(ours) == plain(theirs)
}

/// What is drawn, or read from the clock, differs by nature.
fn drawn(reference: &str) -> bool {
    [
        "/start",
        "/end",
        "instanceID",
        "uid",
        "walk_code",
        "/st",
        "/en",
    ]
    .iter()
    .any(|name| reference.ends_with(name))
}

fn compare_lists(ours: &Value, theirs: &Value, keys: &[&str], faults: &mut Vec<String>) -> usize {
    let empty = Vec::new();
    let theirs = theirs.as_array().unwrap_or(&empty);
    let ours: Vec<&Value> = ours
        .as_array()
        .unwrap_or(&empty)
        .iter()
        .filter(|node| node["kind"].is_null() || node["kind"] == "question")
        .filter(|node| node["kind"].is_null() || node["relevant"] != false)
        .collect();
    for node in theirs {
        if !ours.iter().any(|own| own["ref"] == node["ref"]) {
            faults.push(format!("{} only in the peer", node["ref"]));
        }
    }
    for own in &ours {
        let reference = own["ref"].as_str().unwrap_or_default();
        let Some(node) = theirs.iter().find(|node| node["ref"] == own["ref"]) else {
            faults.push(format!("{reference} only in ours"));
            continue;
        };
        for key in keys {
            let text = |value: &Value| match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            let (a, b) = (text(&own[*key]), text(&node[*key]));
            if !drawn(reference) && !same(&a, &b) {
                faults.push(format!("{reference} {key}: ours {a:?}, peer {b:?}"));
            }
        }
        if own["kind"] == "question" && own["choices"] != node["choices"] {
            let count = |list: &Value| list.as_array().map_or(0, Vec::len);
            if count(&own["choices"]) + count(&node["choices"]) > 0 {
                faults.push(format!(
                    "{reference} choices: ours {}, peer {}",
                    own["choices"], node["choices"]
                ));
            }
        }
    }
    ours.len()
}

/// One walk; the first difference ends it, with the answers that led there.
fn walk(form: &Path, seed: u64, java: &[String]) -> Result<usize, String> {
    let folder = form.parent().unwrap_or(form);
    let mut ours = Program::start(
        Command::new(farola())
            .env("TZ", "Etc/GMT+6") // the zone that the peer is started with
            .args(["form", "drive"])
            .arg(form)
            .arg("--media")
            .arg(folder),
    );
    let mut peer = Program::start(Command::new("java").args(java).arg(form));
    let loaded = |hello: Option<Value>| hello.is_some_and(|hello| hello["loaded"] == true);
    match (loaded(ours.line()), loaded(peer.line())) {
        (true, true) => {}
        (false, false) => return Ok(1),
        (mine, _) => {
            return Err(format!(
                "loads {} only",
                if mine { "here" } else { "there" }
            ));
        }
    }
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut history = Vec::new();
    let mut compared = 0;
    for _ in 0..60 {
        let (mut questions, mut faults) = (Value::Null, Vec::new());
        for (op, list, keys) in [
            (
                "questions",
                "questions",
                &["required", "readonly", "label", "hint"][..],
            ),
            (
                "dump",
                "nodes",
                &["relevant", "required", "readonly", "value"][..],
            ),
        ] {
            let request = json!({"op": op});
            let (mine, other) = (ours.ask(&request), peer.ask(&request));
            let (mine, other) = (mine.unwrap_or_default(), other.unwrap_or_default());
            compared += compare_lists(&mine[list], &other[list], keys, &mut faults);
            if op == "questions" {
                questions = mine[list].clone();
            }
        }
        let requests: Vec<&Value> = questions.as_array().into_iter().flatten().collect();
        if !faults.is_empty() {
            let last: Vec<String> = history.iter().rev().take(6).map(Value::to_string).collect();
            return Err(format!(
                "{}\n    after {}",
                faults.join("\n  "),
                last.join(" ← ")
            ));
        }
        if requests.is_empty() {
            break;
        }
        let chosen = requests[chance.below(requests.len())];
        let request = match chosen["kind"].as_str() {
            _ if chosen["relevant"] == false => continue,
            Some("prompt") => json!({"op": "add", "ref": chosen["ref"]}),
            Some("repeat") if chance.below(3) == 0 => json!({"op": "remove", "ref": chosen["ref"]}),
            Some("question") => {
                let value = answer_for(chosen, &mut chance);
                json!({"op": "answer", "ref": chosen["ref"], "value": value})
            }
            _ => continue,
        };
        let mine = ours.ask(&request).unwrap_or_default();
        // Which instances the form fixes, the peer leaves to its host.
        if request["op"] == "remove" && mine["error"] == "readonly" {
            continue;
        }
        let other = peer.ask(&request).unwrap_or_default();
        history.push(request.clone());
        // A required answer that is emptied: the peer keeps the old one, so walk another way.
        if other["valid"] == false && other["error"].is_null() {
            return Ok(compared);
        }
        if mine["ok"] != other["ok"] || mine["valid"] != other["valid"] {
            return Err(format!("{request}: ours {mine}, peer {other}"));
        }
    }
    ours.end();
    peer.end();
    Ok(compared)
}

/// The kit, and the forms of this suite on which the peer answers every step as we do.
fn agreed_forms() -> Vec<PathBuf> {
    let kit = std::fs::read_dir(here().join("../../kit"))
        .into_iter()
        .flatten()
        .flatten();
    let mut forms: Vec<PathBuf> = kit.map(|entry| entry.path()).collect();
    forms.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    for script in files("forms", "jsonl") {
        let steps = lines(&script);
        let head = &steps[0].1;
        let wanted = head["hello"].is_null() && head["walk"].is_null();
        if wanted && steps.iter().all(|(_, step)| step["peer"].is_null()) {
            forms.push(script.with_extension("xml"));
        }
    }
    forms.sort();
    forms
}

#[test]
#[ignore = "needs Java and the peer that peers/README.md builds: run with --ignored"]
fn walks_agree_with_javarosa() {
    let Some(java) = javarosa() else {
        panic!("the peer is not built: see tests/conformance/peers/README.md");
    };
    let seeds = std::env::var("WALK_SEEDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(3);
    let forms: Vec<PathBuf> = std::env::var("WALK_FORMS").map_or_else(
        |_| agreed_forms(),
        |named| named.split(':').map(PathBuf::from).collect(),
    );
    let mut faults = Vec::new();
    let mut checks = 0;
    for form in &forms {
        for seed in 1..=seeds {
            match walk(form, seed, &java) {
                Ok(compared) => checks += compared,
                Err(why) => faults.push(format!("{} seed {seed}\n  {why}", form.display())),
            }
        }
    }
    crate::all_held("walks", checks.max(1), &faults);
    assert!(checks > 0, "no form was walked");
}
