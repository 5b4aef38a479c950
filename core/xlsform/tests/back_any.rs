//! Whatever sheet compiles comes back as the same form.

use farola_xlsform::workbook::Sheet;
use farola_xlsform::{Options, Place, Severity, Workbook, compile, sheets};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Types with what else a row of theirs can hold.
const TYPES: &[&str] = &[
    "text",
    "integer",
    "decimal",
    "note",
    "date",
    "time",
    "dateTime",
    "barcode",
    "geopoint",
    "geotrace",
    "image",
    "audio",
    "file",
    "acknowledge",
    "calculate",
    "hidden",
    "range",
    "today",
    "start",
    "username",
    "select_one l",
    "select_multiple m",
    "rank l",
    "select_one l or_other",
    "select_one_from_file f.csv",
    "begin_group",
    "begin_repeat",
    "end",
    "csv-external",
    "background-audio",
    "start-geopoint",
    "audit",
];

const TEXTS: &[&str] = &[
    "",
    "",
    "A",
    "Hola ${q1}",
    "${q1}",
    "${q1}${q3}",
    "x < y & \"z\"",
    "¿Cuál?",
    "instance('l')/root/item[name = ${q1}]/label y",
];

const EXPRESSIONS: &[&str] = &[
    "",
    "",
    "",
    "true()",
    "yes",
    "no",
    "${q1} = 'a'",
    "../q1 = ${q3}",
    "/data/q1 != ${q3}",
    "count(${q2}) + 1",
    "pulldata('p', 'a', 'b', ${q1})",
    "${last-saved#q1}",
    "today()",
    "instance('l')/root/item[name = ${q1}]/label",
    "indexed-repeat(${q1}, ${q2}, 1)",
];

/// The columns of a survey, of which some are there.
const COLUMNS: &[&str] = &[
    "label::es",
    "label::en",
    "hint",
    "hint::es",
    "guidance_hint",
    "image::es",
    "image",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "constraint_message::en",
    "read_only",
    "default",
    "calculation",
    "appearance",
    "trigger",
    "repeat_count",
    "bind::foo",
    "body::bar",
    "instance::baz",
    "parameters",
    "choice_filter",
];

/// What a cell of a column can hold.
fn texts(column: &str) -> &'static [&'static str] {
    match column.split("::").next().unwrap_or_default() {
        "label" | "hint" | "guidance_hint" | "constraint_message" => TEXTS,
        "image" => &["", "", "a.png", "b.png"],
        "appearance" => &["", "", "minimal", "field-list"],
        "trigger" => &["", "", "", "${q1}", "${q1}, ${q3}"],
        "repeat_count" => &["", "", "3", "${q1}", "${q1} + 1"],
        "parameters" => &[
            "",
            "",
            "randomize=true",
            "start=0 end=4 step=0.5",
            "max-pixels=640",
        ],
        "choice_filter" => &["", "", "x = ${q1}", "name != ''"],
        "bind" | "body" | "instance" => &["", "", "1", "${q1}"],
        "default" => &["", "", "a", "1", "${q2}", "today()"],
        _ => EXPRESSIONS,
    }
}

/// A row: its type, and a number for each column that chooses the text.
type Line = (usize, Vec<usize>);

fn survey(columns: &[&str], lines: &[Line]) -> Sheet {
    let header = ["type", "name"]
        .iter()
        .copied()
        .chain(columns.iter().copied());
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).collect()];
    // What the texts refer to: a question, and one in a repeat that half of the rows are in too.
    for row in [["text", "q1"], ["begin_repeat", "q2"], ["text", "q3"]] {
        let mut row: Vec<String> = row.map(str::to_owned).to_vec();
        row.extend(columns.iter().map(|column| match *column {
            "label" => "Q".to_owned(),
            _ => String::new(),
        }));
        rows.push(row);
    }
    let mut open: Vec<&str> = vec!["end_repeat"];
    let mut logs = 0;
    let calculation = columns.iter().position(|column| *column == "calculation");
    for (number, (kind, cells)) in (1..).zip(lines) {
        if number == lines.len() / 2 {
            rows.extend(open.drain(..).rev().map(|end| vec![end.to_owned()]));
        }
        let kind = TYPES.get(kind % TYPES.len()).copied().unwrap_or_default();
        let is_calculated = calculation
            .and_then(|at| cells.get(at))
            .is_some_and(|cell| {
                let texts = texts("calculation");
                texts
                    .get(cell % texts.len())
                    .is_some_and(|text| !text.is_empty())
            });
        logs += usize::from(kind == "audit");
        let kind = match kind {
            "calculate" if !is_calculated => "hidden",
            "audit" if logs > 1 => "note",
            _ => kind,
        };
        let (kind, name) = match kind {
            "end" => match open.pop() {
                Some(end) => (end, String::new()),
                None => continue,
            },
            "audit" => (kind, "audit".to_owned()),
            _ => (kind, format!("n{number}")),
        };
        match kind {
            "begin_group" => open.push("end_group"),
            "begin_repeat" => open.push("end_repeat"),
            _ => {}
        }
        let mut row = vec![kind.to_owned(), name];
        for (column, cell) in columns.iter().zip(cells) {
            let texts = texts(column);
            let text = texts.get(cell % texts.len()).copied().unwrap_or_default();
            let is_end = kind.starts_with("end_");
            // A list in a file has no place in the data, so that nothing can set it.
            let is_set = kind == "csv-external" && *column == "default";
            row.push(if is_end || is_set { "" } else { text }.to_owned());
        }
        // A question that is shown has a label.
        let labels = columns.iter().zip(row.iter().skip(2));
        let is_silent = labels
            .filter(|(column, _)| column.starts_with("label"))
            .all(|(_, text)| text.is_empty());
        let label = columns.iter().position(|column| *column == "label");
        if let Some(cell) = label.and_then(|at| row.get_mut(at + 2))
            && is_silent
            && !is_calculated
            && !kind.starts_with("end_")
        {
            "L".clone_into(cell);
        }
        rows.push(row);
    }
    rows.extend(open.into_iter().rev().map(|end| vec![end.to_owned()]));
    sheet("survey", &rows)
}

fn sheet(name: &str, rows: &[Vec<String>]) -> Sheet {
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    Sheet::of_text(name, &rows)
}

fn choices(columns: &[&str], cells: &[usize]) -> Sheet {
    let header = ["list_name", "name"]
        .iter()
        .copied()
        .chain(columns.iter().copied());
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).collect()];
    let mut cells = cells.iter().copied().cycle();
    for (list, name) in [
        ("l", "a"),
        ("l", "b"),
        ("m", "a"),
        ("unused", "c"),
        ("m", "d"),
    ] {
        let mut row = vec![list.to_owned(), name.to_owned()];
        for column in columns {
            let texts = match *column {
                "image" => ["", "", "", "c.png"].as_slice(),
                "x" | "y" => &["", "1", "a b"],
                "label" => &["A", "B", "Hola ${q1}"],
                _ => &["", "A", "Hola ${q1}", "B"],
            };
            let at = cells.next().unwrap_or_default();
            row.push(
                texts
                    .get(at % texts.len())
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
        rows.push(row);
    }
    sheet("choices", &rows)
}

const CHOICE_COLUMNS: &[&str] = &["label::es", "label::en", "image", "x", "y"];

/// The languages of a column beside each other, as people have them: elsewhere a row with one of
/// them has its attributes in another order than a row with the other.
fn together(columns: Vec<&'static str>) -> Vec<&'static str> {
    let base = |column: &str| column.split("::").next().unwrap_or_default().to_owned();
    let mut together: Vec<&str> = Vec::new();
    for column in &columns {
        if !together.contains(column) {
            let beside = columns.iter().filter(|other| base(other) == base(column));
            together.extend(beside.copied());
        }
    }
    together
}

/// Some of the columns and the label, in any order.
fn with_label(
    columns: &'static [&'static str],
    most: usize,
) -> impl Strategy<Value = Vec<&'static str>> {
    let some = subsequence(columns, 0..most);
    let some = some.prop_map(|mut columns| {
        columns.push("label");
        columns
    });
    some.prop_shuffle().prop_map(together)
}

prop_compose! {
    fn workbook()(
        columns in with_label(COLUMNS, 12),
        lines in vec((0..TYPES.len(), vec(0_usize..60, 12)), 1..14),
        choice_columns in with_label(CHOICE_COLUMNS, CHOICE_COLUMNS.len()),
        cells in vec(0_usize..60, 30),
        language in select(&["", "es", "en"][..]),
    ) -> Workbook {
        let settings: Vec<Vec<String>> = [["form_id", "default_language"], ["f", language]]
            .iter()
            .map(|row| row.iter().map(|text| (*text).to_owned()).collect())
            .collect();
        Workbook {
            sheets: vec![
                survey(&columns, &lines),
                choices(&choice_columns, &cells),
                sheet("settings", &settings),
            ],
        }
    }
}

/// The form of a workbook; what keeps it from compiling is taken out, cell by cell.
fn form(workbook: &mut Workbook) -> Option<String> {
    for _ in 0..12 {
        let outcome = compile(workbook, &Options::default());
        if let Some(form) = outcome.form {
            return Some(form.xml);
        }
        for fault in outcome.faults {
            if fault.severity() == Severity::Error {
                take_out(workbook, &fault.place);
            }
        }
    }
    None
}

/// Takes out a cell, or all but the type and the name of its row where it is one of those.
fn take_out(workbook: &mut Workbook, place: &Place) {
    let mut sheets = workbook.sheets.iter_mut();
    let sheet = sheets.find(|sheet| sheet.name == place.sheet);
    let mut rows = sheet.into_iter().flat_map(|sheet| &mut sheet.rows);
    let Some(row) = rows.find(|own| Some(own.number) == place.row) else {
        return;
    };
    match place.column.filter(|column| *column > 1) {
        Some(column) => row.cells.retain(|cell| cell.column != column),
        None => row.cells.retain(|cell| cell.column < 2),
    }
}

/// A line with the attributes of a bind in one order: theirs follows the columns of the sheet, one
/// of which (`bind::type`) may say what the type says already, and then the way back leaves it out.
fn attributes(line: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = match line.trim().strip_prefix("<bind ") {
        Some(bind) => bind.trim_end_matches("/>").split("\" ").collect(),
        None => return vec![line],
    };
    parts = parts
        .iter()
        .map(|part| part.trim_end_matches('"'))
        .collect();
    parts.sort_unstable();
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_form_of_any_sheet_comes_back(workbook in workbook()) {
        let mut workbook = workbook;
        let Some(first) = form(&mut workbook) else {
            return Err(TestCaseError::reject("does not compile"));
        };
        let back = sheets(&first, None).map_err(|f| TestCaseError::fail(f.to_string()))?;
        let again = compile(&back.workbook, &Options::default()).form;
        let again = again.map(|form| form.xml).unwrap_or_default();
        for (one, two) in first.lines().zip(again.lines()) {
            let same = attributes(one) == attributes(two);
            prop_assert!(same, "{one}\n{two}\n{:?}\n{:?}", back.remarks, back.workbook);
        }
        prop_assert_eq!(first.len(), again.len());
        prop_assert_eq!(back.remarks, vec![]);
    }
}
