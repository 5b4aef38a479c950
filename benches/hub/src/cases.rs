//! What is read: every filter and order of the queue, its counts, searches, one record, what a
//! phone asks; and how long a start takes.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::hub::{Bench, Hub};
use crate::note::RARE;
use crate::record::{common_place, id, rare_place};

/// How often each is asked, unless that takes longer than [`LONGEST`].
const TIMES: usize = 40;
const LONGEST: Duration = Duration::from_secs(4);
/// Pages that are read one behind the other.
const PAGES: usize = 100;
const STARTS: usize = 5;

/// One thing that was measured.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) bar: &'static str,
    pub(crate) value: f64,
    pub(crate) p99: Option<f64>,
}

impl Row {
    pub(crate) fn one(name: &str, bar: &'static str, value: f64) -> Self {
        println!("{name:<58} {value:>12.2}");
        Self {
            name: name.to_owned(),
            bar,
            value,
            p99: None,
        }
    }

    /// Median and 99th percentile of times, in milliseconds.
    pub(crate) fn of(name: &str, bar: &'static str, mut times: Vec<Duration>, note: &str) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let place = ((times.len() - 1) as f64 * share).round() as usize;
            times[place].as_secs_f64() * 1e3
        };
        let (value, p99) = (at(0.5), at(0.99));
        println!("{name:<58} {value:>9.2} ms {p99:>9.2} ms  {note}");
        Self {
            name: name.to_owned(),
            bar,
            value,
            p99: Some(p99),
        }
    }
}

/// From the start of the process to its first answers.
pub(crate) fn starts(bench: &Bench, cold: bool) -> Vec<Row> {
    let (mut listening, mut answered, mut paged) = (Vec::new(), Vec::new(), Vec::new());
    let start = || {
        let began = Instant::now();
        let hub = bench.serve();
        let first = Client::phone(hub.address).get("/health");
        assert_eq!(first.status, 200);
        let first = began.elapsed();
        let page = bench.reviewer(&hub).get(&queue(""));
        assert_eq!(page.status, 200);
        (hub.start, first, began.elapsed())
    };
    for _ in 0..STARTS {
        let (listens, first, page) = start();
        listening.push(listens);
        answered.push(first);
        paged.push(page);
    }
    let mut rows = vec![
        Row::of("start: until it listens", "300", listening, ""),
        Row::of("start: until the first answer", "300", answered, ""),
        Row::of("start: until the first page of the queue", "", paged, ""),
    ];
    if cold {
        bench.forget_pages();
        let (_, first, page) = start();
        rows.push(Row::of(
            "start, cold disk: first answer",
            "300",
            vec![first],
            "",
        ));
        rows.push(Row::of("start, cold disk: first page", "", vec![page], ""));
    }
    rows
}

fn queue(filter: &str) -> String {
    format!("/v1/projects/1/review/queue?limit=200&lang=es{filter}")
}

fn facets(filter: &str) -> String {
    format!("/v1/projects/1/review/facets?lang=es{filter}")
}

/// A value as addresses carry it.
fn written(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Every filter of the queue.
fn filters() -> Vec<(&'static str, String)> {
    let place = format!("&place={}", written(&common_place()));
    let rare = format!("&place={}", written(&rare_place()));
    [
        ("none", ""),
        ("received", "&state=received"),
        ("approved", "&state=approved"),
        ("sent back", "&state=has_issues"),
        ("two states", "&state=received,approved"),
        ("a form", "&form=cs_hallazgo"),
        ("a form of few", "&form=cs_recorrido"),
        ("a large municipality", "&city=14039"),
        ("a small municipality", "&city=06002"),
        ("a neighbourhood", &place),
        ("a small neighbourhood", &rare),
        (
            "four filters",
            &format!("&state=received&form=cs_punto{place}"),
        ),
        ("a state and a municipality", "&state=approved&city=22014"),
        ("a day", "&from=2026-11-10&to=2026-11-10"),
        ("a week", "&from=2026-11-09&to=2026-11-15"),
        ("from a month ago", "&from=2026-11-01"),
        ("from a year ago", "&from=2025-12-03"),
        (
            "a year and a neighbourhood",
            &format!("&from=2025-12-03{place}"),
        ),
        ("a month and a state", "&from=2026-11-01&state=approved"),
    ]
    .map(|(name, filter)| (name, filter.to_owned()))
    .to_vec()
}

/// Words that are searched.
pub(crate) fn searches() -> Vec<(&'static str, String)> {
    [
        ("a rare word", RARE),
        ("a word of nearly all", "luz"),
        ("a long word of many", "banqueta"),
        ("a word with an accent", "lámparas"),
        ("a beginning of three", "cal"),
        ("a beginning of four", "esqu"),
        ("a beginning of a rare one", "ceno"),
        ("two common words", "luz calle"),
        ("three common beginnings", "luz cal par"),
        ("a common and a rare word", "banqueta cenote"),
        ("two rare names", "tlaquere cachote"),
        ("a number", "2026"),
        ("a walk's code", "14039-202611"),
        ("an id", &id(77, 3)[5..]),
        ("a beginning of an id", &id(77, 3)[5..9]),
        ("nothing has it", "zzyzx"),
    ]
    .map(|(name, word)| (name, format!("&q={}", written(word))))
    .to_vec()
}

/// Everything that people and phones read.
pub(crate) fn reads(bench: &Bench, hub: &Hub) -> Vec<Row> {
    let mut client = bench.reviewer(hub);
    let mut rows = Vec::new();
    for (name, filter) in filters() {
        rows.push(case(
            &mut client,
            &format!("page of 200: {name}"),
            "30",
            &queue(&filter),
        ));
    }
    rows.push(pages(&mut client));
    for (name, word) in searches() {
        rows.push(case(
            &mut client,
            &format!("search: {name}"),
            "50",
            &queue(&word),
        ));
    }
    let filtered = format!("{}&state=approved&city=14039", queue("&q=banqueta"));
    rows.push(case(
        &mut client,
        "search: a word and two filters",
        "50",
        &filtered,
    ));
    for (name, filter) in [
        ("none", String::new()),
        ("a state", "&state=approved".to_owned()),
        ("a municipality", "&city=14039".to_owned()),
        ("from a month ago", "&from=2026-11-01".to_owned()),
        ("from a year ago", "&from=2025-12-03".to_owned()),
        ("a word of nearly all", "&q=luz".to_owned()),
    ] {
        rows.push(case(
            &mut client,
            &format!("counts: {name}"),
            "",
            &facets(&filter),
        ));
    }
    let record = format!("/v1/projects/1/review/submissions/{}?lang=es", id(3, 2));
    rows.push(case(&mut client, "one record", "", &record));
    rows.push(case(
        &mut client,
        "list of forms",
        "",
        "/v1/projects/1/forms",
    ));
    rows.push(case(&mut client, "list of projects", "", "/v1/projects"));
    rows.push(case(&mut client, "first page of the review app", "", "/"));
    let mut phone = Client::phone(hub.address);
    let key = bench.key(0);
    rows.push(case(
        &mut phone,
        "phone: list of forms",
        "",
        &format!("{key}/formList"),
    ));
    let feed = format!("{key}/farola/changes?limit=500");
    rows.push(case(
        &mut phone,
        "phone: feed from its beginning",
        "",
        &feed,
    ));
    let mut newest = feed.clone();
    loop {
        let page = phone.get(&newest).json();
        let Some(cursor) = page["cursor"].as_str() else {
            break;
        };
        newest = format!("{feed}&since={}", written(cursor));
        if page["entries"].as_array().is_none_or(Vec::is_empty) {
            break;
        }
    }
    rows.push(case(&mut phone, "phone: feed, nothing new", "", &newest));
    rows
}

fn case(client: &mut Client, name: &str, bar: &'static str, path: &str) -> Row {
    let (mut times, mut note) = (Vec::new(), String::new());
    let began = Instant::now();
    // The first one warms what a second reader would find warm.
    for time in 0..=TIMES {
        let asked = Instant::now();
        let answer = client.get(path);
        let took = asked.elapsed();
        assert_eq!(
            answer.status,
            200,
            "{path} {}",
            String::from_utf8_lossy(&answer.body)
        );
        if time > 0 {
            times.push(took);
        } else if let Some(items) = answer.json()["items"].as_array() {
            note = format!("{} of {}", items.len(), answer.json()["total"]);
        }
        if time > 0 && began.elapsed() > LONGEST {
            break;
        }
    }
    Row::of(name, bar, times, &note)
}

/// Pages one behind the other.
fn pages(client: &mut Client) -> Row {
    let (mut times, mut cursor) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let asked = Instant::now();
        let answer = client.get(&queue(&cursor));
        times.push(asked.elapsed());
        match answer.json()["next"].as_str() {
            Some(next) => cursor = format!("&cursor={}", written(next)),
            None => break,
        }
    }
    Row::of(
        "page of 200: a hundred one behind the other",
        "30",
        times,
        "",
    )
}
