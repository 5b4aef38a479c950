//! The reviewers' interface: sessions, roles, queue, record, decisions, photos.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod rig;

use rig::{PASSWORD, Rig, camera_photo, id, photo, registration, stop, stop_of};
use serde_json::{Value, json};

fn decision(rig: &Rig, token: &str, number: u32, body: &Value) -> rig::Answer {
    let path = format!("/v1/projects/1/review/submissions/{}/decision", id(number));
    rig.json("POST", &path, Some(token), body)
}

#[test]
fn a_browser_signs_in_with_a_cookie_and_proves_its_writes() {
    let rig = Rig::new();
    let body = json!({"email": "reviewer@farola.example", "password": PASSWORD});
    let answer = rig.json("POST", "/v1/sessions", None, &body);
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    for part in ["farola_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap();
    let csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
    let with = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("Cookie", cookie), ("Content-Type", "application/json")];
        all.extend_from_slice(headers);
        rig.send(method, path, &all, b"{}")
    };
    let restored = with("GET", "/v1/sessions/restore", &[]);
    assert_eq!(restored.json()["csrf"], csrf);
    assert!(restored.json().get("token").is_none());
    assert_eq!(
        with("GET", "/v1/users/current", &[]).json()["role"],
        "reviewer"
    );
    let path = format!("/v1/projects/1/review/submissions/{}/decision", id(1));
    for wrong in [&[][..], &[("X-CSRF", "guess")]] {
        let answer = with("POST", &path, wrong);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (403, "auth.csrf")
        );
    }
    let answer = with("POST", &path, &[("X-CSRF", &csrf)]);
    assert_eq!(answer.status, 400, "past the check, the body is looked at");
    assert_eq!(
        with("DELETE", "/v1/sessions/current", &[("X-CSRF", &csrf)]).status,
        200
    );
    assert_eq!(with("GET", "/v1/users/current", &[]).status, 401);
}

#[test]
fn guessing_is_slowed_down() {
    let rig = Rig::new();
    let wrong = json!({"email": "admin@farola.example", "password": "not the password"});
    for _ in 0..5 {
        let answer = rig.json("POST", "/v1/sessions", None, &wrong);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "auth.wrong_credentials")
        );
    }
    let answer = rig.json("POST", "/v1/sessions", None, &wrong);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (429, "auth.too_many_attempts")
    );
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u32>()
            .unwrap()
            >= 1
    );
    let nobody = json!({"email": "nobody@farola.example", "password": "not the password"});
    assert_eq!(
        rig.json("POST", "/v1/sessions", None, &nobody).status,
        401,
        "others may try"
    );
}

#[test]
fn roles_are_held() {
    let rig = Rig::new();
    rig.submit(&stop(&id(1), ""), &[]);
    let (team, reviewer) = (rig.sign_in("team"), rig.sign_in("reviewer"));
    let approve = json!({"action": "approve", "expectedVersion": 1});
    let answer = decision(&rig, &team, 1, &approve);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (403, "auth.forbidden")
    );
    for (path, body) in [
        ("/v1/projects/1/forms?publish=true", json!({})),
        ("/v1/projects/1/app-users", json!({"displayName": "x"})),
    ] {
        assert_eq!(
            rig.json("POST", path, Some(&reviewer), &body).status,
            403,
            "{path}"
        );
    }
    let none = rig.json("GET", "/v1/projects/1/review/queue", None, &Value::Null);
    assert_eq!(
        (none.status, none.problem().as_str()),
        (401, "auth.missing")
    );
    let old = rig.json(
        "GET",
        "/v1/projects/1/review/queue",
        Some("gone"),
        &Value::Null,
    );
    assert_eq!(
        (old.status, old.problem().as_str()),
        (401, "auth.session_expired")
    );
}

#[test]
fn the_queue_filters_counts_and_pages() {
    let rig = Rig::new();
    rig.submit(&registration(&id(1)), &[]);
    for number in 2..=6 {
        if number == 5 {
            // What is urgent is a finding: no stop is asked for that.
            let finding = format!(
                "<data id=\"cs_hallazgo\" version=\"2026112301\"><walk_code>{}</walk_code>\
                 <ciudad>14039</ciudad><tipo>basura</tipo><urgencia>1</urgencia>\
                 <meta><instanceID>{}</instanceID></meta></data>",
                rig::WALK,
                id(number)
            );
            assert_eq!(rig.submit(&finding, &[]).status, 201);
            continue;
        }
        let note = if number == 3 {
            "<nota>Hay una LÁMPARA rota</nota>"
        } else {
            ""
        };
        rig.submit(&stop(&id(number), note), &[]);
    }
    let token = rig.sign_in("reviewer");
    decision(
        &rig,
        &token,
        6,
        &json!({"action": "approve", "expectedVersion": 1}),
    );
    let facets = rig.read(&token, "facets");
    assert_eq!(facets["states"]["received"], 5);
    assert_eq!(facets["states"]["approved"], 1);
    assert_eq!(
        facets["cities"],
        json!([{"code": "14039", "name": "Guadalajara", "count": 6}])
    );
    let forms = facets["forms"].as_array().unwrap();
    assert!(
        forms
            .iter()
            .any(|f| f["formId"] == "cs_punto" && f["count"] == 4),
        "{forms:?}"
    );
    let ids = |query: &str| -> Vec<String> {
        let queue = rig.read(&token, &format!("queue?{query}"));
        let items = queue["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["instanceId"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids("q=lampara")[..],
        [id(3)],
        "words without accents find words with them"
    );
    assert_eq!(ids("q=lampara+arbol").len(), 0);
    assert_eq!(ids("q=%25").len(), 0, "a percent sign is no wildcard");
    assert_eq!(ids("form=cs_recorrido")[..], [id(1)]);
    assert_eq!(ids("city=01001").len(), 0);
    assert_eq!(ids("state=approved")[..], [id(6)]);
    assert_eq!(
        ids("state=received,edited")[0],
        id(5),
        "what is urgent comes first"
    );
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = rig.read(&token, &format!("queue?limit=2&cursor={cursor}"));
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|item| item["instanceId"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 6);
    assert_eq!(seen, ids(""), "pages join to the whole, in its order");
    let wrong = "/v1/projects/1/review/queue?state=nonsense";
    assert_eq!(
        rig.json("GET", wrong, Some(&token), &Value::Null).status,
        400
    );
}

#[test]
fn a_short_stop_has_light_and_voices_and_no_index() {
    let rig = Rig::new();
    // The comparable items at their best, a claim, and nothing of what the profile leaves out.
    let whole = stop(&id(1), "<perfil>corto</perfil><isp>100</isp>");
    let short = [
        "lugar",
        "p_senal",
        "p_salida",
        "p_cuidado",
        "p_comun",
        "n_evita",
    ]
    .iter()
    .fold(whole, |xml, left_out| {
        let (before, rest) = xml.split_once(&format!("<{left_out}>")).unwrap();
        let (_, after) = rest.split_once(&format!("</{left_out}>")).unwrap();
        format!("{before}{after}")
    });
    assert_eq!(rig.submit(&short, &[]).status, 201);
    let token = rig.sign_in("reviewer");
    let record = rig.read(&token, &format!("submissions/{}?lang=es", id(1)));
    assert_eq!(record["score"], Value::Null, "eight answers make no index");
    assert_eq!(record["title"], "Parada 4");
    let answers = record["answers"].as_array().unwrap();
    let profile = answers
        .iter()
        .find(|answer| answer["ref"] == "/data/perfil");
    assert_eq!(profile.unwrap()["value"], "corto");
}

#[test]
fn a_record_shows_answers_in_the_readers_words_and_the_index_by_our_own_count() {
    let rig = Rig::new();
    let claimed = "<presencia>ninguna</presencia><isp>99</isp>";
    rig.submit(&stop(&id(1), claimed), &[]);
    let token = rig.sign_in("reviewer");
    let record = rig.read(&token, &format!("submissions/{}?lang=es", id(1)));
    // 11 of 36 by the twelve items of a night visit.
    assert_eq!(
        record["score"],
        json!({"isp": 31, "band": "bajo", "light": "noche", "voices": 7}),
        "the phone's own sum is not believed"
    );
    assert_eq!(record["title"], "Parada 4 · Cruce o esquina");
    assert_eq!(record["answeredAt"], "2026-11-24T01:40:00.000Z");
    assert_eq!(record["position"]["accuracy"], 9.5);
    let find = |record: &Value, path: &str| {
        let answers = record["answers"].as_array().unwrap();
        answers
            .iter()
            .find(|answer| answer["ref"] == path)
            .unwrap()
            .clone()
    };
    let light = find(&record, "/data/p_luz");
    assert_eq!(light["label"], "Iluminación de la calle");
    assert_eq!(light["text"], "Nula: no hay luz que llegue aquí");
    assert_eq!(light["value"], "0");
    let record = rig.read(&token, &format!("submissions/{}?lang=en", id(1)));
    assert_eq!(find(&record, "/data/p_luz")["label"], "Street lighting");
    assert_eq!(record["title"], "Stop 4 · Crossing or corner");
    assert_eq!(
        record["allowed"],
        json!(["start", "approve", "request_correction", "reject"])
    );
    assert_eq!(record["history"][0]["kind"], "received");
    assert_eq!(
        record["history"][0]["actor"],
        json!({"name": "Equipo 1", "role": "device"})
    );
    assert_eq!(record["device"]["id"], "farola:01");
}

/// Replaces what differs from run to run; everything else is the contract.
fn settle(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match key.as_str() {
                    "receivedAt" | "at" | "createdAt" => *value = json!("(time)"),
                    "size" => *value = json!("(bytes)"),
                    "xmlSha256" | "sha256" if value.is_string() => *value = json!("(digest)"),
                    _ => settle(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

#[test]
fn shapes_on_the_wire_are_a_contract() {
    let rig = Rig::new();
    let short = "<data id=\"cs_hallazgo\" version=\"2026112301\"><ciudad>14039</ciudad>\
        <pos>20.6767 -103.3470 1550 9.5</pos><tipo>lampara</tipo><foto>f.jpg</foto>\
        <foto_limpia>1</foto_limpia><urgencia>2</urgencia><nota>No prende</nota>\
        <meta><instanceID>uuid:00000000-0000-4000-8000-000000000001</instanceID></meta></data>";
    rig.submit(short, &[("f.jpg", &photo(77))]);
    let token = rig.sign_in("reviewer");
    let mut queue = rig.read(&token, "queue?lang=en");
    settle(&mut queue);
    insta::assert_json_snapshot!("queue", queue);
    let mut record = rig.read(&token, &format!("submissions/{}", id(1)));
    settle(&mut record);
    insta::assert_json_snapshot!("record", record);
    insta::assert_json_snapshot!("facets", rig.read(&token, "facets"));
}

#[test]
fn decisions_need_their_words_and_the_version_that_was_seen() {
    let rig = Rig::new();
    rig.submit(&stop(&id(1), ""), &[]);
    let token = rig.sign_in("reviewer");
    for (body, status, problem) in [
        (
            json!({"action": "approve"}),
            400,
            "request.missing_parameter",
        ),
        (
            json!({"action": "dance", "expectedVersion": 1}),
            400,
            "request.bad_parameter",
        ),
        (
            json!({"action": "edit", "expectedVersion": 1}),
            400,
            "request.bad_parameter",
        ),
        (
            json!({"action": "reject", "expectedVersion": 1}),
            400,
            "review.reason_required",
        ),
        (
            json!({"action": "reject", "reason": "  ", "expectedVersion": 1}),
            400,
            "review.reason_required",
        ),
        (
            json!({"action": "request_correction", "expectedVersion": 1}),
            400,
            "review.comment_required",
        ),
        (
            json!({"action": "request_correction", "comments": [{"body": " "}],
                   "expectedVersion": 1}),
            400,
            "review.comment_required",
        ),
        (
            json!({"action": "reopen", "expectedVersion": 1}),
            409,
            "review.action_not_allowed",
        ),
        (
            json!({"action": "approve", "expectedVersion": 7}),
            409,
            "review.changed_meanwhile",
        ),
    ] {
        let answer = decision(&rig, &token, 1, &body);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, problem),
            "{body}"
        );
    }
    let sent = json!({"action": "request_correction", "expectedVersion": 1, "comments": [
        {"ref": "/data/p_luz", "body": "¿Había luz?"}, {"ref": null, "body": "Falta la foto"}]});
    let record = decision(&rig, &token, 1, &sent).json();
    assert_eq!(
        (&record["state"], &record["version"]),
        (&json!("has_issues"), &json!(2))
    );
    let history = record["history"].as_array().unwrap();
    assert_eq!(history.len(), 4, "received, state, two comments");
    assert_eq!(history[2]["label"], "Iluminación de la calle");
    assert_eq!(history[2]["actor"]["role"], "reviewer");
    assert_eq!(record["allowed"], json!(["reopen"]));

    rig.submit(&stop_of(&id(2), Some(&id(1)), "<nota>sí</nota>"), &[]);
    let late = decision(
        &rig,
        &token,
        1,
        &json!({"action": "reopen", "expectedVersion": 2}),
    );
    assert_eq!(
        (late.status, late.problem().as_str()),
        (409, "review.changed_meanwhile")
    );
    let done = decision(
        &rig,
        &token,
        2,
        &json!({"action": "approve", "expectedVersion": 3}),
    );
    assert_eq!(done.json()["state"], "approved");
}

#[test]
fn of_two_who_decide_at_once_one_is_told() {
    let rig = Rig::new();
    rig.submit(&stop(&id(1), ""), &[]);
    let token = rig.sign_in("reviewer");
    let body = json!({"action": "approve", "expectedVersion": 1});
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| decision(&rig, &token, 1, &body).status))
            .collect();
        all.into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        7,
        "{statuses:?}"
    );
    let record = rig.read(&token, &format!("submissions/{}", id(1)));
    assert_eq!(record["history"].as_array().unwrap().len(), 2);
}

#[test]
fn photos_are_shown_without_metadata_and_other_files_only_downloaded() {
    let rig = Rig::new();
    let (photo, page) = (
        camera_photo(180),
        b"<html><script>alert(1)</script>".to_vec(),
    );
    assert!(photo.windows(4).any(|w| w == b"Exif"));
    let files: [(&str, &[u8]); 3] = [("f.jpg", &photo), ("q.jpg", &page), ("p.jpg", b"alert(1)")];
    for (number, (name, bytes)) in (1..).zip(files) {
        let xml = stop(&id(number), &format!("<foto>{name}</foto>"));
        assert_eq!(rig.submit(&xml, &[(name, bytes)]).status, 201);
    }
    let token = rig.sign_in("team");
    let bearer = format!("Bearer {token}");
    let get = |name: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        let number = match name {
            "q.jpg" => 2,
            "p.jpg" => 3,
            _ => 1,
        };
        let path = format!(
            "/v1/projects/1/review/submissions/{}/attachments/{name}",
            id(number)
        );
        rig.send("GET", &path, &all, b"")
    };
    for query in [
        "f.jpg",
        "f.jpg?size=320",
        "f.jpg?size=320",
        "f.jpg?size=1280",
    ] {
        let shown = get(query, &[]);
        assert_eq!(
            (shown.status, shown.header("content-type")),
            (200, Some("image/jpeg"))
        );
        assert!(
            !shown.body.windows(4).any(|w| w == b"Exif" || w == b"GPS\0"),
            "{query}"
        );
        let side = if query.contains("320") { 320 } else { 640 };
        assert_eq!(
            image::load_from_memory(&shown.body).unwrap().width(),
            side,
            "{query}"
        );
    }
    let tag = get("f.jpg", &[]).header("etag").unwrap().to_owned();
    assert_eq!(get("f.jpg", &[("If-None-Match", &tag)]).status, 304);
    assert_eq!(get("f.jpg?size=999", &[]).status, 400);
    assert_eq!(get("missing.jpg", &[]).problem(), "attachment.unknown");
    // A page is handed to nobody; what else is text is a download.
    assert_eq!(get("q.jpg", &[]).problem(), "attachment.unknown");
    let page = get("p.jpg", &[]);
    assert_eq!(
        page.header("content-type"),
        Some("application/octet-stream")
    );
    assert!(
        page.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
}

#[test]
fn every_answer_carries_the_fixed_headers_and_unknown_addresses_their_code() {
    let rig = Rig::new();
    assert_eq!(rig.get("/health").status, 200);
    let page = rig.get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src *"));
    for path in ["/", "/health", "/v1/nothing"] {
        let answer = rig.get(path);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    assert_eq!(rig.get("/v1/nothing").problem(), "request.route_unknown");
    assert_eq!(
        rig.get("/queue/some-page").status,
        200,
        "addresses of the app are its page"
    );
    assert_eq!(rig.get("/missing.js").status, 404);
}

#[test]
fn a_broken_form_is_refused_with_its_faults() {
    let rig = Rig::new();
    let admin = rig.sign_in("admin");
    let bearer = format!("Bearer {admin}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/xml"),
    ];
    let path = "/v1/projects/1/forms?publish=true";
    for broken in [&b"<not-a-form/>"[..], b"PK\x03\x04", b"", b"<h:html"] {
        let answer = rig.send("POST", path, &headers, broken);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "form.invalid")
        );
        assert!(answer.json()["details"]["diagnostics"][0]["code"].is_string());
    }
    let kit = include_bytes!("../../../kit/cs_plan.xml");
    let answer = rig.send("POST", path, &headers, kit);
    assert_eq!(answer.json()["xmlFormId"], "cs_plan", "{}", answer.text());
    assert_eq!(
        rig.send("POST", path, &headers, kit).status,
        200,
        "the same again changes nothing"
    );
    let text = String::from_utf8_lossy(kit).replace("</h:title>", " x</h:title>");
    let answer = rig.send("POST", path, &headers, text.as_bytes());
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "form.version_exists")
    );
}
