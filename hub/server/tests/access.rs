//! Who may what: every route of the hub for every kind of caller, cell by cell; and whose a record
//! is, as a phone and a reviewer meet it.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

#[path = "access/demanded.rs"]
mod demanded;
mod rig;

use std::cell::Cell;
use std::collections::BTreeSet;

use farola_hub_server::admin;
use farola_hub_server::store::app_user::{KeyDigest, NewKey};
use farola_model::{ProjectId, Sha256, Timestamp};
use rig::{Rig, add_phone, id, multipart, stop, stop_of};
use serde_json::{Value, json};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// Somebody without anything.
    Nobody,
    /// The phone that sent the record.
    Author,
    /// Another phone of the project.
    Other,
    /// A phone whose key was revoked.
    Revoked,
    /// A phone of another project.
    Foreign,
    Team,
    Reviewer,
    Admin,
    /// The author's phone, or an administrator, who asks for the record of this project under
    /// another one.
    Elsewhere,
}

const CALLERS: [Caller; 9] = [
    Caller::Nobody,
    Caller::Author,
    Caller::Other,
    Caller::Revoked,
    Caller::Foreign,
    Caller::Team,
    Caller::Reviewer,
    Caller::Admin,
    Caller::Elsewhere,
];

enum Body {
    Nothing,
    Json(Value),
    Bytes(String, Vec<u8>),
}

/// What a row asks, made anew for each cell, so that no cell meets what another one changed.
struct Ask {
    /// With `{project}`, and `{key}` where a phone's stands.
    path: String,
    body: Body,
}

fn get(path: &str) -> Ask {
    Ask {
        path: path.to_owned(),
        body: Body::Nothing,
    }
}

fn post(path: &str, body: Value) -> Ask {
    Ask {
        path: path.to_owned(),
        body: Body::Json(body),
    }
}

/// A hub with a phone of each kind, people of each role and a second project.
struct World {
    rig: Rig,
    other: String,
    revoked: String,
    foreign: String,
    people: [String; 3],
    next: Cell<u32>,
}

impl World {
    fn new() -> Self {
        let rig = Rig::new();
        let [other, revoked] = ["Equipo 2", "Equipo 3"].map(|name| add_phone(&rig.dir, name));
        let foreign = second_project(&rig);
        let people = ["team", "reviewer", "admin"].map(|role| rig.sign_in(role));
        let world = Self {
            rig,
            other,
            revoked,
            foreign,
            people,
            next: Cell::new(1),
        };
        let number = world.number_of("Equipo 3");
        let path = format!("/v1/projects/1/app-users/{number}");
        assert_eq!(world.admin("DELETE", &path, &Value::Null).status, 200);
        world
    }

    fn admin(&self, method: &str, path: &str, body: &Value) -> rig::Answer {
        self.rig.json(method, path, Some(&self.people[2]), body)
    }

    fn number_of(&self, phone: &str) -> i64 {
        let users = self.admin("GET", "/v1/projects/1/app-users", &Value::Null);
        let users = users.json();
        let mut users = users.as_array().unwrap().iter();
        let found = users.find(|user| user["displayName"] == phone);
        found.unwrap()["id"].as_i64().unwrap()
    }

    /// A number that no record has yet.
    fn fresh(&self) -> u32 {
        self.next.replace(self.next.get() + 1)
    }

    /// A record of the author with a photo that is here and one that is missing.
    fn record(&self) -> u32 {
        let number = self.fresh();
        let xml = with_photos(number);
        let sent = self.rig.submit(&xml, &[("a.jpg", &photo(7))]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        number
    }

    /// The number of a stop of the walk that no other record has.
    fn stop_of_walk(&self) -> u32 {
        let number = self.fresh();
        let xml = stop(&id(number), "");
        let of_stop = format!("<parada>{number}</parada>");
        let xml = xml.replace("<parada>4</parada>", &of_stop);
        assert_eq!(self.rig.submit(&xml, &[]).status, 201);
        number
    }

    /// What the administrator asked to be forgotten, of a stop of its own.
    fn asked(&self) -> i64 {
        let asked = self.admin(
            "POST",
            "/v1/projects/1/forgetting",
            &json!({"walkCode": rig::WALK, "stop": self.stop_of_walk(), "reason": "asked"}),
        );
        assert_eq!(asked.status, 200, "{}", asked.text());
        asked.json()["id"].as_i64().unwrap()
    }

    /// A record that misses its photo.
    fn waiting(&self) -> u32 {
        let number = self.fresh();
        let sent = self.rig.submit(&with_missing(number), &[]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        number
    }

    /// A phone that nothing else needs.
    fn spare(&self) -> i64 {
        let body = json!({"displayName": format!("de más {}", self.fresh())});
        let made = self.admin("POST", "/v1/projects/1/app-users", &body);
        assert_eq!(made.status, 200, "{}", made.text());
        made.json()["id"].as_i64().unwrap()
    }

    fn key_of(&self, caller: Caller) -> &str {
        match caller {
            Caller::Nobody => "nobody",
            Caller::Author | Caller::Elsewhere => &self.rig.key,
            Caller::Other => &self.other,
            Caller::Revoked => &self.revoked,
            Caller::Foreign => &self.foreign,
            // The word of a session opens nothing where a key is asked for.
            Caller::Team => &self.people[0],
            Caller::Reviewer => &self.people[1],
            Caller::Admin => &self.people[2],
        }
    }

    fn ask(&self, caller: Caller, method: &str, ask: &Ask) -> u16 {
        self.answer(caller, method, ask).status
    }

    /// The status, and the problem where it is one.
    fn told(&self, caller: Caller, method: &str, ask: &Ask) -> (u16, String) {
        let answer = self.answer(caller, method, ask);
        let problem = match answer.status {
            200..300 => String::new(),
            _ => answer.problem(),
        };
        (answer.status, problem)
    }

    fn answer(&self, caller: Caller, method: &str, ask: &Ask) -> rig::Answer {
        let project = if caller == Caller::Elsewhere {
            "2"
        } else {
            "1"
        };
        let path = ask.path.replace("{project}", project);
        let path = path.replace("{key}", self.key_of(caller));
        let bearer = match caller {
            Caller::Nobody => None,
            Caller::Elsewhere => Some(self.people[2].as_str()),
            // A phone that shows its key where a session is asked for.
            _ => Some(self.key_of(caller)),
        };
        let bearer = bearer.map(|word| format!("Bearer {word}"));
        let mut headers = vec![("X-OpenRosa-Version", "1.0")];
        headers.extend(bearer.as_deref().map(|word| ("Authorization", word)));
        let (kind, bytes) = match &ask.body {
            Body::Nothing => (None, Vec::new()),
            Body::Json(value) => (Some("application/json"), value.to_string().into_bytes()),
            Body::Bytes(kind, bytes) => (Some(kind.as_str()), bytes.clone()),
        };
        headers.extend(kind.map(|kind| ("Content-Type", kind)));
        self.rig.send(method, &path, &headers, &bytes)
    }
}

/// Makes a second project with a phone, and answers that phone's key.
fn second_project(rig: &Rig) -> String {
    let place = rig::place(&rig.dir);
    let sql = "INSERT INTO project (id, name, created_ms) VALUES (2, 'Otro', 0)";
    if rig.dir.join("hub.db").exists() {
        let beside = rusqlite::Connection::open(rig.dir.join("hub.db")).unwrap();
        beside.execute(sql, []).unwrap();
    } else {
        let url = rig::database_of(&rig.dir);
        let config: postgres::Config = url.parse().unwrap();
        let mut beside = config.connect(postgres::NoTls).unwrap();
        beside.execute(sql, &[]).unwrap();
    }
    let store = admin::open(&place).unwrap();
    let (key, digest) = ("k".repeat(43), Sha256::of("k".repeat(43).as_bytes()));
    let new = NewKey {
        digest: KeyDigest(digest),
        prefix: "kkkk".to_owned(),
    };
    let added = store.add_app_user(ProjectId(2), "Ajeno".to_owned(), new, None, Timestamp(0));
    added.wait().unwrap();
    key
}

/// A photo as small as can be: its pictures are made beside the cells.
fn photo(shade: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([shade, 40, 90]));
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
    pixels.write_with_encoder(encoder).unwrap();
    jpeg
}

fn with_photos(number: u32) -> String {
    stop(&id(number), "<foto>a.jpg</foto><foto_2>b.jpg</foto_2>")
}

/// One whose photo is still to come.
fn with_missing(number: u32) -> String {
    stop(&id(number), "<foto>b.jpg</foto>")
}

fn submission(xml: &str, files: &[(&str, &[u8])]) -> Ask {
    let (kind, body) = multipart(xml.as_bytes(), files);
    Ask {
        path: "/v1/key/{key}/projects/{project}/submission".to_owned(),
        body: Body::Bytes(kind, body),
    }
}

const OF_PHONE: &str = "/v1/key/{key}/projects/{project}";
const OF_PROJECT: &str = "/v1/projects/{project}";

fn phone(path: &str) -> Ask {
    get(&format!("{OF_PHONE}/{path}"))
}

fn project(path: &str) -> Ask {
    get(&format!("{OF_PROJECT}{path}"))
}

fn of_record(world: &World, path: &str) -> String {
    format!(
        "{OF_PROJECT}/review/submissions/{}{path}",
        id(world.record())
    )
}

fn announcement(number: u32, key: &str) -> Ask {
    let xml = with_missing(number);
    let parcel = rig::parcel(key, &xml, &id(number), "b.jpg", &photo(9));
    Ask {
        path: format!("{OF_PHONE}/farola/parcels/{}", parcel.id),
        body: Body::Bytes("application/json".to_owned(), parcel.told.to_json()),
    }
}

/// One row: method and address as the document or the router has them, what each caller of
/// [`CALLERS`] hears, and what is asked.
struct Line {
    route: &'static str,
    cells: [u16; 9],
    ask: fn(&World, Caller) -> Ask,
}

const fn row(route: &'static str, cells: [u16; 9], ask: fn(&World, Caller) -> Ask) -> Line {
    Line { route, cells, ask }
}

/// Anybody may.
const fn open(status: u16) -> [u16; 9] {
    [status; 9]
}

/// What a phone's key opens: any phone of the project, nobody else.
const PHONES: [u16; 9] = [403, 200, 200, 403, 403, 403, 403, 403, 403];
/// What everybody with a session may; the record of another project is not there.
const PEOPLE: [u16; 9] = [401, 401, 401, 401, 401, 200, 200, 200, 404];
/// What reviewers and administrators may.
const REVIEWERS: [u16; 9] = [401, 401, 401, 401, 401, 403, 200, 200, 404];
/// What administrators alone may.
const ADMINS: [u16; 9] = [401, 401, 401, 401, 401, 403, 403, 200, 404];

const TABLE: &[Line] = &[
    // Phones, below their key.
    row("GET /formList", PHONES, |_, _| phone("formList")),
    row("GET /forms/{form}", PHONES, |_, _| {
        phone("forms/cs_punto.xml")
    }),
    row("GET /forms/{form}/manifest", PHONES, |_, _| {
        phone("forms/cs_punto/manifest")
    }),
    row(
        "GET /forms/{form}/attachments/{name}",
        // The kit's forms have no file: who may ask hears that.
        [403, 404, 404, 403, 403, 403, 403, 403, 403],
        |_, _| phone("forms/cs_punto/attachments/lista.csv"),
    ),
    row(
        "HEAD /submission",
        [403, 204, 204, 403, 403, 403, 403, 403, 403],
        |_, _| phone("submission"),
    ),
    // A new record, a correction, a late photo and a repetition of the author's record.
    row(
        "POST /submission",
        [403, 201, 201, 403, 403, 403, 403, 403, 403],
        |world, _| submission(&stop(&id(world.fresh()), ""), &[]),
    ),
    row(
        "POST /submission",
        [403, 201, 409, 403, 403, 403, 403, 403, 403],
        |world, _| {
            let base = id(world.record());
            submission(&stop_of(&id(world.fresh()), Some(&base), ""), &[])
        },
    ),
    row(
        "POST /submission",
        [403, 201, 409, 403, 403, 403, 403, 403, 403],
        |world, _| submission(&with_photos(world.record()), &[("b.jpg", &photo(9))]),
    ),
    row(
        "POST /submission",
        [403, 201, 409, 403, 403, 403, 403, 403, 403],
        |world, _| submission(&with_photos(world.record()), &[]),
    ),
    row("GET /farola/changes", PHONES, |_, _| {
        phone("farola/changes")
    }),
    row(
        "GET /farola/receipts/{instance}",
        [403, 200, 404, 403, 403, 403, 403, 403, 403],
        |world, _| phone(&format!("farola/receipts/{}", id(world.record()))),
    ),
    row(
        "POST /farola/parcels/{id}",
        [403, 201, 404, 403, 403, 403, 403, 403, 403],
        |world, caller| {
            let number = world.waiting();
            announcement(number, world.key_of(caller))
        },
    ),
    // Its address alone is the right to send that one file; it reads nothing.
    row("PUT /v1/farola/parcels/{id}", open(201), |world, _| {
        let number = world.waiting();
        let ask = announcement(number, &world.rig.key);
        assert_eq!(world.ask(Caller::Author, "POST", &ask), 201);
        let xml = with_missing(number);
        let parcel = rig::parcel(&world.rig.key, &xml, &id(number), "b.jpg", &photo(9));
        Ask {
            path: format!("/v1/farola/parcels/{}", parcel.id),
            body: Body::Bytes("application/octet-stream".to_owned(), parcel.sealed),
        }
    }),
    // Signing in. What it asks is a name and a password, and not who asks.
    row("GET /health", open(200), |_, _| get("/health")),
    row("POST /v1/sessions", open(400), |_, _| {
        post("/v1/sessions", json!({"nothing": true}))
    }),
    row(
        "GET /v1/sessions/restore",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| get("/v1/sessions/restore"),
    ),
    row(
        "GET /v1/users/current",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| get("/v1/users/current"),
    ),
    row(
        "GET /v1/projects",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| get("/v1/projects"),
    ),
    row(
        "GET /v1/projects/{project}",
        // The other project is there as well.
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| project(""),
    ),
    // Forms.
    row(
        "GET /v1/projects/{project}/forms",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| project("/forms"),
    ),
    row("GET /v1/projects/{project}/forms/{form}", PEOPLE, |_, _| {
        project("/forms/cs_punto")
    }),
    row(
        "POST /v1/projects/{project}/forms",
        // The same version once more, and to the other project the same form for the first time.
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| Ask {
            path: format!("{OF_PROJECT}/forms?publish=true"),
            body: Body::Bytes(
                "application/xml".to_owned(),
                include_bytes!("../../../kit/cs_cierre.xml").to_vec(),
            ),
        },
    ),
    row(
        "PATCH /v1/projects/{project}/forms/{form}",
        ADMINS,
        |_, _| {
            post(
                &format!("{OF_PROJECT}/forms/cs_punto"),
                json!({"state": "open"}),
            )
        },
    ),
    row(
        "POST /v1/projects/{project}/forms/{form}/attachments/{name}",
        // No form of the kit names it.
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| Ask {
            path: format!("{OF_PROJECT}/forms/cs_punto/attachments/lista.csv"),
            body: Body::Bytes("text/csv".to_owned(), b"a,b".to_vec()),
        },
    ),
    // Keys of phones.
    row(
        "GET /v1/projects/{project}/app-users",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| project("/app-users"),
    ),
    row(
        "POST /v1/projects/{project}/app-users",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| {
            post(
                &format!("{OF_PROJECT}/app-users"),
                json!({"displayName": "x"}),
            )
        },
    ),
    row(
        "DELETE /v1/projects/{project}/app-users/{id}",
        ADMINS,
        |world, _| project(&format!("/app-users/{}", world.spare())),
    ),
    row(
        "POST /v1/projects/{project}/app-users/{id}/rotate",
        ADMINS,
        |world, _| project(&format!("/app-users/{}/rotate", world.spare())),
    ),
    row(
        "GET /v1/projects/{project}/app-users/{id}/qr.json",
        ADMINS,
        |world, _| project(&format!("/app-users/{}/qr.json", world.spare())),
    ),
    row(
        "GET /v1/projects/{project}/app-users/{id}/qr.svg",
        ADMINS,
        |world, _| project(&format!("/app-users/{}/qr.svg", world.spare())),
    ),
    // People.
    row(
        "GET /v1/users",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| get("/v1/users"),
    ),
    row(
        "POST /v1/users",
        [401, 401, 401, 401, 401, 403, 403, 400, 400],
        |_, _| {
            let nobody = json!({"email": "x", "displayName": "x", "role": "team"});
            post("/v1/users", nobody)
        },
    ),
    row(
        "PATCH /v1/users/{id}",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| post("/v1/users/999", json!({"disabled": true})),
    ),
    row(
        "DELETE /v1/users/{id}/sessions",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/users/999/sessions"),
    ),
    row(
        "POST /v1/users/{id}/password",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/users/999/password"),
    ),
    row(
        "POST /v1/users/current/password",
        [401, 401, 401, 401, 401, 400, 400, 400, 400],
        |_, _| {
            post(
                "/v1/users/current/password",
                json!({"old": "x", "new": "x"}),
            )
        },
    ),
    // The code beside the password, links of known browsers, settings of the hub.
    row(
        "GET /v1/users/current/code",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| get("/v1/users/current/code"),
    ),
    row(
        "POST /v1/users/current/code/secret",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| get("/v1/users/current/code/secret"),
    ),
    row(
        "POST /v1/users/current/code",
        // Of a secret that is none: who may ask hears that.
        [401, 401, 401, 401, 401, 400, 400, 400, 400],
        |_, _| {
            let setup = json!({"password": "x", "secret": "x", "code": "x"});
            post("/v1/users/current/code", setup)
        },
    ),
    row(
        "POST /v1/users/current/code/remove",
        [401, 401, 401, 401, 401, 400, 400, 400, 400],
        |_, _| post("/v1/users/current/code/remove", json!({"code": "x"})),
    ),
    row(
        "DELETE /v1/users/{id}/code",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/users/999/code"),
    ),
    row(
        "POST /v1/users/{id}/link",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/users/999/link"),
    ),
    // What it asks is the link, and not who asks.
    row("POST /v1/sessions/link", open(404), |_, _| {
        post("/v1/sessions/link", json!({"link": "invented"}))
    }),
    row(
        "GET /v1/settings",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| get("/v1/settings"),
    ),
    row(
        "PATCH /v1/settings",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| post("/v1/settings", json!({"codesDemanded": false})),
    ),
    // Work after answers.
    row(
        "GET /v1/jobs",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| get("/v1/jobs"),
    ),
    row(
        "POST /v1/jobs/{id}/again",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/jobs/999/again"),
    ),
    row(
        "DELETE /v1/jobs/{id}",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |_, _| get("/v1/jobs/999"),
    ),
    // Who did and who read what.
    row(
        "GET /v1/audit",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| get("/v1/audit"),
    ),
    row(
        "GET /v1/audit/check",
        [401, 401, 401, 401, 401, 403, 403, 200, 200],
        |_, _| get("/v1/audit/check"),
    ),
    // Forgetting: administrators ask, a second person confirms. Each cell has an ask of its own.
    row(
        "GET /v1/projects/{project}/forgetting",
        [401, 401, 401, 401, 401, 403, 200, 200, 200],
        |_, _| project("/forgetting"),
    ),
    row(
        "POST /v1/projects/{project}/forgetting",
        ADMINS,
        |world, _| {
            let stop = world.stop_of_walk();
            post(
                &format!("{OF_PROJECT}/forgetting"),
                json!({"walkCode": rig::WALK, "stop": stop, "reason": "asked"}),
            )
        },
    ),
    row(
        "POST /v1/projects/{project}/forgetting/{id}/confirm",
        // The administrator of the table asked: she is not the second person.
        [401, 401, 401, 401, 401, 403, 200, 403, 404],
        |world, _| {
            post(
                &format!("{OF_PROJECT}/forgetting/{}/confirm", world.asked()),
                json!({}),
            )
        },
    ),
    row(
        "DELETE /v1/projects/{project}/forgetting/{id}",
        REVIEWERS,
        |world, _| project(&format!("/forgetting/{}", world.asked())),
    ),
    // Review. Of the other project the lists are there, and empty (below).
    row(
        "GET /v1/projects/{project}/review/facets",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| project("/review/facets"),
    ),
    row(
        "GET /v1/projects/{project}/review/queue",
        [401, 401, 401, 401, 401, 200, 200, 200, 200],
        |_, _| project("/review/queue"),
    ),
    row(
        "GET /v1/projects/{project}/review/submissions/{id}",
        PEOPLE,
        |world, _| get(&of_record(world, "")),
    ),
    row(
        "GET /v1/projects/{project}/review/submissions/{id}/attachments/{name}",
        PEOPLE,
        |world, _| get(&of_record(world, "/attachments/a.jpg?size=320")),
    ),
    // As it came, with its metadata.
    row(
        "GET /v1/projects/{project}/review/submissions/{id}/attachments/{name}",
        REVIEWERS,
        |world, _| get(&of_record(world, "/attachments/a.jpg?original=true")),
    ),
    // That it is there for administrators: tests/aside.rs.
    row(
        "GET /v1/projects/{project}/review/submissions/{id}/aside/{number}",
        [401, 401, 401, 401, 401, 403, 403, 404, 404],
        |world, _| get(&of_record(world, "/aside/999")),
    ),
    row(
        "POST /v1/projects/{project}/review/submissions/{id}/comments",
        PEOPLE,
        |world, _| post(&of_record(world, "/comments"), json!({"body": "¿Luz?"})),
    ),
    row(
        "POST /v1/projects/{project}/review/submissions/{id}/decision",
        REVIEWERS,
        |world, _| {
            post(
                &of_record(world, "/decision"),
                json!({"action": "approve", "expectedVersion": 1}),
            )
        },
    ),
    row(
        "GET /v1/projects/{project}/review/phones",
        [401, 401, 401, 401, 401, 403, 200, 200, 200],
        |_, _| project("/review/phones"),
    ),
    row(
        "POST /v1/projects/{project}/review/submissions/{id}/hand-over",
        REVIEWERS,
        |world, _| {
            post(
                &of_record(world, "/hand-over"),
                json!({"to": world.spare(), "expectedVersion": 1}),
            )
        },
    ),
    row(
        "POST /v1/projects/{project}/review/phones/{id}/hand-over",
        REVIEWERS,
        |world, _| {
            let (from, to) = (world.spare(), world.spare());
            post(
                &format!("{OF_PROJECT}/review/phones/{from}/hand-over"),
                json!({"to": to}),
            )
        },
    ),
    // The last row: it ends the session of who asks.
    row(
        "DELETE /v1/sessions/current",
        // The administrator's session was ended by the cell before.
        [401, 401, 401, 401, 401, 200, 200, 200, 401],
        |_, _| get("/v1/sessions/current"),
    ),
];

/// Every route: those of the OpenAPI document, and those of phones as their router has them.
fn routes() -> BTreeSet<String> {
    let document = farola_hub_server::openapi_json().unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let source = include_str!("../src/openrosa/mod.rs");
    for line in source.split(".route(").skip(1) {
        let path = line.split('"').nth(1).unwrap();
        let handler = line.split(".route(").next().unwrap();
        let handler = handler.split("\n}").next().unwrap();
        let before = routes.len();
        for (word, method) in [
            ("get(", "GET"),
            ("head(", "HEAD"),
            ("post(", "POST"),
            ("put(", "PUT"),
        ] {
            let starts = |at: usize| !handler[..at].ends_with(|c: char| c.is_alphanumeric());
            if handler.match_indices(word).any(|(at, _)| starts(at)) {
                routes.insert(format!("{method} {path}"));
            }
        }
        assert!(routes.len() > before, "{path} has no method that is known");
    }
    routes
}

#[test]
fn every_cell_of_role_by_thing_by_action() {
    let rows: BTreeSet<String> = TABLE.iter().map(|line| line.route.to_owned()).collect();
    assert_eq!(rows, routes(), "each route has a row, and each row a route");
    let world = World::new();
    let mut wrong = Vec::new();
    for line in TABLE {
        let (method, _) = line.route.split_once(' ').unwrap();
        for (caller, expected) in CALLERS.into_iter().zip(line.cells) {
            let status = world.ask(caller, method, &(line.ask)(&world, caller));
            if status != expected {
                wrong.push(format!(
                    "{caller:?} {}: {status}, not {expected}",
                    line.route
                ));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// An administrator who asks for another project is told of nothing of this one.
#[test]
fn the_lists_of_another_project_have_nothing_of_this_one() {
    let world = World::new();
    world.record();
    let queue = |project: u32| {
        let path = format!("/v1/projects/{project}/review/queue");
        world.admin("GET", &path, &Value::Null).json()
    };
    assert_eq!(queue(1)["total"], 1);
    assert_eq!(queue(2)["total"], 0);
    let path = "/v1/projects/2/app-users";
    let phones = world.admin("GET", path, &Value::Null).json();
    assert_eq!(phones.as_array().unwrap().len(), 1);
    let forms = world.admin("GET", "/v1/projects/2/forms", &Value::Null);
    assert_eq!(forms.json(), json!([]));
    let foreign = world
        .rig
        .submit_with_key(&world.foreign, &stop(&id(99), ""), &[]);
    assert_eq!(foreign.status, 403);
}

/// A foreign correction is refused with a sentence, the reviewer hands the record over, and the
/// same bytes are taken.
#[test]
fn a_record_is_handed_over_and_then_corrected() {
    let rig = Rig::new();
    let new = add_phone(&rig.dir, "Equipo nuevo");
    assert_eq!(rig.submit(&stop(&id(1), ""), &[]).status, 201);
    let fix = stop_of(&id(2), Some(&id(1)), "<nota>ya hay luz</nota>");
    let refused = rig.submit_with_key(&new, &fix, &[]);
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (409, "submission.not_yours")
    );
    assert!(
        refused.text().contains("otro teléfono"),
        "{}",
        refused.text()
    );

    let reviewer = rig.sign_in("reviewer");
    let record = rig.read(&reviewer, &format!("submissions/{}", id(1)));
    assert_eq!(record["owner"]["name"], "Equipo 1");
    let phones = rig.read(&reviewer, "phones");
    let to = phones.as_array().unwrap().iter();
    let to = to
        .clone()
        .find(|phone| phone["name"] == "Equipo nuevo")
        .unwrap()["id"]
        .clone();
    let path = format!("/v1/projects/1/review/submissions/{}/hand-over", id(1));
    let stale = json!({"to": to, "expectedVersion": 7});
    let answer = rig.json("POST", &path, Some(&reviewer), &stale);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "review.changed_meanwhile")
    );
    let body = json!({"to": to, "expectedVersion": 1});
    let answer = rig.json("POST", &path, Some(&reviewer), &body).json();
    assert_eq!(answer["owner"]["name"], "Equipo nuevo");
    let line = answer["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&line["kind"], &line["body"], &line["actor"]["role"]),
        (&json!("handed"), &json!("Equipo nuevo"), &json!("reviewer"))
    );
    assert_eq!(rig.submit_with_key(&new, &fix, &[]).status, 201);
    let late = rig.submit(&stop_of(&id(3), Some(&id(2)), ""), &[]);
    assert_eq!(late.problem(), "submission.not_yours");
}

/// Whoever hears the code of a walk can send a registration with it, and that is all.
#[test]
fn a_second_registration_of_a_walk_is_flagged() {
    let rig = Rig::new();
    let other = add_phone(&rig.dir, "Equipo 2");
    rig.submit(&rig::registration(&id(1)), &[]);
    rig.submit(&stop(&id(2), ""), &[]);
    let second = rig::registration(&id(3)).replace("Santa Teresita", "Otra parte");
    assert_eq!(rig.submit_with_key(&other, &second, &[]).status, 201);
    let token = rig.sign_in("team");
    let stop = rig.read(&token, &format!("submissions/{}", id(2)));
    assert_eq!(stop["place"], "Santa Teresita");
    assert_eq!(stop["flags"], json!([]));
    let flagged = rig.read(&token, "queue?flag=walk");
    assert_eq!(flagged["total"], 1);
    assert_eq!(flagged["items"][0]["instanceId"], id(3));
    assert_eq!(flagged["items"][0]["flags"], json!(["walk"]));
    let facets = rig.read(&token, "facets");
    assert_eq!(facets["flags"], json!([{"flag": "walk", "count": 1}]));
    let path = "/v1/projects/1/review/queue?flag=none";
    let answer = rig.json("GET", path, Some(&token), &Value::Null);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "request.bad_parameter")
    );
}
