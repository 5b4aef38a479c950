//! What is kept over a repeat while it changes, sums, extremes, joined texts, running totals, is
//! at every step what working everything out anew gives, to the last digit.

use std::sync::Arc;

use farola_form::{OpenAs, Session};
use proptest::prelude::*;

use crate::support::{Form, env, form};

const RUNNING: [(&str, &str); 10] = [
    (
        "run",
        "sum(/data/p[position() &lt;= position(current()/..)]/x)",
    ),
    (
        "before",
        "sum(/data/p[position() &lt; position(current()/..)]/x)",
    ),
    (
        "late",
        "count(/data/p[position() &gt; position(current()/..)]/x)",
    ),
    ("two", "/data/p[position() = position(current()/..) - 2]/x"),
    (
        "chain",
        "coalesce(/data/p[position() = position(current()/..) - 1]/chain, 0) + ../x",
    ),
    (
        "most",
        "max(/data/p[position() &lt;= position(current()/..)]/x)",
    ),
    (
        "bare",
        "coalesce(/data/p[position(current()/..) - 1]/bare, 0) + ../x",
    ),
    (
        "last",
        "coalesce(indexed-repeat(/data/p/last, /data/p, position(..) - 1), 0) + ../x",
    ),
    (
        "next",
        "indexed-repeat(/data/p/show, /data/p, position(..) + 1)",
    ),
    (
        "half",
        "concat(indexed-repeat(/data/p/x, /data/p, position(..) div 2), '/', \
         /data/p[position(current()/..) div 2]/x)",
    ),
];

const TOTALS: [(&str, &str); 9] = [
    ("sum", "sum(/data/p/x)"),
    ("least", "min(/data/p/x)"),
    ("greatest", "max(/data/p/x)"),
    ("all", "join(', ', /data/p/x)"),
    ("some", "count-non-empty(/data/p/x)"),
    ("shown", "join('/', /data/p/show)"),
    ("deep", "sum(/data/p/i/v)"),
    ("counted", "join('', /data/c/y)"),
    ("sums", "sum(/data/p/isum)"),
];

fn totals() -> Form {
    let running: String = RUNNING
        .iter()
        .map(|(name, _)| format!("<{name}/>"))
        .collect();
    let outer: String = TOTALS
        .iter()
        .map(|(name, _)| format!("<{name}/>"))
        .collect();
    let mut made = form(&format!(
        "<n/><hide/><p jr:template=\"\"><x/><show/>{running}<i jr:template=\"\"><v/></i><isum/>\
         <imax/><iall/></p><g><c><y/></c></g>{outer}"
    ))
    .bind("/data/n", "type=\"int\"")
    .bind("/data/p/x", "type=\"decimal\"")
    .bind(
        "/data/p/show",
        "relevant=\"../x &gt; 0.3\" calculate=\"../x\"",
    )
    .bind("/data/g", "relevant=\"/data/hide != 'y'\"")
    .bind("/data/g/c/y", "calculate=\"position(..) + /data/n\"")
    .bind("/data/p/i/v", "type=\"decimal\"")
    .bind("/data/p/isum", "calculate=\"sum(../i/v)\"")
    .bind("/data/p/imax", "calculate=\"max(../i/v)\"")
    .bind("/data/p/iall", "calculate=\"join('+', ../i/v)\"");
    for (name, calculate) in RUNNING {
        made = made.bind(
            &format!("/data/p/{name}"),
            &format!("calculate=\"{calculate}\""),
        );
    }
    for (name, calculate) in TOTALS {
        let calculate = calculate.replace("/data/c/", "/data/g/c/");
        made = made.bind(
            &format!("/data/{name}"),
            &format!("calculate=\"{calculate}\""),
        );
    }
    made.inputs(&["/data/n", "/data/hide"]).body(
        "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input>\
         <repeat nodeset=\"/data/p/i\"><input ref=\"/data/p/i/v\"><label>v</label></input></repeat>\
         </repeat><group ref=\"/data/g\"><repeat nodeset=\"/data/g/c\" jr:count=\"/data/n\">\
         <input ref=\"/data/g/c/y\"><label>y</label></input></repeat></group>",
    )
}

#[derive(Debug, Clone)]
enum Step {
    X(usize, String),
    V(usize, usize, String),
    Count(u8),
    Hide(bool),
    Add,
    AddInner(usize),
    Remove(usize),
    RemoveInner(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let value = || {
        prop_oneof![
            8 => (0..20u8).prop_map(|n| format!("{}", f64::from(n) / 10.0)),
            1 => (-5..0i8).prop_map(|n| n.to_string()),
            1 => Just(String::new()),
        ]
    };
    prop_oneof![
        8 => (1..7usize, value()).prop_map(|(i, v)| Step::X(i, v)),
        3 => (1..5usize, 1..4usize, value()).prop_map(|(i, j, v)| Step::V(i, j, v)),
        2 => (0..4u8).prop_map(Step::Count),
        1 => any::<bool>().prop_map(Step::Hide),
        4 => Just(Step::Add),
        2 => (1..5usize).prop_map(Step::AddInner),
        2 => (1..6usize).prop_map(Step::Remove),
        1 => (1..5usize, 1..3usize).prop_map(|(i, j)| Step::RemoveInner(i, j)),
    ]
}

/// Refusals are part of any history.
fn apply(s: &mut Session, step: &Step) {
    match step {
        Step::X(i, v) => drop(s.answer(&format!("/data/p[{i}]/x"), v)),
        Step::V(i, j, v) => drop(s.answer(&format!("/data/p[{i}]/i[{j}]/v"), v)),
        Step::Count(n) => drop(s.answer("/data/n", &n.to_string())),
        Step::Hide(hide) => drop(s.answer("/data/hide", if *hide { "y" } else { "n" })),
        Step::Add => drop(s.add_repeat("/data/p")),
        Step::AddInner(i) => drop(s.add_repeat(&format!("/data/p[{i}]/i"))),
        Step::Remove(i) => drop(s.remove_repeat(&format!("/data/p[{i}]"))),
        Step::RemoveInner(i, j) => drop(s.remove_repeat(&format!("/data/p[{i}]/i[{j}]"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(96),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn kept_totals_are_fresh_totals(steps in prop::collection::vec(step(), 1..50)) {
        let def = totals().def();
        let mut s = Session::new(Arc::clone(&def), env());
        for step in &steps {
            apply(&mut s, step);
            let again = Session::open(Arc::clone(&def), env(), &s.save(), OpenAs::Draft).unwrap();
            prop_assert_eq!(again.dump(), s.dump());
        }
    }

    #[test]
    fn planned_paths_give_what_walking_gives(steps in prop::collection::vec(step(), 1..30)) {
        let mut s = Session::new(totals().def(), env());
        for step in &steps {
            apply(&mut s, step);
        }
        for number in 1.. {
            let row = format!("/data/p[{number}]");
            if s.find(&row).is_none() {
                break;
            }
            for (name, calculate) in RUNNING {
                let path = format!("{row}/{name}");
                let expression = calculate.replace("&lt;", "<").replace("&gt;", ">");
                // Nothing is planned for an expression from outside: its paths are walked.
                let walked = s.eval(&expression, &path).unwrap().value;
                let walked = if walked == "NaN" { "" } else { walked.as_str() };
                prop_assert_eq!(s.value(&path).unwrap_or_default(), walked, "{}", path);
            }
        }
    }
}

#[test]
fn decimals_are_added_from_left_to_right() {
    let mut s = Session::new(totals().def(), env());
    for (k, value) in ["0.1", "0.2", "0.3"].iter().enumerate() {
        s.add_repeat("/data/p").unwrap();
        s.answer(&format!("/data/p[{}]/x", k + 1), value).unwrap();
    }
    // As adding them one after another does, and as JavaRosa gives.
    assert_eq!(s.value("/data/sum"), Some("0.6000000000000001"));
    assert_eq!(s.value("/data/all"), Some("0.1, 0.2, 0.3"));
    s.answer("/data/p[1]/x", "0.4").unwrap();
    assert_eq!(s.value("/data/p[3]/run"), Some("0.9000000000000001"));
    assert_eq!(s.value("/data/least"), Some("0.2"));
}

#[test]
fn a_long_chain_of_instances_settles() {
    let mut s = Session::new(totals().def(), env());
    for k in 1..=300 {
        s.add_repeat("/data/p").unwrap();
        s.answer(&format!("/data/p[{k}]/x"), "1").unwrap();
    }
    assert_eq!(s.value("/data/p[300]/chain"), Some("300"));
    s.answer("/data/p[1]/x", "8").unwrap();
    assert_eq!(s.value("/data/p[300]/chain"), Some("307"));
    assert_eq!(s.value("/data/p[300]/run"), Some("307"));
    s.remove_repeat("/data/p[2]").unwrap();
    assert_eq!(s.value("/data/p[299]/chain"), Some("306"));
}
