//! `bindings/scenario/controls.xml` and `controls.json`: every appearance with every type of
//! value, what is drawn, and what is kept of what is typed and touched. The suites of Android and
//! iOS read both files; this test holds them to the crate.
//!
//! `FAROLA_WRITE=1 cargo test -p farola-control --test table` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A helper may stop the test.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use farola_control::{Given, Locale, Plan, Typed};
use farola_form::jiff::ZonedDateTime;
use farola_form::{FormDef, NoMedia, Question, QuestionKind, Session, SessionEnv};
use serde_json::{Value, json};

#[path = "table/cases.rs"]
mod cases;
#[path = "table/touch.rs"]
mod touch;

use cases::{CASES, Case, RANGE, Touch};

/// The local time at which the table is made.
const NOW: &str = "2026-11-25T20:51:30-06:00[America/Mexico_City]";

#[test]
fn the_table_of_the_shells_is_what_the_crate_says() {
    let form = form();
    let mut table = serde_json::to_string_pretty(&table(&form)).unwrap();
    table.push('\n');
    for (name, made) in [("controls.xml", form), ("controls.json", table)] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../bindings/scenario")
            .join(name);
        if std::env::var_os("FAROLA_WRITE").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            kept == made,
            "{name} differs; write it anew with FAROLA_WRITE=1"
        );
    }
}

/// Every row of the test that walks Collect's and Enketo's appearances stands in the table too.
#[test]
fn every_appearance_of_the_form_engine_is_in_the_table() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../form/tests/behaviour/controls.rs");
    let source = fs::read_to_string(source).unwrap();
    let words = source.split("let words:").nth(1).unwrap();
    let words = words.split("for (control, data_type").next().unwrap();
    let quoted = words.split('"').skip(1).step_by(2);
    let asked: Vec<String> = CASES
        .iter()
        .map(|case| case.appearance.to_lowercase())
        .collect();
    let known = |word: &str| {
        let start = word.split('(').next().unwrap_or_default();
        asked
            .iter()
            .any(|text| text.split_whitespace().any(|own| own.starts_with(start)))
            || CASES
                .iter()
                .any(|case| case.element == word || case.data_type.eq_ignore_ascii_case(word))
    };
    let missing: Vec<&str> = quoted
        .flat_map(str::split_whitespace)
        .filter(|word| !word.contains('=') && !known(&word.to_lowercase()))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

fn reference(place: usize) -> String {
    format!("/data/q{:03}", place + 1)
}

/// A form with a page for each case.
fn form() -> String {
    let (mut nodes, mut binds, mut body) = (String::new(), String::new(), String::new());
    for (place, case) in CASES.iter().enumerate() {
        let path = reference(place);
        let name = path.trim_start_matches("/data/");
        let readonly = if case.readonly {
            " readonly=\"true()\""
        } else {
            ""
        };
        writeln!(nodes, "          <{name}>{}</{name}>", case.begins).unwrap();
        writeln!(
            binds,
            "      <bind nodeset=\"{path}\" type=\"{}\"{readonly}/>",
            case.data_type
        )
        .unwrap();
        writeln!(body, "    {}", control(case, &path)).unwrap();
    }
    format!(
        "<?xml version=\"1.0\"?>\n\
         <!-- Made by core/control/tests/table.rs. -->\n\
         <h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">\n\
         \x20 <h:head>\n    <h:title>Controles</h:title>\n    <model>\n      <instance>\n\
         \x20       <data id=\"controls\" version=\"1\">\n{nodes}\
         \x20         <meta><instanceID/></meta>\n        </data>\n      </instance>\n{binds}\
         \x20     <bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>\n\
         \x20   </model>\n  </h:head>\n  <h:body>\n{body}  </h:body>\n</h:html>\n"
    )
}

fn control(case: &Case, path: &str) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
    };
    let appearance = match case.appearance {
        "" => String::new(),
        words => format!(" appearance=\"{}\"", escape(words)),
    };
    let parameters: String = case
        .parameters
        .iter()
        .map(|(name, value)| format!(" {name}=\"{}\"", escape(value)))
        .collect();
    let items = match case.element {
        "select" | "select1" | "odk:rank" => ["a", "b", "c"]
            .map(|value| {
                let label = format!("{value} **{}**", value.to_uppercase());
                format!("<item><label>{label}</label><value>{value}</value></item>")
            })
            .concat(),
        _ => String::new(),
    };
    let (element, label) = (case.element, case.label());
    format!(
        "<{element} ref=\"{path}\"{appearance}{parameters}><label>{label}</label>{items}</{element}>"
    )
}

fn table(form: &str) -> Value {
    let (def, diagnostics) = FormDef::parse(form.as_bytes(), &NoMedia);
    let def = Arc::new(def.unwrap_or_else(|| panic!("{diagnostics:?}")));
    let cases = CASES.iter().enumerate().map(|(place, case)| {
        let mut session = begun(&def);
        row(case, &reference(place), &mut session)
    });
    json!({
        "form": "controls.xml",
        "now": NOW,
        "decimalMark": "point",
        "language": "es",
        "cases": cases.collect::<Vec<_>>(),
    })
}

fn begun(def: &Arc<FormDef>) -> Session {
    let now: ZonedDateTime = NOW.parse().unwrap();
    let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(7));
    Session::new(Arc::clone(def), env)
}

fn question(session: &Session, path: &str) -> Question {
    let asked =
        |question: &Question| question.path == path && question.kind == QuestionKind::Question;
    session.questions().into_iter().find(asked).unwrap()
}

fn row(case: &Case, path: &str, session: &mut Session) -> Value {
    let Plan {
        control,
        unsupported,
    } = Plan::of(&question(session, path));
    let (draws, with) = named(&format!("{control:?}"));
    let inputs: Vec<Value> = case
        .inputs
        .iter()
        .map(|touch| input(touch, path, session))
        .collect();
    let mut row = json!({
        "ref": path,
        "asks": case.label(),
        "draws": draws,
    });
    let mut put = |name: &str, value: Value| {
        row.as_object_mut().unwrap().insert(name.to_owned(), value);
    };
    if !with.is_empty() {
        put("with", with.into());
    }
    if let Some(gap) = unsupported {
        put("unsupported", named(&format!("{gap:?}")).0.into());
    }
    if !inputs.is_empty() {
        put("inputs", inputs.into());
    }
    row
}

/// The name of a variant in the way of JSON, and what it holds.
fn named(debug: &str) -> (String, String) {
    let (name, with) = debug.split_once([' ', '(']).unwrap_or((debug, ""));
    let mut letters = name.chars();
    let first = letters.next().unwrap().to_lowercase();
    (first.chain(letters).collect(), with.to_owned())
}

/// Does one touch after the others and says what is kept, and in words, what is read then.
fn input(touch: &Touch, path: &str, session: &mut Session) -> Value {
    let locale = Locale::default();
    let asked = question(session, path);
    let now: ZonedDateTime = NOW.parse().unwrap();
    let mut said = touch::written(touch);
    let value = match touch {
        Touch::Type(text) => {
            let typed = Typed::read(text, &asked, &locale);
            let note = typed.note.as_ref().map(touch::note);
            for (name, text) in [("field", typed.field), ("note", note)] {
                if let Some(text) = text {
                    said.as_object_mut()
                        .unwrap()
                        .insert(name.to_owned(), text.into());
                }
            }
            typed.value
        }
        other => {
            let given: Given = touch::given(other);
            given.value(&asked, now.datetime()).unwrap()
        }
    };
    session.answer(path, &value).unwrap();
    let after = question(session, path);
    let kept = after.value.clone().unwrap_or_default();
    let drawn = farola_control::Drawn::of(&after, &locale);
    let said_of = said.as_object_mut().unwrap();
    said_of.insert("kept".to_owned(), kept.into());
    said_of.insert("shown".to_owned(), drawn.shown.into());
    said
}

#[test]
fn a_range_needs_its_ends() {
    // Without them the form engine warns; the table's ranges have them.
    let ranges = CASES.iter().filter(|case| case.element == "range");
    assert!(ranges.filter(|case| case.parameters == RANGE).count() > 5);
}
