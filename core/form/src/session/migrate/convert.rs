//! Values of one type written as another.

use jiff::tz::TimeZone;

use crate::def::{ControlKind, DataType, FormDef, NodeId};
use crate::session::choices::selections;
use crate::session::values::canonical;

/// What a node's value is: its type, and whether it is one choice, several, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) data: DataType,
    control: Option<ControlKind>,
}

impl Type {
    pub(super) fn of(def: &FormDef, node: NodeId) -> Self {
        Self {
            data: def.nodes.data_type(node),
            control: def.control(node).map(|control| control.kind),
        }
    }

    fn is_multiple(self) -> bool {
        self.control.is_some_and(ControlKind::is_multiple)
    }

    /// Whether the value is the name of a file.
    fn is_file(self) -> bool {
        self.data == DataType::Binary || self.control == Some(ControlKind::Upload)
    }

    pub(super) fn name(self) -> &'static str {
        match self.control {
            Some(kind @ (ControlKind::Select | ControlKind::Select1 | ControlKind::Rank)) => {
                kind.name()
            }
            _ => self.data.name(),
        }
    }
}

/// A value in its new type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Converted {
    /// As it stood.
    Same(String),
    /// Written anew.
    Changed(String),
}

/// The value of a node of type `from` for one of type `to`; nothing where it does not fit.
pub(super) fn convert(value: &str, from: Type, to: Type, zone: &TimeZone) -> Option<Converted> {
    if from.is_file() != to.is_file() {
        return None;
    }
    let one_of_many = from.is_multiple() && to.control == Some(ControlKind::Select1);
    if one_of_many && selections(ControlKind::Select, value).len() > 1 {
        return None;
    }
    let written = match (from.data, to.data) {
        (DataType::Decimal, DataType::Int) => whole(value)?,
        (DataType::DateTime, DataType::Date) => value.get(..10)?.to_owned(),
        (DataType::DateTime, DataType::Time) => value.split_once('T')?.1.to_owned(),
        (DataType::Boolean, DataType::Int | DataType::Decimal) => {
            u8::from(value == "true").to_string()
        }
        (DataType::GeoTrace, DataType::GeoShape) => closed(value)?,
        (DataType::GeoPoint, DataType::GeoTrace | DataType::GeoShape) => return None,
        _ => value.to_owned(),
    };
    if from == to {
        return Some(Converted::Same(value.to_owned()));
    }
    let stored = canonical(&written, to.data, zone).ok()?;
    Some(if stored == value {
        Converted::Same(stored)
    } else {
        Converted::Changed(stored)
    })
}

/// A decimal without a part after the point.
fn whole(value: &str) -> Option<String> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let rounds = part.bytes().all(|b| b == b'0');
    rounds.then(|| whole.to_owned())
}

/// A line that ends where it begins.
fn closed(value: &str) -> Option<String> {
    let mut points = value.split(';').map(str::trim).filter(|p| !p.is_empty());
    let first = points.next()?;
    (points.next_back()? == first).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_change_their_type_where_nothing_is_lost() {
        use DataType::{Boolean, Date, DateTime, Decimal, GeoPoint, GeoTrace, Int, String, Time};
        let cases = [
            (Int, String, "5", Some("5")),
            (Int, Decimal, "5", Some("5")),
            (Decimal, Int, "5.0", Some("5")),
            (Decimal, Int, "5.5", None),
            (String, Int, "5", Some("5")),
            (String, Int, "five", None),
            (String, Date, "2026-11-23", Some("2026-11-23")),
            (
                DateTime,
                Date,
                "2026-11-23T20:00:00.000-06:00",
                Some("2026-11-23"),
            ),
            (
                DateTime,
                Time,
                "2026-11-23T20:00:00.000-06:00",
                Some("20:00:00.000-06:00"),
            ),
            (
                Date,
                DateTime,
                "2026-11-23",
                Some("2026-11-23T00:00:00.000Z"),
            ),
            (Boolean, Int, "true", Some("1")),
            (GeoPoint, GeoTrace, "1 1", None),
            (GeoPoint, String, "1 1", Some("1 1")),
            (String, DataType::Binary, "a.jpg", None),
        ];
        for (from, to, value, expected) in cases {
            let plain = |data| Type {
                data,
                control: None,
            };
            let got = convert(value, plain(from), plain(to), &TimeZone::UTC);
            let got = got.map(|c| match c {
                Converted::Same(text) | Converted::Changed(text) => text,
            });
            assert_eq!(got.as_deref(), expected, "{from:?} {to:?} {value}");
        }
    }
}
