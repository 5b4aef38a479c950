//! Drafts of one version of a form in the next, through the line protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_drive::Seeded;
use farola_form::{DeviceProperties, SessionEnv};

fn env() -> SessionEnv {
    SessionEnv {
        now: "2026-11-23T20:00:00-06:00[America/Mexico_City]"
            .parse()
            .unwrap(),
        entropy: Box::new(Seeded(7)),
        properties: DeviceProperties::default(),
        language: None,
        last_saved: None,
    }
}

/// A draft of one version goes on in the next, and the report says what became of it.
#[test]
fn a_draft_moves_to_another_version() {
    let form = |version: &str, inside: &str, ask: &str| {
        let xml = format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
             xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title><model>\
             <instance><data id=\"t\" version=\"{version}\">{inside}</data></instance></model>\
             </h:head><h:body><input ref=\"{ask}\"><label>a</label></input></h:body></h:html>"
        );
        let (def, _) = farola_form::FormDef::parse(xml.as_bytes(), &farola_form::NoMedia);
        std::sync::Arc::new(def.unwrap())
    };
    let draft = b"<data id=\"t\" version=\"1\"><a>1</a><b>2</b></data>";
    let old = (form("1", "<a/><b/>", "/data/a"), env());
    let new = (form("2", "<g><a/></g>", "/data/g/a"), env());
    let (mut driven, report) = farola_drive::Interpreter::migrate(old, new, draft).unwrap();
    assert_eq!((report.kept, report.set_aside.len()), (1, 1));
    let saved = driven.answer("{\"op\":\"save\"}").to_string();
    assert!(saved.contains("<g><a>1</a></g>"), "{saved}");
    let error = farola_drive::Interpreter::migrate(
        (form("1", "<a/>", "/data/a"), env()),
        (form("2", "<a/>", "/data/a"), env()),
        b"<data id='u'/>",
    );
    assert_eq!(error.unwrap_err().code, "form.other_form");
}
