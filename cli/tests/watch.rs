//! `--watch`: a save is compiled and its cases are run; Ctrl-C ends it.
#![cfg(target_os = "linux")] // coreutils' env
#![allow(clippy::unwrap_used)] // A helper may stop the test.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A command that watches, and what it says line by line.
struct Watching {
    child: Child,
    lines: Box<dyn Iterator<Item = String>>,
}

impl Watching {
    fn start(arguments: &[&str]) -> Self {
        // A suite in the background of a script has Ctrl-C ignored, and so would the command.
        let mut child = Command::new("env")
            .args(["--default-signal=INT", env!("CARGO_BIN_EXE_farola"), "form"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let is_convert = arguments.first() == Some(&"convert");
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let said: Box<dyn Read> = match is_convert {
            true => Box::new(err),
            false => Box::new(out),
        };
        let lines = BufReader::new(said).lines().map_while(Result::ok);
        Self {
            child,
            lines: Box::new(lines),
        }
    }

    /// Reads on to the line that holds `text`; gives what was said before it.
    fn until(&mut self, text: &str) -> String {
        let mut before = String::new();
        for line in self.lines.by_ref() {
            if line.contains(text) {
                return before;
            }
            before.push_str(&line);
            before.push('\n');
        }
        panic!("{text} was not said:\n{before}");
    }

    /// As Ctrl-C does; gives whether that ended it.
    fn interrupt(mut self) -> bool {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        let ended = self.child.wait().unwrap();
        sent.success() && std::os::unix::process::ExitStatusExt::signal(&ended) == Some(2)
    }
}

/// Writes a file as editors do: a new one in the place of the old one.
fn save(path: &Path, text: &str) {
    let new = path.with_extension("new");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(&new, path).unwrap();
}

fn sheet(kind: &str, label: &str) -> String {
    format!("| survey | | | |\n| | type | name | label |\n| | {kind} | a | {label} |\n")
}

const CASES: &str = "- name: a number\n  steps:\n  - answer: {a: 5}\n  - expect: {a: 5}\n";

#[test]
fn a_save_is_checked_and_its_cases_are_run() {
    let folder = tempfile::tempdir().unwrap();
    let (form, cases) = (folder.path().join("visit.md"), folder.path().join("c.yaml"));
    std::fs::write(&form, sheet("integer", "A")).unwrap();
    std::fs::write(&cases, CASES).unwrap();
    let (form_arg, cases_arg) = (form.to_str().unwrap(), cases.to_str().unwrap());
    let arguments = ["check", form_arg, "--watch", "--tests", cases_arg];
    let mut watching = Watching::start(&arguments);
    watching.until("Ctrl-C");
    watching.until("visit.md: visit (visit), 1 pregunta; sin errores, sin avisos");
    watching.until("1 passed, 0 failed");
    save(&form, &sheet("integr", "A"));
    watching.until("error xlsform.type_near");
    watching.until("no se puede usar; 1 error");
    // The half of a file is no fault: nothing is said of it once the rest has come.
    save(&form, "| sur");
    save(&form, &sheet("integer", "Longer"));
    let before = watching.until("1 passed, 0 failed");
    assert!(!before.contains("xlsform."), "{before}");
    save(&cases, &CASES.replace("expect: {a: 5}", "expect: {a: 6}"));
    watching.until("0 passed, 1 failed");
    assert!(watching.interrupt());
}

#[test]
fn a_save_is_converted_over_what_it_made_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("visit.md");
    std::fs::write(&path, sheet("text", "A")).unwrap();
    let arguments = [
        "convert",
        path.to_str().unwrap(),
        "--watch",
        "--words",
        "en",
    ];
    let mut watching = Watching::start(&arguments);
    watching.until("remarks: 0");
    let form = folder.path().join("visit.xml");
    assert!(
        std::fs::read_to_string(&form)
            .unwrap()
            .contains("<label>A</label>")
    );
    save(&path, &sheet("text", "Another"));
    watching.until("remarks: 0");
    assert!(
        std::fs::read_to_string(&form)
            .unwrap()
            .contains("<label>Another</label>")
    );
    assert!(watching.interrupt());
}

#[test]
fn a_save_never_writes_over_a_file_that_no_run_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("visit.md");
    let theirs = folder.path().join("itemsets.csv");
    std::fs::write(&path, sheet("text", "A")).unwrap();
    std::fs::write(&theirs, "of another form").unwrap();
    let mut watching = Watching::start(&["convert", path.to_str().unwrap(), "--watch"]);
    watching.until("avisos: 0");
    let with_lists = "| survey | | | | |\n| | type | name | label | choice_filter |\n\
                      | | select_one_external c | a | A | k='1' |\n\
                      | external_choices | | | | |\n| | list_name | name | label | k |\n\
                      | | c | x | X | 1 |\n";
    save(&path, with_lists);
    watching.until("form.file_there");
    assert_eq!(std::fs::read_to_string(&theirs).unwrap(), "of another form");
    assert!(watching.interrupt());
}
