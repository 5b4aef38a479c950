//! Drafts that go on in another version of their form.

use std::sync::Arc;

use farola_form::{FormDef, FormError, MigrationReport, Moved, Session, SetAside, SetAsideReason};

use crate::support::{Form, Scenario, env, form};

/// The form as version `version`.
fn def(form: &Form, version: &str) -> Arc<FormDef> {
    let xml = form
        .xml()
        .replace("version=\"1\"", &format!("version=\"{version}\""));
    let (def, diagnostics) = FormDef::parse(xml.as_bytes(), &form.media);
    Arc::new(def.unwrap_or_else(|| panic!("{diagnostics:?}")))
}

fn migrate(old: &Session, new: &Form) -> (Session, MigrationReport) {
    old.migrate(def(new, "2"), env()).unwrap()
}

fn aside(path: &str, value: &str, reason: SetAsideReason) -> SetAside {
    SetAside {
        path: path.into(),
        value: value.into(),
        version: "1".into(),
        reason,
    }
}

fn moved(from: &str, to: &str) -> Moved {
    Moved {
        from: from.into(),
        to: to.into(),
    }
}

const META: &str = "<meta><instanceID/></meta>";

fn old() -> Form {
    form(&format!(
        "<name/><age/><g><street/></g><gone/><total/>{META}"
    ))
    .bind("/data/age", "type=\"int\"")
    .bind("/data/total", "calculate=\"/data/age + 1\"")
    .bind("/data/meta/instanceID", "jr:preload=\"uid\"")
    .inputs(&["/data/name", "/data/age", "/data/g/street", "/data/gone"])
}

#[test]
fn what_fits_goes_over_and_the_rest_is_set_aside() {
    let mut s = old().start();
    s.say("/data/name", "Ana");
    s.say("/data/age", "34");
    s.say("/data/g/street", "Juárez");
    s.say("/data/gone", "kept aside");
    let new = form(&format!(
        "<age/><name>Default</name><street/><new>5</new>{META}<start/>"
    ))
    .bind("/data/age", "type=\"decimal\"")
    .bind("/data/meta/instanceID", "jr:preload=\"uid\"")
    .bind(
        "/data/start",
        "jr:preload=\"timestamp\" jr:preloadParams=\"start\"",
    )
    .inputs(&["/data/age", "/data/name", "/data/street", "/data/new"]);
    let (mut n, report) = migrate(&s, &new);
    let got = ["name", "age", "street", "new"].map(|x| n.get(&format!("/data/{x}")));
    assert_eq!(got, ["Ana", "34", "Juárez", "5"]);
    // The instance stays the same one; what only a new form begins with is begun.
    let id = "/data/meta/instanceID";
    assert_eq!(n.get(id), s.get(id));
    assert!(n.get("/data/start").starts_with("2026-11-23T20:00"));
    assert_eq!((report.from.as_str(), report.to.as_str()), ("1", "2"));
    assert_eq!(report.kept, 3);
    assert_eq!(report.moved, [moved("/data/g/street", "/data/street")]);
    let gone = aside("/data/gone", "kept aside", SetAsideReason::NoPlace);
    assert_eq!(report.set_aside, std::slice::from_ref(&gone));
    assert_eq!(report.fresh, ["/data/new"]);
    assert_eq!(n.attic(), [gone]);
    // In words, without an answer.
    let words = report.to_string();
    assert!(words.contains("/data/gone was set aside"), "{words}");
    assert!(!words.contains("kept aside") && !format!("{report:?}").contains("kept aside"));
    // The submission is of the new version and knows nothing of the attic.
    let xml = String::from_utf8(n.finalize().unwrap().xml).unwrap();
    assert!(
        xml.contains("version=\"2\"") && !xml.contains("kept aside"),
        "{xml}"
    );
    // The old session stands as it was.
    assert_eq!(s.get("/data/gone"), "kept aside");
}

#[test]
fn the_attic_outlives_snapshots_and_gives_back() {
    let mut s = old().start();
    s.say("/data/gone", "once more");
    let without = form(&format!("<name/>{META}")).input("/data/name");
    let (n, _) = migrate(&s, &without);
    let n = Session::replay(def(&without, "2"), env(), &n.snapshot(), &[]).unwrap();
    assert_eq!(n.attic().len(), 1);
    let (n, report) = n.migrate(def(&old(), "3"), env()).unwrap();
    assert_eq!(n.get("/data/gone"), "once more");
    assert_eq!(report.restored, ["/data/gone"]);
    assert_eq!(n.attic(), []);
}

#[test]
fn a_type_that_changed_takes_what_it_can() {
    let types = |a: &str, b: &str, c: &str| {
        form("<a/><b/><c/>")
            .bind("/data/a", &format!("type=\"{a}\""))
            .bind("/data/b", &format!("type=\"{b}\""))
            .bind("/data/c", &format!("type=\"{c}\""))
            .inputs(&["/data/a", "/data/b", "/data/c"])
    };
    let mut s = types("decimal", "dateTime", "string").start();
    s.say("/data/a", "5.5");
    s.say("/data/b", "2026-11-23T20:00");
    s.say("/data/c", "12");
    let (n, report) = migrate(&s, &types("int", "date", "int"));
    let got = ["a", "b", "c"].map(|x| n.get(&format!("/data/{x}")));
    assert_eq!(got, ["", "2026-11-23", "12"]);
    assert_eq!(report.converted, [moved("/data/b", "date")]);
    assert_eq!(
        report.set_aside,
        [aside("/data/a", "5.5", SetAsideReason::Type)]
    );
    assert_eq!(report.kept, 2);
}

fn people(fields: &str, inputs: &str) -> Form {
    form(&format!("<p jr:template=\"\">{fields}</p>"))
        .body(&format!("<repeat nodeset=\"/data/p\">{inputs}</repeat>"))
}

fn asked(nodes: &[&str]) -> String {
    let input = |n: &&str| format!("<input ref=\"{n}\"><label>x</label></input>");
    nodes.iter().map(input).collect()
}

#[test]
fn repeats_go_over_instance_by_instance() {
    let mut s = people(
        "<name/><old/><in><x/></in>",
        &asked(&["/data/p/name", "/data/p/old", "/data/p/in/x"]),
    )
    .start();
    for (index, name) in ["Ana", "Bea"].into_iter().enumerate() {
        s.add_repeat("/data/p").unwrap();
        s.say(&format!("/data/p[{}]/name", index + 1), name);
        s.say(&format!("/data/p[{}]/in/x", index + 1), "1");
    }
    s.say("/data/p[2]/old", "lost");
    let new = people(
        "<name/><x/><n>7</n>",
        &asked(&["/data/p/name", "/data/p/x", "/data/p/n"]),
    );
    let (mut n, report) = migrate(&s, &new);
    let got = ["name", "x", "n"].map(|x| n.get(&format!("/data/p[2]/{x}")));
    assert_eq!(got, ["Bea", "1", "7"]);
    assert_eq!(n.get("/data/p/name"), "Ana");
    let lost = aside("/data/p[2]/old", "lost", SetAsideReason::NoPlace);
    assert_eq!(report.set_aside, [lost]);
    assert_eq!(report.fresh, ["/data/p/n", "/data/p[2]/n"]);
    // An instance added now is one of the new version.
    n.add_repeat("/data/p").unwrap();
    assert_eq!(n.get("/data/p[3]/n"), "7");
}

#[test]
fn groups_and_repeats_become_each_other() {
    let group = form("<p><name/></p>").body(&format!(
        "<group ref=\"/data/p\">{}</group>",
        asked(&["/data/p/name"])
    ));
    let repeat = people("<name/>", &asked(&["/data/p/name"]));
    let mut s = group.start();
    s.say("/data/p/name", "Ana");
    let (n, report) = migrate(&s, &repeat);
    assert_eq!(n.get("/data/p/name"), "Ana");
    assert_eq!((report.kept, report.set_aside.len()), (1, 0));
    // The other way the first instance has a place, the others are set aside.
    let mut s = repeat.start();
    for index in 1..=3 {
        s.add_repeat("/data/p").unwrap();
        s.say(&format!("/data/p[{index}]/name"), &format!("n{index}"));
    }
    let (n, report) = migrate(&s, &group);
    assert_eq!(n.get("/data/p/name"), "n1");
    assert_eq!(
        report.set_aside,
        [
            aside("/data/p[2]/name", "n2", SetAsideReason::NoPlace),
            aside("/data/p[3]/name", "n3", SetAsideReason::NoPlace),
        ]
    );
    // A repeat that moved into a group is the same repeat.
    let inside = form("<g><p jr:template=\"\"><name/></p></g>").body(&format!(
        "<group ref=\"/data/g\"><repeat nodeset=\"/data/g/p\">{}</repeat></group>",
        asked(&["/data/g/p/name"])
    ));
    let (n, report) = migrate(&s, &inside);
    assert_eq!(n.get("/data/g/p[3]/name"), "n3");
    assert_eq!((report.kept, report.set_aside.len()), (3, 0));
}

fn select(kind: &str, values: &[&str]) -> Form {
    let item = |v: &&str| format!("<item><label>{v}</label><value>{v}</value></item>");
    let items: String = values.iter().map(item).collect();
    form("<q/><other/>").body(&format!(
        "<{kind} ref=\"/data/q\"><label>q</label>{items}</{kind}>"
    ))
}

#[test]
fn choices_no_longer_on_offer_are_taken_back() {
    let mut s = select("select", &["a", "b", "c"]).start();
    s.say("/data/q", "a b c");
    let (n, report) = migrate(&s, &select("select", &["c", "a", "d"]));
    assert_eq!(n.get("/data/q"), "a c");
    let lost = aside("/data/q", "b", SetAsideReason::Choice);
    assert_eq!((report.kept, &report.set_aside), (1, &vec![lost]));
    // One of several is no longer several.
    let (n, report) = migrate(&s, &select("select1", &["a", "b", "c"]));
    assert_eq!(n.get("/data/q"), "");
    let lost = aside("/data/q", "a b c", SetAsideReason::Type);
    assert_eq!(report.set_aside, [lost]);
    let mut s = select("select1", &["a", "b"]).start();
    s.say("/data/q", "b");
    let (n, report) = migrate(&s, &select("select", &["a", "b"]));
    assert_eq!((n.get("/data/q").as_str(), report.kept), ("b", 1));
    // A filter of the new version counts too.
    let filtered = form("<q/><other/>")
        .model(
            "<instance id=\"l\"><root><item><name>a</name><of>1</of></item>\
             <item><name>b</name><of>2</of></item></root></instance>",
        )
        .body(
            "<select1 ref=\"/data/q\"><label>q</label><itemset \
             nodeset=\"instance('l')/root/item[of = /data/other]\"><value ref=\"name\"/>\
             <label ref=\"name\"/></itemset></select1>",
        );
    let (n, report) = migrate(&s, &filtered);
    assert_eq!((n.get("/data/q").as_str(), report.kept), ("", 0));
    assert_eq!(
        report.set_aside,
        [aside("/data/q", "b", SetAsideReason::Choice)]
    );
}

#[test]
fn first_events_run_for_what_is_new_only() {
    let set = |node: &str| {
        format!("<setvalue event=\"odk-instance-first-load\" ref=\"{node}\" value=\"'set'\"/>")
    };
    let one = form("<a/>").model(&set("/data/a")).input("/data/a");
    let mut s = one.start();
    s.say("/data/a", "changed");
    let two = form("<a/><b/>")
        .model(&set("/data/a"))
        .model(&set("/data/b"))
        .inputs(&["/data/a", "/data/b"]);
    let (n, _) = migrate(&s, &two);
    assert_eq!(
        (n.get("/data/a"), n.get("/data/b")),
        ("changed".into(), "set".into())
    );
}

#[test]
fn moving_to_the_same_form_changes_nothing() {
    let mut s = old().start();
    s.say("/data/name", "Ana");
    s.say("/data/age", "1");
    let (n, report) = s.migrate(old().def(), env()).unwrap();
    assert_eq!(n.dump(), s.dump());
    assert_eq!(report.kept, 2);
    let nothing = MigrationReport {
        from: "1".into(),
        to: "1".into(),
        kept: 2,
        ..MigrationReport::default()
    };
    assert_eq!(report, nothing);
    let other = old().xml().replace("id=\"t\"", "id=\"u\"");
    let (other, _) = crate::support::parse(&other);
    let error = s.migrate(Arc::new(other.unwrap()), env()).unwrap_err();
    assert!(matches!(error, FormError::OtherForm { .. }));
}
