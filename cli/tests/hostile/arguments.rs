//! Nonsense on the command line: exit 2 (or a named problem), a clear sentence, no backtrace.

use crate::rig::farola;

#[test]
fn nonsense_is_answered_with_a_sentence() {
    let temp = tempfile::tempdir().unwrap();
    let empty = temp.path().to_str().unwrap();
    let usage: &[&[&str]] = &[
        &["nonsense"],
        &["--nonsense"],
        &["device"],
        &["device", "nonsense"],
        &["device", "init"],
        &["device", "fill", empty],
        &["device", "fill", empty, "f", "--photo"],
        // The command that is shipped invents no walks (`farola-sim walk` does).
        &["device", "walk", empty],
        &["device", "sync", empty, "--patience", "mucho"],
        &["device", "correct", empty],
        &["device", "show", empty],
        &["device", "--words", "klingon", "list", empty],
        &["hub"],
        &["hub", "nonsense"],
        &["hub", "serve"],
        &["hub", "serve", "--data", empty, "--listen", "nowhere"],
        &[
            "hub",
            "serve",
            "--data",
            empty,
            "--listen",
            "127.0.0.1:99999",
        ],
        &[
            "hub", "user", "add", "a@b.mx", "--data", empty, "--role", "emperor",
        ],
        &["hub", "form", "publish", "--data", empty],
        &["hub", "app-user", "add"],
        &["hub", "backup", empty],
        &["hub", "backup", "key"],
        &["hub", "backup", "prune"],
        &["hub", "restore", empty, "/nowhere"],
        &["hub", "verify"],
        &["hub", "audit"],
        &["hub", "audit", "--data", empty, "--expect", "00"],
        &["hub", "recount"],
        &["hub", "recount", empty],
        &["hub", "recount", "--data"],
        &["hub", "recount", "--data", empty, "once more"],
        &["hub", "migrate-store"],
        &["hub", "migrate-store", empty],
        &["hub", "migrate-store", empty, empty, "--take-back"],
        &["hub", "migrate-store", empty, empty, empty],
        &["hub", "migrate-store", empty, empty, "--to-database"],
        &["form"],
        &["form", "check"],
        &["form", "drive"],
        &["form", "drive", "a.xml", "--seed", "x"],
        &["xpath", "--nonsense"],
    ];
    for args in usage {
        let output = farola(args);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.len() > 20, "{args:?}: {text}");
    }
    let broken: &[(&[&str], i32, &str)] = &[
        (&["form", "check", "/nowhere/f.xml"], 2, "form.unreadable"),
        (&["form", "check", empty], 2, "form.unreadable"),
        (&["device", "list", "/proc/nowhere"], 2, "no phone in"),
        (
            &["device", "fill", empty, "f", "--answers", "/nowhere.json"],
            1,
            "cli.io",
        ),
        (
            &["device", "fill", empty, "f", "--photo", "no equal sign"],
            2,
            "cli.usage",
        ),
        (&["device", "init", empty, "--enrol", "hola"], 1, "enrol."),
        (&["device", "init", empty, "--enrol", ""], 1, "enrol."),
        (
            &[
                "device",
                "init",
                empty,
                "--enrol",
                "ftp://x/v1/key/k/projects/1",
            ],
            1,
            "enrol.",
        ),
        (
            &["device", "init", empty, "--form", "/nowhere.xml"],
            1,
            "cli.io",
        ),
        (
            &["device", "show", empty, "uuid:nothing"],
            1,
            "storage.not_found",
        ),
        (
            &["device", "correct", empty, "uuid:nothing"],
            1,
            "storage.not_found",
        ),
        (&["device", "sync", empty], 1, "engine.not_enrolled"),
        (
            &["device", "fill", empty, "no such form"],
            1,
            "engine.form_unknown",
        ),
        (&["hub", "verify", "/nowhere"], 1, "hub.not_found"),
        (&["hub", "audit", "--data", "/nowhere"], 1, "hub.not_found"),
        (
            &["hub", "recount", "--data", "/nowhere"],
            1,
            "hub.not_found",
        ),
        (&["hub", "recount", "--data", empty], 1, "hub.not_found"),
        (
            &[
                "hub",
                "recount",
                "--data",
                empty,
                "--database",
                "mysql://x/y",
            ],
            1,
            "hub.database_address",
        ),
        (
            &[
                "hub",
                "recount",
                "--data",
                empty,
                "--database",
                "postgres://f@127.0.0.1:1/h",
            ],
            1,
            "hub.database_unreachable",
        ),
        (
            &["hub", "verify", "/nowhere", "--database", "mysql://x/y"],
            1,
            "hub.database_address",
        ),
        (
            &[
                "hub",
                "backup",
                empty,
                "/tmp/x",
                "--database",
                "postgres://f@127.0.0.1:1/h",
            ],
            1,
            "hub.database_unreachable",
        ),
        (
            &["hub", "migrate-store", "/nowhere", "/nowhere/else"],
            1,
            "hub.not_found",
        ),
        (
            &["hub", "migrate-store", "/nowhere", "--take-back"],
            1,
            "hub.not_found",
        ),
        (
            &[
                "hub",
                "migrate-store",
                empty,
                "/nowhere",
                "--to-database",
                "hub",
            ],
            1,
            "hub.database_address",
        ),
        (&["hub", "backup", "/nowhere", "/tmp/x"], 1, "hub.not_found"),
        (
            &[
                "hub",
                "restore",
                "/nowhere",
                "/nowhere/else",
                "--key",
                "/nowhere",
            ],
            1,
            "hub.unreadable_file",
        ),
    ];
    for (args, exit, code) in broken {
        let output = farola(args);
        let both = [output.stdout.as_slice(), &output.stderr].concat();
        let text = String::from_utf8_lossy(&both);
        assert_eq!(output.status.code(), Some(*exit), "{args:?}: {text}");
        assert!(text.contains(code), "{args:?}: {text}");
    }
    println!("Arguments: {} cases", usage.len() + broken.len());
}
