//! Evaluates expressions over a document: `cargo run -p farola-xpath --example evaluate`.
#![allow(clippy::print_stdout)]

use std::error::Error;

use farola_xpath::document::Document;
use farola_xpath::{Context, Expr, XPathError, evaluate, evaluate_string, paths, volatility};

const XML: &str = "<data><person><name>Ana</name><age>34</age></person>\
    <person><name>Luz</name><age>9</age></person></data>";

fn main() -> Result<(), Box<dyn Error>> {
    let document = Document::parse(XML)?;
    let host = document
        .host()
        .with_now("2026-11-23T20:00:00-06:00[America/Mexico_City]".parse()?)
        .with_seed(7);
    let context = Context::new(document.root());
    for text in [
        "count(/data/person)",
        "/data/person[age >= 18]/name",
        "join(', ', /data/person/name)",
        "format-date(date(today() + 7), '%e %b %Y')",
        "regex(/data/person[1]/name, '[A-Z][a-z]+')",
        "sum(/data/person/age) div count(/data/person)",
    ] {
        let expr: Expr = text.parse()?;
        let value = evaluate(&expr, &context, &host)?;
        let shown = evaluate_string(&expr, &context, &host)?;
        println!("{text}\n    {}: {shown}", value.type_name());
    }

    // What an expression depends on, without any data.
    let expr: Expr = "if(today() > ../born, sum(../n), 0)".parse()?;
    for path in paths(&expr) {
        println!("reads {} ({:?})", path.path, path.usage);
    }
    println!("reads the clock: {}", volatility(&expr).clock);

    // Faults have a code, a place and a way out.
    let fault: Result<Expr, XPathError> = "selectd(., 'a')".parse();
    if let Err(error) = fault {
        println!("{} at {}: {error}", error.code(), error.offset());
    }
    Ok(())
}
