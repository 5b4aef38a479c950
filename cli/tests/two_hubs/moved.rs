//! `farola hub migrate-store`, killed again and again, to a PostgreSQL and back: at the end the
//! hub is the same to the last byte, and phones and people go on where they were.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;

use crate::load::{Load, send};
use crate::rig::{Dice, Hub, Watched, farola, http, json_lines, kills, seed};
use crate::server::Server;

/// Records of the hub that is moved.
const RECORDS: usize = 60;

/// Every row of every table but the index of words, and work that is noted anew.
pub fn rows(dir: &Path) -> Vec<String> {
    let db = Connection::open(dir.join("hub.db")).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE 'submission_words%' AND name <> 'job' ORDER BY name";
    let mut tables = db.prepare(sql).unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut all = Vec::new();
    for name in names.map(Result::unwrap) {
        let mut rows = db.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = rows.column_count();
        let read = rows.query_map([], |row| {
            let cells = (0..columns).map(|n| format!("{:?}", row.get::<_, Cell>(n).unwrap()));
            Ok(format!("{name}: {}", cells.collect::<Vec<_>>().join("|")))
        });
        let mut read: Vec<String> = read.unwrap().map(Result::unwrap).collect();
        read.sort();
        all.extend(read);
    }
    all
}

/// Moves a hub, killed after more and more of its lines; answers how often it died.
fn move_killed(args: &[&str], wanted: usize, dice: &mut Dice) -> usize {
    let args = [&["hub", "--json", "migrate-store"], args].concat();
    let mut deaths = 0;
    for run in 0..wanted {
        let after = 1 + dice.below(2 + run as u64);
        let delay = Duration::from_micros(dice.below(30_000));
        let (_, died) =
            Watched::start(&args).kill_after(after, |line| line["step"].is_string(), delay);
        deaths += usize::from(died);
    }
    let output = farola(&args);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said} {errors}");
    assert!(
        json_lines(&said).last().unwrap()["moved"].is_string(),
        "{said}"
    );
    deaths
}

fn refused(hub: &[&str]) -> String {
    let output = farola(&[&["hub", "--json", "user", "list"], hub].concat());
    assert_eq!(output.status.code(), Some(1));
    let line: Value = serde_json::from_slice(&output.stderr).unwrap();
    line["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_move_that_is_killed_all_the_time_ends_with_the_same_hub() {
    let wanted = kills("FAROLA_MOVE_KILLS", 12);
    let database = Server::start();
    let temp = tempfile::tempdir().unwrap();
    let folder = |name: &str| temp.path().join(name).to_str().unwrap().to_owned();
    let (here, away, home) = (folder("here"), folder("away"), folder("home"));
    let mut hub = Hub::new(Path::new(&here));
    let url = hub.enrolment("phone");
    let key_path = format!("/v1{}", url.split_once("/v1").unwrap().1);
    let load = Load::default();
    std::thread::scope(|scope| {
        scope.spawn(|| send(0, hub.address, &key_path, &load));
        assert!(load.wait_for(RECORDS));
        load.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let records = hub.records();
    hub.kill();
    let (before, files) = (rows(Path::new(&here)), hub.files());
    let mut dice = Dice(seed() ^ 0x30ed);

    let there = [&here, &away, "--to-database", &database.url];
    let first = move_killed(&there, wanted, &mut dice);
    assert_eq!(refused(&["--data", &here]), "hub.moved");
    let mut moved = Hub::beside(Path::new(&away), &database.url, None);
    assert_eq!(moved.records(), records);
    let version = [("X-OpenRosa-Version", "1.0")];
    let answer = http::send(
        moved.address,
        "GET",
        &format!("{key_path}/formList"),
        &version,
        b"",
    );
    assert_eq!(answer.status, 200, "the phone's key holds");
    // Whoever would move a hub that serves is told.
    let busy = farola(&[
        "hub",
        "--json",
        "migrate-store",
        &away,
        &home,
        "--from-database",
        &database.url,
    ]);
    let busy: Value = serde_json::from_slice(&busy.stderr).unwrap();
    assert_eq!(busy["code"], "hub.in_use");
    moved.kill();

    let back = [&away, &home, "--from-database", &database.url];
    let second = move_killed(&back, wanted, &mut dice);
    let after = rows(Path::new(&home));
    // Between the two a person signed in and read the list, and a phone asked: when they did, the
    // time of her try, her session, and two lines of the audit.
    let differ = |rows: &[String], others: &[String]| {
        let more = rows.iter().filter(|row| !others.contains(row));
        more.filter(|row| !row.starts_with("user:") && !row.starts_with("sign_in:"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(differ(&before, &after), Vec::<String>::new());
    let more = differ(&after, &before);
    let known = |row: &&String| row.starts_with("session:") || row.starts_with("audit:");
    assert!(
        more.iter().all(|row| known(&row)) && more.len() <= 3,
        "{more:#?}"
    );
    let came = Hub::of(Path::new(&home));
    assert_eq!(came.files(), files);
    assert_eq!(came.verify()["versions"], records.len());
    println!(
        "{} records with photos moved to a PostgreSQL and back; killed {first} and {second} times; \
         every row and every file as before",
        records.len()
    );
    assert!(first + second > wanted / 2, "hardly ever killed");
}
