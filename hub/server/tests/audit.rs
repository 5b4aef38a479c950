//! Reading is an act: what people open over HTTP stands in the audit, with who and when, and no
//! answer does.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;

use std::collections::BTreeSet;

use farola_hub_server::admin;
use rig::{Rig, id, stop};
use serde_json::{Value, json};

/// A record with a photo and a file that is none; nobody opened anything.
struct World {
    rig: Rig,
    people: [String; 3],
}

const ROLES: [&str; 3] = ["team", "reviewer", "admin"];

fn photo(shade: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([shade, 40, 90]));
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
    pixels.write_with_encoder(encoder).unwrap();
    jpeg
}

fn world() -> World {
    let rig = Rig::new();
    let store = admin::open(rig::place(&rig.dir)).unwrap();
    admin::set_aside_key(&store, Some(&admin::new_aside_key().1)).unwrap();
    // Nobody asked for the second one: it is set aside.
    let sent = rig.submit(
        &stop(&id(1), "<foto>Lucia.jpg</foto>"),
        &[("Lucia.jpg", &photo(7)[..]), ("x.jpg", &photo(8)[..])],
    );
    assert_eq!(sent.status, 201, "{}", sent.text());
    let people = ROLES.map(|role| rig.sign_in(role));
    World { rig, people }
}

impl World {
    fn get(&self, person: usize, path: &str) -> rig::Answer {
        self.rig
            .json("GET", path, Some(&self.people[person]), &Value::Null)
    }

    /// All entries of openings, the oldest first.
    fn opened(&self) -> Vec<(String, String, Value)> {
        let (mut all, mut next) = (Vec::new(), None::<i64>);
        loop {
            let before = next.map(|id| format!("&before={id}")).unwrap_or_default();
            let page = self.get(2, &format!("/v1/audit?limit=3{before}")).json();
            for entry in page["entries"].as_array().unwrap() {
                let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                let details = serde_json::from_str(&text("details")).unwrap();
                all.push((text("name"), text("action"), details));
            }
            next = page["next"].as_i64();
            if next.is_none() {
                break;
            }
        }
        all.retain(|(_, action, _)| action.ends_with(".open") && action != "audit.open");
        all.reverse();
        all
    }
}

const RECORD: &str = "/v1/projects/1/review/submissions/";

/// Every address that people read, and what is noted of it. A route that is forgotten here is
/// found by the document of the routes.
const READS: &[(&str, &str, Option<&str>)] = &[
    // One's own code, and what holds for the hub: no words of anybody.
    ("/v1/users/current/code", "", None),
    ("/v1/settings", "", None),
    (
        "/v1/projects/{project}/review/queue",
        "?q=oscuro&state=received",
        Some("list.open"),
    ),
    (
        "/v1/projects/{project}/review/submissions/{id}",
        "",
        Some("record.open"),
    ),
    (
        "/v1/projects/{project}/review/submissions/{id}/attachments/{name}",
        "",
        Some("photo.open"),
    ),
    (
        "/v1/projects/{project}/review/submissions/{id}/aside/{number}",
        "",
        Some("aside.open"),
    ),
    (
        "/v1/projects/{project}/app-users/{id}/qr.json",
        "",
        Some("field_key.open"),
    ),
    (
        "/v1/projects/{project}/app-users/{id}/qr.svg",
        "",
        Some("field_key.open"),
    ),
    ("/v1/audit", "", None), // noted as well; taken out by `opened`, which asks for it
    // Nothing of a record: numbers, forms, who works here.
    ("/v1/projects/{project}/review/facets", "", None),
    ("/v1/projects/{project}/review/phones", "", None),
    ("/v1/projects/{project}/app-users", "", None),
    ("/v1/projects/{project}/forgetting", "", None),
    ("/v1/projects/{project}/forms", "", None),
    ("/v1/projects/{project}/forms/{form}", "", None),
    ("/v1/projects/{project}", "", None),
    ("/v1/projects", "", None),
    ("/v1/users", "", None),
    ("/v1/users/current", "", None),
    ("/v1/sessions/restore", "", None),
    ("/v1/jobs", "", None),
    ("/v1/audit/check", "", None),
    ("/health", "", None),
];

#[test]
fn every_address_that_is_read_says_whether_it_is_an_act() {
    let world = world();
    let document: Value =
        serde_json::from_str(&farola_hub_server::openapi_json().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let read: BTreeSet<&str> = paths
        .filter(|(_, item)| item.get("get").is_some())
        .map(|(path, _)| path.as_str())
        .collect();
    let known: BTreeSet<&str> = READS.iter().map(|(path, ..)| *path).collect();
    assert_eq!(known, read);
    let body = json!({"displayName": "Equipo 9"});
    let admin = Some(world.people[2].as_str());
    let phone = world
        .rig
        .json("POST", "/v1/projects/1/app-users", admin, &body);
    let phone = phone.json()["id"].to_string();
    for (path, query, noted) in READS {
        let before = world.opened().len();
        let of_phone = path.contains("app-users");
        let number = if of_phone { phone.clone() } else { id(1) };
        let asked = path
            .replace("{project}", "1")
            .replace("{id}", &number)
            .replace("{name}", "Lucia.jpg")
            .replace("{number}", "1")
            .replace("{form}", "cs_punto");
        let answer = world.get(2, &format!("{asked}{query}"));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let new: Vec<_> = world.opened().drain(before..).collect();
        let actions: Vec<&str> = new.iter().map(|(_, action, _)| action.as_str()).collect();
        assert_eq!(actions, noted.iter().copied().collect::<Vec<_>>(), "{path}");
        assert!(
            new.iter().all(|(name, ..)| name == "Persona admin"),
            "{path}"
        );
        // Neither what was looked for nor the name of a file, which may be an answer.
        let told = format!("{new:?}");
        assert!(
            !told.contains("oscuro") && !told.contains("Lucia"),
            "{told}"
        );
    }
}

/// Each person's opening is her own; what was refused or is not there was not opened.
#[test]
fn each_who_opens_is_noted_and_nobody_else() {
    let world = world();
    let record = format!("{RECORD}{}", id(1));
    let file = format!("{record}/attachments/Lucia.jpg");
    assert_eq!(world.get(0, &format!("{file}?original=true")).status, 403);
    assert_eq!(world.get(1, &format!("{RECORD}{}", id(2))).status, 404);
    let bare = world.rig.send("GET", &record, &[], b"");
    assert_eq!(bare.status, 401);
    assert_eq!(world.opened(), []);
    for person in [0, 1, 2, 1] {
        assert_eq!(world.get(person, &record).status, 200);
        // A moment later, in another language, from a page further on: one opening.
        assert_eq!(
            world
                .get(person, &format!("{record}?lang=en&answersFrom=2"))
                .status,
            200
        );
        // The pictures in the record are a part of it.
        assert_eq!(world.get(person, &format!("{file}?size=320")).status, 200);
    }
    let who: Vec<String> = world.opened().into_iter().map(|(name, ..)| name).collect();
    assert_eq!(who, ["Persona team", "Persona reviewer", "Persona admin"]);
    for (query, whole) in [("?size=1280", false), ("?original=true", true)] {
        assert_eq!(world.get(1, &format!("{file}{query}")).status, 200);
        let (name, action, details) = world.opened().pop().unwrap();
        assert_eq!(
            (name.as_str(), action.as_str()),
            ("Persona reviewer", "photo.open")
        );
        assert_eq!(details["asItCame"], whole, "{query}");
        assert_eq!(details["record"], id(1));
        assert_eq!(details["file"].as_str().unwrap().len(), 64);
    }
    // A decision answers the record: who decides without having looked opened it.
    let number = rig::id(3);
    world.rig.submit(&stop(&number, ""), &[]);
    let act = json!({"action": "start", "expectedVersion": 1});
    let path = format!("{RECORD}{number}/decision");
    let decided = world.rig.json("POST", &path, Some(&world.people[1]), &act);
    assert_eq!(decided.status, 200, "{}", decided.text());
    let (name, action, details) = world.opened().pop().unwrap();
    assert_eq!(
        (name.as_str(), action.as_str()),
        ("Persona reviewer", "record.open")
    );
    assert_eq!(details["record"], number);
}

#[test]
fn the_chain_is_checked_over_http() {
    let world = world();
    let check = |query: &str| world.get(2, &format!("/v1/audit/check{query}"));
    let first = check("").json();
    assert_eq!(first["whole"], true);
    assert_eq!(first["hasExpected"], Value::Null);
    let head = first["head"].as_str().unwrap().to_owned();
    assert_eq!(world.get(1, &format!("{RECORD}{}", id(1))).status, 200);
    let again = check(&format!("?expect={head}")).json();
    assert_eq!(
        (&again["whole"], &again["hasExpected"]),
        (&json!(true), &json!(true))
    );
    assert_ne!(again["head"].as_str().unwrap(), head);
    let other = check(&format!("?expect={}", "0".repeat(64))).json();
    assert_eq!(
        (&other["whole"], &other["hasExpected"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(check("?expect=x").status, 400);
}
