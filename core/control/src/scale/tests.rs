use super::*;
use proptest::prelude::*;

fn scale(attributes: &[(&str, &str)]) -> Option<Scale> {
    let attribute = |name: &str| {
        let found = attributes.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| *value)
    };
    Scale::read(attribute, &[], true)
}

fn between(start: &str, end: &str, step: &str) -> Option<Scale> {
    scale(&[("start", start), ("end", end), ("step", step)])
}

/// The first value, the last, and how many steps there are.
fn check(start: &str, end: &str, step: &str, expect: Option<(&str, &str, u32)>) {
    let scale = between(start, end, step);
    let ends = scale.map(|scale| (scale.value(0), scale.value(scale.steps), scale.steps));
    let expect = expect.map(|(low, high, steps)| (low.to_owned(), high.to_owned(), steps));
    assert_eq!(ends, expect, "{start} {end} {step}");
}

#[test]
fn scales_have_whole_steps() {
    check("1", "10", "1", Some(("1", "10", 9)));
    check("10", "1", "1", Some(("10", "1", 9)));
    check("10", "1", "-1", Some(("10", "1", 9)));
    check("0", "1", "0.1", Some(("0", "1", 10)));
    check("-0.5", "1.1", "0.1", Some(("-0.5", "1.1", 16)));
    check("1e1", "2e1", "5e-1", Some(("10", "20", 20)));
    check("0.50", "1.00", "0.25", Some(("0.5", "1", 2)));
    check("0", "10", "3", None);
    check("0", "10", "0", None);
    check("5", "5", "1", None);
    check("a", "5", "1", None);
    check("", "5", "1", None);
    check("0", "10000", "1", Some(("0", "10000", 10_000)));
    check("0", "10001", "1", None);
    check("0", "1e30", "1", None);
    check("-9223372036854775807", "9223372036854775807", "1", None);
}

#[test]
fn what_is_not_said_is_one_to_ten() {
    let scale = scale(&[]).unwrap();
    assert_eq!(
        (scale.value(0), scale.value(9), scale.steps),
        ("1".to_owned(), "10".to_owned(), 9)
    );
}

#[test]
fn answers_stand_at_the_nearest_step() {
    let scale = between("1", "2", "0.1").unwrap();
    for (value, at) in [
        ("1", Some(0)),
        ("1.30", Some(3)),
        ("1.34", Some(3)),
        ("1.35", Some(4)),
        ("2", Some(10)),
        ("2.01", None),
        ("0.99", None),
        ("x", None),
        ("", None),
    ] {
        assert_eq!(scale.position(value), at, "{value}");
    }
    let falling = between("10", "0", "5").unwrap();
    assert_eq!(
        (falling.position("10"), falling.position("0")),
        (Some(0), Some(2))
    );
    assert_eq!(falling.position("7"), Some(1));
}

#[test]
fn marks_stand_as_in_collect() {
    let ticks = |interval: &str| {
        scale(&[
            ("start", "0"),
            ("end", "10"),
            ("step", "1"),
            ("tick-interval", interval),
        ])
        .and_then(|scale| scale.tick_every)
    };
    assert_eq!(
        (ticks("5"), ticks("2"), ticks("10")),
        (Some(5), Some(2), Some(10))
    );
    assert_eq!(
        (ticks("3"), ticks("0.5"), ticks("-1"), ticks("20")),
        (Some(1), Some(1), Some(1), Some(1))
    );
    assert_eq!(
        between("0", "1000", "1").unwrap().tick_every,
        None,
        "a grey bar"
    );
}

#[test]
fn the_handle_waits_within_the_scale() {
    let waits = |value: &str| scale(&[("placeholder", value)]).and_then(|scale| scale.placeholder);
    assert_eq!(
        (waits("4"), waits("4.4"), waits("11"), waits("")),
        (Some(3), Some(3), None, None)
    );
}

#[test]
fn steps_stay_on_the_scale_and_begin_where_the_handle_waits() {
    let plain = between("1", "5", "1").unwrap();
    let waiting = Scale {
        placeholder: Some(2),
        ..plain.clone()
    };
    for (from, by, at) in [
        (Some(0), 1, 1),
        (Some(4), 1, 4),
        (Some(0), -1, 0),
        (Some(3), -2, 1),
        (Some(1), i32::MAX, 4),
        (Some(1), i32::MIN, 0),
        // An answer of a longer scale.
        (Some(9), 1, 4),
        (Some(9), -1, 4),
        (Some(2), 0, 2),
    ] {
        assert_eq!(plain.moved(from, by), at, "{from:?} {by}");
        assert_eq!(waiting.moved(from, by), at, "{from:?} {by}");
    }
    for by in [1, -1, 3, 0] {
        assert_eq!((plain.moved(None, by), waiting.moved(None, by)), (0, 2));
    }
}

#[test]
fn words_stand_at_the_values_they_name() {
    let mut choices = crate::testing::question("select1", "string", "").choices;
    // The third is the same number, the others are off a step, off the scale, and without words.
    let named = [
        ("1", "**Bajo**"),
        ("5", "Alto"),
        ("2.0", "Medio"),
        ("3.4", "Casi"),
        ("9", "Fuera"),
        ("4", ""),
    ];
    let one = choices.remove(0);
    choices.clear();
    choices.extend(named.map(|(value, label)| {
        let mut choice = one.clone();
        (choice.value, choice.label) = (value.to_owned(), label.to_owned());
        choice
    }));
    let ends = [("start", "1"), ("end", "5"), ("step", "1")];
    let attribute = |name: &str| {
        let found = ends.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| *value)
    };
    let scale = Scale::read(attribute, &choices, true).unwrap();
    let labels = scale.labels.iter();
    let labels: Vec<_> = labels
        .map(|label| (label.at, label.words.as_str()))
        .collect();
    assert_eq!(labels, [(0, "Bajo"), (4, "Alto"), (1, "Medio")]);
}

proptest! {
    #[test]
    fn every_position_is_found_again(start in -1000i64..1000, steps in 1u32..500, step in 1i64..100,
        decimals in 0u8..6, falls in any::<bool>()) {
        let write = |units: i64| Exact { units, decimals }.write();
        let way = step * i64::from(steps) * if falls { -1 } else { 1 };
        let scale = between(&write(start), &write(start + way), &write(step)).unwrap();
        prop_assert_eq!(scale.steps, steps);
        for at in [0, steps / 2, steps] {
            prop_assert_eq!(scale.position(&scale.value(at)), Some(at));
        }
        prop_assert_eq!(scale.value(steps + 1), scale.value(steps));
    }

    #[test]
    fn any_attributes_are_read(start in ".{0,12}", end in "[-+0-9.eE]{0,12}", step in "[-+0-9.eE]{0,12}") {
        if let Some(scale) = between(&start, &end, &step) {
            prop_assert!(scale.steps >= 1 && scale.steps <= MOST_STEPS);
        }
    }
}

#[test]
fn a_position_is_said_with_the_forms_words_for_it() {
    let mut scale = between("0", "1", "0.5").unwrap();
    scale.labels = vec![ScaleLabel {
        at: 2,
        words: "Mucha".to_owned(),
    }];
    for (at, expect) in [(0, "0"), (1, "0,5"), (2, "1\u{a0}· Mucha"), (9, "1")] {
        assert_eq!(scale.said(at, DecimalMark::Comma), expect);
    }
}
