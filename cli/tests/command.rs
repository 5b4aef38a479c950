//! The command as a script meets it: what it prints where, and its exit codes.
//!
//! These tests also make cargo build the `farola` binary itself, which the suites that drive
//! it from outside (conformance, crash, browser) then find beside their own.

#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

fn farola(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_farola"))
        .args(args)
        .output()
        .unwrap()
}

fn kit(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("kit").join(name).display().to_string()
}

#[test]
fn it_says_its_version_and_its_commands() {
    let version = farola(&["--version"]);
    assert!(version.status.success());
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("farola "));
    let help = String::from_utf8(farola(&["--help"]).stdout).unwrap();
    for command in ["form", "xpath", "device", "hub"] {
        assert!(help.contains(&format!("  {command} ")), "{help}");
    }
}

#[test]
fn wrong_usage_is_two_and_speaks_on_standard_error() {
    for args in [
        &["dance"][..],
        &["form", "drive"],
        &["hub", "serve", "--nowhere"],
    ] {
        let done = farola(args);
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(
            done.stdout.is_empty() && !done.stderr.is_empty(),
            "{args:?}"
        );
    }
}

#[test]
fn the_kit_is_without_a_remark() {
    let forms = [
        "cs_recorrido.xml",
        "cs_punto.xml",
        "cs_hallazgo.xml",
        "cs_cierre.xml",
        "cs_verificacion.xml",
        "cs_plan.xml",
    ];
    let paths: Vec<String> = forms.iter().map(|name| kit(name)).collect();
    let mut args = vec!["form", "check", "--words", "en"];
    args.extend(paths.iter().map(String::as_str));
    let done = farola(&args);
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{text}");
    let clean = text.matches("questions; no errors, no warnings").count();
    assert_eq!(clean, forms.len(), "{text}");
}

#[test]
fn a_phone_that_is_not_there_is_a_problem_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("phone").display().to_string();
    let done = farola(&["device", "list", &nowhere, "--json"]);
    assert_eq!(done.status.code(), Some(2));
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(
        said.contains("\"code\"") && said.contains("device init"),
        "{said}"
    );
}

#[test]
fn every_command_takes_json() {
    let form = kit("cs_hallazgo.xml");
    for args in [
        &["xpath", "--json"][..],
        &["form", "drive", &form, "--json"],
    ] {
        let done = farola(args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{args:?}: {said}");
    }
}

#[test]
fn a_folder_written_wrong_does_not_become_a_second_hub() {
    let temp = tempfile::tempdir().unwrap();
    let wrong = temp.path().join("hbu");
    let data = wrong.to_str().unwrap();
    let form = kit("cs_punto.xml");
    for args in [
        &["hub", "--json", "user", "list", "--data", data][..],
        &[
            "hub", "--json", "user", "add", "a@b.mx", "--data", data, "--role", "team",
        ],
        &["hub", "--json", "form", "publish", &form, "--data", data],
        &["hub", "--json", "app-user", "add", "p", "--data", data],
    ] {
        let done = farola(args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{args:?}: {said}");
        assert!(
            said.contains("\"code\":\"hub.not_found\""),
            "{args:?}: {said}"
        );
        assert!(!wrong.exists(), "{args:?} made a hub");
    }
}

#[test]
fn people_are_told_in_their_language() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("hub").display().to_string();
    assert!(farola(&["hub", "init", "--data", &data]).status.success());
    let phone = temp.path().join("phone").display().to_string();
    let enrol = ["device", "init", &phone, "--enrol", "hola"];
    let user = ["hub", "user", "add", "x", "--data", &data, "--role", "team"];
    for (args, es, en) in [
        (
            &enrol[..],
            "Eso no es un código de inscripción",
            "Scan the code again",
        ),
        (&user[..], "Revise el correo", "Check the address"),
    ] {
        for (words, sentence) in [("es", es), ("en", en)] {
            let done = farola(&[args, &["--words", words]].concat());
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(said.contains(sentence) && !said.contains(".."), "{said}");
        }
    }
}

/// The terminal has no PIN: what joining means is told, and whoever agrees says so.
#[test]
fn another_server_is_joined_by_who_agrees() {
    let temp = tempfile::tempdir().unwrap();
    let phone = temp.path().join("phone").display().to_string();
    let join = |host: &str, more: &[&str]| {
        let url = format!("https://{host}.example/v1/key/secret/projects/1");
        let args = ["device", "--json", "init", &phone, "--enrol", &url];
        let done = farola(&[&args[..], more].concat());
        let said = [done.stdout, done.stderr].concat();
        (
            done.status.code(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    for (host, more, code, expect) in [
        ("a", &[][..], 0, "\"needsDecision\":false"),
        ("a", &[], 0, "\"replaces\":null"),
        ("b", &[], 1, "\"replaces\":\"https://a.example\""),
        ("b", &[], 1, "enrol.needs_pin"),
        ("b", &["--confirm"], 0, "\"server\":\"https://b.example\""),
        ("b", &[], 0, "\"needsDecision\":false"),
    ] {
        let (status, said) = join(host, more);
        assert_eq!(status, Some(code), "{host} {more:?}: {said}");
        assert!(said.contains(expect), "{host} {more:?}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    let url = "https://c.example/v1/key/secret/projects/1";
    let told = farola(&["device", "init", &phone, "--enrol", url, "--words", "es"]);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("No tiene una llave"), "{told}");
    assert!(
        told.contains("Termina la inscripción de ahora: https://b.example"),
        "{told}"
    );
}

/// Rights of everything below a folder, itself included.
fn modes(path: &Path, out: &mut Vec<(std::path::PathBuf, u32)>) {
    let mode = path.metadata().unwrap().permissions().mode() & 0o777;
    out.push((path.to_owned(), mode));
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            modes(&entry.unwrap().path(), out);
        }
    }
}

/// A public key to which backups are sealed; nobody has its private half.
const KEY: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

#[test]
fn files_of_a_hub_are_its_users_alone_under_any_umask() {
    for umask in ["000", "022", "027", "077"] {
        let temp = tempfile::tempdir().unwrap();
        let (hub, out) = (temp.path().join("hub"), temp.path().join("out"));
        let (data, copy) = (hub.display().to_string(), out.display().to_string());
        for args in [
            &["hub", "init", "--data", &data][..],
            &[
                "hub",
                "form",
                "publish",
                &kit("cs_punto.xml"),
                "--data",
                &data,
            ],
            &["hub", "backup", &data, &copy, "--to", KEY],
        ] {
            let done = Command::new("sh")
                .args(["-c", "umask $0; exec \"$@\"", umask])
                .arg(env!("CARGO_BIN_EXE_farola"))
                .args(args)
                .env_remove("FAROLA_HUB_DATABASE")
                .env_remove("FAROLA_HUB_FILES")
                .output()
                .unwrap();
            assert!(done.status.success(), "{umask} {args:?} {done:?}");
        }
        let mut found = Vec::new();
        modes(&hub, &mut found);
        modes(&out, &mut found);
        assert!(found.len() > 6, "{found:?}");
        for (path, mode) in found {
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, wanted, "{umask} {path:?}");
        }
    }
}

/// From a key to a hub that is put back: what was forgotten after the backup is not in it.
#[test]
fn a_backup_is_sealed_listed_put_back_and_ends() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name).display().to_string();
    let (data, out, key) = (path("hub"), path("backups"), path("key.txt"));
    let json = |args: &[&str]| -> serde_json::Value {
        let done = farola(&[&["hub", "--json"], args].concat());
        let text = [done.stdout, done.stderr].concat();
        serde_json::from_slice(&text).unwrap_or_default()
    };
    json(&["init", "--data", &data]);
    // Without a key there is no backup, and the sentence says how to have one.
    let refused = farola(&["hub", "backup", &data, &out]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("farola hub backup key"), "{said}");
    assert!(!std::path::Path::new(&out).exists());
    let made = json(&["backup", "key", &key]);
    let public = made["public"].as_str().unwrap();
    assert_eq!(json(&["backup", "key", &key])["code"], "hub.exists");
    let mut found = Vec::new();
    modes(std::path::Path::new(&key), &mut found);
    assert_eq!(found[0].1, 0o600);
    let backup = json(&["backup", &data, &out, "--to", public, "--days", "0"]);
    let sealed = backup["out"].as_str().unwrap();
    assert!(
        std::fs::read(sealed)
            .unwrap()
            .starts_with(b"age-encryption.org/v1")
    );
    let listed = json(&["backup", "list", "--data", &data]);
    assert_eq!(listed["folder"], out.as_str());
    assert!(sealed.ends_with(listed["name"].as_str().unwrap()));
    let (again, other) = (path("again"), path("other.txt"));
    json(&["backup", "key", &other]);
    let closed = json(&["restore", sealed, &again, "--key", &other]);
    assert_eq!(closed["code"], "hub.backup_closed");
    let lost = json(&[
        "restore",
        sealed,
        &again,
        "--key",
        &key,
        "--tombstones",
        "/nowhere",
    ]);
    assert_eq!(lost["code"], "hub.unreadable_file");
    assert!(!std::path::Path::new(&again).exists());
    let restored = json(&["restore", sealed, &again, "--key", &key]);
    assert_eq!(restored["forgotten"], 0, "{restored}");
    assert!(farola(&["hub", "verify", &again]).status.success());
    let pruned = json(&["backup", "prune", "--data", &data]);
    assert_eq!(pruned["pruned"].as_array().unwrap().len(), 1);
    assert!(!std::path::Path::new(sealed).exists());
}

/// Runs a command on a hub and reads each line it prints.
fn told(data: &str, words: &[&str]) -> (Option<i32>, Vec<serde_json::Value>) {
    let done = farola(&[&["hub", "--json"], words, &["--data", data]].concat());
    let text = [done.stdout, done.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (done.status.code(), lines.collect())
}

#[test]
fn a_colleague_who_left_and_a_phone_that_was_lost_are_shut_out() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("hub").display().to_string();
    let tell = |words: &[&str]| told(&data, words);
    assert_eq!(tell(&["init"]).0, Some(0));
    for (email, role) in [("ana@x.mx", "admin"), ("eva@x.mx", "reviewer")] {
        assert_eq!(tell(&["user", "add", email, "--role", role]).0, Some(0));
    }
    let list = |words: &[&str], field: &str| {
        let (_, lines) = tell(words);
        let fields = lines.iter().map(|line| line[field].clone());
        fields.collect::<Vec<_>>()
    };
    let out = || {
        let people = list(&["user", "list"], "disabledAt");
        people
            .iter()
            .map(serde_json::Value::is_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(tell(&["user", "disable", "EVA@x.mx"]).0, Some(0));
    assert_eq!(out(), [false, true]);
    assert_eq!(tell(&["user", "enable", "eva@x.mx"]).0, Some(0));
    assert_eq!(out(), [false, false]);
    assert_eq!(
        tell(&["user", "role", "eva@x.mx", "--role", "team"]).0,
        Some(0)
    );
    assert_eq!(list(&["user", "list"], "role"), ["admin", "team"]);
    assert_eq!(tell(&["user", "sign-out", "eva@x.mx"]).0, Some(0));
    let (code, link) = tell(&[
        "user",
        "link",
        "eva@x.mx",
        "--base-url",
        "https://hub.example/",
    ]);
    assert_eq!(code, Some(0));
    let url = link[0]["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://hub.example/entrar#enlace="),
        "{url}"
    );
    let (code, none) = tell(&["user", "no-code", "eva@x.mx"]);
    assert_eq!((code, &none[0]["code"]), (Some(1), &"hub.not_found".into()));
    let demanded = |words: &[&str]| tell(words).1[0]["codesDemanded"].clone();
    assert_eq!(demanded(&["settings"]), false);
    assert_eq!(demanded(&["settings", "--codes", "demanded"]), true);
    assert_eq!(demanded(&["settings"]), true);
    assert_eq!(demanded(&["settings", "--codes", "offered"]), false);
    for words in [
        &["user", "disable", "ana@x.mx"][..],
        &["user", "role", "ana@x.mx", "--role", "team"],
    ] {
        let (code, lines) = tell(words);
        assert_eq!(code, Some(1), "{words:?}");
        assert_eq!(lines[0]["code"], "user.last_administrator", "{words:?}");
    }
    assert_eq!(
        tell(&["user", "enable", "luz@x.mx"]).1[0]["code"],
        "hub.not_found"
    );

    let (_, made) = tell(&[
        "app-user",
        "add",
        "Equipo",
        "--base-url",
        "https://hub.example",
    ]);
    assert_eq!(made[0]["onlyThisMachine"], false);
    let (code, again) = tell(&["app-user", "rotate", "1"]);
    assert_eq!(
        (code, &again[0]["onlyThisMachine"]),
        (Some(0), &true.into())
    );
    assert_ne!(again[0]["url"], made[0]["url"]);
    let phones = || list(&["app-user", "list"], "revoked");
    assert_eq!(phones(), [false]);
    assert_eq!(tell(&["app-user", "revoke", "1"]).0, Some(0));
    assert_eq!(phones(), [true]);
    for words in [
        &["app-user", "rotate", "1"][..],
        &["app-user", "revoke", "9"],
    ] {
        assert_eq!(tell(words).1[0]["code"], "hub.not_found", "{words:?}");
    }
}

#[test]
fn a_hub_without_its_address_does_not_listen_beyond_its_machine() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("hub").display().to_string();
    let done = farola(&["hub", "serve", "--data", &data, "--listen", "0.0.0.0:0"]);
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("--base-url"), "{said}");
    let wrong = ["hub", "serve", "--data", &data, "--trusted-proxy", "nobody"];
    assert_eq!(farola(&wrong).status.code(), Some(2));
}

/// What would go is said first, and a time is set before anything goes by it.
#[test]
fn what_is_over_its_time_is_said_before_it_goes() {
    let temp = tempfile::tempdir().unwrap();
    let data = temp.path().join("hub").display().to_string();
    let tell = |words: &[&str]| told(&data, words);
    assert_eq!(tell(&["init"]).0, Some(0));
    for (email, role) in [("ana@x.mx", "admin"), ("eva@x.mx", "team")] {
        assert_eq!(tell(&["user", "add", email, "--role", role]).0, Some(0));
    }
    let over = |words: &[&str]| -> Vec<(String, u64)> {
        let (code, lines) = tell(words);
        assert_eq!(code, Some(0), "{lines:?}");
        let of = |line: &serde_json::Value| {
            let class = line["class"].as_str().unwrap().to_owned();
            (class, line["items"].as_u64().unwrap())
        };
        lines.iter().map(of).collect()
    };
    let dry = ["retention", "--dry-run"];
    let none = ["contact", "photo", "audit"].map(|class| (class.to_owned(), 0));
    assert_eq!(over(&dry), none);
    let half = ["hub", "retention", "--data", &data, "--keep", "contact"];
    assert_eq!(farola(&half).status.code(), Some(2));
    let set = tell(&["retention", "--keep", "contact", "--days", "0"]);
    assert_eq!((set.0, &set.1[0]["days"]), (Some(0), &serde_json::json!(0)));
    let mut one = none;
    one[0].1 = 1;
    assert_eq!(over(&dry), one);
    assert_eq!(over(&dry), one, "saying it removes nothing");
    assert_eq!(over(&["retention"]), one[..1]);
    let (_, people) = tell(&["user", "list"]);
    let people = format!("{people:?}");
    assert!(
        people.contains("ana@x.mx") && !people.contains("eva@x.mx"),
        "{people}"
    );
}
