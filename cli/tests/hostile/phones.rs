//! Servers that answer nonsense: the phone names what happened, keeps what waits, and delivers
//! it all the same when a real hub is back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use farola_model::Md5;
use serde_json::Value;

use crate::judge;
use crate::rig::phone::Phone;
use crate::rig::{done, farola, json_lines};

/// What a server does with a request: method and path to the bytes of the answer.
type Script = Arc<dyn Fn(&str, &str, &[u8]) -> Vec<u8> + Send + Sync>;

/// A server on loopback whose script can be exchanged; it lives as long as the test process.
struct Fake {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

/// The body that stands for one without an end.
const ENDLESS: &[u8] = b"HTTP/1.1 201 Created\r\nContent-Type: text/xml\r\n\r\n<ENDLESS";

impl Fake {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let silent: Script = Arc::new(|_, _, _| Vec::new());
        let script = Arc::new(Mutex::new(silent));
        let shared = Arc::clone(&script);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let script = Arc::clone(&shared.lock().unwrap());
                std::thread::spawn(move || serve(stream, &script));
            }
        });
        Self { address, script }
    }

    fn play(&self, script: impl Fn(&str, &str, &[u8]) -> Vec<u8> + Send + Sync + 'static) {
        *self.script.lock().unwrap() = Arc::new(script);
    }
}

fn serve(mut stream: TcpStream, script: &Script) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.and_then(|n| n.trim().parse().ok()).unwrap_or(0)];
    if stream.read_exact(&mut body).is_err() {
        return;
    }
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let answer = script(method, path, &body);
    let mut sent = stream.write_all(&answer);
    while sent.is_ok() && answer == ENDLESS {
        sent = stream.write_all(&[b'a'; 65_536]);
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn greeting() -> Vec<u8> {
    b"HTTP/1.1 204 No Content\r\nConnection: close\r\nX-OpenRosa-Accept-Content-Length: \
      100000000\r\n\r\n"
        .to_vec()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Every code that a sync gave: of the session, of submissions, of forms.
fn codes(phone: &Phone, more: &[&str]) -> (String, Value) {
    let args = ["device", "--json", "sync", phone.path(), "--patience", "0"];
    let output = farola(&[&args[..], more].concat());
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let synced = json_lines(&text)
        .into_iter()
        .find(|l| l["event"] == "synced");
    let mut codes = Vec::new();
    if let Some(synced) = &synced {
        codes.extend(synced["problem"].as_str().map(str::to_owned));
        for list in ["wedged", "postponed", "formProblems"] {
            for item in synced[list].as_array().unwrap() {
                codes.push(item["code"].as_str().unwrap().to_owned());
            }
        }
    }
    if !output.status.success() && codes.is_empty() {
        codes.push(crate::code_of(&output));
    }
    assert_eq!(
        output.status.success(),
        codes.is_empty(),
        "exit code and problems agree"
    );
    codes.dedup();
    (codes.join(" "), synced.unwrap_or_default())
}

fn states(phone: &Phone) -> Vec<(String, String)> {
    let list = json_lines(&done(&["device", "--json", "list", phone.path()]));
    let sent = list.iter().filter(|l| l["event"] == "submission");
    let text = |l: &Value, key: &str| l[key].as_str().unwrap().to_owned();
    sent.map(|l| (text(l, "instance"), text(l, "state")))
        .collect()
}

/// A phone with one finalized finding, enrolled at the fake.
fn phone_with_one(temp: &std::path::Path, address: SocketAddr) -> Phone {
    let phone = Phone::new(&temp.join("phone"), None);
    let url = format!("http://{address}/v1/key/secreto/projects/1");
    done(&["device", "init", phone.path(), "--enrol", &url]);
    let answers = temp.join("answers.json");
    let text = r#"{"ciudad":"14039","pos":"20.6767 -103.347 1550 9.5","tipo":"hoyo",
        "urgencia":"1"}"#;
    std::fs::write(&answers, text).unwrap();
    let answers = answers.to_str().unwrap();
    done(&[
        "device",
        "fill",
        phone.path(),
        "cs_hallazgo",
        "--answers",
        answers,
    ]);
    phone
}

#[test]
fn answers_to_a_submission_that_mean_no() {
    let temp = tempfile::tempdir().unwrap();
    let (fake, thief) = (Fake::start(), Fake::start());
    let stolen = Arc::new(Mutex::new(0));
    let count = Arc::clone(&stolen);
    thief.play(move |_, _, _| {
        *count.lock().unwrap() += 1;
        answer("201 Created", "", b"")
    });
    let phone = phone_with_one(temp.path(), fake.address);
    let elsewhere = format!("Location: http://localhost:{}/x\r\n", thief.address.port());
    let page = b"<!DOCTYPE html><html><body>Bienvenida a la red</body></html>".to_vec();
    let bomb = answer(
        "201 Created",
        "Content-Encoding: gzip\r\n",
        &gzip(&vec![0; 50_000_000]),
    );
    let html = "Content-Type: text/html\r\n";
    let torn = b"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n<OpenRosaRes".to_vec();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "captive portal",
            answer("200 OK", html, &page),
            "network.captive_portal",
        ),
        (
            "redirect to another host",
            answer("307 Temporary Redirect", &elsewhere, b""),
            { "network.captive_portal" },
        ),
        (
            "endless answer",
            ENDLESS.to_vec(),
            "network.answer_too_large",
        ),
        ("gzip bomb", bomb, "network.answer_too_large"),
        ("torn body", torn, "network.cut"),
        ("connection cut", Vec::new(), "network.cut"),
        ("not HTTP", b"SSH-2.0-OpenSSH\r\n".to_vec(), "network.cut"),
        (
            "broken gzip",
            answer("201 Created", "Content-Encoding: gzip\r\n", b"no gzip"),
            { "network.unintelligible" },
        ),
        (
            "500 with Retry-After",
            answer("500 Oh", "Retry-After: 120\r\n", b""),
            "server.failed",
        ),
        (
            "503 with endless Retry-After",
            { answer("503 Busy", "Retry-After: 99999999999999999999\r\n", b"") },
            "server.failed",
        ),
        (
            "429",
            answer("429 Slow", "Retry-After: 1\r\n", b""),
            "server.too_many_requests",
        ),
        ("401", answer("401 Who", "", b""), "auth.refused"),
        ("403", answer("403 No", "", b""), "auth.refused"),
    ];
    let mut rows = Vec::new();
    for (name, reply, wanted) in cases {
        fake.play(move |method, _, _| match method {
            "head" => greeting(),
            _ => reply.clone(),
        });
        let (got, synced) = codes(&phone, &["--no-forms"]);
        assert_eq!(
            synced["delivered"].as_array().map(Vec::len),
            Some(0),
            "{name}"
        );
        let states = states(&phone);
        assert_eq!(states.len(), 1, "{name}");
        assert!(
            !["acknowledged", "rejected", "wedged"].contains(&&*states[0].1),
            "{name}"
        );
        rows.push((name, wanted.to_owned(), got));
    }
    assert_eq!(*stolen.lock().unwrap(), 0, "another server was asked");
    fake.play(|method, _, _| match method {
        "head" => greeting(),
        _ => {
            let taken = farola_protocol::Response::success("ok", None).to_xml();
            answer(
                "201 Created",
                "Content-Type: text/xml\r\n",
                taken.as_bytes(),
            )
        }
    });
    assert_eq!(
        codes(&phone, &["--no-forms"]).0,
        "",
        "delivered when the server is back"
    );
    assert_eq!(states(&phone)[0].1, "acknowledged");
    judge("Answers to a submission", rows);
}

#[test]
fn refusals_that_last_stop_one_submission_and_name_it() {
    let mut rows = Vec::new();
    for (name, reply, wanted) in [
        (
            "413",
            answer("413 Large", "", b""),
            "submission.too_large_for_server",
        ),
        (
            "409",
            answer("409 Conflict", "", b""),
            "submission.conflict",
        ),
        (
            "404 with a code of the hub",
            { answer("404 Not Found", "X-Farola-Problem: form.unknown\r\n", b"") },
            "form.unknown",
        ),
        ("400", answer("400 Bad", "", b""), "submission.refused"),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let fake = Fake::start();
        let phone = phone_with_one(temp.path(), fake.address);
        fake.play(move |method, _, _| match method {
            "head" => greeting(),
            _ => reply.clone(),
        });
        let (got, _) = codes(&phone, &["--no-forms"]);
        rows.push((name, wanted.to_owned(), got));
        let id = states(&phone)[0].0.clone();
        let xml = done(&["device", "show", phone.path(), &id]);
        assert!(xml.contains("hoyo"), "{name}: still on the phone");
    }
    judge("Refusals that last", rows);
}

const FORM: &[u8] = br#"<h:html xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns="http://www.w3.org/2002/xforms"><h:head><h:title>F</h:title><model><instance>
    <data id="f" version="1"><a/><meta><instanceID/></meta></data></instance></model></h:head>
    <h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"#;

fn list_of(hash: &[u8], url: &str, manifest: &str) -> Vec<u8> {
    let hash = Md5::of(hash);
    let xml = format!(
        "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\"><xform><formID>f</formID>\
         <name>F</name><version>1</version><hash>md5:{hash}</hash>\
         <downloadUrl>{url}</downloadUrl>{manifest}</xform></xforms>"
    );
    answer("200 OK", "Content-Type: text/xml\r\n", xml.as_bytes())
}

fn manifest_of(name: &str) -> Vec<u8> {
    let hash = Md5::of(b"a,b\n");
    let xml = format!(
        "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"><mediaFile>\
         <filename>{name}</filename><hash>md5:{hash}</hash><downloadUrl>/file</downloadUrl>\
         </mediaFile></manifest>"
    );
    answer("200 OK", "Content-Type: text/xml\r\n", xml.as_bytes())
}

#[test]
fn form_lists_and_files_that_lie() {
    let temp = tempfile::tempdir().unwrap();
    let fake = Fake::start();
    let phone = phone_with_one(temp.path(), fake.address);
    let link = "<manifestUrl>/m</manifestUrl>";
    let (listed, with_file) = (list_of(FORM, "/f.xml", ""), list_of(FORM, "/f.xml", link));
    let none = answer("404 Not Found", "", b"");
    let page = answer(
        "200 OK",
        "Content-Type: text/html\r\n",
        b"<html><body>hola</body></html>",
    );
    let bomb = b"<!DOCTYPE x [<!ENTITY a \"aaaa\">]><xforms>&a;</xforms>".to_vec();
    let bomb = answer("200 OK", "Content-Type: text/xml\r\n", &bomb);
    let wrong = list_of(b"other", "/f.xml", "");
    let foreign = list_of(FORM, "http://localhost:9/f.xml", "");
    let csv = answer("200 OK", "", b"x,y\n");
    // Name, list, manifest, file, code.
    let cases = [
        (
            "list that is a page",
            page,
            &none,
            &none,
            "network.captive_portal",
        ),
        (
            "list that is no XML",
            answer("200 OK", "", b"hola"),
            &none,
            &none,
            { "network.unintelligible" },
        ),
        (
            "list with an entity bomb",
            bomb,
            &none,
            &none,
            "network.unintelligible",
        ),
        (
            "form with a wrong hash",
            wrong,
            &none,
            &none,
            "form.hash_mismatch",
        ),
        (
            "form on another host",
            foreign,
            &none,
            &none,
            "form.foreign_address",
        ),
        (
            "manifest missing",
            with_file.clone(),
            &none,
            &none,
            "form.unavailable",
        ),
        (
            "media file with a wrong hash",
            with_file.clone(),
            &manifest_of("l.csv"),
            &csv,
            { "form.media_hash_mismatch" },
        ),
        (
            "media file missing",
            with_file,
            &manifest_of("l.csv"),
            &none,
            { "form.unavailable" },
        ),
    ]
    .map(|(name, list, manifest, file, code)| (name, list, manifest.clone(), file.clone(), code));
    let mut rows = Vec::new();
    for (name, list, manifest, file, wanted) in cases {
        fake.play(move |method, path, _| match (method, path) {
            ("head", _) => greeting(),
            ("post", _) => answer("503 Busy", "", b""),
            (_, path) if path.ends_with("/formlist") => list.clone(),
            (_, "/f.xml") => answer("200 OK", "", FORM),
            (_, "/m") => manifest.clone(),
            _ => file.clone(),
        });
        let (got, synced) = codes(&phone, &[]);
        assert_eq!(
            synced["forms"].as_array().map_or(0, Vec::len),
            0,
            "{name}: a form was taken"
        );
        let only_form = got.split(' ').filter(|code| *code != "server.failed");
        rows.push((
            name,
            wanted.to_owned(),
            only_form.collect::<Vec<_>>().join(" "),
        ));
    }
    assert!(!temp.path().join("key").exists() && phone.dir.join("key").exists());
    fake.play(move |method, path, _| match (method, path) {
        ("head", _) => greeting(),
        ("post", _) => answer("201 Created", "", b""),
        (_, "/f.xml") => answer("200 OK", "", FORM),
        _ => listed.clone(),
    });
    let (_, synced) = codes(&phone, &[]);
    assert_eq!(synced["forms"][0], "f", "an honest list is taken: {synced}");
    judge("Form lists and files", rows);
}

#[test]
fn nobody_there() {
    let temp = tempfile::tempdir().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], crate::rig::free_port()));
    let phone = phone_with_one(temp.path(), address);
    let output = farola(&["device", "--json", "sync", phone.path(), "--patience", "0"]);
    assert_eq!(
        output.status.code(),
        Some(3),
        "no network has its own exit code"
    );
    let offline = farola(&["device", "--json", "sync", phone.path(), "--offline"]);
    let rows = vec![
        (
            "nobody listens",
            "network.offline".to_owned(),
            crate::code_of(&output),
        ),
        (
            "flight mode",
            "network.offline".to_owned(),
            crate::code_of(&offline),
        ),
    ];
    assert_eq!(states(&phone).len(), 1);
    judge("No network", rows);
}
