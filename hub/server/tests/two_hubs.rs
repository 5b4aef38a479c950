//! Two hubs on one PostgreSQL, as phones and people meet them behind a balancer: what one of them
//! was told, the other one knows at once.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../store/tests/rig/mod.rs"]
mod postgres_rig;
mod rig;

use farola_hub_server::machine_clock;
use farola_hub_server::store::Place;
use farola_model::Timestamp;
use rig::{PASSWORD, Rig, id, stop};
use serde_json::{Value, json};

/// Two hubs, each with a folder of its own, and their files in one bucket. The folders are dropped
/// last.
struct Two {
    a: Rig,
    b: Rig,
    _dirs: [tempfile::TempDir; 2],
}

fn two() -> Two {
    two_with_clocks([machine_clock, machine_clock])
}

fn two_with_clocks([clock_a, clock_b]: [fn() -> Timestamp; 2]) -> Two {
    let url = postgres_rig::database();
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let a = Place::folder(dirs[0].path()).with_database(&url).unwrap();
    let a = postgres_rig::s3::shared().give(a);
    let b = a.clone().at(dirs[1].path());
    let key = rig::furnish_at(&a);
    Two {
        a: Rig::with_clock(&a, key.clone(), clock_a),
        b: Rig::with_clock(&b, key, clock_b),
        _dirs: dirs,
    }
}

fn sign_in(rig: &Rig, password: &str) -> (u16, String) {
    let body = json!({"email": "admin@farola.example", "password": password});
    let answer = rig.json("POST", "/v1/sessions", None, &body);
    let problem = match answer.status {
        200 => String::new(),
        _ => answer.problem(),
    };
    (answer.status, problem)
}

#[test]
fn wrong_passwords_at_one_hub_are_counted_at_the_other() {
    let two = two();
    for _ in 0..5 {
        assert_eq!(sign_in(&two.a, "not the password").0, 401);
    }
    let (status, problem) = sign_in(&two.b, PASSWORD);
    assert_eq!((status, &*problem), (429, "auth.too_many_attempts"));
}

#[test]
fn many_guesses_at_once_over_both_hubs_are_many_guesses() {
    let two = two();
    let told = std::thread::scope(|scope| {
        let guess = |n: usize| {
            let hub = if n.is_multiple_of(2) { &two.a } else { &two.b };
            scope.spawn(move || sign_in(hub, "not the password").0)
        };
        let guesses: Vec<_> = (0..24).map(guess).collect();
        let told = guesses.into_iter().map(|told| told.join().unwrap());
        told.collect::<Vec<_>>()
    });
    let wrong = told.iter().filter(|status| **status == 401).count();
    // A pause of a second may go by meanwhile and let one more through.
    assert!((5..=7).contains(&wrong), "{told:?}");
    assert!(
        told.iter().all(|status| [401, 429].contains(status)),
        "{told:?}"
    );
}

#[test]
fn what_one_hub_shuts_out_is_shut_out_at_the_other() {
    let two = two();
    let (admin, team) = (two.a.sign_in("admin"), two.b.sign_in("team"));
    let ask = |hub: &Rig| {
        let answer = hub.json("GET", "/v1/users/current", Some(&team), &Value::Null);
        answer.status
    };
    assert_eq!((ask(&two.a), ask(&two.b)), (200, 200));
    let listed = two.a.json("GET", "/v1/users", Some(&admin), &Value::Null);
    let listed = listed.json();
    let mut people = listed.as_array().unwrap().iter();
    let person = people.find(|one| one["role"] == "team").unwrap();
    assert_eq!(person["sessions"], 1, "{person}");
    let path = format!("/v1/users/{}", person["id"]);
    let out = json!({"disabled": true});
    assert_eq!(two.a.json("PATCH", &path, Some(&admin), &out).status, 200);
    assert_eq!((ask(&two.b), ask(&two.a)), (401, 401));
}

#[test]
fn a_key_is_good_at_both_hubs_from_its_making_to_its_end() {
    let two = two();
    let admin = two.a.sign_in("admin");
    let users = "/v1/projects/1/app-users";
    let made = two.a.json(
        "POST",
        users,
        Some(&admin),
        &json!({"displayName": "Equipo 2"}),
    );
    assert_eq!(made.status, 200, "{}", made.text());
    let (number, key) = (made.json()["id"].clone(), made.json()["token"].clone());
    let key = key.as_str().unwrap();
    let list = |hub: &Rig| {
        hub.get(&format!("/v1/key/{key}/projects/1/formList"))
            .status
    };
    assert_eq!((list(&two.b), list(&two.a)), (200, 200));
    // Its code is drawn by the other hub too, for who made it and for nobody else.
    let code = format!("{users}/{number}/qr.json");
    let drawn = two.b.json("GET", &code, Some(&admin), &Value::Null);
    assert_eq!(drawn.status, 200, "{}", drawn.text());
    assert!(drawn.json()["url"].as_str().unwrap().contains(key));
    let other = two.b.sign_in("admin");
    assert_eq!(
        two.b.json("GET", &code, Some(&other), &Value::Null).status,
        404
    );
    let gone = two.a.json(
        "DELETE",
        &format!("{users}/{number}"),
        Some(&admin),
        &Value::Null,
    );
    assert_eq!(gone.status, 200);
    assert_eq!((list(&two.b), list(&two.a)), (403, 403));
    assert_eq!(
        two.b.json("GET", &code, Some(&admin), &Value::Null).status,
        404
    );
}

#[test]
fn a_session_is_good_at_both_hubs_until_it_is_closed_at_one() {
    let two = two();
    let token = two.a.sign_in("reviewer");
    let me = |hub: &Rig| {
        let answer = hub.json("GET", "/v1/users/current", Some(&token), &Value::Null);
        answer.status
    };
    assert_eq!((me(&two.a), me(&two.b)), (200, 200));
    let closed = two
        .a
        .json("DELETE", "/v1/sessions/current", Some(&token), &Value::Null);
    assert_eq!(closed.status, 200);
    assert_eq!((me(&two.a), me(&two.b)), (401, 401));
}

#[test]
fn a_form_that_one_hub_was_given_is_taken_in_by_the_other() {
    let two = two();
    let of_version = |number, version: &str| stop(&id(number), "").replace("2026112501", version);
    assert_eq!(two.b.submit(&of_version(1, "2026112501"), &[]).status, 201);
    let early = two.b.submit(&of_version(2, "2031010101"), &[]);
    assert_eq!(early.problem(), "form.version_unknown");
    let kit = concat!(env!("CARGO_MANIFEST_DIR"), "/../../kit/cs_punto.xml");
    let newer = std::fs::read_to_string(kit).unwrap();
    let newer = newer.replace("2026112501", "2031010101");
    let admin = two.a.sign_in("admin");
    let bearer = format!("Bearer {admin}");
    let headers = [
        ("Authorization", &*bearer),
        ("Content-Type", "application/xml"),
    ];
    let path = "/v1/projects/1/forms?publish=true";
    let published = two.a.send("POST", path, &headers, newer.as_bytes());
    assert_eq!(published.status, 200, "{}", published.text());
    let listed = two.b.get(&two.b.phone("formList"));
    assert!(listed.text().contains("2031010101"), "{}", listed.text());
    assert_eq!(two.b.submit(&of_version(2, "2031010101"), &[]).status, 201);
    // Closed at one, it is closed at the other.
    let path = "/v1/projects/1/forms/cs_punto";
    let closed = two
        .a
        .json("PATCH", path, Some(&admin), &json!({"state": "closed"}));
    assert_eq!(closed.status, 200, "{}", closed.text());
    let late = two.b.submit(&of_version(3, "2031010101"), &[]);
    assert_eq!(late.problem(), "form.closed");
}

const HOUR_MS: i64 = 3_600_000;

/// The first is two days ahead, the second three hours behind.
fn two_that_disagree() -> Two {
    two_with_clocks([
        || machine_clock().plus_millis(48 * HOUR_MS),
        || machine_clock().plus_millis(-3 * HOUR_MS),
    ])
}

#[test]
fn a_hub_whose_clock_is_wrong_ends_nobodys_session() {
    let two = two_that_disagree();
    let at_b = two.b.sign_in("admin");
    // Who signs in has old sessions of everybody removed.
    let at_a = two.a.sign_in("reviewer");
    for token in [&at_b, &at_a] {
        for hub in [&two.a, &two.b] {
            let me = hub.json("GET", "/v1/users/current", Some(token), &Value::Null);
            assert_eq!(me.status, 200, "{}", me.text());
        }
    }
}

#[test]
fn records_are_dated_by_one_clock_whichever_hub_they_come_to() {
    let two = two_that_disagree();
    let before = machine_clock();
    for (number, hub) in (1..).zip([&two.a, &two.b, &two.a, &two.b]) {
        assert_eq!(hub.submit(&stop(&id(number), ""), &[]).status, 201);
    }
    let token = two.a.sign_in("reviewer");
    let list = two.b.read(&token, "queue");
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 4);
    // The database is on this machine: what its clock says is what ours says.
    let (from, to) = (
        before.plus_millis(-60_000),
        machine_clock().plus_millis(60_000),
    );
    for item in items {
        let at = item["receivedAt"].as_str().unwrap();
        assert!(*at > *from.to_string() && *at < *to.to_string(), "{at}");
    }
}
