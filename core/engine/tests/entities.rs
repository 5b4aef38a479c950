//! Entity lists on the phone: a finalized form changes them at once, a later form sees it, the
//! server's list is brought in; and drafts that move to a newer version of their form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_engine::Engine;
use farola_engine::form::MediaMap;
use farola_engine::form::entities::NotApplied;
use farola_model::FormId;
use support::engine;

const HEAD: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
  xmlns:entities="http://www.opendatakit.org/xforms/entities"><h:head><h:title>T</h:title>
  <model entities:entities-version="2024.1.0">"#;

const ID: &str = r#"<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>"#;

fn registration() -> String {
    format!(
        r#"{HEAD}<instance><data id="reg" version="1"><name/><meta><instanceID/>
        <entity dataset="people" create="1" id=""><label/></entity></meta></data></instance>{ID}
        <bind nodeset="/data/name" entities:saveto="full_name"/>
        <bind nodeset="/data/meta/entity/label" calculate="/data/name"/>
        <setvalue event="odk-instance-first-load" ref="/data/meta/entity/@id" value="uuid()"/>
        </model></h:head><h:body><input ref="/data/name"><label>n</label></input></h:body>
        </h:html>"#
    )
}

/// Chooses a person and gives a new name.
fn follow_up() -> String {
    let of = |column: &str| format!("instance('people')/root/item[name = /data/who]/{column}");
    format!(
        r#"{HEAD}<instance><data id="follow" version="1"><who/><name/><meta><instanceID/>
        <entity dataset="people" update="1" id="" baseVersion="" branchId=""><label/></entity>
        </meta></data></instance><instance id="people" src="jr://file-csv/people.csv"/>{ID}
        <bind nodeset="/data/name" entities:saveto="full_name"/>
        <bind nodeset="/data/meta/entity/@id" calculate="/data/who"/>
        <bind nodeset="/data/meta/entity/@baseVersion" calculate="{}"/>
        <bind nodeset="/data/meta/entity/@branchId" calculate="{}"/>
        <bind nodeset="/data/meta/entity/label" calculate="/data/name"/></model></h:head><h:body>
        <select1 ref="/data/who"><label>w</label><itemset nodeset="instance('people')/root/item">
        <value ref="name"/><label ref="label"/></itemset></select1>
        <input ref="/data/name"><label>n</label></input></h:body></h:html>"#,
        of("__version"),
        of("__branchId")
    )
}

fn people(rows: &str) -> MediaMap {
    let csv = format!("name,label,__version,full_name\n{rows}");
    MediaMap::from([("people.csv".to_owned(), csv.into_bytes())])
}

fn phone(dir: &std::path::Path, rows: &str) -> Engine {
    let engine = engine(dir);
    engine
        .add_form(registration().as_bytes(), &MediaMap::new())
        .unwrap();
    engine
        .add_form(follow_up().as_bytes(), &people(rows))
        .unwrap();
    engine
}

/// What the follow-up offers: label, version and branch of each person.
fn offered(engine: &Engine) -> Vec<(String, String, String)> {
    let mut filling = engine.begin(&FormId::new("follow"), None).unwrap();
    let choices = filling.questions()[0].choices.clone();
    let mut out = Vec::new();
    for choice in choices {
        filling.answer("/data/who", &choice.value).unwrap();
        let get = |name: &str| {
            filling
                .value(&format!("/data/meta/entity/@{name}"))
                .unwrap_or_default()
        };
        out.push((choice.label, get("baseVersion"), get("branchId")));
    }
    engine.discard(filling.instance()).unwrap();
    out
}

fn register(engine: &Engine, name: &str) -> Option<NotApplied> {
    let mut filling = engine.begin(&FormId::new("reg"), None).unwrap();
    filling.answer("/data/name", name).unwrap();
    let finalized = filling.finalize().unwrap();
    assert_eq!(finalized.entities.len(), 1);
    finalized.entities[0].not_applied
}

#[test]
fn a_later_form_sees_what_an_earlier_one_made() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path(), "");
    assert_eq!(offered(&engine), []);
    assert_eq!(register(&engine, "Ana"), None);
    let [(label, version, branch)] = <[_; 1]>::try_from(offered(&engine)).unwrap();
    assert_eq!((label.as_str(), version.as_str()), ("Ana", "1"));
    assert_eq!(branch.len(), 36);
    // Changed on the phone before the server heard of it: the branch goes on.
    let mut filling = engine.begin(&FormId::new("follow"), None).unwrap();
    let id = filling.questions()[0].choices[0].value.clone();
    filling.answer("/data/who", &id).unwrap();
    filling.answer("/data/name", "Ana María").unwrap();
    filling.finalize().unwrap();
    drop(engine);
    // And a kill in between loses nothing.
    let engine = support::engine(dir.path());
    let expected = ("Ana María".to_owned(), "2".to_owned(), branch);
    assert_eq!(offered(&engine), [expected]);
    let list = engine.entity_list("people").unwrap().unwrap();
    let entity = list.get(&id).unwrap();
    assert_eq!(entity.property("full_name"), "Ana María");
    // The server's list has it as version 1: the phone's own changes are still on the way.
    let row = format!("{id},Ana,1,Ana\n");
    engine
        .add_form(follow_up().as_bytes(), &people(&row))
        .unwrap();
    assert_eq!(offered(&engine)[0].1, "2");
    // It has caught up, and somebody else changed it too: the server's version stands.
    let row = format!("{id},Ana M.,3,Ana M.\n0,Bea,1,Bea\n");
    engine
        .add_form(follow_up().as_bytes(), &people(&row))
        .unwrap();
    let shown: Vec<_> = offered(&engine)
        .into_iter()
        .map(|(l, v, _)| (l, v))
        .collect();
    let expected = [("Ana M.", "3"), ("Bea", "1")].map(|(l, v)| (l.to_owned(), v.to_owned()));
    assert_eq!(shown, expected);
    // Deleted on the server.
    engine
        .add_form(follow_up().as_bytes(), &people("0,Bea,1,Bea\n"))
        .unwrap();
    assert_eq!(offered(&engine).len(), 1);
}

#[test]
fn without_a_list_the_server_alone_makes_the_entity() {
    let dir = tempfile::tempdir().unwrap();
    let engine = support::engine(dir.path());
    engine
        .add_form(registration().as_bytes(), &MediaMap::new())
        .unwrap();
    assert_eq!(register(&engine, "Ana"), Some(NotApplied::NoList));
    assert_eq!(engine.entity_lists().unwrap(), [""; 0]);
    // Nor does a plain file of that name become one.
    let plain = MediaMap::from([("people.csv".to_owned(), b"name,label\na,A\n".to_vec())]);
    engine.add_form(follow_up().as_bytes(), &plain).unwrap();
    assert_eq!(register(&engine, "Ana"), Some(NotApplied::NoList));
    assert_eq!(offered(&engine)[0].0, "A");
}

#[test]
fn a_draft_moves_to_the_new_version_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path(), "");
    let mut filling = engine.begin(&FormId::new("reg"), None).unwrap();
    filling.answer("/data/name", "Ana").unwrap();
    let id = filling.instance().clone();
    let seq = filling.seq();
    drop(filling);
    let (_, report) = engine.migrate_draft(&id).unwrap();
    assert_eq!(report, None);
    let newer = registration()
        .replace("version=\"1\"", "version=\"2\"")
        .replace("<name/>", "<g><name/></g><age/>")
        .replace("/data/name", "/data/g/name");
    engine.add_form(newer.as_bytes(), &MediaMap::new()).unwrap();
    // It stays on its version until then.
    assert_eq!(engine.resume(&id).unwrap().form().0.version.as_str(), "1");
    let (mut filling, report) = engine.migrate_draft(&id).unwrap();
    let report = report.unwrap();
    assert_eq!(report.moved[0].to, "/data/g/name");
    assert_eq!(filling.form().0.version.as_str(), "2");
    assert_eq!(filling.value("/data/g/name").as_deref(), Some("Ana"));
    filling.answer("/data/g/name", "Ana M.").unwrap();
    assert!(filling.seq() > seq);
    drop(filling);
    drop(engine);
    let engine = support::engine(dir.path());
    let mut filling = engine.resume(&id).unwrap();
    assert_eq!(filling.value("/data/g/name").as_deref(), Some("Ana M."));
    filling.finalize().unwrap();
    let xml = String::from_utf8(engine.submission_xml(&id).unwrap()).unwrap();
    assert!(xml.contains("version=\"2\""), "{xml}");
}
