//! Types of values and kinds of controls.

use serde::{Serialize, Serializer};

/// The type of a node's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs)]
pub enum DataType {
    #[default]
    String,
    Int,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    GeoPoint,
    GeoTrace,
    GeoShape,
    Binary,
    Barcode,
    Intent,
}

const TYPES: [(&str, DataType); 18] = [
    ("string", DataType::String),
    ("int", DataType::Int),
    ("decimal", DataType::Decimal),
    ("boolean", DataType::Boolean),
    ("date", DataType::Date),
    ("time", DataType::Time),
    ("dateTime", DataType::DateTime),
    ("geopoint", DataType::GeoPoint),
    ("geotrace", DataType::GeoTrace),
    ("geoshape", DataType::GeoShape),
    ("binary", DataType::Binary),
    ("barcode", DataType::Barcode),
    ("intent", DataType::Intent),
    // Older spellings that JavaRosa takes as well.
    ("integer", DataType::Int),
    ("long", DataType::Int),
    ("select", DataType::String),
    ("select1", DataType::String),
    ("rank", DataType::String),
];

impl DataType {
    /// The type of that name; `None` for a name no XForm knows.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        let lower = local.eq_ignore_ascii_case("odk:rank");
        TYPES
            .iter()
            .find(|(text, _)| *text == local || (lower && *text == "rank"))
            .map(|(_, data_type)| *data_type)
    }

    /// The name in an XForm.
    #[must_use]
    pub fn name(self) -> &'static str {
        TYPES
            .iter()
            .find(|(_, data_type)| *data_type == self)
            .map_or("string", |(text, _)| text)
    }
}

impl std::fmt::Display for DataType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The element a question is asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ControlKind {
    Input,
    Secret,
    Select,
    Select1,
    Rank,
    Range,
    Trigger,
    Upload,
}

impl ControlKind {
    /// The control of that element name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "input" => Self::Input,
            "secret" => Self::Secret,
            "select" => Self::Select,
            "select1" => Self::Select1,
            "rank" => Self::Rank,
            "range" => Self::Range,
            "trigger" => Self::Trigger,
            "upload" => Self::Upload,
            _ => return None,
        })
    }

    /// The element name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Secret => "secret",
            Self::Select => "select",
            Self::Select1 => "select1",
            Self::Rank => "rank",
            Self::Range => "range",
            Self::Trigger => "trigger",
            Self::Upload => "upload",
        }
    }

    /// Whether the answer is several choices.
    #[must_use]
    pub fn is_multiple(self) -> bool {
        matches!(self, Self::Select | Self::Rank)
    }
}

impl std::fmt::Display for ControlKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for ControlKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
