//! Where a correction begins: at the first question that a reviewer commented on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::sync::{Arc, Mutex};

use farola_engine::form::MediaMap;
use farola_engine::{Engine, FormPurpose, Outcome};
use farola_model::{Coded as _, FormId, InstanceId, Sha256};
use farola_protocol::{Change, ChangesPage, Comment, Receipt, Response, ReviewChange};
use support::{Got, Reply, Server, engine, parts, sync};

/// One page for each question; the third is asked only of those who answer the second.
const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Parada</h:title><model>
  <instance><data id="parada" version="1"><a/><b/><c/><r jr:template=""><x/></r><d/>
  <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/c" relevant="/data/b != ''"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body>
  <input ref="/data/a"><label>A</label></input>
  <input ref="/data/b"><label>B</label></input>
  <input ref="/data/c"><label>C</label></input>
  <group ref="/data/r"><label>R</label><repeat nodeset="/data/r">
  <input ref="/data/r/x"><label>X</label></input></repeat></group>
  <input ref="/data/d"><label>D</label></input>
  </h:body></h:html>"#;

/// A hub that acknowledges what it gets and sends it back with comments on these references.
fn hub(references: Vec<Option<&'static str>>) -> Server {
    let known: Arc<Mutex<Option<(InstanceId, Sha256)>>> = Arc::default();
    Server::start(move |got: &Got| {
        let mut known = known.lock().unwrap();
        if got.method == "HEAD" {
            return Reply::greeting(true);
        }
        if got.path.contains("/farola/changes") {
            let page = ChangesPage {
                entries: known
                    .iter()
                    .map(|known| review(known, &references))
                    .collect(),
                cursor: Some("1.1".to_owned()),
                up_to_date: true,
                must_refetch: false,
            };
            return Reply::new("200 OK", serde_json::to_vec(&page).unwrap());
        }
        let (_, xml) = &parts(got)[0];
        let text = String::from_utf8(xml.clone()).unwrap();
        let id = text.split("uuid:").nth(1).unwrap();
        let id = InstanceId::new(format!("uuid:{}", id.split('<').next().unwrap()));
        let xml_sha256 = Sha256::of(xml);
        *known = Some((id.clone(), xml_sha256));
        let receipt = Receipt {
            instance_id: id,
            xml_sha256,
            kept_xml_sha256: None,
            files: vec![],
            missing: vec![],
            aside: Vec::new(),
        };
        let reply = Response::success("ok", Some(receipt));
        Reply::new("201 Created", reply.to_xml())
    })
}

fn review(known: &(InstanceId, Sha256), references: &[Option<&'static str>]) -> Change {
    let comment = |(number, reference): (usize, &Option<&'static str>)| Comment {
        id: format!("c{number}"),
        reference: reference.map(str::to_owned),
        body: "¿Segura?".to_owned(),
        at: "2026-11-25T20:51:00Z".to_owned(),
        role: "reviewer".to_owned(),
    };
    Change::Review(ReviewChange {
        seq: 1,
        instance_id: known.0.clone(),
        xml_sha256: known.1,
        state: "has_issues".to_owned(),
        reason: None,
        comments: references.iter().enumerate().map(comment).collect(),
    })
}

/// A phone whose submission came back, and that submission.
fn returned(
    dir: &std::path::Path,
    references: Vec<Option<&'static str>>,
    b: &str,
) -> (Engine, InstanceId) {
    let server = hub(references);
    let engine = engine(dir);
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    let mut filling = engine.begin(&FormId::new("parada"), None).unwrap();
    filling.answer("/data/b", b).unwrap();
    filling.add_repeat("/data/r").unwrap();
    filling.add_repeat("/data/r").unwrap();
    let first = filling.finalize().unwrap().instance;
    assert_eq!(sync(&engine).outcome, Outcome::Complete);
    // What is new of reviews is read by the next exchange at the latest.
    sync(&engine);
    let messages = engine.messages("es").unwrap();
    assert!(messages.iter().any(|message| message.can_correct));
    (engine, first)
}

/// Where a correction opens, with comments on these references.
#[track_caller]
fn check(references: Vec<Option<&'static str>>, b: &str, expect: &str) {
    let dir = tempfile::tempdir().unwrap();
    let told = format!("{references:?}");
    let (engine, first) = returned(dir.path(), references, b);
    let mut correction = engine.correct(&first, None).unwrap();
    assert_eq!(correction.page().path, expect, "{told}");
    assert_eq!(correction.purpose(), FormPurpose::Correction);
}

#[test]
fn a_correction_opens_at_the_first_commented_question_of_the_form() {
    check(vec![Some("/data/d"), Some("/data/b")], "si", "/data/b");
    check(vec![None, Some("/data/c")], "si", "/data/c");
    check(vec![Some("/data/r[2]/x")], "si", "/data/r[2]/x");
}

#[test]
fn a_comment_that_leads_nowhere_leaves_it_at_its_beginning() {
    check(vec![None], "si", "/data/a");
    check(vec![Some("/data/none")], "si", "/data/a");
    // The third question is not asked any more; the comment on the last one is reached.
    check(vec![Some("/data/c"), Some("/data/d")], "", "/data/d");
}

#[test]
fn all_that_reviewers_say_stands_somewhere() {
    let dir = tempfile::tempdir().unwrap();
    let references = vec![
        Some("/data/b"),
        None,
        Some("/data/b"),
        Some("/data/none"),
        Some("/data/c"),
        None,
    ];
    let (engine, first) = returned(dir.path(), references, "si");
    let mut correction = engine.correct(&first, None).unwrap();
    let counts = |page: &farola_engine::Page| {
        let about = page.entries.iter().map(|entry| entry.comments.len());
        (about.sum::<usize>(), page.comments.len())
    };
    let page = correction.page();
    assert_eq!((page.path.as_str(), counts(&page)), ("/data/b", (2, 3)));
    let page = correction.page_of("/data/c").unwrap();
    assert_eq!(counts(&page), (1, 3));
    // The third question is not asked any more: what is said of it stands with the rest.
    correction.page_of("/data/b").unwrap();
    let patch = correction.answer_here("/data/b", "").unwrap().patch;
    assert_eq!(patch.changed[0].comments.len(), 2);
    let page = correction.page();
    assert_eq!(counts(&page), (2, 4));
    assert!(
        page.comments
            .iter()
            .all(|comment| comment.body == "¿Segura?")
    );
    // A form that corrects nothing has none.
    let mut other = engine.begin(&FormId::new("parada"), None).unwrap();
    assert_eq!(counts(&other.page()), (0, 0));
}

#[test]
fn what_was_opened_or_corrected_is_seen_and_the_list_sees_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (engine, first) = returned(dir.path(), vec![Some("/data/b")], "si");
    let unseen = || engine.home().unwrap().messages;
    assert_eq!(unseen(), 1, "the list was read before");
    let unknown = InstanceId::new("uuid:of-nobody");
    let refused = engine.open_message(&unknown, "es").unwrap_err();
    assert_eq!(refused.code(), "storage.not_found");
    assert!(engine.correct(&unknown, None).is_err());
    assert_eq!(unseen(), 1);
    let opened = engine.open_message(&first, "es").unwrap();
    assert!(opened.seen && opened.can_correct);
    assert_eq!(opened.comments[0].label.as_deref(), Some("B"));
    assert_eq!(unseen(), 0);
    assert_eq!(engine.messages("es").unwrap(), [opened]);

    let dir = tempfile::tempdir().unwrap();
    let (engine, first) = returned(dir.path(), vec![Some("/data/b")], "si");
    drop(engine.correct(&first, None).unwrap());
    assert_eq!(engine.home().unwrap().messages, 0);
    assert!(engine.messages("es").unwrap()[0].seen);
}

#[test]
fn one_that_was_begun_goes_on_where_it_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let (engine, first) = returned(dir.path(), vec![Some("/data/b")], "si");
    let mut correction = engine.correct(&first, None).unwrap();
    assert_eq!(correction.page().path, "/data/b");
    correction.answer("/data/b", "no").unwrap();
    let begun = correction.instance().clone();
    drop(correction);
    let again = engine.correct(&first, None).unwrap();
    assert_eq!(*again.instance(), begun);
    assert_eq!(again.purpose(), FormPurpose::Correction, "gone on with");
    assert_eq!(again.value("/data/b").as_deref(), Some("no"));
}
