//! Compiles workbooks line by line, to be compared with another compiler.
//!
//! Each line of the input is a JSON object with one of `path` (a file), `md` (a Markdown table) or
//! `sheets` (names with rows of texts), and optionally `name`, the name of the form's data
//! element. Each line of the output is `{"xml": …, "faults": […], "sheets": …}`; `sheets` only
//! where the input asks for it with `"read": true`.
//!
//! ```text
//! echo '{"path": "kit/cs_punto.xlsx"}' | cargo run -p farola-xlsform --example lines
//! ```

#![allow(clippy::print_stdout, reason = "this program talks in lines")]

use std::io::BufRead as _;

use farola_xlsform::read::{self, Limits};
use farola_xlsform::workbook::{Sheet, Workbook};
use farola_xlsform::{Fault, Language, Options, compile};
use serde_json::{Map, Value, json};

fn main() -> std::io::Result<()> {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let answer = match serde_json::from_str(&line) {
            Ok(request) => answer(&request),
            Err(error) => json!({ "wrong": error.to_string() }),
        };
        println!("{answer}");
    }
    Ok(())
}

fn answer(request: &Value) -> Value {
    let (workbook, mut faults) = match workbook(request) {
        Ok(read) => read,
        Err(fault) => return json!({ "xml": null, "faults": [told(&fault)] }),
    };
    let text = |key: &str| request.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut options = Options::default();
    options.root = text("name");
    options.fallback_id = text("fallback_id");
    let outcome = compile(&workbook, &options);
    faults.extend(outcome.faults);
    let mut answer = json!({
        "xml": outcome.form.as_ref().map(|form| &form.xml),
        "faults": faults.iter().map(told).collect::<Vec<_>>(),
    });
    if request.get("read").is_some() {
        let object = answer.as_object_mut();
        object.map(|answer| answer.insert("sheets".to_owned(), sheets(&workbook)));
    }
    answer
}

fn workbook(request: &Value) -> Result<(Workbook, Vec<Fault>), Fault> {
    let limits = Limits::default();
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    if let Some(table) = text("md") {
        let reading = read::file("form.md", table.as_bytes(), &limits)?;
        return Ok((reading.workbook, reading.faults));
    }
    if let Some(path) = text("path") {
        let bytes = std::fs::read(path).unwrap_or_default();
        let reading = read::file(path, &bytes, &limits)?;
        return Ok((reading.workbook, reading.faults));
    }
    let named = request.get("sheets").and_then(Value::as_object);
    let sheets = named.map(tables).unwrap_or_default();
    Ok((Workbook { sheets }, Vec::new()))
}

fn tables(named: &Map<String, Value>) -> Vec<Sheet> {
    let texts = |row: &Value| -> Vec<String> {
        let cells = row.as_array().into_iter().flatten();
        cells
            .map(|cell| cell.as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let table = |(name, rows): (&String, &Value)| {
        let rows: Vec<Vec<String>> = rows.as_array().into_iter().flatten().map(texts).collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        Sheet::of_text(name, &rows)
    };
    named.iter().map(table).collect()
}

fn sheets(workbook: &Workbook) -> Value {
    let row = |row: &farola_xlsform::workbook::Row| {
        let cells = row
            .cells
            .iter()
            .map(|cell| json!([cell.column, cell.value.text()]));
        json!([row.number, cells.collect::<Vec<_>>()])
    };
    let sheet = |sheet: &Sheet| json!([sheet.name, sheet.rows.iter().map(row).collect::<Vec<_>>()]);
    Value::Array(workbook.sheets.iter().map(sheet).collect())
}

fn told(fault: &Fault) -> Value {
    json!({
        "code": fault.code(),
        "severity": format!("{:?}", fault.severity()),
        "place": fault.place.to_string(),
        "sheet": fault.place.sheet,
        "row": fault.place.row,
        "what": fault.what(Language::English),
        "instead": fault.instead(Language::English),
    })
}
