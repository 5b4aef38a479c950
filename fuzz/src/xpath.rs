//! An expression from a stranger's form: parse, print, parse again, check, fold, evaluate.

use farola_xpath::document::Document;
use farola_xpath::{Context, check, evaluate_boolean, evaluate_string, parse};

const DOCUMENT: &str = "<data><a>1</a><b>hola</b><r i=\"x\"><v>3</v></r><r><v/><w>a b</w></r>\
     <d>2026-11-24</d><g>31.7 -106.4 0 5; 31.8 -106.4 0 5; 31.8 -106.5 0 5</g>\
     <instance id=\"l\"><root><item><name>a</name></item><item><name>b</name></item></root>\
     </instance></data>";

/// One expression, whatever the bytes say.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(expr) = parse(text) else { return };
    let printed = expr.to_string();
    let again = parse(&printed);
    assert!(
        again.as_ref().is_ok_and(|again| *again == expr),
        "{text:?} prints as {printed:?}, which is {again:?}"
    );
    drop(check(&expr));
    let document = Document::parse(DOCUMENT).unwrap_or_else(|e| unreachable!("{e}"));
    let host = document.host();
    let Some(root) = document.root_element() else {
        return;
    };
    let context = Context::new(root);
    let told = evaluate_string(&expr, &context, &host);
    drop(evaluate_boolean(&expr, &context, &host));
    let same = evaluate_string(&parse(&printed).unwrap_or(expr), &context, &host);
    if !["random", "uuid", "now"].iter().any(|f| text.contains(f)) {
        assert_eq!(told.ok(), same.ok(), "{text:?} and {printed:?} differ");
    }
}
