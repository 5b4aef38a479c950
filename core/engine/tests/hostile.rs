//! The engine against a server on loopback that behaves badly in every way we know.

// How long hostile bytes hold a session is real time.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::io::Write as _;
use std::time::{Duration, Instant};

use farola_engine::{Cancel, Outcome, SyncOptions, SyncProblem};
use farola_model::{Coded, Md5, Sha256};
use farola_protocol::{Receipt, ReceiptFile, Response};
use support::{Got, Reply, Server, engine, parts, put, sync};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn photo(seed: u8, size: usize) -> Vec<u8> {
    (0..size)
        .map(|i| (i as u8).wrapping_mul(31).wrapping_add(seed))
        .collect()
}

#[test]
fn an_openrosa_server_receives_the_exact_bytes() {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::new("201 Created", Response::success("ok", None).to_xml()),
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.enrol(&server.url()).unwrap();
    let files = [("a.jpg", photo(1, 700_000)), ("b.jpg", photo(2, 3))];
    let xml = put(dir.path(), "uuid:1", &files);
    let report = sync(&engine);
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(server.requests(), ["HEAD /submission", "POST /submission"]);
    let got = server.got.lock().unwrap();
    assert!(
        got[1]
            .head
            .to_ascii_lowercase()
            .contains("x-openrosa-version: 1.0")
    );
    let parts = parts(&got[1]);
    assert_eq!(parts[0], ("xml_submission_file".to_owned(), xml));
    assert_eq!(parts[1], ("a.jpg".to_owned(), files[0].1.clone()));
    assert_eq!(parts[2], ("b.jpg".to_owned(), files[1].1.clone()));
    assert_eq!(engine.home().unwrap().waiting, 0);
    assert_eq!(engine.home().unwrap().sent, 1);
}

/// A hub that keeps what it gets, but breaks the connection after its first photo.
fn hub(mut cuts: usize) -> Server {
    let mut held: Vec<ReceiptFile> = Vec::new();
    let mut xml = None;
    Server::start(move |got: &Got| {
        let receipt = |held: &Vec<ReceiptFile>, xml: Option<Sha256>| Receipt {
            instance_id: farola_model::InstanceId::new("uuid:1"),
            xml_sha256: xml.unwrap_or(Sha256::of(b"")),
            kept_xml_sha256: None,
            files: held.clone(),
            missing: vec![],
            aside: Vec::new(),
        };
        if got.method == "HEAD" {
            return Reply::greeting(true);
        }
        if got.path.contains("/farola/changes") {
            return Reply::new("200 OK", r#"{"cursor":"1.0","upToDate":true}"#);
        }
        if got.path.contains("/farola/receipts/") {
            return match xml {
                Some(_) => Reply::new("200 OK", serde_json::to_vec(&receipt(&held, xml)).unwrap()),
                None => Reply::new("404 Not Found", ""),
            };
        }
        let mut photos = 0;
        for (name, bytes) in parts(got) {
            if name == "xml_submission_file" {
                xml = Some(Sha256::of(&bytes));
            } else if name != "*isIncomplete*" {
                photos += 1;
                let sha256 = Sha256::of(&bytes);
                held.retain(|f: &ReceiptFile| f.name != name || f.sha256 != sha256);
                held.push(ReceiptFile {
                    name,
                    sha256,
                    size: bytes.len() as u64,
                });
            }
        }
        if photos > 0 && cuts > 0 {
            cuts -= 1;
            return Reply::Cut;
        }
        let receipt = receipt(&held, xml);
        Reply::new(
            "201 Created",
            Response::success("ok", Some(receipt)).to_xml(),
        )
    })
}

#[test]
fn a_hub_is_asked_after_a_cut_and_nothing_is_sent_twice() {
    let server = hub(1);
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.enrol(&server.url()).unwrap();
    put(dir.path(), "uuid:1", &[("a.jpg", photo(1, 300_000))]);
    let report = sync(&engine);
    assert_eq!(report.delivered.len(), 1);
    assert_eq!(
        server.requests(),
        [
            "HEAD /submission",
            "POST /submission",
            "GET /farola/changes?limit=200",
            "POST /submission",
            "GET /farola/receipts/uuid%3A1",
        ]
    );
}

/// Runs one session with one submission against a server that answers every POST so.
fn post_answered(reply: impl Fn() -> Reply + Send + 'static) -> (farola_engine::Report, u64) {
    let server = Server::start(move |got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => reply(),
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.enrol(&server.url()).unwrap();
    put(dir.path(), "uuid:1", &[("a.jpg", photo(1, 100_000))]);
    let report = sync(&engine);
    let waiting = engine.home().unwrap().waiting;
    assert!(
        report.delivered.is_empty(),
        "delivered without an acknowledgement"
    );
    (report, waiting)
}

#[test]
fn a_login_page_is_no_server() {
    let html = "<!DOCTYPE html><html><body>Bienvenida a la red del café</body></html>";
    let (report, waiting) =
        post_answered(move || Reply::new("200 OK", html).with("Content-Type", "text/html"));
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::CaptivePortal));
    assert_eq!(waiting, 1);
}

#[test]
fn a_redirect_elsewhere_gets_neither_key_nor_answers() {
    let other = Server::start(|_| Reply::new("201 Created", ""));
    let target = format!("http://localhost:{}/steal", other.address.port());
    let (report, waiting) = post_answered(move || {
        Reply::new("307 Temporary Redirect", "").with("Location", target.clone())
    });
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::CaptivePortal));
    assert_eq!(waiting, 1);
    assert!(other.requests().is_empty(), "the other server was asked");
}

#[test]
fn an_endless_answer_ends() {
    let began = Instant::now();
    let (report, waiting) =
        post_answered(|| Reply::Endless("HTTP/1.1 201 Created\r\nContent-Type: text/xml\r\n\r\n"));
    assert_eq!(waiting, 1);
    assert_eq!(report.postponed[0].1, SyncProblem::AnswerTooLarge);
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_gzip_bomb_is_measured_unpacked() {
    let bomb = gzip(&vec![0; 50_000_000]);
    assert!(bomb.len() < 400_000);
    let (report, waiting) = post_answered(move || {
        Reply::new("201 Created", bomb.clone()).with("Content-Encoding", "gzip")
    });
    assert_eq!(
        (waiting, report.postponed[0].1),
        (1, SyncProblem::AnswerTooLarge)
    );
}

#[test]
fn broken_compression_and_torn_answers_are_tried_again_later() {
    let (report, waiting) = post_answered(|| {
        Reply::new("201 Created", "this is no gzip").with("Content-Encoding", "gzip")
    });
    assert_eq!(
        (waiting, report.postponed[0].1.code()),
        (1, "network.unintelligible")
    );
    let torn = b"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n<OpenRosaRes".to_vec();
    let (report, waiting) = post_answered(move || Reply::Raw(torn.clone()));
    assert_eq!((waiting, report.postponed[0].1), (1, SyncProblem::Cut));
    let (report, waiting) = post_answered(|| Reply::Cut);
    assert_eq!((waiting, report.postponed[0].1), (1, SyncProblem::Cut));
    let (report, waiting) = post_answered(|| Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec()));
    assert_eq!((waiting, report.postponed[0].1), (1, SyncProblem::Cut));
}

#[test]
fn a_huge_wish_to_wait_is_capped() {
    let (report, waiting) = post_answered(|| {
        Reply::new("503 Service Unavailable", "").with("Retry-After", "999999999999999999999")
    });
    assert_eq!(waiting, 1);
    assert_eq!(
        report.outcome,
        Outcome::Paused(SyncProblem::ServerFailed { status: 503 })
    );
    let hours = (report.retry_at.unwrap().0 - 1_795_985_580_000) / 3_600_000;
    assert!((5..=6).contains(&hours), "{hours}");
}

#[test]
fn a_refusal_wedges_with_its_code() {
    let (report, waiting) = post_answered(|| {
        Reply::new("409 Conflict", "").with("X-Farola-Problem", "submission.digest_mismatch")
    });
    assert_eq!(
        (waiting, report.wedged[0].1.code()),
        (0, "submission.digest_mismatch")
    );
}

#[test]
fn nobody_there_is_no_network() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    let url = {
        let server = Server::start(|_| Reply::Cut);
        server.url()
    };
    engine.enrol(&url).unwrap();
    put(dir.path(), "uuid:1", &[]);
    // The listener thread may take the port a moment longer.
    let mut report = sync(&engine);
    for _ in 0..50 {
        if report.outcome == Outcome::Paused(SyncProblem::Offline) {
            break;
        }
        std::thread::yield_now();
        report = sync(&engine);
    }
    assert_eq!(report.outcome, Outcome::Paused(SyncProblem::Offline));
    assert_eq!(engine.home().unwrap().waiting, 1);
}

#[test]
fn cancelling_stops_in_the_middle_of_an_answer() {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::Endless("HTTP/1.1 201 Created\r\n\r\n"),
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.enrol(&server.url()).unwrap();
    put(dir.path(), "uuid:1", &[]);
    let cancel = Cancel::default();
    cancel.cancel();
    let report = engine
        .sync(SyncOptions::default(), &|_| {}, &cancel)
        .unwrap();
    assert_eq!(report.outcome, Outcome::Cancelled);
    assert_eq!(engine.home().unwrap().waiting, 1);
}

/// A server with one form: what the phone holds after one session, and the problems.
fn with_form(
    xml: &'static [u8],
    hash: &'static [u8],
    manifest: Option<String>,
    file: fn() -> Reply,
) -> (Vec<String>, Vec<String>) {
    let has_manifest = manifest.is_some();
    let server = Server::start(move |got| {
        if got.method == "HEAD" {
            return Reply::greeting(false);
        }
        if got.path.ends_with("/formList") {
            let link = if has_manifest {
                "<manifestUrl>/m</manifestUrl>"
            } else {
                ""
            };
            return Reply::new(
                "200 OK",
                format!(
                    "<xforms><xform><formID>f</formID><name>F</name><version>1</version>\
                     <hash>md5:{}</hash><downloadUrl>/f.xml</downloadUrl>{link}</xform></xforms>",
                    Md5::of(hash)
                ),
            );
        }
        match got.path.as_str() {
            "/f.xml" => Reply::new("200 OK", gzip(xml)).with("Content-Encoding", "gzip"),
            "/m" => Reply::new("200 OK", manifest.clone().unwrap()),
            _ => file(),
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.enrol(&server.url()).unwrap();
    let report = engine
        .sync(SyncOptions::default(), &|_| {}, &Cancel::default())
        .unwrap();
    let forms = engine
        .forms()
        .unwrap()
        .into_iter()
        .map(|f| f.form.id.to_string())
        .collect();
    (
        forms,
        report
            .missed
            .iter()
            .map(|missed| missed.problem.code().to_owned())
            .collect(),
    )
}

fn manifest_of(name: &str, bytes: &[u8]) -> Option<String> {
    Some(format!(
        "<manifest><mediaFile><filename>{name}</filename><hash>md5:{}</hash>\
         <downloadUrl>/file</downloadUrl></mediaFile></manifest>",
        Md5::of(bytes)
    ))
}

#[test]
fn a_form_comes_whole_or_not_at_all() {
    let right = || Reply::new("200 OK", "a,b\n1,2\n");
    let ok = with_form(b"<x/>", b"<x/>", manifest_of("l.csv", b"a,b\n1,2\n"), right);
    assert_eq!(ok, (vec!["f".to_owned()], vec![]));
    for (case, hash, manifest, file, code) in [
        (
            "wrong xml",
            &b"<y/>"[..],
            None,
            right as fn() -> Reply,
            "form.hash_mismatch",
        ),
        (
            "wrong file",
            b"<x/>",
            manifest_of("l.csv", b"other"),
            right,
            "form.media_hash_mismatch",
        ),
        (
            "missing file",
            b"<x/>",
            manifest_of("l.csv", b""),
            || Reply::new("404 Not Found", ""),
            "form.unavailable",
        ),
        (
            "torn file",
            b"<x/>",
            manifest_of("l.csv", b""),
            || Reply::Cut,
            "network.cut",
        ),
    ] {
        let (forms, problems) = with_form(b"<x/>", hash, manifest, file);
        assert_eq!(
            (forms.len(), problems),
            (0, vec![code.to_owned()]),
            "{case}"
        );
    }
    // What can never be right keeps nothing away.
    let path = with_form(b"<x/>", b"<x/>", manifest_of("../../l.csv", b""), right);
    assert_eq!(
        path,
        (vec!["f".to_owned()], vec!["form.odd_entry".to_owned()])
    );
}

#[test]
fn keys_do_not_reach_errors() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    let error = engine
        .enrol("http://hub.example/v1/key/secret-token/projects/1")
        .unwrap_err();
    assert_eq!(error.code(), "enrol.insecure_address");
    assert!(!format!("{error:?} {error}").contains("secret-token"));
    let device = engine.device().unwrap();
    assert_eq!(device.server, None);
    let unenrolled = engine
        .sync(SyncOptions::default(), &|_| {}, &Cancel::default())
        .unwrap_err();
    assert_eq!(unenrolled.code(), "engine.not_enrolled");
}
