//! Every mistake has its code, its place and its way out.

use farola_xpath::{EXPRESSION_BYTES, XPathError, parse, parse_lenient};

fn error(expr: &str) -> XPathError {
    match parse(expr) {
        Ok(tree) => panic!("{expr} parses to {tree}"),
        Err(error) => error,
    }
}

#[test]
fn codes_and_places() {
    let rows: &[(&str, &str, usize)] = &[
        ("", "xpath.empty", 0),
        ("  \n", "xpath.empty", 0),
        ("/data/", "xpath.syntax", 6),
        ("1 +", "xpath.syntax", 3),
        ("+ 1", "xpath.syntax", 0),
        ("(1", "xpath.syntax", 2),
        ("1)", "xpath.syntax", 1),
        ("/data/a[1", "xpath.syntax", 9),
        ("/data/a]", "xpath.syntax", 7),
        ("concat('a' 'b')", "xpath.syntax", 11),
        ("concat('a',, 'b')", "xpath.syntax", 11),
        ("concat('a', )", "xpath.syntax", 12),
        ("/data/a data/b", "xpath.syntax", 8),
        ("1 2", "xpath.syntax", 2),
        ("a b", "xpath.syntax", 2),
        ("@", "xpath.syntax", 1),
        ("a::b", "xpath.syntax", 0),
        ("child::", "xpath.syntax", 7),
        ("/data/a/count(b)", "xpath.syntax", 13),
        ("1e3", "xpath.syntax", 1),
        ("'abc", "xpath.unclosed_string", 0),
        ("concat('a', \"b)", "xpath.unclosed_string", 12),
        ("a == b", "xpath.character", 2),
        ("a && b", "xpath.character", 2),
        ("a || b", "xpath.character", 2),
        ("a <> b", "xpath.character", 2),
        ("!a", "xpath.character", 0),
        ("a % b", "xpath.character", 2),
        ("${a} > 1", "xpath.character", 0),
        ("#{a}", "xpath.character", 0),
        ("a = “x”", "xpath.character", 4),
        ("jr: itext('a')", "xpath.character", 2),
        ("a ≠ b", "xpath.character", 2),
        ("$a", "xpath.variable", 0),
        ("  explode()", "xpath.unknown_function", 2),
        ("itext('a')", "xpath.unknown_function", 0),
        ("true(5)", "xpath.arguments", 0),
        ("1 + not()", "xpath.arguments", 4),
        ("if(1, 2)", "xpath.arguments", 0),
        ("string('too', 'many', 'args')", "xpath.arguments", 0),
        ("count('a')", "xpath.not_nodeset", 0),
        ("sum(1 + 2)", "xpath.not_nodeset", 0),
        ("a | 'b'", "xpath.not_nodeset", 2),
        ("regex(., '(?=a)')", "xpath.regex", 0),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(expr, code, offset)| {
            let found = error(expr);
            let same = found.code() == *code && found.offset() == *offset;
            (!same).then(|| format!("{expr}: {} at {}: {found}", found.code(), found.offset()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_tell_the_way_out() {
    let message = |expr: &str| error(expr).to_string();
    insta::assert_snapshot!(message("concat('a' 'b')"), @"found a quoted text where an operator, a comma or ) should stand: a comma or an operator is missing before it");
    insta::assert_snapshot!(message("(1 + 2"), @"found the end where an operator or ) should stand: the bracket opened at byte 0 is not closed");
    insta::assert_snapshot!(message("1 + 2)"), @"found ) where an operator or the end should stand: there is one closing bracket too many");
    insta::assert_snapshot!(message("'abc"), @"the text that starts here is not closed: add the closing '");
    insta::assert_snapshot!(message("selectd(., 'a')"), @"there is no function selectd(): did you mean selected()?");
    insta::assert_snapshot!(message("countSelected(.)"), @"there is no function countSelected(): did you mean count-selected()?");
    insta::assert_snapshot!(message("itext('a')"), @"there is no function itext(): did you mean jr:itext()?");
    insta::assert_snapshot!(message("xyzzy()"), @"there is no function xyzzy()");
    insta::assert_snapshot!(message("if(1, 2)"), @"if() takes 3 arguments, not 2");
    insta::assert_snapshot!(message("substr('a')"), @"substr() takes 2 or 3 arguments, not 1");
    insta::assert_snapshot!(message("now(1)"), @"now() takes no arguments, not 1");
    insta::assert_snapshot!(message("join()"), @"join() takes at least 1 argument, not 0");
    insta::assert_snapshot!(message("indexed-repeat(a, b)"), @"indexed-repeat() takes 3 or 5 or 7 or 9 or 11 arguments, not 2");
    insta::assert_snapshot!(message("a == b"), @"the character '=' has no meaning here: one = compares");
    insta::assert_snapshot!(message("${a}"), @"the character '$' has no meaning here: ${name} is XLSForm's way to write a path; an XForm has the path itself");
    insta::assert_snapshot!(message("$a"), @"$a is a variable, and forms have none: write the path, in XLSForm ${a}");
    insta::assert_snapshot!(message("sum('a')"), @"sum() needs a path as argument 1, not a value");
}

#[test]
fn hostile_expressions_are_refused_without_harm() {
    let deep =
        |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    for text in [
        deep("(", ")", 100_000),
        deep("-", "", 200_000),
        deep("not(", ")", 50_000),
        deep("a[", "]", 50_000),
        deep("if(1,", ",2)", 30_000),
        "1+".repeat(100_000) + "1",
        "a or ".repeat(40_000) + "a",
    ] {
        let start: String = text.chars().take(40).collect();
        assert_eq!(error(&text).code(), "xpath.too_deep", "{start}");
    }
    assert_eq!(
        error(&"a".repeat(EXPRESSION_BYTES + 1)).code(),
        "xpath.too_long"
    );
    assert_eq!(error(&"9".repeat(400)).code(), "xpath.syntax");
    // A long path is no deep one.
    assert!(parse(&"/a".repeat(10_000)).is_ok());
    assert!(parse(&format!("concat({}1)", "1,".repeat(5_000))).is_ok());
}

#[test]
fn what_forms_write_is_within_the_limits() {
    let nested = "if(a = 1, 2, ".repeat(100) + "3" + &")".repeat(100);
    let chain = "a = 1 or ".repeat(500) + "a = 2";
    for text in [nested, chain] {
        let tree = parse(&text).unwrap();
        assert_eq!(parse(&tree.to_string()).unwrap(), tree);
    }
}

#[test]
fn lenient_parsing_leaves_names_alone() {
    assert!(parse_lenient("if(1, 2, explode())").is_ok());
    assert!(parse_lenient("$a").is_ok());
}
