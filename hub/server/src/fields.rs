//! The fields of a published form as the hub keeps them: labels and choices in every language.
//!
//! Made once from the form engine's definition when a form is published, stored as JSON, so
//! that neither lists nor records ever parse a form.

use std::collections::BTreeMap;
use std::sync::Arc;

use farola_form::{ControlKind, Diagnostic, FieldKind, FormDef, NoMedia, Severity, find_language};
use farola_hub_store::form::NewForm;
use farola_model::{FormId, FormVersion};
use farola_walk::kit::{Asks, question};
use serde::{Deserialize, Deserializer, Serialize};

use crate::privacy;

/// Most choices of one answer whose labels are looked up.
const CHOSEN: usize = 1_000;

/// The fields of one form version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldTable {
    /// Names of the languages, the default first.
    pub(crate) languages: Vec<String>,
    /// Fields by path without positions.
    pub(crate) fields: BTreeMap<String, FieldRow>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldRow {
    /// `group`, `repeat`, `question` or `calculate`.
    pub(crate) kind: String,
    /// Groups and repeats above it.
    pub(crate) depth: usize,
    /// Type of its value.
    #[serde(rename = "type")]
    pub(crate) data_type: String,
    /// Its control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) control: Option<String>,
    /// Its label in each language; stored as the form has it, read without its markup.
    #[serde(deserialize_with = "plain_labels")]
    pub(crate) labels: Vec<String>,
    /// Its choices: value, label in each language.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "plain_choices"
    )]
    pub(crate) choices: Vec<(String, Vec<String>)>,
}

/// Labels are shown in tables and lists, where nothing is bold: `**Luz**` is `Luz`.
fn plain_labels<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    let labels = Vec::<String>::deserialize(input)?;
    Ok(labels
        .iter()
        .map(|label| farola_control::plain(label))
        .collect())
}

type Choices = Vec<(String, Vec<String>)>;

fn plain_choices<'de, D: Deserializer<'de>>(input: D) -> Result<Choices, D::Error> {
    let mut choices = Choices::deserialize(input)?;
    for label in choices.iter_mut().flat_map(|(_, labels)| labels) {
        *label = farola_control::plain(label);
    }
    Ok(choices)
}

impl FieldTable {
    /// The place of the language that `code` (`es`, `en`) asks for; the default where the form
    /// does not have it.
    #[must_use]
    pub(crate) fn language(&self, code: &str) -> usize {
        find_language(&self.languages, code).unwrap_or(0)
    }

    /// The field at a path without positions.
    #[must_use]
    pub(crate) fn get(&self, path: &str) -> Option<&FieldRow> {
        self.fields.get(path)
    }
}

impl FieldRow {
    /// The label in a language.
    #[must_use]
    pub(crate) fn label(&self, language: usize) -> &str {
        self.labels.get(language).map_or("", String::as_str)
    }

    /// Whether its value is the name of a file.
    #[must_use]
    pub(crate) fn is_file(&self) -> bool {
        self.data_type == "binary"
    }

    /// Whether its value is choices, and whether several.
    #[must_use]
    pub(crate) fn is_select(&self) -> bool {
        matches!(self.control.as_deref(), Some("select" | "select1" | "rank"))
    }

    /// The chosen choices of a value with their labels, in the order of the value.
    #[must_use]
    pub(crate) fn chosen(&self, value: &str, language: usize) -> Vec<(String, String)> {
        if !self.is_select() {
            return Vec::new();
        }
        let several = matches!(self.control.as_deref(), Some("select" | "rank"));
        let values: Vec<&str> = if several {
            value.split_ascii_whitespace().take(CHOSEN).collect()
        } else {
            Some(value)
                .filter(|value| !value.is_empty())
                .into_iter()
                .collect()
        };
        let label = |value: &str| {
            let choice = self.choices.iter().find(|(known, _)| known == value);
            let label = choice.and_then(|(_, labels)| labels.get(language));
            label
                .filter(|label| !label.is_empty())
                .map_or(value, String::as_str)
                .to_owned()
        };
        values
            .into_iter()
            .map(|value| (value.to_owned(), label(value)))
            .collect()
    }
}

impl Asks for FieldTable {
    fn has(&self, name: &str) -> bool {
        let mut paths = self.fields.keys();
        paths.any(|path| question::name_of(path) == name)
    }

    fn is_position(&self, path: &str) -> bool {
        self.get(path)
            .is_some_and(|field| field.data_type == "geopoint")
    }

    fn label(&self, path: &str, value: &str, language: &str) -> Option<String> {
        let chosen = self.get(path)?.chosen(value, self.language(language));
        chosen.into_iter().next().map(|(_, label)| label)
    }
}

/// Reads an XForm for publication.
///
/// # Errors
/// Its diagnostics, when it cannot be filled as it stands, or when it is a form of a walk and
/// breaks its promise of privacy.
pub(crate) fn read_form(xml: &[u8]) -> Result<NewForm, Vec<Diagnostic>> {
    let (form, mut diagnostics) = FormDef::parse(xml, &NoMedia);
    let form = form.map(Arc::new);
    diagnostics.extend(form.as_ref().map(privacy::check).unwrap_or_default());
    // A file that the form names comes after the form, so its absence is no fault here.
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    let Some(form) = form.filter(|_| !broken) else {
        return Err(diagnostics);
    };
    let table = table_of(&form);
    Ok(NewForm {
        id: FormId::new(form.id()),
        version: FormVersion::new(form.version()),
        title: form.title().to_owned(),
        xml: xml.to_vec(),
        cities: cities(&table),
        fields: serde_json::to_string(&table).unwrap_or_else(|_| "{}".to_owned()),
        attachments: form.media_names(),
    })
}

fn table_of(form: &FormDef) -> FieldTable {
    let languages: Vec<String> = form.languages().to_vec();
    // A form without languages has its texts once.
    let asked: Vec<&str> = if languages.is_empty() {
        vec![""]
    } else {
        languages.iter().map(String::as_str).collect()
    };
    let mut fields = BTreeMap::new();
    for field in form.fields() {
        let kind = match field.kind {
            FieldKind::Group => "group",
            FieldKind::Repeat => "repeat",
            FieldKind::Question => "question",
            FieldKind::Calculate => "calculate",
        };
        let mut choices: Vec<(String, Vec<String>)> = Vec::new();
        for language in &asked {
            for (place, choice) in field.choices(language).into_iter().enumerate() {
                if let Some((_, labels)) = choices.get_mut(place) {
                    labels.push(choice.label);
                } else {
                    choices.push((choice.value, vec![choice.label]));
                }
            }
        }
        let row = FieldRow {
            kind: kind.to_owned(),
            depth: field.depth,
            data_type: field.data_type.name().to_owned(),
            control: field.control.map(ControlKind::name).map(str::to_owned),
            labels: asked.iter().map(|language| field.label(language)).collect(),
            choices,
        };
        fields.insert(field.path.clone(), row);
    }
    FieldTable { languages, fields }
}

/// Cities that the choices of the kit's question for the city offer.
fn cities(table: &FieldTable) -> Vec<(String, String)> {
    let asks = |path: &String| question::name_of(path) == question::CITY;
    let fields = table.fields.iter().filter(|(path, _)| asks(path));
    fields
        .flat_map(|(_, field)| &field.choices)
        .filter_map(|(code, labels)| Some((code.clone(), labels.first()?.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
        xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Prueba</h:title><model>
        <itext><translation lang="Spanish (es)" default="true()">
        <text id="a"><value>Luz</value></text><text id="n"><value>Nula</value></text>
        </translation><translation lang="English (en)"><text id="a"><value>Light</value></text>
        <text id="n"><value>None</value></text></translation></itext>
        <instance><data id="f" version="1"><a/><b/><meta><instanceID/></meta></data></instance>
        <bind nodeset="/data/a" type="string"/><bind nodeset="/data/b" type="binary"/></model>
        </h:head><h:body><select1 ref="/data/a"><label ref="jr:itext('a')"/><item>
        <label ref="jr:itext('n')"/><value>0</value></item></select1>
        <upload ref="/data/b" mediatype="image/*"><label>Foto</label></upload></h:body></h:html>"#;

    #[test]
    fn the_stored_shape_is_a_contract() {
        let form = read_form(FORM).unwrap();
        let table: serde_json::Value = serde_json::from_str(&form.fields).unwrap();
        insta::assert_json_snapshot!(table);
    }

    /// The rule of the form engine, with its own table: the phone shows the same language.
    #[test]
    fn a_language_is_found_as_the_phone_finds_it() {
        const TABLE: &str = include_str!("../../../core/form/tests/tables/languages.json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(TABLE).unwrap();
        assert!(rows.len() > 20);
        for row in rows {
            let languages = row["languages"].as_array().unwrap();
            let table = FieldTable {
                languages: languages
                    .iter()
                    .map(|name| name.as_str().unwrap().to_owned())
                    .collect(),
                ..FieldTable::default()
            };
            let wanted = row["found"].as_u64().unwrap_or(0); // the default is the first
            let found = table.language(row["asked"].as_str().unwrap());
            assert_eq!(found as u64, wanted, "{}", row["why"]);
        }
    }

    #[test]
    fn languages_are_found_by_their_tag() {
        let form = read_form(FORM).unwrap();
        let table: FieldTable = serde_json::from_str(&form.fields).unwrap();
        let field = table.get("/data/a").unwrap();
        assert_eq!(field.label(table.language("en")), "Light");
        assert_eq!(
            field.label(table.language("fr")),
            "Luz",
            "the default for an unknown one"
        );
        assert_eq!(field.chosen("0", 1), [("0".to_owned(), "None".to_owned())]);
        assert_eq!(
            field.chosen("8", 1),
            [("8".to_owned(), "8".to_owned())],
            "kept as it came"
        );
        assert!(table.get("/data/b").unwrap().is_file());
    }

    #[test]
    fn labels_are_read_without_their_markup() {
        let marked = String::from_utf8(FORM.to_vec()).unwrap();
        let marked = marked.replace("Luz", "# **Luz**").replace("Nula", "_Nula_");
        let form = read_form(marked.as_bytes()).unwrap();
        assert!(form.fields.contains("# **Luz**"), "stored as it came");
        let table: FieldTable = serde_json::from_str(&form.fields).unwrap();
        let field = table.get("/data/a").unwrap();
        assert_eq!(field.label(0), "Luz");
        assert_eq!(field.chosen("0", 0), [("0".to_owned(), "Nula".to_owned())]);
    }
}
