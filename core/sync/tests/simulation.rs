//! Many seeds of one phone and one server with a bad network between them.
//!
//! Checked in every run: an acknowledgement is never given for what the server does not hold
//! byte for byte; nothing is created twice; a correction never comes before its base; the
//! change feed is applied once and in order; forms switch whole; and when the network is good
//! again everything arrives.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Md5, Sha256, Timestamp};
use farola_protocol::*;
use farola_sync::*;

/// SplitMix64.
struct Rng(u64);
impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const BASE: &str = "http://127.0.0.1:9/v1/key/k/projects/1";

#[derive(Default)]
struct Held {
    xml: Option<Sha256>,
    files: BTreeMap<String, Sha256>,
}

/// List entry, XML, files by name.
type ServedForm = (FormListEntry, Vec<u8>, Vec<(String, Vec<u8>)>);

struct Server {
    hub: bool,
    limit: u64,
    held: BTreeMap<InstanceId, Held>,
    created: Vec<InstanceId>,
    expected: BTreeMap<InstanceId, OutboxItem>,
    forms: Vec<ServedForm>,
    feed: Vec<ReviewChange>,
    epoch: u32,
    takes_parcels: bool,
    parcels: BTreeMap<ParcelId, ParcelSpec>,
}

impl Server {
    fn announced(&mut self, spec: &ParcelSpec) -> Answer {
        assert!(self.takes_parcels, "only a hub that says so is asked");
        let held = self.held.get(&spec.instance_id);
        let held = held.expect("a report comes before its parcels");
        assert_eq!(held.xml, Some(spec.xml_sha256));
        if held.files.contains_key(&spec.name) {
            return self.answer(409);
        }
        let json = format!(r#"{{"id":"{}"}}"#, spec.id);
        self.parcels.insert(spec.id, spec.clone());
        self.bytes(json.into_bytes())
    }

    /// The platform's upload, without the phone.
    fn upload(&mut self, id: ParcelId) {
        let Some(spec) = self.parcels.get(&id) else {
            return;
        };
        let held = self
            .held
            .get_mut(&spec.instance_id)
            .expect("announced for it");
        held.files.insert(spec.name.clone(), spec.sha256);
    }

    fn receipt(&self, id: &InstanceId) -> Option<Receipt> {
        let held = self.held.get(id)?;
        let expected = self.expected.get(id)?;
        let missing = expected
            .files
            .iter()
            .filter(|f| !held.files.contains_key(&f.name));
        Some(Receipt {
            instance_id: id.clone(),
            xml_sha256: held.xml?,
            kept_xml_sha256: None,
            files: held
                .files
                .iter()
                .map(|(name, sha256)| ReceiptFile {
                    name: name.clone(),
                    sha256: *sha256,
                    size: 1,
                })
                .collect(),
            missing: missing.map(|f| f.name.clone()).collect(),
            aside: Vec::new(),
        })
    }

    fn post(&mut self, post: &Post) -> Answer {
        let spec = self
            .expected
            .get(&post.instance_id)
            .cloned()
            .expect("known to the test");
        let size: u64 = spec.xml_size
            + spec
                .files
                .iter()
                .filter(|f| post.files.iter().any(|(n, _)| *n == f.name))
                .map(|f| f.size + 100)
                .sum::<u64>();
        if size > self.limit {
            return Answer {
                status: 413,
                ..Answer::default()
            };
        }
        if let Some(base) = &spec.deprecated_id {
            let whole = self.held.get(base).is_some_and(|h| h.xml.is_some());
            assert!(whole, "a correction came before its base");
        }
        let held = self.held.entry(post.instance_id.clone()).or_default();
        match held.xml {
            None => {
                held.xml = Some(post.xml_sha256);
                self.created.push(post.instance_id.clone());
            }
            Some(xml) => assert_eq!(xml, post.xml_sha256),
        }
        for (name, sha256) in &post.files {
            assert!(!name.contains('/'));
            held.files.insert(name.clone(), *sha256);
        }
        let receipt = self.hub.then(|| self.receipt(&post.instance_id)).flatten();
        let body = Response::success("ok", receipt).to_xml().into_bytes();
        Answer {
            status: 201,
            body: AnswerBody::Bytes(body),
            ..self.answer(201)
        }
    }

    fn answer(&self, status: u16) -> Answer {
        Answer {
            status,
            hub: self.hub.then(|| "1".into()),
            ..Answer::default()
        }
    }

    fn bytes(&self, bytes: Vec<u8>) -> Answer {
        Answer {
            body: AnswerBody::Bytes(bytes),
            ..self.answer(200)
        }
    }

    fn serve(&mut self, request: &Request) -> Answer {
        let url = request.url.reveal();
        let path = url.strip_prefix(BASE).expect("stays on the server");
        match &request.body {
            RequestBody::Submission(post) => return self.post(post),
            RequestBody::Announcement(spec) => return self.announced(spec),
            RequestBody::Empty => {}
        }
        if path == "/submission" {
            let limit = Some(self.limit.to_string());
            return Answer {
                accept_content_length: limit,
                parcels: self.takes_parcels.then(|| "1".into()),
                ..self.answer(204)
            };
        }
        if path == "/formList" {
            let forms = self.forms.iter().map(|(entry, ..)| entry.clone()).collect();
            return self.bytes(FormList { forms }.to_xml().into_bytes());
        }
        if let Some(rest) = path.strip_prefix("/farola/receipts/") {
            let id = InstanceId::new(rest.replace("%3A", ":"));
            return match self.receipt(&id) {
                Some(receipt) => self.bytes(serde_json::to_vec(&receipt).unwrap()),
                None => self.answer(404),
            };
        }
        if path.starts_with("/farola/changes") {
            return self.changes(path);
        }
        for (entry, xml, files) in &self.forms {
            let id = entry.form.id.as_str();
            if path == format!("/forms/{id}.xml") {
                return self.bytes(xml.clone());
            }
            if path == format!("/forms/{id}/manifest") {
                let files = files
                    .iter()
                    .map(|(name, bytes)| MediaFile {
                        name: name.clone(),
                        hash: Some(Md5::of(bytes)),
                        download_url: format!("{BASE}/forms/{id}/attachments/{name}"),
                        kind: None,
                        integrity_url: None,
                    })
                    .collect();
                return self.bytes(Manifest { files }.to_xml().into_bytes());
            }
            for (name, bytes) in files {
                if path == format!("/forms/{id}/attachments/{name}") {
                    let (md5, sha256) = (Md5::of(bytes), Sha256::of(bytes));
                    let body = AnswerBody::Staged {
                        md5,
                        sha256,
                        size: bytes.len() as u64,
                    };
                    return Answer {
                        body,
                        ..self.answer(200)
                    };
                }
            }
        }
        panic!("nothing is asked that does not exist: {path}");
    }

    fn changes(&self, path: &str) -> Answer {
        let since = path.split("since=").nth(1).map(|s| s.to_owned());
        let from = match since {
            None => 0,
            Some(cursor) => match cursor.split_once('.') {
                Some((epoch, seq)) if epoch == self.epoch.to_string() => seq.parse().unwrap(),
                _ => {
                    return self.bytes(serde_json::to_vec(&ChangesPage::must_refetch()).unwrap());
                }
            },
        };
        let entries: Vec<Change> = self
            .feed
            .iter()
            .skip(from)
            .take(3)
            .cloned()
            .map(Change::Review)
            .collect();
        let to = from + entries.len();
        let page = ChangesPage {
            entries,
            cursor: Some(format!("{}.{to}", self.epoch)),
            up_to_date: to == self.feed.len(),
            must_refetch: false,
        };
        self.bytes(serde_json::to_vec(&page).unwrap())
    }
}

#[derive(Default)]
struct Phone {
    outbox: Vec<OutboxItem>,
    acknowledged: BTreeSet<InstanceId>,
    wedged: BTreeMap<InstanceId, SyncProblem>,
    forms: Vec<KnownForm>,
    cursor: Option<String>,
    applied: Vec<u64>,
}

impl Phone {
    fn item(&mut self, id: &InstanceId) -> &mut OutboxItem {
        self.outbox
            .iter_mut()
            .find(|i| i.instance_id == *id)
            .expect("still in the outbox")
    }

    fn file(&mut self, parcel: &ParcelSpec) -> &mut OutboxFile {
        let mut files = self.item(&parcel.instance_id).files.iter_mut();
        files.find(|f| f.name == parcel.name).expect("a file of it")
    }

    fn apply(&mut self, command: StoreCommand, server: &Server) {
        match command {
            StoreCommand::Offer { instance_id } => self.item(&instance_id).offered = true,
            StoreCommand::MarkStored { instance_id, files } => {
                let held = &server.held[&instance_id];
                let item = self.item(&instance_id);
                assert!(held.xml.is_some());
                item.body_stored = true;
                for file in &mut item.files {
                    file.sent = files.contains(&file.name);
                    assert!(!file.sent || held.files.get(&file.name) == Some(&file.sha256));
                }
            }
            StoreCommand::Acknowledge {
                instance_id,
                xml_sha256,
                ..
            } => {
                let item = self.item(&instance_id).clone();
                let held = server
                    .held
                    .get(&instance_id)
                    .expect("acknowledged but not held");
                assert_eq!(held.xml, Some(xml_sha256), "acknowledged other bytes");
                for file in &item.files {
                    assert_eq!(held.files.get(&file.name), Some(&file.sha256), "file lost");
                }
                self.outbox.retain(|i| i.instance_id != instance_id);
                assert!(self.acknowledged.insert(instance_id), "acknowledged twice");
            }
            StoreCommand::Wedge {
                instance_id,
                problem,
            } => {
                self.outbox.retain(|i| i.instance_id != instance_id);
                self.wedged.insert(instance_id, problem);
            }
            StoreCommand::Postpone {
                instance_id, until, ..
            } => {
                let item = self.item(&instance_id);
                item.attempts += 1;
                item.next_attempt = until;
            }
            StoreCommand::ApplyChanges { page } => {
                for change in &page.entries {
                    let Change::Review(review) = change else {
                        continue;
                    };
                    self.applied.push(review.seq);
                }
                self.cursor = page.cursor;
            }
            StoreCommand::EpochChanged => {
                self.cursor = None;
                self.applied.clear();
            }
            StoreCommand::StoreForm { entry, xml, files } => {
                let on_server = server
                    .forms
                    .iter()
                    .find(|(e, ..)| e.form == entry.form)
                    .unwrap();
                let hash = match &xml {
                    Some(xml) => {
                        assert_eq!(*xml, on_server.1);
                        Md5::of(xml)
                    }
                    None => entry.hash.unwrap(),
                };
                let names: Vec<_> = files.iter().map(|f| (f.name.clone(), f.sha256)).collect();
                let there: Vec<_> = on_server
                    .2
                    .iter()
                    .map(|(n, b)| (n.clone(), Sha256::of(b)))
                    .collect();
                assert_eq!(names, there, "a form switched without all its files");
                self.forms.retain(|f| f.form.id != entry.form.id);
                self.forms.push(KnownForm {
                    form: entry.form,
                    hash,
                    files,
                });
            }
        }
    }
}

struct World {
    rng: Rng,
    now: i64,
    server: Server,
    phone: Phone,
    requests: u64,
    handed_over: u64,
}

#[expect(clippy::large_enum_variant, reason = "made once, moved once")]
enum Happens {
    Event(Event),
    Killed,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = Rng(seed);
        let hub = rng.chance(70);
        let limit = if rng.chance(50) { 140_000 } else { 100_000_000 };
        // Large enough for a parcel, where the server takes such files at all.
        let size = |rng: &mut Rng| match rng.chance(60) && limit > 1_000_000 {
            true => rng.below(900_000),
            false => rng.below(120_000),
        };
        let mut outbox: Vec<OutboxItem> = Vec::new();
        for n in 0..rng.below(8) {
            let files = (0..rng.below(5)).map(|f| OutboxFile {
                name: format!("f{f}.jpg"),
                sha256: Sha256::of(format!("{seed} {n} {f}").as_bytes()),
                size: size(&mut rng),
                sent: false,
                in_flight: false,
            });
            let files = files.collect();
            let base = outbox.last().map(|i: &OutboxItem| i.instance_id.clone());
            outbox.push(OutboxItem {
                instance_id: InstanceId::new(format!("uuid:{n}")),
                deprecated_id: base.filter(|_| rng.chance(30)),
                xml_sha256: Sha256::of(format!("{seed} {n}").as_bytes()),
                xml_size: 1_000 + rng.below(10_000),
                files,
                offered: false,
                body_stored: false,
                attempts: 0,
                next_attempt: Timestamp(0),
            });
        }
        let forms = (0..rng.below(4)).map(|n| {
            let id = format!("form{n}");
            let xml = format!("<h>{seed} {n}</h>").into_bytes();
            let files: Vec<_> = (0..rng.below(3))
                .map(|f| (format!("m{f}.csv"), format!("{seed} {n} {f}").into_bytes()))
                .collect();
            let entry = FormListEntry {
                form: FormRef {
                    id: FormId::new(&*id),
                    version: FormVersion::new("1"),
                },
                name: id.clone(),
                hash: Some(Md5::of(&xml)),
                download_url: format!("{BASE}/forms/{id}.xml"),
                manifest_url: (!files.is_empty()).then(|| format!("{BASE}/forms/{id}/manifest")),
                description: None,
            };
            (entry, xml, files)
        });
        let forms = forms.collect();
        let feed = (1..=rng.below(12)).map(|seq| ReviewChange {
            seq,
            instance_id: InstanceId::new(format!("uuid:old{seq}")),
            xml_sha256: Sha256::of(b""),
            state: "approved".into(),
            reason: None,
            comments: Vec::new(),
        });
        let feed = if hub { feed.collect() } else { Vec::new() };
        let expected = outbox
            .iter()
            .map(|i| (i.instance_id.clone(), i.clone()))
            .collect();
        let (held, created) = (BTreeMap::new(), Vec::new());
        let server = Server {
            hub,
            limit,
            held,
            created,
            expected,
            forms,
            feed,
            epoch: 1,
            takes_parcels: hub && rng.chance(60),
            parcels: BTreeMap::new(),
        };
        let phone = Phone {
            outbox,
            ..Phone::default()
        };
        Self {
            rng,
            now: 1_000_000,
            server,
            phone,
            requests: 0,
            handed_over: 0,
        }
    }

    /// One request over a network that fails in `percent` of the cases.
    fn network(&mut self, request: &Request, percent: u64) -> Happens {
        self.requests += 1;
        let id = request.id;
        if !self.rng.chance(percent) {
            return Happens::Event(Event::Response {
                id,
                answer: self.server.serve(request),
            });
        }
        let failed = |failure| Happens::Event(Event::Failed { id, failure });
        let reply = |answer| Happens::Event(Event::Response { id, answer });
        match self.rng.below(13) {
            0 => failed(Failure::Offline),
            1 => failed(Failure::Timeout),
            2 => failed(Failure::Cut),
            // It arrived, even twice, and the answer was lost.
            3 => {
                self.server.serve(request);
                failed(Failure::Cut)
            }
            4 => {
                self.server.serve(request);
                self.server.serve(request);
                failed(Failure::Timeout)
            }
            5 => {
                self.server.serve(request);
                Happens::Killed
            }
            6 => Happens::Killed,
            7 => {
                let body = AnswerBody::Bytes(b"<!DOCTYPE html><html>Sign in".to_vec());
                reply(Answer {
                    status: 200,
                    body,
                    ..Answer::default()
                })
            }
            8 => reply(Answer {
                status: 302,
                location: Some("http://portal.example/login".into()),
                ..Answer::default()
            }),
            9 => {
                let retry_after = self.rng.chance(50).then(|| self.rng.below(200).to_string());
                reply(Answer {
                    status: 503,
                    retry_after,
                    ..Answer::default()
                })
            }
            10 => failed(Failure::TooLarge),
            11 => reply(Answer {
                status: 400,
                problem: Some("request.torn_body".into()),
                ..Answer::default()
            }),
            _ => {
                // The server did its part; the answer's body was cut short.
                let mut answer = self.server.serve(request);
                if let AnswerBody::Bytes(bytes) = &mut answer.body {
                    bytes.truncate(bytes.len() / 2);
                }
                // A list cut short is never a list; a form cut short has the wrong hash.
                reply(answer)
            }
        }
    }

    fn session(&mut self, faults: u64) -> Option<Report> {
        let seed = self.rng.next();
        let mut machine = Machine::new(Config::default(), seed);
        let start = Start {
            enrolment: Enrolment::from_url(BASE).unwrap(),
            outbox: self.phone.outbox.clone(),
            forms: self.phone.forms.clone(),
            cursor: self.phone.cursor.clone(),
            retry_now: self.rng.chance(50) || faults == 0,
            check_forms: true,
            spare_media: false,
            nonce_seed: [7; 32],
            spoke_as_hub: false,
            hand_over: (faults > 0 && self.rng.chance(70)).then_some(ParcelRoom {
                files: 3,
                bytes: 1_500_000,
            }),
        };
        let mut events = vec![Event::Start(Box::new(start))];
        for step in 0.. {
            assert!(step < 3_000, "a session must end");
            let event = events.pop().expect("the machine always asks for something");
            let mut commands = machine.handle(Timestamp(self.now), event);
            // A late answer to something long gone changes nothing.
            if self.rng.chance(5) {
                let late = Event::Failed {
                    id: 999_999,
                    failure: Failure::Cut,
                };
                assert!(machine.handle(Timestamp(self.now), late).is_empty());
            }
            assert_eq!(commands.len(), 1);
            self.now += i64::try_from(self.rng.below(500)).unwrap();
            match commands.remove(0) {
                Command::Finished(report) => return Some(*report),
                Command::Wait(until) => {
                    assert!(until.0 > self.now - 500);
                    self.now = self.now.max(until.0);
                    events.push(Event::Tick);
                }
                Command::HandOver { id, parcel, url } => {
                    assert!(!url.reveal().contains("/key/"));
                    if self.rng.chance(20) {
                        events.push(Event::NotHandedOver { id });
                        continue;
                    }
                    self.phone.file(&parcel).in_flight = true;
                    self.handed_over += 1;
                    if self.rng.chance(3) {
                        return None; // killed after the platform took it
                    }
                    events.push(Event::HandedOver { id });
                }
                Command::Send(request) => match self.network(&request, faults) {
                    Happens::Killed => return None,
                    Happens::Event(event) => events.push(event),
                },
                Command::Store { id, command } => {
                    if faults > 0 && self.rng.chance(3) {
                        // A full disk, or a kill before the write.
                        if self.rng.chance(50) {
                            return None;
                        }
                        events.push(Event::StoreFailed { id });
                        continue;
                    }
                    self.phone.apply(command, &self.server);
                    if faults > 0 && self.rng.chance(3) {
                        return None; // killed after the write
                    }
                    events.push(Event::Stored { id });
                }
            }
        }
        unreachable!()
    }

    /// What the platform does between two sessions: uploads that arrive, fail, or go on.
    fn platform(&mut self, all_end: bool) {
        for item in &mut self.phone.outbox {
            let xml = item.xml_sha256;
            for file in item.files.iter_mut().filter(|f| f.in_flight) {
                let id = ParcelId::of("k", &xml, &file.name, &file.sha256);
                if self.rng.chance(40) {
                    self.server.upload(id);
                }
                // The shell may hear of the end much later than the hub.
                file.in_flight = !all_end && self.rng.chance(60);
            }
        }
    }

    fn check_end(&self, seed: u64) {
        assert!(
            self.phone.wedged.is_empty(),
            "seed {seed}: {:?}",
            self.phone.wedged
        );
        assert!(
            self.phone.outbox.is_empty(),
            "seed {seed}: something did not arrive"
        );
        let mut created = self.server.created.clone();
        created.sort();
        created.dedup();
        assert_eq!(
            created.len(),
            self.server.created.len(),
            "seed {seed}: created twice"
        );
        assert_eq!(
            self.phone.acknowledged.len(),
            self.server.expected.len(),
            "seed {seed}"
        );
        let seqs: Vec<u64> = self.server.feed.iter().map(|c| c.seq).collect();
        assert_eq!(self.phone.applied, seqs, "seed {seed}: feed order");
        assert_eq!(
            self.phone.forms.len(),
            self.server.forms.len(),
            "seed {seed}: forms"
        );
    }
}

fn run(seed: u64) -> (u64, u64) {
    let mut world = World::new(seed);
    let faults = [5, 20, 50, 90][usize::try_from(seed % 4).unwrap()];
    for _ in 0..world.rng.below(12) {
        world.session(faults);
        world.platform(false);
        world.now += 5_000;
        if world.server.hub && world.rng.chance(3) {
            world.server.epoch += 1; // restored from a backup
        }
    }
    world.platform(true);
    // A file half-sent or a form dropped in trouble may need a second good session.
    for _ in 0..3 {
        let report = world.session(0).expect("no kill without faults");
        assert_eq!(report.outcome, Outcome::Complete, "seed {seed}");
        assert!(report.missed.is_empty(), "seed {seed}");
    }
    world.check_end(seed);
    (world.requests, world.handed_over)
}

#[test]
fn nothing_is_lost_nothing_comes_twice_over_three_thousand_seeds() {
    let (mut requests, mut handed_over) = (0, 0);
    for (asked, given) in (0..3_000).map(run) {
        requests += asked;
        handed_over += given;
    }
    assert!(handed_over > 500, "parcels must be among it: {handed_over}");
    assert!(
        requests > 60_000,
        "the seeds must do something: {requests} requests"
    );
}
