//! What one more submission costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farola_model::{FormId, FormVersion};
use rusqlite::Connection;

use super::*;
use crate::form::{NewForm, match_form};
use crate::queue::Condition;
use crate::sqlite::Sqlite;
use crate::store::OpenAs;
use crate::tx::Step;

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn arrival(number: usize, form: FormKey, form_version: FormVersionKey) -> Arrival {
    let id = format!("uuid:00000000-0000-4000-8000-{number:012}");
    let xml = format!("<data id=\"f\"><note>{number}</note></data>").into_bytes();
    Arrival {
        project: ProjectId(1),
        form,
        form_version,
        app_user: None,
        user: None,
        instance_id: InstanceId::new(id.as_str()),
        deprecated_id: None,
        xml_sha256: Sha256::of(&xml),
        xml,
        left: None,
        summary: Summary {
            search: "x".repeat(3000),
            ..Summary::default()
        },
        verdict: Verdict::default(),
        expected: Vec::new(),
        files: Vec::new(),
        device_id: None,
        user_agent: None,
        device_date: None,
        at: NOW,
        event_uid: number.to_string(),
    }
}

fn publish(store: &Store) {
    let form = NewForm {
        id: FormId::new("f"),
        version: FormVersion::new("1"),
        title: "F".to_owned(),
        xml: b"<a/>".to_vec(),
        fields: "{}".to_owned(),
        attachments: Vec::new(),
        cities: Vec::new(),
    };
    let published = store.publish_form(ProjectId(1), form, Vec::new(), None, NOW);
    published.wait().unwrap();
}

/// What the hub asks and writes for one more submission.
fn one_more(tx: &Tx, number: usize) {
    let (id, version) = (FormId::new("f"), FormVersion::new("1"));
    let form = match_form(tx, ProjectId(1), &id, &version).unwrap();
    accept(
        tx,
        &arrival(number, form.form, form.version),
        &Folder::default(),
    )
    .unwrap();
}

/// A transaction whose steps of SQLite's machine are counted: no clock, so the same on every
/// machine.
fn counting(dir: &std::path::Path) -> (Tx, Arc<AtomicU64>) {
    let mut connection = Connection::open(dir.join("hub.db")).unwrap();
    let steps = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&steps);
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.progress_handler(1, Some(count)).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    (Tx::sqlite(Sqlite::new(connection)), steps)
}

/// A record that moves leaves an empty counter of its day, which goes at once: found by its key,
/// however many groups and days there are.
#[test]
fn moving_to_another_counter_costs_the_same_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    drop(store);
    let (tx, steps) = counting(dir.path());
    let (id, version) = (FormId::new("f"), FormVersion::new("1"));
    let form = match_form(&tx, ProjectId(1), &id, &version).unwrap();
    let costs: Vec<u64> = (0..1000usize)
        .map(|number| {
            let sent = Arrival {
                summary: Summary {
                    place: Some(format!("Colonia {number}")),
                    day: Some(format!("2026{:02}{:02}", 1 + number % 12, 1 + number % 28)),
                    ..Summary::default()
                },
                ..arrival(number, form.form, form.version)
            };
            accept(&tx, &sent, &Folder::default()).unwrap();
            let last = "SELECT max(id) AS id FROM submission";
            let key = tx.row(last, (), |row| row.get("id").map(SubmissionKey));
            let key = key.unwrap();
            let before = steps.load(Ordering::Relaxed);
            count_out(&tx, key).unwrap();
            let state = "UPDATE submission SET state = 'approved' WHERE id = ?1";
            tx.execute(state, [key.0]).unwrap();
            count_again(&tx, key).unwrap();
            steps.load(Ordering::Relaxed) - before
        })
        .collect();
    let (few, many) = (costs[9], costs[999]);
    assert!(few > 50, "nothing was counted: {few}");
    assert!(
        many < few + few / 10,
        "the 10th {few} steps, the 1000th {many}"
    );
    let (kept, counted) = counters(&tx);
    assert_eq!(kept, counted);
    let days = "SELECT count(*) AS days FROM tally_day";
    let days: i64 = tx.row(days, (), |row| row.get("days")).unwrap();
    assert_eq!(days, 2 * 1000);
}

#[test]
fn one_more_submission_costs_the_same_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    drop(store);
    let (tx, steps) = counting(dir.path());
    let costs: Vec<u64> = (0..1000)
        .map(|number| {
            let before = steps.load(Ordering::Relaxed);
            one_more(&tx, number);
            steps.load(Ordering::Relaxed) - before
        })
        .collect();
    let (few, many) = (costs[9], costs[999]);
    assert!(few > 50, "nothing was counted: {few}");
    assert!(
        many < few + few / 10,
        "the 10th {few} steps, the 1000th {many}"
    );
}

/// What the counters say, with the counter of each record, and what the records are, as lines.
fn counters(tx: &Tx) -> (Vec<String>, Vec<String>) {
    let lines = |sql: &str| tx.rows(sql, (), |row| row.get::<_, String>(0)).unwrap();
    let kept = lines(
        "SELECT d.day || ' ' || t.state || ' ' || t.city_code || ' ' || t.place || ' '
           || d.records
         FROM tally_day d JOIN tally t ON t.id = d.tally WHERE d.records <> 0
         UNION ALL
         SELECT 'all ' || state || ' ' || city_code || ' ' || place || ' ' || records
         FROM tally WHERE records <> 0
         UNION ALL
         SELECT s.id || ': ' || t.state || ' ' || t.city_code || ' ' || t.place
         FROM submission s JOIN tally t ON t.id = s.tally ORDER BY 1",
    );
    let record = "SELECT s.*, coalesce(s.city_code, '') AS city,
        coalesce(s.place, w.place, '') AS neighbourhood
        FROM submission s LEFT JOIN walk w
          ON w.project_id = s.project_id AND w.walk_code = s.walk_code";
    let counted = lines(&format!(
        "SELECT day || ' ' || state || ' ' || city || ' ' || neighbourhood || ' ' || count(*)
         FROM ({record}) GROUP BY day, state, city, neighbourhood
         UNION ALL
         SELECT 'm' || substr(day, 1, 6) || ' ' || state || ' ' || city || ' '
           || neighbourhood || ' ' || count(*)
         FROM ({record}) GROUP BY substr(day, 1, 6), state, city, neighbourhood
         UNION ALL
         SELECT 'all ' || state || ' ' || city || ' ' || neighbourhood || ' ' || count(*)
         FROM ({record}) GROUP BY state, city, neighbourhood
         UNION ALL
         SELECT id || ': ' || state || ' ' || city || ' ' || neighbourhood
         FROM ({record}) ORDER BY 1"
    ));
    (kept, counted)
}

#[test]
fn the_counters_say_what_the_records_are_whatever_happens_to_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    let walk = "14039-20261121-a3f09c";
    let take = |number: usize, base: Option<usize>, summary: Summary| {
        let base = base.map(|base| arrival(base, form.form, form.version).instance_id);
        let arrival = Arrival {
            deprecated_id: base,
            summary,
            ..arrival(number, form.form, form.version)
        };
        store.accept_submission(arrival).wait().unwrap();
        let (kept, counted) = store.read(|tx| Ok(counters(tx))).unwrap();
        assert_eq!(kept, counted, "after {number}");
        // A day's counter goes with its last record.
        let empty = "SELECT count(*) AS n FROM tally_day WHERE records = 0";
        let empty = store.read(|tx| tx.row(empty, (), |row| row.get::<_, i64>("n")));
        assert_eq!(empty.unwrap(), 0, "after {number}");
        counted
    };
    let of_walk = |place: Option<&str>, registers: bool| Summary {
        city_code: Some("14039".to_owned()),
        walk_code: Some(walk.to_owned()),
        place: place.map(str::to_owned),
        registers_walk: registers,
        ..Summary::default()
    };
    take(1, None, of_walk(None, false));
    take(2, None, of_walk(Some("Centro"), false));
    let day = Some("20261130".to_owned());
    take(
        3,
        None,
        Summary {
            day,
            ..Summary::default()
        },
    );
    // A registration that comes later gives its stops a neighbourhood; another one moves them.
    let named = take(4, None, of_walk(Some("Analco"), true));
    assert!(
        named.contains(&"all received 14039 Analco 2".to_owned()),
        "{named:?}"
    );
    take(5, None, of_walk(Some("Oblatos"), true));
    // A correction may move its record to another city and day.
    let day = Some("20260101".to_owned());
    take(
        6,
        Some(3),
        Summary {
            day,
            city_code: Some("11020".to_owned()),
            ..Summary::default()
        },
    );
    take(7, Some(1), of_walk(Some("Centro"), false));
}

/// A registration, two stops of its walk and a correction of the registration.
#[derive(Debug, Clone, Copy)]
struct Corrected {
    place: Option<&'static str>,
    registers: bool,
    then: Option<&'static str>,
    then_registers: bool,
    /// The correction names another walk and day.
    moves: bool,
}

impl Corrected {
    fn all() -> Vec<Self> {
        let places = [None, Some("Analco"), Some("Oblatos")];
        let mut all = Vec::new();
        for (place, then) in places.iter().flat_map(|one| places.map(|two| (*one, two))) {
            for bits in 0..8 {
                all.push(Self {
                    place,
                    registers: bits & 1 == 0,
                    then,
                    then_registers: bits & 2 == 0,
                    moves: bits & 4 != 0,
                });
            }
        }
        all
    }
}

#[test]
fn a_corrected_registration_is_counted_once_and_so_are_its_stops() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    drop(store);
    let connection = Connection::open(dir.path().join("hub.db")).unwrap();
    let tx = Tx::sqlite(Sqlite::new(connection));
    let (id, version) = (FormId::new("f"), FormVersion::new("1"));
    let form = match_form(&tx, ProjectId(1), &id, &version).unwrap();
    let sent = |number: usize, base: Option<usize>, walk: &str, summary: Summary| {
        let base = base.map(|base| arrival(base, form.form, form.version).instance_id);
        let arrival = Arrival {
            deprecated_id: base,
            summary: Summary {
                walk_code: Some(walk.to_owned()),
                ..summary
            },
            ..arrival(number, form.form, form.version)
        };
        accept(&tx, &arrival, &Folder::default()).unwrap();
    };
    let named = |place: Option<&str>, registers_walk: bool| Summary {
        place: place.map(str::to_owned),
        registers_walk,
        ..Summary::default()
    };
    let (walk, other) = ("14039-20261121-a3f09c", "14039-20261128-b4e18d");
    for case in Corrected::all() {
        // Each case begins without records.
        tx.steer(Step::BeginWrite).unwrap();
        let same = |step: &str| {
            let (kept, counted) = counters(&tx);
            assert_eq!(kept, counted, "{step} of {case:?}");
        };
        sent(1, None, walk, named(case.place, case.registers));
        sent(2, None, walk, named(Some("Analco"), false));
        sent(3, None, walk, named(None, false));
        sent(4, None, other, named(None, false));
        same("stops");
        let walk = if case.moves { other } else { walk };
        sent(5, Some(1), walk, named(case.then, case.then_registers));
        same("the correction");
        sent(6, Some(5), walk, named(case.place, case.registers));
        same("the second correction");
        sent(7, None, walk, named(case.then, true));
        same("another registration");
        tx.steer(Step::Rollback).unwrap();
    }
}

/// Most pages that one arrival writes to the log, alone in its commit; the index of words is
/// written once meanwhile.
const LOG_PAGES: u64 = 18;

#[test]
fn one_submission_alone_writes_few_pages() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    let accept = |number: usize| {
        let mut arrival = arrival(number, form.form, form.version);
        arrival.xml = format!("<data id=\"f\">{number}{}</data>", "x".repeat(2_700)).into_bytes();
        arrival.xml_sha256 = Sha256::of(&arrival.xml);
        arrival.summary.walk_code = Some("14039-20261121-a3f09c".to_owned());
        let words: Vec<String> = (0..60).map(|n| format!("word{}", number * 7 + n)).collect();
        arrival.summary.search = words.join(" ");
        store.accept_submission(arrival).wait().unwrap();
    };
    let log = || {
        std::fs::metadata(dir.path().join("hub.db-wal"))
            .unwrap()
            .len()
    };
    (0..40).for_each(accept);
    let before = log();
    (40..168).for_each(accept);
    // A page and the header of its frame.
    let pages = (log() - before) / (4096 + 24);
    assert!(pages > 128, "nothing was counted");
    assert!(
        pages <= LOG_PAGES * 128,
        "{pages} pages for 128 submissions"
    );
}

/// Words are found while they wait for the index, once they are in it, and after a correction of
/// either: the new ones, and the old ones no longer.
#[test]
fn a_record_is_found_by_its_words_whether_they_wait_or_not() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    let take = |number: usize, base: Option<usize>, search: &str| {
        let base = base.map(|base| arrival(base, form.form, form.version).instance_id);
        let mut arrival = Arrival {
            deprecated_id: base,
            ..arrival(number, form.form, form.version)
        };
        arrival.summary.search = search.to_owned();
        store.accept_submission(arrival).wait().unwrap();
    };
    let found = |asked: &[&str]| {
        let words = asked.iter().map(|word| Condition::Word((*word).to_owned()));
        let filter: Vec<Condition> = words.collect();
        let page = store.read_queue(ProjectId(1), &filter, None, 500).unwrap();
        let total = usize::try_from(page.total).unwrap();
        assert_eq!(page.items.len(), total, "{asked:?}");
        total
    };
    for number in 1..=300 {
        take(
            number,
            None,
            &format!("calle roja {number}x, 100% de luz {}", number % 2),
        );
        assert_eq!(found(&[&format!("{number}x")]), 1, "{number}");
    }
    let waiting = "SELECT count(*) AS n FROM submission_words_waiting";
    let wait = || store.read(|tx| tx.row(waiting, (), |row| row.get::<_, i64>("n")));
    assert_eq!(wait().unwrap(), 300 - 256);
    assert_eq!(found(&["calle"]), 300);
    assert_eq!(found(&["cal", "roja", "%"]), 300);
    // One or two letters are a whole word.
    assert_eq!(found(&["ca"]), 0);
    assert_eq!(found(&["de", "1"]), 150);
    assert_eq!(found(&["alle"]), 0);
    assert_eq!(found(&["roj a"]), 0);
    // One of the index, one that waits.
    for (number, base) in [(1001, 7), (1002, 299)] {
        take(number, Some(base), "plaza verde");
        assert_eq!(found(&[&format!("{base}x")]), 0, "{base}");
    }
    assert_eq!((found(&["calle"]), found(&["plaza", "verde"])), (298, 2));
    (301..=400).for_each(|number| take(number, None, "puente"));
    assert_eq!((found(&["calle"]), found(&["plaza", "verde"])), (298, 2));
    assert_eq!((found(&["puente"]), wait().unwrap()), (100, 400 - 384));
}

/// A beginning that very many records have is looked for by its common words: what is found is
/// the same, in the index and in what waits for it, and rare beginnings stay beginnings.
#[test]
fn a_beginning_of_very_many_records_finds_what_it_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    for number in 1..=300 {
        let mut arrival = arrival(number, form.form, form.version);
        let kind = ["calle", "calzada", "plaza"][number % 3];
        arrival.summary.search = format!("{kind} con luz {number}x");
        store.accept_submission(arrival).wait().unwrap();
    }
    let asked: [&[&str]; 8] = [
        &["cal"],
        &["call"],
        &["calle"],
        &["cal", "luz"],
        &["cal", "7x"],
        &["29x"],
        &["luz", "plaza"],
        &["zz"],
    ];
    let found = || {
        asked.map(|asked| {
            let words = asked.iter().map(|word| Condition::Word((*word).to_owned()));
            let filter: Vec<Condition> = words.collect();
            let page = store.read_queue(ProjectId(1), &filter, None, 500).unwrap();
            page.items.iter().map(|item| item.key.0).collect::<Vec<_>>()
        })
    };
    let before = found();
    assert_eq!(
        before.each_ref().map(Vec::len),
        [200, 100, 100, 200, 1, 1, 100, 0]
    );
    let beside = Connection::open(dir.path().join("hub.db")).unwrap();
    let count = |word: &str| -> Option<i64> {
        let sql = "SELECT max(records) FROM submission_words_counted WHERE word = ?1";
        beside.query_row(sql, [word], |row| row.get(0)).unwrap()
    };
    // Of the two times 128 that went to the index; what no two of them share is not counted.
    let counts = ["luz", "con", "calle", "plaza", "7x"].map(count);
    assert_eq!(counts, [Some(256), Some(256), Some(85), Some(85), None]);
    beside
        .execute(
            "UPDATE submission_words_counted SET records = records * 1000",
            [],
        )
        .unwrap();
    assert_eq!(found(), before);
}

#[test]
fn a_project_says_when_its_newest_record_came() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
    publish(&store);
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    let newest = || store.list_projects().unwrap()[0].last_submission;
    assert_eq!(newest(), None);
    // The clock of the hub may be set back.
    for (number, after, expected) in [(1, 5, 5), (2, 9, 9), (3, 2, 9)] {
        let arrival = Arrival {
            at: NOW.plus_millis(after),
            ..arrival(number, form.form, form.version)
        };
        store.accept_submission(arrival).wait().unwrap();
        assert_eq!(newest(), Some(NOW.plus_millis(expected)), "{number}");
    }
    // A correction is no new record, wherever it is counted.
    let mut correction = arrival(4, form.form, form.version);
    correction.at = NOW.plus_millis(20);
    correction.deprecated_id = Some(arrival(1, form.form, form.version).instance_id);
    correction.summary.place = Some("Santa Tere".to_owned());
    store.accept_submission(correction).wait().unwrap();
    assert_eq!(newest(), Some(NOW.plus_millis(9)));
}
