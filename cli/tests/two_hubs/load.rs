//! Who works with the hubs while they are killed: phones that send, a person who comments, and
//! phones that follow what she says. All of them reach a hub through the balancer alone.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use farola_protocol::{Change, ChangesPage};

use crate::rig::raw::{self, Acknowledged, Finding};
use crate::rig::{Dice, PASSWORD, REVIEWER, http, seed};

/// Largest photo, in bytes.
const PHOTO_BYTES: u64 = 200_000;
/// Between two tries of the same submission.
const PAUSE: Duration = Duration::from_millis(10);

/// What everybody shares.
#[derive(Default)]
pub struct Load {
    pub stop: AtomicBool,
    pub taken: AtomicUsize,
    pub retries: AtomicUsize,
    /// Most tries of one submission while the database was up.
    pub most_tries: AtomicUsize,
    /// How long each submission took that needed a second try while the database was up: from its
    /// first try to the answer of a hub that lives, as its phone sees it.
    pub waits: Mutex<Vec<Duration>>,
    /// Odd while the database is killed and started again.
    pub database: AtomicUsize,
    pub acknowledged: Mutex<Vec<Acknowledged>>,
    pub comments: Mutex<Comments>,
}

/// Comments that were sent: those that a hub answered, and those whose end nobody knows.
#[derive(Default)]
pub struct Comments {
    pub answered: BTreeSet<String>,
    pub unknown: BTreeSet<String>,
}

/// What a phone was told: the number of each entry, and the comments in it.
pub type Feed = Vec<(u64, Vec<String>)>;

impl Load {
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    /// Waits until so many more submissions went through; `false` if that never comes.
    pub fn wait_for(&self, more: usize) -> bool {
        raw::wait_for(&self.taken, more)
    }
}

/// Sends until told to stop; each submission until a hub has acknowledged it.
pub fn send(client: usize, address: SocketAddr, key_path: &str, load: &Load) {
    let mut dice = Dice(seed() ^ 0xc11e_0000 ^ client as u64);
    let path = format!("{key_path}/submission");
    for number in 0.. {
        if !load.goes_on() {
            return;
        }
        let finding = Finding::new(number, client, &mut dice, PHOTO_BYTES);
        let (mut tries, mut since) = (0, load.database.load(Ordering::SeqCst));
        let mut begun = Instant::now();
        loop {
            tries += 1;
            if matches!(finding.post(address, &path), Some(201 | 202)) {
                break;
            }
            load.retries.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(PAUSE);
            let now = load.database.load(Ordering::SeqCst);
            if now != since || now % 2 == 1 {
                (tries, since, begun) = (0, now, Instant::now());
            }
        }
        load.most_tries.fetch_max(tries, Ordering::Relaxed);
        if tries > 1 {
            load.waits.lock().unwrap().push(begun.elapsed());
        }
        load.taken.fetch_add(1, Ordering::Relaxed);
        let acknowledged = finding.acknowledged(key_path);
        load.acknowledged.lock().unwrap().push(acknowledged);
    }
}

/// Signs in, however long that takes.
fn sign_in(address: SocketAddr, load: &Load) -> Option<String> {
    let body = serde_json::json!({"email": REVIEWER, "password": PASSWORD}).to_string();
    let json = [("Content-Type", "application/json")];
    while load.goes_on() {
        let answer = http::try_send(address, "/v1/sessions", &json, body.as_bytes());
        match answer {
            Some(answer) if answer.status == 200 => {
                let token = answer.json()["token"].as_str().unwrap().to_owned();
                return Some(format!("Bearer {token}"));
            }
            Some(answer) => assert!(answer.status >= 500, "{}", answer.text()),
            None => {}
        }
        std::thread::sleep(PAUSE);
    }
    None
}

/// Comments on what arrived; each comment is sent once, whatever comes of it.
pub fn comment(address: SocketAddr, load: &Load) {
    let Some(bearer) = sign_in(address, load) else {
        return;
    };
    let headers = [
        ("Content-Type", "application/json"),
        ("Authorization", bearer.as_str()),
    ];
    for number in 0usize.. {
        if !load.goes_on() {
            return;
        }
        let instance = {
            let all = load.acknowledged.lock().unwrap();
            match all.len() {
                0 => None,
                count => Some(all[number % count].instance.clone()),
            }
        };
        let Some(instance) = instance else {
            std::thread::sleep(PAUSE);
            continue;
        };
        let body = format!("comentario {number}");
        let json = serde_json::json!({"body": body}).to_string();
        let path = format!("/v1/projects/1/review/submissions/{instance}/comments");
        let answer = http::try_send(address, &path, &headers, json.as_bytes());
        let mut comments = load.comments.lock().unwrap();
        match answer.map(|answer| answer.status) {
            Some(200..=299) => comments.answered.insert(body),
            Some(status) => {
                assert!(status >= 500, "a comment was refused with {status}");
                comments.unknown.insert(body)
            }
            None => comments.unknown.insert(body),
        };
        drop(comments);
        std::thread::sleep(PAUSE);
    }
}

/// One page of a feed; none where no hub answered.
fn page(address: SocketAddr, key_path: &str, cursor: Option<&str>) -> Option<ChangesPage> {
    let since = cursor.map_or_else(String::new, |cursor| {
        format!("&since={}", http::escaped(cursor))
    });
    let path = format!("{key_path}/farola/changes?limit=7{since}");
    let version = [("X-OpenRosa-Version", "1.0")];
    let answer = http::try_request(address, "GET", &path, &version, b"")?;
    if answer.status >= 500 {
        return None;
    }
    assert_eq!(answer.status, 200, "{}", answer.text());
    // A page that was cut off in the middle is none.
    let page = ChangesPage::parse(&answer.body).ok()?;
    assert!(
        !page.must_refetch,
        "the cursor of a phone means nothing any more"
    );
    Some(page)
}

/// Follows a feed from its beginning, now at one hub and now at the other, until all is told and
/// `until` says so.
pub fn follow(address: SocketAddr, key_path: &str, until: impl Fn() -> bool) -> Feed {
    let (mut cursor, mut told) = (None, Feed::new());
    loop {
        let is_last = until();
        let Some(page) = page(address, key_path, cursor.as_deref()) else {
            std::thread::sleep(PAUSE);
            continue;
        };
        cursor = page.cursor.or(cursor);
        for entry in page.entries {
            let Change::Review(entry) = entry else {
                panic!("the hub wrote it")
            };
            let last = told.last().map_or(0, |(seq, _)| *seq);
            assert!(entry.seq > last, "{} after {last}", entry.seq);
            let comments = entry.comments.into_iter().map(|comment| comment.body);
            told.push((entry.seq, comments.collect()));
        }
        if page.up_to_date {
            if is_last {
                return told;
            }
            std::thread::sleep(PAUSE);
        }
    }
}
