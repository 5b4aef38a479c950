//! What a phone does while a form is filled: loading, answering, keeping, finalizing, photos; and
//! the same loading and answering by JavaRosa, in the same run, where it is there.
//!
//! The answers go through the whole stop form of the kit and through a form of 500 fields.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use farola_benches::{Samples, Took, a500, load, measure, photo, took};
use farola_engine::store::{Key, KeyUnavailable, NewDraft, Store};
use farola_engine::transport::NoNetwork;
use farola_engine::{Engine, EngineConfig, Env};
use farola_form::{
    ControlKind, DeviceProperties, Entropy, FormDef, NoMedia, Question, QuestionKind, Session,
    SessionEnv,
};
use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
use farola_sim::street::STAMP;

/// A process that was started to load one form, and to say how long that took.
const COLD: &str = "FAROLA_BENCH_COLD";

/// Medians in microseconds by name, for the comparison.
type Table = BTreeMap<String, f64>;

fn main() {
    if let Ok(form) = std::env::var(COLD) {
        let xml = std::fs::read(form).unwrap();
        let (session, took) = took(|| Session::new(definition(&xml), env()));
        println!("{} {}", took.wall.as_nanos(), took.cpu.as_nanos());
        drop(session);
        return;
    }
    println!("phone ({})", load());
    let folder = tempfile::tempdir().unwrap();
    let stop_file = root().join("kit/cs_punto.xml");
    let a500_file = folder.path().join("a500.xml");
    std::fs::write(&a500_file, a500()).unwrap();
    let mut ours = Table::new();
    println!(
        "\n{:<34}{:>12}{:>12}{:>12}{:>7}",
        "", "median µs", "p99 µs", "mean CPU µs", "n"
    );
    for (name, file) in [("stop", &stop_file), ("a500", &a500_file)] {
        loading(name, file, &mut ours);
    }
    answering_stop(&std::fs::read(&stop_file).unwrap(), &mut ours);
    answering_a500(a500().as_bytes(), &mut ours);
    keeping(
        &folder.path().join("phone"),
        &std::fs::read(&stop_file).unwrap(),
    );
    media(&folder.path().join("media"));
    peer(folder.path(), &stop_file, &a500_file, &ours);
    println!("\nat the end: {}", load());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

struct Fixed;

impl Entropy for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn env() -> SessionEnv {
    SessionEnv {
        now: "2026-11-23T20:00:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
        entropy: Box::new(Fixed),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    }
}

fn definition(xml: &[u8]) -> Arc<FormDef> {
    Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap())
}

fn line(name: &str, samples: &Samples) {
    println!(
        "{name:<34}{:>12.1}{:>12.1}{:>12.2}{:>7}",
        samples.median(),
        samples.p99(),
        samples.mean_cpu(),
        samples.count()
    );
}

/// From the XML to a session that can be answered: in a new process, and again and again.
fn loading(name: &str, file: &Path, ours: &mut Table) {
    let cold = (0..7).map(|_| {
        let exe = std::env::current_exe().unwrap();
        let output = Command::new(exe).env(COLD, file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let (wall, cpu) = said.trim().split_once(' ').unwrap();
        let nanos = |text: &str| Duration::from_nanos(text.parse().unwrap());
        Took {
            wall: nanos(wall),
            cpu: nanos(cpu),
        }
    });
    let cold = Samples::new(&cold.collect::<Vec<_>>());
    let xml = std::fs::read(file).unwrap();
    let warm = measure(20, 100, |_| drop(Session::new(definition(&xml), env())));
    let def = definition(&xml);
    let open = measure(20, 100, |_| drop(Session::new(Arc::clone(&def), env())));
    line(&format!("{name}: load, new process"), &cold);
    line(&format!("{name}: load again"), &warm);
    line(&format!("{name}: new session, form loaded"), &open);
    ours.insert(format!("{name}.load_first"), cold.median());
    ours.insert(format!("{name}.load_warm"), warm.median());
}

/// Two answers that a question takes, turn by turn.
fn values(question: &Question) -> Option<[String; 2]> {
    if question.kind != QuestionKind::Question || question.readonly {
        return None;
    }
    let pair = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
    match (question.control?, question.data_type) {
        (ControlKind::Select | ControlKind::Select1, _) => {
            let last = question.choices.len().checked_sub(1)?;
            pair(
                &question.choices[last.min(1)].value,
                &question.choices[last].value,
            )
        }
        (ControlKind::Input, "int") => pair("5", "6"),
        (ControlKind::Input, "geopoint") => {
            pair("20.6767 -103.347 1550 9.5", "20.6768 -103.348 1551 8.5")
        }
        (ControlKind::Input, "string") if question.path.ends_with("walk_code") => {
            pair("14039-20261121-a3f09c", "14039-20261121-a3f09d")
        }
        (ControlKind::Input, "string") => pair("Falta una lámpara", "Faltan dos lámparas"),
        (ControlKind::Upload, _) => pair("foto-1.jpg", "foto-2.jpg"),
        _ => None,
    }
}

/// Every question that is asked, with its answers, answered on the way.
fn fill(session: &mut Session) -> Vec<(String, [String; 2])> {
    let mut answered = BTreeMap::new();
    // An answer may make the next question appear.
    for _ in 0..3 {
        for question in session.questions() {
            if question.relevant
                && !answered.contains_key(&question.path)
                && let Some(values) = values(&question)
                && session.answer(&question.path, &values[1]).is_ok()
            {
                answered.insert(question.path, values);
            }
        }
    }
    session.take_deltas();
    answered.into_iter().collect()
}

fn answering_stop(xml: &[u8], ours: &mut Table) {
    let mut session = Session::new(definition(xml), env());
    let questions = fill(&mut session);
    let mut all = Vec::new();
    for (path, values) in &questions {
        let samples = measure(40, 300, |turn| {
            session.answer(path, &values[turn % 2]).unwrap();
            session.take_deltas();
        });
        let name = path.trim_start_matches("/data/").to_owned();
        if ["p_senal", "luz_ahora", "n_calif", "nota"].contains(&name.as_str()) {
            ours.insert(format!("stop.answer_{name}"), samples.median());
        }
        all.push((name, samples));
    }
    line(
        &format!("stop: one answer, {} questions", all.len()),
        &Samples::together(all.iter().map(|(_, samples)| samples)),
    );
    all.sort_by(|a, b| b.1.median().total_cmp(&a.1.median()));
    for (name, samples) in all.iter().take(3) {
        line(&format!("  dearest: {name}"), samples);
    }
    if let Some((name, samples)) = all.last() {
        line(&format!("  cheapest: {name}"), samples);
    }
    session.goto("/data/p_senal").unwrap();
    line(
        "stop: the screen to show",
        &measure(50, 300, |_| drop(session.screen())),
    );
    line(
        "stop: check everything",
        &measure(20, 200, |_| drop(session.validate())),
    );
}

fn answering_a500(xml: &[u8], ours: &mut Table) {
    let mut session = Session::new(definition(xml), env());
    for i in 1..=300 {
        session
            .answer(&format!("/data/n{i}"), &i.to_string())
            .unwrap();
    }
    session.take_deltas();
    for (name, what) in [
        ("n3", "chain of 100, 100 relevances"),
        ("n150", "half of them"),
        ("n300", "the last of each"),
        ("n1", "a constraint"),
    ] {
        let path = format!("/data/{name}");
        let samples = measure(100, 300, |turn| {
            session
                .answer(&path, &(51 + turn % 49).to_string())
                .unwrap();
            session.take_deltas();
        });
        line(&format!("a500: {name}, {what}"), &samples);
        ours.insert(format!("a500.answer_{name}"), samples.median());
    }
    let samples = measure(300, 900, |turn| {
        let path = format!("/data/n{}", turn % 300 + 1);
        session.answer(&path, &(100 + turn).to_string()).unwrap();
        session.take_deltas();
    });
    line("a500: every number in turn", &samples);
    ours.insert("a500.answer_round".to_owned(), samples.median());
    assert_eq!(session.value("/data/c100").map(str::is_empty), Some(false));
}

fn key() -> Result<Key, KeyUnavailable> {
    Ok(Key::new([7; 32]))
}

/// The same through the engine: each answer encrypted and durable when the call returns.
fn keeping(dir: &Path, xml: &[u8]) {
    let open = || {
        Engine::open(EngineConfig {
            dir: dir.to_owned(),
            key: Arc::new(key),
            env: Env::system(Arc::new(NoNetwork)),
        })
        .unwrap()
    };
    let engine = open();
    let form = engine.add_form(xml, &BTreeMap::default()).unwrap().form.id;
    let mut filling = engine.begin(&form, None).unwrap();
    let questions = fill(&mut Session::new(definition(xml), env()));
    let samples = measure(100, 2_000, |turn| {
        let (path, values) = &questions[turn % questions.len()];
        // A question that is not asked at this turn is refused, which costs no autosave.
        let _ = filling.answer(path, &values[turn / questions.len() % 2]);
    });
    line("stop: one answer, kept", &samples);
    drop(filling);

    let mut store = Store::open(&dir.join("raw.db"), &key).unwrap();
    let instance = InstanceId::new("uuid:bench");
    store.begin_draft(&draft(&instance)).unwrap();
    let delta = br#"{"op":"answer","ref":"/data/p_senal","value":"2","at":"2026-11-23T20:00:00-06:00[America/Mexico_City]"}"#;
    let samples = measure(100, 2_000, |turn| {
        let at = Timestamp(turn as i64);
        store.append_delta(&instance, delta, at).unwrap();
    });
    line("store: append one delta", &samples);
    drop(store);

    // Each form is filled whole before the clock runs.
    let (mut finalizing, mut seconds, mut resuming) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..40 {
        let (filling, whole) = took(|| {
            let mut filling = engine.begin(&form, None).unwrap();
            for (path, values) in &questions {
                if !path.ends_with("/foto") {
                    let _ = filling.answer(path, &values[0]);
                }
            }
            filling
        });
        seconds.push(whole);
        let id = filling.instance().clone();
        drop(filling);
        let (mut filling, again) = took(|| engine.resume(&id).unwrap());
        resuming.push(again);
        let (finalized, lasted) = took(|| filling.finalize());
        if let Err(error) = finalized {
            println!("stop: not finalized, {error}: {:?}", faults(&filling));
            break;
        }
        finalizing.push(lasted);
    }
    line("stop: filled whole, kept", &Samples::new(&seconds));
    line("stop: resumed after a kill", &Samples::new(&resuming));
    line(
        "stop: finalized, power-cut safe",
        &Samples::new(&finalizing),
    );
    drop(engine);
    line("database: opened", &measure(3, 30, |_| drop(open())));
}

fn faults(filling: &farola_engine::Filling) -> Vec<String> {
    filling
        .validate()
        .into_iter()
        .map(|fault| fault.path)
        .collect()
}

fn draft(instance: &InstanceId) -> NewDraft {
    NewDraft {
        instance: instance.clone(),
        form: FormRef {
            id: FormId::new("cs_punto"),
            version: FormVersion::new("1"),
        },
        form_sha256: Sha256::of(b"form"),
        title: "Parada".into(),
        deprecated: None,
        snapshot: None,
        at: Timestamp(0),
    }
}

/// Photos into the encrypted database, each unlike the others, each its own transaction.
fn media(dir: &Path) {
    std::fs::create_dir_all(dir).unwrap();
    let mut store = Store::open(&dir.join("media.db"), &key).unwrap();
    for (name, mut bytes, count) in [
        ("204 kB photos", photo().unwrap(), 100),
        ("8 MB files", vec![0x5a; 8 << 20], 5),
    ] {
        let size = bytes.len();
        let samples = measure(2, count, |turn| {
            bytes[STAMP].copy_from_slice(&(turn as u64).to_le_bytes());
            store
                .import_media(&mut bytes.as_slice(), "image/jpeg", Timestamp(0))
                .unwrap();
        });
        line(&format!("media: {name}"), &samples);
        println!("{:<34}{:>12.1} MB/s", "", size as f64 / samples.median());
    }
}

/// Runs JavaRosa over the same forms and sets its medians beside ours.
fn peer(folder: &Path, stop: &Path, a500: &Path, ours: &Table) {
    let java = root().join("tests/conformance/peers/javarosa/target/cp.txt");
    let Ok(jars) = std::fs::read_to_string(&java) else {
        println!("\nJavaRosa: skipped, not compiled (tests/conformance/peers/README.md says how)");
        return;
    };
    let source = root().join("benches/peers/javarosa/Bench.java");
    let classes = folder.join("classes");
    let compiled = Command::new("javac")
        .args(["-nowarn", "-cp", jars.trim(), "-d"])
        .arg(&classes)
        .arg(&source)
        .status();
    if !compiled.is_ok_and(|status| status.success()) {
        println!("\nJavaRosa: skipped, no javac or it does not compile");
        return;
    }
    let class_path = format!("{}:{}", classes.display(), jars.trim());
    let mut runs: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    // First loads need a new process each; the rest is measured in the last one.
    for run in 0..3 {
        let output = Command::new("java")
            .args(["-cp", &class_path, "Bench"])
            .args([stop, a500])
            .arg(if run < 2 { "cold" } else { "all" })
            .output()
            .unwrap();
        if !output.status.success() {
            println!(
                "\nJavaRosa: failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            return;
        }
        for row in String::from_utf8_lossy(&output.stdout).lines() {
            if let Some((name, micros)) = row.split_once('\t') {
                runs.entry(name.to_owned())
                    .or_default()
                    .push(micros.parse().unwrap());
            }
        }
    }
    println!(
        "\n{:<34}{:>12}{:>12}{:>9}",
        "median µs", "Farola", "JavaRosa", "ratio"
    );
    for (name, mut times) in runs {
        times.sort_by(f64::total_cmp);
        let (theirs, ours) = (
            times[times.len() / 2],
            ours.get(&name).copied().unwrap_or(0.0),
        );
        println!(
            "{name:<34}{ours:>12.1}{theirs:>12.1}{:>8.1}x",
            theirs / ours
        );
    }
}
