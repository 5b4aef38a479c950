//! The door of a whole phone: PIN, finger, lock in the middle of a walk, faults, removal.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use farola_engine::door::{
    Absence, Door, DoorConfig, DoorState, Folder, Locked, Moment, PlatformKeys, Rest, Shelf as _,
};
use farola_engine::env::{SeededEntropy, SetClock, SetInstants};
use farola_engine::form::MediaMap;
use farola_engine::store::KeyUnavailable;
use farola_engine::transport::NoNetwork;
use farola_engine::{Engine, Env, Filling, Phase, Result};
use farola_model::{Coded as _, FormId, Timestamp};
use jiff::tz::TimeZone;

use super::rig::{EVENING, answer, place, registration};

const PIN: &str = "493815";
const OTHER: &str = "70224199";
const WRONG: &str = "493816";

/// A key store that turns bytes around, and says whether it was made to forget.
#[derive(Default)]
struct Keys {
    forgot: AtomicBool,
    refuses: Mutex<Option<KeyUnavailable>>,
}

impl Keys {
    fn turned(&self, bytes: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        match *self.refuses.lock().unwrap() {
            Some(reason) => Err(reason),
            None => Ok(bytes.iter().map(|byte| !byte).collect()),
        }
    }
}

impl PlatformKeys for Keys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.turned(plain)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.turned(wrapped)
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        self.forgot.store(true, Ordering::Relaxed);
        Ok(())
    }
}

struct House {
    dir: tempfile::TempDir,
    keys: Arc<Keys>,
    instants: Arc<SetInstants>,
    processes: Mutex<u64>,
}

impl House {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            keys: Arc::default(),
            instants: Arc::new(SetInstants::new(1_000_000, None)),
            processes: Mutex::new(0),
        }
    }

    /// As a process that was just started.
    fn door(&self) -> Door {
        self.try_door().unwrap()
    }

    fn try_door(&self) -> Result<Door> {
        let mut processes = self.processes.lock().unwrap();
        *processes += 1;
        let zone = TimeZone::get("America/Mexico_City").unwrap();
        Door::new(DoorConfig {
            dir: self.dir.path().to_owned(),
            shelf: Arc::new(Folder::new(self.dir.path())),
            keys: Arc::clone(&self.keys) as Arc<_>,
            instants: Arc::clone(&self.instants) as Arc<_>,
            env: Env {
                clock: Arc::new(SetClock::new(Timestamp(EVENING), zone)),
                entropy: Arc::new(SeededEntropy::new(*processes)),
                ..Env::system(Arc::new(NoNetwork))
            },
        })
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        Path::join(self.dir.path(), name)
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}

/// A group that has set out.
fn set_out(engine: &Engine) {
    let form = include_str!("../../../../kit/cs_recorrido.xml");
    engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.new_walk(None).unwrap();
    answer(&mut filling, &registration());
    filling.finalize().unwrap();
    engine.start_walk(Some(90)).unwrap();
}

#[test]
fn the_first_start_the_lock_and_a_new_process() {
    let house = House::new();
    let door = house.door();
    assert_eq!(door.state().unwrap(), DoorState::Unused);
    assert_eq!(code(door.unlock(PIN)), "lock.unused");
    let engine = door.begin(PIN).unwrap();
    engine.set_note("a", "b").unwrap();
    assert_eq!(door.state().unwrap(), DoorState::Open);
    drop(engine);
    assert_eq!(door.lock(), Locked::Shut);
    assert_eq!(door.state().unwrap(), DoorState::Locked { wait_ms: 0 });
    assert_eq!(code(door.begin(OTHER)), "lock.in_use");
    drop(door);
    let door = house.door();
    assert_eq!(code(door.unlock(WRONG)), "lock.wrong_pin");
    let engine = door.unlock(PIN).unwrap();
    assert_eq!(engine.note("a").unwrap().unwrap(), "b");
}

const SERVER: &str = "https://hub.example/v1/key/k/projects/1";

/// The PIN alone joins nothing: the phone is open when its person reads what it means.
#[test]
fn another_server_is_joined_by_the_pin_while_the_phone_is_open() {
    let house = House::new();
    let door = house.door();
    let engine = door.begin(PIN).unwrap();
    let joined = || engine.device().unwrap().server;
    engine.enrol(SERVER).unwrap();
    let other = "https://other.example/v1/key/k/projects/1";
    assert_eq!(code(engine.enrol(other)), "enrol.needs_pin");
    assert_eq!(code(door.enrol(WRONG, other)), "lock.wrong_pin");
    assert_eq!(code(door.enrol(PIN, "hola")), "enrol.not_enrolment");
    assert_eq!(joined().as_deref(), Some("https://hub.example"));
    assert_eq!(code(door.enrol(PIN, other)), "ok");
    assert_eq!(joined().as_deref(), Some("https://other.example"));
    door.lock();
    assert_eq!(code(door.enrol(PIN, SERVER)), "storage.key_locked");
}

/// Each use of a PIN: a wrong one counts, the wait holds, the right one is taken after it.
#[test]
fn no_use_of_a_pin_is_a_way_around_the_count() {
    type Use = fn(&Door, &str) -> Result<()>;
    let uses: [(&str, Use); 6] = [
        ("unlock", |door, pin| door.unlock(pin).map(drop)),
        ("check", |door, pin| door.check(pin)),
        ("change", |door, pin| door.change_pin(pin, PIN)),
        ("arm", |door, pin| door.arm(pin).map(drop)),
        ("enrol", |door, pin| door.enrol(pin, SERVER).map(drop)),
        ("erase", |door, pin| door.erase(pin)),
    ];
    let house = House::new();
    let door = house.door();
    door.begin(PIN).unwrap();
    for (name, act) in uses {
        for n in 1..=5 {
            // One that is another use each time counts with the rest.
            let (_, other) = uses[n % uses.len()];
            assert_eq!(code(other(&door, WRONG)), "lock.wrong_pin", "{name} {n}");
        }
        for pin in [PIN, WRONG] {
            assert_eq!(code(act(&door, pin)), "lock.wait", "{name}");
        }
        house.instants.pass(30_000);
        assert_eq!(code(act(&door, PIN)), "ok", "{name}");
    }
    assert_eq!(
        door.state().unwrap(),
        DoorState::Unused,
        "everything is gone"
    );
}

#[test]
fn a_finger_opens_without_the_pin_and_ends_no_wait() {
    let house = House::new();
    let door = house.door();
    door.begin(PIN).unwrap();
    let key = door.arm(PIN).unwrap();
    door.lock();
    for _ in 0..5 {
        assert!(door.unlock(WRONG).is_err());
    }
    assert_eq!(
        code(door.unlock_with_key(&key.map(|byte| !byte))),
        "storage.wrong_key"
    );
    assert_eq!(code(door.unlock_with_key(&key[1..])), "lock.damaged");
    door.unlock_with_key(key.as_ref()).unwrap();
    assert_eq!(door.state().unwrap(), DoorState::Open);
    assert_eq!(code(door.check(PIN)), "lock.wait");
    // Another PIN is another seal of the same key: the finger still opens.
    house.instants.pass(30_000);
    door.change_pin(PIN, OTHER).unwrap();
    door.lock();
    door.unlock_with_key(key.as_ref()).unwrap();
    door.lock();
    assert_eq!(code(door.unlock(PIN)), "lock.wrong_pin");
    door.unlock(OTHER).unwrap();
}

#[test]
fn a_lock_hides_a_walk_and_its_positions_go_on_a_pause_included() {
    let house = House::new();
    let door = house.door();
    let engine = door.begin(PIN).unwrap();
    set_out(&engine);
    let key = door.arm(PIN).unwrap();
    for paused in [false, true] {
        if paused {
            engine.pause_walk().unwrap();
        }
        assert!(engine.walk().unwrap().unwrap().follows);
        assert_eq!(door.lock(), Locked::Follows);
        assert_eq!(door.state().unwrap(), DoorState::Locked { wait_ms: 0 });
        let fix = farola_engine::WalkFix {
            at: Timestamp(EVENING),
            point: place(5.0, 6.0),
            speed_mps: None,
            bearing_deg: None,
        };
        let walk = engine.add_fix(&fix).unwrap();
        assert_eq!(walk.accuracy_m, Some(6.0), "paused: {paused}");
        assert_eq!(walk.fixes_kept, 1, "one before the pause, none of it");
        // Neither a wrong PIN nor a wrong key opens what is open behind the lock.
        assert_eq!(code(door.unlock(WRONG)), "lock.wrong_pin");
        let another = key.map(|byte| !byte);
        assert_eq!(code(door.unlock_with_key(&another)), "lock.wrong_pin");
        assert!(matches!(door.state().unwrap(), DoorState::Locked { .. }));
        let again = door.unlock(PIN).unwrap();
        assert_eq!(door.state().unwrap(), DoorState::Open);
        assert!(
            again.walk().unwrap().unwrap().follows,
            "it is the same phone"
        );
    }
    engine.go_on_walk().unwrap();
    engine.leave_walk().unwrap();
    assert_eq!(engine.walk().unwrap().map(|walk| walk.phase), None::<Phase>);
    assert_eq!(door.lock(), Locked::Shut);
}

/// A form whose answer asks for counts within counts over a list: more steps than a call has.
fn dear_form() -> String {
    let items: String = (0..1_500)
        .map(|i| format!("<item><k>{i}</k></item>"))
        .collect();
    let inner = "count(instance('l')/root/item[k &gt; current()/../a])";
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
         xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>Dear</h:title><model>\
         <instance><data id=\"dear\" version=\"1\"><a/><b/><meta><instanceID/></meta></data>\
         </instance><instance id=\"l\"><root>{items}</root></instance>\
         <bind nodeset=\"/data/b\" calculate=\"if(/data/a = '', 0, \
         count(instance('l')/root/item[{inner} &gt;= 0]))\"/>\
         <bind nodeset=\"/data/meta/instanceID\" jr:preload=\"uid\" \
         xmlns:jr=\"http://openrosa.org/javarosa\"/></model></h:head><h:body>\
         <input ref=\"/data/a\"><label>a</label></input></h:body></h:html>"
    )
}

fn begin_dear(engine: &Engine) -> Filling {
    engine
        .add_form(dear_form().as_bytes(), &MediaMap::new())
        .unwrap();
    engine.begin(&FormId::new("dear"), None).unwrap()
}

#[test]
fn an_answer_that_asks_for_too_much_is_kept_and_the_draft_goes_on() {
    let house = House::new();
    let engine = house.door().begin(PIN).unwrap();
    let mut filling = begin_dear(&engine);
    assert_eq!(code(filling.answer("/data/a", "5")), "form.too_dear");
    assert_eq!(filling.value("/data/a").as_deref(), Some("5"));
    // What asks for too much is said where it stands, and nothing is finalized without it.
    let review = filling.review();
    let faults: Vec<&str> = review
        .faults
        .iter()
        .map(|fault| fault.fault.code())
        .collect();
    assert_eq!(faults, ["answer.too_dear"]);
    // Opening it again does not do again what a call gave up.
    let id = filling.instance().clone();
    drop(filling);
    let filling = engine.resume(&id).unwrap();
    assert_eq!(filling.value("/data/a").as_deref(), Some("5"));
}

#[test]
fn a_form_that_burns_its_steps_holds_up_neither_fixes_nor_the_lock() {
    let house = House::new();
    let door = house.door();
    let engine = door.begin(PIN).unwrap();
    set_out(&engine);
    let mut filling = begin_dear(&engine);
    let calls = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Answers again and again, each of them a whole call's steps, until it is stopped.
        let burning = scope.spawn(|| {
            for value in (0..1_000).cycle() {
                calls.fetch_add(1, Ordering::Relaxed);
                let ended = code(filling.answer("/data/a", &value.to_string()));
                if ended != "form.too_dear" {
                    return ended;
                }
            }
            "never"
        });
        while calls.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        // The calls of the form go on one after another while these come in between.
        let before = calls.load(Ordering::Relaxed);
        for north in 0..50 {
            let fix = farola_engine::WalkFix {
                at: Timestamp(EVENING + i64::from(north) * 2_000),
                point: place(f64::from(north) * 2.0, 6.0),
                speed_mps: None,
                bearing_deg: None,
            };
            let walk = engine.add_fix(&fix).unwrap();
            assert_eq!(walk.accuracy_m, Some(6.0));
        }
        // Waiting for the form at each of them would have let fifty calls end.
        assert!(calls.load(Ordering::Relaxed) - before < 50);
        assert_eq!(door.lock(), Locked::Follows);
        assert_eq!(burning.join().unwrap(), "form.stopped");
    });
    // Unlocked, it goes on where it was.
    door.unlock(PIN).unwrap();
    assert_eq!(code(filling.answer("/data/a", "")), "ok");
}

#[test]
fn a_moment_of_the_platform_sends_while_the_database_is_open() {
    let house = House::new();
    let door = house.door();
    let of = |locked, may_sync| Moment { locked, may_sync };
    assert_eq!(door.moment(), of(None, false), "no PIN was chosen");
    let engine = door.begin(PIN).unwrap();
    assert_eq!(door.moment(), of(None, true));
    // Away for too long: the moment itself locks, and there is no key to send with.
    door.hide(Absence::Away);
    house.instants.pass(60_000);
    assert_eq!(door.moment(), of(Some(Locked::Shut), false));
    assert_eq!(door.moment(), of(None, false));
    drop(engine);
    let engine = door.unlock(PIN).unwrap();
    set_out(&engine);
    // A walk keeps the database open behind the lock, a pause included.
    door.hide(Absence::Away);
    house.instants.pass(60_000);
    assert_eq!(door.moment(), of(Some(Locked::Follows), true));
    assert!(matches!(door.state().unwrap(), DoorState::Locked { .. }));
    engine.pause_walk().unwrap();
    assert_eq!(door.moment(), of(None, true));
    door.unlock(PIN).unwrap();
    engine.leave_walk().unwrap();
    assert_eq!(door.lock(), Locked::Shut);
    assert_eq!(door.moment(), of(None, false));
}

#[test]
fn it_locks_itself_when_it_was_out_of_sight_for_too_long() {
    let house = House::new();
    let door = house.door();
    let engine = door.begin(PIN).unwrap();
    let settings = engine.settings().unwrap();
    assert_eq!(door.look(), None, "it was not hidden");
    assert_eq!(
        door.hide(Absence::Away),
        60_000,
        "as the settings are at first"
    );
    house.instants.pass(59_999);
    assert_eq!(door.look(), None);
    assert_eq!(door.show(), None);
    assert_eq!(door.hide(Absence::Away), 60_000, "counted anew");
    house.instants.pass(20_000);
    assert_eq!(
        door.hide(Absence::Errand),
        40_000,
        "covered and then hidden"
    );
    house.instants.pass(40_000);
    assert_eq!(door.look(), Some(Locked::Shut));
    assert_eq!(door.look(), None, "once");
    assert_eq!(door.show(), None);
    let settings = farola_engine::Settings {
        lock_after_s: 600,
        ..settings
    };
    drop(engine);
    let engine = door.unlock(PIN).unwrap();
    engine.set_settings(settings).unwrap();
    assert_eq!(door.hide(Absence::Errand), 600_000);
    assert_eq!(door.show(), None);
    // In the camera she has five minutes, whatever is set below that.
    let short = farola_engine::Settings {
        lock_after_s: 15,
        ..engine.settings().unwrap()
    };
    engine.set_settings(short).unwrap();
    assert_eq!(door.hide(Absence::Errand), 300_000);
    house.instants.pass(300_000);
    assert_eq!(door.show(), Some(Locked::Shut));
}

#[test]
fn a_fault_opens_the_phone_anew_once_a_minute() {
    let house = House::new();
    let door = house.door();
    assert!(door.reopen().unwrap().is_none(), "nothing is open");
    let engine = door.begin(PIN).unwrap();
    engine.set_note("a", "b").unwrap();
    drop(engine);
    let again = door.reopen().unwrap().expect("the first time");
    assert_eq!(again.note("a").unwrap().unwrap(), "b");
    assert!(door.reopen().unwrap().is_none(), "it breaks each time");
    house.instants.pass(59_999);
    assert!(door.reopen().unwrap().is_none());
    house.instants.pass(1);
    assert!(door.reopen().unwrap().is_some(), "another fault, later");
    door.lock();
    assert!(door.reopen().unwrap().is_none(), "no key behind a lock");
}

#[test]
fn everything_is_removed_and_a_removal_that_was_cut_is_gone_on_with() {
    let house = House::new();
    let door = house.door();
    drop(door.begin(PIN).unwrap());
    assert_eq!(code(door.erase(WRONG)), "lock.wrong_pin");
    assert_eq!(code(door.erase_damaged()), "lock.in_use");
    assert!(house.names().contains(&"phone".to_owned()));
    door.erase(PIN).unwrap();
    assert_eq!(house.names(), ["door.lock"]);
    assert!(house.keys.forgot.load(Ordering::Relaxed));
    assert_eq!(door.state().unwrap(), DoorState::Unused);
    // A new beginning, and the app killed after the first step of the next removal.
    drop(door.begin(OTHER).unwrap());
    drop(door);
    house.keys.forgot.store(false, Ordering::Relaxed);
    Folder::new(house.dir.path())
        .replace("removing", b"")
        .unwrap();
    let door = house.door();
    assert_eq!(house.names(), ["door.lock"]);
    assert!(house.keys.forgot.load(Ordering::Relaxed));
    assert_eq!(door.state().unwrap(), DoorState::Unused);
}

#[test]
fn what_is_begun_after_a_removal_that_failed_is_not_removed_later() {
    let house = House::new();
    let door = house.door();
    drop(door.begin(PIN).unwrap());
    door.erase(PIN).unwrap();
    // The removal failed at its last step: everything is gone but its mark.
    let folder = Folder::new(house.dir.path());
    folder.replace("removing", b"").unwrap();
    assert_eq!(door.state().unwrap(), DoorState::Unused);
    drop(door.begin(OTHER).unwrap());
    assert_eq!(folder.read("removing").unwrap(), None);
    drop(door);
    let door = house.door();
    assert_eq!(door.state().unwrap(), DoorState::Locked { wait_ms: 0 });
    drop(door.unlock(OTHER).unwrap());
    door.erase(OTHER).unwrap();
    // Where it cannot be finished no new PIN is set.
    std::fs::create_dir(house.file("removing")).unwrap();
    assert_eq!(code(door.begin(PIN)), "storage.io");
    assert!(!house.names().contains(&"door".to_owned()));
}

#[test]
fn a_database_without_its_door_is_damaged_and_no_first_start() {
    let house = House::new();
    let door = house.door();
    drop(door.begin(PIN).unwrap());
    let key = door.arm(PIN).unwrap();
    door.lock();
    drop(door);
    std::fs::remove_file(house.file("door")).unwrap();
    let door = house.door();
    let damaged = DoorState::Damaged {
        code: "lock.damaged",
    };
    assert_eq!(door.state().unwrap(), damaged);
    assert_eq!(code(door.begin(OTHER)), "lock.damaged");
    assert!(!house.names().contains(&"door".to_owned()));
    // A finger still opens; nothing was lost.
    door.unlock_with_key(key.as_ref()).unwrap();
    door.lock();
    door.erase_damaged().unwrap();
    assert_eq!(door.state().unwrap(), DoorState::Unused);
}

#[test]
fn a_key_store_without_the_key_is_damaged_and_one_that_is_locked_is_not() {
    let house = House::new();
    let door = house.door();
    drop(door.begin(PIN).unwrap());
    door.lock();
    drop(door);
    // Restored on another phone.
    *house.keys.refuses.lock().unwrap() = Some(KeyUnavailable::Missing);
    let door = house.door();
    let damaged = DoorState::Damaged {
        code: "storage.key_missing",
    };
    assert_eq!(door.state().unwrap(), damaged);
    // Before the phone itself was unlocked: later.
    *house.keys.refuses.lock().unwrap() = Some(KeyUnavailable::Locked);
    assert_eq!(code(door.state()), "storage.key_locked");
    assert_eq!(code(door.erase_damaged()), "storage.key_locked");
    *house.keys.refuses.lock().unwrap() = None;
    assert_eq!(door.state().unwrap(), DoorState::Locked { wait_ms: 0 });
    door.unlock(PIN).unwrap();
}

#[test]
fn two_doors_of_one_folder_share_the_count() {
    let house = House::new();
    let (one, two) = (house.door(), house.door());
    drop(one.begin(PIN).unwrap());
    for n in 0..5 {
        let door = if n % 2 == 0 { &one } else { &two };
        assert_eq!(code(door.check(WRONG)), "lock.wrong_pin");
    }
    assert_eq!(code(one.check(PIN)), "lock.wait");
    assert_eq!(code(two.check(PIN)), "lock.wait");
    let held = Folder::new(house.dir.path()).lock().unwrap();
    assert_eq!(code(one.check(PIN)), "lock.busy");
    drop(held);
    house.instants.pass(30_000);
    one.check(PIN).unwrap();
}

#[test]
fn a_folder_that_cannot_be_used_is_told() {
    let house = House::new();
    std::fs::create_dir(house.file("removing")).unwrap();
    assert_eq!(code(house.try_door()), "storage.io");
    std::fs::remove_dir(house.file("removing")).unwrap();
    // A folder where the file should be: no count can be read, and no PIN is tried.
    let door = house.door();
    std::fs::create_dir(house.file("door")).unwrap();
    assert_eq!(code(door.state()), "storage.io");
    assert_eq!(code(door.begin(PIN)), "storage.io");
    assert_eq!(code(door.unlock(PIN)), "storage.io");
}

/// Shells may hold on to what they were given: behind a door that shut it opens nothing.
#[test]
fn a_handle_of_before_the_lock_is_refused() {
    let house = House::new();
    let door = house.door();
    let engine = door.begin(PIN).unwrap();
    let form = include_str!("../../../../kit/cs_recorrido.xml");
    engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.new_walk(None).unwrap();
    assert_eq!(door.lock(), Locked::Shut);
    let locked = "storage.key_locked";
    assert_eq!(code(engine.note("a")), locked);
    assert_eq!(code(engine.set_note("a", "b")), locked);
    assert_eq!(code(engine.home_plan("es-MX", false)), locked);
    assert_eq!(code(engine.walk()), locked);
    assert_eq!(code(engine.new_walk(None)), locked);
    let refused = filling.answer("/data/colonia", "Analco");
    assert_eq!(code(refused), locked);
    assert_eq!(
        code(filling.answer("/data/colonia", "Analco")),
        "engine.closed"
    );
    // Who has the PIN opens it anew; the old handle stays shut.
    let again = door.unlock(PIN).unwrap();
    assert_eq!(code(again.drafts()), "ok");
    assert_eq!(code(engine.drafts()), locked);
}

/// Dark over an errand, and an errand that begins in the dark.
#[test]
fn a_dark_glass_locks_whatever_is_in_front() {
    let house = House::new();
    let door = house.door();
    for absences in [
        [Absence::Errand, Absence::Dark],
        [Absence::Dark, Absence::Errand],
        [Absence::Away, Absence::Dark],
    ] {
        let engine = match door.state().unwrap() {
            DoorState::Unused => door.begin(PIN),
            _ => door.unlock(PIN),
        };
        drop(engine.unwrap());
        let left = absences.map(|absence| door.hide(absence));
        assert_eq!(left[1], 0, "{absences:?}");
        assert_eq!(door.look(), Some(Locked::Shut), "{absences:?}");
    }
}

/// Nobody touches it: it locks after the time that is set, and not before.
#[test]
fn it_locks_itself_when_nobody_touches_it() {
    let again = |in_ms| Rest::AskAgain { in_ms };
    let house = House::new();
    let door = house.door();
    assert_eq!(door.rest(false), Rest::Over, "nothing is open");
    drop(door.begin(PIN).unwrap());
    assert_eq!(door.rest(false), again(60_000));
    house.instants.pass(59_000);
    assert_eq!(door.rest(false), again(1_000));
    door.touched();
    house.instants.pass(59_000);
    assert_eq!(door.rest(false), again(1_000), "counted from the touch");
    // A recording needs no touch; when it ends the time begins.
    assert_eq!(door.rest(true), again(60_000));
    house.instants.pass(60_000);
    assert_eq!(door.rest(false), Rest::Locked(Locked::Shut));
    assert_eq!(door.rest(false), Rest::Over, "once");
    door.touched();
    assert_eq!(door.rest(true), Rest::Over, "a touch opens nothing");

    let engine = door.unlock(PIN).unwrap();
    assert_eq!(door.rest(false), again(60_000), "opened anew");
    let settings = farola_engine::Settings {
        lock_after_s: 15,
        ..engine.settings().unwrap()
    };
    engine.set_settings(settings).unwrap();
    assert_eq!(door.rest(false), again(15_000), "as it is set now");
    // Out of sight the errand's own rule holds, and coming back is a touch.
    door.hide(Absence::Errand);
    house.instants.pass(200_000);
    assert_eq!(door.rest(false), again(15_000));
    assert_eq!(door.show(), None);
    house.instants.pass(14_999);
    assert_eq!(door.rest(false), again(1));

    set_out(&engine);
    house.instants.pass(1);
    assert_eq!(
        door.rest(false),
        Rest::Locked(Locked::Follows),
        "a walk goes on"
    );
    assert_eq!(door.rest(false), Rest::Over);
    assert!(matches!(door.state().unwrap(), DoorState::Locked { .. }));
    door.unlock(PIN).unwrap();
    assert_eq!(door.rest(false), again(15_000));
}
