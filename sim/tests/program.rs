//! The program: what it does with nonsense, that a seed decides a walk, and that it goes on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use farola_engine::env::SetClock;
use farola_engine::form::{MediaMap, submission};
use farola_model::{Sha256, Timestamp};
use farola_sim::phone;
use farola_walk::kit::Form;
use jiff::tz::TimeZone;
use serde_json::Value;

const START: &str = "2026-11-20T18:20:00-06:00";

fn sim(args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_farola-sim"))
        .args(args)
        .env_remove("FAROLA_KEY")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(
        code.is_some_and(|code| code < 100) && !stderr.contains("panicked"),
        "farola-sim {args:?} crashed: {code:?} {stderr}"
    );
    output
}

fn engine(dir: &Path) -> farola_engine::Engine {
    let clock = SetClock::new(Timestamp(1_797_896_700_000), TimeZone::UTC);
    phone::open(dir, None, Arc::new(clock)).unwrap()
}

/// A phone with the kit's forms, as `farola device init` makes it.
fn make_phone(dir: &Path) {
    std::fs::create_dir_all(dir).unwrap();
    std::fs::write(dir.join("key"), Sha256([7; 32]).to_string()).unwrap();
    let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kit");
    let engine = engine(dir);
    for form in Form::ALL {
        let xml = std::fs::read(kit.join(format!("{}.xml", form.id()))).unwrap();
        engine.add_form(&xml, &MediaMap::new()).unwrap();
    }
}

fn walk(dir: &Path, route: &str, seed: &str, more: &[&str]) -> Output {
    let dir = dir.to_str().unwrap();
    let args = [
        "walk", dir, "--route", route, "--seed", seed, "--start", START,
    ];
    sim(&[&args[..], more].concat())
}

/// All answers of the phone's submissions but those that are random, with the photos' digests.
fn answers(dir: &Path) -> Vec<(String, String)> {
    let engine = engine(dir);
    let mut all = Vec::new();
    for one in engine.submissions().unwrap().iter().rev() {
        let xml = engine.submission_xml(&one.instance).unwrap();
        for answer in submission::read(&xml).unwrap().answers {
            let name = answer.field.rsplit(['/', ':']).next().unwrap().to_owned();
            let random = [
                "instanceID",
                "instanceName",
                "walk_uid",
                "walk_code",
                "deviceid",
            ];
            let Some(value) = answer.value.filter(|_| !random.contains(&name.as_str())) else {
                continue;
            };
            match value.ends_with(".jpg") {
                true => all.push((answer.path, "a photo".to_owned())),
                false => all.push((answer.path, value)),
            }
        }
    }
    all
}

#[test]
fn nonsense_is_answered_with_a_sentence() {
    let temp = tempfile::tempdir().unwrap();
    let empty = temp.path().to_str().unwrap();
    let usage: &[&[&str]] = &[
        &[],
        &["nonsense"],
        &["walk"],
        &["walk", empty],
        &["walk", empty, "--stops", "0"],
        &["walk", empty, "--stops", "999999999999999999999"],
        &["walk", empty, "--seed", "-1"],
        &["walk", empty, "--words", "klingon"],
    ];
    for args in usage {
        let output = sim(args);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.len() > 20, "{args:?}: {text}");
    }
    let phone = temp.path().join("phone");
    make_phone(&phone);
    let wrong = temp.path().join("wrong.csv");
    std::fs::write(&wrong, "a,b\n1,2\n").unwrap();
    let wrong = wrong.to_str().unwrap();
    for (route, start) in [("luna", START), (wrong, START), ("andador", "mañana")] {
        let dir = phone.to_str().unwrap();
        for json in [&[][..], &["--json"]] {
            let args = ["walk", dir, "--route", route, "--start", start];
            let output = sim(&[&args[..], json].concat());
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{route}: {text}");
            assert!(text.contains("cli.usage"), "{route}: {text}");
        }
    }
    assert_eq!(answers(&phone), [], "nothing was begun");
}

#[test]
fn a_seed_decides_a_walk_and_a_finished_one_is_followed_by_another() {
    let temp = tempfile::tempdir().unwrap();
    let dirs = ["a", "b", "c"].map(|name| temp.path().join(name));
    for (dir, seed) in dirs.iter().zip(["3", "3", "4"]) {
        make_phone(dir);
        let output = walk(dir, "mercado", seed, &["--stops", "4", "--json"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines: Vec<Value> = text
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let last = lines.last().unwrap();
        assert_eq!(
            (&last["event"], &last["forms"]),
            (&"walked".into(), &7.into())
        );
        let sealed = lines.iter().filter(|line| line["event"] == "finalised");
        assert_eq!(sealed.count(), 7);
        let refused = lines.iter().filter(|line| line["valid"] == false);
        assert_eq!(refused.count(), 0, "the group answers what the forms take");
    }
    let [a, b, c] = dirs.each_ref().map(|dir| answers(dir));
    assert_eq!(a, b);
    assert_ne!(a, c);
    let again = walk(&dirs[0], "parque", "5", &["--stops", "4", "--words", "en"]);
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(said.starts_with("Walk 14039-20261120-"), "{said}");
    assert!(
        said.trim_end().ends_with("14 waiting for a network."),
        "{said}"
    );
}

#[test]
fn a_walk_that_was_cut_off_waits_to_be_gone_on_with() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("phone");
    make_phone(&dir);
    // As a kill right after the start leaves it: the plan is there and nothing else.
    let plan = farola_sim::plan::Plan {
        seed: 9,
        stops: 4,
        started: 1_797_896_700_000,
        route: farola_sim::route::load("andador", 9).unwrap(),
    };
    let text = serde_json::to_string(&plan).unwrap();
    engine(&dir).set_note("walk.plan", &text).unwrap();
    let refused = walk(&dir, "parque", "5", &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--resume"));
    let done = walk(&dir, "parque", "5", &["--resume"]);
    assert!(done.status.success());
    let all = answers(&dir);
    let place = all.iter().find(|(path, _)| path.ends_with("/colonia"));
    assert_eq!(
        place.unwrap().1,
        "Centro",
        "the stored plan, not the one asked for"
    );
}
