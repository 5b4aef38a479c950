//! What breaks a rule is found by looking again only at what changed, and is at every step what
//! looking at everything gives.

use std::sync::Arc;

use farola_form::{OpenAs, Session};
use proptest::prelude::*;

use crate::support::{Form, env, form};

fn rules() -> Form {
    form(
        "<a/><b/><lang/><g><c/><d/></g><p jr:template=\"\"><x/><y/><i jr:template=\"\"><v/></i></p>\
         <n/><q><w/></q><e/><sum/>",
    )
    .bind("/data/a", "type=\"int\" constraint=\". &lt; 8\"")
    .bind(
        "/data/b",
        "type=\"int\" constraint=\". &gt; /data/a\" required=\"/data/a &gt; 2\"",
    )
    .bind("/data/g", "relevant=\"/data/a != 5\"")
    .bind("/data/g/c", "type=\"int\" required=\"true()\"")
    .bind(
        "/data/g/d",
        "constraint=\"string-length(.) &lt;= sum(/data/p/x)\"",
    )
    .bind("/data/p", "relevant=\"/data/b != 3\"")
    .bind(
        "/data/p/x",
        "type=\"int\" constraint=\". &gt;= count(/data/p) and . != ../y\"",
    )
    .bind(
        "/data/p/y",
        "type=\"int\" required=\"position(..) = 2\" constraint=\". &lt;= sum(../i/v)\"",
    )
    .bind(
        "/data/p/i/v",
        "type=\"int\" constraint=\". + ../../x &lt; 10\" relevant=\"../../x != 4\"",
    )
    .bind("/data/n", "type=\"int\"")
    .bind(
        "/data/q/w",
        "required=\"true()\" constraint=\". != /data/a\"",
    )
    .bind(
        "/data/e",
        "type=\"date\" constraint=\". &lt;= today()\" required=\"/data/sum &gt; 5\"",
    )
    .bind("/data/sum", "type=\"int\" calculate=\"sum(/data/p/x)\"")
    .inputs(&["/data/a", "/data/b", "/data/g/c", "/data/g/d", "/data/e"])
    .body(
        "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input>\
         <input ref=\"/data/p/y\"><label>y</label></input>\
         <repeat nodeset=\"/data/p/i\"><input ref=\"/data/p/i/v\"><label>v</label></input></repeat>\
         </repeat><repeat nodeset=\"/data/q\" jr:count=\"/data/n\"><input ref=\"/data/q/w\">\
         <label>w</label></input></repeat>",
    )
}

#[derive(Debug, Clone)]
enum Step {
    Answer(usize, usize, usize, String),
    Add,
    AddInner(usize),
    Remove(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let value = prop_oneof![
        8 => (0..9u8).prop_map(|n: u8| n.to_string()),
        1 => Just(String::new()),
        1 => Just("2026-11-20".to_owned()),
        1 => Just("2027-11-20".to_owned()),
    ];
    prop_oneof![
        9 => (0..9usize, 1..4usize, 1..3usize, value)
            .prop_map(|(q, i, j, v)| Step::Answer(q, i, j, v)),
        2 => Just(Step::Add),
        1 => (1..4usize).prop_map(Step::AddInner),
        1 => (1..4usize).prop_map(Step::Remove),
    ]
}

/// Refusals are part of any history.
fn apply(s: &mut Session, step: &Step) {
    match step {
        Step::Answer(question, i, j, value) => {
            let path = match question {
                0 => "/data/a".to_owned(),
                1 => "/data/b".to_owned(),
                2 => "/data/g/c".to_owned(),
                3 => "/data/g/d".to_owned(),
                4 => format!("/data/p[{i}]/x"),
                5 => format!("/data/p[{i}]/y"),
                6 => format!("/data/p[{i}]/i[{j}]/v"),
                7 => format!("/data/q[{i}]/w"),
                _ => "/data/e".to_owned(),
            };
            drop(s.answer(&path, value));
            if value.len() == 1 && *question == 8 {
                drop(s.answer("/data/n", value));
            }
        }
        Step::Add => drop(s.add_repeat("/data/p")),
        Step::AddInner(i) => drop(s.add_repeat(&format!("/data/p[{i}]/i"))),
        Step::Remove(i) => drop(s.remove_repeat(&format!("/data/p[{i}]"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(96),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn looking_again_finds_what_looking_at_all_finds(
        steps in prop::collection::vec((step(), any::<bool>()), 1..50),
    ) {
        let def = rules().def();
        let mut s = Session::new(Arc::clone(&def), env());
        for (step, look) in &steps {
            apply(&mut s, step);
            if *look {
                let again = Session::open(Arc::clone(&def), env(), &s.save(), OpenAs::Draft);
                prop_assert_eq!(s.validate(), again.unwrap().validate());
            }
        }
    }
}

#[test]
fn a_constraint_follows_what_it_reads() {
    let mut s = Session::new(rules().def(), env());
    let broken =
        |s: &Session| -> Vec<String> { s.validate().into_iter().map(|error| error.path).collect() };
    assert_eq!(broken(&s), ["/data/g/c"]);
    s.answer("/data/b", "4").unwrap();
    assert_eq!(broken(&s), ["/data/b", "/data/g/c"]);
    s.answer("/data/a", "1").unwrap();
    assert_eq!(broken(&s), ["/data/g/c"]);
    s.answer("/data/a", "6").unwrap();
    assert_eq!(broken(&s), ["/data/b", "/data/g/c"]);
    s.answer("/data/a", "5").unwrap();
    assert_eq!(broken(&s), ["/data/b"]);
    s.answer("/data/e", "2026-11-24").unwrap();
    assert_eq!(broken(&s), ["/data/b", "/data/e"]);
    s.set_now(
        "2026-11-24T08:00:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
    );
    assert_eq!(broken(&s), ["/data/b"]);
}
