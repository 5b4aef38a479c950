//! How often a hub asks its PostgreSQL and waits for the answer, counted between the two: with a
//! database on another machine each of these is the way there and back, and of those in a write
//! all hubs wait for each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use farola_hub_store::Place;
use farola_hub_store::app_user::KeyDigest;
use farola_hub_store::submission::Arrival;
use farola_model::{FormId, FormVersion, Sha256};
use farola_protocol::review::ReviewAction;
use rig::Beside;
use rig::hub::*;

mod rig;

/// The lock under which hubs write (`postgres.rs`).
const WRITERS: i64 = 0x0066_6172_6f6c_6100;

/// What the hub said to the server.
#[derive(Default)]
struct Wire {
    /// Messages behind which it waits: a text of statements, or the end of a prepared one.
    waits: AtomicUsize,
    /// Statements that were prepared.
    prepared: AtomicUsize,
}

impl Wire {
    /// Hands bytes on between hubs and the socket of a server.
    fn listen(self: &Arc<Self>, socket: String) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let wire = Arc::clone(self);
        std::thread::spawn(move || {
            for hub in listener.incoming().flatten() {
                let (wire, server) = (Arc::clone(&wire), UnixStream::connect(&socket));
                std::thread::spawn(move || wire.join(hub, server.unwrap()));
            }
        });
        address
    }

    fn join(&self, mut hub: TcpStream, mut server: UnixStream) {
        hub.set_nodelay(true).unwrap();
        let (mut back, mut to_hub) = (server.try_clone().unwrap(), hub.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut back, &mut to_hub);
            let _ = to_hub.shutdown(Shutdown::Both);
        });
        let (mut bytes, mut said) = (vec![0; 64 * 1024], Vec::new());
        let mut is_greeted = false;
        while let Ok(read @ 1..) = hub.read(&mut bytes) {
            said.extend_from_slice(&bytes[..read]);
            while let Some((kind, length)) = message(&said, is_greeted) {
                is_greeted = true;
                said.drain(..length);
                match kind {
                    b'Q' | b'S' => self.waits.fetch_add(1, Ordering::SeqCst),
                    b'P' => self.prepared.fetch_add(1, Ordering::SeqCst),
                    _ => 0,
                };
            }
            if server.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    }
}

/// The kind and the length of a whole message; the first one of a connection has no kind.
fn message(said: &[u8], is_greeted: bool) -> Option<(u8, usize)> {
    let at = usize::from(is_greeted);
    let length = said.get(at..at + 4)?.try_into().unwrap();
    let whole = at + u32::from_be_bytes(length) as usize;
    let kind = if is_greeted { said[0] } else { 0 };
    (said.len() >= whole).then_some((kind, whole))
}

struct Counted {
    hub: Hub,
    wire: Arc<Wire>,
    url: String,
}

/// A hub that reaches its database through [`Wire`], and did everything once.
fn counted() -> Counted {
    let url = rig::database();
    let (socket, name) = url
        .strip_prefix("postgres://farola@")
        .unwrap()
        .split_once('/')
        .unwrap();
    let socket = format!("{}/.s.PGSQL.5432", socket.replace("%2F", "/"));
    let wire = Arc::new(Wire::default());
    let through = wire.listen(socket);
    let dir = tempfile::tempdir().unwrap();
    let place = Place::folder(dir.path());
    let place = place.with_database(&format!("postgres://farola@{through}/{name}"));
    let counted = Counted {
        hub: hub_at(dir, &place.unwrap(), Beside::Postgres(url.clone())),
        wire,
        url,
    };
    for number in 0..8 {
        counted.knows();
        counted.takes(number);
    }
    // What was here already, once more.
    counted.takes(7);
    counted
}

impl Counted {
    /// What every arrival asks before it is written.
    fn knows(&self) {
        let store = &self.hub.store;
        let key = KeyDigest(Sha256::of(b"t1"));
        assert!(store.find_app_user(ONE, key).unwrap().is_some());
        let (form, version) = (FormId::new("f"), FormVersion::new("1"));
        store.match_form(ONE, &form, &version).unwrap();
    }

    fn takes(&self, number: usize) {
        let arrival = self.hub.arrival(number);
        self.hub.store.accept_submission(arrival).wait().unwrap();
    }

    /// How often the hub waited for its database while it did that, without preparing anything.
    fn waits(&self, work: impl FnOnce()) -> usize {
        let of = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
        let (waits, prepared) = (of(&self.wire.waits), of(&self.wire.prepared));
        work();
        assert_eq!(of(&self.wire.prepared), prepared, "prepared anew");
        of(&self.wire.waits) - waits
    }
}

/// Statements of an arrival without files: is it here, its counters, the record, its version, what
/// lists show, its words, a line of the history, and that the phone was heard from.
const OF_AN_ARRIVAL: usize = 9;

#[test]
fn an_arrival_waits_for_its_statements_and_for_little_else() {
    let counted = counted();
    assert_eq!(counted.waits(|| counted.knows()), 2, "one each");
    let arrival = counted.hub.arrival(100);
    let alone = counted.waits(|| {
        let accepted = counted.hub.store.accept_submission(arrival);
        accepted.wait().unwrap();
    });
    // The beginning with the lock and the savepoint, and the end.
    assert_eq!(alone, OF_AN_ARRIVAL + 2);
    let known = counted.hub.arrival(100);
    let again = counted.waits(|| {
        let accepted = counted.hub.store.accept_submission(known);
        accepted.wait().unwrap();
    });
    assert!(again < alone, "{again}");
}

/// And of one with a photo that its answers name: the name twice, the bytes, that they belong
/// together, that pictures are to be made, and what the receipt says.
const OF_A_PHOTO: usize = OF_AN_ARRIVAL + 6;

#[test]
fn a_photo_waits_for_six_statements_more() {
    let counted = counted();
    let with_photo = |number: usize| Arrival {
        expected: vec!["f.jpg".to_owned()],
        files: vec![
            counted
                .hub
                .file("f.jpg", format!("photo {number}").as_bytes()),
        ],
        ..counted.hub.arrival(number)
    };
    let take = |arrival: Arrival| {
        let accepted = counted.hub.store.accept_submission(arrival);
        assert_eq!(accepted.wait().unwrap().1.files.len(), 1);
    };
    take(with_photo(400));
    let arrival = with_photo(401);
    assert_eq!(counted.waits(|| take(arrival)), OF_A_PHOTO + 2);
}

#[test]
fn those_that_share_a_commit_wait_once_more_each() {
    const TOGETHER: usize = 32;
    let counted = counted();
    let mut beside = rig::beside(&counted.url);
    let lock = format!("SELECT pg_advisory_lock({WRITERS})");
    beside.batch_execute(&lock).unwrap();
    let arrivals: Vec<_> = (0..TOGETHER)
        .map(|n| counted.hub.arrival(200 + n))
        .collect();
    let waits = counted.waits(|| {
        let (tell, told) = std::sync::mpsc::channel();
        for arrival in arrivals {
            let tell = tell.clone();
            let accepted = counted.hub.store.accept_submission(arrival);
            accepted.submit(move |result| tell.send(result.map(|_| ())).unwrap());
        }
        // All of them wait behind the first, and it for the lock.
        let unlock = format!("SELECT pg_advisory_unlock({WRITERS})");
        beside.batch_execute(&unlock).unwrap();
        for _ in 0..TOGETHER {
            told.recv().unwrap().unwrap();
        }
    });
    // A savepoint for each but the first, which also ends the one before.
    assert_eq!(waits, TOGETHER * OF_AN_ARRIVAL + 2 + TOGETHER - 1);
}

/// A refused one among them takes nothing with it, and the next one begins behind it.
#[test]
fn one_that_is_refused_is_taken_back_with_the_next_step() {
    let counted = counted();
    let mut beside = rig::beside(&counted.url);
    let lock = format!("SELECT pg_advisory_lock({WRITERS})");
    beside.batch_execute(&lock).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    for number in 300..306 {
        let mut arrival = counted.hub.arrival(number);
        if number % 2 == 1 {
            // Of the id of another one, with other bytes: refused after it was looked up.
            arrival.instance_id = id(1);
        }
        let tell = tell.clone();
        let accepted = counted.hub.store.accept_submission(arrival);
        accepted.submit(move |result| tell.send((number, result.is_ok())).unwrap());
    }
    let unlock = format!("SELECT pg_advisory_unlock({WRITERS})");
    beside.batch_execute(&unlock).unwrap();
    let mut all: Vec<(usize, bool)> = (0..6).map(|_| told.recv().unwrap()).collect();
    all.sort_unstable();
    for (number, is_kept) in all {
        assert_eq!(is_kept, number % 2 == 0, "{number}");
        let there = counted.hub.store.open_record(ONE, &id(number)).is_ok();
        assert_eq!(there, is_kept, "{number}");
    }
    // And the hub goes on.
    let decision = counted.hub.decision(300, ReviewAction::Start, "d");
    counted.hub.store.decide(decision).wait().unwrap();
}
