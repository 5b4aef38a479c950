//! The audit log of a session, as ODK Collect would write it.

use farola_form::{AuditKind, OpenAs, Session};

use crate::support::{Form, Scenario, env, env_at, form};

const META: &str = "<meta><instanceID/><audit/></meta>";

fn audited(data: &str, settings: &str) -> Form {
    form(&format!("{data}{META}")).bind("/data/meta/audit", &format!("type=\"binary\" {settings}"))
}

/// Milliseconds after the session's start.
fn at(session: &mut Session, ms: i64) {
    let start = env().now;
    session.set_now(
        start
            .checked_add(jiff::SignedDuration::from_millis(ms))
            .unwrap(),
    );
}

/// The log with times counted from the session's start.
fn log(session: &Session) -> String {
    let start = env().now.timestamp().as_millisecond();
    let csv = session.audit_csv().unwrap();
    let cells = csv.split_inclusive([',', '\n']).map(|cell| {
        let text = cell.trim_end_matches([',', '\n']);
        match text.parse::<i64>() {
            Ok(ms) if ms >= start => cell.replace(text, &(ms - start).to_string()),
            _ => cell.to_owned(),
        }
    });
    cells.collect()
}

#[test]
fn a_form_filled_page_by_page() {
    let mut s = audited("<a/><b/>", "odk:track-changes=\"true\"")
        .inputs(&["/data/a", "/data/b"])
        .start();
    at(&mut s, 100);
    s.say("/data/a", "one, \"two\"\nthree");
    at(&mut s, 200);
    s.next();
    // Drawn again: nothing new.
    s.goto("/data/b").unwrap();
    at(&mut s, 300);
    s.next();
    at(&mut s, 350);
    s.goto("/data/a").unwrap();
    at(&mut s, 400);
    s.say("/data/a", "");
    at(&mut s, 500);
    let done = s.finalize().unwrap();
    insta::assert_snapshot!(log(&s), @r#"
    event,node,start,end,old-value,new-value
    form start,,0,,,
    question,/data/a,0,200,,"one, ""two""
    three"
    question,/data/b,200,300,,
    end screen,,300,350,,
    jump,,350,350,,
    question,/data/a,350,500,"one, ""two""
    three",
    form save,,500,,,
    form exit,,500,,,
    form finalize,,500,,,
    "#);
    assert_eq!(done.attachments, ["audit.csv"]);
    assert!(
        String::from_utf8(done.xml)
            .unwrap()
            .contains("<audit>audit.csv</audit>")
    );
    let (name, bytes) = &done.files[0];
    assert_eq!(name, "audit.csv");
    assert_eq!(bytes, s.audit_csv().unwrap().as_bytes());
}

#[test]
fn repeats_and_pages_with_several_questions() {
    let mut s = audited(
        "<r jr:template=\"\"><x/></r><g><c/><d/></g>",
        "odk:track-changes=\"true\"",
    )
    .body(
        "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input></repeat>\
         <group ref=\"/data/g\" appearance=\"field-list\"><input ref=\"/data/g/c\"><label>c</label>\
         </input><input ref=\"/data/g/d\"><label>d</label></input></group>",
    )
    .start();
    at(&mut s, 10);
    s.add_repeat("/data/r").unwrap();
    s.goto("/data/r/x").unwrap();
    at(&mut s, 20);
    s.say("/data/r/x", "a");
    s.next();
    at(&mut s, 30);
    s.remove_repeat("/data/r[1]").unwrap();
    at(&mut s, 40);
    s.goto("/data/g").unwrap();
    s.say("/data/g/d", "D");
    at(&mut s, 50);
    s.next();
    at(&mut s, 60);
    s.audit_event(AuditKind::FormExit);
    insta::assert_snapshot!(log(&s), @r"
    event,node,start,end,old-value,new-value
    form start,,0,,,
    add repeat,/data/r[1],0,10,,
    question,/data/r[1]/x,10,20,,a
    add repeat,/data/r[2],20,30,,
    delete repeat,,30,,,
    add repeat,/data/r[1],30,40,,
    jump,,40,40,,
    question,/data/g/d,40,50,,D
    group questions,/data/g,40,50,,
    end screen,,50,60,,
    form exit,,60,,,
    ");
}

#[test]
fn places_count_while_they_are_fresh_and_the_most_exact_wins() {
    let mut s = audited(
        "<a/><b/>",
        "odk:location-priority=\"balanced\" odk:location-min-interval=\"20\" \
         odk:location-max-age=\"60\"",
    )
    .inputs(&["/data/a", "/data/b"])
    .start();
    s.audit_event(AuditKind::LocationProvidersEnabled);
    s.audit_event(AuditKind::LocationProvidersEnabled);
    at(&mut s, 1000);
    s.audit_place("20.5 -103.25 1550 10".parse().unwrap());
    at(&mut s, 2000);
    s.audit_place("20.25 -103 1550 4.5".parse().unwrap());
    at(&mut s, 3000);
    s.next();
    at(&mut s, 61_500);
    s.next();
    at(&mut s, 90_000);
    s.audit_event(AuditKind::FormExit);
    insta::assert_snapshot!(log(&s), @r"
    event,node,start,end,latitude,longitude,accuracy
    form start,,0,,,,
    question,/data/a,0,3000,20.25,-103.0,4.5
    location providers enabled,,0,,,,
    question,/data/b,3000,61500,20.25,-103.0,4.5
    end screen,,61500,90000,20.25,-103.0,4.5
    form exit,,90000,,,,
    ");
}

#[test]
fn who_fills_and_why_it_changed() {
    let f = audited(
        "<a/>",
        "odk:identify-user=\"true\" odk:track-changes=\"true\" \
         odk:track-changes-reasons=\"on-form-edit\"",
    )
    .input("/data/a");
    let mut s = f.start();
    assert!(s.wants_user() && !s.wants_reason());
    s.audit_user("Ana, María");
    assert!(!s.wants_user());
    at(&mut s, 10);
    let first = s.finalize().unwrap();
    let mut s = Session::open(f.def(), env(), &first.xml, OpenAs::Edit).unwrap();
    s.continue_audit(&String::from_utf8(first.files[0].1.clone()).unwrap());
    assert!(s.wants_user() && s.wants_reason());
    s.audit_user("Eva");
    at(&mut s, 20);
    s.say("/data/a", "x");
    s.audit_reason("wrong \"name\"");
    assert!(!s.wants_reason());
    at(&mut s, 30);
    s.finalize().unwrap();
    insta::assert_snapshot!(log(&s), @r#"
    event,node,start,end,old-value,new-value,user,change-reason
    form start,,0,,,,"Ana, María",
    question,/data/a,0,10,,,"Ana, María",
    form save,,10,,,,"Ana, María",
    form exit,,10,,,,"Ana, María",
    form finalize,,10,,,,"Ana, María",
    form resume,,0,,,,Eva,
    question,/data/a,0,30,,x,Eva,
    change reason,,20,,,,Eva,"wrong ""name"""
    form save,,30,,,,Eva,
    form exit,,30,,,,Eva,
    form finalize,,30,,,,Eva,
    "#);
}

#[test]
fn a_rule_that_is_broken_at_the_end() {
    let mut s = audited("<a/>", "")
        .bind("/data/a", "required=\"true()\"")
        .input("/data/a")
        .start();
    at(&mut s, 10);
    assert!(s.finalize().is_err());
    at(&mut s, 20);
    s.say("/data/a", "x");
    s.finalize().unwrap();
    insta::assert_snapshot!(log(&s), @r"
    event,node,start,end
    form start,,0,
    question,/data/a,0,10
    constraint error,,10,
    question,/data/a,10,20
    form save,,20,
    form exit,,20,
    form finalize,,20,
    ");
}

#[test]
fn a_kill_loses_no_line() {
    let f = audited(
        "<a/><r jr:template=\"\"><x/></r>",
        "odk:track-changes=\"true\" odk:identify-user=\"true\" odk:location-priority=\"balanced\" \
         odk:location-min-interval=\"20\" odk:location-max-age=\"60\"",
    )
    .input("/data/a")
    .body("<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input></repeat>");
    let mut s = f.start();
    s.audit_user("Ana");
    let snapshot = s.snapshot();
    s.take_deltas();
    at(&mut s, 10);
    s.say("/data/a", "x");
    s.audit_place("20.5 -103.25 1550 10".parse().unwrap());
    s.next();
    at(&mut s, 20);
    s.add_repeat("/data/r").unwrap();
    s.goto("/data/r/x").unwrap();
    at(&mut s, 30);
    s.say("/data/r/x", "y");
    s.remove_repeat("/data/r").unwrap();
    let deltas = s.take_deltas();
    let text = serde_json::to_string(&deltas).unwrap();
    let deltas: Vec<_> = serde_json::from_str(&text).unwrap();
    let mut back = Session::replay(f.def(), env(), &snapshot, &deltas).unwrap();
    assert_eq!(log(&back), log(&s));
    // What was open when it happened ends with the last that was heard.
    at(&mut back, 5000);
    back.audit_event(AuditKind::FormResume);
    let twice = Session::replay(f.def(), env(), &back.snapshot(), &[]).unwrap();
    assert_eq!(log(&twice), log(&back));
    let tail: Vec<String> = log(&back)
        .lines()
        .rev()
        .take(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(
        tail,
        [
            "form resume,,5000,,20.5,-103.25,10.0,,,",
            "add repeat,/data/r[1],30,30,20.5,-103.25,10.0,,,Ana"
        ]
    );
}

#[test]
fn a_form_without_an_audit_node_has_no_log() {
    let mut s = form("<a/>").input("/data/a").start();
    s.audit_event(AuditKind::Jump);
    s.next();
    assert!(s.audit_csv().is_none() && s.take_deltas().is_empty());
    assert!(s.finalize().unwrap().files.is_empty());
    let f = form("<a/><meta><audit/></meta>")
        .bind("/data/meta/audit", "odk:location-priority=\"balanced\"");
    let codes: Vec<_> = f.diagnostics().into_iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form.audit_location"]);
    // The clock goes back; the log does not.
    let mut s = Session::new(f.def(), env());
    s.set_now(env_at("2026-11-22T20:00:00-06:00[America/Mexico_City]", 0).now);
    s.audit_event(AuditKind::FormSave);
    assert!(log(&s).contains("form save,,0,"));
}
