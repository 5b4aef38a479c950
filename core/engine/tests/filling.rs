//! Filling on the real form engine and the real store: every answer is durable, a kill loses
//! nothing, a finalized form is what is sent, a correction begins where it ended.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;
use std::sync::Arc;

use farola_engine::env::{Entropy, NoEntropy, SeededEntropy};
use farola_engine::form::MediaMap;
use farola_engine::{Engine, EngineError, Outcome};
use farola_model::{Coded, FormId, GeoPoint, InstanceId, Timestamp};
use farola_protocol::Response;
use support::{Reply, Server, engine, engine_with, parts, sync};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Parada</h:title><model>
  <itext><translation lang="Español (es)" default="true()">
    <text id="n"><value>Nota</value></text></translation>
  <translation lang="English (en)"><text id="n"><value>Note</value></text></translation></itext>
  <instance><data id="parada" version="1"><start/><n/><age/><foto/><r jr:template=""><x/></r>
  <twice/><meta><instanceID/><instanceName/></meta></data></instance>
  <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
  <bind nodeset="/data/n" type="string" required="true()"/>
  <bind nodeset="/data/age" type="int" constraint=". &lt; 100"/>
  <bind nodeset="/data/foto" type="binary"/>
  <bind nodeset="/data/r/x" type="string"/>
  <bind nodeset="/data/twice" type="string" calculate="/data/age * 2"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  <bind nodeset="/data/meta/instanceName" type="string" calculate="concat('parada ', /data/n)"/>
  </model></h:head><h:body>
  <input ref="/data/n"><label ref="jr:itext('n')"/></input>
  <input ref="/data/age"><label>Age</label></input>
  <upload ref="/data/foto" mediatype="image/*"><label>Foto</label></upload>
  <group ref="/data/r"><label>R</label><repeat nodeset="/data/r">
  <input ref="/data/r/x"><label>X</label></input></repeat></group>
  </h:body></h:html>"#;

/// The smallest JPEG that is one, with a place in it.
fn photo() -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1, 0, 10];
    out.extend_from_slice(b"Exif\0\0GP");
    out.extend_from_slice(&[0xff, 0xda, 0, 4, 1, 1, 7, 7, 7, 0xff, 0xd9]);
    out
}

fn phone(dir: &Path) -> Engine {
    let engine = engine(dir);
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine
}

fn parada() -> FormId {
    FormId::new("parada")
}

#[test]
fn an_answer_outlives_the_process_that_gave_it() {
    let dir = tempfile::tempdir().unwrap();
    let (id, seq) = {
        let engine = phone(dir.path());
        let mut filling = engine.begin(&parada(), None).unwrap();
        filling.answer("/data/n", "hola").unwrap();
        filling.answer("/data/age", "120").unwrap();
        let added = filling.add_repeat("/data/r").unwrap();
        filling.answer(&format!("{}/x", added.path), "eco").unwrap();
        let attached = filling
            .attach_photo("/data/foto", &mut photo().as_slice())
            .unwrap();
        assert!(attached.name.ends_with(".jpg"));
        filling.set_language("English (en)").unwrap();
        (filling.instance().clone(), filling.seq())
        // Dropped without a word, as a kill does.
    };
    let engine = engine(dir.path());
    assert_eq!(engine.draft_seq(&id).unwrap(), seq);
    let filling = engine.resume(&id).unwrap();
    assert_eq!(filling.value("/data/n").as_deref(), Some("hola"));
    assert_eq!(filling.value("/data/age").as_deref(), Some("120"));
    assert_eq!(filling.value("/data/twice").as_deref(), Some("240"));
    let texts: Vec<String> = filling.dump().into_iter().filter_map(|n| n.value).collect();
    assert!(texts.contains(&"eco".to_owned()));
    assert!(filling.questions().iter().any(|q| q.label == "Note"));
    assert_eq!(filling.validate().len(), 1, "the age still breaks its rule");
}

#[test]
fn a_long_filling_is_snapshotted_and_comes_back_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = engine.begin(&parada(), None).unwrap();
    for age in 0..450 {
        filling
            .answer("/data/age", &(age % 90).to_string())
            .unwrap();
    }
    filling.answer("/data/n", "fin").unwrap();
    let live = filling.dump();
    let id = filling.instance().clone();
    drop(filling);
    let again = engine.resume(&id).unwrap();
    assert_eq!(again.dump(), live);
    assert!(again.seq() >= 451);
}

#[test]
fn a_form_that_is_not_ready_stays_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = engine.begin(&parada(), None).unwrap();
    filling.answer("/data/age", "200").unwrap();
    let Err(EngineError::NotReady(faults)) = filling.finalize() else {
        panic!("finalized")
    };
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(engine.home().unwrap().drafts, 1);
    assert_eq!(
        filling.answer("/data/nowhere", "1").unwrap_err().code(),
        "form.no_such_node"
    );
    assert_eq!(
        filling.answer("/data/age", "abc").unwrap_err().code(),
        "form.answer_type"
    );
    assert_eq!(filling.value("/data/age").as_deref(), Some("200"));
    filling.answer("/data/age", "20").unwrap();
    filling.answer("/data/n", "ya").unwrap();
    let finalized = filling.finalize().unwrap();
    let home = engine.home().unwrap();
    assert_eq!((home.drafts, home.waiting), (0, 1));
    assert_eq!(
        filling.answer("/data/n", "tarde").unwrap_err().code(),
        "engine.closed"
    );
    assert_eq!(engine.submissions().unwrap()[0].title, "Parada ya");
    let xml = String::from_utf8(engine.submission_xml(&finalized.instance).unwrap()).unwrap();
    assert!(
        xml.contains("<n>ya</n>") && xml.contains(finalized.instance.as_str()),
        "{xml}"
    );
}

#[test]
fn photos_lose_their_place_before_they_are_stored_and_no_other_file_gets_in() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = engine.begin(&parada(), None).unwrap();
    let refused = filling
        .attach_photo("/data/foto", &mut &b"%PDF-1.7"[..])
        .unwrap_err();
    assert_eq!(refused.code(), "photo.unknown_format");
    assert_eq!(filling.value("/data/foto").unwrap_or_default(), "");
    let attached = filling
        .attach_photo("/data/foto", &mut photo().as_slice())
        .unwrap();
    assert!(
        attached.size < photo().len() as u64,
        "the Exif segment is gone"
    );
}

#[test]
fn unknown_and_broken_forms_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    assert_eq!(
        engine.begin(&FormId::new("x"), None).unwrap_err().code(),
        "engine.form_unknown"
    );
    let broken = FORM.replace("/data/age * 2", "/data/age *");
    let error = engine
        .add_form(broken.as_bytes(), &MediaMap::new())
        .unwrap_err();
    assert_eq!(error.code(), "engine.form_broken");
    let nameless = FORM.replace("<instanceID/>", "").replace(
        "<bind nodeset=\"/data/meta/instanceID\" type=\"string\" readonly=\"true()\" jr:preload=\"uid\"/>",
        "",
    );
    let added = engine.add_form(
        nameless
            .replace("version=\"1\"", "version=\"2\"")
            .as_bytes(),
        &MediaMap::new(),
    );
    if added.is_ok() {
        let error = engine.begin(&parada(), None).unwrap_err();
        assert_eq!(error.code(), "engine.form_without_id");
    }
}

#[test]
fn a_draft_stays_on_the_version_it_was_begun_with() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let filling = engine.begin(&parada(), None).unwrap();
    let id = filling.instance().clone();
    drop(filling);
    let newer = FORM
        .replace("version=\"1\"", "version=\"2\"")
        .replace("/data/age * 2", "'new'");
    engine.add_form(newer.as_bytes(), &MediaMap::new()).unwrap();
    let mut old = engine.resume(&id).unwrap();
    assert_eq!(old.form().0.version.as_str(), "1");
    old.answer("/data/age", "4").unwrap();
    assert_eq!(old.value("/data/twice").as_deref(), Some("8"));
    let new = engine.begin(&parada(), None).unwrap();
    assert_eq!(new.value("/data/twice").as_deref(), Some("new"));
    assert_eq!(engine.forms().unwrap().len(), 1);
}

#[test]
fn a_correction_begins_with_the_old_answers_and_goes_to_the_server_with_its_photo() {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::new("201 Created", Response::success("ok", None).to_xml()),
    });
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    engine.enrol(&server.url()).unwrap();
    let mut filling = engine.begin(&parada(), None).unwrap();
    filling.answer("/data/n", "primera").unwrap();
    filling
        .attach_photo("/data/foto", &mut photo().as_slice())
        .unwrap();
    let first = filling.finalize().unwrap().instance;
    let early = engine.correct(&first, None).unwrap_err();
    assert_eq!(
        early.code(),
        "engine.not_correctable",
        "the server does not have it yet"
    );
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    let begun = engine.correct(&first, None).unwrap().instance().clone();
    // Opened again, as after a kill: the same correction goes on.
    let mut correction = engine.correct(&first, None).unwrap();
    assert_eq!(*correction.instance(), begun);
    assert_eq!(correction.corrects(), Some(&first));
    assert_eq!(correction.value("/data/n").as_deref(), Some("primera"));
    correction.answer("/data/n", "segunda").unwrap();
    let second = correction.finalize().unwrap();
    assert_eq!(second.attachments.len(), 1, "the photo goes along");
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    let got = server.got.lock().unwrap();
    let sent = parts(got.last().unwrap());
    let xml = String::from_utf8(sent[0].1.clone()).unwrap();
    assert!(
        xml.contains(&format!("<deprecatedID>{first}</deprecatedID>")),
        "{xml}"
    );
    assert!(xml.contains("<n>segunda</n>"));
    assert_eq!(sent.len(), 2);
    drop(got);
    // A correction of the first is now one of the newest version.
    let third = engine.correct(&first, None).unwrap();
    assert_eq!(third.corrects(), Some(&second.instance));
}

#[test]
fn a_form_with_a_public_key_leaves_nothing_readable_in_the_outbox() {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::new("201 Created", Response::success("ok", None).to_xml()),
    });
    let key = include_str!("../../form/tests/encryption/public.txt").trim();
    let form = FORM.replace(
        "<instance>",
        &format!("<submission base64RsaPublicKey=\"{key}\"/><instance>"),
    );
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    let mut filling = engine.begin(&parada(), None).unwrap();
    filling.answer("/data/n", "me da miedo").unwrap();
    let photo_name = filling
        .attach_photo("/data/foto", &mut photo().as_slice())
        .unwrap()
        .name;
    let finalized = filling.finalize().unwrap();
    let encrypted_photo = format!("{photo_name}.enc");
    assert_eq!(
        finalized.attachments,
        [encrypted_photo.as_str(), "submission.xml.enc"]
    );
    assert_eq!(engine.submissions().unwrap()[0].title, "Parada");
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    let refused = engine.correct(&finalized.instance, None).unwrap_err();
    assert_eq!(refused.code(), "engine.not_correctable");
    let got = server.got.lock().unwrap();
    let sent = parts(got.last().unwrap());
    assert_eq!(sent.len(), 3, "manifest, photo, answers");
    let manifest = String::from_utf8(sent[0].1.clone()).unwrap();
    assert!(manifest.contains("encrypted=\"yes\""), "{manifest}");
    assert!(manifest.contains(&encrypted_photo) && manifest.contains(finalized.instance.as_str()));
    for (_, body) in &sent {
        let readable = |secret: &[u8]| body.windows(secret.len()).any(|w| w == secret);
        assert!(!readable(b"me da miedo") && !readable(&[0xff, 0xd8, 0xff]));
    }
}

/// A system that has ids, but no randomness for keys.
struct Dry(SeededEntropy);

impl Entropy for Dry {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn fill_secret(&self, _bytes: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }
}

#[test]
fn without_randomness_nothing_is_encrypted_and_the_draft_stays() {
    let key = include_str!("../../form/tests/encryption/public.txt").trim();
    let form = FORM.replace(
        "<instance>",
        &format!("<submission base64RsaPublicKey=\"{key}\"/><instance>"),
    );
    let dir = tempfile::tempdir().unwrap();
    let instance = {
        let engine = engine_with(dir.path(), Arc::new(Dry(SeededEntropy::new(1))));
        engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
        let mut filling = engine.begin(&parada(), None).unwrap();
        filling.answer("/data/n", "me da miedo").unwrap();
        let refused = filling.finalize().unwrap_err();
        assert_eq!(refused.code(), "engine.no_entropy");
        assert!(engine.submissions().unwrap().is_empty());
        filling.instance().clone()
    };
    // The same phone after a restart, with randomness.
    let engine = engine(dir.path());
    let mut filling = engine.resume(&instance).unwrap();
    assert_eq!(filling.value("/data/n").as_deref(), Some("me da miedo"));
    filling.finalize().unwrap();
}

/// The form of a stop that proposes again what was said before, and asks the phone.
fn asking(submission: &str) -> String {
    FORM.replace("<instance>", &format!("{submission}<instance>"))
        .replace(
            "</instance>",
            "</instance><instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>\
         <setvalue ref=\"/data/n\" event=\"odk-instance-first-load\" \
          value=\"instance('__last-saved')/data/n\"/>\
         <odk:recordaudio xmlns:odk=\"http://www.opendatakit.org/xforms\" ref=\"/data/foto\" \
          event=\"odk-instance-load\"/>",
        )
}

#[test]
fn the_next_form_begins_with_what_was_said_last() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine
        .add_form(asking("").as_bytes(), &MediaMap::new())
        .unwrap();
    let mut first = engine.begin(&parada(), None).unwrap();
    assert_eq!(first.value("/data/n"), None);
    first.answer("/data/n", "Madero").unwrap();
    let other = engine.begin(&parada(), None).unwrap();
    assert_eq!(other.value("/data/n"), None, "nothing is finalized yet");
    first.finalize().unwrap();
    let next = engine.begin(&parada(), None).unwrap();
    assert_eq!(next.value("/data/n").as_deref(), Some("Madero"));
    // Once the form has a key, no readable copy stays.
    let key = include_str!("../../form/tests/encryption/public.txt").trim();
    let locked = asking(&format!("<submission base64RsaPublicKey=\"{key}\"/>"));
    engine
        .add_form(locked.as_bytes(), &MediaMap::new())
        .unwrap();
    let mut secret = engine.begin(&parada(), None).unwrap();
    assert_eq!(secret.value("/data/n"), None);
    secret.answer("/data/n", "me da miedo").unwrap();
    secret.finalize().unwrap();
    engine
        .add_form(asking("").as_bytes(), &MediaMap::new())
        .unwrap();
    let after = engine.begin(&parada(), None).unwrap();
    assert_eq!(after.value("/data/n"), None);
}

#[test]
fn a_recording_that_the_form_asked_for_goes_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine
        .add_form(asking("").as_bytes(), &MediaMap::new())
        .unwrap();
    let mut filling = engine.begin(&parada(), None).unwrap();
    let request = filling.requests().remove(0);
    let attached = filling
        .fulfil_audio(&request, &mut std::io::Cursor::new(support::sound()), "m4a")
        .unwrap();
    assert_eq!(filling.value("/data/foto"), Some(attached.name.clone()));
    let instance = filling.instance().clone();
    drop(filling);
    // Opened again, the form asks for a recording again; the old one stays until then.
    let mut again = engine.resume(&instance).unwrap();
    assert_eq!(again.requests().len(), 1);
    again.answer("/data/n", "x").unwrap();
    assert_eq!(again.finalize().unwrap().attachments, [attached.name]);
}

#[test]
fn a_track_goes_on_after_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let point = |lat: f64| GeoPoint {
        lat,
        lon: -103.347,
        alt_m: 1_550.0,
        accuracy_m: 8.0,
    };
    let id = {
        let engine = phone(dir.path());
        let mut recorder = engine.begin_track(Some("14039-20261123-abcdef")).unwrap();
        recorder.fix(Timestamp(0), point(20.6767)).unwrap();
        recorder.fix(Timestamp(10_000), point(20.6768)).unwrap();
        recorder.id().to_owned()
    };
    let engine = engine(dir.path());
    let mut recorder = engine.resume_track(&id).unwrap();
    recorder.fix(Timestamp(20_000), point(20.6769)).unwrap();
    assert!((recorder.track().length_m() - 22.2).abs() < 0.5);
    assert_eq!(recorder.counts().kept(), 3);
    recorder.end().unwrap();
    assert!(
        recorder.fix(Timestamp(30_000), point(20.677)).is_err(),
        "ended"
    );
    assert_eq!(engine.tracks().unwrap()[0].fixes, 3);
}

#[test]
fn every_form_of_the_kit_can_be_begun() {
    let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kit");
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut begun = 0;
    for entry in std::fs::read_dir(kit).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "xml") {
            let form = engine
                .add_form(&std::fs::read(&path).unwrap(), &MediaMap::new())
                .unwrap();
            let filling = engine.begin(&form.form.id, Some("English (en)")).unwrap();
            assert!(filling.instance().as_str().starts_with("uuid:"));
            begun += 1;
        }
    }
    assert_eq!(begun, 6);
    assert_eq!(engine.drafts().unwrap().len(), 6);
    let nothing = engine.resume(&InstanceId::new("uuid:none")).unwrap_err();
    assert_eq!(nothing.code(), "storage.not_found");
}

#[test]
fn a_place_that_was_asked_for_becomes_more_exact_and_never_less() {
    let form = FORM.replace("<age/>", "<at/><age/>").replace(
        "</instance>",
        "</instance><odk:setgeopoint xmlns:odk=\"http://www.opendatakit.org/xforms\" \
         ref=\"/data/at\" event=\"odk-instance-first-load\"/>",
    );
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    engine.add_form(form.as_bytes(), &MediaMap::new()).unwrap();
    let mut filling = engine.begin(&parada(), None).unwrap();
    assert_eq!(filling.requests().len(), 1);
    // Accuracy of each fix, 0 where the receiver says none, and that of the place kept.
    for (number, (given, kept)) in [
        (0, "0"),
        (40, "40"),
        (40, "40"),
        (60, "40"),
        (0, "40"),
        (9, "9"),
    ]
    .into_iter()
    .enumerate()
    {
        let lat = 20.5 + f64::from(u32::try_from(number).unwrap()) / 100.0;
        let point: GeoPoint = format!("{lat} -103.25 1550 {given}").parse().unwrap();
        filling.give_place("/data/at", point).unwrap();
        let value = filling.value("/data/at").unwrap();
        assert_eq!(
            value.split(' ').next_back(),
            Some(kept),
            "{number}: {value}"
        );
    }
    // Of two that are as exact the first stays.
    let best = filling.value("/data/at").unwrap();
    filling
        .give_place("/data/at", "21.5 -103.25 1550 9".parse().unwrap())
        .unwrap();
    assert_eq!(filling.value("/data/at"), Some(best));
    let nowhere = filling.give_place("/data/n", "1 1 0 0".parse().unwrap());
    assert!(nowhere.is_ok() && filling.value("/data/n").is_none());
}

#[test]
fn a_form_that_is_not_ready_is_reviewed_and_one_that_is_is_sealed() {
    use farola_engine::Finalizing;
    use farola_engine::form::InvalidKind;

    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = engine.begin(&parada(), None).unwrap();
    filling.answer("/data/age", "100").unwrap();
    let Finalizing::NotReady(review) = filling.finalize_or_review(false).unwrap() else {
        panic!("an answer is missing");
    };
    let faults: Vec<_> = review
        .faults
        .iter()
        .map(|f| (f.path.as_str(), f.fault.code()))
        .collect();
    let expected = [
        ("/data/n", "answer.required"),
        ("/data/age", "answer.constraint"),
    ];
    assert_eq!(
        (review.ready, faults.as_slice()),
        (false, expected.as_slice())
    );
    let farola_engine::ReviewNext::Mend { first, faults } = review.next() else {
        panic!("it is mended first");
    };
    assert_eq!((first.path.as_str(), faults), ("/data/n", 2));
    for (path, code) in [
        ("/data/age", "answer.not_whole"),
        ("/data/foto", "answer.not_of_type"),
        ("/data/none", "answer.not_of_type"),
    ] {
        assert_eq!(
            filling.fault(path, InvalidKind::Type).code(),
            code,
            "{path}"
        );
    }
    assert!(engine.submissions().unwrap().is_empty());
    filling.answer("/data/n", "Madero").unwrap();
    filling.answer("/data/age", "9").unwrap();
    assert_eq!(filling.review().next(), farola_engine::ReviewNext::Complete);
    let finalized = filling.finalize_or_review(false).unwrap();
    assert!(matches!(finalized, Finalizing::Done(done) if done.instance == *filling.instance()));
    let closed = filling.finalize_or_review(false).unwrap_err();
    assert_eq!(closed.code(), "engine.closed");
    let closed = filling.finalize_or_review(true).unwrap_err();
    assert_eq!(closed.code(), "engine.closed");
}

/// A recording that runs is ended for a form that is ready, and for no other.
#[test]
fn a_recording_goes_on_where_something_is_missing() {
    use farola_engine::Finalizing;
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = engine.begin(&parada(), None).unwrap();
    let missing = filling.finalize_or_review(true).unwrap();
    assert!(matches!(missing, Finalizing::NotReady(review) if !review.ready));
    filling.answer("/data/n", "Madero").unwrap();
    let ready = filling.finalize_or_review(true).unwrap();
    assert_eq!(ready, Finalizing::EndRecording);
    assert!(
        engine.submissions().unwrap().is_empty(),
        "it is not given yet"
    );
    // What was missing, or is broken by what was recorded, is found all the same.
    filling.answer("/data/n", "").unwrap();
    let missing = filling.finalize_or_review(false).unwrap();
    assert!(matches!(missing, Finalizing::NotReady(_)));
    filling.answer("/data/n", "Madero").unwrap();
    let done = filling.finalize_or_review(false).unwrap();
    assert!(matches!(done, Finalizing::Done(_)));
}
