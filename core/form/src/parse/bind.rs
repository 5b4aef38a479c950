//! Binds: types and logic of the nodes.

use super::budget::ENTRY;
use super::entities::SaveTo;
use super::expr::{ExprPlace, Gives};
use super::{Fault, Loader};
use crate::def::bind::{Bind, Preload, Week};
use crate::def::text::{Piece, Text};
use crate::def::{BindId, DataType, ExprId, NodeId};
use crate::entities::ENTITIES;
use crate::xml::{Element, JAVAROSA, XFORMS};

impl Loader<'_> {
    pub(super) fn load_binds(&mut self, model: Element<'_>) {
        for element in model.elements().filter(|e| e.name.is(XFORMS, "bind")) {
            if !self.work.spend(ENTRY) {
                return;
            }
            self.load_bind(element);
        }
    }

    fn load_bind(&mut self, element: Element<'_>) {
        let Some(nodeset) = element.attr("nodeset").or(element.attr("ref")) else {
            let fault = Fault {
                code: "form.bind_without_nodeset",
                help: "Say with nodeset=\"/data/…\" which node the bind is for.",
                at: element.at,
                path: "bind",
                offset: None,
            };
            return self.error(&fault, "a bind names no node".to_owned());
        };
        let nodeset = nodeset.trim();
        let Some(node) = self.def.find(nodeset, Some(NodeId::ROOT)) else {
            let fault = Fault {
                code: "form.bind_nowhere",
                help: "Mend the bind's nodeset, or add the node to the first <instance>.",
                at: element.at,
                path: nodeset,
                offset: None,
            };
            // Forms in the wild keep binds of questions that are gone; they do no harm.
            let message = format!(
                "there is a bind for {nodeset}, and no such node: it is left out{}",
                self.did_you_mean(nodeset)
            );
            return self.warn(&fault, message);
        };
        if let Some(id) = element.attr("id") {
            self.bind_ids.insert(id.to_owned(), node);
        }
        if let Some(property) = element.attr_ns(ENTITIES, "saveto") {
            self.save_to.push(SaveTo {
                node,
                property: property.trim().to_owned(),
                at: element.at,
            });
        }
        let data_type = self.data_type(element, nodeset);
        let bind = self.bind(element, node, nodeset);
        if let Some(known) = self.def.nodes.bind(node) {
            let fault = Fault {
                code: "form.duplicate_bind",
                help: "Join the two binds into one; in an XLSForm two rows of one group have the same name.",
                at: element.at,
                path: nodeset,
                offset: None,
            };
            let message = format!("{nodeset} has more than one bind; the later one goes before");
            self.warn(&fault, message);
            if element.attr("type").is_some() {
                self.def.nodes.set_bind(node, known, data_type);
            }
            if let Some(known) = self.def.binds.get_mut(known.0 as usize) {
                known.overlay(bind);
            }
            return;
        }
        let id = BindId(u32::try_from(self.def.binds.len()).unwrap_or(u32::MAX));
        self.def.binds.push(bind);
        self.def.nodes.set_bind(node, id, data_type);
    }

    fn data_type(&mut self, element: Element<'_>, nodeset: &str) -> DataType {
        let Some(name) = element.attr("type") else {
            return DataType::String;
        };
        DataType::from_name(name).unwrap_or_else(|| {
            let fault = Fault {
                code: "form.unknown_type",
                help: "Known types: string, int, decimal, boolean, date, time, dateTime, \
                       geopoint, geotrace, geoshape, binary, barcode, intent.",
                at: element.at,
                path: nodeset,
                offset: None,
            };
            self.warn(
                &fault,
                format!("the type {name:?} is unknown; the answer is taken as text (string)"),
            );
            DataType::String
        })
    }

    fn bind(&mut self, element: Element<'_>, node: NodeId, nodeset: &str) -> Bind {
        let mut expr = |path: &str, gives| self.bind_expr(element, path, gives, node);
        let calculate = expr("@calculate", Gives::Value);
        let relevant = expr("@relevant", Gives::Truth);
        let required = expr("@required", Gives::Truth);
        let readonly = expr("@readonly", Gives::Truth);
        let constraint = expr("@constraint", Gives::Truth);
        let mut message = |name: &str| {
            let text = element.attr_ns(JAVAROSA, name)?;
            Some(self.message(text, element.at, node))
        };
        let constraint_message = message("constraintMsg");
        let required_message = message("requiredMsg");
        Bind {
            calculate,
            relevant,
            required,
            readonly,
            constraint,
            constraint_message,
            required_message,
            preload: self.preload(element, nodeset),
            attributes: handed_on(element),
        }
    }

    fn bind_expr(
        &mut self,
        element: Element<'_>,
        path: &str,
        gives: Gives,
        node: NodeId,
    ) -> Option<ExprId> {
        let text = element.attr(path.trim_start_matches('@'))?;
        // `required=""` and the like say nothing.
        if text.trim().is_empty() {
            return None;
        }
        let place = ExprPlace {
            node: Some(node),
            at: element.at,
            path,
        };
        self.compile_as(text, &place, gives)
    }

    fn message(&mut self, text: &str, at: usize, node: NodeId) -> Text {
        if text.trim_start().starts_with("jr:itext(") {
            let place = ExprPlace {
                node: Some(node),
                at,
                path: "message",
            };
            return self.text_reference(text, &place);
        }
        Text::Plain(vec![Piece::Literal(text.to_owned())])
    }

    fn preload(&mut self, element: Element<'_>, nodeset: &str) -> Option<Preload> {
        let name = element.attr_ns(JAVAROSA, "preload")?;
        let params = element
            .attr_ns(JAVAROSA, "preloadParams")
            .unwrap_or_default();
        let week = Week::parse(params);
        let preload = match (name, params) {
            ("uid", _) => Preload::Uid,
            ("timestamp", "start") => Preload::Start,
            ("timestamp", "end") => Preload::End,
            ("date", "today") => Preload::Today,
            ("date", _) if let Some(week) = week => Preload::Week(week),
            ("property", property) => Preload::Property(property.to_owned()),
            _ => {
                let fault = Fault {
                    code: "form.unknown_preload",
                    help: "Known: uid; timestamp start, end; date today, prevperiod-week-…; property with \
                           its name.",
                    at: element.at,
                    path: nodeset,
                    offset: None,
                };
                self.warn(
                    &fault,
                    format!("the preload {name:?} {params:?} is unknown; nothing is filled in"),
                );
                return None;
            }
        };
        Some(preload)
    }
}

/// Attributes of a bind that the engine does not use itself.
fn handed_on(element: Element<'_>) -> std::collections::BTreeMap<String, String> {
    const READ: [&str; 14] = [
        "id",
        "nodeset",
        "ref",
        "type",
        "calculate",
        "relevant",
        "required",
        "readonly",
        "constraint",
        "constraintMsg",
        "requiredMsg",
        "preload",
        "preloadParams",
        "saveto",
    ];
    let further = element.attrs().iter();
    further
        .filter(|a| !READ.contains(&a.name.local))
        .map(|a| (a.name.local.to_owned(), a.value.to_string()))
        .collect()
}
