//! Each object of the facade once, over a real folder and loopback, as a shell would use it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use super::*;

mod rules;

const FORM: &[u8] = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Parada</h:title><model>
    <instance><data id="stop" version="1"><n/><photo/><hole jr:template=""><depth/></hole>
      <meta><instanceID/></meta></data></instance>
    <bind nodeset="/data/n" type="int" required="true()" constraint=". &lt; 10"
      jr:constraintMsg="Below ten"/>
    <bind nodeset="/data/photo" type="binary"/><bind nodeset="/data/hole/depth" type="int"/>
    <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
  <h:body><input ref="/data/n"><label>How many</label></input>
    <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
    <group ref="/data/hole"><label>Hole</label><repeat nodeset="/data/hole">
      <input ref="/data/hole/depth"><label>Depth</label></input></repeat></group>
  </h:body></h:html>"#;

struct Keys(Result<Vec<u8>, KeyRefusal>);

impl KeySource for Keys {
    fn key(&self) -> Result<Vec<u8>, KeyRefusal> {
        self.0.clone()
    }
}

fn open(dir: &Path, key: Result<Vec<u8>, KeyRefusal>) -> Result<Arc<Phone>> {
    Phone::open(dir.to_str().unwrap().to_owned(), Arc::new(Keys(key)))
}

fn phone(dir: &Path) -> Arc<Phone> {
    open(dir, Ok(vec![7; 32])).unwrap()
}

struct Deaf;

impl SyncWatcher for Deaf {
    fn progress(&self, _: ProgressRecord) -> Result<(), WatcherFailed> {
        Err(WatcherFailed::Failed)
    }
}

struct Counting(AtomicUsize);

impl SyncWatcher for Counting {
    fn progress(&self, _: ProgressRecord) -> Result<(), WatcherFailed> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn auth(code: &str) -> FarolaError {
    FarolaError::Auth { code: code.into() }
}

#[test]
fn the_phone_opens_by_its_key_only_and_shows_what_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let opened = phone(dir.path());
    assert_eq!(opened.add_form(FORM.to_vec()).unwrap().id, "stop");
    assert_eq!(opened.forms().unwrap().len(), 1);
    assert_eq!(opened.device().unwrap().server, None);
    let wrong = opened.enrol("no enrolment".into()).unwrap_err();
    assert_eq!(wrong.stable_code(), "enrol.not_enrolment");
    assert!(matches!(wrong, FarolaError::Invalid { .. }));
    let unknown = opened.begin("other".into(), None).err().unwrap();
    assert!(matches!(unknown, FarolaError::NotFound { .. }));
    let device = opened
        .enrol("http://127.0.0.1:9/v1/key/abc/projects/1".into())
        .unwrap();
    assert!(!device.server.unwrap().contains("abc"), "the key shows");
    assert!(opened.messages("es".into()).unwrap().is_empty());
    drop(opened);
    let refused = [
        (Ok(vec![8; 32]), "storage.wrong_key"),
        (Ok(vec![7; 31]), "storage.key_missing"),
        (Err(KeyRefusal::Locked), "storage.key_locked"),
        (Err(KeyRefusal::Denied), "storage.key_denied"),
    ];
    for (key, code) in refused {
        assert_eq!(open(dir.path(), key).err().unwrap(), auth(code));
    }
    assert_eq!(phone(dir.path()).forms().unwrap().len(), 1);
}

#[test]
fn questions_come_ready_to_be_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    phone.add_form(FORM.to_vec()).unwrap();
    let filling = phone.begin("stop".into(), None).unwrap();
    let locale = ReaderLocale {
        language: ReaderLanguage::English,
        decimal: DecimalMark::Point,
    };
    filling.read_by(locale).unwrap();
    let screen = filling.screen().unwrap();
    let drawn = &screen.questions[0].drawn;
    let number = QuestionControl::Number {
        decimals: false,
        grouped: false,
    };
    assert!(drawn.control == number && drawn.answer == QuestionAnswer::Blank);
    assert_eq!(drawn.label.plain, "How many");
    let typed = filling.type_in("/data/n".into(), "1,234".into()).unwrap();
    assert_eq!(
        typed.answer.broken.unwrap().words.as_deref(),
        Some("Below ten")
    );
    let kept = &typed.answer.patch.changed[0].drawn;
    assert_eq!(kept.shown, "1,234");
    let stored = |reference: &str| filling.stored(reference.into()).unwrap();
    assert_eq!(stored("/data/n").as_deref(), Some("1234"));
    assert_eq!(stored("/data/none"), None);
    let wrong = filling.give("/data/n".into(), GivenAnswer::Now).err();
    assert_eq!(wrong.unwrap().stable_code(), "control.mismatch");
    assert_eq!(shown_duration(85 * 60_000), "1\u{a0}h 25\u{a0}min");
    assert_eq!(shown_wind(45.0, locale), "northeast");
}

#[test]
fn a_sketch_with_a_pin_and_the_line_on_it() {
    let here = PlaceRecord {
        lat: 20.6767,
        lon: -103.347,
        altitude_m: None,
        accuracy_m: Some(8.0),
    };
    assert_eq!(sketch_board(vec![], None), None);
    let board = sketch_board(vec![], Some(here)).unwrap();
    assert_eq!((board.pin, board.frame), (here, sketch_around(vec![here])));
    let east = sketch_moved(board, SketchMove::East);
    assert!(east.pin.lon > here.lon && east.pin.accuracy_m.is_none());
    let locale = ReaderLocale {
        language: ReaderLanguage::English,
        decimal: DecimalMark::Point,
    };
    let state = |points| line_state(vec![here; points], true, locale);
    assert_eq!(state(0), LineState::Empty);
    let missing = LineState::Missing {
        points: 1,
        missing: 2,
    };
    assert_eq!(state(1), missing);
    assert!(matches!(
        state(3),
        LineState::Whole {
            points: 3,
            closes: true,
            ..
        }
    ));
    assert_eq!(way_signal(Some(8.0), true), WaySignal::Refused);
    assert_eq!(way_signal(Some(8.4), false), WaySignal::Heard { metres: 8 });
}

#[test]
fn a_form_is_filled_by_screens_and_finalized() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    phone.add_form(FORM.to_vec()).unwrap();
    let filling = phone.begin("stop".into(), None).unwrap();
    let held = filling.next().unwrap();
    assert_eq!(held.held_by[0].reference, "/data/n");
    let first = &held.screen.questions[0].key;
    assert_eq!(held.screen.focus.as_ref(), Some(first));
    assert!(
        held.screen.questions[0].broken.is_some(),
        "not said in place"
    );
    assert_eq!((held.screen.number, held.screen.of), (1, 3));
    let skipped = filling.skip().unwrap();
    assert_eq!(skipped.reference, "/data/photo");
    let not_ready = filling.finalize().unwrap_err();
    assert_eq!(not_ready.stable_code(), "engine.not_ready");
    assert_eq!(filling.faults().unwrap().len(), 1);
    let word = filling
        .answer("/data/n".into(), "many".into())
        .err()
        .unwrap();
    assert_eq!(word.stable_code(), "form.answer_type");
    filling.go_to("/data/n".into()).unwrap();
    let broken = filling.answer("/data/n".into(), "12".into()).unwrap();
    assert_eq!(broken.broken.unwrap().words.as_deref(), Some("Below ten"));
    assert_eq!(broken.patch.changed.len(), 1);
    assert_eq!(broken.patch.changed[0].drawn.shown, "12");
    assert!(broken.patch.page.is_none());
    assert!(
        filling
            .answer("/data/n".into(), "3".into())
            .unwrap()
            .broken
            .is_none()
    );
    let outline = filling.outline().unwrap();
    assert!(outline[0].state == AnswerState::Answered);

    // The app is killed and opens the draft again.
    let instance = filling.instance().unwrap();
    drop(filling);
    let filling = phone.resume(instance.clone()).unwrap();
    filling.add_repeat("/data/hole".into()).unwrap();
    let added = filling.add_repeat("/data/hole".into()).unwrap();
    assert_eq!(added.questions[0].reference, "/data/hole[2]/depth");
    let prompt = filling.go_to("/data/hole[3]".into()).unwrap();
    let drawn = &prompt.questions[0].drawn;
    let QuestionControl::Prompt {
        repeat,
        instances,
        asks,
    } = &drawn.control
    else {
        panic!("no prompt");
    };
    assert_eq!(*asks, PromptAsks::Another);
    let listed: Vec<_> = instances
        .iter()
        .map(|i| (i.reference.as_str(), i.number))
        .collect();
    assert_eq!(repeat, "/data/hole");
    assert_eq!(listed, [("/data/hole", 1), ("/data/hole[2]", 2)]);
    filling.remove_repeat("/data/hole[1]".into()).unwrap();
    filling.remove_repeat("/data/hole[1]".into()).unwrap();
    let gone = dir.path().join("none.jpg").to_str().unwrap().to_owned();
    let missing = filling
        .attach_photo("/data/photo".into(), gone)
        .err()
        .unwrap();
    assert_eq!(missing.stable_code(), "photo.unreadable");
    filling.go_to("/data/photo".into()).unwrap();
    let file = dir.path().join("photo.png");
    std::fs::write(&file, PNG).unwrap();
    let photo = filling
        .attach_photo("/data/photo".into(), file.to_str().unwrap().to_owned())
        .unwrap();
    let named = QuestionAnswer::File {
        name: photo.name.clone(),
    };
    assert!(photo.patch.changed[0].drawn.answer == named);
    assert_eq!(filling.file(photo.name.clone()).unwrap(), PNG);
    let lines = filling.lines().unwrap();
    let said = [
        LineShown::Words { text: "3".into() },
        LineShown::Picture {
            name: photo.name.clone(),
        },
    ];
    assert!(lines.iter().map(|line| &line.shown).eq(&said));
    assert_eq!(phone.home().unwrap().drafts, 1);
    let sealed = filling.finalize().unwrap();
    assert_eq!(
        (&sealed.instance, &sealed.attachments),
        (&instance, &vec![photo.name.clone()])
    );
    let home = phone.home().unwrap();
    assert_eq!((home.drafts, home.waiting, home.waiting_media), (0, 1, 1));
    assert_eq!((home.media_percent, home.last_contact_ms), (Some(0), None));
    let sent = phone.submission_lines(instance.clone(), "es".into());
    assert!(sent.unwrap() == lines, "as before it was finalized");
    let shown = phone.submission_file(instance.clone(), photo.name);
    assert_eq!(shown.unwrap(), PNG);
    let other = phone.submission_file(instance.clone(), "other.png".into());
    assert!(matches!(other, Err(FarolaError::NotFound { .. })));
    let submission = phone.submission(instance).unwrap();
    assert!(phone.submissions().unwrap() == [submission.clone()]);
    assert_eq!(submission.stands, SubmissionState::Finalized);
    assert_eq!((submission.can_send, submission.can_retry), (false, false));
    assert!(!phone.home_plan("es".into(), false).unwrap().can_send);
    let server = "http://127.0.0.1:9/v1/key/abc/projects/1";
    let offer = phone.enrolment_offer(server.into()).unwrap();
    assert!(offer.needs_pin && offer.said.contains(&record::JoinSaid::Go { count: 1 }));
    let undecided = phone.enrol(server.into()).unwrap_err();
    assert_eq!(undecided.stable_code(), "enrol.needs_pin");
    phone.engine.enrol_decided(server).unwrap();
    assert!(
        phone.submissions().unwrap()[0].can_send,
        "there is where to"
    );
    let plan = phone.home_plan("es".into(), false).unwrap();
    assert_eq!((plan.can_send, plan.stands_out), (true, 0));
    let none = phone.submission("uuid:of-nobody".into());
    assert!(matches!(none, Err(FarolaError::NotFound { .. })));
    let closed = filling.answer("/data/n".into(), "4".into()).err().unwrap();
    assert!(matches!(closed, FarolaError::Conflict { .. }));
}

#[test]
fn settings_stay_and_a_pin_is_judged() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |code: &str| PinStep::Refused { code: code.into() };
    let simple = choose_pin(None, "123456".into());
    assert_eq!(simple, refused("lock.pin_simple"));
    let first = || Some("204816".to_owned());
    assert_eq!(choose_pin(None, "204816".into()), PinStep::Again);
    assert_eq!(choose_pin(first(), "204816".into()), PinStep::Chosen);
    let other = choose_pin(first(), "204817".into());
    assert_eq!(other, refused("lock.pin_differs"));
    let opened = phone(dir.path());
    let chosen = SettingsRecord {
        language: "en".into(),
        text_percent: 180,
        lock_after_s: 1,
        data_saver: true,
        ..opened.settings().unwrap()
    };
    let kept = opened.set_settings(chosen).unwrap();
    assert_eq!((kept.text_percent, kept.lock_after_s), (200, 15));
    let choices = setting_choices();
    assert!(choices.text_percents.contains(&kept.text_percent));
    assert!(choices.lock_after_s.contains(&kept.lock_after_s));
    drop(opened);
    let opened = phone(dir.path());
    assert_eq!(opened.settings().unwrap(), kept);
    assert!(opened.storage().unwrap().database_bytes > 0);
}

#[test]
fn a_sync_reports_its_progress_and_can_be_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    let early = phone.sync(true, false, Arc::new(Deaf)).unwrap().wait();
    assert_eq!(early.unwrap_err(), auth("engine.not_enrolled"));

    // A server that takes the request, lets the test stop the session, and then hangs up.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, stopped) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (at_ask, at_stop) = (Arc::clone(&asked), Arc::clone(&stopped));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 1024]).unwrap();
        at_ask.wait();
        at_stop.wait();
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
    });
    phone
        .enrol(format!("http://{address}/v1/key/abc/projects/1"))
        .unwrap();
    let watcher = Arc::new(Counting(AtomicUsize::new(0)));
    let session = phone
        .sync(true, false, Arc::<Counting>::clone(&watcher))
        .unwrap();
    asked.wait();
    session.cancel();
    let second = phone.sync(true, false, Arc::new(Deaf)).unwrap().wait();
    assert!(matches!(second, Err(FarolaError::Conflict { .. })));
    stopped.wait();
    let report = session.wait().unwrap();
    assert_eq!(report.ended.ending, SyncEnding::Cancelled);
    assert_eq!(session.wait().unwrap(), report, "asked again");
    assert!(watcher.0.load(Ordering::Relaxed) > 0);
    server.join().unwrap();
}

#[test]
fn a_panic_is_a_bug_and_closes_what_it_left() {
    let quiet = std::sync::Mutex::new(1);
    let panicked: Result<()> = error::call(|| {
        let _held = error::lock(&quiet)?;
        panic!("on purpose")
    });
    assert!(matches!(panicked, Err(FarolaError::Bug { .. })));
    let after: Result<i32> = error::call(|| Ok(*error::lock(&quiet)?));
    assert_eq!(after.unwrap_err().stable_code(), "engine.closed");
}

struct Panicking;

impl SyncWatcher for Panicking {
    fn progress(&self, _: ProgressRecord) -> Result<(), WatcherFailed> {
        panic!("on purpose")
    }
}

#[test]
fn after_a_panic_inside_the_core_it_works_on_and_opens_again() {
    let dir = tempfile::tempdir().unwrap();
    let opened = phone(dir.path());
    opened.add_form(FORM.to_vec()).unwrap();
    let filling = opened.begin("stop".into(), None).unwrap();
    filling.answer("/data/n".into(), "3".into()).unwrap();
    let instance = filling.instance().unwrap();
    opened
        .enrol("http://127.0.0.1:9/v1/key/abc/projects/1".into())
        .unwrap();
    // On the sync's own thread, with its lock held.
    let session = opened.sync(true, false, Arc::new(Panicking)).unwrap();
    let ended = session.wait();
    assert!(matches!(ended, Err(FarolaError::Bug { .. })), "{ended:?}");
    // The same phone goes on: the form that is open, and another sync.
    filling.answer("/data/n".into(), "4".into()).unwrap();
    let next = opened.sync(true, false, Arc::new(Deaf)).unwrap().wait();
    let ending = next.unwrap().ended.ending;
    assert!(matches!(ending, SyncEnding::Paused { .. }));
    drop((filling, session, opened));
    let again = phone(dir.path()).resume(instance).unwrap();
    let said = LineShown::Words { text: "4".into() };
    assert!(again.lines().unwrap()[0].shown == said);
    again.finalize().unwrap();
}

/// One black pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];
