//! The code beside the password, links of known browsers and the settings of a hub, below HTTP.
//! Each case on both engines, with files in a folder and in a bucket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::path::Path;

use farola_hub_store::account::{Role, SessionId, UserId};
use farola_hub_store::codes_key::CodesKey;
use farola_hub_store::known_link::LinkDigest;
use farola_hub_store::people::{DeviceId, UserChange, Who};
use farola_hub_store::second_proof::{NewSecondProof, RecoveryCode, SealedSecret};
use farola_hub_store::settings::{Settings, SettingsChange};
use farola_hub_store::sign_in::Attempt;
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, Sha256, Timestamp};
use farola_protocol::Problem;
use rig::On;
use rig::hub::*;

mod rig;

fn digest(text: &str) -> Sha256 {
    Sha256::of(text.as_bytes())
}

fn code(number: usize) -> RecoveryCode {
    RecoveryCode(digest(&format!("code {number}")))
}

fn new(step: u64) -> NewSecondProof {
    NewSecondProof {
        sealed: SealedSecret(b"sealed".to_vec()),
        step,
        recovery_codes: (0..3).map(code).collect(),
    }
}

fn session(name: &str) -> SessionId {
    SessionId(digest(name))
}

/// Signs the reviewer in as she is now.
fn enter(hub: &Hub, name: &str) {
    let end = NOW.plus_millis(HOUR_MS);
    let opened = hub
        .store
        .open_session(hub.account(), session(name), NOW, end);
    opened.wait().unwrap();
}

fn is_in(hub: &Hub, name: &str) -> bool {
    let found = hub.store.find_session(session(name), NOW);
    found.unwrap().is_some()
}

fn set(hub: &Hub, kept: &str) {
    let set = hub
        .store
        .set_second_proof(hub.reviewer, new(100), session(kept), NOW);
    set.wait().unwrap();
}

/// What the audit notes, by action.
fn noted(hub: &Hub, action: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM audit WHERE action = '{action}'");
    hub.beside.number(&sql)
}

fn a_code_is_set_once_used_once_and_taken_off(on: On) {
    let hub = hub(on);
    let (store, ana) = (&hub.store, hub.reviewer);
    assert_eq!(store.find_second_proof(ana).unwrap(), None);
    let before = hub.account();
    assert!(!before.has_code);
    enter(&hub, "here");
    enter(&hub, "elsewhere");
    set(&hub, "here");
    // Who signed in elsewhere without a code is out, and nobody gets in late without one.
    assert!(is_in(&hub, "here") && !is_in(&hub, "elsewhere"));
    let late = store.open_session(before, session("late"), NOW, NOW.plus_millis(HOUR_MS));
    assert_eq!(refused(late.wait()), Problem::AuthWrong);
    assert!(hub.account().has_code);
    let again = store.set_second_proof(ana, new(1), session("here"), NOW);
    assert_eq!(refused(again.wait()), Problem::CodeIsSet);
    let found = store.find_second_proof(ana).unwrap().unwrap();
    assert_eq!((found.set, found.recovery_codes), (NOW, 3));
    assert_eq!(found.sealed, new(0).sealed);
    let listed = store.list_users(NOW).unwrap();
    assert_eq!(listed[0].code_since, Some(NOW));
    // The code that set it up is used up; so is each that is shown, and those before it.
    for (step, taken) in [(100, false), (99, false), (101, true), (101, false)] {
        let used = store.use_code(ana, step).wait().unwrap();
        assert_eq!(used, taken, "{step}");
    }
    assert!(!store.use_code(UserId(999), 200).wait().unwrap());
    for (number, taken) in [(1, true), (1, false), (2, true), (7, false)] {
        let used = store.use_recovery_code(ana, code(number), NOW);
        assert_eq!(used.wait().unwrap(), taken, "{number}");
    }
    assert!(
        !store
            .use_recovery_code(UserId(999), code(0), NOW)
            .wait()
            .unwrap(),
        "nobody uses another's"
    );
    let found = store.find_second_proof(ana).unwrap().unwrap();
    assert_eq!(found.recovery_codes, 1);
    assert_eq!(
        (
            noted(&hub, "user.code.set"),
            noted(&hub, "user.code.recovery")
        ),
        (1, 2)
    );
    let device = DeviceId(digest("browser"));
    store.remember_device(ana, device, NOW).wait().unwrap();
    let removed = store.remove_second_proof(Who::Id(ana), None, NOW);
    assert_eq!(removed.wait().unwrap().id, ana);
    assert!(!is_in(&hub, "here"));
    assert!(!store.is_device_known(ana, device, NOW).unwrap());
    assert_eq!(store.find_second_proof(ana).unwrap(), None);
    assert_eq!(hub.beside.number("SELECT count(*) FROM recovery_code"), 0);
    assert_eq!(noted(&hub, "user.code.remove"), 1);
    let again = store.remove_second_proof(Who::Id(ana), None, NOW);
    assert_eq!(again.wait().unwrap_err().code(), "hub.not_found");
    set(&hub, "here");
}

/// Many hubs on one database, or many requests at one: a code opens once.
fn one_code_opens_once_however_many_show_it(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    set(&hub, "here");
    let other = Store::open(place, OpenAs::Command, NOW, "e1").unwrap();
    let used = std::thread::scope(|scope| {
        let shown: Vec<_> = (0..12)
            .map(|number| {
                let store = if number % 2 == 0 { &hub.store } else { &other };
                scope.spawn(move || {
                    let code_of_phone = store.use_code(hub.reviewer, 500).wait().unwrap();
                    let recovery = store.use_recovery_code(hub.reviewer, code(1), NOW);
                    (code_of_phone, recovery.wait().unwrap())
                })
            })
            .collect();
        let used = shown.into_iter().map(|shown| shown.join().unwrap());
        used.collect::<Vec<_>>()
    });
    assert_eq!(used.iter().filter(|(code, _)| *code).count(), 1);
    assert_eq!(used.iter().filter(|(_, recovery)| *recovery).count(), 1);
}

fn wait_of(store: &Store, attempt: Attempt) -> Option<i64> {
    store.begin_sign_in(attempt).wait().unwrap()
}

fn codes_are_counted_apart_from_passwords(on: On) {
    let hub = hub(on);
    let tries = |attempt: Attempt| {
        let free = (0..20).take_while(|_| wait_of(&hub.store, attempt).is_none());
        free.count()
    };
    for attempt in [
        Attempt::new("192.0.2.1", "ana@farola.example"),
        Attempt::of_device(DeviceId(digest("browser"))),
    ] {
        // Who has the password shows it right each time: that takes no code back.
        for _ in 0..5 {
            assert_eq!(wait_of(&hub.store, attempt), None);
            hub.store.sign_in_succeeded(attempt).wait().unwrap();
            assert_eq!(wait_of(&hub.store, attempt.of_code()), None);
        }
        assert!(tries(attempt.of_code()) <= 2, "{attempt:?}");
        assert!(wait_of(&hub.store, attempt).is_none(), "{attempt:?}");
        let elsewhere = Attempt::new("192.0.2.2", "ana@farola.example").of_code();
        assert_eq!(wait_of(&hub.store, elsewhere), None);
    }
}

fn what_a_hub_demands_holds_for_who_is_meant_at_once(on: On) {
    let hub = hub(on);
    let store = &hub.store;
    assert_eq!(store.read_settings().unwrap(), Settings::default());
    let must = |role| {
        let changed = UserChange::Role(role);
        let who = Who::Id(hub.reviewer);
        store.change_user(who, changed, None, NOW).wait().unwrap();
        let found = store.find_session(session("here"), NOW).unwrap();
        found.unwrap().must_set_code
    };
    let demand = |codes_demanded| {
        let change = SettingsChange {
            codes_demanded: Some(codes_demanded),
        };
        let changed = store.change_settings(change, Some(hub.reviewer), NOW);
        assert_eq!(changed.wait().unwrap(), Settings { codes_demanded });
        assert_eq!(store.read_settings().unwrap(), Settings { codes_demanded });
    };
    enter(&hub, "here");
    assert!(!must(Role::Admin));
    store
        .add_user(user("eva@farola.example", Role::Admin), NOW)
        .wait()
        .unwrap();
    demand(true);
    demand(true);
    assert_eq!(noted(&hub, "hub.settings"), 1, "nothing changed");
    for (role, demanded) in [
        (Role::Admin, true),
        (Role::Reviewer, true),
        (Role::Team, false),
    ] {
        assert_eq!(must(role), demanded, "{role:?}");
    }
    set(&hub, "here");
    for role in [Role::Admin, Role::Reviewer, Role::Team] {
        assert!(!must(role), "{role:?} has one");
    }
    demand(false);
}

fn a_link_makes_one_browser_known_once_and_in_time(on: On) {
    let hub = hub(on);
    let (store, ana) = (&hub.store, hub.reviewer);
    let (device, end) = (DeviceId(digest("browser")), NOW.plus_millis(HOUR_MS));
    let link = |name: &str| LinkDigest(digest(name));
    let make = |name| {
        let who = Who::Email("ANA@farola.example".to_owned());
        let made = store.make_known_link(who, link(name), None, NOW, end);
        assert_eq!(made.wait().unwrap().id, ana);
    };
    let redeem = |name, at: Timestamp| store.use_known_link(link(name), device, at).wait();
    assert_eq!(refused(redeem("invented", NOW)), Problem::LinkUnknown);
    make("one");
    make("two");
    assert_eq!(
        refused(redeem("one", NOW)),
        Problem::LinkUnknown,
        "the newest"
    );
    assert!(!store.is_device_known(ana, device, NOW).unwrap());
    assert_eq!(redeem("two", NOW).unwrap().id, ana);
    assert!(store.is_device_known(ana, device, NOW).unwrap());
    assert_eq!(refused(redeem("two", NOW)), Problem::LinkUnknown, "once");
    make("late");
    assert_eq!(refused(redeem("late", end)), Problem::LinkUnknown);
    make("out");
    let who = Who::Id(ana);
    store
        .change_user(who, UserChange::Disable, None, NOW)
        .wait()
        .unwrap();
    assert_eq!(refused(redeem("out", NOW)), Problem::LinkUnknown);
    assert_eq!(
        (noted(&hub, "user.link"), noted(&hub, "user.link.used")),
        (4, 1)
    );
    let nobody = store.make_known_link(Who::Id(UserId(99)), link("x"), None, NOW, end);
    assert_eq!(nobody.wait().unwrap_err().code(), "hub.not_found");
}

fn key(byte: u8) -> CodesKey {
    CodesKey::new([byte; 32])
}

fn missing(outcome: Result<CodesKey, StoreError>) -> bool {
    refused(outcome) == Problem::CodesKeyMissing
}

/// Every byte of every file below a folder.
fn holds(dir: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, bytes);
        }
        let found = std::fs::read(&path).unwrap();
        found.windows(bytes.len()).any(|part| part == bytes)
    })
}

/// The key of the codes is of the folder: in no backup, in every place to which a hub is carried.
fn the_key_of_codes_is_in_the_folder_and_in_no_backup(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    assert!(missing(hub.store.read_codes_key()));
    assert_eq!(hub.store.keep_codes_key(key(1)).unwrap(), key(1));
    assert_eq!(hub.store.keep_codes_key(key(2)).unwrap(), key(1));
    set(&hub, "here");
    assert_eq!(hub.store.read_codes_key().unwrap(), key(1));
    assert!(!format!("{:?}", key(1)).contains('1'));
    assert!(holds(hub.dir.path(), key(1).reveal()));
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    Store::back_up(&place, &copy).unwrap();
    assert!(!holds(&copy, key(1).reveal()), "a backup reads no codes");
    let restored = Store::open(&copy, OpenAs::Server, NOW, "e2").unwrap();
    assert!(missing(restored.read_codes_key()));
    // Nor does it take another key for the one that sealed what is there.
    assert!(missing(restored.keep_codes_key(key(3))));
    // Recovery codes open there all the same; and with nothing sealed it begins anew.
    let used = restored.use_recovery_code(hub.reviewer, code(0), NOW);
    assert!(used.wait().unwrap());
    let removed = restored.remove_second_proof(Who::Id(hub.reviewer), None, NOW);
    removed.wait().unwrap();
    restored.keep_codes_key(key(3)).unwrap();
    restored.read_codes_key().unwrap();
    let Hub {
        dir: _dir, store, ..
    } = hub;
    drop(store);
    let away = tempfile::tempdir().unwrap();
    let there = Place::folder(away.path());
    let told = &mut |_| std::ops::ControlFlow::Continue(());
    Store::carry(&place, &there, told).unwrap();
    let carried = Store::open(&there, OpenAs::Server, NOW, "e3").unwrap();
    assert_eq!(carried.read_codes_key().unwrap(), key(1));
}

on_both! {
    a_code_is_set_once_used_once_and_taken_off,
    one_code_opens_once_however_many_show_it,
    codes_are_counted_apart_from_passwords,
    what_a_hub_demands_holds_for_who_is_meant_at_once,
    a_link_makes_one_browser_known_once_and_in_time,
    the_key_of_codes_is_in_the_folder_and_in_no_backup,
}
