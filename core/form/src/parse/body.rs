//! The body: controls, groups, repeats, choices.

use std::collections::BTreeMap;

use farola_xpath::Expr;
use farola_xpath::ast::{NodeTest, Start};
use rustc_hash::FxHashSet;

use super::action::ActionPlace;
use super::budget::ENTRY;
use super::expr::{ExprPlace, Gives};
use super::search::is_search;
use super::{Fault, Loader};
use crate::def::body::{BodyItem, BodyKind, Choices, Control, InlineChoice, Itemset, Repeat};
use crate::def::nodes::NodeKind;
use crate::def::{ControlKind, ExprId, NodeId};
use crate::xml::{Element, JAVAROSA};

/// Collects the absolute paths of all repeats of the body.
pub(super) fn repeat_paths(element: Element<'_>, context: &str, out: &mut FxHashSet<String>) {
    for child in element.elements() {
        let reference = match child.name.local {
            "repeat" => child.attr("nodeset").or(child.attr("ref")),
            "group" => child.attr("ref").or(child.attr("nodeset")),
            _ => None,
        };
        let path = reference.map_or_else(|| context.to_owned(), |text| join(context, text.trim()));
        if child.name.local == "repeat" {
            out.insert(path.clone());
        }
        repeat_paths(child, &path, out);
    }
}

fn join(context: &str, reference: &str) -> String {
    if reference.starts_with('/') || context.is_empty() {
        return reference.to_owned();
    }
    let mut path = context.to_owned();
    for step in reference.trim_start_matches("./").split('/') {
        match step {
            "." | "current()" => {}
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            name => {
                path.push('/');
                path.push_str(name);
            }
        }
    }
    path
}

impl Loader<'_> {
    pub(super) fn load_body(&mut self, body: Element<'_>) {
        self.def.body_of = vec![None; self.def.nodes.len()];
        self.load_items(body, NodeId::ROOT, None);
    }

    fn load_items(&mut self, parent: Element<'_>, context: NodeId, parent_item: Option<usize>) {
        for element in parent.elements() {
            if !self.work.spend(ENTRY) {
                return;
            }
            match element.name.local {
                "group" => self.load_group(element, context, parent_item),
                "repeat" => self.load_repeat(element, context, parent_item, None),
                name => match ControlKind::from_name(name) {
                    Some(kind) => self.load_control(element, kind, context, parent_item),
                    None => self.other_element(element),
                },
            }
        }
    }

    fn other_element(&mut self, element: Element<'_>) {
        let known = [
            "label",
            "hint",
            "setvalue",
            "item",
            "itemset",
            "setgeopoint",
            "recordaudio",
        ];
        if known.contains(&element.name.local) {
            return;
        }
        let fault = Fault {
            code: "form.unknown_control",
            help: "Known: input, select, select1, odk:rank, range, trigger, upload, group, repeat.",
            at: element.at,
            path: element.attr("ref").unwrap_or_default(),
            offset: None,
        };
        self.warn(
            &fault,
            format!("<{}> is no control and is left out", element.name.written()),
        );
    }

    fn push_item(&mut self, element: Element<'_>, kind: BodyKind, parent: Option<usize>) -> usize {
        let node = match &kind {
            BodyKind::Control(control) => Some(control.node),
            BodyKind::Group { node } => *node,
            BodyKind::Repeat(repeat) => Some(repeat.node),
        };
        let label = element.find_local("label");
        let label = label.map(|e| self.text(e, node));
        let hint = element.find_local("hint");
        let hint = hint.map(|e| self.text(e, node));
        let index = self.def.body.len();
        self.def.body.push(BodyItem {
            kind,
            end: index + 1,
            parent,
            label,
            hint,
            appearance: element
                .attr("appearance")
                .unwrap_or_default()
                .trim()
                .to_owned(),
            parameters: parameters(element),
        });
        if let Some(node) = node {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            if let Some(slot) = self.def.body_of.get_mut(node.index()) {
                slot.get_or_insert(number);
            }
        }
        index
    }

    fn close_item(&mut self, index: usize) {
        let end = self.def.body.len();
        if let Some(item) = self.def.body.get_mut(index) {
            item.end = end;
        }
    }

    fn reference(&mut self, element: Element<'_>, context: NodeId) -> Option<NodeId> {
        if let Some(node) = element.attr("bind").and_then(|id| self.bind_ids.get(id)) {
            return Some(*node);
        }
        let reference = element
            .attr("ref")
            .or(element.attr("nodeset"))
            .or(element.attr("bind"))?;
        let found = self.def.find(reference, Some(context));
        if found.is_none() {
            let fault = Fault {
                code: "form.ref_nowhere",
                help: "Mend the ref, or add the node to the first <instance>.",
                at: element.at,
                path: reference.trim(),
                offset: None,
            };
            let name = element.name.written();
            let message = format!(
                "<{name}> is for {reference}, which does not exist{}",
                self.did_you_mean(reference)
            );
            self.error(&fault, message);
        }
        found
    }

    fn load_group(&mut self, element: Element<'_>, context: NodeId, parent: Option<usize>) {
        let has_ref = element.attr("ref").or(element.attr("nodeset")).is_some();
        let node = if has_ref {
            self.reference(element, context)
        } else {
            None
        };
        if has_ref && node.is_none() {
            return;
        }
        let inner = node.unwrap_or(context);
        // `<group ref="/data/r"><label/><repeat nodeset="/data/r">`: the group is only the
        // repeat's label.
        if let Some(repeat) = element.find_local("repeat") {
            let target = repeat.attr("nodeset").or(repeat.attr("ref"));
            let target = target.and_then(|text| self.def.find(text, Some(inner)));
            let controls = element.elements().filter(|e| is_entry(*e)).count();
            if target.is_some() && (node.is_none() || target == node) && controls == 1 {
                return self.load_repeat(repeat, inner, parent, Some(element));
            }
        }
        let index = self.push_item(element, BodyKind::Group { node }, parent);
        self.load_actions(element, ActionPlace::inside(inner));
        self.load_items(element, inner, Some(index));
        self.close_item(index);
    }

    fn load_repeat(
        &mut self,
        element: Element<'_>,
        context: NodeId,
        parent: Option<usize>,
        wrapper: Option<Element<'_>>,
    ) {
        let Some(node) = self.reference(element, context) else {
            return;
        };
        if self.def.nodes.kind(node) != NodeKind::Repeat {
            let fault = Fault {
                code: "form.repeat_nowhere",
                help: "The repeat's nodeset must be a plain absolute path to a group of the model.",
                at: element.at,
                path: element.attr("nodeset").unwrap_or_default(),
                offset: None,
            };
            return self.error(
                &fault,
                "what should repeat is not a group of the first <instance>".to_owned(),
            );
        }
        let scope = self.def.nodes.scope(node);
        let count = self.repeat_count(element, node, context);
        let no_add = element.attr_ns(JAVAROSA, "noAddRemove");
        let no_add = no_add.is_some_and(|text| text.trim() == "true()" || text.trim() == "true");
        let fixed = count.is_some() || no_add;
        if let Some(slot) = self.def.counts.get_mut(scope.index()) {
            *slot = count;
        }
        let repeat = Repeat { node, scope, fixed };
        let index = self.push_item(element, BodyKind::Repeat(repeat), parent);
        if let Some(wrapper) = wrapper {
            self.adopt(index, wrapper, node);
        }
        self.load_actions(element, ActionPlace::inside(node));
        self.load_items(element, node, Some(index));
        self.close_item(index);
    }

    /// Takes label and appearance over from the group around a repeat.
    fn adopt(&mut self, index: usize, wrapper: Element<'_>, node: NodeId) {
        let label = wrapper.find_local("label");
        let label = label.map(|e| self.text(e, Some(node)));
        let appearance = wrapper
            .attr("appearance")
            .unwrap_or_default()
            .trim()
            .to_owned();
        if let Some(item) = self.def.body.get_mut(index) {
            item.label = item.label.take().or(label);
            if item.appearance.is_empty() {
                item.appearance = appearance;
            }
        }
    }

    fn repeat_count(
        &mut self,
        element: Element<'_>,
        node: NodeId,
        context: NodeId,
    ) -> Option<ExprId> {
        let text = element.attr_ns(JAVAROSA, "count")?;
        // A path starts at the element around the repeat; with the usual group of the same ref
        // that is the repeat itself, and `../n` stands beside it.
        let around = (context != node).then(|| self.def.find(text, Some(context)));
        let around = around.flatten().map(|found| self.def.node_path(found));
        let text = around.as_deref().unwrap_or(text);
        self.compile(
            text,
            &ExprPlace {
                node: Some(node),
                at: element.at,
                path: "@jr:count",
            },
        )
    }

    fn load_control(
        &mut self,
        element: Element<'_>,
        kind: ControlKind,
        context: NodeId,
        parent: Option<usize>,
    ) {
        if element.attr("ref").or(element.attr("bind")).is_none() {
            let fault = Fault {
                code: "form.control_without_ref",
                help: "Say with ref=\"/data/…\" which node the question is for.",
                at: element.at,
                path: &element.name.written(),
                offset: None,
            };
            return self.error(
                &fault,
                "a question does not say where its answer goes".to_owned(),
            );
        }
        let Some(node) = self.reference(element, context) else {
            return;
        };
        if matches!(
            self.def.nodes.kind(node),
            NodeKind::Group | NodeKind::Repeat
        ) {
            let fault = Fault {
                code: "form.control_on_group",
                help: "Give the question a node without children; in an XLSForm a question and a group \
                       have the same name.",
                at: element.at,
                path: element.attr("ref").unwrap_or_default(),
                offset: None,
            };
            return self.warn(
                &fault,
                "a question of a group, which holds no answer of its own, is left out".to_owned(),
            );
        }
        let choices = self.choices(element, node);
        if kind == ControlKind::Range {
            self.check_range(element);
        }
        // `select_one_external` is written as an input with a query.
        let queried = kind == ControlKind::Input && element.attr("query").is_some();
        let kind = if queried { ControlKind::Select1 } else { kind };
        let control = Control {
            kind,
            node,
            choices,
        };
        let index = self.push_item(element, BodyKind::Control(control), parent);
        self.load_actions(element, ActionPlace::question(node));
        self.close_item(index);
    }

    fn choices(&mut self, element: Element<'_>, node: NodeId) -> Choices {
        if let Some(itemset) = element.find_local("itemset") {
            return self
                .itemset(itemset, node)
                .map_or(Choices::None, Choices::Itemset);
        }
        let mut list = Vec::new();
        for item in element.elements().filter(|e| e.name.local == "item") {
            let value = item.find_local("value");
            let value = value
                .map(|e| e.text().trim().to_owned())
                .unwrap_or_default();
            if element.name.local != "select1" && value.contains(char::is_whitespace) {
                let fault = Fault {
                    code: "form.choice_with_space",
                    help: "Take the space out of the value (name in the choices sheet): spaces separate \
                           the values chosen.",
                    at: item.at,
                    path: element.attr("ref").unwrap_or_default(),
                    offset: None,
                };
                self.warn(
                    &fault,
                    format!("the choice {value:?} has a space in its value"),
                );
            }
            let label = item.find_local("label");
            let label = label.map(|e| self.text(e, Some(node)));
            list.push(InlineChoice { value, label });
        }
        if is_search(element.attr("appearance").unwrap_or_default()) && !list.is_empty() {
            return self.search(element, node, list);
        }
        if let (true, Some(query)) = (list.is_empty(), element.attr("query")) {
            return self.query(element, node, query);
        }
        if list.is_empty() {
            Choices::None
        } else {
            Choices::Inline(list)
        }
    }

    fn itemset(&mut self, element: Element<'_>, node: NodeId) -> Option<Itemset> {
        let nodeset = element.attr("nodeset").unwrap_or_default();
        let place = ExprPlace {
            node: Some(node),
            at: element.at,
            path: "itemset/@nodeset",
        };
        let nodes = self.compile_as(nodeset, &place, Gives::Nodes)?;
        let value = element.find_local("value");
        let value = value
            .and_then(|e| e.attr("ref"))
            .unwrap_or("name")
            .to_owned();
        let label = element.find_local("label");
        let label = label.and_then(|e| e.attr("ref")).map(ToOwned::to_owned);
        // Paths of an item start at the item, wherever that is.
        let inside = ExprPlace {
            node: None,
            at: element.at,
            path: "itemset",
        };
        let value_expr = self.compile(&value, &inside)?;
        let (label, itext) = match label.as_deref().map(str::trim) {
            None => (None, false),
            Some(text) => match text
                .strip_prefix("jr:itext(")
                .and_then(|t| t.strip_suffix(')'))
            {
                Some(id) => (Some(id.trim().to_owned()), true),
                None => (Some(text.to_owned()), false),
            },
        };
        let label_expr = match &label {
            Some(text) => Some(self.compile(text, &inside)?),
            None => None,
        };
        let name_of = |expr: Option<ExprId>| {
            expr.and_then(|id| self.def.expr(id))
                .and_then(|c| plain_name(&c.expr))
        };
        let dynamic = self.is_dynamic(nodes);
        Some(Itemset {
            nodes,
            value: value_expr,
            value_name: name_of(Some(value_expr)),
            label: label_expr,
            label_name: name_of(label_expr),
            itext,
            dynamic,
            fixed: Vec::new(),
            unique: false,
            label_by_language: Vec::new(),
        })
    }

    /// Whether an expression's nodes can change while the form is filled.
    pub(super) fn is_dynamic(&self, nodes: ExprId) -> bool {
        let info = self.info.get(nodes.0 as usize);
        info.is_some_and(|info| !info.deps.is_empty() || info.volatility.clock)
    }
}

fn is_entry(element: Element<'_>) -> bool {
    let name = element.name.local;
    name == "group" || name == "repeat" || ControlKind::from_name(name).is_some()
}

fn plain_name(expr: &Expr) -> Option<Box<str>> {
    let Expr::Path(path) = expr else { return None };
    match (path.steps.as_slice(), &path.start) {
        ([step], Start::Context) if step.is_plain() => match &step.test {
            NodeTest::Name(name) if name.prefix.is_none() => Some(name.local.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn parameters(element: Element<'_>) -> BTreeMap<String, String> {
    const READ: [&str; 4] = ["ref", "nodeset", "appearance", "bind"];
    element
        .attrs()
        .iter()
        .filter(|a| a.name.prefix.is_some() || !READ.contains(&a.name.local))
        .filter(|a| !a.name.is(JAVAROSA, "count"))
        .map(|a| (a.name.local.to_owned(), a.value.to_string()))
        .collect()
}
