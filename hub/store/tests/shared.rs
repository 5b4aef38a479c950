//! What hubs on one database agree on, and what is the same on both engines: failed sign-ins,
//! who is shut out, fresh keys, addresses of people, words of any length.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::account::{Role, SessionId, UserId};
use farola_hub_store::app_user::KeyDigest;
use farola_hub_store::fresh_key::FreshKey;
use farola_hub_store::people::{DeviceId, UserChange, Who};
use farola_hub_store::queue::Condition;
use farola_hub_store::sign_in::Attempt;
use farola_hub_store::submission::{Arrival, Summary};
use farola_hub_store::{Store, StoreError};
use farola_model::{Coded as _, Sha256, Timestamp};
use farola_protocol::Problem;
use rig::On;
use rig::hub::{HOUR_MS, Hub, NOW, ONE, hub, hub_at, key, user};

mod rig;

impl Hub {
    fn try_sign_in(&self, attempt: Attempt) -> Option<i64> {
        self.store.begin_sign_in(attempt).wait().unwrap()
    }

    fn later(&self, table: &str, column: &str, ms: i64) {
        let sql = format!("UPDATE {table} SET {column} = {column} - {ms}");
        self.beside.execute(&sql);
    }

    fn found(&self, words: &str) -> i64 {
        let words = words.split_whitespace().map(str::to_owned);
        let asked: Vec<Condition> = words.map(Condition::Word).collect();
        self.store.read_queue(ONE, &asked, None, 1).unwrap().total
    }
}

fn five_tries_are_free_and_then_one_waits(on: On) {
    let hub = hub(on);
    let ana = Attempt::new("::1", "ana@farola.example");
    for _ in 0..5 {
        assert_eq!(hub.store.sign_in_wait_ms(ana).unwrap(), None);
        assert_eq!(hub.try_sign_in(ana), None);
    }
    let wait = hub.try_sign_in(ana).unwrap();
    assert!((1..=1000).contains(&wait), "{wait}");
    assert!(hub.store.sign_in_wait_ms(ana).unwrap().is_some());
    // Others may try; the pause goes by, the next one is twice as long, an hour forgets.
    assert_eq!(
        hub.try_sign_in(Attempt::new("::1", "eva@farola.example")),
        None
    );
    assert_eq!(
        hub.try_sign_in(Attempt::new("::2", "ana@farola.example")),
        None
    );
    hub.later("sign_in", "last_ms", 1000);
    assert_eq!(hub.try_sign_in(ana), None);
    let wait = hub.try_sign_in(ana).unwrap();
    assert!((1001..=2000).contains(&wait), "{wait}");
    hub.later("sign_in", "last_ms", 3_600_001);
    for _ in 0..5 {
        assert_eq!(hub.try_sign_in(ana), None);
    }
}

fn who_signs_in_is_forgiven(on: On) {
    let hub = hub(on);
    let ana = Attempt::new("::1", "ana@farola.example");
    // Many right passwords from one address are no guessing.
    for _ in 0..100 {
        assert_eq!(hub.try_sign_in(ana), None);
        hub.store.sign_in_succeeded(ana).wait().unwrap();
    }
    // Nor do those who sign in behind it pay for somebody who tries every account.
    for n in 0..100 {
        let tried = Attempt::new("::1", &format!("{n}@x.example"));
        assert_eq!(hub.try_sign_in(tried), None);
    }
    assert_eq!(hub.try_sign_in(ana), None);
}

/// Five tries are free at each address, so twelve addresses use up what an account has; then
/// strangers wait, and a browser that is known does not.
fn many_strangers_are_counted_together_and_a_known_browser_apart(on: On) {
    let hub = hub(on);
    let at = |n: usize| Attempt::new(&format!("10.0.0.{n}"), "ana@farola.example");
    let passed = (0..30).flat_map(|n| [n; 5]);
    let passed = passed.filter(|n| hub.try_sign_in(at(*n)).is_none()).count();
    assert!((60..=61).contains(&passed), "{passed}");
    assert!(hub.store.sign_in_wait_ms(at(200)).unwrap().is_some());
    let browser = DeviceId(Sha256::of(b"browser"));
    let known = |user, at| hub.store.is_device_known(user, browser, at).unwrap();
    let remember = |user| {
        hub.store
            .remember_device(user, browser, NOW)
            .wait()
            .unwrap()
    };
    assert!(!known(hub.reviewer, NOW));
    remember(hub.reviewer);
    let eva = hub
        .store
        .add_user(user("eva@farola.example", Role::Admin), NOW);
    let eva = eva.wait().unwrap();
    let days = |days: i64| NOW.plus_millis(days * 24 * HOUR_MS);
    assert!(known(hub.reviewer, NOW) && known(hub.reviewer, days(179)));
    assert!(!known(eva, NOW) && !known(hub.reviewer, days(180)));
    let owner = Attempt::of_device(browser);
    for _ in 0..5 {
        assert_eq!(hub.try_sign_in(owner), None);
    }
    assert!(
        hub.try_sign_in(owner).is_some(),
        "and is slowed down itself"
    );
    hub.store.sign_in_succeeded(owner).wait().unwrap();
    assert_eq!(hub.try_sign_in(owner), None);
    // One goes with a new password, with being shut out, and when twenty others were used later.
    let email = "ana@farola.example".to_owned();
    let account = hub.account();
    let changed = hub
        .store
        .set_password(Who::Email(email), account.password_hash, None, NOW);
    changed.wait().unwrap();
    assert!(!known(hub.reviewer, NOW));
    remember(hub.reviewer);
    let shut = |change| {
        let changed = hub
            .store
            .change_user(Who::Id(hub.reviewer), change, None, NOW);
        changed.wait().unwrap();
    };
    shut(UserChange::Disable);
    shut(UserChange::Enable);
    assert!(!known(hub.reviewer, NOW));
    remember(hub.reviewer);
    for n in 0..20 {
        let other = DeviceId(Sha256::of(format!("other {n}").as_bytes()));
        let later = NOW.plus_millis(1 + n);
        hub.store
            .remember_device(hub.reviewer, other, later)
            .wait()
            .unwrap();
        assert_eq!(known(hub.reviewer, NOW), n < 19, "{n}");
    }
}

/// What an administrator may be left as, in any order: somebody who may do everything stays.
fn the_last_administrator_is_neither_shut_out_nor_demoted(on: On) {
    let hub = hub(on);
    let change = |email: &str, change| {
        let who = Who::Email(email.to_owned());
        let changed = hub.store.change_user(who, change, Some(hub.reviewer), NOW);
        changed.wait().map(|user| (user.role, user.disabled))
    };
    let (ana, eva, luz) = ("ana@farola.example", "EVA@farola.example", "luz@x.example");
    let refused = |outcome: Result<_, StoreError>| match outcome {
        Err(StoreError::Refused(problem)) => problem == Problem::LastAdministrator,
        Err(other) => panic!("{other}"),
        Ok::<(Role, Option<Timestamp>), _>(_) => false,
    };
    // Without an administrator (the terminal makes the first one) nothing is in the way.
    assert!(!refused(change(ana, UserChange::Role(Role::Team))));
    for email in ["eva@farola.example", luz] {
        hub.store
            .add_user(user(email, Role::Admin), NOW)
            .wait()
            .unwrap();
    }
    for (who, what, is_refused) in [
        (eva, UserChange::Disable, false),
        (luz, UserChange::Disable, true),
        (luz, UserChange::Role(Role::Reviewer), true),
        (luz, UserChange::Role(Role::Admin), false),
        (luz, UserChange::EndSessions, false),
        (eva, UserChange::Disable, false),
        (eva, UserChange::Role(Role::Team), false),
        (luz, UserChange::Disable, true),
        (eva, UserChange::Role(Role::Admin), false),
        (luz, UserChange::Role(Role::Team), true),
        (eva, UserChange::Enable, false),
        (luz, UserChange::Role(Role::Team), false),
        (eva, UserChange::Role(Role::Reviewer), true),
    ] {
        assert_eq!(refused(change(who, what)), is_refused, "{who} {what:?}");
    }
    assert_eq!(
        change(eva, UserChange::EndSessions).unwrap(),
        (Role::Admin, None)
    );
    assert_eq!(
        change("nobody@x.example", UserChange::Enable)
            .unwrap_err()
            .code(),
        "hub.not_found"
    );
    let of_audit = "DELETE FROM audit WHERE action IN ('user.disable', 'user.role', 'user.enable')";
    let removed = hub.beside.try_execute(of_audit);
    assert!(
        removed.is_err(),
        "each change is a line of the audit, and stays one"
    );
}

fn a_session_goes_on_while_it_is_used_and_ends_with_its_person(on: On) {
    let hub = hub(on);
    let (session, other) = (SessionId(Sha256::of(b"s")), SessionId(Sha256::of(b"o")));
    let at = |minutes: i64| NOW.plus_millis(minutes * 60_000);
    let open = |session| {
        let opened = hub.store.open_session(hub.account(), session, NOW, at(30));
        opened.wait()
    };
    let lasts = |session, minutes| {
        hub.store
            .find_session(session, at(minutes))
            .unwrap()
            .is_some()
    };
    let seen = || hub.store.list_users(at(0)).unwrap()[0].user.last_seen;
    open(session).unwrap();
    open(other).unwrap();
    assert_eq!(hub.store.list_users(at(0)).unwrap()[0].sessions, 2);
    assert_eq!((lasts(session, 29), lasts(session, 30)), (true, false));
    let touch = |touched, until| {
        let touched = hub.store.touch_session(session, at(touched), at(until));
        touched.wait().unwrap();
    };
    touch(20, 50);
    assert_eq!(
        (lasts(session, 49), lasts(session, 50), lasts(other, 30)),
        (true, false, false)
    );
    assert_eq!(seen(), Some(at(20)));
    touch(10, 40);
    assert!(lasts(session, 49), "a late word takes nothing back");
    assert_eq!(seen(), Some(at(20)));
    let change = |change| {
        let changed = hub
            .store
            .change_user(Who::Id(hub.reviewer), change, None, NOW);
        changed.wait().unwrap()
    };
    change(UserChange::Role(Role::Team));
    let person = hub.store.find_session(session, NOW).unwrap().unwrap().user;
    assert_eq!(person.role, Role::Team, "from the next request on");
    change(UserChange::EndSessions);
    assert_eq!((lasts(session, 1), lasts(other, 1)), (false, false));
    open(session).unwrap();
    // A password that was looked at before opens nothing after: shut out, or another one meanwhile.
    let before = hub.account();
    assert_eq!(change(UserChange::Disable).disabled, Some(NOW));
    assert!(!lasts(session, 1));
    assert!(
        hub.store
            .find_account("ana@farola.example")
            .unwrap()
            .is_none()
    );
    let late = hub
        .store
        .open_session(before.clone(), session, NOW, at(30))
        .wait();
    assert!(matches!(late, Err(StoreError::Refused(Problem::AuthWrong))));
    change(UserChange::Enable);
    assert!(!lasts(session, 1), "what has ended stays so");
    let email = "ana@farola.example".to_owned();
    let changed = hub
        .store
        .set_password(Who::Email(email), "$argon2id$two".to_owned(), None, NOW);
    changed.wait().unwrap();
    let late = hub.store.open_session(before, session, NOW, at(30)).wait();
    assert!(matches!(late, Err(StoreError::Refused(Problem::AuthWrong))));
    assert!(!lasts(session, 1));
    open(session).unwrap();
    assert!(lasts(session, 1));
}

fn tries_at_once_are_many_tries(on: On) {
    let hub = hub(on);
    let ana = Attempt::new("::1", "ana@farola.example");
    let passed = std::thread::scope(|scope| {
        let tries = [(); 40].map(|()| scope.spawn(|| hub.try_sign_in(ana).is_none()));
        tries.map(|tried| tried.join().unwrap())
    });
    assert_eq!(passed.iter().filter(|passed| **passed).count(), 5);
}

fn a_fresh_key_is_there_for_its_time_and_no_longer_than_the_key(on: On) {
    let hub = hub(on);
    let fresh = |token: &str| FreshKey {
        digest: KeyDigest(Sha256::of(token.as_bytes())),
        sealed: token.as_bytes().to_vec(),
    };
    let keep = |token| {
        hub.store
            .keep_fresh_key(hub.phone, fresh(token))
            .wait()
            .unwrap()
    };
    let found = || hub.store.find_fresh_key(hub.phone).unwrap();
    assert_eq!(found(), None);
    keep("t1");
    assert_eq!(found(), Some(fresh("t1")));
    hub.later("fresh_key", "made_ms", 15 * 60_000);
    assert_eq!(found(), None, "its time is over");
    keep("t1");
    let rotated = hub
        .store
        .rotate_app_user(ONE, hub.phone, key("t2"), None, NOW);
    rotated.wait().unwrap();
    assert_eq!(found(), None, "of the key before");
    keep("t2");
    assert_eq!(found(), Some(fresh("t2")));
    hub.store
        .revoke_app_user(ONE, hub.phone, None, NOW)
        .wait()
        .unwrap();
    assert_eq!(found(), None);
    assert_eq!(
        hub.beside.execute("DELETE FROM fresh_key"),
        0,
        "nothing is left of it"
    );
}

fn an_address_means_one_person_on_both_engines(on: On) {
    let hub = hub(on);
    let add = |email: &str| hub.store.add_user(user(email, Role::Team), NOW).wait();
    let find = |email: &str| hub.store.find_account(email).unwrap().map(|a| a.user.id);
    let nandu = add("Ñandú.Ávila@Farola.example").unwrap();
    assert_eq!(find("Ñandú.Ávila@farola.EXAMPLE"), Some(nandu));
    assert_eq!(
        find("ÑANDÚ.Ávila@farola.example"),
        None,
        "only A to Z are folded"
    );
    let again = add("Ñandú.ávila@farola.example");
    assert!(again.is_ok(), "another letter is another address");
    let taken = add("ÑANDú.ÁVILA@farola.example".replace("ND", "nd").as_str()).unwrap_err();
    assert_eq!(taken.code(), "hub.exists");
    let set = hub.store.set_password(
        Who::Email("ñandú.Ávila@x".to_owned()),
        String::new(),
        None,
        NOW,
    );
    assert_eq!(set.wait().unwrap_err().code(), "hub.not_found");
    let set = hub.store.set_password(
        Who::Email("Ñandú.Ávila@FAROLA.example".to_owned()),
        String::new(),
        None,
        NOW,
    );
    assert_eq!(set.wait().unwrap().id, nandu);
    let found = |who| hub.store.find_user(&who).map(|user| user.id);
    assert_eq!(found(Who::Id(nandu)).unwrap(), nandu);
    assert_eq!(
        found(Who::Id(UserId(99))).unwrap_err().code(),
        "hub.not_found"
    );
}

fn words_of_any_length_and_number_are_kept(on: On) {
    let hub = hub(on);
    let many: String = (0..150_000).map(|n| format!("palabra{n} ")).collect();
    let searches = [
        "x".repeat(3_000),
        "y".repeat(2_000_000),
        "я".repeat(3_000),
        format!("aaa {many}"),
    ];
    for (number, search) in searches.into_iter().enumerate() {
        let arrival = Arrival {
            summary: Summary {
                search,
                ..Summary::default()
            },
            ..hub.arrival(number)
        };
        hub.accept(arrival).unwrap();
    }
    for (words, count) in [
        ("xxxx", 1),
        (&*"x".repeat(2_500), 1),
        (&*"x".repeat(50), 1),
        ("yyyyyyy", 1),
        ("яя", 1),
        ("aaa", 1),
        ("zzz", 0),
        (&*"cal.".repeat(3_000), 0),
    ] {
        assert_eq!(
            hub.found(words),
            count,
            "{}",
            words.chars().take(9).collect::<String>()
        );
    }
}

fn counters_that_went_wrong_are_seen_and_counted_again(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    for number in 0..12 {
        let summary = Summary {
            city_code: Some(if number % 2 == 0 { "14039" } else { "14120" }.to_owned()),
            place: (number % 3 == 0).then(|| "Analco".to_owned()),
            walk_code: (number % 4 == 0).then(|| "14039-20261121-a3f09c".to_owned()),
            registers_walk: number == 4,
            ..Summary::default()
        };
        hub.accept(Arrival {
            summary,
            ..hub.arrival(number)
        })
        .unwrap();
    }
    let wrong = || Store::verify(&place).unwrap().wrong_counters;
    let counts = || {
        let mut states = hub.store.count_facets(ONE, &[]).unwrap().states;
        states.retain(|(_, count)| *count > 0);
        states
    };
    let right = counts();
    assert_eq!(wrong(), 0);
    for damage in [
        "UPDATE tally SET records = records + 3",
        "DELETE FROM tally_day",
        "UPDATE tally_day SET records = records - 1",
        "UPDATE submission SET tally = (SELECT min(id) FROM tally)",
    ] {
        assert!(hub.beside.execute(damage) > 0);
        assert!(wrong() > 0, "{damage}");
        assert!(!Store::verify(&place).unwrap().is_whole());
        hub.store.recount().wait().unwrap();
        assert_eq!(wrong(), 0, "{damage}");
        assert_eq!(counts(), right, "{damage}");
    }
}

/// Beside its only database a hub has no other clock than its machine's.
fn the_time_is_that_of_a_database_elsewhere(on: On) {
    let told = hub(on).store.read_clock().unwrap();
    let elsewhere = matches!(on, On::Postgres | On::PostgresBucket);
    assert_eq!(told.is_some(), elsewhere);
    // The server of the tests is on this machine.
    let since = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let now = i64::try_from(since).unwrap();
    let wrong_ms = told.map_or(0, |told| now - told.as_millis());
    assert!((-60_000..60_000).contains(&wrong_ms), "{wrong_ms}");
}

on_both! {
    the_time_is_that_of_a_database_elsewhere,
    counters_that_went_wrong_are_seen_and_counted_again,
    five_tries_are_free_and_then_one_waits,
    who_signs_in_is_forgiven,
    many_strangers_are_counted_together_and_a_known_browser_apart,
    the_last_administrator_is_neither_shut_out_nor_demoted,
    a_session_goes_on_while_it_is_used_and_ends_with_its_person,
    tries_at_once_are_many_tries,
    a_fresh_key_is_there_for_its_time_and_no_longer_than_the_key,
    an_address_means_one_person_on_both_engines,
    words_of_any_length_and_number_are_kept,
}
