//! Broken and hostile requests: each is refused with its code, and nothing of it is kept.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod rig;

use rig::{Rig, http, id, multipart, parcel, photo, stop};

const VERSION: (&str, &str) = ("X-OpenRosa-Version", "1.0");

fn post(rig: &Rig, body: &[u8]) -> rig::Answer {
    let kind = http::kind();
    let headers = [VERSION, ("Content-Type", kind.as_str())];
    rig.send("POST", &rig.phone("submission"), &headers, body)
}

/// Files that the hub holds, finished or not.
fn files_on_disk(rig: &Rig) -> usize {
    fn count(dir: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(dir) else {
            return 0;
        };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&rig.dir.join("files")) + count(&rig.dir.join("incoming"))
}

fn records(rig: &Rig) -> i64 {
    let token = rig.sign_in("reviewer");
    rig.read(&token, "queue")["total"].as_i64().unwrap()
}

#[test]
fn hostile_xml_is_refused_with_its_code() {
    let rig = Rig::new();
    let plain = stop(&id(1), "");
    let body = plain.split_once("<data").unwrap().1;
    let bomb = format!(
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
         <data{body}"
    );
    let external = format!("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><data{body}");
    let deep = stop(
        &id(1),
        &format!("{}{}", "<g>".repeat(80), "</g>".repeat(80)),
    );
    let deepest = "<data id='cs_punto' version='2026112501'>".to_owned() + &"<g>".repeat(20_000);
    let large = stop(
        &id(1),
        &format!("<nota>{}</nota>", "x".repeat(2 * 1024 * 1024)),
    );
    let mut bad_utf8 = stop(&id(1), "<nota>\u{1}</nota>").into_bytes();
    let place = bad_utf8.iter().position(|byte| *byte == 1).unwrap();
    bad_utf8[place] = 0xff;
    let long_id = stop(&format!("uuid:{}", "a".repeat(4000)), "");
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        (
            "entity bomb",
            bomb.into_bytes(),
            400,
            "submission.dtd_refused",
        ),
        (
            "external entity",
            external.into_bytes(),
            400,
            "submission.dtd_refused",
        ),
        (
            "unknown entity",
            stop(&id(1), "<nota>&nada;</nota>").into(),
            400,
            "submission.not_xml",
        ),
        (
            "deep nesting",
            deep.into_bytes(),
            400,
            "submission.too_deep",
        ),
        (
            "deepest nesting",
            deepest.into_bytes(),
            400,
            "submission.too_deep",
        ),
        ("too large", large.into_bytes(), 413, "submission.too_large"),
        ("bad UTF-8", bad_utf8, 400, "submission.not_xml"),
        ("not XML", b"hello".to_vec(), 400, "submission.not_xml"),
        ("empty", Vec::new(), 400, "submission.not_xml"),
        (
            "torn XML",
            plain.as_bytes()[..200].to_vec(),
            400,
            "submission.not_xml",
        ),
        (
            "two roots",
            format!("{plain}<data/>").into_bytes(),
            400,
            "submission.not_xml",
        ),
        (
            "no form id",
            b"<data/>".to_vec(),
            400,
            "submission.form_id_missing",
        ),
        (
            "endless id",
            long_id.into_bytes(),
            400,
            "submission.not_xml",
        ),
        (
            "a page",
            b"<html><body>login</body></html>".to_vec(),
            400,
            "submission.form_id_missing",
        ),
    ];
    for (name, xml, status, problem) in cases {
        let (_, body) = multipart(&xml, &[("f.jpg", &photo(1))]);
        let answer = post(&rig, &body);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, problem),
            "{name}"
        );
        assert!(
            farola_protocol::Response::parse(&answer.body).is_ok(),
            "{name}: an envelope"
        );
    }
    assert_eq!(
        (records(&rig), files_on_disk(&rig)),
        (0, 0),
        "nothing of it is kept"
    );
}

#[test]
fn file_names_that_lead_elsewhere_are_refused() {
    let rig = Rig::new();
    let xml = stop(&id(1), "");
    for name in ["../../etc/x.jpg", "..", "a/b.jpg", "a\\b.jpg", "."] {
        let (_, body) = multipart(xml.as_bytes(), &[(name, b"x")]);
        let answer = post(&rig, &body);
        let got = (answer.status, answer.problem());
        assert_eq!(got, (400, "request.bad_file_name".to_owned()), "{name}");
    }
    let long = "n".repeat(300);
    let (_, body) = multipart(xml.as_bytes(), &[(&long, b"x")]);
    assert_eq!(post(&rig, &body).problem(), "request.bad_file_name");
    assert_eq!((records(&rig), files_on_disk(&rig)), (0, 0));
}

#[test]
fn a_body_torn_anywhere_leaves_nothing() {
    let rig = Rig::new();
    let big = vec![b'x'; 610_000];
    let xml = stop(&id(1), "<foto>f.jpg</foto>");
    let (kind, body) = multipart(xml.as_bytes(), &[("f.jpg", &big)]);
    let headers = [VERSION, ("Content-Type", kind.as_str())];
    let path = rig.phone("submission");
    let cuts = [
        0,
        1,
        60,
        200,
        1500,
        2500,
        300_000,
        590_000,
        body.len() - 30,
        body.len() - 5,
    ];
    for cut in cuts {
        let answer = http::send_torn(rig.address, &path, &headers, &body, cut);
        if let Some(answer) = answer {
            let got = (answer.status, answer.problem());
            assert_eq!(got, (400, "request.torn_body".to_owned()), "cut at {cut}");
        }
    }
    assert_eq!((records(&rig), files_on_disk(&rig)), (0, 0));
    let whole = rig.send("POST", &path, &headers, &body);
    assert_eq!(whole.status, 201, "the same request whole is taken");
    assert_eq!(whole.receipt().files.len(), 1);
}

#[test]
fn what_is_too_much_is_refused_at_the_door() {
    let rig = Rig::new();
    let kind = http::kind();
    let path = rig.phone("submission");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-OpenRosa-Version: 1.0\r\n\
         Content-Type: {kind}\r\nContent-Length: 100000001\r\n\r\n"
    );
    let answer = http::raw(rig.address, head.as_bytes(), b"");
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "request.too_large")
    );
    let xml = stop(&id(1), "");
    let two = [
        http::part("xml_submission_file", "a.xml", "text/xml", xml.as_bytes()),
        http::part("xml_submission_file", "b.xml", "text/xml", xml.as_bytes()),
    ]
    .concat();
    assert_eq!(
        post(&rig, &http::close(two)).problem(),
        "submission.xml_part_missing"
    );
    let mut many = http::part("xml_submission_file", "a.xml", "text/xml", xml.as_bytes());
    for number in 0..450 {
        let name = format!("{number}.jpg");
        many.extend(http::part(&name, &name, "image/jpeg", b"x"));
    }
    assert_eq!(
        post(&rig, &http::close(many)).problem(),
        "request.too_many_parts"
    );
    assert_eq!((records(&rig), files_on_disk(&rig)), (0, 0));
}

#[test]
fn values_of_wrong_types_are_kept_as_they_came_and_break_nothing() {
    let rig = Rig::new();
    let odd = "<foto>x/../y.jpg</foto><nota>' OR 1=1 -- &lt;script&gt;</nota>";
    let xml = stop(&id(1), odd)
        .replace(
            "<pos>20.6767 -103.3470 1550 9.5</pos>",
            "<pos>NaN cien 1e999</pos>",
        )
        .replace("<p_luz>0</p_luz>", "<p_luz>99999999999999999999</p_luz>")
        .replace("<parada>4</parada>", "<parada>cuatro</parada>")
        .replace(
            "<start>2026-11-23T19:40:00.000-06:00</start>",
            "<start>ayer</start>",
        );
    assert_eq!(rig.submit(&xml, &[]).status, 201);
    let token = rig.sign_in("reviewer");
    let record = rig.read(&token, &format!("submissions/{}", id(1)));
    assert_eq!(record["position"], serde_json::Value::Null);
    assert_eq!(record["title"], "Observación en una parada");
    assert_eq!(
        record["answeredAt"], "2026-11-24T01:42:10.000Z",
        "by the end"
    );
    assert_eq!(rig.read(&token, "queue?q=%27%20OR%201%3D1")["total"], 1);
    let finding = "<data id='cs_hallazgo' version='2026112301'><urgencia>' OR 1=1 --</urgencia>\
         <meta><instanceID>uuid:2</instanceID></meta></data>";
    assert_eq!(rig.submit(finding, &[]).status, 201);
    let queue = rig.read(&token, "queue?limit=1");
    assert_eq!(queue["items"][0]["urgency"], "' OR 1=1 --");
}

#[test]
fn broken_requests_of_people_get_codes_too() {
    let rig = Rig::new();
    let json = [("Content-Type", "application/json")];
    for (body, problem) in [
        (&b"{"[..], "request.bad_json"),
        (b"[]", "request.bad_json"),
        (b"{\"email\":1,\"password\":2}", "request.bad_json"),
        (b"\xff\xfe", "request.bad_json"),
    ] {
        let answer = rig.send("POST", "/v1/sessions", &json, body);
        assert_eq!((answer.status, answer.problem().as_str()), (400, problem));
    }
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = rig.send(
        "POST",
        "/v1/sessions",
        &form,
        b"{\"email\":\"a\",\"password\":\"b\"}",
    );
    assert_eq!(
        answer.problem(),
        "request.bad_json",
        "another site's form cannot sign in"
    );
    let long = format!(
        "{{\"email\":\"a\",\"password\":\"{}\"}}",
        "x".repeat(400_000)
    );
    let answer = rig.send("POST", "/v1/sessions", &json, long.as_bytes());
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "request.too_large")
    );
    let token = rig.sign_in("reviewer");
    let bearer = format!("Bearer {token}");
    let signed = [("Authorization", bearer.as_str())];
    for path in [
        "/v1/projects/99999999999/review/queue",
        "/v1/projects/1/review/queue?limit=-1",
        "/v1/projects/1/review/queue?limit=x",
        "/v1/projects/1/review/submissions/uuid%3Anothing",
        "/v1/projects/1/review/submissions/%ff",
    ] {
        let answer = rig.send("GET", path, &signed, b"");
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.problem().is_empty(), "{path}");
    }
}

#[test]
fn hostile_parcels_are_refused_with_their_code() {
    let rig = Rig::new();
    let xml = stop(&id(1), "<foto>f.jpg</foto>");
    rig.submit(&xml, &[]);
    // A text: what is nothing that is known cannot be cleaned, and is set aside.
    let bytes: Vec<u8> = (0..200_000u32).map(|n| b'a' + (n % 23) as u8).collect();
    let whole = parcel(&rig.key, &xml, &id(1), "f.jpg", &bytes);
    let other = parcel(&rig.key, &xml, &id(1), "g.jpg", &bytes);
    let mut lie = whole.told.clone();
    lie.size -= 1;
    for (name, told, status, problem) in [
        ("no JSON", b"{".to_vec(), 400, "request.bad_json"),
        ("empty", Vec::new(), 400, "request.bad_json"),
        ("long", vec![b' '; 9_000], 413, "request.too_large"),
        (
            "another file",
            other.told.to_json(),
            400,
            "request.bad_parameter",
        ),
    ] {
        let answer = rig.announce(&whole.id, &told);
        let found = (answer.status, answer.problem());
        assert_eq!(found, (status, problem.to_owned()), "{name}");
    }
    let refused = |name: &str, id: &str, body: &[u8], status: u16, problem: &str| {
        let answer = rig.upload(id, body);
        let found = (answer.status, answer.problem());
        assert_eq!(found, (status, problem.to_owned()), "{name}");
    };
    let whole_id = whole.id.to_string();
    refused("early", &whole_id, &whole.sealed, 404, "parcel.unknown");
    assert_eq!(rig.announce(&whole.id, &lie.to_json()).status, 201);
    refused(
        "a size that is none",
        &whole_id,
        &whole.sealed,
        413,
        "request.too_large",
    );
    assert_eq!(rig.announce(&whole.id, &whole.told.to_json()).status, 200);
    let changed = |place: usize| {
        let mut body = whole.sealed.clone();
        body[place] ^= 1;
        body
    };
    let swapped = {
        let (head, rest) = whole.sealed.split_at(8);
        let (one, rest) = rest.split_at(65_552);
        let (two, rest) = rest.split_at(65_552);
        [head, two, one, rest].concat()
    };
    let cut = &whole.sealed[..100_000];
    let longer = [&whole.sealed[..], b"x"].concat();
    let other_id = other.id.to_string();
    let damaged = "parcel.damaged";
    refused(
        "another id",
        &other_id,
        &whole.sealed,
        404,
        "parcel.unknown",
    );
    refused(
        "no id",
        "..%2f..%2fetc",
        &whole.sealed,
        404,
        "parcel.unknown",
    );
    refused("empty", &whole_id, b"", 400, damaged);
    refused("cut", &whole_id, cut, 400, damaged);
    refused("extended", &whole_id, &longer, 413, "request.too_large");
    refused("first byte", &whole_id, &changed(0), 400, damaged);
    refused("middle", &whole_id, &changed(100_000), 400, damaged);
    refused(
        "last byte",
        &whole_id,
        &changed(whole.sealed.len() - 1),
        400,
        damaged,
    );
    refused("swapped", &whole_id, &swapped, 400, damaged);
    refused(
        "plain",
        &whole_id,
        &vec![1; whole.sealed.len()],
        400,
        damaged,
    );
    let answer = rig.send("GET", &format!("/v1/farola/parcels/{whole_id}"), &[], b"");
    assert_eq!(answer.status, 405, "an upload's address shows nothing");
    assert_eq!(files_on_disk(&rig), 0, "nothing of it is kept");
    assert_eq!(rig.upload(&whole_id, &whole.sealed).status, 201);
    assert!(rig.receipt(&id(1)).holds("f.jpg", &whole.told.sha256));
    let report = farola_hub_server::admin::verify(rig::place(&rig.dir)).unwrap();
    assert_eq!((report.files, report.is_whole()), (1, true));
    assert!(files_on_disk(&rig) <= 1, "or it is in a bucket already");
}
