//! Text typed, things touched, lines walked: one call each, durable when it returns.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;

use farola_engine::control::{
    Answer, Day, DecimalMark, Drawn, Given, Language, Locale, Place, TimePart, TypedNote, Walked,
};
use farola_engine::form::MediaMap;
use farola_engine::{Engine, Filling, WalkFix};
use farola_model::{Coded, FormId, GeoPoint, InstanceId, Timestamp};
use support::engine;

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Toques</h:title><model>
  <instance><data id="touch" version="1"><count/><money/><day/><light/><line/><area/>
  <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/count" type="int"/><bind nodeset="/data/money" type="decimal"/>
  <bind nodeset="/data/day" type="date"/>
  <bind nodeset="/data/light" type="string" constraint=". != 'bad'"/>
  <bind nodeset="/data/line" type="geotrace"/>
  <bind nodeset="/data/area" type="geoshape"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body>
  <group appearance="field-list"><label>Todo</label>
  <input ref="/data/count"><label>**Cuántas**</label></input>
  <input ref="/data/money" appearance="thousands-sep"><label>Pesos</label></input>
  <input ref="/data/day" appearance="no-calendar"><label>Día</label></input></group>
  <select1 ref="/data/light" appearance="quick"><label>Luz</label>
  <item><label>Buena</label><value>good</value></item>
  <item><label>Mala</label><value>bad</value></item></select1>
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

#[test]
fn a_quick_choice_goes_on_where_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let touched = |value: &str| Given::Touched {
        value: value.to_owned(),
    };
    for (given, kept, goes_on) in [
        (touched("good"), Some("good"), true),
        (touched("good"), None, false),
        // It is told in place why nothing goes on.
        (touched("bad"), Some("bad"), false),
        (touched("good"), Some("good"), true),
        (Given::Clear, None, false),
    ] {
        let answered = filling.give("/data/light", &given).unwrap();
        assert_eq!(filling.value("/data/light").as_deref(), kept);
        assert_eq!(answered.goes_on, goes_on, "{kept:?}");
    }
    // By a touch and by nothing else.
    let answered = filling.answer_here("/data/light", "good").unwrap();
    assert!(!answered.goes_on);
    let turn = Given::Turned {
        part: TimePart::Day,
        by: 1,
    };
    assert!(!filling.give("/data/day", &turn).unwrap().goes_on);
}

#[test]
fn a_touch_says_at_once_what_is_wrong_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    filling.page_of("/data/light").unwrap();
    filling.type_in("/data/light", "bad").unwrap();
    filling.type_in("/data/light", "good").unwrap();
    let bad = Given::Touched {
        value: "bad".to_owned(),
    };
    let answered = filling.give("/data/light", &bad).unwrap();
    assert!(answered.patch.changed[0].broken.is_some());
}

#[test]
fn a_year_that_was_left_is_gone_back_to_until_the_form_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let mut filling = begun(&engine);
    let turn = |by| Given::Turned {
        part: TimePart::Year,
        by,
    };
    filling.answer_here("/data/day", "1850-06-01").unwrap();
    for (by, expect) in [
        (1, "1851-06-01"),
        (200, "2051-06-01"),
        (-200, "1851-06-01"),
        (-1, "1850-06-01"),
        (-1, "1850-06-01"),
        (251, "1850-06-01"),
    ] {
        filling.give("/data/day", &turn(by)).unwrap();
        assert_eq!(filling.value("/data/day").as_deref(), Some(expect));
    }
    assert_eq!(filling.years("/data/day").first, 1850);
    filling.answer_here("/data/day", "2026-06-01").unwrap();
    let instance = filling.instance().clone();
    drop(filling);
    let mut again = engine.resume(&instance).unwrap();
    again.page();
    assert_eq!(again.years("/data/day").first, 1900);
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

/// What a person draws: places so many times twelve metres to the north.
fn drawn(steps: &[u32]) -> Given {
    let places = steps.iter().map(|step| fix(*step).point.into()).collect();
    Given::Line { places }
}

/// Places as whole steps to the north.
fn steps(places: &[Place]) -> Vec<i64> {
    let step = |place: &Place| ((place.lat - 20.6767) * 111_320.0 / 12.0).round();
    #[allow(clippy::cast_possible_truncation)]
    places.iter().map(|place| step(place) as i64).collect()
}

/// Where the line stands: what is begun, or the answer.
fn line_now(filling: &Filling, path: &str) -> Vec<i64> {
    let begun = filling.begun(path);
    match filling.value(path) {
        Some(value) if !value.is_empty() => {
            assert!(begun.is_empty(), "an answer is not begun");
            steps(&Place::read_line(&value))
        }
        _ => steps(&begun),
    }
}

#[test]
fn what_was_drawn_is_walked_on_from() {
    let dir = tempfile::tempdir().unwrap();
    let phone = phone(dir.path());
    for (path, closed) in [("/data/line", false), ("/data/area", true)] {
        let least = if closed { 3 } else { 2 };
        let mut filling = begun(&phone);
        let given = filling.give(path, &drawn(&[0])).unwrap();
        assert!(given.invalid.is_none());
        assert_eq!(filling.value(path), None, "one place is no answer");
        assert_eq!(steps(&filling.begun(path)), [0]);
        for step in 1..=3 {
            let on = filling.walked(path, &fix(step)).unwrap();
            assert_eq!(on.walked, Walked::Taken);
            let so_far: Vec<i64> = (0..=i64::from(step)).collect();
            assert_eq!(on.answered.is_some(), so_far.len() >= least, "{path}");
            assert_eq!(on.begun, filling.begun(path));
            let mut now = line_now(&filling, path);
            if closed && so_far.len() >= least {
                assert_eq!(now.pop(), Some(0), "an area ends where it begins");
            }
            assert_eq!(now, so_far, "{path}");
        }
    }
}

#[test]
fn fixes_that_come_at_once_all_count() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    // The receiver was quiet in a pocket and hands over what it has.
    filling.give("/data/line", &drawn(&[0])).unwrap();
    for step in [1, 2, 3, 4] {
        filling.walked("/data/line", &fix(step)).unwrap();
    }
    assert_eq!(line_now(&filling, "/data/line"), [0, 1, 2, 3, 4]);
}

#[test]
fn what_is_taken_back_is_walked_on_from_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    filling.give("/data/line", &drawn(&[0, 1])).unwrap();
    assert!(filling.value("/data/line").is_some());
    assert!(filling.begun("/data/line").is_empty());
    // The last place is taken back: one is left, and no answer.
    let back = filling.give("/data/line", &drawn(&[0])).unwrap();
    assert_eq!(back.patch.changed.len(), 0, "the line is on another page");
    assert_eq!(filling.value("/data/line"), None);
    assert_eq!(line_now(&filling, "/data/line"), [0]);
    filling.walked("/data/line", &fix(2)).unwrap();
    assert_eq!(line_now(&filling, "/data/line"), [0, 2]);
    // All of it is taken back: nothing is begun, in either way of saying so.
    for nothing in [drawn(&[]), Given::Clear] {
        filling.give("/data/line", &drawn(&[5])).unwrap();
        assert_eq!(line_now(&filling, "/data/line"), [5]);
        filling.give("/data/line", &nothing).unwrap();
        assert!(filling.begun("/data/line").is_empty());
    }
    let first = filling.walked("/data/line", &fix(7)).unwrap();
    assert_eq!(steps(&first.begun), [7]);
    // What is refused changes nothing of it.
    let nowhere = Place {
        lat: f64::NAN,
        lon: 0.0,
        altitude_m: None,
        accuracy_m: None,
    };
    let refused = Given::Line {
        places: vec![nowhere; 2],
    };
    let refused = filling.give("/data/line", &refused).unwrap_err();
    assert_eq!(refused.code(), "control.out_of_bounds");
    assert_eq!(line_now(&filling, "/data/line"), [7]);
    assert!(filling.begun("/data/day").is_empty());
    assert!(filling.begun("/data/nothing").is_empty());
}

#[test]
fn a_point_is_taken_by_hand_however_near_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let mut filling = begun(&phone(dir.path()));
    let path = "/data/line";
    filling.walked(path, &fix(0)).unwrap();
    // The same fix, which the filter has seen, and again.
    let here = filling.point_here(path, &fix(0)).unwrap();
    assert_eq!(here.walked, Walked::Taken);
    assert!(here.answered.is_some() && here.begun.is_empty());
    assert_eq!(line_now(&filling, path), [0, 0]);
    let at = |accuracy_m: f64| {
        let mut fix = fix(4);
        fix.point.accuracy_m = accuracy_m;
        fix
    };
    let weak = filling.point_here(path, &at(51.0)).unwrap();
    assert_eq!(weak.walked, Walked::Inexact);
    assert!(weak.answered.is_none());
    assert_eq!(line_now(&filling, path), [0, 0]);
    filling.point_here(path, &at(50.0)).unwrap();
    assert_eq!(line_now(&filling, path), [0, 0, 4]);
    // The walk goes on beside it, its filter as it was.
    let next = filling.walked(path, &fix(5)).unwrap();
    assert_eq!(next.walked, Walked::Taken);
    assert_eq!(line_now(&filling, path), [0, 0, 4, 5]);
    // Inexact before there is an answer: what is begun stays.
    let area = "/data/area";
    filling.point_here(area, &fix(1)).unwrap();
    let weak = filling.point_here(area, &at(51.0)).unwrap();
    assert_eq!(steps(&weak.begun), [1]);
    let no_line = filling.point_here("/data/day", &fix(10));
    assert_eq!(no_line.unwrap_err().code(), "control.mismatch");
}

const STREETS: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
  xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Calles</h:title><model>
  <instance><data id="streets" version="1"><street jr:template=""><line/></street>
  <meta><instanceID/></meta></data></instance>
  <bind nodeset="/data/street/line" type="geotrace"/>
  <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head><h:body><group ref="/data/street"><label>Calle</label>
  <repeat nodeset="/data/street"><input ref="/data/street/line"><label>Línea</label></input>
  </repeat></group></h:body></h:html>"#;

#[test]
fn what_is_begun_in_a_repeat_goes_and_moves_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let engine = phone(dir.path());
    let streets = engine.add_form(STREETS.as_bytes(), &MediaMap::new());
    streets.unwrap();
    let mut filling = engine.begin(&FormId::new("streets"), None).unwrap();
    let mut lines = Vec::new();
    for number in 1..=3_u32 {
        let street = filling.add_repeat("/data/street").unwrap().path;
        let line = format!("{street}/line");
        filling.give(&line, &drawn(&[number])).unwrap();
        lines.push(line);
    }
    let begun = |filling: &Filling| {
        lines
            .iter()
            .map(|line| steps(&filling.begun(line)))
            .collect()
    };
    let before: Vec<Vec<i64>> = begun(&filling);
    assert_eq!(before, [vec![1], vec![2], vec![3]]);
    filling.remove_repeat("/data/street[1]").unwrap();
    let after: Vec<Vec<i64>> = begun(&filling);
    assert_eq!(after, [vec![2], vec![3], vec![]]);
    // A new street begins with nothing.
    filling.add_repeat("/data/street").unwrap();
    assert!(filling.begun(&lines[2]).is_empty());
}
