//! What the inputs of the table say and do.

use farola_control::{Clock, Day, Given, Place, TypedNote};
use serde_json::{Value, json};

use crate::cases::Touch;

/// An input as the table writes it.
pub(crate) fn written(touch: &Touch) -> Value {
    match touch {
        Touch::Type(text) => json!({"type": text}),
        Touch::Choose(values) => json!({"choose": values}),
        Touch::Truth(yes) => json!({"truth": yes}),
        Touch::Day(text) => json!({"day": text}),
        Touch::Clock(text) => json!({"clock": text}),
        Touch::Now => json!({"now": true}),
        Touch::Position(at) => json!({"position": at}),
        Touch::Step(by) => json!({"step": by}),
        Touch::Degrees(degrees) => json!({"degrees": degrees}),
        Touch::Place(text) => json!({"place": numbers(text)}),
        Touch::Line(texts) => {
            json!({"line": texts.iter().map(|text| numbers(text)).collect::<Vec<_>>()})
        }
        Touch::Code(text) => json!({"code": text}),
        Touch::Acknowledge => json!({"acknowledge": true}),
        Touch::Clear => json!({"clear": true}),
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ')
        .map(|number| number.parse().unwrap())
        .collect()
}

/// What is given by a touch that is no typing.
pub(crate) fn given(touch: &Touch) -> Given {
    match touch {
        Touch::Type(_) => panic!("typed, not given"),
        Touch::Choose(values) => Given::Chosen {
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        },
        Touch::Truth(yes) => Given::Truth { yes: *yes },
        // A day that its month has not is given too: 2026-02-31.
        Touch::Day(text) => Given::Day { day: day(text) },
        Touch::Clock(text) => Given::Clock {
            clock: Clock::read(text).unwrap(),
        },
        Touch::Now => Given::Now,
        Touch::Position(at) => Given::Position { at: *at },
        Touch::Step(by) => Given::Step { by: *by },
        Touch::Degrees(degrees) => Given::Degrees { degrees: *degrees },
        Touch::Place(text) => Given::Place {
            place: Place::read(text).unwrap(),
        },
        Touch::Line(texts) => Given::Line {
            places: texts
                .iter()
                .map(|text| Place::read(text).unwrap())
                .collect(),
        },
        Touch::Code(text) => Given::Code {
            text: (*text).to_owned(),
        },
        Touch::Acknowledge => Given::Acknowledge,
        Touch::Clear => Given::Clear,
    }
}

fn day(text: &str) -> Day {
    let parts: Vec<i16> = text.split('-').map(|part| part.parse().unwrap()).collect();
    Day {
        year: parts[0],
        month: u8::try_from(parts[1]).unwrap(),
        day: u8::try_from(parts[2]).unwrap(),
    }
}

/// The name of a note, with the number that it says is kept.
pub(crate) fn note(note: &TypedNote) -> String {
    match note {
        TypedNote::Kept { number } => format!("kept {number}"),
        TypedNote::NotWhole => "notWhole".to_owned(),
        TypedNote::NotANumber => "notANumber".to_owned(),
        TypedNote::NotAPlace => "notAPlace".to_owned(),
    }
}
