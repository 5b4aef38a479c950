//! Further columns of choices through the lines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A helper may stop the test.

use std::sync::Arc;

use farola_drive::{Interpreter, Seeded, parse_clock};
use farola_form::{FormDef, NoMedia, SessionEnv};

fn driven(appearance: &str) -> Interpreter {
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Stops</h:title><model>
        <instance><data id="stops"><stop/></data></instance>
        <instance id="all"><root><item><name>a</name><label>Park</label>
        <geometry>20.6 -103.3 0 0</geometry></item></root></instance></model></h:head>
        <h:body><select1 ref="/data/stop" appearance="{appearance}"><label>Stop</label>
        <itemset nodeset="instance('all')/root/item"><value ref="name"/><label ref="label"/>
        </itemset></select1></h:body></h:html>"#
    );
    let form = Arc::new(FormDef::parse(xml.as_bytes(), &NoMedia).0.unwrap());
    let now = parse_clock("2026-11-23T20:00:00-06:00").unwrap();
    Interpreter::open(form, SessionEnv::new(now, Seeded(7)), None).unwrap()
}

#[test]
fn columns_come_with_maps_and_on_request() {
    for (appearance, shown) in [("minimal", false), ("map", true)] {
        let mut driven = driven(appearance);
        let questions = driven.answer(r#"{"op":"questions"}"#);
        let choice = &questions["questions"][0]["choices"][0];
        assert_eq!(choice.get("columns").is_some(), shown, "{appearance}");
        let asked = driven.answer(r#"{"op":"choices","ref":"/data/stop"}"#);
        let expected = serde_json::json!({"choices": [{"value": "a", "label": "Park",
            "columns": {"geometry": "20.6 -103.3 0 0"}}]});
        assert_eq!(asked, expected, "{appearance}");
    }
    let mut driven = driven("");
    let none = driven.answer(r#"{"op":"choices","ref":"/data/none"}"#);
    assert_eq!(none["error"], "no_such_node");
}
