//! How long what the server has stays on the phone: as the person set it, for the button that
//! makes room and after a sync alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use farola_engine::form::MediaMap;
use farola_engine::{Engine, Outcome, Settings};
use farola_model::{FormId, InstanceId, Sha256};
use farola_protocol::{ChangesPage, Receipt, Response};
use support::{Got, Reply, Server, engine, parts, sync};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Parada</h:title><model>
  <instance><data id="parada" version="1"><a/><meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"#;

/// A hub that acknowledges what it gets and has no news.
fn hub() -> Server {
    Server::start(|got: &Got| {
        if got.method == "HEAD" {
            return Reply::greeting(true);
        }
        if got.path.contains("/farola/changes") {
            let page = ChangesPage {
                entries: vec![],
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
        let receipt = Receipt {
            instance_id: id,
            xml_sha256: Sha256::of(xml),
            files: vec![],
            missing: vec![],
        };
        let reply = Response::success("ok", Some(receipt));
        Reply::new("201 Created", reply.to_xml())
    })
}

fn deliver(engine: &Engine) {
    let mut filling = engine.begin(&FormId::new("parada"), None).unwrap();
    filling.answer("/data/a", "1").unwrap();
    filling.finalize().unwrap();
    assert_eq!(sync(engine).outcome, Outcome::Complete);
}

fn keep_for(engine: &Engine, purge_days: u16) {
    let settings = Settings {
        purge_days,
        ..engine.settings().unwrap()
    };
    engine.set_settings(settings).unwrap();
}

#[test]
fn what_was_delivered_stays_for_the_days_that_were_set() {
    let dir = tempfile::tempdir().unwrap();
    let server = hub();
    let engine = engine(dir.path());
    engine.add_form(FORM.as_bytes(), &MediaMap::new()).unwrap();
    engine.enrol(&server.url()).unwrap();
    deliver(&engine);
    assert_eq!(engine.submissions().unwrap().len(), 1);
    assert_eq!(engine.make_room().unwrap().submissions, 0, "seven days");
    keep_for(&engine, 1);
    assert_eq!(engine.make_room().unwrap().submissions, 0);
    keep_for(&engine, 0);
    assert_eq!(engine.make_room().unwrap().submissions, 1);
    assert_eq!(engine.submissions().unwrap(), []);
    // A sync that heard the server to the end makes room by itself, by the same days.
    deliver(&engine);
    sync(&engine);
    assert_eq!(engine.submissions().unwrap(), []);
    keep_for(&engine, 7);
    deliver(&engine);
    sync(&engine);
    assert_eq!(engine.submissions().unwrap().len(), 1);
}
