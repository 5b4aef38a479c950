//! Secondary instances: inside the form, or in attached XML, CSV and GeoJSON files.

use std::sync::Arc;

use farola_xpath::document::{Document, DocumentBuilder};

use super::budget::{BYTES, ENTRY};
use super::itext::media_name;
use super::search::separator;
use super::{Fault, Loader};
use crate::def::secondary::{Data, Secondary};
use crate::def::table::Table;
use crate::xml::{Element, XFORMS, without_controls};

impl Loader<'_> {
    pub(super) fn load_secondary(&mut self, model: Element<'_>) {
        for element in model
            .elements()
            .filter(|e| e.name.is(XFORMS, "instance"))
            // The first instance is the form's own.
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
            // Each is told apart from all others.
            if !self.work.spend(ENTRY + self.def.instances.len()) {
                return;
            }
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
            let data = match (element.attr("src"), element.table()) {
                (Some(src), _) => self.external(element, id, src),
                (None, Some(table)) => Data::Table(Arc::clone(table)),
                (None, None) => {
                    let xml = self.inner_text(element);
                    self.document(element, id, &xml).into()
                }
            };
            self.def.instances.push(Secondary::new(id.to_owned(), data));
        }
    }

    /// The bytes between the instance's tags, which the form's own reader left unread.
    fn inner_text(&self, element: Element<'_>) -> String {
        let range = element.unread().unwrap_or(0..0);
        let bytes = self
            .bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(self.bytes);
        let bytes = bytes.get(range).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    fn document(&mut self, element: Element<'_>, id: &str, xml: &str) -> Document {
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

    fn external(&mut self, element: Element<'_>, id: &str, src: &str) -> Data {
        let name = media_name(src).to_owned();
        let empty = || Data::Document(DocumentBuilder::new().finish());
        // The answers of the last submission: each session brings its own.
        if src.trim() == "jr://instance/last-saved" {
            self.def.last_saved.push(id.to_owned());
            return empty();
        }
        self.def.external.push(id.to_owned());
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
        if !self.work.spend(bytes.len() / BYTES) {
            return empty();
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = without_controls(text.strip_prefix('\u{feff}').unwrap_or(&text));
        let text = &*text;
        let lower = name.to_ascii_lowercase();
        if src.trim().starts_with("jr://file-csv/") || lower.ends_with(".csv") {
            return csv(text);
        }
        if lower.ends_with(".geojson") || lower.ends_with(".json") {
            return geojson(text).map(Data::Document).unwrap_or_else(|| {
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
        match crate::xml::list(text.trim()) {
            Some(table) => Data::Table(Arc::new(table)),
            None => self.document(element, id, text.trim()).into(),
        }
    }
}

/// A CSV table as `<root><item><column>…`. Quoted fields may hold separators and line breaks;
/// ragged rows are filled up; blank lines are left out; a line ends with LF, CR or both; what
/// separates is told by the header.
fn csv(text: &str) -> Data {
    let mut table: Option<Table> = None;
    each_record(text, separator(text), |fields, texts| {
        let field = |index: usize| {
            let from = match index.checked_sub(1) {
                Some(before) => *fields.get(before)?,
                None => 0,
            };
            texts.get(from..*fields.get(index)?)
        };
        match &mut table {
            None => {
                let names = (0..fields.len()).filter_map(field).map(xml_name);
                let names = names.map(String::into_boxed_str).collect();
                table = Some(Table::new("root", "item", names));
            }
            Some(table) => {
                for index in 0..table.columns().len() {
                    table.push(Some(field(index).unwrap_or_default()));
                }
            }
        }
    });
    match table.and_then(Table::finish) {
        Some(table) => Data::Table(Arc::new(table)),
        None => {
            let mut document = DocumentBuilder::new();
            document.leaf("root", "");
            Data::Document(document.finish())
        }
    }
}

/// Calls `each` for every record that is not blank, with where its fields end in its texts put
/// one after another.
fn each_record(text: &str, separator: u8, mut each: impl FnMut(&[usize], &str)) {
    let (mut fields, mut texts): (Vec<usize>, String) = (Vec::new(), String::new());
    let mut quoted = false;
    let mut bytes = text.bytes().enumerate().peekable();
    // Where what was not yet copied begins: everything of meaning here is ASCII.
    let mut from = 0;
    let mut end_record = |fields: &mut Vec<usize>, texts: &mut String| {
        fields.push(texts.len());
        // `,,` is a row of empty fields; only a line without anything is none.
        if fields.len() > 1 || !texts.trim().is_empty() {
            each(fields, texts);
        }
        fields.clear();
        texts.clear();
    };
    while let Some((at, byte)) = bytes.next() {
        let ends = !quoted && (byte == separator || matches!(byte, b'\n' | b'\r'));
        if !(byte == b'"' || ends) {
            continue;
        }
        texts.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        let start = fields.last().copied().unwrap_or(0);
        match byte {
            b'"' if quoted && bytes.peek().is_some_and(|(_, next)| *next == b'"') => {
                bytes.next();
                from += 1;
                texts.push('"');
            }
            b'"' if quoted => quoted = false,
            b'"' if texts.get(start..).is_some_and(|t| t.trim().is_empty()) => {
                texts.truncate(start);
                quoted = true;
            }
            b'"' => texts.push('"'),
            // The LF after it ends the line.
            b'\r' if bytes.peek().is_some_and(|(_, next)| *next == b'\n') => {}
            b'\n' | b'\r' => end_record(&mut fields, &mut texts),
            _ => fields.push(texts.len()),
        }
    }
    texts.push_str(text.get(from..).unwrap_or_default());
    end_record(&mut fields, &mut texts);
}

/// All records as texts.
pub(crate) fn records(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    each_record(text, separator, |fields, texts| {
        let starts = std::iter::once(0).chain(fields.iter().copied());
        let field = |(from, until): (usize, &usize)| texts.get(from..*until);
        let fields = starts.zip(fields).filter_map(field);
        all.push(fields.map(str::to_owned).collect());
    });
    all
}

/// A header made into an XML name, as its references are.
pub(super) fn xml_name(header: &str) -> String {
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

/// A number as it is written in the file, but without an exponent.
fn number_text(value: &serde_json::Value) -> Option<String> {
    let number = value.as_f64()?;
    let written = value.to_string();
    let plain = !written.contains(['e', 'E']);
    Some(if plain { written } else { number.to_string() })
}

fn geometry_text(geometry: &serde_json::Value) -> Option<String> {
    let coordinates = geometry.get("coordinates")?;
    let point = |pair: &serde_json::Value| {
        let lon = number_text(pair.get(0)?)?;
        let lat = number_text(pair.get(1)?)?;
        let alt = pair.get(2).and_then(number_text);
        Some(format!("{lat} {lon} {} 0", alt.as_deref().unwrap_or("0")))
    };
    let line = |list: &serde_json::Value| {
        let points: Option<Vec<String>> = list.as_array()?.iter().map(point).collect();
        points.map(|p| p.join("; "))
    };
    match geometry.get("type")?.as_str()? {
        "Point" => point(coordinates),
        "LineString" => line(coordinates),
        // The outer ring: a shape of ODK has no holes.
        "Polygon" => line(coordinates.get(0)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items as `name=value` pairs.
    fn items(data: Data) -> Vec<Vec<String>> {
        let list = Secondary::new(String::new(), data);
        let below = |node| {
            let mut out = Vec::new();
            list.children(node, &mut out);
            out
        };
        let cell = |c: &_| format!("{}={}", list.name(*c).unwrap().local, list.value(*c));
        let cells = |item: &_| below(*item).iter().map(cell).collect();
        let root = below(list.root());
        below(root[0]).iter().map(cells).collect()
    }

    #[test]
    fn reads_csv_as_people_write_it() {
        let cases: [(&str, &[&[&str]]); 14] = [
            ("a,b\n1,2\n", &[&["a=1", "b=2"]]),
            ("a;b\r\n1;2", &[&["a=1", "b=2"]]),
            (
                "a,b\n\"x, \"\"y\"\"\n z\",\n\n",
                &[&["a=x, \"y\"\n z", "b="]],
            ),
            ("a b,1c\n<,&", &[&["a_b=<", "_1c=&"]]),
            ("a,b\n,\n \n", &[&["a=", "b="]]),
            ("a;b,c\n1;2", &[&["a=1", "b_c=2"]]),
            ("a,b\n1\n1,2,3\n", &[&["a=1", "b="], &["a=1", "b=2"]]),
            ("", &[]),
            ("a\tb\n1,5\t2|3", &[&["a=1,5", "b=2|3"]]),
            ("a|b\n1|\"2|3\"", &[&["a=1", "b=2|3"]]),
            // A comma in the header is stronger than a tab, a semicolon stronger than both.
            ("a,b\tc\n1,2\t3", &[&["a=1", "b_c=2\t3"]]),
            ("a\tb;c\n1;2", &[&["a_b=1", "c=2"]]),
            (
                "a,b\r1,2\r\r\"3\r4\",5\r",
                &[&["a=1", "b=2"], &["a=3\r4", "b=5"]],
            ),
            ("a;b\r1;2\r\n3;4", &[&["a=1", "b=2"], &["a=3", "b=4"]]),
        ];
        for (text, expected) in cases {
            assert_eq!(items(csv(text)), expected, "{text}");
        }
    }

    #[test]
    fn reads_geojson() {
        let json = r#"{"features":[{"id":"p1","properties":{"name":"A"},
            "geometry":{"type":"Point","coordinates":[-103.3,20.6]}}]}"#;
        let expected = ["geometry=20.6 -103.3 0 0", "id=p1", "name=A"];
        assert_eq!(items(geojson(json).unwrap().into()), [expected]);
        assert!(geojson("{}").is_none());
        let hidden = geojson(r#"{"features":[{"properties":{"n":"a\u0000b"}}]}"#).unwrap();
        assert_eq!(items(hidden.into()), [["geometry=", "n=ab"]]);
    }
}
