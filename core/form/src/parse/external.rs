//! Secondary instances: inside the form, or in attached XML, CSV and GeoJSON files.

use farola_xpath::document::{Document, DocumentBuilder};

use super::itext::media_name;
use super::{Fault, Loader};
use crate::def::secondary::Secondary;
use crate::xml::{Element, XFORMS, without_controls};

impl Loader<'_> {
    pub(super) fn load_secondary(&mut self, model: &Element) {
        for element in model
            .elements()
            .filter(|e| e.name.is(XFORMS, "instance"))
            .skip(1)
        {
            let Some(id) = element.attr("id") else {
                let fault = Fault {
                    code: "form.instance_without_id",
                    help: "Give every <instance> but the first an id.",
                    at: element.at,
                    path: "instance",
                    offset: None,
                };
                // Nothing can ask for it.
                self.warn(&fault, "a secondary instance has no id".to_owned());
                continue;
            };
            if self.def.instances.iter().any(|known| known.id == id) {
                let fault = Fault {
                    code: "form.duplicate_instance",
                    help: "Rename one of the two instances.",
                    at: element.at,
                    path: id,
                    offset: None,
                };
                let message =
                    format!("there are two secondary instances {id:?}; the last one is used");
                self.warn(&fault, message);
                self.def.instances.retain(|known| known.id != id);
            }
            let document = match element.attr("src") {
                Some(src) => self.external(element, id, src),
                None => {
                    let xml = self.inner_text(element);
                    self.document(element, id, &xml)
                }
            };
            self.def
                .instances
                .push(Secondary::new(id.to_owned(), document));
        }
    }

    /// The bytes between the instance's tags, which the form's own reader left unread.
    fn inner_text(&self, element: &Element) -> String {
        let range = element.unread.clone().unwrap_or(0..0);
        let bytes = self
            .bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(self.bytes);
        let bytes = bytes.get(range).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    fn document(&mut self, element: &Element, id: &str, xml: &str) -> Document {
        let xml = if xml.is_empty() { "<root/>" } else { xml };
        match Document::parse(xml) {
            Ok(document) => document,
            Err(error) => {
                let fault = Fault {
                    code: "form.bad_instance",
                    help: "Mend the list: it must be one well-formed XML element.",
                    at: element.at,
                    path: id,
                    offset: None,
                };
                self.error(
                    &fault,
                    format!("the instance {id:?} cannot be read: {error}"),
                );
                DocumentBuilder::new().finish()
            }
        }
    }

    fn external(&mut self, element: &Element, id: &str, src: &str) -> Document {
        let name = media_name(src).to_owned();
        let empty = || DocumentBuilder::new().finish();
        // The answers of the last submission: empty until the caller has one to give.
        if src.trim() == "jr://instance/last-saved" {
            return empty();
        }
        if !self.def.media.contains(&name) {
            self.def.media.push(name.clone());
        }
        let Some(bytes) = self.media.get(&name).map(|bytes| bytes.into_owned()) else {
            let fault = Fault {
                code: "form.media_missing",
                help: "Attach the file to the form, or give its folder with --media.",
                at: element.at,
                path: id,
                offset: None,
            };
            self.warn(
                &fault,
                format!("the file {name:?} is missing; its list is empty"),
            );
            return empty();
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = without_controls(text.strip_prefix('\u{feff}').unwrap_or(&text));
        let text = &*text;
        let lower = name.to_ascii_lowercase();
        if src.trim().starts_with("jr://file-csv/") || lower.ends_with(".csv") {
            return csv(text);
        }
        if lower.ends_with(".geojson") || lower.ends_with(".json") {
            return geojson(text).unwrap_or_else(|| {
                let fault = Fault {
                    code: "form.bad_geojson",
                    help: "Attach a GeoJSON FeatureCollection.",
                    at: element.at,
                    path: id,
                    offset: None,
                };
                self.error(
                    &fault,
                    format!("the file {name:?} is no GeoJSON collection"),
                );
                empty()
            });
        }
        self.document(element, id, text.trim())
    }
}

/// A CSV table as `<root><item><column>…`. Quoted fields may hold separators and line breaks;
/// ragged rows are filled up; blank lines are left out; `;` separates where the header has no `,`.
fn csv(text: &str) -> Document {
    let first_line = text.lines().next().unwrap_or_default();
    let separator = if !first_line.contains(',') && first_line.contains(';') {
        ';'
    } else {
        ','
    };
    let mut records = records(text, separator).into_iter();
    let header: Vec<String> = records
        .next()
        .unwrap_or_default()
        .iter()
        .map(|name| xml_name(name))
        .collect();
    let mut document = DocumentBuilder::new();
    document.open("root");
    for record in records {
        document.open("item");
        for (index, name) in header.iter().enumerate() {
            document.leaf(name, record.get(index).map_or("", String::as_str));
        }
        document.close();
    }
    document.close();
    document.finish()
}

pub(crate) fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let mut record: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            c if c == separator && !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                keep(&mut all, std::mem::take(&mut record));
            }
            c => field.push(c),
        }
    }
    record.push(field);
    keep(&mut all, record);
    all
}

fn keep(all: &mut Vec<Vec<String>>, record: Vec<String>) {
    if record.iter().any(|field| !field.trim().is_empty()) {
        all.push(record);
    }
}

/// A header made into an XML name, as its references are.
fn xml_name(header: &str) -> String {
    let mut name = String::new();
    for c in header.trim().chars() {
        let keep = c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let first_ok = c.is_alphabetic() || c == '_';
        if name.is_empty() && !first_ok {
            name.push('_');
        }
        if keep {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    if name.is_empty() {
        "_".to_owned()
    } else {
        name
    }
}

/// A GeoJSON collection as items with their properties, `id` and `geometry`.
fn geojson(text: &str) -> Option<Document> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    let features = json.get("features")?.as_array()?;
    let mut document = DocumentBuilder::new();
    document.open("root");
    for feature in features {
        document.open("item");
        let geometry = feature
            .get("geometry")
            .and_then(geometry_text)
            .unwrap_or_default();
        document.leaf("geometry", &geometry);
        let top_id = feature.get("id").map(json_text);
        if let Some(id) = top_id.as_deref() {
            document.leaf("id", id);
        }
        let properties = feature
            .get("properties")
            .and_then(serde_json::Value::as_object);
        for (key, value) in properties.into_iter().flatten() {
            if key == "geometry" || (key == "id" && top_id.is_some()) {
                continue;
            }
            document.leaf(&xml_name(key), &json_text(value));
        }
        document.close();
    }
    document.close();
    Some(document.finish())
}

fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => without_controls(text).into_owned(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn geometry_text(geometry: &serde_json::Value) -> Option<String> {
    let coordinates = geometry.get("coordinates")?;
    let point = |pair: &serde_json::Value| {
        let lon = pair.get(0)?.as_f64()?;
        let lat = pair.get(1)?.as_f64()?;
        let alt = pair
            .get(2)
            .and_then(serde_json::Value::as_f64)
            .unwrap_or(0.0);
        Some(format!("{lat} {lon} {alt} 0"))
    };
    let line = |list: &serde_json::Value| {
        let points: Option<Vec<String>> = list.as_array()?.iter().map(point).collect();
        points.map(|p| p.join(";"))
    };
    match geometry.get("type")?.as_str()? {
        "Point" => point(coordinates),
        "LineString" => line(coordinates),
        "Polygon" => line(coordinates.get(0)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items as `name=value` pairs.
    fn items(document: &Document) -> Vec<Vec<String>> {
        let root = document.root_element().unwrap();
        let cells = |item| {
            let cell = |c| format!("{}={}", document.local_name(c), document.value(c));
            document.elements(item).map(cell).collect()
        };
        document.elements(root).map(cells).collect()
    }

    #[test]
    fn reads_csv_as_people_write_it() {
        let cases: [(&str, &[&[&str]]); 6] = [
            ("a,b\n1,2\n", &[&["a=1", "b=2"]]),
            ("a;b\r\n1;2", &[&["a=1", "b=2"]]),
            (
                "a,b\n\"x, \"\"y\"\"\n z\",\n\n",
                &[&["a=x, \"y\"\n z", "b="]],
            ),
            ("a b,1c\n<,&", &[&["a_b=<", "_1c=&"]]),
            ("a,b\n1\n1,2,3\n", &[&["a=1", "b="], &["a=1", "b=2"]]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(items(&csv(text)), expected, "{text}");
        }
    }

    #[test]
    fn reads_geojson() {
        let json = r#"{"features":[{"id":"p1","properties":{"name":"A"},
            "geometry":{"type":"Point","coordinates":[-103.3,20.6]}}]}"#;
        let expected = ["geometry=20.6 -103.3 0 0", "id=p1", "name=A"];
        assert_eq!(items(&geojson(json).unwrap()), [expected]);
        assert!(geojson("{}").is_none());
        let hidden = geojson(r#"{"features":[{"properties":{"n":"a\u0000b"}}]}"#).unwrap();
        assert_eq!(items(&hidden), [["geometry=", "n=ab"]]);
    }
}
