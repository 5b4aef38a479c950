//! The settings sheet: what the form as a whole is.

use std::borrow::Cow;

use crate::Options;
use crate::columns::Columns;
use crate::fault::rules::settings as rules;
use crate::fault::{Fault, Faults, Place};
use crate::names::{is_name, proposed};
use crate::text::{Attributes, cleaned};

/// What the form as a whole is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The name of the data element.
    pub(crate) root: String,
    pub(crate) version: Option<String>,
    pub(crate) default_language: String,
    pub(crate) style: Option<String>,
    pub(crate) instance_name: Option<String>,
    pub(crate) instance_xmlns: Option<String>,
    pub(crate) instance_id: Option<String>,
    pub(crate) namespaces: Option<String>,
    pub(crate) public_key: Option<String>,
    pub(crate) submission_url: Option<String>,
    pub(crate) auto_send: Option<String>,
    pub(crate) auto_delete: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) delimiter: Option<String>,
    pub(crate) client_editable: bool,
    pub(crate) omit_instance_id: bool,
    pub(crate) choices_twice: bool,
    pub(crate) single_blanks: bool,
    pub(crate) add_none: bool,
    /// Whether the form asks about people on purpose.
    pub(crate) asks_about_people: bool,
    /// Attributes of the data element.
    pub(crate) attributes: Attributes,
    /// Prefixes of names that the form may use.
    pub(crate) prefixes: Vec<String>,
}

/// What a cell for yes or no says; nothing where it says neither.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}

impl Settings {
    /// The settings of a form; those of no sheet where there is none.
    pub(crate) fn of(
        columns: Option<&Columns<'_>>,
        options: &Options,
        faults: &mut Faults,
    ) -> Self {
        let given = |option: &Option<String>, otherwise: &str| {
            option.clone().unwrap_or_else(|| otherwise.to_owned())
        };
        let mut settings = Self {
            id: given(&options.fallback_id, "data"),
            root: given(&options.root, "data"),
            default_language: given(&options.default_language, "default"),
            single_blanks: true,
            ..Self::default()
        };
        let mut title = None;
        if let Some(columns) = columns
            && let Some(record) = columns.table.rows.first()
        {
            for (index, text) in &record.cells {
                let tokens = columns
                    .tokens
                    .get(*index)
                    .map_or([].as_slice(), Vec::as_slice);
                let text = cleaned(Cow::Borrowed(text), false);
                if tokens == ["title"] {
                    title = Some(text.into_owned());
                } else {
                    settings.put(tokens, &text);
                }
            }
            settings.check(columns, faults);
        }
        settings.title = title.unwrap_or_else(|| settings.id.clone());
        if !is_name(&settings.root) {
            let place = columns.map_or_else(Place::default, |columns| {
                let record = columns.table.rows.first();
                record.map_or_else(Place::default, |record| columns.at(record, "name"))
            });
            let fault = Fault::new(&rules::NAME, place).with("name", &settings.root);
            faults.push(fault.with("proposed", proposed(&settings.root)));
        }
        settings.prefixes = prefixes(settings.namespaces.as_deref());
        settings
    }

    fn put(&mut self, tokens: &[String], text: &str) {
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let owned = || Some(text.to_owned());
        match tokens.as_slice() {
            ["id_string"] => text.clone_into(&mut self.id),
            ["name"] => text.clone_into(&mut self.root),
            ["default_language"] => text.clone_into(&mut self.default_language),
            ["version"] => self.version = owned(),
            ["style"] => self.style = owned(),
            ["instance_name"] => self.instance_name = owned(),
            ["instance_xmlns"] => self.instance_xmlns = owned(),
            ["instance_id"] => self.instance_id = owned(),
            ["namespaces"] => self.namespaces = owned(),
            ["public_key"] => self.public_key = owned(),
            ["submission_url"] => self.submission_url = owned(),
            ["auto_send"] => self.auto_send = owned(),
            ["auto_delete"] => self.auto_delete = owned(),
            ["prefix"] => self.prefix = owned(),
            ["delimiter"] => self.delimiter = owned(),
            ["client_editable"] => self.client_editable = yes_no(text) == Some(true),
            ["omit_instanceID"] => self.omit_instance_id = yes_no(text) == Some(true),
            ["allow_choice_duplicates"] => self.choices_twice = yes_no(text) == Some(true),
            ["clean_text_values"] => self.single_blanks = yes_no(text) != Some(false),
            ["asks_about_people"] => self.asks_about_people = yes_no(text) == Some(true),
            ["add_none_option"] => self.add_none = yes_no(text) == Some(true),
            ["attribute", name] => self.attributes.set(name, text.to_owned()),
            _ => {}
        }
    }

    fn check(&self, columns: &Columns<'_>, faults: &mut Faults) {
        let Some(record) = columns.table.rows.first() else {
            return;
        };
        if self.omit_instance_id && self.public_key.is_some() {
            let place = columns.at(record, "omit_instanceID");
            faults.push(Fault::new(&rules::OMIT_AND_ENCRYPT, place));
        }
        for part in refused_namespaces(self.namespaces.as_deref().unwrap_or_default()) {
            let place = columns.at(record, "namespaces");
            faults.push(Fault::new(&rules::NAMESPACE, place).with("part", part));
        }
        for (name, _) in self.attributes.iter().filter(|(name, _)| !is_name(name)) {
            let place = columns.at(record, "attribute");
            faults.push(Fault::new(&rules::ATTRIBUTE, place).with("name", name));
        }
    }
}

/// Namespaces that every form declares, in their order.
pub(crate) const NAMESPACES: [(&str, &str); 7] = [
    ("xmlns", "http://www.w3.org/2002/xforms"),
    ("xmlns:h", "http://www.w3.org/1999/xhtml"),
    ("xmlns:ev", "http://www.w3.org/2001/xml-events"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:jr", "http://openrosa.org/javarosa"),
    ("xmlns:orx", "http://openrosa.org/xforms"),
    ("xmlns:odk", "http://www.opendatakit.org/xforms"),
];

/// The prefix and the address of each namespace in a setting such as `esri="http://…" x=…`.
pub(crate) fn namespaces(setting: &str) -> impl Iterator<Item = (&str, String)> {
    setting.split_whitespace().filter_map(namespace)
}

/// The parts of such a setting that declare nothing: the form is written without them.
fn refused_namespaces(setting: &str) -> impl Iterator<Item = &str> {
    setting
        .split_whitespace()
        .filter(|part| namespace(part).is_none())
}

/// `esri="http://…"`. The prefix stands in the form as it is written, so that it has to be a name;
/// `xml` and `xmlns` belong to XML itself, and no prefix can stand for nothing.
fn namespace(part: &str) -> Option<(&str, String)> {
    let (prefix, address) = part.split_once('=')?;
    let address = address.replace(['"', '\''], "");
    let is_prefix = is_name(prefix) && !prefix.contains(':');
    let reserved = ["xml", "xmlns"].contains(&prefix);
    let plain = is_prefix && !reserved && !address.is_empty() && !address.contains('=');
    plain.then_some((prefix, address))
}

fn prefixes(setting: Option<&str>) -> Vec<String> {
    let own = NAMESPACES
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("xmlns:"));
    let further = setting
        .map(namespaces)
        .into_iter()
        .flatten()
        .map(|(prefix, _)| prefix);
    let entities = ["entities", "xml"];
    own.chain(further)
        .chain(entities)
        .map(str::to_owned)
        .collect()
}
