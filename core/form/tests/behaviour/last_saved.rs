//! `jr://instance/last-saved`: the answers of the submission before.

use farola_form::{OpenAs, Session};

use crate::support::{Form, Scenario, env, form};

const BEFORE: &[u8] =
    b"<?xml version=\"1.0\"?><data id=\"t\" version=\"0\"><street>Madero</street>\
    <r><kind>light</kind><n>1</n></r><r><kind>bench</kind><n>2</n></r></data>";

/// A street that is proposed again, a look-up that follows an answer, and a condition.
fn again() -> Form {
    form("<street/><kind/><n/><more/>")
        .model("<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>")
        .model(
            "<setvalue ref=\"/data/street\" event=\"odk-instance-first-load\" \
             value=\"instance('__last-saved')/data/street\"/>",
        )
        .bind(
            "/data/n",
            "calculate=\"instance('__last-saved')/data/r[kind = /data/kind]/n\"",
        )
        .bind(
            "/data/more",
            "relevant=\"instance('__last-saved')/data/street != ''\"",
        )
        .inputs(&["/data/street", "/data/kind", "/data/more"])
}

fn after(f: &Form, before: Option<&[u8]>) -> Session {
    let mut env = env();
    env.last_saved = before.map(<[u8]>::to_vec);
    Session::new(f.def(), env)
}

#[test]
fn the_first_submission_of_all_finds_nothing() {
    let f = again();
    assert!(f.diagnostics().is_empty(), "{:?}", f.diagnostics());
    assert!(f.def().reads_last_saved());
    let mut s = f.start();
    s.say("/data/kind", "bench");
    assert_eq!(
        (s.get("/data/street"), s.get("/data/n")),
        ("".into(), "".into())
    );
    assert!(!s.relevant("/data/more"));
}

#[test]
fn the_next_one_begins_with_what_was_said_before() {
    let mut s = after(&again(), Some(BEFORE));
    assert_eq!(s.get("/data/street"), "Madero");
    assert!(s.relevant("/data/more"));
    s.say("/data/kind", "bench");
    assert_eq!(s.get("/data/n"), "2");
    s.say("/data/kind", "light");
    assert_eq!(s.get("/data/n"), "1");
}

#[test]
fn its_instances_can_be_choices() {
    let f = again().bind("/data/kind", "type=\"string\"").body(
        "<select1 ref=\"/data/kind\"><label>k</label>\
         <itemset nodeset=\"instance('__last-saved')/data/r\"><value ref=\"kind\"/>\
         <label ref=\"n\"/></itemset></select1>",
    );
    let f = Form {
        body: f
            .body
            .replace("<input ref=\"/data/kind\"><label>kind</label></input>", ""),
        ..f
    };
    let mut s = after(&f, Some(BEFORE));
    let questions = s.questions();
    let choices = &questions
        .iter()
        .find(|q| q.path == "/data/kind")
        .unwrap()
        .choices;
    let values: Vec<_> = choices.iter().map(|c| c.value.as_str()).collect();
    assert_eq!(values, ["light", "bench"]);
    s.say("/data/kind", "bench");
    assert!(s.answer("/data/kind", "tree").is_err());
}

#[test]
fn what_cannot_be_read_counts_as_nothing() {
    for bytes in [&b"<data"[..], b"\xff\xfe", b""] {
        assert_eq!(after(&again(), Some(bytes)).get("/data/street"), "");
    }
}

#[test]
fn a_draft_keeps_the_one_it_began_with() {
    let f = again();
    let mut s = after(&f, Some(BEFORE));
    let snapshot = s.snapshot();
    s.say("/data/kind", "bench");
    let deltas = s.take_deltas();
    let mut other = env();
    other.last_saved = Some(BEFORE.to_ascii_uppercase());
    let mut back = Session::replay(f.def(), other, &snapshot, &deltas).unwrap();
    assert_eq!(back.dump(), s.dump());
    back.say("/data/kind", "light");
    assert_eq!(back.get("/data/n"), "1");
    // A form without the question keeps no copy of other people's answers.
    let mut plain = env();
    plain.last_saved = Some(BEFORE.to_vec());
    let plain = Session::new(form("<a/>").input("/data/a").def(), plain);
    assert!(
        !String::from_utf8(plain.snapshot())
            .unwrap()
            .contains("Madero")
    );
}

#[test]
fn a_correction_reads_it_too() {
    let f = again();
    let mut env = env();
    env.last_saved = Some(BEFORE.to_vec());
    let xml = b"<data id='t'><street>Juarez</street><kind>bench</kind><n/><more/></data>";
    let s = Session::open(f.def(), env, xml, OpenAs::Edit).unwrap();
    assert_eq!(
        (s.get("/data/street"), s.get("/data/n")),
        ("Juarez".into(), "2".into())
    );
}

#[test]
fn opening_a_draft_again_runs_what_waits_for_it() {
    let f = form("<times>0</times>")
        .bind("/data/times", "type=\"int\"")
        .model(
            "<setvalue ref=\"/data/times\" event=\"odk-instance-load\" value=\"/data/times + 1\"/>",
        )
        .input("/data/times");
    let s = f.start();
    assert_eq!(s.get("/data/times"), "1");
    let snapshot = s.snapshot();
    let mut back = Session::replay(f.def(), env(), &snapshot, &[]).unwrap();
    back.resume();
    assert_eq!(back.get("/data/times"), "2");
    let deltas = back.take_deltas();
    let twice = Session::replay(f.def(), env(), &snapshot, &deltas).unwrap();
    assert_eq!(twice.dump(), back.dump());
}
