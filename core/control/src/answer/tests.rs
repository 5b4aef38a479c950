use super::*;
use crate::given::{Given, GivenError};
use crate::locale::Language;
use crate::testing::{now, only, session};

/// Gives something and reads what the form keeps of it.
fn kept(
    element: &str,
    data_type: &str,
    attributes: &str,
    given: &[Given],
) -> Result<String, GivenError> {
    let mut session = session(element, data_type, attributes);
    for given in given {
        let value = given.value(&only(&session), now().datetime())?;
        session.answer("/data/q", &value).unwrap();
    }
    Ok(only(&session).value.unwrap_or_default())
}

fn check(
    element: &str,
    data_type: &str,
    attributes: &str,
    given: Given,
    expect: Result<&str, GivenError>,
) {
    let kept = kept(element, data_type, attributes, std::slice::from_ref(&given));
    assert_eq!(
        kept.as_deref().map_err(|error| *error),
        expect,
        "{element} {data_type} {attributes}"
    );
}

fn chosen_of(values: &[&str]) -> Given {
    Given::Chosen {
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

fn day(year: i16, month: u8, day: u8) -> Given {
    Given::Day {
        day: Day { year, month, day },
    }
}

fn place(text: &str) -> Place {
    Place::read(text).unwrap()
}

#[test]
fn choices_stand_in_the_order_of_the_list() {
    check("select", "string", "", chosen_of(&["c", "a"]), Ok("a c"));
    check("select", "string", "", chosen_of(&[]), Ok(""));
    check("select1", "string", "", chosen_of(&["b"]), Ok("b"));
    check(
        "select1",
        "string",
        "",
        chosen_of(&["a", "b"]),
        Err(GivenError::Mismatch),
    );
    check(
        "odk:rank",
        "odk:rank",
        "",
        chosen_of(&["c", "a", "b"]),
        Ok("c a b"),
    );
    check(
        "input",
        "string",
        "",
        chosen_of(&["a"]),
        Err(GivenError::Mismatch),
    );
}

#[test]
fn days_are_kept_by_how_they_are_picked() {
    check("input", "date", "", day(2026, 11, 25), Ok("2026-11-25"));
    check("input", "date", "", day(2026, 2, 31), Ok("2026-02-28"));
    check(
        "input",
        "date",
        "appearance=\"month-year\"",
        day(2026, 11, 25),
        Ok("2026-11-01"),
    );
    check(
        "input",
        "date",
        "appearance=\"year\"",
        day(2026, 11, 25),
        Ok("2026-01-01"),
    );
    check("input", "date", "", Given::Now, Ok("2026-11-25"));
    check(
        "input",
        "date",
        "appearance=\"year\"",
        Given::Now,
        Ok("2026-01-01"),
    );
    check(
        "input",
        "date",
        "",
        day(2026, 13, 1),
        Err(GivenError::OutOfBounds),
    );
    let clock = Given::Clock {
        clock: Clock { hour: 7, minute: 5 },
    };
    check("input", "time", "", clock.clone(), Ok("07:05:00.000-06:00"));
    check("input", "time", "", Given::Now, Ok("20:51:00.000-06:00"));
    check(
        "input",
        "date",
        "",
        clock.clone(),
        Err(GivenError::Mismatch),
    );
    check(
        "input",
        "time",
        "",
        day(2026, 1, 1),
        Err(GivenError::Mismatch),
    );
    // The part that is not given is now's, or stays.
    check(
        "input",
        "dateTime",
        "",
        day(2026, 1, 2),
        Ok("2026-01-02T20:51:00.000-06:00"),
    );
    check(
        "input",
        "dateTime",
        "",
        clock.clone(),
        Ok("2026-11-25T07:05:00.000-06:00"),
    );
    let both = kept("input", "dateTime", "", &[clock, day(2020, 1, 2)]);
    assert_eq!(both.as_deref(), Ok("2020-01-02T07:05:00.000-06:00"));
    let late = Given::Clock {
        clock: Clock {
            hour: 24,
            minute: 0,
        },
    };
    check("input", "time", "", late, Err(GivenError::OutOfBounds));
}

#[test]
fn touches_become_values() {
    check(
        "input",
        "boolean",
        "",
        Given::Truth { yes: true },
        Ok("true"),
    );
    check("trigger", "string", "", Given::Acknowledge, Ok("OK"));
    let scale = "start=\"0\" end=\"1\" step=\"0.1\"";
    check(
        "range",
        "decimal",
        scale,
        Given::Position { at: 3 },
        Ok("0.3"),
    );
    check(
        "range",
        "decimal",
        scale,
        Given::Position { at: 11 },
        Err(GivenError::OutOfBounds),
    );
    check(
        "input",
        "int",
        "",
        Given::Position { at: 3 },
        Err(GivenError::Mismatch),
    );
    check(
        "input",
        "decimal",
        "appearance=\"bearing\"",
        Given::Degrees { degrees: 12.345 },
        Ok("12.3"),
    );
    check(
        "input",
        "decimal",
        "appearance=\"bearing\"",
        Given::Degrees { degrees: 359.99 },
        Ok("0"),
    );
    check(
        "input",
        "decimal",
        "appearance=\"bearing\"",
        Given::Degrees { degrees: f64::NAN },
        Err(GivenError::OutOfBounds),
    );
    check(
        "input",
        "barcode",
        "",
        Given::Code {
            text: "a b".to_owned(),
        },
        Ok("a b"),
    );
    let step = |by| Given::Step { by };
    let counted = kept(
        "input",
        "int",
        "appearance=\"counter\"",
        &[step(1), step(1), step(-5), step(3)],
    );
    assert_eq!(counted.as_deref(), Ok("3"));
    let most = kept(
        "input",
        "int",
        "appearance=\"counter\"",
        &[step(i32::MAX), step(1)],
    );
    assert_eq!(most.as_deref(), Ok("999999999"));
    let cleared = kept(
        "input",
        "boolean",
        "",
        &[Given::Truth { yes: true }, Given::Clear],
    );
    assert_eq!(cleared.as_deref(), Ok(""));
}

#[test]
fn places_and_lines_become_values() {
    let spot = place("20.6767 -103.347 1550 9.5");
    check(
        "input",
        "geopoint",
        "",
        Given::Place { place: spot },
        Ok("20.6767 -103.347 1550 9.5"),
    );
    let nowhere = Place { lat: 91.0, ..spot };
    check(
        "input",
        "geopoint",
        "",
        Given::Place { place: nowhere },
        Err(GivenError::OutOfBounds),
    );
    let line = |texts: &[&str]| Given::Line {
        places: texts.iter().map(|text| place(text)).collect(),
    };
    check("input", "geotrace", "", line(&["1 1"]), Ok(""));
    check(
        "input",
        "geotrace",
        "",
        line(&["1 1", "2 2"]),
        Ok("1 1 0 0;2 2 0 0"),
    );
    check("input", "geoshape", "", line(&["1 1", "2 2"]), Ok(""));
    check(
        "input",
        "geoshape",
        "",
        line(&["1 1", "2 2", "3 1"]),
        Ok("1 1 0 0;2 2 0 0;3 1 0 0;1 1 0 0"),
    );
    check(
        "input",
        "geopoint",
        "",
        line(&["1 1", "2 2"]),
        Err(GivenError::Mismatch),
    );
}

/// The answer of a question that holds a value, without its content where that is none of ours.
fn read(element: &str, data_type: &str, attributes: &str, value: &str) -> Answer {
    let mut session = session(element, data_type, attributes);
    session.answer("/data/q", value).unwrap();
    let question = only(&session);
    let locale = Locale {
        language: Language::Spanish,
        decimal: DecimalMark::Comma,
    };
    Answer::of(&question, &Control::of(&question), &locale)
}

#[test]
fn values_are_read_by_their_control() {
    let text = |text: &str| Answer::Text {
        text: text.to_owned(),
    };
    assert!(read("input", "string", "", "") == Answer::Blank);
    assert!(read("input", "string", "", "a.b") == text("a.b"));
    // A number stands in its field as this reader types it.
    assert!(read("input", "decimal", "", "1234.5") == text("1234,5"));
    assert!(read("input", "decimal", "appearance=\"thousands-sep\"", "1234.5") == text("1.234,5"));
    for (value, yes) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        assert!(
            read("input", "boolean", "", value) == Answer::Truth { yes },
            "{value}"
        );
    }
    let one = Day {
        year: 2026,
        month: 11,
        day: 25,
    };
    let clock = Clock {
        hour: 23,
        minute: 51,
    };
    assert!(read("input", "date", "", "2026-11-25") == Answer::Day { day: one });
    assert!(read("input", "time", "", "23:51") == Answer::Clock { clock });
    assert!(
        read("input", "dateTime", "", "2026-11-25T23:51:07.123-06:00")
            == Answer::Moment { day: one, clock }
    );
    let several = vec!["a".to_owned(), "c".to_owned()];
    assert!(read("select", "string", "", "a c") == Answer::Chosen { values: several });
    let scale = "start=\"1\" end=\"5\" step=\"1\"";
    assert!(read("range", "int", scale, "3") == Answer::Position { at: 2 });
    assert!(
        read("range", "int", scale, "9") == text("9"),
        "off the scale"
    );
    assert!(read("trigger", "string", "", "OK") == Answer::Acknowledged);
    assert!(
        read("upload", "binary", "mediatype=\"image/*\"", "a.jpg")
            == Answer::File {
                name: "a.jpg".to_owned()
            }
    );
    let spot = place("1 2 0 5");
    assert!(read("input", "geopoint", "", "1 2 0 5") == Answer::Place { place: spot });
    let Answer::Line { places } = read("input", "geoshape", "", "1 1 0 0;2 2 0 0;3 1 0 0;1 1 0 0")
    else {
        panic!("an area");
    };
    assert_eq!(places.len(), 3);
}

#[test]
fn debug_shows_no_answer() {
    let answer = read("input", "string", "", "secreto");
    assert_eq!(
        format!("{answer:?} {:?}", Given::Now),
        "Answer(..) Given(..)"
    );
}
