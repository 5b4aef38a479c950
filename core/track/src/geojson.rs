//! A track as GeoJSON (RFC 7946).

use serde_json::{Value, json};

use crate::filter::Fix;
use crate::track::Track;

impl Track {
    /// The track as one feature: a `LineString`, or a `MultiLineString` where it has gaps.
    ///
    /// Segments of a single fix make no line and are left out; a track without any line has
    /// the geometry `null`, as the RFC has it for an unlocated feature.
    #[must_use]
    pub fn to_geojson(&self, name: &str) -> Value {
        let mut lines: Vec<Value> = self
            .segments()
            .iter()
            .filter(|segment| segment.len() > 1)
            .map(|segment| segment.iter().map(position).collect())
            .collect();
        let geometry = match (lines.pop(), lines.is_empty()) {
            (None, _) => Value::Null,
            (Some(line), true) => json!({"type": "LineString", "coordinates": line}),
            (Some(line), false) => {
                lines.push(line);
                json!({"type": "MultiLineString", "coordinates": lines})
            }
        };
        let (from, to) = self.span().unzip();
        json!({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "name": name,
                "from": from.map(|at| at.to_string()),
                "to": to.map(|at| at.to_string()),
                "length_m": self.length_m().round(),
            },
        })
    }
}

fn position(fix: &Fix) -> Value {
    // Seven decimals are a centimetre; more would only promise what no phone measures.
    let round = |value: f64, scale: f64| (value * scale).round() / scale;
    json!([
        round(fix.point.lon, 1e7),
        round(fix.point.lat, 1e7),
        round(fix.point.alt_m, 10.0)
    ])
}
