//! What the tests of the machine begin with: submissions, a session, and the shortest answers.

// Each test program takes what it needs.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use farola_model::{InstanceId, Sha256, Timestamp};
use farola_protocol::Enrolment;
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
