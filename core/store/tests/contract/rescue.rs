//! The rescue of a database of each released schema: what is kept is what was there.
//!
//! For every schema, and for every way in which a database came to it: the first page wiped,
//! pages of the schema, any page, the beginning, the end. Each row of the new database was a row
//! of the same table; and a table of which no page is lost is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use farola_model::Sha256;
use proptest::prelude::*;
use rusqlite::{Connection, params};

use crate::Phone;
use crate::fixture::{SCHEMAS, from_fixture, raw};

const PAGE: usize = 4096;
const UPGRADES: [&str; SCHEMAS - 1] = [
    include_str!("../../migrations/0002_entities.sql"),
    include_str!("../../migrations/0003_walk.sql"),
    include_str!("../../migrations/0004_remains.sql"),
    include_str!("../../migrations/0005_sealed_for.sql"),
];
/// What every schema has.
const OLDEST: [&str; 17] = [
    "form",
    "media",
    "media_chunk",
    "form_media",
    "draft",
    "draft_delta",
    "draft_media",
    "submission",
    "submission_media",
    "outbox",
    "review",
    "review_comment",
    "sync_cursor",
    "setting",
    "device",
    "track",
    "track_fix",
];

/// The rows of each table, in the columns that it had.
type Tables = BTreeMap<String, (Vec<String>, BTreeSet<String>)>;

/// A sound database that came to its schema in one of the ways there are.
struct History {
    name: String,
    bytes: Vec<u8>,
    tables: Tables,
    /// By page, from 0: the table whose rows it holds, or SQLite's own.
    owners: BTreeMap<usize, String>,
    /// Table and parent.
    parents: Vec<(String, String)>,
}

/// Made as one schema and left so, or upgraded later, with rows before and after.
static HISTORIES: LazyLock<Vec<History>> = LazyLock::new(|| {
    let mut histories = Vec::new();
    for first in 1..=SCHEMAS {
        for last in first..=SCHEMAS {
            histories.push(history(first, last));
        }
    }
    histories
});

fn history(first: usize, last: usize) -> History {
    let phone = from_fixture(first);
    let conn = raw(&phone.path());
    fill(&conn, first);
    for schema in first + 1..=last {
        conn.execute_batch(UPGRADES[schema - 2]).unwrap();
        conn.pragma_update(None, "user_version", u32::try_from(schema).unwrap())
            .unwrap();
        fill(&conn, schema);
    }
    let history = History {
        name: format!("made as v{first}, now v{last}"),
        bytes: Vec::new(),
        tables: tables(&conn),
        owners: owners(&conn),
        parents: parents(&conn),
    };
    drop(conn);
    assert!(!phone.dir.path().join("farola.db-wal").exists());
    let bytes = fs::read(phone.path()).unwrap();
    History { bytes, ..history }
}

/// Rows enough that every kind of page is there: inner ones, leaves, parts of long values. The
/// ids hold the number of the round, which is the schema.
fn fill(conn: &Connection, schema: usize) {
    let round = i64::try_from(schema).unwrap();
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        conn.execute(sql, values).unwrap();
        conn.last_insert_rowid()
    };
    let long = |n: i64, bytes: usize| format!("{round}.{n} {}.", "x".repeat(bytes));
    let digest = Sha256::of(long(0, 9_000).as_bytes()).0;
    let form = run(
        "INSERT INTO form (form_id, version, xml, xml_sha256, hash, title, state, stored_ms) \
         VALUES ('f', ?1, ?2, ?3, 'md5:1', 'F', 'superseded', 77)",
        params![round, long(0, 9_000).into_bytes(), digest],
    );
    let draft = run(
        "INSERT INTO draft (instance_id, form_id, form_version, form_sha256, title, snapshot, \
         created_ms, updated_ms) VALUES (?1, 'f', '1', ?2, 'D', ?3, 5, 6)",
        params![long(0, 3), digest, long(1, 6_000).into_bytes()],
    );
    let track = run(
        "INSERT INTO track (track_id, walk_code, started_ms) VALUES (?1, 'code', 8)",
        params![long(0, 3)],
    );
    for n in 0..60 {
        run(
            "INSERT INTO draft_delta (draft, seq, at_ms, delta) VALUES (?1, ?2, 9, ?3)",
            params![
                draft,
                n,
                long(n, if n % 7 == 0 { 5_000 } else { 200 }).into_bytes()
            ],
        );
        for part in 0..4 {
            run(
                "INSERT INTO track_fix (track, kind, at_ms, lat, lon, alt_m) \
                 VALUES (?1, 'fix', ?2, 20.5, -103.25, 1550.0)",
                params![track, 4 * n + part],
            );
        }
    }
    for n in 0..5 {
        let photo = long(n, 12_000).into_bytes();
        let sha256 = Sha256::of(&photo).0;
        let medium = run(
            "INSERT INTO media (sha256, size, type, created_ms) VALUES (?1, ?2, 'image/jpeg', 4)",
            params![sha256, i64::try_from(photo.len()).unwrap()],
        );
        run(
            "INSERT INTO media_chunk (media_id, seq, bytes) VALUES (?1, 0, ?2)",
            params![medium, photo],
        );
        run(
            "INSERT INTO form_media (form, name, hash, media_sha256) VALUES (?1, ?2, 'md5:2', ?3)",
            params![form, long(n, 900), sha256],
        );
        run(
            "INSERT INTO draft_media (draft, name, role, media_sha256) \
             VALUES (?1, ?2, 'original', ?3)",
            params![draft, long(n, 900), sha256],
        );
        let submission = run(
            "INSERT INTO submission (instance_id, xml, xml_sha256, form_id, form_version, \
             form_sha256, title, finalised_ms, state, state_ms) \
             VALUES (?1, ?2, ?3, 'f', '1', ?3, 'S', 3, 'finalised', 3)",
            params![long(n, 9), long(n, 7_000).into_bytes(), digest],
        );
        run(
            "INSERT INTO submission_media (submission, name, role, media_sha256) \
             VALUES (?1, '1.jpg', 'original', ?2)",
            params![submission, sha256],
        );
        run(
            "INSERT INTO outbox (submission, attempts) VALUES (?1, 2)",
            params![submission],
        );
        run(
            "INSERT INTO review (instance_id, state, reason, seq, changed_ms) \
             VALUES (?1, 'approved', ?2, ?3, 2)",
            params![long(n, 9), long(n, 2_000), n],
        );
        run(
            "INSERT INTO review_comment (comment_id, instance_id, body, at, role) \
             VALUES (?1, 'uuid', ?2, 'now', 'reviewer')",
            params![long(n, 5), long(n, 4_500)],
        );
        run(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)",
            params![long(n, 2), long(n, 3_000)],
        );
        run(
            "INSERT INTO sync_cursor (scope, cursor, updated_ms) VALUES (?1, ?2, 1)",
            params![long(n, 2), long(n, 3_000)],
        );
    }
    if round >= 2 {
        let list = run(
            "INSERT INTO entity_list (name, hash, properties, updated_ms) VALUES (?1, 'm', ?2, 3)",
            params![long(0, 3), long(0, 5_000)],
        );
        for n in 0..60 {
            run(
                "INSERT INTO entity (list, entity_id, label, version, branch_id, online, \
                 properties) VALUES (?1, ?2, 'Ana', 1, 'b', 0, ?3)",
                params![list, long(n, 3), long(n, 300)],
            );
        }
    }
    if round >= 3 {
        for n in 0..40 {
            let walk = run(
                "INSERT INTO walk (registration_id, track_id, begun_ms, left_ms) \
                 VALUES (?1, 't', 1, 2)",
                params![long(n, 200)],
            );
            run(
                "INSERT INTO walk_form (walk, instance_id, part) VALUES (?1, ?2, 'stop')",
                params![walk, long(n, 300)],
            );
        }
    }
    if round >= 4 {
        run(
            "INSERT INTO passed (id, at_most_ms, at_least_ms, wall_ms, since_boot_ms) \
             VALUES (1, 1, 1, 1, 1) ON CONFLICT (id) DO NOTHING",
            params![],
        );
        for n in 0..40 {
            run(
                "INSERT INTO leaving (kind, item, mark, since_most_ms, since_least_ms) \
                 VALUES (?1, ?2, ?3, 1, 1)",
                params![long(n, 200), n, long(n, 300)],
            );
            run(
                "INSERT INTO last_saved (form_id, xml) VALUES (?1, CAST(?2 AS BLOB))",
                params![long(n, 200), long(n, 300)],
            );
        }
    }
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn table_names(conn: &Connection) -> Vec<String> {
    texts(
        conn,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
}

fn rows(conn: &Connection, table: &str, columns: &[String]) -> BTreeSet<String> {
    let quoted: Vec<String> = columns.iter().map(|c| format!("quote({c})")).collect();
    let sql = format!("SELECT {} FROM {table}", quoted.join(" || ',' || "));
    texts(conn, &sql).into_iter().collect()
}

fn tables(conn: &Connection) -> Tables {
    let of = |table: String| {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = texts(conn, &sql);
        let rows = rows(conn, &table, &columns);
        assert!(!rows.is_empty(), "{table} is empty");
        (table, (columns, rows))
    };
    table_names(conn).into_iter().map(of).collect()
}

fn owners(conn: &Connection) -> BTreeMap<usize, String> {
    let sql = "SELECT pageno, dbstat.name FROM dbstat LEFT JOIN sqlite_schema AS object \
               ON object.name = dbstat.name WHERE coalesce(object.type, 'table') = 'table'";
    let mut statement = conn.prepare(sql).unwrap();
    let owner = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)? as usize - 1, row.get(1)?));
    let owners = statement.query_map([], owner).unwrap();
    owners.map(Result::unwrap).collect()
}

fn parents(conn: &Connection) -> Vec<(String, String)> {
    let of = |table: String| {
        let sql = format!("SELECT \"table\" FROM pragma_foreign_key_list('{table}')");
        let parents = texts(conn, &sql).into_iter();
        parents
            .map(|parent| (table.clone(), parent))
            .collect::<Vec<_>>()
    };
    table_names(conn).into_iter().flat_map(of).collect()
}

impl History {
    fn pages(&self) -> usize {
        self.bytes.len() / PAGE
    }

    fn is_newest(&self) -> bool {
        self.tables.contains_key("leaving")
    }

    fn pages_of(&self, owner: &str) -> Vec<usize> {
        let pages = self.owners.iter().filter(|(_, name)| *name == owner);
        pages.map(|(page, _)| *page).collect()
    }

    /// Tables that may have lost a row with these pages.
    fn touched(&self, lost: &BTreeSet<usize>) -> BTreeSet<String> {
        let owner = |page: &usize| self.owners.get(page).cloned();
        let mut touched: BTreeSet<String> = lost.iter().filter_map(owner).collect();
        // Which tables there are is told by one of these two.
        if touched.contains("sqlite_schema") && touched.contains("sqlite_sequence") {
            let later = self.tables.keys().cloned();
            touched.extend(later.filter(|table| !OLDEST.contains(&table.as_str())));
        }
        // A photo of which a piece is lost is dropped.
        if touched.contains("media_chunk") {
            touched.insert("media".into());
        }
        loop {
            let before = touched.len();
            for (table, parent) in &self.parents {
                if touched.contains(parent) {
                    touched.insert(table.clone());
                }
            }
            if touched.len() == before {
                return touched;
            }
        }
    }

    /// Rescues `bytes`, in which the pages `lost` cannot be read any more.
    fn check(&self, bytes: &[u8], lost: &BTreeSet<usize>, what: &str) {
        let phone = Phone::new();
        fs::write(phone.path(), bytes).unwrap();
        self.check_phone(&phone, &self.tables, lost, what);
    }

    fn check_phone(&self, phone: &Phone, was: &Tables, lost: &BTreeSet<usize>, what: &str) {
        let what = format!("{}: {what}", self.name);
        // As the app opens it: an older schema is upgraded, and no page is looked at for that.
        let first = phone.open().salvage().cloned();
        let store = phone.open_checked();
        let salvage = first.or(store.salvage().cloned());
        store.check().unwrap();
        drop(store);
        let conn = raw(&phone.path());
        let orphans = "SELECT count(*) FROM pragma_foreign_key_check";
        assert_eq!(
            conn.query_row(orphans, [], |row| row.get::<_, u32>(0)),
            Ok(0),
            "{what}"
        );
        let touched = self.touched(lost);
        for table in table_names(&conn) {
            let Some((columns, was)) = was.get(&table) else {
                let sql = format!("SELECT count(*) FROM {table}");
                let invented: u32 = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
                assert_eq!(invented, 0, "{what}: {table} is newer than the database");
                continue;
            };
            let kept = rows(&conn, &table, columns);
            let invented = kept.difference(was).next();
            assert_eq!(invented, None, "{what}: a row of {table} was never there");
            if !touched.contains(&table) {
                let gone = was.len() - kept.len();
                assert_eq!(gone, 0, "{what}: rows of {table}, of {}", was.len());
            }
            if let Some(salvage) = &salvage {
                // What is told is what is there, but for what was dropped afterwards.
                let told = salvage.rows.iter().find(|(name, _)| *name == table);
                let told = told.map_or(0, |(_, rows)| *rows);
                assert!(
                    told >= kept.len() as u64,
                    "{what}: {table} is told as {told}"
                );
            }
        }
    }
}

/// What becomes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harm {
    /// Nothing is left but zeros.
    Wiped,
    /// Its first sector is zeros.
    HalfWiped,
    /// One byte is another.
    Bent,
}

const HARMS: [Harm; 3] = [Harm::Wiped, Harm::HalfWiped, Harm::Bent];

fn harm(bytes: &mut [u8], page: usize, harm: Harm) {
    let page = &mut bytes[page * PAGE..(page + 1) * PAGE];
    match harm {
        Harm::Wiped => page.fill(0),
        Harm::HalfWiped => page[..512].fill(0),
        Harm::Bent => page[1_000] ^= 0x55,
    }
}

fn harmed(history: &History, pages: &[usize], how: Harm) -> (Vec<u8>, BTreeSet<usize>) {
    let mut bytes = history.bytes.clone();
    for page in pages {
        harm(&mut bytes, *page, how);
    }
    (bytes, pages.iter().copied().collect())
}

#[test]
fn the_histories_have_what_the_others_look_for() {
    assert_eq!(HISTORIES.len(), SCHEMAS * (SCHEMAS + 1) / 2);
    for history in HISTORIES.iter() {
        let schema = history.pages_of("sqlite_schema");
        assert!(schema.len() > 1 && schema[0] == 0, "{schema:?}");
        assert_eq!(history.pages_of("sqlite_sequence").len(), 1);
        for table in OLDEST {
            assert!(!history.pages_of(table).is_empty(), "{table}");
        }
        // The second page says of each other what it is: the layout of the releases.
        assert!(!history.owners.contains_key(&1));
    }
    // A schema that grew over rows stands elsewhere than a new one.
    let schema_of = |name: &str| {
        let history = HISTORIES.iter().find(|history| history.name == name);
        history.unwrap().pages_of("sqlite_schema")
    };
    assert_ne!(
        schema_of("made as v1, now v3"),
        schema_of("made as v3, now v3")
    );
}

#[test]
fn without_its_first_page_every_schema_is_rescued_whole() {
    for history in HISTORIES.iter() {
        for how in HARMS {
            let (bytes, lost) = harmed(history, &[0], how);
            history.check(&bytes, &lost, &format!("first page {how:?}"));
        }
    }
}

#[test]
fn without_pages_of_its_schema_every_schema_is_rescued_whole() {
    for history in HISTORIES.iter() {
        let schema = history.pages_of("sqlite_schema");
        for page in &schema {
            let (bytes, lost) = harmed(history, &[*page], Harm::Wiped);
            history.check(&bytes, &lost, &format!("page {page} of the schema"));
        }
        for how in HARMS {
            let (bytes, lost) = harmed(history, &schema, how);
            history.check(&bytes, &lost, &format!("all of the schema {how:?}"));
        }
        // And without what tells which tables there are.
        let both = [0, history.pages_of("sqlite_sequence")[0]];
        let (bytes, lost) = harmed(history, &both, Harm::Wiped);
        history.check(&bytes, &lost, "schema and counts");
    }
}

#[test]
fn any_page_that_is_lost_costs_rows_of_its_table_and_no_other() {
    for (n, history) in HISTORIES.iter().enumerate() {
        // Not all of all: others of each. An upgrade moves those where the next roots will be.
        let moved = |page: usize| {
            (36..52).contains(&page) && page.is_multiple_of(2) && !history.is_newest()
        };
        for page in (0..history.pages()).filter(|page| moved(*page) || page % 13 == 2 * n) {
            let how = if moved(page) || page.is_multiple_of(2) {
                Harm::Wiped
            } else {
                Harm::Bent
            };
            let (bytes, lost) = harmed(history, &[page], how);
            history.check(&bytes, &lost, &format!("page {page} {how:?}"));
        }
    }
}

/// A page that an upgrade has to move and that fails its authentication.
#[test]
fn a_bent_page_in_the_way_of_an_upgrade_does_not_end_it() {
    for history in HISTORIES.iter().filter(|history| !history.is_newest()) {
        for page in (37..52).step_by(2) {
            let (bytes, lost) = harmed(history, &[page], Harm::Bent);
            history.check(&bytes, &lost, &format!("page {page} bent"));
        }
    }
}

#[test]
fn a_beginning_that_is_wiped_costs_what_stood_there() {
    for history in HISTORIES.iter() {
        for end in [2, 4, 16, 40, history.pages() / 2, history.pages() - 1] {
            let pages: Vec<usize> = (0..end).collect();
            let (bytes, lost) = harmed(history, &pages, Harm::Wiped);
            history.check(&bytes, &lost, &format!("{end} pages wiped"));
        }
    }
}

#[test]
fn an_end_that_is_cut_costs_what_stood_there() {
    for history in HISTORIES.iter() {
        let pages = history.pages();
        let cuts = [1, 3, 30, pages / 3, pages * 2 / 3, pages - 1];
        for page in cuts {
            for rest in [0, 600] {
                // Of a page that is cut the first bytes are of no use.
                let lost: BTreeSet<usize> = (page..pages).collect();
                let bytes = &history.bytes[..page * PAGE + rest];
                history.check(bytes, &lost, &format!("{rest} bytes after {page} pages"));
            }
        }
        history.check(
            &history.bytes[..100],
            &(0..pages).collect(),
            "hardly anything",
        );
    }
}

/// A log that was not yet written into the file: its rows are rescued too, and what it says of
/// a page holds.
#[test]
fn what_the_log_holds_is_rescued_with_every_schema() {
    for history in HISTORIES.iter() {
        for grows in [false, true] {
            let phone = Phone::new();
            fs::write(phone.path(), &history.bytes).unwrap();
            let conn = raw(&phone.path());
            conn.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
            conn.execute("UPDATE device SET token = 'another'", [])
                .unwrap();
            if grows {
                // More pages: the first page, which counts them, is in the log too.
                let long = "y".repeat(60_000);
                conn.execute(
                    "INSERT INTO setting (key, value) VALUES ('new', ?1)",
                    [long],
                )
                .unwrap();
            }
            let was = tables(&conn);
            let schema = history.pages_of("sqlite_schema");
            for pages in [&schema[..1], &schema[1..], &schema[..]] {
                let crashed = phone.crash_copy();
                let (bytes, lost) = harmed(history, pages, Harm::Wiped);
                fs::write(crashed.path(), bytes).unwrap();
                let what = format!("pages {pages:?} under a log that grows it: {grows}");
                history.check_phone(&crashed, &was, &lost, &what);
            }
        }
    }
}

fn harm_of_any_kind() -> impl Strategy<Value = Harm> {
    prop::sample::select(HARMS.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_is_lost_nothing_is_invented(
        which in 0..6usize,
        harms in prop::collection::vec((any::<prop::sample::Index>(), harm_of_any_kind()), 0..6),
        first in any::<bool>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let history = &HISTORIES[which];
        let mut bytes = history.bytes.clone();
        let mut lost = BTreeSet::new();
        if first {
            harm(&mut bytes, 0, Harm::Wiped);
            lost.insert(0);
        }
        for (page, how) in &harms {
            let page = page.index(history.pages());
            harm(&mut bytes, page, *how);
            lost.insert(page);
        }
        if let Some(cut) = cut {
            let len = 1 + cut.index(bytes.len() - 1);
            bytes.truncate(len);
            lost.extend(len / PAGE..history.pages());
        }
        history.check(&bytes, &lost, &format!("{harms:?}, cut {cut:?}"));
    }
}

/// Where the walk through the pages ends at one that is bent, none of the wiped ones is found
/// behind it, and the upgrade begins on a damaged database.
#[test]
fn an_upgrade_of_wiped_and_bent_pages_is_a_rescue() {
    for history in HISTORIES.iter().filter(|history| !history.is_newest()) {
        let first_of = |table: &str| history.pages_of(table).first().copied();
        let bent = ["form", "draft", "media", "setting"].map(first_of);
        for bent in bent.into_iter().flatten() {
            for wiped in ["draft", "submission", "media_chunk"].map(|t| history.pages_of(t)) {
                let Some(wiped) = wiped.last().filter(|page| **page != bent) else {
                    continue;
                };
                let mut bytes = history.bytes.clone();
                harm(&mut bytes, *wiped, Harm::Wiped);
                harm(&mut bytes, bent, Harm::Bent);
                let lost = [*wiped, bent].into();
                history.check(&bytes, &lost, &format!("wiped {wiped}, bent {bent}"));
            }
        }
    }
}

/// The file that is read is never the one that is changed.
#[test]
fn the_damaged_file_stays_as_it_was_found() {
    let history = &HISTORIES[0];
    for pages in [&[0][..], &[20], &[0, 20]] {
        let phone = Phone::new();
        let (bytes, _) = harmed(history, pages, Harm::Wiped);
        fs::write(phone.path(), &bytes).unwrap();
        let aside = phone.open_checked().salvage().unwrap().aside.clone();
        assert!(fs::read(aside).unwrap() == bytes, "{pages:?}");
        let left = left(phone.dir.path());
        assert!(
            left.iter().all(|name| !name.contains("salvage")),
            "{left:?}"
        );
    }
}

fn left(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
