//! Repeats: adding, removing, counting, nesting, and who hears of it.

use farola_form::{FormError, Session};

use crate::support::{Form, Scenario, env, form};

fn people() -> Form {
    form("<p jr:template=\"\"><age/><double/><pos/><name>anon</name></p><sum/><n/>")
        .bind("/data/p/age", "type=\"int\"")
        .bind("/data/p/double", "type=\"int\" calculate=\"../age * 2\"")
        .bind("/data/p/pos", "type=\"int\" calculate=\"position(..)\"")
        .bind(
            "/data/sum",
            "type=\"int\" calculate=\"sum(/data/p/double)\"",
        )
        .bind("/data/n", "type=\"int\" calculate=\"count(/data/p)\"")
        .body(
            "<group ref=\"/data/p\"><label>Person</label><repeat nodeset=\"/data/p\">\
             <input ref=\"/data/p/age\"><label>Age</label></input></repeat></group>",
        )
}

fn add(s: &mut Session, age: &str) -> String {
    let path = s.add_repeat("/data/p").unwrap().path;
    s.say(&format!("{path}/age"), age);
    path
}

#[test]
fn instances_are_added_and_removed() {
    let mut s = people().start();
    assert_eq!(
        (s.get("/data/n"), s.get("/data/sum")),
        ("0".into(), "0".into())
    );
    assert_eq!(add(&mut s, "3"), "/data/p");
    assert_eq!(add(&mut s, "4"), "/data/p[2]");
    assert_eq!(add(&mut s, "5"), "/data/p[3]");
    assert_eq!(s.get("/data/p[2]/name"), "anon");
    assert_eq!(
        (s.get("/data/n"), s.get("/data/sum")),
        ("3".into(), "24".into())
    );
    let changes = s.remove_repeat("/data/p[1]").unwrap();
    assert!(changes.structure);
    assert_eq!(
        (s.get("/data/n"), s.get("/data/sum")),
        ("2".into(), "18".into())
    );
    assert_eq!(
        (s.get("/data/p[1]/age"), s.get("/data/p[1]/pos")),
        ("4".into(), "1".into())
    );
    assert_eq!(s.get("/data/p[2]/pos"), "2");
    assert!(s.value("/data/p[3]/age").is_none());
    for wrong in [
        "/data/p[3]",
        "/data/p[0]",
        "/data/x",
        "/data",
        "/data/p/age",
    ] {
        assert!(
            matches!(s.remove_repeat(wrong), Err(FormError::NoSuch { .. })),
            "{wrong}"
        );
    }
}

/// JavaRosa leaves the later instances' totals as they were here, and saves them wrong.
#[test]
fn totals_over_earlier_instances_are_never_stale() {
    let mut s = form("<p jr:template=\"\"><age/><running/></p>")
        .bind("/data/p/age", "type=\"int\"")
        .bind(
            "/data/p/running",
            "type=\"int\" calculate=\"sum(/data/p[position() &lt;= position(current()/..)]/age)\"",
        )
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/age\"><label>A</label></input></repeat>")
        .start();
    for k in 1..=30 {
        add(&mut s, &k.to_string());
    }
    assert_eq!(s.get("/data/p[30]/running"), "465");
    s.say("/data/p[1]/age", "8");
    assert_eq!(s.get("/data/p[30]/running"), "472");
    assert_eq!(s.get("/data/p[1]/running"), "8");
    s.remove_repeat("/data/p[2]").unwrap();
    assert_eq!(s.get("/data/p[29]/running"), "470");
}

/// JavaRosa refuses this form as a cycle; between instances there is none.
#[test]
fn a_total_may_refer_to_the_instance_before() {
    let f = form("<p jr:template=\"\"><age/><total/></p>")
        .bind("/data/p/age", "type=\"int\"")
        .bind(
            "/data/p/total",
            "type=\"int\" calculate=\"../age + coalesce(\
             indexed-repeat(/data/p/total, /data/p, position(..) - 1), 0)\"",
        )
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/age\"><label>A</label></input></repeat>");
    let codes: Vec<&str> = f.diagnostics().iter().map(|d| d.code).collect();
    assert_eq!(codes, ["form.cycle_between_instances"]);
    let mut s = f.start();
    for age in ["1", "2", "3", "4"] {
        add(&mut s, age);
    }
    assert_eq!(s.get("/data/p[4]/total"), "10");
    s.say("/data/p[1]/age", "11");
    assert_eq!(s.get("/data/p[4]/total"), "20");
}

#[test]
fn absolute_paths_inside_a_repeat_mean_the_own_instance() {
    let mut s = form("<p><age/><adult/></p><p><age/><adult/></p>")
        .bind("/data/p/age", "type=\"int\"")
        .bind("/data/p/adult", "relevant=\" /data/p/age &gt;= 18\"")
        .body(
            "<repeat nodeset=\"/data/p\"><input ref=\"/data/p/age\"><label>A</label></input>\
             <input ref=\"/data/p/adult\"><label>B</label></input></repeat>",
        )
        .start();
    s.say("/data/p[2]/age", "20");
    assert!(!s.relevant("/data/p/adult"));
    assert!(s.relevant("/data/p[2]/adult"));
}

/// A count that reads its own repeat in all outer instances would add them up anew each round.
#[test]
fn a_count_that_feeds_on_itself_stops() {
    let inner = |count: &str| {
        format!(
            "<repeat nodeset=\"/data/o\"><repeat nodeset=\"/data/o/r\" jr:count=\"{count}\">\
             <input ref=\"/data/o/r/x\"><label>x</label></input></repeat></repeat>"
        )
    };
    let twice = "<o><r><x/></r></o><o><r><x/></r></o>";
    let direct = form(twice).body(&inner("count(/data/o/r)"));
    let through = form(&format!("<n/>{twice}"))
        .bind("/data/n", "calculate=\"count(/data/o/r) * 2\"")
        .body(&inner("/data/n"));
    let by_action = form(&format!("<n>1</n>{twice}")).body(&inner("/data/n").replace(
        "<input",
        "<setvalue event=\"odk-new-repeat\" ref=\"/data/n\" value=\"/data/n + 1\"/><input",
    ));
    for (name, f) in [
        ("direct", direct),
        ("through", through),
        ("by action", by_action),
    ] {
        let mut s = f.start();
        let count = |s: &Session| s.eval("count(/data/o/r)", "/data").unwrap().value;
        for outer in 2..8 {
            let made: usize = count(&s).parse().unwrap();
            assert!(made <= outer * 1000, "{name}: {made}");
            s.add_repeat("/data/o").unwrap();
        }
        // It is still, and comes back as it was.
        let before = s.dump();
        s.refresh();
        assert_eq!(s.dump(), before, "{name}");
        let again = Session::replay(f.def(), env(), &s.snapshot(), &[]).unwrap();
        assert_eq!(again.dump(), before, "{name}");
    }
    // One that merely is large is no circle.
    let mut s = form("<n/><p><x/></p>")
        .bind("/data/n", "type=\"int\"")
        .body(
            "<input ref=\"/data/n\"><label>n</label></input><repeat nodeset=\"/data/p\" \
             jr:count=\"/data/n\"><input ref=\"/data/p/x\"><label>x</label></input></repeat>",
        )
        .start();
    for n in ["1500", "3000"] {
        s.say("/data/n", n);
        assert_eq!(s.eval("count(/data/p)", "/data").unwrap().value, n);
    }
}

#[test]
fn a_meta_block_in_a_repeat_is_an_ordinary_group() {
    let mut s = form("<a/><meta jr:template=\"\"><audit/><instanceID/></meta>")
        .input("/data/a")
        .body("<repeat nodeset=\"/data/meta\"><input ref=\"/data/meta/audit\"><label>a</label></input></repeat>")
        .start();
    drop(s.finalize());
    let saved = String::from_utf8(s.save()).unwrap();
    assert!(
        saved.contains("id=\"t\"") && !saved.contains("audit.csv"),
        "{saved}"
    );
}

#[test]
fn a_count_makes_and_takes_away_and_gives_back() {
    let mut s = form("<n>2</n><p><x/></p><all/>")
        .bind("/data/n", "type=\"int\"")
        .bind("/data/all", "calculate=\"join(',', /data/p/x)\"")
        .body(
            "<input ref=\"/data/n\"><label>n</label></input>\
             <repeat nodeset=\"/data/p\" jr:count=\"/data/n\">\
             <input ref=\"/data/p/x\"><label>x</label></input></repeat>",
        )
        .start();
    s.say("/data/p/x", "a");
    s.say("/data/p[2]/x", "b");
    s.say("/data/n", "3");
    s.say("/data/p[3]/x", "c");
    assert_eq!(s.get("/data/all"), "a,b,c");
    s.say("/data/n", "1");
    assert_eq!(s.get("/data/all"), "a");
    assert!(!String::from_utf8(s.save()).unwrap().contains("<x>b</x>"));
    s.say("/data/n", "3");
    assert_eq!(
        s.get("/data/all"),
        "a,b,c",
        "a slip of the finger loses nothing"
    );
    for (n, expected) in [("-1", ""), ("0", ""), ("", ""), ("2", "a,b")] {
        s.say("/data/n", n);
        assert_eq!(s.get("/data/all"), expected, "count {n:?}");
    }
    assert!(matches!(
        s.add_repeat("/data/p"),
        Err(FormError::FixedRepeat { .. })
    ));
    assert!(matches!(
        s.remove_repeat("/data/p"),
        Err(FormError::FixedRepeat { .. })
    ));
}

#[test]
fn repeats_nest() {
    let mut s =
        form("<o jr:template=\"\"><k/><i jr:template=\"\"><v/><path/></i><sum/></o><total/>")
            .bind("/data/o/i/v", "type=\"int\"")
            .bind(
                "/data/o/i/path",
                "calculate=\"concat(position(../..), '.', position(..))\"",
            )
            .bind("/data/o/sum", "type=\"int\" calculate=\"sum(../i/v)\"")
            .bind("/data/total", "type=\"int\" calculate=\"sum(/data/o/i/v)\"")
            .body(
                "<repeat nodeset=\"/data/o\"><input ref=\"/data/o/k\"><label>k</label></input>\
         <repeat nodeset=\"/data/o/i\"><input ref=\"/data/o/i/v\"><label>v</label></input>\
         </repeat></repeat>",
            )
            .start();
    for _ in 0..2 {
        let outer = s.add_repeat("/data/o").unwrap().path;
        for k in 1..=3 {
            let inner = s.add_repeat(&format!("{outer}/i")).unwrap().path;
            s.say(&format!("{inner}/v"), &k.to_string());
        }
    }
    assert_eq!(s.get("/data/o[2]/i[3]/path"), "2.3");
    assert_eq!(
        (s.get("/data/o[1]/sum"), s.get("/data/total")),
        ("6".into(), "12".into())
    );
    s.say("/data/o[2]/i[1]/v", "10");
    assert_eq!(
        (s.get("/data/o[1]/sum"), s.get("/data/o[2]/sum")),
        ("6".into(), "15".into())
    );
    s.remove_repeat("/data/o[1]").unwrap();
    assert_eq!(
        (s.get("/data/o/i[3]/path"), s.get("/data/total")),
        ("1.3".into(), "15".into())
    );
}

#[test]
fn indexed_repeat_gives_nothing_outside_its_range() {
    let mut s = people().input("/data/k").start_with_k();
    add(&mut s, "3");
    add(&mut s, "4");
    let cases = [("1", "3"), ("2", "4"), ("0", ""), ("3", ""), ("-1", "")];
    for (k, expected) in cases {
        s.say("/data/k", k);
        assert_eq!(s.get("/data/picked"), expected, "{k}");
    }
}

trait WithK {
    fn start_with_k(self) -> Session;
}

impl WithK for Form {
    fn start_with_k(mut self) -> Session {
        self.data.push_str("<k/><picked/>");
        self.bind("/data/k", "type=\"int\"")
            .bind(
                "/data/picked",
                "calculate=\"indexed-repeat(/data/p/age, /data/p, /data/k)\"",
            )
            .start()
    }
}

#[test]
fn relevance_of_instances_counts() {
    let mut s = form("<p><age/><x>1</x></p><p><age/><x>1</x></p><p><age/><x>1</x></p><n/><sum/>")
        .bind("/data/p", "relevant=\"./age != 'no'\"")
        .bind("/data/n", "calculate=\"count(/data/p)\"")
        .bind("/data/sum", "calculate=\"sum(/data/p/x)\"");
    // A repeat whose relevance reads its own content waits for itself.
    assert_eq!(s.diagnostics()[0].code, "form.cycle");
    s.model = s
        .model
        .replace("./age != 'no'", "position(.) != /data/skip");
    s.data.push_str("<skip/>");
    let mut s = s
        .bind("/data/skip", "type=\"int\"")
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/age\"><label>A</label></input></repeat>")
        .input("/data/skip")
        .start();
    s.say("/data/skip", "2");
    assert!(!s.relevant("/data/p[2]/age"));
    assert_eq!(
        (s.get("/data/n"), s.get("/data/sum")),
        ("2".into(), "2".into())
    );
    let xml = String::from_utf8(s.finalize().unwrap().xml).unwrap();
    assert_eq!(xml.matches("<p>").count(), 2);
}

#[test]
fn a_repeat_without_template_copies_its_first_instance_as_written() {
    let mut s = form("<p><x>d</x></p>")
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input></repeat>")
        .start();
    s.say("/data/p/x", "changed");
    s.add_repeat("/data/p").unwrap();
    assert_eq!(s.get("/data/p[2]/x"), "d");
}

#[test]
fn a_thousand_instances_are_no_matter() {
    let mut s = people().start();
    for k in 0..1000 {
        add(&mut s, &k.to_string());
    }
    assert_eq!(s.get("/data/sum"), "999000");
    let outcome = s.answer("/data/p[500]/age", "0").unwrap();
    // Its own double, and the sum: nothing else is told.
    assert_eq!(outcome.changes.nodes.len(), 3);
}

/// A bound on the position is taken as a slice; whatever is not so plain is tested one by one.
#[test]
fn parts_of_a_repeat_are_those_that_a_test_one_by_one_gives() {
    let mut s = form("<p><x/></p><k/>").bind("/data/k", "type=\"int\"");
    let tests = ["= K", "&lt; K", "&lt;= K", "&gt; K", "&gt;= K"];
    for (n, test) in tests.iter().enumerate() {
        let test = test.replace('K', "/data/k");
        s.data
            .push_str(&format!("<fast{n}/><slow{n}/><turned{n}/>"));
        s = s
            .bind(
                &format!("/data/fast{n}"),
                &format!("calculate=\"join(' ', /data/p[position() {test}]/x)\""),
            )
            .bind(
                &format!("/data/slow{n}"),
                &format!("calculate=\"join(' ', /data/p[position() {test} and true()]/x)\""),
            )
            .bind(
                &format!("/data/turned{n}"),
                &format!("calculate=\"join(' ', /data/p[not(not(position() {test}))]/x)\""),
            );
    }
    let mut s = s
        .input("/data/k")
        .body("<repeat nodeset=\"/data/p\"><input ref=\"/data/p/x\"><label>x</label></input></repeat>")
        .start();
    for name in ["a", "b", "c", "d"] {
        if name != "a" {
            s.add_repeat("/data/p").unwrap();
        }
        let last = s
            .questions()
            .iter()
            .rev()
            .find(|q| q.path.ends_with("/x"))
            .unwrap()
            .path
            .clone();
        s.say(&last, name);
    }
    for k in ["2", "0", "9", "-1", "", "4"] {
        s.say("/data/k", k);
        for n in 0..tests.len() {
            let fast = s.get(&format!("/data/fast{n}"));
            assert_eq!(fast, s.get(&format!("/data/slow{n}")), "{k} {n}");
            assert_eq!(fast, s.get(&format!("/data/turned{n}")), "{k} {n}");
        }
    }
    assert_eq!(s.get("/data/fast1"), "a b c");
}

/// Sums and counts are kept while the repeat changes; the same written so that they cannot be
/// kept must agree after every step.
#[test]
fn kept_sums_agree_with_sums_taken_anew() {
    let mut s = form("<on>1</on><n>2</n><p><x/><g><y/></g></p><a/><b/><c/><d/><e/><f/>")
        .bind("/data/n", "type=\"int\"")
        .bind("/data/p/x", "type=\"decimal\"")
        .bind("/data/p/g", "relevant=\"/data/on = 1\"")
        .bind("/data/p/g/y", "type=\"int\" calculate=\"/data/p/x * 2\"")
        .bind("/data/a", "calculate=\"sum(/data/p/x)\"")
        .bind("/data/b", "calculate=\"sum(/data/p[true()]/x)\"")
        .bind("/data/c", "calculate=\"sum(/data/p/g/y)\"")
        .bind("/data/d", "calculate=\"sum(/data/p[true()]/g/y)\"")
        .bind("/data/e", "calculate=\"concat(count(/data/p), ' ', count-non-empty(/data/p/g/y))\"")
        .bind(
            "/data/f",
            "calculate=\"concat(count(/data/p[true()]), ' ', count-non-empty(/data/p[true()]/g/y))\"",
        )
        .inputs(&["/data/on", "/data/n"])
        .body(
            "<repeat nodeset=\"/data/p\" jr:count=\"/data/n\"><input ref=\"/data/p/x\">\
             <label>x</label></input></repeat>",
        )
        .start();
    let steps = [
        ("/data/p[1]/x", "3"),
        ("/data/p[2]/x", "-4"),
        ("/data/on", "0"),
        ("/data/p[1]/x", "5"),
        ("/data/on", "1"),
        ("/data/n", "4"),
        ("/data/p[4]/x", "0.5"),
        ("/data/p[3]/x", "7"),
        ("/data/p[4]/x", "6"),
        ("/data/n", "1"),
        ("/data/on", "0"),
        ("/data/n", "3"),
        ("/data/on", "1"),
        ("/data/p[2]/x", ""),
        ("/data/n", "0"),
        ("/data/n", "4"),
    ];
    for (path, value) in steps {
        s.say(path, value);
        let pair = |a: &str, b: &str| (s.get(a), s.get(b));
        for (kept, anew) in [
            pair("/data/a", "/data/b"),
            pair("/data/c", "/data/d"),
            pair("/data/e", "/data/f"),
        ] {
            assert_eq!(kept, anew, "after {path} = {value}");
        }
    }
    assert_eq!(
        (s.get("/data/a"), s.get("/data/e")),
        ("18".into(), "4 3".into())
    );
}

#[test]
fn an_empty_repeat_that_would_be_hidden_takes_no_instance() {
    let mut s = form("<r jr:template=\"\"><x/></r><t jr:template=\"\"><y/></t>")
        .bind("/data/t", "relevant=\"count(/data/r) = 1\"")
        .body(
            "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>\
             <repeat nodeset=\"/data/t\"><input ref=\"/data/t/y\"/></repeat>",
        )
        .start();
    assert!(s.add_repeat("/data/t").is_err());
    s.add_repeat("/data/r").unwrap();
    assert!(s.add_repeat("/data/t").is_ok());
}

#[test]
fn an_answer_differs_from_that_of_an_instance_that_is_not_there() {
    let mut s = form("<r jr:template=\"\"><x/></r><y/>")
        .bind(
            "/data/y",
            "constraint=\". != indexed-repeat(/data/r/x, /data/r, 1)\"",
        )
        .body("<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>")
        .input("/data/y")
        .start();
    assert!(s.answer("/data/y", "Ana").unwrap().valid());
    s.add_repeat("/data/r").unwrap();
    assert!(s.answer("/data/y", "Ana").unwrap().valid());
    s.say("/data/r/x", "Ana");
    assert!(!s.answer("/data/y", "Ana").unwrap().valid());
}

/// Whether questions of a repeat that nobody may add to can be reached: as many instances as the
/// form has, and one where it has a template only.
#[test]
fn a_fixed_repeat_is_never_empty() {
    let repeat = |node: &str, inside: &str| {
        format!(
            "<group ref=\"{node}\"><label>R</label>\
             <repeat nodeset=\"{node}\" jr:noAddRemove=\"true()\">{inside}</repeat></group>"
        )
    };
    let inner = repeat(
        "/data/only/in",
        "<input ref=\"/data/only/in/x\"><label>x</label></input>",
    );
    let mut s = form(
        "<two><x>1</x></two><two><x>2</x></two>\
         <only jr:template=\"\"><in jr:template=\"\"><x>3</x></in></only>",
    )
    .body(&repeat("/data/two", ""))
    .body(&repeat("/data/only", &inner))
    .start();
    assert_eq!(s.get("/data/two[2]/x"), "2");
    assert!(s.value("/data/two[3]/x").is_none());
    assert_eq!(s.get("/data/only/in/x"), "3");
    assert!(s.value("/data/only[2]/in/x").is_none());
    s.say("/data/only/in/x", "4");
    let saved = String::from_utf8(s.save()).unwrap();
    assert!(saved.contains("<only><in><x>4</x></in></only>"), "{saved}");
    let error = s.add_repeat("/data/only").unwrap_err();
    assert!(matches!(error, FormError::FixedRepeat { .. }), "{error}");
}
