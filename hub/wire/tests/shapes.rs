//! A value of each shape as JSON, kept as a snapshot and held to its schema in `openapi.json`.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "shapes/schema.rs"]
mod schema;

use std::fmt::Debug;

use farola_hub_wire::*;
use farola_model::{FormId, FormVersion, InstanceId, Md5, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use farola_protocol::review::{ReviewAction as Action, ReviewState as State};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn document() -> Value {
    serde_json::from_str(include_str!("../openapi.json")).unwrap()
}

/// Snapshot, schema, and back: what is written is what is read.
fn check<T: Serialize + DeserializeOwned>(schema: &str, value: &T) {
    let written = serde_json::to_value(value).unwrap();
    assert_eq!(schema::faults(&document(), schema, &written), [""; 0]);
    let read: T = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written, "{schema}");
    insta::assert_json_snapshot!(schema, written);
}

fn at(ms: i64) -> IsoTime {
    IsoTime(Timestamp(ms))
}

const EVENING: i64 = 1_795_918_800_000;

fn session() -> Session {
    Session {
        csrf: "word".to_owned(),
        expires_at: at(EVENING + 86_400_000),
        created_at: at(EVENING),
        must_set_code: false,
    }
}

fn user() -> User {
    User {
        id: 2,
        kind: "user".to_owned(),
        email: "rosa@farola.example".to_owned(),
        display_name: "Rosa Íñiguez".to_owned(),
        role: Role::Reviewer,
        language: "es".to_owned(),
        last_login_at: None,
        created_at: at(EVENING),
        updated_at: Null,
        deleted_at: Null,
    }
}

fn item() -> Item {
    Item {
        instance_id: InstanceId::new("uuid:1"),
        form_id: "cs_punto".to_owned(),
        form_title: "Observación en una parada".to_owned(),
        title: "Parada 4 · Cruce o esquina".to_owned(),
        place: Some("Analco".to_owned()),
        city: Some(City {
            code: "14039".to_owned(),
            name: "Guadalajara".to_owned(),
        }),
        walk_code: Some("14039-20261128-a3f09c".to_owned()),
        state: State::InReview,
        urgency: Some("2".to_owned()),
        score: Some(Score {
            isp: 31,
            band: "bajo".to_owned(),
            light: Some("noche".to_owned()),
            voices: Some(7),
        }),
        light: Some("noche".to_owned()),
        photos: PhotoCount {
            expected: 2,
            present: 1,
        },
        answered_at: Some(at(EVENING)),
        received_at: at(EVENING + 3_600_000),
        position: Some(Position {
            lat: 20.6767,
            lon: -103.347,
            accuracy: 9.5,
        }),
        version: 3,
        flags: vec![Flag::Walk],
    }
}

/// A record of a form that the hub knows nothing of.
fn bare_item() -> Item {
    Item {
        place: None,
        city: None,
        walk_code: None,
        urgency: None,
        score: None,
        light: None,
        answered_at: None,
        position: None,
        ..item()
    }
}

fn media() -> Media {
    Media {
        name: "f.jpg".to_owned(),
        present: true,
        sha256: Some(Sha256::of(b"f")),
        size: Some(204_000),
        media_type: Some("image/jpeg".to_owned()),
        url: "/v1/f.jpg".to_owned(),
        thumb_url: Some("/v1/f.jpg?size=320".to_owned()),
        other_versions: 1,
        set_aside: false,
    }
}

#[test]
fn sessions() {
    check(
        "Credentials",
        &Credentials {
            email: "rosa@farola.example".to_owned(),
            password: "farol en la esquina".to_owned(),
            code: Some("287082".to_owned()),
        },
    );
    check("Session", &session());
    let token = "token".to_owned();
    check(
        "NewSession",
        &NewSession {
            token,
            session: session(),
        },
    );
    check("User", &user());
    check(
        "Person",
        &Person {
            user: user(),
            last_seen_at: Some(at(EVENING)),
            disabled_at: None,
            code_since: Some(at(EVENING)),
            sessions: 2,
        },
    );
    check(
        "NewPerson",
        &NewPerson {
            email: "rosa@farola.example".to_owned(),
            display_name: "Rosa Íñiguez".to_owned(),
            role: Role::Reviewer,
            language: Some("es".to_owned()),
        },
    );
    check(
        "MadePassword",
        &MadePassword {
            email: "rosa@farola.example".to_owned(),
            password: "abcd-efgh-jkmn-pqrs".to_owned(),
        },
    );
    check(
        "PasswordChange",
        &PasswordChange {
            old: "old".to_owned(),
            new: "new".to_owned(),
        },
    );
    let (role, disabled) = (Some(Role::Team), None);
    check("PersonPatch", &PersonPatch { role, disabled });
    check("Done", &Done::YES);
    check("Health", &Health { ok: true });
}

#[test]
fn codes_links_and_settings() {
    let status = CodeStatus {
        set_at: Some(at(EVENING)),
        recovery_codes: 9,
        demanded: true,
    };
    check("CodeStatus", &status);
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned();
    check(
        "NewCodeSecret",
        &NewCodeSecret {
            uri: format!("otpauth://totp/Farola:ana?secret={secret}&issuer=Farola"),
            picture: "<svg/>".to_owned(),
            secret: secret.clone(),
        },
    );
    let (password, code) = ("farol en la esquina".to_owned(), "287082".to_owned());
    check(
        "CodeSetup",
        &CodeSetup {
            password: password.clone(),
            secret,
            code: code.clone(),
        },
    );
    check("CodeRemoval", &CodeRemoval { password, code });
    let codes = vec!["abcd-efgh-jkmn-pqrs".to_owned()];
    check("RecoveryCodes", &RecoveryCodes { codes });
    check(
        "KnownLink",
        &KnownLink {
            url: "https://farola.example/entrar#enlace=token".to_owned(),
            expires_at: at(EVENING),
        },
    );
    let link = "token".to_owned();
    check("LinkUse", &LinkUse { link });
    let codes_demanded = true;
    check("Settings", &Settings { codes_demanded });
    let codes_demanded = Some(false);
    check("SettingsPatch", &SettingsPatch { codes_demanded });
}

#[test]
fn projects_forms_and_phones() {
    check(
        "Project",
        &Project {
            id: ProjectId(1),
            name: "Guadalajara".to_owned(),
            description: None,
            archived: Null,
            key_id: Null,
            time_zone: "America/Mexico_City".to_owned(),
            created_at: at(EVENING),
            updated_at: None,
            deleted_at: Null,
            forms: 4,
            app_users: 3,
            last_submission: Some(at(EVENING)),
        },
    );
    check(
        "Form",
        &Form {
            project_id: ProjectId(1),
            xml_form_id: FormId::new("cs_punto"),
            name: "Observación en una parada".to_owned(),
            version: FormVersion::new("2026112501"),
            state: FormState::Open,
            hash: Md5::of(b"<h:html/>"),
            sha256: Sha256::of(b"<h:html/>"),
            key_id: Null,
            submissions: 12,
            published_at: at(EVENING),
            created_at: at(EVENING),
            updated_at: at(EVENING),
        },
    );
    let state = "closing".to_owned();
    check("FormPatch", &FormPatch { state });
    check(
        "AppUser",
        &AppUser {
            project_id: ProjectId(1),
            id: 7,
            kind: "field_key".to_owned(),
            display_name: "Equipo Analco".to_owned(),
            token: None,
            token_prefix: "a1b2".to_owned(),
            revoked: false,
            created_by: Some(1),
            last_used: None,
            created_at: at(EVENING),
            updated_at: None,
            deleted_at: None,
        },
    );
    let display_name = "Equipo Analco".to_owned();
    check("NewAppUser", &NewAppUser { display_name });
    check(
        "EnrolmentCode",
        &EnrolmentCode {
            url: "https://hub.example/v1/key/k/projects/1".to_owned(),
            link: "farola://enrol#x".to_owned(),
            collect: json!({"general": {}, "admin": {}}),
            only_this_machine: false,
            key_words: vec!["suceso nieto espejo manta".to_owned()],
            qr: "eJx".to_owned(),
        },
    );
}

#[test]
fn work_after_answers() {
    let dead = DeadJob {
        id: 12,
        kind: "pictures".to_owned(),
        about: Sha256::of(b"photo").to_string(),
        record: Some(JobRecord {
            project_id: ProjectId(1),
            instance_id: "uuid:1".to_owned(),
        }),
        tries: 8,
        problem: "hub.file".to_owned(),
        created_at: at(EVENING),
    };
    check("DeadJob", &dead);
    let jobs = Jobs {
        waiting: 3,
        oldest_at: Some(at(EVENING)),
        dead: 1,
        newest_dead: vec![dead],
        files: Some(WaitingFiles {
            here: 2,
            here_since: Some(at(EVENING)),
            elsewhere: 0,
            elsewhere_since: None,
            problem: Some("hub.files_unreachable".to_owned()),
        }),
    };
    check("Jobs", &jobs);
}

#[test]
fn the_audit() {
    let page = AuditPage {
        entries: vec![AuditEntry {
            id: 12,
            at: at(EVENING),
            by: Some(3),
            name: Some("Rosa Íñiguez".to_owned()),
            action: "record.open".to_owned(),
            details: "{\"project\":1,\"record\":\"uuid:1\"}".to_owned(),
        }],
        next: Some(12),
    };
    check("AuditPage", &page);
    let found = AuditCheck {
        whole: false,
        entries: 40,
        head: Some(Sha256::of(b"newest")),
        broken_at: Some(7),
        has_expected: None,
    };
    check("AuditCheck", &found);
}

#[test]
fn the_queue() {
    check("Item", &item());
    let page = QueuePage {
        items: vec![bare_item()],
        total: 81,
        next: Some("9.1795918800000.12".to_owned()),
    };
    check("QueuePage", &page);
    check(
        "Facets",
        &Facets {
            states: [(State::Received, 5), (State::HasIssues, 0)].into(),
            forms: vec![FormCount {
                form_id: "cs_punto".to_owned(),
                title: "Observación en una parada".to_owned(),
                count: 4,
            }],
            cities: vec![CityCount {
                code: "14039".to_owned(),
                name: "Guadalajara".to_owned(),
                count: 5,
            }],
            places: vec![PlaceCount {
                name: "Analco".to_owned(),
                count: 3,
            }],
            flags: vec![FlagCount {
                flag: Flag::Walk,
                count: 1,
            }],
        },
    );
}

/// A query is text: it is written as its schema says and read from strings alone.
#[test]
fn a_query() {
    let query = QueueQuery {
        state: Some(States(vec![State::Received, State::Edited])),
        form: Some("cs_punto".to_owned()),
        city: Some("14039".to_owned()),
        place: Some("Analco".to_owned()),
        flag: Some(Flag::Walk),
        from: Some("2026-11-01".parse().unwrap()),
        to: Some("2026-11-28".parse().unwrap()),
        q: Some("lámpara".to_owned()),
        cursor: Some("9.1795918800000.12".to_owned()),
        limit: Some(50),
        lang: Some("en".to_owned()),
    };
    let written = serde_json::to_value(&query).unwrap();
    assert_eq!(schema::faults(&document(), "QueueQuery", &written), [""; 0]);
    insta::assert_json_snapshot!("QueueQuery", written);
    let as_text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = written.as_object().unwrap().iter();
    let texts: serde_json::Map<_, _> = fields
        .map(|(name, value)| (name.clone(), as_text(value).into()))
        .collect();
    let read: QueueQuery = serde_json::from_value(texts.into()).unwrap();
    assert_eq!(read, query);
    let empty: QueueQuery = serde_json::from_value(json!({"limit": "", "from": ""})).unwrap();
    assert_eq!(empty, QueueQuery::default(), "empty asks nothing");
}

#[test]
fn a_record() {
    check(
        "Review",
        &Review {
            item: item(),
            languages: vec!["Español (es)".to_owned(), "English (en)".to_owned()],
            answers: vec![Answer {
                reference: "/data/foto".to_owned(),
                kind: AnswerKind::Question,
                depth: 0,
                label: "Foto".to_owned(),
                data_type: "binary".to_owned(),
                value: Some("f.jpg".to_owned()),
                text: Some("f.jpg".to_owned()),
                choices: vec![Choice {
                    value: "0".to_owned(),
                    label: "Nula".to_owned(),
                }],
                media: Some(media()),
                computed: false,
            }],
            faults: vec![Fault {
                reference: "/data/foto".to_owned(),
                label: "Foto".to_owned(),
                kind: FaultKind::Unasked,
            }],
            next_answers: Some(1_000),
            next_history: Some(4_211),
            aside: vec![Aside {
                id: 3,
                kind: AsideKind::File,
                reason: AsideReason::Unasked,
                sha256: Sha256::of(b"came"),
                size: 4,
                received_at: at(EVENING),
                sealed: true,
                url: None,
            }],
            extra_files: vec![Media {
                present: false,
                sha256: None,
                size: None,
                media_type: None,
                thumb_url: None,
                ..media()
            }],
            geometry: Some(Geometry::LineString {
                coordinates: vec![[-103.347, 20.676], [-103.348, 20.677]],
            }),
            neighbours: vec![Neighbour {
                instance_id: "uuid:2".to_owned(),
                lat: 20.677,
                lon: -103.348,
                title: "Parada 5".to_owned(),
                band: None,
            }],
            history: vec![HistoryEntry {
                at: at(EVENING),
                actor: Some(Actor {
                    name: "Equipo Analco".to_owned(),
                    role: "device".to_owned(),
                }),
                kind: HistoryKind::Received,
                from: None,
                to: Some(State::Received),
                reference: None,
                label: None,
                body: None,
            }],
            versions: vec![Version {
                instance_id: "uuid:1".to_owned(),
                current: true,
                created_at: at(EVENING),
            }],
            allowed: vec![Action::Approve],
            device: Device { id: None },
            owner: Some(Phone {
                id: 7,
                name: "Equipo Analco".to_owned(),
            }),
            receipt: Receipt {
                xml_sha256: Sha256::of(b"<data/>"),
                kept_xml_sha256: Some(Sha256::of(b"<d/>")),
                complete: false,
            },
        },
    );
    let ring = vec![
        [-103.0, 20.0],
        [-103.1, 20.0],
        [-103.1, 20.1],
        [-103.0, 20.0],
    ];
    let coordinates = vec![ring];
    check("Geometry", &Geometry::Polygon { coordinates });
}

#[test]
fn decisions() {
    let comment = Comment {
        reference: Some("/data/p_luz".to_owned()),
        body: "¿Había luz?".to_owned(),
    };
    check("Comment", &comment);
    check(
        "Decision",
        &Decision {
            action: "request_correction".to_owned(),
            reason: None,
            comments: vec![comment],
            expected_version: Some(3),
        },
    );
    check(
        "HandOver",
        &HandOver {
            to: 8,
            expected_version: 3,
        },
    );
    check("PhoneHandOver", &PhoneHandOver { to: 8 });
    check("HandedOver", &HandedOver { records: 41 });
}

#[test]
fn refusals() {
    let fault = FormFault {
        code: "form.bind_nowhere".to_owned(),
        message: "A bind points to nothing.".to_owned(),
        place: "line 12".to_owned(),
        help: "Remove it.".to_owned(),
    };
    let details = Details {
        retry_after: Some(30),
        field: Some("expectedVersion".to_owned()),
        parameter: Some("from".to_owned()),
        fault: Some(ParameterFault::Value),
        rotate: Some("/v1/projects/1/app-users/7/rotate".to_owned()),
        diagnostics: vec![fault],
    };
    check("Refusal", &Refusal::new(Problem::BadParameter, details));
    check("Details", &Details::default());
}

/// The checks above are worth something only if a wrong value is found.
#[test]
fn a_value_that_is_not_as_its_schema_says_is_found() {
    let document = document();
    let right = serde_json::to_value(item()).unwrap();
    assert_eq!(schema::faults(&document, "Item", &right), [""; 0]);
    for (field, wrong) in [
        ("state", json!("lost")),
        ("version", json!("3")),
        ("score", json!({"isp": 3})),
        ("place", json!(1)),
        ("colour", json!("red")),
    ] {
        let mut item = right.clone();
        item[field] = wrong;
        assert_ne!(schema::faults(&document, "Item", &item), [""; 0], "{field}");
    }
    let mut short = right;
    short.as_object_mut().unwrap().remove("place");
    assert_eq!(
        schema::faults(&document, "Item", &short),
        ["Item: place is missing"]
    );
}

fn refuses<T: DeserializeOwned + Debug>(text: &str) {
    let read = serde_json::from_str::<T>(text);
    assert!(read.is_err(), "{text}");
}

#[test]
fn what_is_not_a_shape_is_not_read() {
    refuses::<IsoTime>("\"yesterday\"");
    refuses::<IsoTime>("1795918800000");
    refuses::<Null>("0");
    refuses::<Geometry>(r#"{"type": "Point", "coordinates": [0, 0]}"#);
    refuses::<Role>("\"Admin\"");
    refuses::<ParameterFault>("\"odd\"");
}

#[test]
fn forgetting() {
    check(
        "NewForgetting",
        &NewForgetting {
            walk_code: "14039-20261128-a3f09c".to_owned(),
            stop: Some(4),
            reason: ForgetReason::Asked,
        },
    );
    let open = Forgetting {
        id: 3,
        walk_code: "14039-20261128-a3f09c".to_owned(),
        stop: Some(4),
        reason: ForgetReason::Privacy,
        records: 2,
        asked_by: "Ana".to_owned(),
        is_own: true,
        asked_at: at(EVENING),
        state: ForgettingState::Open,
        decided_by: None,
        decided_at: None,
    };
    check("Forgetting", &open);
    let states = [
        ForgettingState::Open,
        ForgettingState::Done,
        ForgettingState::Refused,
    ];
    let words = states.map(|state| serde_json::to_value(state).unwrap());
    assert_eq!(json!(words), json!(["open", "done", "refused"]));
    let reasons = [
        ForgetReason::Asked,
        ForgetReason::Privacy,
        ForgetReason::Retention,
    ];
    let words = reasons.map(|reason| serde_json::to_value(reason).unwrap());
    assert_eq!(json!(words), json!(["asked", "privacy", "retention"]));
    check(
        "Forgotten",
        &Forgotten {
            records: 2,
            files: 3,
            phones: 1,
            backups: vec![KeptBackup {
                name: "farola-20261128T030000000Z.age".to_owned(),
                until: at(EVENING + 30 * 86_400_000),
            }],
        },
    );
}
