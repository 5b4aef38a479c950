//! What the machine gives to the platform, and what it leaves to itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_model::{InstanceId, Sha256, Timestamp};
use farola_protocol::*;
use farola_sync::*;

const LARGE: u64 = 300_000;
const SMALL: u64 = 50_000;

fn file(name: &str, size: u64) -> OutboxFile {
    OutboxFile {
        name: name.into(),
        sha256: Sha256::of(name.as_bytes()),
        size,
        sent: false,
        in_flight: false,
    }
}

fn item(files: &[OutboxFile]) -> OutboxItem {
    OutboxItem {
        instance_id: InstanceId::new("uuid:1"),
        deprecated_id: None,
        xml_sha256: Sha256::of(b"1"),
        xml_size: 5_000,
        files: files.to_vec(),
        offered: false,
        body_stored: false,
        attempts: 0,
        next_attempt: Timestamp(0),
    }
}

fn start(item: OutboxItem, hand_over: bool) -> Start {
    Start {
        nonce_seed: [7; 32],
        spoke_as_hub: false,
        hand_over: hand_over.then_some(ParcelRoom {
            files: 2,
            bytes: 1_000_000,
        }),
        ..support::start(vec![item])
    }
}

/// A hub that keeps what it is sent.
struct Hub {
    hub: bool,
    parcels: bool,
    item: OutboxItem,
    xml: bool,
    held: Vec<String>,
    /// What it answers to an announcement, where that is not what it should.
    wrong: Option<Answer>,
    /// Whether the platform takes what it is given.
    platform: bool,
    log: Vec<String>,
}

impl Hub {
    fn new(item: &OutboxItem) -> Self {
        Self {
            hub: true,
            parcels: true,
            item: item.clone(),
            xml: false,
            held: Vec::new(),
            wrong: None,
            platform: true,
            log: Vec::new(),
        }
    }

    fn receipt(&self) -> Receipt {
        let files = self
            .item
            .files
            .iter()
            .filter(|f| self.held.contains(&f.name));
        Receipt {
            instance_id: self.item.instance_id.clone(),
            xml_sha256: self.item.xml_sha256,
            kept_xml_sha256: None,
            files: files
                .map(|f| ReceiptFile {
                    name: f.name.clone(),
                    sha256: f.sha256,
                    size: f.size,
                })
                .collect(),
            missing: Vec::new(),
            aside: Vec::new(),
        }
    }

    fn serve(&mut self, request: &Request) -> Answer {
        let url = request.url.reveal().to_owned();
        let answer = |status, body: String| Answer {
            status,
            body: AnswerBody::Bytes(body.into_bytes()),
            ..Answer::default()
        };
        match &request.body {
            RequestBody::Submission(post) => {
                self.xml = true;
                self.held
                    .extend(post.files.iter().map(|(name, _)| name.clone()));
                answer(
                    201,
                    Response::success("", self.hub.then(|| self.receipt())).to_xml(),
                )
            }
            RequestBody::Announcement(spec) => self
                .wrong
                .clone()
                .unwrap_or_else(|| answer(201, format!(r#"{{"id":"{}"}}"#, spec.id))),
            RequestBody::Empty if url.contains("/changes") => {
                answer(200, r#"{"cursor":"1.0","upToDate":true}"#.into())
            }
            RequestBody::Empty if url.contains("/receipts/") && self.xml => {
                answer(200, serde_json::to_string(&self.receipt()).unwrap())
            }
            RequestBody::Empty if url.contains("/receipts/") => answer(404, String::new()),
            RequestBody::Empty => Answer {
                hub: self.hub.then(|| "1".into()),
                parcels: self.parcels.then(|| "1".into()),
                ..answer(204, String::new())
            },
        }
    }

    fn session(&mut self, start: Start) -> Report {
        self.log.clear();
        let mut machine = Machine::new(Config::default(), 1);
        let (mut now, mut event) = (1_000, Event::Start(Box::new(start)));
        let mut ids = Vec::new();
        for _ in 0..100 {
            let mut commands = machine.handle(Timestamp(now), event);
            assert_eq!(commands.len(), 1);
            event = match commands.remove(0) {
                Command::Finished(report) => {
                    // A late answer is known by its number, which no other command ever had.
                    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
                    return *report;
                }
                Command::Wait(until) => {
                    now = until.0;
                    Event::Tick
                }
                Command::Store { id, .. } => {
                    ids.push(id);
                    Event::Stored { id }
                }
                Command::HandOver { id, parcel, url } => {
                    ids.push(id);
                    let expected = format!("http://127.0.0.1:9/v1/farola/parcels/{}", parcel.id);
                    assert_eq!(url.reveal(), expected);
                    self.log.push(format!("hand over {}", parcel.name));
                    if self.platform {
                        Event::HandedOver { id }
                    } else {
                        Event::NotHandedOver { id }
                    }
                }
                Command::Send(request) => {
                    match &request.body {
                        RequestBody::Submission(post) => {
                            let names: Vec<&str> =
                                post.files.iter().map(|(name, _)| name.as_str()).collect();
                            self.log.push(format!("post {}", names.join(" ")));
                        }
                        RequestBody::Announcement(spec) => {
                            self.log.push(format!("announce {}", spec.name));
                        }
                        RequestBody::Empty if request.url.reveal().contains("receipts") => {
                            self.log.push("receipt".into());
                        }
                        RequestBody::Empty => {}
                    }
                    let (id, answer) = (request.id, self.serve(&request));
                    ids.push(id);
                    Event::Response { id, answer }
                }
            };
        }
        panic!("endless: {:?}", self.log)
    }
}

/// The item as the next session finds it.
fn later(hub: &Hub, in_flight: &[&str]) -> OutboxItem {
    let mut item = hub.item.clone();
    item.offered = true;
    item.body_stored = hub.xml;
    for file in &mut item.files {
        file.sent = hub.held.contains(&file.name);
        file.in_flight = in_flight.contains(&file.name.as_str());
    }
    item
}

#[test]
fn reports_and_small_files_are_sent_and_large_ones_given_away() {
    let item = item(&[file("a", LARGE), file("b", SMALL), file("c", LARGE)]);
    let mut hub = Hub::new(&item);
    let report = hub.session(start(item, true));
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 2));
    assert!(report.delivered.is_empty() && report.postponed.is_empty());
    assert!(report.wedged.is_empty());
    assert_eq!(
        hub.log,
        [
            "post ",
            "announce a",
            "hand over a",
            "announce c",
            "hand over c",
            "post b"
        ]
    );

    // Meanwhile nothing is sent twice and nothing is wrong.
    for asked in [false, true] {
        let mut again = start(later(&hub, &["a", "c"]), asked);
        again.retry_now = asked;
        let report = hub.session(again);
        assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 0));
        assert!(report.delivered.is_empty() && report.postponed.is_empty());
        assert_eq!(hub.log, ["receipt"]);
    }
    // One arrived, one is lost: the receipt tells, and the lost one is sent from here.
    hub.held.push("a".into());
    let report = hub.session(start(later(&hub, &["a"]), false));
    assert_eq!(hub.log, ["receipt", "post c"]);
    assert_eq!(report.delivered.len(), 1);
}

#[test]
fn what_arrived_by_the_platform_is_acknowledged_by_the_receipt_alone() {
    let item = item(&[file("a", LARGE)]);
    let mut hub = Hub::new(&item);
    hub.session(start(item, true));
    let waiting = later(&hub, &["a"]);
    hub.held.push("a".into());
    let report = hub.session(start(waiting, false));
    assert_eq!(
        (report.delivered.len(), hub.log.as_slice()),
        (1, &["receipt".to_owned()][..])
    );
}

#[test]
fn only_a_hub_that_says_so_is_asked() {
    for (is_hub, parcels) in [(true, false), (false, true), (false, false)] {
        let item = item(&[file("a", LARGE), file("b", SMALL)]);
        let mut hub = Hub::new(&item);
        (hub.hub, hub.parcels) = (is_hub, parcels);
        let report = hub.session(start(item, true));
        assert_eq!((report.delivered.len(), report.handed_over), (1, 0));
        assert!(
            hub.log.iter().all(|line| line.starts_with("post ")),
            "{:?}",
            hub.log
        );
    }
    // One that said so once and does not any more gets what was given away.
    let item = item(&[file("a", LARGE)]);
    let mut hub = Hub::new(&item);
    (hub.parcels, hub.xml) = (false, true);
    let report = hub.session(start(later(&hub, &["a"]), false));
    assert_eq!(
        (report.delivered.len(), hub.log.last().unwrap().as_str()),
        (1, "post a")
    );
}

#[test]
fn a_parcel_for_a_submission_that_the_hub_lost_is_sent_from_here() {
    let item = item(&[file("a", LARGE)]);
    let mut hub = Hub::new(&item);
    let mut waiting = later(&hub, &["a"]);
    waiting.body_stored = true;
    let report = hub.session(start(waiting, false));
    assert_eq!(hub.log, ["receipt", "post ", "post a"]);
    assert_eq!(report.delivered.len(), 1);
}

#[test]
fn what_cannot_be_given_away_is_left_to_the_next_session() {
    let page = Answer {
        status: 200,
        body: AnswerBody::Bytes(b"<html>Sign in".to_vec()),
        ..Answer::default()
    };
    let status = |status| Answer {
        status,
        ..Answer::default()
    };
    let portal = Outcome::Paused(SyncProblem::CaptivePortal);
    for (wrong, platform, outcome) in [
        (None, false, Outcome::Complete),
        (Some(status(409)), true, Outcome::Complete),
        (Some(status(404)), true, Outcome::Complete),
        (Some(status(400)), true, Outcome::Complete),
        (Some(status(500)), true, Outcome::Complete),
        (Some(page), true, portal),
        (Some(status(204)), true, portal),
    ] {
        let item = item(&[file("a", LARGE)]);
        let mut hub = Hub::new(&item);
        (hub.wrong, hub.platform) = (wrong, platform);
        let report = hub.session(start(item, true));
        assert_eq!(
            (report.outcome, report.handed_over),
            (outcome, 0),
            "{:?}",
            hub.log
        );
        assert!(report.postponed.is_empty() && report.wedged.is_empty());
        assert!(!hub.log.contains(&"post a".to_owned()), "{:?}", hub.log);
        let report = hub.session(start(later(&hub, &[]), false));
        assert_eq!(report.delivered.len(), 1, "{:?}", hub.log);
    }
}

#[test]
fn no_more_is_given_away_than_there_is_room_for() {
    let item = item(&[
        file("a", 900_000),
        file("b", LARGE),
        file("c", 100_000 + LARGE),
    ]);
    let mut hub = Hub::new(&item);
    let report = hub.session(start(item, true));
    assert_eq!(report.handed_over, 1, "{:?}", hub.log);
    assert_eq!(hub.log, ["post ", "announce a", "hand over a"]);
}

#[test]
fn with_the_data_saver_large_files_are_given_away_all_the_same() {
    let item = item(&[file("a", LARGE), file("b", SMALL)]);
    let mut hub = Hub::new(&item);
    let spare = Start {
        spare_media: true,
        ..start(item, true)
    };
    let report = hub.session(spare);
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 1));
    assert_eq!(hub.log, ["post ", "announce a", "hand over a", "post b"]);
    let spare = Start {
        spare_media: true,
        ..start(later(&hub, &["a"]), false)
    };
    assert_eq!(hub.session(spare).outcome, Outcome::Complete);
    assert_eq!(hub.log, ["receipt"]);
}

#[test]
fn an_item_that_waits_for_a_free_network_does_not_keep_the_session_waiting() {
    let item = item(&[file("a", LARGE)]);
    let mut hub = Hub::new(&item);
    hub.xml = true;
    let waiting = later(&hub, &[]);
    let spare = Start {
        spare_media: true,
        ..start(waiting, false)
    };
    let mut machine = Machine::new(Config::default(), 1);
    let (mut now, mut event, mut failed) = (1_000, Event::Start(Box::new(spare)), false);
    for _ in 0..50 {
        event = match machine.handle(Timestamp(now), event).remove(0) {
            Command::Finished(report) => {
                assert!(failed && report.outcome == Outcome::Complete);
                return;
            }
            Command::Wait(until) => {
                now = until.0;
                Event::Tick
            }
            Command::Store { id, .. } => Event::Stored { id },
            Command::HandOver { .. } => panic!("an ordinary session"),
            Command::Send(request) if !failed && request.url.reveal().contains("receipts") => {
                failed = true;
                Event::Failed {
                    id: request.id,
                    failure: Failure::Cut,
                }
            }
            Command::Send(request) => Event::Response {
                id: request.id,
                answer: hub.serve(&request),
            },
        };
    }
    panic!("it waits without end");
}

#[test]
fn nothing_is_given_away_without_room_or_before_its_time() {
    let large = item(&[file("a", LARGE)]);
    // No room for a file, or for one of its size; exactly its size is room.
    for (files, bytes, given) in [(0, 1_000_000, 0), (1, LARGE - 1, 0), (1, LARGE, 1)] {
        let mut hub = Hub::new(&large);
        let room = Start {
            hand_over: Some(ParcelRoom { files, bytes }),
            ..start(large.clone(), true)
        };
        assert_eq!(hub.session(room).handed_over, given, "{files} {bytes}");
    }
    // From a quarter of a mebibyte on the platform is worth its trouble.
    for (size, given) in [(256 * 1024 - 1, 0), (256 * 1024, 1)] {
        let one = item(&[file("a", size)]);
        let report = Hub::new(&one).session(start(one, true));
        assert_eq!(report.handed_over, given, "{size}");
    }
    // A submission that waits for a later attempt waits with its files.
    let mut hub = Hub::new(&large);
    hub.xml = true;
    let mut later = later(&hub, &[]);
    later.next_attempt = Timestamp(i64::MAX);
    let report = hub.session(start(later, true));
    assert_eq!((report.handed_over, hub.log.len()), (0, 0), "{:?}", hub.log);
}

#[test]
fn a_correction_that_waits_for_its_base_keeps_its_files() {
    let base = item(&[]);
    let mut correction = item(&[file("a", LARGE)]);
    correction.instance_id = InstanceId::new("uuid:2");
    correction.deprecated_id = Some(base.instance_id.clone());
    let mut hub = Hub::new(&base);
    // The base waits for a later attempt, and the hub knows nothing of its correction.
    let mut both = start(base, true);
    both.outbox[0].next_attempt = Timestamp(i64::MAX);
    both.outbox.push(correction);
    let report = hub.session(both);
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 0));
    assert!(hub.log.is_empty(), "{:?}", hub.log);
}

#[test]
fn the_platforms_word_counts_for_the_parcel_that_it_is_about() {
    let large = item(&[file("a", LARGE)]);
    let mut hub = Hub::new(&large);
    let mut machine = Machine::new(Config::default(), 1);
    let now = Timestamp(1_000);
    let mut event = Event::Start(Box::new(start(large, true)));
    loop {
        event = match machine.handle(now, event).remove(0) {
            Command::Finished(report) => {
                assert_eq!(report.handed_over, 1);
                return;
            }
            Command::Store { id, .. } => Event::Stored { id },
            Command::Send(request) => {
                if matches!(request.body, RequestBody::Announcement(_)) {
                    assert_eq!(machine.progress().stage, Stage::Media);
                }
                Event::Response {
                    id: request.id,
                    answer: hub.serve(&request),
                }
            }
            Command::HandOver { id, .. } => {
                assert_eq!(machine.progress().stage, Stage::Media);
                let other = id + 1;
                assert!(
                    machine
                        .handle(now, Event::NotHandedOver { id: other })
                        .is_empty()
                );
                assert!(
                    machine
                        .handle(now, Event::HandedOver { id: other })
                        .is_empty()
                );
                Event::HandedOver { id }
            }
            Command::Wait(_) => panic!("nothing to wait for"),
        };
    }
}

#[test]
fn a_hub_in_trouble_is_left_alone_with_its_announcements() {
    let wish = |seconds: Option<&str>| Answer {
        status: 503,
        retry_after: seconds.map(str::to_owned),
        ..Answer::default()
    };
    let large = item(&[file("a", LARGE), file("b", LARGE)]);
    // It says when: nothing more is announced until then.
    let mut hub = Hub::new(&large);
    hub.wrong = Some(wish(Some("30")));
    let report = hub.session(start(large.clone(), true));
    let failed = SyncProblem::ServerFailed { status: 503 };
    assert_eq!(report.outcome, Outcome::Paused(failed));
    assert!(report.retry_at.unwrap().0 > 30_000);
    assert_eq!(hub.log, ["post ", "announce a"]);
    // It does not: the next file is tried, and the session goes on.
    let mut hub = Hub::new(&large);
    hub.wrong = Some(wish(None));
    let report = hub.session(start(large, true));
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(hub.log, ["post ", "announce a", "announce b"]);
}
