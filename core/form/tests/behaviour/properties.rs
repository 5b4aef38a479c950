//! What must hold after any history: incremental equals recomputed, replay equals state, a saved
//! and reopened draft equals itself, and no bytes make the reader panic.

use std::sync::Arc;

use farola_form::{Bounds, FormDef, MediaMap, NoMedia, OpenAs, Session, submission};
use proptest::prelude::*;

use crate::support::{Form, env, form};

/// Every kind of edge: same row, outer to inner, inner to outer, sibling instances, nested,
/// positions, existence, relevance, counts, choices.
fn dense() -> Form {
    form(
        "<a/><b/><n/><p jr:template=\"\"><x/><twice/><share/><pos/><run/><show/>\
         <i jr:template=\"\"><v/><w/></i><isum/></p><c><y/></c><total/><joined/><many/><pick/>",
    )
    .model(
        "<instance id=\"l\"><root><item><name>1</name><k>1</k></item><item><name>2</name><k>2</k>\
         </item><item><name>3</name><k>1</k></item></root></instance>",
    )
    .bind("/data/a", "type=\"int\"")
    .bind("/data/b", "relevant=\"/data/a &gt; 2\"")
    .bind("/data/n", "type=\"int\"")
    .bind("/data/p", "relevant=\"/data/a != 7\"")
    .bind("/data/p/x", "type=\"int\"")
    .bind(
        "/data/p/twice",
        "type=\"int\" calculate=\"../x * 2 + coalesce(/data/a, 0)\"",
    )
    .bind(
        "/data/p/share",
        "calculate=\"round(../x div /data/total, 2)\"",
    )
    .bind("/data/p/pos", "type=\"int\" calculate=\"position(..)\"")
    .bind(
        "/data/p/run",
        "calculate=\"sum(/data/p[position() &lt;= position(current()/..)]/x)\"",
    )
    .bind(
        "/data/p/show",
        "relevant=\"/data/p/x mod 2 = 0\" calculate=\"concat('s', ../x)\"",
    )
    .bind("/data/p/i/v", "type=\"int\" relevant=\"../../x != 3\"")
    .bind(
        "/data/p/i/w",
        "calculate=\"../v + ../../x + count(/data/p)\"",
    )
    .bind("/data/p/isum", "calculate=\"sum(../i/w)\"")
    .bind("/data/total", "type=\"int\" calculate=\"sum(/data/p/x)\"")
    .bind("/data/joined", "calculate=\"join(' ', /data/p/show)\"")
    .bind(
        "/data/many",
        "calculate=\"count(/data/p/i) + count(/data/c[y != ''])\"",
    )
    .inputs(&["/data/a", "/data/b", "/data/n"])
    .body(
        "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input>\
         <repeat nodeset=\"/data/p/i\"><input ref=\"/data/p/i/v\"><label>v</label></input></repeat>\
         </repeat><repeat nodeset=\"/data/c\" jr:count=\"/data/n\"><input ref=\"/data/c/y\">\
         <label>y</label></input></repeat>\
         <select ref=\"/data/pick\"><label>k</label>\
         <itemset nodeset=\"instance('l')/root/item[k = /data/b or /data/b = '']\">\
         <value ref=\"name\"/><label ref=\"name\"/></itemset></select>",
    )
}

#[derive(Debug, Clone)]
enum Step {
    Answer(usize, usize, usize, String),
    Add,
    AddInner(usize),
    Remove(usize),
    RemoveInner(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let value = prop_oneof![
        (0..9u8).prop_map(|n: u8| n.to_string()),
        Just(String::new())
    ];
    prop_oneof![
        6 => (0..6usize, 1..5usize, 1..4usize, value)
            .prop_map(|(q, i, j, v)| Step::Answer(q, i, j, v)),
        3 => Just(Step::Add),
        2 => (1..4usize).prop_map(Step::AddInner),
        1 => (1..5usize).prop_map(Step::Remove),
        1 => (1..4usize, 1..3usize).prop_map(|(i, j)| Step::RemoveInner(i, j)),
    ]
}

/// Refusals are part of any history.
fn apply(s: &mut Session, step: &Step) {
    match step {
        Step::Answer(question, i, j, value) => {
            let path = match question {
                0 => "/data/a".to_owned(),
                1 => "/data/b".to_owned(),
                2 => "/data/n".to_owned(),
                3 => format!("/data/p[{i}]/x"),
                4 => format!("/data/p[{i}]/i[{j}]/v"),
                _ => "/data/pick".to_owned(),
            };
            drop(s.answer(&path, value));
        }
        Step::Add => drop(s.add_repeat("/data/p")),
        Step::AddInner(i) => drop(s.add_repeat(&format!("/data/p[{i}]/i"))),
        Step::Remove(i) => drop(s.remove_repeat(&format!("/data/p[{i}]"))),
        Step::RemoveInner(i, j) => drop(s.remove_repeat(&format!("/data/p[{i}]/i[{j}]"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        // More with PROPTEST_CASES; this many are quick enough for every run.
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(96),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn incremental_equals_recomputed(steps in prop::collection::vec(step(), 1..40)) {
        let def = dense().def();
        let mut s = Session::new(Arc::clone(&def), env());
        let baseline = s.snapshot();
        s.take_deltas();
        for step in &steps {
            apply(&mut s, step);
        }
        // Opening a draft works everything out anew.
        let again = Session::open(Arc::clone(&def), env(), &s.save(), OpenAs::Draft).unwrap();
        prop_assert_eq!(again.dump(), s.dump());
        prop_assert_eq!(again.validate(), s.validate());
        // The journal leads to the same place.
        let replayed = Session::replay(Arc::clone(&def), env(), &baseline, &s.take_deltas());
        prop_assert_eq!(replayed.unwrap().dump(), s.dump());
        let from_snapshot = Session::replay(def, env(), &s.snapshot(), &[]).unwrap();
        prop_assert_eq!(from_snapshot.dump(), s.dump());
    }

    #[test]
    fn what_was_put_down_is_worked_out_in_the_end(
        steps in prop::collection::vec(step(), 1..30), few in 20..3_000u64,
    ) {
        let def = dense().def();
        let mut s = Session::new(Arc::clone(&def), env());
        s.bound(Bounds { steps: few, ..Bounds::default() });
        for step in &steps {
            apply(&mut s, step);
        }
        s.bound(Bounds::default());
        // Finalizing takes up everything; whether rules are broken does not matter here.
        drop(s.finalize());
        prop_assert_eq!(s.unfinished(), None);
        let again = Session::open(def, env(), &s.save(), OpenAs::Draft).unwrap();
        prop_assert_eq!(again.dump(), s.dump());
        prop_assert_eq!(again.validate(), s.validate());
    }

    #[test]
    fn finalizing_after_reopening_is_the_same(steps in prop::collection::vec(step(), 1..25)) {
        let def = dense().def();
        let mut s = Session::new(Arc::clone(&def), env());
        for step in &steps {
            apply(&mut s, step);
        }
        let mut again = Session::open(def, env(), &s.save(), OpenAs::Draft).unwrap();
        prop_assert_eq!(again.finalize(), s.finalize());
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = FormDef::parse(&bytes, &NoMedia);
        let _ = submission::read(&bytes);
    }

    #[test]
    fn no_wounded_form_makes_the_reader_panic(
        at in 0..4000usize, cut in 0..60usize, patch in "[<>/='\"a-z(\\[ ]{0,6}",
    ) {
        let mut xml = dense().xml();
        let from = (0..=at.min(xml.len())).rev().find(|i| xml.is_char_boundary(*i)).unwrap();
        let until = (from..=(from + cut).min(xml.len())).rev().find(|i| xml.is_char_boundary(*i));
        xml.replace_range(from..until.unwrap(), &patch);
        let (def, diagnostics) = FormDef::parse(xml.as_bytes(), &NoMedia);
        prop_assert!(def.is_some() || !diagnostics.is_empty());
        if let Some(def) = def {
            let mut s = Session::new(Arc::new(def), env());
            let _ = s.answer("/data/a", "3");
            let _ = s.questions();
            let _ = s.finalize();
        }
    }

    #[test]
    fn no_table_makes_the_reader_panic(text in "[a,;\"\n\r\u{feff}é<&]{0,80}") {
        let mut media = MediaMap::new();
        media.insert("l.csv".to_owned(), text.into_bytes());
        let f = form("<a/>").model("<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>");
        let (def, _) = FormDef::parse(f.xml().as_bytes(), &media);
        prop_assert!(def.is_some());
    }
}
