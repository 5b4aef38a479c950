//! A form cannot stall a call: what takes more steps than it has ends, says so, and is worked out
//! later; nothing that was typed is lost.

use std::sync::Arc;

use farola_form::{
    AnswerError, Bounds, Coded as _, FormError, InvalidKind, NodeState, Session, Stop, TooDear,
};

use crate::support::{Form, Scenario as _, env, form};

fn bounds(steps: u64) -> Bounds {
    Bounds {
        steps,
        ..Bounds::default()
    }
}

/// A list of `count` items, each with a number.
fn list(count: usize) -> String {
    let items = (0..count).map(|i| format!("<item><name>n{i}</name><k>{}</k></item>", i % 7));
    let items: String = items.collect();
    format!("<instance id=\"l\"><root>{items}</root></instance>")
}

/// Counts within counts over a list of 400: 160,000 looks and more.
const NESTED: &str = "count(instance('l')/root/item[count(instance('l')/root/item[k &lt; \
                      current()/../a]) &gt; 3])";

fn nested() -> Form {
    form("<a/><b/><dear/><after/>")
        .model(&list(400))
        .bind("/data/a", "type=\"int\"")
        .bind("/data/dear", &format!("calculate=\"{NESTED}\""))
        .bind("/data/after", "calculate=\"/data/b + 1\"")
        .inputs(&["/data/a", "/data/b"])
}

fn dear(path: &str, part: &'static str) -> TooDear {
    TooDear {
        path: path.to_owned(),
        part,
    }
}

fn start(form: &Form, steps: u64) -> Session {
    Session::new_within(form.def(), env(), bounds(steps))
}

#[test]
fn nested_counts_end_with_a_code_and_the_answer_is_kept() {
    let form = nested();
    // Begun where there is enough, so that only the answer is held back.
    let mut s = start(&form, 10_000_000);
    assert_eq!(s.unfinished(), None);
    s.bound(bounds(20_000));
    s.take_deltas();
    let error = s.answer("/data/a", "4").unwrap_err();
    assert_eq!(error, AnswerError::TooDear(dear("/data/dear", "calculate")));
    assert_eq!((error.code(), error.word()), ("form.too_dear", "too_dear"));
    assert!(error.is_taken());
    // The answer is there and in the journal; what could not be worked out is blank, not old.
    assert_eq!(s.get("/data/a"), "4");
    assert_eq!(s.take_deltas().len(), 1);
    assert_eq!(s.get("/data/dear"), "");
    assert_eq!(s.unfinished(), Some(dear("/data/dear", "calculate")));
    // All else goes on, without paying for it again.
    let before = s.steps();
    s.say("/data/b", "6");
    assert!(s.steps() - before < 100);
    assert_eq!(s.get("/data/after"), "7");
    // A submission has no value that was not worked out.
    let errors = s.finalize().unwrap_err();
    assert_eq!(
        (errors[0].path.as_str(), errors[0].error),
        ("/data/dear", InvalidKind::TooDear)
    );
    assert_eq!(s.validate()[0].error.name(), "too_dear");
    s.bound(bounds(10_000_000));
    let done = s.finalize().unwrap();
    assert!(
        String::from_utf8(done.xml)
            .unwrap()
            .contains("<dear>400</dear>")
    );
    assert_eq!(s.unfinished(), None);
}

#[test]
fn a_form_that_is_too_dear_says_so_when_it_is_begun() {
    let s = start(&nested(), 5_000);
    assert_eq!(s.unfinished(), Some(dear("/data/dear", "calculate")));
}

#[test]
fn the_steps_of_every_call_are_enough_for_the_dearest_real_form() {
    let mut s = start(&nested(), farola_form::STEPS_OF_A_CALL);
    s.say("/data/a", "4");
    assert_eq!(s.get("/data/dear"), "400");
}

/// Thirty calculations in a row over a repeat, each as dear as the others.
fn chain() -> Form {
    let names: Vec<String> = (1..=30).map(|i| format!("c{i}")).collect();
    let nodes: String = names.iter().map(|name| format!("<{name}/>")).collect();
    let mut made = form(&format!("<a/>{nodes}"))
        .model(&list(40))
        .bind("/data/a", "type=\"int\"");
    let mut before = "/data/a".to_owned();
    for name in &names {
        let node = format!("/data/{name}");
        let calculate = format!("{before} + count(instance('l')/root/item[k &gt; 3])");
        made = made.bind(&node, &format!("calculate=\"{calculate}\""));
        before = node;
    }
    made.inputs(&["/data/a"])
}

#[test]
fn what_is_put_down_is_taken_up_by_the_next_calls() {
    let def = chain().def();
    let mut whole = Session::new(Arc::clone(&def), env());
    let mut s = Session::new(def, env());
    whole.say("/data/a", "4");
    s.bound(bounds(2_000));
    assert!(matches!(
        s.answer("/data/a", "4"),
        Err(AnswerError::TooDear(_))
    ));
    let mut calls = 0;
    while s.unfinished().is_some() {
        s.refresh();
        calls += 1;
        assert!(calls < 30, "each call goes on");
    }
    assert!(calls > 1, "one call was not enough");
    assert_eq!(s.dump(), whole.dump());
    assert!(s.finalize().is_ok());
}

#[test]
fn a_draft_with_work_put_down_opens_and_goes_on() {
    let def = chain().def();
    let mut s = Session::new(Arc::clone(&def), env());
    let first = s.snapshot();
    s.take_deltas();
    s.bound(bounds(2_000));
    assert!(s.answer("/data/a", "4").is_err());
    let deltas = s.take_deltas();
    let whole = {
        let mut whole = Session::new(Arc::clone(&def), env());
        whole.say("/data/a", "4");
        whole.dump()
    };
    // From the journal, from a snapshot of the unfinished state, and bounded as tightly.
    let replayed = Session::replay(Arc::clone(&def), env(), &first, &deltas).unwrap();
    assert_eq!(replayed.dump(), whole);
    let reopened = Session::replay(Arc::clone(&def), env(), &s.snapshot(), &[]).unwrap();
    assert_eq!(
        (reopened.unfinished(), reopened.dump()),
        (None, whole.clone())
    );
    let tight = |steps| {
        Session::replay_within(Arc::clone(&def), env(), &first, &deltas, bounds(steps)).unwrap()
    };
    let mut tight = tight(300);
    assert_eq!(tight.get("/data/a"), "4");
    assert!(tight.unfinished().is_some());
    tight.bound(Bounds::default());
    assert!(tight.finalize().is_ok());
    assert_eq!(
        (tight.unfinished(), tight.get("/data/c30")),
        (None, whole_end(&whole))
    );
}

fn whole_end(nodes: &[NodeState]) -> String {
    let last = nodes.iter().find(|node| node.path == "/data/c30").unwrap();
    last.value.clone().unwrap()
}

#[test]
fn a_stop_ends_a_call_and_loses_nothing() {
    let def = nested().def();
    let mut s = Session::new(def, env());
    let stop = Stop::default();
    s.bound(Bounds {
        stop: stop.clone(),
        ..Bounds::default()
    });
    s.take_deltas();
    stop.stop();
    let ended = s.answer("/data/a", "4").unwrap_err();
    assert_eq!(
        (&ended, ended.code()),
        (&AnswerError::Stopped, "form.stopped")
    );
    assert_eq!(
        (s.get("/data/a"), s.take_deltas().len()),
        ("4".to_owned(), 1)
    );
    // It stays until it is taken back.
    assert!(matches!(
        s.add_repeat("/data"),
        Err(FormError::NoSuch { .. })
    ));
    assert!(s.answer("/data/b", "1").is_err());
    stop.release();
    s.say("/data/b", "6");
    assert_eq!(
        (s.get("/data/dear"), s.get("/data/after")),
        ("400".to_owned(), "7".to_owned())
    );
    assert_eq!(s.unfinished(), None);
}

#[test]
fn conditions_stand_as_they_were_until_they_are_worked_out() {
    let form = form("<a/><b/><c/>")
        .model(&list(400))
        .bind("/data/a", "type=\"int\"")
        .bind(
            "/data/b",
            &format!(
                "relevant=\"{} &gt; 5\"",
                NESTED
                    .replace("../", "/data/")
                    .replace("current()//data/a", "/data/a")
            ),
        )
        .bind("/data/c", "required=\"/data/a = 3\"")
        .inputs(&["/data/a", "/data/b", "/data/c"]);
    let mut s = start(&form, 10_000_000);
    s.say("/data/a", "4");
    s.say("/data/b", "x");
    s.bound(bounds(20_000));
    let error = s.answer("/data/a", "0").unwrap_err();
    assert_eq!(error, AnswerError::TooDear(dear("/data/b", "relevant")));
    assert!(s.relevant("/data/b"));
    s.bound(bounds(10_000_000));
    assert!(s.finalize().is_ok());
    assert!(!s.relevant("/data/b"));
}

#[test]
fn what_was_chosen_is_not_taken_away_by_a_list_that_was_not_gone_through() {
    let form = form("<a/><pick/>")
        .model(&list(400))
        .bind("/data/a", "type=\"int\"")
        .inputs(&["/data/a"])
        .body(
            "<select1 ref=\"/data/pick\"><label>p</label><itemset nodeset=\"instance('l')/root/\
             item[count(instance('l')/root/item[k &lt; /data/a]) &gt; 0]\"><value ref=\"name\"/>\
             <label ref=\"name\"/></itemset></select1>",
        );
    let mut s = start(&form, 10_000_000);
    s.say("/data/a", "4");
    s.say("/data/pick", "n399");
    s.bound(bounds(20_000));
    let error = s.answer("/data/a", "5").unwrap_err();
    assert_eq!(error, AnswerError::TooDear(dear("/data/pick", "itemset")));
    assert_eq!(s.get("/data/pick"), "n399");
    // Nor is one refused that nobody could look up.
    let error = s.answer("/data/pick", "n398").unwrap_err();
    assert!(error.is_taken());
    assert_eq!(s.get("/data/pick"), "n398");
    // The page is shown, and says that its list is not whole.
    let screen = s.goto("/data/pick").unwrap();
    assert!(screen.questions[0].too_dear);
    s.bound(bounds(10_000_000));
    assert!(s.finalize().is_ok());
    assert_eq!(s.get("/data/pick"), "n398");
    assert!(!s.screen().questions[0].too_dear);
}

#[test]
fn an_action_that_was_not_worked_out_changes_no_answer() {
    let form = form("<a/><b/>")
        .model(&list(400))
        .bind("/data/a", "type=\"int\"")
        .body(&format!(
            "<input ref=\"/data/a\"><label>a</label><setvalue event=\"xforms-value-changed\" \
             ref=\"/data/b\" value=\"{}\"/></input>",
            NESTED.replace("current()/../a", "/data/a")
        ))
        .inputs(&["/data/b"]);
    let mut s = start(&form, 10_000_000);
    s.say("/data/b", "mine");
    s.bound(bounds(20_000));
    let error = s.answer("/data/a", "4").unwrap_err();
    assert_eq!(error, AnswerError::TooDear(dear("/data/b", "setvalue")));
    assert_eq!(s.get("/data/b"), "mine");
    // It runs when there are steps for it.
    s.bound(bounds(10_000_000));
    s.refresh();
    assert_eq!(s.get("/data/b"), "400");
}

#[test]
fn rules_that_cannot_be_judged_are_named() {
    let form = form("<a/>")
        .model(&list(400))
        .bind(
            "/data/a",
            &format!(
                "type=\"int\" constraint=\"{} &gt; 5\"",
                NESTED
                    .replace("current()/../a", ".")
                    .replace("k &lt; .", "k &lt; /data/a")
            ),
        )
        .inputs(&["/data/a"]);
    let mut s = start(&form, 20_000);
    let error = s.answer("/data/a", "4").unwrap_err();
    assert_eq!(error, AnswerError::TooDear(dear("/data/a", "constraint")));
    assert_eq!(s.broken_at("/data/a").unwrap().kind, InvalidKind::TooDear);
    assert_eq!(s.validate()[0].error, InvalidKind::TooDear);
    assert_eq!(s.finalize().unwrap_err()[0].error, InvalidKind::TooDear);
    s.bound(bounds(10_000_000));
    assert_eq!(s.broken_at("/data/a"), None);
    assert!(s.finalize().is_ok());
}

#[test]
fn texts_that_name_themselves_end() {
    let text = "<itext><translation lang=\"en\"><text id=\"a\"><value>x<output \
                value=\"jr:itext('a')\"/><output value=\"jr:itext('a')\"/></value></text>\
                </translation></itext>";
    let form = form("<a/>")
        .model(text)
        .body("<input ref=\"/data/a\"><label ref=\"jr:itext('a')\"/></input>");
    // Twice in itself, 16 deep: 65,000 texts.
    let s = start(&form, 10_000);
    let question = &s.screen().questions[0];
    assert!(question.too_dear && question.label.starts_with('x'));
}

#[test]
fn lists_that_ask_for_their_own_labels_end() {
    let form = form("<a/>").model(&list(5)).body(
        "<select1 ref=\"/data/a\"><label>a</label><itemset nodeset=\"instance('l')/root/item\
         [jr:choice-name('n1', '/data/a') != 'x']\"><value ref=\"name\"/><label ref=\"name\"/>\
         </itemset></select1>",
    );
    let s = start(&form, 10_000);
    assert!(s.screen().questions[0].too_dear);
}

#[test]
fn counts_within_counts_fill_no_memory() {
    let form = form("<n/><a><b><c><x/></c></b></a>")
        .bind("/data/n", "type=\"int\"")
        .inputs(&["/data/n"])
        .body(
            "<repeat nodeset=\"/data/a\" jr:count=\"/data/n\"><repeat nodeset=\"/data/a/b\" \
             jr:count=\"/data/n\"><repeat nodeset=\"/data/a/b/c\" jr:count=\"/data/n\">\
             <input ref=\"/data/a/b/c/x\"><label>x</label></input></repeat></repeat></repeat>",
        );
    let mut s = start(&form, 20_000);
    assert!(s.answer("/data/n", "100000").unwrap_err().is_taken());
    // A row is worth at least 32 steps.
    assert!(s.dump().len() < 4 * 20_000 / 32);
    // And back again.
    for _ in 0..50 {
        if s.answer("/data/n", "1").is_ok() {
            break;
        }
    }
    assert_eq!(s.get("/data/n"), "1");
    assert_eq!(s.unfinished(), None);
    assert_eq!(
        s.dump().iter().filter(|n| n.path.ends_with("/x")).count(),
        1
    );
}

#[test]
fn long_texts_and_patterns_are_counted() {
    let big = "x".repeat(60_000);
    let dear: [&str; 6] = [
        "translate(/data/a, /data/a, /data/a)",
        "concat(/data/a, /data/a, /data/a, /data/a, /data/a, /data/a)",
        "string-length(join(/data/a, /data/r/x))",
        "regex(/data/a, '(x?){40}x{40}')",
        "intersects(/data/line)",
        "normalize-space(concat(/data/a, ' ', /data/a, ' ', /data/a, ' ', /data/a))",
    ];
    for expression in dear {
        let form = form("<a/><line/><r><x/></r><r><x/></r><r><x/></r><r><x/></r><t/>")
            .bind("/data/t", &format!("calculate=\"{expression}\""))
            .inputs(&["/data/a", "/data/line"])
            .body(
                "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"><label>x</label></input>\
                   </repeat>",
            );
        let mut s = start(&form, 10_000);
        let path = if expression.contains("line") {
            "/data/line"
        } else {
            "/data/a"
        };
        let text = if expression.contains("line") {
            (0..2_000)
                .map(|i| format!("{} {};", i % 90, i % 180))
                .collect()
        } else {
            big.clone()
        };
        let ended = s.answer(path, &text);
        assert!(
            matches!(ended, Err(AnswerError::TooDear(_))),
            "{expression}: {ended:?}"
        );
    }
}

#[test]
fn a_session_goes_to_another_thread() {
    fn goes<T: Send>(_: T) {}
    goes(start(&nested(), 10));
}

#[test]
fn no_call_of_the_kit_takes_a_hundredth_of_its_steps() {
    for name in [
        "cs_recorrido",
        "cs_punto",
        "cs_hallazgo",
        "cs_cierre",
        "cs_verificacion",
        "cs_plan",
    ] {
        let path = format!("{}/../../kit/{name}.xml", env!("CARGO_MANIFEST_DIR"));
        let xml = std::fs::read_to_string(path).unwrap();
        let def = Arc::new(crate::support::parse(&xml).0.unwrap());
        let mut s = Session::new(def, env());
        let mut dearest = s.steps();
        for question in s.questions() {
            let before = s.steps();
            let value = match question.choices.first() {
                Some(choice) => choice.value.clone(),
                None => "1".to_owned(),
            };
            drop(s.answer(&question.path, &value));
            dearest = dearest.max(s.steps() - before);
            let before = s.steps();
            drop((s.next(), s.validate()));
            dearest = dearest.max(s.steps() - before);
        }
        assert!(
            dearest < farola_form::STEPS_OF_A_CALL / 100,
            "{name}: {dearest}"
        );
    }
}
