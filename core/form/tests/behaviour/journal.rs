//! The journal: small deltas, and the way back through them.

use farola_form::{Delta, Op, OpenAs, Session};

use crate::support::{Form, Scenario, env, env_at, form};

fn volatile() -> Form {
    form("<a/><at/><dice/><p jr:template=\"\"><x/><id/></p><n>1</n><q><y/></q><meta><instanceID/></meta>")
        .bind("/data/at", "type=\"dateTime\" calculate=\"if(/data/a != '', now(), '')\"")
        .bind("/data/dice", "calculate=\"concat(/data/a, random())\"")
        .bind("/data/p/id", "calculate=\"once(uuid())\"")
        .bind("/data/n", "type=\"int\"")
        .bind("/data/meta/instanceID", "jr:preload=\"uid\"")
        .inputs(&["/data/a", "/data/n"])
        .body(
            "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input></repeat>\
             <repeat nodeset=\"/data/q\" jr:count=\"/data/n\"><input ref=\"/data/q/y\">\
             <label>y</label></input></repeat>",
        )
}

#[test]
fn deltas_have_a_stable_shape() {
    let mut s = volatile().start();
    s.answer("/data/a", "ñ").unwrap();
    s.add_repeat("/data/p").unwrap();
    s.remove_repeat("/data/p").unwrap();
    s.refresh();
    let lines: Vec<String> = s
        .take_deltas()
        .iter()
        .map(|d| serde_json::to_string(d).unwrap())
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"op":"answer","ref":"/data/a","value":"ñ","at":"2026-11-23T20:00:00-06:00[America/Mexico_City]","entropy":"d8012a537ca5cef7"}
    {"op":"add","ref":"/data/p","at":"2026-11-23T20:00:00-06:00[America/Mexico_City]","entropy":"2049729bc4ed163f6891bae30c355e87"}
    {"op":"remove","ref":"/data/p","at":"2026-11-23T20:00:00-06:00[America/Mexico_City]"}
    {"op":"refresh","at":"2026-11-23T20:00:00-06:00[America/Mexico_City]"}
    "#);
    let back: Delta = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(
        back.op,
        Op::Answer {
            path: "/data/a".into(),
            value: "ñ".into()
        }
    );
}

#[test]
fn replay_comes_back_to_the_very_state() {
    let f = volatile();
    let mut s = f.start();
    let start = s.snapshot();
    s.say("/data/a", "1");
    s.add_repeat("/data/p").unwrap();
    s.say("/data/p/x", "v");
    s.set_now(
        "2026-11-23T20:05:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
    );
    s.say("/data/a", "2");
    s.add_repeat("/data/p").unwrap();
    s.remove_repeat("/data/p[1]").unwrap();
    s.say("/data/n", "3");
    s.say("/data/q[3]/y", "three");
    let middle = s.snapshot();
    let first = s.take_deltas();
    s.say("/data/n", "1");
    s.refresh();
    let second = s.take_deltas();
    let all: Vec<Delta> = first.into_iter().chain(second.iter().cloned()).collect();
    // Another clock and other chance must not matter.
    let other = || env_at("2027-01-01T00:00:00Z[UTC]", 200);
    for (snapshot, deltas) in [(&start, &all), (&middle, &second)] {
        let back = Session::replay(f.def(), other(), snapshot, deltas).unwrap();
        assert_eq!(back.dump(), s.dump());
    }
    let mut back = Session::replay(f.def(), other(), &s.snapshot(), &[]).unwrap();
    assert_eq!(back.dump(), s.dump());
    back.say("/data/n", "3");
    assert_eq!(
        back.get("/data/q[3]/y"),
        "three",
        "what a count put aside survives"
    );
}

#[test]
fn a_journal_that_does_not_fit_is_refused() {
    let f = volatile();
    let s = f.start();
    let delta = |json: &str| serde_json::from_str::<Delta>(json).unwrap();
    let at = "2026-11-23T20:00:00-06:00[America/Mexico_City]";
    let cases = [
        format!(r#"{{"op":"answer","ref":"/data/none","value":"","at":"{at}"}}"#),
        format!(r#"{{"op":"remove","ref":"/data/p[9]","at":"{at}"}}"#),
        r#"{"op":"refresh","at":"yesterday"}"#.to_owned(),
        format!(r#"{{"op":"refresh","at":"{at}","entropy":"xyz"}}"#),
    ];
    for case in cases {
        let result = Session::replay(f.def(), env(), &s.snapshot(), &[delta(&case)]);
        assert!(result.is_err(), "{case}");
    }
    for snapshot in [
        &b""[..],
        b"{}",
        br#"{"v":9,"at":"","language":"","xml":""}"#,
    ] {
        assert!(Session::replay(f.def(), env(), snapshot, &[]).is_err());
    }
}

/// What a snapshot and a draft rebuild is what was there.
fn comes_back(f: &Form) -> Session {
    let s = Session::new(f.def(), env());
    let replayed = Session::replay(f.def(), env(), &s.snapshot(), &[]).unwrap();
    assert_eq!(replayed.dump(), s.dump());
    let opened = Session::open(f.def(), env(), &s.save(), OpenAs::Draft).unwrap();
    assert_eq!(opened.dump(), s.dump());
    s
}

#[test]
fn a_template_makes_a_repeat_of_all_its_namesakes() {
    let s = comes_back(&form("<r jr:template=\"\"><v/></r><sum/><r><v>1</v></r>"));
    let paths: Vec<String> = s.dump().into_iter().map(|n| n.path).collect();
    assert_eq!(paths, ["/data", "/data/r", "/data/r/v", "/data/sum"]);
}

#[test]
fn a_group_has_no_value_whatever_is_calculated_for_it() {
    let calculate = "type=\"int\" calculate=\"/data/g/a\"";
    let f = form("<g><a>1</a></g>").bind("/data/g", calculate);
    let s = comes_back(&f);
    assert_eq!(s.value("/data/g"), None);
}
