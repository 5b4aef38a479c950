//! What the tests of the machine begin with: submissions, a session, and the shortest answers.

// Each test program takes what it needs.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use farola_model::{InstanceId, Md5, Sha256, Timestamp};
use farola_protocol::Enrolment;
use farola_sync::command::Method;
use farola_sync::*;

pub const BASE: &str = "http://127.0.0.1:9/v1/key/k/projects/1";

pub fn id(n: u8) -> InstanceId {
    InstanceId::new(format!("uuid:{n}"))
}

/// A submission of 5,000 bytes with files of these sizes, nothing of it sent.
pub fn item(n: u8, files: &[u64]) -> OutboxItem {
    let file = |(index, size): (usize, &u64)| OutboxFile {
        name: format!("{index}.jpg"),
        sha256: Sha256::of(&[n, u8::try_from(index).unwrap()]),
        size: *size,
        sent: false,
        in_flight: false,
    };
    OutboxItem {
        instance_id: id(n),
        deprecated_id: None,
        xml_sha256: Sha256::of(&[n]),
        xml_size: 5_000,
        files: files.iter().enumerate().map(file).collect(),
        offered: false,
        body_stored: false,
        attempts: 0,
        next_attempt: Timestamp(0),
    }
}

/// A session with these submissions, no forms, and a feed that was never read.
pub fn start(outbox: Vec<OutboxItem>) -> Start {
    Start {
        enrolment: Enrolment::from_url(BASE).unwrap(),
        outbox,
        forms: Vec::new(),
        cursor: None,
        retry_now: false,
        check_forms: false,
        spare_media: false,
        nonce_seed: [7; 32],
        spoke_as_hub: false,
        hand_over: None,
    }
}

pub fn status(status: u16) -> Answer {
    Answer {
        status,
        ..Answer::default()
    }
}

pub fn ok(bytes: impl Into<Vec<u8>>) -> Answer {
    Answer {
        body: AnswerBody::Bytes(bytes.into()),
        ..status(200)
    }
}

pub fn staged(bytes: &[u8]) -> Answer {
    Answer {
        body: AnswerBody::Staged {
            md5: Md5::of(bytes),
            sha256: Sha256::of(bytes),
            size: bytes.len() as u64,
        },
        ..status(200)
    }
}

pub struct Played {
    pub report: Report,
    pub requests: Vec<String>,
    pub writes: Vec<StoreCommand>,
    pub waits: usize,
}

/// A whole session with a server that answers the greeting as a hub or not, and all else by its
/// path. Pauses pass at once.
pub fn play(
    start: Start,
    hub: bool,
    mut server: impl FnMut(&str) -> Result<Answer, Failure>,
) -> Played {
    let mut machine = Machine::new(Config::default(), 1);
    let (mut requests, mut writes, mut waits) = (Vec::new(), Vec::new(), 0);
    let (mut now, mut event) = (1_000, Event::Start(Box::new(start)));
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
                let id = request.id;
                let greeting = Answer {
                    hub: hub.then(|| "1".to_owned()),
                    ..status(204)
                };
                let path = request.url.reveal().trim_start_matches(BASE).to_owned();
                let answer = match request.method {
                    Method::Head => Ok(greeting),
                    _ => server(&path),
                };
                requests.push(path);
                match answer {
                    Ok(answer) => Event::Response { id, answer },
                    Err(failure) => Event::Failed { id, failure },
                }
            }
        };
    }
    panic!("endless: {requests:?}")
}
