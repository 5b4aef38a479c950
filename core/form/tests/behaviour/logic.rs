//! Calculations, relevance, required, read only, constraints.

use farola_form::{AnswerError, InvalidKind};

use crate::support::{Scenario, form};

#[test]
fn calculations_follow_their_inputs_in_order() {
    let mut s = form("<a/><b/><c/><d/>")
        .bind("/data/a", "type=\"int\"")
        .bind("/data/d", "type=\"int\" calculate=\"/data/c + 1\"")
        .bind("/data/c", "type=\"int\" calculate=\"/data/b * 2\"")
        .bind("/data/b", "type=\"int\" calculate=\"/data/a + 1\"")
        .input("/data/a")
        .start();
    assert_eq!(
        s.get("/data/d"),
        "",
        "a blank makes NaN, which is stored as nothing"
    );
    s.say("/data/a", "4");
    assert_eq!(
        [s.get("/data/b"), s.get("/data/c"), s.get("/data/d")],
        ["5", "10", "11"]
    );
}

#[test]
fn results_are_stored_as_text_of_the_nodes_type() {
    let cases = [
        ("string", "1 = 1", "true"),
        ("string", "1 div 3", "0.3333333333333333"),
        ("string", "3000000000", "3000000000"),
        ("string", "0.00001", "0.00001"),
        ("string", "1 div 0", "Infinity"),
        ("string", "number('x')", ""),
        ("int", "7 div 2", "3"),
        ("int", "-7 div 2", "-3"),
        ("date", "today()", "2026-11-23"),
        ("date", "now()", "2026-11-23"),
        ("dateTime", "now()", "2026-11-23T20:00:00.000-06:00"),
        ("string", "concat('a', 2)", "a2"),
        ("string", "/data/none", ""),
        ("string", "date('2026-02-28') + 1", "20513"),
    ];
    for (data_type, expr, expected) in cases {
        let s = form("<x/><none/>")
            .bind(
                "/data/x",
                &format!("type=\"{data_type}\" calculate=\"{expr}\""),
            )
            .start();
        assert_eq!(s.get("/data/x"), expected, "{expr} as {data_type}");
    }
}

#[test]
fn a_change_stops_where_values_do_not_change() {
    let mut s = form("<a/><sign/><text/>")
        .bind("/data/a", "type=\"int\"")
        .bind("/data/sign", "calculate=\"/data/a &gt; 0\"")
        .bind("/data/text", "calculate=\"concat(/data/sign, '!')\"")
        .input("/data/a")
        .start();
    s.say("/data/a", "1");
    let outcome = s.answer("/data/a", "2").unwrap();
    let changed: Vec<String> = outcome
        .changes
        .nodes
        .iter()
        .map(|key| s.path(*key))
        .collect();
    assert_eq!(changed, ["/data/a"]);
}

#[test]
fn what_is_not_relevant_reads_as_empty_and_comes_back() {
    let mut s = form("<a/><g><b/><c/></g><sum/>")
        .bind("/data/g", "relevant=\"/data/a = 'yes'\"")
        .bind("/data/g/b", "type=\"int\"")
        .bind("/data/sum", "calculate=\"coalesce(/data/g/b, 'none')\"")
        .inputs(&["/data/a", "/data/g/b"])
        .start();
    assert!(!s.relevant("/data/g/b"));
    assert_eq!(
        s.answer("/data/g/b", "5").unwrap_err(),
        AnswerError::NotRelevant {
            path: "/data/g/b".to_owned()
        }
    );
    s.say("/data/a", "yes");
    s.say("/data/g/b", "5");
    assert_eq!(s.get("/data/sum"), "5");
    s.say("/data/a", "no");
    assert_eq!(s.get("/data/sum"), "none");
    assert_eq!(s.get("/data/g/b"), "5", "kept in memory");
    s.say("/data/a", "yes");
    assert_eq!(s.get("/data/sum"), "5");
}

#[test]
fn relevance_is_inherited_without_touching_the_inner_state() {
    let mut s = form("<a>1</a><b>0</b><g><h><x/></h></g>")
        .bind("/data/g", "relevant=\"/data/a = 1\"")
        .bind("/data/g/h", "relevant=\"/data/b = 1\"")
        .inputs(&["/data/a", "/data/b", "/data/g/h/x"])
        .start();
    assert!(s.relevant("/data/g") && !s.relevant("/data/g/h/x"));
    s.say("/data/b", "1");
    assert!(s.relevant("/data/g/h/x"));
    s.say("/data/a", "0");
    assert!(!s.relevant("/data/g/h/x"));
    s.say("/data/a", "1");
    assert!(s.relevant("/data/g/h/x"));
}

#[test]
fn required_may_depend_on_answers() {
    let mut s = form("<a/><b/>")
        .bind(
            "/data/b",
            "required=\"/data/a = 'x'\" jr:requiredMsg=\"Falta b\"",
        )
        .inputs(&["/data/a", "/data/b"])
        .start();
    assert!(s.validate().is_empty());
    s.say("/data/a", "x");
    let errors = s.validate();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (errors[0].path.as_str(), errors[0].error),
        ("/data/b", InvalidKind::Required)
    );
    assert_eq!(errors[0].message, "Falta b");
    assert!(s.finalize().is_err());
    s.say("/data/b", "here");
    assert!(s.finalize().is_ok());
}

#[test]
fn a_broken_constraint_keeps_the_value_and_marks_it() {
    let mut s = form("<a/><max>10</max>")
        .bind(
            "/data/a",
            "type=\"int\" constraint=\". &lt;= /data/max\" jr:constraintMsg=\"Too big\"",
        )
        .inputs(&["/data/a", "/data/max"])
        .start();
    let outcome = s.answer("/data/a", "11").unwrap();
    assert_eq!(outcome.invalid.unwrap().message, "Too big");
    assert_eq!(s.get("/data/a"), "11");
    assert_eq!(s.validate().len(), 1);
    // The limit moves and the same answer is right.
    s.say("/data/max", "20");
    assert!(s.validate().is_empty());
    // A blank answer breaks no constraint.
    s.say("/data/max", "1");
    assert!(s.answer("/data/a", "").unwrap().valid());
}

#[test]
fn read_only_is_inherited_and_does_not_stop_calculations() {
    let mut s = form("<a/><g><b/><c/></g>")
        .bind("/data/g", "readonly=\"/data/a = 'lock'\"")
        .bind(
            "/data/g/c",
            "readonly=\"true()\" calculate=\"concat(/data/a, '-')\"",
        )
        .inputs(&["/data/a", "/data/g/b", "/data/g/c"])
        .start();
    s.say("/data/g/b", "free");
    s.say("/data/a", "lock");
    assert!(matches!(
        s.answer("/data/g/b", "x"),
        Err(AnswerError::Readonly { .. })
    ));
    assert_eq!(s.get("/data/g/c"), "lock-");
    assert!(matches!(
        s.answer("/data/g/c", "x"),
        Err(AnswerError::Readonly { .. })
    ));
}

#[test]
fn a_calculated_question_may_be_overwritten_until_its_inputs_change() {
    let mut s = form("<a>1</a><b/>")
        .bind("/data/a", "type=\"int\"")
        .bind("/data/b", "type=\"int\" calculate=\"/data/a * 2\"")
        .inputs(&["/data/a", "/data/b"])
        .start();
    assert_eq!(s.get("/data/b"), "2");
    s.say("/data/b", "99");
    assert_eq!(s.get("/data/b"), "99");
    s.say("/data/a", "3");
    assert_eq!(s.get("/data/b"), "6");
}

#[test]
fn answers_are_refused_with_a_reason_and_nothing_changes() {
    let mut s = form("<a>1</a><g><b/></g><c/>")
        .bind("/data/a", "type=\"int\"")
        .bind("/data/c", "calculate=\"1\"")
        .inputs(&["/data/a", "/data/g/b"])
        .start();
    let before = s.dump();
    let words: Vec<&str> = [
        ("/data/a", "one"),
        ("/data/nope", "1"),
        ("/data/g", "1"),
        ("/data/c", "1"),
        ("a", "1"),
        ("/data/a[2]", "1"),
        ("", ""),
    ]
    .iter()
    .map(|(path, value)| s.answer(path, value).unwrap_err().word())
    .collect();
    let nowhere = "no_such_node";
    assert_eq!(
        words,
        [
            "type", nowhere, nowhere, "readonly", nowhere, nowhere, nowhere
        ]
    );
    assert_eq!(s.dump(), before);
    assert!(s.take_deltas().is_empty());
}

#[test]
fn once_keeps_its_first_value() {
    let mut s = form("<a/><id/>")
        .bind("/data/id", "calculate=\"once(concat(/data/a, uuid()))\"")
        .input("/data/a")
        .start();
    let first = s.get("/data/id");
    assert_eq!(first.len(), 36);
    s.say("/data/a", "x");
    assert_eq!(s.get("/data/id"), first);
}

#[test]
fn the_clock_moves_values_only_when_asked() {
    let mut s = form("<day/><later/>")
        .bind("/data/day", "type=\"date\" calculate=\"today()\"")
        .bind(
            "/data/later",
            "type=\"date\" relevant=\"today() &gt; date('2026-11-23')\"",
        )
        .start();
    assert!(!s.relevant("/data/later"));
    s.set_now(
        "2026-11-24T00:30:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
    );
    assert_eq!(s.get("/data/day"), "2026-11-23");
    s.refresh();
    assert_eq!(s.get("/data/day"), "2026-11-24", "no shift through UTC");
    assert!(s.relevant("/data/later"));
}

#[test]
fn dates_compare_and_count_as_days() {
    let mut s = form("<a/><ok/><plus/>")
        .bind(
            "/data/a",
            "type=\"date\" constraint=\". &gt; today() and . &lt;= today() + 400\"",
        )
        .bind(
            "/data/plus",
            "type=\"string\" calculate=\"format-date(date(/data/a + 1), '%Y-%n-%e')\"",
        )
        .input("/data/a")
        .start();
    assert!(s.answer("/data/a", "2026-12-31").unwrap().valid());
    assert_eq!(s.get("/data/plus"), "2027-1-1");
    assert!(!s.answer("/data/a", "2026-11-23").unwrap().valid());
    assert!(!s.answer("/data/a", "2028-11-23").unwrap().valid());
    assert!(s.answer("/data/a", "2026-02-30").is_err());
}

#[test]
fn a_fault_in_a_condition_never_hides_a_question() {
    let s = form("<a>(</a><b/>")
        .bind("/data/b", "relevant=\"regex('x', /data/a)\"")
        .inputs(&["/data/a", "/data/b"])
        .start();
    assert!(s.relevant("/data/b"));
}

#[test]
fn a_calculated_value_of_another_type_does_not_hold_up_the_submission() {
    let mut s = form("<a>3000000000</a><big/><day/>")
        .bind("/data/big", "type=\"int\" calculate=\"/data/a + 1\"")
        .bind("/data/day", "type=\"date\" calculate=\"/data/a\"")
        .inputs(&["/data/a", "/data/day"])
        .start();
    assert_eq!(s.validate(), []);
    let submission = s.finalize().unwrap();
    let xml = String::from_utf8(submission.xml).unwrap();
    assert!(xml.contains("<big>3000000001</big>"), "{xml}");
}

#[test]
fn a_hidden_answer_is_compared_as_a_blank_one() {
    // JavaRosa and web-forms agree on every row.
    for (condition, hidden, shown) in [
        ("/data/x = 2", false, true),
        ("/data/x != 2", true, false),
        ("2 != /data/x", true, false),
        ("/data/x < 3", false, true),
        ("/data/x = ''", true, false),
        ("/data/x != ''", false, true),
        ("/data/x = /data/blank", true, false),
        ("/data/x = true()", false, true),
        ("not(/data/x)", true, false),
        ("count(/data/x) = 1", false, true),
    ] {
        let mut s = form("<a/><x>2</x><blank/><c/>")
            .bind("/data/a", "type=\"int\"")
            .bind("/data/x", "type=\"int\" relevant=\"/data/a = 1\"")
            .bind(
                "/data/c",
                &format!(
                    "calculate=\"if({}, 'yes', 'no')\"",
                    condition.replace('<', "&lt;")
                ),
            )
            .inputs(&["/data/a", "/data/x", "/data/blank"])
            .start();
        let word = |truth| if truth { "yes" } else { "no" };
        assert_eq!(s.get("/data/c"), word(hidden), "{condition} hidden");
        s.say("/data/a", "1");
        assert_eq!(s.get("/data/c"), word(shown), "{condition} shown");
        s.say("/data/a", "2");
        assert_eq!(s.get("/data/c"), word(hidden), "{condition} hidden again");
    }
}
