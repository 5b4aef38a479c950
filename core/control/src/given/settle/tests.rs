use super::*;
use crate::testing::{now, only, session};

/// The values after each of these touches, as the form keeps them; what is drawn ahead of each
/// answer is what the core then keeps.
fn values(element: &str, kind: &str, look: &str, required: bool, given: &[Given]) -> Vec<String> {
    let mut session = session(element, kind, look);
    let mut values = Vec::new();
    for given in given {
        let mut asked = only(&session);
        asked.required = required;
        let ahead = Drawn::of(&asked, &Locale::default()).after(given);
        let value = given.value(&asked, now().datetime()).unwrap();
        session.answer("/data/q", &value).unwrap();
        let kept = only(&session);
        let drawn = Drawn::of(&kept, &Locale::default());
        let same = match (&ahead.answer, &drawn.answer) {
            // They stand in the order of the list once they are kept.
            (Answer::Chosen { values: a }, Answer::Chosen { values: b }) => {
                let sorted = |values: &[String]| {
                    let mut sorted = values.to_vec();
                    sorted.sort();
                    sorted
                };
                sorted(a) == sorted(b)
            }
            (ahead, kept) => ahead == kept,
        };
        assert!(same, "{element} {look} ahead of {value}");
        values.push(kept.value.unwrap_or_default());
    }
    values
}

fn touched(value: &str) -> Given {
    Given::Touched {
        value: value.to_owned(),
    }
}

fn moved(value: &str, by: i32) -> Given {
    Given::Moved {
        value: value.to_owned(),
        by,
    }
}

fn turned(part: TimePart, by: i32) -> Given {
    Given::Turned { part, by }
}

#[test]
fn one_choice_replaces_another_and_is_taken_back_where_none_is_required() {
    let touches = ["a", "b", "b", "b"].map(touched);
    for look in ["", "minimal", "likert", "quick"] {
        let look = format!("appearance=\"{look}\"");
        let of = |required| values("select1", "string", &look, required, &touches);
        assert_eq!(of(false), ["a", "b", "", "b"], "{look}");
        assert_eq!(of(true), ["a", "b", "b", "b"], "{look}");
    }
}

#[test]
fn several_choices_are_each_chosen_and_taken_back() {
    let touches = ["c", "a", "c", "a"].map(touched);
    for required in [true, false] {
        let kept = values("select", "string", "", required, &touches);
        assert_eq!(kept, ["c", "a c", "a", ""]);
    }
}

#[test]
fn yes_and_no_a_rating_and_a_box_are_taken_back_by_a_second_touch() {
    let truths = [true, true, false].map(|yes| Given::Truth { yes });
    let of = |required| values("input", "boolean", "", required, &truths);
    assert_eq!(of(false), ["true", "", "false"]);
    assert_eq!(of(true), ["true", "true", "false"]);
    let positions = [3, 3, 1].map(|at| Given::Position { at });
    for (look, taken) in [("rating", true), ("picker", true), ("", false)] {
        let look = format!("appearance=\"{look}\"");
        let of = |required| values("range", "int", &look, required, &positions);
        assert_eq!(of(false)[1], if taken { "" } else { "4" }, "{look}");
        assert_eq!(of(true), ["4", "4", "2"], "{look}");
    }
    let boxes = [Given::Acknowledge, Given::Acknowledge];
    assert_eq!(values("trigger", "string", "", true, &boxes), ["OK", ""]);
}

#[test]
fn a_step_on_a_scale_goes_no_further_than_its_ends_and_takes_nothing_back() {
    let look = "start=\"0\" end=\"2\" step=\"1\" placeholder=\"1\"";
    let steps = [-1, -1, -1, 1, 2, 1].map(|by| Given::Step { by });
    for appearance in ["", "rating", "picker"] {
        let look = format!("appearance=\"{appearance}\" {look}");
        let kept = values("range", "int", &look, false, &steps);
        assert_eq!(kept, ["1", "0", "0", "1", "2", "2"], "{appearance}");
    }
}

#[test]
fn what_is_put_in_order_is_moved_from_where_it_is_shown() {
    let touches = [
        moved("c", -1),
        moved("c", -1),
        moved("c", -1),
        moved("a", 9),
        Given::Clear,
        Given::InOrder,
        moved("a", i32::MIN),
    ];
    let kept = values("odk:rank", "odk:rank", "", false, &touches);
    let expect = ["a c b", "c a b", "c a b", "c b a", "", "a b c", "a b c"];
    assert_eq!(kept, expect);
}

#[test]
fn a_touch_on_what_is_not_there_is_refused() {
    use crate::given::GivenError::Mismatch;
    for (element, kind, given) in [
        ("odk:rank", "odk:rank", moved("nowhere", 1)),
        ("odk:rank", "odk:rank", touched("a")),
        ("input", "string", touched("a")),
        ("select1", "string", moved("a", 1)),
        ("select", "string", Given::InOrder),
        ("input", "int", Given::Step { by: 1 }),
        ("input", "string", turned(TimePart::Day, 1)),
        ("input", "date", turned(TimePart::Hour, 1)),
        ("input", "time", turned(TimePart::Month, 1)),
    ] {
        let asked = only(&session(element, kind, ""));
        let value = given.value(&asked, now().datetime());
        assert_eq!(value, Err(Mismatch), "{element} {kind}");
    }
}

#[test]
fn a_month_that_has_no_such_day_keeps_its_last() {
    use TimePart::{Day as D, Month, Year};
    for (from, part, by, expect) in [
        ("2026-01-31", Month, 1, "2026-02-28"),
        ("2024-01-31", Month, 1, "2024-02-29"),
        ("2026-03-31", Month, -1, "2026-02-28"),
        ("2026-12-31", Month, 2, "2027-02-28"),
        ("2026-01-15", Month, -1, "2025-12-15"),
        ("2024-02-29", Year, 1, "2025-02-28"),
        ("2024-02-29", Year, 4, "2028-02-29"),
        ("2026-02-28", D, 1, "2026-03-01"),
        ("2026-01-01", D, -1, "2025-12-31"),
        // Beyond the years to pick from, and beyond all years.
        ("2100-12-31", D, 1, "2100-12-31"),
        ("1900-06-01", Year, -1, "1900-06-01"),
        ("2026-06-01", Year, i32::MAX, "2026-06-01"),
        ("2026-06-01", Month, i32::MIN, "2026-06-01"),
    ] {
        for look in ["", "appearance=\"no-calendar\""] {
            let day = Given::Day {
                day: Day::read(from).unwrap(),
            };
            let kept = values("input", "date", look, false, &[day, turned(part, by)]);
            assert_eq!(kept[1], expect, "{from} {part:?} {by}");
        }
    }
}

#[test]
fn two_turns_are_two_and_a_year_that_was_left_is_gone_back_to() {
    let mut asked = only(&session("input", "date", "appearance=\"no-calendar\""));
    asked.value = Some("1850-06-01".to_owned());
    let mut drawn = Drawn::of(&asked, &Locale::default());
    let years = drawn.years.unwrap();
    let turns = [(1, "1851"), (1, "1852"), (-2, "1850"), (-1, "1850")];
    for (by, expect) in turns {
        let turn = turned(TimePart::Year, by);
        drawn = drawn.after(&turn);
        let value = turn.value_within(&asked, now().datetime(), years).unwrap();
        assert_eq!(value, format!("{expect}-06-01"));
        asked.value = Some(value);
        assert!(drawn.answer == Drawn::of(&asked, &Locale::default()).answer);
    }
}

#[test]
fn a_blank_date_or_time_is_turned_from_now() {
    use TimePart::{Day as D, Hour, Minute, Month};
    let one = |kind: &str, part, by| {
        let asked = only(&session("input", kind, ""));
        let turn = turned(part, by);
        let drawn = Drawn::of(&asked, &Locale::default());
        assert!(
            drawn.after(&turn).answer == Answer::Blank,
            "nobody knows when"
        );
        turn.value(&asked, now().datetime()).unwrap()
    };
    assert_eq!(one("date", D, 6), "2026-12-01");
    assert_eq!(one("date", Month, -1), "2026-10-25");
    assert_eq!(one("time", Hour, 4), "00:51:00.000");
    assert_eq!(one("time", Minute, 10), "21:01:00.000");
    assert_eq!(one("dateTime", Minute, -52), "2026-11-25T19:59:00.000");
    assert_eq!(one("dateTime", D, 1), "2026-11-26T20:51:00.000");
}

#[test]
fn hours_and_minutes_go_round_the_clock_and_the_day_stays() {
    let clock = |text: &str| Clock::read(text).unwrap();
    for (from, part, by, expect) in [
        ("23:59", TimePart::Minute, 1, "00:00"),
        ("00:00", TimePart::Minute, -1, "23:59"),
        ("20:51", TimePart::Minute, 10, "21:01"),
        ("20:51", TimePart::Hour, -21, "23:51"),
        ("20:51", TimePart::Hour, 24, "20:51"),
    ] {
        assert_eq!(clock(from).turned(part, by), clock(expect), "{from} {by}");
        let asked = {
            let mut asked = only(&session("input", "dateTime", ""));
            asked.value = Some(format!("2026-11-25T{from}:00.000-06:00"));
            asked
        };
        let value = turned(part, by).value(&asked, now().datetime()).unwrap();
        assert_eq!(value, format!("2026-11-25T{expect}:00.000"));
    }
    for by in [i32::MIN, i32::MAX] {
        let turned = clock("12:00").turned(TimePart::Hour, by);
        assert!(turned.hour < 24 && turned.minute < 60);
    }
}
