//! Requests that are broken or meant to break, against the serving process: exact status and
//! code, and nothing of them is kept.

use std::net::TcpStream;

use crate::judge;
use crate::rig::http::{self, Answer, multipart};
use crate::rig::{Hub, done, farola, kit};

const VERSION: (&str, &str) = ("X-OpenRosa-Version", "1.0");

fn finding(id: &str, more: &str) -> String {
    format!(
        "<data id=\"cs_hallazgo\" version=\"2026112301\"><tipo>hoyo</tipo>{more}\
         <urgencia>2</urgencia><meta><instanceID>uuid:{id}</instanceID></meta></data>"
    )
}

struct Door<'a> {
    hub: &'a Hub,
    path: String,
}

impl Door<'_> {
    fn post(&self, body: &[u8]) -> Answer {
        let kind = http::kind();
        let headers = [VERSION, ("Content-Type", kind.as_str())];
        http::send(self.hub.address, "POST", &self.path, &headers, body)
    }

    fn submit(&self, xml: impl AsRef<[u8]>) -> Answer {
        self.post(&multipart(xml.as_ref(), &[]).1)
    }
}

fn row<'a>(name: &'a str, status: u16, code: &str, got: Answer) -> (&'a str, String, String) {
    let body = got.text();
    assert!(
        !body.contains("panicked") && !body.contains("/work"),
        "{name}: {body}"
    );
    (
        name,
        format!("{status} {code}"),
        format!("{} {}", got.status, got.problem()),
    )
}

fn bodies(door: &Door<'_>) -> Vec<(&'static str, String, String)> {
    let plain = finding("1", "");
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>";
    let deep = |n: usize| finding("1", &format!("{}{}", "<g>".repeat(n), "</g>".repeat(n)));
    let other_form = plain.replace("cs_hallazgo", "cs_nada");
    let other_version = plain.replace("2026112301", "1999010101");
    let large = finding("1", &format!("<nota>{}</nota>", "x".repeat(2 << 20)));
    let bad_utf8 = [
        b"<data id=\"cs_hallazgo\" version=\"2026112301\"><nota>",
        &b"\xff\xfe"[..],
    ];
    let bad_utf8 = [&bad_utf8.concat()[..], b"</nota></data>"].concat();
    let xml = |text: String| multipart(text.as_bytes(), &[]).1;
    let named = |name: &str| multipart(plain.as_bytes(), &[(name, b"x")]).1;
    let two = {
        let part = http::part("xml_submission_file", "a.xml", "text/xml", plain.as_bytes());
        http::close([part.clone(), part].concat())
    };
    let mut many = http::part("xml_submission_file", "a.xml", "text/xml", plain.as_bytes());
    for number in 0..450 {
        many.extend(http::part(
            &format!("{number}.jpg"),
            "x.jpg",
            "image/jpeg",
            b"x",
        ));
    }
    let only_photo = http::close(http::part("f.jpg", "f.jpg", "image/jpeg", b"x"));
    let torn = xml(plain.clone())[..240].to_vec();
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        (
            "entity bomb",
            xml(format!("{bomb}{plain}")),
            400,
            "submission.dtd_refused",
        ),
        (
            "external entity",
            xml(format!("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">{plain}")),
            { 400 },
            "submission.dtd_refused",
        ),
        ("deep nesting", xml(deep(80)), 400, "submission.too_deep"),
        (
            "deep nesting 100k",
            xml(deep(100_000)),
            400,
            "submission.too_deep",
        ),
        ("XML over 2 MB", xml(large), 413, "submission.too_large"),
        (
            "invalid UTF-8",
            multipart(&bad_utf8, &[]).1,
            400,
            "submission.not_xml",
        ),
        ("not XML", xml("hola".into()), 400, "submission.not_xml"),
        ("empty XML", xml(String::new()), 400, "submission.not_xml"),
        (
            "torn XML",
            xml(plain[..80].to_owned()),
            400,
            "submission.not_xml",
        ),
        (
            "a web page",
            xml("<html><body/></html>".into()),
            400,
            "submission.form_id_missing",
        ),
        ("unknown form", xml(other_form), 404, "form.unknown"),
        (
            "unknown version",
            xml(other_version),
            404,
            "form.version_unknown",
        ),
        (
            "missing XML part",
            only_photo,
            400,
            "submission.xml_part_missing",
        ),
        ("two XML parts", two, 400, "submission.xml_part_missing"),
        ("torn multipart", torn, 400, "request.torn_body"),
        (
            "450 parts",
            http::close(many),
            400,
            "request.too_many_parts",
        ),
        (
            "file name with ..",
            named("../../etc/x.jpg"),
            400,
            "request.bad_file_name",
        ),
        ("file name ..", named(".."), 400, "request.bad_file_name"),
        (
            "file name with backslash",
            named("a\\b.jpg"),
            400,
            "request.bad_file_name",
        ),
        (
            "endless file name",
            named(&"n".repeat(5_000)),
            400,
            "request.bad_file_name",
        ),
        (
            "no parts",
            http::close(Vec::new()),
            400,
            "submission.xml_part_missing",
        ),
        (
            "not multipart at all",
            b"hola".to_vec(),
            400,
            "request.torn_body",
        ),
        (
            "correction of nothing",
            {
                let base = "<deprecatedID>uuid:nothing</deprecatedID></meta>";
                xml(plain.replace("</meta>", base))
            },
            404,
            "submission.base_unknown",
        ),
    ];
    cases
        .into_iter()
        .map(|(name, body, status, code)| row(name, status, code, door.post(&body)))
        .collect()
}

fn requests(door: &Door<'_>) -> Vec<(&'static str, String, String)> {
    let address = door.hub.address;
    let body = multipart(finding("1", "").as_bytes(), &[]).1;
    let kind = http::kind();
    let typed = ("Content-Type", kind.as_str());
    let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        http::send(address, method, path, headers, body)
    };
    let stranger = "/v1/key/0000000000000000000000000000000000000000000/projects/1/submission";
    let elsewhere = door.path.replace("/projects/1/", "/projects/77/");
    let huge = {
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-OpenRosa-Version: 1.0\r\n\
             Content-Type: {kind}\r\nContent-Length: 100000001\r\n\r\n",
            door.path
        );
        http::raw(address, head.as_bytes(), b"")
    };
    let media = |name: &str| door.path.replace("/submission", &format!("/forms/{name}"));
    let json = [("Content-Type", "application/json")];
    let login = "/v1/sessions";
    let long = format!(
        "{{\"email\":\"a\",\"password\":\"{}\"}}",
        "x".repeat(400_000)
    );
    vec![
        row("huge body", 413, "request.too_large", huge),
        row(
            "bad key",
            403,
            "auth.key_unknown",
            send("POST", stranger, &[VERSION, typed], &body),
        ),
        row("key of another project", 403, "auth.key_unknown", {
            send("POST", &elsewhere, &[VERSION, typed], &body)
        }),
        row(
            "no version header",
            400,
            "request.version_header_missing",
            send("POST", &door.path, &[typed], &body),
        ),
        row("wrong content type", 400, "request.not_multipart", {
            send(
                "POST",
                &door.path,
                &[VERSION, ("Content-Type", "text/plain")],
                &body,
            )
        }),
        row("no content type", 400, "request.not_multipart", {
            send("POST", &door.path, &[VERSION], &body)
        }),
        row(
            "multipart without boundary",
            400,
            "request.not_multipart",
            {
                send(
                    "POST",
                    &door.path,
                    &[VERSION, ("Content-Type", "multipart/form-data")],
                    &body,
                )
            },
        ),
        row(
            "unknown address",
            404,
            "request.route_unknown",
            send("GET", "/v1/no", &[], b""),
        ),
        row("wrong method", 405, "request.method_not_allowed", {
            send("DELETE", &door.path, &[VERSION], b"")
        }),
        row("unknown form fetched", 404, "form.unknown", {
            send("GET", &media("nada.xml"), &[VERSION], b"")
        }),
        row("path out of the folder", 404, "form.unknown", {
            send("GET", &media("..%2f..%2fhub.db.xml"), &[VERSION], b"")
        }),
        row(
            "login that is no JSON",
            400,
            "request.bad_json",
            send("POST", login, &json, b"{"),
        ),
        row("login of 400 kB", 413, "request.too_large", {
            send("POST", login, &json, long.as_bytes())
        }),
        row("queue without session", 401, "auth.missing", {
            send("GET", "/v1/projects/1/review/queue", &[], b"")
        }),
        row("session made up", 401, "auth.session_expired", {
            let bearer = [("Authorization", "Bearer 0000000000")];
            send("GET", "/v1/projects/1/review/queue", &bearer, b"")
        }),
    ]
}

fn conflicts(door: &Door<'_>) -> Vec<(&'static str, String, String)> {
    let first = finding("a", "<nota>uno</nota>");
    assert_eq!(door.submit(&first).status, 201);
    let correction = |id: &str, of: &str| {
        let base = format!("<deprecatedID>uuid:{of}</deprecatedID></meta>");
        finding(id, "<nota>dos</nota>").replace("</meta>", &base)
    };
    let other = door.submit(finding("a", "<nota>otro</nota>"));
    assert_eq!(door.submit(correction("b", "a")).status, 201);
    let late = door.submit(correction("c", "a"));
    let again = door.submit(&first);
    vec![
        row(
            "same id, other content",
            409,
            "submission.digest_mismatch",
            other,
        ),
        row(
            "correction of a superseded version",
            409,
            "submission.base_outdated",
            late,
        ),
        ("the same once more", "201".into(), again.status.to_string()),
    ]
}

#[test]
fn hostile_requests_are_refused_by_name_and_leave_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let mut hub = Hub::new(&temp.path().join("hub"));
    let url = hub.enrolment("x");
    let path = format!("/v1{}/submission", url.split_once("/v1").unwrap().1);
    let door = Door { hub: &hub, path };
    let mut rows = bodies(&door);
    rows.extend(requests(&door));
    // Connections that say nothing sensible do not stop the hub for others.
    for noise in [
        &b"\x16\x03\x01\x02\x00\x01"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(hub.address).unwrap();
        std::io::Write::write_all(&mut stream, noise).unwrap();
    }
    assert!(hub.records().is_empty(), "nothing of it is kept");
    assert_eq!(hub.files(), (0, 0), "no file of it is kept");
    rows.extend(conflicts(&door));
    assert_eq!(hub.records().len(), 1);
    hub.kill();
    assert_eq!(hub.verify()["versions"], 2);
    judge("Requests to the hub", rows);
}

#[test]
fn folders_that_are_no_hub() {
    let temp = tempfile::tempdir().unwrap();
    let database = |name: &str, bytes: &[u8]| {
        let dir = temp.path().join(name);
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(dir.join("hub.db"), bytes).unwrap();
        dir.to_str().unwrap().to_owned()
    };
    // A database in the folder, also where the suite has its hubs elsewhere.
    let good = database("good", b"");
    done(&["hub", "init", "--data", &good]);
    let noise: Vec<u8> = (0..20_000u32).map(|i| (i * i % 251) as u8).collect();
    let random = database("random", &noise);
    let newer = database("newer", b"");
    std::fs::copy(format!("{good}/hub.db"), format!("{newer}/hub.db")).unwrap();
    let conn = rusqlite::Connection::open(format!("{newer}/hub.db")).unwrap();
    conn.pragma_update(None, "user_version", 9999).unwrap();
    drop(conn);
    let form = kit("cs_plan.xml");
    let publish = |dir: &str| {
        farola(&[
            "hub",
            "--json",
            "form",
            "publish",
            form.to_str().unwrap(),
            "--data",
            dir,
        ])
    };
    let mut rows = Vec::new();
    for (name, dir, wanted) in [
        ("random bytes", random.as_str(), "hub.database"),
        ("from the future", &newer, "hub.database_newer"),
    ] {
        let before = std::fs::read(format!("{dir}/hub.db")).unwrap();
        rows.push((name, wanted.to_owned(), crate::code_of(&publish(dir))));
        assert_eq!(
            std::fs::read(format!("{dir}/hub.db")).unwrap(),
            before,
            "{name}: untouched"
        );
    }
    judge("Folders of the hub", rows);
}
