//! What one request may carry: each bound is refused with its code, costs no more than its bytes,
//! and is heard by a client that sends everything before it reads.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod rig;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use farola_hub_server::Patience;
use farola_hub_server::store::quota::Quota;
use farola_hub_server::store::submission::{Arrival, ArrivedFile, Kept, Summary, Verdict};
use farola_model::{FormId, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use rig::{Answer, Rig, add_phone, heic, http, id, multipart, photo, place, stop, undecodable};

const VERSION: (&str, &str) = ("X-OpenRosa-Version", "1.0");

fn post(rig: &Rig, body: &[u8]) -> Answer {
    let kind = http::kind();
    let headers = [VERSION, ("Content-Type", kind.as_str())];
    rig.send("POST", &rig.phone("submission"), &headers, body)
}

fn check(name: &str, answer: &Answer, status: u16, problem: &str) {
    let got = (answer.status, answer.problem());
    assert_eq!(got, (status, problem.to_owned()), "{name}");
}

/// The head of a submission whose body is said to be of `length` bytes.
fn head(rig: &Rig, key: &str, length: usize) -> String {
    format!(
        "POST /v1/key/{key}/projects/1/submission HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
         X-OpenRosa-Version: 1.0\r\nContent-Type: {}\r\nContent-Length: {length}\r\n\r\n",
        rig.address,
        http::kind()
    )
}

#[test]
fn what_costs_more_than_its_bytes_is_refused() {
    let rig = Rig::new();
    let inside = |more: &str| stop(&id(1), more);
    let name = "n".repeat(20_000);
    let paths = inside(&format!("<{name}>{}</{name}>", "<a/>".repeat(95_000)));
    let name = "n".repeat(15_000);
    let small = inside(&format!("<{name}>{}</{name}>", "<a/>".repeat(1_000)));
    let elements = inside(&"<a/>".repeat(200_000));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    let attributes = inside(&format!("<a{attributes}/>"));
    let namespaces: String = (0..40_000)
        .map(|n| format!("<a xmlns:p{n}='u'/>"))
        .collect();
    let namespaces = inside(&namespaces);
    let files: String = (0..1_001)
        .map(|n| format!("<foto>{n}.jpg</foto>"))
        .collect();
    let files = inside(&files);
    for (name, xml) in [
        ("paths", paths),
        ("paths of 34 kB", small),
        ("elements", elements),
        ("attributes", attributes),
        ("namespaces", namespaces),
        ("files", files),
    ] {
        let (_, body) = multipart(xml.as_bytes(), &[]);
        check(name, &post(&rig, &body), 413, "submission.too_complex");
    }
    assert_eq!(rig.submit(&stop(&id(1), ""), &[]).status, 201, "it goes on");
}

#[test]
fn forty_clients_with_thirty_megabytes_all_hear_the_refusal() {
    let rig = Rig::new();
    let large = vec![b'x'; 30_000_000];
    let xml = http::close(http::part(
        "xml_submission_file",
        "a.xml",
        "text/xml",
        &large,
    ));
    let kind = http::kind();
    let json = [("Content-Type", "application/json")];
    let typed = [VERSION, ("Content-Type", kind.as_str())];
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..40)
            .map(|number| {
                let (rig, xml, large) = (&rig, &xml, &large);
                scope.spawn(move || match number % 4 {
                    0 => rig.send("POST", "/v1/sessions", &json, large),
                    1 => rig.send("POST", &rig.phone("farola/parcels/x"), &typed, large),
                    2 => rig.send("POST", "/v1/key/wrong/projects/1/submission", &typed, xml),
                    _ => rig.send("POST", &rig.phone("submission"), &typed, xml),
                })
            })
            .collect();
        for (number, client) in clients.into_iter().enumerate() {
            let answer = client.join().expect("an answer");
            let (status, problem) = match number % 4 {
                0 => (413, "request.too_large"),
                1 => (400, "request.bad_parameter"),
                2 => (403, "auth.key_unknown"),
                _ => (413, "submission.too_large"),
            };
            check(&format!("client {number}"), &answer, status, problem);
        }
    });
}

#[test]
fn headers_of_parts_and_of_requests_have_an_end() {
    let rig = Rig::new();
    let body = http::part(&"n".repeat(20_000_000), "f.jpg", "image/jpeg", b"x");
    check(
        "a part",
        &post(&rig, &http::close(body)),
        413,
        "request.too_large",
    );
    let long = "x".repeat(200_000);
    let answer = rig.send("GET", "/health", &[("X-Long", &long)], b"");
    assert_eq!(answer.status, 431, "a head of 200 kB");
    let many: Vec<(String, String)> = (0..100).map(|n| (format!("X-{n}"), "x".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (&**n, &**v)).collect();
    assert_eq!(
        rig.send("GET", "/health", &many, b"").status,
        431,
        "100 headers"
    );
}

#[test]
fn a_packed_body_is_refused_and_not_called_torn() {
    let rig = Rig::new();
    let kind = http::kind();
    let packed = ("Content-Encoding", "gzip");
    let headers = [VERSION, ("Content-Type", kind.as_str()), packed];
    let answer = rig.send("POST", &rig.phone("submission"), &headers, b"\x1f\x8b\x08");
    check("a submission", &answer, 415, "request.encoding_refused");
    assert!(
        farola_protocol::Response::parse(&answer.body).is_ok(),
        "an envelope"
    );
    let headers = [("Content-Type", "application/json"), packed];
    let answer = rig.send("POST", "/v1/sessions", &headers, b"\x1f\x8b\x08");
    check("a session", &answer, 415, "request.encoding_refused");
}

#[test]
fn what_a_phone_asks_wrongly_is_answered_in_an_envelope() {
    let rig = Rig::new();
    for (path, status, problem) in [
        ("formList?formID=a&formID=b", 400, "request.bad_parameter"),
        ("forms/%ff", 404, "request.route_unknown"),
        (
            "forms/cs_punto/attachments/%ff",
            404,
            "request.route_unknown",
        ),
        ("farola/receipts/%ff", 404, "request.route_unknown"),
        ("farola/changes?limit=x", 400, "request.bad_parameter"),
    ] {
        let answer = rig.get(&rig.phone(path));
        check(path, &answer, status, problem);
        if !path.starts_with("farola/") {
            assert!(
                farola_protocol::Response::parse(&answer.body).is_ok(),
                "{path}"
            );
        }
    }
}

#[test]
fn a_file_name_that_some_system_refuses_is_kept_under_a_safe_one() {
    let rig = Rig::new();
    let names = [
        "20:53.jpg",
        "que?.jpg",
        "a\"b.jpg",
        ".oculta.jpg",
        "x<1>|*.jpg",
    ];
    let photo = photo(3);
    let token = rig.sign_in("reviewer");
    let mut shown = Vec::new();
    // Each in a record of its own: the form asks for one photo.
    for (number, name) in (1..).zip(names) {
        let answer = format!("<foto>{}</foto>", name.replace('<', "&lt;"));
        let sent = name.replace('"', "%22");
        let answer = rig.submit(&stop(&id(number), &answer), &[(&sent, &photo)]);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let receipt = answer.receipt();
        let held = (
            receipt.files.len(),
            receipt.missing.len(),
            receipt.aside.len(),
        );
        assert_eq!(held, (1, 0, 0), "{receipt:?}");
        let record = rig.read(&token, &format!("submissions/{}", id(number)));
        let answers = record["answers"].as_array().unwrap().iter();
        shown.extend(
            answers
                .filter(|answer| answer["media"]["present"] == true)
                .cloned(),
        );
    }
    assert_eq!(shown.len(), 5);
    assert_eq!(shown[0]["value"], "20:53.jpg", "the answer as it was sent");
    let url = shown[0]["media"]["url"].as_str().unwrap();
    assert!(url.ends_with("/20_53-c533a08e.jpg"), "{url}");
    let bearer = format!("Bearer {token}");
    let seen = rig.send("GET", url, &[("Authorization", &bearer)], b"");
    assert_eq!(seen.status, 200);
}

#[test]
fn an_upload_that_stands_still_is_given_up() {
    let rig = Rig::patient(Patience {
        pause: Duration::from_millis(200),
        ..Patience::default()
    });
    let (_, body) = multipart(stop(&id(1), "").as_bytes(), &[("f.jpg", &photo(1))]);
    let head = head(&rig, &rig.key, body.len());
    let half = &body[..body.len() / 2];
    let answer = http::raw(rig.address, head.as_bytes(), half);
    check("half a body", &answer, 408, "request.too_slow");
    let answer = http::raw(rig.address, head.as_bytes(), b"");
    check("no body", &answer, 408, "request.too_slow");
    assert_eq!(post(&rig, &body).status, 201, "whole it is taken");
    // A file of a form goes to the disk as it comes, by the same pace.
    let path = "/v1/projects/1/forms/cs_punto/attachments/lista.csv";
    let token = rig.sign_in("admin");
    let give = |length: u64, body: &[u8]| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {length}\r\n\r\n",
            rig.address
        );
        http::raw(rig.address, head.as_bytes(), body)
    };
    check(
        "half a file",
        &give(600_000, &[b'a'; 300_000]),
        408,
        "request.too_slow",
    );
    check("no file", &give(600_000, b""), 408, "request.too_slow");
    let large = 100 * 1024 * 1024 + 1;
    check("a large file", &give(large, b"a"), 413, "request.too_large");
    let whole = give(600_000, &[b'a'; 600_000]);
    check("no file that it names", &whole, 404, "attachment.unknown");
}

#[test]
fn one_key_cannot_take_the_places_of_the_others() {
    let rig = Rig::new();
    let other = add_phone(&rig.dir, "Equipo 2");
    let (_, body) = multipart(stop(&id(1), "").as_bytes(), &[]);
    let head = head(&rig, &rig.key, body.len());
    let head = head.replace("Connection: close", "Expect: 100-continue");
    let still: Vec<TcpStream> = (0..64)
        .map(|_| {
            let mut stream = TcpStream::connect(rig.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            // Asked to go on: it has its place.
            let mut told = [0; 25];
            stream.read_exact(&mut told).unwrap();
            assert!(told.starts_with(b"HTTP/1.1 100"), "{told:?}");
            stream
        })
        .collect();
    check("one more", &post(&rig, &body), 503, "server.busy");
    let answer = rig.submit_with_key(&other, &stop(&id(2), ""), &[]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    drop(still);
    // The hub hears one after another that they are gone.
    let free = (0..10_000).any(|_| post(&rig, &body).status == 201);
    assert!(free, "and free again");
}

#[test]
fn a_key_that_sent_its_share_of_the_day_is_asked_to_come_tomorrow() {
    let tomorrow = |name: &str, answer: &Answer| {
        check(name, answer, 429, "server.day_used_up");
        let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=24 * 3_600).contains(&seconds), "{seconds}");
        assert!(answer.text().contains("mañana"), "{}", answer.text());
    };
    // By requests; what was refused counts as well, and each refusal is heard.
    let rig = Rig::set(|config| {
        config.quota = Quota {
            uploads: 3,
            bytes: u64::MAX,
        };
    });
    let other = add_phone(&rig.dir, "Equipo 2");
    assert_eq!(rig.submit(&stop(&id(1), ""), &[]).status, 201);
    assert_eq!(rig.submit("<not xml", &[]).status, 400);
    assert_eq!(rig.submit(&stop(&id(1), ""), &[]).status, 201, "again");
    tomorrow("one more", &rig.submit(&stop(&id(2), ""), &[]));
    let large = vec![7; 3_000_000];
    tomorrow(
        "a large one",
        &rig.submit(&stop(&id(2), ""), &[("f.bin", &large)]),
    );
    let sent = rig.submit_with_key(&other, &stop(&id(3), ""), &[]);
    assert_eq!(sent.status, 201, "another key");
    assert_eq!(
        rig.receipt(&id(1)).files.len(),
        0,
        "it may read all the same"
    );
    // By bytes, of what came and not of what was said to come.
    let rig = Rig::set(|config| {
        config.quota = Quota {
            uploads: u64::MAX,
            bytes: 1_000_000,
        };
        config.patience.pause = Duration::from_millis(200);
    });
    let (_, body) = multipart(stop(&id(1), "").as_bytes(), &[]);
    let head = head(&rig, &rig.key, 900_000);
    let torn = http::raw(rig.address, head.as_bytes(), &body[..body.len() / 2]);
    check("an upload that stops", &torn, 408, "request.too_slow");
    let half = vec![7; 600_000];
    assert_eq!(
        rig.submit(&stop(&id(1), ""), &[("f.bin", &half)]).status,
        201
    );
    tomorrow(
        "too much",
        &rig.submit(&stop(&id(2), ""), &[("f.bin", &half)]),
    );
    assert_eq!(
        rig.submit(&stop(&id(2), ""), &[]).status,
        201,
        "a little fits"
    );
}

#[test]
fn no_file_of_a_refused_submission_stays() {
    let rig = Rig::new();
    let store = farola_hub_server::admin::open(place(&rig.dir)).unwrap();
    let named = "<foto>f.jpg</foto>";
    let kept = rig.submit(&stop(&id(1), named), &[("f.jpg", &photo(1))]);
    assert_eq!(kept.status, 201);
    let other = stop(&id(1), "<foto>f.jpg</foto><nota>otra</nota>");
    let gone = rig::stop_of(&id(2), Some("uuid:nothing"), named);
    let unknown = stop(&id(3), named).replace("cs_punto", "otra");
    for (number, (xml, problem)) in (1u8..).zip([
        (&other, "submission.digest_mismatch"),
        (&gone, "submission.base_unknown"),
        (&unknown, "form.unknown"),
    ]) {
        let answer = rig.submit(xml, &[("f.jpg", &photo(number * 60))]);
        assert_eq!(answer.problem(), problem);
    }
    let sweep = || {
        store
            .sweep_orphans(farola_model::Timestamp(i64::MAX))
            .unwrap()
    };
    let stays = rig::to_stay(&store, 1);
    let swept = sweep();
    assert_eq!(swept.files - swept.removed, stays, "{swept:?}");
    assert!(swept.removed >= 2, "two of them were durable: {swept:?}");
    assert_eq!((sweep().files, sweep().removed), (stays, 0));
    assert_eq!(rig.receipt(&id(1)).files.len(), 1);
    assert!(
        farola_hub_server::admin::verify(place(&rig.dir))
            .unwrap()
            .is_whole()
    );
}

#[test]
fn a_record_of_any_size_is_read_page_by_page() {
    let rig = Rig::new();
    let form = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head>
        <h:title>Larga</h:title><model><instance><data id="larga" version="1"><nota/>
        <r jr:template=""><a/></r><meta><instanceID/></meta></data></instance></model></h:head>
        <h:body><input ref="/data/nota"><label>N</label></input><group ref="/data/r">
        <label>R</label><repeat nodeset="/data/r"><input ref="/data/r/a"><label>A</label></input>
        </repeat></group></h:body></h:html>"#;
    let bearer = format!("Bearer {}", rig.sign_in("admin"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/xml"),
    ];
    let path = "/v1/projects/1/forms?publish=true";
    let published = rig.send("POST", path, &headers, form.as_bytes());
    assert_eq!(published.status, 200, "{}", published.text());
    let xml = format!(
        "<data id=\"larga\" version=\"1\"><nota>{}</nota>{}<meta><instanceID>{}</instanceID></meta>\
         </data>",
        "x".repeat(400_000),
        "<r><a/></r>".repeat(80_000),
        id(1)
    );
    assert_eq!(rig.submit(&xml, &[]).status, 201);
    let token = rig.sign_in("reviewer");
    let (mut from, mut answers, mut pages) = (0, 0, 0);
    loop {
        let path = format!(
            "/v1/projects/1/review/submissions/{}?answersFrom={from}",
            id(1)
        );
        let answer = rig.json("GET", &path, Some(&token), &serde_json::Value::Null);
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.len() < 2_000_000,
            "{} bytes at {from}",
            answer.body.len()
        );
        let page = answer.json();
        answers += page["answers"].as_array().unwrap().len();
        pages += 1;
        let Some(next) = page["nextAnswers"].as_u64() else {
            break;
        };
        assert!(next > from, "the pages lead back");
        from = next;
    }
    assert!(
        pages > 100 && answers > 150_000,
        "{pages} pages, {answers} answers"
    );
}

#[test]
fn a_long_history_is_read_page_by_page() {
    let rig = Rig::new();
    assert_eq!(rig.submit(&stop(&id(1), ""), &[]).status, 201);
    let token = rig.sign_in("reviewer");
    let record = format!("/v1/projects/1/review/submissions/{}", id(1));
    let write = |number: usize, text: String| {
        let body = serde_json::json!({"body": format!("{number} {text}")});
        let answer = rig.json("POST", &format!("{record}/comments"), Some(&token), &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    (1..=230).for_each(|number| write(number, "corto".to_owned()));
    // Bytes end a page too: seventy of these are more than one takes.
    (231..=330).for_each(|number| write(number, "ñ".repeat(1_900)));
    let read = |query: &str| rig.read(&token, &format!("submissions/{}{query}", id(1)));
    let mut page = read("");
    assert_eq!(page["history"].as_array().unwrap().len(), 200);
    let (mut told, mut pages) = (Vec::new(), 1);
    loop {
        let lines = page["history"].as_array().unwrap();
        told.extend(lines.iter().filter_map(|line| {
            let number = line["body"].as_str()?.split(' ').next()?;
            Some(number.parse::<usize>().unwrap())
        }));
        let Some(next) = page["nextHistory"].as_i64() else {
            break;
        };
        page = read(&format!("?historyAfter={next}"));
        assert!(page.to_string().len() < 600_000);
        assert_eq!(
            page["answers"].as_array().unwrap().len(),
            0,
            "that list alone"
        );
        pages += 1;
    }
    assert_eq!(told, (1..=330).collect::<Vec<_>>(), "each once, in order");
    assert_eq!(pages, 3);
    let other = read("?answersFrom=3");
    assert!(!other["answers"].as_array().unwrap().is_empty());
    for empty in ["history", "versions", "neighbours", "extraFiles"] {
        assert_eq!(other[empty].as_array().unwrap().len(), 0, "{empty}");
    }
    let body = serde_json::json!({"body": "hola", "ref": format!("/{}", "n".repeat(10_000))});
    let answer = rig.json("POST", &format!("{record}/comments"), Some(&token), &body);
    check("a path", &answer, 400, "request.bad_parameter");
}

#[test]
fn the_files_of_one_submission_have_an_end_over_all_its_requests() {
    let rig = Rig::new();
    let xml = stop(&id(1), "");
    // Nobody asked for them: each is told apart by its bytes.
    let send = |request: usize| {
        let names: Vec<String> = (0..399).map(|n| format!("{request}-{n}.jpg")).collect();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (&**name, name.as_bytes()))
            .collect();
        rig.submit(&xml, &files)
    };
    for request in 1..=5 {
        assert_eq!(send(request).status, 201);
    }
    check("2,394 files", &send(6), 413, "submission.too_complex");
    assert_eq!(
        rig.receipt(&id(1)).aside.len(),
        5 * 399,
        "nothing of it is kept"
    );
    assert_eq!(send(5).status, 201, "what is here already is no more");
}

/// A hub of before knew fewer kinds of pictures: its rows, which nobody may change, call them films
/// or nothing. They may say where they were taken all the same.
#[test]
fn a_picture_that_a_hub_of_before_did_not_know_is_for_who_decides() {
    let rig = Rig::new();
    let store = farola_hub_server::admin::open(place(&rig.dir)).unwrap();
    let kinds: [(&str, &[u8], &'static str, bool); 5] = [
        (
            "f.heic",
            b"\0\0\0\x24ftypheic with a place",
            "video/mp4",
            true,
        ),
        (
            "f.avif",
            b"\0\0\0\x1cftypavif with a place",
            "video/mp4",
            true,
        ),
        (
            "f.tiff",
            b"II*\0\x08 with a place",
            "application/octet-stream",
            true,
        ),
        ("f.mp4", b"\0\0\0\x18ftypmp42 a film", "video/mp4", false),
        (
            "f.txt",
            b"nothing of that",
            "application/octet-stream",
            false,
        ),
    ];
    let files = kinds.map(|(name, bytes, media_type, _)| ArrivedFile {
        name: name.to_owned(),
        sha256: store.files().put(bytes).unwrap(),
        size: bytes.len() as u64,
        media_type,
        kept: Kept::AsItCame,
    });
    let form = (FormId::new("cs_punto"), FormVersion::new("2026112501"));
    let form = store.match_form(ProjectId(1), &form.0, &form.1).unwrap();
    let xml = stop(&id(1), "").into_bytes();
    let arrival = Arrival {
        project: ProjectId(1),
        form: form.form,
        form_version: form.version,
        app_user: None,
        user: None,
        instance_id: InstanceId::new(id(1)),
        deprecated_id: None,
        xml_sha256: Sha256::of(&xml),
        xml,
        left: None,
        summary: Summary::default(),
        verdict: Verdict::default(),
        expected: Vec::new(),
        files: files.into(),
        device_id: None,
        user_agent: None,
        device_date: None,
        at: Timestamp(1_795_985_580_000),
        event_uid: "of before".to_owned(),
    };
    store.accept_submission(arrival).wait().unwrap();
    let [team, reviewer] = ["team", "reviewer"].map(|role| rig.sign_in(role));
    for (name, bytes, _, is_picture) in kinds {
        let record = format!("/v1/projects/1/review/submissions/{}", id(1));
        let get = |token: &str, query: &str| {
            let path = format!("{record}/attachments/{name}{query}");
            rig.json("GET", &path, Some(token), &serde_json::Value::Null)
        };
        if is_picture {
            check(name, &get(&team, ""), 415, "attachment.not_an_image");
        } else {
            assert_eq!(get(&team, "").body, bytes, "{name} is no picture");
        }
        for query in ["", "?original=true"] {
            let answer = get(&reviewer, query);
            assert_eq!((answer.status, &answer.body[..]), (200, bytes), "{name}");
        }
        check(name, &get(&team, "?original=true"), 403, "auth.forbidden");
    }
}

#[test]
fn a_photo_that_cannot_be_shown_can_be_fetched_by_who_decides() {
    let rig = Rig::new();
    let broken = undecodable();
    rig.submit(&stop(&id(1), "<foto>f.jpg</foto>"), &[("f.jpg", broken)]);
    let path = format!(
        "/v1/projects/1/review/submissions/{}/attachments/f.jpg",
        id(1)
    );
    let get = |role: &str, query: &str| {
        let token = rig.sign_in(role);
        rig.json(
            "GET",
            &format!("{path}{query}"),
            Some(&token),
            &serde_json::Value::Null,
        )
    };
    check(
        "shown",
        &get("reviewer", ""),
        415,
        "attachment.not_an_image",
    );
    // Of a kind that the hub does not decode: a photo of an iPhone.
    for (number, photo) in [(2, heic(b"what is seen")), (3, heic(b"seen"))] {
        rig.submit(
            &stop(&id(number), "<foto>f.jpg</foto>"),
            &[("f.jpg", &photo)],
        );
        let path = path.replace(&id(1), &id(number));
        let get = |query: &str| {
            let token = rig.sign_in("reviewer");
            let path = format!("{path}{query}");
            rig.json("GET", &path, Some(&token), &serde_json::Value::Null)
        };
        check("another kind", &get(""), 415, "attachment.not_an_image");
        assert_eq!(get("?original=true").body, photo);
        let record = |role: &str| {
            let token = rig.sign_in(role);
            let path = format!("/v1/projects/1/review/submissions/{}", id(number));
            let answer = rig.json("GET", &path, Some(&token), &serde_json::Value::Null);
            String::from_utf8(answer.body).unwrap()
        };
        // A team is offered no download that it would be refused.
        assert!(record("reviewer").contains("f.jpg?original=true"));
        assert!(!record("team").contains("f.jpg?original=true"));
    }
    check(
        "a team",
        &get("team", "?original=true"),
        403,
        "auth.forbidden",
    );
    for role in ["reviewer", "admin"] {
        let answer = get(role, "?original=true");
        assert_eq!((answer.status, answer.body.as_slice()), (200, broken));
        assert_eq!(
            answer.header("content-type"),
            Some("application/octet-stream")
        );
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
    }
    check(
        "a word",
        &get("admin", "?original=maybe"),
        400,
        "request.bad_parameter",
    );
}
