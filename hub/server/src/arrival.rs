//! From the bytes of a submission to what the hub keeps of it: answers once parsed, the index
//! of the stop recomputed, title, place and search text worked out.

use std::collections::BTreeMap;

use farola_form::FormError;
use farola_form::submission::{self, ReceivedSubmission};
use farola_hub_store::submission::Summary;
use farola_hub_wire::Geometry;
use farola_model::{GeoPoint, Timestamp};
use farola_protocol::Problem;
use farola_walk::{Light, WalkCode, score};

use crate::fields::FieldTable;

/// Longest instance id, in bytes.
const ID_BYTES: usize = 255;
/// Longest search text of a record, in bytes.
const SEARCH_BYTES: usize = 16 * 1024;
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

/// The answers as the store keeps them: `[[path, value], …]`, value `null` for groups.
#[must_use]
pub(crate) fn answers_json(received: &ReceivedSubmission) -> String {
    let pairs: Vec<(&str, Option<&str>)> = received
        .answers
        .iter()
        .map(|answer| (answer.path.as_str(), answer.value.as_deref()))
        .collect();
    serde_json::to_string(&pairs).unwrap_or_else(|_| "[]".to_owned())
}

/// Names of the files that the answers name, each once, in their order.
#[must_use]
pub(crate) fn expected_files(received: &ReceivedSubmission, table: &FieldTable) -> Vec<String> {
    let mut names = Vec::new();
    for answer in &received.answers {
        let is_file = table
            .get(&answer.field)
            .is_some_and(crate::fields::FieldRow::is_file);
        if let Some(name) = answer
            .value
            .as_ref()
            .filter(|name| is_file && !name.is_empty())
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

/// Works out what lists show.
#[must_use]
pub(crate) fn summarise(
    received: &ReceivedSubmission,
    table: &FieldTable,
    form_title: &str,
    instance_id: &str,
) -> Summary {
    let answers = Answers::new(received, table);
    let walk_code = answers.text("walk_code");
    let code: Option<WalkCode> = walk_code.as_deref().and_then(|code| code.parse().ok());
    let city_code = answers
        .text("ciudad")
        .or_else(|| code.as_ref().map(|code| code.city_key().to_owned()));
    // The form that makes the walk code is the registration; the others only carry it.
    let registers_walk = answers.has("walk_uid") && code.is_some();
    let (title_es, title_en) = answers.title(received, form_title, registers_walk);
    let light = answers.text("luz_ahora");
    let index = answers.index(light.as_deref());
    let mut summary = Summary {
        place: answers.text("colonia"),
        city_code,
        walk_code,
        urgency: answers.text("urgencia"),
        light,
        voices: answers.number("n_calif"),
        isp: index.as_ref().map(|(isp, _)| *isp),
        band: index.map(|(_, band)| band.to_owned()),
        // A correction moves the end to the day it was made; the start stays at the stop.
        answered: answers.instant("start").or_else(|| answers.instant("end")),
        position: answers.position(),
        geometry: answers.geometry(),
        registers_walk,
        search: String::new(),
        title_es,
        title_en,
    };
    summary.search = answers.search(&summary, form_title, instance_id);
    summary
}

/// Answers by the last name of their path; the first one where a name occurs more than once.
struct Answers<'a> {
    received: &'a ReceivedSubmission,
    table: &'a FieldTable,
    by_name: BTreeMap<&'a str, (&'a str, &'a str)>,
}

impl<'a> Answers<'a> {
    fn new(received: &'a ReceivedSubmission, table: &'a FieldTable) -> Self {
        let mut by_name = BTreeMap::new();
        for answer in &received.answers {
            let name = answer.field.rsplit('/').next().unwrap_or_default();
            if let Some(value) = answer.value.as_deref().filter(|value| !value.is_empty()) {
                by_name
                    .entry(name)
                    .or_insert((answer.field.as_str(), value));
            }
        }
        Self {
            received,
            table,
            by_name,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.by_name.get(name)?;
        let text = value.trim();
        (!text.is_empty()).then(|| text.chars().take(COLUMN_CHARS).collect())
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.by_name
            .get(name)
            .and_then(|(_, value)| value.trim().parse().ok())
    }

    fn instant(&self, name: &str) -> Option<Timestamp> {
        let (_, value) = self.by_name.get(name)?;
        let instant: jiff::Timestamp = value.trim().parse().ok()?;
        Some(Timestamp(instant.as_millisecond()))
    }

    fn label(&self, name: &str, language: &str) -> Option<String> {
        let (path, value) = self.by_name.get(name)?;
        let field = self.table.get(path)?;
        let chosen = field.chosen(value, self.table.language(language));
        chosen.into_iter().next().map(|(_, label)| label)
    }

    fn title(
        &self,
        received: &ReceivedSubmission,
        form_title: &str,
        registers_walk: bool,
    ) -> (String, String) {
        let same = |text: String| (text.clone(), text);
        // Forms of the walk are named by what they say, in the reader's language: the name that
        // the kit's forms give themselves is one for machines.
        if let Some(named) = self.walk_title(registers_walk) {
            return named;
        }
        let own = received
            .instance_name
            .as_deref()
            .filter(|name| !name.is_empty());
        same(
            own.unwrap_or(form_title)
                .chars()
                .take(COLUMN_CHARS)
                .collect(),
        )
    }

    fn walk_title(&self, registers_walk: bool) -> Option<(String, String)> {
        let of_a_walk = self
            .table
            .fields
            .keys()
            .any(|path| path.ends_with("/walk_code"));
        if !of_a_walk {
            return None;
        }
        if let Some(stop) = self.number("parada") {
            let place = |language| {
                let label = self.label("lugar", language);
                label.map(|label| format!(" · {label}")).unwrap_or_default()
            };
            return Some((
                format!("Parada {stop}{}", place("es")),
                format!("Stop {stop}{}", place("en")),
            ));
        }
        if registers_walk {
            let place = self.text("colonia")?;
            return Some((format!("Recorrido · {place}"), format!("Walk · {place}")));
        }
        // Only the debrief asks how many came back.
        if self.has("n_final") {
            let title = |es: &str, en: &str| (es.to_owned(), en.to_owned());
            return Some(title("Cierre del recorrido", "Walk debrief"));
        }
        let pole = |word: &str| {
            let number = self.text("poste").map(|pole| format!(" · {word} {pole}"));
            number.unwrap_or_default()
        };
        let (es, en) = (self.label("tipo", "es")?, self.label("tipo", "en")?);
        Some((es + &pole("poste"), en + &pole("pole")))
    }

    /// The index with its band, by the answers alone: the phone's own sum is not looked at.
    fn index(&self, light: Option<&str>) -> Option<(i64, &'static str)> {
        let light = Light::parse(light?)?;
        let score = score(&|name| self.number(name), light);
        let percent = score.isp?.percent();
        Some((i64::from(percent), score.band()?.code()))
    }

    /// Where the record is: the corrected pin before the first position.
    fn position(&self) -> Option<(f64, f64, f64)> {
        let fixed = self.by_name.get("pos_fix").map(|(_, value)| *value);
        let first = || {
            self.received.answers.iter().find_map(|answer| {
                let field = self.table.get(&answer.field)?;
                (field.data_type == "geopoint").then_some(())?;
                answer.value.as_deref().filter(|value| !value.is_empty())
            })
        };
        let point: GeoPoint = fixed.or_else(first)?.parse().ok()?;
        Some((point.lat, point.lon, point.accuracy_m))
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
            let Some(value) = answer.value.as_deref() else {
                continue;
            };
            add(value);
            if let Some(field) = self
                .table
                .get(&answer.field)
                .filter(|field| field.is_select())
            {
                for language in ["es", "en"] {
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
