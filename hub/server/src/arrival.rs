//! From the bytes of a submission to what the hub keeps of it: answers once parsed, the index
//! of the stop recomputed, title, place and search text worked out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use farola_form::FormError;
use farola_form::submission::{self, ReceivedSubmission};
use farola_hub_store::submission::Summary;
use farola_hub_wire::Geometry;
use farola_model::limits::{SUBMISSION_FILES, safe_file_name};
use farola_model::{GeoPoint, Timestamp};
use farola_protocol::Problem;
use farola_walk::kit::{self, Answers, Asks as _, Title};

use crate::fields::FieldTable;

/// Longest instance id, in bytes.
const ID_BYTES: usize = 255;
/// Longest search text of a record, in bytes.
const SEARCH_BYTES: usize = 16 * 1024;
/// Longest answer that is searched, in bytes.
const SEARCHED_BYTES: usize = 4 * 1024;
/// Longest text taken into a column that lists show.
const COLUMN_CHARS: usize = 120;

/// Reads the XML.
///
/// # Errors
/// The [`Problem`] that says what it is not.
pub(crate) fn read(xml: &[u8]) -> Result<ReceivedSubmission, Problem> {
    let received = submission::read(xml).map_err(|error| match error {
        FormError::Dtd => Problem::XmlDtd,
        FormError::TooDeep { .. } => Problem::XmlTooDeep,
        FormError::TooBig { .. } => Problem::XmlTooLarge,
        FormError::TooMany { .. } => Problem::SubmissionTooComplex,
        FormError::NoFormId => Problem::FormIdMissing,
        _ => Problem::XmlInvalid,
    })?;
    // An id stands in addresses, cursors and logs of clients: it is a short plain text.
    let plain = |id: &Option<String>| {
        id.as_ref()
            .is_none_or(|id| id.len() <= ID_BYTES && !id.chars().any(char::is_control))
    };
    if plain(&received.instance_id) && plain(&received.deprecated_id) {
        Ok(received)
    } else {
        Err(Problem::XmlInvalid)
    }
}

/// Whether a record says that it is of the stop with that number. One that cannot be read is not.
pub(crate) fn is_of_stop(xml: &[u8], stop: u32) -> bool {
    let Ok(received) = read(xml) else {
        return false;
    };
    let given = received.answers.iter();
    let pairs = given.filter_map(|answer| Some((answer.field.as_str(), answer.value.as_deref()?)));
    Answers::of(pairs).read::<u32>(kit::question::STOP_NUMBER) == Some(stop)
}

/// Names of the files that the answers name, each once, in their order, as the hub keeps them.
///
/// # Errors
/// [`Problem::SubmissionTooComplex`] where they are more than any form asks for.
pub(crate) fn expected_files(
    received: &ReceivedSubmission,
    table: &FieldTable,
) -> Result<Vec<String>, Problem> {
    let of_files = received.answers.iter().filter(|answer| {
        let field = table.get(&answer.field);
        field.is_some_and(crate::fields::FieldRow::is_file)
    });
    kept_names(of_files.filter_map(|answer| answer.value.as_deref()))
}

/// Answers that name files, each once, as the hub keeps the names.
///
/// # Errors
/// As [`expected_files`].
pub(crate) fn kept_names<'a>(
    answers: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, Problem> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for name in answers.filter(|name| !name.is_empty()) {
        if seen.insert(name) {
            if names.len() >= SUBMISSION_FILES {
                return Err(Problem::SubmissionTooComplex);
            }
            names.push(kept_name(name));
        }
    }
    Ok(names)
}

/// The name under which the hub keeps a file that an answer names. An answer may be any text: one
/// that is no file name stays as it is, and no file ever comes for it.
#[must_use]
pub(crate) fn kept_name(answer: &str) -> String {
    safe_file_name(answer).map_or_else(|| answer.to_owned(), Cow::into_owned)
}

/// Works out what lists show: what every form has, and of a form of a walk what the kit says.
#[must_use]
pub(crate) fn summarise(
    received: &ReceivedSubmission,
    table: &FieldTable,
    form_title: &str,
    instance_id: &str,
) -> Summary {
    let given = received.answers.iter();
    let pairs = given.filter_map(|answer| Some((answer.field.as_str(), answer.value.as_deref()?)));
    let answers = Answers::of(pairs);
    let mut summary = match kit::summary(&received.form_id, table, &answers) {
        Some(of_walk) => walk_summary(of_walk),
        None => Summary::default(),
    };
    if summary.title_es.is_empty() {
        let own = received.instance_name.as_deref();
        let own = own.filter(|name| !name.is_empty()).unwrap_or(form_title);
        summary.title_es = column(own);
        summary.title_en.clone_from(&summary.title_es);
    }
    let general = General { received, table };
    // A correction moves the end to the day it was made; the start stays at the stop.
    summary.answered = instant(&answers, "start").or_else(|| instant(&answers, "end"));
    summary.position = summary.position.or_else(|| general.position());
    summary.geometry = general.geometry();
    summary.search = general.search(&summary, form_title, instance_id);
    summary
}

/// The kit's summary in the columns of the store.
fn walk_summary(summary: kit::Summary) -> Summary {
    let text = |text: Option<String>| text.as_deref().map(column);
    let title = summary.title.unwrap_or_else(|| Title {
        es: String::new(),
        en: String::new(),
    });
    Summary {
        title_es: column(&title.es),
        title_en: column(&title.en),
        place: text(summary.neighbourhood),
        city_code: text(summary.city),
        walk_code: text(summary.walk_code),
        urgency: text(summary.urgency),
        light: text(summary.light),
        voices: summary.voices.map(i64::from),
        isp: summary.index.map(|(isp, _)| i64::from(isp)),
        band: summary.index.map(|(_, band)| band.code().to_owned()),
        position: summary.place.map(position),
        registers_walk: summary.registers_walk,
        ..Summary::default()
    }
}

/// A text as far as a column of lists takes it.
fn column(text: &str) -> String {
    text.chars().take(COLUMN_CHARS).collect()
}

fn position(point: GeoPoint) -> (f64, f64, f64) {
    (point.lat, point.lon, point.accuracy_m)
}

fn instant(answers: &Answers<'_>, question: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = answers.read(question)?;
    Some(Timestamp(instant.as_millisecond()))
}

/// What every form has, whatever it asks.
struct General<'a> {
    received: &'a ReceivedSubmission,
    table: &'a FieldTable,
}

impl General<'_> {
    /// The first position that was answered.
    fn position(&self) -> Option<(f64, f64, f64)> {
        let point = self.received.answers.iter().find_map(|answer| {
            let value = answer.value.as_deref()?;
            let point: GeoPoint = value.parse().ok()?;
            self.table.is_position(&answer.field).then_some(point)
        });
        point.map(position)
    }

    /// The first line or area of the record as GeoJSON.
    fn geometry(&self) -> Option<String> {
        self.received.answers.iter().find_map(|answer| {
            let field = self.table.get(&answer.field)?;
            let value = answer.value.as_deref().filter(|value| !value.is_empty())?;
            let points: Vec<[f64; 2]> = value
                .split(';')
                .filter_map(|point| point.trim().parse::<GeoPoint>().ok())
                .map(|point| [point.lon, point.lat])
                .collect();
            let geometry = match field.data_type.as_str() {
                "geotrace" if points.len() >= 2 => Geometry::LineString {
                    coordinates: points,
                },
                // A ring ends with the point it begins with: a triangle has four.
                "geoshape" if points.len() >= 4 => Geometry::Polygon {
                    coordinates: vec![points],
                },
                _ => return None,
            };
            serde_json::to_string(&geometry).ok()
        })
    }

    fn search(&self, summary: &Summary, form_title: &str, instance_id: &str) -> String {
        let mut text = String::new();
        let mut add = |part: &str| {
            if !part.is_empty() && text.len() + part.len() < SEARCH_BYTES {
                text.push_str(&fold(part));
                text.push('\n');
            }
        };
        add(&summary.title_es);
        add(&summary.title_en);
        add(form_title);
        add(instance_id);
        for answer in &self.received.answers {
            let Some(value) = answer
                .value
                .as_deref()
                .filter(|v| v.len() <= SEARCHED_BYTES)
            else {
                continue;
            };
            add(value);
            if let Some(field) = self
                .table
                .get(&answer.field)
                .filter(|field| field.is_select())
            {
                for language in ["es", "en"] {
                    // Staff search for what they read, and they read labels, not values.
                    for (_, label) in field.chosen(value, self.table.language(language)) {
                        add(&label);
                    }
                }
            }
        }
        text
    }
}

/// Lower case without the accents of Spanish and its neighbours, so that `lampara` finds
/// `Lámpara`.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    // Combining accents (a phone's keyboard may send them apart) go too.
    let combining = |c: &char| !('\u{300}'..='\u{36f}').contains(c);
    text.to_lowercase()
        .chars()
        .filter(combining)
        .map(plain)
        .collect()
}

/// A stable id for a submission without `instanceID`: sending it again finds it again, where
/// ODK Central would make a second record of it.
#[must_use]
pub(crate) fn derived_id(digest: farola_model::Sha256) -> String {
    let hex = digest.to_string();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("");
    // Version 8 of RFC 9562: an id made in a way of one's own.
    format!(
        "uuid:{}-{}-8{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule of the kit, with its own table: the phone's map shows the same place.
    #[test]
    fn a_stop_is_where_the_phone_says_it_is() {
        const TABLE: &str = include_str!("../../../core/walk/tests/tables/places.json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(TABLE).unwrap();
        assert!(rows.len() > 10);
        for row in rows {
            let types = row["types"].as_object().unwrap().iter();
            let fields = types.map(|(path, kind)| {
                let field = serde_json::json!({"kind": "question", "depth": 0, "type": kind,
                    "labels": []});
                (path.clone(), serde_json::from_value(field).unwrap())
            });
            let table = FieldTable {
                languages: Vec::new(),
                fields: fields.collect(),
            };
            let sent = row["sent"].as_str().unwrap();
            let sent = read(format!("<data id=\"cs_punto\">{sent}</data>").as_bytes()).unwrap();
            let place = summarise(&sent, &table, "Parada", "uuid:1").position;
            let place = place.map(|(lat, lon, _)| vec![lat, lon]);
            let wanted: Option<Vec<f64>> = serde_json::from_value(row["place"].clone()).unwrap();
            assert_eq!(place, wanted, "{}", row["why"]);
        }
    }

    #[test]
    fn a_form_that_is_of_no_walk_gets_what_every_form_has() {
        let field = |kind: &str| {
            let field = serde_json::json!({"kind": "question", "depth": 0, "type": kind,
                "labels": []});
            serde_json::from_value(field).unwrap()
        };
        let table = FieldTable {
            languages: Vec::new(),
            fields: [
                ("/data/parada".to_owned(), field("int")),
                ("/data/urgencia".to_owned(), field("string")),
                ("/data/donde".to_owned(), field("geopoint")),
                ("/data/linea".to_owned(), field("geotrace")),
            ]
            .into(),
        };
        let sent = read(
            b"<data id='buses'><start>2026-11-23T19:40:00.000-06:00</start><parada>4</parada>\
              <urgencia>1</urgencia><donde>20.5 -103.25 0 8</donde>\
              <linea>20 -103;21 -103</linea><meta><instanceName>Ruta 4</instanceName></meta></data>",
        );
        let summary = summarise(&sent.unwrap(), &table, "Camiones", "uuid:1");
        assert_eq!(
            (&*summary.title_es, &*summary.title_en),
            ("Ruta 4", "Ruta 4")
        );
        assert_eq!(summary.position, Some((20.5, -103.25, 8.0)));
        assert!(summary.geometry.is_some() && summary.answered.is_some());
        assert_eq!((summary.urgency, summary.walk_code), (None, None));
        let unnamed = read(b"<data id='buses'><parada>4</parada></data>").unwrap();
        assert_eq!(
            summarise(&unnamed, &table, "Camiones", "uuid:1").title_es,
            "Camiones"
        );
    }

    #[test]
    fn folding_finds_words_without_accents() {
        assert_eq!(fold("Lámpara AÑO pingüino"), "lampara ano pinguino");
        assert_eq!(fold("la\u{301}mpara"), "lampara");
    }

    #[test]
    fn a_derived_id_is_stable_and_looks_like_one() {
        let digest = farola_model::Sha256::of(b"<data/>");
        let id = derived_id(digest);
        assert_eq!(id, derived_id(digest));
        assert_eq!(id.len(), "uuid:".len() + 36);
    }
}
