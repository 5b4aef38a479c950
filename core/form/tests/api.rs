//! What callers can rely on besides behaviour: threads, errors, limits that agree, and a
//! `Debug` that holds no answer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use farola_form::{
    AnswerError, Diagnostic, FormDef, FormError, NoMedia, Session, SessionEnv, submission,
};
use farola_model::limits;

fn shared<T: Send + Sync>() {}
fn sent<T: Send>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn definitions_are_shared_and_sessions_move_between_threads() {
    shared::<FormDef>();
    shared::<Diagnostic>();
    sent::<Session>();
    sent::<SessionEnv>();
    error::<FormError>();
    error::<AnswerError>();
}

#[test]
fn lists_beside_a_form_are_held_to_the_limits_of_forms() {
    assert_eq!(farola_xpath::DOCUMENT_BYTES, limits::FORM_XML_BYTES);
    assert_eq!(farola_xpath::DOCUMENT_DEPTH, limits::XML_DEPTH);
}

/// A name that is nowhere in the form.
const ANSWER: &str = "Xochiquetzal";

#[test]
fn no_answer_is_in_what_debug_prints() {
    let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head>
        <h:title>T</h:title><model><instance><data id="t"><name/><r><x/></r><s/><meta><instanceID/>
        <instanceName/></meta></data></instance>
        <bind nodeset="/data/name" constraint=". = ''" jr:constraintMsg="no"/>
        <bind nodeset="/data/meta/instanceName" calculate="/data/name"/>
        <bind nodeset="/data/meta/instanceID" jr:preload="uid"/></model></h:head><h:body>
        <input ref="/data/name"><label>N</label></input>
        <group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"><label>
        <output value="/data/name"/></label></input></repeat></group>
        <select1 ref="/data/s"><label/><itemset nodeset="/data/r"><value ref="x"/>
        <label ref="x"/></itemset></select1></h:body></h:html>"#;
    let form = Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap());
    let now = "2026-11-23T20:00:00-06:00[America/Mexico_City]"
        .parse()
        .unwrap();
    let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(7));
    let mut printed = format!("{form:?} {env:?} {:?}", form.fields());
    let mut session = Session::new(Arc::clone(&form), env);
    let outcome = session.answer("/data/name", ANSWER).unwrap();
    session.answer("/data/r/x", ANSWER).unwrap();
    session.answer("/data/s", ANSWER).unwrap();
    printed += &format!(
        "{outcome:?} {session:?} {:?} {:?}",
        session.dump(),
        session.questions()
    );
    printed += &format!(
        "{:?} {:?}",
        session.screen(),
        session.eval(".", "/data/name")
    );
    printed += &format!("{:?} {:?}", session.validate(), session.finalize());
    printed += &format!("{:?}", session.take_deltas());
    let refused = session.answer("/data/name/no", ANSWER).unwrap_err();
    printed += &format!("{refused:?} {refused}");
    let received = submission::read(&session.save()).unwrap();
    printed += &format!("{received:?} {:?}", received.answers);
    assert!(printed.contains("/data/r/x"), "{printed}");
    assert!(!printed.contains(ANSWER), "{printed}");
    assert!(
        session
            .save()
            .windows(ANSWER.len())
            .any(|w| w == ANSWER.as_bytes())
    );
}
