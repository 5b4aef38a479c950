//! How long what the server has stays on the phone: as the person set it, for the button that
//! makes room and after a sync alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use farola_engine::env::files::SystemFiles;
use farola_engine::env::{SeededEntropy, SetClock};
use farola_engine::form::MediaMap;
use farola_engine::transport::HttpTransport;
use farola_engine::{Cancel, Engine, EngineConfig, Env, Outcome, Settings, SyncOptions};
use farola_model::{FormId, InstanceId, Sha256, Timestamp};
use farola_protocol::{Change, ChangesPage, ForgottenChange, Receipt, Response};
use support::{Got, Reply, Server, engine, parts, sync};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Parada</h:title><model>
  <instance><data id="parada" version="1"><a/><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"#;

/// A hub that acknowledges what it gets and has no news.
fn hub() -> Server {
    hub_that_says(Vec::new)
}

/// One whose feed has these entries.
fn hub_that_says(news: impl Fn() -> Vec<Change> + Send + 'static) -> Server {
    Server::start(move |got: &Got| {
        if got.method == "HEAD" {
            return Reply::greeting(true);
        }
        if got.path.contains("/farola/changes") {
            let page = ChangesPage {
                entries: news(),
                cursor: Some("1.1".to_owned()),
                up_to_date: true,
                must_refetch: false,
            };
            return Reply::new("200 OK", serde_json::to_vec(&page).unwrap());
        }
        let (_, xml) = &parts(got)[0];
        let text = String::from_utf8(xml.clone()).unwrap();
        let id = text.split("uuid:").nth(1).unwrap();
        let id = InstanceId::new(format!("uuid:{}", id.split('<').next().unwrap()));
        let receipt = Receipt {
            instance_id: id,
            xml_sha256: Sha256::of(xml),
            kept_xml_sha256: None,
            files: vec![],
            missing: vec![],
            aside: Vec::new(),
        };
        let reply = Response::success("ok", Some(receipt));
        Reply::new("201 Created", reply.to_xml())
    })
}

fn deliver(engine: &Engine) {
    let mut filling = engine.begin(&FormId::new("parada"), None).unwrap();
    filling.answer("/data/a", "1").unwrap();
    filling.finalize().unwrap();
    assert_eq!(sync(engine).outcome, Outcome::Complete);
}

fn keep_for(engine: &Engine, purge_days: u16) {
    let settings = Settings {
        purge_days,
        ..engine.settings().unwrap()
    };
    engine.set_settings(settings).unwrap();
}

#[test]
fn what_was_delivered_stays_for_the_days_that_were_set() {
    let dir = tempfile::tempdir().unwrap();
    let server = hub();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    deliver(&engine);
    assert_eq!(engine.submissions().unwrap().len(), 1);
    assert_eq!(engine.make_room().unwrap().submissions, 0, "seven days");
    keep_for(&engine, 1);
    assert_eq!(engine.make_room().unwrap().submissions, 0);
    keep_for(&engine, 0);
    assert_eq!(engine.make_room().unwrap().submissions, 1);
    assert_eq!(engine.submissions().unwrap(), []);
    // A sync that heard the server to the end makes room by itself, by the same days.
    deliver(&engine);
    sync(&engine);
    assert_eq!(engine.submissions().unwrap(), []);
    keep_for(&engine, 7);
    deliver(&engine);
    sync(&engine);
    assert_eq!(engine.submissions().unwrap().len(), 1);
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A phone with something delivered, and the clock that it goes by.
fn delivered(dir: &Path, server: &Server) -> (Engine, Arc<SetClock>) {
    let clock = Arc::new(SetClock::new(
        Timestamp(1_795_985_580_000),
        jiff::tz::TimeZone::UTC,
    ));
    let engine = open(dir, &clock);
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    deliver(&engine);
    assert_eq!(engine.submissions().unwrap().len(), 1);
    (engine, clock)
}

fn open(dir: &Path, clock: &Arc<SetClock>) -> Engine {
    Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key: support::key(),
        env: Env {
            clock: Arc::clone(clock) as Arc<dyn farola_engine::Clock>,
            entropy: Arc::new(SeededEntropy::new(1)),
            transport: Arc::new(HttpTransport::new()),
            files: Arc::new(SystemFiles),
        },
    })
    .unwrap()
}

/// Whatever the phone is used for next, and however that ends.
#[test]
fn retention_runs_at_opening_by_the_hour_and_at_a_refused_sync() {
    type Use = fn(&Path, Engine, &Arc<SetClock>) -> Engine;
    let uses: [(&str, Use); 4] = [
        ("opening", |dir, engine, clock| {
            drop(engine);
            open(dir, clock)
        }),
        ("home", |_, engine, _| {
            engine.home_plan("es-MX", false).unwrap();
            engine
        }),
        ("no network", |_, engine, _| {
            // The server of before is gone.
            let options = SyncOptions::default();
            let ended = engine.sync(options, &|_| {}, &Cancel::default()).unwrap();
            assert_ne!(ended.outcome, Outcome::Complete);
            engine
        }),
        ("refused", |_, engine, _| {
            let refuses = Server::start(|_| Reply::new("401 Unauthorized", Vec::new()));
            engine.enrol_decided(&refuses.url()).unwrap();
            let options = SyncOptions::default();
            let ended = engine.sync(options, &|_| {}, &Cancel::default());
            assert!(ended.is_err() || ended.unwrap().outcome != Outcome::Complete);
            engine
        }),
    ];
    for (name, then) in uses {
        for days in [0, 6, 7] {
            let (dir, server) = (tempfile::tempdir().unwrap(), hub());
            let (engine, clock) = delivered(dir.path(), &server);
            drop(server);
            clock.pass(DAY * days);
            let engine = then(dir.path(), engine, &clock);
            let left = engine.submissions().unwrap().len();
            assert_eq!(left, usize::from(days < 7), "{name} after {days} days");
        }
    }
}

/// What was said last, for the next form to begin with, goes with the submission that it is of;
/// a clock that was set back keeps neither.
#[test]
fn a_clock_that_was_set_back_keeps_nothing_for_ever() {
    let (dir, server) = (tempfile::tempdir().unwrap(), hub());
    let (engine, clock) = delivered(dir.path(), &server);
    clock.set(Timestamp(0));
    engine.make_room().unwrap();
    for _ in 0..6 {
        clock.pass(DAY);
        assert_eq!(engine.make_room().unwrap().submissions, 0);
    }
    clock.pass(DAY);
    assert_eq!(engine.make_room().unwrap().submissions, 1);
}

/// What the feed says was forgotten is gone when the session ends; other bytes under a name are
/// another's, what was not named stays, and what is heard once more changes nothing.
#[test]
fn what_the_feed_says_was_forgotten_is_gone_after_the_session() {
    let dir = tempfile::tempdir().unwrap();
    let news: Arc<Mutex<Vec<Change>>> = Arc::default();
    let told = Arc::clone(&news);
    let server = hub_that_says(move || told.lock().unwrap().clone());
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    for _ in 0..3 {
        deliver(&engine);
    }
    let held = || -> Vec<InstanceId> {
        let there = engine.submissions().unwrap().into_iter();
        let mut there: Vec<_> = there.map(|one| one.instance).collect();
        there.sort();
        there
    };
    let before = held();
    assert_eq!(before.len(), 3);
    let digest = |instance: &InstanceId| {
        let there = engine.submissions().unwrap().into_iter();
        let mut there = there.filter(|one| one.instance == *instance);
        there.next().unwrap().xml_sha256
    };
    let entry = |seq, instance: &InstanceId, xml_sha256| {
        Change::Forgotten(ForgottenChange {
            seq,
            instance_id: instance.clone(),
            xml_sha256,
        })
    };
    *news.lock().unwrap() = vec![
        entry(1, &before[0], digest(&before[0])),
        entry(2, &before[1], Sha256::of(b"of another")),
        entry(3, &InstanceId::new("uuid:never-here"), Sha256::of(b"x")),
    ];
    for _ in 0..2 {
        assert_eq!(sync(&engine).outcome, Outcome::Complete);
        assert_eq!(held(), before[1..]);
    }
    // Nothing of it comes back by sending: the outbox is as it was.
    let posts = |server: &Server| {
        let requests = server.requests().into_iter();
        requests.filter(|line| line.starts_with("POST")).count()
    };
    assert_eq!(posts(&server), 3);
}
