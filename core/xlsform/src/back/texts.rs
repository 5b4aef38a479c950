//! Texts of the form as cells: labels, hints, messages, media, each in its languages.

use super::columns::Row;
use super::dom::{Element, Node};
use super::form::{Form, MISSING, Translation};
use super::paths::Paths;
use crate::emit::Mode;
use crate::survey::tree::Id;

/// A text in its languages.
pub(super) type Spoken<'x> = Vec<(&'x str, String)>;

/// Forms of a text in the translations, with the header of each.
pub(super) const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];

/// Reads texts.
pub(super) struct Texts<'a, 'n, 'x> {
    pub(super) form: &'a Form<'x>,
    pub(super) paths: &'a Paths<'n, 'x>,
    pub(super) default: &'x str,
}

impl<'x> Texts<'_, '_, 'x> {
    /// A text with a reference for each output.
    pub(super) fn said(&self, element: &Element, context: Option<Id>) -> String {
        let is_mixed = element
            .nodes
            .iter()
            .any(|n| matches!(n, Node::Text(_)) && !is_layout(n));
        let nodes = element.nodes.iter().filter(|n| is_mixed || !is_layout(n));
        let nodes: Vec<&Node> = nodes.collect();
        let mut out = String::new();
        for (index, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) => {
                    // Blanks that part a text at an end from the tag beside it.
                    let mut text = text.as_str();
                    if nodes.len() > 1 && index == 0 {
                        text = text.strip_prefix(' ').unwrap_or(text);
                    }
                    if nodes.len() > 1 && index + 1 == nodes.len() {
                        text = text.strip_suffix(' ').unwrap_or(text);
                    }
                    out.push_str(text);
                }
                Node::Element(output) => {
                    let value = output.get("value").unwrap_or_default();
                    out.push_str(&self.output(value, context));
                }
            }
        }
        out
    }

    fn output(&self, value: &str, context: Option<Id>) -> String {
        let reference = self.paths.reference(value, context);
        reference.unwrap_or_else(|| self.paths.referred(value, context, Mode::default()))
    }

    /// The text of an id in one form, in every language that has it.
    pub(super) fn of_id(&self, id: &str, form: &str, context: Option<Id>) -> Spoken<'x> {
        let mut found: Vec<(&'x str, &'x Element, bool)> = Vec::new();
        for translation in &self.form.translations {
            let mut values = translation.values(id).iter().enumerate();
            let value = values.find(|(_, (known, _))| *known == form);
            if let Some((index, (_, value))) = value {
                let is_missing = value.text() == MISSING && stands_in(translation, id, index);
                found.push((translation.language, *value, is_missing));
            }
        }
        // A dash that no language has another text for is a dash.
        if found.iter().all(|(.., is_missing)| *is_missing) {
            found.truncate(1);
        } else {
            found.retain(|(.., is_missing)| !is_missing);
        }
        let said = found.into_iter();
        said.map(|(language, value, _)| (language, self.said(value, context)))
            .collect()
    }

    /// The files of a kind of media.
    pub(super) fn files(&self, id: &str, kind: &str) -> Spoken<'x> {
        let folder = match kind {
            "image" | "big-image" => "jr://images/".to_owned(),
            other => format!("jr://{other}/"),
        };
        let mut found = self.of_id(id, kind, None);
        for (_, file) in &mut found {
            if let Some(name) = file.strip_prefix(&folder) {
                *file = name.to_owned();
            }
        }
        found
    }

    /// The media of an id in the order of the form, those without any left out.
    pub(super) fn media(&self, id: &str) -> Vec<(&'static str, Spoken<'x>)> {
        let mut kinds: Vec<&'static str> = Vec::new();
        let texts = self.form.translations.iter();
        for (form, _) in texts.flat_map(|translation| translation.values(id)) {
            let kind = MEDIA.iter().find(|kind| *kind == form);
            kinds.extend(kind.filter(|kind| !kinds.contains(*kind)).copied());
        }
        let spoken = kinds.into_iter().map(|kind| (kind, self.files(id, kind)));
        spoken.filter(|(_, files)| !files.is_empty()).collect()
    }

    /// Puts a text into a row. `alone`: without a language beside it the text would stand in the
    /// control and not in the translations.
    pub(super) fn put(&self, row: &mut Row, base: &str, spoken: &Spoken<'_>, alone: bool) {
        let others = spoken.iter().any(|(language, _)| *language != self.default);
        let unnamed = self.default == "default" && (others || !alone);
        for (language, text) in spoken {
            let plain = unnamed && *language == self.default;
            let language = (!plain).then_some(*language);
            row.put_in(base, language, text.clone());
        }
    }
}

/// The id that a control or a bind asks the translations for.
pub(super) fn id_of(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?;
    let inner = inner.trim();
    let quoted = |quote| inner.strip_prefix(quote)?.strip_suffix(quote);
    quoted('\'').or_else(|| quoted('"'))
}

/// White space between lines of the file.
fn is_layout(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.contains('\n') && text.trim().is_empty())
}

/// Whether a dash stands for a text that the language lacks: those come behind all others, and
/// behind all other forms of their own text.
fn stands_in(translation: &Translation<'_>, id: &str, index: usize) -> bool {
    let is_dash = |(_, value): &(&str, &Element)| value.text() == MISSING;
    if translation.is_behind_all(id) {
        return true;
    }
    let values = translation.values(id);
    let (before, from) = values.split_at(index.min(values.len()));
    before.iter().any(|value| !is_dash(value)) && from.iter().all(is_dash)
}
