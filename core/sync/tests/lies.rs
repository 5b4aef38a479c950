//! Many seeds of one phone, its hub, and somebody between them who lies.
//!
//! The liar reads everything and answers what it likes: wrong receipts, none, old ones, receipts
//! under another hub's key, a plain server at the hub's address, true answers to other questions;
//! and shows the phone another hub's code, under which the phone holds what that hub says for true.
//! The store is a model here, with the two rules that hold then: what was sealed for one hub is not
//! offered to another, and leaves on no other hub's word (core/store, tests/contract/outbox.rs).
//! Checked in every run: nothing leaves the phone's outbox that the true hub does not hold byte
//! for byte at that moment, nothing is set aside, no message and no form comes that the hub did not
//! give; and once nobody lies any more everything arrives.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Md5, Sha256, Timestamp};
use farola_protocol::proof::{Asked, sign};
use farola_protocol::*;
use farola_sync::*;

mod support;
use support::BASE;

/// SplitMix64.
struct Rng(u64);
impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let place = self.below(all.len() as u64);
        all.get(usize::try_from(place).unwrap())
    }
}

type Held = BTreeMap<InstanceId, (Sha256, BTreeMap<String, Sha256>)>;

/// What a hub, true or not, answers before anybody signs it.
struct Hub {
    held: Held,
    form: Vec<u8>,
    feed: usize,
}

impl Hub {
    fn receipt(&self, id: &InstanceId) -> Option<Receipt> {
        let (xml, files) = self.held.get(id)?;
        let file = |(name, sha256): (&String, &Sha256)| ReceiptFile {
            name: name.clone(),
            sha256: *sha256,
            size: 1,
        };
        Some(Receipt {
            instance_id: id.clone(),
            xml_sha256: *xml,
            kept_xml_sha256: None,
            files: files.iter().map(file).collect(),
            missing: Vec::new(),
            aside: Vec::new(),
        })
    }

    fn serve(&mut self, request: &Request, address: &str) -> Answer {
        if let RequestBody::Submission(post) = &request.body {
            let held = self.held.entry(post.instance_id.clone());
            let held = held.or_insert_with(|| (post.xml_sha256, BTreeMap::new()));
            held.1.extend(post.files.iter().cloned());
            let receipt = self.receipt(&post.instance_id);
            return answer(201, Response::success("ok", receipt).to_xml());
        }
        let path = address.strip_prefix(BASE).expect("stays on the server");
        if path == "/submission" {
            return Answer {
                accept_content_length: Some("100000000".into()),
                ..answer(204, "")
            };
        }
        if let Some(id) = path.strip_prefix("/farola/receipts/") {
            let id = InstanceId::new(id.replace("%3A", ":"));
            return match self.receipt(&id) {
                Some(receipt) => answer(200, serde_json::to_vec(&receipt).unwrap()),
                None => answer(404, "{}"),
            };
        }
        if path.starts_with("/farola/changes") {
            let since = path
                .split("since=")
                .nth(1)
                .map_or(0, |n| n.parse().unwrap());
            return answer(200, serde_json::to_vec(&page(since, self.feed)).unwrap());
        }
        if path == "/formList" {
            let forms = vec![FormListEntry {
                form: form(),
                name: "F".into(),
                hash: Some(Md5::of(&self.form)),
                download_url: format!("{BASE}/forms/f.xml"),
                manifest_url: None,
                description: None,
            }];
            return answer(200, FormList { forms }.to_xml());
        }
        assert_eq!(path, "/forms/f.xml");
        answer(200, self.form.clone())
    }
}

fn form() -> FormRef {
    FormRef {
        id: FormId::new("f"),
        version: FormVersion::new("1"),
    }
}

fn page(since: usize, to: usize) -> ChangesPage {
    let entry = |seq: usize| {
        Change::Review(ReviewChange {
            seq: seq as u64,
            instance_id: InstanceId::new(format!("uuid:old{seq}")),
            xml_sha256: Sha256::of(b""),
            state: "approved".into(),
            reason: None,
            comments: Vec::new(),
        })
    };
    ChangesPage {
        entries: (since + 1..=to).map(entry).collect(),
        cursor: Some(to.to_string()),
        up_to_date: true,
        must_refetch: false,
    }
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer {
        status,
        hub: Some("1".into()),
        body: AnswerBody::Bytes(body.into()),
        ..Answer::default()
    }
}

fn signed(signer: &HubSigner, request: &Request, address: &str, mut answer: Answer) -> Answer {
    let signature = request.nonce.and_then(|nonce| {
        let method = request.method.name();
        let asked = Asked {
            method,
            address,
            nonce,
        };
        sign(signer, &asked, &answer.answered())
    });
    answer.signature = signature.map(|signature| signature.to_string());
    answer
}

struct World {
    rng: Rng,
    now: i64,
    key: Option<HubKey>,
    truth: (HubSigner, Hub),
    /// A hub that says it has everything, at the true one's address.
    other: (HubSigner, Hub),
    /// What the liar saw go by: answers that were true once.
    seen: Vec<Answer>,
    outbox: Vec<OutboxItem>,
    cursor: Option<String>,
    applied: usize,
    lies: u64,
    /// Words that the store did not take for the true hub's.
    refused: u64,
    /// What a lie reached, where it reached something.
    fooled: Vec<&'static str>,
}

impl World {
    fn new(seed: u64, has_key: bool) -> Self {
        let mut rng = Rng(seed);
        let truth = HubSigner::from_seed(&[1; 32]).unwrap();
        let outbox: Vec<OutboxItem> = (0..=rng.below(4))
            .map(|n| {
                let sizes: Vec<u64> = (0..rng.below(3)).map(|_| rng.below(200_000)).collect();
                support::item(u8::try_from(n).unwrap(), &sizes)
            })
            .collect();
        let all = outbox.iter().map(|item| {
            let files = item
                .files
                .iter()
                .map(|file| (file.name.clone(), file.sha256));
            (item.instance_id.clone(), (item.xml_sha256, files.collect()))
        });
        let hub = |held: Held, form: &[u8], feed| Hub {
            held,
            form: form.to_vec(),
            feed,
        };
        Self {
            key: has_key.then(|| truth.key()),
            other: (
                HubSigner::from_seed(&[2; 32]).unwrap(),
                hub(all.collect(), b"<other/>", 9),
            ),
            truth: (truth, hub(BTreeMap::new(), b"<form/>", 3)),
            rng,
            now: 1_000_000,
            seen: Vec::new(),
            outbox,
            cursor: None,
            applied: 0,
            lies: 0,
            refused: 0,
            fooled: Vec::new(),
        }
    }

    fn truth(&mut self, request: &Request, address: &str) -> Answer {
        let answer = self.truth.1.serve(request, address);
        let answer = signed(&self.truth.0, request, address, answer);
        self.seen.push(answer.clone());
        answer
    }

    /// What comes back to the phone where somebody lies.
    fn lie(&mut self, request: &Request) -> Answer {
        self.lies += 1;
        let address = request.url.reveal().to_owned();
        let claim = self.other.1.serve(request, &address);
        match self.rng.below(13) {
            // Says that it has everything, and cannot sign.
            0 => claim,
            // So does another hub, with its own key.
            1 => signed(&self.other.0, request, &address, claim),
            // A claim under a signature that was right for something else.
            2 => Answer {
                signature: self
                    .rng
                    .one_of(&self.seen)
                    .and_then(|a| a.signature.clone()),
                ..claim
            },
            // An answer that was true once, perhaps before the hub lost what it had.
            3 | 4 => match self.rng.one_of(&self.seen) {
                Some(old) => old.clone(),
                None => claim,
            },
            // A plain server: no receipts, no feed, no key.
            5 | 6 => Answer {
                hub: None,
                body: AnswerBody::Bytes(match &request.body {
                    RequestBody::Submission(_) => Response::success("ok", None).to_xml().into(),
                    _ => claim.bytes().to_vec(),
                }),
                ..claim
            },
            // The hub did its part, and signed the answer to another question with this nonce.
            7 => {
                let ids: Vec<_> = self.truth.1.held.keys().cloned().collect();
                let other = match self.rng.one_of(&ids) {
                    Some(id) => format!("{BASE}/farola/receipts/{id}"),
                    None => format!("{BASE}/farola/changes?limit=200"),
                };
                let asked = Request {
                    method: Method::Get,
                    body: RequestBody::Empty,
                    ..request.clone()
                };
                self.truth(&asked, &other)
            }
            // The true answer with a part exchanged.
            8 => Answer {
                body: claim.body,
                ..self.truth(request, &address)
            },
            // What refuses for good where it is believed.
            9 => {
                let status = [400, 401, 403, 404, 405, 409, 413];
                answer(*self.rng.one_of(&status).unwrap(), "{}")
            }
            // The hub of before, which has it all and gives no receipt.
            10 => Answer {
                body: AnswerBody::Bytes(Response::success("ok", None).to_xml().into()),
                ..answer(202, "")
            },
            // A receipt for something else, whoever signs it.
            11 => {
                let wrong = self.wrong(request);
                match self.rng.below(3) {
                    0 => wrong,
                    1 => signed(&self.other.0, request, &address, wrong),
                    _ => Answer {
                        signature: self.truth(request, &address).signature,
                        ..wrong
                    },
                }
            }
            // To another phone's door, or to the feed's beginning.
            _ => Answer {
                location: Some(format!("{BASE}/farola/changes?limit=200")),
                ..answer(302, "")
            },
        }
    }

    /// A receipt that names other bytes, and more files than there are.
    fn wrong(&mut self, request: &Request) -> Answer {
        let RequestBody::Submission(post) = &request.body else {
            return answer(200, "{}");
        };
        let receipt = Receipt {
            instance_id: post.instance_id.clone(),
            xml_sha256: Sha256::of(b"other"),
            files: vec![ReceiptFile {
                name: "other.jpg".into(),
                sha256: Sha256::of(b"other"),
                size: 5,
            }],
            missing: Vec::new(),
            aside: Vec::new(),
            kept_xml_sha256: None,
        };
        answer(201, Response::success("ok", Some(receipt)).to_xml())
    }

    /// Does what is asked, as the store does; says whether it was done.
    fn apply(&mut self, command: StoreCommand, lying: bool) -> bool {
        match command {
            // What was sealed for a hub with a key leaves on that hub's signed word alone.
            StoreCommand::Acknowledge { word, .. }
                if self.key.is_some_and(
                    |key| !matches!(&word, Word::Proven(receipt) if *receipt.hub() == key),
                ) =>
            {
                self.refused += 1;
                return false;
            }
            StoreCommand::Acknowledge { instance_id, .. } => {
                let place = self
                    .outbox
                    .iter()
                    .position(|i| i.instance_id == instance_id);
                let item = self.outbox.remove(place.expect("acknowledged once"));
                let held = self.truth.1.held.get(&instance_id);
                let is_held = held.is_some_and(|(xml, files)| {
                    let file = |f: &OutboxFile| files.get(&f.name) == Some(&f.sha256);
                    *xml == item.xml_sha256 && item.files.iter().all(file)
                });
                if !is_held {
                    self.fooled
                        .push("a record is gone that the hub does not hold");
                }
            }
            StoreCommand::Wedge { .. } if lying => self.fooled.push("a record is set aside"),
            StoreCommand::Wedge { problem, .. } => panic!("set aside: {problem}"),
            StoreCommand::Offer { instance_id } => self.item(&instance_id).offered = true,
            StoreCommand::MarkStored { instance_id, files } => {
                let item = self.item(&instance_id);
                item.body_stored = true;
                for file in &mut item.files {
                    file.sent = files.contains(&file.name);
                }
            }
            StoreCommand::Postpone {
                instance_id, until, ..
            } => self.item(&instance_id).next_attempt = until,
            StoreCommand::ApplyChanges { page } => {
                self.applied += page.entries.len();
                self.cursor = page.cursor;
                if self.applied > self.truth.1.feed {
                    self.fooled.push("a message came that the hub did not send");
                }
            }
            StoreCommand::EpochChanged => panic!("no hub said so"),
            StoreCommand::StoreForm { xml, .. } => {
                if xml.is_some_and(|xml| xml != self.truth.1.form) {
                    self.fooled.push("a form came that the hub did not give");
                }
            }
        }
        true
    }

    /// Somebody shows the phone another hub's code; what that hub says counts, under its own key,
    /// for all but the records of the true one. Where `leaks`, the store fails to keep them back.
    fn shown_another_code(&mut self, leaks: bool) {
        let outbox = self.outbox.clone();
        let before: Vec<_> = outbox.iter().map(|item| item.instance_id.clone()).collect();
        let refused = self.refused;
        let start = Start {
            enrolment: Enrolment::at(BASE, Some(self.other.0.key())).unwrap(),
            retry_now: true,
            nonce_seed: [9; 32],
            ..support::start(if leaks { outbox } else { Vec::new() })
        };
        let mut machine = Machine::new(Config::default(), 1);
        let mut event = Event::Start(Box::new(start));
        loop {
            let mut commands = machine.handle(Timestamp(self.now), event);
            self.now += 10;
            event = match commands.remove(0) {
                Command::Finished(_) => break,
                Command::Wait(until) => {
                    self.now = until.0;
                    Event::Tick
                }
                Command::HandOver { id, .. } => Event::NotHandedOver { id },
                Command::Store { id, command } => match command {
                    StoreCommand::Acknowledge { .. } if !self.apply(command.clone(), true) => {
                        Event::StoreFailed { id }
                    }
                    _ => Event::Stored { id },
                },
                Command::Send(request) => {
                    assert!(
                        leaks || !matches!(request.body, RequestBody::Submission(_)),
                        "nothing of the true hub is offered to another"
                    );
                    let address = request.url.reveal().to_owned();
                    let claim = self.other.1.serve(&request, &address);
                    let answer = signed(&self.other.0, &request, &address, claim);
                    let id = request.id;
                    Event::Response { id, answer }
                }
            };
        }
        let after: Vec<_> = self
            .outbox
            .iter()
            .map(|item| item.instance_id.clone())
            .collect();
        assert_eq!(before, after, "another hub takes nothing over");
        assert!(!leaks || before.is_empty() || self.refused > refused);
        // Joined again, the feed begins anew.
        self.cursor = None;
        self.applied = 0;
    }

    fn item(&mut self, id: &InstanceId) -> &mut OutboxItem {
        let mut items = self.outbox.iter_mut();
        items
            .find(|item| item.instance_id == *id)
            .expect("in the outbox")
    }

    fn session(&mut self, lies: u64) -> Report {
        let mut nonce_seed = [0; 32];
        nonce_seed.fill_with(|| u8::try_from(self.rng.below(256)).unwrap());
        let mut machine = Machine::new(Config::default(), self.rng.below(u64::MAX));
        let start = Start {
            enrolment: Enrolment::at(BASE, self.key).unwrap(),
            cursor: self.cursor.clone(),
            retry_now: true,
            check_forms: true,
            nonce_seed,
            ..support::start(self.outbox.clone())
        };
        let mut event = Event::Start(Box::new(start));
        for _ in 0..2_000 {
            let mut commands = machine.handle(Timestamp(self.now), event);
            self.now += 10;
            event = match commands.remove(0) {
                Command::Finished(report) => return *report,
                Command::Wait(until) => {
                    self.now = until.0;
                    Event::Tick
                }
                Command::HandOver { id, .. } => Event::NotHandedOver { id },
                Command::Store { id, command } => match self.apply(command, lies > 0) {
                    true => Event::Stored { id },
                    false => Event::StoreFailed { id },
                },
                Command::Send(request) => {
                    let answer = if self.rng.chance(lies) {
                        self.lie(&request)
                    } else {
                        let address = request.url.reveal().to_owned();
                        self.truth(&request, &address)
                    };
                    let id = request.id;
                    Event::Response { id, answer }
                }
            };
        }
        panic!("a session must end");
    }
}

fn run(seed: u64, has_key: bool) -> World {
    let mut world = World::new(seed, has_key);
    for _ in 0..=world.rng.below(8) {
        let lies = [10, 40, 100][usize::try_from(seed % 3).unwrap()];
        world.session(lies);
        if has_key && world.rng.chance(30) {
            let leaks = world.rng.chance(50);
            world.shown_another_code(leaks);
        }
        // Restored from a backup: what was there is not there any more.
        if world.rng.chance(30) {
            let outbox = &world.outbox;
            let waits = |id: &InstanceId| outbox.iter().any(|item| item.instance_id == *id);
            world.truth.1.held.retain(|id, _| !waits(id));
        }
    }
    world
}

#[test]
fn no_lie_removes_a_record_over_a_thousand_seeds() {
    let (mut lies, mut arrived, mut refused) = (0, 0, 0);
    for seed in 0..1_000 {
        let mut world = run(seed, true);
        assert!(world.fooled.is_empty(), "seed {seed}: {:?}", world.fooled);
        lies += world.lies;
        refused += world.refused;
        // And then nobody lies.
        for _ in 0..2 {
            world.session(0);
        }
        let report = world.session(0);
        assert_eq!(report.outcome, Outcome::Complete, "seed {seed}");
        assert!(world.outbox.is_empty(), "seed {seed}");
        assert_eq!(world.applied, 3, "seed {seed}");
        assert!(world.fooled.is_empty(), "seed {seed}: {:?}", world.fooled);
        arrived += world.truth.1.held.len();
    }
    assert!(
        lies > 3_000 && arrived > 1_500 && refused > 100,
        "{lies} lies, {arrived} arrived, {refused} words of another hub refused"
    );
}

/// The same lies, told to a phone that has no key of its hub: they reach all that they are for.
#[test]
fn without_a_key_the_same_lies_are_believed() {
    let fooled: Vec<_> = (0..100).flat_map(|seed| run(seed, false).fooled).collect();
    for lie in [
        "a record is gone that the hub does not hold",
        "a record is set aside",
        "a message came that the hub did not send",
        "a form came that the hub did not give",
    ] {
        assert!(fooled.contains(&lie), "{lie}");
    }
}

/// A session with one record of one photo, in which the requests from `place` on are answered with
/// `said`, and those before by the hub.
fn told(key: Option<HubKey>, place: usize, said: &Answer) -> (Report, Vec<StoreCommand>) {
    let signer = HubSigner::from_seed(&[1; 32]).unwrap();
    let mut hub = World::new(0, true).truth.1;
    let mut machine = Machine::new(Config::default(), 1);
    let start = Start {
        enrolment: Enrolment::at(BASE, key).unwrap(),
        spoke_as_hub: key.is_none(),
        ..support::start(vec![support::item(1, &[9_000])])
    };
    let (mut event, mut stored, mut asked) = (Event::Start(Box::new(start)), Vec::new(), 0);
    let mut now = 0;
    loop {
        event = match machine.handle(Timestamp(now), event).remove(0) {
            Command::Finished(report) => return (*report, stored),
            Command::Wait(until) => {
                now = until.0;
                Event::Tick
            }
            Command::HandOver { id, .. } => Event::NotHandedOver { id },
            Command::Store { id, command } => {
                stored.push(command);
                Event::Stored { id }
            }
            Command::Send(request) => {
                let (id, address) = (request.id, request.url.reveal().to_owned());
                let answer = if asked < place {
                    signed(&signer, &request, &address, hub.serve(&request, &address))
                } else {
                    said.clone()
                };
                asked += 1;
                assert!(asked < 50, "endless");
                Event::Response { id, answer }
            }
        };
    }
}

fn code(report: &Report) -> &'static str {
    use farola_model::Coded as _;
    match report.outcome {
        Outcome::Paused(problem) => problem.code(),
        Outcome::Complete => "complete",
        Outcome::Cancelled => "cancelled",
    }
}

/// What anybody on the way may say without proof: that the network wants a sign-in, and later.
#[test]
fn without_proof_a_session_waits_or_ends_and_nothing_else() {
    let key = HubSigner::from_seed(&[1; 32]).unwrap().key();
    let plain = |status| Answer {
        hub: None,
        ..answer(status, "")
    };
    let page = |status| answer(status, "<html>Sign in");
    let moved = |to: &str| Answer {
        location: Some(to.to_owned()),
        ..plain(307)
    };
    let receipt = {
        let mut hub = World::new(0, true).truth.1;
        let item = support::item(1, &[9_000]);
        let files = item
            .files
            .iter()
            .map(|f| (f.name.clone(), f.sha256))
            .collect();
        hub.held
            .insert(item.instance_id.clone(), (item.xml_sha256, files));
        Response::success("ok", hub.receipt(&item.instance_id)).to_xml()
    };
    let (unproven, portal) = ("network.unproven", "network.captive_portal");
    for (place, said, expect) in [
        (0, plain(204), unproven),
        (0, answer(204, ""), unproven),
        (0, plain(404), unproven),
        (0, plain(405), unproven),
        (0, plain(401), unproven),
        (0, plain(403), unproven),
        (0, plain(413), unproven),
        (0, page(404), portal),
        (0, page(200), portal),
        (0, plain(511), portal),
        (0, moved("https://login.example/"), portal),
        (0, moved("/v1/key/k/projects/2/submission"), portal),
        (0, plain(503), "server.failed"),
        (0, plain(429), "server.too_many_requests"),
        (1, answer(201, receipt), unproven),
        (1, answer(202, ""), unproven),
        (1, answer(400, ""), unproven),
        (1, answer(409, ""), unproven),
        (1, page(201), portal),
        (1, plain(413), unproven),
    ] {
        let (report, stored) = told(Some(key), place, &said);
        assert_eq!(code(&report), expect, "{place} {said:?}");
        let harmless = |command: &StoreCommand| {
            matches!(
                command,
                StoreCommand::Offer { .. } | StoreCommand::Postpone { .. }
            )
        };
        assert!(stored.iter().all(harmless), "{place} {said:?}: {stored:?}");
        assert!(report.delivered.is_empty() && report.wedged.is_empty());
    }
}

/// A phone of before has no key, but it knows what it spoke to.
#[test]
fn where_a_hub_spoke_no_plain_server_is_spoken_to() {
    let plain = |status| Answer {
        hub: None,
        ..answer(status, "")
    };
    for said in [plain(204), plain(404), plain(405)] {
        let (report, stored) = told(None, 0, &said);
        assert_eq!(code(&report), "network.unproven", "{said:?}");
        assert!(stored.is_empty());
    }
}
