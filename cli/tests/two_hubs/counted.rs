//! `farola hub recount`: counters that went wrong are right again, on both engines, and nothing
//! else is another.

use std::path::Path;

use postgres::{Client, NoTls};
use rusqlite::Connection;
use serde_json::Value;

use crate::moved;
use crate::rig::raw::Finding;
use crate::rig::{Dice, Hub, farola, seed};
use crate::server::Server;

/// Records of the hub.
const RECORDS: usize = 12;

/// What goes wrong with counters, by hand.
const BENT: [&str; 5] = [
    "UPDATE tally SET records = records + 3",
    "DELETE FROM tally_day",
    "UPDATE tally_day SET records = records - 1",
    "UPDATE submission SET tally = NULL WHERE id = (SELECT min(id) FROM submission)",
    "INSERT INTO tally (project_id, form, state, city_code, place, records)
     SELECT project_id, form, state, city_code, 'Nowhere', 5 FROM tally",
];

/// A group that no record has: the right one is counted anew, under a number of its own.
const RENAMED: &str = "UPDATE tally SET place = place || 'x'";

/// The hub's database as somebody else reaches it.
enum Database<'a> {
    Of(&'a Path),
    Elsewhere(&'a str),
}

impl Database<'_> {
    fn execute(&self, sql: &str) -> u64 {
        match self {
            Self::Of(dir) => {
                let db = Connection::open(dir.join("hub.db")).unwrap();
                db.execute(sql, []).unwrap() as u64
            }
            Self::Elsewhere(url) => client(url).execute(sql, &[]).unwrap(),
        }
    }

    /// Every row of every table.
    fn rows(&self) -> Vec<String> {
        match self {
            Self::Of(dir) => moved::rows(dir),
            Self::Elsewhere(url) => {
                let mut client = client(url);
                // The hub's own row says where the server's log stood when it was last opened.
                let sql = "SELECT table_name FROM information_schema.tables
                     WHERE table_schema = 'public' AND table_name <> 'hub' ORDER BY 1";
                let tables = client.query(sql, &[]).unwrap();
                let tables = tables.iter().map(|row| row.get::<_, String>(0));
                let rows = tables.flat_map(|name| {
                    let sql = format!("SELECT t::text FROM \"{name}\" t ORDER BY 1");
                    let rows = client.query(&sql, &[]).unwrap();
                    let text = |row: &postgres::Row| format!("{name}: {}", row.get::<_, String>(0));
                    rows.iter().map(text).collect::<Vec<_>>()
                });
                rows.collect()
            }
        }
    }
}

fn client(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

/// Runs a command; its exit code and what it printed.
fn ran(args: &[&str]) -> (Option<i32>, String) {
    let output = farola(args);
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text)
}

/// How many counters are wrong, and whether `verify` says that all is well.
fn wrong(dir: &str, elsewhere: &[&str]) -> (i64, bool) {
    let (exit, said) = ran(&[&["hub", "--json", "verify", dir], elsewhere].concat());
    let said: Value = serde_json::from_str(&said).unwrap();
    let whole = said["whole"].as_bool().unwrap();
    assert_eq!(exit, Some(i32::from(!whole)), "{said}");
    assert_eq!(said["versions"], RECORDS, "{said}");
    (said["wrong_counters"].as_i64().unwrap(), whole)
}

fn mended(dir: &str, elsewhere: &[&str], database: &Database<'_>) {
    let recount = [&["hub", "--json", "recount", "--data", dir], elsewhere].concat();
    assert_eq!(wrong(dir, elsewhere), (0, true));
    let right = database.rows();
    for bent in BENT {
        assert!(database.execute(bent) > 0, "{bent}");
        let (counters, whole) = wrong(dir, elsewhere);
        assert!(counters > 0 && !whole, "{bent}");
        let done = ran(&recount);
        assert_eq!(done, (Some(0), "{\"counted\":true}\n".to_owned()));
        assert_eq!(wrong(dir, elsewhere), (0, true), "{bent}");
        similar(&database.rows(), &right, bent);
        // Once more changes nothing.
        assert_eq!(ran(&recount).0, Some(0));
        similar(&database.rows(), &right, bent);
    }
    assert!(database.execute(RENAMED) > 0);
    assert!(wrong(dir, elsewhere).0 > 0);
    assert_eq!(ran(&recount).0, Some(0));
    assert_eq!(wrong(dir, elsewhere), (0, true), "{RENAMED}");
    let counted = database.rows();
    assert_eq!(counted.len(), right.len());
    assert_eq!(ran(&recount).0, Some(0));
    similar(&database.rows(), &counted, RENAMED);
}

/// The same rows; what differs is named.
fn similar(now: &[String], before: &[String], after: &str) {
    let lacks = |one: &[String], other: &[String]| {
        let more = one.iter().filter(|row| !other.contains(row));
        more.cloned().collect::<Vec<_>>()
    };
    let differs = (lacks(now, before), lacks(before, now));
    assert_eq!(differs, (Vec::new(), Vec::new()), "{after}");
    assert_eq!(now.len(), before.len(), "{after}");
}

#[test]
fn counters_that_were_bent_are_right_again_and_nothing_else_is_another() {
    let server = Server::start();
    let temp = tempfile::tempdir().unwrap();
    let folder = |name: &str| temp.path().join(name).to_str().unwrap().to_owned();
    let (here, away) = (folder("here"), folder("away"));
    let mut hub = Hub::new(Path::new(&here));
    let url = hub.enrolment("phone");
    let path = format!("/v1{}/submission", url.split_once("/v1").unwrap().1);
    let mut dice = Dice(seed() ^ 0xc0de);
    for number in 0..RECORDS {
        let finding = Finding::new(number, 0, &mut dice, 100);
        assert_eq!(finding.post(hub.address, &path), Some(201));
    }
    // Also beside a hub that serves.
    assert_eq!(ran(&["hub", "recount", "--data", &here]).0, Some(0));
    hub.kill();
    mended(&here, &[], &Database::Of(Path::new(&here)));
    let (_, said) = ran(&["hub", "recount", "--data", &here]);
    assert_eq!(said, "Los registros se contaron de nuevo.\n");
    let (_, said) = ran(&["hub", "--words", "en", "recount", "--data", &here]);
    assert_eq!(said, "The records were counted again.\n");

    let elsewhere = ["--database", &server.url];
    let carry = ["hub", "migrate-store", &here, &away];
    let (exit, _) = ran(&[&carry[..], &["--to-database", &server.url]].concat());
    assert_eq!(exit, Some(0));
    mended(&away, &elsewhere, &Database::Elsewhere(&server.url));
    // The hub is elsewhere now: the old place is not counted.
    let (exit, _) = ran(&["hub", "recount", "--data", &here]);
    assert_eq!(exit, Some(1));
}
