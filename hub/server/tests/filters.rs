//! The filters of the queue over HTTP: neighbourhoods as people write them, days as a city has
//! them, and what is refused.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;

use rig::{Rig, WALK, id, registration, stop};
use serde_json::{Value, json};

/// The numbers of the records that a query finds, in their order.
fn found(rig: &Rig, token: &str, query: &str) -> Vec<u32> {
    let queue = rig.read(token, &format!("queue?{query}"));
    let items = queue["items"].as_array().unwrap();
    assert_eq!(queue["total"], json!(items.len()), "{query}");
    let number = |item: &Value| {
        let id = item["instanceId"].as_str().unwrap();
        id.rsplit('-').next().unwrap().parse().unwrap()
    };
    let mut numbers: Vec<u32> = items.iter().map(number).collect();
    numbers.sort_unstable();
    numbers
}

/// A registration of another walk, in a neighbourhood as somebody wrote it.
fn walk_at(number: u32, code: &str, place: &str) -> String {
    registration(&id(number))
        .replace(WALK, code)
        .replace("Santa Teresita", place)
}

/// A stop of the kit, of that walk (or of none) and begun then.
fn stop_at(number: u32, code: &str, start: &str) -> String {
    let walk = format!("<walk_code>{WALK}</walk_code>");
    let code = if code.is_empty() {
        String::new()
    } else {
        format!("<walk_code>{code}</walk_code>")
    };
    stop(&id(number), "")
        .replace(&walk, &code)
        .replace("2026-11-23T19:40:00.000-06:00", start)
}

fn sent(rig: &Rig, submissions: &[String]) {
    for xml in submissions {
        let answer = rig.submit(xml, &[]);
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}

#[test]
fn a_neighbourhood_is_found_however_it_was_written_and_with_the_stops_of_its_walks() {
    let rig = Rig::new();
    let (first, second) = ("14039-20261121-aaaaaa", "14039-20261122-bbbbbb");
    sent(
        &rig,
        &[
            walk_at(1, first, "Analco"),
            stop_at(2, first, "2026-11-21T19:40:00.000-06:00"),
            walk_at(3, second, "  ANÁLCO "),
            walk_at(4, "14039-20261123-cccccc", "Analco Norte"),
            stop_at(5, "14039-20261124-dddddd", "2026-11-24T19:40:00.000-06:00"),
        ],
    );
    let token = rig.sign_in("reviewer");
    for place in ["Analco", "analco", "AN%C3%81LCO", "+Analco+"] {
        let query = format!("place={place}");
        assert_eq!(found(&rig, &token, &query), [1, 2, 3], "{place}");
    }
    assert_eq!(found(&rig, &token, "place=Analco+Norte"), [4]);
    assert_eq!(
        found(&rig, &token, "place=Anal"),
        [0; 0],
        "a part is not the place"
    );
    assert_eq!(found(&rig, &token, "place=%25"), [0; 0]);
    assert_eq!(
        found(&rig, &token, "place="),
        [1, 2, 3, 4, 5],
        "empty asks nothing"
    );
    assert_eq!(found(&rig, &token, "place=Analco&form=cs_punto"), [2]);

    let places = |query: &str| rig.read(&token, &format!("facets?{query}"))["places"].clone();
    let all = json!([{"name": "Analco", "count": 3}, {"name": "Analco Norte", "count": 1}]);
    assert_eq!(places(""), all);
    assert_eq!(
        places("place=Analco"),
        all,
        "a list leaves its own filter out"
    );
    assert_eq!(
        places("form=cs_punto"),
        json!([{"name": "Analco", "count": 1}])
    );
    let forms = rig.read(&token, "facets?place=Analco+Norte")["forms"].clone();
    assert_eq!(forms[0]["count"], 1, "and follows the other ones: {forms}");
}

#[test]
fn a_day_is_that_of_the_walk_else_of_the_answers_in_the_citys_zone() {
    let rig = Rig::new();
    let evening = "14039-20261128-aaaaaa";
    sent(
        &rig,
        &[
            stop_at(1, evening, "2026-11-28T19:40:00.000-06:00"),
            // After midnight, and on the next day in UTC too: still the evening's walk.
            stop_at(2, evening, "2026-11-29T00:20:00.000-06:00"),
            // Of no walk: its own day in Guadalajara, which is not the day in UTC.
            stop_at(3, "", "2026-11-28T23:59:59.000-06:00"),
            stop_at(4, "", "2026-11-29T00:00:00.000-06:00"),
            stop_at(5, "14039-20261130-bbbbbb", "2026-11-30T19:40:00.000-06:00"),
            // A code that is none does not hide a record.
            stop_at(6, "made-up", "2026-11-29T12:00:00.000-06:00"),
        ],
    );
    let token = rig.sign_in("reviewer");
    for (query, expect) in [
        ("from=2026-11-28&to=2026-11-28", &[1, 2, 3][..]),
        ("from=2026-11-29&to=2026-11-29", &[4, 6]),
        ("from=2026-11-29", &[4, 5, 6]),
        ("to=2026-11-29", &[1, 2, 3, 4, 6]),
        ("from=2026-11-30&to=2026-11-28", &[]),
        ("from=2026-12-01", &[]),
        ("to=2026-11-27", &[]),
        ("from=&to=", &[1, 2, 3, 4, 5, 6]),
    ] {
        assert_eq!(found(&rig, &token, query), expect, "{query}");
    }
    let counts = rig.read(&token, "facets?from=2026-11-29&to=2026-11-29");
    assert_eq!(counts["states"]["received"], 2);
}

/// A record that does not say when it was answered has the day on which it arrived.
#[test]
fn a_record_without_times_has_the_day_on_which_it_arrived() {
    let rig = Rig::new();
    let bare = "<data id=\"cs_hallazgo\" version=\"2026112301\"><tipo>lampara</tipo>\
        <meta><instanceID>uuid:00000000-0000-4000-8000-000000000001</instanceID></meta></data>";
    sent(&rig, &[bare.to_owned()]);
    let token = rig.sign_in("reviewer");
    let received = rig.read(&token, "queue")["items"][0]["receivedAt"].clone();
    let instant: jiff::Timestamp = received.as_str().unwrap().parse().unwrap();
    let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    let today = instant.to_zoned_datetime(zone).date();
    let (before, after) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
    assert_eq!(
        found(&rig, &token, &format!("from={today}&to={today}")),
        [1]
    );
    assert_eq!(found(&rig, &token, &format!("to={before}")), [0; 0]);
    assert_eq!(found(&rig, &token, &format!("from={after}")), [0; 0]);
}

#[test]
fn a_query_that_cannot_be_read_says_which_parameter_and_why() {
    let rig = Rig::new();
    let token = rig.sign_in("reviewer");
    for (query, parameter, fault) in [
        ("colonia=Analco", "colonia", "unknown"),
        ("place=Analco&place=Centro", "place", "repeated"),
        ("from=28-11-2026", "from", "value"),
        ("to=2026-02-30", "to", "value"),
        ("from=2026-11-28T00:00", "from", "value"),
        ("to=9999-12-31", "to", "value"),
        ("state=received,lost", "state", "value"),
        ("limit=ten", "limit", "value"),
    ] {
        for address in ["queue", "facets"] {
            let path = format!("/v1/projects/1/review/{address}?{query}");
            let answer = rig.json("GET", &path, Some(&token), &Value::Null);
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (400, "request.bad_parameter"),
                "{query}"
            );
            let expect = json!({"parameter": parameter, "fault": fault});
            assert_eq!(answer.json()["details"], expect, "{query}");
            assert!(!answer.text().contains("Analco"), "no value comes back");
        }
    }
    for cursor in ["x", "9.1.", "1.2", "9.a.3"] {
        let path = format!("/v1/projects/1/review/queue?cursor={cursor}");
        let answer = rig.json("GET", &path, Some(&token), &Value::Null);
        assert_eq!(answer.problem(), "request.bad_parameter", "{cursor}");
    }
}

/// A list of a project that is not there is not an empty list.
#[test]
fn a_list_of_no_project_is_refused() {
    let rig = Rig::new();
    let token = rig.sign_in("admin");
    for list in [
        "review/queue",
        "review/queue?from=2026-11-28",
        "review/queue?q=luz&place=Analco",
        "review/facets",
        "review/facets?state=received",
        "forms",
        "app-users",
    ] {
        let of = |project: u32| {
            let path = format!("/v1/projects/{project}/{list}");
            rig.json("GET", &path, Some(&token), &Value::Null)
        };
        assert_eq!(of(1).status, 200, "{list}");
        let none = of(9);
        assert_eq!(
            (none.status, none.problem().as_str()),
            (404, "project.unknown"),
            "{list}"
        );
    }
}
