//! Defaults, preloads, setvalue.

use farola_form::{OpenAs, Session};

use crate::support::{Scenario, env, env_at, form};

#[test]
fn preloads_know_the_time_the_person_and_a_new_id() {
    let mut s = form("<s/><e/><d/><u/><dev/><meta><instanceID/></meta>")
        .bind(
            "/data/s",
            "type=\"dateTime\" jr:preload=\"timestamp\" jr:preloadParams=\"start\"",
        )
        .bind(
            "/data/e",
            "type=\"dateTime\" jr:preload=\"timestamp\" jr:preloadParams=\"end\"",
        )
        .bind(
            "/data/d",
            "type=\"date\" jr:preload=\"date\" jr:preloadParams=\"today\"",
        )
        .bind(
            "/data/u",
            "jr:preload=\"property\" jr:preloadParams=\"username\"",
        )
        .bind(
            "/data/dev",
            "jr:preload=\"property\" jr:preloadParams=\"deviceid\"",
        )
        .bind("/data/meta/instanceID", "jr:preload=\"uid\"")
        .start();
    assert_eq!(s.get("/data/s"), "2026-11-23T20:00:00.000-06:00");
    assert_eq!(s.get("/data/d"), "2026-11-23");
    assert_eq!(
        (s.get("/data/u"), s.get("/data/dev")),
        ("ana".into(), "farola:1".into())
    );
    let id = s.get("/data/meta/instanceID");
    assert!(id.starts_with("uuid:") && id.len() == 41, "{id}");
    assert_eq!(id.chars().nth(19), Some('4'), "version 4");
    assert_eq!(s.get("/data/e"), "");
    s.set_now(
        "2026-11-23T21:30:00.250-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
    );
    let done = s.finalize().unwrap();
    assert_eq!(s.get("/data/e"), "2026-11-23T21:30:00.250-06:00");
    assert_eq!(done.instance_id, id);
}

#[test]
fn first_load_happens_once() {
    let f = form("<a/><b>static</b><c/>")
        .model(
            "<setvalue ref=\"/data/a\" event=\"odk-instance-first-load\" value=\"concat('x', 1)\"/>\
             <setvalue ref=\"/data/b\" event=\"odk-instance-first-load\">literal</setvalue>\
             <setvalue ref=\"/data/c\" event=\"odk-instance-load\" value=\"now()\"/>",
        )
        .bind("/data/c", "type=\"dateTime\"")
        .inputs(&["/data/a", "/data/b"]);
    let mut s = f.start();
    assert_eq!(
        (s.get("/data/a"), s.get("/data/b")),
        ("x1".into(), "literal".into())
    );
    s.say("/data/a", "mine");
    let later = env_at("2026-11-24T08:00:00-06:00[America/Mexico_City]", 9);
    let s = Session::open(f.def(), later, &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(s.get("/data/a"), "mine");
    assert_eq!(s.get("/data/c"), "2026-11-24T08:00:00.000-06:00");
}

#[test]
fn a_change_sets_other_values_and_only_a_change() {
    let mut s = form("<a/><b/><c/>")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/b\" event=\"xforms-value-changed\" value=\"/data/a * 2\"/>\
             <setvalue ref=\"/data/c\" event=\"xforms-value-changed\" value=\"/data/c + 1\"/>\
             </input>",
        )
        .bind("/data/a", "type=\"int\"")
        .bind("/data/c", "type=\"int\"")
        .inputs(&["/data/b", "/data/c"])
        .start();
    s.say("/data/c", "0");
    s.say("/data/a", "3");
    assert_eq!(
        (s.get("/data/b"), s.get("/data/c")),
        ("6".into(), "1".into())
    );
    s.say("/data/b", "9");
    s.say("/data/a", "3");
    assert_eq!(
        (s.get("/data/b"), s.get("/data/c")),
        ("9".into(), "1".into())
    );
    s.say("/data/a", "4");
    assert_eq!(
        (s.get("/data/b"), s.get("/data/c")),
        ("8".into(), "2".into())
    );
}

#[test]
fn a_calculation_that_changes_sets_off_the_event_too() {
    let mut s = form("<a/><calc/><seen/>")
        .bind("/data/calc", "calculate=\"concat(/data/a, '!')\"")
        .body(
            "<input ref=\"/data/calc\"><label>a</label>\
             <setvalue ref=\"/data/seen\" event=\"xforms-value-changed\" value=\"/data/calc\"/>\
             </input>",
        )
        .input("/data/a")
        .start();
    s.say("/data/a", "x");
    assert_eq!(s.get("/data/seen"), "x!");
}

#[test]
fn a_new_instance_gets_its_own_defaults() {
    let mut s = form("<day>7</day><p jr:template=\"\"><when/><no/></p>")
        .body(
            "<input ref=\"/data/day\"><label>d</label></input><repeat nodeset=\"/data/p\">\
             <setvalue ref=\"/data/p/when\" event=\"odk-new-repeat\" value=\"/data/day\"/>\
             <setvalue ref=\"/data/p/no\" event=\"odk-new-repeat\" value=\"position(..)\"/>\
             <input ref=\"/data/p/when\"><label>w</label></input></repeat>",
        )
        .start();
    s.add_repeat("/data/p").unwrap();
    s.say("/data/day", "8");
    s.add_repeat("/data/p").unwrap();
    assert_eq!(
        (s.get("/data/p[1]/when"), s.get("/data/p[2]/when")),
        ("7".into(), "8".into())
    );
    assert_eq!(
        (s.get("/data/p[1]/no"), s.get("/data/p[2]/no")),
        ("1".into(), "2".into())
    );
}

#[test]
fn two_values_that_set_each_other_come_to_rest() {
    let mut s = form("<a/><b/>")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/b\" event=\"xforms-value-changed\" value=\"/data/a + 1\"/></input>\
             <input ref=\"/data/b\"><label>b</label>\
             <setvalue ref=\"/data/a\" event=\"xforms-value-changed\" value=\"/data/b + 1\"/></input>",
        )
        .start();
    // It can never settle; the session must come back all the same.
    s.say("/data/a", "1");
    assert!(!s.get("/data/b").is_empty());
}

#[test]
fn indentation_is_no_part_of_a_default() {
    let f = form("<a>\n   John\n  </a><b>\n  </b>").inputs(&["/data/a", "/data/b"]);
    let s = f.start();
    assert_eq!(
        (s.get("/data/a"), s.get("/data/b")),
        ("John".into(), "".into())
    );
    let xml = b"<data id='t'><a> spaced </a><b>\n </b></data>";
    let s = Session::open(f.def(), env(), xml, OpenAs::Draft).unwrap();
    assert_eq!(
        (s.get("/data/a"), s.get("/data/b")),
        (" spaced ".into(), "".into())
    );
}

#[test]
fn static_defaults_stand_whatever_relevance_says() {
    let f = form("<a>no</a><b>kept</b>")
        .bind("/data/b", "relevant=\"/data/a = 'yes'\"")
        .inputs(&["/data/a", "/data/b"]);
    let mut s = Session::new(f.def(), env());
    s.say("/data/a", "yes");
    assert_eq!(s.get("/data/b"), "kept");
}

#[test]
fn a_control_or_action_may_name_its_bind() {
    let mut s = form("<a/><b/>")
        .model("<bind id=\"one\" nodeset=\"/data/a\" type=\"int\"/>")
        .model("<setvalue bind=\"one\" event=\"odk-instance-first-load\">4</setvalue>")
        .body("<input bind=\"one\"><label>a</label></input>")
        .start();
    assert_eq!(s.get("/data/a"), "4");
    assert_eq!(s.questions()[0].path, "/data/a");
    s.say("/data/a", "5");
}

#[test]
fn actions_that_set_each_other_off_come_to_rest() {
    let body = "<input ref=\"/data/a\"><label>a</label>\
         <setvalue event=\"xforms-value-changed\" ref=\"/data/a\" value=\"/data/c\"/>\
         <setvalue event=\"xforms-value-changed\" ref=\"/data/b\" value=\"uuid()\"/>\
         <setvalue event=\"xforms-value-changed\" ref=\"/data/c\" value=\"uuid()\"/></input>\
         <input ref=\"/data/b\"><label>b</label>\
         <setvalue event=\"xforms-value-changed\" ref=\"/data/a\">x</setvalue></input>";
    let mut s = form("<a/><b/><c/>").body(body).start();
    s.say("/data/a", "1");
    assert!(!s.get("/data/b").is_empty());
}

#[test]
fn an_action_that_doubles_its_own_value_ends_at_the_limit_of_an_answer() {
    let body = "<input ref=\"/data/a\"><label>a</label><setvalue event=\"xforms-value-changed\" \
         ref=\"/data/a\" value=\"concat(/data/a, /data/a)\"/></input>";
    let mut s = form("<a/>").body(body).start();
    s.say("/data/a", "1");
    assert!(s.get("/data/a").len() <= 1 << 20);
}
