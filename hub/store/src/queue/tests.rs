//! What lists cost, in steps of SQLite's machine: no clock, so the same on every machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farola_model::Timestamp;
use rusqlite::Connection;

use super::*;
use crate::form::NewForm;
use crate::sqlite::Sqlite;
use crate::store::OpenAs;

const NOW: Timestamp = Timestamp(1_795_985_580_000);
const ONE: ProjectId = ProjectId(1);
/// Beyond every bound of what one list looks at, and four times as many.
const FEW: i64 = 20_000;
const MANY: i64 = 80_000;
/// Most steps of any list.
const CEILING: u64 = 600_000;

fn form(id: &str) -> NewForm {
    NewForm {
        id: farola_model::FormId::new(id),
        version: farola_model::FormVersion::new("1"),
        title: id.to_uppercase(),
        xml: id.as_bytes().to_vec(),
        fields: "{}".to_owned(),
        attachments: Vec::new(),
        cities: Vec::new(),
    }
}

/// So many records: those that came first are approved, a few were sent back, the rest wait; in
/// three cities of forty neighbourhoods, on four hundred days. One word is in all, one in three.
const FILL: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
    r AS (SELECT i, CASE WHEN i % 997 = 0 THEN 'has_issues'
        WHEN i < ?1 * 9 / 10 THEN 'approved' ELSE 'received' END AS state,
      'c' || (i % 3) AS city, 'p' || (i % 40) AS place,
      1 + (i % 2) AS form, cast(1 + i % 4 AS text) AS urgency FROM n)
    INSERT INTO submission (id, project_id, form, instance_id, state, created_ms, updated_ms,
      title_es, title_en, place, city_code, urgency, rank, day, search)
    SELECT i, 1, form, 'uuid:' || i, state, i, i, 't', 't', place, city, urgency, urgency,
      strftime('%Y%m%d', i % 400 * 86400, 'unixepoch'), ''
    FROM r";
const COUNT: [&str; 5] = [
    "INSERT INTO tally (project_id, form, state, city_code, place, records)
     SELECT 1, form, state, city_code, place, count(*) FROM submission GROUP BY 2, 3, 4, 5",
    "UPDATE submission SET tally = (SELECT t.id FROM tally t WHERE t.project_id = 1
       AND t.form = submission.form AND t.state = submission.state
       AND t.city_code = submission.city_code AND t.place = submission.place)",
    "INSERT INTO tally_day SELECT 1, day, tally, count(*) FROM submission GROUP BY 2, 3
     UNION ALL SELECT 1, 'm' || substr(day, 1, 6), tally, count(*) FROM submission GROUP BY 2, 3",
    "INSERT INTO submission_words (rowid, words)
     SELECT id, 'calle w' || id || CASE WHEN id IN (5, 500, 19000) THEN ' pozo' ELSE '' END
     FROM submission",
    "INSERT INTO submission_words_counted SELECT 'calle', count(*) FROM submission",
];

/// A hub with so many records, its steps counted.
struct Counted {
    tx: Tx,
    steps: Arc<AtomicU64>,
    _dir: tempfile::TempDir,
}

impl Counted {
    fn with(records: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
        for id in ["f", "g"] {
            let write = store.publish_form(ONE, form(id), Vec::new(), None, NOW);
            write.wait().unwrap();
        }
        drop(store);
        let mut connection = Connection::open(dir.path().join("hub.db")).unwrap();
        connection
            .pragma_update(None, "synchronous", "off")
            .unwrap();
        connection.execute(FILL, [records]).unwrap();
        for sql in COUNT {
            connection.execute(sql, []).unwrap();
        }
        let steps = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&steps);
        let count = move || {
            counter.fetch_add(1, Ordering::Relaxed);
            false
        };
        connection.progress_handler(1, Some(count)).unwrap();
        Self {
            tx: Tx::sqlite(Sqlite::new(connection)),
            steps,
            _dir: dir,
        }
    }

    /// Steps of a read, with what it answers.
    fn cost<T>(&self, read: impl FnOnce(&Tx) -> Result<T, StoreError>) -> (u64, T) {
        let before = self.steps.load(Ordering::Relaxed);
        let answer = read(&self.tx).unwrap();
        (self.steps.load(Ordering::Relaxed) - before, answer)
    }
}

fn page_of(tx: &Tx, filter: &[Condition], cursor: Option<&str>) -> Result<Page, StoreError> {
    page::read(tx, ONE, &Asked::of(filter), cursor, 200)
}

fn filters() -> Vec<(&'static str, Vec<Condition>)> {
    let state = |state| Condition::States(vec![state]);
    let city = || Condition::City("c1".to_owned());
    let place = |name: &str| Condition::Places(vec![name.to_owned()]);
    let word = |word: &str| Condition::Word(word.to_owned());
    let day = |day: &str| Day(day.to_owned());
    vec![
        ("all", vec![]),
        ("received", vec![state(ReviewState::Received)]),
        ("approved", vec![state(ReviewState::Approved)]),
        (
            "two states",
            vec![Condition::States(vec![
                ReviewState::Received,
                ReviewState::Approved,
            ])],
        ),
        ("sent back", vec![state(ReviewState::HasIssues)]),
        ("a form", vec![Condition::Form("f".to_owned())]),
        // None of it is urgent: in the order it comes behind thousands of others.
        ("the other form", vec![Condition::Form("g".to_owned())]),
        ("a city", vec![city()]),
        ("a neighbourhood", vec![place("p7")]),
        ("no such neighbourhood", vec![place("p99")]),
        (
            "four filters",
            vec![
                state(ReviewState::Received),
                Condition::Form("g".to_owned()),
                city(),
                place("p7"),
            ],
        ),
        (
            "a week",
            vec![
                Condition::From(day("19700301")),
                Condition::To(day("19700307")),
            ],
        ),
        ("from a day on", vec![Condition::From(day("19700301"))]),
        (
            "from a day on in a neighbourhood",
            vec![Condition::From(day("19700301")), place("p7")],
        ),
        ("a rare word", vec![word("pozo")]),
        ("a word of all", vec![word("calle")]),
        (
            "a word and filters",
            vec![word("calle"), state(ReviewState::Received), city()],
        ),
    ]
}

#[test]
fn a_list_costs_the_same_however_many_records_there_are() {
    let (few, many) = (Counted::with(FEW), Counted::with(MANY));
    // `found` is how many times as many records a list finds that finds few enough to sort them.
    let compare = |what: &str, few: u64, many: u64, found: u64| {
        println!("{what:>45}: {few:>8} {many:>8}");
        assert!(few > 10, "{what}: nothing was counted");
        // Counters of more days and a deeper tree, nothing that grows with the records.
        let most = few * found * 3 / 2 + 500;
        assert!(
            many < most.min(CEILING),
            "{what}: {few} steps, {many} with four times as many"
        );
    };
    for (name, filter) in filters() {
        let (cost_few, first_few) = few.cost(|tx| page_of(tx, &filter, None));
        let (cost_many, first) = many.cost(|tx| page_of(tx, &filter, None));
        let found = if first.total <= 5_000 { 4 } else { 1 };
        compare(&format!("page: {name}"), cost_few, cost_many, found);
        assert!(first.total >= first_few.total.min(5_000), "{name}");
        let days = Asked::of(&filter).days();
        if !days || first.total <= 5_000 {
            let rows = i64::try_from(first.items.len()).unwrap();
            assert_eq!(rows, first.total.min(200), "{name}: the page is not full");
        }
        if let (Some(cursor_few), Some(cursor)) = (&first_few.next, &first.next) {
            let (cost_few, _) = few.cost(|tx| page_of(tx, &filter, Some(cursor_few)));
            let (cost_many, _) = many.cost(|tx| page_of(tx, &filter, Some(cursor)));
            compare(&format!("second page: {name}"), cost_few, cost_many, found);
        }
        let (cost_few, _) = few.cost(|tx| facets(tx, ONE, &filter));
        let (cost_many, _) = many.cost(|tx| facets(tx, ONE, &filter));
        compare(&format!("facets: {name}"), cost_few, cost_many, found);
    }
    // Nothing of the other form is urgent: in the order of the project it stands behind all others.
    let page = |form: &str| {
        let filter = [Condition::Form(form.to_owned())];
        many.cost(|tx| page_of(tx, &filter, None)).0
    };
    let (urgent, other) = (page("f"), page("g"));
    assert!(other < urgent * 3 / 2, "{urgent} steps, {other}");
    let places = "SELECT place FROM tally WHERE project_id = 1 GROUP BY place";
    let list = |tx: &Tx| tx.rows(places, (), |row| row.get::<_, String>(0));
    compare("neighbourhoods", few.cost(list).0, many.cost(list).0, 1);
}

#[test]
fn days_are_counted_by_whole_months() {
    let of = |from: &str, to: &str| {
        let spans = spans(from, to);
        let spans = spans.iter().map(|(from, to)| format!("{from}..{to}"));
        spans.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("20261105", "20261128"), "20261105..20261128a");
    assert_eq!(
        of("20261105", "20270202"),
        "20261105..202611a m202611a..m202702 202702..20270202a"
    );
    assert_eq!(of("20261128", "20261105"), "");
}

/// Every filter, page by page, finds what looking at every record finds, in the same order.
#[test]
fn pages_hold_every_record_that_meets_the_filter() {
    let hub = Counted::with(6_000);
    for (name, filter) in filters() {
        let asked = Asked::of(&filter);
        let mut source = Source::of_records(ONE, String::new());
        source.groups(&asked);
        source.days(&asked);
        let words = match &filter[..] {
            [Condition::Word(word), ..] if word == "pozo" => " AND s.id IN (5, 500)",
            [Condition::Word(_), ..] => " AND s.id > 1000", // the newest five thousand
            _ => "",
        };
        let sql = format!(
            "SELECT s.id{}{words} ORDER BY rank, created_ms, s.id",
            source.sql()
        );
        let expected: Vec<i64> = hub
            .tx
            .rows(&sql, source.values.as_slice(), |row| row.get(0))
            .unwrap();
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        for _ in 0..100 {
            let page = page_of(&hub.tx, &filter, cursor.as_deref()).unwrap();
            assert_eq!(page.total, i64::try_from(expected.len()).unwrap(), "{name}");
            found.extend(page.items.iter().map(|item| item.key.0));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(cursor, None, "{name}: the pages do not end");
        assert!(
            found == expected,
            "{name}: {} of {}",
            found.len(),
            expected.len()
        );
    }
}

/// The counts beside a search are those of the records that it finds.
#[test]
fn counts_beside_a_search_are_those_of_its_records() {
    let hub = Counted::with(6_000);
    for (name, filter) in filters() {
        let is_search = |one: &Condition| matches!(one, Condition::Word(_));
        if !filter.iter().any(is_search) {
            continue;
        }
        let counts = facets(&hub.tx, ONE, &filter).unwrap();
        let total = |filter: &[Condition]| page_of(&hub.tx, filter, None).unwrap().total;
        let of = |choice: Condition| {
            let same =
                |one: &&Condition| std::mem::discriminant(*one) != std::mem::discriminant(&choice);
            let mut with: Filter = filter.iter().filter(same).cloned().collect();
            with.push(choice);
            total(&with)
        };
        for (state, records) in counts.states {
            assert_eq!(
                of(Condition::States(vec![state])),
                records,
                "{name} {state:?}"
            );
        }
        for (form, _, records) in counts.forms {
            assert_eq!(of(Condition::Form(form.clone())), records, "{name} {form}");
        }
        for (city, _, records) in counts.cities {
            assert_eq!(of(Condition::City(city.clone())), records, "{name} {city}");
        }
        assert!(counts.places.len() > 1, "{name}");
        for (place, records) in counts.places.into_iter().take(5) {
            assert_eq!(
                of(Condition::Places(vec![place.clone()])),
                records,
                "{name} {place}"
            );
        }
    }
}
