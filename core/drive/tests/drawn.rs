//! A question as it is shown, through the lines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A helper may stop the test.

use std::sync::Arc;

use farola_drive::{Interpreter, Seeded, parse_clock};
use farola_form::{FormDef, NoMedia, SessionEnv};
use serde_json::{Value, json};

const FORM: &[u8] = br##"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Luz</h:title><model>
    <instance><data id="light"><n>1234</n><day>2026-11-25</day></data></instance>
    <bind nodeset="/data/n" type="int"/><bind nodeset="/data/day" type="date"/></model></h:head>
    <h:body><input ref="/data/n"><label># Luz
&lt;span style="color:red"&gt;**Ojo**&lt;/span&gt;</label><hint>Solo un texto</hint></input>
    <input ref="/data/day"><label>Day</label></input></h:body></h:html>"##;

fn answered(line: &Value) -> Value {
    let form = Arc::new(FormDef::parse(FORM, &NoMedia).0.unwrap());
    let now = parse_clock("2026-11-25T20:00:00-06:00").unwrap();
    let mut driven = Interpreter::open(form, SessionEnv::new(now, Seeded(7)), None).unwrap();
    driven.answer(&line.to_string())
}

#[test]
fn texts_have_their_markup_and_answers_their_words() {
    let number = answered(&json!({"op": "drawn", "ref": "/data/n"}));
    assert_eq!(
        number,
        json!({
            "ok": true,
            "label": {
                "plain": "Luz\nOjo",
                "blocks": [
                    {"kind": "heading", "level": 1, "spans": [{"text": "Luz"}]},
                    {"kind": "paragraph", "spans": [
                        {"text": "Ojo", "bold": true, "colour": "#ff0000"},
                    ]},
                ],
            },
            "hint": {"plain": "Solo un texto"},
            "guidance": {"plain": ""},
            "shown": "1,234",
        })
    );
    let day =
        |language| answered(&json!({"op": "drawn", "ref": "/data/day", "language": language}));
    assert_eq!(day("es")["shown"], "mié 25 nov 2026");
    assert_eq!(day("en")["shown"], "Wed, Nov 25, 2026");
}

#[test]
fn a_question_that_is_not_there_is_named() {
    let answer = answered(&json!({"op": "drawn", "ref": "/data/none"}));
    assert_eq!(
        (&answer["ok"], &answer["error"]),
        (&json!(false), &json!("no_such_node"))
    );
}
