//! Text typed, things touched, lines walked: one call each, durable when it returns.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;

use farola_engine::control::{
    Answer, Day, DecimalMark, Drawn, Given, Language, Locale, Place, TypedNote, Walked,
};
use farola_engine::form::MediaMap;
use farola_engine::{Engine, Filling, WalkFix};
use farola_model::{Coded, FormId, GeoPoint, InstanceId, Timestamp};
use support::engine;

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Toques</h:title><model>
  <instance><data id="touch" version="1"><count/><money/><day/><line/><area/>
  <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/count" type="int"/><bind nodeset="/data/money" type="decimal"/>
  <bind nodeset="/data/day" type="date"/><bind nodeset="/data/line" type="geotrace"/>
  <bind nodeset="/data/area" type="geoshape"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body>
  <group appearance="field-list"><label>Todo</label>
  <input ref="/data/count"><label>**Cuántas**</label></input>
  <input ref="/data/money" appearance="thousands-sep"><label>Pesos</label></input>
  <input ref="/data/day"><label>Día</label></input></group>
  <input ref="/data/line"><label>Línea</label></input>
  <input ref="/data/area"><label>Área</label></input></h:body></h:html>"#;

fn phone(dir: &Path) -> Engine {
    let engine = engine(dir);
    let forms = engine.add_form(FORM.as_bytes(), &MediaMap::new());
    forms.unwrap();
    engine
}

fn begun(engine: &Engine) -> Filling {
    let mut filling = engine.begin(&FormId::new("touch"), None).unwrap();
    filling.page();
    filling
}

#[test]
fn a_keystroke_is_one_call() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let typed = filling.type_in("/data/count", "1,234").unwrap();
    assert_eq!(typed.answered.patch.changed.len(), 1);
    let kept = TypedNote::Kept {
        number: "1234".to_owned(),
    };
    assert!(typed.note == Some(kept));
    assert_eq!(filling.value("/data/count").as_deref(), Some("1234"));
    // The number before the last letter does not stay.
    let wrong = filling.type_in("/data/count", "1,234x").unwrap();
    assert!(wrong.note == Some(TypedNote::NotWhole));
    assert_eq!(filling.value("/data/count"), None);

    let grouped = filling.type_in("/data/money", "1234.5").unwrap();
    assert_eq!(grouped.field.as_deref(), Some("1,234.5"));
    filling.read_by(Locale {
        language: Language::Spanish,
        decimal: DecimalMark::Comma,
    });
    let comma = filling.type_in("/data/money", "1.234,75").unwrap();
    assert_eq!(comma.field, None, "as it is typed");
    assert_eq!(filling.value("/data/money").as_deref(), Some("1234.75"));
    let entry = &comma.answered.patch.changed[0];
    let drawn = Drawn::of(&entry.question, &filling.locale());
    assert_eq!(drawn.shown, "1.234,75");
}

#[test]
fn touches_are_answers_and_others_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let day = Day {
        year: 2026,
        month: 2,
        day: 31,
    };
    let answered = filling.give("/data/day", &Given::Day { day }).unwrap();
    let question = &answered.patch.changed[0].question;
    let drawn = Drawn::of(question, &filling.locale());
    assert!(
        drawn.answer
            == Answer::Day {
                day: Day { day: 28, ..day }
            }
    );
    assert_eq!(drawn.shown, "sáb 28 feb 2026");
    let refused = filling.give("/data/day", &Given::Truth { yes: true });
    assert_eq!(refused.unwrap_err().code(), "control.mismatch");
    assert_eq!(filling.value("/data/day").as_deref(), Some("2026-02-28"));
    let nowhere = filling.type_in("/data/nothing", "1");
    assert_eq!(nowhere.unwrap_err().code(), "form.no_such_node");
}

/// A fix so many times twelve metres to the north, each ten seconds after the one before.
fn fix(step: u32) -> WalkFix {
    WalkFix {
        at: Timestamp(1_764_000_000_000 + i64::from(step) * 10_000),
        point: GeoPoint {
            lat: 20.6767 + f64::from(step) * 12.0 / 111_320.0,
            lon: -103.347,
            alt_m: 1550.0,
            accuracy_m: 6.0,
        },
        speed_mps: None,
        bearing_deg: None,
    }
}

fn points(filling: &Filling, path: &str) -> Vec<Place> {
    Place::read_line(&filling.value(path).unwrap())
}

#[test]
fn a_walked_line_outlives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = begun(&engine);
    let first = filling.walked("/data/line", &fix(0)).unwrap();
    assert_eq!((first.walked, first.begun.len()), (Walked::Taken, 1));
    assert!(first.answered.is_none(), "one point is no line");
    for step in 1..5 {
        let on = filling.walked("/data/line", &fix(step)).unwrap();
        assert!(on.answered.is_some() && on.begun.is_empty());
        assert_eq!(points(&filling, "/data/line").len(), step as usize + 1);
    }
    let again = filling.walked("/data/line", &fix(4)).unwrap();
    assert_eq!(
        (again.walked, again.answered.is_some()),
        (Walked::Doubtful, false)
    );
    // Killed: nobody leaves, nobody stops the walk.
    let instance: InstanceId = filling.instance().clone();
    drop(filling);
    let mut filling = engine.resume(&instance).unwrap();
    assert_eq!(points(&filling, "/data/line").len(), 5);
    filling.walked("/data/line", &fix(6)).unwrap();
    let line = points(&filling, "/data/line");
    assert_eq!(line.len(), 6);
    assert!(line.iter().all(|place| place.altitude_m == Some(1550.0)));
}

#[test]
fn a_walked_area_closes_and_begins_anew_when_it_is_cleared() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let begun: Vec<usize> = (0..4)
        .map(|step| {
            filling
                .walked("/data/area", &fix(step))
                .unwrap()
                .begun
                .len()
        })
        .collect();
    assert_eq!(begun, [1, 2, 0, 0]);
    let ring = points(&filling, "/data/area");
    assert_eq!(ring.len(), 5);
    assert!(ring[0].lat == ring[4].lat);
    filling.give("/data/area", &Given::Clear).unwrap();
    let anew = filling.walked("/data/area", &fix(9)).unwrap();
    assert_eq!(anew.begun.len(), 1);
    let no_line = filling.walked("/data/day", &fix(10));
    assert_eq!(no_line.unwrap_err().code(), "control.mismatch");
}
