//! Submissions that somebody sent, held to their form.

use std::sync::Arc;

use farola_form::{FormDef, Held, NoMedia, Session};

use crate::support::env;

fn form(binds: &str, body: &str) -> Arc<FormDef> {
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
        <h:head><h:title>T</h:title><model><instance><data id="t" version="1"><kind/><age/>
        <photo/><place/><g><note/><deep/></g><r jr:template=""><x/><y/></r><given>9</given>
        <orx:meta><orx:instanceID/></orx:meta></data></instance>{binds}</model></h:head>
        <h:body>{body}</h:body></h:html>"#
    );
    let (form, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
    assert!(form.is_some(), "{diagnostics:?}");
    Arc::new(form.unwrap())
}

fn kit() -> Arc<FormDef> {
    form(
        r#"<bind nodeset="/data/kind" type="string" required="true()"/>
        <bind nodeset="/data/age" type="int" constraint=". &lt; 130 and . &lt;= /data/given"/>
        <bind nodeset="/data/photo" type="binary" relevant="/data/kind != 'harassment'"/>
        <bind nodeset="/data/place" type="geopoint" relevant="/data/kind = 'lamp'"/>
        <bind nodeset="/data/g" relevant="/data/kind = 'lamp'"/>
        <bind nodeset="/data/g/deep" type="string" calculate="concat(/data/kind, '!')"/>
        <bind nodeset="/data/r/y" type="string" relevant="../x = '1'"/>
        <bind nodeset="/data/given" type="int" calculate="100"/>
        <bind nodeset="/data/orx:meta/orx:instanceID" jr:preload="uid"/>"#,
        r#"<select1 ref="/data/kind"><label>K</label><item><label>H</label>
        <value>harassment</value></item><item><label>L</label><value>lamp</value></item></select1>
        <input ref="/data/age"><label>A</label></input>
        <upload ref="/data/photo" mediatype="image/*"><label>P</label></upload>
        <input ref="/data/place"><label>W</label></input>
        <input ref="/data/g/note"><label>N</label></input>
        <group ref="/data/r"><label>R</label><repeat nodeset="/data/r">
        <input ref="/data/r/x"><label>X</label></input><input ref="/data/r/y"><label>Y</label></input>
        </repeat></group>"#,
    )
}

fn hold(answers: &str) -> Held {
    let sent = format!(
        "<data id='t' version='1' xmlns:orx='http://openrosa.org/xforms'>{answers}\
         <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"
    );
    kit().hold(env(), sent.as_bytes()).unwrap()
}

/// What is broken, and what was answered that nobody asked.
fn check(answers: &str, broken: &[(&str, &str)], unasked: &[&str]) {
    let held = hold(answers);
    let found: Vec<(&str, &str)> = held
        .broken
        .iter()
        .map(|breach| (breach.path.as_str(), breach.kind.name()))
        .collect();
    assert_eq!(found, broken, "{answers}");
    assert_eq!(held.unasked, unasked, "{answers}");
    let strange = broken.iter().any(|(_, kind)| *kind == "unknown");
    let is_whole = unasked.is_empty() && !strange;
    assert_eq!(held.left.is_none(), is_whole, "{answers}");
    assert_eq!(held.unsure, [""; 0], "{answers}");
    assert!(!held.is_unfinished, "{answers}");
}

#[test]
fn each_rule_of_a_form_is_held() {
    let fine = "<kind>lamp</kind><age>30</age><given>100</given>";
    check(fine, &[], &[]);
    check(
        "<age>30</age><given>100</given>",
        &[("/data/kind", "required")],
        &[],
    );
    check(
        "<kind/><given>100</given>",
        &[("/data/kind", "required")],
        &[],
    );
    check(
        "<kind>lamp</kind><age>old</age><given>100</given>",
        &[("/data/age", "type")],
        &[],
    );
    check(
        "<kind>lamp</kind><age>200</age><given>300</given>",
        &[("/data/age", "constraint")],
        &[],
    );
    check(
        "<kind>other</kind><given>100</given>",
        &[("/data/kind", "choice")],
        &[],
    );
    check(
        "<kind>lamp</kind><secret>who she was</secret><given>100</given>",
        &[("/data", "unknown")],
        &[],
    );
    check(
        "<kind>lamp</kind><place>here</place>",
        &[("/data/place", "type")],
        &[],
    );
    check(
        "<kind>lamp</kind><r><x>1</x><y>a</y></r><r><x>2</x><y>b</y></r>",
        &[],
        &["/data/r[2]/y"],
    );
}

/// What is missing is missing: the form's default is not put in its place.
#[test]
fn answers_stand_as_they_were_sent() {
    // `given` would be worked out as 100, and as its default 9.
    check(
        "<kind>lamp</kind><age>50</age><given>40</given>",
        &[("/data/age", "constraint")],
        &[],
    );
    check("<kind>lamp</kind><age>50</age><given>60</given>", &[], &[]);
    // A calculated value in a group that is not asked was never sent by a client that knows.
    check(
        "<kind>harassment</kind><g><deep>harassment!</deep></g>",
        &[],
        &["/data/g/deep"],
    );
}

#[test]
fn what_is_not_asked_is_left_out_with_its_files() {
    let held = hold(
        "<kind>harassment</kind><photo>a.jpg</photo><place>20.6 -103.3 0 5</place>\
         <g><note>her name</note></g><given>100</given>",
    );
    assert_eq!(held.unasked, ["/data/photo", "/data/place", "/data/g/note"]);
    assert_eq!(held.files, [""; 0]);
    let left = String::from_utf8(held.left.unwrap()).unwrap();
    for gone in ["a.jpg", "20.6", "her name", "photo", "place"] {
        assert!(!left.contains(gone), "{gone} in {left}");
    }
    for stays in ["<kind>harassment</kind>", "uuid:1", "<given>100</given>"] {
        assert!(left.contains(stays), "{stays} not in {left}");
    }
    let fine = hold("<kind>lamp</kind><photo>a.jpg</photo>");
    assert_eq!(fine.files, ["a.jpg"]);
    let again = kit().hold(env(), left.as_bytes()).unwrap();
    assert_eq!(
        (again.unasked.len(), again.left),
        (0, None),
        "nothing more goes"
    );
}

/// Whatever a session finalizes its own form takes, without a remark.
#[test]
fn a_finished_submission_is_held() {
    let mut session = Session::new(kit(), env());
    session.answer("/data/kind", "lamp").unwrap();
    session.answer("/data/age", "42").unwrap();
    session.answer("/data/place", "20.6 -103.3 0 5").unwrap();
    session.answer("/data/g/note", "dark").unwrap();
    session.answer("/data/photo", "a.jpg").unwrap();
    session.add_repeat("/data/r").unwrap();
    session.answer("/data/r[1]/x", "1").unwrap();
    session.answer("/data/r[1]/y", "why").unwrap();
    session.answer("/data/kind", "harassment").unwrap();
    let submission = session.finalize().unwrap();
    let held = kit().hold(env(), &submission.xml).unwrap();
    assert_eq!(
        (held.broken, held.unasked, held.left),
        (vec![], vec![], None)
    );
    assert_eq!(held.files, submission.attachments);
}

#[test]
fn no_bytes_of_another_form_are_held() {
    for wrong in [
        "<data id='other'/>",
        "<data",
        "",
        "<!DOCTYPE x [<!ENTITY y 'z'>]><data id='t'>&y;</data>",
    ] {
        let held = kit().hold(env(), wrong.as_bytes());
        assert!(held.is_err() || held.unwrap().files.is_empty(), "{wrong}");
    }
}

/// What no question asks for is in nothing that is left, whatever stands around it.
#[test]
fn what_the_form_does_not_know_is_left_out() {
    let secret = "who she was";
    for (answers, place) in [
        ("<secret>who she was</secret>", "/data"),
        ("<photo_meta>who she was</photo_meta>", "/data"),
        ("<g><name>who she was</name></g>", "/data/g"),
        ("<g who='who she was'><note>n</note></g>", "/data/g"),
        ("<r><x>1</x><z>who she was</z></r>", "/data/r"),
        (
            "<age>30</age><given>100</given><age>who she was</age>",
            "/data",
        ),
        (
            "<given>100</given><meta><email>who she was</email></meta>",
            "/data/orx:meta",
        ),
        (
            "<meta><instanceName><b>who she was</b></instanceName></meta>",
            "/data/orx:meta",
        ),
    ] {
        let held = hold(&format!("<kind>lamp</kind>{answers}"));
        let found: Vec<_> = held.broken.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(found, [place], "{answers}");
        let left = String::from_utf8(held.left.unwrap()).unwrap();
        assert!(!left.contains(secret), "{answers}: {left}");
        assert!(left.contains("uuid:1") && left.contains("<kind>lamp</kind>"));
    }
}

/// Clients name a submission by themselves, with a prefix or without one.
#[test]
fn what_clients_add_is_theirs() {
    for added in [
        "<meta><instanceID>uuid:1</instanceID><rootUuid>uuid:0</rootUuid></meta>",
        "<meta><timeStart>2026-11-23T19:00:00Z</timeStart><instanceName>A</instanceName></meta>",
        "<o:meta xmlns:o='http://openrosa.org/xforms'><o:instanceID>uuid:1</o:instanceID></o:meta>",
    ] {
        check(
            &format!("<kind>lamp</kind><given>100</given>{added}"),
            &[],
            &[],
        );
    }
    let sent = "<data id='t' version='1' submissionDate='2026-11-23'><kind>lamp</kind></data>";
    let held = kit().hold(env(), sent.as_bytes()).unwrap();
    assert_eq!((held.broken, held.left), (vec![], None));
}

fn timed(binds: &str) -> Arc<FormDef> {
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
        <h:head><h:title>T</h:title><model><instance><data id="t"><start/><end/><day/><late/>
        </data></instance><instance id="far" src="jr://file-csv/far.csv"/>
        <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp"
          jr:preloadParams="start"/>
        <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
        {binds}</model></h:head><h:body><input ref="/data/day"><label>D</label></input>
        <input ref="/data/late"><label>L</label></input></h:body></h:html>"#
    );
    Arc::new(FormDef::parse(xml.as_bytes(), &NoMedia).0.unwrap())
}

/// `env` is at 20:00 on 23 November: weeks after, what was right on its day is not wrong.
#[test]
fn rules_of_the_clock_are_held_at_the_time_of_the_form() {
    let form = timed(
        r#"<bind nodeset="/data/day" type="date" constraint=". &gt; today()"/>
        <bind nodeset="/data/late" type="string" relevant="today() &gt; date('2026-11-10')"/>"#,
    );
    // Of the form, then what is broken, unasked and unsure.
    for (answers, expected) in [
        (
            "<end>2026-11-01T10:00:00.000-06:00</end><day>2026-11-02</day>",
            [0, 0, 0],
        ),
        (
            "<end>2026-11-01T10:00:00.000-06:00</end><day>2026-11-01</day>",
            [1, 0, 0],
        ),
        // Of the day of the phone, not of the hub or of UTC.
        (
            "<end>2026-11-01T23:00:00.000-06:00</end><day>2026-11-02</day>",
            [0, 0, 0],
        ),
        (
            "<end>2026-11-01T10:00:00.000-06:00</end><late>x</late>",
            [0, 1, 0],
        ),
        (
            "<end>2026-11-20T10:00:00.000-06:00</end><late>x</late>",
            [0, 0, 0],
        ),
        // Begun then, and finished at some time up to now.
        (
            "<start>2026-11-01T10:00:00.000-06:00</start><day>2026-11-02</day>",
            [0, 0, 0],
        ),
        (
            "<start>2026-11-01T10:00:00.000-06:00</start><day>2026-11-01</day>",
            [1, 0, 0],
        ),
        (
            "<start>2026-11-01T10:00:00.000-06:00</start><late>x</late>",
            [0, 0, 0],
        ),
        // Nobody says when.
        ("<day>2026-11-02</day>", [0, 0, 1]),
        ("<end>soon</end><day>2026-11-02</day>", [0, 0, 1]),
        ("<day>2026-11-30</day>", [0, 0, 0]),
    ] {
        let held = form.hold(env(), format!("<data id='t'>{answers}</data>").as_bytes());
        let held = held.unwrap();
        let found = [held.broken.len(), held.unasked.len(), held.unsure.len()];
        assert_eq!(found, expected, "{answers} {held:?}");
    }
}

/// A list that the hub does not have, or that changed since, proves nothing.
#[test]
fn what_rests_on_what_is_not_here_is_told_apart() {
    for rule in [
        "instance('far')/root/item[name = current()/../day]/ok = 'yes'",
        "pulldata('far', 'ok', 'name', 'a') = 'yes'",
        "random() &gt; 2",
    ] {
        let form = timed(&format!(
            r#"<bind nodeset="/data/day" type="string" constraint="{rule}"/>
            <bind nodeset="/data/late" type="string" relevant="{rule}"/>"#
        ));
        let sent = "<data id='t'><day>a</day><late>b</late></data>";
        let held = form.hold(env(), sent.as_bytes()).unwrap();
        assert_eq!(held.unsure, ["/data/day", "/data/late"], "{rule}");
        assert_eq!(
            (held.broken, held.unasked, held.left),
            (vec![], vec![], None),
            "{rule}"
        );
    }
}

/// A form that costs more than a call has is not judged.
#[test]
fn what_is_too_dear_says_nothing() {
    let form = form(
        r#"<bind nodeset="/data/r/y" type="string"
          relevant="count(/data/r[count(/data/r[x = current()/../x]) &gt; 3]) &lt; 0"/>"#,
        r#"<group ref="/data/r"><label>R</label><repeat nodeset="/data/r">
        <input ref="/data/r/x"><label>X</label></input><input ref="/data/r/y"><label>Y</label>
        </input></repeat></group>"#,
    );
    let rows = "<r><x>1</x><y>2</y></r>".repeat(600);
    let held = form.hold(env(), format!("<data id='t'>{rows}</data>").as_bytes());
    assert!(held.unwrap().is_unfinished);
}
