//! `kill -9` on a phone, at any moment of a walk and of its sync with a running hub: nothing
//! that was answered is lost, and nothing arrives twice.
//!
//! Each walk that is killed is compared with a walk of the same seed that nobody killed.
//! FAROLA_KILLS sets the number of kills, FAROLA_SEED another run of the dice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod rig;

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser as _;
use farola_engine::store::{RetentionPolicy, SubmissionState};
use farola_form::FormDef;
use farola_model::{InstanceId, Sha256, Timestamp};
use farola_sim::command::Sim;
use rig::phone::{Phone, draft_answers, finalized, leaves};
use rig::{Dice, Hub, Watched, done, http, kills, seed};
use serde_json::Value;

const ROUTES: [&str; 3] = ["andador", "mercado", "parque"];
const STOPS: &str = "4";
/// Arguments of the process that walks, a line each.
const WALK: &str = "FAROLA_TEST_WALK";
const START: &str = "2026-11-20T18:20:00-06:00";
/// Kills of one walk, and of the sync after it.
const WALK_KILLS: usize = 16;
const SYNC_KILLS: usize = 8;

/// One form of a walk that nobody killed.
struct Expected {
    form: String,
    leaves: Vec<(String, String)>,
    photos: BTreeSet<Sha256>,
}

/// What the killed processes had printed, over all their lives.
#[derive(Default)]
struct Promised {
    /// Instances in the order of the walk.
    order: Vec<InstanceId>,
    answers: BTreeMap<InstanceId, BTreeMap<String, String>>,
    finalized: BTreeMap<InstanceId, String>,
}

#[derive(Default)]
struct Figures {
    phases: BTreeMap<String, usize>,
    answers: usize,
}

struct Run {
    seed: u64,
    kills: usize,
    killed: AtomicUsize,
    round: AtomicUsize,
    figures: Mutex<Figures>,
    references: Vec<Vec<Expected>>,
}

/// The process that walks and is killed: this test program, started again as `farola-sim walk`,
/// since the command that is shipped invents no walks.
fn walker(phone: &Phone, route: &str) -> Command {
    let walk = ["farola-sim", "walk", phone.path(), "--json", "--resume"];
    let of = [
        "--route", route, "--stops", STOPS, "--seed", "3", "--start", START,
    ];
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "the_process_that_walks",
            "--ignored",
            "--nocapture",
        ])
        .env(WALK, [&walk[..], &of[..]].concat().join("\n"))
        .env_remove("FAROLA_KEY")
        .stdin(Stdio::null());
    command
}

#[test]
#[ignore = "the process that the other test kills; by itself it has nothing to do"]
fn the_process_that_walks() {
    let Ok(arguments) = std::env::var(WALK) else {
        return;
    };
    println!(); // the test's own name stands in the line
    assert_eq!(Sim::parse_from(arguments.lines()).run(), 0);
}

/// Walks to the end, unkilled; what was printed.
fn walk_on(phone: &Phone, route: &str) -> Vec<Value> {
    let output = walker(phone, route).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the walk on {route}: {text} {said}"
    );
    let lines = rig::json_lines(&text);
    assert!(lines.iter().any(|line| event(line) == "walked"), "{text}");
    lines
}

/// Ids, the walk's code and the names of photos are random; everything else must agree.
fn comparable(xml: &str) -> Vec<(String, String)> {
    let random = ["instanceID", "walk_code", "walk_uid", "deviceid"];
    let is_random = |path: &str| {
        let name = path.rsplit(['/', ':']).next().unwrap();
        random.contains(&name)
    };
    let plain = |text: String| match text.rsplit_once('-') {
        Some((field, end)) if end.ends_with(".jpg") => format!("{field}-….jpg"),
        // The debrief's name carries the walk's code.
        Some((name, _)) if name.starts_with("Cierre · ") => name.to_owned(),
        _ => text,
    };
    leaves(xml)
        .into_iter()
        .filter(|(path, _)| !is_random(path))
        .map(|(path, text)| (path, plain(text)))
        .collect()
}

fn reference(route: &str) -> Vec<Expected> {
    let temp = tempfile::tempdir().unwrap();
    let phone = Phone::new(&temp.path().join("phone"), None);
    walk_on(&phone, route);
    let of = |(info, xml, files): (_, String, BTreeMap<_, _>)| {
        let info: farola_engine::store::SubmissionInfo = info;
        Expected {
            form: info.form.id.to_string(),
            leaves: comparable(&xml),
            photos: files.into_values().collect(),
        }
    };
    finalized(&phone.store()).into_iter().map(of).collect()
}

fn event(value: &Value) -> &str {
    value["event"].as_str().unwrap_or_default()
}

impl Promised {
    fn note(&mut self, lines: &[Value]) {
        for line in lines {
            let Some(id) = line["instance"].as_str() else {
                continue;
            };
            let id = InstanceId::new(id);
            if !self.order.contains(&id) {
                self.order.push(id.clone());
            }
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            match event(line) {
                "answer" => {
                    let answers = self.answers.entry(id).or_default();
                    answers.insert(text("ref"), text("value"));
                }
                "finalised" => {
                    self.finalized.insert(id, text("xmlSha256"));
                }
                _ => {}
            }
        }
    }

    /// Everything that was printed is on the phone. The number of answers compared.
    fn check(&self, phone: &Phone, forms: &mut BTreeMap<Sha256, Arc<FormDef>>) -> usize {
        let store = phone.store();
        let submissions = finalized(&store);
        let drafts: Vec<_> = store.drafts().unwrap();
        assert!(drafts.len() <= 1, "a walk fills one form at a time");
        let mut compared = 0;
        for (id, answers) in &self.answers {
            compared += answers.len();
            if let Some((info, xml, _)) = submissions.iter().find(|(s, ..)| s.instance == *id) {
                if let Some(sha256) = self.finalized.get(id) {
                    assert_eq!(info.xml_sha256.to_string(), *sha256);
                }
                assert!(xml.contains(id.as_str()));
                continue;
            }
            assert!(
                !self.finalized.contains_key(id),
                "a finalized submission is lost"
            );
            assert!(drafts.iter().any(|d| d.instance == *id), "a draft is lost");
            let session = draft_answers(&store, id, forms);
            let files = store.draft_media(id).unwrap();
            for (path, value) in answers {
                let stored = session.value(path).unwrap_or_default();
                assert_eq!(stored, value, "the answer at {path} is lost");
                if value.ends_with(".jpg") {
                    let file = files.iter().find(|f| f.name == *value).expect("photo lost");
                    let bytes = store.media_bytes(&file.sha256).unwrap();
                    assert_eq!(Sha256::of(&bytes), file.sha256, "photo altered");
                }
            }
        }
        compared
    }
}

/// What the process was doing when it was killed, from the last line it printed.
fn phase(lines: &[Value]) -> &'static str {
    match lines.last().map_or("", event) {
        "" => "walk start",
        "photo" => "photo import",
        "finalizing" => "finalize",
        "finalised" => "between forms",
        "walked" => "walk end",
        _ => "filling",
    }
}

impl Run {
    /// Takes one of the kills that are left.
    fn take(&self) -> bool {
        let more = |taken| (taken < self.kills).then_some(taken + 1);
        self.killed
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok()
    }

    fn give_back(&self) {
        self.killed.fetch_sub(1, Ordering::Relaxed);
    }

    fn hit(&self, phase: &str, answers: usize) {
        let mut figures = self.figures.lock().unwrap();
        *figures.phases.entry(phase.to_owned()).or_default() += 1;
        figures.answers += answers;
    }

    /// Walks with kills until the walk is done.
    fn walk(&self, phone: &Phone, route: &str, dice: &mut Dice) -> Promised {
        let mut promised = Promised::default();
        let mut forms = BTreeMap::new();
        for _ in 0..WALK_KILLS {
            let (wanted, most, delay_us) = match dice.below(10) {
                0..=3 => ("answer", 14, 4_000),
                4..=6 => ("photo", 2, 14_000),
                7 => ("finalizing", 2, 9_000),
                // The end of the walk, when there is nothing left but to clear up.
                8 if dice.below(3) == 0 => ("finalised", 0, 12_000),
                8 => ("finalised", 4, 12_000),
                _ => ("", 0, 60_000),
            };
            if !self.take() {
                break;
            }
            let left = self.references[0].len() - promised.finalized.len();
            let count = match (wanted, most) {
                ("finalised", 0) => left as u64,
                (_, 0) => 0,
                _ => 1 + dice.below(most),
            };
            let delay = Duration::from_micros(dice.below(delay_us));
            let watched = Watched::of(walker(phone, route));
            let (lines, killed) = watched.kill_after(count, |v| event(v) == wanted, delay);
            promised.note(&lines);
            let compared = promised.check(phone, &mut forms);
            if !killed {
                self.give_back();
                break;
            }
            self.hit(phase(&lines), compared);
            // A walk that ended must not begin anew.
            if walked(phone) && !promised.order.is_empty() {
                break;
            }
        }
        if promised.order.is_empty() || !walked(phone) {
            promised.note(&walk_on(phone, route));
        }
        promised.check(phone, &mut forms);
        promised
    }

    /// The killed walk is the walk that nobody killed.
    fn compare(&self, phone: &Phone, promised: &Promised, reference: &[Expected]) {
        let store = phone.store();
        assert!(store.drafts().unwrap().is_empty(), "a draft is left over");
        let submissions = finalized(&store);
        assert_eq!(submissions.len(), reference.len(), "each form once");
        for (expected, id) in reference.iter().zip(&promised.order) {
            let (info, xml, files) = submissions
                .iter()
                .find(|(info, ..)| info.instance == *id)
                .expect("the submission of a begun form");
            assert_eq!(info.form.id.as_str(), expected.form);
            let got = comparable(xml);
            for (got, expected) in got.iter().zip(&expected.leaves) {
                assert_eq!(got, expected, "an answer differs");
            }
            assert_eq!(got.len(), expected.leaves.len(), "answers are missing");
            let photos: BTreeSet<Sha256> = files.values().copied().collect();
            assert_eq!(photos, expected.photos, "photos differ");
        }
    }

    /// Syncs with kills until everything is delivered.
    fn sync(&self, phone: &Phone, dice: &mut Dice) {
        let args = ["device", "--json", "sync", phone.path(), "--patience", "5"];
        let before = finalized(&phone.store());
        let delivered = |phone: &Phone| {
            let list = phone.store().submissions().unwrap();
            let taken = |s: &SubmissionState| *s == SubmissionState::Acknowledged;
            list.iter().filter(|s| taken(&s.state)).count()
        };
        for _ in 0..SYNC_KILLS {
            if !self.take() {
                break;
            }
            let had = delivered(phone);
            let (count, delay_us) = match dice.below(6) {
                0 => (0, 60_000),
                _ => (1 + dice.below(14), 30_000),
            };
            let delay = Duration::from_micros(dice.below(delay_us));
            let watched = Watched::start(&args);
            let (lines, killed) = watched.kill_after(count, |v| event(v) == "progress", delay);
            let now = finalized(&phone.store());
            assert_eq!(
                now.len(),
                before.len(),
                "a submission vanished or came twice"
            );
            let told = lines.iter().filter_map(|l| l["delivered"].as_u64()).max();
            let told = usize::try_from(told.unwrap_or(0)).unwrap();
            assert!(
                delivered(phone) >= had + told,
                "told delivered, not stored so"
            );
            if !killed {
                self.give_back();
                break;
            }
            let stage = lines.iter().filter_map(|l| l["stage"].as_str()).next_back();
            self.hit(&format!("sync {}", stage.unwrap_or("start")), 0);
        }
        done(&args);
        assert_eq!(delivered(phone), before.len());
    }

    /// One phone from its enrolment to an empty outbox.
    fn one(&self, hub: &Hub, round: usize) -> Vec<(InstanceId, BTreeMap<String, Sha256>, Sha256)> {
        let mut dice = Dice(self.seed ^ (round as u64) << 32);
        let temp = tempfile::tempdir().unwrap();
        let url = hub.enrolment(&format!("phone {round}"));
        let phone = Phone::new(&temp.path().join("phone"), Some(&url));
        let route = round % ROUTES.len();
        let promised = self.walk(&phone, ROUTES[route], &mut dice);
        self.compare(&phone, &promised, &self.references[route]);
        self.sync(&phone, &mut dice);
        let mut store = phone.store();
        let list = finalized(&store);
        let receipts = list.into_iter().map(|(info, _, files)| {
            let path = format!("/farola/receipts/{}", http::escaped(info.instance.as_str()));
            let path = format!("/v1{}{path}", url.split_once("/v1").unwrap().1);
            let receipt = http::send(hub.address, "GET", &path, &[], b"").json();
            assert_eq!(receipt["xmlSha256"], info.xml_sha256.to_string());
            assert_eq!(receipt["missing"].as_array().map(Vec::len), Some(0));
            let held: BTreeMap<String, Sha256> = receipt["files"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| {
                    (
                        f["name"].as_str().unwrap().into(),
                        f["sha256"].as_str().unwrap(),
                    )
                })
                .map(|(name, sha256): (String, &str)| (name, sha256.parse().unwrap()))
                .collect();
            assert_eq!(held, files, "the hub's files are the phone's");
            (info.instance, files, info.xml_sha256)
        });
        let receipts = receipts.collect();
        // Photos of an import that a kill cut off go with the purge; nothing stays behind.
        let policy = RetentionPolicy {
            days_after_acknowledged: 0,
        };
        store.purge(policy, Timestamp(4_000_000_000_000)).unwrap();
        store.check().unwrap();
        receipts
    }
}

/// Whether the walk's own plan is gone: it ended.
fn walked(phone: &Phone) -> bool {
    phone.store().setting("note.walk.plan").unwrap().is_none()
}

#[test]
fn nothing_answered_is_lost_and_nothing_arrives_twice() {
    let temp = tempfile::tempdir().unwrap();
    let hub = Hub::new(&temp.path().join("hub"));
    let references = std::thread::scope(|scope| {
        let threads = ROUTES.map(|route| scope.spawn(move || reference(route)));
        threads.map(|thread| thread.join().unwrap())
    });
    let run = Run {
        seed: seed(),
        kills: kills("FAROLA_KILLS", 200),
        killed: AtomicUsize::new(0),
        round: AtomicUsize::new(0),
        figures: Mutex::default(),
        references: references.into(),
    };
    println!("seed {}", run.seed);
    let all = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let walker = || {
            while run.killed.load(Ordering::Relaxed) < run.kills {
                let round = run.round.fetch_add(1, Ordering::Relaxed);
                let sent = run.one(&hub, round);
                all.lock().unwrap().extend(sent);
            }
        };
        let threads = [scope.spawn(walker), scope.spawn(walker)];
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let all = all.into_inner().unwrap();
    let sent: BTreeSet<&str> = all.iter().map(|(id, ..)| id.as_str()).collect();
    let held = hub.records();
    assert_eq!(held.len(), sent.len(), "nothing twice, nothing missing");
    assert_eq!(
        held.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        sent
    );
    let verified = hub.verify();
    assert_eq!(verified["versions"], sent.len());
    let photos: usize = all.iter().map(|(_, files, _)| files.len()).sum();
    let distinct: BTreeSet<&Sha256> = all.iter().flat_map(|(_, f, _)| f.values()).collect();
    assert_eq!(
        hub.files(),
        (distinct.len(), 0),
        "no orphan among the hub's files"
    );
    let figures = run.figures.lock().unwrap();
    let hits: usize = figures.phases.values().sum();
    assert_eq!(hits, run.kills);
    println!("{hits} kills -9 of phones by phase:");
    for (phase, count) in &figures.phases {
        println!("  {count:4}  {phase}");
    }
    println!(
        "{} printed answers compared after kills, lost 0; {} submissions and {photos} photos \
         at the hub, missing 0, twice 0, altered 0, orphans 0",
        figures.answers,
        sent.len()
    );
    if run.kills >= 100 {
        for phase in ["filling", "photo import", "finalize", "sync reports"] {
            let count = figures.phases.get(phase).copied().unwrap_or(0);
            assert!(count >= 5, "too few kills hit {phase}: {count}");
        }
    }
}
