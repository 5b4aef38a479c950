//! Secondary instances: lists of the form, files that it reads, the submission before.

use std::collections::HashMap;

use super::{Emitter, one_text};
use crate::choices::List;
use crate::expr::reference;
use crate::fault::rules::choices as rules;
use crate::survey::file_name::split_end;
use crate::survey::select::FILES;
use crate::survey::tree::{Control, Element, Kind};
use crate::xml::{Child, Node};

/// Elements around an item: html, head, model, instance, root.
const LIST_LEVEL: usize = 5;

/// Attributes that can ask a file.
const ASKING: [&str; 5] = [
    "calculate",
    "constraint",
    "readonly",
    "required",
    "relevant",
];

/// A list beside the form: its name, its address, its file.
struct Source {
    name: String,
    address: String,
    file: Option<String>,
    row: u32,
    external: bool,
}

impl Source {
    fn node(&self) -> Node {
        Node::new("instance")
            .with("id", &self.name)
            .with("src", &self.address)
    }
}

impl Emitter<'_, '_> {
    /// Every secondary instance with its file, in the order in which the form needs them. One
    /// name has one address.
    pub(super) fn secondary(&self) -> Vec<(Node, Option<String>)> {
        let mut found = Vec::new();
        let mut seen: HashMap<String, Source> = HashMap::new();
        for source in self.sources() {
            match seen.get(&source.name) {
                None => {
                    found.push((source.node(), source.file.clone()));
                    seen.insert(source.name.clone(), source);
                }
                Some(first) if *first.address != source.address => {
                    self.twice(&source, &first.address)
                }
                Some(first) if first.external && source.external => {
                    self.twice(&source, &first.address)
                }
                Some(_) => {}
            }
        }
        for list in self.lists.iter().filter(|list| !list.searched) {
            match seen.get(&list.name) {
                Some(source) => self.twice(source, &self.lists.sheet),
                None => found.push((self.list(list), None)),
            }
        }
        found
    }

    fn twice(&self, source: &Source, other: &str) {
        let element = Element::new(Kind::External, "", &source.name, source.row);
        let fault = self.tell(&rules::INSTANCE_TWICE, &element, "");
        self.push(fault.with("name", &source.name).with("address", other));
    }

    fn sources(&self) -> Vec<Source> {
        let mut found = Vec::new();
        let mut last_saved = false;
        for id in self.tree.all() {
            let element = self.tree.get(id);
            if element.is_question() || element.is_section() {
                found.extend(from_calls(element));
            }
            if element.is_question() {
                found.extend(from_file(element));
                last_saved |= asks_last_saved(element);
            }
            if element.kind == Kind::External {
                found.push(external(element));
            }
        }
        if last_saved {
            found.push(Source {
                name: "__last-saved".to_owned(),
                address: "jr://instance/last-saved".to_owned(),
                file: None,
                row: 0,
                external: false,
            });
        }
        found
    }

    fn list(&self, list: &List<'_>) -> Node {
        let items = list.choices.iter().enumerate().map(|(index, choice)| {
            let mut parts = Vec::with_capacity(3 + choice.extra.len());
            let mut part = |node: Node, text: &str| parts.push(Child::Node(node.text(text)));
            if list.in_itext {
                part(Node::new("itextId"), &format!("{}-{index}", list.name));
            }
            part(
                Node::new("name"),
                choice.name.as_deref().unwrap_or_default(),
            );
            if let Some(label) = choice.label.as_ref().filter(|_| !list.in_itext) {
                part(Node::new("label"), one_text(label));
            }
            for (column, text) in &choice.extra {
                if let Some(Some(header)) = self.lists.headers.get(*column) {
                    part(Node::named(header), text);
                }
            }
            if let Some(option) = &choice.sms_option {
                part(Node::new("sms_option"), option);
            }
            Node::new("item").holding(parts)
        });
        let root = Node::new("root").written(LIST_LEVEL, items);
        let mut node = Node::new("instance").with("id", &list.name);
        node.push(root);
        node
    }
}

/// The expressions of an element that can ask a file or the submission before.
fn expressions(element: &Element) -> impl Iterator<Item = &str> {
    let bound = ASKING
        .iter()
        .filter_map(|name| element.bind.get(name))
        .map(one_text);
    let further = [&element.choice_filter, &element.default];
    bound.chain(further.into_iter().flatten().map(String::as_str))
}

fn asks_last_saved(element: &Element) -> bool {
    expressions(element).any(reference::has_last_saved)
}

/// The lists that `pulldata()` reads in an expression.
pub(crate) fn pulled(expression: &str) -> Vec<String> {
    if !expression.contains("pulldata(") {
        return Vec::new();
    }
    let calls = expression.split("pulldata").skip(1);
    let names = calls.filter_map(|call| {
        let inner = call.trim_start().strip_prefix('(')?;
        let (first, _) = inner.split_once(',')?;
        Some(first.replace(['\'', '"'], "").trim().to_owned())
    });
    names.collect()
}

/// The files that an element reads with `pulldata()`.
fn from_calls(element: &Element) -> impl Iterator<Item = Source> {
    let names = expressions(element).flat_map(pulled);
    names.map(|name| Source {
        address: format!("jr://file-csv/{name}.csv"),
        file: Some(format!("{name}.csv")),
        name,
        row: element.row,
        external: false,
    })
}

fn from_file(element: &Element) -> Option<Source> {
    if element.kind != Kind::Question(Control::Select) {
        return None;
    }
    let file = element.itemset.as_deref()?;
    let (name, end) = split_end(file);
    if !FILES.contains(&end) {
        return None;
    }
    let folder = if end == ".csv" { "file-csv" } else { "file" };
    Some(Source {
        name: name.to_owned(),
        address: format!("jr://{folder}/{file}"),
        file: Some(file.to_owned()),
        row: element.row,
        external: false,
    })
}

fn external(element: &Element) -> Source {
    let (folder, end) = match element.question.as_str() {
        "csv-external" => ("file-csv", "csv"),
        _ => ("file", "xml"),
    };
    let name = &element.name;
    Source {
        name: name.clone(),
        address: format!("jr://{folder}/{name}.{end}"),
        file: Some(format!("{name}.{end}")),
        row: element.row,
        external: true,
    }
}
