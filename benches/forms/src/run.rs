//! One run: writes the forms, starts each engine's program for each case, gathers their lines.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{forms, table};

/// A case and the engines that take it; the browsers' engine is left out where it would take
/// hours or does not end, which the shared figures show.
struct Case {
    name: &'static str,
    web_forms: Option<&'static str>,
    /// Cold starts are single figures: several processes each.
    times: usize,
}

const CASES: &[Case] = &[
    case("cold:cs_punto", Some("cold:cs_punto"), 7),
    case("cold:a500", Some("cold:a500"), 5),
    case("stop", Some("stop"), 1),
    case("a:a500", Some("a:a500"), 1),
    case("a:a5000", None, 1),
    case("b:b_repeat:50", Some("b:b_repeat:50"), 1),
    case("b:b_repeat:1000", None, 1),
    case("b:b_aggr:1000", None, 1),
    case("b:b_running:200", None, 1),
    case("n:nested2:20", Some("n:nested2:6"), 1),
    case("n:nested6:3", None, 1),
    case("c:c_csv", Some("c:c_csv"), 1),
    case("c:c_internal", Some("c:c_internal"), 1),
];

/// Ours alone: sizes that no peer finishes in a sensible time.
const LARGE: &[&str] = &[
    "b:b_running:1000",
    "b:b_repeat:10000",
    "b:b_aggr:10000",
    "n:nested2:100",
];

const fn case(name: &'static str, web_forms: Option<&'static str>, times: usize) -> Case {
    Case {
        name,
        web_forms,
        times,
    }
}

const HELP: &str = "farola-bench-forms [--only PART] [--ours] [--limit SECONDS]
  --only PART      only cases whose name holds PART
  --ours           without the peers
  --limit SECONDS  time that one process may take (default 240)
farola-bench-forms forms DIR          writes the generated forms
farola-bench-forms case DIR CASE...   runs cases of ours in this process";

pub(crate) fn write_forms(dir: &Path) {
    std::fs::create_dir_all(dir).unwrap();
    for made in forms::all() {
        std::fs::write(dir.join(made.file), made.bytes).unwrap();
    }
    std::fs::copy(root().join("kit/cs_punto.xml"), dir.join("cs_punto.xml")).unwrap();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_owned()
}

/// How to start an engine's program, or why it is not there.
struct Engine {
    command: Vec<String>,
    dir: PathBuf,
}

struct Bench {
    forms: PathBuf,
    limit: String,
    lines: Vec<Value>,
    log: std::fs::File,
}

pub(crate) fn all(args: &[&str]) {
    let after = |flag: &str| {
        let at = args.iter().position(|a| *a == flag)?;
        args.get(at + 1).copied()
    };
    if args.contains(&"--help") {
        return println!("{HELP}");
    }
    let only = after("--only").unwrap_or("");
    let work = root().join("var/bench-forms");
    let forms = work.join("forms");
    write_forms(&forms);
    let (javarosa, web_forms) = if args.contains(&"--ours") {
        (None, None)
    } else {
        (javarosa(&work), web_forms())
    };
    println!("forms ({})", load());
    let mut bench = Bench {
        forms,
        limit: after("--limit").unwrap_or("240").to_owned(),
        lines: Vec::new(),
        log: std::fs::File::create(work.join("lines.jsonl")).unwrap(),
    };
    let ours = Engine {
        command: vec![
            std::env::current_exe().unwrap().display().to_string(),
            "case".to_owned(),
        ],
        dir: root(),
    };
    for case in CASES.iter().filter(|case| case.name.contains(only)) {
        for _ in 0..case.times {
            bench.start(&ours, case.name, case.name);
            if let Some(engine) = &javarosa {
                bench.start(engine, case.name, case.name);
            }
            if let (Some(engine), Some(name)) = (&web_forms, case.web_forms) {
                bench.start(engine, case.name, name);
            }
        }
    }
    for case in LARGE.iter().filter(|case| case.contains(only)) {
        bench.start(&ours, case, case);
    }
    table::print(&bench.lines);
    println!("\nat the end: {}", load());
    println!("lines: var/bench-forms/lines.jsonl");
}

impl Bench {
    fn start(&mut self, engine: &Engine, shown: &str, case: &str) {
        let mut command = Command::new("timeout");
        command.arg(&self.limit).args(&engine.command);
        command.arg(&self.forms).arg(case).current_dir(&engine.dir);
        let output = command.stderr(Stdio::piped()).output().unwrap();
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            let last = error.lines().rev().take(2).collect::<Vec<_>>().join(" ");
            println!(
                "{shown}: {:?} {} {last}",
                engine.command.first(),
                output.status
            );
        }
        // What a process printed before its time was up counts.
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Ok(value) = serde_json::from_str::<Value>(line) {
                writeln!(self.log, "{line}").unwrap();
                self.lines.push(value);
            }
        }
    }
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Compiles JavaRosa's program.
fn javarosa(work: &Path) -> Option<Engine> {
    let project = root().join("tests/conformance/peers/javarosa");
    let jars = work.join("cp.txt");
    let resolved = jars.exists()
        || quiet(
            Command::new("mvn")
                .arg("-q")
                .arg("-f")
                .arg(&project)
                .arg("dependency:build-classpath")
                .arg(format!("-Dmdep.outputFile={}", jars.display())),
        );
    let classes = work.join("classes");
    let jars = std::fs::read_to_string(&jars).unwrap_or_default();
    let compiled = resolved
        && quiet(
            Command::new("javac")
                .args(["-nowarn", "-cp", jars.trim(), "-d"])
                .arg(&classes)
                .arg(root().join("benches/peers/javarosa/FormsBench.java")),
        );
    if !compiled {
        println!("JavaRosa: skipped, it needs a JDK 17 and Maven");
        return None;
    }
    let path = format!("{}:{}", classes.display(), jars.trim());
    Some(Engine {
        command: ["java", "-Xmx4g", "-cp", &path, "FormsBench"]
            .map(str::to_owned)
            .to_vec(),
        dir: work.to_owned(),
    })
}

/// Installs ODK Web Forms' engine.
fn web_forms() -> Option<Engine> {
    let dir = root().join("benches/peers/web-forms");
    let there = dir.join("node_modules/@getodk/xforms-engine").exists()
        || quiet(
            Command::new("npm")
                .args(["install", "--no-audit", "--no-fund"])
                .current_dir(&dir),
        );
    if !there {
        println!("ODK Web Forms: skipped, it needs Node 20 and npm");
        return None;
    }
    let command = [
        "node",
        "-C",
        "solid",
        "-C",
        "browser",
        "--expose-gc",
        "--max-old-space-size=6000",
        "bench.mjs",
    ];
    Some(Engine {
        command: command.map(str::to_owned).to_vec(),
        dir,
    })
}

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minute = text.split(' ').next().unwrap_or("unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("load {minute} of {cores} cores")
}
