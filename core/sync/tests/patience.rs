//! How long a session waits and what ends a pause, when it gives something up, and what it says
//! of it then. A session that never gives up empties a battery; one that gives up too soon
//! leaves a report on the phone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_model::{Sha256, Timestamp};
use farola_protocol::*;
use farola_sync::command::Method;
use farola_sync::*;

use support::{BASE, id, item, start, status};

const NOW: i64 = 1_000_000;

fn busy(status: u16, retry_after: &str) -> Answer {
    Answer {
        status,
        retry_after: Some(retry_after.to_owned()),
        ..Answer::default()
    }
}

fn greeting(hub: bool) -> Answer {
    Answer {
        hub: hub.then(|| "1".to_owned()),
        ..status(204)
    }
}

fn is_greeting(request: &Request) -> bool {
    request.method == Method::Head
}

/// A session by hand: one event, and the one command that follows from it.
struct Hand {
    machine: Machine,
    now: i64,
}

impl Hand {
    fn start(start: Start) -> (Self, Command) {
        let machine = Machine::new(Config::default(), 1);
        let mut hand = Self { machine, now: NOW };
        let first = hand.tell(Event::Start(Box::new(start)));
        (hand, first)
    }

    fn tell(&mut self, event: Event) -> Command {
        let mut commands = self.machine.handle(Timestamp(self.now), event);
        assert_eq!(commands.len(), 1);
        commands.remove(0)
    }

    /// Tells what must change nothing.
    fn tell_in_vain(&mut self, event: Event) {
        let commands = self.machine.handle(Timestamp(self.now), event);
        assert!(commands.is_empty(), "{commands:?}");
    }

    /// Goes on until the session waits for a time: writes succeed, the greeting is answered, and
    /// all else gets this answer.
    fn until_it_waits(&mut self, mut command: Command, answer: &Answer) -> Timestamp {
        loop {
            command = match command {
                Command::Wait(until) => return until,
                Command::Store { id, .. } => self.tell(Event::Stored { id }),
                Command::Send(request) if is_greeting(&request) => self.tell(Event::Response {
                    id: request.id,
                    answer: greeting(false),
                }),
                Command::Send(request) => self.tell(Event::Response {
                    id: request.id,
                    answer: answer.clone(),
                }),
                other => panic!("{other:?}"),
            };
        }
    }
}

fn is_post(command: &Command) -> bool {
    matches!(command, Command::Send(request) if request.method == Method::Post)
}

/// What a whole session came to, with pauses that pass at once.
struct Played {
    report: Report,
    requests: Vec<String>,
    writes: Vec<StoreCommand>,
    waits: usize,
    seconds: i64,
}

fn play(start: Start, mut server: impl FnMut(&Request) -> Result<Answer, Failure>) -> Played {
    let mut machine = Machine::new(Config::default(), 1);
    let (mut requests, mut writes, mut waits) = (Vec::new(), Vec::new(), 0);
    let (mut now, mut event) = (NOW, Event::Start(Box::new(start)));
    for _ in 0..5_000 {
        let mut commands = machine.handle(Timestamp(now), event);
        assert_eq!(commands.len(), 1);
        event = match commands.remove(0) {
            Command::Finished(report) => {
                return Played {
                    report: *report,
                    requests,
                    writes,
                    waits,
                    seconds: (now - NOW) / 1_000,
                };
            }
            Command::Wait(until) => {
                waits += 1;
                now = until.0;
                Event::Tick
            }
            Command::Store { id, command } => {
                writes.push(command);
                Event::Stored { id }
            }
            Command::HandOver { .. } => panic!("no session here hands over"),
            Command::Send(request) => {
                let path = request.url.reveal().trim_start_matches(BASE);
                requests.push(match &request.body {
                    RequestBody::Submission(post) => {
                        format!("{path} {} {}", post.instance_id.as_str(), post.files.len())
                    }
                    _ => path.to_owned(),
                });
                let id = request.id;
                match server(&request) {
                    Ok(answer) => Event::Response { id, answer },
                    Err(failure) => Event::Failed { id, failure },
                }
            }
        };
    }
    panic!("endless: {requests:?}")
}

/// Of a post, the number of its item.
fn posted(request: &Request) -> Option<u8> {
    match &request.body {
        RequestBody::Submission(post) => post.instance_id.as_str().rsplit(':').next()?.parse().ok(),
        _ => None,
    }
}

#[test]
fn a_network_that_comes_ends_a_pause_and_one_that_goes_ends_the_session() {
    let (mut hand, first) = Hand::start(start(vec![item(1, &[])]));
    // While an answer is awaited the platform's word changes nothing: it would be asked twice.
    hand.tell_in_vain(Event::NetworkChanged { online: true });
    hand.tell_in_vain(Event::NetworkChanged { online: false });
    let until = hand.until_it_waits(first, &status(503));
    assert!(until > Timestamp(NOW));
    // The pause was the old network's: the report goes now, though its own time has not come.
    assert!(is_post(&hand.tell(Event::NetworkChanged { online: true })));

    let (mut hand, first) = Hand::start(start(vec![item(1, &[])]));
    hand.until_it_waits(first, &status(503));
    match hand.tell(Event::NetworkChanged { online: false }) {
        Command::Finished(report) => {
            assert_eq!(report.outcome, Outcome::Paused(SyncProblem::Offline));
            assert!(report.postponed.is_empty(), "nothing is held against it");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_pause_lasts_until_its_time_and_no_clock_stretches_it() {
    let (mut hand, first) = Hand::start(start(vec![item(1, &[])]));
    hand.tell_in_vain(Event::Tick);
    let until = hand.until_it_waits(first, &status(503));
    hand.tell_in_vain(Event::Tick);
    hand.now = until.0 - 1;
    hand.tell_in_vain(Event::Tick);
    hand.now = until.0;
    assert!(is_post(&hand.tell(Event::Tick)));

    // A clock set back ends the pause, of the item too.
    let (mut hand, first) = Hand::start(start(vec![item(1, &[])]));
    hand.until_it_waits(first, &status(503));
    hand.now = NOW - 1;
    assert!(is_post(&hand.tell(Event::Tick)));
}

#[test]
fn a_server_that_never_answers_is_asked_four_times() {
    let played = play(start(vec![item(1, &[])]), |_| Err(Failure::Timeout));
    assert_eq!(played.report.outcome, Outcome::Paused(SyncProblem::Timeout));
    assert_eq!(played.requests, ["/submission"; 4]);
    assert_eq!(played.waits, 3);
    // 2, 4 and 8 seconds at most, and then the next session makes the pause.
    assert!(played.seconds <= 14, "{}", played.seconds);
    assert!(played.report.retry_at.unwrap().0 > NOW + played.seconds * 1_000);
}

#[test]
fn a_pause_longer_than_a_session_is_the_next_sessions() {
    let later = |report: &Report| report.retry_at.unwrap().0 - NOW;
    let played = play(start(vec![item(1, &[])]), |_| Ok(busy(503, "120")));
    assert_eq!(
        played.report.outcome,
        Outcome::Paused(SyncProblem::ServerFailed { status: 503 })
    );
    assert_eq!((played.requests.len(), played.waits), (1, 0));
    assert!((120_000..=122_000).contains(&later(&played.report)));

    // Said of a report: it is tried then and not before, and nothing else is sent until then.
    let played = play(start(vec![item(1, &[]), item(2, &[])]), |request| {
        Ok(match posted(request) {
            Some(_) => busy(429, "120"),
            None => greeting(false),
        })
    });
    let problem = SyncProblem::TooManyRequests;
    assert_eq!(played.report.outcome, Outcome::Paused(problem));
    assert_eq!(played.report.postponed, [(id(1), problem)]);
    assert_eq!(played.requests, ["/submission", "/submission uuid:1 0"]);
    assert_eq!(played.waits, 0);
    assert!((120_000..=122_000).contains(&later(&played.report)));
}

#[test]
fn a_report_that_fails_again_and_again_is_left_and_the_others_go() {
    let played = play(start(vec![item(1, &[]), item(2, &[])]), |request| {
        Ok(match posted(request) {
            Some(1) => status(500),
            Some(_) => status(201),
            None => greeting(false),
        })
    });
    assert_eq!(played.report.outcome, Outcome::Complete);
    assert_eq!(played.report.delivered, [id(2)]);
    let problem = SyncProblem::ServerFailed { status: 500 };
    assert_eq!(played.report.postponed, [(id(1), problem)]);
    let tried = played.requests.iter().filter(|r| r.contains("uuid:1"));
    assert_eq!(tried.count(), 4);
    assert!(played.report.retry_at.is_some());
}

#[test]
fn a_correction_waits_for_its_base_and_for_nothing_else() {
    let mut correction = item(3, &[]);
    correction.deprecated_id = Some(id(2));
    let played = play(start(vec![item(1, &[]), item(2, &[]), correction]), |r| {
        Ok(match posted(r) {
            Some(1) => status(409),
            Some(_) => status(201),
            None => greeting(false),
        })
    });
    assert_eq!(played.report.delivered, [id(2), id(3)]);
}

#[test]
fn one_file_that_is_too_large_for_the_server_needs_a_person() {
    let played = play(start(vec![item(1, &[100])]), |request| {
        Ok(match posted(request) {
            Some(_) => status(413),
            None => greeting(false),
        })
    });
    let problem = SyncProblem::TooLargeForServer;
    assert_eq!(played.report.wedged, [(id(1), problem)]);
    assert_eq!(played.requests.len(), 2);
}

/// A report with files of that many bytes: how many of them go along with it.
#[test]
fn small_files_go_along_with_the_report() {
    for (bytes, along) in [(65_535, "1"), (65_536, "1"), (65_537, "0")] {
        let played = cut_hub(&item(1, &[bytes]), false, |_| false);
        let first = played
            .requests
            .iter()
            .find(|r| r.contains("uuid:"))
            .unwrap();
        assert_eq!(first.rsplit(' ').next(), Some(along), "{bytes}");
        assert_eq!(played.report.delivered, [id(1)]);
        // Where photos wait for a free network, so do those that are not small.
        let spare = Start {
            spare_media: true,
            ..start(vec![item(1, &[bytes])])
        };
        let played = play(spare, |request| {
            Ok(match posted(request) {
                Some(_) => status(201),
                None => greeting(false),
            })
        });
        assert_eq!(
            played.report.delivered.len(),
            along.parse::<usize>().unwrap()
        );
    }
}

#[test]
fn a_report_that_the_phone_cannot_read_needs_a_person_and_no_pause() {
    let played = play(
        start(vec![item(1, &[]), item(2, &[])]),
        |request| match posted(request) {
            Some(1) => Err(Failure::Unreadable),
            Some(_) => Ok(status(201)),
            None => Ok(greeting(false)),
        },
    );
    assert_eq!(played.report.outcome, Outcome::Complete);
    assert_eq!(played.report.wedged, [(id(1), SyncProblem::Unreadable)]);
    assert_eq!(played.report.delivered, [id(2)]);
    assert_eq!(played.waits, 0);
}

#[test]
fn a_greeting_that_is_refused_ends_the_session() {
    for (refused, served) in [(404, true), (405, true), (400, false), (410, false)] {
        let played = play(start(vec![item(1, &[])]), |request| {
            Ok(status(if is_greeting(request) { refused } else { 201 }))
        });
        let outcome = match served {
            true => Outcome::Complete,
            false => Outcome::Paused(SyncProblem::Refused { status: refused }),
        };
        assert_eq!(played.report.outcome, outcome, "{refused}");
        assert_eq!(played.report.delivered.len(), usize::from(served));
    }
}

/// Posts that a server with this stated limit gets for one report with two files.
fn posts_under(limit: &str, files: &[u64]) -> Vec<String> {
    let played = play(start(vec![item(1, files)]), |request| {
        Ok(match posted(request) {
            Some(_) => status(201),
            None => Answer {
                accept_content_length: Some(limit.to_owned()),
                ..greeting(false)
            },
        })
    });
    assert_eq!(played.report.delivered.len(), 1, "{limit}");
    let posts = played.requests.iter().filter(|r| r.contains("uuid:"));
    posts
        .map(|r| r.rsplit(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_servers_limit_is_kept_unless_no_server_could_mean_it() {
    let files = [6_000, 6_000];
    assert_eq!(posts_under("150000", &[100_000, 100_000]), ["1", "1"]);
    assert_eq!(posts_under(" 16384 ", &files), ["1", "1"]);
    for none in ["16383", "1", "0", "-1", "many", ""] {
        assert_eq!(posts_under(none, &files), ["2"], "{none}");
    }
    // Without a limit ten megabytes are sent at once, and no more.
    let large = [6_000_000, 3_990_000, 10_000];
    assert_eq!(posts_under("", &large[..2]), ["2"]);
    assert_eq!(posts_under("", &large), ["2", "1"]);
}

#[test]
fn what_a_server_took_in_parts_is_written_down_by_its_names() {
    let played = play(start(vec![item(1, &[6_000, 6_000])]), |request| {
        Ok(match posted(request) {
            Some(_) => status(201),
            None => Answer {
                accept_content_length: Some("16384".to_owned()),
                ..greeting(false)
            },
        })
    });
    let stored = played.writes.iter().find_map(|write| match write {
        StoreCommand::MarkStored { files, .. } => Some(files.clone()),
        _ => None,
    });
    assert_eq!(stored, Some(vec!["0.jpg".to_owned()]));
}

#[test]
fn a_move_of_the_address_is_remembered_for_posts_alone() {
    let moved = |status, path: &str| Answer {
        location: Some(format!("http://127.0.0.1:9{path}")),
        ..Answer {
            status,
            ..Answer::default()
        }
    };
    // A report and its photos are not sent to the old address a second time.
    let played = play(start(vec![item(1, &[]), item(2, &[])]), |request| {
        let old = request.url.reveal() == format!("{BASE}/submission");
        Ok(match posted(request) {
            Some(_) if old => moved(307, "/new"),
            Some(_) => status(201),
            None => greeting(false),
        })
    });
    assert_eq!(
        played.requests,
        [
            "/submission",
            "/submission uuid:1 0",
            "http://127.0.0.1:9/new uuid:1 0",
            "http://127.0.0.1:9/new uuid:2 0"
        ]
    );
    // The list of forms elsewhere moves nothing else.
    let asked = Start {
        check_forms: true,
        ..start(vec![item(1, &[])])
    };
    let mut refused_once = false;
    let played = play(asked, |request| {
        let url = request.url.reveal();
        Ok(if is_greeting(request) {
            greeting(false)
        } else if url == format!("{BASE}/formList") {
            moved(302, "/list")
        } else if url.ends_with("/list") {
            Answer {
                body: AnswerBody::Bytes(b"<xforms/>".to_vec()),
                ..status(200)
            }
        } else if refused_once {
            status(201)
        } else {
            refused_once = true;
            status(503)
        })
    });
    assert_eq!(played.report.outcome, Outcome::Complete);
    assert_eq!(
        played.requests,
        [
            "/submission",
            "/submission uuid:1 0",
            "/formList",
            "http://127.0.0.1:9/list",
            "/submission uuid:1 0"
        ]
    );
}

/// A hub that holds what it was sent, and whose answers to some posts are lost on the way.
fn cut_hub(item: &OutboxItem, arrives: bool, mut cuts: impl FnMut(usize) -> bool) -> Played {
    let (spec, mut body, mut held, mut posts) = (item.clone(), false, Vec::new(), 0);
    play(start(vec![item.clone()]), move |request| {
        let receipt = |held: &[String]| {
            let files = spec.files.iter().filter(|f| held.contains(&f.name));
            let file = |f: &OutboxFile| ReceiptFile {
                name: f.name.clone(),
                sha256: f.sha256,
                size: f.size,
            };
            Receipt {
                instance_id: spec.instance_id.clone(),
                xml_sha256: spec.xml_sha256,
                kept_xml_sha256: None,
                files: files.map(file).collect(),
                missing: Vec::new(),
                aside: Vec::new(),
            }
        };
        let bytes = |status, bytes: Vec<u8>| Answer {
            status,
            body: AnswerBody::Bytes(bytes),
            ..Answer::default()
        };
        let path = request.url.reveal().to_owned();
        match &request.body {
            RequestBody::Submission(post) => {
                posts += 1;
                let cut = cuts(posts);
                if !cut || arrives {
                    body = true;
                    held.extend(post.files.iter().map(|(name, _)| name.clone()));
                }
                if cut {
                    return Err(Failure::Cut);
                }
                let told = Response::success("", Some(receipt(&held)));
                Ok(bytes(201, told.to_xml().into_bytes()))
            }
            _ if path.contains("receipts") && body => {
                Ok(bytes(200, serde_json::to_vec(&receipt(&held)).unwrap()))
            }
            _ if path.contains("receipts") || path.contains("changes") => Ok(status(404)),
            _ => Ok(Answer {
                accept_content_length: Some("120000".to_owned()),
                ..greeting(true)
            }),
        }
    })
}

#[test]
fn only_a_session_without_progress_gives_a_report_up() {
    // Eight posts, each cut after it arrived: slow, and something arrives each time.
    let many = item(1, &[100_000; 8]);
    let played = cut_hub(&many, true, |_| true);
    assert_eq!(played.report.delivered, [id(1)], "{:?}", played.requests);
    // The report itself is progress too: three cuts before it and three after it.
    let one = item(1, &[100_000]);
    let played = cut_hub(&one, false, |post| !matches!(post, 4 | 8));
    assert_eq!(played.report.delivered, [id(1)], "{:?}", played.requests);
    // A photo that never arrives is left after four cuts.
    let played = cut_hub(&one, false, |post| post > 1);
    assert_eq!(played.report.postponed, [(id(1), SyncProblem::Cut)]);
}

#[test]
fn the_bar_counts_what_is_there_and_what_the_server_has() {
    let mut begun = item(1, &[100, 1_000]);
    begun.files[0].sent = true;
    let (mut hand, mut command) = Hand::start(start(vec![begun, item(2, &[10_000])]));
    let mut seen = Vec::new();
    loop {
        let progress = hand.machine.progress();
        let now = (progress.delivered, progress.file_bytes_sent);
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        command = match command {
            Command::Finished(_) => break,
            Command::Store { id, .. } => hand.tell(Event::Stored { id }),
            Command::Send(request) => {
                assert_eq!((progress.submissions, progress.file_bytes), (2, 11_100));
                let answer = match is_greeting(&request) {
                    true => greeting(false),
                    false => status(201),
                };
                let id = request.id;
                hand.tell(Event::Response { id, answer })
            }
            other => panic!("{other:?}"),
        };
    }
    assert_eq!(seen, [(0, 100), (1, 1_100), (2, 11_100), (0, 0)]);
}

#[test]
fn answers_to_something_else_change_nothing() {
    let (mut hand, first) = Hand::start(start(vec![item(1, &[])]));
    assert!(hand.machine.is_running());
    let Command::Send(greeted) = first else {
        panic!("{first:?}")
    };
    let answer = || greeting(false);
    let (id, other) = (greeted.id, greeted.id + 1);
    hand.tell_in_vain(Event::Response {
        id: other,
        answer: answer(),
    });
    hand.tell_in_vain(Event::Failed {
        id: other,
        failure: Failure::Cut,
    });
    hand.tell_in_vain(Event::Stored { id });
    hand.tell_in_vain(Event::StoreFailed { id });
    hand.tell_in_vain(Event::HandedOver { id });
    hand.tell_in_vain(Event::Start(Box::new(start(vec![]))));
    let store = hand.tell(Event::Response {
        id,
        answer: answer(),
    });
    let Command::Store { id: write, .. } = store else {
        panic!("{store:?}")
    };
    // Each command has a number of its own, so that a late answer is known for what it is.
    assert_ne!(write, id);
    hand.tell_in_vain(Event::Response {
        id,
        answer: answer(),
    });
    hand.tell_in_vain(Event::Stored { id: write + 1 });
    hand.tell_in_vain(Event::StoreFailed { id: write + 1 });
    let post = hand.tell(Event::Stored { id: write });
    let Command::Send(post) = post else {
        panic!("{post:?}")
    };
    assert!(post.id != write && post.id != id);
    hand.tell_in_vain(Event::Response {
        id: write,
        answer: status(201),
    });
    let stored = hand.tell(Event::Response {
        id: post.id,
        answer: status(201),
    });
    assert!(matches!(stored, Command::Store { .. }), "{stored:?}");
}

#[test]
fn the_stage_says_what_is_done_now() {
    let mut waiting = item(1, &[100_000]);
    waiting.offered = true;
    let asked = Start {
        check_forms: true,
        ..start(vec![waiting])
    };
    let (mut hand, mut command) = Hand::start(asked);
    let mut stages = Vec::new();
    let mut failed = false;
    while !matches!(command, Command::Finished(_)) {
        let stage = hand.machine.progress().stage;
        command = match command {
            Command::Store { id, .. } => hand.tell(Event::Stored { id }),
            Command::Wait(until) => {
                stages.push(format!("wait: {stage:?}"));
                hand.now = until.0;
                hand.tell(Event::Tick)
            }
            Command::Send(request) => {
                let url = request.url.reveal().to_owned();
                let what = match &request.body {
                    RequestBody::Submission(post) => format!("post {}", post.files.len()),
                    _ => url.rsplit('/').next().unwrap().to_owned(),
                };
                stages.push(format!("{what}: {stage:?}"));
                let id = request.id;
                let bytes = |status, text: &str| Answer {
                    status,
                    body: AnswerBody::Bytes(text.as_bytes().to_vec()),
                    ..Answer::default()
                };
                let answer = if is_greeting(&request) {
                    greeting(true)
                } else if url.contains("changes") && !failed {
                    failed = true;
                    status(503)
                } else if url.contains("changes") {
                    bytes(200, r#"{"cursor":"1.0","upToDate":true}"#)
                } else if url.contains("formList") {
                    bytes(200, "<xforms/>")
                } else if posted(&request).is_some() {
                    let receipt = Receipt {
                        instance_id: self::id(1),
                        xml_sha256: Sha256::of(&[1]),
                        kept_xml_sha256: None,
                        files: Vec::new(),
                        missing: Vec::new(),
                        aside: Vec::new(),
                    };
                    match &request.body {
                        RequestBody::Submission(post) if post.files.is_empty() => {
                            bytes(201, &Response::success("", Some(receipt)).to_xml())
                        }
                        _ => status(409),
                    }
                } else {
                    status(404)
                };
                hand.tell(Event::Response { id, answer })
            }
            other => panic!("{other:?}"),
        };
    }
    assert_eq!(hand.machine.progress().stage, Stage::Idle);
    assert!(!hand.machine.is_running());
    assert_eq!(
        stages,
        [
            "submission: Greeting",
            "uuid%3A1: Reports",
            "post 0: Reports",
            "changes?limit=200: Changes",
            "wait: Waiting",
            "changes?limit=200: Changes",
            "formList: Forms",
            "post 1: Media",
        ]
    );
}
