//! Actions: their order, and where they are nested.

use farola_form::{OpenAs, Session};

use crate::support::{Scenario, env, form};

#[test]
fn what_an_action_sets_is_worked_out_before_the_next_begins() {
    let mut s = form("<a/><b/><twice/><c/><d/>")
        .bind("/data/twice", "type=\"int\" calculate=\"/data/b * 2\"")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/b\" event=\"xforms-value-changed\" value=\"/data/a + 1\"/>\
             <setvalue ref=\"/data/c\" event=\"xforms-value-changed\" \
                       value=\"concat(/data/twice, /data/d)\"/></input>\
             <input ref=\"/data/b\"><label>b</label>\
             <setvalue ref=\"/data/d\" event=\"xforms-value-changed\">!</setvalue></input>",
        )
        .start();
    s.say("/data/a", "3");
    assert_eq!(s.get("/data/c"), "8!");
}

#[test]
fn the_events_of_a_load_come_in_their_order_and_the_model_before_the_body() {
    let f = form("<log/><a/>")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/log\" event=\"odk-instance-first-load\" \
                       value=\"concat(/data/log, 'n')\"/></input>",
        )
        .model(
            "<setvalue ref=\"/data/log\" event=\"odk-instance-load\" \
                       value=\"concat(/data/log, 'l')\"/>\
             <setvalue ref=\"/data/log\" event=\"xforms-ready\" value=\"concat(/data/log, 'r')\"/>\
             <setvalue ref=\"/data/log\" event=\"odk-instance-first-load odk-instance-load\" \
                       value=\"concat(/data/log, 'f')\"/>",
        );
    let s = f.start();
    assert_eq!(s.get("/data/log"), "fnrlf");
    let again = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(again.get("/data/log"), "fnrlflf");
}

#[test]
fn an_action_in_a_repeat_is_of_its_own_instance() {
    let mut s = form("<total>0</total><r jr:template=\"\"><x/><y/></r>")
        .bind("/data/total", "type=\"int\"")
        .body(
            "<repeat nodeset=\"/data/r\">\
             <setvalue ref=\"/data/total\" event=\"odk-new-repeat\" value=\". + 10\"/>\
             <input ref=\"/data/r/x\"><label>x</label>\
             <setvalue ref=\"/data/r/y\" event=\"xforms-value-changed\" value=\"../x * 2\"/>\
             <setvalue ref=\"/data/total\" event=\"xforms-value-changed\" value=\". + 1\"/>\
             </input></repeat>",
        )
        .start();
    s.add_repeat("/data/r").unwrap();
    s.add_repeat("/data/r").unwrap();
    assert_eq!(s.get("/data/total"), "20");
    s.say("/data/r[2]/x", "4");
    assert_eq!(
        (s.get("/data/r/y"), s.get("/data/r[2]/y")),
        ("".into(), "8".into())
    );
    assert_eq!(s.get("/data/total"), "21");
}

#[test]
fn a_load_runs_what_is_nested_once_for_each_instance() {
    let of = |instances: &str| {
        form(&format!("<t>0</t>{instances}"))
            .bind("/data/t", "type=\"int\"")
            .body(
                "<repeat nodeset=\"/data/r\">\
                 <setvalue ref=\"/data/r/x\" event=\"odk-new-repeat odk-instance-first-load\" \
                           value=\"concat('p', position(..))\"/>\
                 <input ref=\"/data/r/x\"><label>x</label>\
                 <setvalue ref=\"/data/t\" event=\"odk-instance-first-load\" value=\". + 1\"/>\
                 </input></repeat>",
            )
    };
    let mut s = of("<r><x/></r><r><x/></r>").start();
    s.add_repeat("/data/r").unwrap();
    let values =
        ["/data/t", "/data/r[1]/x", "/data/r[2]/x", "/data/r[3]/x"].map(|path| s.get(path));
    assert_eq!(values, ["2", "p1", "p2", "p3"]);
    assert_eq!(
        of("<r jr:template=\"\"><x/></r>").start().get("/data/t"),
        "0"
    );
}

#[test]
fn what_an_action_sets_is_stored_as_an_answer_is() {
    let s = form("<d/><t/><n/>")
        .bind("/data/d", "type=\"decimal\"")
        .bind("/data/t", "type=\"time\"")
        .bind("/data/n", "type=\"int\"")
        .model(
            "<setvalue ref=\"/data/d\" event=\"odk-instance-first-load\">2.50</setvalue>\
             <setvalue ref=\"/data/t\" event=\"odk-instance-first-load\" value=\"'14:00'\"/>\
             <setvalue ref=\"/data/n\" event=\"odk-instance-first-load\">no number</setvalue>",
        )
        .inputs(&["/data/d", "/data/t", "/data/n"])
        .start();
    let values = ["/data/d", "/data/t", "/data/n"].map(|path| s.get(path));
    assert_eq!(values, ["2.5", "14:00:00.000-06:00", "no number"]);
    assert_eq!(s.validate().len(), 1);
}

#[test]
fn a_reference_may_pick_one_instance() {
    let mut s = form("<a/><r><x/></r><r><x/></r><r><x/></r>")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/r[position()=2]/x\" event=\"xforms-value-changed\" \
                       value=\"/data/a\"/></input>\
             <repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input></repeat>",
        )
        .start();
    s.say("/data/a", "foo");
    let values = ["/data/r/x", "/data/r[2]/x", "/data/r[3]/x"].map(|path| s.get(path));
    assert_eq!(values, ["", "foo", ""]);
}

#[test]
fn an_empty_value_clears_and_read_only_is_no_hindrance() {
    let s = form("<a>text</a><b>text</b><c>text</c><d/>")
        .bind("/data/d", "type=\"int\" readonly=\"true()\"")
        .model(
            "<setvalue ref=\"/data/a\" event=\"odk-instance-first-load\" value=\"\">kept?</setvalue>\
             <setvalue ref=\"/data/b\" event=\"odk-instance-first-load\"/>\
             <setvalue ref=\"/data/c\" event=\"odk-instance-first-load\">4*4</setvalue>\
             <setvalue ref=\"/data/d\" event=\"odk-instance-first-load\" value=\"4*4\"/>",
        )
        .inputs(&["/data/a", "/data/b", "/data/c", "/data/d"])
        .start();
    let values = ["/data/a", "/data/b", "/data/c", "/data/d"].map(|path| s.get(path));
    assert_eq!(values, ["", "", "4*4", "16"]);
}

#[test]
fn the_end_runs_what_waits_for_it_once_the_answers_are_right() {
    let f = form("<a/><n>0</n><meta><instanceID/></meta>")
        .bind("/data/a", "required=\"true()\"")
        .bind("/data/n", "type=\"int\"")
        .bind("/data/meta/instanceID", "jr:preload=\"uid\"")
        .model("<setvalue ref=\"/data/n\" event=\"xforms-revalidate\" value=\"/data/n + 1\"/>")
        .input("/data/a");
    let mut s = f.start();
    assert!(s.finalize().is_err());
    assert_eq!(s.get("/data/n"), "0");
    s.say("/data/a", "x");
    let done = String::from_utf8(s.finalize().unwrap().xml).unwrap();
    assert!(done.contains("<n>1</n>"), "{done}");
}

#[test]
fn properties_by_every_name_that_forms_use() {
    let names = [
        ("deviceid", "farola:1"),
        ("username", "ana"),
        ("uri:username", "username:ana"),
        ("email", "ana@example.org"),
        ("uri:email", "mailto:ana@example.org"),
        ("phonenumber", "+523312345678"),
        ("phone number", "+523312345678"),
        ("uri:phonenumber", "tel:+523312345678"),
        ("subscriberid", ""),
        ("simserial", ""),
    ];
    for (name, value) in names {
        let f = form("<a/>").bind(
            "/data/a",
            &format!("jr:preload=\"property\" jr:preloadParams=\"{name}\""),
        );
        assert!(f.diagnostics().is_empty(), "{name}");
        let mut known = env();
        known.properties.email = Some("ana@example.org".to_owned());
        known.properties.phone_number = Some("+523312345678".to_owned());
        assert_eq!(Session::new(f.def(), known).get("/data/a"), value, "{name}");
    }
}
