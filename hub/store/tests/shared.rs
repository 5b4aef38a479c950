//! What hubs on one database agree on, and what is the same on both engines: failed sign-ins,
//! fresh keys, addresses of people, words of any length.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::Store;
use farola_hub_store::account::Role;
use farola_hub_store::app_user::KeyDigest;
use farola_hub_store::fresh_key::FreshKey;
use farola_hub_store::queue::Condition;
use farola_hub_store::sign_in::Attempt;
use farola_hub_store::submission::{Arrival, Summary};
use farola_model::{Coded as _, Sha256};
use rig::On;
use rig::hub::{Hub, NOW, ONE, hub, hub_at, key, user};

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
    // Of many accounts from one address only so many.
    let tried = (0..40).filter(|n| {
        hub.try_sign_in(Attempt::new("::1", &format!("{n}@x.example")))
            .is_none()
    });
    assert_eq!(tried.count(), 30);
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
    let set = hub
        .store
        .set_password("ñandú.Ávila@x".to_owned(), String::new(), NOW);
    assert_eq!(set.wait().unwrap_err().code(), "hub.not_found");
    let set = hub
        .store
        .set_password("Ñandú.Ávila@FAROLA.example".to_owned(), String::new(), NOW);
    set.wait().unwrap();
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
    tries_at_once_are_many_tries,
    a_fresh_key_is_there_for_its_time_and_no_longer_than_the_key,
    an_address_means_one_person_on_both_engines,
    words_of_any_length_and_number_are_kept,
}
