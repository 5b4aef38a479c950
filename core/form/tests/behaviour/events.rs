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

/// Several actions of one event on one target run in their order; one for new instances may stand
/// in a question of the repeat; what is not relevant is set all the same and shows later.
#[test]
fn actions_share_a_target() {
    let mut s = form("<s/><d/><e/><late/><r><x/></r>")
        .bind("/data/late", "relevant=\"/data/s = 'go'\"")
        .model(
            "<setvalue event=\"odk-instance-first-load\" ref=\"/data/d\">one</setvalue>\
             <setvalue event=\"odk-instance-first-load\" ref=\"/data/d\">two</setvalue>\
             <setvalue event=\"odk-instance-first-load\" ref=\"/data/late\">kept</setvalue>\
             <setvalue event=\"odk-instance-first-load\" ref=\"/data/r/x\">first</setvalue>",
        )
        .body(
            "<input ref=\"/data/s\"><label>s</label>\
             <setvalue event=\"xforms-value-changed\" ref=\"/data/e\" \
             value=\"concat(/data/e, 'a')\"/>\
             <setvalue event=\"xforms-value-changed\" ref=\"/data/e\" \
             value=\"concat(/data/e, 'b')\"/></input>\
             <repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label>\
             <setvalue event=\"odk-new-repeat\" ref=\"/data/r/x\">second</setvalue></input>\
             </repeat>",
        )
        .start();
    assert_eq!(s.get("/data/d"), "two");
    s.say("/data/s", "go");
    assert_eq!(s.get("/data/e"), "ab");
    assert!(s.relevant("/data/late"));
    assert_eq!(s.get("/data/late"), "kept");
    s.add_repeat("/data/r").unwrap();
    assert_eq!(
        (s.get("/data/r[1]/x"), s.get("/data/r[2]/x")),
        ("first".into(), "second".into())
    );
}

/// JavaRosa works out what depends on a target also where an action sets what is there; here
/// every calculation runs once after the events of loading, which comes to the same.
#[test]
fn an_action_that_changes_nothing_is_as_one_that_does() {
    let set = |node: &str, text: &str| {
        format!(
            "<setvalue event=\"odk-instance-first-load\" ref=\"/data/{node}\">{text}</setvalue>"
        )
    };
    for actions in [
        set("c", "z") + &set("f", "x"),
        set("f", "x") + &set("c", "z"),
        set("f", "x"),
        set("c", "z"),
    ] {
        let s = form("<f>x</f><c/><k/>")
            .bind("/data/c", "calculate=\"concat(/data/f, '!')\"")
            .bind("/data/k", "calculate=\"concat(/data/c, '?')\"")
            .model(&actions)
            .start();
        assert_eq!(
            (s.get("/data/c"), s.get("/data/k")),
            ("x!".into(), "x!?".into()),
            "{actions}"
        );
    }
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

#[test]
fn events_of_a_load_run_in_the_order_of_peers() {
    // JavaRosa: first load, then the older name, then load; of each the model before the body,
    // and what depends on an action's value is worked out before the next action.
    let mut s = form("<a/><twice/><b/><c/><d/>")
        .model(
            "<setvalue ref=\"/data/c\" event=\"odk-instance-load\" value=\"concat(/data/c, 3)\"/>\
             <setvalue ref=\"/data/c\" event=\"xforms-ready\" value=\"concat(/data/c, 2)\"/>\
             <setvalue ref=\"/data/c\" event=\"odk-instance-first-load\">1</setvalue>\
             <setvalue ref=\"/data/a\" event=\"odk-instance-first-load\">4</setvalue>\
             <setvalue ref=\"/data/b\" event=\"odk-instance-first-load\" value=\"/data/twice\"/>",
        )
        .bind("/data/a", "type=\"int\"")
        .bind("/data/twice", "type=\"int\" calculate=\"/data/a * 2\"")
        .body(
            "<input ref=\"/data/d\"><label>d</label>\
             <setvalue ref=\"/data/d\" event=\"odk-instance-first-load\" value=\"/data/b + 1\"/>\
             </input>",
        )
        .start();
    assert_eq!(
        ["/data/b", "/data/c", "/data/d"].map(|path| s.get(path)),
        ["8", "123", "9"]
    );
    assert!(s.requests().is_empty() && s.finalize().is_ok());
}

#[test]
fn one_action_may_wait_for_several_events() {
    let f = form("<a/><n>0</n>")
        .model("<bind nodeset=\"/data/n\" type=\"int\"/>")
        .body(
            "<input ref=\"/data/a\"><label>a</label><setvalue ref=\"/data/n\" value=\". + 1\" \
             event=\"odk-instance-first-load  xforms-value-changed\"/></input>",
        );
    let mut s = f.start();
    assert_eq!(s.get("/data/n"), "1");
    s.say("/data/a", "x");
    assert_eq!(s.get("/data/n"), "2");
    let s = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(s.get("/data/n"), "2");
}

#[test]
fn what_a_set_value_sets_off_runs_before_the_next_action() {
    let mut s = form("<a/><b/><c/><d/>")
        .body(
            "<input ref=\"/data/a\"><label>a</label>\
             <setvalue ref=\"/data/b\" event=\"xforms-value-changed\" value=\"/data/a\"/>\
             <setvalue ref=\"/data/d\" event=\"xforms-value-changed\" value=\"/data/c\"/></input>\
             <input ref=\"/data/b\"><label>b</label>\
             <setvalue ref=\"/data/c\" event=\"xforms-value-changed\" value=\"/data/b\"/></input>",
        )
        .start();
    s.say("/data/a", "x");
    assert_eq!(s.get("/data/d"), "x");
}

#[test]
fn a_new_instance_runs_the_actions_of_its_own_repeat_only() {
    let mut s = form("<n>0</n><p jr:template=\"\"><x/></p><q jr:template=\"\"><x/></q>")
        .bind("/data/n", "type=\"int\"")
        .body(
            "<repeat nodeset=\"/data/p\">\
             <setvalue ref=\"/data/n\" event=\"odk-new-repeat\" value=\". + 1\"/>\
             <setvalue ref=\"/data/p/x\" event=\"odk-new-repeat\">p</setvalue>\
             <input ref=\"/data/p/x\"><label>x</label></input></repeat>\
             <repeat nodeset=\"/data/q\">\
             <setvalue ref=\"/data/q/x\" event=\"odk-new-repeat\">q</setvalue>\
             <input ref=\"/data/q/x\"><label>x</label></input></repeat>",
        )
        .start();
    s.add_repeat("/data/p").unwrap();
    s.add_repeat("/data/q").unwrap();
    s.add_repeat("/data/p").unwrap();
    assert_eq!(s.get("/data/n"), "2");
    assert_eq!(
        (s.get("/data/p[2]/x"), s.get("/data/q[1]/x")),
        ("p".into(), "q".into())
    );
}

#[test]
fn the_default_of_a_new_instance_may_be_the_answer_before() {
    let mut s = form("<r><q/></r>")
        .bind("/data/r/q", "type=\"int\"")
        .body(
            "<repeat nodeset=\"/data/r\"><setvalue ref=\"/data/r/q\" event=\"odk-new-repeat\" \
             value=\"/data/r[position()=position(current()/..)-1]/q\"/>\
             <input ref=\"/data/r/q\"><label>q</label></input></repeat>",
        )
        .start();
    // The instance of the form itself never had the event.
    assert_eq!(s.get("/data/r/q"), "");
    s.say("/data/r/q", "7");
    s.add_repeat("/data/r").unwrap();
    s.say("/data/r[2]/q", "8");
    s.add_repeat("/data/r").unwrap();
    assert_eq!(
        (s.get("/data/r[2]/q"), s.get("/data/r[3]/q")),
        ("8".into(), "8".into())
    );
}

#[test]
fn an_action_may_choose_the_instance_it_sets() {
    let mut s = form("<a/><r jr:template=\"\"><x/></r>")
        .body(
            "<input ref=\"/data/a\"><label>a</label><setvalue event=\"xforms-value-changed\" \
             ref=\"/data/r[position() = 2]/x\" value=\"/data/a\"/></input>\
             <repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input></repeat>",
        )
        .start();
    s.say("/data/a", "nobody");
    for _ in 0..3 {
        s.add_repeat("/data/r").unwrap();
    }
    s.say("/data/a", "foo");
    assert_eq!(
        [1, 2, 3].map(|n| s.get(&format!("/data/r[{n}]/x"))),
        ["", "foo", ""]
    );
}

#[test]
fn an_empty_value_clears_whatever_stands_inside() {
    let s = form("<a>12</a><b>13</b><c/>")
        .model(
            "<setvalue ref=\"/data/a\" event=\"odk-instance-first-load\" value=\"\">x</setvalue>\
             <setvalue ref=\"/data/b\" event=\"odk-instance-first-load\"/>\
             <setvalue ref=\"/data/c\" event=\"odk-instance-first-load\">1 + 1</setvalue>",
        )
        .bind("/data/b", "readonly=\"true()\"")
        .start();
    assert_eq!(
        ["/data/a", "/data/b", "/data/c"].map(|path| s.get(path)),
        ["", "", "1 + 1"]
    );
}

#[test]
fn revalidation_comes_at_the_end_and_after_the_rules() {
    let f = form("<a/><b/>")
        .model("<setvalue ref=\"/data/b\" event=\"xforms-revalidate\" value=\"/data/a\"/>")
        .inputs(&["/data/a", "/data/b"]);
    let mut s = f.start();
    s.say("/data/a", "x");
    assert_eq!(s.get("/data/b"), "");
    let done = s.finalize().unwrap();
    assert!(String::from_utf8(done.xml).unwrap().contains("<b>x</b>"));
    // As in ODK Collect it cannot give the answer that a rule asks for.
    let mut s = f.bind("/data/b", "required=\"true()\"").start();
    s.say("/data/a", "x");
    assert!(s.finalize().is_err());
    assert_eq!(s.get("/data/b"), "");
}

#[test]
fn more_properties_and_their_addresses() {
    let property = |name: &str| format!("jr:preload=\"property\" jr:preloadParams=\"{name}\"");
    let mut env = env();
    let p = &mut env.properties;
    p.email = Some("ana@example.org".into());
    p.phone_number = Some("5550100".into());
    p.others.insert("simserial".into(), "8952".into());
    p.others.insert("subscriberid".into(), "334".into());
    let names = [
        ("a", "phone number", "5550100"),
        ("b", "uri:phonenumber", "tel:5550100"),
        ("c", "email", "ana@example.org"),
        ("d", "uri:email", "mailto:ana@example.org"),
        ("e", "uri:username", "username:ana"),
        ("f", "simserial", "8952"),
        ("g", "subscriberid", "334"),
        ("h", "uri:deviceid", "farola:1"),
        ("i", "nonsense", ""),
    ];
    let data: String = names.iter().map(|(n, ..)| format!("<{n}/>")).collect();
    let f = names.iter().fold(form(&data), |f, (node, name, _)| {
        f.bind(&format!("/data/{node}"), &property(name))
    });
    let s = Session::new(f.def(), env);
    for (node, name, expected) in names {
        assert_eq!(s.get(&format!("/data/{node}")), expected, "{name}");
    }
}

#[test]
fn a_date_may_be_the_edge_of_a_week_before() {
    // 23 November 2026 is a Monday.
    let cases = [
        ("today", "2026-11-23"),
        ("prevperiod-week-sun-head", "2026-11-15"),
        ("prevperiod-week-sun-tail", "2026-11-21"),
        ("prevperiod-week-mon-head-x-0", "2026-11-23"),
        ("prevperiod-week-tue-head", "2026-11-10"),
        ("prevperiod-week-tue-tail-x", "2026-11-23"),
    ];
    for (params, expected) in cases {
        let rest = format!("type=\"date\" jr:preload=\"date\" jr:preloadParams=\"{params}\"");
        let s = form("<d/>").bind("/data/d", &rest).start();
        assert_eq!(s.get("/data/d"), expected, "{params}");
    }
}

#[test]
fn what_an_action_sets_off_at_load_runs_before_the_next_action() {
    // JavaRosa: a runs b's action at once, while nothing is calculated yet.
    let mut s = form("<a/><b/><k/><n>0</n><r jr:template=\"\"><x/><y/></r>")
        .bind("/data/k", "calculate=\"concat(/data/n, 'k')\"")
        .model(
            "<setvalue ref=\"/data/a\" event=\"odk-instance-first-load\">x</setvalue>\
             <setvalue ref=\"/data/b\" event=\"odk-instance-first-load\" \
             value=\"concat(/data/b, '!')\"/>",
        )
        .body(
            "<input ref=\"/data/a\"><label>a</label><setvalue ref=\"/data/b\" \
             event=\"xforms-value-changed\" value=\"concat(/data/a, /data/k)\"/></input>\
             <repeat nodeset=\"/data/r\">\
             <setvalue ref=\"/data/n\" event=\"odk-new-repeat\">7</setvalue>\
             <setvalue ref=\"/data/r/x\" event=\"odk-new-repeat\" value=\"/data/k\"/>\
             <input ref=\"/data/r/x\"><label>x</label></input></repeat>",
        )
        .start();
    assert_eq!(s.get("/data/b"), "x!");
    s.add_repeat("/data/r").unwrap();
    assert_eq!(s.get("/data/r/x"), "7k");
}
