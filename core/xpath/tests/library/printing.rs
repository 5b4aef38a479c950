//! What is printed parses to the same tree, and no text makes the parser panic.

use farola_xpath::document::Document;
use farola_xpath::{Context, evaluate, fold, parse_lenient, paths};
use proptest::prelude::*;

#[test]
fn canonical_forms() {
    let rows = [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("1-2-3", "1 - 2 - 3"),
        ("((a))", "a"),
        ("- - a", "--a"),
        ("-(a|b)", "-a | b"),
        ("-(1+2)", "-(1 + 2)"),
        ("2*-3", "2 * -3"),
        ("(-a)*2", "-a * 2"),
        (".5", "0.5"),
        ("5.", "5"),
        ("\"it's\"", "\"it's\""),
        ("\"plain\"", "'plain'"),
        (" /data/a [ 1 ] ", "/data/a[1]"),
        ("child::a/attribute::b", "a/@b"),
        ("self::node()/parent::node()", "./.."),
        ("/descendant-or-self::node()/a", "//a"),
        (
            "descendant-or-self::node()/a",
            "descendant-or-self::node()/a",
        ),
        (
            "a/descendant-or-self::node()",
            "a/descendant-or-self::node()",
        ),
        (
            "/descendant-or-self::node()//a",
            "//descendant-or-self::node()/a",
        ),
        (".//a", ".//a"),
        ("..[1]", "parent::node()[1]"),
        ("(a)/b", "a/b"),
        ("(a|b)/c", "(a | b)/c"),
        ("(a)[1]", "(a)[1]"),
        ("instance('x')/root", "instance('x')/root"),
        ("instance('x')[1]/root", "(instance('x'))[1]/root"),
        ("instance( concat('x') )/root", "instance(concat('x'))/root"),
        ("current ( ) / .. / a", "current()/../a"),
        ("is-selected(a,'b')", "selected(a, 'b')"),
        ("enclosed-area(a)", "area(a)"),
        ("/", "/"),
        ("/ = 1", "/ = 1"),
        ("processing-instruction('x')", "processing-instruction('x')"),
        ("a:*[b:c]", "a:*[b:c]"),
        ("a = b != c", "a = b != c"),
        ("a = (b != c)", "a = (b != c)"),
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("100000000000000000000000", "100000000000000000000000"),
        ("0.0000001", "0.0000001"),
    ];
    for (text, expected) in rows {
        let tree = parse_lenient(text).unwrap();
        assert_eq!(tree.to_string(), expected, "{text}");
        assert_eq!(parse_lenient(expected).unwrap(), tree, "{text}");
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-z0-9_.-]{0,5}",
        Just("and".to_owned()),
        Just("div".to_owned()),
        Just("node".to_owned()),
        Just("niñez".to_owned()),
        Just("orx:meta".to_owned()),
    ]
}

fn step(expr: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let axis = prop_oneof![
        6 => Just(String::new()),
        1 => Just("@".to_owned()),
        1 => proptest::sample::select(&["ancestor", "preceding-sibling", "descendant", "self"][..])
            .prop_map(|axis| format!("{axis}::")),
    ];
    let test = prop_oneof![
        5 => name(),
        1 => Just("*".to_owned()),
        1 => Just("node()".to_owned()),
        1 => Just("text()".to_owned()),
    ];
    let predicate = proptest::option::weighted(0.3, expr);
    prop_oneof![
        5 => (axis, test, predicate).prop_map(|(axis, test, predicate)| {
            let predicate = predicate.map(|p| format!("[{p}]")).unwrap_or_default();
            format!("{axis}{test}{predicate}")
        }),
        1 => Just("..".to_owned()),
        1 => Just(".".to_owned()),
    ]
}

fn path(expr: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let start = prop_oneof![
        Just("/".to_owned()),
        Just("//".to_owned()),
        Just(String::new()),
        Just("current()/".to_owned()),
        Just("instance('x')/".to_owned()),
        expr.clone().prop_map(|e| format!("({e})[1]/")),
        expr.clone().prop_map(|e| format!("({e})/")),
    ];
    let join = proptest::sample::select(&["/", "//"][..]);
    (start, proptest::collection::vec((step(expr), join), 1..4)).prop_map(|(start, steps)| {
        let mut text = start;
        for (i, (step, join)) in steps.iter().enumerate() {
            if i > 0 {
                text.push_str(join);
            }
            text.push_str(step);
        }
        text
    })
}

/// Expressions as a person may write them.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[0-9]{1,6}(\\.[0-9]{0,4})?",
        "'[a-zñ \"]{0,5}'",
        "\"[a-z']{0,5}\"",
        name(),
        Just(".".to_owned()),
        Just("$v".to_owned()),
        Just("true()".to_owned()),
    ];
    leaf.boxed().prop_recursive(4, 40, 4, |inner| {
        let op = proptest::sample::select(
            &[
                "or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "|",
            ][..],
        );
        let function = proptest::sample::select(
            &[
                "concat", "if", "count", "jr:itext", "not", "position", "explode", "round",
            ][..],
        );
        prop_oneof![
            3 => (inner.clone(), op, inner.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            1 => inner.clone().prop_map(|e| format!("({e})")),
            1 => inner.clone().prop_map(|e| format!("-{e}")),
            2 => (function, proptest::collection::vec(inner.clone(), 0..4))
                .prop_map(|(name, args)| format!("{name}({})", args.join(", "))),
            3 => path(inner.boxed()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn printed_trees_parse_to_themselves(text in expression()) {
        // A few are no XPath, as a number before a step; the rest must survive.
        if let Ok(tree) = parse_lenient(&text) {
            let printed = tree.to_string();
            let again = parse_lenient(&printed);
            prop_assert_eq!(again.as_ref(), Ok(&tree), "{} printed as {}", text, printed);
            prop_assert_eq!(again.unwrap().to_string(), printed);
        }
    }

    #[test]
    fn most_generated_expressions_are_expressions(texts in proptest::collection::vec(expression(), 20)) {
        let parsed = texts.iter().filter(|text| parse_lenient(text).is_ok()).count();
        prop_assert!(parsed >= 5, "{:?}", texts);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,60}") {
        if let Ok(tree) = parse_lenient(&text) {
            let _ = paths(&tree);
        }
    }

    #[test]
    fn any_tokens_are_read_without_panic(
        tokens in proptest::collection::vec(proptest::sample::select(&[
            "(", ")", "[", "]", "/", "//", ".", "..", "@", "::", ",", "*", "-", "a", "child", "and",
            "1", "1.", ".5", "'x'", "\"", "$", "$a", "node()", "count(", "instance('x')", "|", "=",
            "!", "current()", "é", "p:", "p:*", " ",
        ][..]), 0..25)
    ) {
        let text = tokens.concat();
        if let Ok(tree) = parse_lenient(&text) {
            prop_assert_eq!(parse_lenient(&tree.to_string()), Ok(tree));
        }
    }

    #[test]
    fn evaluation_never_panics_and_folding_keeps_it(text in expression()) {
        let document = Document::parse(
            "<data a='1'><and>3</and><b><c>x</c></b><b>7</b><instance id='x'><b/></instance></data>",
        ).unwrap();
        let host = document.host();
        let context = Context::new(document.root_element().unwrap());
        if let Ok(tree) = parse_lenient(&text) {
            let plain = evaluate(&tree, &context, &host);
            let folded = evaluate(&fold(tree), &context, &host);
            match (plain, folded) {
                (Ok(a), Ok(b)) => prop_assert_eq!(format!("{a:?}"), format!("{b:?}"), "{}", text),
                // Folding may drop a part that would fail, never add one.
                (Ok(a), Err(error)) => prop_assert!(false, "{text}: {a:?} became {error}"),
                (Err(_), _) => {}
            }
        }
    }
}
