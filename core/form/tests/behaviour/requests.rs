//! What a form asks of the phone: its place, a recording.

use farola_form::{Request, Session, Want};
use farola_model::GeoPoint;

use crate::support::{Form, Scenario, env, form};

fn asking() -> Form {
    form("<at/><rec/><r jr:template=\"\"><x/><here/><late/></r>")
        .bind("/data/at", "type=\"geopoint\" readonly=\"true()\"")
        .bind("/data/rec", "type=\"binary\"")
        .bind("/data/r/here", "type=\"geopoint\"")
        .bind("/data/r/late", "calculate=\"if(../here = '', '', 'known')\"")
        .model(
            "<odk:setgeopoint ref=\"/data/at\" event=\"odk-instance-first-load\"/>\
             <odk:recordaudio ref=\"/data/rec\" event=\"odk-instance-load\" \
             odk:quality=\"voice-only\"/>",
        )
        .body(
            "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label>\
             <odk:setgeopoint ref=\"/data/r/here\" event=\"xforms-value-changed\"/></input></repeat>",
        )
}

fn wanted(session: &Session) -> Vec<(String, Want)> {
    let requests = session.requests();
    requests.into_iter().map(|r| (r.path, r.want)).collect()
}

fn point() -> GeoPoint {
    "20.5 -103.25 1550 4".parse().unwrap()
}

#[test]
fn opening_a_form_asks_and_is_answered_later() {
    let mut s = asking().start();
    let quality = Some("voice-only".to_owned());
    assert_eq!(
        wanted(&s),
        [
            ("/data/at".into(), Want::Location),
            ("/data/rec".into(), Want::Audio { quality })
        ]
    );
    let requests = s.requests();
    // Read only is for people.
    s.fulfil_location(&requests[0], point()).unwrap();
    s.fulfil_audio(&requests[1], "walk.m4a").unwrap();
    assert!(s.requests().is_empty());
    assert_eq!(s.get("/data/at"), "20.5 -103.25 1550 4");
    // A better fix may follow.
    let better = "20.5 -103.25 1550 2".parse().unwrap();
    s.fulfil_location(&requests[0], better).unwrap();
    assert_eq!(s.get("/data/at"), "20.5 -103.25 1550 2");
    assert_eq!(s.finalize().unwrap().attachments, ["walk.m4a"]);
    assert!(s.fulfil_audio(&requests[1], "../../etc/passwd").is_err());
}

#[test]
fn each_instance_asks_for_itself_and_one_that_is_gone_hears_nothing() {
    let mut s = asking().start();
    for _ in 0..3 {
        s.add_repeat("/data/r").unwrap();
    }
    s.say("/data/r[2]/x", "a");
    s.say("/data/r[3]/x", "b");
    let [second, third] = [2, 3].map(|n| s.request_at(&format!("/data/r[{n}]/here")).unwrap());
    s.remove_repeat("/data/r[2]").unwrap();
    assert_eq!(wanted(&s).len(), 3);
    let before = s.save();
    let changes = s.fulfil_location(&second, point()).unwrap();
    assert!(changes.nodes.is_empty());
    assert_eq!(s.save(), before);
    // The third moved up; its request moved with it.
    s.fulfil_location(&third, point()).unwrap();
    assert_eq!(s.get("/data/r[2]/here"), "20.5 -103.25 1550 4");
    assert_eq!(s.get("/data/r[2]/late"), "known");
    assert_eq!(s.get("/data/r[1]/here"), "");
}

#[test]
fn a_kill_forgets_neither_what_was_asked_nor_what_was_found() {
    let f = asking();
    let mut s = f.start();
    s.add_repeat("/data/r").unwrap();
    let at = s.request_at("/data/at").unwrap();
    s.fulfil_location(&at, point()).unwrap();
    let snapshot = s.snapshot();
    s.take_deltas();
    s.say("/data/r/x", "a");
    let here = s.request_at("/data/r/here").unwrap();
    s.fulfil_location(&here, point()).unwrap();
    s.say("/data/r/x", "b");
    let deltas = s.take_deltas();
    let back = Session::replay(f.def(), env(), &snapshot, &deltas).unwrap();
    assert_eq!(back.save(), s.save());
    let paths = |s: &Session| -> Vec<String> { s.requests().into_iter().map(|r| r.path).collect() };
    assert_eq!(paths(&back), paths(&s));
    assert_eq!(paths(&back), ["/data/rec", "/data/r/here"]);
    // And a request that was fulfilled before the snapshot can still be bettered.
    let at: Option<Request> = back.request_at("/data/at");
    assert!(at.is_some());
}
