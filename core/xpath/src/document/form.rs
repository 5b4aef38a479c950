//! What a document that is an XForm knows: its translations and the labels of its choices.

use super::{Document, DocumentHost, NodeId};
use crate::eval::{Context, evaluate_nodeset, evaluate_string};
use crate::parser::parse_lenient;

impl Document {
    /// The plain text of an itext id in a language; the default translation (marked so, else the
    /// first) stands in where the language or the id is missing.
    #[must_use]
    pub fn itext(&self, id: &str, language: Option<&str>) -> Option<&str> {
        let is = |node: &NodeId, name: &str| self.local_name(*node) == name;
        let itext = self
            .descendants(self.root())
            .find(|node| is(node, "itext"))?;
        let translations = || self.elements(itext).filter(|node| is(node, "translation"));
        let wanted = language.and_then(|language| {
            translations().find(|node| self.attribute(*node, "lang") == Some(language))
        });
        let default = translations()
            .find(|node| {
                self.attribute(*node, "default")
                    .is_some_and(|value| value != "false()")
            })
            .or_else(|| translations().next());
        [wanted, default]
            .into_iter()
            .flatten()
            .find_map(|node| self.itext_in(node, id))
    }

    fn itext_in(&self, translation: NodeId, id: &str) -> Option<&str> {
        let text = self.elements(translation).find(|node| {
            self.local_name(*node) == "text" && self.attribute(*node, "id") == Some(id)
        })?;
        let values = || {
            self.elements(text)
                .filter(|node| self.local_name(*node) == "value")
        };
        let plain = values().find(|node| self.attribute(*node, "form").is_none());
        let value =
            plain.or_else(|| values().find(|node| self.attribute(*node, "form") == Some("long")));
        value
            .or_else(|| values().next())
            .map(|node| self.value(node))
    }
}

/// The label of a choice of the control bound to `path`.
pub(super) fn choice_name(
    host: &DocumentHost<'_>,
    value: &str,
    path: &str,
    context: &Context<NodeId>,
) -> Option<String> {
    let document = host.document();
    let path = path.trim();
    let control = document.descendants(document.root()).find(|node| {
        matches!(document.local_name(*node), "select" | "select1" | "rank")
            && ["ref", "nodeset"].iter().any(|name| {
                document
                    .attribute(*node, name)
                    .is_some_and(|r| r.trim() == path)
            })
    })?;
    for child in document.elements(control) {
        let label = match document.local_name(child) {
            "item" if document.child_text(child, "value") == Some(value) => {
                Some(item_label(host, child))
            }
            "itemset" => itemset_label(host, child, value, context),
            _ => None,
        };
        if label.is_some() {
            return label;
        }
    }
    None
}

fn item_label(host: &DocumentHost<'_>, item: NodeId) -> String {
    let document = host.document();
    let Some(label) = document.child(item, "label") else {
        return String::new();
    };
    match document.attribute(label, "ref") {
        Some(reference) => parse_lenient(reference)
            .and_then(|expr| evaluate_string(&expr, &Context::new(label), host))
            .unwrap_or_default(),
        None => document.value(label).to_owned(),
    }
}

fn itemset_label(
    host: &DocumentHost<'_>,
    itemset: NodeId,
    value: &str,
    context: &Context<NodeId>,
) -> Option<String> {
    let document = host.document();
    let nodeset = parse_lenient(document.attribute(itemset, "nodeset")?).ok()?;
    let part = |name| {
        let node = document.child(itemset, name)?;
        parse_lenient(document.attribute(node, "ref")?).ok()
    };
    let (value_ref, label_ref) = (part("value")?, part("label")?);
    let items = evaluate_nodeset(&nodeset, context, host).ok()?;
    let item = items.into_iter().find(|item| {
        evaluate_string(&value_ref, &Context::new(*item), host).is_ok_and(|found| found == value)
    })?;
    evaluate_string(&label_ref, &Context::new(item), host).ok()
}
