//! The audit log and the requests of a form, on the real store: durable line by line, sent with
//! the submission, gone on with in a correction, sealed where the form is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_engine::form::{AuditKind, MediaMap};
use farola_engine::{EngineError, Outcome};
use farola_model::FormId;
use farola_protocol::Response;
use support::{Reply, Server, engine, parts, sync};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
  xmlns:odk="http://www.opendatakit.org/xforms">
  <h:head><h:title>Audited</h:title><model>
  <instance><data id="audited" version="1"><n/><at/><rec/>
  <meta><audit/><instanceID/></meta></data></instance>
  <bind nodeset="/data/n" type="string" required="true()"/>
  <bind nodeset="/data/at" type="geopoint"/>
  <bind nodeset="/data/rec" type="binary"/>
  <bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true"
    odk:identify-user="true"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  <odk:setgeopoint ref="/data/at" event="odk-instance-first-load"/>
  <odk:recordaudio ref="/data/rec" event="odk-instance-load"/>
  </model></h:head><h:body>
  <input ref="/data/n"><label>N</label></input>
  </h:body></h:html>"#;

fn audited() -> FormId {
    FormId::new("audited")
}

/// Event and node of every line after the header.
fn events(csv: &[u8]) -> Vec<String> {
    let csv = String::from_utf8(csv.to_vec()).unwrap();
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("event,node,start,end,old-value,new-value,user")
    );
    let short = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 7, "{line}");
        format!("{} {}", cells[0], cells[1]).trim().to_owned()
    };
    lines.map(short).collect()
}

#[test]
fn the_log_outlives_a_kill_and_goes_with_the_submission_and_its_correction() {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::new("201 Created", Response::success("ok", None).to_xml()),
    });
    let dir = tempfile::tempdir().unwrap();
    let id = {
        let engine = engine(dir.path());
        engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
        engine.enrol(&server.url()).unwrap();
        let mut filling = engine.begin(&audited(), None).unwrap();
        assert!(filling.wants_user());
        filling.audit_user("Ana").unwrap();
        filling
            .audit_event(AuditKind::BackgroundAudioEnabled)
            .unwrap();
        let refused = filling.finalize().unwrap_err();
        assert!(matches!(refused, EngineError::NotReady(_)));
        filling.next_screen();
        filling.instance().clone()
        // Dropped without a word, as a kill does.
    };
    let engine = engine(dir.path());
    let mut filling = engine.resume(&id).unwrap();
    filling.audit_user("Eva").unwrap();
    filling.go_to("/data/n").unwrap();
    filling.answer("/data/n", "hola").unwrap();
    filling.leave().unwrap();
    let mut filling = engine.resume(&id).unwrap();
    let requests = filling.requests();
    assert_eq!(requests.len(), 2, "asked at the beginning, still open");
    let point = "20.5 -103.25 1550 4".parse().unwrap();
    filling.fulfil_location(&requests[0], point).unwrap();
    filling
        .fulfil_audio(
            &requests[1],
            &mut std::io::Cursor::new(support::sound()),
            "m4a",
        )
        .unwrap();
    assert!(filling.requests().is_empty());
    assert_eq!(
        filling.value("/data/at").as_deref(),
        Some("20.5 -103.25 1550 4")
    );
    let first = filling.finalize().unwrap();
    assert_eq!(first.attachments.len(), 2);
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    let first_lines = {
        let got = server.got.lock().unwrap();
        let sent = parts(got.last().unwrap());
        assert_eq!(sent.len(), 3, "answers, recording, log");
        let log = sent.iter().find(|(_, body)| body.starts_with(b"event,"));
        events(&log.unwrap().1)
    };
    assert_eq!(
        first_lines,
        [
            "form start",
            "question /data/n",
            "background audio enabled",
            "constraint error",
            "question /data/n",
            "end screen",
            "form resume",
            "question /data/n",
            "form save",
            "form exit",
            "form resume",
            "question /data/n",
            "form save",
            "form exit",
            "form finalize",
        ]
    );
    let mut correction = engine.correct(&first.instance, None).unwrap();
    correction.answer("/data/n", "adiós").unwrap();
    correction.finalize().unwrap();
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    let got = server.got.lock().unwrap();
    let sent = parts(got.last().unwrap());
    let log = sent.iter().find(|(_, body)| body.starts_with(b"event,"));
    let lines = events(&log.unwrap().1);
    assert_eq!(lines[..first_lines.len()], first_lines);
    assert_eq!(lines[first_lines.len()], "form resume");
}

#[test]
fn a_sealed_form_seals_its_log() {
    let key = include_str!("../../form/tests/encryption/public.txt").trim();
    let form = FORM.replace(
        "<instance>",
        &format!("<submission base64RsaPublicKey=\"{key}\"/><instance>"),
    );
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&audited(), None).unwrap();
    filling.answer("/data/n", "x").unwrap();
    let sealed = filling.finalize().unwrap();
    assert_eq!(sealed.attachments, ["audit.csv.enc", "submission.xml.enc"]);
}
