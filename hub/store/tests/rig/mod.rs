//! Both engines for tests: a folder, and a PostgreSQL that this process starts when the first
//! test asks for it and that ends with the process; and both places for files, a folder and a
//! bucket of an S3 server that is started alike.

// Each test file uses a part of it.
#![allow(unreachable_pub, dead_code)]

pub mod hub;
pub mod s3;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use farola_hub_store::Place;
use postgres::{Client, Config, NoTls};

/// Below which engine a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// `hub.db` in the folder.
    Sqlite,
    /// A database of its own on the server of this process.
    Postgres,
    /// The first with files in a bucket.
    SqliteBucket,
    /// The second with files in a bucket.
    PostgresBucket,
}

impl On {
    /// A new place in the folder `dir`.
    pub fn place(self, dir: &Path) -> Place {
        self.place_and_beside(dir).0
    }

    /// The same, and a way to its database beside the hub.
    pub fn place_and_beside(self, dir: &Path) -> (Place, Beside) {
        let place = Place::folder(dir);
        let (place, beside) = match self {
            Self::Sqlite | Self::SqliteBucket => (place, Beside::Sqlite(dir.join("hub.db"))),
            Self::Postgres | Self::PostgresBucket => {
                let url = database();
                let place = place.with_database(&url).unwrap();
                (place, Beside::Postgres(url))
            }
        };
        match self {
            Self::Sqlite | Self::Postgres => (place, beside),
            Self::SqliteBucket | Self::PostgresBucket => (s3::shared().give(place), beside),
        }
    }
}

/// The database of a hub as somebody else reaches it.
pub enum Beside {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Beside {
    /// Runs a statement; answers how many rows it changed.
    pub fn execute(&self, sql: &str) -> usize {
        self.try_execute(sql).unwrap()
    }

    /// The same, or why the database refused.
    pub fn try_execute(&self, sql: &str) -> Result<usize, String> {
        match self {
            Self::Sqlite(file) => {
                let done = of_folder(file).execute(sql, []);
                done.map_err(|error| error.to_string())
            }
            Self::Postgres(url) => {
                let done = beside(url).execute(sql, &[]);
                let changed = done.map_err(|error| format!("{:?}", error.as_db_error()));
                changed.map(|changed| usize::try_from(changed).unwrap())
            }
        }
    }

    /// The number that a query answers.
    pub fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(file) => of_folder(file)
                .query_row(sql, [], |row| row.get(0))
                .unwrap(),
            Self::Postgres(url) => beside(url).query_one(sql, &[]).unwrap().get(0),
        }
    }
}

fn of_folder(file: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .unwrap();
    connection
}

/// The server, as long as its standard input is open.
struct Server {
    url: String,
    _open: ChildStdin,
    _process: Child,
}

fn start() -> Server {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/postgres.sh");
    let mut server = Command::new(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    said.read_line(&mut url).unwrap();
    let url = url.trim().to_owned();
    assert!(!url.is_empty(), "PostgreSQL did not start");
    Server {
        url,
        _open: server.stdin.take().unwrap(),
        _process: server,
    }
}

/// The address of a new, empty database.
pub fn database() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static MADE: Mutex<u32> = Mutex::new(0);
    let server = SERVER.get_or_init(start);
    // One after the other: the server copies its template, which nobody may use meanwhile.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    *made += 1;
    let name = format!("hub_{made}");
    let mut admin = beside(&server.url);
    admin
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .unwrap();
    server.url.replace("/postgres", &format!("/{name}"))
}

/// A connection of the test's own.
pub fn beside(url: &str) -> Client {
    url.parse::<Config>().unwrap().connect(NoTls).unwrap()
}

/// The files of a folder that have a word somewhere in their bytes.
pub fn files_with(dir: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let needle = word.as_bytes();
        if bytes.windows(needle.len()).any(|part| part == needle) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Each test on both engines, with files in either place.
#[macro_export]
macro_rules! on_both {
    ($($name:ident,)+) => {
        $crate::on_both!(@ sqlite Sqlite $($name)+);
        $crate::on_both!(@ postgres Postgres $($name)+);
        $crate::on_both!(@ sqlite_bucket SqliteBucket $($name)+);
        $crate::on_both!(@ postgres_bucket PostgresBucket $($name)+);
    };
    (@ $module:ident $on:ident $($name:ident)+) => {
        mod $module {
            $(
                #[test]
                fn $name() {
                    super::$name(super::rig::On::$on);
                }
            )+
        }
    };
}
